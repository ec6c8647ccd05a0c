package views

import (
	"math/rand/v2"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/soak"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// roam presses keys that move the cursor, and others between them. What is kept of the rows from one drawing
// to the next has to be as drawn anew, which the second drawing after a message is.
func roam(t *testing.T, app *ui.App, name string, pass func()) {
	t.Helper()
	random := rand.New(rand.NewPCG(1, 2))
	moves := []string{"down", "down", "down", "up", "up", "pgdown", "pgup"}
	others := []string{"/ ctrl+u o enter", "/ esc", "/ esc", ">", "S", "ctrl+w", "ctrl+w right", "r", " "}
	for range soak.Rounds(40, 600) {
		keys := moves[random.IntN(len(moves))]
		if random.IntN(4) == 0 {
			keys = others[random.IntN(len(others))]
		}
		for _, key := range strings.Split(keys, " ") {
			if pass(); key == "" {
				key = " "
			}
			_, cmd := app.Update(viewtest.Key(key))
			if kept, anew := app.View(), app.View(); kept != anew {
				t.Fatalf("%s: after %s is kept\n%s\nand anew\n%s", name, key, kept, anew)
			}
			viewtest.Follow(app, cmd)
			app.View()
		}
	}
}

func TestWhileTheCursorMovesEveryScreenIsAsDrawnAnew(t *testing.T) {
	t.Parallel()
	for name := range screens(viewtest.Kit()) {
		for _, width := range []int{80, 160} {
			synctest.Test(t, func(t *testing.T) {
				kit := viewtest.Kit()
				app := ui.NewApp(kit, screens(kit)[name](), ui.Options{})
				defer app.Close()
				viewtest.Run(app, tea.WindowSizeMsg{Width: width, Height: 24})
				viewtest.Follow(app, app.Init())
				roam(t, app, name, func() {})
			})
		}
	}
}

func TestWhileTheCursorMovesThePlatformIsAsDrawnAnew(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	for _, place := range []struct {
		kind        string
		path        []string
		keys, shows string
	}{
		{"tenants", nil, "", "TENANT ID"},
		{"tenant", []string{"foo"}, "", "Max active calls"},
		{"groups", []string{"foo"}, "", "GROUP ID"},
		{"group", []string{"foo", "ApioEntGrpTest"}, "", "WHEN FULL"},
		{"trunk group", []string{"foo", "ApioEntGrpTest", "APIO_Trunk_Group_Fax"}, "", "further trap every"},
		{"capacity", []string{"foo"}, "z", "Trunk-Antwerp"},
		{"enterprise trunks", []string{"foo"}, "", "FIRST CHOICE"},
		{"routing", []string{"foo", "", "HQ-Inbound"}, "", "routes by priority"},
		{"find", nil, "antwerp", "AB-ANT"},
		{"groups", []string{"foo"}, "W", "WHAT CHANGES"},
		{"routing", []string{"foo", "", "HQ-Inbound"}, "e a", "Add a trunk group"},
	} {
		d.visit(place.kind, place.path...)
		d.keys(strings.Fields(place.keys)...)
		d.shows(place.shows)
		roam(t, d.app, place.kind, func() { d.pass(time.Second) })
	}
}
