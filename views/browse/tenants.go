package browse

import (
	"context"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/report"
	"banyan/ui"
	spots "banyan/views/hotspots"
	"banyan/views/page"
	"banyan/views/saving"
)

// tenants is the list of all tenants: the first screen. It reads no capacity, for
// that would be hundreds of requests before anybody asked.
type tenants struct {
	page.Page
	loader *ui.Loader[[]apiclient.Tenant]
	table  *ui.Table[apiclient.Tenant]
	links  Links
	ledger *saving.Ledger
	scan   *spots.ScanStatus
}

// NewTenants returns the list of all tenants.
func NewTenants(kit ui.Kit, api TenantLister, links Links) ui.View {
	v := &tenants{loader: ui.NewLoader(api.Tenants), links: links, ledger: saving.NewLedger(kit, links.Journal), scan: spots.NewScanStatus(kit, links.Scan)}
	v.table = ui.NewTable(kit, tenantColumns(), func(t apiclient.Tenant) string { return t.ID })
	v.table.SetEmpty("no tenants here that this account may see")
	v.Page = page.Page{Kit: kit, What: "tenants", Heading: "tenants", Rows: v.table, Source: v.loader, Known: page.IsRead(v.loader)}
	return v
}

// TenantLister is what the tenant list calls.
type TenantLister interface {
	Tenants(ctx context.Context) ([]apiclient.Tenant, error)
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

func (v *tenants) Title() string { return "tenants" }

func (v *tenants) Init() tea.Cmd {
	return tea.Batch(v.loader.Load(), v.ledger.Start(), v.scan.Start())
}

func (v *tenants) Refresh() tea.Cmd { return tea.Batch(v.loader.Load(), v.ledger.Again()) }

func (v *tenants) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if v.loader.Update(msg) {
		rows, _ := v.loader.Value()
		v.table.SetRows(rows)
	}
	changed, next := v.ledger.Update(msg)
	scanned, more := v.scan.Update(msg)
	if changed || scanned {
		v.Frame(append(v.ledger.Lines(), v.scan.Lines()...), nil)
	}
	return tea.Batch(next, more)
}

func (v *tenants) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		return nil
	}
	switch {
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, v.Kit.Keys.Edits) && v.links.Edits != nil:
		return ui.Push(v.links.Edits())
	case page.Pressed(msg, v.Kit.Keys.Hotspots) && v.links.Hotspots != nil:
		rows, _ := v.loader.Value()
		return ui.Push(v.links.Hotspots(rows, v.table.Visible()))
	}
	tenant, ok := v.table.Selected()
	if !ok {
		return nil
	}
	switch keys := v.Kit.Keys; {
	case page.Pressed(msg, keys.Open), page.Pressed(msg, keys.Groups):
		return through(tenant, v.links.Tenant, v.links.Groups)
	case page.Pressed(msg, keys.Capacity):
		return through(tenant, v.links.Tenant, v.links.Capacity)
	case page.Pressed(msg, keys.EnterpriseTrunks):
		return v.links.toEnterpriseTrunks(tenant, v.links.Tenant)
	}
	return nil
}

func (v *tenants) Close() {
	v.loader.Close()
	v.ledger.Close()
	v.scan.Close()
}

func (v *tenants) Info() ui.Info {
	rows, known := v.loader.Value()
	info := v.Page.Info()
	if known {
		info.Summary.Text = page.Count(len(rows), "tenant")
	}
	return info
}

func (v *tenants) ShortHelp() []key.Binding {
	tenant, ok := v.table.Selected()
	if !ok {
		return v.Keys(nil, v.placeKeys()...)
	}
	// Last what comes and goes from row to row, so that nothing after it moves.
	own := append(page.OpenKey(&v.Page, v.table), v.Kit.Keys.Capacity)
	return v.Keys(own, append(v.placeKeys(), v.links.keys(v.Kit.Keys, tenant)...)...)
}

func (v *tenants) FullHelp() [][]key.Binding {
	own := page.OpenKey(&v.Page, v.table)
	if len(own) > 0 {
		own = append(own, v.Kit.Keys.Groups, v.Kit.Keys.Capacity, v.Kit.Keys.EnterpriseTrunks)
	}
	return v.HelpKeys(append(own, v.placeKeys()...)...)
}

// placeKeys returns the keys of the hotspots and of the journal where there are some.
func (v *tenants) placeKeys() []key.Binding {
	var keys []key.Binding
	if v.links.Hotspots != nil {
		keys = append(keys, v.Kit.Keys.Hotspots)
	}
	if v.links.Edits != nil {
		keys = append(keys, v.Kit.Keys.Edits)
	}
	return keys
}

func (v *tenants) CopyID() string {
	t, _ := v.table.Selected()
	return t.ID
}

func (v *tenants) CopyText() []string {
	t, ok := v.table.Selected()
	if !ok {
		return nil
	}
	return page.TenantFacts(t)
}

func (v *tenants) Export() ui.View {
	sheet := report.Rows{Table: "tenants", AsOf: v.Source.At()}
	return page.ExportTable(&v.Page, v.table, "tenant", "this platform", sheet, "")
}
