package capacity

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
		calls = calls.Add(g.Calls.Own)
		available = available.Add(group.own(group.BurstingMaxAvailableActiveCalls))
		allocated = allocated.Add(g.Bursting.Own)
	}
	if !t.GroupsListed {
		calls, available, allocated = calls.Open(), available.Open(), allocated.Open()
	}
	bursting := t.own(t.BurstingMaxActiveCalls)
	b.Calls = newFigures(t.own(t.MaxActiveCalls), calls)
	b.BurstingAvailable = newFigures(bursting, available)
	b.BurstingAllocated = newFigures(bursting, allocated)
	b.Complete = complete && b.Calls.Difference.IsKnown() &&
		b.BurstingAvailable.Difference.IsKnown() && b.BurstingAllocated.Difference.IsKnown()
	b.Findings = b.find()
	return b
}

// analyzeGroup works out the capacity of one group of a tenant.
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
		Calls:    newFigures(g.own(g.MaxActiveCalls), calls),
		Bursting: newFigures(g.own(g.BurstingMaxActiveCalls), bursting),
	}
	b.Complete = b.Calls.Difference.IsKnown() && b.Bursting.Difference.IsKnown() &&
		g.own(g.BurstingMaxAvailableActiveCalls).IsRead()
	b.Findings = b.find(tenantID)
	return b
}
