package ui

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// unsorted stands for the server's own order.
const unsorted = -1

// sorting is the column that rows are sorted by and which way.
type sorting struct {
	column  int
	reverse bool
}

// arrange works out the order of the rows. Equal rows stay in the server's order,
// whichever way the rest is sorted.
func (t *Table[R]) arrange() {
	if cap(t.order) < len(t.rows) {
		t.order = make([]int32, len(t.rows))
	}
	t.order = t.order[:len(t.rows)]
	for i := range t.order {
		t.order[i] = int32(i)
	}
	if t.sort.column != unsorted {
		column := t.columns[t.sort.column]
		if column.Number != nil {
			sortNumbers(t.order, t.rows, column.Number, t.sort.reverse)
		} else {
			sortTexts(t.order, t.rows, column.Cell, t.sort.reverse)
		}
	}
	if t.shape != nil {
		t.order = t.shape.arrange(t.order)
	}
}

// sortNumbers sorts by number; what is unknown comes last both ways.
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

// sortTexts sorts by text whatever its case; what is empty comes last both ways.
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

// setSort sorts anew and keeps the selection.
func (t *Table[R]) setSort(s sorting) {
	before := t.place()
	t.sort = s
	t.order, t.shown = nil, nil // place still holds the former ones
	t.arrange()
	t.match(false)
	t.settle(before)
}

// choose sorts by a column; the present one is reversed.
func (t *Table[R]) choose(column int) {
	if column == t.sort.column {
		t.reverseSort()
		return
	}
	t.setSort(sorting{column: column})
}

func (t *Table[R]) reverseSort() {
	if t.sort.column != unsorted {
		t.setSort(sorting{column: t.sort.column, reverse: !t.sort.reverse})
	}
}

// hiddenSort names the column that rows are sorted by where it is not on screen.
func (t *Table[R]) hiddenSort() string {
	at := t.sort.column
	if at == unsorted || t.width < 1 || slices.ContainsFunc(t.layout(), func(p placed) bool { return p.column == at }) {
		return ""
	}
	return "by " + t.columns[at].Key + t.arrow()
}

// sortBeside sorts by the next column on screen, or the previous for step -1. After
// the last comes the server's order.
func (t *Table[R]) sortBeside(step int) {
	choices := []int{unsorted}
	for _, p := range t.layout() {
		choices = append(choices, p.column)
	}
	at := slices.Index(choices, t.sort.column) // -1 for a column that is dropped now
	if at < 0 {
		at = 0
	}
	t.setSort(sorting{column: choices[(at+step+len(choices))%len(choices)]})
}
