package capacity

import "slices"

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

	StatesUnread int       // trunk groups of which it was not read whether they are down
	Findings     []Finding // of all levels, worst first
}

// GroupBreakdown is the capacity of one group.
type GroupBreakdown struct {
	Group    Group
	Calls    Figures   // trunk groups' maxActiveCalls
	Bursting Figures   // trunk groups' burstingMaxActiveCalls
	Complete bool      // every figure that enters a sum or a difference was read
	Findings []Finding // of the group and of its trunk groups, worst first
}

// Analyze works out the capacity of a tenant from what has been read of it so
// far. It never fails: what was not read shows as incomplete sums and unknown
// differences. It keeps no reference into t other than t itself, changes nothing
// in it, and the same t always gives the same Breakdown.
func Analyze(t Tenant) Breakdown {
	b := Breakdown{Tenant: t, Groups: make([]GroupBreakdown, len(t.Groups))}
	var calls, available, allocated Sum
	complete := true
	for i, group := range t.Groups {
		g := analyzeGroup(t.ID, group)
		b.Groups[i] = g
		if g.Complete {
			b.GroupsRead++
		}
		complete = complete && g.Complete
		for _, trunkGroup := range group.TrunkGroups {
			if trunkGroup.StateUnread {
				b.StatesUnread++
			}
		}
		calls = calls.Add(g.Calls.Own)
		available = available.Add(group.Assignment.own(group.BurstingMaxAvailableActiveCalls))
		allocated = allocated.Add(g.Bursting.Own)
	}
	if !t.GroupsListed {
		calls, available, allocated = calls.Open(), available.Open(), allocated.Open()
	}
	bursting := t.Assignment.own(t.BurstingMaxActiveCalls)
	b.Calls = newFigures(t.Assignment.own(t.MaxActiveCalls), calls)
	b.BurstingAvailable = newFigures(bursting, available)
	b.BurstingAllocated = newFigures(bursting, allocated)
	b.Complete = complete && b.Calls.Difference.IsKnown() &&
		b.BurstingAvailable.Difference.IsKnown() && b.BurstingAllocated.Difference.IsKnown()
	b.Findings = b.find()
	return b
}

func analyzeGroup(tenantID string, g Group) GroupBreakdown {
	var calls, bursting Sum
	for _, trunkGroup := range g.TrunkGroups {
		calls = calls.Add(trunkGroup.MaxActiveCalls)
		bursting = bursting.Add(trunkGroup.BurstingMaxActiveCalls)
	}
	if !g.TrunkGroupsListed {
		calls, bursting = calls.Open(), bursting.Open()
	}
	b := GroupBreakdown{
		Group:    g,
		Calls:    newFigures(g.Assignment.own(g.MaxActiveCalls), calls),
		Bursting: newFigures(g.Assignment.own(g.BurstingMaxActiveCalls), bursting),
	}
	b.Complete = b.Calls.Difference.IsKnown() && b.Bursting.Difference.IsKnown() &&
		g.Assignment.own(g.BurstingMaxAvailableActiveCalls).IsRead()
	b.Findings = b.find(tenantID)
	return b
}

// InUse returns the calls there were in all trunk groups when they were read. Its parts are the
// trunk groups.
func (b Breakdown) InUse() Sum {
	var sum Sum
	for _, g := range b.Tenant.Groups {
		sum = g.addInUse(sum)
	}
	if !b.Tenant.GroupsListed {
		return sum.Open()
	}
	return sum
}

// InUse returns the calls there were in the trunk groups when they were read. Its parts are the
// trunk groups.
func (b GroupBreakdown) InUse() Sum { return b.Group.addInUse(Sum{}) }

// find returns the findings of all levels, worst first.
func (b Breakdown) find() []Finding {
	l := level{own: "tenant", below: "groups", path: []string{b.Tenant.ID}}
	l.findOver(CallsOver, b.Calls)
	l.findOver(BurstingOver, b.BurstingAllocated)
	if f := b.BurstingAvailable; f.Difference.IsNegative() && b.sharesBursting() {
		l.add(f.over(Notice, BurstingAvailable, "BURST AVAILABLE "+f.Difference.String()+": groups may take "+sumText(f.Allocated)+" of "+f.Own.String()))
	}
	l.findUnused(b.Calls)
	for _, g := range b.Groups {
		l.findings = append(l.findings, g.Findings...)
	}
	slices.SortStableFunc(l.findings, worstFirst)
	return l.findings
}

// sharesBursting reports whether some group's available bursting is a share of
// the tenant's. Where every group has the tenant's own limit there, or no limit,
// the figure is a ceiling for each, and their sum means nothing.
func (b Breakdown) sharesBursting() bool {
	return slices.ContainsFunc(b.Tenant.Groups, func(g Group) bool {
		limit, read := g.BurstingMaxAvailableActiveCalls.Limit()
		return read && g.Assignment != NotAssigned && !limit.IsUnlimited() && Read(limit) != b.BurstingAvailable.Own
	})
}

// find returns the findings of the group and of its trunk groups, worst first.
func (b GroupBreakdown) find(tenantID string) []Finding {
	g := b.Group
	l := level{own: "group", below: "trunk groups", path: []string{tenantID, g.ID}}
	l.findMaxZero(g)
	l.findOver(CallsOver, b.Calls)
	l.findOver(BurstingOver, b.Bursting)
	l.findAboveAvailable("max", b.Calls.Own, g.Assignment.own(g.MaxAvailableActiveCalls))
	l.findAboveAvailable("bursting", b.Bursting.Own, g.Assignment.own(g.BurstingMaxAvailableActiveCalls))
	if f, wrong := g.Licence.Finding(tenantID, g.ID); wrong {
		l.findings = append(l.findings, f)
	}
	l.findUnused(b.Calls)
	for _, t := range g.TrunkGroups {
		l.findTrunkGroup(t)
	}
	slices.SortStableFunc(l.findings, worstFirst)
	return l.findings
}
