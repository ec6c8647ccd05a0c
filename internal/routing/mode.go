package routing

import (
	"cmp"
	"fmt"
	"slices"
)

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

// SwitchMode turns ordered into weighted and back, with the same trunk groups. As
// long as the list was not edited in between, switching back brings the former
// routing back exactly. Otherwise the list on screen is converted afresh:
//
//   - to weighted: after Overflow the rows get the priorities 1, 2, 3 ... from the
//     top, the tenth and all below it priority 10; after another algorithm priority 1.
//     Every weight is 1.
//   - to ordered: the rows are sorted by priority, and the algorithm is the one
//     before the switch, or Overflow, which keeps what is tried first.
//
// Word is for the person where the conversion could not be faithful, and empty
// otherwise.
func (d Draft) SwitchMode() (next Draft, word string) {
	next = d.edit(func(s *State) {
		now := s.listing()
		then, said := s.convert()
		if m := s.Memory; m != nil && m.Former.Mode == then.Mode {
			then.OrderingAlgorithm = m.Former.OrderingAlgorithm
			then.MaxReroutesWithinPriority = m.Former.MaxReroutesWithinPriority
			if now.sameRows(m.Converted) {
				then, said = m.Former, ""
			}
		}
		word = said
		s.Memory = &Memory{Former: now, Converted: then}
		s.setListing(then)
	})
	return next, word
}

func (s State) listing() Listing {
	t := s.clone()
	return Listing{t.Mine.Mode, t.Mine.OrderingAlgorithm, t.Mine.MaxReroutesWithinPriority, t.Mine.Routes, t.Parked}
}

func (s *State) setListing(l Listing) {
	s.Mine.Mode, s.Mine.OrderingAlgorithm = l.Mode, l.OrderingAlgorithm
	s.Mine.MaxReroutesWithinPriority = pointed(l.MaxReroutesWithinPriority)
	s.Mine.Routes, s.Parked = slices.Clone(l.Routes), slices.Clone(l.Parked)
}

func (l Listing) sameRows(o Listing) bool {
	return slices.Equal(l.Routes, o.Routes) && slices.EqualFunc(l.Parked, o.Parked, func(a, b Parked) bool {
		return a.Route == b.Route && a.Place == b.Place && a.Note == b.Note && a.At.Equal(b.At)
	})
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
		return Listing{Mode: Ordered, OrderingAlgorithm: Overflow, Routes: s.Mine.Routes, Parked: s.Parked}, ""
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
