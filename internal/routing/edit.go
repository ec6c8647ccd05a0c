package routing

import (
	"slices"
	"time"
)

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
// is negative, and no further than the list's end. The list stays in the order it
// was sent in: it is never sorted by priority. So in weighted mode a row that is
// moved past one of another priority has new neighbours, and takes the priority of
// the row whose place it takes; the other rows keep theirs. Moving it back does not
// bring its old priority back; Undo does.
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
// sent. Note and at are for whoever finds it later. A parked row stays as it is.
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
		if !rows[i].Parked {
			return rows
		}
		r := rows[i].Route
		if s.Mine.Mode != Weighted {
			r = Route{TrunkGroup: r.TrunkGroup}
		}
		rows[i] = Row{Route: r}
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

// SetPriority sets the priority of row i, in weighted mode. It takes any number:
// Problems tells what is out of range. The row stays where it is.
func (d Draft) SetPriority(i, priority int) Draft {
	return d.editWeighted(i, func(rows []Row) { rows[i].Priority = priority })
}

// SetWeight sets the weight of row i, in weighted mode. It takes any number:
// Problems tells what is out of range.
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
func (d Draft) SetName(name string) Draft {
	return d.edit(func(s *State) { s.Mine.Name = name })
}

// SetAlgorithm sets the ordering algorithm, in ordered mode.
func (d Draft) SetAlgorithm(algorithm string) Draft {
	return d.edit(func(s *State) {
		if s.Mine.Mode == Ordered {
			s.Mine.OrderingAlgorithm = algorithm
		}
	})
}

// SetNumber sets a field that holds a number; nil clears it. Other fields, and max
// reroutes within a priority outside weighted mode, stay as they are.
func (d Draft) SetNumber(f Field, n *int) Draft {
	return d.edit(func(s *State) {
		switch f {
		case FieldMaxReroutesWithinPriority:
			if s.Mine.Mode != Weighted {
				return
			}
		case FieldMaxReroutes, FieldMaxActiveCalls, FieldTrapInitialCalls, FieldTrapOffsetCalls:
		default:
			return
		}
		*s.Mine.number(f) = pointed(n)
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
