// Package terminal runs a full screen on a terminal: it draws, reads keys, heeds signals,
// and leaves the terminal as it was, whatever happens.
package terminal

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"runtime"
	"syscall"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"golang.org/x/term"
)

// stuck is how long a screen may take to leave a terminal once it has to. One that
// takes no bytes any more would hold it for ever.
const stuck = 400 * time.Millisecond

// Screen is a whole terminal that one model draws on.
type Screen struct {
	In, Out *os.File
	Output  *Output // stands between the model and Out, which is drawn on directly when it is nil
	Crash   *Crash
	Frames  int // at most this many a second

	// PasteCut makes the message that the model gets when a paste was longer than MaxPaste,
	// of the paste's size in bytes. It may be nil.
	PasteCut func(bytes int) tea.Msg
	// Together is what the model gets in place of a key that arrived in one piece with
	// others, as typed ahead over a slow link. When nil, it gets the key.
	Together func(tea.KeyMsg) tea.Msg
	// Ended is called when the model is no longer in use. It is not called where it may
	// be for ever: after a panic, or where the terminal takes no bytes. It may be nil.
	Ended func()
}

// Run draws the model on the terminal until it quits, ctx ends, the terminal goes away
// or something panics, and leaves the terminal as it was. The error is nil, the cause
// of ctx's end, a *SignalError of a hang-up where the terminal is gone, or a *Panic.
//
// The model may still be in use after an error: where the terminal takes no bytes, its
// last update never ends.
func (s Screen) Run(ctx context.Context, model tea.Model) error {
	before, err := term.GetState(int(s.In.Fd()))
	if err != nil {
		return fmt.Errorf("read the state of the terminal: %w", err)
	}
	held := &hold{in: s.In, out: s.Out, before: before}
	holdFor(ctx, held.restore)
	defer holdFor(ctx, nil)
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)

	quit, ended := s.start(model, func() { cancel(&SignalError{Signal: syscall.SIGHUP}) })
	dump := make(chan os.Signal, 1)
	signal.Notify(dump, syscall.SIGQUIT)
	defer signal.Stop(dump)
	select {
	case err = <-ended:
	case <-ctx.Done():
		err = leave(quit, ended, held)
	case <-s.Crash.happened:
		err = leave(quit, ended, held)
	case <-dump:
		s.dump(held)
	}
	if crashed := s.Crash.fault(); crashed != nil {
		time.AfterFunc(limit, func() { exitWith(crashed, exitPanic) })
		return crashed
	}
	if s.Ended != nil && !errors.Is(err, errStuck) {
		s.Ended()
	}
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err != nil {
		return fmt.Errorf("run the screen: %w", err)
	}
	return nil
}

// errStuck says that a screen could not be left.
var errStuck = errors.New("the terminal takes no bytes")

// exitPanic is the exit code of a fault of our own.
const exitPanic = 70

func exitWith(last error, code int) {
	fmt.Fprintf(os.Stderr, "banyan: %v\n", last)
	os.Exit(code)
}

// start starts the program, and calls gone when its terminal is. It ends by quit, which
// blocks until the model takes a message or the program has ended.
func (s Screen) start(model tea.Model, gone func()) (quit func(), ended <-chan error) {
	in, sizes := newInput(s.In), &resizes{}
	var out tty = s.Out
	if s.Output != nil {
		out = s.Output
	}
	program := tea.NewProgram(
		&guarded{model: model, crash: s.Crash},
		tea.WithInput(in),
		tea.WithOutput(&canvas{tty: out, crash: s.Crash, gone: gone}),
		tea.WithFilter(func(_ tea.Model, msg tea.Msg) tea.Msg {
			msg = sizes.filter(msg)
			if key, ok := msg.(tea.KeyMsg); ok && s.Together != nil && in.isBunched() {
				return s.Together(key)
			}
			return msg
		}),
		tea.WithAltScreen(),
		tea.WithFPS(s.Frames),
		tea.WithoutSignalHandler(),
	)
	sizes.post = program.Send
	in.hungUp = gone
	if s.PasteCut != nil {
		in.cut = func(bytes int) { program.Send(s.PasteCut(bytes)) }
	}
	done := make(chan error, 1)
	s.Crash.Go(func() {
		_, err := program.Run()
		done <- err
	})
	return program.Quit, done
}

// leave has the screen end, and where it does not puts the terminal back in its place.
// It asks and does not kill: Bubble Tea closes the reader of a program that is killed
// without waiting until nobody reads.
func leave(quit func(), ended <-chan error, held *hold) error {
	go quit()
	select {
	case err := <-ended:
		return err
	case <-time.After(stuck):
		held.restore()
		return errStuck
	}
}

// dump ends the process as SIGQUIT does in Go, with the stacks of all goroutines, but
// in a file and with the terminal as it was.
func (s Screen) dump(held *hold) {
	const most = 4 << 20
	held.restore()
	stacks := make([]byte, most)
	stacks = stacks[:runtime.Stack(stacks, true)]
	s.Crash.Report("quit by a signal", stacks)
	exitWith(s.Crash.fault(), (&SignalError{Signal: syscall.SIGQUIT}).ExitCode())
}

// tty is what Bubble Tea looks for in the output that it draws on.
type tty interface {
	io.ReadWriteCloser
	io.StringWriter
	Fd() uintptr
}

// canvas is an output whose panics are caught, because Bubble Tea draws on a goroutine
// that catches none, and whose errors end the screen, because Bubble Tea drops them.
type canvas struct {
	tty
	crash *Crash
	gone  func() // called when nothing can be written any more
}

// Write is for a frame, and WriteString for everything else.
func (c *canvas) Write(p []byte) (n int, err error) {
	defer c.crash.Catch()
	return c.check(c.tty.Write(p))
}

func (c *canvas) WriteString(s string) (n int, err error) {
	defer c.crash.Catch()
	return c.check(c.tty.WriteString(s))
}

func (c *canvas) check(n int, err error) (int, error) {
	if err != nil {
		c.gone()
	}
	return n, err
}

// hold is a terminal as it was before a screen took it. It puts the terminal back
// where the screen itself can no longer do so.
type hold struct {
	in, out *os.File
	before  *term.State
}

// restore leaves the alternate screen with every mode as it was. It does not wait for
// a terminal that takes no bytes any more.
func (h *hold) restore() {
	const modes = "\x1b[?2026l\x1b[?2004l\x1b[?1000l\x1b[?1002l\x1b[?1003l\x1b[?1006l"
	const page = "\x1b[r\x1b[0m\x1b[?1049l\x1b[?25h"
	written := make(chan struct{})
	go func() {
		_, _ = h.out.WriteString(modes + page)
		close(written)
	}()
	select {
	case <-written:
	case <-time.After(200 * time.Millisecond):
	}
	_ = term.Restore(int(h.in.Fd()), h.before)
}
