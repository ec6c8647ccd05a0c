package ui

// Shown returns every row that passes the filter, in the order of the screen, whether
// or not there is room for it there.
func (t *Table[R]) Shown() []R {
	rows := make([]R, len(t.shown))
	for pos := range rows {
		rows[pos] = t.at(pos)
	}
	return rows
}

// Columns returns every column of the table, those that are not on screen too.
func (t *Table[R]) Columns() []Column[R] { return t.columns }

// Filter returns what is typed to choose rows, empty for none.
func (t *Table[R]) Filter() string { return t.filter.field.text }
