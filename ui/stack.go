package ui

import (
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// The room that the program needs, and the most it draws: a terminal may claim any
// size, and a frame costs memory.
const (
	leastWidth, leastHeight = 60, 16
	mostWidth, mostHeight   = 500, 200
	chromeHeight            = 4
)

// stack is the screens that are open, in a terminal of a size. The last one is on top;
// the first, the root, stays.
type stack struct {
	views  []View
	sides  map[View]Side // what lay beside them last: what it asked for comes also while it is hidden
	width  int           // 0 until the terminal has told its size
	height int
}

func (s *stack) top() View { return s.views[len(s.views)-1] }

func (s *stack) isRoot() bool { return len(s.views) == 1 }

func (s *stack) contains(view View) bool { return slices.Contains(s.views, view) }

// isSmall reports whether the terminal is too small to draw on.
func (s *stack) isSmall() bool { return s.width < leastWidth || s.height < leastHeight }

// bodyHeight returns how many lines a view has.
func (s *stack) bodyHeight() int { return s.height - chromeHeight }

// resize takes the size of the terminal and passes each view its room.
func (s *stack) resize(width, height int) {
	s.width = min(max(width, 1), mostWidth)
	s.height = min(max(height, 1), mostHeight)
	for _, view := range s.views {
		s.size(view)
	}
}

// size passes a view its room, unless that is too small to draw in.
func (s *stack) size(view View) {
	if s.width > 0 && !s.isSmall() {
		view.SetSize(s.width, s.bodyHeight())
	}
}

// push opens views above the present one and starts them.
func (s *stack) push(views []View) tea.Cmd {
	var cmds []tea.Cmd
	for _, view := range views {
		s.views = append(s.views, view)
		s.size(view)
		cmds = append(cmds, sentBy(view, view.Init()))
	}
	return tea.Batch(cmds...)
}

// pop closes the top view and returns it.
func (s *stack) pop() View {
	last := len(s.views) - 1
	view := s.views[last]
	s.views[last] = nil
	s.views = s.views[:last]
	delete(s.sides, view)
	view.Close()
	return view
}

// replace closes the top view and opens another in its place.
func (s *stack) replace(view View) tea.Cmd {
	s.pop()
	return s.push([]View{view})
}

// offer shows a message to every view, bottom to top.
func (s *stack) offer(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, view := range s.views {
		cmds = append(cmds, sentBy(view, view.Update(msg)))
		if side := s.sides[view]; side != nil {
			cmds = append(cmds, sentBy(view, side.Update(msg)))
		}
	}
	return tea.Batch(cmds...)
}

// follow has the top view follow what came into view, and what lies beside it the cursor.
func (s *stack) follow() tea.Cmd {
	if len(s.views) == 0 {
		return nil
	}
	var cmds []tea.Cmd
	if follower, ok := s.top().(Follower); ok {
		cmds = append(cmds, follower.Follow())
	}
	if side := sideOf(s.top()); side != nil {
		s.sides[s.top()] = side
		cmds = append(cmds, side.Follow())
	}
	return sentBy(s.top(), tea.Batch(cmds...))
}

// give shows a message to the top view alone.
func (s *stack) give(msg tea.Msg) tea.Cmd { return sentBy(s.top(), s.top().Update(msg)) }

// crumbs returns the titles that the breadcrumb shows. A view without a title, or with the same
// one, is about the same thing as the one below it.
func (s *stack) crumbs() []crumb {
	crumbs := make([]crumb, 0, len(s.views))
	for depth, view := range s.views {
		title := safetext.Name(view.Title())
		if last := len(crumbs) - 1; last >= 0 && crumbs[last].title == title {
			crumbs[last].depth = depth
		} else if title != "" {
			crumbs = append(crumbs, crumb{title, depth})
		}
	}
	return crumbs
}

// sentMsg is a message to the shell together with the view whose command it came
// from.
type sentMsg struct {
	from View
	msg  tea.Msg
}

// sentBy marks the messages of cmd to the shell as coming from a view. Without the
// mark, a second enter typed ahead would open a screen twice, and a late answer could
// open, leave or ask something above a screen it knows nothing of.
func sentBy(view View, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		switch msg := cmd().(type) {
		case tea.BatchMsg:
			marked := make(tea.BatchMsg, len(msg))
			for i, cmd := range msg {
				marked[i] = sentBy(view, cmd)
			}
			return marked
		case pushMsg, popMsg, replaceMsg, confirmMsg, copyMsg, notifyMsg, failMsg:
			return sentMsg{from: view, msg: msg}
		default:
			return msg
		}
	}
}
