package e2e

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"

	"banyan/apiclient/simulator"
	"banyan/internal/soak"
)

// built is the path of the program under test.
var built string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "banyan-e2e-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	built = filepath.Join(dir, "banyan")
	code := soak.Tests{M: m}.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// binary builds the program once and returns its path.
var binary = sync.OnceValues(func() (string, error) {
	const root = "../.."
	// Reading the directories makes the go command run the tests again, rather than
	// report a cached result, after any file of the program has changed.
	err := filepath.WalkDir(root, func(name string, entry fs.DirEntry, err error) error {
		if entry != nil && entry.IsDir() && name != root && strings.HasPrefix(entry.Name(), ".") {
			return filepath.SkipDir
		}
		return err
	})
	if err != nil {
		return "", err
	}
	out, err := exec.Command("go", "build", "-ldflags", "-s -w", "-o", built, "banyan").CombinedOutput()
	if err != nil {
		return "", errors.New(string(out))
	}
	return built, nil
})

func mustBuild(t testing.TB) string {
	t.Helper()
	return must(binary())(t)
}

// serve runs a simulated platform on loopback and returns its address.
func serve(t testing.TB, opts simulator.Options) (server *simulator.Server, url string) {
	t.Helper()
	server = must(simulator.New(opts))(t)
	ctx, stop := context.WithCancel(context.Background())
	url, wait, err := server.Serve(ctx, "127.0.0.1:0")
	if err != nil {
		stop()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		stop()
		if err := wait(); err != nil {
			t.Error(err)
		}
	})
	return server, url
}

// patience is how long a test waits for what must happen; it is no measure. On a machine with
// all packages under test beside each other a program may not run for many seconds.
const patience = 2 * time.Minute

// screen is the program at a pseudo-terminal that answers no question.
type screen struct {
	t    testing.TB
	cmd  *exec.Cmd
	file *os.File

	mu     sync.Mutex
	out    bytes.Buffer
	last   atomic.Int64  // when its latest byte came, in ns
	wakeup chan struct{} // something was written, or the program ended
	ended  chan struct{}
}

// start runs the program. The explorer sends whole lines, so that a test can look for a
// text in what is written.
func start(t *testing.T, env []string, args ...string) *screen {
	t.Helper()
	if len(args) > 0 && strings.HasPrefix(args[0], "-") {
		args = append(args, "--no-diff")
	}
	return startCommand(t, exec.Command(mustBuild(t), args...), &pty.Winsize{Rows: 24, Cols: 80}, env)
}

// demo runs the explorer on its demo and waits for the list of tenants.
func demo(t *testing.T, env []string, args ...string) *screen {
	t.Helper()
	return start(t, env, append([]string{"--demo"}, args...)...).withTenants()
}

// demoOfCells is demo with the output that sends only the cells that changed.
func demoOfCells(t *testing.T, env ...string) *screen {
	t.Helper()
	return startCommand(t, exec.Command(mustBuild(t), "--demo"), &pty.Winsize{Rows: 24, Cols: 80}, env).withTenants()
}

// startAt runs the explorer on a simulated platform, with a state directory, and waits
// for the list of tenants.
func startAt(t *testing.T, url, state string, args ...string) *screen {
	t.Helper()
	env := append(demoCredentials(), "XDG_STATE_HOME="+state)
	return start(t, env, append([]string{"--url", url, "--api", "apio"}, args...)...).withTenants()
}

func (s *screen) withTenants() *screen {
	s.t.Helper()
	s.until("the tenants", func(out []byte) bool { return shows(out, "ServiceProviderID") || shows(out, "as you left it") })
	return s
}

// withLimits waits until the limits of the demo's tenants are read, after which nothing moves.
func (s *screen) withLimits() *screen {
	s.t.Helper()
	s.untilShows("limits of 16 read")
	return s
}

// startCommand starts any command at a terminal, as the leader of a session of its own.
func startCommand(t testing.TB, cmd *exec.Cmd, size *pty.Winsize, env []string) *screen {
	t.Helper()
	cmd.Env = append([]string{"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir()}, env...)
	received := make(chan os.Signal, 1)
	signal.Notify(received, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT) // not ignored, as in a job in the background
	t.Cleanup(func() { signal.Stop(received) })
	file := must(pty.StartWithSize(cmd, size))(t)
	s := &screen{t: t, cmd: cmd, file: file, wakeup: make(chan struct{}, 1), ended: make(chan struct{})}
	go s.read()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = file.Close()
	})
	return s
}

func (s *screen) read() {
	defer close(s.ended)
	buffer := make([]byte, 64<<10)
	for {
		n, err := s.file.Read(buffer)
		s.mu.Lock()
		s.out.Write(buffer[:n])
		s.mu.Unlock()
		if n > 0 {
			s.last.Store(time.Now().UnixNano())
		}
		select {
		case s.wakeup <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

// bytes returns all that was written so far.
func (s *screen) bytes() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.out.Bytes())
}

// written returns how many bytes that is.
func (s *screen) written() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Len()
}

// until waits for the condition on all bytes written so far and returns them.
func (s *screen) until(what string, holds func(out []byte) bool) []byte {
	s.t.Helper()
	timeout := time.After(patience)
	for {
		out := s.bytes()
		if holds(out) {
			return out
		}
		select {
		case <-s.wakeup:
		case <-timeout:
			s.t.Fatalf("waited %v for %s; the terminal got at last %q", patience, what, s.latest())
		}
	}
}

// shows reports whether a text is in what was written, whatever looks it has.
func shows(out []byte, text string) bool { return strings.Contains(ansi.Strip(string(out)), text) }

func (s *screen) untilShows(text string) []byte {
	s.t.Helper()
	return s.until(text, func(out []byte) bool { return shows(out, text) })
}

// untilSent waits for a sequence that the terminal gets.
func (s *screen) untilSent(sequence string) {
	s.t.Helper()
	s.until(strconv.Quote(sequence), func(out []byte) bool { return bytes.Contains(out, []byte(sequence)) })
}

// untilQuiet waits until nothing was written for that long.
func (s *screen) untilQuiet(quiet time.Duration) {
	s.t.Helper()
	if !isQuiet(s.wakeup, quiet) {
		s.t.Fatalf("the screen is never quiet for %v", quiet)
	}
}

// isQuiet waits until nothing came for that long, and reports whether that happened.
func isQuiet(wakeup <-chan struct{}, quiet time.Duration) bool {
	timeout := time.After(patience)
	for {
		select {
		case <-wakeup:
		case <-time.After(quiet):
			return true
		case <-timeout:
			return false
		}
	}
}

// pressUntil presses keys, waits for what they bring on screen, and returns what was
// written since.
func (s *screen) pressUntil(keys, text string) []byte {
	s.t.Helper()
	before := s.written()
	s.press(keys)
	return s.until(fmt.Sprintf("%q after %q", text, keys), func(out []byte) bool {
		return shows(out[before:], text)
	})[before:]
}

func (s *screen) press(keys string) {
	s.t.Helper()
	must(io.WriteString(s.file, keys))(s.t)
}

// openTenant finds a tenant and opens a list or screen of it by its key.
func (s *screen) openTenant(tenant, key, shows string) {
	s.t.Helper()
	s.pressUntil("/", "16/16")
	s.pressUntil(tenant, "1/16")
	s.pressUntil("\r", "help")
	s.pressUntil(key, shows)
}

// redrawn has the screen drawn again, when no spinner turns any more, and returns what is
// written for it between two sequences.
func (s *screen) redrawn(begin, end string) (frame string) {
	s.t.Helper()
	s.untilQuiet(300 * time.Millisecond)
	before := s.written()
	s.press("\x0c")
	s.until("a whole frame", func(out []byte) bool {
		_, drawn, _ := strings.Cut(string(out[before:]), "\x1b[2J")
		_, drawn, _ = strings.Cut(drawn, begin)
		whole := false
		frame, _, whole = strings.Cut(drawn, end)
		return whole
	})
	return same(frame)
}

// clock is the one thing on a screen that differs from run to run.
var clock = regexp.MustCompile(`\d\d:\d\d:\d\d`)

// exit waits for the end of the program and returns its exit code and all bytes.
func (s *screen) exit() (int, []byte) {
	s.t.Helper()
	s.await(s.ended)
	return s.gone(), s.bytes()
}

// gone waits for the end of the process, whatever its terminal does, and returns its
// exit code.
func (s *screen) gone() int {
	s.t.Helper()
	done := make(chan struct{})
	go func() {
		_ = s.cmd.Wait()
		close(done)
	}()
	s.await(done)
	return s.cmd.ProcessState.ExitCode()
}

func (s *screen) await(end <-chan struct{}) {
	s.t.Helper()
	select {
	case <-end:
	case <-time.After(patience):
		s.t.Fatalf("the program goes on after %v; the terminal got at last %q", patience, s.latest())
	}
}

// latest returns the end of what was written.
func (s *screen) latest() []byte {
	out := s.bytes()
	return out[max(0, len(out)-2000):]
}

func (s *screen) resize(columns, rows int) {
	s.t.Helper()
	check(s.t, pty.Setsize(s.file, &pty.Winsize{Rows: uint16(rows), Cols: uint16(columns)}))
}

// quit presses a key that ends the program well.
func (s *screen) quit(key string) []byte {
	s.t.Helper()
	s.press(key)
	code, out := s.exit()
	if code != 0 {
		s.t.Errorf("exit %d, want 0; the terminal got at last %q", code, s.latest())
	}
	return out
}

// must returns the value of a call that may not fail: must(call())(t).
func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		check(t, err)
		return value
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
