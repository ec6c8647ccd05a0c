package saving

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/ui"
	"banyan/views/page"
)

// question is a layer whose yes leads on to another look and never to a save.
type question struct {
	flow   *Flow
	opened time.Time
	title  string
	text   []string
	verb   string
	yes    func() tea.Cmd
}

// Press takes a yes.
func (q *question) Press(msg tea.KeyMsg) tea.Cmd {
	if !q.flow.isYes(msg, q.opened) {
		return nil
	}
	q.flow.layer = nil
	return q.yes()
}

// Draw draws the question.
func (q *question) Draw(width, height int) string {
	lines := [][]ui.Cell{{{Text: " " + q.flow.kit.Theme.Glyphs.Notice + " " + q.title, Tone: ui.Notice}}, nil}
	for _, paragraph := range q.text {
		for _, text := range page.Wrap(paragraph, width-2) {
			lines = append(lines, []ui.Cell{{Text: " " + text}})
		}
	}
	return page.DrawLines(q.flow.kit.Theme, width, height, lines)
}

// Keys returns the key of the yes.
func (q *question) Keys() []key.Binding {
	return []key.Binding{ui.Named(q.flow.kit.Keys.Yes, q.verb)}
}

// Typing reports that letters are no text.
func (q *question) Typing() bool { return false }

// Summary names the state of the edit.
func (q *question) Summary() string { return "EDIT, not saved" }
