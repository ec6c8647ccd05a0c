package ui

import (
	"strconv"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// columnPicker is the list of columns to have on screen. Its first line, at cursor 0, is the
// columns as they come; the column i of those that can be picked is at cursor i+1.
type columnPicker struct {
	cursor int
	scroll Scroll
}

// pickable is a column of the list, which stands for those that are joined to it.
type pickable struct {
	subject
	column int    // of the table
	on     bool   // it is on screen where there is room
	stays  bool   // it names the rows
	note   string // why it is not on screen, or how wide it was made
	width  int    // how wide it is; 0 where it cannot be made wider or narrower
}

// picked is what a key asks of the table.
type picked int

const (
	nothingPicked picked = iota
	closePicker
	flipColumn
	widenColumn
	narrowColumn
)

// press takes a key: all keys are its own.
func (p *columnPicker) press(msg tea.KeyMsg, k KeyMap, columns int) picked {
	by, moves := Motion(msg, k, farthest)
	switch {
	case IsBurst(msg) && !moves:
	case moves:
		p.cursor = max(0, min(p.cursor+by, columns))
	case key.Matches(msg, k.Choose):
		return flipColumn
	case key.Matches(msg, k.Right):
		return widenColumn
	case key.Matches(msg, k.Left):
		return narrowColumn
	case key.Matches(msg, k.Accept, k.Open, k.Cancel, k.Back, k.Quit, k.Columns):
		return closePicker
	}
	return nothingPicked
}

// keys returns those of the list.
func (p *columnPicker) keys(k KeyMap) []key.Binding {
	return []key.Binding{
		Named(k.Accept, "done"), Named(k.Choose, "show or hide"), k.UpDown("choose"), k.LeftRight("width"), Named(k.Cancel, "back"),
	}
}

// box returns the list beside a table of so many cells.
func (p *columnPicker) box(kit Kit, columns []pickable, asTheyCome bool, beside int) *Box {
	const most, notes = 72, 14 // cells
	width := min(most, max(beside, leastWidth)-2*indent)
	k := kit.Keys
	subjects := make([]subject, len(columns))
	shown := 0
	for i, c := range columns {
		subjects[i] = c.subject
		if c.on && c.note != noRoom && c.note != nothingInIt {
			shown++
		}
	}
	labels, widest := labelsOf(subjects), 0
	for _, label := range labels {
		widest = max(widest, safetext.Width(label))
	}
	glyphs := kit.Theme.Glyphs
	lines := [][]Cell{nil, pickLineOf(glyphs, p.cursor == 0, asTheyCome, glyphs.Unchosen+" ", Cell{Text: "as they come"})}
	for i, c := range columns {
		room := width - 3 - 2*indent - widest - apart
		if c.note != "" {
			room -= notes
		}
		text, used := kit.Theme.Fit(safetext.Cell(c.says()), room)
		name := Cell{Text: labels[i]}
		if !c.on {
			name.Tone = Muted
		}
		name.Then = []Cell{
			{Text: Blanks(widest - safetext.Width(labels[i]) + apart)},
			{Text: text, Tone: Muted},
			{Text: Blanks(room - used)},
			{Text: c.note, Tone: Muted},
		}
		lines = append(lines, pickLineOf(glyphs, p.cursor == i+1, c.on, glyphs.Unchosen+" ", name))
	}
	return &Box{
		Title: []Cell{{Text: "Columns", Tone: Strong}}, Width: width,
		Right: Cell{Text: strconv.Itoa(shown) + " of " + strconv.Itoa(len(columns)) + " on screen", Tone: Muted},
		Lines: lines, Kept: p.cursor + 1, Lit: true, Scroll: &p.scroll, Pick: pickLine(&p.cursor, 1, len(columns)+1),
		Buttons: []Button{{Key: Named(k.Cancel, "back")}, {Key: Named(k.Choose, "show or hide")}, {Key: Named(k.Accept, "done"), On: OnChoice}},
	}
}
