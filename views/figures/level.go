package figures

import (
	"fmt"
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
	unread          bool           // of a trunk group: whether it is down was not read
	slice           ui.Bar         // of a trunk group: its piece of the group's bar; zero where it has none
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
		pieces := TrunkGroupSlices(g)
		for i, t := range g.Group.TrunkGroups {
			pieces[i].Bare = pieces[i] != (ui.Bar{})
			rows = append(rows, Level{
				Depth: 2, Group: id, Name: t.Name, down: t.Down, unread: t.StateUnread, slice: pieces[i],
				State:    shown.TrunkGroups[id][t.Name].State,
				Calls:    capacity.Figures{Own: t.MaxActiveCalls},
				Bursting: capacity.Figures{Own: t.BurstingMaxActiveCalls},
				Marks:    marks(t),
			})
		}
	}
	return rows
}

// TrunkGroupSlices returns what each trunk group takes of its group's calls.
func TrunkGroupSlices(g capacity.GroupBreakdown) []ui.Bar {
	parts := make([]capacity.Reading, len(g.Group.TrunkGroups))
	for i, t := range g.Group.TrunkGroups {
		parts[i] = t.MaxActiveCalls
	}
	return Slices(g.Calls, parts)
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
	place := ui.Column[Level]{Key: "place", Title: "PLACE", About: "the id of the level", Min: 20, Max: 60, Flex: true, Middle: true, Cell: Level.placeCell}
	name := ui.Column[Level]{
		Key: "name", Title: "NAME", Min: 10, Max: 30, Flex: true, Priority: 9, Spare: true,
		Cell: func(l Level) ui.Cell { return ui.Cell{Text: l.title, Tone: l.tone()} },
	}
	calls := levelFigures(glyphs, "ALLOC/MAX", "calls", "alloc", "diff", "ratio", func(l Level) capacity.Figures { return l.Calls })
	bursting := levelFigures(glyphs, "BURST", "burst", "balloc", "bdiff", "bratio", func(l Level) capacity.Figures { return l.Bursting })
	calls[3].Priority, bursting[0].Priority, bursting[2].Priority, bursting[3].Wide = 8, 2, 3, true
	state := ui.Column[Level]{
		Key: "state", Title: "STATE", About: "as the platform reports it", Max: 14, Wide: true,
		Cell: func(l Level) ui.Cell { return l.stateCell(glyphs) },
		Also: func(l Level) string { return DownWord(l.down) },
	}
	mark := MarkColumn[Level](glyphs, 15)
	mark.Title, mark.Flex = "FINDING", true
	mark.Cell = func(l Level) ui.Cell { return l.markCell(glyphs) }
	return slices.Concat([]ui.Column[Level]{place, name, levelBar(glyphs)}, calls, bursting, []ui.Column[Level]{state, mark})
}

// markCell is what is wrong at a level, or how much of it was read.
func (l Level) markCell(glyphs ui.Glyphs) ui.Cell {
	cell := MarkCell(glyphs, l.Marks)
	read, of := l.Calls.Allocated.Parts()
	if l.Depth == 2 || read == of || cell.Text != "" && cell.Tone != ui.Unknown {
		return cell
	}
	return l.Settle(glyphs, ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown, Then: []ui.Cell{{Text: fmt.Sprintf(" %d of %d read", read, of), Tone: ui.Unknown}}})
}

// tone is the tone of what a level is called: the tenant stands out.
func (l Level) tone() ui.Tone {
	if l.Depth == 0 {
		return ui.Strong
	}
	return ui.Plain
}

func (l Level) placeCell() ui.Cell { return ui.Cell{Text: l.Name, Tone: l.tone(), Name: true} }

// levelBar shows what was given out of the calls of a level; of a trunk group, which piece of
// its group's bar it takes.
func levelBar(glyphs ui.Glyphs) ui.Column[Level] {
	column := BarColumn("CALLS", glyphs, Level.isAlone, func(l Level) capacity.Figures { return l.Calls })
	whole := column.Bar
	column.Bar = func(l Level, width int) ui.Cell {
		if l.Depth < 2 {
			return whole(l, width)
		}
		if l.slice == (ui.Bar{}) {
			return ui.Cell{}
		}
		return l.slice.Cell(glyphs, width)
	}
	return column
}

// isAlone reports whether nothing is below a level that its calls are compared with.
func (l Level) isAlone() bool { return l.Depth == 2 || l.Absent && !l.Calls.Difference.IsNegative() }

// levelFigures are allocated, own limit, difference and ratio of one kind of figures, called
// by these keys. Of a trunk group there is the own limit alone.
func levelFigures(glyphs ui.Glyphs, title, own, alloc, diff, ratio string, of func(Level) capacity.Figures) []ui.Column[Level] {
	isAbsent := func(l Level) bool { return l.Absent && !of(l).Difference.IsNegative() }
	columns := append(Pair(glyphs, title, alloc, own, isAbsent, of), GivenColumns(glyphs, alloc, diff, ratio, isAbsent, of)[1:]...)
	limit := columns[1]
	for i := range columns {
		columns[i] = aboveTrunkGroups(columns[i])
	}
	columns[1].Number = limit.Number
	columns[1].Cell = func(l Level) ui.Cell {
		cell := limit.Cell(l)
		if l.Depth == 2 { // below the limits of the groups; nothing was given out of it
			cell.Text = " " + strings.TrimPrefix(cell.Text, "/")
			if cell.Tone == ui.Muted && !isZero(of(l).Own) {
				cell.Tone = ui.Plain
			}
		}
		return cell
	}
	columns[2].Min, columns[3].Min, columns[3].Near = 4, 5, false
	return columns
}

// aboveTrunkGroups leaves a column empty at trunk groups.
func aboveTrunkGroups(c ui.Column[Level]) ui.Column[Level] {
	cell, number := c.Cell, c.Number
	c.Cell = func(l Level) ui.Cell {
		if l.Depth == 2 {
			return ui.Cell{}
		}
		return cell(l)
	}
	c.Number = func(l Level) (float64, bool) {
		if l.Depth == 2 {
			return 0, false
		}
		return number(l)
	}
	return c
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
	case l.unread:
		return page.Unread()
	case l.State == "" && l.down: // a scan kept that, without the word for it
		return ui.Cell{Text: DownWord(true), Tone: ui.Notice}
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
	isUnread := slices.ContainsFunc(g.TrunkGroups, func(t capacity.TrunkGroup) bool { return t.StateUnread })
	switch {
	case n > 0 && isUnread:
		return ui.Cell{Text: glyphs.AtLeast + strconv.Itoa(n) + " down", Tone: ui.Notice}
	case n > 0:
		return ui.Cell{Text: strconv.Itoa(n) + " down", Tone: ui.Notice}
	case !g.TrunkGroupsListed:
		return ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}
	case isUnread:
		return page.Unread()
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
