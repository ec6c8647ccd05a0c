package views

import (
	"slices"
	"strings"

	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/ui"
)

// gaugeWidth is how many cells the bar of a row takes.
const gaugeWidth = 12

// level is a row of the capacity tree: the tenant (depth 0), a group (1) or a
// trunk group (2). A trunk group has own limits alone, for nothing is below it.
type level struct {
	depth           int
	group           string // id of the group that it is or belongs to
	name            string // what tells it apart: an id or a trunk group's name
	title           string // what a tenant or a group is called beside its id
	calls, bursting capacity.Figures
	reported        capacity.Group // of a group
	state           string         // of a trunk group, as reported
	down            bool           // it, or a trunk group of it, is down
	trouble         trouble
}

func (l level) id() string {
	if l.depth < 2 {
		return l.group
	}
	return l.group + "\x00" + l.name
}

func (l level) place() trouble { return l.trouble }

// levels lays a breakdown out as an outline.
func levels(shown collect.Snapshot) []level {
	b := shown.Breakdown
	failures := byGroup(shown.Failures)
	rows := []level{tenantLevel(shown)}
	for _, g := range b.Groups {
		of := failures[g.Group.ID]
		rows = append(rows, level{
			depth: 1, group: g.Group.ID, name: g.Group.ID, title: g.Group.Name,
			calls: g.Calls, bursting: g.Bursting, trouble: groupTrouble(g, of, shown.Done),
			reported: g.Group, down: countDown(g.Group) > 0,
		})
		findings := byTrunkGroup(g.Findings)
		for _, t := range g.Group.TrunkGroups {
			rows = append(rows, level{
				depth: 2, group: g.Group.ID, name: t.Name, down: t.Down,
				state:    shown.TrunkGroups[g.Group.ID][t.Name].State,
				calls:    capacity.Figures{Own: t.MaxActiveCalls},
				bursting: capacity.Figures{Own: t.BurstingMaxActiveCalls},
				trouble: trouble{
					findings: findings[t.Name],
					failures: ofTrunkGroup(of, t.Name),
					gap:      shown.Done && anyUnread(t.MaxActiveCalls, t.BurstingMaxActiveCalls),
					done:     shown.Done,
				},
			})
		}
	}
	return rows
}

// tenantLevel is the first row: what the tenant holds against what its groups hold.
func tenantLevel(shown collect.Snapshot) level {
	b := shown.Breakdown
	at := level{name: b.Tenant.ID, title: b.Tenant.Name, calls: b.Calls, bursting: b.BurstingAllocated}
	at.trouble = trouble{
		calls:    b.Calls.Difference.IsNegative(),
		bursting: b.BurstingAllocated.Difference.IsNegative(),
		absent:   b.Tenant.Assignment == capacity.NotAssigned,
		gap:      shown.Done && anyUnread(b.Calls.Own, b.BurstingAllocated.Own),
		done:     shown.Done,
	}
	for _, f := range b.Findings {
		if len(f.Path) == 1 {
			at.trouble.findings = append(at.trouble.findings, f)
		}
	}
	for _, f := range shown.Failures {
		if len(f.Path) == 1 {
			at.trouble.failures = append(at.trouble.failures, f)
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

// levelColumns are the columns of the capacity tree.
func levelColumns(glyphs ui.Glyphs) []ui.Column[level] {
	columns := []ui.Column[level]{
		{Key: "place", Title: "PLACE", Min: 15, Max: 36, Flex: true, Cell: func(l level) ui.Cell { return ui.Cell{Text: l.name} }},
		{Key: "name", Title: "NAME", Min: 10, Max: 30, Flex: true, Priority: 9, Cell: func(l level) ui.Cell { return ui.Cell{Text: l.title} }},
	}
	calls := levelFigures(glyphs, "calls", "alloc", "diff", "ratio", func(l level) capacity.Figures { return l.calls })
	bursting := levelFigures(glyphs, "burst", "balloc", "bdiff", "bratio", func(l level) capacity.Figures { return l.bursting })
	// Where there is no room for all, the calls are what stays, with their ratio.
	bursting[0].Priority, bursting[1].Priority, bursting[3].Priority = 2, 3, 7
	return append(slices.Concat(columns, calls, bursting),
		ui.Column[level]{Key: "gauge", Title: "ALLOCATED", Min: gaugeWidth, Priority: 8, Cell: func(l level) ui.Cell { return l.gauge(glyphs) }},
		wide(ui.Column[level]{
			Key: "state", Title: "STATE", Max: 14,
			Cell: func(l level) ui.Cell { return l.stateCell(glyphs) },
			Also: func(l level) string { return downWord(l.down) },
		}),
		ui.Column[level]{Key: "mark", Min: 12, Max: 26, Flex: true, Pinned: true, Cell: func(l level) ui.Cell { return markCell(glyphs, l.trouble) }, Also: func(l level) string { return l.trouble.allWords() }})
}

// stateCell is the state of a trunk group as reported; of a group, how many are
// down.
func (l level) stateCell(glyphs ui.Glyphs) ui.Cell {
	switch {
	case l.depth == 1:
		return downCell(glyphs, l.reported)
	case l.state == "":
		return absent()
	}
	return ui.Cell{Text: l.state}
}

// levelFigures are own limit, allocated, difference and ratio of one kind of
// figures, called by these keys. Of a trunk group there is the own limit alone.
func levelFigures(glyphs ui.Glyphs, own, alloc, diff, ratio string, of func(level) capacity.Figures) []ui.Column[level] {
	isAbsent := func(l level) bool { return l.trouble.absent }
	isAlone := func(l level) bool {
		return l.depth == 2 || l.trouble.absent && !of(l).Difference.IsNegative()
	}
	limit := func(l level) capacity.Reading { return of(l).Own }
	given := func(l level) capacity.Sum { return of(l).Allocated }
	difference := func(l level) capacity.Difference { return of(l).Difference }
	return []ui.Column[level]{
		figureColumn(own, strings.ToUpper(own), isAbsent, limit, limits(glyphs)),
		near(figureColumn(alloc, strings.ToUpper(alloc), isAlone, given, sums(glyphs))),
		near(figureColumn(diff, strings.ToUpper(diff), isAlone, difference, differences(glyphs))),
		near(figureColumn(ratio, strings.ToUpper(ratio), isAlone, of, ratios())),
	}
}

// gauge shows what was allocated of the calls.
func (l level) gauge(glyphs ui.Glyphs) ui.Cell {
	if l.depth == 2 || l.trouble.absent {
		return ui.Cell{}
	}
	cell := ui.Cell{Text: gauge(glyphs, gaugeWidth, l.calls)}
	if l.calls.Difference.IsNegative() {
		cell.Tone = ui.Over
	}
	return cell
}
