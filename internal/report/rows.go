package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
	"unicode"

	"banyan/internal/safetext"
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

// Write writes the table to w. It returns a *RefusedError for a format that has no rows,
// and otherwise the first error of w.
func (r Rows) Write(w io.Writer, f Format) error {
	if f == CSV { // a row tells of the table as a whole, for nothing else does
		whole := []Value{TextValue(readAt(r.AsOf)), {r.Complete}}
		r.Columns = slices.Concat(r.Columns, []string{"asOf", "complete"})
		r.Rows = slices.Clone(r.Rows)
		for i, row := range r.Rows {
			r.Rows[i] = slices.Concat(row, whole)
		}
	}
	out, err := NewRowsWriter(w, f, r)
	if err != nil {
		return err
	}
	for _, row := range r.Rows {
		if err := out.Add(row...); err != nil {
			return err
		}
	}
	return out.End(r.Complete)
}

// RowsWriter writes a table row by row: it holds no more than a few of them. NewRowsWriter
// makes it. It is not safe for concurrent use.
type RowsWriter struct {
	out    io.Writer
	format Format
	table  Rows // without its rows
	text   bytes.Buffer
	grid   grid // of the format for a person
	rows   int
	err    error // the first one; nothing is written after it
}

// mostHeld is how many rows are held for the widths of their columns.
const mostHeld = 1000

// NewRowsWriter returns a writer of a table, of which it takes all but Rows and Complete, or a
// *RefusedError. Nothing is written before the first Flush or the End.
func NewRowsWriter(w io.Writer, f Format, table Rows) (*RowsWriter, error) {
	out := &RowsWriter{out: w, format: f, table: table}
	switch f {
	case Table:
		titles := make([]string, len(table.Columns))
		for i, name := range table.Columns {
			titles[i] = titleOf(name)
		}
		out.grid.names = len(titles)
		out.grid.add(titles...)
	case JSON:
		head := object{{"schemaVersion", SchemaVersion}, {"table", table.Table}, {"place", table.Place}, {"asOf", orNull(readAt(table.AsOf))}, {"rows", []object{}}}
		text := appendValue(nil, "\n", head)
		out.text.Write(text[:len(text)-len("]\n}")])
	case CSV:
		_ = csv.NewWriter(&out.text).WriteAll([][]string{table.Columns}) // memory takes all
	case JSONLines:
	default:
		return nil, &RefusedError{Format: f, Reason: fmt.Sprintf("a table of %s has no form as %s", table.Table, f)}
	}
	return out, nil
}

// titleOf makes a heading of the name of a column: "groupId" is "GROUP ID".
func titleOf(name string) string {
	var title strings.Builder
	for _, r := range name {
		if unicode.IsUpper(r) {
			title.WriteByte(' ')
		}
		title.WriteRune(unicode.ToUpper(r))
	}
	return title.String()
}

// Add adds a row, with a value for each column. It returns the first error of the writer below.
func (w *RowsWriter) Add(row ...Value) error {
	switch w.format {
	case Table:
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = safetext.Name(v.Text())
		}
		w.grid.add(cells...)
	case JSON:
		if w.rows > 0 {
			w.text.WriteByte(',')
		}
		w.text.WriteString("\n    ")
		w.text.Write(appendValue(w.text.AvailableBuffer(), "\n    ", w.members(nil, row)))
	case JSONLines:
		line := w.members(object{{"schemaVersion", SchemaVersion}}, row)
		w.text.Write(append(appendValue(w.text.AvailableBuffer(), "", line), '\n'))
	case CSV:
		cells := make([]string, len(row))
		for i, v := range row {
			cells[i] = cell(v.value)
		}
		rows := csv.NewWriter(&w.text)
		_ = rows.Write(cells) // memory takes all
		rows.Flush()
	}
	if w.rows++; w.rows%mostHeld == 0 {
		return w.Flush()
	}
	return w.err
}

// members appends the values of a row by the names of their columns.
func (w *RowsWriter) members(to object, row []Value) object {
	to = slices.Grow(to, len(row))
	for i, v := range row {
		to = append(to, member{w.table.Columns[i], v.value})
	}
	return to
}

// Flush writes what was added so far. Columns keep their widths, or get wider.
func (w *RowsWriter) Flush() error {
	if w.rows > 0 {
		w.grid.writeTo(&w.text)
		w.grid.rows = nil
	}
	if w.err == nil && w.text.Len() > 0 {
		if _, err := w.out.Write(w.text.Bytes()); err != nil {
			w.err = fmt.Errorf("write %s table: %w", w.format, err)
		}
	}
	w.text.Reset()
	return w.err
}

// End writes what closes the table. Complete says that nothing is missing that should be there;
// lines of JSON and CSV cannot say so.
func (w *RowsWriter) End(complete bool) error {
	if err := w.Flush(); err != nil {
		return err
	}
	switch w.format {
	case Table:
		if w.rows == 0 && complete {
			fmt.Fprintf(&w.text, "No %s.\n", w.table.Table)
		}
		if !complete {
			fmt.Fprintf(&w.text, "INCOMPLETE: not all %s are in this list.\n", w.table.Table)
		}
	case JSON:
		if w.rows > 0 {
			w.text.WriteString("\n  ")
		}
		fmt.Fprintf(&w.text, "],\n  \"complete\": %t\n}\n", complete)
	}
	return w.Flush()
}
