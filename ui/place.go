package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Place is where a user can be, as a value that outlives the screen: a kind of screen, what it is
// about, and the row of the cursor. The zero value is no place.
type Place struct {
	Kind string   `json:"kind"`
	Path []string `json:"path,omitempty"` // ids, from the outermost on
	Row  string   `json:"row,omitempty"`  // the id of a row; empty for none
}

// IsZero reports whether it is no place.
func (p Place) IsZero() bool { return p.Kind == "" }

// Is reports whether two places are the same screen, whatever row the cursor is on.
func (p Place) Is(other Place) bool { return p.Kind == other.Kind && slices.Equal(p.Path, other.Path) }

// Placed is a view that is a place: what can be come back to. A form or a dialog is none.
type Placed interface {
	// Place returns where the view is, with the row of the cursor; the zero value where that
	// cannot be said.
	Place() Place
	// Choose puts the cursor on a row, also where that is still being read.
	Choose(row string)
}

// Guide knows every place. The root view has one where there are places to go to: see Guided.
type Guide interface {
	// PathTo returns the places from the root down to one, each with its row, or why there is no
	// such place.
	PathTo(to Place) (path []Place, why string)
	// View returns a new screen of a place, for a user who looks at another.
	View(p Place, from View) View
	// Name is what a place is called, and whether it is known to be gone.
	Name(Place) Name
	// Memory keeps what the user goes to; nil where nothing does.
	Memory() Memory
	// Names returns what finds the names of all places that are known: of those that views have
	// read, and of others. It is called from a command.
	Names(read []View, others []Place) func() *Names
	// Typed returns what a text names that is in no list, and may be there.
	Typed(text string) []Name
	// Screens are the places that have a key of their own on every screen.
	Screens() []Screen
	// Elsewhere says what a key is for that does something on some screens alone, and where; nothing
	// of another.
	Elsewhere(msg tea.KeyMsg) string
}

// Name is what a place is called.
type Name struct {
	Place
	Text, About string // how it is typed, and what it is
	Gone        bool   // there is no such place any more

	// After is what a text has to begin with before the name is offered: a tenant's own screens
	// are told once the tenant is typed.
	After string
	Run   func() tea.Cmd // what is done in place of going there; nil for a place
}

// Screen is a place with a key of its own.
type Screen struct {
	Key    key.Binding
	Place  Place
	NoForm bool // a form has the key for itself

	// Near, when set, is where the key leads to from a view; the palette leads to Place all the same.
	Near func(View) Place
}

// Guided is a root view with a guide.
type Guided interface{ Guide() Guide }

// placeOf returns where a view is, the zero value where it is no place.
func placeOf(view View) Place {
	if placed, ok := view.(Placed); ok {
		return placed.Place()
	}
	return Place{}
}

// choose puts the cursor of a view on a row, if one is named.
func choose(view View, row string) {
	if placed, ok := view.(Placed); ok && row != "" {
		placed.Choose(row)
	}
}

// mostVisited is how many places the trail has.
const mostVisited = 100

// trail is the places that were visited, in their order, and which of them is the present one.
// The zero value has none.
type trail struct {
	visited []Place
	at      int
	last    Place // where the user was before
}

// note takes down where the user is now, and reports whether that is another place than before.
// The same place takes the new row alone; a screen that is about something else now is no other.
func (t *trail) note(now Place, isSameView bool) bool {
	if now.IsZero() {
		return false
	}
	if len(t.visited) > 0 {
		before := &t.visited[t.at]
		if before.Is(now) {
			if now.Row != "" {
				before.Row = now.Row
			}
			return false
		}
		if isSameView {
			*before = now
			return false
		}
		t.last = *before
	}
	t.visited = append(t.visited[:min(t.at+1, len(t.visited))], now)
	t.visited = t.visited[max(0, len(t.visited)-mostVisited):]
	t.at = len(t.visited) - 1
	return true
}

// next returns the place that is so many further, back for a negative number; false where there
// is none.
func (t *trail) next(by int) (Place, bool) {
	if to := t.at + by; to >= 0 && to < len(t.visited) {
		return t.visited[to], true
	}
	return Place{}, false
}

// step takes down that the user went by so many places.
func (t *trail) step(by int) {
	if by != 0 {
		t.last, t.at = t.visited[t.at], t.at+by
	}
}

// drop forgets a place that is not there any more.
func (t *trail) drop(gone Place) {
	kept := t.visited[:0]
	at := t.at
	for i, p := range t.visited {
		switch {
		case !p.Is(gone) && (len(kept) == 0 || !kept[len(kept)-1].Is(p)):
			kept = append(kept, p)
		case i <= t.at:
			at--
		}
	}
	t.visited, t.at = kept, max(0, min(at, len(kept)-1))
	if t.last.Is(gone) {
		t.last = Place{}
	}
}
