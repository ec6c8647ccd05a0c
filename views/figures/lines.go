package figures

import (
	"strconv"
	"strings"

	"banyan/capacity"
	"banyan/ui"
	"banyan/views/page"
)

// Line is one kind of figures of a level with its words: what it is, what its sum
// is, and what it is called when its difference is negative.
type Line struct {
	Place            string // before the label of a gauge, in plain text
	Label, Sum, Over string
	Figures          capacity.Figures
	Now              Marks
	Doubtful         bool // a negative difference is a matter of notice, not of over-allocation
}

// GroupLines are the figures of a group.
func GroupLines(calls, bursting capacity.Figures, now Marks) []Line {
	return []Line{
		{Label: "Calls", Sum: "allocated", Over: WordOver, Figures: calls, Now: now},
		{Label: "Bursting", Sum: "allocated", Over: WordBurstOver, Figures: bursting, Now: now},
	}
}

// Text tells the figures in words.
func (n Line) Text() string {
	f := n.Figures
	given, how, partly := strings.Cut(f.Allocated.String(), ", ")
	if partly {
		given += " (" + how + ")"
	}
	text := n.Label + ": max " + f.Own.String() + ", " + n.Sum + " " + given + ", difference " + f.Difference.String()
	if ratio := RatioText(f); ratio != page.NotApplicable {
		text += ", " + ratio
	}
	if f.Difference.IsNegative() {
		text += ", " + n.Over
	}
	return text
}

// Gauges draws kinds of figures below each other: a label, a bar, "114/226", and what is left
// or how much is over. No line is wider than width.
func Gauges(theme ui.Theme, width int, kinds ...Line) []string {
	return page.Grid(theme, width, max(barMax, width-160), " "+GaugeLayout, GaugeRows(theme.Glyphs, kinds...)...)
}

// GaugeLayout is the layout of GaugeRows in a grid: place, label, bar, given, limit, and how
// many are left or over, with its words.
const GaugeLayout = "n  n  b  rl  r l"

// PartsLayout is that of a list of parts, whose bars stand where they do whatever the names.
const PartsLayout = "n  w  b  rl  r l"

// GaugeRows are the rows of gauges in a grid.
func GaugeRows(glyphs ui.Glyphs, kinds ...Line) []page.Row {
	rows := make([]page.Row, len(kinds))
	for i, n := range kinds {
		bar, alone := n.bar()
		number, words := n.left(glyphs)
		rows[i] = page.Row{Bar: bar, Cells: []ui.Cell{{Text: n.Place}, {Text: n.Label, Tone: ui.Muted}, alone, n.given(glyphs), n.limit(glyphs), number, words}}
	}
	return rows
}

// isAbsent reports whether trunking is not assigned and nothing was left there.
func (n Line) isAbsent() bool { return n.Now.Absent && !n.Figures.Difference.IsNegative() }

func (n Line) given(glyphs ui.Glyphs) ui.Cell {
	if n.isAbsent() {
		return page.Absent()
	}
	cell := settleGiven(glyphs, n.Now, GivenCell(glyphs, n.Figures))
	if n.Doubtful && cell.Tone == ui.Over {
		cell.Tone = ui.Notice
	}
	return cell
}

func (n Line) limit(glyphs ui.Glyphs) ui.Cell {
	if n.isAbsent() {
		return ui.Cell{}
	}
	return settleLimit(n.Now, LimitCell(glyphs, n.Figures.Own))
}

// bar is the bar of a gauge, or the words in its place; what is over and only a matter of
// notice is not red.
func (n Line) bar() (ui.Bar, ui.Cell) {
	if n.isAbsent() {
		return ui.Bar{}, ui.Cell{}
	}
	bar, ok := BarOf(n.Figures)
	if !ok {
		return ui.Bar{}, noBar(n.Figures)
	}
	bar.Meant, bar.Scale = n.Doubtful, 1 // of nothing there is a track as well
	return bar, ui.Cell{}
}

// brief tells what the figures are, "9/18", and by how much they are over.
func (n Line) brief(glyphs ui.Glyphs) ui.Cell {
	label := strings.ToLower(strings.TrimSuffix(n.Label, "."))
	figure := n.given(glyphs).Text + n.limit(glyphs).Text
	if n.Figures.Difference.IsNegative() {
		return SeverityCell(glyphs, n.severity(), n.Over+" "+figure+" "+differenceCell(glyphs, n.Figures.Difference).Text)
	}
	return ui.Cell{Text: label + " ", Tone: ui.Muted, Then: []ui.Cell{{Text: figure}}}
}

// left tells what is left of a limit, or how much is over: a number and words, or words alone.
func (n Line) left(glyphs ui.Glyphs) (number, words ui.Cell) {
	d := n.Figures.Difference
	switch calls, exact := d.Calls(); {
	case n.isAbsent():
		return ui.Cell{}, ui.Cell{Text: wordNotAssigned, Tone: ui.Muted}
	case d.IsNegative():
		// The label says already what the figures are of.
		words = SeverityCell(glyphs, n.severity(), strings.TrimPrefix(n.Over, wordBurst+" "))
		return ui.Cell{Text: differenceCell(glyphs, d).Text, Tone: words.Tone}, words
	case IsFull(n.Figures):
		return ui.Cell{}, ui.Cell{Text: glyphs.Full + " " + wordFull, Tone: ui.Full}
	case exact && calls == 0, d.IsUnlimited():
		return ui.Cell{}, ui.Cell{}
	case exact:
		return ui.Cell{Text: Short(calls), Tone: ui.Strong}, ui.Cell{Text: "left", Tone: ui.Muted}
	}
	switch read, of := n.Figures.Allocated.Parts(); {
	case n.Now.Done:
	case read < of:
		return ui.Cell{}, ui.Cell{Text: "so far, " + strconv.Itoa(read) + " of " + ui.Count(of, "limit"), Tone: ui.Unknown}
	case of == 0: // of which parts is on its way
		return ui.Cell{}, ui.Cell{}
	}
	return ui.Cell{}, ui.Cell{Text: page.NotRead + " " + wordIncomplete, Tone: ui.Unknown}
}

// severity is how bad it is where more is given out than there is.
func (n Line) severity() capacity.Severity {
	if n.Doubtful {
		return capacity.Notice
	}
	return capacity.Over
}

// Briefs tells kinds of figures in a few words each: "calls 114/226   bursting 9/18".
func Briefs(glyphs ui.Glyphs, kinds ...Line) ui.Cell {
	cells := make([]ui.Cell, len(kinds))
	for i, n := range kinds {
		cells[i] = n.brief(glyphs)
	}
	return page.Joined(ui.Cell{Text: "   "}, cells...)
}
