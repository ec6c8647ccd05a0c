package viewtest

import (
	"context"

	"banyan/internal/change"
)

// NoSaver saves nothing.
type NoSaver struct{}

func (NoSaver) Check() error { return nil }

func (NoSaver) Prepare(context.Context, change.Edit) (change.Review, error) {
	return change.Review{}, change.ErrNoTarget
}

func (NoSaver) Commit(context.Context, *change.Confirmation, change.Consent) (change.Result, error) {
	return change.Result{}, change.ErrClosed
}

func (NoSaver) Resolve(context.Context, string) (change.Entry, error) {
	return change.Entry{}, change.ErrClosed
}

func (NoSaver) Learn(string, change.Host) error { return change.ErrClosed }
