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
func sortRows[R any](order []int32, rows []R, columns []Column[R], by sorting) {
	for i := range order {
		order[i] = int32(i)
	}
	if by.column == unsorted {
		return
	}
	if column := columns[by.column]; column.Number != nil {
		sortNumbers(order, rows, column.Number, by.reverse)
	} else {
		sortTexts(order, rows, column.Cell, by.reverse)
	}
}

// sortNumbers sorts by number; what is unknown comes last in either direction.
func sortNumbers[R any](order []int32, rows []R, number func(R) (float64, bool), reverse bool) {
	keys := make([]float64, len(rows))
	for i, row := range rows {
		n, known := number(row)
		if !known {
			n = math.NaN()
		}
		keys[i] = n
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		x, y := keys[a], keys[b]
		if x != x || y != y { // NaN sorts before numbers in cmp.Compare
			return -cmp.Compare(x, y)
		}
		return directed(cmp.Compare(x, y), reverse)
	})
}

// sortTexts sorts by text whatever its case; what is empty comes last in either
// direction.
func sortTexts[R any](order []int32, rows []R, cell func(R) Cell, reverse bool) {
	keys := make([]string, len(rows))
	for i, row := range rows {
		keys[i] = strings.ToLower(cell(row).Text)
	}
	slices.SortStableFunc(order, func(a, b int32) int {
		x, y := keys[a], keys[b]
		if x == "" || y == "" {
			return -strings.Compare(x, y)
		}
		return directed(strings.Compare(x, y), reverse)
	})
}

func directed(c int, reverse bool) int {
	if reverse {
		return -c
	}
	return c
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
