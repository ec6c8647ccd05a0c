package main

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"

	"banyan/ui"
)

// newKeyMap returns every key of the explorer, one line a binding; with ascii, the
// arrows are written as words. Alt is never used: over a slow link its bytes may
// arrive apart and read as escape.
func newKeyMap(ascii bool) ui.KeyMap {
	arrows := strings.NewReplacer()
	if ascii {
		arrows = strings.NewReplacer("↑", "up", "↓", "down", "←", "left", "→", "right")
	}
	bind := func(label, action string, keys ...string) key.Binding {
		return key.NewBinding(key.WithKeys(keys...), key.WithHelp(arrows.Replace(label), action))
	}
	return ui.KeyMap{
		Up:       bind("↑/k", "up", "up", "k"),
		Down:     bind("↓/j", "down", "down", "j"),
		PageUp:   bind("pgup/ctrl+u", "page up", "pgup", "ctrl+u", "ctrl+b"),
		PageDown: bind("pgdn/ctrl+d", "page down", "pgdown", "ctrl+d", "ctrl+f"),
		Top:      bind("g/home", "first row", "g", "home"),
		Bottom:   bind("G/end", "last row", "G", "end"),
		Left:     bind("←/h", "columns left", "left", "h"),
		Right:    bind("→/l", "columns right", "right", "l"),

		Open:      bind("enter", "open", "enter"),
		Back:      bind("esc", "back", "esc"),
		Quit:      bind("q", "quit", "q", "f10"),
		Interrupt: bind("ctrl+c", "quit", "ctrl+c"),
		Help:      bind("?", "help", "?", "f1"),

		Filter:       bind("/", "filter", "/", "f7"),
		Sort:         bind("s", "sort", "s"),
		SortNext:     bind(">", "sort by the next column", ">", "shift+right"),
		SortPrevious: bind("<", "sort by the column before", "<", "shift+left"),
		SortReverse:  bind("S", "reverse the order", "S"),
		Wide:         bind("ctrl+w", "all columns", "ctrl+w"),
		Preview:      bind("v", "preview", "v"),

		Refresh: bind("r", "refresh", "r", "f5"),
		Redraw:  bind("ctrl+l", "draw again", "ctrl+l"),

		Groups:           bind("o", "groups", "o"),
		Capacity:         bind("c", "capacity", "c"),
		EnterpriseTrunks: bind("t", "enterprise trunks", "t"),
		Edits:            bind("E", "edits", "E"),
		Hotspots:         bind("H", "hotspots", "H"),

		Export:   bind("X", "export", "X"),
		Copy:     bind("y", "copy id", "y"),
		CopyText: bind("Y", "copy for a ticket", "Y"),

		Mouse:   bind("M", "mouse", "M"),
		Suspend: bind("ctrl+z", "suspend", "ctrl+z"),

		Known: bind("K", "known", "K"),
		Pause: bind("p", "pause", "p"),

		Edit:   bind("e", "edit", "e"),
		New:    bind("n", "new", "n"),
		Delete: bind("D", "delete", "D"),
		Save:   bind("ctrl+s", "review", "ctrl+s"),
		Undo:   bind("u", "undo", "u"),
		WhatIf: bind("d", "what if down", "d"),

		Add:         bind("a", "add", "a"),
		Remove:      bind("x", "remove", "x"),
		Park:        bind("p", "park", "p"),
		MoveDown:    bind("J", "move down", "J"),
		MoveUp:      bind("K", "move up", "K"),
		Equalise:    bind("=", "equal", "="),
		Mode:        bind("m", "mode", "m"),
		Destination: bind("f", "destination", "f"),

		NextField:     bind("tab", "next field", "tab"),
		PreviousField: bind("shift+tab", "previous field", "shift+tab"),
		Choose:        bind("space", "next choice", " "),
		ChooseAll:     bind("*", "choose all", "*"),

		Fold:    bind("space", "fold", " "),
		FoldAll: bind("z", "fold all", "z"),

		Accept: bind("enter", "accept", "enter"),
		Cancel: bind("esc", "cancel", "esc"),
		Yes:    bind("y", "yes", "y"),
		No:     bind("n", "no", "n", "esc"),
		Clear:  bind("ctrl+u", "clear", "ctrl+u"),

		CaretLeft:      bind("←", "left", "left"),
		CaretRight:     bind("→", "right", "right"),
		WordLeft:       bind("ctrl+←", "word left", "ctrl+left"),
		WordRight:      bind("ctrl+→", "word right", "ctrl+right"),
		CaretStart:     bind("home/ctrl+a", "start", "home", "ctrl+a"),
		CaretEnd:       bind("end/ctrl+e", "end", "end", "ctrl+e"),
		DeleteBackward: bind("backspace", "delete backwards", "backspace"),
		DeleteForward:  bind("del", "delete forwards", "delete"),
		DeleteWord:     bind("ctrl+w", "delete the word before", "ctrl+w"),
	}
}
