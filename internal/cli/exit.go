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

// loginError is what kept a command from being connected and logged in.
type loginError struct{ error }

func (e loginError) Unwrap() error { return e.error }

// codeError ends a command with a code and without a further word.
type codeError int

func (e codeError) Error() string { return "exit" }

// InternalError is a fault of our own, such as a panic that was caught.
type InternalError struct{ Err error }

func (e *InternalError) Error() string { return "internal fault: " + e.Err.Error() }
func (e *InternalError) Unwrap() error { return e.Err }

// wraps reports whether err is, or wraps, one of this type.
func wraps[E error](err error) bool {
	_, has := errors.AsType[E](err)
	return has
}

// signalOf returns the signal that ended a command or its terminal, if one did.
func signalOf(ctx context.Context, err error) (*terminal.SignalError, bool) {
	return errors.AsType[*terminal.SignalError](errors.Join(context.Cause(ctx), err))
}

func exitCode(ctx context.Context, err error) int {
	if signal, ended := signalOf(ctx, err); ended {
		return signal.ExitCode()
	}
	if code, coded := errors.AsType[codeError](err); coded {
		return int(code)
	}
	kind := apiclient.KindOf(err)
	switch {
	case err == nil:
		return exitOK
	case wraps[usageError](err):
		return exitUsage
	case wraps[*InternalError](err):
		return exitInternal
	case kind == apiclient.Timeout, errors.Is(err, context.DeadlineExceeded):
		return exitTimeout
	case wraps[loginError](err):
		return exitConnection
	}
	switch kind {
	case apiclient.Unreachable, apiclient.TLS, apiclient.LoginFailed, apiclient.Unauthorized, apiclient.SecondFactor:
		return exitConnection
	default:
		return exitFailed
	}
}
