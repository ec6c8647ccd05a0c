package ui

import (
	"math"
	"strings"
	"testing"
)

func TestSort(t *testing.T) {
	rows := []site{
		{id: "b1", name: "beta", calls: 10},
		{id: "u1", unread: true},
		{id: "A", name: "Alpha", calls: 9},
		{id: "b2", name: "Beta", calls: 100},
		{id: "u2", unread: true},
		{id: "b3", name: "BETA", calls: 10},
	}
	tests := map[string]struct {
		sort sorting
		want string
	}{
		"the server's order":             {sorting{column: unsorted}, "b1 u1 A b2 u2 b3"},
		"numbers as numbers":             {sorting{column: 2}, "A b1 b3 b2 u1 u2"},
		"unknown last the other way too": {sorting{column: 2, reverse: true}, "b2 b1 b3 A u1 u2"},
		"texts whatever their case":      {sorting{column: 1}, "A b1 b2 b3 u1 u2"},
		"equal ones stay as they came":   {sorting{column: 1, reverse: true}, "b1 b2 b3 A u1 u2"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			table := newSites(plainKit(), rows)
			table.setSort(test.sort)
			checkShown(t, table, test.want, name)
		})
	}
}

func TestInfinityHasItsPlace(t *testing.T) {
	values := []float64{math.Inf(1), 3, math.Inf(-1), math.NaN(), 2}
	order := make([]int32, len(values))
	sortRows(order, []Column[int32]{{Number: func(row int32) (float64, bool) { return values[row], values[row] == values[row] }}}, sorting{})
	if want := [...]int32{2, 4, 1, 0, 3}; [5]int32(order) != want {
		t.Errorf("order %v, want %v", order, want)
	}
}

func TestSortPicker(t *testing.T) {
	table := sitesIn(80, 20, letters())
	press(table, "s")
	if box := table.Box(); !table.Typing() || box == nil || box.Title[0].Text != "Sort by" {
		t.Fatal("no picker")
	}
	press(table, "j", "j", "j", "enter") // calls
	if got := shownIDs(table); got != "e a b c d" || table.Typing() {
		t.Fatalf("sorted by calls: %q", got)
	}
	if !strings.Contains(table.View(), "↑CALLS") {
		t.Error("the heading does not show it")
	}
	press(table, "s", "enter") // it opens on the present column: choosing it reverses
	if got := shownIDs(table); got != "c b a e d" || !strings.Contains(table.View(), "↓CALLS") {
		t.Errorf("reversed: %q", got)
	}
	if press(table, "s", "S"); !table.Typing() || shownIDs(table) != "e a b c d" {
		t.Errorf("reversed from the list: %q", shownIDs(table))
	}
	press(table, "g", "enter")
	checkShown(t, table, "a b c d e", "the server's order")
	for _, away := range []string{"esc", "q", "s"} {
		if press(table, "s", "j", away); table.Typing() || table.sort.column != unsorted {
			t.Errorf("%s did not close the picker alone", away)
		}
	}
	press(table, "s")
	if table.Update(runes("enter")); !table.Typing() {
		t.Error("a burst chose a column")
	}
	if !table.CloseLayer() || table.Typing() {
		t.Error("the picker is no layer")
	}
}

func TestSortKeysGoThroughTheColumnsOnScreen(t *testing.T) {
	table := sitesIn(80, 20, letters())
	var seen []string
	for range 7 {
		table.Update(keyOf(">"))
		name := "-"
		if table.sort.column != unsorted {
			name = table.names[table.sort.column].key
		}
		seen = append(seen, name)
	}
	if got := strings.Join(seen, " "); got != "id name calls alloc diff word -" {
		t.Errorf("next goes through %q", got)
	}
	table.Update(keyOf("<"))
	table.Update(keyOf("S"))
	if table.names[table.sort.column].key != "word" || !table.sort.reverse {
		t.Error("previous and reverse do not")
	}
}

// A sort by a column that has no room on screen is told beside the rows in view.
func TestAHiddenSortIsTold(t *testing.T) {
	table := sitesIn(80, 20, []site{{id: "a", name: "one", calls: 1}, {id: "b", name: "two", calls: 2}})
	table.setSort(sorting{column: 1})
	if got := table.Window(); got != "" {
		t.Errorf("the heading tells already: %q", got)
	}
	at := len(table.columns)
	table.SetColumns(append(table.Columns(), Column[site]{Key: "far", Title: "FAR", Wide: true, Cell: func(s site) Cell { return Cell{Text: s.name} }}))
	table.setSort(sorting{column: at, reverse: true})
	if got := table.Window(); !strings.HasPrefix(got, "by far") || got == "by far" {
		t.Errorf("%q tells no column and direction", got)
	}
}

// A column without a heading has a name all the same.
func TestEveryColumnHasANameInTheSortPicker(t *testing.T) {
	screenOf(t, plainKit(), func(p *pump) {
		p.keys("s")
		frame := p.app.View()
		for _, column := range []string{"GROUP ID", "NAME", "CALLS", "ALLOC", "DIFF", "WORD", "NOTE", "MORE"} {
			if !strings.Contains(frame, "    "+column+" ") {
				t.Errorf("%q is no name in\n%s", column, frame)
			}
		}
	})
	table := sitesIn(80, 20, letters())
	columns := table.Columns()
	columns[2].About = "max active calls"
	press(NewTable(table.kit, columns, siteID), "s")
	about := NewTable(table.kit, columns, siteID)
	press(about, "s")
	if line := about.Box().Lines[4]; line[2].Whole() != "CALLS     max active calls" {
		t.Errorf("%q does not say what it holds", line[2].Whole())
	}
	columns[3].Title = columns[2].Title
	twice := NewTable(table.kit, columns, siteID)
	press(twice, "s")
	for i, name := range []string{"CALLS ", "ALLOC "} {
		if line := twice.Box().Lines[4+i][2].Whole(); !strings.HasPrefix(line, name) {
			t.Errorf("%q does not begin with its own name, %s", line, name)
		}
	}
}

// A rank sorts in place of the number, and no condition knows it.
func TestARankSortsAndIsNoNumber(t *testing.T) {
	table := sitesIn(80, 20, []site{{id: "a", word: "x"}, {id: "b", unread: true}, {id: "c", word: "y", calls: 2}, {id: "d", calls: 1}})
	columns := siteColumns()
	columns[5].Rank = func(s site) (float64, bool) { return -float64(s.calls), !s.unread }
	table.SetColumns(columns)
	table.SortAtFirst("word", false)
	checkShown(t, table, "c d a b", "by rank")
	press(table, "S")
	checkShown(t, table, "a d c b", "reversed, the unknown last")
	if key, reverse := table.Sorted(); key != "word" || !reverse {
		t.Errorf("sorted by %q, reversed %v", key, reverse)
	}
	press(table, "/")
	for _, letter := range "word=y" {
		press(table, string(letter))
	}
	checkShown(t, table, "c", "a condition on its text")
}
