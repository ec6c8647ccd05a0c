package views

import (
	"context"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/ui"
)

// groupTrunkLister is a client that lists the enterprise trunks of one group alone.
type groupTrunkLister interface {
	GroupEnterpriseTrunks(ctx context.Context, tenant, group string) ([]apiclient.EnterpriseTrunkItem, error)
}

// groupTrunks is the client as one group sees it: of the enterprise trunks of its
// tenant there are only its own.
type groupTrunks struct {
	API
	group string
}

// EnterpriseTrunks lists those of the group.
func (g groupTrunks) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	if lister, ok := g.API.(groupTrunkLister); ok {
		return lister.GroupEnterpriseTrunks(ctx, tenant, g.group)
	}
	all, err := g.API.EnterpriseTrunks(ctx, tenant)
	return slices.DeleteFunc(all, func(item apiclient.EnterpriseTrunkItem) bool { return item.GroupID != g.group }), err
}

// atGroups reports whether a tenant has its enterprise trunks at its groups.
func atGroups(c apiclient.Capabilities, t apiclient.Tenant) bool {
	return c.GroupEnterpriseTrunks && t.Type == apiclient.ServiceProvider
}

// trunksAround is the client that tells which enterprise trunks may use the trunk
// groups of a group.
func (r routes) trunksAround(t apiclient.Tenant, group string) API {
	if atGroups(r.api.Capabilities(), t) {
		return groupTrunks{r.api, group}
	}
	return r.api
}

// groupTrunks opens the enterprise trunks of one group, where new ones are made too.
func (r routes) groupTrunks(t apiclient.Tenant, g apiclient.Group) ui.View {
	v := r.trunkList(groupTrunks{r.api, g.ID}, t)
	v.group = g.ID
	v.what = "enterprise trunks of group " + g.ID + " of tenant " + t.ID
	v.edits.create = r.createTrunk(apiclient.TrunkOwner{Tenant: t.ID, Group: g.ID})
	return v
}

// createTrunk returns what opens the form of a new enterprise trunk of an owner.
func (r routes) createTrunk(owner apiclient.TrunkOwner) func(func(change.Result) tea.Cmd) ui.View {
	return func(after func(change.Result) tea.Cmd) ui.View {
		return newCreator(r.kit, r.api, r.editing(), owner, after)
	}
}

// owner names whose enterprise trunks are listed.
func (v *enterpriseTrunks) owner() string {
	return apiclient.TrunkOwner{Tenant: v.tenant.ID, Group: v.group}.String()
}

// groupColumn tells the groups apart in a list of several groups' enterprise trunks.
func groupColumn() ui.Column[apiclient.EnterpriseTrunkItem] {
	return ui.Column[apiclient.EnterpriseTrunkItem]{
		Key: "group", Title: "GROUP", Min: 8, Max: 30,
		Cell: func(t apiclient.EnterpriseTrunkItem) ui.Cell {
			if t.GroupID == "" {
				return absent()
			}
			return ui.Cell{Text: t.GroupID}
		},
	}
}

// toEnterpriseTrunks opens the enterprise trunks of the selected group where groups
// have them, else the tenant's.
func (v *groups) toEnterpriseTrunks() tea.Cmd {
	row, ok := v.table.Selected()
	if ok && v.doors.groupTrunks != nil && atGroups(v.doors.capabilities, v.tenant) {
		return ui.Push(v.doors.groupTrunks(v.tenant, apiclient.Group{ID: row.Group.ID, Name: row.Group.Name}))
	}
	return v.doors.toEnterpriseTrunks(v.tenant)
}

// notOffered says what the dialect is not known to tell, for its screens to leave open.
func (v *tenant) notOffered() [][]ui.Cell {
	if v.capabilities.NotOffered == "" {
		return nil
	}
	text := " " + v.capabilities.Dialect + " is not known to tell: " + v.capabilities.NotOffered
	return [][]ui.Cell{{{Text: text, Tone: ui.Muted}}}
}
