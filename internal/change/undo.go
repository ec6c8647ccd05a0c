package change

import "fmt"

// Undo returns the edit that takes a save back. It is an edit like every other: it
// starts from what the save left behind and has to be prepared, so that what somebody
// changed since is a conflict, or is kept. A deletion is undone by creating the object
// again, with whatever ids the server then gives it.
//
// The error is ErrNoUndo for a save that did nothing or was undone, and an *OpenError
// for one whose outcome is not known.
func Undo(entry Entry) (Edit, error) {
	if entry.Open() {
		return Edit{}, &OpenError{Entry: entry}
	}
	if entry.Verdict == NotSaved || entry.UndoneBy != "" {
		return Edit{}, fmt.Errorf("%w: %s", ErrNoUndo, entry.Subject)
	}
	done := entry.edit()
	left := entry.Mine
	if entry.Verdict == Saved {
		left = entry.ReadBack
	}
	undo := Edit{Subject: done.after(), Base: left, UndoOf: entry.ID}
	switch entry.Operation {
	case Create: // back to nothing
	case Delete:
		undo.Base, undo.Want = Image{}, entry.Before
	default:
		// What the save left alone is the same in both, so it is no part of the undo.
		undo.Want = entry.Before
	}
	return undo, nil
}
