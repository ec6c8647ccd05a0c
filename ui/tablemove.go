package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// inView is how many rows stay in view above and below the cursor.
const inView = 2

// lines returns how many rows there is room for.
func (t *Table[R]) lines() int {
	room := t.height - 1 // the heading
	if t.filter.isOpen() {
		room--
	}
	return max(0, room)
}

// bottom returns the position after the last row on screen.
func (t *Table[R]) bottom() int { return min(len(t.shown), t.top+t.lines()) }

// move takes a key that moves the cursor and reports whether it did.
func (t *Table[R]) move(msg tea.KeyMsg) bool {
	k := t.kit.Keys
	switch page := max(1, t.lines()); {
	case key.Matches(msg, k.Up):
		t.moveTo(t.cursor - 1)
	case key.Matches(msg, k.Down):
		t.moveTo(t.cursor + 1)
	case key.Matches(msg, k.PageUp):
		t.top -= page
		t.moveTo(t.cursor - page)
	case key.Matches(msg, k.PageDown):
		t.top += page
		t.moveTo(t.cursor + page)
	case key.Matches(msg, k.Top):
		t.moveTo(0)
	case key.Matches(msg, k.Bottom):
		t.moveTo(len(t.shown) - 1)
	default:
		return false
	}
	return true
}

// moveTo puts the cursor on a position, or on the nearest that there is, and
// brings it into view.
func (t *Table[R]) moveTo(pos int) {
	if len(t.shown) == 0 {
		t.cursor, t.top = 0, 0
		return
	}
	t.cursor = min(max(pos, 0), len(t.shown)-1)
	t.selected = t.id(t.at(t.cursor))
	t.anchor = t.shown[t.cursor]
	room := max(1, t.lines())
	margin := min(inView, (room-1)/2)
	t.top = min(t.top, t.cursor-margin)
	t.top = max(t.top, t.cursor+margin-room+1)
	t.top = max(0, min(t.top, len(t.shown)-room))
}

// find returns the position of an identity among the rows shown, or -1. The
// cursor's own row is asked first, so that of two rows that a server gave the same
// identity the present one stays selected.
func (t *Table[R]) find(id string) int {
	if t.cursor < len(t.shown) && t.id(t.at(t.cursor)) == id {
		return t.cursor
	}
	for pos := range t.shown {
		if t.id(t.at(pos)) == id {
			return pos
		}
	}
	return -1
}

// place is where the cursor was among which rows.
type place[R any] struct {
	rows         []R
	order, shown []int32
	cursor, top  int
}

func (t *Table[R]) place() place[R] {
	return place[R]{rows: t.rows, order: t.order, shown: t.shown, cursor: t.cursor, top: t.top}
}

// settle puts the cursor back on its row after the rows were replaced or ordered
// anew, on the line of the screen where it was. A table that stood at its top
// stays there as long as the cursor is in view.
func (t *Table[R]) settle(before place[R]) {
	pos := t.find(t.selected)
	if pos < 0 {
		pos = t.nearest(before)
	}
	if before.top > 0 {
		t.top = pos - (before.cursor - before.top)
	}
	if len(t.shown) == 0 {
		t.anchor = max(0, int32(slices.IndexFunc(t.order, func(row int32) bool { return t.id(t.rows[row]) == t.selected })))
	}
	t.moveTo(pos)
}

// nearest returns the position of the row that was nearest to the cursor and is
// still shown; of two equally near, the one that came after.
func (t *Table[R]) nearest(before place[R]) int {
	now := make(map[string]int, len(t.shown))
	for pos := range t.shown {
		now[t.id(t.at(pos))] = pos
	}
	for d := 1; d < len(before.shown); d++ {
		for _, was := range [...]int{before.cursor + d, before.cursor - d} {
			if was < 0 || was >= len(before.shown) {
				continue
			}
			if pos, ok := now[t.id(before.rows[before.order[before.shown[was]]])]; ok {
				return pos
			}
		}
	}
	return before.cursor
}

// resettle puts the cursor back on the row of a rank in the order after only the
// choice of rows shown has changed, or else on the nearest by order. It compares
// no identities, so that it costs nothing in a large table.
func (t *Table[R]) resettle(rank int32) {
	pos, found := slices.BinarySearch(t.shown, rank)
	if !found && pos > 0 && (pos == len(t.shown) || rank-t.shown[pos-1] < t.shown[pos]-rank) {
		pos--
	}
	t.moveTo(pos)
	t.anchor = rank
}
