package views

import (
	"context"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/ui"
)

// tenantLister is what the tenant list calls.
type tenantLister interface {
	Tenants(ctx context.Context) ([]apiclient.Tenant, error)
}

// tenants is the list of all tenants: the first screen. It reads no capacity, for
// that would be hundreds of requests before anybody asked.
type tenants struct {
	page
	loader *ui.Loader[[]apiclient.Tenant]
	table  *ui.Table[apiclient.Tenant]
	doors  doors
	ledger *ledger
	news   *news
}

func newTenants(kit ui.Kit, api tenantLister, d doors) *tenants {
	v := &tenants{loader: ui.NewLoader(api.Tenants), doors: d, ledger: newLedger(kit, d.journal), news: newNews(kit, d.scan)}
	v.table = ui.NewTable(kit, tenantColumns(), func(t apiclient.Tenant) string { return t.ID })
	v.table.SetEmpty("no tenants here that this account may see")
	v.page = page{kit: kit, what: "tenants", rows: v.table, source: v.loader, known: isRead(v.loader)}
	return v
}

func tenantColumns() []ui.Column[apiclient.Tenant] {
	text := func(of func(apiclient.Tenant) string) func(apiclient.Tenant) ui.Cell {
		return func(t apiclient.Tenant) ui.Cell { return ui.Cell{Text: of(t)} }
	}
	return []ui.Column[apiclient.Tenant]{
		{Key: "id", Title: "TENANT ID", Min: 12, Max: 30, Flex: true, Cell: text(func(t apiclient.Tenant) string { return t.ID })},
		{Key: "name", Title: "NAME", Min: 12, Max: 80, Flex: true, Cell: text(func(t apiclient.Tenant) string { return t.Name })},
		{Key: "type", Title: "TYPE", Min: 15, Priority: 1, Cell: text(func(t apiclient.Tenant) string { return string(t.Type) })},
		{Key: "reseller", Title: "RESELLER", Wide: true, Cell: text(func(t apiclient.Tenant) string { return t.ResellerID })},
	}
}

// Title implements ui.View.
func (v *tenants) Title() string { return "tenants" }

// Init implements ui.View.
func (v *tenants) Init() tea.Cmd {
	return tea.Batch(v.loader.Load(), v.ledger.start(), v.news.start())
}

// Refresh implements ui.Refresher.
func (v *tenants) Refresh() tea.Cmd { return tea.Batch(v.loader.Load(), v.ledger.again()) }

// Close implements ui.View.
func (v *tenants) Close() {
	v.loader.Close()
	v.ledger.close()
	v.news.close()
}

// Update implements ui.View.
func (v *tenants) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if v.loader.Update(msg) {
		rows, _ := v.loader.Value()
		v.table.SetRows(rows)
	}
	changed, next := v.ledger.update(msg)
	scanned, more := v.news.update(msg)
	if changed || scanned {
		v.frame(append(v.ledger.lines(), v.news.lines()...), nil)
	}
	return tea.Batch(next, more)
}

func (v *tenants) press(msg tea.KeyMsg) tea.Cmd {
	if v.use(msg) {
		return nil
	}
	switch {
	case pressed(msg, v.kit.Keys.Refresh):
		return v.Refresh()
	case pressed(msg, v.kit.Keys.Edits) && v.doors.edits != nil:
		return ui.Push(v.doors.edits())
	case pressed(msg, v.kit.Keys.Hotspots) && v.doors.hotspots != nil:
		rows, _ := v.loader.Value()
		return ui.Push(v.doors.hotspots(rows, v.table.Visible()))
	}
	tenant, ok := v.table.Selected()
	if !ok {
		return nil
	}
	switch keys := v.kit.Keys; {
	case pressed(msg, keys.Open), pressed(msg, keys.Groups):
		return through(tenant, v.doors.tenant, v.doors.groups)
	case pressed(msg, keys.Capacity):
		return through(tenant, v.doors.tenant, v.doors.capacity)
	case pressed(msg, keys.EnterpriseTrunks):
		return v.doors.toEnterpriseTrunks(tenant, v.doors.tenant)
	}
	return nil
}

// Info implements ui.Informer.
func (v *tenants) Info() ui.Info {
	rows, known := v.loader.Value()
	told := v.info()
	if known {
		told.Summary = count(len(rows), "tenant")
	}
	return told
}

// ShortHelp implements help.KeyMap.
func (v *tenants) ShortHelp() []key.Binding {
	tenant, ok := v.table.Selected()
	if !ok {
		return v.keys(nil, v.placeKeys()...)
	}
	// Last what comes and goes from row to row, so that nothing after it moves.
	own := append(opens(&v.page, v.table), v.kit.Keys.Capacity)
	return v.keys(own, append(v.placeKeys(), v.doors.keys(v.kit.Keys, tenant)...)...)
}

// placeKeys returns the keys of the hotspots and of the journal where there are some.
func (v *tenants) placeKeys() []key.Binding {
	var keys []key.Binding
	if v.doors.hotspots != nil {
		keys = append(keys, v.kit.Keys.Hotspots)
	}
	if v.doors.edits != nil {
		keys = append(keys, v.kit.Keys.Edits)
	}
	return keys
}

// FullHelp implements help.KeyMap.
func (v *tenants) FullHelp() [][]key.Binding {
	own := opens(&v.page, v.table)
	if len(own) > 0 {
		own = append(own, v.kit.Keys.Groups, v.kit.Keys.Capacity, v.kit.Keys.EnterpriseTrunks)
	}
	return v.allKeys(append(own, v.placeKeys()...)...)
}
