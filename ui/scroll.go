package ui

import (
	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Scroll is how far the middle of a dialog is scrolled. Whoever has a dialog keeps it; drawing
// settles how far it can go. The zero value is the start.
type Scroll struct {
	top   int
	most  int // the last line that can be at the top
	page  int // lines in view; 0 before it was drawn
	below int // lines that are not in view yet
}

// Press takes a key, or one that is held down over a link that bunches, and reports whether it
// is one that scrolls.
func (s *Scroll) Press(msg tea.KeyMsg, k KeyMap) bool {
	by, ok := held(msg, k)
	if !IsBurst(msg) {
		by, ok = Motion(msg, k, max(1, s.page))
	}
	s.by(by)
	return ok
}

// Keys returns the keys that scroll, and none where all is in view.
func (s *Scroll) Keys(k KeyMap) []key.Binding {
	if s.page > 0 && s.most == 0 {
		return nil
	}
	return []key.Binding{k.UpDown("scroll")}
}

// by scrolls by so many lines, down for a positive number.
func (s *Scroll) by(lines int) {
	s.top = max(0, s.top+lines)
	if s.page > 0 {
		s.top = min(s.top, s.most)
	}
}

// settle finds what is in view of so many lines in so much room. Kept is brought into view, where
// it is one of them.
func (s *Scroll) settle(lines, room, kept int) {
	s.page, s.most = max(1, room), max(0, lines-max(0, room))
	if s.top = min(s.top, s.most); kept >= 0 {
		last := s.page - 1
		if s.page > 1 {
			last-- // that line may say how many are below
		}
		s.top = max(min(s.top, kept), min(kept-last, s.most))
	}
	s.below = max(0, lines-s.top-max(0, room))
}
