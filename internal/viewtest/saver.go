package viewtest

import (
	"context"

	"banyan/internal/change"
)

// NoSaver saves nothing.
type NoSaver struct{}

// Check finds the journal as it should be.
func (NoSaver) Check() error { return nil }

// Prepare fails: there is nothing to save to.
func (NoSaver) Prepare(context.Context, change.Edit) (change.Review, error) {
	return change.Review{}, change.ErrNoTarget
}

// Commit fails likewise.
func (NoSaver) Commit(context.Context, *change.Confirmation, change.Consent) (change.Result, error) {
	return change.Result{}, change.ErrClosed
}

// Resolve fails likewise.
func (NoSaver) Resolve(context.Context, string) (change.Entry, error) {
	return change.Entry{}, change.ErrClosed
}

// Learn fails likewise.
func (NoSaver) Learn(string, change.Host) error { return change.ErrClosed }
