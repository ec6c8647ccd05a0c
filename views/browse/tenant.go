package browse

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/limits"
	"banyan/views/page"
	"banyan/views/saving"
)

// tenant is the page of one tenant: what it is, its own limits, and where to go.
type tenant struct {
	kit           ui.Kit
	tenant        apiclient.Tenant
	loader        *ui.Loader[tenantLimits]
	licence       *ui.Loader[apiclient.Licence] // nil where nobody tells it
	menu          []menuItem
	session       saving.Session // knows the journal
	limits        limits.Forms
	capabilities  apiclient.Capabilities
	cursor        int
	width, height int
}

// NewTenant returns the page of one tenant.
func NewTenant(kit ui.Kit, api TenantCapacityReader, t apiclient.Tenant, links Links) ui.View {
	v := &tenant{kit: kit, tenant: t, session: saving.Session{Edits: links.Edits}, limits: links.Limits, capabilities: links.Capabilities}
	v.loader = ui.NewLoader(func(ctx context.Context) (tenantLimits, error) {
		limits, err := api.TenantCapacity(ctx, t.ID)
		if errors.Is(err, apiclient.ErrNotAssigned) {
			return tenantLimits{notAssigned: true}, nil
		}
		return tenantLimits{TenantCapacity: limits}, err
	})
	if reader, ok := api.(LicenceReader); ok {
		v.licence = ui.NewLoader(func(ctx context.Context) (apiclient.Licence, error) { return reader.TenantLicence(ctx, t.ID) })
	}
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

// LicenceReader is a client that tells how many trunk groups a tenant is licensed for.
type LicenceReader interface {
	TenantLicence(ctx context.Context, tenant string) (apiclient.Licence, error)
}

// tenantLimits are the tenant's own. Not assigned is an answer like any other.
type tenantLimits struct {
	apiclient.TenantCapacity
	notAssigned bool
}

func (v *tenant) Title() string { return v.tenant.ID }

func (v *tenant) Init() tea.Cmd { return v.Refresh() }

func (v *tenant) Refresh() tea.Cmd {
	if v.licence == nil {
		return v.loader.Load()
	}
	return tea.Batch(v.loader.Load(), v.licence.Load())
}

func (v *tenant) Update(msg tea.Msg) tea.Cmd {
	pressedKey, ok := msg.(tea.KeyMsg)
	if changed, moved := msg.(saving.FiguresChanged); moved && changed.Tenant == v.tenant.ID {
		return v.Refresh()
	}
	if !ok {
		v.loader.Update(msg)
		if v.licence != nil {
			v.licence.Update(msg)
		}
		return v.limits.Update(msg)
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
	return editTenant(&v.limits, v.tenant, pressedKey)
}

func (v *tenant) SetSize(width, height int) { v.width, v.height = width, height }

func (v *tenant) View() string {
	lines := v.above()
	for i, item := range v.menu {
		lines = append(lines, page.Line(v.kit.Theme, v.width, v.item(i, item)...))
	}
	return strings.Join(lines[:min(len(lines), max(v.height, 0))], "\n")
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

func (v *tenant) Busy() bool { return v.loader.Busy() || v.limits.Busy() }

func (v *tenant) Close() {
	v.loader.Close()
	if v.licence != nil {
		v.licence.Close()
	}
	v.limits.Close()
}

func (v *tenant) Info() ui.Info {
	info := page.SourceInfo(v.loader, page.IsRead(v.loader)())
	info.Summary, info.Partly = ui.Cell{Text: v.tenant.Name, Tone: ui.Muted}, v.limits.Progress()
	return info
}

func (v *tenant) ShortHelp() []key.Binding { return v.keys(false) }

func (v *tenant) keys(all bool) []key.Binding {
	short := []key.Binding{v.kit.Keys.Open}
	for _, item := range v.menu {
		if item.closed == "" {
			short = append(short, item.key)
		}
	}
	return append(append(short, tenantEditKey(&v.limits, all)...), v.kit.Keys.Refresh)
}

func (v *tenant) FullHelp() [][]key.Binding {
	return [][]key.Binding{append(v.keys(true), v.session.EditsKey(v.kit.Keys)...), {v.kit.Keys.Up, v.kit.Keys.Down}}
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

// above is what stands above the places to go, drawn.
func (v *tenant) above() []string {
	theme := v.kit.Theme
	pane := page.NewPane(theme, v.width)
	facts := []ui.Cell{{Text: typeWord(v.tenant.Type)}}
	if v.tenant.ResellerID != "" {
		facts = append(facts, ui.Cell{Text: "reseller ", Tone: ui.Muted, Then: []ui.Cell{{Text: v.tenant.ResellerID}}})
	}
	pane.Line(page.Spaced(theme.Glyphs, facts...))
	pane.Section("its own limits", page.NotLive)
	for _, line := range append(v.own(), v.notOffered()...) {
		pane.Line(line...)
	}
	if v.licence != nil {
		pane.Section("licences of trunk groups", "")
		for _, line := range v.licences() {
			pane.Line(line...)
		}
	}
	pane.Section("go to", "")
	rule := ui.Rule{Title: ui.Cell{Text: v.tenant.ID}, Right: ui.Cell{Text: v.tenant.Name, Tone: ui.Muted}}
	return append([]string{rule.Draw(theme, v.width)}, pane.Lines()...)
}

// own are the tenant's own limits, or the words for why they are not here.
func (v *tenant) own() [][]ui.Cell {
	limits, known := v.loader.Value()
	err := v.loader.Err()
	switch {
	case known && limits.notAssigned:
		return [][]ui.Cell{{{Text: "Trunking is not assigned to this tenant.", Tone: ui.Muted}}}
	case known:
		return [][]ui.Cell{
			v.fact("Max active calls", reported(limits.MaxActiveCalls)),
			v.fact("Bursting max active calls", reported(limits.BurstingMaxActiveCalls)),
		}
	case err == nil || v.loader.Busy():
		return page.LoadingLines(v.kit, "capacity of tenant "+v.tenant.ID, v.width)
	}
	return page.ProblemLines(v.kit, "capacity of tenant "+v.tenant.ID, err, v.width-1)
}

// licences are what the tenant is licensed for, or the words for why that is not here.
func (v *tenant) licences() [][]ui.Cell {
	licence, known := v.licence.Value()
	err := v.licence.Err()
	switch {
	case !known && (err == nil || v.licence.Busy()):
		return [][]ui.Cell{{{Text: "reading", Tone: ui.Muted}}}
	case err != nil:
		return [][]ui.Cell{{{Text: page.NotRead + " not known: " + apiclient.Explain(err), Tone: ui.Unknown}}}
	case licence == (apiclient.Licence{}):
		return [][]ui.Cell{{{Text: "The platform does not report them.", Tone: ui.Muted}}}
	}
	rows := [][]ui.Cell{
		v.fact("Authorised, assigned", yesOrNo(licence.Authorised)+", "+yesOrNo(licence.Assigned)),
		v.fact("Licensed", reported(licence.Allowed)),
		v.fact("Given to groups", reported(licence.Given)),
	}
	if licence.InUse.IsRead() {
		rows = append(rows, v.fact("In use", reported(licence.InUse)))
	}
	if found, wrong := licence.Finding(v.tenant.ID); wrong {
		rows = append(rows, []ui.Cell{figures.SeverityCell(v.kit.Theme.Glyphs, found.Severity, found.Text)})
	}
	return rows
}

func yesOrNo(flag *bool) string {
	switch {
	case flag == nil:
		return page.NotReported
	case *flag:
		return "yes"
	}
	return "no"
}

func (v *tenant) fact(name, value string) []ui.Cell {
	return []ui.Cell{{Text: fmt.Sprintf("%-27s", name), Tone: ui.Muted}, {Text: value, Tone: ui.Strong}}
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
	text := v.capabilities.Dialect + " is not known to tell: " + v.capabilities.NotOffered
	return [][]ui.Cell{{{Text: text, Tone: ui.Muted}}}
}
