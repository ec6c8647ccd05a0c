package report

import (
	"bytes"
	"fmt"

	"banyan/capacity"
)

// odinsSpearForm is what the capacity script of odins_spear returns where all its
// requests succeed: its keys in its order, unlimited as the number -1 which is added
// and subtracted like any other, and a bursting total and difference of groups that
// are always 0. It is right only where the script is, and it is there so that what
// reads the script's output can change over. The script has no form for a gap but
// zeros; for that this format is refused.
type odinsSpearForm struct{ begun bool }

func (f *odinsSpearForm) begin(*bytes.Buffer) {}

func (f *odinsSpearForm) tenant(out *bytes.Buffer, t Tenant) error {
	if f.begun {
		return f.refuse("the format odins-spear holds one tenant, and %q is the second; use --format json", t.Breakdown.Tenant.ID)
	}
	f.begun = true
	tenant := t.Breakdown.Tenant
	switch {
	case tenant.Assignment == capacity.NotAssigned:
		return f.refuse("trunking is not assigned to tenant %q, for which odins_spear prints nothing either; use --format json", tenant.ID)
	case !t.IsComplete():
		return f.refuse("not everything of tenant %q was read, and odins_spear would print zeros for the rest; use --format json", tenant.ID)
	}
	out.Write(append(appendValue(nil, "\n", odinsSpearTenant(tenant)), '\n'))
	return nil
}

func (f *odinsSpearForm) end(_ *bytes.Buffer, run Run) error {
	if !f.begun || !run.All {
		return f.refuse("the format odins-spear holds one tenant, and none was read")
	}
	return nil
}

func (f *odinsSpearForm) refuse(format string, args ...any) error {
	return &RefusedError{Format: OdinsSpear, Reason: fmt.Sprintf(format, args...)}
}

// odinsSpearTenant adds up as the script does, which is not as capacity.Analyze does.
func odinsSpearTenant(t capacity.Tenant) object {
	calls, bursting := odinNumber(t.MaxActiveCalls), odinNumber(t.BurstingMaxActiveCalls)
	callsTotal, burstingTotal := 0, 0
	for _, g := range t.Groups {
		callsTotal += odinNumber(g.MaxActiveCalls)
		burstingTotal += odinNumber(g.BurstingMaxAvailableActiveCalls)
	}
	return object{
		{"serviceProviderId", t.ID},
		{"maxActiveCalls", calls},
		{"burstingMaxActiveCalls", bursting},
		{"groupsCallCapacityTotal", callsTotal},
		{"groupsBurstingCallCapacityTotal", burstingTotal},
		{"groups", listed(true, t.Groups, odinsSpearGroup)},
		{"callCapacityDifference", calls - callsTotal},
		{"burstingCallCapacityDifference", bursting - burstingTotal},
	}
}

func odinsSpearGroup(g capacity.Group) object {
	calls, total := odinNumber(g.MaxActiveCalls), 0
	for _, t := range g.TrunkGroups {
		total += odinNumber(t.MaxActiveCalls)
	}
	return object{
		{"groupId", g.ID},
		{"groupName", g.Name},
		{"maxActiveCalls", calls},
		{"burstingMaxAvailableActiveCalls", odinNumber(g.BurstingMaxAvailableActiveCalls)},
		{"burstingMaxActiveCalls", odinNumber(g.BurstingMaxActiveCalls)},
		{"trunkGroups", listed(true, g.TrunkGroups, func(t capacity.TrunkGroup) object {
			return object{
				{"name", t.Name},
				{"maxActiveCalls", odinNumber(t.MaxActiveCalls)},
				{"burstingMaxActiveCalls", odinNumber(t.BurstingMaxActiveCalls)},
			}
		})},
		{"trunkGroupsCallCapacityTotal", total},
		{"trunkGroupsBurstingCallCapacityTotal", 0},
		{"callCapacityDifference", calls - total},
		{"burstingCallCapacityDifference", 0},
	}
}

// odinNumber is a limit as Odin spells it: -1 is unlimited. A group without trunking
// has no limits, which the script prints as zeros.
func odinNumber(r capacity.Reading) int {
	limit, _ := r.Limit()
	calls, number := limit.Calls()
	if !number {
		return -1
	}
	return calls
}
