// Package trunks holds the screens of enterprise trunks: their list, the routing of one with
// what would remain without some of its routes, and the form that edits it. Of the rooms of
// views it imports saving, figures and page.
package trunks

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/report"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// list is the list of a tenant's enterprise trunks.
type list struct {
	page.Page
	tenant apiclient.Tenant
	owner  apiclient.TrunkOwner // whose enterprise trunks are listed
	api    Client
	loader *ui.Loader[Listing]
	table  *ui.Table[apiclient.EnterpriseTrunkItem]
	ListLinks
}

// ListLinks are what a list of enterprise trunks opens.
type ListLinks struct {
	Open      func(apiclient.Tenant, apiclient.EnterpriseTrunkItem) ui.View
	Session   saving.Session
	Elsewhere string // where new ones are made, where that is not here
}

// NewList returns the list of the enterprise trunks of a tenant, or of one of its groups.
func NewList(kit ui.Kit, api Client, tenant apiclient.Tenant, group string, links ListLinks) ui.View {
	owner := apiclient.TrunkOwner{Tenant: tenant.ID, Group: group}
	v := &list{tenant: tenant, owner: owner, api: api, ListLinks: links}
	v.loader = ui.NewLoader(func(ctx context.Context) (Listing, error) {
		return ReadListing(ctx, api, tenant.ID)
	})
	columns := []ui.Column[apiclient.EnterpriseTrunkItem]{
		{Key: "name", Title: "NAME", Min: 16, Max: 60, Cell: func(t apiclient.EnterpriseTrunkItem) ui.Cell { return ui.Cell{Text: t.Name} }},
		{Key: "mode", Title: "MODE", Min: 8, Cell: func(t apiclient.EnterpriseTrunkItem) ui.Cell { return textOrAbsent(t.RoutingMode) }},
	}
	if tenant.Type == apiclient.ServiceProvider { // the list is of several groups
		columns = append(columns, ui.Column[apiclient.EnterpriseTrunkItem]{
			Key: "group", Title: "GROUP", Min: 8, Max: 30, Cell: func(t apiclient.EnterpriseTrunkItem) ui.Cell { return textOrAbsent(t.GroupID) },
		})
	}
	v.table = ui.NewTable(kit, columns, func(t apiclient.EnterpriseTrunkItem) string { return t.GroupID + "\x00" + t.Name })
	v.Page = page.Page{Kit: kit, What: "enterprise trunks of " + owner.String(), Rows: v.table, Source: v.loader, Known: page.IsRead(v.loader), Own: v.own}
	return v
}

func textOrAbsent(text string) ui.Cell {
	if text == "" {
		return page.Absent()
	}
	return ui.Cell{Text: text}
}

// ReadListing reads the list of a tenant's enterprise trunks.
func ReadListing(ctx context.Context, api Client, tenant string) (Listing, error) {
	items, err := api.EnterpriseTrunks(ctx, tenant)
	if errors.Is(err, apiclient.ErrNotAssigned) || errors.Is(err, apiclient.ErrNotFound) {
		return Listing{NotAssigned: true}, nil
	}
	return Listing{Items: items}, err
}

// Client is what the screens of enterprise trunks call.
type Client interface {
	EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error)
	EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error)
	AvailableTrunkGroups(ctx context.Context, owner apiclient.TrunkOwner, criteria apiclient.TrunkGroupCriteria) ([]routing.Key, error)
	TrunkGroupReader
}

// OfGroup returns a client that lists one group's enterprise trunks alone.
func OfGroup(client Client, group string) Client { return groupClient{client, group} }

type groupClient struct {
	Client
	group string
}

// EnterpriseTrunks lists those of the group.
func (g groupClient) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	// A client may list the enterprise trunks of one group alone.
	if lister, ok := g.Client.(interface {
		GroupEnterpriseTrunks(ctx context.Context, tenant, group string) ([]apiclient.EnterpriseTrunkItem, error)
	}); ok {
		return lister.GroupEnterpriseTrunks(ctx, tenant, g.group)
	}
	all, err := g.Client.EnterpriseTrunks(ctx, tenant)
	return slices.DeleteFunc(all, func(item apiclient.EnterpriseTrunkItem) bool { return item.GroupID != g.group }), err
}

// AtGroups reports whether a tenant has its enterprise trunks at its groups.
func AtGroups(c apiclient.Capabilities, t apiclient.Tenant) bool {
	return c.GroupEnterpriseTrunks && t.Type == apiclient.ServiceProvider
}

// Listing is the list, or that trunking is not assigned, which a server says by not finding it.
type Listing struct {
	Items       []apiclient.EnterpriseTrunkItem
	NotAssigned bool
}

func (v *list) Title() string { return "enterprise trunks" }

func (v *list) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if v.loader.Update(msg) {
		list, _ := v.loader.Value()
		none := v.owner.String() + " has no enterprise trunks"
		if list.NotAssigned {
			none += ": trunking is not assigned to it"
		}
		v.table.SetEmpty(none)
		v.table.SetRows(list.Items)
	}
	return nil
}

func (v *list) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		return nil
	}
	switch {
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, v.Kit.Keys.Open):
		if item, ok := v.table.Selected(); ok {
			return ui.Push(v.Open(v.tenant, item))
		}
	case page.Pressed(msg, v.Kit.Keys.Edits):
		return v.Session.OpenEdits()
	case v.Known() && page.Pressed(msg, v.Kit.Keys.New):
		if why := cmp.Or(v.Session.WhyReadOnly(), v.Elsewhere); why != "" {
			return ui.Notify(why)
		}
		return ui.Push(newCreator(v.Kit, v.api, v.Session, v.owner, v.changed))
	case v.Known() && page.Pressed(msg, v.Kit.Keys.Delete):
		return v.delete()
	}
	return nil
}

// delete opens the review of a deletion, or says why it cannot.
func (v *list) delete() tea.Cmd {
	item, ok := v.table.Selected()
	if !ok {
		return nil
	}
	if why := v.Session.WhyReadOnly(); why != "" {
		return ui.Notify(why)
	}
	api, owner := v.api, OwnerOf(v.tenant, item)
	return ui.Push(saving.NewDeletion(v.Kit, v.Session, v.Session.Trunk(owner, item.Name), func(ctx context.Context) (change.Image, error) {
		trunk, err := api.EnterpriseTrunk(ctx, owner, item.Name)
		trunk.Name = item.Name
		return imageOf(trunk), err
	}, v.changed))
}

// changed reads the list again, whatever the verdict.
func (v *list) changed(result change.Result) tea.Cmd {
	if result.Verdict == change.Saved {
		v.table.Select(result.Subject.Group + "\x00" + result.Subject.Name)
	}
	return v.Refresh()
}

func (v *list) Info() ui.Info {
	list, known := v.loader.Value()
	info := v.Page.Info()
	if known {
		info.Summary = page.Count(len(list.Items), "enterprise trunk")
	}
	return info
}

func (v *list) own(all bool) []key.Binding {
	keys := page.OpenKey(&v.Page, v.table)
	if !v.Known() || !all && v.Session.WhyReadOnly() != "" {
		return keys
	}
	keys = append(keys, v.Kit.Keys.New)
	if _, ok := v.table.Selected(); ok {
		keys = append(keys, v.Kit.Keys.Delete)
	}
	if all {
		keys = append(keys, v.Session.EditsKey(v.Kit.Keys)...)
	}
	return keys
}

func (v *list) CopyID() string {
	if item, ok := v.table.Selected(); ok {
		return item.Name
	}
	return v.tenant.ID
}

func (v *list) CopyText() []string {
	item, ok := v.table.Selected()
	if !ok {
		return page.TenantFacts(v.tenant)
	}
	return []string{trunkPath(v.tenant, item.GroupID, item.Name), "Mode: " + cmp.Or(item.RoutingMode, page.NotReported)}
}

func (v *list) Export() ui.View {
	sheet := report.Rows{Table: "enterprise trunks", Place: []string{v.tenant.ID}, AsOf: v.Source.At()}
	return page.ExportTable(&v.Page, v.table, "enterprise trunk", "tenant "+v.tenant.ID, sheet, "")
}
