package views

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unsafe"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/safetext"
	"banyan/internal/soak"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// requireFilled lets a storm of sizes pass over a shell: of the classes that terminals come in
// those whose turn it is, and some at random, from 1x1 on. It always draws as many lines as there are and none that would
// wrap, says so where there is no room, and in the end shows what it showed before.
func requireFilled(t *testing.T, app *ui.App, turn int) {
	t.Helper()
	homes := [][2]int{{160, 44}, {80, 24}}
	sizes := [][2]int{{300, 90}, {60, 16}, {120, 36}, {140, 30}, {61, 200}, {500, 16}, {59, 16}, {60, 15}, {10, 3}, {1, 1}}
	before := make(map[[2]int]string)
	for _, size := range homes {
		resize(app, size)
		before[size] = app.View()
	}
	random := rand.New(rand.NewPCG(uint64(len(before[homes[0]])), 7))
	first, some := 3*turn%len(sizes), soak.Rounds(3, len(sizes))
	sizes = slices.Concat(sizes[first:], sizes[:first])[:some]
	for range soak.Rounds(1, 12) {
		sizes = append(sizes, [2]int{1 + random.IntN(300), 1 + random.IntN(90)})
	}
	for _, size := range slices.Concat(sizes, homes) {
		resize(app, size)
		if was, is := before[size], requireRoom(t, app, size[0], size[1]); was != "" && was != is {
			t.Errorf("after other sizes it is not what it was at %dx%d:\n%s\nit was\n%s", size[0], size[1], is, was)
		}
	}
}

func resize(app *ui.App, size [2]int) {
	viewtest.Run(app, tea.WindowSizeMsg{Width: size[0], Height: size[1]})
}

// requireRoom checks that a shell keeps to the room that a terminal has, and returns its screen.
func requireRoom(t *testing.T, app *ui.App, width, height int) string {
	t.Helper()
	isSmall := width < 60 || height < 16
	if !isSmall {
		viewtest.RequireFits(t, topOf(app), width, height-4) // the shell would cut it
	}
	screen := app.View()
	if says := fmt.Sprintf("%dx%d is too small", width, height); isSmall != strings.Contains(screen, says) && width >= len(says) {
		t.Errorf("%dx%d is not judged right:\n%s", width, height, screen)
	}
	lines := strings.Split(screen, "\n")
	if len(lines) != height {
		t.Errorf("%d lines at %dx%d", len(lines), width, height)
	}
	for _, line := range lines {
		if got := safetext.Width(line); got > width {
			t.Errorf("a line of %d cells at %dx%d: %q", got, width, height, line)
		}
	}
	return screen
}

// topOf returns the view that a shell draws, which it tells nobody.
func topOf(app *ui.App) ui.View {
	field := reflect.ValueOf(app).Elem().FieldByName("stack")
	stack := *(*[]ui.View)(unsafe.Pointer(field.UnsafeAddr())) //nolint:gosec // for a look at an unexported field
	return stack[len(stack)-1]
}

// requireKeys looks for what saves, goes to the next field of a form, chooses among rows and helps
// in the key line of the narrowest terminal, where the screen on top has it.
func requireKeys(t *testing.T, app *ui.App) {
	t.Helper()
	viewtest.Run(app, tea.WindowSizeMsg{Width: 60, Height: 16})
	lines := strings.Split(app.View(), "\n")
	line, k := lines[len(lines)-1], viewtest.Kit().Keys
	wanted := []key.Binding{k.Help}
	stay, short := []key.Binding{k.Save, k.Filter}, topOf(app).ShortHelp()
	has := func(among []key.Binding, binding key.Binding) bool {
		return slices.ContainsFunc(among, func(b key.Binding) bool { return slices.Equal(b.Keys(), binding.Keys()) })
	}
	if has(short, k.Save) {
		stay = append(stay, k.NextField)
	}
	for _, binding := range short {
		if has(stay, binding) {
			wanted = append(wanted, binding)
		}
	}
	for _, binding := range wanted {
		if label := binding.Help().Key; binding.Enabled() && !strings.Contains(line+" ", " "+label+" ") {
			t.Errorf("no %q in %q", label, line)
		}
	}
}

func TestTheKeyLineKeepsWhatSavesChoosesAndHelps(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, _ string, open func() ui.View) {
		app := ui.NewApp(viewtest.Kit(), open(), ui.Options{Explain: apiclient.Explain})
		defer app.Close()
		viewtest.Follow(app, app.Init())
		requireKeys(t, app)
	})
	for _, keys := range []string{"e", "e a esc", "e p", "e m", "e x x", "d"} {
		t.Run("routing: "+keys, func(t *testing.T) {
			s := newSession(t, limited(viewtest.HQTrunk()))
			s.keys(strings.Fields(keys)...)
			requireKeys(t, s.app)
		})
	}
	for _, keys := range []string{"c e", "c a", "enter enter e"} {
		t.Run("limits: "+keys, func(t *testing.T) {
			d := newDesk(t, true)
			d.keys("/", "Foo Industries", "enter")
			d.shows("1/")
			d.keys(strings.Fields(keys)...)
			requireKeys(t, d.app)
		})
	}
}

func TestEveryScreenFillsTheTerminal(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, name string, open func() ui.View) {
		walks := []string{"", "down", "ctrl+w", "/", "/ n o n e", "s", "?", "Y", "Y space", "X", "v down"}
		if name == "hotspots" {
			walks = append(walks, "down K", "down K enter", "down K w h y")
		}
		for i, keys := range walks {
			app := ui.NewApp(viewtest.Kit(), open(), ui.Options{Explain: apiclient.Explain})
			viewtest.Follow(app, app.Init())
			for _, key := range strings.Fields(keys) {
				viewtest.Run(app, viewtest.Key(key))
			}
			requireFilled(t, app, i)
			app.Close()
		}
	})
}

// Where the help does not fit, it says so, on a terminal of 80 by 24 as well.
func TestTheHelpSaysWhatIsBelow(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, _ string, open func() ui.View) {
		app := ui.NewApp(viewtest.Kit(), open(), ui.Options{Explain: apiclient.Explain})
		defer app.Close()
		viewtest.Follow(app, app.Init())
		viewtest.Run(app, viewtest.Key("?"))
		words := func(height int) (n int) {
			resize(app, [2]int{80, height})
			for line := range strings.Lines(app.View()) {
				if in := strings.Split(line, "│"); len(in) > 2 {
					n += len(strings.Fields(in[1]))
				}
			}
			return n
		}
		if whole := words(200); words(24) < whole && !strings.Contains(app.View(), " more lines below") {
			t.Errorf("it is cut and does not say so:\n%s", app.View())
		}
	})
}

// At 120 by 36 the help shows what the pictures mean beside its keys, without a key more.
func TestTheHelpShowsWhatThePicturesMeanAtOnce(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	explains := func(place string) {
		t.Helper()
		resize(d.app, [2]int{120, 36})
		d.keys("?")
		for _, text := range []string{"what the pictures mean", "given out, and what is left", "beyond the limit: ▲ OVER", "so far: not all was read", "changed since the last reading"} {
			if !strings.Contains(d.screen(), text) {
				t.Errorf("%s: %q is not on screen:\n%s", place, text, d.screen())
			}
		}
		d.keys("esc")
	}
	explains("the tenants")
	d.keys("/", "Foo Industries", "enter", "enter")
	explains("the groups")
	d.keys("c")
	d.shows("groups > capacity")
	explains("the capacity")
}

// The bars of the trunk groups are of two kinds, and none is a limit compared with what was given out.
func TestTheHelpOfTheTrunkGroupsTellsTheirPictures(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	resize(d.app, [2]int{120, 40})
	d.keys("/", "Foo Industries", "enter", "enter", "enter", "?")
	d.shows("the part of the group's calls that it was given", "the same where 90 % or more of these is given out", "beyond the group's limit: ▲ OVER", "of its own calls, those in use now")
}

// What a form goes through: typing, what it asks, what it says of the save.
func TestEveryFormFillsTheTerminal(t *testing.T) {
	t.Parallel()
	for turn, keys := range []string{
		"e", "e a", "e p =", "e x x", "e x x ctrl+s", "e m ctrl+s", "e f", "e ?", "e = esc", "e = ctrl+s", "e = ctrl+s y", "e = ctrl+s y esc", "d", "d d", "e = ctrl+c", "e x x ctrl+s HQ-Inbound", "e ctrl+u 9 9 9", "e = esc y e x",
	} {
		t.Run("routing: "+keys, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, limited(viewtest.HQTrunk()))
			for i, key := range strings.Fields(keys) {
				s.keys(key)
				requireFilled(t, s.app, turn+i)
			}
		})
	}
	for turn, keys := range []string{"D", "n", "n a b enter a enter ctrl+s"} {
		t.Run("enterprise trunks: "+keys, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, viewtest.HQTrunk())
			s.open(s.routes.enterpriseTrunks(viewtest.Enterprise()))
			for i, key := range strings.Fields(keys) {
				s.keys(key)
				requireFilled(t, s.app, turn+i)
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
		{"o", "enter", "a", "ctrl+u", "1", "ctrl+s", "y"},
		{"o", "enter", "enter", "e", "pgdown", "pgdown", " ", " ", "tab", " ", "down"},
	}
	for _, tenant := range []string{"Foo Industries", "zz-interop-lab", "Yamato-EU"} {
		for i, keys := range places {
			t.Run(fmt.Sprintf("%s %d", tenant, i), func(t *testing.T) {
				t.Parallel()
				d := newDesk(t, true)
				d.keys("/", tenant, "enter")
				d.shows("1/")
				for turn, key := range keys {
					d.keys(key)
					requireFilled(t, d.app, i+turn)
				}
			})
		}
	}
	t.Run("edits", func(t *testing.T) {
		d := raised(t)
		for turn, key := range []string{"enter", "esc", "u", "y"} {
			d.keys(key)
			requireFilled(t, d.app, turn)
		}
	})
}
