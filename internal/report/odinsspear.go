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

type odinsSpearTenant struct {
	ServiceProviderID               string            `json:"serviceProviderId"`
	MaxActiveCalls                  int               `json:"maxActiveCalls"`
	BurstingMaxActiveCalls          int               `json:"burstingMaxActiveCalls"`
	GroupsCallCapacityTotal         int               `json:"groupsCallCapacityTotal"`
	GroupsBurstingCallCapacityTotal int               `json:"groupsBurstingCallCapacityTotal"`
	Groups                          []odinsSpearGroup `json:"groups"`
	CallCapacityDifference          int               `json:"callCapacityDifference"`
	BurstingCallCapacityDifference  int               `json:"burstingCallCapacityDifference"`
}

type odinsSpearGroup struct {
	GroupID                              string                 `json:"groupId"`
	GroupName                            string                 `json:"groupName"`
	MaxActiveCalls                       int                    `json:"maxActiveCalls"`
	BurstingMaxAvailableActiveCalls      int                    `json:"burstingMaxAvailableActiveCalls"`
	BurstingMaxActiveCalls               int                    `json:"burstingMaxActiveCalls"`
	TrunkGroups                          []odinsSpearTrunkGroup `json:"trunkGroups"`
	TrunkGroupsCallCapacityTotal         int                    `json:"trunkGroupsCallCapacityTotal"`
	TrunkGroupsBurstingCallCapacityTotal int                    `json:"trunkGroupsBurstingCallCapacityTotal"`
	CallCapacityDifference               int                    `json:"callCapacityDifference"`
	BurstingCallCapacityDifference       int                    `json:"burstingCallCapacityDifference"`
}

type odinsSpearTrunkGroup struct {
	Name                   string `json:"name"`
	MaxActiveCalls         int    `json:"maxActiveCalls"`
	BurstingMaxActiveCalls int    `json:"burstingMaxActiveCalls"`
}

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
	err := encode(out, newOdinsSpearTenant(tenant), "", "  ")
	out.WriteByte('\n')
	return err
}

func (f *odinsSpearForm) end(_ *bytes.Buffer, all bool) error {
	if !f.begun || !all {
		return f.refuse("the format odins-spear holds one tenant, and none was read")
	}
	return nil
}

func (f *odinsSpearForm) refuse(format string, args ...any) error {
	return &RefusedError{Format: OdinsSpear, Reason: fmt.Sprintf(format, args...)}
}

// newOdinsSpearTenant adds up as the script does, which is not as capacity.Analyze does.
func newOdinsSpearTenant(t capacity.Tenant) odinsSpearTenant {
	d := odinsSpearTenant{
		ServiceProviderID:      t.ID,
		MaxActiveCalls:         odinNumber(t.MaxActiveCalls),
		BurstingMaxActiveCalls: odinNumber(t.BurstingMaxActiveCalls),
		Groups:                 make([]odinsSpearGroup, len(t.Groups)),
	}
	for i, g := range t.Groups {
		d.Groups[i] = newOdinsSpearGroup(g)
		d.GroupsCallCapacityTotal += d.Groups[i].MaxActiveCalls
		d.GroupsBurstingCallCapacityTotal += d.Groups[i].BurstingMaxAvailableActiveCalls
	}
	d.CallCapacityDifference = d.MaxActiveCalls - d.GroupsCallCapacityTotal
	d.BurstingCallCapacityDifference = d.BurstingMaxActiveCalls - d.GroupsBurstingCallCapacityTotal
	return d
}

func newOdinsSpearGroup(g capacity.Group) odinsSpearGroup {
	d := odinsSpearGroup{
		GroupID:                         g.ID,
		GroupName:                       g.Name,
		MaxActiveCalls:                  odinNumber(g.MaxActiveCalls),
		BurstingMaxAvailableActiveCalls: odinNumber(g.BurstingMaxAvailableActiveCalls),
		BurstingMaxActiveCalls:          odinNumber(g.BurstingMaxActiveCalls),
		TrunkGroups:                     make([]odinsSpearTrunkGroup, len(g.TrunkGroups)),
	}
	for i, t := range g.TrunkGroups {
		d.TrunkGroups[i] = odinsSpearTrunkGroup{
			Name:                   t.Name,
			MaxActiveCalls:         odinNumber(t.MaxActiveCalls),
			BurstingMaxActiveCalls: odinNumber(t.BurstingMaxActiveCalls),
		}
		d.TrunkGroupsCallCapacityTotal += d.TrunkGroups[i].MaxActiveCalls
	}
	d.CallCapacityDifference = d.MaxActiveCalls - d.TrunkGroupsCallCapacityTotal
	return d
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
