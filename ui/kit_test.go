package ui

import (
	"fmt"
	"testing"

	"banyan/internal/soak"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(soak.Tests{M: m}) }

func testKeys() KeyMap {
	bind := func(label, action string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(label, action))
	}
	return KeyMap{
		Up: bind("k", "up", "up", "k"), Down: bind("j", "down", "down", "j"),
		PageUp: bind("pgup", "page up", "pgup", "ctrl+u"), PageDown: bind("pgdn", "page down", "pgdown"),
		Top: bind("g", "first row", "g", "home"), Bottom: bind("G", "last row", "G", "end"),
		Left: bind("left", "columns left", "left"), Right: bind("right", "columns right", "right"),
		Open: bind("enter", "open", "enter"), Back: bind("esc", "back", "esc"), Quit: bind("q", "quit", "q"),
		Interrupt: bind("ctrl+c", "quit at once", "ctrl+c"), Help: bind("?", "help", "?"),
		Filter: bind("/", "filter", "/"), Sort: bind("s", "sort", "s"),
		SortNext: bind(">", "sort by the next column", ">"), SortPrevious: bind("<", "sort by the previous column", "<"),
		SortReverse: bind("S", "reverse the order", "S"), Wide: bind("ctrl+w", "all columns", "ctrl+w"), Columns: bind("C", "choose columns", "C"),
		Refresh: bind("r", "refresh", "r"), Redraw: bind("ctrl+l", "draw again", "ctrl+l"),
		Capacity: bind("c", "capacity", "c"),
		Copy:     bind("y", "copy id", "y"), CopyText: bind("Y", "copy for a ticket", "Y"),
		Export: bind("X", "export", "X"), Mouse: bind("M", "mouse", "M"),
		Suspend: bind("ctrl+z", "suspend", "ctrl+z"),
		Choose:  bind("space", "next choice", " "),
		Fold:    bind("space", "fold", " "), FoldAll: bind("z", "fold all", "z"),
		Accept: bind("enter", "accept", "enter"), Cancel: bind("esc", "cancel", "esc"),
		Yes: bind("y", "yes", "y"), No: bind("n", "no", "n"), Clear: bind("ctrl+u", "clear", "ctrl+u"),
		CaretLeft: bind("left", "left", "left"), CaretRight: bind("right", "right", "right"),
		WordLeft: bind("ctrl+left", "word left", "ctrl+left"), WordRight: bind("ctrl+right", "word right", "ctrl+right"),
		CaretStart: bind("home", "start", "home", "ctrl+a"), CaretEnd: bind("end", "end", "end", "ctrl+e"),
		DeleteBackward: bind("backspace", "delete backwards", "backspace"),
		DeleteForward:  bind("del", "delete forwards", "delete"), DeleteWord: bind("ctrl+w", "delete the word before", "ctrl+w"),
	}
}

func testGlyphs() Glyphs {
	return Glyphs{
		Cursor: "▸", Good: "✓", Over: "▲", Blocked: "■", Notice: "!", Failed: "✗", Unknown: "…",
		SortUp: "↑", SortDown: "↓", Folded: "+", Unfolded: "-", BarFull: "#", BarEmpty: ".", BarOver: "!",
		Frame: Frame{Side: "|", TopLeft: "+", TopRight: "+", BottomLeft: "+", BottomRight: "+", Left: "+", Right: "+", Tee: "+"}, Thumb: "|",
		Dot: "-", To: "->", Changed: "*", Chosen: "*", Unchosen: "o", Less: "<", Greater: ">", Caret: "_", Between: "|", Hidden: "*",
		Rule: "-", Twig: "~", LastTwig: "`", More: "…", PathSep: ">", Spinner: []string{"1", "2", "3", "4"},
	}
}

// plainKit draws text without styles.
func plainKit() Kit { return Kit{Keys: testKeys(), Theme: NewTheme(nil, testGlyphs())} }

// styledKit gives each tone a colour of its own.
func styledKit() Kit {
	look := func(_ Ground, tone Tone) Style {
		if tone == Plain {
			return Style{}
		}
		return Style{begin: fmt.Sprintf("\x1b[38;5;%dm", 100+tone), end: "\x1b[0m"}
	}
	return Kit{Keys: testKeys(), Theme: NewTheme(look, testGlyphs())}
}

// groundedKit gives each tone a colour and each ground another, as a theme of 256 colours does.
func groundedKit() Kit {
	kit := styledKit()
	kit.Theme = NewTheme(func(on Ground, tone Tone) Style {
		begin := ""
		if tone != Plain {
			begin = fmt.Sprintf("\x1b[38;5;%dm", 100+tone)
		}
		if badge := tone >= Blocked && tone <= New; badge {
			begin += fmt.Sprintf("\x1b[48;5;%dm", 200+tone-Blocked)
		} else if on != OnScreen {
			begin += fmt.Sprintf("\x1b[48;5;%dm", 20+on)
		}
		if begin == "" {
			return Style{}
		}
		return Style{begin: begin, end: "\x1b[0m"}
	}, kit.Theme.Glyphs)
	return kit
}

// keyOf returns the message of one key press, by the name it has in bindings.
func keyOf(name string) tea.KeyMsg {
	types := map[string]tea.KeyType{
		"enter": tea.KeyEnter, "esc": tea.KeyEsc, "up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight,
		"pgup": tea.KeyPgUp, "pgdown": tea.KeyPgDown, "home": tea.KeyHome, "end": tea.KeyEnd, "backspace": tea.KeyBackspace,
		"ctrl+c": tea.KeyCtrlC, "ctrl+l": tea.KeyCtrlL, "ctrl+u": tea.KeyCtrlU, "ctrl+w": tea.KeyCtrlW, "ctrl+z": tea.KeyCtrlZ,
		"delete": tea.KeyDelete, "ctrl+left": tea.KeyCtrlLeft, "ctrl+right": tea.KeyCtrlRight, "ctrl+a": tea.KeyCtrlA, "ctrl+e": tea.KeyCtrlE,
		"ctrl+s": tea.KeyCtrlS, "tab": tea.KeyTab, "shift+tab": tea.KeyShiftTab, "ctrl+d": tea.KeyCtrlD, "ctrl+k": tea.KeyCtrlK,
		"ctrl+v": tea.KeyCtrlV, "ctrl+h": tea.KeyCtrlH, "ctrl+n": tea.KeyCtrlN, "ctrl+p": tea.KeyCtrlP, "ctrl+b": tea.KeyCtrlB, "ctrl+f": tea.KeyCtrlF, "ctrl+o": tea.KeyCtrlO,
	}
	if kind, ok := types[name]; ok {
		return tea.KeyMsg{Type: kind}
	}
	if name == " " {
		return tea.KeyMsg{Type: tea.KeySpace, Runes: []rune{' '}}
	}
	return runes(name)
}

// runes returns the message of runes that arrived together.
func runes(text string) tea.KeyMsg { return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text)} }

// paste returns the message of pasted text.
func paste(text string) tea.KeyMsg {
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(text), Paste: true}
}
