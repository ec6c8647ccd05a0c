package ui

import (
	"maps"
	"slices"
	"strings"
	"testing"
)

// tabledView is a place with a table.
type tabledView struct {
	*siteView
	place Place
}

func (v *tabledView) Place() Place             { return v.place }
func (v *tabledView) Choose(row string)        { v.table.Yield(row); v.table.Select(row) }
func (v *tabledView) Settings() *TableSettings { return v.table.Settings() }
func (v *tabledView) Restore(s TableSettings)  { v.table.Restore(s) }

func tabled(path ...string) *tabledView {
	return &tabledView{&siteView{table: newSites(plainKit(), sites())}, placeAt(path...)}
}

// remembering runs a test with a shell that keeps what the memory has.
func remembering(t *testing.T, memory *fakeMemory, test func(p *pump)) {
	t.Helper()
	guided(t, Options{}, func(p *pump, g *fakeGuide) {
		g.memory = memory
		test(p)
	})
}

func TestATableIsAsItWasLeft(t *testing.T) {
	memory := &fakeMemory{}
	remembering(t, memory, func(p *pump) {
		p.send(pushMsg{views: []View{tabled("a")}})
		p.keys("s", "j", "j", "j", "enter", "S", "C", "j", "j", "j", " ", "enter", "/", "G", "r", "enter")
		if strings.Contains(p.app.View(), "ALLOC") || !strings.Contains(p.app.View(), "↓CALLS") {
			t.Fatalf("as it is left:\n%s", p.app.View())
		}
	})
	if len(memory.memo.Tables) != 1 || len(memory.memo.Filters) != 1 || memory.memo.Filters[0].Text != "Gr" {
		t.Fatalf("%+v", memory.memo)
	}
	remembering(t, memory, func(p *pump) {
		p.send(pushMsg{views: []View{tabled("a")}})
		screen := p.app.View()
		if strings.Contains(screen, "ALLOC") || !strings.Contains(screen, "↓CALLS") || !strings.Contains(screen, "/Gr   5/6   as you left it, esc clears it") {
			t.Errorf("the next day:\n%s", screen)
		}
		p.keys("esc")
		if screen := p.app.View(); strings.Contains(screen, "5/6") || p.stack() != "home " {
			t.Errorf("esc does not clear the filter:\n%s", screen)
		}
		p.send(pushMsg{views: []View{tabled("b")}})
		if screen := p.app.View(); !strings.Contains(screen, "↓CALLS") || strings.Contains(screen, "ALLOC") {
			t.Errorf("another place of the kind:\n%s", screen)
		}
	})
	if len(memory.memo.Filters) != 0 {
		t.Errorf("the cleared filter is kept: %+v", memory.memo.Filters)
	}
}

func TestWhatIsRememberedLateDoesNotUndoWhatTheUserDidMeanwhile(t *testing.T) {
	memory := &fakeMemory{memo: Memo{
		Tables:  map[string]TableSettings{"level": {Order: Order{Chosen: true, By: "name"}, Columns: map[string]bool{"alloc": false}}},
		Filters: []PlaceFilter{{Place: placeAt("a"), Text: "Group"}},
	}}
	remembering(t, memory, func(p *pump) {
		memory.wait = make(chan struct{})
		p.send(pushMsg{views: []View{tabled("a")}})
		p.keys("s", "j", "j", "j", "enter", "/", "e")
		close(memory.wait)
		p.settle()
		p.keys("enter")
		if screen := p.app.View(); !strings.Contains(screen, "↑CALLS") || strings.Contains(screen, "ALLOC") || !strings.Contains(screen, "/e   ") {
			t.Errorf("it shows:\n%s", screen)
		}
	})
	if got := memory.memo; got.Tables["level"].Order.By != "calls" || got.Filters[0].Text != "e" {
		t.Errorf("%+v", got)
	}
}

func TestTwoScreensThatAreArrangedAtOnceLoseNothing(t *testing.T) {
	memory := &fakeMemory{}
	for _, keys := range [][]string{{"s", "j", "j", "j", "enter"}, {"C", "j", "j", "j", " ", "enter"}, {"C", "j", "right", "enter"}} {
		stale := Memo{} // of a process that began before the others
		before, view := new(TableSettings), tabled("a")
		view.table.SetSize(80, 20)
		press(view.table, keys...)
		stale.arrange(view.place, before, view.Settings())
		memory.memo.arrange(view.place, before, view.Settings())
	}
	got := memory.memo.Tables["level"]
	if got.Order.By != "calls" || got.Columns["alloc"] || len(got.Columns) != 1 || got.Widths["name"] == 0 {
		t.Errorf("%+v", got)
	}
}

func TestARememberedColumnThatIsGoneFallsBack(t *testing.T) {
	table := sitesIn(80, 20, letters())
	table.SortAtFirst("calls", true)
	if got := shownIDs(table); got != "c b a e d" || table.Settings().Order.Chosen {
		t.Fatalf("at first: %s, %+v", got, table.Settings())
	}
	left := TableSettings{Order: Order{Chosen: true, By: "gone"}, Columns: map[string]bool{"gone": true, "id": false}, Widths: map[string]int{"gone": 7, "calls": 1}}
	table.Restore(left)
	if got := shownIDs(table); got != "c b a e d" || !strings.Contains(table.View(), "GROUP ID") {
		t.Errorf("sorted %s\n%s", got, table.View())
	}
	if table.Settings().Order.By != "gone" {
		t.Error("it is forgotten, though the column may come back")
	}
	table.Restore(TableSettings{Order: Order{Chosen: true}})
	if got := shownIDs(table); got != "e d a c b" && got == "c b a e d" {
		t.Errorf("the server's order that was chosen is not kept: %s", got)
	}
	press(table, "s", "g", "enter", "s", "j", "enter")
	if !table.Settings().Order.Chosen || table.Settings().Order.By != "id" {
		t.Errorf("%+v", table.Settings())
	}
}

func TestARememberedFilterGivesWayToTheRowThatIsGoneTo(t *testing.T) {
	for name, arrives := range map[string]bool{"rows are there": false, "rows come later": true} {
		t.Run(name, func(t *testing.T) {
			table := newSites(plainKit(), nil)
			table.SetSize(80, 20)
			if !arrives {
				table.SetRows(sites())
			}
			table.Restore(TableSettings{Filter: "GroupIDA"})
			table.Yield("GroupIDB")
			table.Select("GroupIDB")
			table.SetRows(sites())
			if table.SelectedID() != "GroupIDB" || table.Filter() != "" {
				t.Errorf("selected %s, filter %q", table.SelectedID(), table.Filter())
			}
		})
	}
	table := sitesIn(80, 20, sites())
	press(table, "/", "I", "D", "A", "enter")
	table.Yield("GroupIDB")
	if table.Filter() != "IDA" {
		t.Error("a filter that was typed gives way")
	}
}

func TestTheFirstLetterReplacesARememberedFilter(t *testing.T) {
	table := sitesIn(80, 20, sites())
	table.Restore(TableSettings{Filter: "GroupIDA"})
	press(table, "/", "I", "D", "B", "enter")
	if table.Filter() != "IDB" {
		t.Errorf("filter %q", table.Filter())
	}
	press(table, "/", "x", "backspace", "enter")
	if table.Filter() != "IDB" {
		t.Errorf("one that was typed is %q after more was", table.Filter())
	}
	table = sitesIn(80, 20, sites())
	table.Restore(TableSettings{Filter: "GroupIDA"})
	press(table, "/", "backspace", "B", "enter")
	if table.Filter() != "GroupIDB" {
		t.Errorf("one that was edited is %q", table.Filter())
	}
}

func TestEverythingOfAScreenCanBeForgotten(t *testing.T) {
	memory := &fakeMemory{}
	remembering(t, memory, func(p *pump) {
		p.send(pushMsg{views: []View{tabled("a")}})
		p.keys("s", "j", "j", "j", "enter", "C", "j", "j", "j", " ", "enter", "/", "G", "enter", ":")
		for _, letter := range "forget columns" {
			p.keys(string(letter))
		}
		p.keys("enter")
		if screen := p.app.View(); !strings.Contains(screen, "ALLOC") || strings.Contains(screen, "↑") || strings.Contains(screen, "/G") {
			t.Errorf("it shows:\n%s", screen)
		}
	})
	if len(memory.memo.Tables)+len(memory.memo.Filters) != 0 {
		t.Errorf("%+v", memory.memo)
	}
}

func TestAMemoIsClonedWhole(t *testing.T) {
	memo := Memo{Tables: map[string]TableSettings{"a": {Columns: map[string]bool{"x": true}, Widths: map[string]int{"x": 1}}}, Filters: []PlaceFilter{{Text: "a"}}, Pins: []Place{{Kind: "a"}}, Recent: []Place{{Kind: "a"}}, Commands: []string{"a"}}
	clone := memo.Clone()
	clone.Tables["a"].Columns["x"], clone.Tables["a"].Widths["x"], clone.Filters[0].Text = false, 2, "b"
	clone.Pins[0].Kind, clone.Recent[0].Kind, clone.Commands[0] = "b", "b", "b"
	if a := memo.Tables["a"]; !a.Columns["x"] || a.Widths["x"] != 1 || memo.Filters[0].Text != "a" || memo.Pins[0].Kind != "a" || memo.Recent[0].Kind != "a" || memo.Commands[0] != "a" {
		t.Errorf("%+v", memo)
	}
}

func TestFiltersOfSoManyPlacesAreKept(t *testing.T) {
	var memo Memo
	for i := range 2 * mostFilters {
		memo.arrange(placeAt(strings.Repeat("a", i+1)), new(TableSettings), &TableSettings{Filter: "x"})
	}
	if len(memo.Filters) != mostFilters || memo.table(placeAt(strings.Repeat("a", 2*mostFilters))).Filter != "x" {
		t.Errorf("%d filters", len(memo.Filters))
	}
	if kinds := slices.Collect(maps.Keys(memo.Tables)); len(kinds) != 0 {
		t.Errorf("a filter leaves settings: %v", kinds)
	}
}

func TestSettingsOfABrokenFileAreBounded(t *testing.T) {
	table := sitesIn(80, 20, sites())
	table.Restore(TableSettings{
		Widths: map[string]int{"id": 1 << 60, "name": -5, "calls": 1 << 60}, Filter: strings.Repeat("x", 100_000),
		Columns: map[string]bool{"": true}, Order: Order{Chosen: true, By: "\x1b[31m"},
	})
	checkWidths(t, table, 80, 20)
	if len(table.Filter()) > MaxField {
		t.Errorf("a filter of %d bytes", len(table.Filter()))
	}
	if table.CloseLayer(); len(table.Shown()) != len(sites()) {
		t.Errorf("%d rows", len(table.Shown()))
	}
}

func TestATreeIsAsItWasLeft(t *testing.T) {
	tree := NewTree(plainKit(), siteColumns(), siteID, func(s site) int { return s.calls })
	tree.SetSize(80, 20)
	tree.FoldFrom(1)
	tree.Restore(TableSettings{Filter: "deep", Order: Order{Chosen: true, By: "name", Reverse: true}})
	rows := []site{{id: "a", name: "top"}, {id: "b", name: "middle", calls: 1}, {id: "c", name: "deep", calls: 2}, {id: "d", name: "other"}}
	tree.SetRows(rows)
	if got := len(tree.Shown()); got != 3 || !strings.Contains(tree.View(), "as you left it") {
		t.Errorf("%d rows:\n%s", got, tree.View())
	}
	tree.Yield("d")
	if tree.Select("d"); tree.SelectedID() != "d" || tree.Filter() != "" {
		t.Errorf("on %s, filter %q", tree.SelectedID(), tree.Filter())
	}
}
