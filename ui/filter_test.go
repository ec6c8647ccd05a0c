package ui

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// typed types text into a table's filter, key by key.
func typed(t *Table[site], text string) {
	t.Update(keyOf("/"))
	for _, r := range text {
		t.Update(keyOf(string(r)))
	}
}

func shownIDs(t *Table[site]) string {
	var ids []string
	for pos := range t.shown {
		ids = append(ids, t.id(t.at(pos)))
	}
	return strings.Join(ids, " ")
}

// checkShown checks which rows a table shows, after what was done last.
func checkShown(t *testing.T, table *Table[site], want, after string) {
	t.Helper()
	if got := shownIDs(table); got != want {
		t.Errorf("after %q: shows %q, want %q", after, got, want)
	}
}

func letters() []site {
	return []site{
		{id: "a", name: "Alpha One", calls: 10, alloc: 12},
		{id: "b", name: "Beta two", calls: 20, alloc: 20},
		{id: "c", name: "Gamma ONE", calls: 100, alloc: 1},
		{id: "d", name: "delta é", unread: true},
		{id: "e", name: "10:30 <x>", calls: 9, alloc: 10},
	}
}

func TestFilter(t *testing.T) {
	tests := map[string]struct{ text, want string }{
		"nothing":                                {"", "a b c d e"},
		"text whatever its case":                 {"one", "a c"},
		"text of any column":                     {"99", "c"},
		"words are one piece of text":            {"alpha one", "a"},
		"words in another order are not":         {"one alpha", ""},
		"letters beyond ASCII":                   {"É", "d"},
		"text across two columns is none":        {"aalpha", ""},
		"what must not occur":                    {"!one", "b d e"},
		"twice":                                  {"!one !two", "d e"},
		"with text":                              {"!beta alpha", "a"},
		"a lone ! waits for more":                {"!", "a b c d e"},
		"less":                                   {"diff<0", "a e"},
		"less, case of the name does not matter": {"DIFF<0", "a e"},
		"at most":                                {"diff<=0", "a b e"},
		"more, as numbers":                       {"calls>9", "a b c"},
		"at least":                               {"calls>=10", "a b c"},
		"equal numbers":                          {"calls=10.0", "a"},
		"other numbers":                          {"calls!=10", "b c d e"},
		"the text of an unknown figure":          {"calls=…", "d"},
		"unknown is neither less nor more":       {"calls<1", ""},
		"a condition on its way":                 {"diff<", "a b c d e"},
		"a number on its way":                    {"diff<-", "a b c d e"},
		"two conditions":                         {"diff<0 calls>9", "a"},
		"a condition and text":                   {"one diff<0", "a"},
		"text between conditions":                {"calls>0 alpha diff<0 one", "a"},
		"text in one column":                     {"name:ta", "b d"},
		"text in a column of figures":            {"calls:0", "a b c"},
		"all of a text":                          {"id=a", "a"},
		"other texts":                            {"id!=a", "b c d e"},
		"texts in order":                         {"id>=c", "c d e"},
		"a sign without a name is text":          {"10:30", "e"},
		"so are brackets":                        {"<x>", "e"},
		"a column not on screen":                 {"note:of", "a b c d e"},
		"an unknown column counts for nothing":   {"foo<1 one", "a c"},
		"not a number is text":                   {"calls<nan", "a b c d e"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			table := sitesIn(80, 20, letters())
			typed(table, test.text)
			checkShown(t, table, test.want, test.text)
			// Typed letter by letter, it narrows; set at once, it looks at all rows.
			atOnce := newSites(plainKit(), letters())
			atOnce.setFilter(filter{field: TextField{text: test.text}})
			checkShown(t, atOnce, test.want, test.text+" at once")
		})
	}
}

func TestFilterNarrowsAndWidensAsItIsTyped(t *testing.T) {
	table := sitesIn(80, 20, letters())
	for _, step := range []struct{ key, want string }{
		{"/", "a b c d e"},
		{"t", "a b c d e"},
		{"a", "b d"},
		{" ", "b d"},
		{"t", "b"},
		{"backspace", "b d"},
		{"backspace", "b d"},
		{"backspace", "a b c d e"},
		{"ctrl+u", "a b c d e"},
		{"2", "a b"},
		{"ctrl+u", "a b c d e"},
	} {
		table.Update(keyOf(step.key))
		checkShown(t, table, step.want, step.key)
	}
}

// TestFilterSaysWhichColumnsThereAre looks for all of it, beside the filter or above that, and for
// the selected row.
func TestFilterSaysWhichColumnsThereAre(t *testing.T) {
	for _, width := range []int{120, 80, 40, 30} {
		table := sitesIn(width, 8, letters())
		table.Select("e")
		typed(table, "foo<1")
		got := strings.Join(strings.Fields(table.View()), " ")
		for _, want := range []string{"✗ no column foo; there are: id, name, calls, alloc, diff, word, note, more", "/foo<1_ 5/5", "▸ e "} {
			if !strings.Contains(got, want) {
				t.Errorf("%d columns: no %q in\n%s", width, want, table.View())
			}
		}
		checkWidths(t, table, width, 8)
		table.SetSize(width, 3)
		checkWidths(t, table, width, 3)
		if !strings.Contains(table.View(), "/") {
			t.Errorf("%d columns: the filter is not in\n%s", width, table.View())
		}
	}
}

// TestFilterDoubtsAConditionThatNothingMeets types what compares with something else than the column
// holds.
func TestFilterDoubtsAConditionThatNothingMeets(t *testing.T) {
	for text, want := range map[string]string{
		"diff=x": "diff is compared with a number", "name=alpha": "name holds text: name:alpha finds what has alpha in it",
		"name>zoo": "name holds text: name:zoo finds", "calls=…": "", "diff=-": "", "id=a": "", "name:zoo": "", "zoo": "", "diff=12345": "",
	} {
		table := sitesIn(120, 20, letters())
		typed(table, text)
		if got := strings.Join(table.FilterLines(), " "); want == "" && strings.Contains(got, "✗") || !strings.Contains(got, want) {
			t.Errorf("%q: says %q, want %q", text, got, want)
		}
	}
}

func TestFilterLayers(t *testing.T) {
	table := sitesIn(80, 20, letters())
	if table.Typing() || table.CloseLayer() {
		t.Error("a fresh table has a layer")
	}
	typed(table, "one")
	if !table.Typing() || !strings.Contains(table.View(), "/one_   2/5") {
		t.Errorf("while typing: %q", table.FilterLines())
	}
	table.Update(keyOf("enter"))
	if table.Typing() || !strings.Contains(table.View(), "/one   2/5") {
		t.Errorf("applied: %q", table.FilterLines())
	}
	if shown, total := table.Counts(); shown != 2 || total != 5 {
		t.Errorf("counts %d/%d", shown, total)
	}
	table.SetRows(append(letters(), site{id: "f", name: "one more"}))
	checkShown(t, table, "a c f", "a refresh")
	if !table.CloseLayer() || table.CloseLayer() || strings.Contains(table.View(), "/") {
		t.Error("the filter is not one layer")
	}
	typed(table, "one")
	table.Update(keyOf("esc"))
	if table.Typing() || len(table.shown) != 6 {
		t.Error("esc did not clear the filter")
	}
}

func TestFilterTakesTextAsText(t *testing.T) {
	table := sitesIn(80, 20, letters())
	typed(table, "")
	for _, msg := range []tea.KeyMsg{runes("enter"), paste("q\nj\x1b"), {Type: tea.KeyRunes, Runes: []rune("x"), Alt: true}} {
		if !table.Update(msg) {
			t.Errorf("%v was left to others", msg)
		}
	}
	if got := table.filter.field.text; got != "enterq j " || !table.Typing() {
		t.Errorf("the field holds %q", got)
	}
	table.Update(paste(strings.Repeat("é", 1000)))
	if got := len(table.filter.field.text); got > MaxField {
		t.Errorf("the field holds %d bytes", got)
	}
}

func TestFilterKeepsThePlace(t *testing.T) {
	table := sitesIn(80, 20, letters())
	table.Select("c")
	typed(table, "diff<0")
	if row, _ := table.Selected(); row.id != "e" && row.id != "a" {
		t.Errorf("selected %q", row.id)
	}
	table.Update(keyOf("esc"))
	if row, _ := table.Selected(); row.id != "c" {
		t.Errorf("after esc %q is selected, not where it began", row.id)
	}
}

func TestWhileTypingArrowsStillMove(t *testing.T) {
	table := sitesIn(80, 20, letters())
	typed(table, "e")
	table.Update(keyOf("down"))
	if table.cursor != 1 || !table.Typing() {
		t.Errorf("cursor %d", table.cursor)
	}
}

// FuzzFilter types anything: a filter never panics, and narrowing agrees with
// looking at everything.
func FuzzFilter(f *testing.F) {
	for _, seed := range []string{"one", "diff<0 !a", "calls>=10 name:ta", "\x00", "!!", "a<b<c", "=:=", "é\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		began := time.Now()
		table := sitesIn(80, 24, letters())
		typed(table, text)
		atOnce := newSites(plainKit(), letters())
		atOnce.setFilter(table.filter)
		if got, want := shownIDs(table), shownIDs(atOnce); got != want {
			t.Errorf("%q: typed %q, at once %q", text, got, want)
		}
		checkWidths(t, table, 80, 24)
		if took := time.Since(began); took > time.Second {
			t.Errorf("took %v", took)
		}
	})
}

func TestConditionsHoldOnlyWhereABoundMakesThemSure(t *testing.T) {
	columns := []Column[site]{
		{Key: "id", Cell: func(s site) Cell { return Cell{Text: s.id} }},
		{
			Key: "n", Cell: func(s site) Cell { return Cell{Text: "?"} },
			Number: func(s site) (float64, bool) { return float64(s.calls), true },
			Bound:  func(s site) Bound { return Bound(s.alloc) },
		},
	}
	for text, want := range map[string]string{
		"n<0": "exact most", "n<=-5": "exact most", "n<-5": "", "n<=-6": "",
		"n>-10": "exact least", "n>=-5": "exact least", "n>-5": "",
		"n=-5": "exact", "n!=-5": "", "n!=0": "exact",
	} {
		t.Run(text, func(t *testing.T) {
			table := NewTable(plainKit(), columns, siteID)
			table.SetRows([]site{
				{id: "exact", calls: -5, alloc: int(Exact)},
				{id: "most", calls: -5, alloc: int(AtMost)},
				{id: "least", calls: -5, alloc: int(AtLeast)},
			})
			typed(table, text)
			checkShown(t, table, want, text)
		})
	}
}

func TestFiltersFindTheOtherWordForACell(t *testing.T) {
	columns := []Column[site]{
		{Key: "id", Cell: func(s site) Cell { return Cell{Text: s.id} }},
		{Key: "state", Cell: func(s site) Cell { return Cell{Text: s.name} }, Also: func(s site) string { return s.word }},
	}
	for text, want := range map[string]string{
		"state=down": "a", "state=DOWN": "a", "state=unavailable": "a b", "state:avail": "a b c", "state:dow": "a",
		"state!=down": "b c", "state!=unavailable": "c", "down": "a", "!down": "b c", "unavailabledown": "",
	} {
		t.Run(text, func(t *testing.T) {
			table := NewTable(plainKit(), columns, siteID)
			table.SetSize(80, 10)
			table.SetRows([]site{{id: "a", name: "Unavailable", word: "Down"}, {id: "b", name: "Unavailable"}, {id: "c", name: "Available"}})
			if strings.Contains(table.View(), "Down") {
				t.Error("the other word is drawn")
			}
			typed(table, text)
			checkShown(t, table, want, text)
		})
	}
}

func TestConditionsMayBeTypedWithSpaces(t *testing.T) {
	for _, text := range []string{"diff<0", "diff < 0", "diff <0", "diff< 0", "  diff  <  0 ", "DIFF < 0"} {
		table := sitesIn(80, 20, letters())
		typed(table, text)
		checkShown(t, table, "a e", text)
	}
	for text, want := range map[string]string{"name : ta": "b d", "calls >= 10 one": "a c", "alpha calls > 5": "a", "diff < 0 calls > 9": "a", "id != a id != b": "c d e"} {
		table := sitesIn(80, 20, letters())
		typed(table, text)
		checkShown(t, table, want, text)
	}
}

func TestTheFilterSaysWhatItLacks(t *testing.T) {
	for text, want := range map[string]string{
		"diff<": "a number is missing after diff<", "diff <": "a number is missing after diff<", "diff<-": "a number is missing after diff<",
		"diff<abc": "abc is not a number", "<0": "no column before <0", "< 0": "no column before <", "<": "no column before <",
		"name:": "a value is missing after name:", "diff< name:ta": "a number is missing after diff<", "foo<1": "no column foo; there are:",
		"diff<0": "", "name:ta": "", "calls=…": "", "<x>": "", "10:30": "",
	} {
		table := sitesIn(120, 20, letters())
		typed(table, text)
		if want == "" && table.filter.query.problem != "" || !strings.Contains(table.View(), want) {
			t.Errorf("%q: says %q, want %q", text, table.filter.query.problem, want)
		}
	}
}
