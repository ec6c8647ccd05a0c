package browse

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/limits"
	"banyan/views/page"
	"banyan/views/saving"
	"banyan/views/trunks"
)

// groups is the list of a tenant's groups with their figures, which appear as they
// are read: the visible groups' first.
type groups struct {
	page.Page
	tenant apiclient.Tenant
	survey *survey
	table  *ui.Table[groupRow]
	links  Links
	limits limits.Forms
}

// NewGroups returns the list of a tenant's groups.
func NewGroups(kit ui.Kit, links Links, scope Scope) ui.View {
	tenant := scope.Tenant
	v := &groups{tenant: tenant, survey: newSurvey(scope.Collect, judgeGroups), links: links, limits: links.Limits}
	v.table = ui.NewTable(kit, groupColumns(kit.Theme.Glyphs), func(r groupRow) string { return r.Group.ID })
	v.Page = page.Page{Kit: kit, What: "groups of tenant " + tenant.ID, Rows: v.table, Source: v.survey, Known: v.survey.isKnown, Legend: figures.Legend}
	v.table.SetEmpty("tenant " + tenant.ID + " has no groups")
	v.table.Select(scope.Selected)
	return v
}

// judgeGroups reports whether the groups are listed, or why they are not.
func judgeGroups(s collect.Snapshot) (bool, error) {
	for _, f := range s.Failures {
		if f.What == "groups" {
			return false, f.Err
		}
	}
	return s.Breakdown.Tenant.GroupsListed, nil
}

// groupColumns are the columns of the group list. Their keys are the names that
// conditions and sorting use.
func groupColumns(glyphs ui.Glyphs) []ui.Column[groupRow] {
	limit := func(key, title string, of func(capacity.Group) capacity.Reading) ui.Column[groupRow] {
		isAbsent := func(r groupRow) bool { return r.marks.Absent }
		reading := func(r groupRow) capacity.Reading { return of(r.Group) }
		return figures.Column(key, title, isAbsent, reading, figures.Limits(glyphs))
	}
	columns := []ui.Column[groupRow]{
		{Key: "id", Title: "GROUP ID", Min: 14, Max: 30, Flex: true, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.ID} }},
		{Key: "name", Title: "NAME", Min: 10, Max: 40, Flex: true, Priority: 3, Cell: func(r groupRow) ui.Cell { return ui.Cell{Text: r.Group.Name} }},
		limit("calls", "CALLS", func(g capacity.Group) capacity.Reading { return g.MaxActiveCalls }),
		figures.Wide(limit("avail", "AVAIL", func(g capacity.Group) capacity.Reading { return g.MaxAvailableActiveCalls })),
	}
	calls := groupFigures(glyphs, "alloc", "diff", "ratio", func(r groupRow) capacity.Figures { return r.Calls })
	bursting := groupFigures(glyphs, "balloc", "bdiff", "bratio", func(r groupRow) capacity.Figures { return r.Bursting })
	bursting[2].Wide = true
	columns = append(columns, calls...)
	columns = append(columns,
		limit("burst", "BURST", func(g capacity.Group) capacity.Reading { return g.BurstingMaxActiveCalls }),
		figures.Wide(limit("bavail", "BAVAIL", func(g capacity.Group) capacity.Reading { return g.BurstingMaxAvailableActiveCalls })))
	columns = append(columns, bursting...)
	return append(columns,
		figures.Wide(ui.Column[groupRow]{
			Key: "state", Title: "STATE", Min: 7,
			Cell: func(r groupRow) ui.Cell { return figures.DownCell(glyphs, r.Group) },
			Also: func(r groupRow) string { return figures.DownWord(figures.CountDown(r.Group) > 0) },
		}),
		ui.Column[groupRow]{
			Key: "mark", Min: 6, Max: 26, Pinned: true,
			Cell: func(r groupRow) ui.Cell { return figures.MarkCell(glyphs, r.marks) },
			Also: func(r groupRow) string { return r.marks.AllWords() },
		})
}

// groupFigures are allocated, difference and ratio of one kind of figures, called
// by these keys.
func groupFigures(glyphs ui.Glyphs, alloc, diff, ratio string, of func(groupRow) capacity.Figures) []ui.Column[groupRow] {
	// A group without trunking may have been left with trunk groups: then it is over.
	isAbsent := func(r groupRow) bool { return r.marks.Absent && !of(r).Difference.IsNegative() }
	given := func(r groupRow) capacity.Sum { return of(r).Allocated }
	difference := func(r groupRow) capacity.Difference { return of(r).Difference }
	byRatio := figures.Column(ratio, strings.ToUpper(ratio), isAbsent, of, figures.Ratios())
	byRatio.Priority = 9
	return []ui.Column[groupRow]{
		figures.Near(figures.Column(alloc, strings.ToUpper(alloc), isAbsent, given, figures.Sums(glyphs))),
		figures.Near(figures.Column(diff, strings.ToUpper(diff), isAbsent, difference, figures.Differences(glyphs))),
		byRatio,
	}
}

func (v *groups) Title() string { return "groups" }

func (v *groups) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if msg, ok := msg.(saving.FiguresChanged); ok && msg.Tenant == v.tenant.ID {
		return v.Refresh()
	}
	changed, next := v.survey.update(msg)
	if changed {
		v.show()
	}
	return next
}

func (v *groups) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		v.prefer()
		return nil
	}
	keys := v.Kit.Keys
	raise, wanted := v.limits.Matches(msg)
	switch {
	case page.Pressed(msg, keys.Edits):
		return v.limits.Session.OpenEdits()
	case wanted && v.survey.known:
		if row, ok := v.table.Selected(); ok {
			return v.limits.Show(v.survey.shown, figures.Level{Depth: 1, Group: row.Group.ID, Name: row.Group.ID}, raise)
		}
	case page.Pressed(msg, keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, keys.Capacity):
		return ui.Push(v.links.Capacity(v.tenant))
	case page.Pressed(msg, keys.EnterpriseTrunks):
		return v.toEnterpriseTrunks()
	case page.Pressed(msg, keys.Open):
		if row, ok := v.table.Selected(); ok {
			return ui.Push(v.links.TrunkGroups(v.tenant, apiclient.Group{ID: row.Group.ID, Name: row.Group.Name}))
		}
	}
	return nil
}

// toEnterpriseTrunks opens the enterprise trunks of the selected group where groups
// have them, else the tenant's.
func (v *groups) toEnterpriseTrunks() tea.Cmd {
	row, ok := v.table.Selected()
	if ok && v.links.GroupTrunks != nil && trunks.AtGroups(v.links.Capabilities, v.tenant) {
		return ui.Push(v.links.GroupTrunks(v.tenant, apiclient.Group{ID: row.Group.ID, Name: row.Group.Name}))
	}
	return v.links.toEnterpriseTrunks(v.tenant)
}

// show puts what was read into the table, and has the visible groups read first.
func (v *groups) show() {
	shown := v.survey.shown
	failures := figures.FailuresByGroup(shown.Failures)
	rows := make([]groupRow, len(shown.Breakdown.Groups))
	for i, g := range shown.Breakdown.Groups {
		rows[i] = groupRow{g, figures.GroupMarks(g, failures[g.Group.ID], shown.Done)}
	}
	v.table.SetRows(rows)
	v.Frame(noTrunking(v.Kit, shown), nil)
	v.prefer()
}

// groupRow is a group with what is to be marked at it.
type groupRow struct {
	capacity.GroupBreakdown
	marks figures.Marks
}

func (r groupRow) RowMarks() figures.Marks { return r.marks }

// noTrunking is the line for a tenant that has no trunking anywhere.
func noTrunking(kit ui.Kit, shown collect.Snapshot) [][]ui.Cell {
	if !shown.NoTrunking() {
		return nil
	}
	return [][]ui.Cell{{{Text: " " + kit.Theme.Glyphs.Notice + " no trunking here, or the API prefix is wrong", Tone: ui.Notice}}}
}

func (v *groups) SetSize(width, height int) {
	v.Page.SetSize(width, height)
	v.prefer()
}

// CloseLayer closes the filter: other groups are visible then.
func (v *groups) CloseLayer() bool {
	closed := v.Page.CloseLayer()
	if closed {
		v.prefer()
	}
	return closed
}

func (v *groups) Info() ui.Info {
	info := v.Page.Info()
	if !v.survey.known {
		return info
	}
	breakdown := v.survey.shown.Breakdown
	findings := 0
	for _, g := range breakdown.Groups {
		findings += figures.CountFindings(g.Findings)
	}
	info.Summary = summary(v.survey, findings)
	info.Partly = partly(v.survey)
	if row, ok := v.table.Selected(); ok && info.Status == "" {
		info.Status, info.Tone = figures.StatusOf(row.marks, 2)
	}
	return info
}

// summary counts a tenant's groups and findings, and says how far that can be
// relied upon.
func summary(s *survey, findings int) string {
	b := s.shown.Breakdown
	text := page.Count(len(b.Groups), "group") + ", " + page.Count(findings, "finding")
	switch unread := len(b.Groups) - b.GroupsRead; {
	case !s.shown.Done:
		text += " so far"
	case unread > 0:
		text += fmt.Sprintf(", %d incomplete", unread)
	}
	return text
}

// partly says how many groups were read while others are still to come.
func partly(s *survey) string {
	now := s.progress()
	if !s.Busy() || now.Done {
		return ""
	}
	return fmt.Sprintf("%d of %d read", now.Breakdown.GroupsRead, len(now.Breakdown.Groups))
}

func (v *groups) ShortHelp() []key.Binding {
	own := append(page.OpenKey(&v.Page, v.table), v.Kit.Keys.Capacity)
	return v.Keys(append(own, v.limits.Keys(false)...), v.links.keys(v.Kit.Keys, v.tenant)...)
}

func (v *groups) FullHelp() [][]key.Binding {
	own := append(page.OpenKey(&v.Page, v.table), v.Kit.Keys.Capacity, v.Kit.Keys.EnterpriseTrunks)
	return v.HelpKeys(append(own, v.limits.Keys(true)...)...)
}

func (v *groups) CopyID() string {
	if row, ok := v.table.Selected(); ok {
		return row.Group.ID
	}
	return v.tenant.ID
}

func (v *groups) CopyText() []string {
	if row, ok := v.table.Selected(); ok {
		return groupText(v.tenant, row.GroupBreakdown, row.marks)
	}
	return page.TenantFacts(v.tenant)
}

// Export is the report of the tenant with the groups that are shown.
func (v *groups) Export() ui.View {
	rows := v.table.Shown()
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.Group.ID
	}
	return v.ExportView(figures.Export(v.tenant, v.survey.shown, ids), len(ids))
}

// Wheel scrolls: other groups are visible then.
func (v *groups) Wheel(rows int) {
	v.Page.Wheel(rows)
	v.prefer()
}

// prefer has the visible groups read before the others.
func (v *groups) prefer() {
	visible := v.table.Visible()
	ids := make([]string, len(visible))
	for i, row := range visible {
		ids[i] = row.Group.ID
	}
	v.survey.prefer(ids)
}

// unreadGroups names the groups that were not read in full, and how to try again.
func unreadGroups(kit ui.Kit, b capacity.Breakdown) string {
	var ids []string
	for _, g := range b.Groups {
		if !g.Complete {
			ids = append(ids, g.Group.ID)
		}
	}
	if len(ids) == 0 {
		return ""
	}
	const most = 3
	names := strings.Join(ids[:min(len(ids), most)], ", ")
	if len(ids) > most {
		names += ", ..."
	}
	return fmt.Sprintf("%d of %d groups not read: %s; %s reads again", len(ids), len(b.Groups), names, kit.Keys.Refresh.Help().Key)
}
