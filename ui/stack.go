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
	passed map[View]bool // opened on the way to the view above, in one go with it
	parked []View        // left, and kept as they are to be come back to; the latest is last
	front  View          // was on top last
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
	for i, view := range views {
		s.views = append(s.views, view)
		if i < len(views)-1 {
			s.passed[view] = true
		}
		cmds = append(cmds, s.start(view))
	}
	return tea.Batch(cmds...)
}

func (s *stack) start(view View) tea.Cmd {
	s.size(view)
	return sentBy(view, view.Init())
}

// pop leaves the top view and returns it.
func (s *stack) pop() View {
	last := len(s.views) - 1
	view := s.views[last]
	s.views[last] = nil
	s.views = s.views[:last]
	s.leave(view)
	return view
}

// back leaves the top view with what was passed on the way to it, and returns what was left.
func (s *stack) back() (left []View) {
	left = append(left, s.pop())
	for !s.isRoot() && s.passed[s.top()] {
		left = append(left, s.pop())
	}
	return left
}

// up leaves the top view alone: what was passed on the way to it is looked at now.
func (s *stack) up() (left View) {
	left = s.pop()
	delete(s.passed, s.top())
	return left
}

// mostParked is how many views are kept to be come back to.
const mostParked = 12

// leave parks a view that is a place and waits for nothing, and closes every other.
func (s *stack) leave(view View) {
	delete(s.passed, view)
	at := placeOf(view)
	if at.IsZero() || isBusy(view) || isTyping(view) || isDirty(view) || boxOf(view) != nil {
		s.close(view)
		return
	}
	if before := s.parkedAt(at); before != nil {
		s.unpark(before)
		s.close(before)
	}
	if s.parked = append(s.parked, view); len(s.parked) > mostParked {
		oldest := s.parked[0]
		s.unpark(oldest)
		s.close(oldest)
	}
}

func (s *stack) close(view View) {
	delete(s.sides, view)
	view.Close()
}

// parkedAt returns the parked view of a place, nil where there is none.
func (s *stack) parkedAt(p Place) View {
	if at := slices.IndexFunc(s.parked, func(view View) bool { return placeOf(view).Is(p) }); at >= 0 {
		return s.parked[at]
	}
	return nil
}

func (s *stack) unpark(view View) {
	s.parked = slices.DeleteFunc(s.parked, func(other View) bool { return other == view })
}

// openAt returns how deep in the stack a place is open, -1 where it is not.
func (s *stack) openAt(p Place) int {
	return slices.IndexFunc(s.views, func(view View) bool { return placeOf(view).Is(p) })
}

// live returns the view of a place that is open or parked, nil where there is none.
func (s *stack) live(p Place) View {
	if at := s.openAt(p); at > 0 {
		return s.views[at]
	}
	return s.parkedAt(p)
}

// become has other views above the root, of which some may be open or parked already, and
// returns what was left.
func (s *stack) become(above []View) (left []View, cmd tea.Cmd) {
	before := slices.Clone(s.views[1:])
	s.views = append(s.views[:1:1], above...)
	var cmds []tea.Cmd
	for _, view := range above {
		delete(s.passed, view)
		switch {
		case slices.Contains(before, view):
		case slices.Contains(s.parked, view):
			s.unpark(view)
			s.size(view)
		default:
			cmds = append(cmds, s.start(view))
		}
	}
	for _, view := range slices.Backward(before) {
		if !slices.Contains(above, view) {
			left = append(left, view)
			s.leave(view)
		}
	}
	return left, tea.Batch(cmds...)
}

// clear closes what is parked.
func (s *stack) clear() {
	for _, view := range s.parked {
		s.close(view)
	}
	s.parked = nil
}

// replace closes the top view and opens another in its place. With another root nothing of
// before can be come back to.
func (s *stack) replace(view View) tea.Cmd {
	if s.isRoot() {
		return s.restart(view)
	}
	s.pop()
	return s.push([]View{view})
}

// restart closes every view, the top one first, and opens another as the root.
func (s *stack) restart(view View) tea.Cmd {
	for len(s.views) > 0 {
		s.pop()
	}
	s.clear()
	return s.push([]View{view})
}

// offer shows a message to every view, bottom to top. A parked one that would read again because
// of it is closed instead: it reads when it is come back to.
func (s *stack) offer(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, view := range s.views {
		cmds = append(cmds, s.show(view, msg))
	}
	for _, view := range slices.Clone(s.parked) {
		cmd := s.show(view, msg)
		if isBusy(view) {
			s.unpark(view)
			s.close(view)
			continue
		}
		cmds = append(cmds, cmd)
	}
	return tea.Batch(cmds...)
}

// show shows a message to a view and to what lies beside it.
func (s *stack) show(view View, msg tea.Msg) tea.Cmd {
	cmd := sentBy(view, view.Update(msg))
	if side := s.sides[view]; side != nil {
		cmd = tea.Batch(cmd, sentBy(view, side.Update(msg)))
	}
	return cmd
}

// follow has the top view follow what came into view, and what lies beside it the cursor.
func (s *stack) follow() tea.Cmd {
	if len(s.views) == 0 {
		return nil
	}
	if coverer, ok := s.front.(Coverer); ok && s.front != s.top() {
		coverer.Cover()
	}
	s.front = s.top()
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
		case pushMsg, popMsg, replaceMsg, visitMsg, confirmMsg, copyMsg, notifyMsg, failMsg:
			return sentMsg{from: view, msg: msg}
		default:
			return msg
		}
	}
}
