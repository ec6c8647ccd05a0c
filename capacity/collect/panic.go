package collect

import (
	"context"
	"fmt"
	"runtime"
	"runtime/debug"
)

// PanicError is the cause of a Failure whose request ended in a fault of the
// program itself. The rest of the collection goes on, unless the fault is its own.
type PanicError struct {
	Cause string // what the Go run time says, else the type of what was thrown: a value may hold secrets
	Stack []byte // where it happened, to report the fault with
}

func (e *PanicError) Error() string { return "internal fault: " + e.Cause }

// InternalFault returns the cause: apiclient.Explain tells by it a fault of the program.
func (e *PanicError) InternalFault() string { return e.Cause }

// Guarded makes a call and turns a panic of it into a *PanicError. A panic that no
// goroutine recovers ends the program and leaves the terminal as the screen had it.
func Guarded[T any](ctx context.Context, call func(context.Context) (T, error)) (value T, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = newPanicError(thrown)
		}
	}()
	return call(ctx)
}

func newPanicError(thrown any) *PanicError {
	e := &PanicError{Cause: fmt.Sprintf("panic with a %T", thrown), Stack: debug.Stack()}
	if fault, ok := thrown.(runtime.Error); ok {
		e.Cause = fault.Error()
	}
	return e
}
