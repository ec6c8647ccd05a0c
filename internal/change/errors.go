package change

import "errors"

// Why nothing was done. Nothing was sent.
var (
	ErrVoid      = errors.New("it changed since it was confirmed: look at it again")
	ErrUsed      = errors.New("this confirmation was used already")
	ErrNotTyped  = errors.New("the name was not typed")
	ErrBusy      = errors.New("a save of it is running")
	ErrNoJournal = errors.New("the journal cannot be written, so nothing is saved")
	ErrClosed    = errors.New("the program is ending")
	ErrNoTarget  = errors.New("it cannot be reached from here")
	ErrHeld      = errors.New("another banyan that is running holds it")
	ErrNoDraft   = errors.New("the draft is not there any more: another banyan took it or threw it away")
	ErrNoUndo    = errors.New("there is nothing to undo")
)
