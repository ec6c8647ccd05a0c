package ui

import "github.com/charmbracelet/bubbles/key"

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

	// Looking at a table.
	Filter, Sort, SortNext, SortPrevious, SortReverse, Wide key.Binding

	// Reading again and drawing again.
	Refresh, Redraw key.Binding

	// Places.
	Groups, Capacity, EnterpriseTrunks, Edits, Hotspots key.Binding

	// Taking something out: a file, an id, a text for a ticket.
	Export, Copy, CopyText key.Binding

	// The program as a whole.
	Mouse, Suspend key.Binding

	// A finding that is known, a scan that is paused.
	Known, Pause key.Binding

	// Changing something.
	Edit, New, Delete, Save, Undo, WhatIf key.Binding

	// The rows and fields of a form.
	Add, Remove, Park, MoveDown, MoveUp, Equalise, Mode, Destination key.Binding
	NextField, PreviousField, Choose                                 key.Binding

	// Folding a tree.
	Fold, FoldAll key.Binding

	// Inside a text field, a picker or a dialog.
	Accept, Cancel, Yes, No, Clear key.Binding

	// Editing a text field.
	CaretLeft, CaretRight, WordLeft, WordRight, CaretStart, CaretEnd key.Binding
	DeleteBackward, DeleteForward, DeleteWord                        key.Binding
}
