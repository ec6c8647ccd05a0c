package ui

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"pgregory.net/rapid"
)

// shiftyView is a table of which what the columns make of a row depends on more than the row: on
// what a message said, on the time and on the room. It may do anything while its cursor moves.
type shiftyView struct {
	siteView
	said  string
	clock time.Time
	also  func() // done with the next key
}

func newShifty(kit Kit, isTree bool) (v *shiftyView, set func([]site)) {
	v = &shiftyView{clock: time.Date(2026, 11, 21, 11, 0, 0, 0, time.UTC)}
	if isTree {
		tree := NewTree(kit, v.columns(""), siteID, func(s site) int { return s.calls % 3 })
		v.table = tree.Table
		return v, tree.SetRows
	}
	v.table = NewTable(kit, v.columns(""), siteID)
	return v, v.table.SetRows
}

func (v *shiftyView) columns(suffix string) []Column[site] {
	return append(siteColumns(),
		Column[site]{Key: "said", Title: "SAID", Min: 8, Cell: func(s site) Cell { return Cell{Text: v.said + suffix, Then: []Cell{{Text: s.word, Tone: Over}}} }},
		Column[site]{Key: "clock", Title: "CLOCK", Min: 8, Cell: func(site) Cell { return Cell{Text: v.clock.Format("15:04")} }},
		Column[site]{Key: "room", Title: "ROOM", Min: 8, Cell: func(site) Cell { return Cell{Text: strconv.Itoa(v.table.width)} }},
		Column[site]{Key: "bar", Min: 4, Max: 30, Flex: true, Cell: func(site) Cell { return Cell{} }, Bar: func(s site, width int) Cell {
			return Bar{Given: int64(s.alloc), Limit: int64(s.calls)}.Cell(testGlyphs(), width)
		}},
	)
}

type (
	saidMsg  string // changes what a column says
	wheelMsg int    // turns the wheel
)

func (v *shiftyView) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case saidMsg:
		v.said = string(msg)
	case wheelMsg:
		v.table.Wheel(int(msg))
	case tea.KeyMsg:
		v.table.Update(msg)
		if v.also != nil {
			v.also()
			v.also = nil
		}
	}
	return nil
}

// What is kept from one drawing to the next is what would be drawn anew, whatever happens.
func TestWhatIsKeptIsAsDrawnAnew(t *testing.T) {
	t.Parallel()
	move := rapid.SampledFrom([]string{"j", "j", "j", "k", "pgdown", "pgup", "g", "G", "jjj"})
	other := rapid.SampledFrom([]string{"/", "1", "enter", "esc", "s", "S", ">", "ctrl+w", "right", "C", " ", "left", "backspace", "z"})
	rapid.Check(t, func(t *rapid.T) {
		kit := groundedKit()
		kit.Turn = new(Turn)
		world := func() []site {
			rows := manySites(rapid.SampledFrom([]int{0, 3, 60, 200}).Draw(t, "rows"))
			for i := range rows {
				rows[i].word = rapid.SampledFrom([]string{"", "OVER", "東京"}).Draw(t, "word")
				rows[i].alloc += i % rapid.IntRange(1, 9).Draw(t, "alloc")
			}
			return rows
		}
		view, set := newShifty(kit, rapid.Bool().Draw(t, "is a tree"))
		set(world())
		app := NewApp(kit, view, Options{Now: func() time.Time { return view.clock }})
		defer app.Close()
		size := rapid.Custom(func(t *rapid.T) tea.WindowSizeMsg {
			return tea.WindowSizeMsg{Width: rapid.SampledFrom([]int{60, 80, 90, 100, 110, 160}).Draw(t, "width"), Height: rapid.SampledFrom([]int{16, 24, 40}).Draw(t, "height")}
		})
		app.Update(size.Draw(t, "size"))
		anything := []func(){
			func() {
				view.table.SetSize(view.table.width+rapid.SampledFrom([]int{-3, -1, 1, 3}).Draw(t, "wider"), view.table.height)
			},
			func() {
				view.table.SetSize(view.table.width, view.table.height+rapid.SampledFrom([]int{-2, 2}).Draw(t, "higher"))
			},
			func() { view.table.SetColumns(view.columns(rapid.SampledFrom([]string{"!", "?"}).Draw(t, "suffix"))) },
			func() { set(world()) },
			func() { view.table.Update(keyOf(other.Draw(t, "other"))) },
			func() { view.table.Restore(TableSettings{Filter: "5"}) },
			func() { view.table.Restore(TableSettings{Wide: true}) },
			func() {
				view.table.Restore(TableSettings{Widths: map[string]int{"name": rapid.SampledFrom([]int{8, 12, 17}).Draw(t, "name")}})
			},
			func() {
				isCalls := !view.table.settings.Columns["calls"] // or else those given out
				view.table.Restore(TableSettings{Columns: map[string]bool{"calls": isCalls, "alloc": !isCalls}})
			},
			func() { view.table.Select(fmt.Sprintf("group-%06d", rapid.IntRange(0, 199).Draw(t, "row"))) },
		}
		moves := func() { app.Update(keyOf(move.Draw(t, "move"))) }
		actions := rapid.SampledFrom([]func(){
			moves, moves, moves,
			func() {
				view.also = rapid.SampledFrom(anything).Draw(t, "also")
				moves()
			},
			func() {
				view.clock = view.clock.Add(time.Duration(rapid.IntRange(1, 70).Draw(t, "seconds")) * time.Second)
				moves()
			},
			func() { app.Update(wheelMsg(rapid.SampledFrom([]int{-3, -1, 1, 3}).Draw(t, "wheel"))) },
			func() { app.Update(keyOf(other.Draw(t, "key"))) },
			func() { app.Update(saidMsg(rapid.SampledFrom([]string{"a", "bb", "ccc"}).Draw(t, "said"))) },
			func() { app.Update(size.Draw(t, "size")) },
			func() {
				kit.Theme.Become(rapid.SampledFrom([]Kit{styledKit(), groundedKit()}).Draw(t, "kit").Theme)
				app.Update(tea.WindowSizeMsg{Width: app.stack.width, Height: app.stack.height})
			},
		})
		for range rapid.IntRange(40, 120).Draw(t, "steps") {
			if actions.Draw(t, "action")(); rapid.SampledFrom([]bool{true, false, false, false}).Draw(t, "is not drawn") {
				continue
			}
			kept := app.View()
			view.table.seen, app.clip = seen{}, clip{}
			if anew := app.View(); kept != anew {
				t.Fatalf("kept\n%s\nand anew\n%s", kept, anew)
			}
		}
	})
}

// A move asks for no row that was in view already.
func TestAMoveAsksForNoRowAgain(t *testing.T) {
	kit := plainKit()
	kit.Turn = new(Turn)
	asked := 0
	view := &siteView{table: NewTable(kit, []Column[site]{{Key: "id", Cell: func(s site) Cell {
		asked++
		return Cell{Text: s.id}
	}}}, siteID)}
	view.table.SetRows(manySites(100))
	app := NewApp(kit, view, Options{Now: func() time.Time { return time.Date(2026, 11, 21, 11, 0, 0, 0, time.UTC) }})
	defer app.Close()
	app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	app.View()
	for _, step := range []struct {
		key  string
		want int
	}{{"j", 0}, {"k", 0}, {"G", 19}, {"k", 0}, {"pgup", 18}, {"j", 0}, {"jjj", 3}, {"j", 1}, {"r", 19}, {"k", 0}} {
		asked = 0
		app.Update(keyOf(step.key))
		if app.View(); asked != step.want {
			t.Errorf("%s asks for %d rows, want %d", step.key, asked, step.want)
		}
	}
}
