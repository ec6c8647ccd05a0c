package ui

import (
	"strings"

	"banyan/internal/safetext"
)

// canvas is what drawing uses again and again, so that a frame costs few
// allocations.
type canvas struct {
	columns []placed
	cells   []drawn
	line    []byte
}

// drawn is a cell that is safe to draw and measured.
type drawn struct {
	text  string
	width int
	tone  Tone
}

// View draws the table: a heading, the rows in view, and the filter's line while
// there is a filter. No line is wider than the table, and lines below the last row
// are left out, except above the filter's.
func (t *Table[R]) View() string {
	if t.width < 1 || t.height < 1 {
		return ""
	}
	if t.picker != nil {
		return t.pickerView()
	}
	t.read()
	columns := t.layout()
	p := pen{out: t.canvas.line[:0], theme: &t.kit.Theme}
	t.drawHeading(&p, columns)
	rows := t.bottom() - t.top
	for i := range rows {
		p.newline()
		t.drawRow(&p, columns, i)
	}
	drawnLines := 1 + rows
	if len(t.shown) == 0 && t.height > 1 {
		drawnLines += t.drawEmpty(&p)
	}
	if t.filter.isOpen() && t.height > 1 {
		for ; drawnLines < t.height; drawnLines++ {
			p.newline()
		}
		p.out = append(p.out, t.filterLine()...)
	}
	t.canvas.line = p.out
	return string(p.out)
}

// read makes the cells in view safe and measures them.
func (t *Table[R]) read() {
	t.canvas.cells = t.canvas.cells[:0]
	for pos := t.top; pos < t.bottom(); pos++ {
		row := t.order[t.shown[pos]]
		for c := range t.columns {
			if t.columns[c].Wide && !t.wide {
				t.canvas.cells = append(t.canvas.cells, drawn{})
				continue
			}
			cell := t.columns[c].Cell(t.rows[row])
			text := safetext.Cell(cell.Text)
			if t.shape != nil && c == 0 {
				text = t.shape.prefix(row) + text
			}
			t.canvas.cells = append(t.canvas.cells, drawn{text: text, width: safetext.Width(text), tone: cell.Tone})
		}
	}
}

func (t *Table[R]) drawHeading(p *pen, columns []placed) {
	p.skip(1)
	if t.wide && t.skip > 0 {
		p.put(Muted, t.kit.Theme.Glyphs.More)
	} else {
		p.skip(1)
	}
	p.skip(gutter - 2)
	for _, at := range columns {
		title := safetext.Cell(t.columns[at.column].Title)
		if at.column == t.sort.column {
			if t.columns[at.column].Right {
				title = t.arrow() + title
			} else {
				title += t.arrow()
			}
		}
		p.cell(at, drawn{text: title, width: safetext.Width(title), tone: Title}, t.columns[at.column].Right)
	}
	if !t.wide || len(columns) == 0 {
		return
	}
	if left := t.width - gutter - span(columns); left > 0 && t.hidesRight(columns) {
		p.skip(left - 1)
		p.put(Muted, t.kit.Theme.Glyphs.More)
	}
}

func (t *Table[R]) drawRow(p *pen, columns []placed, i int) {
	if t.top+i == t.cursor {
		p.skip(1)
		p.put(Selected, t.kit.Theme.Glyphs.Cursor)
		p.skip(gutter - 2)
	} else {
		p.skip(gutter)
	}
	for _, at := range columns {
		p.cell(at, t.canvas.cells[i*len(t.columns)+at.column], t.columns[at.column].Right)
	}
}

// drawEmpty says why there are no rows, and returns how many lines that took.
func (t *Table[R]) drawEmpty(p *pen) int {
	text := t.empty
	if len(t.rows) > 0 {
		text = "nothing matches"
	}
	lines := 0
	for line := range strings.SplitSeq(safetext.Block(text), "\n") {
		if lines >= t.lines() {
			break
		}
		line, _ = fit(t.kit.Theme, line, t.width-gutter)
		p.newline()
		p.skip(gutter)
		p.put(Muted, line)
		lines++
	}
	return lines
}

// pen appends pieces of text to a line. Blanks are held back until something
// follows them, so that no line ends in any.
type pen struct {
	out   []byte
	theme *Theme
	owed  int
}

func (p *pen) skip(n int) { p.owed += n }

func (p *pen) newline() {
	p.out = append(p.out, '\n')
	p.owed = 0
}

func (p *pen) put(tone Tone, text string) {
	if text == "" {
		return
	}
	for ; p.owed > 0; p.owed-- {
		p.out = append(p.out, ' ')
	}
	style := &p.theme.styles[tone]
	p.out = append(append(append(p.out, style.begin...), text...), style.end...)
}

// cell draws a cell in its place, cut and aligned.
func (p *pen) cell(at placed, d drawn, right bool) {
	if d.width > at.width {
		d.text, d.width = fit(*p.theme, d.text, at.width)
	}
	p.skip(at.gap)
	pad := at.width - d.width
	if right {
		p.skip(pad)
		p.put(d.tone, d.text)
		return
	}
	p.put(d.tone, d.text)
	p.skip(pad)
}
