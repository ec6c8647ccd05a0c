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
}

func (g *grid) add(cells ...string) { g.rows = append(g.rows, cells) }

// writeTo writes the rows, indented by two columns and without blanks at the end.
func (g *grid) writeTo(w *bytes.Buffer) {
	widths := g.widths()
	var line strings.Builder
	for _, row := range g.rows {
		line.Reset()
		for i, cell := range row {
			gap := strings.Repeat(" ", max(0, widths[i]-safetext.Width(cell)))
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

func (g *grid) widths() []int {
	var widths []int
	for _, row := range g.rows {
		for i, cell := range row {
			width := safetext.Width(cell)
			if !g.isFigure(i) {
				width = min(width, maxTextColumn)
			}
			if i == len(widths) {
				widths = append(widths, 0)
			}
			widths[i] = max(widths[i], width)
		}
	}
	return widths
}

func (g *grid) isFigure(column int) bool {
	return column >= g.names && column < g.names+g.figures
}
