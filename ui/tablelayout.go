package ui

import (
	"slices"

	"banyan/internal/safetext"
)

const (
	gutter = 3 // the cursor's own column
	gap    = 2 // between two columns

	// widestCell bounds a column's width whatever a server sends.
	widestCell = 200

	unmeasured = -1
)

// placed is a column that is on screen.
type placed struct {
	column int
	gap    int // before it
	width  int
}

// forgetWidths makes the columns be measured again.
func (t *Table[R]) forgetWidths() {
	for c := range t.widest {
		t.widest[c] = unmeasured
	}
}

// widestIn returns the width of the widest cell of a column, in all rows, whether or not
// they are on screen: so the same rows always make the same columns, and scrolling moves
// none. It is worked out once for the rows and the room.
func (t *Table[R]) widestIn(c int) int {
	if t.widest[c] != unmeasured {
		return t.widest[c]
	}
	most, widest := widestCell, 0
	if t.columns[c].Max > 0 {
		most = max(t.columns[c].Max, t.titleWidth(c)) // more is not drawn
	}
	for i := 0; i < len(t.rows) && widest < most; i++ {
		width := safetext.Width(safetext.Cell(t.columns[c].Cell(t.rows[i]).Text))
		if t.shape != nil && c == 0 {
			width += t.shape.indent(int32(i))
		}
		widest = max(widest, width)
	}
	t.widest[c] = min(widest, most)
	return t.widest[c]
}

// least and wanted return the bounds of a column's width.
func (t *Table[R]) least(column int) int {
	c := t.columns[column]
	if c.Min > 0 {
		return c.Min
	}
	return max(1, t.titleWidth(column))
}

func (t *Table[R]) wanted(column int) int {
	c := t.columns[column]
	wanted := max(t.least(column), t.titleWidth(column), t.widestIn(column))
	if c.Max > 0 {
		wanted = min(wanted, max(c.Max, t.titleWidth(column)))
	}
	return wanted
}

func (t *Table[R]) titleWidth(column int) int {
	width := safetext.Width(t.columns[column].Title)
	if column == t.sort.column {
		width++ // the arrow
	}
	return width
}

// layout chooses the columns that are on screen and how wide each is.
func (t *Table[R]) layout() []placed {
	if t.wide {
		return t.wideLayout()
	}
	columns := t.canvas.columns[:0]
	for c := range t.columns {
		if !t.columns[c].Wide {
			columns = append(columns, t.put(c))
		}
	}
	for {
		left := t.width - gutter - span(columns)
		if left >= 0 {
			t.spread(columns, left)
			break
		}
		at := t.dropped(columns)
		if at < 0 {
			squeeze(columns, -left)
			break
		}
		columns = slices.Delete(columns, at, at+1)
		columns[0].gap = 0
	}
	t.canvas.columns = columns
	return columns
}

// put places a column as narrow as it may be: figures at full length, for a number
// that is cut is a wrong number.
func (t *Table[R]) put(c int) placed {
	p := placed{column: c, gap: gap, width: t.wanted(c)}
	if t.columns[c].Flex { // no column is dropped for room that its text does not need
		p.width = min(t.least(c), max(t.titleWidth(c), t.widestIn(c)))
	}
	switch {
	case c == 0:
		p.gap = 0
	case t.columns[c].Near, t.columns[c].Title == "":
		p.gap = 1
	}
	return p
}

// dropped returns which column goes first when there is no room: the one of the
// highest priority, of several the last. It returns -1 when none may go.
func (t *Table[R]) dropped(columns []placed) int {
	at, highest := -1, 0
	for i, p := range columns {
		if priority := t.columns[p.column].Priority; i > 0 && priority > 0 && priority >= highest {
			at, highest = i, priority
		}
	}
	return at
}

// spread gives left-over width to the flexible columns, evenly, until each holds its
// text: what is wider than that would only pull the columns apart.
func (t *Table[R]) spread(columns []placed, left int) {
	for left > 0 {
		before := left
		for i := range columns {
			p := &columns[i]
			if left > 0 && t.columns[p.column].Flex && p.width < t.wanted(p.column) {
				p.width++
				left--
			}
		}
		if left == before {
			return
		}
	}
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

// wideLayout keeps the first column and those that are pinned, and shows between
// them as many of the others as fit, after those that are scrolled out.
func (t *Table[R]) wideLayout() []placed {
	columns := t.canvas.columns[:0]
	pinned := t.pinned()
	left := t.width - gutter - span(pinned)
	for c := range t.columns {
		if c > 0 && (c <= t.skip || t.columns[c].Pinned) {
			continue
		}
		p := t.put(c)
		p.width = t.wanted(c)
		room := left - p.gap
		if p.width > room && len(columns) > 1 || room < 1 {
			break
		}
		p.width = min(p.width, room)
		if c == 0 {
			p.width = min(p.width, max(1, left/2)) // never the only one
		}
		left -= p.gap + p.width
		columns = append(columns, p)
	}
	columns = append(columns, pinned...)
	t.canvas.columns = columns
	return columns
}

// pinned returns the columns that a wide table keeps at its right end, as far as
// they leave half of it to the others.
func (t *Table[R]) pinned() []placed {
	var columns []placed
	for c := range t.columns {
		if c == 0 || !t.columns[c].Pinned {
			continue
		}
		if p := t.put(c); span(columns)+p.gap+p.width <= t.width/2 {
			columns = append(columns, p)
		}
	}
	return columns
}

// hidesRight reports whether a wide table has columns beyond these.
func (t *Table[R]) hidesRight(columns []placed) bool {
	last := 0
	for _, p := range columns {
		if !t.columns[p.column].Pinned {
			last = p.column
		}
	}
	for c := last + 1; c < len(t.columns); c++ {
		if !t.columns[c].Pinned {
			return true
		}
	}
	return false
}
