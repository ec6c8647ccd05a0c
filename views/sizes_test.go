package views

import (
	"fmt"
	"reflect"
	"strings"
	"testing"
	"unsafe"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/safetext"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// requireFilled draws a shell at the sizes that terminals have, the odd ones included:
// always as many lines as there are, and none that would wrap.
func requireFilled(t *testing.T, app *ui.App) {
	t.Helper()
	for _, size := range [][2]int{{60, 16}, {80, 24}, {132, 43}, {300, 80}, {61, 200}, {500, 16}, {59, 16}, {60, 15}, {10, 3}, {1, 1}, {80, 24}} {
		width, height := size[0], size[1]
		viewtest.Run(app, tea.WindowSizeMsg{Width: width, Height: height})
		if width >= 60 && height >= 16 {
			viewtest.RequireFits(t, topOf(app), width, height-4) // the shell would cut it
		}
		lines := strings.Split(app.View(), "\n")
		if len(lines) != height {
			t.Errorf("%d lines at %dx%d", len(lines), width, height)
		}
		for _, line := range lines {
			if got := safetext.Width(line); got > width {
				t.Errorf("a line of %d cells at %dx%d: %q", got, width, height, line)
			}
		}
	}
}

// topOf returns the view that a shell draws, which it tells nobody.
func topOf(app *ui.App) ui.View {
	field := reflect.ValueOf(app).Elem().FieldByName("stack")
	stack := *(*[]ui.View)(unsafe.Pointer(field.UnsafeAddr())) //nolint:gosec // for a look at an unexported field
	return stack[len(stack)-1]
}

func TestEveryScreenFillsTheTerminal(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, _ string, open func() ui.View) {
		for _, keys := range []string{"", "down", "ctrl+w", "/", "/ n o n e", "s", "?", "k"} {
			app := ui.NewApp(viewtest.Kit(), open(), ui.Options{Explain: apiclient.Explain})
			viewtest.Follow(app, app.Init())
			requireFilled(t, app)
			for _, key := range strings.Fields(keys) {
				viewtest.Run(app, viewtest.Key(key))
			}
			requireFilled(t, app)
			app.Close()
		}
	})
}

// What a form goes through: typing, what it asks, what it says of the save.
func TestEveryFormFillsTheTerminal(t *testing.T) {
	t.Parallel()
	for _, keys := range []string{
		"e", "e a", "e p =", "e x x", "e x x ctrl+s", "e m ctrl+s", "e f", "e ?", "e = esc", "e = ctrl+s", "e = ctrl+s y", "e = ctrl+s y esc", "d", "d d",
	} {
		t.Run("routing: "+keys, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, limited(viewtest.HQTrunk()))
			for _, key := range strings.Fields(keys) {
				s.keys(key)
				requireFilled(t, s.app)
			}
		})
	}
	for _, keys := range []string{"D", "n", "n a b enter a enter ctrl+s"} {
		t.Run("enterprise trunks: "+keys, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, viewtest.HQTrunk())
			s.open(s.routes.enterpriseTrunks(viewtest.Enterprise()))
			for _, key := range strings.Fields(keys) {
				s.keys(key)
				requireFilled(t, s.app)
			}
		})
	}
}

// Every place of the simulated platform, down to the hostile names, and the forms there.
func TestEveryPlaceFillsTheTerminal(t *testing.T) {
	t.Parallel()
	places := [][]string{
		{"enter", "?", "esc", "enter", "enter", "enter", "t"},
		{"c", "z", "e", "ctrl+u", "1", "ctrl+s"},
		{"enter", "enter", "e", "ctrl+u", "7", "ctrl+s", "y"},
		{"t", "enter", "e", "a"},
	}
	for _, tenant := range []string{"Foo Industries", "zz-interop-lab", "Yamato-EU"} {
		for i, keys := range places {
			t.Run(fmt.Sprintf("%s %d", tenant, i), func(t *testing.T) {
				t.Parallel()
				d := newDesk(t, true)
				d.keys("/", tenant, "enter")
				d.shows("1/")
				for _, key := range keys {
					d.keys(key)
					requireFilled(t, d.app)
				}
			})
		}
	}
	t.Run("edits", func(t *testing.T) {
		d := raised(t)
		for _, key := range []string{"enter", "esc", "u", "y"} {
			d.keys(key)
			requireFilled(t, d.app)
		}
	})
}
