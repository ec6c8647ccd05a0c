package limits

import (
	"strconv"

	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// sheet is where the columns of levels stand, in cells: NOW at the left, THEN at the right.
type sheet struct {
	theme           ui.Theme
	wide            bool
	indent          int // before the name of a figure
	now, then, diff int // how wide the figures are, and where those of NOW end
	end             int
	bar             int  // 0: none has room
	word            int  // cells that are free for the word at the end
	signs           bool // its sign alone: the bars need the room
}

// The room of a bar in a sheet.
const (
	leastBar = 3
	fairBar  = 6
	mostBar  = 30
	wideFrom = 100 // columns from which on there is room between them
)

// newSheet lays the columns of effects out in so many cells.
func newSheet(theme ui.Theme, width, indent, labels int, effects []effect) sheet {
	s := sheet{theme: theme, wide: width >= wideFrom, indent: indent, now: 9, then: 9, diff: 5, end: 24, word: 11}
	if s.wide {
		s.end, s.diff, s.word = 31, 6, 22
	}
	widest := 0
	for _, e := range effects {
		widest = max(widest, ui.Width(e.pair(theme.Glyphs, e.before, true)))
		s.then = max(s.then, ui.Width(e.pair(theme.Glyphs, e.after, false))+2)
		s.diff = max(s.diff, ui.Width(e.difference(theme.Glyphs, e.before, true))+1, ui.Width(e.difference(theme.Glyphs, e.after, false))+1)
	}
	s.now = max(s.now, widest)
	s.end = max(s.end, indent+labels+1+widest)
	s.bar = (width - s.end - s.arrow() - s.then - 2*(s.diff+2) - 2 - s.word) / 2
	if s.bar = min(s.bar, mostBar); s.bar < leastBar {
		s.bar = 0
	}
	return s
}

// filled gives the bars what the words of effects leave: for levels that do not change any more.
// Where that is little, the signs alone stay of the words.
func (s sheet) filled(effects []effect) sheet {
	fill := func() int {
		widest := 0
		for _, e := range effects {
			widest = max(widest, ui.Width(s.wordOf(e)))
		}
		return min(mostBar, s.bar+(s.word-widest)/2)
	}
	if s.bar == 0 {
		return s
	}
	s.signs = fill() < fairBar
	s.bar = fill()
	return s
}

// wordOf is what became of an effect, at the end of its line.
func (s sheet) wordOf(e effect) ui.Cell {
	word := e.word(s.theme.Glyphs, s.wide)
	if !s.signs {
		return word
	}
	sign := map[ui.Tone]string{ui.Over: s.theme.Glyphs.Over, ui.Full: s.theme.Glyphs.Full, ui.Good: s.theme.Glyphs.Good}[word.Tone]
	if word.Text == "" {
		sign = ""
	}
	return ui.Cell{Text: sign, Tone: word.Tone}
}

// arrow returns how many cells are before the figures of THEN: a gap, and in a wide sheet the arrow.
func (s sheet) arrow() int {
	if s.wide {
		return 4
	}
	return 2
}

// right puts a cell at the right end of so many.
func (s sheet) right(width int, cell ui.Cell) []ui.Cell {
	return []ui.Cell{{Text: ui.Blanks(width - ui.Width(cell))}, cell}
}

// left puts a cell at the left end of so many.
func (s sheet) left(width int, cell ui.Cell) []ui.Cell {
	return []ui.Cell{cell, {Text: ui.Blanks(width - ui.Width(cell))}}
}

// head returns the titles of the columns, behind a label.
func (s sheet) head(label string) []ui.Cell {
	title := func(text string) ui.Cell { return ui.Cell{Text: text, Tone: ui.Muted} }
	cells := s.left(s.end-s.now, ui.Cell{Text: label, Tone: ui.Muted})
	cells = append(cells, s.right(s.now, title("ALLOC/MAX"))...)
	cells = append(cells, s.half(title("NOW"), title("DIFF"))...)
	cells = append(cells, ui.Cell{Text: ui.Blanks(s.arrow())})
	cells = append(cells, s.right(s.then, title("ALLOC/MAX"))...)
	return append(cells, s.half(title("THEN"), title("DIFF"))...)
}

// half returns a bar and a difference.
func (s sheet) half(bar, diff ui.Cell) []ui.Cell {
	if s.bar == 0 {
		return s.right(s.diff, diff)
	}
	cells := append([]ui.Cell{{Text: "  "}}, s.left(s.bar, bar)...)
	return append(cells, s.right(s.diff, diff)...)
}

// aside is a word in place of the figures of THEN.
func (s sheet) aside(word string) ui.Cell {
	blanks := 4
	if s.wide {
		blanks = 5
	}
	return ui.Cell{Text: ui.Blanks(blanks) + word, Tone: ui.Muted}
}

// line returns an effect: what is now, and what is then where that is something else.
func (s sheet) line(label ui.Cell, e effect) []ui.Cell {
	glyphs := s.theme.Glyphs
	now, then := e.bars(glyphs, s.bar)
	var pair, diff ui.Cell
	if !e.offBefore {
		pair, diff = e.pair(glyphs, e.before, true), e.difference(glyphs, e.before, true)
	}
	name := max(ui.Width(label), s.end-s.now-s.indent)
	cells := append([]ui.Cell{{Text: ui.Blanks(s.indent)}}, s.left(name, label)...)
	cells = append(append(cells, s.right(s.end-s.indent-name, pair)...), s.half(now, diff)...)
	switch {
	case e.offAfter:
		return append(cells, s.aside("off"))
	case !e.isChanged():
		cells = append(cells, s.left(s.arrow()+s.then, s.aside("stays"))...)
		if e.isStanding() {
			cells = append(append(cells, s.half(ui.Cell{}, ui.Cell{})...), ui.Cell{Text: "  "}, s.wordOf(e))
		}
		return cells
	}
	arrow := ui.Cell{Text: glyphs.To, Tone: ui.Accent}
	figures := e.pair(glyphs, e.after, false)
	gap := s.then - ui.Width(arrow) - ui.Width(figures)
	if s.wide {
		cells = append(cells, ui.Cell{Text: ui.Blanks(s.arrow() - 1)})
		gap++
	} else {
		cells = append(cells, ui.Cell{Text: ui.Blanks(s.arrow())})
	}
	cells = append(cells, arrow, ui.Cell{Text: ui.Blanks(gap)}, figures)
	cells = append(append(cells, s.half(then, e.difference(glyphs, e.after, false))...), ui.Cell{Text: "  "})
	return append(cells, s.wordOf(e))
}

// partLines draw as many parts as there are lines for.
func (s sheet) partLines(parts []part, room int) [][]ui.Cell {
	const mostName = 32
	shown := parts
	if len(parts) > room {
		shown = parts[:max(0, room-1)]
	}
	names := s.end - s.now - s.indent
	for _, p := range shown {
		names = max(names, min(mostName, safetext.Width(safetext.Cell(p.name))+1))
	}
	var lines [][]ui.Cell
	for _, p := range shown {
		lines = append(lines, s.partLine(p, names))
	}
	if left := len(parts) - len(shown); left > 0 && room > 0 {
		lines = append(lines, []ui.Cell{{Text: ui.Blanks(s.indent) + "and " + strconv.Itoa(left) + " more", Tone: ui.Muted}})
	}
	return lines
}

func (s sheet) partLine(p part, names int) []ui.Cell {
	glyphs := s.theme.Glyphs
	e := effect{before: p.figures, after: p.figures, alone: p.isTrunk}
	bar := figures.BarCell(glyphs, s.bar, p.figures)
	if p.isTrunk {
		bar = p.slice.Cell(glyphs, s.bar)
	}
	pair := e.pair(glyphs, p.figures, false)
	if pair.Tone == ui.Strong {
		pair.Tone = ui.Plain
	}
	diff := e.difference(glyphs, p.figures, false)
	if diff.Tone == ui.Strong {
		diff.Tone = ui.Plain
	}
	cells := []ui.Cell{{Text: ui.Blanks(s.indent)}, {Text: page.Pad(p.name, names-1) + " "}}
	cells = append(append(cells, s.right(s.now, pair)...), s.half(bar, diff)...)
	title := max(0, s.then+s.bar+s.diff+2-names+s.end-s.now-s.indent) // a long name takes of its room
	cells = append(cells, ui.Cell{Text: ui.Blanks(s.arrow())}, ui.Cell{Text: page.Pad(p.title, title), Tone: ui.Muted}, ui.Cell{Text: "  "})
	if p.down {
		return append(cells, ui.Cell{Text: glyphs.Notice + " DOWN", Tone: ui.Notice})
	}
	if _, over := excess(p.figures); over {
		return append(cells, e.word(glyphs, s.wide))
	}
	return cells
}
