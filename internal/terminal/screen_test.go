package terminal

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"syscall"
	"testing"
	"time"

	"banyan/internal/redact"
)

func TestAPanicLeavesTheTerminalAndAFile(t *testing.T) {
	t.Parallel()
	for _, role := range []string{"update", "view", "command", "batch", "goroutine"} {
		t.Run(role, func(t *testing.T) {
			t.Parallel()
			c := startChild(t, role)
			c.press("p")
			c.ends(70)
			c.isRestored()
			line := c.stderr.String()
			if strings.Count(line, "\n") != 1 || strings.Contains(line, "\x1b") || strings.Contains(line, "s3cret") {
				t.Errorf("standard error got %q, want one line", line)
			}
			checkCrashFile(t, c.crashes, line)
			c.mu.Lock()
			defer c.mu.Unlock()
			if bytes.Contains(c.out.Bytes(), []byte("anic")) || bytes.Contains(c.out.Bytes(), []byte("goroutine")) {
				t.Errorf("standard output got the panic: %q", c.out.String())
			}
		})
	}
}

// What panicked may hold what the end of the screen waits for.
func TestAPanicEndsTheProcessInAnyCase(t *testing.T) {
	t.Parallel()
	c := startChild(t, "locked")
	c.press("p")
	c.ends(70)
	c.isRestored()
	checkCrashFile(t, c.crashes, c.stderr.String())
}

func checkCrashFile(t *testing.T, dir, line string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "crash-*"))
	if err != nil || len(files) != 1 {
		t.Fatalf("crash files %v, %v", files, err)
	}
	if !strings.Contains(line, files[0]) {
		t.Errorf("%q does not name %s", line, files[0])
	}
	if info, err := os.Stat(files[0]); err != nil || info.Mode() != 0o600 {
		t.Errorf("%v, %v, want mode 0600", info, err)
	}
	text := must(os.ReadFile(files[0]))(t)
	for _, want := range []string{"banyan v1", "internal fault", "terminal.fault"} {
		if !bytes.Contains(text, []byte(want)) {
			t.Errorf("the crash file does not say %q: %s", want, text)
		}
	}
	for _, secret := range []string{"abcdef", "s3cret-word", "\x1b"} {
		if bytes.Contains(text, []byte(secret)) {
			t.Errorf("the crash file holds %q: %s", secret, text)
		}
	}
}

func TestSignalsEndAScreenAndLeaveTheTerminal(t *testing.T) {
	t.Parallel()
	for signal, code := range map[syscall.Signal]int{syscall.SIGHUP: 129, syscall.SIGINT: 130, syscall.SIGTERM: 143, syscall.SIGQUIT: 131, syscall.SIGABRT: 134} {
		t.Run(signal.String(), func(t *testing.T) {
			t.Parallel()
			c := startChild(t, "plain")
			c.signal(signal)
			c.ends(code)
			c.isRestored()
		})
	}
}

// What the end of the screen waits for may never come: a save against a platform that hangs, or
// a lock that a panic left behind.
func TestASignalEndsTheProcessInAnyCase(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, role    string
		first, second syscall.Signal
		atOnce        bool // the second does not wait until the first was taken
		codes         []int
		done          bool
	}{
		{"one", "for ever", syscall.SIGTERM, 0, false, []int{143}, false},
		{"a second, of a user who insists", "for ever", syscall.SIGTERM, syscall.SIGINT, false, []int{130}, false},
		{"a hang-up that comes twice leaves it its time", "a second", syscall.SIGHUP, syscall.SIGHUP, false, []int{129}, true},
		{"so does the termination that a torn session sends along", "a second", syscall.SIGHUP, syscall.SIGTERM, true, []int{129, 143}, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := startChild(t, test.role)
			c.signal(test.first)
			if test.second != 0 && !test.atOnce {
				c.untilShows("\x1b[?1049l") // it was taken, and the screen is left
				time.Sleep(together)
			}
			if test.second != 0 {
				c.signal(test.second)
			}
			c.ends(test.codes...)
			if done := strings.Contains(c.stderr.String(), "done"); done != test.done {
				t.Errorf("the screen ended in full: %v, want %v", done, test.done)
			}
			c.isRestored()
		})
	}
}

// The end of the terminal itself ends the program, also where no signal says so: the
// child is started without the terminal as its own.
func TestAGoneTerminalEndsTheProgramWithoutASignal(t *testing.T) {
	t.Parallel()
	c := startIn(t, "plain", &syscall.SysProcAttr{Setsid: true})
	c.readUntil("80 wide")
	_ = c.file.Close()
	c.ends(129)
}

// Nobody reads at the other end, as when a link is dead and not yet known to be: the
// drawing blocks for ever, and everything that waits for it.
func TestATerminalThatTakesNothingDoesNotHoldTheProgram(t *testing.T) {
	t.Parallel()
	c := startIn(t, "plain", &syscall.SysProcAttr{Setsid: true, Setctty: true})
	untilBlocked(t, c)
	c.signal(syscall.SIGTERM)
	c.ends(143)
	if !strings.Contains(c.stderr.String(), "the screen was left") {
		t.Error("the process ended without a chance to write what it has to keep")
	}
}

// untilBlocked makes the child write until the terminal takes no more.
func untilBlocked(t *testing.T, c *terminal) {
	t.Helper()
	c.readUntil("80 wide")
	c.press("f")
	timeout := time.After(patience)
	for !isWriting(t, c.cmd.Process.Pid) {
		select {
		case <-timeout:
			t.Fatal("the child never blocks")
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// isWriting reports whether a thread of the process is in a write to its standard
// output.
func isWriting(t *testing.T, pid int) bool {
	t.Helper()
	calls := must(filepath.Glob(fmt.Sprintf("/proc/%d/task/*/syscall", pid)))(t)
	for _, call := range calls {
		text, err := os.ReadFile(call)
		if err == nil && strings.HasPrefix(string(text), fmt.Sprintf("%d 0x1 ", syscall.SYS_WRITE)) {
			return true
		}
	}
	return false
}

// broken is an output that fails, by an error or a panic.
type broken struct {
	tty
	panics bool
}

func (b broken) Write([]byte) (int, error)       { return 0, b.fail() }
func (b broken) WriteString(string) (int, error) { return 0, b.fail() }

func (b broken) fail() error {
	if b.panics {
		fault()
	}
	return syscall.EIO
}

func TestAnOutputThatFailsEndsTheScreen(t *testing.T) {
	t.Parallel()
	for _, panics := range []bool{true, false} {
		for name, write := range map[string]func(c *canvas) (int, error){
			"a frame":   func(c *canvas) (int, error) { return c.Write([]byte("x")) },
			"a command": func(c *canvas) (int, error) { return c.WriteString("x") },
		} {
			crash, gone := crashWith(t), 0
			c := &canvas{tty: broken{panics: panics}, crash: crash, gone: func() { gone++ }}
			_, err := write(c)
			if caught := crash.fault() != nil; caught != panics || (gone == 1) == panics || (err == nil) != panics {
				t.Errorf("%s, panics %v: caught %v, gone %d, error %v", name, panics, caught, gone, err)
			}
		}
	}
}

func TestSignalsEndTheContextWithTheirExitCode(t *testing.T) {
	for signal, code := range map[syscall.Signal]int{syscall.SIGHUP: 129, syscall.SIGINT: 130, syscall.SIGTERM: 143} {
		t.Run(signal.String(), func(t *testing.T) {
			heedSignals(t)
			ctx, stop := WithSignals(t.Context())
			defer stop()
			check(t, syscall.Kill(syscall.Getpid(), signal))
			<-ctx.Done()
			if ended, ok := errors.AsType[*SignalError](context.Cause(ctx)); !ok || ended.ExitCode() != code {
				t.Errorf("cause %v, want a *SignalError of exit code %d", context.Cause(ctx), code)
			}
		})
	}
}

func TestStopEndsTheContextWithoutASignal(t *testing.T) {
	ctx, stop := WithSignals(t.Context())
	stop()
	<-ctx.Done()
	if ended, ok := errors.AsType[*SignalError](context.Cause(ctx)); ok {
		t.Errorf("cause %v, want no signal", ended)
	}
}

// crashWith keeps its file in a directory of the test.
func crashWith(t *testing.T, secrets ...string) *Crash {
	t.Helper()
	hidden := &redact.Secrets{}
	hidden.Add(secrets...)
	return NewCrash(t.TempDir(), "v1", hidden)
}

func TestAStackStaysReadable(t *testing.T) {
	crash := crashWith(t, "", "a")
	stack := string(debug.Stack())
	if got := crash.withoutSecrets(stack); got != stack {
		t.Errorf("%s\nbecame\n%s", stack, got)
	}
}

func TestACrashFileHoldsNoSecretOfTheStackEither(t *testing.T) {
	crash := crashWith(t, "s3cret-word")
	crash.Report("x", []byte("goroutine 1: s3cret-word, token=abc\n"))
	crash.Report("the second", nil)
	first, ok := errors.AsType[*Panic](crash.fault())
	if !ok || strings.Contains(first.Text, "second") {
		t.Fatalf("the fault is %v, want the first", crash.fault())
	}
	text, err := os.ReadFile(first.File)
	if err != nil || strings.Contains(string(text), "s3cret-word") || strings.Contains(string(text), "abc") {
		t.Errorf("%s, %v", text, err)
	}
}

func TestWhereNoStateCanBeKeptTheCrashFileIsATemporaryOne(t *testing.T) {
	wall := filepath.Join(t.TempDir(), "file")
	check(t, os.WriteFile(wall, nil, 0o600))
	t.Setenv("TMPDIR", t.TempDir())
	crash := NewCrash(filepath.Join(wall, "state"), "v1", &redact.Secrets{})
	crash.Report("x", nil)
	if first, ok := errors.AsType[*Panic](crash.fault()); !ok || filepath.Dir(first.File) != os.TempDir() {
		t.Errorf("the file is %v", crash.fault())
	}
}
