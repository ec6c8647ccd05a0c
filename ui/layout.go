package ui

import "slices"

const (
	gutter = 3 // the cursor's own column
	gap    = 2 // between two columns

	// widestCell bounds a column's width whatever a server sends.
	widestCell = 200
)

// track is what the layout knows of a column.
type track struct {
	title    int // width of the heading
	widest   int // width of the widest cell
	min, max int // bounds, as in Column
	gap      int // cells before it
	flex     bool
	priority int
	wide     bool
	pinned   bool
	bar      bool // grows when every text has its room
	joined   bool // goes with the column before
	chosen   bool // the user wants it on screen
}

// least returns the width below which the column is dropped or squeezed.
func (t track) least() int {
	if t.min > 0 {
		return t.min
	}
	return max(1, t.title)
}

// full returns the width that shows every cell, as far as the column may grow.
func (t track) full() int {
	width := max(t.title, t.widest)
	if !t.flex || t.bar {
		width = max(width, t.least())
	}
	if t.max > 0 {
		width = min(width, max(t.max, t.title))
	}
	return width
}

// placed is a column that is on screen.
type placed struct {
	column int
	gap    int // before it
	width  int
}

// layout chooses the columns that are on screen and how wide each is. The zero value
// has none.
type layout struct {
	tracks  []track
	width   int // of the table
	columns []placed
}

// room returns the width between the cursor's own column and the thumb's.
func (l *layout) room() int { return l.width - gutter - 1 }

// narrow places the columns that are not wide: those that have no room are dropped, and
// the rest is made to fit.
func (l *layout) narrow() {
	l.choose()
	l.fit()
}

// widened places the columns that narrow does, and of the others as many as have room where
// these are as narrow as they may be, but for the first: what names a row is not cut for more.
func (l *layout) widened() {
	l.choose()
	if len(l.columns) > 0 {
		first := &l.columns[0]
		least := first.width
		if first.width = max(least, l.tracks[first.column].full()); span(l.columns) > l.room() {
			first.width = least
		}
	}
	for c := range l.tracks {
		if l.tracks[c].joined || l.shows(c) {
			continue
		}
		if more := l.unit(c); span(l.columns)+span(more) <= l.room() {
			at := slices.IndexFunc(l.columns, func(p placed) bool { return p.column > c })
			if at < 0 {
				at = len(l.columns)
			}
			l.columns = slices.Insert(l.columns, at, more...)
		}
	}
	l.fit()
}

// fit gives the columns all the room, or makes them as narrow as there is. Where even that
// is too wide, the last ones go.
func (l *layout) fit() {
	if left := l.room() - span(l.columns); left >= 0 {
		l.spread(left)
	} else {
		squeeze(l.columns, -left)
	}
	for len(l.columns) > 0 && span(l.columns) > l.room() {
		l.columns = l.columns[:len(l.columns)-1]
	}
}

// choose takes the columns that are not wide, as narrow as they may be, and drops those that
// have no room, as far as they may be dropped.
func (l *layout) choose() {
	l.columns = l.columns[:0]
	for c := range l.tracks {
		if !l.tracks[c].wide {
			l.columns = append(l.columns, l.place(c))
		}
	}
	for at := l.vain(); at >= 0; at = l.vain() {
		l.drop(at)
	}
	for span(l.columns) > l.room() {
		at := l.first()
		if at < 0 {
			return
		}
		l.drop(at)
	}
}

// vain returns the last column that was chosen where not even all that may be dropped would leave
// room for it, and -1 where there is none.
func (l *layout) vain() int {
	at, goes := -1, false
	var stay []placed
	for i, p := range l.columns {
		t := l.tracks[p.column]
		if !t.joined {
			goes = i > 0 && !t.chosen && t.priority > 0
			if i > 0 && t.chosen {
				at = i
			}
		}
		if !goes {
			stay = append(stay, p)
		}
	}
	if at < 0 || span(stay) <= l.room() {
		return -1
	}
	return at
}

// drop takes out a column with those that are joined to it.
func (l *layout) drop(at int) {
	end := at + 1
	for end < len(l.columns) && l.tracks[l.columns[end].column].joined {
		end++
	}
	l.columns = slices.Delete(l.columns, at, end)
	l.columns[0].gap = 0
}

// unit places a column with those that are joined to it.
func (l *layout) unit(c int) []placed {
	columns := []placed{l.place(c)}
	for c++; c < len(l.tracks) && l.tracks[c].joined; c++ {
		columns = append(columns, l.place(c))
	}
	return columns
}

// place makes a column as narrow as it may be: figures at full length, for a number
// that is cut is a wrong number.
func (l *layout) place(c int) placed {
	t := l.tracks[c]
	p := placed{column: c, gap: t.gap, width: t.full()}
	if t.flex { // no column is dropped for room that its text does not need
		p.width = min(t.least(), max(t.title, t.widest))
	}
	return p
}

// first returns which column is dropped first: the one of the highest priority, of
// several the last. It returns -1 when none may go.
func (l *layout) first() int {
	at, highest := -1, 0
	for i, p := range l.columns {
		t := l.tracks[p.column]
		if priority := t.priority; i > 0 && !t.joined && !t.chosen && priority > 0 && priority >= highest {
			at, highest = i, priority
		}
	}
	return at
}

// spread gives left-over width to the flexible columns, evenly, until each holds its
// text, and then to the bars: what is wider than that would only pull the columns apart.
func (l *layout) spread(left int) {
	for _, bars := range []bool{false, true} {
		for before := -1; left > 0 && left != before; {
			before = left
			for i := range l.columns {
				p := &l.columns[i]
				if t := l.tracks[p.column]; left > 0 && t.flex && t.bar == bars && p.width < t.full() {
					p.width++
					left--
				}
			}
		}
	}
}

// scrolled keeps the first column and those that are pinned, and places between them as
// many of the others as fit, after those that are scrolled out.
func (l *layout) scrolled(skip int) {
	l.columns = l.columns[:0]
	pinned := l.pinned()
	left := l.room() - span(pinned)
	for c := range l.tracks {
		if t := l.tracks[c]; t.joined || c > 0 && (c <= skip || t.pinned) {
			continue
		}
		columns := l.unit(c)
		first := &columns[0]
		if !l.tracks[c].bar {
			first.width = l.tracks[c].full()
		}
		room := left - first.gap - span(columns[1:])
		if first.width > room && len(l.columns) > 1 || room < 1 {
			break
		}
		first.width = min(first.width, room)
		if c == 0 {
			first.width = min(first.width, max(1, left/2)) // never the only one
		}
		left -= span(columns)
		l.columns = append(l.columns, columns...)
	}
	l.columns = append(l.columns, pinned...)
}

// pinned returns the columns that stay at the right end, as far as they leave half of
// the width to the others.
func (l *layout) pinned() []placed {
	var columns []placed
	for c := range l.tracks {
		if c == 0 || !l.tracks[c].pinned {
			continue
		}
		if p := l.place(c); span(columns)+p.gap+p.width <= l.width/2 {
			columns = append(columns, p)
		}
	}
	return columns
}

// hidesRight reports whether there are columns beyond the last one that is scrolled.
func (l *layout) hidesRight() bool {
	last := 0
	for _, p := range l.columns {
		if !l.tracks[p.column].pinned {
			last = p.column
		}
	}
	return slices.ContainsFunc(l.tracks[min(last+1, len(l.tracks)):], func(t track) bool { return !t.pinned })
}

// hides reports whether any column is not on screen.
func (l *layout) hides() bool { return len(l.columns) < len(l.tracks) }

// shows reports whether a column is on screen.
func (l *layout) shows(column int) bool {
	return slices.ContainsFunc(l.columns, func(p placed) bool { return p.column == column })
}

// span returns how much room columns take.
func span(columns []placed) int {
	width := 0
	for _, p := range columns {
		width += p.gap + p.width
	}
	return width
}

// squeeze takes what is missing from the widest columns, which never vanish.
func squeeze(columns []placed, missing int) {
	for ; missing > 0; missing-- {
		widest := 0
		for i := range columns {
			if columns[i].width > columns[widest].width {
				widest = i
			}
		}
		if columns[widest].width <= 1 {
			return
		}
		columns[widest].width--
	}
}

// widths is how wide the widest cell of each column is, in all rows, whether or not they
// are on screen: so the same rows always make the same columns, and scrolling moves none.
// A column is measured once for the rows and the room. The zero value is not measured.
type widths struct {
	measured map[int]int
	bare     map[int]bool
}

// forget makes the columns be measured again.
func (w *widths) forget() {
	clear(w.measured)
	clear(w.bare)
}

// isBare returns what look says of a column, whether there is nothing in it.
func (w *widths) isBare(column int, look func() bool) bool {
	bare, known := w.bare[column]
	if !known {
		if w.bare == nil {
			w.bare = make(map[int]bool)
		}
		bare = look()
		w.bare[column] = bare
	}
	return bare
}

// widest returns the width of the widest cell of a column, or most when one is as wide.
func (w *widths) widest(column, most, rows int, width func(row int) int) int {
	if widest, known := w.measured[column]; known {
		return widest
	}
	widest := 0
	for row := 0; row < rows && widest < most; row++ {
		widest = max(widest, width(row))
	}
	if w.measured == nil {
		w.measured = make(map[int]int)
	}
	w.measured[column] = min(widest, most)
	return w.measured[column]
}
