package views

import (
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/capacity/collect"
	"banyan/ui"
)

// The help tells every word that a mark can be, every column's name in conditions, and
// the whole of a finding that the status line has no room for.
func TestTheHelpExplainsMarksWordsAndConditions(t *testing.T) {
	var opened []string
	view := newTestBreakdown(testKit(), &readings{runs: [][]collect.Snapshot{{snapshot(sample())}}}, &opened)
	app := ui.NewApp(testKit(), view, ui.Options{Now: readAt})
	defer app.Close()
	follow(app, app.Init())
	run(app, tea.WindowSizeMsg{Width: 80, Height: 60})
	run(app, pressOf("?"))
	for _, word := range []string{
		"BLOCKED", "OVER", "BURST OVER", "BURST AVAIL", "ABOVE AVAIL", "DOWN", "not assigned", "error", "no access", "incomplete",
		"RATIO", "BALLOC", "-unlim", "3/5", "diff<0", "bdiff<0", "state=down", "bratio",
	} {
		requireContains(t, app.View(), word)
	}
	for _, line := range strings.Split(app.View(), "\n") {
		if len([]rune(line)) > 80 {
			t.Errorf("too wide: %q", line)
		}
	}
}

func TestAFindingThatIsLongerThanTheStatusLineIsReadInTheHelp(t *testing.T) {
	var opened []string
	view := newTestGroups(testKit(), provider(), &readings{runs: [][]collect.Snapshot{{snapshot(sample())}}}, &opened)
	app := ui.NewApp(testKit(), view, ui.Options{Now: readAt})
	defer app.Close()
	follow(app, app.Init())
	run(app, tea.WindowSizeMsg{Width: 60, Height: 24})
	end := "trunk groups 4, group 2"
	if strings.Contains(app.View(), end) {
		t.Fatalf("there is room for all of it:\n%s", app.View())
	}
	run(app, pressOf("?"))
	requireContains(t, app.View(), end)
}

func TestBlanksBeforeATextAreNotPainted(t *testing.T) {
	if got := line(taggedKit().Theme, 20, ui.Cell{Text: "  ■ down", Tone: ui.Blocked}); got != "  <blocked>■ down</>" {
		t.Errorf("%q", got)
	}
}
