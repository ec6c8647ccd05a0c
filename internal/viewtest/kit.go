// Package viewtest is what the tests of the screens share: a kit that draws plain text, an API
// and collections whose answers a test sets, a small platform, and what drives a view without
// a terminal. It imports no room of views, so that their own tests can import it.
package viewtest

import (
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"banyan/internal/safetext"
	"banyan/ui"
)

// Follow runs a command of the shell's and everything that follows from it.
func Follow(app *ui.App, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			Follow(app, cmd)
		}
	default:
		Run(app, msg)
	}
}

// App is a shell over a view, started in a room and closed at the end of the test.
func App(t *testing.T, view ui.View, opts ui.Options, width, height int) *ui.App {
	t.Helper()
	app := ui.NewApp(Kit(), view, opts)
	t.Cleanup(app.Close)
	Follow(app, app.Init())
	Run(app, tea.WindowSizeMsg{Width: width, Height: height})
	return app
}

// Run feeds the shell a message and everything that follows from it. Commands of
// the shell's own timers never end and are left alone.
func Run(app *ui.App, msgs ...tea.Msg) {
	for _, msg := range msgs {
		_, cmd := app.Update(msg)
		Follow(app, cmd)
	}
}

// TaggedKit names each tone around its text, to see what the tone alone shows.
func TaggedKit() ui.Kit {
	kit := Kit()
	names := map[ui.Tone]string{ui.Over: "over", ui.Failed: "failed", ui.Unknown: "unknown", ui.Blocked: "blocked", ui.Notice: "notice"}
	kit.Theme = ui.NewTheme(func(_ ui.Ground, tone ui.Tone) ui.Style {
		return ui.NewStyle(func(s ...string) string {
			if name := names[tone]; name != "" {
				return "<" + name + ">" + strings.Join(s, " ") + "</>"
			}
			return strings.Join(s, " ")
		})
	}, kit.Theme.Glyphs)
	return kit
}

// Kit draws every tone as plain text: what a picture shows, it shows without
// colour.
func Kit() ui.Kit {
	return ui.Kit{Turn: new(ui.Turn), Keys: Keys(), Theme: ui.NewTheme(nil, ui.Glyphs{
		Cursor: "▸", Good: "✓", Over: "▲", Blocked: "■", Notice: "!", Failed: "✗", Unknown: "…",
		SortUp: "↑", SortDown: "↓", Folded: "▸", Unfolded: "▾",
		BarFull: "█", BarNear: "▒", BarEmpty: "░", BarOver: "▓", Down: "▒", Rule: "─", Twig: "╴", LastTwig: "└", Thumb: "┃", More: "…", PathSep: ">", Spinner: []string{"|"},
		Spark: []string{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"}, Full: "◆", Dot: "·", To: "→", Changed: "∙", Less: "‹", Greater: "›", Caret: "▏", Hidden: "•", AtLeast: "≥", AtMost: "≤", Infinite: "∞", Chosen: "●", Unchosen: "○",
		Frame: ui.Frame{Side: "│", TopLeft: "╭", TopRight: "╮", BottomLeft: "╰", BottomRight: "╯", Left: "├", Right: "┤", Tee: "┬"},
	})}
}

// Show starts a view in a room and pumps until it is at rest.
func Show(view ui.View, width, height int) {
	view.SetSize(width, height-4)
	Pump(view, view.Init())
}

// Shown is a view that was started in a usual room.
func Shown[V ui.View](view V) V {
	Show(view, 80, 24)
	return view
}

// Type presses one key for each letter.
func Type(view ui.View, text string) {
	for _, letter := range text {
		Press(view, string(letter))
	}
}

// Press presses keys one after the other.
func Press(view ui.View, keys ...string) []tea.Msg {
	var left []tea.Msg
	for _, name := range keys {
		left = append(left, Pump(view, view.Update(Key(name)))...)
	}
	return left
}

// Pump runs a command and everything that follows from it, one message after the
// other, and returns the messages that were not a view's to take.
func Pump(view ui.View, cmd tea.Cmd) []tea.Msg {
	var left []tea.Msg
	for queue := []tea.Cmd{cmd}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == nil {
			continue
		}
		switch msg := queue[0]().(type) {
		case nil:
		case tea.BatchMsg:
			queue = append(queue, msg...)
		default:
			left = append(left, msg)
			queue = append(queue, view.Update(msg), follow(view))
		}
	}
	return left
}

// follow has a view read what came into view.
func follow(view ui.View) tea.Cmd {
	if follower, ok := view.(ui.Follower); ok {
		return follower.Follow()
	}
	return nil
}

// Key makes the message of a key.
func Key(name string) tea.KeyMsg {
	special := map[string]tea.KeyType{
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "enter": tea.KeyEnter, "esc": tea.KeyEsc,
		"ctrl+w": tea.KeyCtrlW, "ctrl+u": tea.KeyCtrlU, "ctrl+c": tea.KeyCtrlC, "ctrl+l": tea.KeyCtrlL, "ctrl+s": tea.KeyCtrlS, "ctrl+e": tea.KeyCtrlE, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "backspace": tea.KeyBackspace, "f5": tea.KeyF5, " ": tea.KeySpace,
	}
	kind, ok := special[name]
	switch {
	case !ok:
		return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
	case kind == tea.KeySpace:
		return tea.KeyMsg{Type: kind, Runes: []rune{' '}}
	}
	return tea.KeyMsg{Type: kind}
}

// RequirePictures compares a view with its pictures at both sizes.
func RequirePictures(t *testing.T, view ui.View) {
	t.Helper()
	for _, size := range []struct {
		name          string
		width, height int
	}{{"80x24", 80, 24}, {"120x40", 120, 40}} {
		t.Run(size.name, func(t *testing.T) {
			view.SetSize(size.width, size.height-4)
			RequireFits(t, view, size.width, size.height-4)
			golden.RequireEqual(t, Picture(view))
		})
	}
}

// RequireFits checks that a view keeps to its room.
func RequireFits(t *testing.T, view ui.View, width, height int) {
	t.Helper()
	lines := strings.Split(view.View(), "\n")
	if len(lines) > height {
		t.Errorf("%d lines at %dx%d", len(lines), width, height)
	}
	for _, line := range lines {
		if got := safetext.Width(line); got > width {
			t.Errorf("line of %d cells at %dx%d: %q", got, width, height, line)
		}
	}
}

// Picture is the body of a view with what it tells the shell below.
func Picture(view ui.View) string {
	info := ui.Info{}
	if informer, ok := view.(ui.Informer); ok {
		info = informer.Info()
	}
	var keys []string
	for _, binding := range view.ShortHelp() {
		keys = append(keys, binding.Help().Key+" "+binding.Help().Desc)
	}
	return view.View() + "\n\n-- title: " + safetext.Cell(view.Title()) + "\n-- summary: " + info.Summary.Whole() +
		"\n-- partly: " + info.Partly + "\n-- status: " + safetext.Cell(StatusOf(info)) + "\n-- keys: " + strings.Join(keys, "  ") + "\n"
}

// StatusOf is what a view has for the status line, all of it.
func StatusOf(info ui.Info) string {
	text := info.Status.Whole()
	for _, more := range info.Also {
		text += "    " + more.Whole()
	}
	return text
}

// TextOf is what a view says, in its body and in its dialog, with single blanks.
func TextOf(view ui.View) string {
	parts := []string{view.View()}
	add := func(cells []ui.Cell) {
		text := ""
		for _, cell := range cells {
			text += safetext.Cell(cell.Whole())
		}
		parts = append(parts, text)
	}
	if boxed, ok := view.(ui.Boxed); ok && boxed.Box() != nil {
		box := boxed.Box()
		add(box.Title)
		parts = append(parts, box.Strip.Word+" "+box.Strip.Text)
		for _, line := range box.Lines {
			add(line)
		}
		add(box.State)
	}
	return strings.Join(strings.Fields(strings.Join(parts, " ")), " ")
}

// RequireDialog compares the dialog of a view, over an empty screen, with its pictures.
func RequireDialog(t *testing.T, kit ui.Kit, view ui.View) {
	t.Helper()
	for _, size := range []struct{ width, height int }{{80, 24}, {120, 36}, {160, 44}} {
		t.Run(fmt.Sprintf("%dx%d", size.width, size.height), func(t *testing.T) {
			app := ui.NewApp(kit, view, ui.Options{Header: ui.Header{Product: "banyan", Place: "prod-be", Label: "PROD"}})
			app.Update(tea.WindowSizeMsg{Width: size.width, Height: size.height})
			golden.RequireEqual(t, app.View()+"\n")
		})
	}
}

// RequireASCII draws a view in little room, and fails where it is more than plain ASCII.
func RequireASCII(t *testing.T, view ui.View) {
	t.Helper()
	Show(view, 60, 24)
	info := view.(ui.Informer).Info()
	for _, text := range []string{view.View(), info.Status.Whole(), info.Summary.Whole(), info.Partly} {
		if i := strings.IndexFunc(text, func(r rune) bool { return r > '~' }); i >= 0 {
			t.Errorf("%q is not ASCII in\n%s", text[i:], text)
		}
	}
}

// RequireEqual fails where something is not what is wanted; nothing is equal to none.
func RequireEqual[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// RequireContains checks that a text has all parts in it.
func RequireContains(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
}

// ASCIIKit draws with the signs of a terminal that has nothing else.
func ASCIIKit() ui.Kit {
	return ui.Kit{Keys: Keys(), Theme: ui.NewTheme(nil, ui.Glyphs{
		Cursor: ">", Over: "^", Blocked: "X", Notice: "!", Failed: "x", Unknown: "?", SortUp: "^", SortDown: "v",
		Folded: "+", Unfolded: "-", BarFull: "#", BarNear: "=", BarEmpty: ".", BarOver: "!", Down: "x", Rule: "-", Twig: "-", LastTwig: "`", Thumb: "|", More: "~", PathSep: ">", Spinner: []string{"|"},
		Spark: []string{"_", ".", ":", "-", "=", "+", "*", "#"}, Full: "%", Dot: "-", To: "->", Changed: "*", Less: "<", Greater: ">", Caret: "_", Hidden: "*", AtLeast: ">=", AtMost: "<=", Infinite: "-", Chosen: "*", Unchosen: "o",
		Frame: ui.Frame{Side: "|", TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+", Left: "+", Right: "+", Tee: "+"},
	})}
}

// Keys is a key map like the program's, with a key for every action that the
// screens know.
func Keys() ui.KeyMap {
	bind := func(label, action string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, action))
	}
	return ui.KeyMap{
		Up: bind("up", "up", "up", "k"), Down: bind("down", "down", "down", "j"),
		PageUp: bind("pgup", "page up", "pgup"), PageDown: bind("pgdn", "page down", "pgdown"),
		Top: bind("g", "first row", "g"), Bottom: bind("G", "last row", "G"),
		Left: bind("left", "columns left", "left"), Right: bind("right", "columns right", "right"),
		Open: bind("enter", "open", "enter"), Back: bind("esc", "back", "esc"),
		Quit: bind("q", "quit", "q"), Interrupt: bind("ctrl+c", "quit", "ctrl+c"), Help: bind("?", "help", "?"),
		Palette: bind(":", "commands", ":"), Pin: bind("b", "pin", "b"), Nth: bind("1-9", "open a place", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		Backward: bind("[", "back", "["), Forward: bind("]", "forward", "]"), Last: bind("-", "last place", "-"), Above: bind("backspace", "level above", "backspace"),
		Filter: bind("/", "filter", "/"), Sort: bind("s", "sort", "s"),
		SortNext: bind(">", "next column", ">"), SortPrevious: bind("<", "previous column", "<"),
		SortReverse: bind("S", "reverse", "S"), Wide: bind("ctrl+w", "all columns", "ctrl+w"), Columns: bind("C", "choose columns", "C"), Preview: bind("v", "preview", "v"),
		Refresh: bind("r", "refresh", "r", "f5"), Redraw: bind("ctrl+l", "draw again", "ctrl+l"),
		CopyText: bind("Y", "copy for a ticket", "Y"),
		Groups:   bind("o", "groups", "o"), Capacity: bind("c", "capacity", "c"),
		EnterpriseTrunks: bind("t", "enterprise trunks", "t"),
		Edits:            bind("E", "edits", "E"),
		Find:             bind("f", "find", "f"), Activity: bind("A", "activity", "A"), Changes: bind("T", "changes", "T"),
		Hotspots: bind("H", "hotspots", "H"), Known: bind("K", "known", "K"), Pause: bind("p", "pause", "p"),
		ReadAll: bind("R", "read all", "R"), Slower: bind("<", "slower", "<"), Faster: bind(">", "faster", ">"),
		Fold: bind("space", "fold", " "), FoldAll: bind("z", "fold all", "z"),
		Edit: bind("e", "edit", "e"), EditPlace: bind("ctrl+e", "edit the place", "ctrl+e"), New: bind("n", "new", "n"), Delete: bind("D", "delete", "D"),
		Save: bind("ctrl+s", "review", "ctrl+s"), Undo: bind("u", "undo", "u"), WhatIf: bind("d", "what if down", "d"),
		TakeOut: bind("W", "take out of service", "W"), Migrate: bind("m", "migrate", "m"), EditAll: bind("m", "the same edit on all", "m"),
		Stop: bind("p", "stop after this one", "p"), GoOn: bind("r", "go on", "r"),
		Add: bind("a", "add", "a"), Remove: bind("x", "remove", "x"), Park: bind("p", "park", "p"),
		MoveDown: bind("J", "move down", "J"), MoveUp: bind("K", "move up", "K"),
		Equalise: bind("=", "equal", "="), Mode: bind("m", "mode", "m"), Destination: bind("f", "destination", "f"),
		NextField: bind("tab", "next field", "tab"), PreviousField: bind("shift+tab", "previous field", "shift+tab"),
		Choose: bind("space", "next choice", " "), ChooseAll: bind("*", "choose all", "*"),
		Accept: bind("enter", "accept", "enter"), Cancel: bind("esc", "cancel", "esc"),
		Yes: bind("y", "yes", "y"), No: bind("n", "no", "n"), Clear: bind("ctrl+u", "clear", "ctrl+u"),
		CaretLeft: bind("left", "left", "left"), CaretRight: bind("right", "right", "right"),
		WordLeft: bind("ctrl+left", "word left", "ctrl+left"), WordRight: bind("ctrl+right", "word right", "ctrl+right"),
		CaretStart: bind("home", "start", "home", "ctrl+a"), CaretEnd: bind("end", "end", "end", "ctrl+e"),
		DeleteBackward: bind("backspace", "delete backwards", "backspace"),
		DeleteForward:  bind("del", "delete forwards", "delete"), DeleteWord: bind("ctrl+w", "delete the word before", "ctrl+w"),
	}
}

// RequireShort checks that lines for a ticket end with how many more there are.
func RequireShort(t *testing.T, lines []string) {
	t.Helper()
	if len(lines) > 20 || !strings.HasPrefix(lines[len(lines)-1], "and ") {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

// CursorLine returns the line of a view's body with the cursor.
func CursorLine(view ui.View) int {
	for i, line := range strings.Split(view.View(), "\n") {
		if strings.HasPrefix(line, " ▸ ") {
			return i
		}
	}
	return -1
}
