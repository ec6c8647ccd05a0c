package views

import (
	"testing"

	"banyan/internal/viewtest"
	"banyan/ui"
)

// On every screen a click meets the row that is drawn where it was clicked, whatever
// stands above the rows, and meets nothing elsewhere.
func TestAClickMeetsTheRowThatIsDrawnThere(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, _ string, open func() ui.View) {
		view := open()
		pointed, ok := view.(ui.Pointed)
		if !ok {
			t.Fatal("the mouse means nothing to it")
		}
		const height = 20
		viewtest.Show(view, 80, height+4)
		viewtest.Press(view, "g")
		first, rows := viewtest.CursorLine(view), 0
		for line := -1; line <= height+1; line++ {
			before := viewtest.CursorLine(view)
			onRow, already := pointed.Click(line)
			now := viewtest.CursorLine(view)
			switch {
			case onRow && now != line, !onRow && now != before:
				t.Errorf("a click on line %d leads from line %d to line %d:\n%s", line, before, now, view.View())
			case already != (onRow && before == line):
				t.Errorf("line %d: selected already: %v", line, already)
			case onRow && line < first:
				t.Errorf("line %d above the first row, %d, is a row", line, first)
			}
			if onRow {
				rows++
			}
		}
		if rows < 2 {
			t.Errorf("only %d rows can be clicked:\n%s", rows, view.View())
		}
	})
}

func TestTheWheelKeepsACursorOnScreen(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, _ string, open func() ui.View) {
		view := viewtest.Shown(open())
		for _, rows := range []int{3, 3, 30, 1000, -3, -2000} {
			view.(ui.Pointed).Wheel(rows)
			if viewtest.CursorLine(view) < 0 {
				t.Fatalf("no cursor after %d:\n%s", rows, view.View())
			}
		}
	})
}

func TestNeitherWheelNorClickBeforeAnythingIsThere(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, name string, open func() ui.View) {
		view := open()
		view.SetSize(80, 20)
		view.(ui.Pointed).Wheel(3)
		if onRow, _ := view.(ui.Pointed).Click(3); onRow && name != "tenant" {
			t.Error("a row can be clicked that nobody sees")
		}
	})
}
