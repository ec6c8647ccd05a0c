package routing

import (
	"reflect"
	"slices"
	"time"
)

// maxSteps bounds what a draft file holds: the oldest steps but the first are
// forgotten, so that undoing everything still ends at the start.
const maxSteps = 100

// Draft is an edit in the making. It is a plain value that survives JSON; what a
// file holds is never trusted to be consistent. All operations return a new Draft
// and leave the receiver as it was; none changes what is behind its slices and
// pointers, and no caller should. The zero value is a draft of nothing.
type Draft struct {
	Base  Trunk // as read, what Diff, Merge and Dangerous compare with
	State       // as wanted
	Steps []State
}

// State is what undo brings back.
type State struct {
	Mine   Trunk    // what would be sent: without the parked routes
	Parked []Parked // by place, from the top
	Memory *Memory  // the routing before the mode was switched, nil when it was not
}

// Parked is a route that keeps its place, priority and weight here while it is not
// sent. Place is its index among the rows as shown, parked ones included.
type Parked struct {
	Route Route
	Place int
	Note  string
	At    time.Time
}

// Row is one row of the form: a route, sent or parked. Share is that of Shares for
// a route that is sent, and -1 for a parked one. Note and At belong to parked rows.
type Row struct {
	Route
	Share  int
	Parked bool
	Note   string
	At     time.Time
}

// NewDraft returns a draft without changes. Parked are rows kept from earlier edits
// of the trunk; those whose trunk group is in the list again are dropped, and those
// parked in ordered mode get the figures of a new row when the trunk is weighted now.
func NewDraft(base Trunk, parked []Parked) Draft {
	return Draft{Base: base.Clone(), State: newState(base, parked)}
}

// Rebase returns the draft over what is on the server now, holding what was merged:
// its base is theirs, and one step back leads there.
func (d Draft) Rebase(theirs, merged Trunk) Draft {
	next := NewDraft(theirs, d.Parked)
	return next.edit(func(s *State) { *s = newState(merged, d.Parked) })
}

func newState(t Trunk, parked []Parked) State {
	s := State{Mine: t.Clone()}
	for _, p := range parked {
		if t.has(p.Route.TrunkGroup) || slices.ContainsFunc(s.Parked, func(k Parked) bool { return k.Route.TrunkGroup == p.Route.TrunkGroup }) {
			continue
		}
		if t.Mode == Weighted && p.Route.Priority == 0 {
			p.Route = t.newRoute(p.Route.TrunkGroup)
		}
		s.Parked = append(s.Parked, p)
	}
	s.setRows(s.rows())
	return s
}

func (t Trunk) has(key Key) bool {
	return slices.ContainsFunc(t.Routes, func(r Route) bool { return r.TrunkGroup == key })
}

// newRoute gives a row in weighted mode the priority of the last in the list and
// the least weight: it takes few calls until somebody says otherwise.
func (t Trunk) newRoute(key Key) Route {
	r := Route{TrunkGroup: key}
	if t.Mode == Weighted {
		r.Priority, r.Weight = MinPriority, MinWeight
		if n := len(t.Routes); n > 0 {
			r.Priority = t.Routes[n-1].Priority
		}
	}
	return r
}

// Rows returns the list as the form shows it: the routes in the order in which they
// are sent, with the parked ones at their places.
func (d Draft) Rows() []Row {
	rows := d.rows()
	shares := d.Mine.Shares()
	for i := range rows {
		rows[i].Share = -1
		if !rows[i].Parked {
			rows[i].Share, shares = shares[0], shares[1:]
		}
	}
	return rows
}

// Changed reports whether there is anything to save.
func (d Draft) Changed() bool { return !d.Mine.Equal(d.Base) }

// ParkedChanged reports whether other rows are parked than at the start, or with other
// notes or places: that is kept beside the trunk and never sent.
func (d Draft) ParkedChanged() bool {
	return len(d.Steps) > 0 && !slices.EqualFunc(d.Parked, d.Steps[0].Parked, func(a, b Parked) bool {
		return a.Route == b.Route && a.Place == b.Place && a.Note == b.Note && a.At.Equal(b.At)
	})
}

// Undoable reports whether there is a step to undo.
func (d Draft) Undoable() bool { return len(d.Steps) > 0 }

// Undo takes the latest step back. Undone often enough, the draft is what NewDraft
// or Rebase started from, however many steps it took.
func (d Draft) Undo() Draft {
	if n := len(d.Steps); n > 0 {
		d.State, d.Steps = d.Steps[n-1], d.Steps[:n-1]
	}
	return d
}

// Problems is Mine.Validate with Route an index into Rows.
func (d Draft) Problems() []Problem {
	var at []int
	for i, row := range d.rows() {
		if !row.Parked {
			at = append(at, i)
		}
	}
	problems := d.Mine.Validate()
	for i := range problems {
		if problems[i].Route >= 0 {
			problems[i].Route = at[problems[i].Route]
		}
	}
	return problems
}

// edit applies change to a copy of the state and notes a step, unless nothing changed.
func (d Draft) edit(change func(*State)) Draft {
	next := d.clone()
	change(&next)
	if reflect.DeepEqual(next, d.State) {
		return d
	}
	// A draft may be edited twice from the same state, so the steps of one must not
	// grow into the array of the other.
	steps := append(slices.Clip(d.Steps), d.State)
	if len(steps) > maxSteps {
		steps = slices.Delete(steps, 1, 2)
	}
	d.State, d.Steps = next, steps
	return d
}

func (s State) clone() State {
	s.Mine, s.Parked = s.Mine.Clone(), slices.Clone(s.Parked)
	return s
}

// rows puts the parked rows among the sent ones, each at its place or at the end.
func (s State) rows() []Row {
	rows := make([]Row, len(s.Mine.Routes), len(s.Mine.Routes)+len(s.Parked))
	for i, r := range s.Mine.Routes {
		rows[i].Route = r
	}
	byPlace := slices.SortedStableFunc(slices.Values(s.Parked), func(a, b Parked) int { return a.Place - b.Place })
	for _, p := range byPlace {
		at := min(max(p.Place, 0), len(rows))
		rows = slices.Insert(rows, at, Row{Route: p.Route, Parked: true, Note: p.Note, At: p.At})
	}
	return rows
}

func (s *State) setRows(rows []Row) {
	s.Mine.Routes, s.Parked = s.Mine.Routes[:0], nil
	for i, row := range rows {
		if row.Parked {
			s.Parked = append(s.Parked, Parked{Route: row.Route, Place: i, Note: row.Note, At: row.At})
			continue
		}
		s.Mine.Routes = append(s.Mine.Routes, row.Route)
	}
}
