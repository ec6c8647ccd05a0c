package ui

import (
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// picker is the list of columns to sort by. Its first line, at cursor 0, is the
// server's order; column i is at cursor i+1.
type picker struct {
	columns []subject
	by      sorting // the present one
	cursor  int
}

// press takes a key: all keys are its own. It reports whether the picker closes, and
// whether it does so with the column at the cursor.
func (p *picker) press(msg tea.KeyMsg, k KeyMap) (closed, chosen bool) {
	by, moves := motion(msg, k, farthest)
	switch {
	case IsBurst(msg):
	case moves:
		p.cursor = max(0, min(p.cursor+by, len(p.columns)))
	case key.Matches(msg, k.Accept, k.Open):
		return true, true
	case key.Matches(msg, k.Cancel, k.Back, k.Quit, k.Sort):
		return true, false
	}
	return false, false
}

// column returns the column at the cursor, or unsorted.
func (p *picker) column() int { return p.cursor - 1 }

// draw draws the list in place of the rows. Two columns may have the same title, so
// each shows the name that conditions call it by as well.
func (p *picker) draw(theme Theme, width, height int) string {
	lines := []string{theme.Paint(Title, "   SORT BY")}
	widest := 0
	for _, column := range p.columns {
		widest = max(widest, safetext.Width(column.title))
	}
	room := max(1, height-1)
	first := max(0, min(p.cursor-room/2, len(p.columns)+1-room))
	for i := first; i <= len(p.columns) && len(lines) <= room; i++ {
		mark := "   "
		if i == p.cursor {
			mark = " " + theme.Paint(Selected, theme.Glyphs.Cursor) + " "
		}
		text := "as the server sends them"
		if i > 0 {
			column := p.columns[i-1]
			text = column.title + blanks(widest-safetext.Width(column.title)) + "   " + column.key
			if i-1 == p.by.column {
				text += " " + p.by.arrow(theme.Glyphs)
			}
		}
		text, _ = theme.Fit(text, width-3)
		lines = append(lines, mark+text)
	}
	return strings.Join(lines, "\n")
}
