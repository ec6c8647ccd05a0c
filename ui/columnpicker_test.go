package ui

import (
	"strings"
	"testing"
)

// titles returns the columns on screen.
func titles[R any](t *Table[R]) string {
	var keys []string
	for _, at := range t.layOut() {
		keys = append(keys, t.columns[at.column].Key)
	}
	return strings.Join(keys, " ")
}

func TestColumnsAreChosen(t *testing.T) {
	table := sitesIn(80, 20, sites())
	steps := []struct{ keys, want string }{
		{"C", "id name calls alloc diff word"},
		{"space", "id name calls alloc diff word"}, // the first names the rows
		{"j j j space", "id name calls diff word"},
		{"space", "id name calls alloc diff word"},
		{"G space", "id calls alloc diff word more"}, // there is no room for the name
		{"k space", "id calls diff word note"},       // nor for both
		{"enter", "id calls diff word note"},
		{"C g space", "id name calls alloc diff word"},
		{"esc", "id name calls alloc diff word"},
	}
	for i, step := range steps {
		for _, name := range strings.Fields(step.keys) {
			if name == "space" {
				name = " "
			}
			press(table, name)
		}
		if got := titles(table); got != step.want {
			t.Errorf("step %d, %s: %s, want %s", i, step.keys, got, step.want)
		}
		checkWidths(t, table, 80, 20)
	}
	if table.Typing() || !table.Settings().isZero() {
		t.Errorf("open %v, %+v", table.Typing(), table.Settings())
	}
}

func TestTheListOfColumnsSaysWhatHasNoRoom(t *testing.T) {
	table := sitesIn(60, 20, sites())
	press(table, "C", "G", " ", "k", " ")
	var notes []string
	box := table.Box()
	for _, line := range box.Lines {
		var text string
		for _, cell := range line {
			text += cell.Whole()
		}
		notes = append(notes, text)
	}
	all := strings.Join(notes, "\n")
	for _, want := range []string{"o as they come", "* GROUP ID", "names the rows", "* NOTE", noRoom} {
		if !strings.Contains(all, want) {
			t.Errorf("no %q in\n%s", want, all)
		}
	}
	for _, line := range notes {
		if len([]rune(line)) > box.Width-2 {
			t.Errorf("%q is too wide", line)
		}
	}
}

func TestWhatAColumnHoldsIsToldWholeBesideNothing(t *testing.T) {
	const about = "given out to the level below, of bursting"
	box := (&columnPicker{}).box(plainKit(), []pickable{
		{subject: subject{key: "alloc", title: "ALLOC/MAX"}, on: true, stays: true, note: "names the rows"},
		{subject: subject{key: "balloc", title: "BURST", about: about}, on: true},
	}, true, 80)
	all := ""
	for _, line := range box.Lines {
		for _, cell := range line {
			all += cell.Whole()
		}
		if Width(line...) > box.Width-2 {
			t.Errorf("%+v is too wide", line)
		}
		all += "\n"
	}
	if !strings.Contains(all, about) {
		t.Errorf("no %q in\n%s", about, all)
	}
}

func TestATextIsMadeWiderAndNarrowerAndAFigureIsNot(t *testing.T) {
	table := sitesIn(80, 20, sites())
	width := func() (name, calls int) {
		for _, at := range table.layOut() {
			switch table.columns[at.column].Key {
			case "name":
				name = at.width
			case "calls":
				calls = at.width
			}
		}
		return name, calls
	}
	before, figure := width()
	press(table, "C", "j", "right", "right", "right")
	if wide, _ := width(); wide != before+3 {
		t.Errorf("%d, want %d", wide, before+3)
	}
	for range 100 {
		press(table, "left")
	}
	if narrow, _ := width(); narrow != len("NAME") {
		t.Errorf("%d cells at the narrowest", narrow)
	}
	press(table, "j", "right", "right", "esc")
	if _, now := width(); now != figure {
		t.Errorf("a figure is %d wide, not %d", now, figure)
	}
	if len(table.Settings().Widths) != 1 {
		t.Errorf("%+v", table.Settings())
	}
}

func TestWhatIsJoinedIsChosenTogether(t *testing.T) {
	columns := siteColumns()
	columns[3].Joined = true // alloc stands behind calls
	table := NewTable(plainKit(), columns, siteID)
	table.SetRows(sites())
	table.SetSize(80, 20)
	press(table, "C", "j", "j", " ", "enter")
	if got := titles(table); got != "id name diff word" {
		t.Error(got)
	}
}

func TestATableOfOneColumnHasNothingToChoose(t *testing.T) {
	table := NewTable(plainKit(), siteColumns()[:1], siteID)
	table.SetRows(sites())
	table.SetSize(80, 20)
	if press(table, "C"); table.Box() != nil {
		t.Error("the list of columns opens")
	}
}

func TestWhatWasChosenIsDroppedLast(t *testing.T) {
	columns := siteColumns()
	columns[1].From = 100 // the name, which has the highest priority
	table := NewTable(plainKit(), columns, siteID)
	table.SetRows(sites())
	table.SetSize(45, 20)
	press(table, "C", "j", " ", "enter")
	if got := titles(table); got != "id name calls diff word" {
		t.Error(got)
	}
}
