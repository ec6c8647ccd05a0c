package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Table shows rows of type R that are told apart by an identity.
type Table[R any] struct {
	kit     Kit
	columns []Column[R]
	id      func(R) string
	rows    []R
}

// NewTable returns a table without rows. The identity must be unique among the
// rows and stay the same when they are read again.
func NewTable[R any](kit Kit, columns []Column[R], id func(R) string) *Table[R] {
	return &Table[R]{kit: kit, columns: columns, id: id}
}

// SetRows replaces the rows.
func (t *Table[R]) SetRows(rows []R) { t.rows = rows }

// SetSize tells the room for the table, in cells.
func (t *Table[R]) SetSize(width, height int) {}

// SetEmpty sets what the body says without rows.
func (t *Table[R]) SetEmpty(text string) {}

// Update takes a key and reports whether it used it.
func (t *Table[R]) Update(msg tea.KeyMsg) bool { return false }

// Typing reports whether every key belongs to the table.
func (t *Table[R]) Typing() bool { return false }

// CloseLayer clears the filter.
func (t *Table[R]) CloseLayer() bool { return false }

// View draws the table.
func (t *Table[R]) View() string { return "" }

// Selected returns the selected row.
func (t *Table[R]) Selected() (R, bool) {
	var none R
	return none, false
}

// Select selects the row with this identity.
func (t *Table[R]) Select(id string) {}

// Visible returns the rows on screen, top first.
func (t *Table[R]) Visible() []R { return nil }

// Counts returns how many rows pass the filter and how many there are.
func (t *Table[R]) Counts() (shown, total int) { return 0, len(t.rows) }

// Keys returns the keys that work now.
func (t *Table[R]) Keys() []key.Binding { return nil }
