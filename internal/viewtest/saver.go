package viewtest

import (
	"context"

	"banyan/internal/change"
)

func (NoSaver) Check() error { return nil }

func (NoSaver) Prepare(context.Context, change.Edit) (change.Review, error) {
	return change.Review{}, change.ErrNoTarget
}

func (NoSaver) Commit(context.Context, *change.Confirmation, change.Consent) (change.Result, error) {
	return change.Result{}, change.ErrClosed
}

// NoSaver saves nothing.
type NoSaver struct{}
