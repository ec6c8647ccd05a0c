package trunks

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// edited is one thing that a form changes, or that is kept here beside it.
type edited struct{ what, from, to string }

// changesOf returns what a form changes so far, as the review will.
func changesOf(f *routingForm) []edited {
	var changes []edited
	for _, c := range routing.Diff(f.draft.Base, f.draft.Mine) {
		one := edited{nameOf(f, c.Route), cmp.Or(c.From, "none"), cmp.Or(c.To, "none")}
		row, _ := rowOf(f.draft, c.Route)
		switch c.Kind {
		case routing.Set:
			one.what = c.Field.Label()
		case routing.Reprioritised:
			one.what = "priority of " + one.what
		case routing.Reweighted:
			one.what = "weight of " + one.what
		case routing.Added:
			one.from = "not in the list"
			if wasParked(f, c.Route) {
				one.from = "parked here"
			}
		case routing.Removed:
			one.to = "not in the list"
			if row.Parked {
				one.to = "parked here, not sent"
			}
		case routing.Moved, routing.Converted:
		}
		changes = append(changes, one)
	}
	return append(changes, keptChanges(f)...)
}

// keptChanges are the changes of what is parked here, which is not sent.
func keptChanges(f *routingForm) []edited {
	if !f.draft.ParkedChanged() {
		return nil
	}
	var changes []edited
	for _, was := range parkedAtFirst(f) {
		name := nameOf(f, was.Route.TrunkGroup)
		row, at := rowOf(f.draft, was.Route.TrunkGroup)
		switch {
		case at < 0:
			changes = append(changes, edited{name, "parked here", "forgotten"})
		case row.Parked && row.Note != was.Note:
			changes = append(changes, edited{"note of " + name, cmp.Or(was.Note, "none"), cmp.Or(row.Note, "none")})
		case row.Parked && row.Route != was.Route:
			changes = append(changes, edited{name + ", parked", figuresText(was.Route), figuresText(row.Route)})
		}
	}
	return changes
}

func figuresText(r routing.Route) string {
	return fmt.Sprintf("priority %d, weight %d", r.Priority, r.Weight)
}

// parkedAtFirst are the rows that were parked when the form was opened.
func parkedAtFirst(f *routingForm) []routing.Parked {
	if len(f.draft.Steps) > 0 {
		return f.draft.Steps[0].Parked
	}
	return f.draft.Parked
}

func wasParked(f *routingForm, key routing.Key) bool {
	return slices.ContainsFunc(parkedAtFirst(f), func(p routing.Parked) bool { return p.Route.TrunkGroup == key })
}

// nameOf names a trunk group of the form, with its group where another has that name as well.
func nameOf(f *routingForm, key routing.Key) string {
	var shown routing.Trunk
	for _, row := range f.draft.Rows() {
		shown.Routes = append(shown.Routes, row.Route)
	}
	return nameAmong(key, shown, f.draft.Base)
}

// summaryLines are what stands below the routes: what the form changes so far, what it creates,
// or what that still needs. Where there is no room for all, the last line says how many more
// there are.
func summaryLines(f *routingForm, room int) []string {
	const head = 2 // a blank line and the rule
	title, right, lines := "changes so far", "shows them for review", changeLines(f)
	needed := neededOf(f)
	switch {
	case f.creating && len(needed) > 0:
		title, right, lines = "still needed", "", nil
		for _, what := range needed {
			lines = append(lines, []ui.Cell{{Text: ui.Blanks(tableGutter) + what}})
		}
	case f.creating:
		title, right, lines = "what is created", "shows it for review", createdLines(f)
	}
	if room <= head {
		return nil
	}
	if more := len(lines) - (room - head); more > 0 {
		lines = append(lines[:room-head-1], []ui.Cell{{Text: ui.Blanks(tableGutter) + "and " + strconv.Itoa(more+1) + " more", Tone: ui.Muted}})
	}
	rule := ui.Rule{Title: ui.Cell{Text: title}}
	if right != "" {
		rule.Right = ui.Cell{Text: f.kit.Keys.Save.Help().Key + " " + right, Tone: ui.Muted}
	}
	drawn := []string{"", rule.Draw(f.kit.Theme, f.width)}
	for _, cells := range lines {
		drawn = append(drawn, page.Line(f.kit.Theme, f.width, cells...))
	}
	return drawn
}

// changeLines are the changes, old and new, the values in one column.
func changeLines(f *routingForm) [][]ui.Cell {
	changes := changesOf(f)
	if len(changes) == 0 {
		return [][]ui.Cell{{{Text: ui.Blanks(tableGutter) + "none: what is typed shows here, old and new", Tone: ui.Muted}}}
	}
	const most = 38
	widest := most - 4
	for _, c := range changes {
		widest = max(widest, min(safetext.Width(safetext.Cell(c.what)), f.width/2))
	}
	lines := make([][]ui.Cell, len(changes))
	for i, c := range changes {
		lines[i] = []ui.Cell{
			{Text: ui.Blanks(tableGutter)},
			{Text: page.Pad(c.what, widest)},
			{Text: ui.Blanks(2)},
			{Text: " " + c.from + " ", Tone: ui.Old},
			{Text: " " + f.kit.Theme.Glyphs.To + " ", Tone: ui.Muted},
			{Text: " " + c.to + " ", Tone: ui.New},
		}
	}
	return lines
}

// createdLines are what is created.
func createdLines(f *routingForm) [][]ui.Cell {
	mine := f.draft.Mine
	facts := []struct{ label, text string }{
		{"name", mine.Name},
		{"mode", string(mine.Mode)},
		{"max reroutes", pointed(mine.MaxReroutes)},
		{"when exhausted", strings.ToLower(exhaustion(mine))},
		{"capacity management", management(mine)},
		{"routes", ui.Count(len(mine.Routes), "route")},
	}
	if mine.Mode == routing.Ordered {
		facts[1].label, facts[1].text = "mode, algorithm", facts[1].text+", "+mine.OrderingAlgorithm
	} else {
		facts[2].text += ", within a priority " + pointed(mine.MaxReroutesWithinPriority)
	}
	down := 0
	for _, r := range mine.Routes {
		if f.around.isDown(r.TrunkGroup) {
			down++
		}
	}
	if down > 0 {
		facts[len(facts)-1].text += fmt.Sprintf(", of which %d down", down)
	}
	lines := make([][]ui.Cell, len(facts))
	for i, fact := range facts {
		lines[i] = []ui.Cell{{Text: ui.Blanks(tableGutter)}, {Text: page.Pad(fact.label, 22), Tone: ui.Muted}, {Text: " " + fact.text + " ", Tone: ui.New}}
	}
	return lines
}

// neededOf is what a new enterprise trunk has to be given yet.
func neededOf(f *routingForm) []string {
	var needed []string
	for _, field := range f.draft.Mine.Unset() {
		what := "a " + field.Label()
		needed = append(needed, what)
	}
	return needed
}

// neededLines say that in one line, where there is no room for more.
func neededLines(f *routingForm) []string {
	needed := neededOf(f)
	if len(needed) == 0 {
		return nil
	}
	text := ui.Blanks(tableGutter) + "still needed: " + strings.Join(needed, ", ")
	return []string{"", page.Line(f.kit.Theme, f.width, ui.Cell{Text: text})}
}
