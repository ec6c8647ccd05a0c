package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"

	"banyan/internal/safetext"
)

func checkWidths(t fataler, table *Table[site], width, height int) {
	t.Helper()
	lines := strings.Split(table.View(), "\n")
	if len(lines) > max(height, 1) {
		t.Fatalf("%d lines in %dx%d", len(lines), width, height)
	}
	for _, line := range lines {
		if safetext.Width(line) > max(width, 0) {
			t.Fatalf("%dx%d: %q is %d wide", width, height, line, safetext.Width(line))
		}
	}
}

func TestColumnsDropByPriorityAndFiguresStayWhole(t *testing.T) {
	table := newSites(plainKit(), sites())
	tests := []struct {
		width int
		want  string
	}{
		{200, "id name calls alloc diff word"},
		{60, "id name calls alloc diff word"},
		{45, "id calls alloc diff word"}, // name has the highest priority
		{36, "id calls diff word"},       // then alloc
	}
	for _, test := range tests {
		table.SetSize(test.width, 20)
		var names []string
		for _, p := range table.layOut() {
			names = append(names, table.names[p.column].key)
		}
		if got := strings.Join(names, " "); got != test.want {
			t.Errorf("at %d: %s, want %s", test.width, got, test.want)
		}
		if test.width >= 36 && !strings.Contains(table.View(), "  -11 OVER") {
			t.Errorf("at %d a figure is cut:\n%s", test.width, table.View())
		}
	}
}

func TestAFigureIsNotCutToItsLeastWidth(t *testing.T) {
	table := newSites(plainKit(), []site{{id: "a", name: "name", calls: 1_000_000_000}})
	for _, width := range []int{80, 60, 44} {
		table.SetSize(width, 5)
		if view := table.View(); !strings.Contains(view, " 1000000000 ") {
			t.Errorf("at %d:\n%s", width, view)
		}
	}
}

func TestWideCellsAlign(t *testing.T) {
	rows := []site{
		{id: "ascii", name: "plain", calls: 1},
		{id: "東京", name: "日本語日本語日本語日本語日本語日本語", calls: 2},
		{id: "👩‍👧👍🏽", name: "e\u0301", calls: 3},
		{id: "hostile\x1b[31m", name: "a\u202eb", calls: 4},
	}
	table := newSites(plainKit(), rows)
	for width := 36; width < 100; width++ {
		table.SetSize(width, 20)
		var ends []int
		for i, line := range strings.Split(table.View(), "\n") {
			if i == 0 {
				continue
			}
			at := strings.LastIndex(line, fmt.Sprint(rows[i-1].calls)) // DIFF, the last figure
			ends = append(ends, safetext.Width(line[:at]))
		}
		if slices.Min(ends) != slices.Max(ends) {
			t.Fatalf("at %d the figures end at %v\n%s", width, ends, table.View())
		}
	}
}

func TestCutCellsShowTheThemesSign(t *testing.T) {
	kit := plainKit()
	kit.Theme.Glyphs.More = "~"
	table := newSites(kit, []site{{id: "a-very-long-identifier"}})
	table.SetSize(40, 5)
	if view := table.View(); strings.Contains(view, "…") || !strings.Contains(view, "~") {
		t.Errorf("drawn as\n%s", view)
	}
}

func TestNoLineEndsInBlanks(t *testing.T) {
	table := sitesIn(120, 20, sites())
	for line := range strings.SplitSeq(table.View(), "\n") {
		if strings.HasSuffix(line, " ") {
			t.Errorf("%q", line)
		}
	}
}

func TestWideShowsEveryColumnAndScrolls(t *testing.T) {
	table := sitesIn(80, 20, sites())
	if table.Update(keyOf("right")) {
		t.Error("a table that is not wide took a sideways key")
	}
	table.Update(keyOf("ctrl+w"))
	seen := map[string]bool{}
	for range len(table.columns) + 2 {
		for i, p := range table.layOut() {
			if i == 0 && p.column != 0 {
				t.Fatal("the first column is not frozen")
			}
			seen[table.names[p.column].key] = true
		}
		checkWidths(t, table, 80, 20)
		if !table.Update(keyOf("right")) {
			t.Error("a wide table did not take the key")
		}
	}
	if len(seen) != len(table.columns) {
		t.Errorf("saw %v", seen)
	}
	if table.layOut(); table.hidesRight() {
		t.Error("the last column cannot be reached")
	}
	for range 20 {
		table.Update(keyOf("left"))
	}
	if table.skip != 0 {
		t.Error("it does not come back")
	}
}

func TestWideTakesNoColumnAway(t *testing.T) {
	added := false
	for width := 20; width <= 160; width++ {
		table := sitesIn(width, 20, sites())
		before := slices.Clone(table.layOut())
		table.Update(keyOf("ctrl+w"))
		after := table.layOut()
		for _, was := range before {
			if !slices.ContainsFunc(after, func(p placed) bool { return p.column == was.column }) {
				t.Errorf("at %d ctrl+w takes %s away\n%s", width, table.names[was.column].key, table.View())
			}
		}
		added = added || len(after) > len(before)
		if full := table.layout.tracks[0].full(); len(after) > len(before) && after[0].width < min(full, before[0].width) {
			t.Errorf("at %d ctrl+w cuts the names for more columns\n%s", width, table.View())
		}
		if hides := len(after) < len(table.columns); hides != table.hidesRight() {
			t.Errorf("at %d a column is hidden: %v\n%s", width, hides, table.View())
		}
		checkWidths(t, table, width, 20)
	}
	if !added {
		t.Error("it adds none")
	}
}

func TestWhatIsJoinedIsScrolledTogether(t *testing.T) {
	columns := siteColumns()
	columns[4].Joined, columns[6].Joined = true, true
	table := NewTable(plainKit(), columns, siteID)
	table.SetRows(sites())
	table.Update(keyOf("ctrl+w"))
	for width := 20; width <= 160; width++ {
		table.SetSize(width, 20)
		for table.skip = range len(columns) {
			shown := table.layOut()
			for i, p := range shown {
				if columns[p.column].Joined && shown[i-1].column != p.column-1 {
					t.Fatalf("at %d, %d scrolled out, %s stands alone\n%s", width, table.skip, columns[p.column].Key, table.View())
				}
			}
		}
	}
}

func TestEmptyTableSaysWhy(t *testing.T) {
	table := sitesIn(80, 20, nil)
	table.SetEmpty("no groups here\nc shows the capacity")
	if lines := strings.Split(table.View(), "\n"); len(lines) != 3 || lines[1] != "   no groups here" {
		t.Errorf("drawn as %q", lines)
	}
	if _, ok := table.Selected(); ok {
		t.Error("something is selected")
	}
	press(table, "j", "k", "pgdown", "G", "g", "s", "enter", "/", "x", "esc", ">", "S")
}

func TestMoving(t *testing.T) {
	table := sitesIn(80, 11, manySites(100)) // ten rows
	for _, step := range []struct {
		key         string
		cursor, top int
	}{
		{"k", 0, 0},
		{"j", 1, 0},
		{"pgdown", 11, 9},
		{"pgdown", 21, 19},
		{"k", 20, 18},
		{"pgup", 10, 8},
		{"G", 99, 90},
		{"j", 99, 90},
		{"pgdown", 99, 90},
		{"k", 98, 90},
		{"pgup", 88, 80},
		{"g", 0, 0},
		{"pgup", 0, 0},
	} {
		if !table.Update(keyOf(step.key)) {
			t.Errorf("%s was not used", step.key)
		}
		if table.cursor != step.cursor {
			t.Errorf("after %s: cursor %d, want %d", step.key, table.cursor, step.cursor)
		}
		if above, below := table.cursor-table.top, table.top+9-table.cursor; table.top > 0 && above < 2 || table.top < 90 && below < 2 {
			t.Errorf("after %s: %d rows above and %d below the cursor", step.key, above, below)
		}
	}
	if got := table.Visible(); len(got) != 10 || got[0].id != "group-000000" {
		t.Errorf("visible %d rows from %s", len(got), got[0].id)
	}
	if table.Update(keyOf("x")) || table.Update(runes("jk")) || table.Update(runes("up")) {
		t.Error("used a key that is not its own")
	}
}

func TestTheCursorsLineStaysWhenRowsComeAbove(t *testing.T) {
	rows := manySites(100)
	table := sitesIn(80, 11, rows)
	table.moveTo(50)
	table.moveTo(46)
	line := table.cursor - table.top
	table.SetRows(append([]site{{id: "new 1"}, {id: "new 2"}}, rows...))
	if row, _ := table.Selected(); row.id != "group-000046" || table.cursor-table.top != line {
		t.Errorf("%s on line %d, was on %d", row.id, table.cursor-table.top, line)
	}
	table.moveTo(0)
	table.SetRows(append([]site{{id: "new 3"}}, table.rows...))
	if row, _ := table.Selected(); row.id != "new 1" || table.top != 0 {
		t.Errorf("at the top: %s, top %d", row.id, table.top)
	}
}

func TestTheNearestTakesOverWhenARowIsGone(t *testing.T) {
	tests := map[string]struct{ selected, left, want string }{
		"the one after":         {"c", "a b d e", "d"},
		"the one before at end": {"e", "a b c d", "d"},
		"the nearest":           {"b", "a e", "a"},
		"none":                  {"c", "x y z", "z"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			table := newSites(plainKit(), letters())
			table.Select(test.selected)
			var rows []site
			for id := range strings.FieldsSeq(test.left) {
				rows = append(rows, site{id: id})
			}
			table.SetRows(rows)
			if row, _ := table.Selected(); row.id != test.want {
				t.Errorf("selected %q, want %q", row.id, test.want)
			}
		})
	}
}

func TestSelectionOutlivesAnEmptyTable(t *testing.T) {
	table := newSites(plainKit(), letters())
	table.Select("c")
	table.SetRows(nil)
	table.SetRows(letters())
	if row, _ := table.Selected(); row.id != "c" {
		t.Errorf("selected %q", row.id)
	}
	fresh := newSites(plainKit(), nil)
	fresh.Select("d")
	fresh.SetRows(letters())
	if row, _ := fresh.Selected(); row.id != "d" {
		t.Errorf("selected %q before the rows came", row.id)
	}
}

// Rows that come above the others leave those of a steady table on their lines.
func TestASteadyTableStaysOnItsLines(t *testing.T) {
	for _, steady := range []bool{true, false} {
		table := sitesIn(80, 12, manySites(80)[10:])
		if steady {
			table.SetSteady()
		}
		for range 4 {
			table.Update(keyOf("j"))
		}
		before, selected := fmt.Sprint(table.Visible()), table.SelectedID()
		table.SetRows(manySites(80))
		if same := fmt.Sprint(table.Visible()) == before; same != steady || table.SelectedID() != selected {
			t.Errorf("steady %v: %s was selected, now %s; on screen %v, before %s", steady, selected, table.SelectedID(), table.Visible(), before)
		}
	}
}

// TestSelectionIsByIdentity does anything that leaves the selected row where it can
// be seen, and finds it selected still.
func TestSelectionIsByIdentity(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		world := manySites(rapid.IntRange(1, 60).Draw(t, "rows"))
		table := sitesIn(80, 12, world)
		selected := func() string {
			row, ok := table.Selected()
			if !ok {
				return ""
			}
			return row.id
		}
		shows := func(id string) bool { return slices.Contains(strings.Fields(shownIDs(table)), id) }
		keeps := func(t *rapid.T, change func()) {
			before := selected()
			change()
			if after := selected(); before != "" && shows(before) && after != before {
				t.Fatalf("%s was selected, now %s", before, after)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"move": func(t *rapid.T) {
				table.Update(keyOf(rapid.SampledFrom([]string{"j", "k", "pgdown", "pgup", "g", "G"}).Draw(t, "key")))
			},
			"sort": func(t *rapid.T) {
				column := rapid.IntRange(unsorted, 4).Draw(t, "column")
				keeps(t, func() { table.setSort(table.sort.chosen(column)) })
			},
			"filter": func(t *rapid.T) {
				text := rapid.SampledFrom([]string{"", "1", "diff<0", "!2", "zzz", "calls>20 1"}).Draw(t, "text")
				before, anchor := selected(), table.anchor
				table.setFilter(filter{field: TextField{text: text}})
				if chosen := table.rows[table.order[anchor]].id; shows(chosen) && selected() != chosen {
					t.Fatalf("%s was chosen and is shown, but %s is selected, before %s", chosen, selected(), before)
				}
			},
			"refresh": func(t *rapid.T) {
				rows := slices.Clone(rapid.Permutation(world).Draw(t, "order"))
				rows = rows[:rapid.IntRange(1, len(rows)).Draw(t, "left")]
				keeps(t, func() { table.SetRows(rows) })
			},
			"resize": func(t *rapid.T) {
				height := rapid.IntRange(0, 30).Draw(t, "height")
				keeps(t, func() { table.SetSize(80, height) })
			},
			"": func(t *rapid.T) {
				if len(table.shown) == 0 {
					return
				}
				if table.cursor < 0 || table.cursor >= len(table.shown) || table.top < 0 {
					t.Fatalf("cursor %d of %d, top %d", table.cursor, len(table.shown), table.top)
				}
				if table.lines() > 0 && (table.cursor < table.top || table.cursor >= table.bottom()) {
					t.Fatalf("cursor %d is not in %d..%d", table.cursor, table.top, table.bottom())
				}
				checkWidths(t, table, 80, table.height)
			},
		})
	})
}

func TestAHeldKeyMovesAsFarAsItWasHeldAndNothingElseIsRepeated(t *testing.T) {
	view := &siteView{table: newSites(plainKit(), manySites(100))}
	pumped(t, plainKit(), &fakeView{}, Options{}, func(p *pump) {
		p.send(pushMsg{views: []View{view}})
		for _, step := range []struct {
			burst tea.KeyMsg
			want  int
		}{
			{runes("jjjjj"), 5},
			{runes("kk"), 3},
			{runes("kkkkkkkkkk"), 0},
			{runes("jjk"), 0},
			{runes("GG"), 0},
			{paste("jjj"), 0},
			{tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("jjj"), Alt: true}, 0},
			{runes("//"), 0},
			{runes(strings.Repeat("j", 500)), 99},
		} {
			p.send(step.burst)
			if view.table.cursor != step.want || view.table.Typing() {
				t.Errorf("after %q at row %d, want %d", step.burst.String(), view.table.cursor, step.want)
			}
		}
		p.send(keyOf("/"), runes("jj"))
		if got := view.table.filter.field.text; got != "jj" {
			t.Errorf("the filter holds %q", got)
		}
	})
}

func TestAHeldKeyMovesInATree(t *testing.T) {
	tree := treeOf(nowhere, outlineRows())
	tree.Update(runes("jj"))
	if tree.cursor != 2 {
		t.Errorf("at row %d", tree.cursor)
	}
}

// TestTheSameRowsMakeTheSameScreen lets anything happen to a table, and then finds it
// drawn as a new one that was given the same rows.
func TestTheSameRowsMakeTheSameScreen(t *testing.T) {
	t.Parallel()
	world := manySites(600)
	world[301].word = "NOT FULLY READ" // between the rows of any sample
	world[303].calls = 1_000_000_000
	rapid.Check(t, func(t *rapid.T) {
		last := world[:rapid.SampledFrom([]int{1, 40, 302, 600}).Draw(t, "last")]
		width := rapid.IntRange(30, 120).Draw(t, "width")
		table := sitesIn(width, 20, last)
		t.Repeat(map[string]func(*rapid.T){
			"key": func(t *rapid.T) {
				table.Update(keyOf(rapid.SampledFrom([]string{"j", "k", "pgdown", "g", "G", "ctrl+w", "right"}).Draw(t, "key")))
			},
			"rows": func(t *rapid.T) { table.SetRows(world[rapid.IntRange(0, 599).Draw(t, "first"):]) },
			"size": func(t *rapid.T) { table.SetSize(rapid.IntRange(0, 200).Draw(t, "width"), 30) },
			"sort": func(t *rapid.T) { table.setSort(sorting{column: rapid.IntRange(unsorted, 4).Draw(t, "column")}) },
			"filter": func(t *rapid.T) {
				table.setFilter(filter{field: TextField{text: rapid.SampledFrom([]string{"", "301", "calls>50"}).Draw(t, "text")}})
			},
			"": func(*rapid.T) { table.View() },
		})
		table.CloseLayer()
		table.setSort(sorting{column: unsorted})
		table.wide = false
		table.SetSize(width, 20)
		table.View()
		table.SetRows(last)
		table.Update(keyOf("g"))
		fresh := sitesIn(width, 20, last)
		if got, want := table.View(), fresh.View(); got != want {
			t.Fatalf("drawn as\n%s\nand new as\n%s", got, want)
		}
	})
}

func TestNoRowIsTooFarAwayToBeMeasured(t *testing.T) {
	t.Parallel()
	for at := 1; at < 600; at += 14 { // odd: between the rows of a sample
		rows := manySites(600)
		rows[at].calls = 1_000_000_000
		table := sitesIn(80, 20, rows)
		table.moveTo(at)
		before := sitesIn(80, 20, rows)
		if strings.Split(before.View(), "\n")[0] != strings.Split(table.View(), "\n")[0] {
			t.Fatalf("going to row %d moves the columns", at)
		}
	}
}

func TestAColumnThatWritesItsCellsShorterInLessRoomIsMeasuredAgain(t *testing.T) {
	long := true
	table := NewTable(plainKit(), []Column[site]{
		{Key: "id", Title: "ID", Cell: func(s site) Cell { return Cell{Text: s.id} }},
		{Key: "place", Title: "PLACE", Cell: func(site) Cell { return Cell{Text: map[bool]string{true: "a long place", false: "short"}[long]} }},
		{Key: "end", Title: "END", Cell: func(site) Cell { return Cell{Text: "end"} }},
	}, siteID)
	table.SetRows(letters())
	for _, step := range []struct {
		long  bool
		width int
		want  string
	}{{true, 80, "a   a long place  end"}, {false, 60, "a   short  end"}, {true, 80, "a   a long place  end"}} {
		long = step.long
		table.SetSize(step.width, 10)
		if !strings.Contains(table.View(), step.want) {
			t.Errorf("at %d:\n%s", step.width, table.View())
		}
	}
}

// The selected row is lit over its whole width, and its bar keeps its look.
func TestTheSelectedRowIsLitFromEdgeToEdge(t *testing.T) {
	kit := Kit{Keys: testKeys(), Theme: NewTheme(func(ground Ground, tone Tone) Style {
		if ground == OnRow && tone != BarGiven && tone != Track {
			return Style{begin: "<", end: ">"}
		}
		return Style{}
	}, testGlyphs())}
	table := NewTable(kit, []Column[string]{
		{Key: "id", Title: "ID", Cell: func(r string) Cell { return Cell{Text: r} }},
		{Key: "bar", Title: "CALLS", Min: 4, Max: 6, Bar: func(_ string, width int) Cell { return Bar{Given: 1, Limit: 2}.Cell(testGlyphs(), width) }, Cell: func(string) Cell { return Cell{} }},
		{Key: "alloc", Title: "ALLOC/MAX", Right: true, Cell: func(string) Cell { return Cell{Text: "1"} }},
		{Key: "max", Joined: true, Cell: func(string) Cell { return Cell{Text: "/2", Tone: Muted} }},
	}, func(r string) string { return r })
	table.SetRows([]string{"a", "b"})
	table.SetSize(30, 5)
	want := strings.Join([]string{
		"   ID  CALLS   ALLOC/MAX",
		"< ><▸>< ><a><   >###...<        ><1></2><      >",
		"   b   ###...        1/2",
	}, "\n")
	if got := table.View(); got != want {
		t.Errorf("\n%s\nwant\n%s", got, want)
	}
	table.SetSize(17, 5) // joined columns go together
	if got := table.View(); strings.Contains(got, "/2") != strings.Contains(got, "1") {
		t.Errorf("\n%s", got)
	}
}

func TestTheThumbShowsWhereTheRowsAre(t *testing.T) {
	table := NewTable(plainKit(), []Column[int]{{Key: "id", Title: "ID", Cell: func(r int) Cell { return Cell{Text: strconv.Itoa(r)} }}}, strconv.Itoa)
	rows := make([]int, 40)
	for i := range rows {
		rows[i] = i
	}
	table.SetRows(rows)
	table.SetSize(10, 11)
	thumbs := func() (lines []int) {
		for i, line := range strings.Split(table.View(), "\n") {
			if strings.HasSuffix(line, "|") {
				lines = append(lines, i)
			}
		}
		return lines
	}
	if got := thumbs(); !slices.Equal(got, []int{1, 2}) {
		t.Errorf("at the top the thumb is on lines %v", got)
	}
	table.Update(keyOf("G"))
	if got := thumbs(); !slices.Equal(got, []int{9, 10}) {
		t.Errorf("at the end the thumb is on lines %v", got)
	}
	table.SetRows(rows[:10])
	if got := thumbs(); len(got) > 0 {
		t.Errorf("where all rows are in view the thumb is on lines %v", got)
	}
}
