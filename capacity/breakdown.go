package capacity

import "math"

// Figures sets one level's own limit against what the level below was given.
// Allocated is configuration, not live load. The zero value is a level whose own
// limit was not read, with nothing below it.
type Figures struct {
	Own        Reading
	Allocated  Sum
	Difference Difference // Own minus Allocated
}

// newFigures returns the figures of a level with their difference.
func newFigures(own Reading, allocated Sum) Figures {
	return Figures{Own: own, Allocated: allocated, Difference: Subtract(own, allocated)}
}

// Ratio returns how often Allocated goes into Own: 1.6 means that 1.6 times the
// own limit was given out. Against zero it is +Inf, or 0 when nothing was given.
// From a partial sum it is the ratio of what was read, and only where that is
// above 1 already. It returns false where no ratio is known or one of the two
// is unlimited.
func (f Figures) Ratio() (ratio float64, ok bool) {
	limit, read := f.Own.Limit()
	if !read || (!f.Difference.IsKnown() && !f.Difference.IsNegative()) {
		return 0, false
	}
	own, ownIsNumber := limit.Calls()
	given, givenIsNumber := f.Allocated.AtLeast().Calls()
	if !ownIsNumber || !givenIsNumber {
		return 0, false
	}
	return quotient(given, own), true
}

// quotient returns given / own without ever being NaN.
func quotient(given, own int) float64 {
	switch {
	case given == 0:
		return 0
	case own == 0:
		return math.Inf(1)
	}
	return float64(given) / float64(own)
}

// Breakdown is the capacity of a tenant, level by level, with what is wrong or
// doubtful in it. Analyze makes it. The zero value is the breakdown of nothing.
type Breakdown struct {
	Tenant Tenant

	Calls             Figures // groups' maxActiveCalls
	BurstingAvailable Figures // groups' burstingMaxAvailableActiveCalls: the documented figure
	BurstingAllocated Figures // groups' burstingMaxActiveCalls

	Groups     []GroupBreakdown // in the server's order
	GroupsRead int              // groups whose own figures and trunk groups were all read
	Complete   bool             // every figure that enters a sum or a difference was read

	Findings []Finding // of all levels, worst first
}

// GroupBreakdown is the capacity of one group.
type GroupBreakdown struct {
	Group    Group
	Calls    Figures   // trunk groups' maxActiveCalls
	Bursting Figures   // trunk groups' burstingMaxActiveCalls
	Complete bool      // every figure that enters a sum or a difference was read
	Findings []Finding // of the group and of its trunk groups, worst first
}
