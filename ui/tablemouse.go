package ui

// Wheel scrolls by so many rows, down for a positive number; the cursor stays on its
// row as long as that is in view. At either end the cursor goes on alone.
func (t *Table[R]) Wheel(rows int) {
	room := max(1, t.lines())
	margin := min(inView, (room-1)/2)
	last := len(t.shown) - 1
	most := max(0, len(t.shown)-room)
	top := max(0, min(t.top+rows, most))
	if top == t.top {
		t.moveTo(t.cursor + rows)
		return
	}
	highest, lowest := top+margin, top+room-1-margin
	if top == 0 {
		highest = 0
	}
	if top == most {
		lowest = last
	}
	t.top = top
	t.moveTo(max(highest, min(t.cursor, lowest)))
}

// Click selects the row on a line of the table, counted from 0, which is the heading.
// It reports whether there is one, and whether it was selected already. Nothing
// scrolls, so that a second click meets the same row.
func (t *Table[R]) Click(line int) (onRow, already bool) {
	pos := t.top + line - 1
	if t.Typing() || line < 1 || pos >= t.bottom() {
		return false, false
	}
	already = pos == t.cursor
	t.cursor = pos
	t.selected = t.id(t.at(pos))
	t.anchor = t.shown[pos]
	return true, already
}
