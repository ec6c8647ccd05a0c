package ui

import "slices"

// arrangement is rows in the order of the screen, and which of them are shown.
type arrangement struct {
	columns []Column[int32]
	id      func(row int32) string
	shape   outline // nil for a plain table

	rows   int     // how many there are
	order  []int32 // indices of rows, sorted
	shown  []int32 // indices into order of what passes the filter, ascending
	titles []int   // positions among them of what stands for a folded section, ascending
	heads  int     // how many rows stand for a section
	corpus corpus
}

// outline bends a table's rows into a tree.
type outline interface {
	arrange(order []int32) []int32                           // children under their parents, in the order given
	keep(order []int32, passes func(row int32) bool) []int32 // which of order are shown
	matches(row int32) bool                                  // a filter found the row itself
	reveal(row int32)                                        // unfolds what hides a row
	isTitle(row int32) bool                                  // it stands for a section, and is on screen where that is folded
	prefix(row int32) (lines, sign string)                   // what stands before the first cell of a row
	indent(row int32) int                                    // how wide that is
}

// at returns the row at a position among those shown.
func (a *arrangement) at(pos int) int32 { return a.order[a.shown[pos]] }

// find returns the position of an identity among the rows shown, or -1. The row at the
// cursor is asked first, so that of two rows that a server gave the same identity the
// present one stays selected.
func (a *arrangement) find(id string, cursor int) int {
	if cursor < len(a.shown) && a.id(a.at(cursor)) == id {
		return cursor
	}
	return slices.IndexFunc(a.shown, func(rank int32) bool { return a.id(a.order[rank]) == id })
}

// nearest returns the position of the row that was nearest to the cursor before and is
// still shown; of two equally near, the one that came after. was returns the identity of a row of
// the arrangement before.
func (a *arrangement) nearest(before arrangement, was func(row int32) string, cursor int) int {
	now := make(map[string]int, len(a.shown))
	for pos := range a.shown {
		now[a.id(a.at(pos))] = pos
	}
	for d := 1; d < len(before.shown); d++ {
		for _, at := range [...]int{cursor + d, cursor - d} {
			if at < 0 || at >= len(before.shown) {
				continue
			}
			if pos, ok := now[was(before.at(at))]; ok {
				return pos
			}
		}
	}
	return cursor
}

// arrange sorts and filters the rows anew. A copy of the arrangement stays as it was.
func (a *arrangement) arrange(by sorting, q query) {
	a.order, a.shown = make([]int32, a.rows), nil
	sortRows(a.order, a.columns, by)
	if a.shape != nil {
		a.order, a.heads = a.shape.arrange(a.order), 0
		for row := range int32(a.rows) {
			if a.shape.isTitle(row) {
				a.heads++
			}
		}
	}
	a.match(q, false)
}

// readCorpus reads the text of all cells unless that is done. It is done when the
// filter opens, so that it delays no letter typed into it.
func (a *arrangement) readCorpus() {
	if a.corpus.columns == nil {
		a.corpus = newCorpus(a.rows, a.columns)
	}
}

// match works out which rows are shown. When the query narrows the one before, only
// the rows shown now are looked at.
func (a *arrangement) match(q query, narrows bool) {
	if !q.isEmpty() {
		a.readCorpus()
	}
	if a.shape != nil {
		a.shown, a.titles = a.shape.keep(a.order, func(row int32) bool { return a.corpus.passes(q, row) }), nil
		for pos, rank := range a.shown {
			if a.shape.isTitle(a.order[rank]) {
				a.titles = append(a.titles, pos)
			}
		}
		return
	}
	passed := a.shown[:0]
	if narrows && a.shown != nil {
		for _, rank := range a.shown {
			if a.corpus.passes(q, a.order[rank]) {
				passed = append(passed, rank)
			}
		}
	} else {
		passed = slices.Grow(passed, len(a.order))
		for rank, row := range a.order {
			if a.corpus.passes(q, row) {
				passed = append(passed, int32(rank))
			}
		}
	}
	a.shown = passed
}
