package ui

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// unsorted stands for the server's own order.
const unsorted = -1

// sorting is the column that rows are sorted by, and the direction.
type sorting struct {
	column  int // or unsorted
	reverse bool
}

// sortRows puts the indices of rows in order. Equal rows stay in the server's order, in
// either direction.
func sortRows(order []int32, columns []Column[int32], by sorting) {
	for i := range order {
		order[i] = int32(i)
	}
	if by.column == unsorted {
		return
	}
	column := columns[by.column]
	number := column.Rank
	if number == nil {
		number = column.Number
	}
	if number == nil {
		sortBy(order, by.reverse, "", func(row int32) string { return strings.ToLower(column.Cell(row).Whole()) })
		return
	}
	sortBy(order, by.reverse, math.NaN(), func(row int32) float64 {
		if n, known := number(row); known {
			return n
		}
		return math.NaN()
	})
}

// sortBy sorts by a key of each row. The least key, which says that there is none, comes
// last in either direction.
func sortBy[K cmp.Ordered](order []int32, reverse bool, least K, key func(row int32) K) {
	keys := make([]K, len(order))
	for _, row := range order {
		keys[row] = key(row)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		x, y := keys[a], keys[b]
		if reverse || !cmp.Less(least, x) || !cmp.Less(least, y) {
			return cmp.Compare(y, x)
		}
		return cmp.Compare(x, y)
	})
}

// chosen returns the sorting after a column was chosen: the present one is reversed.
func (s sorting) chosen(column int) sorting {
	if column == s.column {
		return s.reversed()
	}
	return sorting{column: column}
}

func (s sorting) reversed() sorting {
	return sorting{column: s.column, reverse: s.column != unsorted && !s.reverse}
}

// beside returns the sorting by the next of some columns, or the previous for step -1.
// After the last comes the server's order.
func (s sorting) beside(columns []placed, step int) sorting {
	choices := []int{unsorted}
	for _, p := range columns {
		choices = append(choices, p.column)
	}
	at := max(0, slices.Index(choices, s.column)) // a column may be dropped now
	return sorting{column: choices[(at+step+len(choices))%len(choices)]}
}

// arrow returns the sign for the direction.
func (s sorting) arrow(glyphs Glyphs) string {
	if s.reverse {
		return glyphs.SortDown
	}
	return glyphs.SortUp
}
