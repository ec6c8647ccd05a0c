// Package trunks holds the screens of enterprise trunks: their list, the routing of one with
// what would remain without some of its routes, and the form that edits it. Of the rooms of
// views it imports saving, figures and page.
package trunks

import (
	"cmp"
	"context"
	"errors"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/report"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// list is the list of a tenant's enterprise trunks.
type list struct {
	page.Page
	tenant apiclient.Tenant
	owner  apiclient.TrunkOwner // whose enterprise trunks are listed
	loader *ui.Loader[Listing]
	table  *ui.Table[apiclient.EnterpriseTrunkItem]
	ListLinks
}

// ListLinks are what a list of enterprise trunks opens. Of a session that only reads,
// Open is enough.
type ListLinks struct {
	Open      func(apiclient.Tenant, apiclient.EnterpriseTrunkItem) ui.View
	Session   saving.Session
	Elsewhere string // where new ones are made, where that is not here
	Create    func(owner apiclient.TrunkOwner, after func(change.Result) tea.Cmd) ui.View
	Delete    func(owner apiclient.TrunkOwner, name string, after func(change.Result) tea.Cmd) ui.View
}

// NewList returns the list of the enterprise trunks of a tenant, or of one of its groups
// where that is given.
func NewList(kit ui.Kit, api Lister, tenant apiclient.Tenant, group string, links ListLinks) ui.View {
	owner := apiclient.TrunkOwner{Tenant: tenant.ID, Group: group}
	v := &list{tenant: tenant, owner: owner, ListLinks: links}
	v.loader = ui.NewLoader(func(ctx context.Context) (Listing, error) {
		return ReadListing(ctx, api, tenant.ID)
	})
	columns := []ui.Column[apiclient.EnterpriseTrunkItem]{
		{Key: "name", Title: "NAME", Min: 16, Max: 60, Cell: func(t apiclient.EnterpriseTrunkItem) ui.Cell { return ui.Cell{Text: t.Name} }},
		{Key: "mode", Title: "MODE", Min: 8, Cell: func(t apiclient.EnterpriseTrunkItem) ui.Cell {
			if t.RoutingMode == "" {
				return page.Absent()
			}
			return ui.Cell{Text: t.RoutingMode}
		}},
	}
	if tenant.Type == apiclient.ServiceProvider {
		columns = append(columns, groupColumn())
	}
	v.table = ui.NewTable(kit, columns, func(t apiclient.EnterpriseTrunkItem) string { return t.GroupID + "\x00" + t.Name })
	v.Page = page.Page{Kit: kit, What: "enterprise trunks of " + owner.String(), Rows: v.table, Source: v.loader, Known: page.IsRead(v.loader)}
	return v
}

// ReadListing reads the list of a tenant's enterprise trunks.
func ReadListing(ctx context.Context, api Lister, tenant string) (Listing, error) {
	items, err := api.EnterpriseTrunks(ctx, tenant)
	if errors.Is(err, apiclient.ErrNotAssigned) || errors.Is(err, apiclient.ErrNotFound) {
		return Listing{NotAssigned: true}, nil
	}
	return Listing{Items: items}, err
}

// Lister is what the list of enterprise trunks calls.
type Lister interface {
	EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error)
}

// Listing is the list, or that trunking is not assigned to the tenant,
// which a server says by not finding the list.
type Listing struct {
	Items       []apiclient.EnterpriseTrunkItem
	NotAssigned bool
}

// groupColumn tells the groups apart in a list of several groups' enterprise trunks.
func groupColumn() ui.Column[apiclient.EnterpriseTrunkItem] {
	return ui.Column[apiclient.EnterpriseTrunkItem]{
		Key: "group", Title: "GROUP", Min: 8, Max: 30,
		Cell: func(t apiclient.EnterpriseTrunkItem) ui.Cell {
			if t.GroupID == "" {
				return page.Absent()
			}
			return ui.Cell{Text: t.GroupID}
		},
	}
}

func (v *list) Title() string { return "enterprise trunks" }

func (v *list) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if v.loader.Update(msg) {
		list, _ := v.loader.Value()
		v.table.SetEmpty(v.owner.String() + " has no enterprise trunks")
		if list.NotAssigned {
			v.table.SetEmpty(v.owner.String() + " has no enterprise trunks: trunking is not assigned to it")
		}
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
		return v.create()
	case v.Known() && page.Pressed(msg, v.Kit.Keys.Delete):
		return v.delete()
	}
	return nil
}

// create opens the form of a new enterprise trunk, or says why it cannot.
func (v *list) create() tea.Cmd {
	if why := v.Session.WhyReadOnly(); why != "" {
		return ui.Notify(why)
	}
	if v.Elsewhere != "" {
		return ui.Notify(v.Elsewhere)
	}
	return ui.Push(v.Create(v.owner, v.changed))
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
	return ui.Push(v.Delete(OwnerOf(v.tenant, item), item.Name, v.changed))
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

func (v *list) ShortHelp() []key.Binding {
	return v.Keys(append(page.OpenKey(&v.Page, v.table), v.editKeys(false)...))
}

func (v *list) FullHelp() [][]key.Binding {
	return v.HelpKeys(append(page.OpenKey(&v.Page, v.table), v.editKeys(true)...)...)
}

// editKeys are the keys that change something; all of them for the help.
func (v *list) editKeys(all bool) []key.Binding {
	if !v.Known() || !all && v.Session.WhyReadOnly() != "" {
		return nil
	}
	keys := []key.Binding{v.Kit.Keys.New}
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
	shown, _ := v.table.Counts()
	sheet := report.Rows{Table: "enterprise trunks", Place: []string{v.tenant.ID}, AsOf: v.Source.At()}
	return v.ExportView(page.TableExport(v.table, "enterprise trunk", "tenant "+v.tenant.ID, sheet, ""), shown)
}
