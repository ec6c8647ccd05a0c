package ui

import (
	"fmt"
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// scroll is how far a text is scrolled. The zero value is its start.
type scroll struct{ top int }

// move takes a key that scrolls a text of so many lines within its room.
func (s *scroll) move(msg tea.KeyMsg, k KeyMap, lines, room int) {
	switch {
	case key.Matches(msg, k.Up):
		s.top--
	case key.Matches(msg, k.Down):
		s.top++
	case key.Matches(msg, k.PageUp):
		s.top -= room
	case key.Matches(msg, k.PageDown):
		s.top += room
	case key.Matches(msg, k.Top):
		s.top = 0
	case key.Matches(msg, k.Bottom):
		s.top = lines
	}
	s.top = max(0, min(s.top, lines-room))
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
