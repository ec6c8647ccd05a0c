package ui

import (
	"fmt"
	"slices"
	"strings"

	"banyan/internal/safetext"
)

// tableScene is what is seen of a table: the rows in view, in their parts, below the titles of the
// columns and above the filter. It draws, and changes nothing.
type tableScene struct {
	grid
	window // over the rows shown
	height int
	parts  Parts[int32] // by the index of a row
	filter filter
	empty  string

	moved Turn // when a key moved the cursor last, and no row or column was changed since
	seen  seen
	line  []byte                  // used again, so that a frame costs few allocations
	thumb struct{ from, end int } // rows in view that have it beside them
}

// seen is what the columns made of the rows in view when these were drawn last, before any of it is
// cut or marked. It is the same in the next turn, if all that is done then is to move the cursor.
type seen struct {
	turn    Turn
	columns []placed
	width   int     // of the table
	rows    []int32 // those in view, each at its position modulo their number; -1 is none
	cells   []drawn // of each row
}

// of returns the cells of the row at a position.
func (s *seen) of(pos int) []drawn {
	at := pos % len(s.rows) * len(s.columns)
	return s.cells[at : at+len(s.columns)]
}

// Window returns which of the rows that pass the filter are on screen, counted from 1:
// "1-19 of 26", and nothing where all are. Where they are sorted by a column that is
// not on screen, it names it: there is no heading to see it at.
func (s *tableScene) Window() string {
	window := Window(s.count(s.top), s.count(s.bottom()), s.count(len(s.shown)))
	if s.sort.column == unsorted || s.width < 1 {
		return window
	}
	if s.layOut(); s.layout.shows(s.sort.column) {
		return window
	}
	by := "by " + s.columns[s.sort.column].Key + s.sort.arrow(s.kit.Theme.Glyphs)
	return strings.TrimSuffix(by+", "+window, ", ")
}

// between returns the rows shown from a position up to another, without titles.
func (s *tableScene) between(first, end int) []int32 {
	rows := make([]int32, 0, max(0, end-first))
	for pos := first; pos < end; pos++ {
		if row := s.at(pos); !s.isTitle(row) {
			rows = append(rows, row)
		}
	}
	return rows
}

// isTitle reports whether a row stands for a folded section of a tree.
func (s *tableScene) isTitle(row int32) bool { return s.shape != nil && s.shape.isTitle(row) }

// FilterLines draws what is typed to choose rows, and what is wrong with that; nothing while no filter
// is open: for a view that has no rows to show yet.
func (s *tableScene) FilterLines() []string {
	if !s.filter.isOpen() {
		return nil
	}
	shown, total := s.Counts()
	const around = 2 // the heading, and a row
	return s.filter.lines(s.kit.Theme, s.width, s.height-around, shown, total, s.kit.Keys.Cancel.Help().Key)
}

// filterHeight returns how many lines that takes.
func (s *tableScene) filterHeight() int {
	switch {
	case !s.filter.isOpen():
		return 0
	case s.filter.query.problemOf(len(s.shown)) == "":
		return 1
	}
	return len(s.FilterLines())
}

// Counts returns how many rows pass the filter and how many there are.
func (s *tableScene) Counts() (shown, total int) {
	return s.count(len(s.shown)), s.rows - s.heads
}

// rowAt returns the position of the row on a line of the table.
func (s *tableScene) rowAt(line int) (pos int, found bool) {
	at := 1 // below the heading
	for pos = s.top; pos < s.bottom(); pos++ {
		if at += s.above(pos); at == line {
			return pos, true
		}
		at++
	}
	return 0, false
}

// isSectioned reports whether this is a tree whose rows stand in sections.
func (s *tableScene) isSectioned() bool { return s.shape != nil && s.parts.Of != nil }

// isParted reports whether rows stand below lines of their own, which those of sections do in
// every order.
func (s *tableScene) isParted() bool {
	return s.parts.Of != nil && (s.sort.column == unsorted || s.shape != nil)
}

// above returns how many lines stand above the row at a position, which is on screen: the
// line of its part and a blank one. The first row on screen has the former in any case.
func (s *tableScene) above(pos int) int {
	if !s.isParted() {
		return 0
	}
	row, lines := s.at(pos), 0
	if s.parts.Line != nil && !s.isTitle(row) {
		lines++
	}
	if pos == s.top {
		return min(lines, max(0, s.lines()-1))
	}
	if before := s.at(pos - 1); s.parts.Of(before) == s.parts.Of(row) {
		return 0
	}
	if s.parts.Apart {
		lines++
	}
	return lines
}

// lines returns how many lines there is room for below the heading.
func (s *tableScene) lines() int {
	return max(0, s.height-1-s.filterHeight()) // without the heading
}

// bottom returns the position after the last row on screen.
func (s *tableScene) bottom() int {
	if !s.isParted() {
		return s.window.bottom(len(s.shown), s.lines())
	}
	pos := s.top
	for left := s.lines(); pos < len(s.shown); pos++ {
		if left -= 1 + s.above(pos); left < 0 {
			break
		}
	}
	return pos
}

// layOut chooses the columns that are on screen, and how wide each is.
func (s *tableScene) layOut() []placed { return s.grid.layOut(s.width - s.inset()) }

// inset is how far rows in parts stand to the right of their lines.
func (s *tableScene) inset() int {
	if s.isParted() {
		return s.parts.Inset
	}
	return 0
}

// View draws the table: a heading, the rows in view, and the filter's line while
// there is a filter. No line is wider than the table, and lines below the last row
// are left out, except above the filter's.
func (s *tableScene) View() string {
	if s.width < 1 || s.height < 1 {
		return ""
	}
	columns := s.layOut()
	rows := s.bottom() - s.top
	s.read(columns, rows)
	s.placeThumb(rows)
	p := pen{out: s.line[:0], theme: &s.kit.Theme}
	s.drawHeading(&p, columns)
	drawnLines := 1
	for i := range rows {
		drawnLines += 1 + s.drawHead(&p, i)
		p.newline()
		s.drawRow(&p, columns, i)
	}
	if len(s.shown) == 0 && s.height > 1 {
		drawnLines += s.drawEmpty(&p)
	}
	if s.filter.isOpen() && s.height > 1 {
		filter := s.FilterLines()
		for ; drawnLines <= s.height-len(filter); drawnLines++ {
			p.newline()
		}
		p.out = append(p.out, strings.Join(filter, "\n")...)
	}
	s.line = p.out
	return string(p.out)
}

// read makes the cells in view safe and measures them, as far as they are not known.
func (s *tableScene) read(columns []placed, rows int) {
	seen, turn := &s.seen, s.kit.Turn.now()
	if !turn.follows(seen.turn) || s.moved != turn || seen.width != s.width || len(seen.rows) != s.height || !slices.Equal(seen.columns, columns) {
		seen.columns, seen.width = append(seen.columns[:0], columns...), s.width
		seen.rows = slices.Repeat([]int32{-1}, s.height)
		seen.cells = slices.Grow(seen.cells[:0], s.height*len(columns))[:s.height*len(columns)]
	}
	seen.turn = turn
	for pos := s.top; pos < s.top+rows; pos++ {
		row, known := s.at(pos), &seen.rows[pos%s.height]
		if *known == row {
			continue
		}
		*known = row
		cells := seen.of(pos)
		for i, at := range columns {
			if column := &s.columns[at.column]; column.Bar != nil {
				cells[i] = draw(column.Bar(row, at.width))
			} else {
				cells[i] = draw(column.Cell(row))
			}
		}
	}
}

// shaped puts the lines of a tree before the first cell of a row.
func (s *tableScene) shaped(row int32, cell drawn) drawn {
	lines, sign := s.shape.prefix(row)
	whole := drawn{text: lines, width: s.shape.indent(row) + cell.width, tone: Faint}
	whole.then = append(whole.then, drawn{text: sign, width: safetext.Width(sign)}, drawn{text: cell.text, width: cell.width, tone: cell.tone})
	for i, more := range cell.then {
		whole.then[1].width -= more.width
		whole.then = append(whole.then, cell.then[i])
	}
	return whole
}

func (s *tableScene) drawHeading(p *pen, columns []placed) {
	p.skip(1)
	if s.wide && s.skip > 0 {
		p.put(Muted, s.kit.Theme.Glyphs.More)
	} else {
		p.skip(1)
	}
	p.skip(gutter - 2 + s.inset())
	for i := 0; i < len(columns); i++ {
		at := columns[i]
		title := s.heading(at.column)
		for i+1 < len(columns) && s.columns[columns[i+1].column].Joined && s.columns[columns[i+1].column].Title == "" {
			i++
			at.width += columns[i].width
		}
		p.skip(at.gap)
		tone := Title
		if at.column == s.sort.column {
			tone = Sorted
		}
		p.cell(at.width, drawn{text: title, width: safetext.Width(title), tone: tone}, s.columns[at.column].Right)
	}
	if !s.wide || len(columns) == 0 {
		return
	}
	if left := s.layout.room() - span(columns); left >= 0 && s.hidesRight() {
		p.skip(left)
		p.put(Muted, s.kit.Theme.Glyphs.More)
	}
}

// drawHead draws what stands above a row in view, and returns how many lines that took.
func (s *tableScene) drawHead(p *pen, i int) int {
	lines := s.above(s.top + i)
	if lines == 0 {
		return 0
	}
	if lines > 1 || s.parts.Line == nil {
		p.newline()
	}
	if s.parts.Line != nil {
		p.newline()
		s.drawLine(p, i)
	}
	return lines
}

// drawLine draws the line of the part of a row in view.
func (s *tableScene) drawLine(p *pen, i int) {
	rule := s.parts.Line(s.at(s.top + i))
	used := gutter
	switch {
	case p.ground == OnRow:
		p.skip(1)
		p.put(Selected, s.kit.Theme.Glyphs.Cursor)
		p.skip(gutter - 2)
	case rule.Bare:
		p.skip(gutter)
	default:
		used = 1
		p.skip(1)
	}
	rule.Section = true
	rule.draw(p, s.width-used-2)
	if !rule.Bare {
		s.endRow(p, i, s.width-2)
	}
}

// drawRow draws a row in view. The selected one is lit over its whole width; at the right
// edge is the thumb, where the rows on screen are among all of them.
func (s *tableScene) drawRow(p *pen, columns []placed, i int) {
	glyphs := s.kit.Theme.Glyphs
	row, used := s.top+i, gutter+s.inset()
	if row == s.cursor {
		p.ground = OnRow
	}
	if s.isTitle(s.at(row)) {
		s.drawLine(p, i)
		return
	}
	if row == s.cursor {
		p.skip(1)
		p.put(Selected, glyphs.Cursor)
		p.skip(used - 2)
	} else {
		p.skip(used)
	}
	for c, cell := range s.seen.of(row) {
		at := columns[c]
		p.skip(at.gap)
		column := &s.columns[at.column]
		if at.column == 0 && s.shape != nil && !s.isSectioned() {
			cell = s.shaped(s.at(row), cell)
		}
		if column.Middle {
			cell = cell.shortened(s.kit.Theme, at.width)
		}
		if needles := s.filter.query.needles(at.column); needles != nil && column.Bar == nil {
			cell = cell.within(s.kit.Theme, at.width).marked(needles)
		}
		p.cell(at.width, cell, column.Right)
		used += at.gap + at.width
	}
	s.endRow(p, i, used)
}

// endRow ends a row in view of which so many cells are drawn.
func (s *tableScene) endRow(p *pen, i, used int) {
	if i >= s.thumb.from && i < s.thumb.end {
		p.skip(s.width - used - 1)
		p.put(Faint, s.kit.Theme.Glyphs.Thumb)
	} else if p.ground == OnRow && p.theme.lights(OnRow) {
		p.skip(s.width - used)
		p.flush()
	}
	p.ground = OnScreen
}

// placeThumb settles beside which of so many rows in view the thumb is.
func (s *tableScene) placeThumb(lines int) {
	s.thumb.from, s.thumb.end = 0, 0
	rows := len(s.shown)
	if rows <= lines || lines < 1 {
		return
	}
	size := max(1, lines*lines/rows)
	s.thumb.from = (lines - size) * s.top / (rows - lines)
	s.thumb.end = s.thumb.from + size
}

// count returns how many rows are shown before a position, without titles.
func (s *tableScene) count(end int) int {
	titles, _ := slices.BinarySearch(s.titles, end)
	return end - titles
}

// drawEmpty draws why there are no rows, and returns how many lines that took.
func (s *tableScene) drawEmpty(p *pen) int {
	text := s.empty
	if s.rows > 0 {
		_, hidden := s.Counts()
		text = fmt.Sprintf("nothing matches: the filter hides %d, %s clears it", hidden, s.kit.Keys.Cancel.Help().Key)
	}
	lines := 0
	for line := range strings.SplitSeq(safetext.Block(text), "\n") {
		if lines >= s.lines() {
			break
		}
		line, _ = s.kit.Theme.Fit(line, s.width-gutter)
		p.newline()
		p.skip(gutter)
		p.put(Muted, line)
		lines++
	}
	return lines
}
