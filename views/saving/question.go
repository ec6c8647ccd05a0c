package saving

import (
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/ui"
)

// question is a layer whose yes leads on to another look and never to a save.
type question struct {
	flow   *Flow
	opened time.Time
	title  string // with the verb of its yes
	strip  ui.Strip
	text   []string
	verb   string
	yes    func() tea.Cmd
}

func (q *question) Press(msg tea.KeyMsg) tea.Cmd {
	if !q.flow.IsYes(msg, q.opened) {
		return nil
	}
	q.flow.Layer = nil
	return q.yes()
}

// Box draws what is so, and what becomes of it.
func (q *question) Box() *ui.Box {
	k := q.flow.Kit.Keys
	box := &ui.Box{
		Title: []ui.Cell{{Text: q.title, Tone: ui.Strong}}, Environment: true, Edge: ui.Full, Strip: q.strip, Lines: [][]ui.Cell{nil},
		State:   []ui.Cell{{Text: "nothing is sent by it", Tone: ui.Muted}},
		Buttons: []ui.Button{{Key: ui.Named(k.Back, "back")}, {Key: ui.Named(k.Yes, q.verb), On: ui.OnChoice}},
	}
	width, _ := box.Room(q.flow.Width, q.flow.Height)
	for _, text := range q.text {
		box.Lines = append(box.Lines, Paragraph(ui.Cell{Text: text}, width)...)
	}
	box.Lines = append(box.Lines, nil)
	return box
}

func (q *question) Keys() []key.Binding {
	k := q.flow.Kit.Keys
	return []key.Binding{ui.Named(k.Yes, q.verb), k.Help, ui.Named(k.Back, "back")}
}
