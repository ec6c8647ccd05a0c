package browse

import (
	"slices"
	"strconv"

	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// levelPane is the preview of a level of the capacity: what each part takes of it, the totals
// and what is wrong.
type levelPane struct {
	kit   ui.Kit
	shown collect.Snapshot
	most  int // parts that are listed
}

func (p levelPane) tenant(b capacity.Breakdown, width int) []string {
	return slices.Concat([]string{""}, p.groups(b, width), p.totals(b, width), p.findings(b.Findings, width))
}

func (p levelPane) group(g capacity.GroupBreakdown, now figures.Marks, width int) []string {
	gauges := figures.Gauges(p.kit.Theme, width, figures.GroupLines(g.Calls, g.Bursting, now)...)
	return slices.Concat([]string{""}, gauges, p.trunkGroups(g, width), p.findings(g.Findings, width))
}

// section begins a part of a preview.
func (p levelPane) section(title string, right ui.Cell, width int) []string {
	return []string{"", ui.Rule{Title: ui.Cell{Text: title}, Right: right, Section: true}.Draw(p.kit.Theme, width)}
}

// titles are the heads of columns.
func titles(words ...string) []ui.Cell {
	cells := make([]ui.Cell, len(words))
	for i, word := range words {
		cells[i] = ui.Cell{Text: word, Tone: ui.Title}
	}
	return cells
}

// groups shows what each group was given of the tenant's calls, and what is left.
func (p levelPane) groups(b capacity.Breakdown, width int) []string {
	parts := make([]capacity.Reading, len(b.Groups))
	for i, g := range b.Groups {
		parts[i] = g.Calls.Own
	}
	pieces := figures.Slices(b.Calls, parts)
	rows := [][]ui.Cell{titles("GROUP", "EACH A SLICE OF THE TENANT", "MAX", "ALLOC", "DIFF", "")}
	for i, g := range b.Groups[:min(len(b.Groups), p.most)] {
		now := figures.GroupMarks(g, nil, p.shown.Done)
		row := []ui.Cell{{Text: g.Group.ID}, p.piece(pieces[i], width)}
		if now.Absent && !g.Calls.Difference.IsNegative() {
			rows = append(rows, append(row[:1], ui.Cell{Text: "not assigned", Tone: ui.Muted}))
			continue
		}
		rows = append(rows, append(row, figures.PartCells(p.kit.Theme.Glyphs, g.Calls, now)...))
	}
	if left, ok := b.Calls.Difference.Calls(); ok && left > 0 {
		rows = append(rows, []ui.Cell{{Text: "left", Tone: ui.Muted}, {}, {Text: figures.Short(left), Tone: ui.Strong}})
	}
	return append(page.Grid(p.kit.Theme, width, "llrrrl", rows...), p.andMore(len(b.Groups), "group", width)...)
}

// trunkGroups shows what each trunk group takes of its group's calls.
func (p levelPane) trunkGroups(g capacity.GroupBreakdown, width int) []string {
	all, glyphs := g.Group.TrunkGroups, p.kit.Theme.Glyphs
	number := ui.Cell{Text: strconv.Itoa(len(all)), Tone: ui.Strong, Then: []ui.Cell{{Text: ", each a slice of the bar above", Tone: ui.Muted}}}
	if len(all) == 0 {
		number = ui.Cell{Text: "none", Tone: ui.Muted}
		if !g.Group.TrunkGroupsListed {
			number = ui.Cell{Text: page.NotRead, Tone: ui.Unknown}
		}
		return p.section("trunk groups", number, width)
	}
	pieces, now := figures.TrunkGroupSlices(g), figures.Marks{Done: p.shown.Done}
	rows := [][]ui.Cell{titles("NAME", "CALLS", "MAX", "BURST", "STATE")}
	for i, t := range all[:min(len(all), p.most)] {
		detail, read := p.shown.TrunkGroups[g.Group.ID][t.Name]
		state := trunkGroupRow{TrunkGroup: t, detail: detail, read: read, Marks: now}.state(glyphs, false)
		rows = append(rows, []ui.Cell{
			{Text: t.Name},
			p.piece(pieces[i], width),
			now.Settle(glyphs, figures.ReadingCell(glyphs, t.MaxActiveCalls)),
			now.Settle(glyphs, figures.ReadingCell(glyphs, t.BurstingMaxActiveCalls)),
			state,
		})
	}
	lines := append(p.section("trunk groups", number, width), page.Grid(p.kit.Theme, width, "llrrl", rows...)...)
	return append(lines, p.andMore(len(all), "trunk group", width)...)
}

// piece draws what a part takes of the bar of all.
func (p levelPane) piece(bar ui.Bar, width int) ui.Cell {
	if bar == (ui.Bar{}) {
		return ui.Cell{}
	}
	return bar.Cell(p.kit.Theme.Glyphs, max(8, min(28, width-44)))
}

// andMore says how many parts are not listed.
func (p levelPane) andMore(n int, noun string, width int) []string {
	if n <= p.most {
		return nil
	}
	return []string{page.Line(p.kit.Theme, width, ui.Cell{Text: "and " + page.Count(n-p.most, "more "+noun), Tone: ui.Muted})}
}

// totals are the sums of a tenant against each other.
func (p levelPane) totals(b capacity.Breakdown, width int) []string {
	glyphs := p.kit.Theme.Glyphs
	var rows [][]ui.Cell
	add := func(label string, f capacity.Figures, isDoubtful bool) {
		given, own := figures.PairCells(glyphs, f, figures.Marks{Done: p.shown.Done})
		of := ui.Cell{Text: "of ", Tone: ui.Muted, Then: []ui.Cell{own}}
		if isDoubtful && given.Tone == ui.Over {
			given.Tone = ui.Notice
			word := "ceiling"
			if slices.ContainsFunc(b.Findings, func(f capacity.Finding) bool { return f.Code == capacity.BurstingAvailable }) {
				word = "NEGATIVE"
			}
			of.Then = append(of.Then, ui.Cell{Text: "  " + glyphs.Notice + " " + word, Tone: ui.Notice})
		}
		rows = append(rows, []ui.Cell{{Text: label, Tone: ui.Muted}, given, of})
	}
	add("calls given to groups", b.Calls, false)
	var below capacity.Sum
	for _, g := range b.Groups {
		part := capacity.Reading{}
		if total, complete := g.Calls.Allocated.Total(); complete {
			part = capacity.Read(total)
		}
		below = below.Add(part)
	}
	if given, complete := b.Calls.Allocated.Total(); complete {
		add("given to trunk groups", capacity.Figures{Own: capacity.Read(given), Allocated: below}, false)
	}
	add("bursting given to groups", b.BurstingAllocated, false)
	add("bursting groups may take", b.BurstingAvailable, true)
	return append(p.section("totals", ui.Cell{}, width), page.Grid(p.kit.Theme, width, "lrl", rows...)...)
}

// findings are what is wrong, worst first, each with its place.
func (p levelPane) findings(all []capacity.Finding, width int) []string {
	all = figures.Wrong(all, false)
	if len(all) == 0 {
		return nil
	}
	number := ui.Cell{Text: strconv.Itoa(len(all)), Tone: ui.Strong, Then: []ui.Cell{{Text: ", worst first", Tone: ui.Muted}}}
	lines := p.section("findings", number, width)
	for _, f := range all[:min(len(all), p.most)] {
		lines = append(lines, page.Line(p.kit.Theme, width, figures.FindingCell(p.kit.Theme.Glyphs, f, 1)))
	}
	return append(lines, p.andMore(len(all), "finding", width)...)
}
