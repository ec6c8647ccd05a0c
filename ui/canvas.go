package ui

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/cellbuf"
)

// canvas is lines of the screen as cells, on which a dialog is laid: text with styles cannot
// be cut at a column, cells can.
type canvas struct {
	theme  Theme
	buffer *cellbuf.Buffer
}

// newCanvas returns lines as cells, width of them each.
func newCanvas(theme Theme, lines []string, width int) *canvas {
	c := &canvas{theme: theme, buffer: cellbuf.NewBuffer(width, len(lines))}
	for y, line := range lines {
		c.write(0, y, width, line, nil)
	}
	return c
}

// write puts a line at a place, no further than the column before end. What has no ground of
// its own stands on that. A character that is cut by either end becomes blanks.
func (c *canvas) write(x, y, end int, line string, ground ansi.Color) {
	if y < 0 || y >= c.buffer.Height() || x < 0 {
		return
	}
	var style cellbuf.Style
	parser := ansi.GetParser()
	defer ansi.PutParser(parser)
	var cells []cellbuf.Cell // several in one piece of memory
	for len(line) > 0 && x < end {
		text, width, n, _ := ansi.DecodeSequence(line, 0, parser)
		line = line[n:]
		if width == 0 {
			if ansi.HasCsiPrefix(text) && parser.Command() == 'm' {
				cellbuf.ReadStyle(parser.Params(), &style)
			}
			continue
		}
		if x+width > end {
			text, width = " ", 1
		}
		first, size := utf8.DecodeRuneInString(text)
		cell := cellbuf.Cell{Style: style, Rune: first, Width: width}
		if size < len(text) {
			cell.Comb = []rune(text[size:])
		}
		if cell.Style.Bg == nil {
			cell.Style.Bg = ground
		}
		at := cellbuf.Rect(x, y, width, 1)
		x += width
		if cell.Clear() {
			c.buffer.FillRect(nil, at)
			continue
		}
		if len(cells) == cap(cells) {
			const piece = 32
			cells = make([]cellbuf.Cell, 0, piece)
		}
		cells = append(cells, cell)
		c.buffer.FillRect(&cells[len(cells)-1], at)
	}
}

// dim draws every cell in one tone. Bars are still seen, as their track, and what stands on a
// ground of its own, such as a badge.
func (c *canvas) dim() {
	text, bar, faint := c.look(OnScreen, Dim), c.look(OnScreen, Track), c.look(OnScreen, Faint)
	soft, quiet := c.look(OnBand, Plain).Bg, c.quiet()
	glyphs := c.theme.Glyphs
	bars := glyphs.BarFull + glyphs.BarEmpty + glyphs.BarOver
	if glyphs.BarEmpty == glyphs.Dot {
		bars = "" // on a track of dots, which stand in texts too, a bar has no tone of a track to be drawn in
	}
	for _, line := range c.buffer.Lines {
		for _, cell := range line {
			if cell == nil || cell.Width == 0 || cell.Style == faint {
				continue // a rule is fainter already, and need not be sent again
			}
			below := cell.Style.Bg
			switch {
			case cell.Rune >= utf8.RuneSelf && bar.Fg != nil && strings.ContainsRune(bars, cell.Rune):
				// A blank takes a third of the bytes, and those of a bar are many.
				cell.Blank().Style = cellbuf.Style{Bg: bar.Fg}
				continue
			case cell.Rune == ' ':
				cell.Style = cellbuf.Style{}
			default:
				cell.Style = text
			}
			if below != nil && !slices.Contains(quiet, below) {
				cell.Style.Bg = soft
			}
		}
	}
}

// quiet returns the grounds that are not seen in what is dimmed.
func (c *canvas) quiet() []ansi.Color {
	var colours []ansi.Color
	for _, on := range []Ground{OnRow, OnBand, OnProd, OnCell, OnDialog} {
		colours = append(colours, c.look(on, Plain).Bg)
	}
	return colours
}

// look returns how a cell of a tone on a ground is drawn.
func (c *canvas) look(on Ground, tone Tone) cellbuf.Style {
	var style cellbuf.Style
	parser := ansi.GetParser()
	defer ansi.PutParser(parser)
	for rest := c.theme.styles[on][tone].begin; rest != ""; {
		_, _, n, _ := ansi.DecodeSequence(rest, 0, parser)
		if parser.Command() == 'm' {
			cellbuf.ReadStyle(parser.Params(), &style)
		}
		rest = rest[n:]
	}
	return style
}

// lines returns the canvas as it is drawn.
func (c *canvas) lines() []string {
	lines := make([]string, c.buffer.Height())
	for y := range lines {
		lines[y] = c.line(y)
	}
	return lines
}

// line draws one line, of which trailing blanks are left out.
func (c *canvas) line(y int) string {
	var out strings.Builder
	var pen cellbuf.Style
	skipped := 0
	for _, cell := range c.buffer.Line(y) {
		switch {
		case cell == nil || cell.Clear():
			skipped++
			continue
		case cell.Width == 0: // the second half of a wide character
			continue
		case skipped > 0:
			if !pen.Empty() {
				out.WriteString(ansi.ResetStyle)
				pen.Reset()
			}
			out.WriteString(Blanks(skipped))
			skipped = 0
		}
		if cell.Style != pen && !cell.Style.Equal(&pen) {
			if cell.Style.Empty() {
				out.WriteString(ansi.ResetStyle)
			} else {
				out.WriteString(cell.Style.DiffSequence(pen))
			}
			pen = cell.Style
		}
		out.WriteRune(cell.Rune)
		for _, mark := range cell.Comb {
			out.WriteRune(mark)
		}
	}
	if !pen.Empty() {
		out.WriteString(ansi.ResetStyle)
	}
	return out.String()
}
