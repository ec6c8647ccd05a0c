package ui

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"
)

func (v *siteView) Wheel(rows int)                       { v.table.Wheel(rows) }
func (v *siteView) Click(line int) (onRow, already bool) { return v.table.Click(line) }

func mouseAt(button tea.MouseButton, x, y int) tea.MouseMsg {
	return tea.MouseMsg{X: x, Y: y, Button: button, Action: tea.MouseActionPress}
}

func clickAt(x, y int) tea.MouseMsg { return mouseAt(tea.MouseButtonLeft, x, y) }

func wheelDown() tea.MouseMsg { return mouseAt(tea.MouseButtonWheelDown, 5, 5) }

// manyPumped opens a long table with the mouse on, above two other views.
func manyPumped(t *testing.T, test func(p *pump, top *siteView)) {
	t.Helper()
	top := &siteView{table: newSites(plainKit(), manySites(1000))}
	top.title = "groups"
	pumped(t, plainKit(), &fakeView{title: "tenants"}, Options{Mouse: true}, func(p *pump) {
		p.send(pushMsg{views: []View{&fakeView{title: "foo"}, top}})
		test(p, top)
	})
}

// selectedLine returns the line of the screen with the cursor.
func (p *pump) selectedLine() int {
	for i, line := range p.lines() {
		if strings.HasPrefix(line, " ▸ ") {
			return i
		}
	}
	return -1
}

// kinds returns what kinds of messages a command sends.
func kinds(cmd tea.Cmd) []string {
	if cmd == nil {
		return nil
	}
	msg := cmd()
	batch, ok := msg.(tea.BatchMsg)
	if !ok {
		return []string{reflect.TypeOf(msg).String()}
	}
	var all []string
	for _, cmd := range batch {
		all = append(all, kinds(cmd)...)
	}
	return all
}

const (
	enables  = "tea.enableMouseCellMotionMsg"
	disables = "tea.disableMouseMsg"
)

func TestTheTerminalIsAskedForTheMouseOnlyWhereItIsOn(t *testing.T) {
	for _, on := range []bool{false, true} {
		t.Run(fmt.Sprintf("on %v", on), func(t *testing.T) {
			app := NewApp(plainKit(), &fakeView{title: "home"}, Options{Mouse: on})
			defer app.Close()
			for name, cmd := range map[string]tea.Cmd{"at the start": app.Init(), "after it was suspended": app.route(tea.ResumeMsg{})} {
				if asked := fmt.Sprint(kinds(cmd)); strings.Contains(asked, enables) != on {
					t.Errorf("%s: %s", name, asked)
				}
			}
			if app.mouse.on != on {
				t.Errorf("on: %v", app.mouse.on)
			}
		})
	}
}

func TestTheKeyTakesTheMouseAndGivesItBack(t *testing.T) {
	app := NewApp(plainKit(), &fakeView{title: "home"}, Options{})
	defer app.Close()
	app.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	if got := fmt.Sprint(kinds(app.press(keyOf("M"), false))); got != "["+enables+"]" || !strings.Contains(app.View(), "hold shift to select text") {
		t.Errorf("on: %s\n%s", got, app.View())
	}
	if got := fmt.Sprint(kinds(app.press(keyOf("M"), false))); got != "["+disables+"]" || !strings.Contains(app.View(), "mouse off") {
		t.Errorf("off: %s\n%s", got, app.View())
	}
}

func TestWithTheMouseOffNothingIsDoneByIt(t *testing.T) {
	top := &siteView{table: newSites(plainKit(), manySites(100))}
	pumped(t, plainKit(), top, Options{}, func(p *pump) {
		before := p.app.View()
		p.send(wheelDown(), clickAt(5, 8), clickAt(5, 8), clickAt(1, 1))
		if p.app.View() != before || len(top.got) != 0 {
			t.Errorf("it did something:\n%s", p.app.View())
		}
	})
}

func TestAClickSelectsAndASecondOneOpens(t *testing.T) {
	manyPumped(t, func(p *pump, top *siteView) {
		var opened []string
		top.onMsg = nil
		view := &openingView{siteView: top, opened: &opened}
		p.app.stack.views[2] = view
		for _, y := range []int{4, 7, 21, 3} {
			p.send(clickAt(10, y))
			if got := p.selectedLine(); got != y || len(opened) != 0 {
				t.Fatalf("a click on line %d selects line %d and opens %v", y, got, opened)
			}
		}
		p.send(clickAt(10, 3))
		if len(opened) != 1 || opened[0] != "group-000000" {
			t.Errorf("a second click opens %v", opened)
		}
		p.send(clickAt(10, 3))
		if len(opened) != 1 {
			t.Error("a third click opens again")
		}
	})
}

// openingView notes what is opened.
type openingView struct {
	*siteView
	opened *[]string
}

func (v *openingView) Update(msg tea.Msg) tea.Cmd {
	if press, ok := msg.(tea.KeyMsg); ok && press.Type == tea.KeyEnter {
		row, _ := v.table.Selected()
		*v.opened = append(*v.opened, row.id)
		return nil
	}
	return v.siteView.Update(msg)
}

func TestWhatComesBetweenTwoClicksMakesTheSecondAFirst(t *testing.T) {
	for name, between := range map[string]tea.Msg{
		"a key": keyOf("x"), "the wheel": wheelDown(), "a click elsewhere": clickAt(10, 22),
	} {
		t.Run(name, func(t *testing.T) {
			manyPumped(t, func(p *pump, top *siteView) {
				var opened []string
				p.app.stack.views[2] = &openingView{siteView: top, opened: &opened}
				p.send(clickAt(10, 10), between)
				p.send(clickAt(10, p.selectedLine()))
				if len(opened) != 0 {
					t.Errorf("it opens %v", opened)
				}
			})
		})
	}
}

func TestAViewHearsOfKeysAndClicks(t *testing.T) {
	manyPumped(t, func(p *pump, top *siteView) {
		p.send(keyOf("x"), clickAt(10, 10), wheelDown(), keyOf("?"))
		if got := fmt.Sprintf("%q", top.heard); got != `["x" "" "?"]` {
			t.Error(got)
		}
	})
}

func TestClicksBesideTheRowsDoNothing(t *testing.T) {
	manyPumped(t, func(p *pump, top *siteView) {
		p.send(clickAt(10, 5))
		before := p.app.View()
		for _, y := range []int{0, 22, 24, 1000, -1} {
			p.send(clickAt(10, y), clickAt(10, y))
		}
		p.send(
			mouseAt(tea.MouseButtonRight, 10, 8), mouseAt(tea.MouseButtonMiddle, 10, 8),
			tea.MouseMsg{X: 10, Y: 8, Button: tea.MouseButtonLeft, Action: tea.MouseActionMotion},
			tea.MouseMsg{X: 10, Y: 8, Action: tea.MouseActionRelease},
		)
		if p.app.View() != before {
			t.Errorf("something changed:\n%s", p.app.View())
		}
	})
}

func TestTheWheelScrollsAndTheCursorStaysOnItsRow(t *testing.T) {
	manyPumped(t, func(p *pump, top *siteView) {
		for range 5 {
			p.keys("j")
		}
		row, _ := top.table.Selected()
		p.send(wheelDown())
		if now, _ := top.table.Selected(); now.id != row.id || p.selectedLine() != 5 {
			t.Errorf("selected %s on line %d", now.id, p.selectedLine())
		}
		p.advance(time.Second)
		p.send(mouseAt(tea.MouseButtonWheelUp, 1, 1))
		if p.selectedLine() != 8 {
			t.Errorf("back on line %d", p.selectedLine())
		}
	})
}

// A wheel that is spun costs a frame now and then, not one for each event.
func TestEventsOfTheWheelAreTakenTogether(t *testing.T) {
	manyPumped(t, func(p *pump, top *siteView) {
		frames := map[string]bool{}
		for range 500 {
			p.send(wheelDown())
			frames[p.app.View()] = true
		}
		if len(frames) != 1 {
			t.Errorf("%d frames at once", len(frames))
		}
		p.advance(time.Second)
		if owed := top.table.top; owed != notch+p.app.stack.bodyHeight() {
			t.Errorf("scrolled by %d rows, want a notch and a page", owed)
		}
		if p.app.mouse.rolling {
			t.Error("it still waits")
		}
	})
}

func TestTheWheelStopsAtBothEnds(t *testing.T) {
	for _, n := range []int{0, 1, 3, 21, 22, 40} {
		table := sitesIn(80, 20, manySites(n))
		for _, step := range []int{3, 3, 100, 3, -3, -1000, -3, 7} {
			table.Wheel(step)
			if selected, ok := table.Selected(); ok != (n > 0) {
				t.Fatalf("%d rows: %v is selected", n, selected)
			}
			if n > 0 && (table.cursor < table.top || table.cursor >= table.bottom() || table.top > max(0, n-19)) {
				t.Fatalf("%d rows, step %d: cursor %d, top %d", n, step, table.cursor, table.top)
			}
		}
		table.Wheel(10_000)
		if n > 0 && table.cursor != n-1 && table.top != n-19 {
			t.Errorf("%d rows: ends at %d", n, table.cursor)
		}
	}
}

func TestTheWheelScrollsHelpDialogsAndCopiedTexts(t *testing.T) {
	long := strings.Repeat("a line of text\n", 99) + "the end"
	view := &copyView{text: strings.Split(long, "\n")}
	for i := range 60 {
		view.keys = append(view.keys, Named(testKeys().Open, fmt.Sprintf("action %d", i)))
		view.keys[i].SetHelp(fmt.Sprintf("k%d", i), fmt.Sprintf("action %d and a long explanation", i))
	}
	for name, open := range map[string]tea.Msg{
		"help": keyOf("?"), "copied": keyOf("Y"), "dialog": confirmMsg{question: Question{Title: "sure?", Text: long}},
	} {
		t.Run(name, func(t *testing.T) {
			pumped(t, plainKit(), view, Options{Mouse: true}, func(p *pump) {
				p.send(open)
				before := p.app.View()
				p.send(wheelDown())
				if p.app.View() == before {
					t.Errorf("it does not scroll:\n%s", before)
				}
				p.advance(time.Second)
				p.send(mouseAt(tea.MouseButtonWheelUp, 1, 1))
				if p.app.View() != before {
					t.Errorf("it does not scroll back:\n%s", p.app.View())
				}
			})
		})
	}
}

func TestNoClickAnswersAQuestionButByGoingBack(t *testing.T) {
	home := asking(Question{Title: "sure?", Verb: "delete"})
	pumped(t, plainKit(), home, Options{Mouse: true}, func(p *pump) {
		p.send("ask")
		answers, back := -1, -1
		for i, line := range p.lines() {
			if at := strings.Index(line, "[esc back]"); at >= 0 && strings.Contains(line, "[y delete]") {
				answers, back = i, at
			}
		}
		p.send(clickAt(back, answers))
		if len(p.app.dialog.questions) != 1 {
			t.Fatal("a click before it could be read closed the dialog")
		}
		p.advance(time.Second)
		p.send("the shell learns what time it is")
		for y := range 24 {
			for x := range 80 {
				keyLine := p.lines()[23]
				back, answers := back, answers
				if at := strings.Index(keyLine, "esc back"); y == 23 && at >= 0 {
					back, answers = at, y // it is named there too
				}
				if y != answers || x < back || x >= back+len("[esc back]") {
					p.app.point(clickAt(x, y))
				}
			}
		}
		if len(p.app.dialog.questions) != 1 || home.heard("yes") != 0 {
			t.Fatalf("a click beside its way back answered it: %d open", len(p.app.dialog.questions))
		}
		p.send(clickAt(back+len("[esc back]")-1, answers))
		if len(p.app.dialog.questions) != 0 || home.heard("yes") != 0 {
			t.Error("its way back does not lead back")
		}
	})
}

func TestTheMouseIsIgnoredWhileTextIsTyped(t *testing.T) {
	manyPumped(t, func(p *pump, top *siteView) {
		p.keys("/")
		before := p.app.View()
		p.send(wheelDown(), clickAt(10, 8), clickAt(10, 8), clickAt(2, 1))
		p.advance(time.Second)
		if p.app.View() != before {
			t.Errorf("something changed:\n%s", p.app.View())
		}
	})
}

func TestAClickOnTheBreadcrumbGoesBack(t *testing.T) {
	// " tenants > foo > groups"
	for x, want := range map[int]string{
		1: "tenants", 7: "tenants", 8: "tenants foo groups", 11: "tenants foo", 13: "tenants foo",
		17: "tenants foo groups", 22: "tenants foo groups", 60: "tenants foo groups", 0: "tenants foo groups",
	} {
		t.Run(fmt.Sprint(x), func(t *testing.T) {
			manyPumped(t, func(p *pump, _ *siteView) {
				p.send(clickAt(x, 1))
				if got := p.stack(); got != want {
					t.Errorf("leads to %s, want %s", got, want)
				}
			})
		})
	}
}

func TestAClickOnTheBreadcrumbAsksBeforeAnEditIsLost(t *testing.T) {
	manyPumped(t, func(p *pump, top *siteView) {
		top.dirty = true
		p.send(clickAt(2, 1))
		if len(p.app.dialog.questions) != 1 || p.stack() != "tenants foo groups" {
			t.Errorf("%d questions, %s", len(p.app.dialog.questions), p.stack())
		}
	})
}

func TestAClickOnAShortenedBreadcrumbMeetsWhatIsShown(t *testing.T) {
	long := strings.Repeat("x", 70)
	pumped(t, plainKit(), &fakeView{title: "tenants"}, Options{Mouse: true}, func(p *pump) {
		p.send(pushMsg{views: []View{&fakeView{title: long}, &fakeView{title: "groups"}}})
		if crumb := p.crumb(); crumb != "tenants > … > groups" {
			t.Fatal(crumb)
		}
		p.send(clickAt(11, 1), clickAt(16, 1))
		if got := len(p.app.stack.views); got != 3 {
			t.Errorf("%d views are left", got)
		}
		p.send(clickAt(3, 1))
		if got := len(p.app.stack.views); got != 1 {
			t.Errorf("%d views are left", got)
		}
	})
}

// What is said beside the breadcrumb takes room from it.
func TestAClickMeetsABreadcrumbThatIsShortBesideASummary(t *testing.T) {
	pumped(t, plainKit(), &fakeView{title: "tenants"}, Options{Mouse: true}, func(p *pump) {
		top := &fakeView{title: "groups", info: Info{Summary: Cell{Text: "14 groups, 1-19 of 26"}}}
		p.send(pushMsg{views: []View{&fakeView{title: strings.Repeat("x", 40)}, top}})
		if crumb := p.crumb(); !strings.HasPrefix(crumb, "tenants > … > groups") {
			t.Fatal(crumb)
		}
		p.send(clickAt(11, 1))
		if got := len(p.app.stack.views); got != 3 {
			t.Errorf("a click on the sign leaves %d views", got)
		}
	})
}

func (v *siteView) ClickTitle(x, line int) bool { return v.table.ClickTitle(x, line) }

func TestAClickOnATitleSortsAndASecondOneReverses(t *testing.T) {
	top := &siteView{table: newSites(plainKit(), append(sites(), site{id: "東京東京東京東京東", name: "日本", calls: 7}))}
	pumped(t, plainKit(), top, Options{Mouse: true}, func(p *pump) {
		for _, title := range []string{"GROUP ID", "NAME", "CALLS", "ALLOC", "DIFF"} {
			for _, arrow := range []string{"↑", "↓", "↑"} {
				heading := p.lines()[2]
				before, _, _ := strings.Cut(heading, title)
				x := ansi.StringWidth(before) + len(title) - 1
				p.send(clickAt(x, 2))
				if heading = p.lines()[2]; !strings.Contains(heading, title+arrow) && !strings.Contains(heading, arrow+title) {
					t.Errorf("a click on %s: %s", title, heading)
				}
			}
		}
		before := p.lines()[2]
		p.send(clickAt(1, 2), clickAt(79, 2))
		if p.lines()[2] != before {
			t.Errorf("a click beside the titles: %s", p.lines()[2])
		}
		p.keys("/")
		p.send(clickAt(4, 2))
		if p.lines()[2] != before {
			t.Error("a click sorts while the filter is typed")
		}
	})
}

func TestAClickOnTheKeyLinePressesItsKey(t *testing.T) {
	top := &siteView{table: newSites(plainKit(), sites())}
	top.title = "groups"
	pumped(t, plainKit(), &fakeView{title: "tenants"}, Options{Mouse: true}, func(p *pump) {
		p.send(pushMsg{views: []View{top}})
		click := func(what string) {
			t.Helper()
			line := p.lines()[23]
			at := strings.Index(line, what)
			if at < 0 {
				t.Fatalf("no %s in %s", what, line)
			}
			p.send(clickAt(ansi.StringWidth(line[:at])+ansi.StringWidth(what)-1, 23))
		}
		click("s sort")
		if p.app.box() == nil {
			t.Fatal("no sort picker")
		}
		click("esc back")
		if p.app.box() != nil {
			t.Fatal("the sort picker is open still")
		}
		click("? help")
		click("esc close")
		before := p.app.View()
		p.send(clickAt(0, 23), clickAt(79, 23))
		line := p.lines()[23]
		p.send(clickAt(strings.Index(line, "s sort")-1, 23))
		if p.app.View() != before {
			t.Errorf("a click between the keys did something:\n%s", p.app.View())
		}
		if click("esc back"); p.stack() != "tenants" {
			t.Errorf("stack %s", p.stack())
		}
	})
}

func TestAYesIsNotClickedOnTheKeyLine(t *testing.T) {
	pumped(t, plainKit(), &fakeView{title: "form", dirty: true}, Options{Mouse: true}, func(p *pump) {
		p.keys("q")
		p.advance(time.Minute)
		line := p.lines()[23]
		if !strings.Contains(line, "y quit") {
			t.Fatal(line)
		}
		for x := range 80 {
			if at := strings.Index(line, "y quit"); at >= 0 && x >= at && x < at+len("y quit") {
				p.send(clickAt(x, 23))
			}
		}
		if p.quit || !p.app.dialog.isOpen() {
			t.Errorf("quit %v", p.quit)
		}
	})
}

func TestAClickPicksARowOfAList(t *testing.T) {
	top := &siteView{table: newSites(plainKit(), sites())}
	pumped(t, plainKit(), top, Options{Mouse: true}, func(p *pump) {
		row := func(text string) {
			t.Helper()
			for y, line := range p.lines() {
				if at := strings.Index(line, text); at >= 0 && strings.Contains(line, "|") {
					p.send(clickAt(ansi.StringWidth(line[:at]), y))
					return
				}
			}
			t.Fatalf("no %s in\n%s", text, p.app.View())
		}
		p.keys("s")
		row("CALLS ")
		if top.table.picker.column() != 2 || top.table.sort.column != unsorted {
			t.Fatalf("the cursor is on %d, sorted by %d", top.table.picker.column(), top.table.sort.column)
		}
		row("CALLS ")
		if top.table.picker != nil || top.table.sort.column != 2 {
			t.Errorf("a second click sorts by %d", top.table.sort.column)
		}
		p.keys("C")
		row("ALLOC ")
		row("ALLOC ")
		if top.table.columnPicker == nil || titles(top.table) != "id name calls diff word" {
			t.Errorf("a second click leaves %s", titles(top.table))
		}
		row("ALLOC ")
		if titles(top.table) != "id name calls alloc diff word" {
			t.Errorf("a third one leaves %s", titles(top.table))
		}
	})
}

func TestAClickPicksAnEntryOfThePalette(t *testing.T) {
	guided(t, Options{Mouse: true}, func(p *pump, g *fakeGuide) {
		p.keys(":")
		for y, line := range p.lines() {
			if strings.Contains(line, "quit at once") || strings.Contains(line, "draw again") {
				p.send(clickAt(10, y))
				found := p.app.sheet.(*palette)
				if got := found.shown[found.cursor].text; !strings.Contains(line, got) {
					t.Errorf("a click on %q puts the cursor on %s", line, got)
				}
			}
		}
	})
}

func TestALineOfADialogIsWhatIsSeenThere(t *testing.T) {
	for _, height := range []int{6, 9, 12, 20} {
		var lines [][]Cell
		for i := range 12 {
			if lines = append(lines, []Cell{{Text: fmt.Sprintf("  row %d", i)}}); i%4 == 0 {
				lines = append(lines, nil)
			}
		}
		box := &Box{Lines: lines, Drawn: []string{"  row 100"}, Scroll: &Scroll{top: 2}, Strip: Strip{Word: "ABC"}}
		drawn, _, _ := box.draw(plainKit().Theme, 80, height)
		for y, line := range drawn {
			at := box.lineAt(80, height, 5, y)
			switch {
			case strings.Contains(line, "row 100"):
				if at != len(lines) {
					t.Errorf("%d lines, %q: %d", height, line, at)
				}
			case strings.Contains(line, "row "):
				if at < 0 || !strings.Contains(line, lines[at][0].Text+" ") {
					t.Errorf("%d lines, %q: %d", height, line, at)
				}
			case at >= 0 && lines[at] != nil:
				t.Errorf("%d lines, %q: %d", height, line, at)
			}
		}
	}
}
