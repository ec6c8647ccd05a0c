package routing

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"
)

// maxSteps bounds what a draft file holds: the oldest steps but the first are
// forgotten, so that undoing everything still ends at the start.
const maxSteps = 100

// Draft is an edit in the making. It is a plain value that survives JSON; what a
// file holds is never trusted to be consistent. All operations return a new Draft
// and leave the receiver as it was, with what is behind its slices and pointers; so
// should every caller. The zero value is a draft of nothing.
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

// OutOfService is how the note of a route begins that a plan took out of service.
const OutOfService = "out of service"

// Word returns what a parked route is called: OutOfService, or parked where it was parked by itself.
func (p Parked) Word() string {
	if strings.HasPrefix(p.Note, OutOfService) {
		return OutOfService
	}
	return "parked"
}

// Row is one row of the form. Share is that of Shares for a route that is sent, and -1 for
// a parked one. Note and At belong to parked rows.
type Row struct {
	Route
	Share  int
	Parked bool
	Note   string
	At     time.Time
}

// NewDraft returns a draft without changes. Of the rows parked by earlier edits those whose
// trunk group is in the list again are dropped, and those parked in ordered mode get the
// figures of a new row when the trunk is weighted now.
func NewDraft(base Trunk, parked []Parked) Draft {
	return Draft{Base: base.Clone(), State: newState(base, parked)}
}

// Rebase returns the draft over what is on the server now, holding what was merged:
// its base is theirs, and one step back leads there.
func (d Draft) Rebase(theirs, merged Trunk) Draft {
	return NewDraft(theirs, d.Parked).edit(func(s *State) { *s = newState(merged, d.Parked) })
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

// Rows returns the routes in the order in which they are sent, with the parked ones at their
// places.
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
// notes or places. That is never sent.
func (d Draft) ParkedChanged() bool {
	return len(d.Steps) > 0 && !sameParked(d.Parked, d.Steps[0].Parked)
}

func sameParked(a, b []Parked) bool {
	return slices.EqualFunc(a, b, func(a, b Parked) bool {
		return a.Route == b.Route && a.Place == b.Place && a.Note == b.Note && a.At.Equal(b.At)
	})
}

// Undoable reports whether there is a step to undo.
func (d Draft) Undoable() bool { return len(d.Steps) > 0 }

// Undo takes the latest step back, the last of them to what NewDraft or Rebase started from.
func (d Draft) Undo() Draft {
	if n := len(d.Steps); n > 0 {
		d.State, d.Steps = d.Steps[n-1], d.Steps[:n-1]
	}
	return d
}

// Problems are what Mine breaks as an edit of Base, with Route an index into Rows.
func (d Draft) Problems() []Problem {
	var at []int
	for i, row := range d.rows() {
		if !row.Parked {
			at = append(at, i)
		}
	}
	problems := d.Mine.Breaks(d.Base)
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
	for _, p := range slices.SortedStableFunc(slices.Values(s.Parked), func(a, b Parked) int { return a.Place - b.Place }) {
		rows = slices.Insert(rows, min(max(p.Place, 0), len(rows)), Row{Route: p.Route, Parked: true, Note: p.Note, At: p.At})
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

// Add appends a row for a trunk group. In weighted mode it gets the priority of the
// last row and weight 1, and priority 1 in an empty list. A trunk group that is
// among the rows already, sent or parked, is not added again.
func (d Draft) Add(key Key) Draft {
	return d.edit(func(s *State) {
		rows := s.rows()
		if key == (Key{}) || slices.ContainsFunc(rows, func(r Row) bool { return r.TrunkGroup == key }) {
			return
		}
		shown := s.Mine
		shown.Routes = nil
		for _, row := range rows {
			shown.Routes = append(shown.Routes, row.Route)
		}
		s.setRows(append(rows, Row{Route: shown.newRoute(key)}))
	})
}

// Remove takes row i out of the list; a parked one is forgotten. Like every
// operation on a row it does nothing when there is no row i.
func (d Draft) Remove(i int) Draft {
	return d.editRow(i, func(_ *State, rows []Row) []Row { return slices.Delete(rows, i, i+1) })
}

// Move moves row i down by delta rows as shown, parked ones included, up when delta
// is negative, and no further than the list's end. The list is never sorted by priority:
// in weighted mode a row takes the priority of the row whose place it takes, and the others
// keep theirs. Moving it back does not bring its old priority back; Undo does.
func (d Draft) Move(i, delta int) Draft {
	return d.editRow(i, func(s *State, rows []Row) []Row {
		// Compared before it is added, because a huge delta would wrap around.
		to := i + min(max(delta, -i), len(rows)-1-i)
		row := rows[i]
		if s.Mine.Mode == Weighted {
			row.Priority = rows[to].Priority
		}
		return slices.Insert(slices.Delete(rows, i, i+1), to, row)
	})
}

// Park keeps row i in its place, with its priority and weight, and out of what is
// sent. A parked row stays as it is.
func (d Draft) Park(i int, note string, at time.Time) Draft {
	return d.editRow(i, func(_ *State, rows []Row) []Row {
		if !rows[i].Parked {
			// Without what a file does not keep: the zone's name and the monotonic clock.
			rows[i].Parked, rows[i].Note, rows[i].At = true, note, at.UTC().Round(0)
		}
		return rows
	})
}

// Unpark puts a parked row back among those that are sent, where it stands.
func (d Draft) Unpark(i int) Draft {
	return d.editRow(i, func(s *State, rows []Row) []Row {
		if rows[i].Parked {
			rows[i] = Row{Route: rows[i].Route}
			if s.Mine.Mode != Weighted {
				rows[i].Priority, rows[i].Weight = 0, 0
			}
		}
		return rows
	})
}

// SetNote sets what is noted at a parked row. A row that is sent has no note.
func (d Draft) SetNote(i int, note string) Draft {
	return d.editRow(i, func(_ *State, rows []Row) []Row {
		rows[i].Note = note // which is kept of parked rows alone
		return rows
	})
}

// SetPriority sets the priority of row i, in weighted mode, also one out of range. The row
// stays where it is.
func (d Draft) SetPriority(i, priority int) Draft {
	return d.editWeighted(i, func(rows []Row) { rows[i].Priority = priority })
}

// SetWeight sets the weight of row i, in weighted mode, also one out of range.
func (d Draft) SetWeight(i, weight int) Draft {
	return d.editWeighted(i, func(rows []Row) { rows[i].Weight = weight })
}

// Equalise gives every row that is sent with the priority of row i the same weight,
// their average rounded to the nearest, so that 70 and 30 become 50 and 50. Parked
// rows keep their weight.
func (d Draft) Equalise(i int) Draft {
	return d.editWeighted(i, func(rows []Row) {
		total, n := 0, 0
		for _, row := range rows {
			if !row.Parked && row.Priority == rows[i].Priority {
				total += min(max(row.Weight, MinWeight), MaxWeight)
				n++
			}
		}
		for j := range rows {
			if !rows[j].Parked && rows[j].Priority == rows[i].Priority {
				rows[j].Weight = (2*total + n) / (2 * n)
			}
		}
	})
}

// SetName renames the trunk.
func (d Draft) SetName(name string) Draft { return d.edit(func(s *State) { s.Mine.Name = name }) }

// SetAlgorithm sets the ordering algorithm, in ordered mode.
func (d Draft) SetAlgorithm(algorithm string) Draft {
	return d.edit(func(s *State) {
		if s.Mine.Mode == Ordered {
			s.Mine.OrderingAlgorithm = algorithm
		}
	})
}

// SetNumber sets a field that holds a number; nil clears it. Other fields, one that the
// server does not have, and max reroutes within a priority outside weighted mode, stay as they are.
func (d Draft) SetNumber(f Field, n *int) Draft {
	return d.edit(func(s *State) {
		if number := s.Mine.Number(f); number != nil && s.Mine.Has(f) && (f != FieldMaxReroutesWithinPriority || s.Mine.Mode == Weighted) {
			*number = pointed(n)
		}
	})
}

// SetExhaustion sets what happens when the routes are exhausted: None or Forward.
// The destination is kept beside None, for a change of mind, and not sent.
func (d Draft) SetExhaustion(action string) Draft {
	return d.edit(func(s *State) { s.Mine.ExhaustionAction = action })
}

// SetDestination sets where calls go with Forward.
func (d Draft) SetDestination(destination string) Draft {
	return d.edit(func(s *State) { s.Mine.ExhaustionDestination = destination })
}

// SetCapacityManagement switches capacity management. Its limits are kept when it is
// off, for a change of mind, and not sent.
func (d Draft) SetCapacityManagement(on bool) Draft {
	return d.edit(func(s *State) { s.Mine.CapacityManagement = &on })
}

func (d Draft) editRow(i int, change func(*State, []Row) []Row) Draft {
	return d.edit(func(s *State) {
		if rows := s.rows(); i >= 0 && i < len(rows) {
			s.setRows(change(s, rows))
		}
	})
}

func (d Draft) editWeighted(i int, change func([]Row)) Draft {
	return d.editRow(i, func(s *State, rows []Row) []Row {
		if s.Mine.Mode == Weighted {
			change(rows)
		}
		return rows
	})
}

// Memory is what a switch of the mode can go back to: the routing it came from, and
// what it made of the list, to see whether the list was edited since.
type Memory struct {
	Former    Listing
	Converted Listing
}

// Listing is the part of a State that a mode has for itself.
type Listing struct {
	Mode                      Mode
	OrderingAlgorithm         string
	MaxReroutesWithinPriority *int
	Routes                    []Route
	Parked                    []Parked
}

// SwitchMode turns ordered into weighted and back, with the same trunk groups. Switching
// back brings the former routing back exactly, unless the list was edited in between: then
// the list on screen is converted afresh:
//
//   - to weighted: after Overflow the rows get the priorities 1, 2, 3 ... from the
//     top, the tenth and all below it priority 10; after another algorithm priority 1.
//     Every weight is 1.
//   - to ordered: the rows are sorted by priority, and the algorithm is the one
//     before the switch, or Overflow, which keeps what is tried first.
//
// Word is for the person where the conversion could not be faithful, and empty otherwise.
func (d Draft) SwitchMode() (next Draft, word string) {
	next = d.edit(func(s *State) {
		former := s.clone()
		now := Listing{former.Mine.Mode, former.Mine.OrderingAlgorithm, former.Mine.MaxReroutesWithinPriority, former.Mine.Routes, former.Parked}
		then, note := s.convert()
		if m := s.Memory; m != nil && m.Former.Mode == then.Mode {
			then.OrderingAlgorithm, then.MaxReroutesWithinPriority = m.Former.OrderingAlgorithm, m.Former.MaxReroutesWithinPriority
			if slices.Equal(now.Routes, m.Converted.Routes) && sameParked(now.Parked, m.Converted.Parked) {
				then, note = m.Former, ""
			}
		}
		word, s.Memory = note, &Memory{Former: now, Converted: then}
		s.Mine.Mode, s.Mine.OrderingAlgorithm = then.Mode, then.OrderingAlgorithm
		s.Mine.MaxReroutesWithinPriority = pointed(then.MaxReroutesWithinPriority)
		s.Mine.Routes, s.Parked = slices.Clone(then.Routes), slices.Clone(then.Parked)
	})
	return next, word
}

// convert returns the rows as shown in the other mode.
func (s State) convert() (then Listing, word string) {
	s = s.clone()
	rows := s.rows()
	if s.Mine.Mode == Weighted {
		slices.SortStableFunc(rows, func(a, b Row) int { return cmp.Compare(a.Priority, b.Priority) })
		for i := range rows {
			rows[i].Priority, rows[i].Weight = 0, 0
		}
		s.setRows(rows)
		if n := len(s.Mine.Routes); n > MaxOrdered {
			word = Trunk{Mode: Ordered}.tooMany(n)
		}
		return Listing{Mode: Ordered, OrderingAlgorithm: Overflow, Routes: s.Mine.Routes, Parked: s.Parked}, word
	}
	cascade := s.Mine.OrderingAlgorithm == Overflow
	for i := range rows {
		rows[i].Priority, rows[i].Weight = MinPriority, MinWeight
		if cascade {
			rows[i].Priority = min(i+MinPriority, MaxPriority)
		}
	}
	if n := len(rows); cascade && n > MaxPriority {
		word = fmt.Sprintf("%d routes and %d priorities: the last %d share priority %d", n, MaxPriority, n-MaxPriority+1, MaxPriority)
	}
	s.setRows(rows)
	// Within one priority as many reroutes as overall, so that the switch alone
	// leaves no route out.
	return Listing{Mode: Weighted, MaxReroutesWithinPriority: s.Mine.MaxReroutes, Routes: s.Mine.Routes, Parked: s.Parked}, word
}
