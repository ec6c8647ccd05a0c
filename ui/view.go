package ui

import (
	"context"
	"time"

	"github.com/charmbracelet/bubbles/help"
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// View is one screen on the shell's stack. Its methods are called from the
// program's one event loop; commands that it returns run elsewhere and must not
// touch it.
type View interface {
	help.KeyMap // for the key line and the help

	// Title is the view's part of the breadcrumb, empty for a view of the same thing as
	// the one below it. It is drawn through safetext.
	Title() string
	// Init starts what the view needs. It is called once, when the view is pushed.
	Init() tea.Cmd
	// Update takes a key when the view is on top, and any other message always;
	// a view recognises its own by identity and ignores the rest.
	Update(msg tea.Msg) tea.Cmd
	// View draws the body alone, no larger than SetSize gave it.
	View() string
	// SetSize sets the room for the body, in cells.
	SetSize(width, height int)
	// Close cancels whatever is in flight. The view gets no message after it.
	Close()
}

// Typer is a view that may be taking text: then no key but ctrl+c means anything
// to the shell.
type Typer interface{ Typing() bool }

// NumberTyper is a view that may be taking a number: then its signs, and what arrives together,
// are its own, and no keys of the shell's.
type NumberTyper interface{ TypingNumber() bool }

// Busy is a view that may be waiting for answers: then the shell shows that
// something is on its way.
type Busy interface{ Busy() bool }

// Dirty is a view that may hold an edit that is not saved: then leaving asks first.
type Dirty interface{ Dirty() bool }

// Leaver is a Dirty view that says what becomes of its edit when it, or the program, is left.
type Leaver interface{ LeaveText() string }

// Refresher is a view that can read everything again, keeping what it shows and
// what is selected until the answer is there.
type Refresher interface{ Refresh() tea.Cmd }

// Renewer is a Refresher that reads by itself, in time or when it is come back to, something else
// than it does when its user asks for it.
type Renewer interface{ Renew() tea.Cmd }

// Layered is a view with layers of its own above its body, such as an open filter.
// CloseLayer closes the topmost and reports whether there was one; esc goes to it
// before it leaves the view.
type Layered interface{ CloseLayer() bool }

// Informer is a view with something to show in the chrome.
type Informer interface{ Info() Info }

// Hearer is a View that hears of every key that is pressed over it, before the key goes where it
// belongs: also of those that the shell keeps, or that mean nothing. One that asks for a single
// key knows by them whether that came alone. A click is a key of no name.
type Hearer interface {
	Hear(msg tea.KeyMsg)
}

// Lone is a view with a key that counts only when it is pressed alone, as a yes does: together
// with others it comes from text that is pasted without a mark.
type Lone interface{ Lone() key.Binding }

// Copier is a view of which something can be copied. It may return text from a server:
// the shell makes it safe to paste, line by line.
type Copier interface {
	// CopyID returns the id of the selected row, or of the place that is looked at;
	// empty while there is nothing.
	CopyID() string
	// CopyText returns a description for a ticket, in few lines, of which the first
	// is the place; none while there is nothing. The shell adds where and when it was
	// read.
	CopyText() []string
}

// Exporter is a view whose rows can be written to a file.
type Exporter interface {
	// Export returns the screen that asks how and where to; nil while there is nothing
	// to write.
	Export() View
}

// Seeker is a Typer whose rows stand below the text that is typed: the mouse reaches them
// meanwhile.
type Seeker interface{ Seeks() bool }

// Pointed is a view with rows that the mouse scrolls and selects. Neither method is
// called while the view is Typing, but of a Seeker.
type Pointed interface {
	// Wheel scrolls by so many rows, down for a positive number.
	Wheel(rows int)
	// Click selects the row on a line of the body, counted from 0. It reports whether
	// there is one, and whether it was selected already: then a second click opens it.
	Click(line int) (onRow, already bool)
}

// Editing is a view on which the keys that edit have a subject, which the key line names at its end,
// where no other key moves when the subject does.
type Editing interface {
	// Edits returns the names of what Edit and what EditPlace open a form for; empty where
	// a key does nothing.
	Edits() (on, about string)
}

// Titled is a Pointed view with titles of columns: a click on one sorts by it, and the other way
// round where it is sorted by already.
type Titled interface {
	// ClickTitle sorts by the column whose title is at a cell of the body, counted from 0, and
	// reports whether there is one.
	ClickTitle(x, line int) bool
}

// Boxed is a view that may have a dialog open: then the shell lays it over the view, or over the
// view below where this one draws nothing. Its keys are the view's own.
type Boxed interface {
	// Box returns the dialog as it is now, nil for none.
	Box() *Box
}

// Explainer is a view whose marks and words are explained in the help.
type Explainer interface{ Meanings() []Meaning }

// Meaning is a mark or a word with what it means in plain words. One without a text is
// a title.
type Meaning struct {
	Word, Text string
	Mark       Cell // drawn in place of the word, such as a bar; the zero value is the word
}

// Info is what a view shows outside its body. The zero value is nothing. The
// shell draws every string through safetext.
type Info struct {
	Summary Cell      // right of the breadcrumb: counts of findings, own figures, a state
	Status  Cell      // the status line: the selected row's finding, or a failed refresh
	Also    []Cell    // more of the row, worst first: on the status line as far as there is room
	Session string    // at the right of the header: how the session stands, such as "not connected"
	AsOf    time.Time // when the oldest figure shown was read; zero while there is none
	Stale   bool      // newer figures were asked for and did not come
	Partly  string    // while reading: "47 of 130 read"; empty otherwise
}

// Follower is a view that reads what its rows need as they come into view. Follow is called
// after every message while the view is on top.
type Follower interface{ Follow() tea.Cmd }

// Coverer is a view that does less while another lies over it. Cover is called when one came to,
// before that asks for anything; it is over with the next Follow.
type Coverer interface{ Cover() }

// Sided is a view with something beside its rows that follows the cursor.
type Sided interface{ Side() Side }

// The optional abilities, of views that may not have them.

func isTyping(view View) bool {
	typer, ok := view.(Typer)
	return ok && typer.Typing()
}

func isTypingNumber(view View) bool {
	typer, ok := view.(NumberTyper)
	return ok && typer.TypingNumber()
}

// isPointed reports whether the mouse reaches a view.
func isPointed(view View) bool {
	seeker, ok := view.(Seeker)
	return !isTyping(view) || ok && seeker.Seeks()
}

func isBusy(view View) bool {
	busy, ok := view.(Busy)
	return ok && busy.Busy()
}

func isDirty(view View) bool {
	dirty, ok := view.(Dirty)
	return ok && dirty.Dirty()
}

// leaveTextOf says what becomes of what is not saved in a view.
func leaveTextOf(view View) string {
	if leaver, ok := view.(Leaver); ok {
		return leaver.LeaveText()
	}
	return "What was changed here is not saved."
}

// renew reads a view again that its user did not ask for.
func renew(view View) tea.Cmd {
	switch v := view.(type) {
	case Renewer:
		return sentBy(view, v.Renew())
	case Refresher:
		return sentBy(view, v.Refresh())
	}
	return nil
}

// sideOf returns what lies beside a view, nil where nothing does.
func sideOf(view View) Side {
	if sided, ok := view.(Sided); ok {
		return sided.Side()
	}
	return nil
}

func boxOf(view View) *Box {
	if boxed, ok := view.(Boxed); ok {
		return boxed.Box()
	}
	return nil
}

func infoOf(view View) Info {
	if informer, ok := view.(Informer); ok {
		return informer.Info()
	}
	return Info{}
}

// The shell's own messages. Only App handles them; a view makes them with the
// commands below.
type (
	pushMsg    struct{ views []View }
	popMsg     struct{ returned string } // what is said then; empty where it is only left
	replaceMsg struct{ view View }
	visitMsg   struct {
		to   Place
		by   int    // how far that is on the trail, back for a negative number; 0 for a place anew
		sure []View // what is not saved there may be left
	}
	confirmMsg struct{ question Question }
	copyMsg    struct{ lines []string }
	notifyMsg  struct{ text string }
	failMsg    struct{ err error }
)

// Question is what a dialog asks. Yes is run when the answer is yes; the zero
// value of the rest means the plain yes and no.
type Question struct {
	Title string
	Text  string  // lines, separated by \n
	Yes   tea.Cmd // what yes does
	Verb  string  // what yes is called: "quit"; empty for "yes"

	Unsaved bool // something that was typed is at stake: what is asked for is to stay
}

// Push opens a screen above the present one. Given several, the last is on top, the others are
// what was passed on the way to it, and esc comes back to the present one.
func Push(views ...View) tea.Cmd {
	return func() tea.Msg { return pushMsg{views: views} }
}

// Pop leaves the top screen.
func Pop() tea.Cmd { return func() tea.Msg { return popMsg{} } }

// Return leaves the top screen, which did something for the one below: it says what, and that one
// is read again, unless that would get in the user's way.
func Return(text string) tea.Cmd { return func() tea.Msg { return popMsg{returned: text} } }

// Replace leaves the top screen for another in its place, also at the root.
func Replace(view View) tea.Cmd {
	return func() tea.Msg { return replaceMsg{view: view} }
}

// Visit goes to a place: the screens on the way to it from the root on take the place of those
// that are open.
func Visit(to Place) tea.Cmd { return func() tea.Msg { return visitMsg{to: to} } }

// Confirm asks before something is done.
func Confirm(question Question) tea.Cmd {
	return func() tea.Msg { return confirmMsg{question: question} }
}

// Copy copies a text for a ticket, of which the first line is the place, and shows it. It is for
// a dialog whose view is no Copier.
func Copy(lines []string) tea.Cmd {
	return func() tea.Msg { return copyMsg{lines: lines} }
}

// Notify shows a sentence in the status line until the next key.
func Notify(text string) tea.Cmd {
	return func() tea.Msg { return notifyMsg{text: text} }
}

// Fail shows an error in the status line until the next key.
func Fail(err error) tea.Cmd {
	return func() tea.Msg { return failMsg{err: err} }
}

// After delivers msg when d has passed, or nothing once ctx is done. It stands in
// for tea.Tick, whose timer outlives the program.
func After(ctx context.Context, d time.Duration, msg tea.Msg) tea.Cmd {
	return func() tea.Msg {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
			return msg
		case <-ctx.Done():
			return nil
		}
	}
}
