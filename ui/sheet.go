package ui

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// sheet is a text that lies over the body until it is closed: the help, or what was
// copied.
type sheet interface {
	// draw returns the lines that show it in place of the body.
	draw(body area) []string
	// press takes a key while it is open, and reports whether that closes it.
	press(msg tea.KeyMsg, body area) (closed bool)
	// wheel scrolls by so many rows, down for a positive number.
	wheel(rows int, body area)
	// keys returns what the key line names, in place of the view's keys and the shell's.
	keys(body area) (own, shell []key.Binding)
}

// scroll is how far a text is scrolled. The zero value is its start.
type scroll struct{ top int }

// move takes a key that scrolls a text of so many lines within its room.
func (s *scroll) move(msg tea.KeyMsg, k KeyMap, lines, room int) {
	by, _ := motion(msg, k, room)
	s.by(by, lines, room)
}

// by scrolls a text of so many lines within its room.
func (s *scroll) by(rows, lines, room int) {
	s.top = max(0, min(s.top+rows, lines-room))
}

// window returns the lines in view. The last says how many there are below.
func (s scroll) window(theme Theme, lines []string, room int) []string {
	top := max(0, min(s.top, len(lines)-room))
	end := min(len(lines), top+max(room, 0))
	if end == len(lines) || room < 2 {
		return lines[top:end]
	}
	below := fmt.Sprintf(" %s %d more lines", theme.Glyphs.More, len(lines)-end+1)
	return append(slices.Clone(lines[top:end-1]), theme.Paint(Muted, below))
}
