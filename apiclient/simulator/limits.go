package simulator

import (
	"maps"
	"slices"

	"banyan/capacity"
	"banyan/internal/routing"
)

// tenantEdit is what was written to the limits of a tenant and of what is in it.
// The zero value is nothing.
type tenantEdit struct {
	trunking    *tenantTrunking
	groups      map[string]groupEdit
	trunkGroups map[routing.Key]trunkGroupEdit
}

type groupEdit struct {
	maxActiveCalls         int
	burstingMaxActiveCalls capacity.Limit
	burstingBTLUs          int
}

type trunkGroupEdit struct {
	maxActiveCalls         int
	burstingMaxActiveCalls *int // nil: bursting is off
}

func (e tenantEdit) isZero() bool {
	return e.trunking == nil && len(e.groups) == 0 && len(e.trunkGroups) == 0
}

func (w *world) edit(tenantID string) tenantEdit {
	w.mu.RLock()
	defer w.mu.RUnlock()
	return w.limits[tenantID]
}

// setLimits stores what change makes of a copy of a tenant's edits.
func (w *world) setLimits(tenantID string, change func(*tenantEdit)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	edit := w.limits[tenantID]
	edit.groups, edit.trunkGroups = maps.Clone(edit.groups), maps.Clone(edit.trunkGroups)
	if edit.groups == nil {
		edit.groups = map[string]groupEdit{}
	}
	if edit.trunkGroups == nil {
		edit.trunkGroups = map[routing.Key]trunkGroupEdit{}
	}
	change(&edit)
	w.limits[tenantID] = edit
}

// apply returns a group with what was written to it and to its trunk groups. It
// may be given as much more, or less, as its tenant got since the start: how the
// backend reckons that is not known (APIO 13), this keeps both of its readings.
func (e tenantEdit) apply(g group, start *tenantTrunking) group {
	if g.Trunking != nil {
		trunking := *g.Trunking
		if own, ok := e.groups[g.ID]; ok {
			trunking.MaxActiveCalls = own.maxActiveCalls
			trunking.BurstingMaxActiveCalls = own.burstingMaxActiveCalls
			trunking.BurstingBTLUs = own.burstingBTLUs
		}
		if e.trunking != nil && start != nil {
			trunking.MaxAvailableActiveCalls = shifted(trunking.MaxAvailableActiveCalls, start.MaxActiveCalls, e.trunking.MaxActiveCalls)
			trunking.BurstingMaxAvailableActiveCalls = shifted(
				trunking.BurstingMaxAvailableActiveCalls, start.BurstingMaxActiveCalls, e.trunking.BurstingMaxActiveCalls)
		}
		g.Trunking = &trunking
	}
	g.TrunkGroups = slices.Clone(g.TrunkGroups)
	for i, t := range g.TrunkGroups {
		if own, ok := e.trunkGroups[routing.Key{GroupID: g.ID, Name: t.Name}]; ok {
			g.TrunkGroups[i].MaxActiveCalls = own.maxActiveCalls
			g.TrunkGroups[i].BurstingMaxActiveCalls = own.burstingMaxActiveCalls
		}
	}
	return g
}

// shifted moves a limit by as much as another went from one value to the next.
func shifted(limit, from, to capacity.Limit) capacity.Limit {
	calls, limited := limit.Calls()
	before, wasLimited := from.Calls()
	after, isLimited := to.Calls()
	switch {
	case from == to:
		return limit
	case !limited || !wasLimited || !isLimited:
		return to
	}
	return capacity.Must(max(calls+after-before, 0))
}
