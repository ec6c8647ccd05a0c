package hotspots

import (
	"slices"
	"strconv"
	"time"

	"banyan/capacity"
)

// Reading is what is known of one tenant: its own figures, how full its groups are, and what is
// wrong. The zero value is a tenant of which nothing was read.
type Reading struct {
	At       time.Time // when the oldest of it was read; zero while nothing was
	Known    bool      // there are figures: of a tenant that was read by an earlier version there are none
	Absent   bool      // trunking is not assigned to the tenant
	Calls    capacity.Figures
	Bursting capacity.Figures // as allocated to the groups
	Groups   Tally
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

// figuresRecord is the figures of a tenant as they are written.
type figuresRecord struct {
	Absent   bool        `json:"notAssigned,omitempty"`
	Calls    levelRecord `json:"calls"`
	Bursting levelRecord `json:"bursting"`
	Groups   Tally       `json:"groups"`
}

func newFiguresRecord(b capacity.Breakdown) *figuresRecord {
	r := ReadingOf(b, time.Time{})
	return &figuresRecord{r.Absent, newLevelRecord(r.Calls), newLevelRecord(r.Bursting), r.Groups}
}

// levelRecord is one kind of figures. A limit is a number of calls or unlimited, and empty
// where it was not read.
type levelRecord struct {
	Own   string `json:"own,omitempty"`
	Given string `json:"given"`          // at least, of the parts that were read
	Read  int    `json:"read,omitempty"` // parts, where not all were read
	Of    int    `json:"of,omitempty"`
	Open  bool   `json:"open,omitempty"` // there may be more parts
}

func newLevelRecord(f capacity.Figures) levelRecord {
	r := levelRecord{Given: f.Allocated.AtLeast().String()}
	if own, read := f.Own.Limit(); read {
		r.Own = own.String()
	}
	if !f.Allocated.IsComplete() {
		r.Read, r.Of = f.Allocated.Parts()
		r.Open = r.Read == r.Of
	}
	return r
}

// figures returns what was written. The parts that were read are as one and many of zero.
func (r levelRecord) figures() capacity.Figures {
	const most = 100_000 // of parts, whatever a file says
	var sum capacity.Sum
	switch {
	case r.Of == 0 && !r.Open, r.Read > 0:
		sum = sum.Add(readLimit(r.Given))
	}
	for range min(r.Read, most) - 1 {
		sum = sum.Add(capacity.Read(capacity.Limit{}))
	}
	for range min(r.Of, most) - min(r.Read, most) {
		sum = sum.Add(capacity.Reading{})
	}
	if r.Open {
		sum = sum.Open()
	}
	f := capacity.Figures{Own: readLimit(r.Own), Allocated: sum}
	f.Difference = capacity.Subtract(f.Own, f.Allocated)
	return f
}

// readLimit reads a limit as it is written; what is none was not read.
func readLimit(text string) capacity.Reading {
	if text == capacity.Unlimited().String() {
		return capacity.Read(capacity.Unlimited())
	}
	calls, err := strconv.Atoi(text)
	if err != nil {
		return capacity.Reading{}
	}
	limit, err := capacity.New(calls)
	if err != nil {
		return capacity.Reading{}
	}
	return capacity.Read(limit)
}

// reading returns what a record tells of its tenant, without the findings that are known.
func (r record) reading(known Known) Reading {
	shown := Reading{At: r.At, Standing: r.standing(), Why: r.why(), Findings: r.Findings}
	isKnown := func(f Finding) bool {
		_, marked := known.Of(f)
		return marked
	}
	if slices.ContainsFunc(r.Findings, isKnown) {
		shown.Findings = slices.DeleteFunc(slices.Clone(r.Findings), isKnown)
	}
	if f := r.Figures; f != nil {
		shown.Known, shown.Absent, shown.Groups = true, f.Absent, f.Groups
		shown.Calls, shown.Bursting = f.Calls.figures(), f.Bursting.figures()
	}
	return shown
}
