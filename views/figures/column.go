package figures

import (
	"banyan/ui"
	"banyan/views/page"
)

// row is what figures are shown of.
type row interface{ RowMarks() Marks }

// Column shows a figure of type F of each row of type R, or - where a row has
// none such.
func Column[R row, F any](key, title string, isAbsent func(R) bool, of func(R) F, shown figure[F]) ui.Column[R] {
	return ui.Column[R]{
		Key: key, Title: title, Right: true, Min: 5,
		Cell: func(r R) ui.Cell {
			if isAbsent(r) {
				return page.Absent()
			}
			return r.RowMarks().Settle(shown.glyphs, shown.cell(of(r)))
		},
		Number: func(r R) (float64, bool) {
			if isAbsent(r) {
				return 0, false
			}
			return shown.number(of(r))
		},
		Bound: func(r R) ui.Bound {
			if shown.bound == nil {
				return ui.Exact
			}
			return shown.bound(of(r))
		},
	}
}

// Near returns a column that stands close to the one before it.
func Near[R any](c ui.Column[R]) ui.Column[R] {
	c.Near = true
	return c
}

// Wide returns a column that shows only with all columns.
func Wide[R any](c ui.Column[R]) ui.Column[R] {
	c.Wide = true
	return c
}
