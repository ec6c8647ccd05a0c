package page

import (
	"banyan/internal/safetext"
	"banyan/ui"
)

// Grid draws rows of cells below each other, of at most width cells of the screen: each column
// is as wide as its widest cell and two blanks after the one before. align has a letter for
// each column: l or r. A row of one cell alone takes the whole width.
func Grid(theme ui.Theme, width int, align string, rows ...[]ui.Cell) []string {
	widths := make([]int, len(align))
	for _, row := range rows {
		for i := range row {
			if len(row) > 1 {
				widths[i] = max(widths[i], safetext.Width(safetext.Cell(row[i].Whole())))
			}
		}
	}
	lines := make([]string, len(rows))
	for r, row := range rows {
		var cells []ui.Cell
		for i, cell := range row {
			pad := Blanks(widths[i] - safetext.Width(safetext.Cell(cell.Whole())))
			if align[i] == 'r' {
				cells = append(cells, ui.Cell{Text: pad}, cell)
			} else {
				cells = append(cells, cell, ui.Cell{Text: pad})
			}
			if i < len(row)-1 {
				cells = append(cells, ui.Cell{Text: "  "})
			} else if align[i] == 'l' {
				cells = cells[:len(cells)-1]
			}
		}
		lines[r] = Line(theme, width, cells...)
	}
	return lines
}
