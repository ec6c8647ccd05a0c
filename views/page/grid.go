package page

import (
	"banyan/internal/safetext"
	"banyan/ui"
)

// Row is a row of a Grid.
type Row struct {
	Cells []ui.Cell
	Bar   ui.Bar  // drawn in the column of bars; the zero value: the cell there
	Title ui.Rule // without a title none: the rule of a section, after an empty line
}

// Grid draws rows below each other, of at most width cells of the screen. layout has a letter
// for each column and before it the blanks that part it from the one before:
//
//	l r  text on the left, on the right
//	n    a name, which is cut to a third of the width where the others have no room to spare
//	w    a name that has all the room that bars leave, so that these stand where they do
//	     whatever the names
//	b    bars, which take the room that the others leave, up to most cells, also before there
//	     are some; where there is next to none they are left out
//
// Another column that is empty in all rows takes no room. A row of one cell alone takes the whole width.
func Grid(theme ui.Theme, width, most int, layout string, rows ...Row) []string {
	g := grid{theme: theme, width: width}
	for gap, i := 0, 0; i < len(layout); i++ {
		if layout[i] == ' ' {
			gap++
			continue
		}
		g.columns = append(g.columns, gridColumn{align: layout[i], gap: gap})
		gap = 0
	}
	g.measure(rows, most)
	var lines []string
	for _, row := range rows {
		if row.Title.Title.Text != "" {
			indent := ui.Blanks(g.columns[0].gap)
			lines = append(lines, "", indent+row.Title.Draw(theme, width-len(indent)))
			continue
		}
		lines = append(lines, Line(theme, width, g.row(row)...))
	}
	return lines
}

type grid struct {
	theme   ui.Theme
	width   int
	columns []gridColumn
}

type gridColumn struct {
	align      byte
	gap, width int // cells before it, and its own; it is not drawn where it has none
}

const (
	leastBar = 8  // the cells that a bar needs
	fairBar  = 12 // and those that names leave it
)

func (g *grid) measure(rows []Row, most int) {
	for _, row := range rows {
		for i, cell := range row.Cells {
			if len(row.Cells) > 1 {
				g.columns[i].width = max(g.columns[i].width, ui.Width(cell))
			}
		}
	}
	gap, bars, names, room := -1, -1, -1, g.width
	needs := make(map[int]int)
	for i := range g.columns {
		c := &g.columns[i]
		if gap < 0 { // what takes the place of a column that is empty stands where that did
			gap = c.gap
		}
		switch c.align {
		case 'n', 'w':
			needs[i] = c.width
			c.width = min(c.width, g.width/3)
			if c.align == 'w' {
				names = i
			}
		case 'b':
			bars = i
		}
		if c.width == 0 && bars != i {
			continue
		}
		if c.gap, room, gap = gap, room-gap, -1; bars != i {
			room -= c.width
		}
	}
	for i := range g.columns {
		spare := room
		if bars >= 0 {
			spare -= fairBar
		}
		if more := min(needs[i]-g.columns[i].width, spare); more > 0 {
			g.columns[i].width, room = g.columns[i].width+more, room-more
		}
	}
	if bars >= 0 {
		if b := &g.columns[bars]; room < leastBar {
			b.width = 0
		} else {
			b.width = max(min(room, most), min(room, b.width))
			if names >= 0 && g.columns[names].width > 0 {
				g.columns[names].width += room - b.width
			}
		}
	}
}

func (g *grid) row(row Row) (cells []ui.Cell) {
	if len(row.Cells) == 1 {
		return []ui.Cell{{Text: ui.Blanks(g.columns[0].gap)}, row.Cells[0]}
	}
	blanks := 0
	for i, cell := range row.Cells {
		c := g.columns[i]
		if c.width == 0 {
			continue
		}
		if c.align == 'b' && row.Bar != (ui.Bar{}) {
			cell = row.Bar.Cell(g.theme.Glyphs, c.width)
		}
		if (c.align == 'n' || c.align == 'w') && ui.Width(cell) > c.width {
			cell.Text, _ = g.theme.FitMiddle(safetext.Cell(cell.Whole()), c.width)
			cell.Then = nil
		}
		pad := c.width - ui.Width(cell)
		blanks += c.gap
		if pad == c.width {
			blanks += pad
			continue
		}
		if c.align == 'r' {
			blanks, pad = blanks+pad, 0
		}
		cells = append(cells, ui.Cell{Text: ui.Blanks(blanks)}, cell)
		blanks = pad
	}
	return cells
}
