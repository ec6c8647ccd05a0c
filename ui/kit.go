package ui

import "time"

// Kit is what every screen is given: how keys are called and how things look. It
// is a value, never changed after start, and carries no data and no services; what the
// user switches on all screens at once is behind Preview, and Turn is the shell's.
type Kit struct {
	Keys    KeyMap
	Theme   Theme
	Preview *Switch
	Turn    *Turn // nil: nothing is kept from one drawing to the next
}

// Turn is which message the shell takes, and in which minute: what a screen shows changes with
// a message alone, or with the time. It is behind the kit of one shell.
type Turn struct{ number, minute int64 }

// next begins with another message.
func (t *Turn) next(now time.Time) {
	if t != nil {
		*t = Turn{t.number + 1, now.Unix() / 60}
	}
}

// now returns the present turn, the zero value where nothing counts them.
func (t *Turn) now() Turn {
	if t == nil {
		return Turn{}
	}
	return *t
}

// follows reports whether nothing was between another turn and this one.
func (t Turn) follows(before Turn) bool { return t == Turn{before.number + 1, before.minute} }

// area is a part of the screen to draw on: how things look there, and its size in cells.
type area struct {
	Kit
	width, height int
	readOnly      bool // the session writes nothing
}
