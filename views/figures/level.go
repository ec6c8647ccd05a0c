package figures

import (
	"slices"
	"strconv"
	"strings"

	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/ui"
	"banyan/views/page"
)

// Level is a row of the capacity tree: the tenant (depth 0), a group (1) or a
// trunk group (2). A trunk group has own limits alone, for nothing is below it.
type Level struct {
	Depth           int
	Group           string // id of the group that it is or belongs to
	Name            string // what tells it apart: an id or a trunk group's name
	title           string // what a tenant or a group is called beside its id
	Calls, Bursting capacity.Figures
	Reported        capacity.Group // of a group
	State           string         // of a trunk group, as reported
	down            bool           // it, or a trunk group of it, is down
	Marks           Marks
}

// ID tells the level from all others of its tenant.
func (l Level) ID() string {
	if l.Depth < 2 {
		return l.Group
	}
	return l.Group + "\x00" + l.Name
}

// RowMarks returns what is to be marked at the level.
func (l Level) RowMarks() Marks { return l.Marks }

// Levels lays a breakdown out as an outline.
func Levels(shown collect.Snapshot) []Level {
	b := shown.Breakdown
	failures := FailuresByGroup(shown.Failures)
	rows := []Level{TenantLevel(shown)}
	for _, g := range b.Groups {
		of := failures[g.Group.ID]
		rows = append(rows, Level{
			Depth: 1, Group: g.Group.ID, Name: g.Group.ID, title: g.Group.Name,
			Calls: g.Calls, Bursting: g.Bursting, Marks: GroupMarks(g, of, shown.Done),
			Reported: g.Group, down: CountDown(g.Group) > 0,
		})
		findings := byTrunkGroup(g.Findings)
		for _, t := range g.Group.TrunkGroups {
			rows = append(rows, Level{
				Depth: 2, Group: g.Group.ID, Name: t.Name, down: t.Down,
				State:    shown.TrunkGroups[g.Group.ID][t.Name].State,
				Calls:    capacity.Figures{Own: t.MaxActiveCalls},
				Bursting: capacity.Figures{Own: t.BurstingMaxActiveCalls},
				Marks: Marks{
					Findings: findings[t.Name],
					Failures: FailuresOf(of, t.Name),
					Gap:      shown.Done && AnyUnread(t.MaxActiveCalls, t.BurstingMaxActiveCalls),
					Done:     shown.Done,
				},
			})
		}
	}
	return rows
}

// TenantLevel is the first row: what the tenant holds against what its groups hold.
func TenantLevel(shown collect.Snapshot) Level {
	b := shown.Breakdown
	at := Level{Name: b.Tenant.ID, title: b.Tenant.Name, Calls: b.Calls, Bursting: b.BurstingAllocated}
	at.Marks = Marks{
		calls:    b.Calls.Difference.IsNegative(),
		bursting: b.BurstingAllocated.Difference.IsNegative(),
		Absent:   b.Tenant.Assignment == capacity.NotAssigned,
		Gap:      shown.Done && AnyUnread(b.Calls.Own, b.BurstingAllocated.Own),
		Done:     shown.Done,
	}
	for _, f := range b.Findings {
		if len(f.Path) == 1 {
			at.Marks.Findings = append(at.Marks.Findings, f)
		}
	}
	for _, f := range shown.Failures {
		if len(f.Path) == 1 {
			at.Marks.Failures = append(at.Marks.Failures, f)
		}
	}
	return at
}

// byTrunkGroup sorts a group's findings by the trunk group that they concern.
func byTrunkGroup(findings []capacity.Finding) map[string][]capacity.Finding {
	found := make(map[string][]capacity.Finding)
	for _, f := range findings {
		if len(f.Path) > 2 {
			found[f.Path[2]] = append(found[f.Path[2]], f)
		}
	}
	return found
}

// LevelColumns are the columns of the capacity tree.
func LevelColumns(glyphs ui.Glyphs) []ui.Column[Level] {
	columns := []ui.Column[Level]{
		{Key: "place", Title: "PLACE", Min: 15, Max: 36, Flex: true, Cell: func(l Level) ui.Cell { return ui.Cell{Text: l.Name} }},
		{Key: "name", Title: "NAME", Min: 10, Max: 30, Flex: true, Priority: 9, Cell: func(l Level) ui.Cell { return ui.Cell{Text: l.title} }},
	}
	calls := levelFigures(glyphs, "calls", "alloc", "diff", "ratio", func(l Level) capacity.Figures { return l.Calls })
	bursting := levelFigures(glyphs, "burst", "balloc", "bdiff", "bratio", func(l Level) capacity.Figures { return l.Bursting })
	// Where there is no room for all, the calls are what stays, with their ratio.
	bursting[0].Priority, bursting[1].Priority, bursting[3].Priority = 2, 3, 7
	return append(slices.Concat(columns, calls, bursting),
		ui.Column[Level]{Key: "gauge", Title: "ALLOCATED", Min: gaugeWidth, Priority: 8, Cell: func(l Level) ui.Cell { return l.gauge(glyphs) }},
		Wide(ui.Column[Level]{
			Key: "state", Title: "STATE", Max: 14,
			Cell: func(l Level) ui.Cell { return l.stateCell(glyphs) },
			Also: func(l Level) string { return DownWord(l.down) },
		}),
		ui.Column[Level]{Key: "mark", Min: 12, Max: 26, Flex: true, Pinned: true, Cell: func(l Level) ui.Cell { return MarkCell(glyphs, l.Marks) }, Also: func(l Level) string { return l.Marks.AllWords() }})
}

// levelFigures are own limit, allocated, difference and ratio of one kind of
// figures, called by these keys. Of a trunk group there is the own limit alone.
func levelFigures(glyphs ui.Glyphs, own, alloc, diff, ratio string, of func(Level) capacity.Figures) []ui.Column[Level] {
	isAbsent := func(l Level) bool { return l.Marks.Absent }
	isAlone := func(l Level) bool {
		return l.Depth == 2 || l.Marks.Absent && !of(l).Difference.IsNegative()
	}
	limit := func(l Level) capacity.Reading { return of(l).Own }
	given := func(l Level) capacity.Sum { return of(l).Allocated }
	difference := func(l Level) capacity.Difference { return of(l).Difference }
	return []ui.Column[Level]{
		Column(own, strings.ToUpper(own), isAbsent, limit, Limits(glyphs)),
		Near(Column(alloc, strings.ToUpper(alloc), isAlone, given, Sums(glyphs))),
		Near(Column(diff, strings.ToUpper(diff), isAlone, difference, Differences(glyphs))),
		Near(Column(ratio, strings.ToUpper(ratio), isAlone, of, Ratios())),
	}
}

// DownWord is what people call a state that systems have several words for.
func DownWord(isDown bool) string {
	if isDown {
		return "down"
	}
	return ""
}

// stateCell is the state of a trunk group as reported; of a group, how many are
// down.
func (l Level) stateCell(glyphs ui.Glyphs) ui.Cell {
	switch {
	case l.Depth == 1:
		return DownCell(glyphs, l.Reported)
	case l.State == "":
		return page.Absent()
	}
	return ui.Cell{Text: l.State}
}

// DownCell tells how many trunk groups of a group are down.
func DownCell(glyphs ui.Glyphs, g capacity.Group) ui.Cell {
	n := CountDown(g)
	switch {
	case n > 0:
		return ui.Cell{Text: strconv.Itoa(n) + " down", Tone: ui.Notice}
	case !g.TrunkGroupsListed:
		return ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}
	}
	return page.Absent()
}

// CountDown returns how many trunk groups of a group are down.
func CountDown(g capacity.Group) int {
	n := 0
	for _, t := range g.TrunkGroups {
		if t.Down {
			n++
		}
	}
	return n
}

// gauge shows what was allocated of the calls.
func (l Level) gauge(glyphs ui.Glyphs) ui.Cell {
	if l.Depth == 2 || l.Marks.Absent {
		return ui.Cell{}
	}
	cell := ui.Cell{Text: gauge(glyphs, gaugeWidth, l.Calls)}
	if l.Calls.Difference.IsNegative() {
		cell.Tone = ui.Over
	}
	return cell
}

// gaugeWidth is how many cells the bar of a row takes.
const gaugeWidth = 12
