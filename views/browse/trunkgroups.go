package browse

import (
	"cmp"
	"fmt"
	"slices"
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
	"banyan/views/page"
)

// trunkGroups is the list of a group's trunk groups below the group's own figures.
type trunkGroups struct {
	surveyed
	group apiclient.Group
	table *ui.Table[trunkGroupRow]
	open  func(apiclient.Tenant, routing.Key) ui.View
}

// NewTrunkGroups returns the list of the trunk groups of a scope's group.
func NewTrunkGroups(kit ui.Kit, links Links, scope Scope) ui.View {
	group := scope.Group
	v := &trunkGroups{surveyed: newSurveyed(kit, links, scope, judgeTrunkGroups), group: group, open: links.TrunkGroup}
	v.table = ui.NewTable(kit, trunkGroupColumns(kit.Theme.Glyphs), func(r trunkGroupRow) string { return r.Name })
	v.table.SetEmpty("group " + group.ID + " has no trunk groups")
	v.table.Select(scope.Selected)
	v.Heading = "trunk groups"
	v.What, v.Rows, v.Own = "trunk groups of group "+group.ID, v.table, v.own
	v.show, v.press, v.edit = v.fill, v.openRow, v.editRow
	return v
}

func judgeTrunkGroups(s collect.Snapshot) (bool, error) {
	groups := s.Breakdown.Groups
	return len(groups) > 0 && groups[0].Group.TrunkGroupsListed, failureOf(s, "trunk groups")
}

func trunkGroupColumns(glyphs ui.Glyphs) []ui.Column[trunkGroupRow] {
	reported := func(of func(apiclient.TrunkGroup) string) func(trunkGroupRow) ui.Cell {
		return func(r trunkGroupRow) ui.Cell { return r.reported(glyphs, of(r.detail)) }
	}
	number := func(of func(trunkGroupRow) capacity.Reading) func(trunkGroupRow) (float64, bool) {
		return func(r trunkGroupRow) (float64, bool) { return figures.ReadingNumber(of(r)) }
	}
	isAbsent := func(trunkGroupRow) bool { return false }
	mark := figures.MarkColumn[trunkGroupRow](glyphs, 1)
	mark.Full = func(r trunkGroupRow) string { return figures.FullMark(r.Marks) }
	return []ui.Column[trunkGroupRow]{
		{Key: "name", Title: "NAME", Min: 12, Max: 30, Flex: true, Cell: func(r trunkGroupRow) ui.Cell { return ui.Cell{Text: r.Name} }},
		figures.LimitColumn(glyphs, "calls", isAbsent, func(r trunkGroupRow) capacity.Reading { return r.MaxActiveCalls }),
		{
			Key: "burst", Title: "BURST", Right: true,
			Cell:   func(r trunkGroupRow) ui.Cell { return r.bursting(glyphs) },
			Number: number(func(r trunkGroupRow) capacity.Reading { return r.BurstingMaxActiveCalls }),
		},
		{
			Key: "state", Title: "STATE", Max: 14,
			Cell: reported(func(d apiclient.TrunkGroup) string { return d.State }),
			Also: func(r trunkGroupRow) string { return figures.DownWord(r.Down) },
		},
		{Key: "inuse", Title: "IN USE", Right: true, Cell: reported(inUse), Number: inUseNumber},
		{
			Key: "inout", Title: "LIMIT IN/OUT", Right: true, Cell: reported(directions), Full: fullDirections(directions),
			Number: number(func(r trunkGroupRow) capacity.Reading { return r.detail.MaxIncomingCalls }),
		},
		{
			Key: "binout", Title: "BURST LIMIT IN/OUT", Right: true, Wide: true, Cell: reported(burstingDirections), Full: fullDirections(burstingDirections),
			Number: number(func(r trunkGroupRow) capacity.Reading { return r.detail.BurstingMaxIncomingCalls }),
		},
		{Key: "fwd", Title: "FWD", Max: 30, Flex: true, Min: 5, Priority: 1, Cell: reported(func(d apiclient.TrunkGroup) string { return d.Forwarding })},
		mark,
	}
}

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

// inUseNumber is none where only one direction is known.
func inUseNumber(r trunkGroupRow) (float64, bool) {
	calls, err := strconv.Atoi(inUse(r.detail))
	return float64(calls), err == nil
}

// directions are the limits of incoming and of outgoing calls, where there are some.
func directions(d apiclient.TrunkGroup) string {
	return bothDirections(d.MaxIncomingCalls, d.MaxOutgoingCalls)
}

// fullDirections are for a file, where 10/8 would be read as a day.
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
	text := func(r capacity.Reading) string {
		if limit, ok := r.Limit(); ok {
			return figures.LimitText(limit)
		}
		return page.NotApplicable
	}
	return text(in) + "/" + text(out)
}

func (v *trunkGroups) Title() string { return v.group.ID }

func (v *trunkGroups) openRow(msg tea.KeyMsg) tea.Cmd {
	if row, ok := v.table.Selected(); ok && page.Pressed(msg, v.Kit.Keys.Open) {
		return ui.Push(v.open(v.tenant, routing.Key{GroupID: v.group.ID, Name: row.Name}))
	}
	return nil
}

// editRow opens the form of the group's own figures where there is no trunk group.
func (v *trunkGroups) editRow(raise bool) tea.Cmd {
	at := figures.Level{Depth: 1, Group: v.group.ID, Name: v.group.ID}
	if row, ok := v.table.Selected(); ok {
		at.Depth, at.Name = 2, row.Name
	}
	return v.limits.Load(v.tenant, at, raise)
}

func (v *trunkGroups) fill() {
	shown := v.survey.shown
	group := shown.Breakdown.Groups[0]
	marks := figures.TrunkGroupMarks(group, shown.Failures, shown.Done)
	rows := make([]trunkGroupRow, len(group.Group.TrunkGroups))
	for i, t := range group.Group.TrunkGroups {
		detail, read := shown.TrunkGroups[v.group.ID][t.Name]
		rows[i] = trunkGroupRow{TrunkGroup: t, detail: detail, read: read, Marks: marks(t)}
	}
	v.table.SetRows(rows)
	v.Frame(v.heading(group), [][]ui.Cell{{{Text: " " + page.NotLive, Tone: ui.Muted}}})
}

// trunkGroupRow is a trunk group, with its detail where that was read.
type trunkGroupRow struct {
	capacity.TrunkGroup
	detail apiclient.TrunkGroup
	read   bool
	figures.Marks
}

// reported is the cell of what not every system tells: - where it does not.
func (r trunkGroupRow) reported(glyphs ui.Glyphs, text string) ui.Cell {
	switch {
	case !r.read:
		return r.Settle(glyphs, ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown})
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
	return r.Settle(glyphs, figures.ReadingCell(glyphs, r.BurstingMaxActiveCalls))
}

func burstingIsOff(d apiclient.TrunkGroup) bool { return d.EnableBursting != nil && !*d.EnableBursting }

func (v *trunkGroups) heading(group capacity.GroupBreakdown) [][]ui.Cell {
	if group.Group.Assignment == capacity.NotAssigned {
		return notAssigned("group " + v.group.ID)
	}
	lines := figures.GroupLines(group.Calls, group.Bursting, figures.Marks{Done: v.survey.shown.Done})
	return append(figures.Lines(v.Kit.Theme.Glyphs, v.Width, lines...), nil)
}

func (v *trunkGroups) Info() ui.Info {
	info := v.Page.Info()
	if !v.survey.known {
		return info
	}
	group := v.survey.shown.Breakdown.Groups[0]
	info.Summary.Text = page.Count(len(group.Group.TrunkGroups), "trunk group") + ", " + page.Count(figures.CountFindings(group.Findings), "finding")
	if now := v.survey.progress(); v.survey.Busy() && !now.Done {
		info.Partly = fmt.Sprintf("%d of %d read", len(now.TrunkGroups[v.group.ID]), len(now.Breakdown.Groups[0].Group.TrunkGroups))
	}
	info.Partly = cmp.Or(v.limits.Progress(), info.Partly)
	if info.Status.Text != "" {
		return info
	}
	if row, ok := v.table.Selected(); ok {
		info.Status.Text, info.Status.Tone = figures.StatusOf(row.Marks, 3)
	}
	if info.Status.Text == "" {
		info.Status.Text, info.Status.Tone = figures.StatusOf(v.groupMarks(group), 2)
	}
	return info
}

func (v *trunkGroups) own(all bool) []key.Binding {
	own := page.OpenKey(&v.Page, v.table)
	if v.Known() {
		own = append(own, v.limits.Keys(all)...)
	}
	return own
}

func (v *trunkGroups) CopyID() string {
	row, _ := v.table.Selected()
	return cmp.Or(row.Name, v.group.ID)
}

// CopyText includes the group's own figures, which are above the list.
func (v *trunkGroups) CopyText() []string {
	if !v.survey.known {
		return []string{page.PathText(page.TenantLabel(v.tenant), page.Label("group", v.group.ID, v.group.Name))}
	}
	group := v.survey.shown.Breakdown.Groups[0]
	row, ok := v.table.Selected()
	if !ok {
		return groupText(v.tenant, group, v.groupMarks(group))
	}
	lines := trunkGroupText(v.tenant, v.group.ID, row.TrunkGroup, row.detail.State, row.Marks)
	lines = lines[:len(lines)-1]
	for _, line := range figures.GroupLines(group.Calls, group.Bursting, row.Marks) {
		line.Label = "Group " + v.group.ID + ", " + strings.ToLower(line.Label)
		lines = append(lines, line.Text())
	}
	return append(lines, page.NotLive)
}

func trunkGroupText(tenant apiclient.Tenant, group string, g capacity.TrunkGroup, state string, t figures.Marks) []string {
	lines := []string{
		page.PathText(page.TenantLabel(tenant), "group "+group, "trunk group "+g.Name),
		"Calls: max " + g.MaxActiveCalls.String() + ". Bursting: max " + g.BurstingMaxActiveCalls.String() + ".",
	}
	if state != "" {
		lines = append(lines, "State: "+state)
	}
	return withStatus(lines, t, 3)
}

// groupMarks is the group's own, without what is marked at its trunk groups.
func (v *trunkGroups) groupMarks(group capacity.GroupBreakdown) figures.Marks {
	return figures.Marks{
		Findings: slices.DeleteFunc(slices.Clone(group.Findings), func(f capacity.Finding) bool { return len(f.Path) != 2 }),
		Failures: slices.DeleteFunc(slices.Clone(v.survey.shown.Failures), func(f collect.Failure) bool { return len(f.Path) != 2 }),
		Absent:   group.Group.Assignment == capacity.NotAssigned,
	}
}

func (v *trunkGroups) Export() ui.View {
	sheet := report.Rows{Table: "trunk groups", Place: []string{v.tenant.ID, v.group.ID}, AsOf: v.Source.At()}
	return page.ExportTable(&v.Page, v.table, "trunk group", "group "+v.group.ID, sheet, v.Missing())
}
