package ui

import (
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

// window returns the lines in view.
func (s scroll) window(lines []string, room int) []string {
	top := max(0, min(s.top, len(lines)-room))
	return lines[top:min(len(lines), top+max(room, 0))]
}
