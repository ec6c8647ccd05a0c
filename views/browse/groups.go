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
	"banyan/internal/change"
	"banyan/internal/history"
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
	table  *ui.Table[groupRow]
	links  Links
	beside bool // the columns are those beside a preview
	worst  ui.Cell
	gaps   int // of the rows, how many have figures that were not reported, though nothing failed
}

// NewGroups returns the list of a tenant's groups.
func NewGroups(kit ui.Kit, links Links, scope Scope) ui.View {
	v := &groups{surveyed: newSurveyed(kit, links, scope, judgeGroups), links: links}
	v.remembers(links, ui.Place{Kind: page.Groups, Path: []string{v.tenant.ID}})
	v.table = ui.NewTable(kit, v.columns(false), groupRow.id)
	v.Heading, v.Counts = "groups", v.counts
	v.Beside = ui.NewPreview(kit.Theme, v.table.Selected, groupRow.id, nil, v.preview)
	v.What, v.Rows, v.Own = "groups of tenant "+v.tenant.ID, v.table, v.own
	v.show, v.status, v.press, v.edit, v.Nothing = v.frame, v.rowStatus, v.command, v.editRow, v.nothing
	v.editPlace = v.editTenant
	v.Moved = func() {
		v.arrange()
		v.survey.prefer(idsOf(v.table.Visible(), groupRow.id))
	}
	return v
}

func judgeGroups(s collect.Snapshot) (bool, error) {
	return s.Breakdown.Tenant.GroupsListed, failureOf(s, "groups")
}

// arrange chooses the columns for the room that there is.
func (v *groups) arrange() {
	if beside := v.IsBeside(); beside != v.beside {
		v.beside = beside
		v.table.SetColumns(v.columns(beside))
	}
}

// columns are those of the groups, with the marks of what changed beside their names.
func (v *groups) columns(beside bool) []ui.Column[groupRow] {
	return page.WithMarks(v.past, groupColumns(v.Kit.Theme.Glyphs, beside), groupRow.object)
}

func (r groupRow) object() history.Object {
	return history.Object{Kind: change.GroupCapacity, Group: r.Group.ID}
}

// groupColumns have the names that conditions and sorting use as their keys. Beside a preview,
// which says what is left of the bursting, the names have its room.
func groupColumns(glyphs ui.Glyphs, beside bool) []ui.Column[groupRow] {
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
	if beside {
		bursting[3].From = leastWide
	}
	mark := figures.MarkColumn[groupRow](glyphs, 7)
	mark.Title = "FINDING"
	return slices.Concat([]ui.Column[groupRow]{
		{Key: "id", Title: "GROUP ID", Min: 16, Max: 30, Flex: true, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.ID, Name: true} }},
		{Key: "name", Title: "NAME", Min: 12, Max: 40, Flex: true, Priority: 3, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.Name, Name: true} }},
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
	rest[0].Min = 4
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
		view := v.links.TrunkGroups(v.tenant, row.group())
		if below, isList := view.(*trunkGroups); isList {
			below.survey.above = v.survey.shown
		}
		return ui.Push(view)
	case page.Pressed(msg, keys.TakeOut) && ok:
		return v.out.Toggle(v.scope(row.id(), ""))
	}
	return nil
}

// editRow opens the form of the tenant's own limits where there is no group.
func (v *groups) editRow(raise bool) tea.Cmd {
	at := figures.Level{Name: v.tenant.ID}
	if row, ok := v.table.Selected(); ok {
		at = figures.Level{Depth: 1, Group: row.id(), Name: row.id()}
	}
	return v.limits.Show(v.tenant, v.survey.shown, at, raise)
}

func (v *groups) frame() frame {
	shown := v.survey.shown
	failures := figures.FailuresByGroup(shown.Failures)
	rows := make([]groupRow, len(shown.Breakdown.Groups))
	for i, g := range shown.Breakdown.Groups {
		rows[i] = groupRow{g, figures.GroupMarks(g, failures[g.Group.ID], shown.Done)}
		rows[i].marks.Out = v.outOf(g.Group.ID, "")
	}
	v.gaps = 0
	for _, row := range rows {
		if row.marks.Gap && len(row.marks.Failures) == 0 {
			v.gaps++
		}
	}
	v.table.SetRows(rows)
	v.worst = figures.CountPlaces(shown.Breakdown.Findings, 2, 2).Worst(v.Kit.Theme.Glyphs)
	at := figures.TenantLevel(shown)
	lines := figures.TenantLines(shown.Breakdown, at.Marks)
	gone := v.past.Foot(func(o history.Object) bool { return o.Kind == change.GroupCapacity })
	return frame{place: "tenant " + safetext.Name(v.tenant.ID), name: safetext.Name(v.tenant.Name), isAbsent: at.Absent, gauges: lines, brief: lines[:2], foot: gone}
}

// nothing says what it means that a tenant has no groups.
func (v *groups) nothing() page.Empty {
	own := v.survey.shown.Breakdown.Tenant
	keys := v.links.keys(v.Kit.Keys, v.tenant)
	for _, edit := range tenantEditKey(&v.limits, false) {
		keys = append(keys, ui.Named(edit, "edit limits of the tenant"))
	}
	return page.Empty{
		Title: "Tenant " + safetext.Name(v.tenant.ID) + " has no groups.", Keys: keys,
		Means: givenToNobody(own.MaxActiveCalls, own.BurstingMaxActiveCalls, "group"),
	}
}

// counts tells how many groups there are and how many of them have a finding, the worst alone.
func (v *groups) counts() ui.Cell {
	glyphs, rows := v.Kit.Theme.Glyphs, v.survey.shown.Breakdown.Groups
	var count ui.Cell
	if v.table.Window() == "" {
		count = figures.CountCell(len(rows), "group")
	}
	worst := v.worst
	if worst.Text != "" && !v.survey.shown.Done {
		worst.Then = []ui.Cell{{Text: " so far", Tone: ui.Muted}}
	}
	facts := []ui.Cell{count, worst}
	if v.gaps > 0 {
		facts = append(facts, ui.Cell{Text: page.NotRead + " " + strconv.Itoa(v.gaps) + " incomplete", Tone: ui.Unknown})
	}
	return page.Dotted(glyphs, facts...)
}

type groupRow struct {
	capacity.GroupBreakdown
	marks figures.Marks
}

func (r groupRow) id() string { return r.Group.ID }

func (r groupRow) group() apiclient.Group { return apiclient.Group{ID: r.Group.ID, Name: r.Group.Name} }

func (r groupRow) RowMarks() figures.Marks { return r.marks }

func (v *groups) rowStatus(info *ui.Info) {
	if row, ok := v.table.Selected(); ok {
		figures.Status(info, v.Kit.Theme.Glyphs, row.marks, 2)
	}
}

func (v *groups) preview(row groupRow, _ ui.Latest[struct{}]) ui.Pane {
	return ui.Pane{
		Title: ui.Cell{Text: safetext.Name(row.Group.ID)}, Right: ui.Cell{Text: safetext.Name(row.Group.Name), Tone: ui.Muted},
		Lines: func(width int) []string {
			pane := v.pane(width)
			pane.opens = true
			pane.group(row.GroupBreakdown, row.marks)
			return v.past.Around(pane.Lines(), v.Kit.Theme, width, row.object())
		},
	}
}

func (v *groups) ShortHelp() []key.Binding {
	return v.Keys(v.own(false), v.links.keys(v.Kit.Keys, v.tenant)...)
}

func (v *groups) own(all bool) []key.Binding {
	own := page.OpenKey(&v.Page, v.table)
	var out []key.Binding
	row, onRow := v.table.Selected()
	if onRow {
		out = v.out.Keys(v.scope(row.id(), ""), all)
	}
	switch {
	case all:
		return append(append(append(own, v.limits.Help("tenant")...), out...), v.Kit.Keys.Capacity, v.Kit.Keys.EnterpriseTrunks)
	case v.survey.known && onRow:
		own = append(own, v.limits.AddKey()...)
	}
	return append(append(own, v.Kit.Keys.Capacity), out...)
}

// Edits is of the row and of the tenant.
func (v *groups) Edits() (on, about string) {
	if !v.survey.known {
		return "", ""
	}
	row, _ := v.table.Selected()
	return v.limits.Edits(row.id(), v.tenant.ID)
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
	ids := idsOf(v.table.Shown(), groupRow.id)
	return v.ExportView(figures.Export(v.tenant, v.survey.shown, ids), len(ids))
}
