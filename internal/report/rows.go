package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
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
	var out bytes.Buffer
	var err error
	switch f {
	case CSV:
		err = r.csv(&out)
	case JSON:
		err = r.json(&out)
	default:
		return &RefusedError{Format: f, Reason: fmt.Sprintf("a table of %s has no form as %s", r.Table, f)}
	}
	if err == nil {
		_, err = w.Write(out.Bytes())
	}
	if err != nil {
		return fmt.Errorf("write %s table: %w", f, err)
	}
	return nil
}

// csv writes a header and the rows; the last columns tell of the table as a whole.
func (r Rows) csv(out *bytes.Buffer) error {
	w := csv.NewWriter(out)
	if err := writeRow(w, r.Columns, []string{"asOf", "complete"}); err != nil {
		return err
	}
	whole := []string{readAt(r.AsOf), strconv.FormatBool(r.Complete)}
	for _, row := range r.Rows {
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = cell(v.value)
		}
		if err := writeRow(w, cells, whole); err != nil {
			return err
		}
	}
	return nil
}

func (r Rows) json(out *bytes.Buffer) error {
	err := encode(out, object{
		{"schemaVersion", SchemaVersion},
		{"table", r.Table},
		{"place", append([]string{}, r.Place...)},
		{"asOf", orNull(readAt(r.AsOf))},
		{"complete", r.Complete},
		{"rows", listed(true, r.Rows, func(row []Value) object {
			members := make(object, len(row))
			for i, v := range row {
				members[i] = member{r.Columns[i], v.value}
			}
			return members
		})},
	}, "", "  ")
	out.WriteByte('\n')
	return err
}
