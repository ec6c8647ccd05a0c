package change

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// Status says what Prepare found.
type Status string

// The outcomes of Prepare. Only Ready carries a Confirmation.
const (
	Ready      Status = "ready"             // what is there is what the edit started from
	Invalid    Status = "invalid"           // the edit breaks a rule: see Problems
	Merged     Status = "merged"            // somebody changed other fields: look again, then prepare Next
	Conflicted Status = "conflict"          // somebody changed the same: choose, then prepare what Resolve returns
	Gone       Status = "deleted elsewhere" // there is no such object any more
	Taken      Status = "exists already"    // what is to be created, or the new name, is there: see Theirs
	Unchanged  Status = "unchanged"         // what is there is what is wanted: nothing to send
)

// Review is what Prepare found: the edit against what the server holds now. Nothing
// was sent. The zero value is the review of nothing.
type Review struct {
	Status       Status
	Edit         Edit          // as it was handed in
	Theirs       Image         // as just read
	Fields       []ThreeWay    // every field of which the images differ
	Problems     []Problem     // with Invalid
	Next         Edit          // with Merged: the edit on top of theirs
	Confirmation *Confirmation // with Ready
}

// Resolve returns the edit on top of what is there now, for a review that is
// Conflicted. Of the parts that both sides changed it keeps mine where a field of it is
// named, which overrides somebody else's change and is dangerous, and theirs elsewhere. A
// deletion always overrides. What the edit overrides already stays dangerous for as long
// as it differs from what is there: nobody confirmed it yet. Prepare it again.
func (r Review) Resolve(mine ...string) Edit {
	next := r.Edit
	next.Base, next.Overrides = r.Theirs, nil
	if r.Edit.Operation() == Delete {
		for _, change := range Differences(r.Edit.Base, r.Theirs) {
			next.Overrides = append(next.Overrides, change.Name)
		}
		return next
	}
	next.Want = compare(r.Edit.Base, r.Theirs, r.Edit.Want).merged
	kept := make(map[string]bool)
	for _, field := range r.Fields {
		kept[field.Part] = kept[field.Part] || slices.Contains(mine, field.Name)
	}
	for _, field := range r.Fields {
		if !field.Conflict {
			continue
		}
		value, _ := r.Theirs.field(field.Name)
		if kept[field.Part] {
			value, _ = r.Edit.Want.field(field.Name)
			if field.Theirs != field.Base {
				next.Overrides = append(next.Overrides, field.Name)
			}
		}
		next.Want = next.Want.With(value)
	}
	for _, d := range Differences(r.Theirs, next.Want) {
		if slices.Contains(r.Edit.Overrides, d.Name) && !slices.Contains(next.Overrides, d.Name) {
			next.Overrides = append(next.Overrides, d.Name)
		}
	}
	return next
}

// Confirmation is leave to send one edit, once, over what was read for it. Only
// Prepare makes one. It is void as soon as something else is there.
type Confirmation struct {
	edit    Edit
	fresh   Image
	dangers []string
	used    atomic.Bool
	steps   steps
}

// Step is a step of a save, in the order of the protocol.
type Step int

// The steps. Each is done when the next one begins; the last one ends in a verdict.
const (
	Reread   Step = iota // what was confirmed is read once more
	Record               // the intent is written to the journal
	Send                 // the one write
	ReadBack             // and what became of it

	StepCount // how many there are
)

// steps are when each step of a save was done, zero for those that are not yet.
type steps struct {
	mu   sync.Mutex
	done [StepCount]time.Time
}

func (s *steps) end(step Step, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.done[step] = at
}

// Done returns when a step of the save that this is good for was done, and the zero time as long
// as it is not.
func (c *Confirmation) Done(step Step) time.Time {
	c.steps.mu.Lock()
	defer c.steps.mu.Unlock()
	return c.steps.done[step]
}

// Edit returns what will be saved.
func (c *Confirmation) Edit() Edit { return c.edit }

// Fresh returns what was read, and what the confirmation is bound to.
func (c *Confirmation) Fresh() Image { return c.fresh }

// Dangers returns one sentence for each dangerous result, none for an everyday edit.
// Where there are any, the id of the subject has to be typed.
func (c *Confirmation) Dangers() []string { return slices.Clone(c.dangers) }

// compare decides what becomes of the edit over what is there.
func (r *Review) compare(parts [][]string) {
	edit, theirs := r.Edit, r.Theirs
	switch {
	case edit.Operation() == Create && theirs.Exists():
		r.Status = Taken
		r.Fields = compare(Image{}, theirs, edit.Want).fields
	case edit.Operation() == Create:
		r.Status = Ready
	case !theirs.Exists():
		r.Status = Gone
	case edit.Operation() == Delete:
		r.Status = Ready
		for _, change := range Differences(edit.Base, theirs) {
			r.Status = Conflicted
			r.Fields = append(r.Fields, ThreeWay{Name: change.Name, Part: change.Name, Base: change.From, Theirs: change.To, Conflict: true})
		}
	default:
		r.compareChange(parts)
	}
}

func (r *Review) compareChange(parts [][]string) {
	result := compare(r.Edit.Base, r.Theirs, r.Edit.Want)
	for _, part := range parts {
		result.join(r.Edit.Base, r.Theirs, r.Edit.Want, part)
	}
	r.Fields = result.fields
	switch {
	case result.conflicts:
		r.Status = Conflicted
	case result.merged.Equal(r.Theirs):
		r.Status = Unchanged
	case result.foreign:
		r.Status = Merged
		r.Next = r.Edit
		r.Next.Base, r.Next.Want = r.Theirs, result.merged
	default:
		r.Status = Ready
	}
}
