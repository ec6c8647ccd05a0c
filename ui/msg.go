package ui

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"
)

// The shell's own messages. Only App handles them; a view makes them with the
// commands below.
type (
	pushMsg    struct{ views []View }
	popMsg     struct{}
	confirmMsg struct{ question Question }
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
}

// Push opens a screen above the present one. Given several, the last is on top
// and esc comes back through the others.
func Push(views ...View) tea.Cmd {
	return func() tea.Msg { return pushMsg{views: views} }
}

// Pop leaves the top screen.
func Pop() tea.Cmd { return func() tea.Msg { return popMsg{} } }

// Confirm asks before something is done.
func Confirm(question Question) tea.Cmd {
	return func() tea.Msg { return confirmMsg{question: question} }
}

// Notify says something in the status line until the next key.
func Notify(text string) tea.Cmd {
	return func() tea.Msg { return notifyMsg{text: text} }
}

// Fail says in the status line what went wrong, until the next key.
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
