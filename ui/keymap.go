package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Named returns the binding under another description: what the key does right here.
func Named(binding key.Binding, action string) key.Binding {
	binding.SetHelp(binding.Help().Key, action)
	return binding
}

// KeyMap names every action a key can mean. It is filled in one place, beside
// main; a screen cannot invent a key. A binding that is not set matches nothing.
type KeyMap struct {
	// Moving in a table, a tree or a text.
	Up, Down, PageUp, PageDown, Top, Bottom, Left, Right key.Binding

	// Going from screen to screen.
	Open, Back, Quit, Interrupt, Help key.Binding

	// Going through the places that were visited: back, forward and to the one before, and to the
	// level above.
	Backward, Forward, Last, Above key.Binding

	// The places that are remembered: Pin pins the present one or takes the pin off, Nth opens
	// the one with that number.
	Pin, Nth key.Binding

	// Palette finds everything else.
	Palette key.Binding

	// Looking at a table.
	Filter, Sort, SortNext, SortPrevious, SortReverse, Wide, Columns, Preview key.Binding

	// Reading again and drawing again.
	Refresh, Redraw key.Binding

	// Places.
	Groups, Capacity, EnterpriseTrunks, Edits, Hotspots, Changes, Find, Activity key.Binding

	// Taking something out: a file, an id, a text for a ticket.
	Export, Copy, CopyText key.Binding

	// The program as a whole.
	Mouse, Suspend, Profiles key.Binding

	// A finding that is known; a scan that is begun, paused, made slower or faster.
	Known, ReadAll, Pause, Slower, Faster key.Binding

	// Changing something: Edit what the cursor is on, EditPlace what the screen is about.
	Edit, EditPlace, New, Delete, Save, Undo, WhatIf key.Binding

	// Changing many things by one plan: TakeOut puts back too.
	TakeOut, Migrate, EditAll, Stop, GoOn key.Binding

	// The rows and fields of a form.
	Add, Remove, Park, MoveDown, MoveUp, Equalise, Mode, Destination key.Binding
	NextField, PreviousField, Choose, ChooseAll                      key.Binding

	// Folding a tree.
	Fold, FoldAll key.Binding

	// Inside a text field, a picker or a dialog.
	Accept, Cancel, Yes, No, Clear key.Binding

	// Editing a text field.
	CaretLeft, CaretRight, WordLeft, WordRight, CaretStart, CaretEnd key.Binding
	DeleteBackward, DeleteForward, DeleteWord                        key.Binding
}

// UpDown returns the keys that go up and down as one, with what they do here.
func (k KeyMap) UpDown(action string) key.Binding { return bothKeys(k.Up, k.Down, action) }

// LeftRight returns the keys for narrower and wider, or left and right, as one.
func (k KeyMap) LeftRight(action string) key.Binding { return bothKeys(k.Left, k.Right, action) }

func bothKeys(one, other key.Binding, action string) key.Binding {
	first, _, _ := strings.Cut(one.Help().Key, "/")
	second, _, _ := strings.Cut(other.Help().Key, "/")
	both := one
	both.SetKeys(append(one.Keys(), other.Keys()...)...)
	both.SetHelp(first+"/"+second, action)
	return both
}

// IsBurst reports whether msg carries more than one key: pasted text, or keys that
// arrived together over a slow link. Such a message never acts as a command. The
// name of its runes cannot be trusted either: the letters of "enter" in one burst
// are called like the key.
func IsBurst(msg tea.KeyMsg) bool { return msg.Paste || len(msg.Runes) > 1 }

// togetherMsg is a key that arrived in one piece with others.
type togetherMsg struct{ key tea.KeyMsg }

// Together returns what to send the shell for a key that arrived in one piece with
// others: typed ahead over a link that stalls, or pasted by a terminal that does not
// mark it. It means what it always means, except for a yes.
func Together(key tea.KeyMsg) tea.Msg { return togetherMsg{key: key} }

// held returns by how many rows a burst moves the cursor, down for a positive number: a
// key that is held down over a link that bunches arrives as one message of equal
// letters. Nothing but moving by a row may be repeated like that; for everything else it
// returns false.
func held(msg tea.KeyMsg, keys KeyMap) (rows int, ok bool) {
	letters := slices.Compact(slices.Clone(msg.Runes))
	if msg.Paste || msg.Alt || msg.Type != tea.KeyRunes || len(msg.Runes) < 2 || len(letters) > 1 {
		return 0, false
	}
	by, _ := Motion(tea.KeyMsg{Type: tea.KeyRunes, Runes: letters}, keys, farthest)
	if by != 1 && by != -1 {
		return 0, false
	}
	return by * len(msg.Runes), true
}

// pressOf returns the message of a key by the name that bindings have for it.
func pressOf(name string) tea.KeyMsg {
	const first, last = -100, 127 // of the keys that are no letters, whose numbers are not told
	for kind := tea.KeyType(first); kind <= last; kind++ {
		if msg := (tea.KeyMsg{Type: kind}); msg.String() == name {
			return msg
		}
	}
	return tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune(name)}
}
