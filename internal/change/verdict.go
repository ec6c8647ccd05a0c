package change

import (
	"strings"
	"time"
)

// Verdict is how a save ended. The zero value is a save without one: it runs, or its
// process died in it.
type Verdict string

// The verdicts, and there are no others.
const (
	Saved     Verdict = "saved"     // what was read back is what was wanted
	NotSaved  Verdict = "not saved" // the server refused it, or it never left, or a later read shows the former state
	Overtaken Verdict = "overtaken" // what was read back is neither the former state nor what was wanted
	Unknown   Verdict = "unknown"   // nothing proves either; the subject stays blocked until a later read does
)

// observation is what one read-back saw.
type observation struct {
	at    time.Time
	image Image
	both  bool // of a rename: the new name is there, and the old one too
	err   error
}

// judge compares a read-back with what was there before and what was wanted, of a write
// that was refused, so that it had no effect, or of one that may have any. The second result
// says that a later look may still tell more.
func judge(refused bool, edit Edit, fresh Image, seen observation) (Verdict, bool) {
	switch {
	case seen.err == nil && !seen.both && seen.image.satisfies(edit.Want, edit.Operation() == Create):
		return Saved, false
	case refused:
		return NotSaved, false
	case seen.err != nil, seen.both, seen.image.Equal(fresh):
		return Unknown, true
	}
	return Overtaken, false
}

// problem returns the text of an error on one line for the journal.
func problem(err error) string {
	if err == nil {
		return ""
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}
