package report

import (
	"bytes"
	"strings"

	"banyan/internal/safetext"
)

// maxTextColumn is the widest that a column of names gets. A longer name is
// printed whole and pushes the rest of its own line only, so that one name cannot
// make a whole table unreadable.
const maxTextColumn = 40

// grid is rows of safe text in aligned columns: first names to the left, then
// figures to the right, then whatever follows to the left. The zero value has no
// rows and no columns of figures.
type grid struct {
	names, figures int // number of columns of each kind
	rows           [][]string
	widths         []int // of the columns
}

func (g *grid) add(cells ...string) {
	g.rows = append(g.rows, cells)
	g.widths = append(g.widths, make([]int, max(0, len(cells)-len(g.widths)))...)
	for i, cell := range cells {
		width := safetext.Width(cell)
		if !g.isFigure(i) {
			width = min(width, maxTextColumn)
		}
		g.widths[i] = max(g.widths[i], width)
	}
}

// writeTo writes the rows, indented by two columns and without blanks at the end.
func (g *grid) writeTo(w *bytes.Buffer) {
	var line strings.Builder
	for _, row := range g.rows {
		line.Reset()
		for i, cell := range row {
			gap := strings.Repeat(" ", max(0, g.widths[i]-safetext.Width(cell)))
			line.WriteString("  ")
			if g.isFigure(i) {
				line.WriteString(gap + cell)
			} else {
				line.WriteString(cell + gap)
			}
		}
		w.WriteString(strings.TrimRight(line.String(), " "))
		w.WriteByte('\n')
	}
}

func (g *grid) isFigure(column int) bool {
	return column >= g.names && column < g.names+g.figures
}
