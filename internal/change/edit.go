package change

import (
	"encoding/json"
	"fmt"
	"slices"

	"banyan/capacity"
	"banyan/internal/trunkgroup"
)

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
// Base is what whoever edits was shown. Nothing that was read since may take its place, not
// even after a save that failed, before a compare of the two was shown: what somebody else
// changed would pass for a change of one's own. Review.Next and Review.Resolve return edits
// whose base was compared.
type Edit struct {
	Subject   Subject
	Base      Image
	Want      Image
	Ticket    string   // a line for the journal
	UndoOf    string   // the journal entry that this edit undoes
	Overrides []string // fields of which somebody else's change is overridden on purpose, set by Review.Resolve
	// Own is what an edit of one's own may have made of the subject, set by After. Where that
	// is there, Base becomes it without a conflict: it was confirmed by whoever edits.
	Own Image
	// Allocated is what the level below was given of each figure of a capacity, as far as
	// it was read: lowering a figure below it is dangerous.
	Allocated map[string]capacity.Sum
	// FromDraft says that the edit is what the draft of its subject holds, which is dropped
	// once it is saved. An undo, or a level that is raised with others, is not.
	FromDraft bool
	// Plan names the item of a plan that the edit is, none where it stands alone.
	Plan PlanItem
	// Keep is kept beside the subject once the edit is saved (Kept): what belongs to it and
	// is not sent, such as parked routes. Nil leaves what is kept as it is.
	Keep json.RawMessage
}

// PlanItem names an edit within a plan. The zero value is none.
type PlanItem struct {
	Plan  string          `json:"plan"`            // the plan's id
	Item  int             `json:"item"`            // its number there, from 1
	About json.RawMessage `json:"about,omitempty"` // what the plan says of itself: it makes the journal tell it alone
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
	name, ok := e.Want.Value(NameField)
	if e.Operation() != Change || !ok || name == e.Subject.Name {
		return e.Subject, false
	}
	return e.Subject.Named(name), true
}

// Renames reports whether e gives its subject another name.
func (e Edit) Renames() bool {
	_, renames := e.renamed()
	return renames
}

// after returns the subject that is there once e is done.
func (e Edit) after() Subject {
	renamed, _ := e.renamed()
	return renamed
}

// After returns e as it follows an edit that was saved: on some platforms the backup of a trunk
// group and what becomes of calls when it is unreachable are one thing. Where e started from the
// same as that, what was saved of the one may be there in the other.
func (e Edit) After(saved Edit) Edit {
	of, from := e.Subject, e.Base
	of.Kind = TrunkGroup
	if e.Own.Exists() {
		from = e.Own // an earlier edit made that of it
	}
	was := saved.Base.text(trunkgroup.UnreachableDestination)
	if e.Subject.Kind == TrunkGroupBackup && saved.Subject == of && was == from.text(trunkgroup.Backup) {
		e.Own = Image{Fields: []Field{{Name: trunkgroup.Backup, Value: saved.Want.text(trunkgroup.UnreachableDestination)}}}
	}
	return e
}

// touched returns the subjects that e is about, in their canonical form: two for a rename.
func (e Edit) touched() []Subject {
	return slices.Compact([]Subject{e.Subject.canonical(), e.after().canonical()})
}

// Dangers returns the dangerous results of an edit over what was just read, one
// sentence each: a deletion, the override of somebody else's change, what the kind
// knows, and capacity lowered below what is allocated.
func Dangers(target Target, edit Edit, fresh Image) []string {
	var out []string
	deletes := edit.Operation() == Delete
	if deletes {
		out = append(out, fmt.Sprintf("%s %s is deleted", edit.Subject.Kind, edit.Subject.ID()))
	}
	for _, field := range edit.Overrides {
		out = append(out, fmt.Sprintf("a change of %s that somebody else made is overridden", Label(field)))
	}
	if kind, ok := target.(Dangerous); ok && !deletes {
		out = append(out, kind.Dangers(fresh, edit.Want)...)
	}
	if kind := edit.Subject.Kind; !deletes && (kind == TenantCapacity || kind == GroupCapacity) {
		for _, name := range []string{MaxActiveCalls, BurstingMaxActiveCalls} {
			if text := lowered(edit, fresh, name); text != "" {
				out = append(out, text)
			}
		}
	}
	return out
}

// lowered says that a figure goes below what the level below was given, or that this
// cannot be told.
func lowered(edit Edit, fresh Image, name string) string {
	before, after := figureOf(fresh, name), figureOf(edit.Want, name)
	limit, ok := after.Limit()
	if former, read := before.Limit(); !ok || before == after || (read && limit.Compare(former) > 0) {
		return ""
	}
	allocated, known := edit.Allocated[name]
	if known && limit.Compare(allocated.AtLeast()) < 0 {
		return fmt.Sprintf("%s %s is below what is allocated: %s", Label(name), limit, allocated)
	}
	if !known || !allocated.IsComplete() {
		return fmt.Sprintf("%s is lowered, and not all that is allocated was read", Label(name))
	}
	return ""
}

func figureOf(image Image, name string) capacity.Reading {
	reading, _ := ParseFigure(image.text(name)) // Validate stops what is no figure before
	return reading
}
