package views

import (
	"strings"
	"testing"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/internal/safetext"
	"banyan/ui"
)

// testKeys is a key map like the program's, with a key for every action that the
// screens know.
func testKeys() ui.KeyMap {
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
		Filter: bind("/", "filter", "/"), Sort: bind("s", "sort", "s"),
		SortNext: bind(">", "next column", ">"), SortPrevious: bind("<", "previous column", "<"),
		SortReverse: bind("S", "reverse", "S"), Wide: bind("ctrl+w", "all columns", "ctrl+w"),
		Refresh: bind("r", "refresh", "r"), Redraw: bind("ctrl+l", "draw again", "ctrl+l"),
		Groups: bind("o", "groups", "o"), Capacity: bind("c", "capacity", "c"),
		EnterpriseTrunks: bind("t", "enterprise trunks", "t"),
		Edits:            bind("E", "edits", "E"),
		Hotspots:         bind("H", "hotspots", "H"), Known: bind("k", "known", "k"), Pause: bind("p", "pause", "p"),
		Fold: bind("space", "fold", " "), FoldAll: bind("z", "fold all", "z"),
		Edit: bind("e", "edit", "e"), New: bind("n", "new", "n"), Delete: bind("D", "delete", "D"),
		Save: bind("ctrl+s", "review", "ctrl+s"), Undo: bind("u", "undo", "u"), WhatIf: bind("d", "what if down", "d"),
		Add: bind("a", "add", "a"), Remove: bind("x", "remove", "x"), Park: bind("p", "park", "p"),
		MoveDown: bind("J", "move down", "J"), MoveUp: bind("K", "move up", "K"),
		Equalise: bind("=", "equal", "="), Mode: bind("m", "mode", "m"), Destination: bind("f", "destination", "f"),
		NextField: bind("tab", "next field", "tab"), PreviousField: bind("shift+tab", "previous field", "shift+tab"),
		Choose: bind("space", "next choice", " "),
		Accept: bind("enter", "accept", "enter"), Cancel: bind("esc", "cancel", "esc"),
		Yes: bind("y", "yes", "y"), No: bind("n", "no", "n"), Clear: bind("ctrl+u", "clear", "ctrl+u"),
		CaretLeft: bind("left", "left", "left"), CaretRight: bind("right", "right", "right"),
		WordLeft: bind("ctrl+left", "word left", "ctrl+left"), WordRight: bind("ctrl+right", "word right", "ctrl+right"),
		CaretStart: bind("home", "start", "home", "ctrl+a"), CaretEnd: bind("end", "end", "end", "ctrl+e"),
		DeleteForward: bind("del", "delete forwards", "delete"), DeleteWord: bind("ctrl+w", "delete the word before", "ctrl+w"),
	}
}

// testKit draws every tone as plain text: what a picture shows, it shows without
// colour.
func testKit() ui.Kit {
	return ui.Kit{Keys: testKeys(), Theme: ui.NewTheme(nil, ui.Glyphs{
		Cursor: "▸", Good: "✓", Over: "▲", Blocked: "■", Notice: "!", Failed: "✗", Unknown: "…",
		SortUp: "↑", SortDown: "↓", Folded: "▸", Unfolded: "▾",
		BarFull: "█", BarEmpty: "░", BarOver: "▓", Rule: "─", More: "…", PathSep: ">", Spinner: []string{"|"},
	})}
}

// taggedKit names each tone around its text, to see what is told by tone.
func taggedKit() ui.Kit {
	kit := testKit()
	tag := func(name string) ui.Style {
		return ui.NewStyle(func(s ...string) string { return "<" + name + ">" + strings.Join(s, " ") + "</>" })
	}
	kit.Theme = ui.NewTheme(map[ui.Tone]ui.Style{ui.Over: tag("over"), ui.Failed: tag("failed"), ui.Unknown: tag("unknown"), ui.Blocked: tag("blocked"), ui.Notice: tag("notice")}, kit.Theme.Glyphs)
	return kit
}

// press makes the message of a key.
func pressOf(name string) tea.KeyMsg {
	special := map[string]tea.KeyType{
		"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "enter": tea.KeyEnter, "esc": tea.KeyEsc,
		"ctrl+w": tea.KeyCtrlW, "ctrl+u": tea.KeyCtrlU, "ctrl+c": tea.KeyCtrlC, "ctrl+l": tea.KeyCtrlL, "ctrl+s": tea.KeyCtrlS, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "backspace": tea.KeyBackspace, " ": tea.KeySpace,
	}
	if kind, ok := special[name]; ok {
		msg := tea.KeyMsg{Type: kind}
		if kind == tea.KeySpace {
			msg.Runes = []rune{' '}
		}
		return msg
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}

// pump runs a command and everything that follows from it, one message after the
// other, and returns the messages that were not a view's to take.
func pump(view ui.View, cmd tea.Cmd) []tea.Msg {
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
			queue = append(queue, view.Update(msg))
		}
	}
	return left
}

// shown starts a view in a room and pumps until it is at rest.
func shown(view ui.View, width, height int) {
	view.SetSize(width, height-4)
	pump(view, view.Init())
}

// type presses keys one after the other.
func press(view ui.View, keys ...string) []tea.Msg {
	var left []tea.Msg
	for _, name := range keys {
		left = append(left, pump(view, view.Update(pressOf(name)))...)
	}
	return left
}

// typed presses one key for each letter.
func typed(view ui.View, text string) {
	for _, letter := range text {
		press(view, string(letter))
	}
}

// picture is the body of a view with what it tells the shell below.
func picture(view ui.View) string {
	told := ui.Info{}
	if informer, ok := view.(ui.Informer); ok {
		told = informer.Info()
	}
	var keys []string
	for _, binding := range view.ShortHelp() {
		keys = append(keys, binding.Help().Key+" "+binding.Help().Desc)
	}
	return view.View() + "\n\n-- title: " + safetext.Cell(view.Title()) + "\n-- summary: " + told.Summary +
		"\n-- partly: " + told.Partly + "\n-- status: " + safetext.Cell(told.Status) + "\n-- keys: " + strings.Join(keys, "  ") + "\n"
}

// requirePictures compares a view with its pictures at both sizes.
func requirePictures(t *testing.T, view ui.View) {
	t.Helper()
	for _, size := range []struct {
		name          string
		width, height int
	}{{"80x24", 80, 24}, {"120x40", 120, 40}} {
		t.Run(size.name, func(t *testing.T) {
			view.SetSize(size.width, size.height-4)
			requireFits(t, view, size.width, size.height-4)
			golden.RequireEqual(t, picture(view))
		})
	}
}

// requireFits checks that a view keeps to its room.
func requireFits(t *testing.T, view ui.View, width, height int) {
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

func requireContains(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("lacks %q:\n%s", want, text)
		}
	}
}
