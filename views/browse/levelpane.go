package browse

import (
	"slices"
	"strconv"

	"github.com/charmbracelet/bubbles/key"

	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// levelPane draws the preview of a level of the capacity: what each part takes of it, what is
// wrong, and what would mend that.
type levelPane struct {
	*page.Pane
	kit   ui.Kit
	shown collect.Snapshot
	most  int           // things of a kind that are listed
	edits []key.Binding // opens the form of its limits; none where nothing can be saved
	out   func(group, trunkGroup string) figures.Out
	opens bool // enter opens what is below it
}

// mostIn is how many things of a kind a preview lists on a page of so many lines.
func mostIn(height int) int { return min(max(4, height/3), 12) }

// tenant shows where the calls of a tenant go.
func (p levelPane) tenant(b capacity.Breakdown, now figures.Marks) {
	p.groups(b)
	p.totals(b)
	now.Findings, now.Failures = b.Findings, p.shown.Failures
	found(p.Pane, now.All(p.kit.Theme.Glyphs, 1), p.most, "tenant")
}

// group shows what the trunk groups of a group hold of it, each the next piece of its own bar.
func (p levelPane) group(g capacity.GroupBreakdown, now figures.Marks) {
	gauges := figures.GaugeRows(p.kit.Theme.Glyphs, figures.GroupLines(g.Calls, g.Bursting, now)...)
	p.Grid(figures.GaugeLayout, append(gauges, p.trunkGroups(g, now)...)...)
	p.More(len(g.Group.TrunkGroups) - p.most)
	found(p.Pane, now.All(p.kit.Theme.Glyphs, 2), p.most, "group")
	remedy{levelPane: p, g: g, isAbsent: now.Absent}.draw()
	p.fromAbove(g.Group, now)
}

// titles are the heads of columns.
func titles(words ...string) page.Row {
	row := page.Row{Cells: make([]ui.Cell, len(words))}
	for i, word := range words {
		row.Cells[i] = ui.Cell{Text: word, Tone: ui.Title}
	}
	return row
}

// groups shows what each group was given of the tenant's calls, and what is left.
func (p levelPane) groups(b capacity.Breakdown) {
	parts := make([]capacity.Reading, len(b.Groups))
	for i, g := range b.Groups {
		parts[i] = g.Calls.Own
	}
	pieces := figures.Slices(b.Calls, parts)
	rows := []page.Row{titles("GROUP", "EACH A SLICE OF THE TENANT", "MAX", "ALLOC", "DIFF", "")}
	for i, g := range b.Groups[:min(len(b.Groups), p.most)] {
		now := figures.GroupMarks(g, nil, p.shown.Done)
		row := page.Row{Bar: pieces[i], Cells: []ui.Cell{{Text: safetext.Name(g.Group.ID)}, {}}}
		if now.Absent && !g.Calls.Difference.IsNegative() {
			row = page.Row{Cells: []ui.Cell{row.Cells[0], {Text: "not assigned", Tone: ui.Muted}}}
		} else {
			row.Cells = append(row.Cells, figures.PartCells(p.kit.Theme.Glyphs, g.Calls, now)...)
			last := len(row.Cells) - 1
			row.Cells[last] = page.Joined(ui.Cell{Text: " "}, row.Cells[last], p.out(g.Group.ID, "").Mark(p.kit.Theme.Glyphs))
		}
		rows = append(rows, row)
	}
	if more := len(b.Groups) - p.most; more > 0 {
		rows = append(rows, page.Row{Cells: []ui.Cell{page.More(more)}})
	}
	if left, ok := b.Calls.Difference.Calls(); ok && left > 0 {
		rows = append(rows, page.Row{Cells: []ui.Cell{{Text: "left", Tone: ui.Muted}, {}, {Text: figures.Short(left), Tone: ui.Strong}}})
	}
	p.Grid("n  b  r  r  r  l", rows...)
}

// trunkGroups are rows below the gauges of a group, which share their columns.
func (p levelPane) trunkGroups(g capacity.GroupBreakdown, now figures.Marks) []page.Row {
	all, glyphs := g.Group.TrunkGroups, p.kit.Theme.Glyphs
	title := ui.Rule{Title: ui.Cell{Text: "trunk groups"}, Right: ui.Cell{Text: strconv.Itoa(len(all)) + ", each a slice of the bar above", Tone: ui.Muted}, Section: true}
	switch {
	case len(all) > 0:
	case now.Absent:
		return nil
	case !g.Group.TrunkGroupsListed:
		title.Right = now.Settle(glyphs, ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown})
		return []page.Row{{Title: title}}
	default:
		title.Right = ui.Cell{Text: "none", Tone: ui.Muted}
		return []page.Row{{Title: title}}
	}
	pieces := figures.TrunkGroupSlices(g)
	rows := []page.Row{{Title: title}, titles("", "NAME", "CALLS", "MAX", "", "BURST", " STATE")}
	for i, t := range all[:min(len(all), p.most)] {
		detail, read := p.shown.TrunkGroups[g.Group.ID][t.Name]
		state := trunkGroupRow{TrunkGroup: t, detail: detail, read: read, Marks: now}.state(glyphs, len(t.UsedBy) > 0)
		state = page.Joined(ui.Cell{Text: " "}, state, p.out(g.Group.ID, t.Name).Mark(glyphs))
		rows = append(rows, page.Row{Bar: pieces[i], Cells: []ui.Cell{
			{},
			{Text: safetext.Name(t.Name)},
			{},
			now.Settle(glyphs, figures.ReadingCell(glyphs, t.MaxActiveCalls)),
			{},
			now.Settle(glyphs, figures.ReadingCell(glyphs, t.BurstingMaxActiveCalls)),
			{Text: " ", Then: append([]ui.Cell{{Text: state.Text, Tone: state.Tone}}, state.Then...)},
		}})
	}
	return rows
}

// totals are the sums of a tenant against each other.
func (p levelPane) totals(b capacity.Breakdown) {
	glyphs := p.kit.Theme.Glyphs
	var rows []page.Row
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
		rows = append(rows, page.Row{Cells: []ui.Cell{{Text: label, Tone: ui.Muted}, given, of}})
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
		add("of these given to trunk groups", capacity.Figures{Own: capacity.Read(given), Allocated: below}, false)
	}
	add("bursting given to groups", b.BurstingAllocated, false)
	add("bursting groups may take", b.BurstingAvailable, true)
	p.Section("totals", "")
	p.Grid("l  r l", rows...)
}

// fromAbove tells what the tenant permits a group, and what share of the tenant it has.
func (p levelPane) fromAbove(g capacity.Group, now figures.Marks) {
	if now.Absent {
		return
	}
	glyphs := p.kit.Theme.Glyphs
	value := func(r capacity.Reading) ui.Cell { return now.Settle(glyphs, figures.ReadingCell(glyphs, r)) }
	word := func(text string) ui.Cell { return ui.Cell{Text: text, Tone: ui.Muted} }
	p.Section("limits from above", "")
	p.Line(word("tenant permits  "), value(g.MaxAvailableActiveCalls), word(" calls  "+glyphs.Dot+"  "), value(g.BurstingMaxAvailableActiveCalls), word(" bursting"))
	p.Line(word("of the tenant   "), value(g.MaxActiveCalls), word(" of its "+value(p.shown.Breakdown.Tenant.MaxActiveCalls).Text+" calls"))
}

// found lists what is wrong at a place, worst first, and where. own names the place itself
// beside what lies below it.
func found(pane *page.Pane, all []figures.FindingParts, most int, own string) {
	if len(all) == 0 {
		return
	}
	isBelow := slices.ContainsFunc(all, func(t figures.FindingParts) bool { return t.Place != "" })
	var rows []page.Row
	for _, t := range all[:min(len(all), most)] {
		if isBelow && t.Place == "" {
			t.Place = own
		}
		rows = append(rows, page.Row{Cells: []ui.Cell{t.Sign, {Text: t.Place}, t.Text}})
	}
	right := strconv.Itoa(len(all))
	if len(all) > 1 {
		right += ", worst first"
	} else if all[0].Sign.Text == "" {
		right = ""
	}
	pane.Section("findings", right)
	pane.Grid("l n  l", rows...)
	pane.More(len(all) - most)
}
