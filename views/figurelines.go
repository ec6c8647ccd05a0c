package views

import (
	"strings"

	"banyan/capacity"
	"banyan/internal/safetext"
	"banyan/ui"
)

// named is one kind of figures of a level with its words: what it is, what its sum
// is, and what it is called when its difference is negative.
type named struct {
	label, sum, over string
	figures          capacity.Figures
	now              trouble
	doubtful         bool // a negative difference is a matter of notice, not of over-allocation
}

// figuresForm is how much of the figures a line tells.
type figuresForm struct{ bar, ratio, limits, long bool }

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

// figuresLines tells each kind of figures in a line: a gauge, own limit, sum,
// difference and ratio below each other, and the word for a negative one, as far as
// there is room.
func figuresLines(glyphs ui.Glyphs, width int, kinds ...named) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, form := range figuresForms() {
		if lines = form.lines(glyphs, kinds); widest(lines) <= width {
			break
		}
	}
	return lines
}

func (form figuresForm) lines(glyphs ui.Glyphs, kinds []named) [][]ui.Cell {
	label := column(kinds, func(n named) string { return n.label })
	given := column(kinds, func(n named) string { return form.given(glyphs, n) })
	own := column(kinds, func(n named) string { return "max " + n.now.settle(glyphs, readingCell(glyphs, n.figures.Own)).Text })
	bar := column(kinds, func(n named) string { return gauge(glyphs, 8, n.figures) })
	difference := column(kinds, func(n named) string { return n.now.settle(glyphs, differenceCell(glyphs, n.figures.Difference)).Text })
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

func (form figuresForm) given(glyphs ui.Glyphs, n named) string {
	return form.word(n.sum, n.sum[:5]) + " " + n.now.settle(glyphs, sumCell(glyphs, n.figures.Allocated)).Text
}

func (form figuresForm) ratioOf(n named) string {
	if ratio := ratioText(n.figures); form.ratio && ratio != notApplicable {
		return "  " + ratio
	}
	return ""
}

func (form figuresForm) word(long, short string) string {
	if form.long {
		return long
	}
	return short
}

// resultCell is the difference with the mark of a negative one.
func (n named) resultCell(glyphs ui.Glyphs, text string) ui.Cell {
	switch {
	case !n.figures.Difference.IsNegative():
		return ui.Cell{Text: strings.TrimRight(text, " ")}
	case n.doubtful:
		return ui.Cell{Text: text + " " + glyphs.Notice + " " + n.over, Tone: ui.Notice}
	}
	return ui.Cell{Text: text + " " + glyphs.Over + " " + n.over, Tone: ui.Over}
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

// column makes texts equally wide.
func column(kinds []named, of func(named) string) []string {
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
