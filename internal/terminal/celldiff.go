package terminal

import (
	"bytes"
	"slices"

	"github.com/charmbracelet/x/ansi"
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

// cellDiff turns Bubble Tea's frames into the cells that changed. It knows what
// the terminal shows, as long as everything that is written goes through it.
type cellDiff struct {
	rows  []*row  // the last frame; nil where it is not known
	shown []*row  // what the terminal shows; nil while that is not known
	none  *row    // a line on which nothing stands
	pen   printer // at the terminal's cursor
	other printer // tries another way
}

func newCellDiff() *cellDiff { return &cellDiff{none: &row{drawable: true}} }

// forget says that the terminal may show anything from now on.
func (d *cellDiff) forget() { d.shown = nil }

// isDrawn reports whether what the terminal shows is known.
func (d *cellDiff) isDrawn() bool { return d.shown != nil }

// draw returns what brings a terminal of this size from the frame before to this one, good
// until the next call. ok is false where the cells cannot say: then the frame itself does.
func (d *cellDiff) draw(lines [][]byte, width, height int) (out []byte, ok bool) {
	d.take(lines)
	undrawable := func(r *row) bool { return r == nil || !r.drawable }
	if slices.ContainsFunc(d.rows, undrawable) || width < leastColumns || height < leastLines || width > mostColumns || height > mostLines {
		d.forget()
		return nil, false
	}
	d.pen.out = d.pen.out[:0]
	if !d.isDrawn() || width != d.pen.width || height != d.pen.height || isRepaint(lines) {
		d.shown = slices.Repeat([]*row{d.none}, height)
		d.pen.clear(width, height)
	}
	next := slices.Repeat([]*row{d.none}, height)
	copy(next, d.rows)
	d.print(next)
	d.shown = next
	return d.pen.out, true
}

// print writes what brings the terminal to the next rows, in the shortest of several ways:
// after moving lines by scrolling, line by line, look by look.
func (d *cellDiff) print(next []*row) {
	const few, many = 100, 1000 // bytes, up to which looking for another way is not worth it
	start := d.pen.place()
	begin, from := d.scroll(next)
	if len(d.pen.out)-begin.bytes > few {
		d.pen.orElse(begin, func() { d.pen.byLook(d.lines(from, next)) })
	}
	if len(d.pen.out)-start.bytes > many {
		d.pen.orElse(start, func() { d.pen.byLook(d.lines(d.erased(d.shown, next), next)) })
	}
}

// scroll writes the next rows line by line, after lines that moved are scrolled as long as that
// is shorter. It returns where the rows begin and what is shown there.
func (d *cellDiff) scroll(next []*row) (begin place, from []*row) {
	begin, from = d.pen.place(), d.shown
	d.pen.rows(from, next)
	shorter := func(s shift) bool {
		d.other.follow(&d.pen)
		d.other.back(begin)
		d.other.scroll(s.by, s.top, s.end)
		after, moved := d.other.place(), s.of(from, d.none)
		d.other.rows(moved, next)
		if len(d.other.out) >= len(d.pen.out) {
			return false
		}
		d.pen, d.other = d.other, d.pen
		begin, from = after, moved
		return true
	}
	for slices.ContainsFunc(shifts(from, next), shorter) {
	}
	return begin, from
}

// erased erases the screen from the line on where that spares most, and returns what is shown
// then.
func (d *cellDiff) erased(from, next []*row) []*row {
	const one = 6 // bytes for erasing a part of a line
	first, most, spared := len(next)-1, 0, 0
	for y := len(next) - 1; y >= 0; y-- {
		if from[y] != next[y] {
			spared += one
		}
		spared -= bytesOfSame(from[y], next[y])
		if spared > most {
			first, most = y, spared
		}
	}
	d.pen.eraseBelow(first)
	after := slices.Clone(from[:first])
	for len(after) < len(next) {
		after = append(after, d.none)
	}
	return after
}

// lines returns the lines that differ.
func (d *cellDiff) lines(from, next []*row) []line {
	var lines []line
	for y := range next {
		if from[y] != next[y] {
			lines = append(lines, line{y, from[y].fill(nil, d.pen.width), next[y].fill(nil, d.pen.width)})
		}
	}
	return lines
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
				rows[i] = readRow(line)
				known[rows[i].text] = rows[i]
			}
		case i < len(d.rows):
			rows[i] = d.rows[i]
		}
	}
	d.rows = rows
}

// shift is that the lines from top up to end move by so many, up for a positive number.
type shift struct{ by, top, end, bytes int }

// shifts returns by how many lines some moved, in the order in which none pushes out the next:
// downwards from the last one, then upwards from the first. Two lines are the same where they
// begin alike: behind that may be what does not scroll.
func shifts(before, next []*row) []shift {
	const least, most = 30, 4 // bytes that scrolling takes; shifts that are worth the time
	const twice = -1
	at := make(map[string]int, len(before))
	for y, row := range before {
		begin := row.begin()
		if _, seen := at[begin]; seen {
			y = twice
		}
		at[begin] = y
	}
	var found []shift
	for y, row := range next {
		was, ok := at[row.begin()]
		if !ok || was == twice || was == y || row.begin() == "" {
			continue
		}
		i := slices.IndexFunc(found, func(s shift) bool { return s.by == was-y })
		if i < 0 {
			i = len(found)
			found = append(found, shift{by: was - y, top: len(next)})
		}
		s := &found[i]
		s.top, s.end, s.bytes = min(s.top, y, was), max(s.end, y+1, was+1), s.bytes+len(row.text)
	}
	found = slices.DeleteFunc(found, func(s shift) bool { return s.bytes <= least })
	slices.SortFunc(found, func(a, b shift) int { return b.bytes - a.bytes })
	found = found[:min(len(found), most)]
	slices.SortFunc(found, func(a, b shift) int {
		switch {
		case a.by < 0 && b.by < 0:
			return b.end - a.end
		case a.by > 0 && b.by > 0:
			return a.top - b.top
		}
		return a.by - b.by
	})
	return found
}

// of returns what is shown after lines were scrolled; none is a line on which nothing stands.
func (s shift) of(shown []*row, none *row) []*row {
	after := slices.Clone(shown)
	for y := s.top; y < s.end; y++ {
		after[y] = none
		if was := y + s.by; was >= s.top && was < s.end {
			after[y] = shown[was]
		}
	}
	return after
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
