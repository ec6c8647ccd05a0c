package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
)

// built is where the program under test is put.
var built string

func TestMain(m *testing.M) {
	if os.Getenv(faultVar) != "" {
		os.Exit(runFault())
	}
	dir, err := os.MkdirTemp("", "banyan-test-")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	built = filepath.Join(dir, "banyan")
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

// binary builds the program once: what Bubble Tea does before main shows only in
// the program itself.
var binary = sync.OnceValues(func() (string, error) {
	out, err := exec.Command("go", "build", "-o", built, ".").CombinedOutput()
	if err != nil {
		return "", errors.New(string(out))
	}
	return built, nil
})

// patience is how long a test waits for what must happen; it is no measure.
const patience = 20 * time.Second

// screen is the program at a pseudo-terminal that answers no question.
type screen struct {
	t    *testing.T
	cmd  *exec.Cmd
	file *os.File

	mu     sync.Mutex
	out    bytes.Buffer
	ended  bool
	wakeup chan struct{}
}

// start runs the program. The explorer sends whole lines, so that a test can look
// for a text in what is written.
func start(t *testing.T, env []string, args ...string) *screen {
	t.Helper()
	if len(args) > 0 && strings.HasPrefix(args[0], "-") {
		args = append(args, "--no-diff")
	}
	return startAsIs(t, env, args...)
}

// startAsIs runs the program as it is.
func startAsIs(t *testing.T, env []string, args ...string) *screen {
	t.Helper()
	name, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	return startCommand(t, exec.Command(name, args...), env)
}

// startCommand starts any command that way, as the leader of a session of its own.
func startCommand(t *testing.T, cmd *exec.Cmd, env []string) *screen {
	t.Helper()
	cmd.Env = append([]string{"TERM=xterm-256color", "LANG=C.UTF-8", "HOME=" + t.TempDir(), "TMPDIR=" + t.TempDir()}, env...)
	received := make(chan os.Signal, 1)
	signal.Notify(received, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT) // not ignored, as in a job in the background
	t.Cleanup(func() { signal.Stop(received) })
	file, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 24, Cols: 80})
	if err != nil {
		t.Fatal(err)
	}
	s := &screen{t: t, cmd: cmd, file: file, wakeup: make(chan struct{}, 1)}
	go s.read()
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		_ = file.Close()
	})
	return s
}

func (s *screen) read() {
	buffer := make([]byte, 64<<10)
	for {
		n, err := s.file.Read(buffer)
		s.mu.Lock()
		s.out.Write(buffer[:n])
		s.ended = s.ended || err != nil
		s.mu.Unlock()
		select {
		case s.wakeup <- struct{}{}:
		default:
		}
		if err != nil {
			return
		}
	}
}

func (s *screen) bytes() (out []byte, ended bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return bytes.Clone(s.out.Bytes()), s.ended
}

// until waits for the condition on all bytes written so far.
func (s *screen) until(what string, holds func(out []byte, ended bool) bool) []byte {
	s.t.Helper()
	timeout := time.After(patience)
	for {
		out, ended := s.bytes()
		if holds(out, ended) {
			return out
		}
		select {
		case <-s.wakeup:
		case <-timeout:
			s.t.Fatalf("waited %v for %s; the terminal got at last %q", patience, what, out[max(0, len(out)-2000):])
		}
	}
}

func (s *screen) untilShows(text string) []byte {
	s.t.Helper()
	return s.until(text, func(out []byte, _ bool) bool { return bytes.Contains(out, []byte(text)) })
}

// untilQuiet waits until nothing was written for that long.
func (s *screen) untilQuiet(quiet time.Duration) {
	s.t.Helper()
	timeout := time.After(patience)
	for {
		select {
		case <-s.wakeup:
		case <-time.After(quiet):
			return
		case <-timeout:
			s.t.Fatalf("the screen is never quiet for %v", quiet)
		}
	}
}

// pressUntil presses keys and waits for what they bring on screen.
func (s *screen) pressUntil(keys, text string) {
	s.t.Helper()
	before, _ := s.bytes()
	s.press(keys)
	s.until(fmt.Sprintf("%q after %q", text, keys), func(out []byte, _ bool) bool {
		return bytes.Contains(out[len(before):], []byte(text))
	})
}

func (s *screen) press(keys string) {
	s.t.Helper()
	if _, err := io.WriteString(s.file, keys); err != nil {
		s.t.Fatal(err)
	}
}

// exit waits for the end of the program and returns its exit code and all bytes.
func (s *screen) exit() (int, []byte) {
	s.t.Helper()
	out := s.until("the end of the program", func(_ []byte, ended bool) bool { return ended })
	err := s.cmd.Wait()
	var failed *exec.ExitError
	if err != nil && !errors.As(err, &failed) {
		s.t.Fatal(err)
	}
	return s.cmd.ProcessState.ExitCode(), out
}

func TestVersionSendsNothingToTheTerminalButItsLine(t *testing.T) {
	s := start(t, nil, "version")
	code, out := s.exit()
	if code != 0 || !bytes.HasPrefix(out, []byte("banyan ")) {
		t.Errorf("exit %d, %q", code, out)
	}
	if bytes.ContainsRune(out, ansi.ESC) {
		t.Errorf("an escape sequence before the line: %q", out)
	}
}

func TestFirstFrameComesWithoutAnyQuestionToTheTerminal(t *testing.T) {
	s := start(t, nil, "--demo")
	out := s.untilShows("ServiceProviderID")
	s.press("q")
	code, rest := s.exit()
	if code != 0 {
		t.Errorf("exit %d, want 0", code)
	}
	checkQuestions(t, append(out, rest...))
}

func TestIdleScreenWritesNothing(t *testing.T) {
	s := start(t, nil, "--demo")
	s.untilShows("ServiceProviderID")
	s.untilQuiet(500 * time.Millisecond)
	before, _ := s.bytes()
	s.untilQuiet(1500 * time.Millisecond)
	after, _ := s.bytes()
	if len(before) != len(after) {
		t.Errorf("idle for 1.5 s and %q was written", after[len(before):])
	}
}

func TestTheTerminalIsLeftAsItWas(t *testing.T) {
	for _, test := range []struct {
		name string
		end  func(s *screen)
		code int
	}{
		{"by q", func(s *screen) { s.press("q") }, 0},
		{"by ctrl+c", func(s *screen) { s.press("\x03") }, 0},
		{"by a hang-up", func(s *screen) { _ = s.cmd.Process.Signal(syscall.SIGHUP) }, 129},
		{"by a termination", func(s *screen) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }, 143},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := start(t, nil, "--demo")
			s.untilShows("ServiceProviderID")
			test.end(s)
			code, out := s.exit()
			if code != test.code {
				t.Errorf("exit %d, want %d", code, test.code)
			}
			for _, reset := range []string{"\x1b[?1049l", "\x1b[?25h"} {
				if !bytes.Contains(out, []byte(reset)) {
					t.Errorf("%q is missing at the end", reset)
				}
			}
		})
	}
}

// Whatever the platform calls its things, only these sequences reach the terminal.
// The tenant with the hostile names is walked through, down to each group.
func TestOnlyKnownSequencesReachTheTerminal(t *testing.T) {
	s := start(t, nil, "--demo")
	s.untilShows("ServiceProviderID")
	s.pressUntil("/", "16/16")
	s.pressUntil("zz-interop-lab", "1/16")
	s.pressUntil("\r", "help")
	s.pressUntil("\r", "> groups")
	s.untilShows("14 groups")
	s.untilShows(`^[]52;c;ZWN`) // OSC 52, shown instead of obeyed
	for group := range 14 {
		if group > 0 {
			s.pressUntil("j", "▸")
		}
		s.pressUntil("\r", "IN/OUT")
		s.pressUntil("\x1b", "14 groups")
	}
	s.pressUntil("c", "> capacity")
	s.pressUntil("z", "zz-interop-lab")
	s.pressUntil("q", "14 groups")
	out, _ := s.bytes()
	checkSequences(t, out)
}

func checkSequences(t *testing.T, out []byte) {
	t.Helper()
	var state byte
	for len(out) > 0 {
		sequence, _, n, next := ansi.DecodeSequence(out, state, nil)
		state, out = next, out[n:]
		if len(sequence) == 0 || sequence[0] >= 0x20 && sequence[0] < 0x7f || sequence[0] >= 0xa0 {
			continue
		}
		if !isKnownSequence(string(sequence)) {
			t.Errorf("the terminal got %q", sequence)
		}
	}
}

func isKnownSequence(sequence string) bool {
	switch sequence {
	case "\r", "\n", "\r\n", "\b":
		return true
	}
	body, isCSI := strings.CutPrefix(sequence, "\x1b[")
	if !isCSI {
		return false
	}
	if mode, isMode := strings.CutPrefix(body, "?"); isMode {
		switch strings.TrimRight(mode, "hl") {
		case "25", "1049", "2004", "1002", "1003", "1006":
			return true
		}
		return false
	}
	return strings.ContainsAny(body[len(body)-1:], "mHJKABCDG") && strings.Trim(body[:len(body)-1], "0123456789;") == ""
}

func TestWithoutATerminalTheExplorerPointsToTheReport(t *testing.T) {
	var stdout, stderr bytes.Buffer
	name, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, "--demo")
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err = cmd.Run()
	var failed *exec.ExitError
	if !errors.As(err, &failed) || failed.ExitCode() != 2 {
		t.Errorf("%v, want exit status 2", err)
	}
	if !strings.Contains(stderr.String(), "banyan report") || stdout.Len() > 0 {
		t.Errorf("stdout %q, stderr %q", &stdout, &stderr)
	}
}
