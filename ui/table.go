package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
)

// Table shows rows of type R, told apart by an identity, of which one is selected.
// It draws the visible rows alone, so its cost does not depend on how many there
// are. Rows can be sorted by any column and filtered; the selection follows its
// row through all of that, and when the row is gone the nearest takes over. Make
// one with NewTable.
type Table[R any] struct {
	kit     Kit
	columns []Column[R]
	names   []subject // the columns as conditions know them
	id      func(R) string
	shape   outline // nil for a plain table
	empty   string
	width   int
	height  int

	rows  []R
	order []int32 // indices into rows, sorted
	shown []int32 // indices into order of what passes the filter, ascending

	cursor   int    // index into shown
	top      int    // index into shown of the first row on screen
	anchor   int32  // index into order of the row that the user chose last
	selected string // identity of the row under the cursor; kept while there are no rows

	sort   sorting
	picker *picker // choosing a column to sort by; nil when closed
	filter filter
	corpus corpus

	wide   bool
	skip   int   // columns scrolled out after the first, when wide
	widest []int // widest cell of each column, or unmeasured
	canvas canvas
}

// outline bends a table's rows into a tree.
type outline interface {
	arrange(order []int32) []int32           // children under their parents, in the order given
	keep(order []int32, passed bits) []int32 // which of order are shown; nil bits when there is no filter
	prefix(row int32) string                 // what stands before the first cell of a row
	indent(row int32) int                    // how wide that is
}

// NewTable returns a table without rows. The identity must be unique among the
// rows and stay the same when they are read again.
func NewTable[R any](kit Kit, columns []Column[R], id func(R) string) *Table[R] {
	t := &Table[R]{kit: kit, columns: columns, id: id, sort: sorting{column: unsorted}, widest: make([]int, len(columns))}
	for _, column := range columns {
		t.names = append(t.names, subject{key: column.Key, isNumber: column.Number != nil})
	}
	t.forgetWidths()
	return t
}

// SetRows replaces the rows and keeps the selection, the filter, the sorting and
// the place on the screen. The table keeps the slice, which must not be changed
// afterwards.
func (t *Table[R]) SetRows(rows []R) {
	before := t.place()
	t.rows, t.corpus = rows, corpus{}
	t.forgetWidths()
	t.order, t.shown = nil, nil // place still holds the former ones
	t.arrange()
	t.match(false)
	t.settle(before)
}

// SetSize tells the room for the table, in cells. A column may write its cells shorter
// in less room.
func (t *Table[R]) SetSize(width, height int) {
	if width != t.width {
		t.forgetWidths()
	}
	t.width, t.height = width, height
	t.moveTo(t.cursor)
}

// SetEmpty sets what the body says without rows: "no groups here".
func (t *Table[R]) SetEmpty(text string) { t.empty = text }

// Selected returns the selected row, and false when none is shown.
func (t *Table[R]) Selected() (R, bool) {
	if t.cursor >= len(t.shown) {
		var none R
		return none, false
	}
	return t.at(t.cursor), true
}

// Select selects the row with this identity. Before the rows are there, it is
// remembered; when it is not among those shown, nothing changes.
func (t *Table[R]) Select(id string) {
	if len(t.rows) == 0 {
		t.selected = id
		return
	}
	if pos := t.find(id); pos >= 0 {
		t.moveTo(pos)
	}
}

// Window tells which of the rows that pass the filter are on screen, counted from 1:
// "1-19 of 26", and nothing where all are. Where they are sorted by a column that is
// not on screen, it says by which: there is no heading to see it at.
func (t *Table[R]) Window() string {
	window := Window(t.top, t.bottom(), len(t.shown))
	if by := t.hiddenSort(); by != "" {
		return strings.TrimSuffix(by+", "+window, ", ")
	}
	return window
}

// Window tells which of some rows are on screen, from the one at index top up to the
// one before index bottom: "1-19 of 26", and nothing where all are.
func Window(top, bottom, of int) string {
	if bottom-top >= of {
		return ""
	}
	return fmt.Sprintf("%d-%d of %d", top+1, bottom, of)
}

// Visible returns the rows on screen, top first.
func (t *Table[R]) Visible() []R {
	rows := make([]R, 0, max(0, t.lines()))
	for pos := t.top; pos < t.bottom(); pos++ {
		rows = append(rows, t.at(pos))
	}
	return rows
}

// ColumnKeys returns what conditions call the columns.
func (t *Table[R]) ColumnKeys() []string {
	keys := make([]string, len(t.columns))
	for i, column := range t.columns {
		keys[i] = column.Key
	}
	return keys
}

// Counts returns how many rows pass the filter and how many there are.
func (t *Table[R]) Counts() (shown, total int) { return len(t.shown), len(t.rows) }

// Typing reports whether every key belongs to the table, because its filter is
// being typed or its sort picker is open.
func (t *Table[R]) Typing() bool { return t.filter.typing || t.picker != nil }

// CloseLayer closes the sort picker, or else clears the filter. It reports whether
// there was anything to close.
func (t *Table[R]) CloseLayer() bool {
	switch {
	case t.picker != nil:
		t.picker = nil
	case t.filter.isOpen():
		t.setFilter(filter{})
	default:
		return false
	}
	return true
}

// Keys returns the keys that mean something to the table now, for the key line and
// the help: while Typing, they are the only ones that do.
func (t *Table[R]) Keys() []key.Binding {
	k := t.kit.Keys
	switch {
	case t.filter.typing:
		return []key.Binding{k.Accept, k.Cancel, k.Clear}
	case t.picker != nil:
		return []key.Binding{k.Up, k.Down, k.Accept, k.Cancel}
	}
	keys := []key.Binding{
		k.Up, k.Down, k.PageUp, k.PageDown, k.Top, k.Bottom,
		k.Filter, k.Sort, k.SortNext, k.SortPrevious, k.SortReverse, k.Wide,
	}
	if t.wide {
		keys = append(keys, k.Left, k.Right)
	}
	return keys
}

// at returns the row at a position among those shown.
func (t *Table[R]) at(pos int) R { return t.rows[t.order[t.shown[pos]]] }
