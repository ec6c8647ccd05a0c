package figures

import (
	"strings"

	"banyan/capacity"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// Lines tells each kind of figures in a line: a gauge, own limit, sum,
// difference and ratio below each other, and the word for a negative one, as far as
// there is room.
func Lines(glyphs ui.Glyphs, width int, kinds ...Line) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, form := range figuresForms() {
		if lines = form.lines(glyphs, kinds); widest(lines) <= width {
			break
		}
	}
	return lines
}

// figuresForms are the forms from the widest to the narrowest. No number is ever cut,
// and the difference with its mark is what stays to the end.
func figuresForms() []figuresForm {
	return []figuresForm{
		{bar: true, ratio: true, limits: true, long: true},
		{ratio: true, limits: true, long: true},
		{ratio: true, limits: true},
		{limits: true},
		{},
	}
}

// figuresForm is how much of the figures a line tells.
type figuresForm struct{ bar, ratio, limits, long bool }

func (form figuresForm) lines(glyphs ui.Glyphs, kinds []Line) [][]ui.Cell {
	label := column(kinds, func(n Line) string { return n.Label })
	given := column(kinds, func(n Line) string { return form.given(glyphs, n) })
	own := column(kinds, func(n Line) string { return "max " + n.Now.Settle(glyphs, ReadingCell(glyphs, n.Figures.Own)).Text })
	bar := column(kinds, func(n Line) string { return gauge(glyphs, 8, n.Figures) })
	difference := column(kinds, func(n Line) string { return n.Now.Settle(glyphs, differenceCell(glyphs, n.Figures.Difference)).Text })
	ratio := column(kinds, form.ratioOf)
	lines := make([][]ui.Cell, len(kinds))
	for i, n := range kinds {
		text := "  "
		if form.bar {
			text += bar[i] + "  "
		}
		if form.limits {
			text += own[i] + "  " + given[i] + "  "
		}
		text += form.word("difference", "diff") + " "
		lines[i] = []ui.Cell{{Text: " " + label[i], Tone: ui.Strong}, {Text: text}, n.resultCell(glyphs, difference[i]+ratio[i])}
	}
	return lines
}

// column makes texts equally wide.
func column(kinds []Line, of func(Line) string) []string {
	texts, widest := make([]string, len(kinds)), 0
	for i, n := range kinds {
		texts[i] = of(n)
		widest = max(widest, safetext.Width(texts[i]))
	}
	for i, text := range texts {
		texts[i] += strings.Repeat(" ", widest-safetext.Width(text))
	}
	return texts
}

func (form figuresForm) given(glyphs ui.Glyphs, n Line) string {
	return form.word(n.Sum, n.Sum[:5]) + " " + n.Now.Settle(glyphs, sumCell(glyphs, n.Figures.Allocated)).Text
}

func (form figuresForm) ratioOf(n Line) string {
	if ratio := RatioText(n.Figures); form.ratio && ratio != page.NotApplicable {
		return "  " + ratio
	}
	return ""
}

// Line is one kind of figures of a level with its words: what it is, what its sum
// is, and what it is called when its difference is negative.
type Line struct {
	Label, Sum, Over string
	Figures          capacity.Figures
	Now              Marks
	Doubtful         bool // a negative difference is a matter of notice, not of over-allocation
}

// resultCell is the difference with the mark of a negative one.
func (n Line) resultCell(glyphs ui.Glyphs, text string) ui.Cell {
	switch {
	case !n.Figures.Difference.IsNegative():
		return ui.Cell{Text: strings.TrimRight(text, " ")}
	case n.Doubtful:
		return ui.Cell{Text: text + " " + glyphs.Notice + " " + n.Over, Tone: ui.Notice}
	}
	return ui.Cell{Text: text + " " + glyphs.Over + " " + n.Over, Tone: ui.Over}
}

func (form figuresForm) word(long, short string) string {
	if form.long {
		return long
	}
	return short
}

func widest(lines [][]ui.Cell) int {
	most := 0
	for _, cells := range lines {
		width := 0
		for _, cell := range cells {
			width += safetext.Width(cell.Text)
		}
		most = max(most, width)
	}
	return most
}
