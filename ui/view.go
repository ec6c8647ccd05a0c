package ui

import (
	"time"

	"github.com/charmbracelet/bubbles/help"
	tea "github.com/charmbracelet/bubbletea"
)

// View is one screen on the shell's stack. Its methods are called from the
// program's one event loop; commands that it returns run elsewhere and must not
// touch it.
type View interface {
	help.KeyMap // the key line and the help ask the view

	// Title is the view's part of the breadcrumb, empty for a view of the same thing as
	// the one below it. It is drawn through safetext.
	Title() string
	// Init starts what the view needs. It is called once, when the view is pushed.
	Init() tea.Cmd
	// Update takes a key when the view is on top, and any other message always;
	// a view recognises its own by identity and ignores the rest.
	Update(msg tea.Msg) tea.Cmd
	// View draws the body alone, exactly as large as SetSize said or smaller.
	View() string
	// SetSize tells the room for the body, in cells.
	SetSize(width, height int)
	// Close cancels whatever is in flight. The view gets no message after it.
	Close()
}

// Typer is a view that may be taking text: then no key but ctrl+c means anything
// to the shell.
type Typer interface{ Typing() bool }

// Busy is a view that may be waiting for answers: then the shell shows that
// something is on its way.
type Busy interface{ Busy() bool }

// Dirty is a view that may hold an edit that is not saved: then leaving asks first.
type Dirty interface{ Dirty() bool }

// Refresher is a view that can read everything again, keeping what it shows and
// what is selected until the answer is there.
type Refresher interface{ Refresh() tea.Cmd }

// Layered is a view with layers of its own above its body, such as an open filter.
// CloseLayer closes the topmost and reports whether there was one; esc goes to it
// before it leaves the view.
type Layered interface{ CloseLayer() bool }

// Informer is a view that tells the shell what belongs into the chrome.
type Informer interface{ Info() Info }

// Explainer is a view that tells what its marks and words mean, for the help.
type Explainer interface{ Meanings() []Meaning }

// Meaning is a mark or a word with what it means in plain words. One without a text is
// a title.
type Meaning struct{ Word, Text string }

// Info is what a view says outside its body. The zero value says nothing. The
// shell draws every string through safetext.
type Info struct {
	Summary string    // right of the breadcrumb: "5 groups, 2 findings"
	Window  string    // behind the summary, which rows of many are on screen: "1-19 of 26"
	Status  string    // the status line: the selected row's finding, or a failed refresh
	Tone    Tone      // of the status line
	AsOf    time.Time // when the oldest figure shown was read; zero while there is none
	Stale   bool      // newer figures were asked for and did not come
	Partly  string    // while reading: "47 of 130 read"; empty otherwise
}
