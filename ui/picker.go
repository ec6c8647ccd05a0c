package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// picker is the list of columns to sort by. Its first line, at cursor 0, is the
// server's order; column i is at cursor i+1.
type picker struct{ cursor int }

// pick takes a key while the picker is open: all keys are its own.
func (t *Table[R]) pick(msg tea.KeyMsg) {
	if IsBurst(msg) {
		return
	}
	last := len(t.columns)
	switch k := t.kit.Keys; {
	case key.Matches(msg, k.Up):
		t.picker.cursor = max(0, t.picker.cursor-1)
	case key.Matches(msg, k.Down):
		t.picker.cursor = min(last, t.picker.cursor+1)
	case key.Matches(msg, k.Top, k.PageUp):
		t.picker.cursor = 0
	case key.Matches(msg, k.Bottom, k.PageDown):
		t.picker.cursor = last
	case key.Matches(msg, k.Accept, k.Open):
		column := t.picker.cursor - 1
		t.picker = nil
		t.choose(column)
	case key.Matches(msg, k.Cancel, k.Back, k.Quit, k.Sort):
		t.picker = nil
	}
}

// pickerView draws the list in place of the rows. Two columns may have the same
// title, so each shows the name that conditions call it by as well.
func (t *Table[R]) pickerView() string {
	theme := t.kit.Theme
	lines := []string{theme.Paint(Title, "   SORT BY")}
	widest := 0
	for _, column := range t.columns {
		widest = max(widest, safetext.Width(column.Title))
	}
	room := max(1, t.height-1)
	first := max(0, min(t.picker.cursor-room/2, len(t.columns)+1-room))
	for i := first; i <= len(t.columns) && len(lines) <= room; i++ {
		mark := "   "
		if i == t.picker.cursor {
			mark = " " + theme.Paint(Selected, theme.Glyphs.Cursor) + " "
		}
		text := "as the server sends them"
		if i > 0 {
			column := t.columns[i-1]
			text = column.Title + blanks(widest-safetext.Width(column.Title)) + "   " + column.Key
			if i-1 == t.sort.column {
				text += " " + t.arrow()
			}
		}
		text, _ = fit(theme, text, t.width-3)
		lines = append(lines, mark+text)
	}
	return strings.Join(lines, "\n")
}

// arrow returns the sign for the way rows are sorted.
func (t *Table[R]) arrow() string {
	if t.sort.reverse {
		return t.kit.Theme.Glyphs.SortDown
	}
	return t.kit.Theme.Glyphs.SortUp
}
