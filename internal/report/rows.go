package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"
)

// Rows is a table as a screen shows it: what is no report of capacity but can be
// written down like one. The zero value is a table of nothing.
type Rows struct {
	Table    string    // what the rows are: "trunk groups"
	Place    []string  // ids of what they belong to, the tenant first
	AsOf     time.Time // when the oldest of it was read; zero when that is not known
	Complete bool      // nothing is missing that should be there
	Columns  []string  // the names of the columns, unique
	Rows     [][]Value // a value for each column
}

// Value is a cell of Rows. The zero value is none: there is none, or it was not read.
type Value struct{ value any }

// TextValue returns text as a value, none for an empty one.
func TextValue(text string) Value { return Value{orNull(text)} }

// NumberValue returns a number as a value.
func NumberValue(n int64) Value { return Value{n} }

// Text returns the value as text, empty for none.
func (v Value) Text() string {
	if v.value == nil {
		return ""
	}
	return fmt.Sprint(v.value)
}

// Write writes the table to w. It returns a *RefusedError for a format other than CSV
// and JSON, and otherwise the first error of w.
func (r Rows) Write(w io.Writer, f Format) error {
	var err error
	switch f {
	case CSV:
		err = csv.NewWriter(w).WriteAll(r.records())
	case JSON:
		_, err = w.Write(append(appendValue(nil, "\n", r.document()), '\n'))
	default:
		return &RefusedError{Format: f, Reason: fmt.Sprintf("a table of %s has no form as %s", r.Table, f)}
	}
	if err != nil {
		return fmt.Errorf("write %s table: %w", f, err)
	}
	return nil
}

// records are a header and the rows of CSV; the last columns tell of the table as a whole.
func (r Rows) records() [][]string {
	all := [][]string{slices.Concat(r.Columns, []string{"asOf", "complete"})}
	for _, row := range r.Rows {
		var cells []string
		for _, v := range row {
			cells = append(cells, cell(v.value))
		}
		all = append(all, append(cells, readAt(r.AsOf), strconv.FormatBool(r.Complete)))
	}
	return all
}

// document is the object of JSON.
func (r Rows) document() object {
	return object{
		{"schemaVersion", SchemaVersion},
		{"table", r.Table},
		{"place", r.Place},
		{"asOf", orNull(readAt(r.AsOf))},
		{"complete", r.Complete},
		{"rows", listed(true, r.Rows, func(row []Value) object {
			members := make(object, len(row))
			for i, v := range row {
				members[i] = member{r.Columns[i], v.value}
			}
			return members
		})},
	}
}
