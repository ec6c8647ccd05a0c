package browse

import (
	"strings"
	"testing"

	"banyan/internal/viewtest"
	"banyan/ui"
)

// The help tells every word that a mark can be, every column's name in conditions, and
// the whole of a finding that the status line has no room for.
func TestTheHelpExplainsMarksWordsAndConditions(t *testing.T) {
	view := newTestBreakdown(viewtest.Kit(), viewtest.Reads(viewtest.Snapshot(viewtest.Sample())), nil)
	app := viewtest.App(t, view, ui.Options{Now: viewtest.ReadAt}, 80, 85)
	viewtest.Run(app, viewtest.Key("?"))
	viewtest.RequireContains(t, app.View(),
		"BLOCKED", "OVER", "BURST OVER", "BURST AVAIL", "ABOVE AVAIL", "DOWN", "not assigned", "not read", "no access", "incomplete",
		"RATIO", "BALLOC", "-unlim", "3/5", "diff<0", "bdiff<0", "state=down", "bratio")
	for _, line := range strings.Split(app.View(), "\n") {
		if len([]rune(line)) > 80 {
			t.Errorf("too wide: %q", line)
		}
	}
}

func TestAFindingThatIsLongerThanTheStatusLineIsReadInTheHelp(t *testing.T) {
	view := newTestGroups(viewtest.Kit(), viewtest.Provider(), viewtest.Reads(viewtest.Snapshot(viewtest.Sample())), nil)
	app := viewtest.App(t, view, ui.Options{Now: viewtest.ReadAt}, 60, 24)
	end := "trunk groups 4, group 2"
	if strings.Contains(app.View(), end) {
		t.Fatalf("there is room for all of it:\n%s", app.View())
	}
	viewtest.Run(app, viewtest.Key("?"))
	viewtest.RequireContains(t, app.View(), end)
}
