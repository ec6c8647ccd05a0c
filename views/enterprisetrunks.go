package views

import (
	"context"
	"errors"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/ui"
)

// enterpriseTrunkLister is what the list of enterprise trunks calls.
type enterpriseTrunkLister interface {
	EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error)
}

// enterpriseTrunks is the list of a tenant's enterprise trunks.
type enterpriseTrunks struct {
	page
	tenant apiclient.Tenant
	group  string // the one whose they are, where the list is of one group
	loader *ui.Loader[enterpriseTrunkList]
	table  *ui.Table[apiclient.EnterpriseTrunkItem]
	open   func(apiclient.Tenant, apiclient.EnterpriseTrunkItem) ui.View
	edits  trunkEdits
}

// enterpriseTrunkList is the list, or that trunking is not assigned to the tenant,
// which a server says by not finding the list.
type enterpriseTrunkList struct {
	items       []apiclient.EnterpriseTrunkItem
	notAssigned bool
}

func newEnterpriseTrunks(kit ui.Kit, api enterpriseTrunkLister, tenant apiclient.Tenant, open func(apiclient.Tenant, apiclient.EnterpriseTrunkItem) ui.View) *enterpriseTrunks {
	v := &enterpriseTrunks{tenant: tenant, open: open}
	v.loader = ui.NewLoader(func(ctx context.Context) (enterpriseTrunkList, error) {
		return listEnterpriseTrunks(ctx, api, tenant.ID)
	})
	columns := []ui.Column[apiclient.EnterpriseTrunkItem]{
		{Key: "name", Title: "NAME", Min: 16, Max: 60, Cell: func(t apiclient.EnterpriseTrunkItem) ui.Cell { return ui.Cell{Text: t.Name} }},
		{Key: "mode", Title: "MODE", Min: 8, Cell: func(t apiclient.EnterpriseTrunkItem) ui.Cell {
			if t.RoutingMode == "" {
				return absent()
			}
			return ui.Cell{Text: t.RoutingMode}
		}},
	}
	if tenant.Type == apiclient.ServiceProvider {
		columns = append(columns, groupColumn())
	}
	v.table = ui.NewTable(kit, columns, func(t apiclient.EnterpriseTrunkItem) string { return t.GroupID + "\x00" + t.Name })
	v.page = page{kit: kit, what: "enterprise trunks of tenant " + tenant.ID, rows: v.table, source: v.loader, known: isRead(v.loader)}
	return v
}

// listEnterpriseTrunks reads the list of a tenant's enterprise trunks.
func listEnterpriseTrunks(ctx context.Context, api enterpriseTrunkLister, tenant string) (enterpriseTrunkList, error) {
	items, err := api.EnterpriseTrunks(ctx, tenant)
	if errors.Is(err, apiclient.ErrNotAssigned) || errors.Is(err, apiclient.ErrNotFound) {
		return enterpriseTrunkList{notAssigned: true}, nil
	}
	return enterpriseTrunkList{items: items}, err
}

// Title implements ui.View.
func (v *enterpriseTrunks) Title() string { return "enterprise trunks" }

// Update implements ui.View.
func (v *enterpriseTrunks) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if v.loader.Update(msg) {
		list, _ := v.loader.Value()
		v.table.SetEmpty(v.owner() + " has no enterprise trunks")
		if list.notAssigned {
			v.table.SetEmpty(v.owner() + " has no enterprise trunks: trunking is not assigned to it")
		}
		v.table.SetRows(list.items)
	}
	return nil
}

func (v *enterpriseTrunks) press(msg tea.KeyMsg) tea.Cmd {
	if v.use(msg) {
		return nil
	}
	switch {
	case pressed(msg, v.kit.Keys.Refresh):
		return v.Refresh()
	case pressed(msg, v.kit.Keys.Open):
		if item, ok := v.table.Selected(); ok {
			return ui.Push(v.open(v.tenant, item))
		}
	case pressed(msg, v.kit.Keys.Edits):
		return v.edits.with.toEdits()
	case v.known() && pressed(msg, v.kit.Keys.New):
		return v.create()
	case v.known() && pressed(msg, v.kit.Keys.Delete):
		return v.delete()
	}
	return nil
}

// Info implements ui.Informer.
func (v *enterpriseTrunks) Info() ui.Info {
	list, known := v.loader.Value()
	told := v.info()
	if known {
		told.Summary = count(len(list.items), "enterprise trunk")
	}
	return told
}

// ShortHelp implements help.KeyMap.
func (v *enterpriseTrunks) ShortHelp() []key.Binding {
	return v.keys(append(opens(&v.page, v.table), v.editKeys(false)...))
}

// FullHelp implements help.KeyMap.
func (v *enterpriseTrunks) FullHelp() [][]key.Binding {
	return v.allKeys(append(opens(&v.page, v.table), v.editKeys(true)...)...)
}
