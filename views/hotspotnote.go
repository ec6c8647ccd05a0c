package views

import (
	"context"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/hotspots"
	"banyan/ui"
)

// notePrompt asks why a finding is known.
type notePrompt struct {
	of    hotspots.Entry
	text  ui.TextField
	wrong string
}

// know asks for the note of a finding that is to be known, or whether one that is known
// is to count again.
func (v *spots) know() tea.Cmd {
	e, ok := v.table.Selected()
	switch {
	case !ok:
		return nil
	case !e.IsFinding():
		return ui.Notify("this is no finding: the tenant was not wholly read")
	case e.Known:
		return ui.Confirm(ui.Question{
			Title: "Take the mark away?",
			Text:  way(e.Path()...) + "\n" + e.Finding.Text + "\nNote: " + e.Mark.Note + "\nIt counts again.",
			Verb:  "take away",
			Yes:   v.unmark(e.Finding),
		})
	}
	v.note = &notePrompt{of: e}
	v.show()
	return nil
}

// unmark takes a mark away.
func (v *spots) unmark(f hotspots.Finding) tea.Cmd {
	return func() tea.Msg {
		if err := v.scanner.Unmark(f); err != nil {
			return ui.Notify("the mark stays: " + err.Error())()
		}
		return nil
	}
}

// typeNote takes a key while the note is typed.
func (v *spots) typeNote(msg tea.KeyMsg) tea.Cmd {
	keys := v.kit.Keys
	switch {
	case v.note.text.Update(msg, keys):
		v.note.wrong = ""
	case ui.IsBurst(msg):
	case pressed(msg, keys.Accept):
		return v.mark()
	case pressed(msg, keys.Cancel):
		v.note = nil
	}
	v.show()
	return nil
}

// mark marks the finding with the note that was typed.
func (v *spots) mark() tea.Cmd {
	f, note := v.note.of.Finding, v.note.text.Text()
	if strings.TrimSpace(note) == "" {
		v.note.wrong = "a note is needed"
		v.show()
		return nil
	}
	v.table.Select(v.after(v.note.of.ID)) // the finding goes to the end, and the cursor stays
	v.note = nil
	v.marking = ui.NewLoader(func(context.Context) (struct{}, error) {
		return struct{}{}, v.scanner.Mark(f, note)
	})
	v.show()
	return v.marking.Load()
}

// after returns the line on screen below another, or the one above where that is the
// last.
func (v *spots) after(id string) string {
	visible := v.table.Visible()
	at := slices.IndexFunc(visible, func(e hotspots.Entry) bool { return e.ID == id })
	switch {
	case at >= 0 && at+1 < len(visible):
		return visible[at+1].ID
	case at > 0:
		return visible[at-1].ID
	}
	return id
}

// marked says how marking ended, where that was not well.
func (v *spots) marked() tea.Cmd {
	err := v.marking.Err()
	v.marking = nil
	if err != nil {
		return ui.Notify("not marked: " + err.Error())
	}
	return nil
}

// footing is the prompt for a note while one is typed.
func (v *spots) footing() [][]ui.Cell {
	if v.note == nil {
		return nil
	}
	const label = " Why is it known? "
	width := v.body.width
	of := v.note.of
	lines := [][]ui.Cell{
		{{Text: " " + way(of.Path()...) + ": " + of.Finding.Text, Tone: ui.Strong}},
		{
			{Text: label, Tone: ui.Accent},
			{Text: "[" + v.note.text.Box(v.kit.Theme, max(width-len(label)-3, 10), true) + "]"},
		},
		{{Text: " It leaves the counts, and comes back when it gets worse.", Tone: ui.Muted}},
	}
	if v.note.wrong != "" {
		lines[2] = []ui.Cell{{Text: " " + v.kit.Theme.Glyphs.Failed + " " + v.note.wrong, Tone: ui.Failed}}
	}
	return lines
}
