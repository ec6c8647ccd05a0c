package browse

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/report"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/limits"
	"banyan/views/page"
	"banyan/views/saving"
)

// trunkGroups is the list of a group's trunk groups below the group's own figures.
type trunkGroups struct {
	page.Page
	tenant apiclient.Tenant
	group  apiclient.Group
	survey *survey
	table  *ui.Table[trunkGroupRow]
	open   func(apiclient.Tenant, routing.Key) ui.View
	limits limits.Forms
}

// NewTrunkGroups returns the list of the trunk groups of a scope's group.
func NewTrunkGroups(kit ui.Kit, links Links, scope Scope) ui.View {
	group := scope.Group
	v := &trunkGroups{tenant: scope.Tenant, group: group, survey: newSurvey(scope.Collect, judgeTrunkGroups), open: links.TrunkGroup, limits: links.Limits}
	v.table = ui.NewTable(kit, trunkGroupColumns(kit.Theme.Glyphs), func(r trunkGroupRow) string { return r.Name })
	v.table.SetEmpty("group " + group.ID + " has no trunk groups")
	v.table.Select(scope.Selected)
	v.Page = page.Page{Kit: kit, What: "trunk groups of group " + group.ID, Rows: v.table, Source: v.survey, Known: v.survey.isKnown, Legend: figures.Legend}
	return v
}

// judgeTrunkGroups reports whether the trunk groups of the one group are listed, or why
// they are not.
func judgeTrunkGroups(s collect.Snapshot) (bool, error) {
	for _, f := range s.Failures {
		if f.What == "trunk groups" {
			return false, f.Err
		}
	}
	groups := s.Breakdown.Groups
	return len(groups) > 0 && groups[0].Group.TrunkGroupsListed, nil
}

// trunkGroupColumns are the columns of the trunk-group list.
func trunkGroupColumns(glyphs ui.Glyphs) []ui.Column[trunkGroupRow] {
	reported := func(of func(apiclient.TrunkGroup) string) func(trunkGroupRow) ui.Cell {
		return func(r trunkGroupRow) ui.Cell { return r.reported(glyphs, of(r.detail)) }
	}
	return []ui.Column[trunkGroupRow]{
		{Key: "name", Title: "NAME", Min: 12, Max: 30, Flex: true, Cell: func(r trunkGroupRow) ui.Cell { return ui.Cell{Text: r.Name} }},
		{
			Key: "calls", Title: "CALLS", Right: true,
			Cell: func(r trunkGroupRow) ui.Cell {
				return r.marks.Settle(glyphs, figures.ReadingCell(glyphs, r.MaxActiveCalls))
			},
			Number: func(r trunkGroupRow) (float64, bool) { return figures.ReadingNumber(r.MaxActiveCalls) },
		},
		{
			Key: "burst", Title: "BURST", Right: true,
			Cell:   func(r trunkGroupRow) ui.Cell { return r.bursting(glyphs) },
			Number: func(r trunkGroupRow) (float64, bool) { return figures.ReadingNumber(r.BurstingMaxActiveCalls) },
		},
		{
			Key: "state", Title: "STATE", Max: 14,
			Cell: reported(func(d apiclient.TrunkGroup) string { return d.State }),
			Also: func(r trunkGroupRow) string { return figures.DownWord(r.Down) },
		},
		{Key: "inuse", Title: "IN USE", Right: true, Cell: reported(inUse), Number: inUseNumber},
		{
			Key: "inout", Title: "LIMIT IN/OUT", Right: true, Cell: reported(directions), Full: fullDirections(directions),
			Number: func(r trunkGroupRow) (float64, bool) { return figures.ReadingNumber(r.detail.MaxIncomingCalls) },
		},
		{
			Key: "binout", Title: "BURST LIMIT IN/OUT", Right: true, Wide: true, Cell: reported(burstingDirections), Full: fullDirections(burstingDirections),
			Number: func(r trunkGroupRow) (float64, bool) { return figures.ReadingNumber(r.detail.BurstingMaxIncomingCalls) },
		},
		{Key: "fwd", Title: "FWD", Max: 30, Flex: true, Min: 5, Priority: 1, Cell: reported(func(d apiclient.TrunkGroup) string { return d.Forwarding })},
		{Key: "mark", Min: 1, Max: 26, Pinned: true, Full: func(r trunkGroupRow) string { return figures.FullMark(r.marks) }, Cell: func(r trunkGroupRow) ui.Cell { return figures.MarkCell(glyphs, r.marks) }, Also: func(r trunkGroupRow) string { return r.marks.AllWords() }},
	}
}

// inUse is how many calls the system says are active.
func inUse(d apiclient.TrunkGroup) string {
	in, out := d.ActiveIncomingCalls, d.ActiveOutgoingCalls
	switch {
	case in != nil && out != nil:
		return strconv.Itoa(*in + *out)
	case in != nil:
		return strconv.Itoa(*in) + " in"
	case out != nil:
		return strconv.Itoa(*out) + " out"
	}
	return ""
}

func inUseNumber(r trunkGroupRow) (float64, bool) {
	in, out := r.detail.ActiveIncomingCalls, r.detail.ActiveOutgoingCalls
	if in == nil || out == nil {
		return 0, false
	}
	return float64(*in + *out), true
}

// directions are the limits of incoming and of outgoing calls, where there are some.
func directions(d apiclient.TrunkGroup) string {
	return bothDirections(d.MaxIncomingCalls, d.MaxOutgoingCalls)
}

// fullDirections are limits of both directions for a file, where 10/8 would be read as
// a day.
func fullDirections(of func(apiclient.TrunkGroup) string) func(trunkGroupRow) string {
	return func(r trunkGroupRow) string {
		in, out, both := strings.Cut(of(r.detail), "/")
		if !both {
			return in
		}
		return in + " in, " + out + " out"
	}
}

// burstingDirections are the same for bursting.
func burstingDirections(d apiclient.TrunkGroup) string {
	return bothDirections(d.BurstingMaxIncomingCalls, d.BurstingMaxOutgoingCalls)
}

func bothDirections(in, out capacity.Reading) string {
	if !in.IsRead() && !out.IsRead() {
		return ""
	}
	return directionText(in) + "/" + directionText(out)
}

func directionText(r capacity.Reading) string {
	limit, ok := r.Limit()
	if !ok {
		return page.NotApplicable
	}
	return figures.LimitText(limit)
}

func (v *trunkGroups) Title() string { return v.group.ID }

func (v *trunkGroups) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return v.press(msg)
	}
	if msg, ok := msg.(saving.FiguresChanged); ok && msg.Tenant == v.tenant.ID {
		return v.Refresh()
	}
	changed, next := v.survey.update(msg)
	if changed && v.survey.known {
		v.show()
	}
	return tea.Batch(next, v.limits.Update(msg))
}

func (v *trunkGroups) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		return nil
	}
	raise, wanted := v.limits.Matches(msg)
	switch {
	case page.Pressed(msg, v.Kit.Keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, v.Kit.Keys.Edits):
		return v.limits.Session.OpenEdits()
	case wanted && v.survey.known:
		// Without a trunk group it is the group's own figures.
		at := figures.Level{Depth: 1, Group: v.group.ID, Name: v.group.ID}
		if row, ok := v.table.Selected(); ok {
			at = figures.Level{Depth: 2, Group: v.group.ID, Name: row.Name}
		}
		return v.limits.Load(v.tenant, at, raise)
	case page.Pressed(msg, v.Kit.Keys.Open):
		if row, ok := v.table.Selected(); ok {
			return ui.Push(v.open(v.tenant, routing.Key{GroupID: v.group.ID, Name: row.Name}))
		}
	}
	return nil
}

// show puts what was read into the table and the heading.
func (v *trunkGroups) show() {
	shown := v.survey.shown
	group := shown.Breakdown.Groups[0]
	details := shown.TrunkGroups[v.group.ID]
	rows := make([]trunkGroupRow, len(group.Group.TrunkGroups))
	for i, t := range group.Group.TrunkGroups {
		detail, read := details[t.Name]
		rows[i] = trunkGroupRow{TrunkGroup: t, detail: detail, read: read, marks: trunkGroupMarks(group, t, shown)}
	}
	v.table.SetRows(rows)
	v.Frame(v.heading(group), [][]ui.Cell{{{Text: " Configured limits, not live calls.", Tone: ui.Muted}}})
}

// trunkGroupRow is a trunk group, with its detail where that was read.
type trunkGroupRow struct {
	capacity.TrunkGroup
	detail apiclient.TrunkGroup
	read   bool
	marks  figures.Marks
}

// reported is the cell of what not every system tells: - where it does not, and
// the sign for what is not read while that is not known.
func (r trunkGroupRow) reported(glyphs ui.Glyphs, text string) ui.Cell {
	switch {
	case !r.read:
		return r.marks.Settle(glyphs, ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown})
	case text == "":
		return page.Absent()
	}
	return ui.Cell{Text: text}
}

// bursting is the cell of the bursting limit; where bursting is off there is none.
func (r trunkGroupRow) bursting(glyphs ui.Glyphs) ui.Cell {
	if calls, ok := r.BurstingMaxActiveCalls.Limit(); ok && r.read && burstingIsOff(r.detail) && calls == (capacity.Limit{}) {
		return ui.Cell{Text: "off", Tone: ui.Muted}
	}
	return r.marks.Settle(glyphs, figures.ReadingCell(glyphs, r.BurstingMaxActiveCalls))
}

// burstingIsOff reports whether the system says that bursting is off.
func burstingIsOff(d apiclient.TrunkGroup) bool { return d.EnableBursting != nil && !*d.EnableBursting }

// trunkGroupMarks gathers what is to be marked at a trunk group.
func trunkGroupMarks(group capacity.GroupBreakdown, t capacity.TrunkGroup, shown collect.Snapshot) figures.Marks {
	found := figures.Marks{Failures: figures.FailuresOf(shown.Failures, t.Name), Done: shown.Done}
	for _, f := range group.Findings {
		if len(f.Path) > 2 && f.Path[2] == t.Name {
			found.Findings = append(found.Findings, f)
		}
	}
	found.Gap = shown.Done && figures.AnyUnread(t.MaxActiveCalls, t.BurstingMaxActiveCalls)
	return found
}

// heading is the group's own figures.
func (v *trunkGroups) heading(group capacity.GroupBreakdown) [][]ui.Cell {
	glyphs := v.Kit.Theme.Glyphs
	if group.Group.Assignment == capacity.NotAssigned {
		return [][]ui.Cell{{{Text: " trunking is not assigned to group " + v.group.ID, Tone: ui.Muted}}, nil}
	}
	now := figures.Marks{Done: v.survey.shown.Done}
	return append(figures.Lines(glyphs, v.Width,
		figures.Line{Label: "Calls", Sum: "allocated", Over: figures.WordOver, Figures: group.Calls, Now: now},
		figures.Line{Label: "Bursting", Sum: "allocated", Over: figures.WordBurstOver, Figures: group.Bursting, Now: now}), nil)
}

// SetSize draws the figures above the list anew: they take what room there is.
func (v *trunkGroups) SetSize(width, height int) {
	v.Page.SetSize(width, height)
	if v.survey.known {
		v.show()
	}
}

func (v *trunkGroups) Busy() bool { return v.Page.Busy() || v.limits.Busy() }

func (v *trunkGroups) Close() {
	v.Page.Close()
	v.limits.Close()
}

func (v *trunkGroups) Info() ui.Info {
	info := v.Page.Info()
	if !v.survey.known {
		return info
	}
	group := v.survey.shown.Breakdown.Groups[0]
	info.Summary = page.Count(len(group.Group.TrunkGroups), "trunk group") + ", " + page.Count(figures.CountFindings(group.Findings), "finding")
	if now := v.survey.progress(); v.survey.Busy() && !now.Done {
		info.Partly = fmt.Sprintf("%d of %d read", len(now.TrunkGroups[v.group.ID]), len(now.Breakdown.Groups[0].Group.TrunkGroups))
	}
	info.Partly = cmp.Or(v.limits.Progress(), info.Partly)
	if info.Status != "" {
		return info
	}
	if row, ok := v.table.Selected(); ok {
		info.Status, info.Tone = figures.StatusOf(row.marks, 3)
	}
	if info.Status == "" {
		info.Status, info.Tone = figures.StatusOf(v.groupMarks(group), 2)
	}
	return info
}

func (v *trunkGroups) ShortHelp() []key.Binding { return v.Keys(v.own(false)) }

func (v *trunkGroups) FullHelp() [][]key.Binding { return v.HelpKeys(v.own(true)...) }

func (v *trunkGroups) own(all bool) []key.Binding {
	own := page.OpenKey(&v.Page, v.table)
	if v.Known() {
		own = append(own, v.limits.Keys(all)...)
	}
	return own
}

func (v *trunkGroups) CopyID() string {
	if row, ok := v.table.Selected(); ok {
		return row.Name
	}
	return v.group.ID
}

// CopyText includes the group's own figures, which are above the list.
func (v *trunkGroups) CopyText() []string {
	row, ok := v.table.Selected()
	switch {
	case ok:
		lines := trunkGroupText(v.tenant, v.group.ID, row.TrunkGroup, row.detail.State, row.marks)
		group := v.survey.shown.Breakdown.Groups[0]
		of := "Group " + v.group.ID + ", "
		return append(lines[:len(lines)-1],
			of+figureLine("calls", "allocated", figures.WordOver, group.Calls),
			of+figureLine("bursting", "allocated", figures.WordBurstOver, group.Bursting), page.NotLive)
	case v.survey.known:
		group := v.survey.shown.Breakdown.Groups[0]
		return groupText(v.tenant, group, v.groupMarks(group))
	}
	return []string{page.PathText(page.TenantLabel(v.tenant), page.Label("group", v.group.ID, v.group.Name))}
}

// groupMarks is the group's own, without what is marked at its trunk groups.
func (v *trunkGroups) groupMarks(group capacity.GroupBreakdown) figures.Marks {
	own := figures.Marks{Absent: group.Group.Assignment == capacity.NotAssigned}
	for _, f := range group.Findings {
		if len(f.Path) == 2 {
			own.Findings = append(own.Findings, f)
		}
	}
	for _, f := range v.survey.shown.Failures {
		if len(f.Path) == 2 {
			own.Failures = append(own.Failures, f)
		}
	}
	return own
}

func (v *trunkGroups) Export() ui.View {
	shown, _ := v.table.Counts()
	sheet := report.Rows{Table: "trunk groups", Place: []string{v.tenant.ID, v.group.ID}, AsOf: v.Source.At()}
	return v.ExportView(page.TableExport(v.table, "trunk group", "group "+v.group.ID, sheet, v.Missing()), shown)
}
