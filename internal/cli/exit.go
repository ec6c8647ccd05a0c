package cli

import (
	"context"
	"errors"

	"banyan/apiclient"
	"banyan/internal/terminal"
)

// The exit codes of every command, beside those of signals (129, 130, 143).
const (
	exitOK         = 0
	exitFailed     = 1  // failed, or what was read is incomplete
	exitUsage      = 2  // usage or configuration
	exitConnection = 3  // connection or login
	exitTimeout    = 4  // no answer in time
	exitFindings   = 10 // --fail-on reached
	exitInternal   = 70 // a fault of our own
)

// usageError is an error in how a command was called or configured.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

// statedError is a failure that says by itself what happened and what to do next.
type statedError struct{ error }

func (e statedError) Unwrap() error { return e.error }

// codeError ends a command with a code and without a further word.
type codeError int

func (e codeError) Error() string { return "exit" }

// InternalError is a fault of our own, such as a panic that was caught.
type InternalError struct{ Err error }

func (e *InternalError) Error() string { return "internal fault: " + e.Err.Error() }

func (e *InternalError) Unwrap() error { return e.Err }

// isSilent reports whether nothing is left to say: the command spoke for itself,
// or a signal or the end of its terminal ended it.
func isSilent(ctx context.Context, err error) bool {
	var code codeError
	var signalled *terminal.SignalError
	return errors.As(err, &code) || errors.As(errors.Join(context.Cause(ctx), err), &signalled)
}

func exitCode(ctx context.Context, err error) int {
	var signalled *terminal.SignalError
	if errors.As(errors.Join(context.Cause(ctx), err), &signalled) {
		return signalled.ExitCode()
	}
	var (
		code     codeError
		usage    usageError
		internal *InternalError
		login    loginError
		wire     *apiclient.Error
	)
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	case errors.As(err, &usage):
		return exitUsage
	case errors.As(err, &internal):
		return exitInternal
	case errors.As(err, &wire) && wire.Kind == apiclient.Timeout, errors.Is(err, context.DeadlineExceeded):
		return exitTimeout
	case errors.As(err, &login):
		return exitConnection
	case errors.As(err, &wire):
		switch wire.Kind {
		case apiclient.Unreachable, apiclient.TLS, apiclient.LoginFailed, apiclient.Unauthorized, apiclient.SecondFactor:
			return exitConnection
		default:
		}
	}
	return exitFailed
}

// loginError is what kept a command from being connected and logged in.
type loginError struct{ error }

func (e loginError) Unwrap() error { return e.error }
