package ui

import (
	"strings"
	"testing"
)

// outlineRows is a tenant with three groups.
func outlineRows() []site {
	return []site{
		{id: "t", name: "0", calls: 226},
		{id: "b", name: "1", calls: 36},
		{id: "b1", name: "2", calls: 11},
		{id: "b2", name: "2", calls: 14},
		{id: "a", name: "1", calls: 13},
		{id: "a1", name: "2", calls: 4},
		{id: "c", name: "1", calls: 20},
	}
}

// treeOf returns a tree whose rows have their level as their name, folded from a level on.
func treeOf(foldFrom int, rows []site) *Tree[site] {
	tree := NewTree(plainKit(), siteColumns(), siteID, func(s site) int { return int(s.name[0] - '0') })
	tree.SetSize(80, 20)
	tree.FoldFrom(foldFrom)
	tree.SetRows(rows)
	return tree
}

func TestTree(t *testing.T) {
	tests := map[string]struct {
		fold     int
		keys     []string
		want     string
		selected string
	}{
		"all is open":                         {fold: nowhere, want: "t b b1 b2 a a1 c", selected: "t"},
		"folded from a level on":              {fold: 1, want: "t b a c", selected: "t"},
		"open unfolds":                        {fold: 1, keys: []string{"j", "enter"}, want: "t b b1 b2 a c", selected: "b"},
		"open folds":                          {fold: nowhere, keys: []string{"j", "enter"}, want: "t b a a1 c", selected: "b"},
		"fold on a leaf folds its parent":     {fold: nowhere, keys: []string{"j", "j", "j", " "}, want: "t b a a1 c", selected: "b"},
		"fold all goes to what hides the row": {fold: nowhere, keys: []string{"G", "z"}, want: "t", selected: "t"},
		"fold all twice opens all":            {fold: nowhere, keys: []string{"z", "z"}, want: "t b b1 b2 a a1 c", selected: "t"},
		"sorting orders siblings":             {fold: nowhere, keys: []string{">", ">", ">"}, want: "t a a1 c b b1 b2", selected: "t"},
		"the other way":                       {fold: nowhere, keys: []string{">", ">", ">", "S"}, want: "t b b2 b1 c a a1", selected: "t"},
		"sorting by name is not by signs":     {fold: nowhere, keys: []string{">"}, want: "t a a1 b b1 b2 c", selected: "t"},
		"a filter shows what is above":        {fold: 1, keys: []string{"/", "b", "2", "enter"}, want: "t b b2", selected: "b2"},
		"a match is left to the view":         {fold: 1, keys: []string{"/", "b", "2", "enter", "enter"}, want: "t b b2", selected: "b2"},
		"after it all is as before":           {fold: 1, keys: []string{"/", "b", "2", "esc"}, want: "t b a c", selected: "t"},
		"a match chosen is not hidden again":  {fold: 1, keys: []string{"/", "b", "2", "enter", "/", "esc"}, want: "t b b1 b2 a c", selected: "b2"},
		"what is below a match unfolds":       {fold: 1, keys: filtered("calls=36", "enter"), want: "t b b1 b2", selected: "b"},
		"and folds":                           {fold: 1, keys: filtered("calls=36", "enter", "enter"), want: "t b", selected: "b"},
		"all of it unfolds":                   {fold: 1, keys: filtered("calls=36", "z"), want: "t b b1 b2 a c", selected: "b"},
		"and folds again":                     {fold: 1, keys: filtered("calls=36", "z", "z"), want: "t b", selected: "b"},
		"and goes with the filter":            {fold: 1, keys: filtered("calls=36", "enter", "/", "esc"), want: "t b a c", selected: "b"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			tree := treeOf(test.fold, outlineRows())
			press(tree, test.keys...)
			row, _ := tree.Selected()
			if got := shownIDs(tree.Table); got != test.want || row.id != test.selected {
				t.Errorf("%q with %q selected, want %q with %q", got, row.id, test.want, test.selected)
			}
		})
	}
}

// filtered are the keys that type a filter, accept it and go on.
func filtered(text string, more ...string) []string {
	return append(append(append([]string{"/"}, strings.Split(text, "")...), "enter"), more...)
}

func TestTreeLeavesOpenOnALeafToTheView(t *testing.T) {
	tree := treeOf(nowhere, outlineRows())
	tree.Update(keyOf("G"))
	if tree.Update(keyOf("enter")) {
		t.Error("open on a leaf was used")
	}
}

func TestFoldAllStaysWithItsOwnRoot(t *testing.T) {
	tree := treeOf(nowhere, []site{{id: "t", name: "0"}, {id: "b", name: "1"}, {id: "b1", name: "2"}, {id: "b2", name: "2"}, {id: "u", name: "0"}})
	tree.Select("b2")
	tree.Update(keyOf("z"))
	if row, _ := tree.Selected(); row.id != "t" {
		t.Errorf("selected %q", row.id)
	}
}

func TestFoldAllOpensATreeThatStartsFoldedAndFoldsItAsItWas(t *testing.T) {
	tree := treeOf(1, outlineRows())
	for _, want := range []string{"t b b1 b2 a a1 c", "t b a c", "t b b1 b2 a a1 c"} {
		tree.Update(keyOf("z"))
		checkShown(t, tree.Table, want, "fold all")
	}
}

func TestTreeKeepsFoldsWhenRowsAreReadAgain(t *testing.T) {
	tree := treeOf(1, outlineRows())
	press(tree, "j", "enter")
	tree.SetRows(append(outlineRows(), site{id: "d", name: "1"}, site{id: "d1", name: "2"}))
	checkShown(t, tree.Table, "t b b1 b2 a c d", "a refresh")
}

func TestTreeDrawsItsLevels(t *testing.T) {
	rows := outlineRows()
	tree := treeOf(2, rows)
	tree.Select("a")
	tree.Update(keyOf("enter"))
	want := []string{"   - t ", "   +~- b ", "   |   +~b1 ", "   |   `~b2 ", " ▸ +~+ a ", "   `~  c "}
	for i, line := range strings.Split(tree.View(), "\n")[1:] {
		if !strings.HasPrefix(line, want[i]) {
			t.Errorf("line %d: %q, want %q", i, line, want[i])
		}
	}
	press(tree, filtered("b1")...)
	if want := "\n   - t   "; !strings.Contains(tree.View(), want) {
		t.Errorf("no %q in\n%s", want, tree.View())
	}
	if want := "\n   `~- b "; !strings.Contains(tree.View(), want) { // the others are not shown
		t.Errorf("no %q in\n%s", want, tree.View())
	}
}

func TestNamesThatBeginAndEndDifferentlyStayApartWhereTheyAreCut(t *testing.T) {
	columns := []Column[site]{{Key: "id", Title: "PLACE", Min: 15, Max: 15, Middle: true, Cell: func(s site) Cell { return Cell{Text: s.id} }}}
	tree := NewTree(plainKit(), columns, siteID, func(s site) int { return len(s.name) })
	tree.SetSize(40, 20)
	tree.SetRows([]site{{id: "t"}, {id: "APIO_Trunk_Group_Existing", name: "1"}, {id: "APIO_Trunk_Group_Fax", name: "1"}, {id: "組織組織組織組織組織組織", name: "1"}})
	for _, want := range []string{"APIO_…sting", "APIO_…p_Fax", "組織…織組"} {
		if !strings.Contains(tree.View(), want) {
			t.Errorf("lacks %q:\n%s", want, tree.View())
		}
	}
}

func TestAColumnWithNothingInItLeavesItsRoomToOthers(t *testing.T) {
	name := ""
	columns := []Column[site]{
		{Key: "id", Title: "ID", Min: 4, Max: 40, Flex: true, Cell: func(s site) Cell { return Cell{Text: s.id} }},
		{Key: "name", Title: "NAME", Min: 10, Max: 40, Flex: true, Spare: true, Cell: func(site) Cell { return Cell{Text: name} }},
	}
	table := NewTable(plainKit(), columns, siteID)
	table.SetSize(40, 9)
	table.SetRows([]site{{id: strings.Repeat("x", 35)}, {id: "y"}})
	for _, name = range []string{"", "-"} {
		table.SetRows(table.rows)
		if got := table.View(); !strings.Contains(got, strings.Repeat("x", 35)) || strings.Contains(got, "NAME") {
			t.Errorf("with %q in it:\n%s", name, got)
		}
		press(table, "ctrl+w")
		if got := table.View(); !strings.Contains(got, "NAME") {
			t.Errorf("all columns without NAME:\n%s", got)
		}
		press(table, "ctrl+w")
	}
	name = "a"
	table.SetRows(table.rows)
	if got := table.View(); !strings.Contains(got, "NAME") {
		t.Errorf("with %q in it:\n%s", name, got)
	}
}

func TestTreeTakesAnOutlineWithGaps(t *testing.T) {
	tree := treeOf(nowhere, []site{{id: "x", name: "7"}, {id: "y", name: "9"}, {id: "z", name: "0"}})
	checkShown(t, tree.Table, "x y z", "gaps")
	press(tree, "enter", " ", "z", "z", "G", " ")
}

func TestATreesLevelsCountAsWidth(t *testing.T) {
	tree := treeOf(nowhere, []site{{id: "t", name: "0"}, {id: "u", name: "1"}, {id: "fourteen-cells", name: "2"}})
	if !strings.Contains(tree.View(), "\n       `~fourteen-ce…  2") { // 18 cells at most, six of them before it
		t.Errorf("drawn as\n%s", tree.View())
	}
	tree.SetRows([]site{{id: "t", name: "0"}, {id: "u", name: "1"}, {id: "nine-cell", name: "2"}})
	if !strings.Contains(tree.View(), "\n       `~nine-cell  2") {
		t.Errorf("drawn as\n%s", tree.View())
	}
}

// sectioned returns a tree of two sections, each under a title.
func sectioned() *Tree[site] {
	columns := siteColumns()
	for i := range columns {
		cell := columns[i].Cell
		columns[i].Cell = func(s site) Cell {
			if s.name == "0" {
				return Cell{}
			}
			return cell(s)
		}
	}
	tree := NewTree(plainKit(), columns, siteID, func(s site) int { return int(s.name[0] - '0') })
	tree.Sections(func(s site, folded bool) Rule {
		rule := Rule{Title: Cell{Text: "section " + s.id}}
		if folded {
			rule.Right.Text = "folded"
		}
		return rule
	})
	tree.SetSize(60, 20)
	tree.SetRows([]site{{id: "A", name: "0"}, {id: "b", name: "1", calls: 9}, {id: "c", name: "1", calls: 3}, {id: "D", name: "0"}, {id: "e", name: "1", calls: 5}})
	return tree
}

func TestTheCursorPassesByTheTitlesOfSections(t *testing.T) {
	for name, test := range map[string]struct {
		keys     []string
		selected string
	}{
		"at first":                        {nil, "b"},
		"down over a title":               {[]string{"j", "j"}, "e"},
		"up over a title":                 {[]string{"G", "k"}, "c"},
		"up at the first":                 {[]string{"k"}, "b"},
		"the first row":                   {[]string{"G", "g"}, "b"},
		"folding selects the title":       {[]string{" "}, "A"},
		"a folded title is on the way":    {[]string{" ", "j", "k"}, "A"},
		"unfolding goes to the first row": {[]string{" ", " "}, "b"},
		"enter unfolds":                   {[]string{"j", " ", "enter"}, "b"},
		"all folded":                      {[]string{"z", "j"}, "D"},
		"sorted within a section":         {[]string{">", ">", ">"}, "b"},
	} {
		t.Run(name, func(t *testing.T) {
			tree := sectioned()
			press(tree, test.keys...)
			if row, _ := tree.Selected(); row.id != test.selected {
				t.Errorf("%q is selected, want %q\n%s", row.id, test.selected, tree.View())
			}
		})
	}
}

func TestTitlesOfSectionsAreInNoCount(t *testing.T) {
	tree := sectioned()
	if shown, total := tree.Counts(); shown != 3 || total != 3 || len(tree.Visible()) != 3 {
		t.Errorf("%d of %d, %d visible", shown, total, len(tree.Visible()))
	}
	press(tree, "/", "!", "b", "enter")
	if shown, total := tree.Counts(); shown != 2 || total != 3 {
		t.Errorf("%d of %d pass", shown, total)
	}
	tree.CloseLayer()
	press(tree, "/", "calls>8", "enter")
	if view := tree.View(); strings.Contains(view, "section D") || !strings.Contains(view, "section A") {
		t.Errorf("a section without rows is there:\n%s", view)
	}
	tree.CloseLayer()
	press(tree, "g")
	tree.SetSize(60, 4)
	if got := tree.Window(); got != "1-2 of 3" {
		t.Errorf("window %q", got)
	}
	if onRow, _ := tree.Click(1); onRow {
		t.Error("a title is clicked")
	}
	if onRow, already := tree.Click(2); !onRow || !already {
		t.Error("the first row is not where it is drawn")
	}
}

func TestTitlesOfSectionsAreRules(t *testing.T) {
	tree := sectioned()
	press(tree, "G", " ")
	lines := strings.Split(tree.View(), "\n")
	if !strings.HasPrefix(lines[1], " section A --") {
		t.Errorf("%q", lines[1])
	}
	if last := lines[len(lines)-1]; !strings.HasPrefix(last, " ▸ section D --") || !strings.HasSuffix(last, " folded") {
		t.Errorf("%q", last)
	}
	tree = sectioned()
	tree.FoldAtFirst("D")
	tree.SetRows(tree.rows)
	if got := shownIDs(tree.Table); got != "b c D" {
		t.Errorf("%q is shown", got)
	}
}
