package hotspots

import (
	"time"

	"banyan/capacity"
)

// Reading is what is known of one tenant: its own figures, how full its groups are, and what is
// wrong. The zero value is a tenant of which nothing was read.
type Reading struct {
	At       time.Time // when the oldest of it was read; zero while nothing was
	SavedAt  time.Time // of a save that all of it is from before; zero where there was none since
	Known    bool      // there are figures: of a tenant that was read by an earlier version there are none
	Absent   bool      // trunking is not assigned to the tenant
	Calls    capacity.Figures
	Bursting capacity.Figures // as allocated to the groups
	Groups   Tally
	NoStates bool      // whether its trunk groups are down was not read of all
	Findings []Finding // that count, worst first
	Standing Standing
	Why      string // why the tenant is not wholly read
}

// Tally counts groups by how much of their calls is given out.
type Tally struct {
	Listed int `json:"listed"` // all of them
	Below  int `json:"below"`  // below 90 % of the limit, or without one
	Full   int `json:"full"`   // from 90 % to all of it
	Over   int `json:"over"`   // beyond it
	Absent int `json:"absent"` // trunking is not assigned
}

// Plus returns both together.
func (t Tally) Plus(more Tally) Tally {
	return Tally{t.Listed + more.Listed, t.Below + more.Below, t.Full + more.Full, t.Over + more.Over, t.Absent + more.Absent}
}

// ReadingOf returns what a breakdown tells of its tenant.
func ReadingOf(b capacity.Breakdown, at time.Time) Reading {
	r := Reading{
		At: at, Known: true, Absent: b.Tenant.Assignment == capacity.NotAssigned,
		Calls: b.Calls, Bursting: b.BurstingAllocated, Findings: Findings(b), Groups: tally(b.Groups),
		NoStates: b.StatesUnread > 0,
	}
	if !b.Complete {
		r.Standing = Partly
	}
	return r
}

// tally counts groups. Of those that were not read it counts that they are there.
func tally(groups []capacity.GroupBreakdown) Tally {
	const full = 0.9
	t := Tally{Listed: len(groups)}
	for _, g := range groups {
		ratio, isNumber := g.Calls.Ratio()
		switch {
		case g.Calls.Difference.IsNegative():
			t.Over++
		case g.Group.Assignment == capacity.NotAssigned:
			t.Absent++
		case isNumber && ratio >= full:
			t.Full++
		case g.Calls.Difference.IsKnown():
			t.Below++
		}
	}
	return t
}
