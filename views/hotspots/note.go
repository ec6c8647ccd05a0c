package hotspots

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/hotspots"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// notePrompt asks why a finding is known.
type notePrompt struct {
	kit   ui.Kit
	of    hotspots.Entry
	text  ui.TextField
	wrong string
}

// press takes a key, and reports whether there is a note now, or none is wanted.
func (n *notePrompt) press(msg tea.KeyMsg) (accepted, cancelled bool) {
	switch keys := n.kit.Keys; {
	case n.text.Update(msg, keys):
		n.wrong = ""
	case ui.IsBurst(msg):
	case page.Pressed(msg, keys.Accept):
		if strings.TrimSpace(n.text.Text()) == "" {
			n.wrong = "a note is needed"
		}
		return n.wrong == "", false
	case page.Pressed(msg, keys.Cancel):
		return false, true
	}
	return false, false
}

// box draws the dialog for a body of a size.
func (n *notePrompt) box(width, height int) *ui.Box {
	const at, besideField = 8, 20 // what is wrong stands there
	box := &ui.Box{
		Title:   []ui.Cell{{Text: "Known", Tone: ui.Strong}, {Text: "   " + page.PathText(n.of.Path()...)}},
		Buttons: []ui.Button{{Key: n.kit.Keys.Cancel}, {Key: n.accept(), On: ui.OnChoice}},
	}
	inside, _ := box.Room(width, height)
	note := ui.FormLine{Label: "Why", At: at, InBox: true, Fields: []ui.Field{{Typed: &n.text, Width: max(10, inside-at-4-besideField), Focus: true, Wrong: n.wrong}}}
	below := ui.Cell{Text: "It leaves the counts, and comes back when it gets worse.", Tone: ui.Muted}
	box.Lines = append(box.Lines, nil)
	box.Lines = append(box.Lines, page.WrapCell(ui.Cell{Text: safetext.Listed(n.of.Finding.Text)}, inside-1, 2)...)
	box.Lines = append(box.Lines, nil, note.Cells(n.kit.Theme), nil)
	box.Lines = append(append(box.Lines, page.WrapCell(below, inside-1, 2)...), nil)
	return box
}

func (n *notePrompt) accept() key.Binding { return ui.Named(n.kit.Keys.Accept, "mark as known") }

func (n *notePrompt) keys() []key.Binding {
	return []key.Binding{n.accept(), n.kit.Keys.Cancel, n.kit.Keys.Clear}
}
