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
	var keys ui.KeyMap
	bindBrowsing(&keys, bind)
	bindChanging(&keys, bind)
	bindAnswers(&keys, bind)
	return keys
}

// newActions says more of what some keys do, by the words of their bindings.
func newActions() map[string]string {
	return map[string]string{
		"capacity":                  "the tree of all levels, down to the trunk groups",
		"enterprise trunks":         "how calls are spread over trunk groups",
		"groups":                    "the sites of the tenant",
		"edit limits":               "max active calls and bursting",
		"edit limits of the tenant": "max active calls and bursting",
		"add channels":              "more calls, here and on the levels above that are full",
		"what if down":              "what is left when a trunk group fails",
		"known":                     "marks the finding with a note",
		"copy for a ticket":         "a text with the place and the time",
		"preview":                   "what enter would open, beside the list",
		"all columns":               "those too that there is no room for at once",
		"export":                    "the rows as CSV or JSON, to a file",
		"refresh":                   "reads this screen again",
		"profiles":                  "connects to another platform",
		"pin or unpin this place":   "first among the places of the first screen",
		"suspend":                   "to the shell, until fg",
		"draw again":                "where the terminal shows something else",
	}
}

// binder makes a binding of what the help calls its keys, what they do, and the keys.
type binder func(label, action string, keys ...string) key.Binding

// bindBrowsing sets the keys that move, look and go from screen to screen.
func bindBrowsing(keys *ui.KeyMap, bind binder) {
	keys.Up = bind("↑/k", "up", "up", "k")
	keys.Down = bind("↓/j", "down", "down", "j")
	keys.PageUp = bind("pgup/ctrl+u", "page up", "pgup", "ctrl+u", "ctrl+b")
	keys.PageDown = bind("pgdn/ctrl+d", "page down", "pgdown", "ctrl+d", "ctrl+f")
	keys.Top = bind("g/home", "first row", "g", "home")
	keys.Bottom = bind("G/end", "last row", "G", "end")
	keys.Left = bind("←/h", "columns left", "left", "h")
	keys.Right = bind("→/l", "columns right", "right", "l")

	keys.Open = bind("enter", "open", "enter")
	keys.Back = bind("esc", "back", "esc")
	keys.Quit = bind("q", "quit", "q", "f10")
	keys.Interrupt = bind("ctrl+c", "quit", "ctrl+c")
	keys.Help = bind("?", "help", "?", "f1")
	keys.Backward = bind("[", "where you were before", "[")
	keys.Forward = bind("]", "and forward again", "]")
	keys.Last = bind("-", "last place, and back", "-")
	keys.Pin = bind("b", "pin or unpin this place", "b")
	keys.Nth = bind("1-9", "open a pinned or recent place", "1", "2", "3", "4", "5", "6", "7", "8", "9")
	keys.Palette = bind(":", "commands", ":")
	keys.Above = bind("backspace", "level above", "backspace")

	keys.Filter = bind("/", "filter", "/", "f7")
	keys.Sort = bind("s", "sort", "s")
	keys.SortNext = bind(">", "sort by the next column", ">", "shift+right")
	keys.SortPrevious = bind("<", "sort by the one before", "<", "shift+left")
	keys.SortReverse = bind("S", "reverse the order", "S")
	keys.Wide = bind("ctrl+w", "all columns", "ctrl+w")
	keys.Columns = bind("C", "choose columns", "C")
	keys.Preview = bind("v", "preview", "v")

	keys.Refresh = bind("r", "refresh", "r", "f5")
	keys.Redraw = bind("ctrl+l", "draw again", "ctrl+l")

	keys.Groups = bind("o", "groups", "o")
	keys.Capacity = bind("c", "capacity", "c")
	keys.EnterpriseTrunks = bind("t", "enterprise trunks", "t")
	keys.Edits = bind("E", "edits", "E")
	keys.Hotspots = bind("H", "hotspots", "H")
	keys.Changes = bind("T", "changes", "T")
	keys.Find = bind("f", "find", "f")
	keys.Activity = bind("A", "activity", "A")

	keys.Export = bind("X", "export", "X")
	keys.Copy = bind("y", "copy id", "y")
	keys.CopyText = bind("Y", "copy for a ticket", "Y")

	keys.Mouse = bind("M", "mouse", "M")
	keys.Profiles = bind("ctrl+o", "profiles", "ctrl+o")
	keys.Suspend = bind("ctrl+z", "suspend", "ctrl+z")

	keys.Known = bind("K", "known", "K")
	keys.ReadAll = bind("R", "read all", "R")
	keys.Pause = bind("p", "pause", "p")
	keys.Slower = bind("<", "slower", "<")
	keys.Faster = bind(">", "faster", ">")
}

// bindChanging sets the keys that change something, and those of forms and trees.
func bindChanging(keys *ui.KeyMap, bind binder) {
	keys.Edit = bind("e", "edit", "e")
	keys.EditPlace = bind("ctrl+e", "edit what the screen is about", "ctrl+e")
	keys.New = bind("n", "new", "n")
	keys.Delete = bind("D", "delete", "D")
	keys.Save = bind("ctrl+s", "review", "ctrl+s")
	keys.Undo = bind("u", "undo", "u")
	keys.WhatIf = bind("d", "what if down", "d")

	keys.TakeOut = bind("W", "take out of service", "W")
	keys.Migrate = bind("m", "migrate", "m")
	keys.EditAll = bind("m", "the same edit on all", "m")
	keys.Stop = bind("p", "stop after this one", "p")
	keys.GoOn = bind("r", "go on", "r")

	keys.Add = bind("a", "add", "a")
	keys.Remove = bind("x", "remove", "x")
	keys.Park = bind("p", "park", "p")
	keys.MoveDown = bind("J", "move down", "J")
	keys.MoveUp = bind("K", "move up", "K")
	keys.Equalise = bind("=", "equal", "=")
	keys.Mode = bind("m", "mode", "m")
	keys.Destination = bind("f", "destination", "f")

	keys.NextField = bind("tab", "next field", "tab")
	keys.PreviousField = bind("shift+tab", "previous field", "shift+tab")
	keys.Choose = bind("space", "next choice", " ")
	keys.ChooseAll = bind("*", "choose all", "*")

	keys.Fold = bind("space", "fold", " ")
	keys.FoldAll = bind("z", "fold all", "z")
}

// bindAnswers sets the keys of boxes and of text fields.
func bindAnswers(keys *ui.KeyMap, bind binder) {
	keys.Accept = bind("enter", "accept", "enter")
	keys.Cancel = bind("esc", "cancel", "esc")
	keys.Yes = bind("y", "yes", "y")
	keys.No = bind("n", "no", "n", "esc")
	keys.Clear = bind("ctrl+u", "clear", "ctrl+u")

	keys.CaretLeft = bind("←", "left", "left")
	keys.CaretRight = bind("→", "right", "right")
	keys.WordLeft = bind("ctrl+←", "word left", "ctrl+left")
	keys.WordRight = bind("ctrl+→", "word right", "ctrl+right")
	keys.CaretStart = bind("home/ctrl+a", "start", "home", "ctrl+a")
	keys.CaretEnd = bind("end/ctrl+e", "end", "end", "ctrl+e")
	keys.DeleteBackward = bind("backspace", "delete backwards", "backspace")
	keys.DeleteForward = bind("del", "delete forwards", "delete")
	keys.DeleteWord = bind("ctrl+w", "delete the word before", "ctrl+w")
}
