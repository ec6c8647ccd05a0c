package ui

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// front is what the shell shows over the screens. The zero value is nothing.
type front struct {
	dialog dialog // over everything
	sheet  sheet  // over the body; nil when there is none
	note   note
	now    time.Time // when the last message came
}

// forget takes back what views asked that were left.
func (f *front) forget(left ...View) {
	for _, view := range left {
		f.dialog.forget(view)
	}
}

// travel is how the user goes from screen to screen: those that are open, the places that were
// visited, and what is remembered of them from run to run.
type travel struct {
	front
	stack  stack
	trail  trail
	on     View // whose place the trail has last
	keeps  recall
	tables map[View]*TableSettings // as views were left, or arranged since
}

// guide returns what knows the places, nil where nothing does.
func (t *travel) guide() Guide {
	if guided, ok := t.stack.views[0].(Guided); ok {
		return guided.Guide()
	}
	return nil
}

func (t *travel) push(views ...View) tea.Cmd {
	t.sheet = nil
	return t.stack.push(views)
}

// pop goes back to where the top view was opened; the root stays.
func (t *travel) pop() {
	if t.stack.isRoot() {
		return
	}
	t.sheet = nil
	t.forget(t.stack.back()...)
}

// replace has another view in place of the top one. With another root nothing can be come back to.
func (t *travel) replace(view View) tea.Cmd {
	t.sheet = nil
	t.forget(t.stack.top())
	if t.stack.isRoot() {
		t.trail = trail{}
	}
	return t.stack.replace(view)
}

// restart closes everything and begins anew with another view. What the former memory does not
// have yet it gets beside that.
func (t *travel) restart(view View) tea.Cmd {
	former := t.keeps
	if p, found := t.trail.next(0); found && len(p.Path) > 0 {
		former.change(func(m *Memo) { m.visit(p) })
	}
	cmd := t.stack.restart(view)
	*t = travel{stack: t.stack, front: front{now: t.now}}
	return tea.Batch(cmd, func() tea.Msg {
		former.flush()
		return nil
	})
}

// leave goes back to the view below, after asking when an edit would be lost.
func (t *travel) leave() {
	top := t.stack.top()
	switch {
	case t.stack.isRoot():
	case isDirty(top):
		t.askToLeave(top, Pop())
	default:
		t.pop()
	}
}

// askToLeave asks before an edit of a view would be lost.
func (t *travel) askToLeave(view View, yes tea.Cmd) {
	t.dialog.ask(asked{from: t.stack.top(), Question: Question{
		Title: "Leave without saving?", Text: leaveTextOf(view), Verb: "leave", Yes: yes, Unsaved: true,
	}}, t.now)
}

// climb goes back to the view that is so deep in the stack, as far as no edit would be lost by that.
func (t *travel) climb(depth int) {
	for len(t.stack.views)-1 > depth {
		if isDirty(t.stack.top()) {
			t.leave()
			return
		}
		t.sheet = nil
		t.forget(t.stack.up())
	}
}

// hasAbove reports whether the level above was passed on the way here.
func (t *travel) hasAbove() bool {
	below := len(t.stack.views) - 2
	return below >= 0 && t.stack.passed[t.stack.views[below]]
}

// screens are the screens with a key of their own that open now. That of the screen itself is its own
// key, and a dialog keeps all from the shell.
func (t *travel) screens() []Screen {
	guide, top := t.guide(), t.stack.top()
	if guide == nil || boxOf(top) != nil {
		return nil
	}
	_, isForm := top.(Dirty)
	return slices.DeleteFunc(guide.Screens(), func(s Screen) bool {
		return s.Place.Kind == placeOf(top).Kind || isForm && s.NoForm
	})
}

// move takes the keys that go to other places. A dialog of the view's keeps them from it.
func (t *travel) move(msg tea.KeyMsg, k KeyMap) (cmd tea.Cmd, used bool) {
	if t.guide() == nil || boxOf(t.stack.top()) != nil {
		return nil, false
	}
	switch {
	case key.Matches(msg, k.Backward):
		return t.back(-1), true
	case key.Matches(msg, k.Forward):
		return t.back(1), true
	case key.Matches(msg, k.Last):
		if t.trail.last.IsZero() {
			t.note = note{text: "this is the first place"}
		}
		return t.visit(visitMsg{to: t.trail.last}), true
	case key.Matches(msg, k.Pin):
		return t.pin(), true
	}
	for _, screen := range t.screens() {
		if key.Matches(msg, screen.Key) {
			if screen.Near != nil {
				screen.Place = screen.Near(t.stack.top())
			}
			return t.open(screen.Place), true
		}
	}
	if text := t.guide().Elsewhere(msg); text != "" && !offers(t.stack.top(), msg) {
		t.note = note{text: text} // and what the view has to say of it comes after
	}
	return nil, false
}

// offers reports whether a view has a key, or none yet because it waits for what it shows.
func offers(view View, msg tea.KeyMsg) bool {
	return isBusy(view) || key.Matches(msg, slices.Concat(append(view.FullHelp(), view.ShortHelp())...)...)
}

// back goes to the place that was visited before, or forward again. From what is no place, such as
// a form, it goes back to the place that it was opened from.
func (t *travel) back(by int) tea.Cmd {
	if by < 0 && placeOf(t.stack.top()).IsZero() {
		by = 0
	}
	to, found := t.trail.next(by)
	if !found {
		where := "after"
		if by < 0 {
			where = "before"
		}
		t.note = note{text: "no place was visited " + where + " this one"}
		return nil
	}
	return t.visit(visitMsg{to: to, by: by})
}

// open opens a screen above the present one, or goes back to it where it is open already.
func (t *travel) open(to Place) tea.Cmd {
	if at := t.stack.openAt(to); at >= 0 {
		t.climb(at)
		return nil
	}
	return t.push(t.guide().View(to, t.stack.top()))
}

// visit goes to a place, through the screens above it. What is not saved there is asked for first.
func (t *travel) visit(v visitMsg) tea.Cmd {
	guide := t.guide()
	if guide == nil || v.to.IsZero() {
		return nil
	}
	path, why := guide.PathTo(v.to)
	if why != "" {
		t.cannotVisit(v.to, why)
		return nil
	}
	above := make([]View, len(path)-1)
	for i, p := range path[1:] {
		above[i] = t.stack.live(p)
	}
	for _, view := range slices.Backward(t.stack.views[1:]) {
		if isDirty(view) && !slices.Contains(v.sure, view) && !slices.Contains(above, view) {
			v.sure = append(slices.Clone(v.sure), view)
			t.askToLeave(view, func() tea.Msg { return v })
			return nil
		}
	}
	isLive, from := len(above) == 0 || above[len(above)-1] != nil, t.stack.top()
	for i, view := range above {
		if view == nil {
			above[i] = guide.View(path[i+1], from)
		}
	}
	t.sheet = nil
	left, cmd := t.stack.become(above)
	t.forget(left...)
	for i, view := range t.stack.views {
		choose(view, path[i].Row)
	}
	t.trail.step(v.by)
	if isLive {
		cmd = tea.Batch(cmd, t.readOld())
	}
	return cmd
}

// readAgain is how old what a screen shows may be when it is come back to: what is older is
// read again, and stays until that is done.
const readAgain = time.Minute

// readOld reads the top view again where what it shows is old, or was never read.
func (t *travel) readOld() tea.Cmd {
	top := t.stack.top()
	if isBusy(top) || t.now.Sub(infoOf(top).AsOf) < readAgain {
		return nil
	}
	return renew(top)
}

// cannotVisit says why a place cannot be gone to. One that is gone is forgotten; a pin is asked for
// first.
func (t *travel) cannotVisit(p Place, why string) {
	name := t.guide().Name(p)
	if name.Gone {
		t.trail.drop(p)
	}
	if name.Gone && t.keeps.IsPinned(p) {
		t.dialog.ask(asked{from: t.stack.top(), Question: Question{
			Title: "Take the pin off?", Text: why + "\npinned: " + name.Text, Verb: "take off",
			Yes: func() tea.Msg { return unpinMsg{p} },
		}}, t.now)
		return
	}
	t.note = note{text: why, failed: true}
}

// pin pins the present place, or takes the pin off.
func (t *travel) pin() tea.Cmd {
	p := placeOf(t.stack.top())
	if p.IsZero() || len(p.Path) == 0 && t.stack.isRoot() {
		t.note = note{text: "there is nothing to pin here"}
		return nil
	}
	pinned, text := !t.keeps.IsPinned(p), "no longer pinned: "
	if pinned {
		text = "pinned: "
	}
	t.note = note{text: text + t.guide().Name(p).Text}
	t.keeps.change(func(m *Memo) { m.pin(p, pinned) })
	return t.remembered()
}

// unpinMsg arrives when a place that is gone is to be forgotten.
type unpinMsg struct{ place Place }

// unpin forgets a place that is gone.
func (t *travel) unpin(msg unpinMsg) tea.Cmd {
	t.keeps.change(func(m *Memo) { m.drop(msg.place) })
	return t.remembered()
}

// remembered tells every view what is remembered.
func (t *travel) remembered() tea.Cmd { return t.stack.offer(RememberedMsg{t.keeps.Memo}) }

// kept takes what the memory has and tells every view, or returns why it has less.
func (t *travel) kept(msg keptMsg) (tea.Cmd, error) {
	if !t.keeps.take(msg) {
		return nil, nil
	}
	return t.remembered(), t.keeps.failure(msg.err)
}

// remember takes down where the user is.
func (t *travel) remember() tea.Cmd {
	guide := t.guide()
	if guide == nil {
		return nil
	}
	if memory := guide.Memory(); memory != t.keeps.memory {
		t.keeps = recall{memory: memory}
	}
	before, _ := t.trail.next(0)
	top := t.stack.top()
	now := placeOf(top)
	isNew := t.trail.note(now, top == t.on)
	if !now.IsZero() {
		t.on = top
	}
	if isNew {
		for _, p := range []Place{before, now} { // that before, with its last row
			if len(p.Path) > 0 {
				t.keeps.change(func(m *Memo) { m.visit(p) })
			}
		}
		if at := t.now; !now.IsZero() {
			t.keeps.change(func(m *Memo) { m.look(now, at) })
		}
	}
	t.arrange()
	return t.keeps.keep()
}

// arrange has the tables of views as they were left, and takes down what the user has changed
// since.
func (t *travel) arrange() {
	if !t.keeps.isKnown() {
		return
	}
	for view := range t.tables {
		if !t.stack.contains(view) && !slices.Contains(t.stack.parked, view) {
			delete(t.tables, view)
		}
	}
	for _, view := range t.stack.views {
		now := settingsOf(view)
		before, known := t.tables[view]
		if now == nil || known && now == before {
			continue
		}
		at := placeOf(view)
		if !known {
			before = new(TableSettings)
		}
		if !now.isZero() || known {
			t.keeps.change(func(m *Memo) { m.arrange(at, before, now) })
		}
		if !known {
			view.(Arranger).Restore(t.keeps.table(at))
			now = settingsOf(view)
		}
		if t.tables == nil {
			t.tables = make(map[View]*TableSettings)
		}
		t.tables[view] = now
	}
}

// forgetTable has the table of the top view as it comes, here and from now on.
func (t *travel) forgetTable() {
	view := t.stack.top()
	arranger, ok := view.(Arranger)
	if !ok || settingsOf(view) == nil {
		return
	}
	if layered, ok := view.(Layered); ok {
		for settingsOf(view).Filter != "" && layered.CloseLayer() {
		}
	}
	arranger.Restore(TableSettings{})
	t.note = note{text: "the columns, the order and the filter of this screen are as they come"}
}

// flush remembers where the user is at the end.
func (t *travel) flush() {
	if p, found := t.trail.next(0); found && len(p.Path) > 0 {
		t.keeps.change(func(m *Memo) { m.visit(p) })
	}
	t.keeps.flush()
}
