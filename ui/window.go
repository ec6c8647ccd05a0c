package ui

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// inView is how many rows stay in view above and below the cursor.
const inView = 2

// window is which of some rows are on screen, and which one has the cursor. The zero
// value stands at the first.
type window struct {
	cursor int
	top    int // the first row on screen
}

// moveTo puts the cursor on a row, or on the nearest that there is, and brings it into
// view; lines is how many rows there is room for.
func (w *window) moveTo(row, rows, lines int) {
	if rows == 0 {
		*w = window{}
		return
	}
	w.cursor = min(max(row, 0), rows-1)
	room := max(1, lines)
	margin := min(inView, (room-1)/2)
	w.top = min(w.top, w.cursor-margin)
	w.top = max(w.top, w.cursor+margin-room+1)
	w.top = max(0, min(w.top, rows-room))
}

// target returns the row that a key moves the cursor to, of which moveTo takes the
// nearest, and reports whether it is such a key. A page turns what is on screen as well.
func (w *window) target(msg tea.KeyMsg, k KeyMap, lines int) (row int, ok bool) {
	by, ok := Motion(msg, k, max(1, lines))
	if key.Matches(msg, k.PageUp, k.PageDown) {
		w.top += by
	}
	return w.cursor + by, ok
}

// farthest is further than any list is long.
const farthest = 1 << 30

// Motion returns by how many lines a key moves, down for a positive number, and reports
// whether it is such a key.
func Motion(msg tea.KeyMsg, k KeyMap, page int) (by int, ok bool) {
	moves := [...]struct {
		key key.Binding
		by  int
	}{{k.Up, -1}, {k.Down, 1}, {k.PageUp, -page}, {k.PageDown, page}, {k.Top, -farthest}, {k.Bottom, farthest}}
	for i := range moves {
		if key.Matches(msg, moves[i].key) {
			return moves[i].by, true
		}
	}
	return 0, false
}

// wheel scrolls by so many rows, down for a positive number, and returns the row that
// the cursor goes to: its own as long as that is in view. At either end the cursor goes
// on alone.
func (w *window) wheel(by, rows, lines int) int {
	room := max(1, lines)
	margin := min(inView, (room-1)/2)
	before, most := w.top, max(0, rows-room)
	if w.top = max(0, min(before+by, most)); w.top == before {
		return w.cursor + by
	}
	highest, lowest := w.top+margin, w.top+room-1-margin
	if w.top == 0 {
		highest = 0
	}
	if w.top == most {
		lowest = rows - 1
	}
	return max(highest, min(w.cursor, lowest))
}

// bottom returns the row after the last one on screen.
func (w *window) bottom(rows, lines int) int { return min(rows, w.top+lines) }

// Window returns which of some rows are on screen, from the one at index top up to the
// one before index bottom: "1-19 of 26", and nothing where all are.
func Window(top, bottom, of int) string {
	if bottom-top >= of {
		return ""
	}
	return fmt.Sprintf("%d-%d of %d", top+1, bottom, of)
}
