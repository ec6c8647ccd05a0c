package browse

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/safetext"
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
	licence       *ui.Loader[capacity.Licence] // nil where nobody tells it
	groups        *groupLicences               // likewise
	trunkGroups   func(apiclient.Tenant, apiclient.Group) ui.View
	menu          []menuItem
	limits        limits.Forms
	capabilities  apiclient.Capabilities
	cursor        int    // in the menu, and below it in the groups
	at            string // the group that the cursor was on when they were read anew
	width, height int
}

// NewTenant returns the page of one tenant.
func NewTenant(kit ui.Kit, api TenantCapacityReader, t apiclient.Tenant, links Links) ui.View {
	v := &tenant{kit: kit, tenant: t, limits: links.Limits, capabilities: links.Capabilities}
	v.loader = ui.NewLoader(func(ctx context.Context) (tenantLimits, error) {
		limits, err := api.TenantCapacity(ctx, t.ID)
		if errors.Is(err, apiclient.ErrNotAssigned) {
			return tenantLimits{notAssigned: true}, nil
		}
		return tenantLimits{TenantCapacity: limits}, err
	})
	if reader, ok := api.(LicenceReader); ok {
		v.licence = ui.NewLoader(func(ctx context.Context) (capacity.Licence, error) {
			return reader.TenantLicence(apiclient.Background(ctx), t.ID)
		})
	}
	if links.Licences != nil {
		v.groups, v.trunkGroups = newGroupLicences(t, links.Licences), links.TrunkGroups
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
	TenantLicence(ctx context.Context, tenant string) (capacity.Licence, error)
}

// tenantLimits are the tenant's own. Not assigned is an answer like any other.
type tenantLimits struct {
	apiclient.TenantCapacity
	notAssigned bool
}

func (v *tenant) Title() string { return v.tenant.ID }

// Place is the page with what the cursor is on: a group, or the name of where the menu leads.
func (v *tenant) Place() ui.Place {
	at := ui.Place{Kind: page.Tenant, Path: []string{v.tenant.ID}}
	if row, isGroup := v.group(); isGroup {
		at.Row = groupRowPrefix + row.id
	} else {
		at.Row = v.menu[v.cursor].name
	}
	return at
}

// groupRowPrefix begins the row of a group: the menu has names of its own.
const groupRowPrefix = "group "

// Choose puts the cursor on what a row of Place names, also where the groups are still read.
func (v *tenant) Choose(row string) {
	if at := slices.IndexFunc(v.menu, func(item menuItem) bool { return item.name == row }); at >= 0 {
		v.cursor = at
		return
	}
	v.at = strings.TrimPrefix(row, groupRowPrefix)
	v.toGroup()
}

// toGroup puts the cursor on the group that it was on, where that is there.
func (v *tenant) toGroup() {
	if v.groups == nil {
		return
	}
	if i := slices.IndexFunc(v.groups.rows, func(r licenceRow) bool { return r.id == v.at }); i >= 0 {
		v.cursor = len(v.menu) + i
	}
	v.prefer()
}

func (v *tenant) Init() tea.Cmd {
	cmds := []tea.Cmd{v.loader.Load()}
	if v.licence != nil {
		cmds = append(cmds, v.licence.Load())
	}
	return tea.Batch(cmds...)
}

func (v *tenant) Refresh() tea.Cmd { return tea.Batch(v.Init(), v.readGroups()) }

func (v *tenant) readGroups() tea.Cmd {
	if v.groups == nil {
		return nil
	}
	return v.groups.stream.Start()
}

// Follow reads the licences of the groups, which may cost a request each, once the page is on top:
// one that only lies below another screen does not ask for them.
func (v *tenant) Follow() tea.Cmd {
	if v.groups == nil || v.groups.now != nil {
		return nil
	}
	return v.readGroups()
}

func (v *tenant) Hear(tea.KeyMsg) { v.limits.Close() }

func (v *tenant) Update(msg tea.Msg) tea.Cmd {
	pressedKey, ok := msg.(tea.KeyMsg)
	if changed, moved := msg.(saving.FiguresChanged); moved && changed.Tenant == v.tenant.ID {
		return v.loader.Load() // no licence is changed here
	}
	if !ok {
		return v.take(msg)
	}
	defer v.prefer()
	v.at = ""
	keys := v.kit.Keys
	if by, moves := ui.Motion(pressedKey, keys, max(1, v.height)); moves {
		v.cursor = min(max(v.cursor+by, 0), v.rows()-1)
		return nil
	}
	switch {
	case page.Pressed(pressedKey, keys.Open):
		if row, isGroup := v.group(); isGroup {
			return ui.Push(v.trunkGroups(v.tenant, apiclient.Group{ID: row.id, Name: row.name}))
		}
		return v.menu[v.cursor].open()
	case page.Pressed(pressedKey, keys.Refresh):
		return v.Refresh()
	}
	for _, item := range v.menu {
		if page.Pressed(pressedKey, item.key) {
			return item.open()
		}
	}
	return v.edit(pressedKey)
}

// edit opens the form of the group under the cursor, or else of the tenant's own limits; or of these
// wherever the cursor is.
func (v *tenant) edit(msg tea.KeyMsg) tea.Cmd {
	row, isGroup := v.group()
	if raise, wanted := v.limits.Matches(msg); wanted && isGroup {
		return v.limits.Load(v.tenant, figures.Level{Depth: 1, Group: row.id, Name: row.id}, raise)
	}
	if v.limits.MatchesPlace(msg) {
		return v.limits.Load(v.tenant, figures.Level{Name: v.tenant.ID}, false)
	}
	return editTenant(&v.limits, v.tenant, msg)
}

// take takes what was read.
func (v *tenant) take(msg tea.Msg) tea.Cmd {
	v.loader.Update(msg)
	if v.licence != nil {
		v.licence.Update(msg)
	}
	next := v.limits.Update(msg)
	if v.groups != nil {
		changed, more := v.groups.stream.Update(msg)
		if changed {
			if row, isGroup := v.group(); isGroup {
				v.at = row.id
			}
			v.groups.fill()
			v.cursor = min(v.cursor, v.rows()-1)
			v.toGroup()
		}
		next = tea.Batch(next, more)
	}
	return next
}

func (v *tenant) SetSize(width, height int) {
	v.width, v.height = width, height
	v.prefer()
}

// rows counts what the cursor can be on.
func (v *tenant) rows() int {
	if v.groups == nil {
		return len(v.menu)
	}
	return len(v.menu) + len(v.groups.rows)
}

// group returns the group under the cursor.
func (v *tenant) group() (row licenceRow, ok bool) {
	if v.cursor < len(v.menu) {
		return row, false
	}
	return v.groups.rows[v.cursor-len(v.menu)], true
}

// window returns the lines above the groups, and which lines of the page are on screen: those
// with the cursor are, and the last says how many follow.
func (v *tenant) window() (head []string, top, all int) {
	head = v.above()
	at := len(head) + v.cursor
	for i, item := range v.menu {
		head = append(head, v.line(i == v.cursor, v.item(i, item)...))
	}
	if v.groups != nil {
		pane := page.NewPane(v.kit.Theme, v.width)
		pane.SectionWith("licences of its groups", v.groups.progressCell())
		if why := v.groups.failed(); why != nil {
			pane.Say(page.NotRead+" "+apiclient.Explain(why), ui.Unknown)
		}
		head = append(head, pane.Lines()...)
		if len(v.groups.rows) > 0 {
			head = append(head, page.Line(v.kit.Theme, v.width, v.groups.head()...))
		}
		if v.cursor >= len(v.menu) {
			at = len(head) + v.cursor - len(v.menu)
		}
	}
	all = len(head) + v.rows() - len(v.menu)
	if at > v.height-2 { // the last line may be the one that says how many follow
		top = min(at-v.height+2, all-v.height)
	}
	return head, max(top, 0), all
}

// line draws one that may be under the cursor: that is lit over its whole width.
func (v *tenant) line(isSelected bool, cells ...ui.Cell) string {
	ground := ui.OnScreen
	if isSelected {
		ground = ui.OnRow
	}
	return ui.Line(v.kit.Theme, ground, v.width, cells...)
}

func (v *tenant) View() string {
	head, top, all := v.window()
	end := min(top+max(v.height, 0), all)
	lines := slices.Clone(head[min(top, len(head)):min(end, len(head))])
	for i := max(top, len(head)); i < end; i++ {
		row := i - len(head)
		isSelected := row == v.cursor-len(v.menu)
		lines = append(lines, v.line(isSelected, v.groups.row(v.kit.Theme, row, isSelected)...))
	}
	if left := all - end + 1; end < all && all > len(head) && len(lines) > 0 {
		below := "and " + strconv.Itoa(left) + " more below"
		if end <= len(head)+1 { // none of the groups is on screen
			below = "licences of its " + ui.Count(all-len(head), "group") + " below"
		}
		lines[len(lines)-1] = page.Line(v.kit.Theme, v.width, ui.Cell{Text: "   " + below, Tone: ui.Muted})
	}
	return strings.Join(lines, "\n")
}

// prefer has the groups on screen read first.
func (v *tenant) prefer() {
	if v.groups == nil || v.groups.now == nil {
		return
	}
	head, top, all := v.window()
	end := min(top+v.height, all) - len(head)
	if from := max(top-len(head), 0); from < end {
		v.groups.now.Prefer(idsOf(v.groups.rows[from:end], func(r licenceRow) string { return r.id }))
	}
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

func (v *tenant) Busy() bool {
	return v.loader.Busy() || v.limits.Busy() || v.groups != nil && v.groups.stream.Busy()
}

func (v *tenant) Close() {
	v.loader.Close()
	if v.licence != nil {
		v.licence.Close()
	}
	if v.groups != nil {
		v.groups.stream.Close()
	}
	v.limits.Close()
}

func (v *tenant) Info() ui.Info {
	info := page.SourceInfo(v.kit.Theme.Glyphs, v.loader, page.IsRead(v.loader)())
	switch row, isGroup := v.group(); {
	case isGroup && row.err != nil: // in its row there may be no room for all of it
		info.Status = ui.Cell{Text: page.NotRead + " not read: " + apiclient.Explain(row.err), Tone: ui.Unknown}
	case isGroup && row.finding.Severity > capacity.None:
		info.Status = figures.SeverityCell(v.kit.Theme.Glyphs, row.finding.Severity, row.finding.Text)
	}
	info.Summary, info.Partly = ui.Cell{Text: safetext.Name(v.tenant.Name), Tone: ui.Muted}, v.limits.Progress()
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
	_, isGroup := v.group()
	switch {
	case all && isGroup:
		short = append(short, v.limits.Help("tenant")...)
	case all: // no channels are added to what is no group
		keys := v.limits.Help("tenant")
		short = append(short, keys[:max(0, len(keys)-1)]...)
	case isGroup:
		short = slices.Insert(short, 1, v.limits.AddKey()...)
	}
	return append(short, v.kit.Keys.Refresh)
}

// Edits is of the group that the cursor is on and of the tenant.
func (v *tenant) Edits() (on, about string) {
	row, _ := v.group()
	return v.limits.Edits(row.id, v.tenant.ID)
}

func (v *tenant) FullHelp() [][]key.Binding {
	return [][]key.Binding{v.keys(true), {v.kit.Keys.Up, v.kit.Keys.Down, v.kit.Keys.PageUp, v.kit.Keys.PageDown, v.kit.Keys.Top, v.kit.Keys.Bottom}}
}

func (v *tenant) CopyID() string {
	row, _ := v.group()
	return cmp.Or(row.id, v.tenant.ID)
}

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
	v.cursor, v.at = max(0, min(v.cursor+rows, v.rows()-1)), ""
	v.prefer()
}

func (v *tenant) Click(line int) (onRow, already bool) {
	head, top, all := v.window()
	at := line + top
	switch menu := len(v.above()); {
	case line >= v.height || at >= all:
		return false, false
	case at >= len(head):
		at -= len(head) - len(v.menu)
	case at < menu || at >= menu+len(v.menu):
		return false, false
	default:
		at -= menu
	}
	already = at == v.cursor
	v.cursor, v.at = at, ""
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
	rule := ui.Rule{Title: ui.Cell{Text: safetext.Name(v.tenant.ID)}, Right: ui.Cell{Text: safetext.Name(v.tenant.Name), Tone: ui.Muted}}
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
		return page.WrapCell(ui.Cell{Text: page.NotRead + " not known: " + apiclient.Explain(err), Tone: ui.Unknown}, v.width-1, 0)
	case licence == (capacity.Licence{}):
		return [][]ui.Cell{{{Text: "The platform does not report them.", Tone: ui.Muted}}}
	}
	rows := [][]ui.Cell{
		v.fact("Authorised, assigned", yesOrNo(licence.Authorised)+", "+yesOrNo(licence.Assigned)),
		v.fact("Licensed", reported(licence.Licensed)),
		v.fact("Given to groups", reported(licence.Given)),
	}
	if licence.Allowed.IsRead() {
		rows = append(rows, v.fact("Allowed", reported(licence.Allowed)))
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

// notOffered says what the dialect may not report, so that screens leave it open.
func (v *tenant) notOffered() [][]ui.Cell {
	if v.capabilities.NotOffered == "" {
		return nil
	}
	text := v.capabilities.Dialect + " may not report " + v.capabilities.NotOffered
	return page.WrapCell(ui.Cell{Text: text, Tone: ui.Muted}, v.width-1, 0)
}
