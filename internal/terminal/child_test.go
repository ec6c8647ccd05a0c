package terminal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/creack/pty"
	"golang.org/x/term"

	"banyan/internal/redact"
	"banyan/internal/soak"
	_ "banyan/internal/terminal/quiet"
)

// roleVar makes a process of this test binary a program on a terminal, of that role.
const roleVar = "TERMINAL_TEST_ROLE"

func TestMain(m *testing.M) {
	if role := os.Getenv(roleVar); role != "" {
		os.Exit(runChild(role))
	}
	os.Exit(soak.Tests{M: m}.Run())
}

// runChild is the main function of a child.
func runChild(role string) int {
	ctx, stop := WithSignals(context.Background())
	defer stop()
	secrets := &redact.Secrets{}
	secrets.Add("s3cret-word")
	crash := NewCrash(os.Getenv("CRASHES"), "v1", secrets)
	err := Screen{
		In: os.Stdin, Out: os.Stdout, Output: NewOutput(os.Stdout, OutputOptions{Term: "xterm-256color"}), Crash: crash, Frames: 30,
		Ended: func() { linger(role) },
	}.Run(ctx, &child{role: role, crash: crash})
	switch role {
	case "plain":
		fmt.Fprintln(os.Stderr, "the screen was left")
	case "locked":
		select {} // waits for what panicked
	}
	if signalled, ok := errors.AsType[*SignalError](err); ok {
		return signalled.ExitCode()
	}
	if err == nil {
		return 0
	}
	fmt.Fprintln(os.Stderr, "child:", err)
	if _, broken := errors.AsType[*Panic](err); broken {
		return exitPanic
	}
	return 1
}

// linger is how long the end of a screen takes.
func linger(role string) {
	switch role {
	case "for ever":
		select {}
	case "a second":
		time.Sleep(time.Second)
		fmt.Fprintln(os.Stderr, "done")
	}
}

// child is a model that panics where its role says, at the key p, and floods the
// terminal at the key f.
type child struct {
	role  string
	crash *Crash
	on    bool
	flood int
	wide  int
}

func (c *child) Init() tea.Cmd { return nil }

func fault() { panic("token=abcdef of s3cret-word \x1b[31m") }

func (c *child) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		c.wide = msg.Width
	case more:
		c.flood++
		return c, func() tea.Msg { return more{} }
	case tea.KeyMsg:
		switch msg.String() {
		case "q":
			return c, tea.Quit
		case "z":
			return c, tea.Suspend
		case "f":
			return c, func() tea.Msg { return more{} }
		case "p":
			return c, c.panics()
		}
	}
	return c, nil
}

type more struct{}

func (c *child) panics() tea.Cmd {
	c.on = true
	switch c.role {
	case "update", "locked":
		fault()
	case "command":
		return func() tea.Msg { fault(); return nil }
	case "batch":
		harmless := func() tea.Msg { return nil }
		return tea.Batch(harmless, tea.Batch(harmless, func() tea.Msg { fault(); return nil }))
	case "goroutine":
		c.crash.Go(fault)
	}
	return nil
}

func (c *child) View() string {
	if c.on && c.role == "view" {
		fault()
	}
	if c.flood > 0 {
		return strings.Repeat(strings.Repeat(fmt.Sprint(c.flood%10), 79)+"\n", 23)
	}
	return fmt.Sprintf("ready, %d wide, on: %v", c.wide, c.on)
}

// terminal is a child at a pseudo-terminal.
type terminal struct {
	t       *testing.T
	cmd     *exec.Cmd
	file    *os.File
	stderr  bytes.Buffer
	crashes string
	before  *term.State

	mu     sync.Mutex
	out    bytes.Buffer
	wakeup chan struct{}
}

const patience = 20 * time.Second

// startChild starts a child at a terminal of its own and waits until it has drawn.
func startChild(t *testing.T, role string) *terminal {
	t.Helper()
	c := startIn(t, role, &syscall.SysProcAttr{Setsid: true, Setctty: true})
	c.read()
	c.untilShows("80 wide")
	return c
}

func startIn(t *testing.T, role string, attr *syscall.SysProcAttr) *terminal {
	t.Helper()
	c := &terminal{t: t, crashes: filepath.Join(t.TempDir(), "state"), wakeup: make(chan struct{}, 1)}
	c.cmd = exec.Command(os.Args[0])
	c.cmd.Env = []string{roleVar + "=" + role, "CRASHES=" + c.crashes, "TERM=xterm-256color", "TMPDIR=" + t.TempDir()}
	c.cmd.Stderr = &c.stderr
	file, tty, err := pty.Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = tty.Close() }) // the child has it
	check(t, pty.Setsize(file, &pty.Winsize{Rows: 24, Cols: 80}))
	c.file, c.before = file, modes(t, file)
	c.cmd.Stdin, c.cmd.Stdout = tty, tty
	c.cmd.SysProcAttr = attr
	heedSignals(t)
	check(t, c.cmd.Start())
	t.Cleanup(func() {
		_ = c.cmd.Process.Kill()
		_ = file.Close()
	})
	return c
}

// heedSignals has this process, and those it starts, heed the signals that a shell makes
// a job in the background ignore.
func heedSignals(t *testing.T) {
	t.Helper()
	received := make(chan os.Signal, 1)
	signal.Notify(received, syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT)
	t.Cleanup(func() { signal.Stop(received) })
}

// read collects what the child writes, from now on.
func (c *terminal) read() {
	go func() {
		buffer := make([]byte, 64<<10)
		for {
			n, err := c.file.Read(buffer)
			c.mu.Lock()
			c.out.Write(buffer[:n])
			c.mu.Unlock()
			select {
			case c.wakeup <- struct{}{}:
			default:
			}
			if err != nil {
				return
			}
		}
	}()
}

func (c *terminal) signal(s syscall.Signal) {
	c.t.Helper()
	check(c.t, c.cmd.Process.Signal(s))
}

// readUntil reads until the child shows a text, and nothing more.
func (c *terminal) readUntil(text string) {
	c.t.Helper()
	buffer := make([]byte, 4096)
	for seen := ""; !strings.Contains(seen, text); {
		n := must(c.file.Read(buffer))(c.t)
		seen += string(buffer[:n])
	}
}

func (c *terminal) untilShows(text string) {
	c.t.Helper()
	c.until(text, func(out []byte) bool { return bytes.Contains(out, []byte(text)) })
}

// until waits for the condition on all that the child wrote so far.
func (c *terminal) until(what string, holds func(out []byte) bool) {
	c.t.Helper()
	timeout := time.After(patience)
	for {
		c.mu.Lock()
		out := bytes.Clone(c.out.Bytes())
		c.mu.Unlock()
		if holds(out) {
			return
		}
		select {
		case <-c.wakeup:
		case <-timeout:
			c.t.Fatalf("waited %v for %q; got at last %q", patience, what, out[max(0, len(out)-2000):])
		}
	}
}

func (c *terminal) press(keys string) {
	c.t.Helper()
	must(c.file.WriteString(keys))(c.t)
}

// ends waits for the end of the child and checks that its exit code is one of these.
func (c *terminal) ends(codes ...int) {
	c.t.Helper()
	done := make(chan struct{})
	go func() {
		_ = c.cmd.Wait()
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(patience):
		c.t.Fatalf("still there after %v", patience)
	}
	if code := c.cmd.ProcessState.ExitCode(); !slices.Contains(codes, code) {
		c.t.Errorf("exit %d, want %d", code, codes)
	}
}

// isRestored checks that the last that the terminal got puts it back. It may be read
// later than the end of the child is seen.
func (c *terminal) isRestored() {
	c.t.Helper()
	for _, reset := range []string{"\x1b[?1049l", "\x1b[?25h", "\x1b[?2004l"} {
		c.until(reset+" among the last bytes", func(out []byte) bool {
			return bytes.Contains(out[max(0, len(out)-200):], []byte(reset))
		})
	}
	if after := modes(c.t, c.file); *after != *c.before {
		c.t.Errorf("the terminal's modes are %+v, were %+v", after, c.before)
	}
}

func modes(t *testing.T, file *os.File) *term.State {
	t.Helper()
	return must(term.GetState(int(file.Fd())))(t)
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
