package views

import (
	"io"
	"math"
	"strings"

	"banyan/internal/report"
	"banyan/ui"
)

// export is what a screen has to write to a file, taken at one moment: reading goes on
// meanwhile.
type export struct {
	what  string   // what is written, counted: "5 groups"
	of    string   // of what: "tenant foo"
	name  []string // what the file is called after: ids and a word
	notes []string // what the reader has to know of it: that it is filtered, what is missing
	write func(format report.Format, w io.Writer) error
}

// sheetOf takes the rows of a table as they are shown: all that pass the filter, in
// their order, each column with its full value.
func sheetOf[R any](table *ui.Table[R], sheet report.Rows) (rows report.Rows, unread int) {
	columns := table.Columns()
	for _, c := range columns {
		sheet.Columns = append(sheet.Columns, c.Key)
	}
	for _, row := range table.Shown() {
		values := make([]report.Value, len(columns))
		for i, c := range columns {
			var missing bool
			if values[i], missing = valueOf(c, row); missing {
				unread++
			}
		}
		sheet.Rows = append(sheet.Rows, values)
	}
	return sheet, unread
}

// valueOf returns a cell for a file, and whether it stands for a figure that was not
// read.
func valueOf[R any](c ui.Column[R], row R) (v report.Value, unread bool) {
	if c.Full != nil {
		return report.TextValue(c.Full(row)), false
	}
	cell := c.Cell(row)
	switch {
	case cell == absent():
		return report.Value{}, false
	case cell.Tone == ui.Unknown:
		return report.Value{}, true
	case cell.Text == unlimited:
		return report.TextValue("unlimited"), false
	case cell.Text == minusUnlimited:
		return report.TextValue("-unlimited"), false
	}
	// What a column sorts by need not be what it shows: "10/8", "70%".
	if c.Number != nil {
		if n, known := c.Number(row); known && n == math.Trunc(n) && math.Abs(n) < 1<<53 {
			if number := report.NumberValue(int64(n)); number.Text() == cell.Text {
				return number, false
			}
		}
	}
	return report.TextValue(cell.Text), false
}

// tableExport is the export of a table that is no report of capacity. missing says
// what is not in it though it should be.
func tableExport[R any](table *ui.Table[R], noun, of string, sheet report.Rows, missing string) *export {
	rows, unread := sheetOf(table, sheet)
	shown, total := table.Counts()
	e := &export{what: count(shown, noun), of: of, name: append(append([]string{}, sheet.Place...), sheet.Table)}
	if filter := table.Filter(); filter != "" && shown < total {
		e.notes = append(e.notes, "filtered: "+count(shown, noun)+" of "+count(total, noun))
	}
	if unread > 0 && missing == "" {
		missing = count(unread, "figure") + " not read"
	}
	rows.Complete = missing == ""
	if missing != "" {
		e.notes = append(e.notes, "NOT COMPLETE: "+missing)
	}
	e.write = func(format report.Format, w io.Writer) error { return rows.Write(w, format) }
	return e
}

// fileName returns the name that is offered for a file: nothing in it means anything to
// a shell or hides the file.
func fileName(parts []string, stamp string, format report.Format) string {
	const most = 60
	clean := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '_', r == '.':
			return r
		}
		return '-'
	}, strings.Join(parts, "-"))
	for strings.Contains(clean, "--") {
		clean = strings.ReplaceAll(clean, "--", "-")
	}
	clean = strings.Trim(clean[:min(most, len(clean))], "-.")
	if clean != "" {
		clean += "-"
	}
	return "banyan-" + clean + stamp + "." + string(format)
}
