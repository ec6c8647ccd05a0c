package terminal

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/cellbuf"
)

// The sizes that the cells are kept for. A terminal may claim any.
const (
	leastColumns, leastLines = 4, 2
	mostColumns, mostLines   = 1000, 500
)

// The sequences of a Bubble Tea frame (v1.3.10, standard_renderer.go, flush).
const (
	home       = "\x1b[H"
	eraseRight = "\x1b[K"
	eraseBelow = "\x1b[J"
)

// screenType is what the screen takes every terminal for: one that scrolls and
// erases characters, but repeats none (an old PuTTY does not).
const screenType = "screen-256color"

// cellDiff turns Bubble Tea's frames into the cells that changed. It knows what
// the terminal shows, as long as everything that is written goes through it.
type cellDiff struct {
	reader *reader
	rows   []*row          // the last frame; nil where it is not known
	shown  []*row          // what the screen holds
	screen *cellbuf.Screen // nil while what the terminal shows is not known
	out    bytes.Buffer

	width, height int // of the screen
}

func newCellDiff() *cellDiff { return &cellDiff{reader: newReader()} }

// forget says that the terminal may show anything from now on.
func (d *cellDiff) forget() { d.screen = nil }

// isDrawn reports whether what the terminal shows is known.
func (d *cellDiff) isDrawn() bool { return d.screen != nil }

// draw returns what brings a terminal of this size from the frame before to this one, good
// until the next call. ok is false where the cells cannot say: then the frame itself does.
func (d *cellDiff) draw(lines [][]byte, width, height int) (out []byte, ok bool) {
	d.take(lines)
	undrawable := func(r *row) bool { return r == nil || !r.drawable }
	if slices.ContainsFunc(d.rows, undrawable) || width < leastColumns || height < leastLines || width > mostColumns || height > mostLines {
		d.forget()
		return nil, false
	}
	d.out.Reset()
	if !d.isDrawn() || width != d.width || height != d.height || isRepaint(lines) {
		d.start(width, height)
		d.out.WriteString(ansi.ResetStyle + home + ansi.EraseEntireScreen)
	}
	for y := range d.shown {
		var next *row // none below the last line
		if y < len(d.rows) {
			next = d.rows[y]
		}
		d.put(y, next)
	}
	d.rehash()
	d.screen.Render()
	if err := d.screen.Flush(); err != nil {
		d.forget()
		return nil, false
	}
	return clean(d.out.Bytes()), true
}

// take keeps the frame: the lines that are there are read, unless they were on the
// screen already, elsewhere perhaps.
func (d *cellDiff) take(lines [][]byte) {
	known := make(map[string]*row, len(d.rows))
	for _, row := range d.rows {
		if row != nil {
			known[row.text] = row
		}
	}
	rows := make([]*row, len(lines))
	for i, line := range lines {
		switch {
		case line != nil:
			if rows[i] = known[string(line)]; rows[i] == nil {
				rows[i] = d.reader.read(line)
				known[rows[i].text] = rows[i]
			}
		case i < len(d.rows):
			rows[i] = d.rows[i]
		}
	}
	d.rows = rows
}

// start makes a blank screen. One that is resized instead would take new columns
// for blank that it has drawn on.
func (d *cellDiff) start(width, height int) {
	d.width, d.height = width, height
	d.screen = cellbuf.NewScreen(&d.out, width, height, &cellbuf.ScreenOptions{Term: screenType, AltScreen: true})
	d.shown = make([]*row, height)
	d.screen.FillRect(d.reader.blank, d.screen.Bounds())
	d.screen.Render() // enters the alternate screen and hides the cursor, which is done
	_ = d.screen.Flush()
	d.out.Reset()
}

// rehash touches every line without changing a cell. The screen finds out by hashes
// which lines have moved, and renews those of touched lines alone: it would go by
// what lines held before they moved the last time.
func (d *cellDiff) rehash() {
	d.screen.FillRect(d.reader.blank, cellbuf.Rect(0, 0, 0, d.height))
}

// put sets the cells of one line that differ from those there. It fills instead of
// setting single cells, for only so the screen shares the row's cells.
func (d *cellDiff) put(y int, next *row) {
	last, none := d.shown[y], row{blank: d.reader.blank}
	if next == last {
		return
	}
	d.shown[y] = next
	last, next = cmp.Or(last, &none), cmp.Or(next, &none)
	for x := 0; x < d.width; {
		cell := next.at(x, d.width)
		end := x + 1
		if before := last.at(x, d.width); cell != before && !cell.Equal(before) {
			for end < d.width && cell == next.blank && next.at(end, d.width) == cell {
				end++
			}
			d.screen.FillRect(cell, cellbuf.Rect(x, y, end-x, 1))
		}
		x = end
	}
}

// cutFrame splits what one Write of Bubble Tea's renderer holds into the lines of the
// frame, top first, which share p's memory. A nil line is as it was in the frame before.
// ok is false for anything that is not a frame on an alternate screen.
func cutFrame(p []byte) (lines [][]byte, ok bool) {
	body, ok := bytes.CutPrefix(p, []byte(home))
	if !ok {
		return nil, false
	}
	count := bytes.Count(body, []byte{'\n'}) + 1
	if body, ok = bytes.CutSuffix(body, []byte(ansi.CursorPosition(0, count))); !ok {
		return nil, false
	}
	body = bytes.TrimSuffix(body, []byte(eraseBelow)) // the frame before had more lines
	body = bytes.TrimPrefix(body, []byte{'\r'})       // the first frame, or a repaint
	lines = bytes.Split(body, []byte{'\n'})
	for i, line := range lines {
		switch {
		case len(line) == 0:
			lines[i] = nil
		case i < len(lines)-1:
			if lines[i], ok = bytes.CutSuffix(line, []byte{'\r'}); !ok {
				return nil, false
			}
		}
	}
	return lines, true
}

// isRepaint reports whether a frame skips no line. Bubble Tea sends every line when it no
// longer knows what the terminal shows: after a resize, a cleared or restored screen.
func isRepaint(lines [][]byte) bool {
	return !slices.ContainsFunc(lines, func(line []byte) bool { return line == nil })
}
