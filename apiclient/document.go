package apiclient

import (
	"encoding/json"
	"fmt"
	"time"

	"banyan/capacity"
)

// Document is an object as it was read for an edit, with every field that the
// server sent, known or not.
type Document struct {
	Raw    json.RawMessage
	ReadAt time.Time // when its answer arrived
}

// WriteOptions says how to spell what servers spell differently. The zero value is
// what the API's field lists say.
type WriteOptions struct {
	// ForwardAddress sends where calls go when the routes are exhausted as
	// routeExhaustionForwardAddress instead of routeExhaustionDestination (APIO 12).
	ForwardAddress bool
}

// OtherFieldError is a refusal that names another field than the one that was
// sent: the same value may be taken under that name (WriteOptions).
type OtherFieldError struct {
	Sent   string // as it was spelt
	Wanted string // the field that the server names
	Err    error  // the refusal, an *Error
}

// Error implements error.
func (e *OtherFieldError) Error() string {
	return fmt.Sprintf("the server wants %s instead of %s: %v", e.Wanted, e.Sent, e.Err)
}

// Unwrap returns the refusal.
func (e *OtherFieldError) Unwrap() error { return e.Err }

// TrunkGroupCapacity is the figures of a trunk group that an edit may change. A
// Reading that is not read and a nil flag stay as the server has them.
type TrunkGroupCapacity struct {
	MaxActiveCalls         capacity.Reading
	EnableBursting         *bool
	BurstingMaxActiveCalls capacity.Reading
}
