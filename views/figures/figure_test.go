package figures

import (
	"strings"
	"testing"

	"banyan/capacity"
	"banyan/internal/report"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/page"
)

// figuresFrom returns the figures of a level that gave out so much.
func figuresFrom(own capacity.Reading, given ...capacity.Reading) capacity.Figures {
	var sum capacity.Sum
	for _, r := range given {
		sum = sum.Add(r)
	}
	return capacity.Figures{Own: own, Allocated: sum, Difference: capacity.Subtract(own, sum)}
}

type fileRow struct {
	name   string
	absent bool
	capacity.Figures
}

func (fileRow) RowMarks() Marks { return Marks{} }

// In a file a figure is a whole number, none where it was not read, and said to be missing then.
func TestFiguresInAFileAreNumbers(t *testing.T) {
	isAbsent, glyphs := func(r fileRow) bool { return r.absent }, viewtest.Kit().Theme.Glyphs
	figures := func(r fileRow) capacity.Figures { return r.Figures }
	columns := []ui.Column[fileRow]{{Key: "name", Cell: func(r fileRow) ui.Cell {
		return ui.Cell{Text: r.name, Then: []ui.Cell{{Text: " too"}}}
	}}}
	columns = append(columns, Pair(glyphs, "ALLOC", "alloc", "calls", isAbsent, figures)...)
	columns = append(columns, GivenColumns(glyphs, "given", "diff", "ratio", isAbsent, figures)[1:]...)
	table := ui.NewTable(viewtest.Kit(), columns, func(r fileRow) string { return r.name })
	table.SetRows([]fileRow{
		{name: "over", Figures: figuresFrom(viewtest.Calls(585), viewtest.Calls(623))},
		{name: "large", Figures: figuresFrom(viewtest.Calls(9_999_999), viewtest.Calls(999_999))},
		{name: "unlimited", Figures: figuresFrom(viewtest.NoLimit(), viewtest.Calls(5))},
		{name: "unread", Figures: figuresFrom(capacity.Reading{}, capacity.Reading{})},
		{name: "absent", absent: true},
	})
	export := page.TableExport(table, "row", "", report.Rows{}, "")
	var out strings.Builder
	if err := export.Write(report.CSV, &out); err != nil {
		t.Fatal(err)
	}
	viewtest.RequireEqual(t, "file", out.String(), `name,alloc,calls,diff,ratio,asOf,complete
over too,623,585,-38,x1.1,,false
large too,999999,9999999,9000000,x0.1,,false
unlimited too,5,unlimited,unlimited,,,false
unread too,,,,,,false
absent too,,,,,,false
`)
	viewtest.RequireEqual(t, "notes", export.Notes, []string{"NOT COMPLETE: 3 figures not read"})
}

func TestRatiosSayWhatTheyAre(t *testing.T) {
	for _, test := range []struct {
		name    string
		figures capacity.Figures
		want    string
	}{
		{"whole", figuresFrom(viewtest.Calls(20), viewtest.Calls(31)), "x1.6"},
		{"a part of it unread", figuresFrom(viewtest.Calls(20), viewtest.Calls(31), capacity.Reading{}), "≥x1.6"},
		{"nothing out of nothing", figuresFrom(viewtest.Calls(0)), "-"},
		{"nothing out of some", figuresFrom(viewtest.Calls(5)), "x0.0"},
		{"some out of nothing", figuresFrom(viewtest.Calls(0), viewtest.Calls(5)), "max 0"},
		{"out of no limit", figuresFrom(viewtest.NoLimit(), viewtest.Calls(5)), "-"},
		{"no limit given out", figuresFrom(viewtest.Calls(5), viewtest.NoLimit()), "-"},
		{"nearly full", figuresFrom(viewtest.Calls(1000), viewtest.Calls(999)), "x1.00"},
		{"unread", figuresFrom(capacity.Reading{}, viewtest.Calls(5)), "-"},
	} {
		viewtest.RequireEqual(t, test.name, ratioCell(viewtest.Kit().Theme.Glyphs, test.figures).Text, test.want)
	}
}
