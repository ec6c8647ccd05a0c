package views

import (
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/routing"
	"banyan/ui"
)

// park takes a row out of what is sent and keeps it here, or puts it back.
func (f *routingForm) park() {
	rows := f.draft.Rows()
	if f.cursor >= len(rows) {
		return
	}
	if rows[f.cursor].Parked {
		f.set(f.draft.Unpark(f.cursor))
		return
	}
	f.set(f.draft.Park(f.cursor, "", f.now()))
}

// parkedRow returns the row under the cursor where that is parked.
func (f *routingForm) parkedRow() (routing.Row, bool) {
	rows := f.draft.Rows()
	if f.cursor >= len(rows) || !rows[f.cursor].Parked {
		return routing.Row{}, false
	}
	return rows[f.cursor], true
}

// toNote has the note of a parked row typed.
func (f *routingForm) toNote() {
	row, ok := f.parkedRow()
	if !ok {
		f.word = "notes are for parked routes: " + f.kit.Keys.Park.Help().Key + " parks one"
		return
	}
	f.focus = noteField
	f.begin(row.Note)
}

// pressNote takes a key for the note, which is one step however long it gets.
func (f *routingForm) pressNote(msg tea.KeyMsg) {
	k := f.kit.Keys
	switch {
	case pressed(msg, k.Accept), pressed(msg, k.Cancel), msg.Type == tea.KeyUp, msg.Type == tea.KeyDown:
		f.leave()
	case f.typing.text.Update(msg, k):
		f.set(f.typing.before.SetNote(f.cursor, f.typing.text.Text()))
	}
}

// noteLines are what is noted at a parked row, while it is typed with its end in view.
func (f *routingForm) noteLines(i int, row routing.Row, width int) [][]ui.Cell {
	const label = "note: "
	indent := rowGutter + 2
	if i == f.cursor && f.focus == noteField {
		room := max(10, width-indent-len(label)-3)
		return [][]ui.Cell{{
			{Text: blanks(indent) + label},
			{Text: "[" + f.typing.text.Box(f.kit.Theme, room, true) + "]", Tone: ui.Selected},
		}}
	}
	if row.Note == "" {
		return nil
	}
	return [][]ui.Cell{{{Text: blanks(indent) + label + row.Note, Tone: ui.Muted}}}
}

// rowStatus tells of the row under the cursor what its line may have no room for.
func (f *routingForm) rowStatus() (text string, tone ui.Tone) {
	rows := f.draft.Rows()
	if f.focus != routing.FieldRoutes || f.cursor >= len(rows) {
		return "", ui.Plain
	}
	row := rows[f.cursor]
	if wrong := f.problemsOf(routing.FieldRoutes, f.cursor); len(wrong) > 0 {
		return f.kit.Theme.Glyphs.Failed + " " + row.TrunkGroup.String() + ": " + strings.Join(wrong, "; "), ui.Failed
	}
	if !row.Parked {
		return "", ui.Plain
	}
	text = "parked here since " + parkedSince(row.At, f.now()) + ": kept on this machine, not sent"
	if row.Note != "" {
		text = "parked here " + parkedSince(row.At, f.now()) + ": " + row.Note
	}
	return text, ui.Plain
}
