package plan

import (
	"encoding/json"
	"slices"

	"banyan/internal/change"
	"banyan/internal/routing"
)

// State is what became of an item. The zero value is Waiting.
type State int

// The states.
const (
	Waiting   State = iota // nothing was sent, or the platform refused it: it may be applied
	Running                // a process that lives saves it at this moment
	Done                   // it was saved
	NotSaved               // the platform refused it, or it never left; it may be applied again
	Overtaken              // something else was there afterwards than was wanted
	Unknown                // how its save ended is not known yet: nothing goes on before a read tells
	Undone                 // it was saved, and taken back
	LeftOut                // somebody left it out
)

// String returns the state in words.
func (s State) String() string {
	return [...]string{"waiting", "running", "done", "not saved", "overtaken", "unknown", "undone", "left out"}[s]
}

// ItemStatus is what became of one item, and the journal's last entry of it, zero where nothing
// was sent.
type ItemStatus struct {
	State State
	Entry change.Entry
}

// IsOpen reports whether it has to be read how the last save of an item ended.
func (s ItemStatus) IsOpen() bool { return s.State == Unknown || s.State == Running }

func stateOf(e change.Entry) State {
	switch {
	case e.Verdict == "" && e.Held:
		return Running
	case e.Open():
		return Unknown
	case e.UndoneBy != "":
		return Undone
	case e.Verdict == change.Saved:
		return Done
	case e.Verdict == change.Overtaken:
		return Overtaken
	}
	return NotSaved
}

// Count returns how many items are in one of some states.
func Count(status []ItemStatus, states ...State) int {
	count := 0
	for _, s := range status {
		if slices.Contains(states, s.State) {
			count++
		}
	}
	return count
}

// Undo returns the plan that takes back what is done of p, in the reverse order. What somebody
// changed since is a conflict when it is applied, or is kept.
func Undo(h Header, p Plan, entries []change.Entry) Plan {
	u := Plan{Version: version, Header: h, Kind: Undoing, Title: "undo: " + p.Title, Scope: p.Scope, Of: []string{p.ID}, Around: p.Around, Levels: p.Levels}
	last := make(map[change.Subject]int) // the item of each subject, where it has two
	for n, s := range slices.Backward(p.Status(entries)) {
		switch s.State {
		case Waiting, NotSaved, LeftOut, Undone:
			continue // there is nothing to take back
		case Done, Overtaken, Running, Unknown:
		}
		edit, err := change.Undo(s.Entry)
		if err != nil { // nobody knows yet whether there is
			u.Skipped = append(u.Skipped, Skipped{p.Items[n].Subject, "how its save ended is not known yet: settle edit " + s.Entry.ID + ", then make this plan again"})
			continue
		}
		item := Item{N: len(u.Items) + 1, Subject: edit.Subject, Base: bare(edit.Base), Want: bare(edit.Want), Keep: keepAgain(s.Entry, h), UndoOf: edit.UndoOf}
		if first, isSecond := u.Item(last[item.Subject]); isSecond {
			item.Follows = first.N
			for _, c := range first.Changes() { // which is not there before that item is done
				field := change.Field{Name: c.Name, Value: c.From}
				item.Base, item.Want = item.Base.With(field), item.Want.With(field)
			}
		}
		last[item.Subject] = item.N
		u.Items = append(u.Items, item)
	}
	return judge(u)
}

// keepAgain is what is parked beside an enterprise trunk once a save of it is taken back that parked
// some of its routes or put some back; nil where it did neither.
func keepAgain(entry change.Entry, h Header) json.RawMessage {
	var parked []routing.Parked
	if json.Unmarshal(entry.Keep(), &parked) != nil {
		return nil
	}
	before, _ := change.TrunkOf(entry.Before)
	after, _ := change.TrunkOf(entry.Mine)
	d := routing.NewDraft(after, parked)
	for i, row := range d.Rows() {
		if !row.Parked && indexOf(before.Routes, row.TrunkGroup) < 0 {
			d = d.Park(i, routing.OutOfService+": put back, and taken out again", h.At)
		}
	}
	parked = slices.DeleteFunc(slices.Clone(d.Parked), func(p routing.Parked) bool { return indexOf(before.Routes, p.Route.TrunkGroup) >= 0 })
	keep, _ := json.Marshal(parked) // texts, numbers and times always encode
	return keep
}
