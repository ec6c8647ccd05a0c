// Package terminal makes the program a good citizen of the terminal it runs in.
package terminal

import (
	"context"
	"os"
	"os/signal"
	"syscall"
)

// SignalError is the cause of a context that a signal ended.
type SignalError struct{ Signal syscall.Signal }

// Error implements error.
func (e *SignalError) Error() string { return "ended by signal: " + e.Signal.String() }

// ExitCode returns what a shell expects of a program that the signal ended: 129
// for a hang-up, 130 for an interrupt, 143 for a termination.
func (e *SignalError) ExitCode() int { return 128 + int(e.Signal) }

// WithSignals returns a context that ends, with a *SignalError as its cause, when
// the process is told to hang up, interrupt or terminate. A hang-up matters most:
// it is what arrives when the SSH session dies. Call stop when done with it.
func WithSignals(parent context.Context) (ctx context.Context, stop func()) {
	ctx, cancel := context.WithCancelCause(parent)
	received := make(chan os.Signal, 1)
	signal.Notify(received, syscall.SIGHUP, syscall.SIGINT, syscall.SIGTERM)
	go func() {
		select {
		case got := <-received:
			signal.Stop(received) // a second signal ends the process at once
			if number, ok := got.(syscall.Signal); ok {
				cancel(&SignalError{Signal: number})
			}
		case <-ctx.Done():
		}
	}()
	return ctx, func() {
		signal.Stop(received)
		cancel(context.Canceled)
	}
}
