package terminal

import (
	"context"
	"os"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"
)

// limit is how long the process may go on after the signal that ends it. A save that
// is running gets its time within it.
const limit = 2700 * time.Millisecond

// together is how far apart signals are that were sent as one: a session that is torn
// down gets a hang-up and a termination at once, and no user has insisted by that.
const together = 200 * time.Millisecond

// SignalError is the cause of a context that a signal ended.
type SignalError struct{ Signal syscall.Signal }

func (e *SignalError) Error() string { return "ended by signal: " + e.Signal.String() }

// ExitCode returns what a shell expects of a program that the signal ended: 129
// for a hang-up, 130 for an interrupt, 134 for an abort, 143 for a termination.
func (e *SignalError) ExitCode() int { return 128 + int(e.Signal) }

// signals is what a context of WithSignals carries for the screen that runs under it.
type signals struct {
	mu    sync.Mutex
	reset func() // puts the terminal back; nil while no screen holds it
}

type signalsKey struct{}

// WithSignals returns a context that ends, with a *SignalError as its cause, when the process
// is told to hang up, as when the SSH session dies, often more than once, to interrupt, to abort
// or to terminate. From then on it has less than three seconds, and a second interrupt or
// termination ends it at once; both leave the terminal as it was. A hang-up or an interrupt
// that the process was started to ignore (nohup) stays ignored. Call stop when done with it.
func WithSignals(parent context.Context) (ctx context.Context, stop func()) {
	s := &signals{}
	ctx, cancel := context.WithCancelCause(context.WithValue(parent, signalsKey{}, s))
	received := make(chan os.Signal, 8)
	heeded := slices.DeleteFunc([]os.Signal{syscall.SIGHUP, syscall.SIGINT}, signal.Ignored)
	signal.Notify(received, append(heeded, syscall.SIGTERM, syscall.SIGABRT)...)
	ended := make(chan struct{})
	go s.watch(received, ended, cancel)
	return ctx, sync.OnceFunc(func() {
		signal.Stop(received)
		close(ended)
		cancel(context.Canceled)
	})
}

func (s *signals) watch(received <-chan os.Signal, ended <-chan struct{}, cancel context.CancelCauseFunc) {
	var first *SignalError
	var at time.Time
	var late <-chan time.Time
	for {
		select {
		case got := <-received:
			next := &SignalError{Signal: got.(syscall.Signal)} // as every signal of an operating system is
			switch {
			case first == nil:
				first, at, late = next, time.Now(), time.After(limit)
				cancel(first)
			case next.Signal != syscall.SIGHUP && time.Since(at) > together:
				s.exit(next.ExitCode())
			}
		case <-late:
			s.exit(first.ExitCode())
		case <-ended:
			return
		}
	}
}

// exit ends the process without waiting for anything.
func (s *signals) exit(code int) {
	s.mu.Lock() // for good: nothing is to be held any more
	if s.reset != nil {
		s.reset()
	}
	os.Exit(code)
}

// holdFor says how the terminal is put back when the process has to end at once; nil
// when it is as it was. It does nothing for a context without signals.
func holdFor(ctx context.Context, restore func()) {
	if s, ok := ctx.Value(signalsKey{}).(*signals); ok {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.reset = restore
	}
}
