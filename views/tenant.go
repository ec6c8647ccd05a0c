package views

import (
	"context"
	"errors"
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/ui"
)

// tenantCapacityReader is what the tenant's page calls.
type tenantCapacityReader interface {
	TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error)
}

// tenant is the page of one tenant: what it is, its own limits, and where to go.
type tenant struct {
	kit           ui.Kit
	tenant        apiclient.Tenant
	loader        *ui.Loader[tenantLimits]
	menu          []menuItem
	with          editing // knows the journal
	capabilities  apiclient.Capabilities
	cursor        int
	width, height int
}

// tenantLimits are the tenant's own limits, or that trunking is not assigned to it,
// which is an answer like any other.
type tenantLimits struct {
	apiclient.TenantCapacity
	notAssigned bool
}

// menuItem is a place to go, with why it cannot be opened where that is so.
type menuItem struct {
	name, text, lack string
	key              key.Binding
	open             func() tea.Cmd
}

func newTenant(kit ui.Kit, api tenantCapacityReader, t apiclient.Tenant, d doors) *tenant {
	v := &tenant{kit: kit, tenant: t, with: editing{edits: d.edits}, capabilities: d.capabilities}
	v.loader = ui.NewLoader(func(ctx context.Context) (tenantLimits, error) {
		limits, err := api.TenantCapacity(ctx, t.ID)
		if errors.Is(err, apiclient.ErrNotAssigned) {
			return tenantLimits{notAssigned: true}, nil
		}
		return tenantLimits{TenantCapacity: limits}, err
	})
	v.menu = []menuItem{
		{name: "groups", text: "with their figures", key: kit.Keys.Groups, open: func() tea.Cmd { return through(t, d.groups) }},
		{name: "enterprise trunks", text: "and their routing", key: kit.Keys.EnterpriseTrunks, lack: d.lack(t), open: func() tea.Cmd { return d.toEnterpriseTrunks(t) }},
		{name: "capacity", text: "of all levels, down to the trunk groups", key: kit.Keys.Capacity, open: func() tea.Cmd { return through(t, d.capacity) }},
	}
	return v
}

// Title implements ui.View.
func (v *tenant) Title() string { return v.tenant.ID }

// Init implements ui.View.
func (v *tenant) Init() tea.Cmd { return v.loader.Load() }

// Refresh implements ui.Refresher.
func (v *tenant) Refresh() tea.Cmd { return v.loader.Load() }

// Busy implements ui.Busy.
func (v *tenant) Busy() bool { return v.loader.Busy() }

// Close implements ui.View.
func (v *tenant) Close() { v.loader.Close() }

// SetSize implements ui.View.
func (v *tenant) SetSize(width, height int) { v.width, v.height = width, height }

// Update implements ui.View.
func (v *tenant) Update(msg tea.Msg) tea.Cmd {
	pressedKey, ok := msg.(tea.KeyMsg)
	if changed, moved := msg.(figuresChanged); moved && changed.tenant == v.tenant.ID {
		return v.Refresh()
	}
	if !ok {
		v.loader.Update(msg)
		return nil
	}
	switch keys := v.kit.Keys; {
	case pressed(pressedKey, keys.Up):
		v.cursor = max(v.cursor-1, 0)
	case pressed(pressedKey, keys.Down):
		v.cursor = min(v.cursor+1, len(v.menu)-1)
	case pressed(pressedKey, keys.Open):
		return v.menu[v.cursor].open()
	case pressed(pressedKey, keys.Refresh):
		return v.Refresh()
	case pressed(pressedKey, keys.Edits):
		return v.with.toEdits()
	}
	for _, item := range v.menu {
		if pressed(pressedKey, item.key) {
			return item.open()
		}
	}
	return nil
}

// View implements ui.View.
func (v *tenant) View() string {
	lines := v.above()
	for i, item := range v.menu {
		lines = append(lines, v.item(i, item))
	}
	return drawLines(v.kit.Theme, v.width, v.height, lines)
}

// above is what stands above the places to go.
func (v *tenant) above() [][]ui.Cell {
	lines := [][]ui.Cell{
		v.fact("Tenant", v.tenant.ID),
		v.fact("Name", v.tenant.Name),
		v.fact("Type", string(v.tenant.Type)),
	}
	if v.tenant.ResellerID != "" {
		lines = append(lines, v.fact("Reseller", v.tenant.ResellerID))
	}
	lines = append(lines, nil)
	lines = append(lines, v.limits()...)
	lines = append(lines, v.notOffered()...)
	return append(lines, nil)
}

func (v *tenant) fact(name, value string) []ui.Cell {
	if value == "" {
		value = notApplicable
	}
	return []ui.Cell{{Text: fmt.Sprintf(" %-27s", name), Tone: ui.Strong}, {Text: value}}
}

// limits are the tenant's own limits, or the words for why they are not here.
func (v *tenant) limits() [][]ui.Cell {
	limits, known := v.loader.Value()
	err := v.loader.Err()
	switch {
	case known && limits.notAssigned:
		return [][]ui.Cell{{{Text: " Trunking is not assigned to this tenant.", Tone: ui.Muted}}}
	case known:
		return [][]ui.Cell{
			v.fact("Max active calls", reported(limits.MaxActiveCalls)),
			v.fact("Bursting max active calls", reported(limits.BurstingMaxActiveCalls)),
			{{Text: " Configured limits, not live calls.", Tone: ui.Muted}},
		}
	case err == nil || v.loader.Busy():
		return [][]ui.Cell{{{Text: " loading capacity of tenant " + v.tenant.ID + "..."}}}
	}
	return problemLines(v.kit, "capacity of tenant "+v.tenant.ID, err, v.width)
}

// reported is a limit of an answer in words: what is not read there, the server
// did not report.
func reported(r capacity.Reading) string {
	if !r.IsRead() {
		return notReported
	}
	return r.String()
}

// item draws a place to go; one that cannot be opened says why not.
func (v *tenant) item(i int, item menuItem) []ui.Cell {
	cursor, tone := "   ", ui.Plain
	if i == v.cursor {
		cursor, tone = " "+v.kit.Theme.Glyphs.Cursor+" ", ui.Selected
	}
	if item.lack != "" {
		return []ui.Cell{{Text: cursor, Tone: ui.Selected}, {Text: item.lack, Tone: ui.Muted}}
	}
	return []ui.Cell{
		{Text: cursor, Tone: ui.Selected},
		{Text: fmt.Sprintf("%-20s", item.name), Tone: tone},
		{Text: fmt.Sprintf("%-7s", item.key.Help().Key), Tone: ui.Accent},
		{Text: item.text, Tone: ui.Muted},
	}
}

// Info implements ui.Informer.
func (v *tenant) Info() ui.Info {
	return info(v.loader, isRead(v.loader)())
}

// ShortHelp implements help.KeyMap.
func (v *tenant) ShortHelp() []key.Binding {
	short := []key.Binding{v.kit.Keys.Open}
	for _, item := range v.menu {
		if item.lack == "" {
			short = append(short, item.key)
		}
	}
	return append(short, v.kit.Keys.Refresh)
}

// FullHelp implements help.KeyMap.
func (v *tenant) FullHelp() [][]key.Binding {
	return [][]key.Binding{append(v.ShortHelp(), v.with.editsKey(v.kit.Keys)...), {v.kit.Keys.Up, v.kit.Keys.Down}}
}
