package trunks

import (
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

// List is the list of a tenant's enterprise trunks.
type List struct {
	page.Page
	tenant apiclient.Tenant
	Group  string // the one whose they are, where the list is of one group
	loader *ui.Loader[Listing]
	table  *ui.Table[apiclient.EnterpriseTrunkItem]
	open   func(apiclient.Tenant, apiclient.EnterpriseTrunkItem) ui.View
	Edits  ListEdits
}

// ListEdits opens what creates and deletes enterprise trunks. The zero value is a
// session that only reads.
type ListEdits struct {
	With      saving.Session
	Elsewhere string // where new ones are made, where that is not here
	Create    func(after func(change.Result) tea.Cmd) ui.View
	Delete    func(item apiclient.EnterpriseTrunkItem, after func(change.Result) tea.Cmd) ui.View
}

func NewList(kit ui.Kit, api Lister, tenant apiclient.Tenant, open func(apiclient.Tenant, apiclient.EnterpriseTrunkItem) ui.View) *List {
	v := &List{tenant: tenant, open: open}
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
	v.Page = page.Page{Kit: kit, What: "enterprise trunks of tenant " + tenant.ID, Rows: v.table, Source: v.loader, Known: page.IsRead(v.loader)}
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

func (v *List) Title() string { return "enterprise trunks" }

func (v *List) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if v.loader.Update(msg) {
		list, _ := v.loader.Value()
		v.table.SetEmpty(v.owner() + " has no enterprise trunks")
		if list.NotAssigned {
			v.table.SetEmpty(v.owner() + " has no enterprise trunks: trunking is not assigned to it")
		}
		v.table.SetRows(list.Items)
	}
	return nil
}

// owner names whose enterprise trunks are listed.
func (v *List) owner() string {
	return apiclient.TrunkOwner{Tenant: v.tenant.ID, Group: v.Group}.String()
}

func (v *List) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		return nil
	}
	switch {
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, v.Kit.Keys.Open):
		if item, ok := v.table.Selected(); ok {
			return ui.Push(v.open(v.tenant, item))
		}
	case page.Pressed(msg, v.Kit.Keys.Edits):
		return v.Edits.With.OpenEdits()
	case v.Known() && page.Pressed(msg, v.Kit.Keys.New):
		return v.create()
	case v.Known() && page.Pressed(msg, v.Kit.Keys.Delete):
		return v.delete()
	}
	return nil
}

// create opens the form of a new enterprise trunk, or says why it cannot.
func (v *List) create() tea.Cmd {
	if lack := v.Edits.With.WhyReadOnly(); lack != "" {
		return ui.Notify(lack)
	}
	if v.Edits.Elsewhere != "" {
		return ui.Notify(v.Edits.Elsewhere)
	}
	return ui.Push(v.Edits.Create(v.changed))
}

// delete opens the review of a deletion, or says why it cannot.
func (v *List) delete() tea.Cmd {
	item, ok := v.table.Selected()
	if !ok {
		return nil
	}
	if lack := v.Edits.With.WhyReadOnly(); lack != "" {
		return ui.Notify(lack)
	}
	return ui.Push(v.Edits.Delete(item, v.changed))
}

// changed reads the list again, whatever the verdict.
func (v *List) changed(result change.Result) tea.Cmd {
	if result.Verdict == change.Saved {
		v.table.Select(result.Subject.Group + "\x00" + result.Subject.Name)
	}
	return v.Refresh()
}

func (v *List) Info() ui.Info {
	list, known := v.loader.Value()
	told := v.PageInfo()
	if known {
		told.Summary = page.Count(len(list.Items), "enterprise trunk")
	}
	return told
}

func (v *List) ShortHelp() []key.Binding {
	return v.Keys(append(page.OpenKey(&v.Page, v.table), v.editKeys(false)...))
}

func (v *List) FullHelp() [][]key.Binding {
	return v.HelpKeys(append(page.OpenKey(&v.Page, v.table), v.editKeys(true)...)...)
}

// editKeys are the keys that change something; all of them for the help.
func (v *List) editKeys(all bool) []key.Binding {
	if !v.Known() || !all && v.Edits.With.WhyReadOnly() != "" {
		return nil
	}
	keys := []key.Binding{v.Kit.Keys.New}
	if _, ok := v.table.Selected(); ok {
		keys = append(keys, v.Kit.Keys.Delete)
	}
	if all {
		keys = append(keys, v.Edits.With.EditsKey(v.Kit.Keys)...)
	}
	return keys
}

func (v *List) CopyID() string {
	if item, ok := v.table.Selected(); ok {
		return item.Name
	}
	return v.tenant.ID
}

func (v *List) CopyText() []string {
	item, ok := v.table.Selected()
	if !ok {
		return page.TenantFacts(v.tenant)
	}
	return []string{trunkWay(v.tenant, item.GroupID, item.Name), "Mode: " + page.FirstOf(item.RoutingMode, page.NotReported)}
}

func (v *List) Export() ui.View {
	shown, _ := v.table.Counts()
	sheet := report.Rows{Table: "enterprise trunks", Place: []string{v.tenant.ID}, AsOf: v.Source.At()}
	return v.ExportView(page.TableExport(v.table, "enterprise trunk", "tenant "+v.tenant.ID, sheet, ""), shown)
}
