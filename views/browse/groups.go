package browse

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/trunks"
)

// groups is the list of a tenant's groups with their figures, which appear as they
// are read: the visible groups' first.
type groups struct {
	surveyed
	table *ui.Table[groupRow]
	links Links
}

// NewGroups returns the list of a tenant's groups.
func NewGroups(kit ui.Kit, links Links, scope Scope) ui.View {
	v := &groups{surveyed: newSurveyed(kit, links, scope, judgeGroups), links: links}
	v.table = ui.NewTable(kit, groupColumns(kit.Theme.Glyphs), groupRow.id)
	v.table.SetEmpty("tenant " + v.tenant.ID + " has no groups")
	v.table.Select(scope.Selected)
	v.Heading, v.Counts = "groups", v.counts
	v.Beside = ui.NewPreview(kit.Theme, v.table.Selected, groupRow.id, nil, v.preview)
	v.What, v.Rows, v.Own = "groups of tenant "+v.tenant.ID, v.table, v.own
	v.show, v.press, v.edit = v.fill, v.command, v.editRow
	v.Moved = func() { v.survey.prefer(groupIDs(v.table.Visible(), groupRow.id)) }
	return v
}

func judgeGroups(s collect.Snapshot) (bool, error) {
	return s.Breakdown.Tenant.GroupsListed, failureOf(s, "groups")
}

// groupColumns have the names that conditions and sorting use as their keys.
func groupColumns(glyphs ui.Glyphs) []ui.Column[groupRow] {
	available := func(key string, of func(capacity.Group) capacity.Reading) ui.Column[groupRow] {
		column := figures.LimitColumn(glyphs, key, func(r groupRow) bool { return r.marks.Absent }, func(r groupRow) capacity.Reading { return of(r.Group) })
		column.Wide = true
		return column
	}
	// A group without trunking may have been left with trunk groups: then it is over.
	calls := figuresOf(glyphs, "bar", "CALLS", "ALLOC/MAX", "alloc", "calls", "diff", "ratio",
		func(r groupRow) bool { return r.marks.Absent && !r.Calls.Difference.IsNegative() }, func(r groupRow) capacity.Figures { return r.Calls })
	bursting := figuresOf(glyphs, "bbar", "BURSTING", "BURST", "balloc", "burst", "bdiff", "bratio",
		func(r groupRow) bool { return r.marks.Absent && !r.Bursting.Difference.IsNegative() }, func(r groupRow) capacity.Figures { return r.Bursting })
	calls[1].Near = true
	bursting[0].Max, bursting[0].Priority, bursting[0].From = 10, 10, leastWide
	bursting[1].Priority, bursting[3].Priority, bursting[4].Wide = 6, 7, true
	mark := figures.MarkColumn[groupRow](glyphs, 7)
	mark.Title = "FINDING"
	return slices.Concat([]ui.Column[groupRow]{
		{Key: "id", Title: "GROUP ID", Min: 16, Max: 30, Flex: true, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.ID} }},
		{Key: "name", Title: "NAME", Min: 12, Max: 40, Flex: true, Priority: 3, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.Name} }},
	}, calls, []ui.Column[groupRow]{
		available("avail", func(g capacity.Group) capacity.Reading { return g.MaxAvailableActiveCalls }),
	}, bursting, []ui.Column[groupRow]{
		available("bavail", func(g capacity.Group) capacity.Reading { return g.BurstingMaxAvailableActiveCalls }),
		figures.DownColumn(glyphs, func(r groupRow) capacity.Group { return r.Group }),
		mark,
	})
}

// leastWide is the width from which on a list has room for more than each figure once.
const leastWide = 100

// figuresOf are a bar, what is given out of the limit, what is left and the ratio, of one kind
// of figures.
func figuresOf[R interface{ RowMarks() figures.Marks }](glyphs ui.Glyphs, bar, barTitle, title, given, own, diff, ratio string, isAbsent func(R) bool, of func(R) capacity.Figures) []ui.Column[R] {
	bars := figures.BarColumn(barTitle, glyphs, isAbsent, of)
	bars.Key, bars.Priority = bar, 5
	pair := figures.Pair(glyphs, title, given, own, isAbsent, of)
	rest := figures.GivenColumns(glyphs, given, diff, ratio, isAbsent, of)[1:]
	rest[0].Title, rest[0].Min = "DIFF", 4
	rest[1].Near, rest[1].Priority, rest[1].From = false, 9, leastWide
	return slices.Concat([]ui.Column[R]{bars}, pair, rest)
}

func (v *groups) Title() string { return "groups" }

func (v *groups) command(msg tea.KeyMsg) tea.Cmd {
	row, ok := v.table.Selected()
	switch keys := v.Kit.Keys; {
	case page.Pressed(msg, keys.Capacity):
		return ui.Push(v.links.Capacity(v.tenant))
	case page.Pressed(msg, keys.EnterpriseTrunks) && ok && v.links.GroupTrunks != nil && trunks.AtGroups(v.links.Capabilities, v.tenant):
		return ui.Push(v.links.GroupTrunks(v.tenant, row.group()))
	case page.Pressed(msg, keys.EnterpriseTrunks):
		return v.links.toEnterpriseTrunks(v.tenant)
	case page.Pressed(msg, keys.Open) && ok:
		return ui.Push(v.links.TrunkGroups(v.tenant, row.group()))
	}
	return nil
}

func (v *groups) editRow(raise bool) tea.Cmd {
	row, ok := v.table.Selected()
	if !ok {
		return nil
	}
	return v.limits.Show(v.survey.shown, figures.Level{Depth: 1, Group: row.id(), Name: row.id()}, raise)
}

func (v *groups) fill() {
	shown := v.survey.shown
	failures := figures.FailuresByGroup(shown.Failures)
	rows := make([]groupRow, len(shown.Breakdown.Groups))
	for i, g := range shown.Breakdown.Groups {
		rows[i] = groupRow{g, figures.GroupMarks(g, failures[g.Group.ID], shown.Done)}
	}
	v.table.SetRows(rows)
	v.Frame(noTrunking(v.Kit, shown), nil)
	v.Gauges(figures.Gauges(v.Kit.Theme, v.Width, figures.TenantLines(shown.Breakdown, figures.TenantLevel(shown).Marks)...))
}

// counts tells how many groups there are and how many of them have a finding, the worst alone.
func (v *groups) counts() ui.Cell {
	glyphs, rows := v.Kit.Theme.Glyphs, v.survey.shown.Breakdown.Groups
	var count ui.Cell
	if v.table.Window() == "" {
		count = figures.CountCell(len(rows), "group")
	}
	var bad figures.Counted
	for _, g := range rows {
		if worst, ok := capacity.Worst(g.Findings); ok {
			bad = bad.Add(worst.Severity)
		}
	}
	facts := bad.Cells(glyphs)
	facts = facts[:min(len(facts), 1)]
	if len(facts) > 0 && !v.survey.shown.Done {
		facts[0].Then = []ui.Cell{{Text: " so far", Tone: ui.Muted}}
	}
	if unread := len(rows) - v.survey.shown.Breakdown.GroupsRead; unread > 0 && v.survey.shown.Done {
		facts = append(facts, ui.Cell{Text: page.NotRead + " " + strconv.Itoa(unread) + " incomplete", Tone: ui.Unknown})
	}
	return figures.Facts(glyphs, count, facts...)
}

type groupRow struct {
	capacity.GroupBreakdown
	marks figures.Marks
}

func (r groupRow) id() string { return r.Group.ID }

func (r groupRow) group() apiclient.Group { return apiclient.Group{ID: r.Group.ID, Name: r.Group.Name} }

func (r groupRow) RowMarks() figures.Marks { return r.marks }

// noTrunking is the line for a tenant that has no trunking anywhere.
func noTrunking(kit ui.Kit, shown collect.Snapshot) [][]ui.Cell {
	if !shown.NoTrunking() {
		return nil
	}
	return [][]ui.Cell{{{Text: " " + kit.Theme.Glyphs.Notice + " no trunking here, or the API prefix is wrong", Tone: ui.Notice}}}
}

func (v *groups) Info() ui.Info {
	info := v.Page.Info()
	if !v.survey.known {
		return info
	}
	info.Summary, info.Partly = v.place(), v.survey.partly()
	if row, ok := v.table.Selected(); ok {
		figures.Status(&info, v.Kit.Theme.Glyphs, row.marks, 2)
	}
	return info
}

// place tells what the tenant is: its name, or where no gauges are its own figures.
func (v *groups) place() ui.Cell {
	if v.IsTall() {
		return ui.Cell{Text: v.tenant.Name, Tone: ui.Muted}
	}
	shown := v.survey.shown
	if shown.Breakdown.Tenant.Assignment == capacity.NotAssigned {
		return ui.Cell{Text: "trunking is not assigned", Tone: ui.Muted}
	}
	return figures.Figures(v.Kit.Theme.Glyphs, figures.TenantLines(shown.Breakdown, figures.TenantLevel(shown).Marks)...)
}

// preview shows what the trunk groups of a group hold of it, what is wrong with it and what
// would mend that.
func (v *groups) preview(row groupRow, _ ui.Reading[struct{}]) ui.Pane {
	return ui.Pane{
		Title: ui.Cell{Text: row.Group.ID}, Right: ui.Cell{Text: row.Group.Name, Tone: ui.Muted},
		Lines: func(width int) []string {
			pane := page.NewPane(v.Kit.Theme, width)
			name := len("Bursting")
			for _, t := range row.Group.TrunkGroups[:min(len(row.Group.TrunkGroups), mostInPane)] {
				name = max(name, min(safetext.Width(safetext.Cell(t.Name)), width/3))
			}
			own := figures.GroupLines(row.Calls, row.Bursting, row.marks)
			for i := range own {
				own[i].Label += page.Blanks(name - len(own[i].Label))
				own[i].Over = figures.WordOver
			}
			pane.Drawn(figures.Gauges(v.Kit.Theme, width, own...)...)
			v.slices(pane, row, name)
			findingLines(pane, v.Kit.Theme.Glyphs, row.marks, 2)
			v.remedies(pane, row)
			v.fromAbove(pane, row)
			return pane.Lines()
		},
	}
}

// mostInPane is how many lines of one kind a preview shows.
const mostInPane = 12

// slices are the trunk groups, each the next piece of the group's own bar.
func (v *groups) slices(pane *page.Pane, row groupRow, name int) {
	glyphs, all := v.Kit.Theme.Glyphs, row.Group.TrunkGroups
	if len(all) == 0 {
		return
	}
	pane.Section("trunk groups", strconv.Itoa(len(all))+", each a slice of the bar above")
	shown := all[:min(len(all), mostInPane)]
	bar := max(min(pane.Width-name-27, 30), 0)
	line := func(called, calls, most, burst, state ui.Cell) {
		pane.Line(page.Column(called, name+2, false), page.Column(calls, bar, false), page.Column(most, 6, true), page.Column(burst, 7, true), ui.Cell{Text: "   "}, state)
	}
	title := func(text string) ui.Cell { return ui.Cell{Text: text, Tone: ui.Title} }
	line(title("NAME"), title("CALLS"), title("MAX"), title("BURST"), title("STATE"))
	before := int64(0)
	for _, t := range shown {
		calls := ui.Cell{}
		if limit, read := t.MaxActiveCalls.Limit(); read {
			n, _ := limit.Calls()
			slice := figures.Slice(row.Calls, before, int64(n))
			calls, before = slice.Cell(glyphs, bar), before+int64(n)
		}
		line(ui.Cell{Text: fitted(v.Kit.Theme, t.Name, name)}, calls,
			row.marks.Settle(glyphs, figures.ReadingCell(glyphs, t.MaxActiveCalls)), row.marks.Settle(glyphs, figures.ReadingCell(glyphs, t.BurstingMaxActiveCalls)),
			v.state(row, t))
	}
	if more := len(all) - len(shown); more > 0 {
		pane.Line(ui.Cell{Text: "and " + strconv.Itoa(more) + " more", Tone: ui.Muted})
	}
}

func fitted(theme ui.Theme, text string, width int) string {
	text, _ = theme.Fit(safetext.Cell(text), width)
	return text
}

// state is the state of a trunk group as reported.
func (v *groups) state(row groupRow, t capacity.TrunkGroup) ui.Cell {
	state := v.survey.shown.TrunkGroups[row.id()][t.Name].State
	switch {
	case state == "":
		return page.Absent()
	case t.Down:
		return ui.Cell{Text: v.Kit.Theme.Glyphs.Notice + " " + state, Tone: ui.Notice}
	}
	return ui.Cell{Text: state}
}

// findingLines are what is wrong at a place, each in a line.
func findingLines(pane *page.Pane, glyphs ui.Glyphs, marks figures.Marks, depth int) {
	all := marks.All(glyphs, depth)
	if len(all) == 0 {
		return
	}
	count := ""
	if wrong := len(figures.Wrong(marks.Findings, true)); wrong > 0 {
		count = strconv.Itoa(wrong)
	}
	pane.Section("findings", count)
	for _, cell := range all[:min(len(all), mostInPane)] {
		pane.Line(cell)
	}
	if more := len(all) - mostInPane; more > 0 {
		pane.Line(ui.Cell{Text: "and " + strconv.Itoa(more) + " more", Tone: ui.Muted})
	}
}

// remedies tell what would mend a group that gave out more than it has, with the figures after
// it: to raise the group, or to lower its trunk groups.
func (v *groups) remedies(pane *page.Pane, row groupRow) {
	b, keys := v.survey.shown.Breakdown, v.Kit.Keys
	begun := false
	begin := func() {
		if !begun {
			pane.Section("what would mend it", "")
		}
		begun = true
	}
	turn := func(from, to int) []ui.Cell {
		return []ui.Cell{{Text: figures.Short(from) + " " + v.Kit.Theme.Glyphs.To + " ", Tone: ui.Muted}, {Text: figures.Short(to), Tone: ui.Strong}}
	}
	remedy := func(what, theirs string, f, above capacity.Figures) {
		own, read := f.Own.Limit()
		has, isNumber := own.Calls()
		given, complete := f.Allocated.Total()
		needs, needsNumber := given.Calls()
		if row.marks.Absent || !read || !isNumber || !complete || !needsNumber || needs <= has {
			return
		}
		begin()
		raise := append([]ui.Cell{{Text: "raise " + what + "  "}}, turn(has, needs)...)
		v.edits(pane, append(raise, v.leftAbove(above, needs-has)...))
		lower := append([]ui.Cell{{Text: "or lower " + theirs + "  "}}, turn(needs, has)...)
		pane.Hint(keys.Open.Help().Key, "open them", lower...)
	}
	tooMuch := func(what string, own, available capacity.Reading) {
		holds, read := own.Limit()
		permits, permitsRead := available.Limit()
		has, isNumber := holds.Calls()
		may, mayIsNumber := permits.Calls()
		if read && permitsRead && isNumber && mayIsNumber && has > may && !row.marks.Absent {
			begin()
			v.edits(pane, append([]ui.Cell{{Text: "lower " + what + "  "}}, append(turn(has, may), ui.Cell{Text: "   as the tenant permits", Tone: ui.Muted})...))
		}
	}
	tooMuch("the group", row.Group.MaxActiveCalls, row.Group.MaxAvailableActiveCalls)
	tooMuch("its bursting", row.Group.BurstingMaxActiveCalls, row.Group.BurstingMaxAvailableActiveCalls)
	remedy("the group", "its trunk groups", row.Calls, b.Calls)
	remedy("its bursting", "that of its trunk groups", row.Bursting, b.BurstingAllocated)
}

// edits adds a line about what is edited, with the key for that where something can be saved.
func (v *groups) edits(pane *page.Pane, cells []ui.Cell) {
	if edits := v.limits.Keys(false); len(edits) > 0 {
		pane.Hint(edits[0].Help().Key, edits[0].Help().Desc, cells...)
		return
	}
	pane.Line(cells...)
}

// leftAbove tells what the tenant has left once a group has more of it.
func (v *groups) leftAbove(above capacity.Figures, more int) []ui.Cell {
	left, exact := above.Difference.Calls()
	glyphs := v.Kit.Theme.Glyphs
	switch then := left - more; {
	case !exact:
		return nil
	case then < 0:
		return []ui.Cell{{Text: "   tenant then ", Tone: ui.Muted}, {Text: figures.Short(then) + " " + glyphs.Over + " " + figures.WordOver, Tone: ui.Over}}
	default:
		return []ui.Cell{{Text: "   tenant then ", Tone: ui.Muted}, {Text: figures.Short(then), Tone: ui.Strong}, {Text: " left", Tone: ui.Muted}}
	}
}

// fromAbove tells what the tenant permits the group, and what share of the tenant it has.
func (v *groups) fromAbove(pane *page.Pane, row groupRow) {
	glyphs, g, tenant := v.Kit.Theme.Glyphs, row.Group, v.survey.shown.Breakdown.Tenant
	if row.marks.Absent {
		return
	}
	pane.Section("limits from above", "")
	value := func(r capacity.Reading) ui.Cell { return row.marks.Settle(glyphs, figures.ReadingCell(glyphs, r)) }
	word := func(text string) ui.Cell { return ui.Cell{Text: text, Tone: ui.Muted} }
	pane.Line(word("tenant permits  "), value(g.MaxAvailableActiveCalls), word(" calls  "+glyphs.Dot+"  "), value(g.BurstingMaxAvailableActiveCalls), word(" bursting"))
	pane.Line(word("of the tenant   "), value(g.MaxActiveCalls), word(" of its "+value(tenant.MaxActiveCalls).Text+" calls"))
}

func (v *groups) ShortHelp() []key.Binding {
	return v.Keys(v.own(false), v.links.keys(v.Kit.Keys, v.tenant)...)
}

func (v *groups) own(all bool) []key.Binding {
	own := append(page.OpenKey(&v.Page, v.table), v.Kit.Keys.Capacity)
	if all {
		own = append(own, v.Kit.Keys.EnterpriseTrunks)
	}
	return append(own, v.limits.Keys(all)...)
}

func (v *groups) CopyID() string {
	row, _ := v.table.Selected()
	return cmp.Or(row.id(), v.tenant.ID)
}

func (v *groups) CopyText() []string {
	if row, ok := v.table.Selected(); ok {
		return groupText(v.tenant, row.GroupBreakdown, row.marks)
	}
	return page.TenantFacts(v.tenant)
}

func groupText(tenant apiclient.Tenant, g capacity.GroupBreakdown, t figures.Marks) []string {
	lines := []string{page.PathText(page.TenantLabel(tenant), page.Label("group", g.Group.ID, g.Group.Name))}
	if !t.Absent || g.Calls.Difference.IsNegative() {
		for _, line := range figures.GroupLines(g.Calls, g.Bursting, t) {
			lines = append(lines, line.Text())
		}
	}
	return withStatus(lines, t, 2)
}

// Export is the report of the tenant with the groups that are shown.
func (v *groups) Export() ui.View {
	ids := groupIDs(v.table.Shown(), groupRow.id)
	return v.ExportView(figures.Export(v.tenant, v.survey.shown, ids), len(ids))
}
