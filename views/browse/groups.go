package browse

import (
	"cmp"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
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
	v.Heading = "groups"
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
	limit := func(key string, of func(capacity.Group) capacity.Reading) ui.Column[groupRow] {
		isAbsent := func(r groupRow) bool { return r.marks.Absent }
		return figures.LimitColumn(glyphs, key, isAbsent, func(r groupRow) capacity.Reading { return of(r.Group) })
	}
	available := func(key string, of func(capacity.Group) capacity.Reading) ui.Column[groupRow] {
		column := limit(key, of)
		column.Wide = true
		return column
	}
	given := func(alloc, diff, ratio string, of func(groupRow) capacity.Figures) []ui.Column[groupRow] {
		// A group without trunking may have been left with trunk groups: then it is over.
		isAbsent := func(r groupRow) bool { return r.marks.Absent && !of(r).Difference.IsNegative() }
		columns := figures.GivenColumns(glyphs, alloc, diff, ratio, isAbsent, of)
		columns[2].Near, columns[2].Priority = false, 9
		return columns
	}
	bursting := given("balloc", "bdiff", "bratio", func(r groupRow) capacity.Figures { return r.Bursting })
	bursting[2].Wide = true
	return slices.Concat([]ui.Column[groupRow]{
		{Key: "id", Title: "GROUP ID", Min: 14, Max: 30, Flex: true, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.ID} }},
		{Key: "name", Title: "NAME", Min: 10, Max: 40, Flex: true, Priority: 3, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.Name} }},
		limit("calls", func(g capacity.Group) capacity.Reading { return g.MaxActiveCalls }),
		available("avail", func(g capacity.Group) capacity.Reading { return g.MaxAvailableActiveCalls }),
	}, given("alloc", "diff", "ratio", func(r groupRow) capacity.Figures { return r.Calls }), []ui.Column[groupRow]{
		limit("burst", func(g capacity.Group) capacity.Reading { return g.BurstingMaxActiveCalls }),
		available("bavail", func(g capacity.Group) capacity.Reading { return g.BurstingMaxAvailableActiveCalls }),
	}, bursting, []ui.Column[groupRow]{
		figures.DownColumn(glyphs, func(r groupRow) capacity.Group { return r.Group }),
		figures.MarkColumn[groupRow](glyphs, 6),
	})
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
	findings := 0
	for _, g := range v.survey.shown.Breakdown.Groups {
		findings += figures.CountFindings(g.Findings)
	}
	info.Summary.Text, info.Partly = v.survey.summary(findings), v.survey.partly()
	if row, ok := v.table.Selected(); ok && info.Status.Text == "" {
		info.Status.Text, info.Status.Tone = figures.StatusOf(row.marks, 2)
	}
	return info
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
