package figures

import (
	"slices"
	"strconv"

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
	Marks
}

// ID tells the level from all others of its tenant.
func (l Level) ID() string {
	if l.Depth < 2 {
		return l.Group
	}
	return l.Group + "\x00" + l.Name
}

// Levels lays a breakdown out as an outline.
func Levels(shown collect.Snapshot) []Level {
	failures := FailuresByGroup(shown.Failures)
	rows := []Level{TenantLevel(shown)}
	for _, g := range shown.Breakdown.Groups {
		id := g.Group.ID
		rows = append(rows, Level{
			Depth: 1, Group: id, Name: id, title: g.Group.Name,
			Calls: g.Calls, Bursting: g.Bursting, Marks: GroupMarks(g, failures[id], shown.Done),
			Reported: g.Group, down: countDown(g.Group) > 0,
		})
		marks := TrunkGroupMarks(g, failures[id], shown.Done)
		for _, t := range g.Group.TrunkGroups {
			rows = append(rows, Level{
				Depth: 2, Group: id, Name: t.Name, down: t.Down,
				State:    shown.TrunkGroups[id][t.Name].State,
				Calls:    capacity.Figures{Own: t.MaxActiveCalls},
				Bursting: capacity.Figures{Own: t.BurstingMaxActiveCalls},
				Marks:    marks(t),
			})
		}
	}
	return rows
}

// TenantLevel is the first row: what the tenant holds against what its groups hold.
func TenantLevel(shown collect.Snapshot) Level {
	b := shown.Breakdown
	return Level{
		Name: b.Tenant.ID, title: b.Tenant.Name, Calls: b.Calls, Bursting: b.BurstingAllocated,
		Marks: Marks{
			Findings: slices.DeleteFunc(slices.Clone(b.Findings), func(f capacity.Finding) bool { return len(f.Path) != 1 }),
			Failures: slices.DeleteFunc(slices.Clone(shown.Failures), func(f collect.Failure) bool { return len(f.Path) != 1 }),
			calls:    b.Calls.Difference.IsNegative(),
			bursting: b.BurstingAllocated.Difference.IsNegative(),
			Absent:   b.Tenant.Assignment == capacity.NotAssigned,
			Gap:      shown.Done && anyUnread(b.Calls.Own, b.BurstingAllocated.Own),
			Done:     shown.Done,
		},
	}
}

// TenantLines are the figures of a tenant: its calls and its bursting, and the bursting that
// its groups may take where there is a finding of it.
func TenantLines(b capacity.Breakdown, now Marks) []Line {
	lines := []Line{
		{Label: "Calls", Sum: "allocated", Over: WordOver, Figures: b.Calls, Now: now},
		{Label: "Bursting", Sum: "allocated", Over: WordOver, Figures: b.BurstingAllocated, Now: now},
	}
	if slices.ContainsFunc(b.Findings, func(f capacity.Finding) bool { return f.Code == capacity.BurstingAvailable }) {
		lines = append(lines, Line{Label: "Burst avail.", Sum: "available", Over: "NEGATIVE", Figures: b.BurstingAvailable, Now: now, Doubtful: true})
	}
	return lines
}

// LevelColumns are the columns of the capacity tree.
func LevelColumns(glyphs ui.Glyphs) []ui.Column[Level] {
	calls := levelFigures(glyphs, "calls", "alloc", "diff", "ratio", func(l Level) capacity.Figures { return l.Calls })
	bursting := levelFigures(glyphs, "burst", "balloc", "bdiff", "bratio", func(l Level) capacity.Figures { return l.Bursting })
	// Where there is no room for all, the calls are what stays, with their ratio.
	bursting[0].Priority, bursting[1].Priority, bursting[3].Priority = 2, 3, 7
	mark := MarkColumn[Level](glyphs, 12)
	mark.Flex = true
	return slices.Concat([]ui.Column[Level]{
		{Key: "place", Title: "PLACE", Min: 15, Max: 36, Flex: true, Cell: func(l Level) ui.Cell { return ui.Cell{Text: l.Name} }},
		{Key: "name", Title: "NAME", Min: 10, Max: 30, Flex: true, Priority: 9, Cell: func(l Level) ui.Cell { return ui.Cell{Text: l.title} }},
	}, calls, bursting, []ui.Column[Level]{
		{Key: "gauge", Title: "ALLOCATED", Min: gaugeWidth, Priority: 8, Cell: func(l Level) ui.Cell { return l.gauge(glyphs) }},
		{
			Key: "state", Title: "STATE", Max: 14, Wide: true,
			Cell: func(l Level) ui.Cell { return l.stateCell(glyphs) },
			Also: func(l Level) string { return DownWord(l.down) },
		},
		mark,
	})
}

// levelFigures are own limit, allocated, difference and ratio of one kind of
// figures, called by these keys. Of a trunk group there is the own limit alone.
func levelFigures(glyphs ui.Glyphs, own, alloc, diff, ratio string, of func(Level) capacity.Figures) []ui.Column[Level] {
	isAbsent := func(l Level) bool { return l.Absent }
	isAlone := func(l Level) bool { return l.Depth == 2 || l.Absent && !of(l).Difference.IsNegative() }
	limit := LimitColumn(glyphs, own, isAbsent, func(l Level) capacity.Reading { return of(l).Own })
	return append([]ui.Column[Level]{limit}, GivenColumns(glyphs, alloc, diff, ratio, isAlone, of)...)
}

// DownWord is what people call a state that systems have several words for.
func DownWord(isDown bool) string {
	if isDown {
		return "down"
	}
	return ""
}

// stateCell is the state of a trunk group; of a group, how many are down.
func (l Level) stateCell(glyphs ui.Glyphs) ui.Cell {
	switch {
	case l.Depth == 1:
		return downCell(glyphs, l.Reported)
	case l.State == "":
		return page.Absent()
	}
	return ui.Cell{Text: l.State}
}

// DownColumn tells how many trunk groups of a group are down.
func DownColumn[R any](glyphs ui.Glyphs, of func(R) capacity.Group) ui.Column[R] {
	return ui.Column[R]{
		Key: "state", Title: "STATE", Min: 7, Wide: true,
		Cell: func(r R) ui.Cell { return downCell(glyphs, of(r)) },
		Also: func(r R) string { return DownWord(countDown(of(r)) > 0) },
	}
}

func downCell(glyphs ui.Glyphs, g capacity.Group) ui.Cell {
	n := countDown(g)
	switch {
	case n > 0:
		return ui.Cell{Text: strconv.Itoa(n) + " down", Tone: ui.Notice}
	case !g.TrunkGroupsListed:
		return ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}
	}
	return page.Absent()
}

func countDown(g capacity.Group) (n int) {
	for _, t := range g.TrunkGroups {
		if t.Down {
			n++
		}
	}
	return n
}

func (l Level) gauge(glyphs ui.Glyphs) ui.Cell {
	if l.Depth == 2 || l.Absent {
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
