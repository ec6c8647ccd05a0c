package history

import (
	"encoding/json"
	"slices"
	"time"

	"banyan/internal/change"
	"banyan/internal/routing"
)

// Change is one thing that differs from what was seen before. The zero value is none.
type Change struct {
	Tenant string
	Object
	What     What
	Field    string // of one that was Edited
	From, To string // likewise: see Object.Text; empty for none

	// It was made after Since, when its former value was seen, and before At. A zero Since is not known.
	Since, At time.Time

	// IsBack says that the clock of this machine went back between the two.
	IsBack bool
	// IsDay says that it is all that is left of a day: there may have been more changes between the two.
	IsDay bool
}

// What says what became of an object. The zero value is that a field of it changed.
type What int

// What becomes of objects.
const (
	Edited   What = iota
	Appeared      // it is in a list in which it was not before
	Gone          // it is not in its list any more
)

// Event is a change with who made it, as far as the journal tells. Own changes are there also where no
// reading has seen them yet.
type Event struct {
	Change
	Edit  *change.Entry // nil of what somebody else made
	Actor Actor         // of that, as far as the platform's log tells
	asked bool          // what the log tells of it is known
}

// Join returns the changes of a tenant and the edits of the journal that were made in it on a host and
// took effect, or may have, the latest first. A change that an edit explains is told as that edit; where an
// edit lies between the two readings of another's change, the bracket ends or begins with it.
func Join(host, tenant string, changes []Change, entries []change.Entry) []Event {
	own := editsOf(host, tenant, entries)
	var events []Event
	for _, c := range changes {
		events = append(events, explain(c, own)...)
	}
	events = append(own, events...) // before what ended with it
	slices.SortStableFunc(events, func(a, b Event) int { return b.At.Compare(a.At) })
	return events
}

// editsOf returns what the edits changed, the oldest first.
func editsOf(host, tenant string, entries []change.Entry) (own []Event) {
	for i := range entries {
		e := &entries[i]
		if e.Subject.Tenant != tenant || change.CanonicalHost(e.Subject.Host) != change.CanonicalHost(host) || e.Verdict == change.NotSaved && !e.Late {
			continue
		}
		at := e.At.Truncate(time.Millisecond) // as readings are kept: one in the same millisecond is not before it
		c := Change{Tenant: tenant, Object: Object{e.Subject.Kind, e.Subject.Group, e.Subject.Name}, Since: at, At: at}
		add := func() { own = append(own, Event{Change: c, Edit: e}) }
		switch e.Operation {
		case change.Create:
			if name, known := e.Mine.Value(change.NameField); known && name != "" {
				c.Name = name
			}
			c.What = Appeared
			add()
			continue
		case change.Delete:
			c.What = Gone
			add()
			continue
		}
		for _, f := range change.Differences(e.Before, e.Mine) {
			c.Field, c.From, c.To = f.Name, f.From, f.To
			add()
		}
	}
	slices.SortStableFunc(own, func(a, b Event) int { return a.At.Compare(b.At) })
	return own
}

// explain returns what of a change no edit explains.
func explain(c Change, own []Event) (left []Event) {
	from, since := c.From, c.Since
	foreign := func(to string, at time.Time) {
		if c.What == Edited && !c.same(c.Field, from, to) {
			part := c
			part.From, part.To, part.Since, part.At = from, to, since, at
			left = append(left, Event{Change: part})
		}
	}
	for _, e := range own {
		if !c.isBy(e) {
			continue
		}
		if c.What != Edited {
			return nil
		}
		foreign(e.From, e.At)
		from, since = e.To, e.At
		if at := e.Edit.VerdictAt; at.After(since) && at.Before(c.At) {
			since = at
		}
	}
	if c.What != Edited {
		return []Event{{Change: c}}
	}
	foreign(c.To, c.At)
	return left
}

// isBy reports whether a change may be that of an edit: it lies in its bracket, and is of the same thing.
func (c Change) isBy(e Event) bool {
	isRenamed := e.Field == change.NameField && e.What == Edited && e.Kind == change.EnterpriseTrunk && c.Kind == e.Kind && c.Group == e.Group
	isSame := c.Object == e.Object && c.What == e.What && c.Field == e.Field ||
		isRenamed && (c.What == Gone && c.Name == e.From || c.What == Appeared && c.Name == e.To)
	return isSame && !e.At.After(c.At) && (c.Since.IsZero() || !e.At.Before(c.Since))
}

// IsAsked reports whether the platform's log was asked who made it.
func (e Event) IsAsked() bool { return e.asked }

// isOpen reports whether the log may tell who made a change: nobody is known, and it has a bracket.
func (e Event) isOpen() bool {
	return e.Edit == nil && e.Actor.Who == "" && !e.asked && !e.Since.IsZero() && !e.IsBack && (e.Kind != change.TenantCapacity || e.What == Edited) && e.Field != Trunking && e.Field != State
}

// Parts returns a change in words: one part, or of routes one for each that differs.
func (c Change) Parts() []Part {
	switch {
	case c.What == Appeared:
		return []Part{{What: "new"}}
	case c.What == Gone:
		return []Part{{What: "gone"}}
	case c.Kind == change.EnterpriseTrunk && (c.Field == string(routing.FieldRoutes) || c.Field == string(routing.FieldExhaustionAction)):
		if parts := c.routeParts(); len(parts) > 0 {
			return parts
		}
	}
	return []Part{{Label(c.Field), orNone(c.Text(c.Field, c.From)), orNone(c.Text(c.Field, c.To))}}
}

// Parts are those of the change. A route that its edit parked is called what it is since.
func (e Event) Parts() []Part {
	parts := e.Change.Parts()
	var parked []routing.Parked
	if e.Edit == nil || json.Unmarshal(e.Edit.Keep(), &parked) != nil {
		return parts
	}
	for _, p := range parked {
		if at := slices.Index(parts, Part{What: p.Route.TrunkGroup.Name + removed}); at >= 0 {
			parts[at].What = p.Route.TrunkGroup.Name + " " + p.Word()
		}
	}
	return parts
}

// removed follows the name of a route that is not in a list any more.
const removed = " removed"

// routeParts are those of what holds several values of a routing; none where it cannot be read.
func (c Change) routeParts() (parts []Part) {
	trunk := func(value string) (routing.Trunk, error) {
		return change.TrunkOf(change.Image{Fields: []change.Field{{Name: c.Field, Value: value}}})
	}
	before, err := trunk(c.From)
	after, wrong := trunk(c.To)
	if err != nil || wrong != nil {
		return nil
	}
	for _, d := range routing.Diff(before, after) {
		name := d.Route.Name
		switch d.Kind {
		case routing.Removed:
			parts = append(parts, Part{What: name + removed})
		case routing.Added:
			parts = append(parts, Part{What: name + " added"})
		case routing.Moved:
			parts = append(parts, Part{name, d.From, d.To})
		case routing.Reprioritised:
			parts = append(parts, Part{"priority of " + name, d.From, d.To})
		case routing.Reweighted:
			parts = append(parts, Part{"weight of " + name, d.From, d.To})
		case routing.Converted: // the mode tells it
		default:
			parts = append(parts, Part{d.Field.Label(), orNone(d.From), orNone(d.To)})
		}
	}
	return parts
}

// Bracket says in words when a change was made, as times of the day at now and else with the day: between
// two, or at one moment where that is known.
func (e Event) Bracket(now time.Time) string {
	at := func(t time.Time, beside time.Time) string {
		t, beside = t.Local(), beside.Local()
		if t.Format(time.DateOnly) == beside.Format(time.DateOnly) {
			return t.Format("15:04")
		}
		return t.Format("2 Jan 15:04")
	}
	moment, known := e.Moment()
	switch {
	case known:
		return at(moment, now)
	case e.Since.IsZero():
		return "before " + at(e.At, now)
	}
	beside := e.Since
	if now.Local().Format(time.DateOnly) == e.At.Local().Format(time.DateOnly) {
		beside = now
	}
	return at(e.Since, now) + " - " + at(e.At, beside)
}

// Who returns who made it, where the journal or the platform's log knows that; else nothing.
func (e Event) Who() string {
	switch {
	case e.Edit != nil:
		return e.Edit.Who
	case e.Actor.Perhaps:
		return "perhaps " + e.Actor.Who
	}
	return e.Actor.Who
}

// Moment returns when it was made, and false where only its bracket is known.
func (e Event) Moment() (time.Time, bool) {
	switch {
	case e.Edit != nil:
		return e.At, true
	case e.Actor.Who != "" && !e.Actor.Perhaps:
		return e.Actor.At, true
	}
	return time.Time{}, false
}

// Note says what else has to be known of when a change was made; mostly nothing.
func (e Event) Note() string {
	switch {
	case e.IsBack:
		return "the clock of this machine went back in between"
	case e.IsDay:
		return "what a day changed, told as one"
	case e.Edit != nil && e.Edit.Open():
		return "whether it took effect is not known yet"
	}
	return ""
}
