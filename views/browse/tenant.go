package browse

import (
	"context"
	"errors"
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// tenant is the page of one tenant: what it is, its own limits, and where to go.
type tenant struct {
	kit           ui.Kit
	tenant        apiclient.Tenant
	loader        *ui.Loader[tenantLimits]
	menu          []menuItem
	session       saving.Session // knows the journal
	capabilities  apiclient.Capabilities
	cursor        int
	width, height int
}

// NewTenant returns the page of one tenant.
func NewTenant(kit ui.Kit, api TenantCapacityReader, t apiclient.Tenant, links Links) ui.View {
	v := &tenant{kit: kit, tenant: t, session: saving.Session{Edits: links.Edits}, capabilities: links.Capabilities}
	v.loader = ui.NewLoader(func(ctx context.Context) (tenantLimits, error) {
		limits, err := api.TenantCapacity(ctx, t.ID)
		if errors.Is(err, apiclient.ErrNotAssigned) {
			return tenantLimits{notAssigned: true}, nil
		}
		return tenantLimits{TenantCapacity: limits}, err
	})
	v.menu = []menuItem{
		{name: "groups", text: "with their figures", key: kit.Keys.Groups, open: func() tea.Cmd { return through(t, links.Groups) }},
		{name: "enterprise trunks", text: "and their routing", key: kit.Keys.EnterpriseTrunks, closed: links.WhyNoTrunks(t), open: func() tea.Cmd { return links.toEnterpriseTrunks(t) }},
		{name: "capacity", text: "of all levels, down to the trunk groups", key: kit.Keys.Capacity, open: func() tea.Cmd { return through(t, links.Capacity) }},
	}
	return v
}

// TenantCapacityReader is what the tenant's page calls.
type TenantCapacityReader interface {
	TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error)
}

// tenantLimits are the tenant's own. Not assigned is an answer like any other.
type tenantLimits struct {
	apiclient.TenantCapacity
	notAssigned bool
}

func (v *tenant) Title() string { return v.tenant.ID }

func (v *tenant) Init() tea.Cmd { return v.loader.Load() }

func (v *tenant) Refresh() tea.Cmd { return v.loader.Load() }

func (v *tenant) Update(msg tea.Msg) tea.Cmd {
	pressedKey, ok := msg.(tea.KeyMsg)
	if changed, moved := msg.(saving.FiguresChanged); moved && changed.Tenant == v.tenant.ID {
		return v.Refresh()
	}
	if !ok {
		v.loader.Update(msg)
		return nil
	}
	switch keys := v.kit.Keys; {
	case page.Pressed(pressedKey, keys.Up):
		v.cursor = max(v.cursor-1, 0)
	case page.Pressed(pressedKey, keys.Down):
		v.cursor = min(v.cursor+1, len(v.menu)-1)
	case page.Pressed(pressedKey, keys.Open):
		return v.menu[v.cursor].open()
	case page.Pressed(pressedKey, keys.Refresh):
		return v.Refresh()
	case page.Pressed(pressedKey, keys.Edits):
		return v.session.OpenEdits()
	}
	for _, item := range v.menu {
		if page.Pressed(pressedKey, item.key) {
			return item.open()
		}
	}
	return nil
}

func (v *tenant) SetSize(width, height int) { v.width, v.height = width, height }

func (v *tenant) View() string {
	lines := v.above()
	for i, item := range v.menu {
		lines = append(lines, v.item(i, item))
	}
	return page.DrawLines(v.kit.Theme, v.width, v.height, lines)
}

// item draws a place to go; one that cannot be opened says why not.
func (v *tenant) item(i int, item menuItem) []ui.Cell {
	cursor, tone := "   ", ui.Plain
	if i == v.cursor {
		cursor, tone = " "+v.kit.Theme.Glyphs.Cursor+" ", ui.Selected
	}
	if item.closed != "" {
		return []ui.Cell{{Text: cursor, Tone: ui.Selected}, {Text: item.closed, Tone: ui.Muted}}
	}
	return []ui.Cell{
		{Text: cursor, Tone: ui.Selected},
		{Text: fmt.Sprintf("%-20s", item.name), Tone: tone},
		{Text: fmt.Sprintf("%-7s", item.key.Help().Key), Tone: ui.Accent},
		{Text: item.text, Tone: ui.Muted},
	}
}

type menuItem struct {
	name, text, closed string
	key                key.Binding
	open               func() tea.Cmd
}

func (v *tenant) Busy() bool { return v.loader.Busy() }

func (v *tenant) Close() { v.loader.Close() }

func (v *tenant) Info() ui.Info {
	return page.SourceInfo(v.loader, page.IsRead(v.loader)())
}

func (v *tenant) ShortHelp() []key.Binding {
	short := []key.Binding{v.kit.Keys.Open}
	for _, item := range v.menu {
		if item.closed == "" {
			short = append(short, item.key)
		}
	}
	return append(short, v.kit.Keys.Refresh)
}

func (v *tenant) FullHelp() [][]key.Binding {
	return [][]key.Binding{append(v.ShortHelp(), v.session.EditsKey(v.kit.Keys)...), {v.kit.Keys.Up, v.kit.Keys.Down}}
}

func (v *tenant) CopyID() string { return v.tenant.ID }

func (v *tenant) CopyText() []string {
	lines := page.TenantFacts(v.tenant)
	limits, known := v.loader.Value()
	switch {
	case !known:
		return append(lines, "its limits were not read")
	case limits.notAssigned:
		return append(lines, "trunking is not assigned to it")
	}
	return append(lines,
		"Max active calls: "+reported(limits.MaxActiveCalls),
		"Bursting max active calls: "+reported(limits.BurstingMaxActiveCalls), page.NotLive)
}

func (v *tenant) Wheel(rows int) {
	v.cursor = max(0, min(v.cursor+rows, len(v.menu)-1))
}

func (v *tenant) Click(line int) (onRow, already bool) {
	at := line - len(v.above())
	if at < 0 || at >= len(v.menu) || line >= v.height {
		return false, false
	}
	already = at == v.cursor
	v.cursor = at
	return true, already
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
		return page.LoadingLines(v.kit, "capacity of tenant "+v.tenant.ID, v.width)
	}
	return page.ProblemLines(v.kit, "capacity of tenant "+v.tenant.ID, err, v.width)
}

func (v *tenant) fact(name, value string) []ui.Cell {
	if value == "" {
		value = page.NotApplicable
	}
	return []ui.Cell{{Text: fmt.Sprintf(" %-27s", name), Tone: ui.Strong}, {Text: value}}
}

// reported is a limit of an answer in words: what is not in it was not reported.
func reported(r capacity.Reading) string {
	if !r.IsRead() {
		return page.NotReported
	}
	return r.String()
}

// notOffered says what the dialect is not known to tell, for its screens to leave open.
func (v *tenant) notOffered() [][]ui.Cell {
	if v.capabilities.NotOffered == "" {
		return nil
	}
	text := " " + v.capabilities.Dialect + " is not known to tell: " + v.capabilities.NotOffered
	return [][]ui.Cell{{{Text: text, Tone: ui.Muted}}}
}
