package change

import (
	"context"
	"encoding/json"

	"banyan/capacity"
)

// Target is one subject on the server: what differs between the kinds. A Target never
// repeats a write by itself.
//
// The error of a write that surely had no effect has a method MayHaveApplied() bool
// that returns false, as *apiclient.Error has; every other error leaves it open.
type Target interface {
	// Read returns the subject as it is now, never from a cache. A subject that does
	// not exist is an error that matches apiclient.ErrNotFound, and only that.
	Read(ctx context.Context) (Image, error)
	// Listed reports whether the list of what is above the subject has it, never from a
	// cache: a subject is gone only where both agree. An error leaves it open.
	Listed(ctx context.Context) (bool, error)
	// Write turns fresh, as just read, into want with one request.
	Write(ctx context.Context, fresh, want Image) error
	// Create makes the subject as wanted with one request.
	Create(ctx context.Context, want Image) error
	// Delete removes the subject with one request.
	Delete(ctx context.Context) error
}

// Validator is a Target that knows its kind's rules.
type Validator interface {
	// Validate returns what makes want unfit to be sent.
	Validate(want Image) []Problem
}

// Dangerous is a Target that knows which results of its kind ask for the name typed.
type Dangerous interface {
	// Dangers returns one sentence for each dangerous result of turning fresh into want.
	Dangers(fresh, want Image) []string
}

// Joined is a Target of which some fields only make sense together.
type Joined interface {
	// Parts returns the fields that are merged as a whole, where theirs and mine are the
	// two sides. Fields that it does not name stand alone.
	Parts(theirs, mine Image) [][]string
}

// Spelled is a Target that has to know what was learnt about its host.
type Spelled interface {
	// Knowing returns the target that knows it.
	Knowing(host Host) Target
}

// Problem is a rule that an edit breaks. Route is the index in the routing list, or -1.
type Problem struct {
	Field string
	Route int
	Text  string
}

// Open returns the target of a subject, and false for a subject that this process
// cannot reach: another host, another dialect.
type Open func(Subject) (Target, bool)

// Operation says what an edit does to its subject. The zero value is none.
type Operation string

// The operations.
const (
	Change Operation = "change"
	Create Operation = "create"
	Delete Operation = "delete"
)

// Edit is what somebody wants to be saved: the image that the edit started from, and
// the one that is wanted. Base is absent for a creation, Want for a deletion. The zero
// value is an edit of nothing.
//
// Base is what whoever edits was shown. Nothing that was read since may take its place,
// neither what was read back after a save that failed, before a compare of the two was
// shown: Prepare compares with it, and what somebody else changed would pass for a change
// of one's own. Review.Next and Review.Resolve return edits whose base was compared.
type Edit struct {
	Subject   Subject
	Base      Image
	Want      Image
	Ticket    string   // a line for the journal
	UndoOf    string   // the journal entry that this edit undoes
	Overrides []string // fields of which somebody else's change is overridden on purpose, set by Review.Resolve
	// Allocated is what the level below was given of each figure of a capacity, as far as
	// it was read: lowering a figure below it is dangerous.
	Allocated map[string]capacity.Sum
	// Keep is kept beside the subject once the edit is saved (Kept), for what belongs to
	// it and is not sent, such as parked routes. Nil leaves what is kept as it is.
	Keep json.RawMessage
}

// Operation returns what e does.
func (e Edit) Operation() Operation {
	switch {
	case !e.Want.Exists():
		return Delete
	case !e.Base.Exists():
		return Create
	}
	return Change
}

// renamed returns the subject under its new name, and false when e keeps the name.
func (e Edit) renamed() (Subject, bool) {
	if e.Operation() != Change {
		return e.Subject, false
	}
	name, ok := e.Want.Value(NameField)
	if !ok || name == e.Subject.Name {
		return e.Subject, false
	}
	return e.Subject.Named(name), true
}

// after returns the subject that is there once e is done.
func (e Edit) after() Subject {
	renamed, _ := e.renamed()
	return renamed
}
