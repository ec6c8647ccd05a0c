package views

import (
	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/routing"
)

// The screens say what can be copied of them: ui.Copier.

// CopyID implements ui.Copier.
func (v *tenants) CopyID() string {
	t, _ := v.table.Selected()
	return t.ID
}

// CopyText implements ui.Copier.
func (v *tenants) CopyText() []string {
	t, ok := v.table.Selected()
	if !ok {
		return nil
	}
	return tenantFacts(t)
}

func tenantFacts(t apiclient.Tenant) []string {
	lines := []string{calledTenant(t), "Type: " + firstOf(string(t.Type), notReported)}
	if t.ResellerID != "" {
		lines = append(lines, "Reseller: "+t.ResellerID)
	}
	return lines
}

// CopyID implements ui.Copier.
func (v *tenant) CopyID() string { return v.tenant.ID }

// CopyText implements ui.Copier.
func (v *tenant) CopyText() []string {
	lines := tenantFacts(v.tenant)
	limits, known := v.loader.Value()
	switch {
	case !known:
		return append(lines, "its limits were not read")
	case limits.notAssigned:
		return append(lines, "trunking is not assigned to it")
	}
	return append(lines,
		"Max active calls: "+reported(limits.MaxActiveCalls),
		"Bursting max active calls: "+reported(limits.BurstingMaxActiveCalls), notLive)
}

// CopyID implements ui.Copier.
func (v *groups) CopyID() string {
	if row, ok := v.table.Selected(); ok {
		return row.Group.ID
	}
	return v.tenant.ID
}

// CopyText implements ui.Copier.
func (v *groups) CopyText() []string {
	if row, ok := v.table.Selected(); ok {
		return groupText(v.tenant, row.GroupBreakdown, row.trouble)
	}
	return tenantFacts(v.tenant)
}

// CopyID implements ui.Copier.
func (v *trunkGroups) CopyID() string {
	if row, ok := v.table.Selected(); ok {
		return row.Name
	}
	return v.group.ID
}

// CopyText implements ui.Copier: the group's own figures are above the list, so they
// are part of it.
func (v *trunkGroups) CopyText() []string {
	row, ok := v.table.Selected()
	switch {
	case ok:
		lines := trunkGroupText(v.tenant, v.group.ID, row.TrunkGroup, row.detail.State, row.trouble)
		group := v.survey.shown.Breakdown.Groups[0]
		of := "Group " + v.group.ID + ", "
		return append(lines[:len(lines)-1],
			of+figureLine("calls", "allocated", wordOver, group.Calls),
			of+figureLine("bursting", "allocated", wordBurstOver, group.Bursting), notLive)
	case v.survey.known:
		group := v.survey.shown.Breakdown.Groups[0]
		return groupText(v.tenant, group, v.groupTrouble(group))
	}
	return []string{way(calledTenant(v.tenant), called("group", v.group.ID, v.group.Name))}
}

// CopyID implements ui.Copier.
func (v *trunkGroup) CopyID() string {
	if row, ok := v.table.Selected(); ok && row.use != nil {
		return row.use.item.Name
	}
	return v.key.Name
}

// CopyText implements ui.Copier: what is told in our words.
func (v *trunkGroup) CopyText() []string {
	lines := []string{way(calledTenant(v.tenant), "group "+v.key.GroupID, "trunk group "+v.key.Name)}
	detail, known := v.loader.Value()
	if !known {
		return append(lines, "its figures were not read")
	}
	for _, row := range v.rows(detail) {
		if row.known && row.Value != notApplicable && row.Name != "trunk group" && row.Name != "group" {
			lines = append(lines, row.Name+": "+row.Value)
		}
	}
	return append(lines, notLive)
}

// CopyID implements ui.Copier.
func (v *breakdown) CopyID() string {
	if at, ok := v.tree.Selected(); ok {
		return at.name
	}
	return v.tenant.ID
}

// CopyText implements ui.Copier.
func (v *breakdown) CopyText() []string {
	at, ok := v.tree.Selected()
	switch {
	case !v.survey.known:
		return tenantFacts(v.tenant)
	case !ok, at.depth == 0:
		return tenantText(v.tenant, v.survey)
	case at.depth == 2:
		own := capacity.TrunkGroup{Name: at.name, MaxActiveCalls: at.calls.Own, BurstingMaxActiveCalls: at.bursting.Own}
		return trunkGroupText(v.tenant, at.group, own, at.state, at.trouble)
	}
	return groupText(v.tenant, capacity.GroupBreakdown{Group: at.reported, Calls: at.calls, Bursting: at.bursting}, at.trouble)
}

// CopyID implements ui.Copier.
func (v *enterpriseTrunks) CopyID() string {
	if item, ok := v.table.Selected(); ok {
		return item.Name
	}
	return v.tenant.ID
}

// CopyText implements ui.Copier.
func (v *enterpriseTrunks) CopyText() []string {
	item, ok := v.table.Selected()
	if !ok {
		return tenantFacts(v.tenant)
	}
	return []string{trunkWay(v.tenant, item.GroupID, item.Name), "Mode: " + firstOf(item.RoutingMode, notReported)}
}

// trunkWay is the place of an enterprise trunk.
func trunkWay(tenant apiclient.Tenant, group, name string) string {
	if group != "" {
		group = "group " + group
	}
	return way(calledTenant(tenant), group, "enterprise trunk "+name)
}

// CopyID implements ui.Copier.
func (v *enterpriseTrunk) CopyID() string {
	if route, ok := v.table.Selected(); ok {
		return route.TrunkGroup.Name
	}
	return v.name
}

// CopyText implements ui.Copier: what was read, never what is imagined.
func (v *enterpriseTrunk) CopyText() []string {
	place := trunkWay(v.tenant, v.owner.Group, v.name)
	trunk, known := v.loader.Value()
	if !known {
		return []string{place, "its routing was not read"}
	}
	var around routing.Surroundings
	if v.around != nil {
		around = v.around.known()
	}
	return append([]string{place}, routingText(trunk, trunk.Notices(around))...)
}

// CopyID implements ui.Copier.
func (v *edits) CopyID() string {
	entry, _ := v.table.Selected()
	return entry.ID
}

// CopyText implements ui.Copier.
func (v *edits) CopyText() []string {
	entry, ok := v.table.Selected()
	if !ok {
		return nil
	}
	return entryText(entry)
}

// CopyID implements ui.Copier.
func (v *edit) CopyID() string { return v.entry.ID }

// CopyText implements ui.Copier.
func (v *edit) CopyText() []string { return entryText(v.entry) }
