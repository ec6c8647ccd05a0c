package views

import (
	"fmt"

	"github.com/charmbracelet/bubbles/key"

	"banyan/internal/routing"
	"banyan/ui"
)

// SetSize implements ui.View.
func (e *editor) SetSize(width, height int) {
	e.width, e.height = width, height
	e.adding.setSize(width, height)
}

// View implements ui.View.
func (e *editor) View() string {
	switch {
	case e.layer != nil:
		return e.layer.draw(e.width, e.height)
	case e.adding.open:
		return e.adding.draw()
	case e.deleting:
		return drawLines(e.kit.Theme, e.width, e.height, e.deletionLines())
	}
	return drawLines(e.kit.Theme, e.width, e.height, e.form.lines(e.width, e.height))
}

func (e *editor) deletionLines() [][]ui.Cell {
	if e.isPreparing() {
		return [][]ui.Cell{{{Text: " reading what would be deleted..."}}}
	}
	return e.form.outcomeLines(e.width)
}

// lines lays the form out: how the last save ended, the fields, the routes in what
// room is left, and the notices.
func (f *routingForm) lines(width, height int) [][]ui.Cell {
	lines := append(f.outcomeLines(width), f.fieldLines()...)
	foot := f.footLines(width)
	lines = append(lines, f.rowHeading(width))
	rows, at := f.rowLines(width)
	room := max(1, height-len(lines)-len(foot))
	f.top = max(0, min(f.top, at, len(rows)-room))
	if at >= f.top+room {
		f.top = at - room + 1
	}
	below := min(len(rows), f.top+room)
	f.window = ui.Window(f.top, below, len(rows))
	lines = append(lines, rows[f.top:below]...)
	return append(lines, foot...)
}

// outcomeLines say how the last save ended, with the server's sentences that have no
// place of their own on the form.
func (f *routingForm) outcomeLines(width int) [][]ui.Cell {
	const most = 6
	var lines [][]ui.Cell
	if f.outcome != nil {
		for i, text := range wrap(f.outcome[0].Text, width-2) {
			if i > 0 {
				text = "  " + text
			}
			lines = append(lines, []ui.Cell{{Text: " " + text, Tone: f.outcome[0].Tone}})
		}
	}
	for _, r := range f.refusals {
		_, inBox := f.box(r.field)
		if _, inRow := rowOf(f.draft, r.route); inBox || inRow {
			continue
		}
		for _, text := range wrap(r.text, width-5) {
			lines = append(lines, []ui.Cell{{Text: "   " + text, Tone: ui.Failed}})
		}
	}
	if len(lines) > most {
		more := len(lines) - most + 1
		lines = append(lines[:most-1], []ui.Cell{{Text: fmt.Sprintf("   and %s", count(more, "more line")), Tone: ui.Failed}})
	}
	return lines
}

// footLines are the notices, and what is to be said of the latest step.
func (f *routingForm) footLines(width int) [][]ui.Cell {
	const most = 4
	var lines [][]ui.Cell
	notices := f.notices()
	for i, n := range notices {
		if i == most-1 && len(notices) > most {
			lines = append(lines, []ui.Cell{{Text: " and " + count(len(notices)-i, "more notice")}})
			break
		}
		lines = append(lines, []ui.Cell{noticeCell(f.kit.Theme.Glyphs, n)})
	}
	if f.word != "" {
		for _, text := range wrap(f.word, width-2) {
			lines = append(lines, []ui.Cell{{Text: " " + text, Tone: ui.Notice}})
		}
	}
	return lines
}

// Info implements ui.Informer.
func (e *editor) Info() ui.Info {
	told := ui.Info{Summary: e.summary()}
	if e.layer == nil && !e.adding.open && !e.deleting {
		e.form.lines(e.width, e.height) // which rows are on screen is known when they are laid out
		told.Window = e.form.window
	}
	switch {
	case e.isSaving():
		told.Partly = e.watch.text()
	case e.isPreparing():
		told.Partly = "reading what is there now"
	case e.trouble != "":
		told.Status, told.Tone = e.kit.Theme.Glyphs.Failed+" saving is refused: "+e.trouble, ui.Failed
	case e.layer == nil && !e.adding.open && !e.deleting:
		told.Status, told.Tone = e.form.rowStatus()
	}
	return told
}

func (e *editor) summary() string {
	switch {
	case e.isSaving():
		return "SAVING"
	case e.layer != nil:
		return e.layer.summary()
	case e.deleting:
		return "DELETE, nothing sent"
	case e.isChanged():
		return "EDIT, not saved"
	}
	return "EDIT"
}

// ShortHelp implements help.KeyMap.
func (e *editor) ShortHelp() []key.Binding {
	switch {
	case e.isSaving(), e.isPreparing(), e.isOpening():
		return nil
	case e.layer != nil:
		return e.layer.keys()
	case e.deleting:
		return nil
	case e.adding.open:
		return e.adding.keys()
	}
	return e.form.keys()
}

// FullHelp implements help.KeyMap.
func (e *editor) FullHelp() [][]key.Binding {
	k := e.kit.Keys
	if e.layer != nil || e.adding.open || e.deleting {
		return [][]key.Binding{e.ShortHelp()}
	}
	return [][]key.Binding{
		append(e.form.rowKeys(true), k.Destination),
		{k.Up, k.Down, k.Top, k.Bottom, k.Left, k.Right, k.NextField, k.PreviousField, k.Choose, k.Clear},
	}
}

// keys are what the key line shows: those of the routes, or of the field.
func (f *routingForm) keys() []key.Binding {
	k := f.kit.Keys
	switch f.focus {
	case routing.FieldRoutes:
		return f.rowKeys(false)
	case noteField:
		return []key.Binding{k.Accept, k.Clear, k.Save}
	}
	box, _ := f.box(f.focus)
	own := []key.Binding{k.NextField, k.PreviousField, k.Save}
	switch box.kind {
	case choiceBox:
		return append([]key.Binding{k.Choose}, own...)
	case textBox:
		return append(own, k.Clear)
	}
	return own
}
