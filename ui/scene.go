package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
)

// scene is what is seen now: the top screen, what lies over it, and the lines around both. It
// draws, and changes nothing.
type scene struct {
	travel
	kit     Kit
	opts    Options
	spinner spinner
	clip    clip
}

// frame draws exactly as many lines as the terminal has, none wider than it.
func (s *scene) frame() string {
	width, height := s.stack.width, s.stack.height
	switch {
	case width == 0:
		return ""
	case s.stack.isSmall():
		return s.clip.frame(s.smallView(), width, height)
	}
	chrome := s.chrome()
	lines := make([]string, 0, height)
	lines = append(lines, chrome.headerLine(), chrome.crumbLine())
	lines = append(lines, s.draw()...)
	if last := height - 2; len(lines) < last {
		lines = append(lines, make([]string, last-len(lines))...)
	} else {
		lines = lines[:last]
	}
	lines = s.lay(append(lines, chrome.statusLine()), chrome)
	return s.clip.frame(append(lines, Edges(s.kit.Theme, OnBand, width, s.keyLine(&chrome), Cell{})), width, height)
}

// keyLine is the line of the keys that matter now.
func (s *scene) keyLine(chrome *chrome) Cell {
	own, shell, edits := s.keysNow()
	stay := []key.Binding{s.kit.Keys.Save, s.kit.Keys.Filter}
	if slices.ContainsFunc(own, func(b key.Binding) bool { return isAny(b, s.kit.Keys.Save) }) {
		stay = append(stay, s.kit.Keys.NextField) // elsewhere it only moves
	}
	return chrome.keyLine(own, shell, edits, stay...)
}

// keysNow returns the keys that matter now: the top view's, of which the last ones give way first
// where there is no room for all, the shell's, which stay, and those that edit. While a dialog of the view's is open they are its keys alone.
func (s *scene) keysNow() (own, shell []key.Binding, edits edits) {
	k, top := s.kit.Keys, s.stack.top()
	switch {
	case s.dialog.isOpen():
		return nil, s.dialog.keys(k), nil
	case s.sheet != nil:
		return nil, s.sheet.keys(k), nil
	case isTyping(top) && boxOf(top) != nil && s.stack.isRoot() && placeOf(top).IsZero() && s.opts.Sessions != nil: // a login
		return top.ShortHelp(), []key.Binding{Named(k.Profiles, "other profile")}, nil
	case isTyping(top):
		return top.ShortHelp(), nil, nil
	case boxOf(top) != nil:
		own, shell = apartFrom(top.ShortHelp(), k.Help, k.Back)
		return own, shell, nil
	}
	own = top.ShortHelp()
	if slices.ContainsFunc(s.screens(), func(screen Screen) bool { return isAny(screen.Key, k.Find) }) {
		if at := slices.IndexFunc(own, func(b key.Binding) bool { return b.Help().Key == k.Filter.Help().Key }); at >= 0 {
			if at++; at < len(own) && isAny(own[at], k.Edit) { // which is wanted more
				at++
			}
			own = slices.Insert(slices.Clone(own), at, k.Find) // beside the other way to find something
		} else {
			shell = append(shell, k.Find)
		}
	}
	if _, ok := top.(Refresher); ok {
		rest, refresh := apartFrom(own, k.Refresh)
		own = append(append(rest, refresh...), k.Refresh)
	}
	if !placeOf(top).IsZero() { // a form has keys that are wanted more
		palette := k.Palette
		if s.stack.width < wideBoxFrom {
			palette = Named(palette, "go")
		}
		shell = append(shell, palette)
	}
	end := k.Back
	if s.stack.isRoot() {
		end = k.Quit
	}
	return own, append(shell, k.Help, end), newEdits(top, k, s.stack.width)
}

// apartFrom returns bindings as those that have not the keys of others, and those that have.
func apartFrom(bindings []key.Binding, others ...key.Binding) (rest, those []key.Binding) {
	for _, binding := range bindings {
		if isAny(binding, others...) {
			those = append(those, binding)
		} else {
			rest = append(rest, binding)
		}
	}
	return rest, those
}

// lay lays the boxes that are open over all lines but the first. What the shell has to say
// is never dimmed.
func (s *scene) lay(lines []string, chrome chrome) []string {
	below := lines[1:]
	for _, box := range s.boxes() {
		below = box.over(s.kit.Theme, below, s.stack.width, bodyTop-1, s.stack.bodyHeight())
	}
	copy(lines[1:], below)
	if s.note.text != "" || chrome.waiting != "" {
		status := chrome.statusLines()
		copy(lines[len(lines)-len(status):], status)
	}
	return lines
}

// boxes returns what is open over the screen, the last on top: the view's own, the sheet, and the
// shell's question.
func (s *scene) boxes() []*Box {
	var all []*Box
	add := func(box *Box) {
		if box == nil {
			return
		}
		if box.Environment && s.opts.Header.Label != "" {
			box = box.in(s.opts.Header)
		}
		all = append(all, box)
	}
	if s.bare() == nil {
		add(boxOf(s.stack.top()))
	}
	if s.sheet != nil {
		add(s.sheet.box(s.body()))
	}
	if s.dialog.isOpen() {
		add(s.dialog.box(s.kit))
	}
	return all
}

// box returns the dialog on top, nil for none.
func (s *scene) box() *Box {
	all := s.boxes()
	if len(all) == 0 {
		return nil
	}
	return all[len(all)-1]
}

// body returns the area between the chrome.
func (s *scene) body() area {
	return area{Kit: s.kit, width: s.stack.width, height: s.stack.bodyHeight(), readOnly: s.opts.Header.ReadOnly}
}

// draw draws the body: the top view, or the one below where a dialog is all that it has.
func (s *scene) draw() []string {
	if bare := s.bare(); bare != nil {
		return bare.plain(s.body())
	}
	return strings.Split(s.behind().View(), "\n")
}

// bare returns the text that was copied where it stands alone in the body, or nil.
func (s *scene) bare() *copied {
	if c, ok := s.sheet.(*copied); ok && c.alone {
		return c
	}
	return nil
}

// behind returns the view that is seen behind the dialog of the top view.
func (s *scene) behind() View {
	at := len(s.stack.views) - 1
	for at > 0 && boxOf(s.stack.views[at]) != nil && s.stack.views[at].View() == "" {
		at--
	}
	return s.stack.views[at]
}

// smallView states how large the terminal must be. Nothing but quitting works then.
func (s *scene) smallView() []string {
	lines := []string{
		fmt.Sprintf("%dx%d is too small,", s.stack.width, s.stack.height),
		fmt.Sprintf("%dx%d is needed.", leastWidth, leastHeight),
		s.kit.Keys.Quit.Help().Key + " quits",
	}
	if s.dialog.quits() {
		lines[2] = "unsaved: " + s.kit.Keys.Interrupt.Help().Key + " quits"
	}
	return lines
}

// chrome returns what stands around the body now.
func (s *scene) chrome() chrome {
	c := chrome{
		theme: s.kit.Theme, width: s.stack.width, header: s.opts.Header, info: infoOf(s.behind()), now: s.now,
		refreshes: s.opts.Refresh > 0, titles: s.stack.crumbs(), note: s.note,
	}
	if isBusy(s.stack.top()) && boxOf(s.stack.top()) == nil { // a dialog of a view's says itself what goes on
		c.spinner = s.spinner.glyph(s.kit.Theme.Glyphs.Spinner)
	}
	c.ongoing, c.waiting = s.ongoing(), s.waiting()
	return c
}

// ongoing returns how far work in the background is.
func (s *scene) ongoing() Progress {
	if s.opts.Ongoing == nil {
		return Progress{}
	}
	return s.opts.Ongoing()
}

// waiting says what the top view waits for, for its user or where that takes long, and what can be
// done meanwhile.
func (s *scene) waiting() string {
	top, k := s.stack.top(), s.kit.Keys
	switch {
	case s.isLoggedOut() && s.hasSessions():
		return "the session has ended: " + k.Profiles.Help().Key + " logs in again; nothing typed is lost"
	case s.opts.Waiting == nil || s.spinner.frame == 0:
		return ""
	}
	what, held := s.opts.Waiting()
	if what == "" || boxOf(top) != nil {
		return what
	}
	var keys []string
	if _, reads := top.(Refresher); reads && !held && !isTyping(top) {
		keys = append(keys, k.Refresh.Help().Key+" retries")
	}
	if !s.stack.isRoot() {
		keys = append(keys, k.Back.Help().Key+" back")
	}
	if len(keys) > 0 {
		what += ": " + strings.Join(keys, ", ")
	}
	return what
}

// hasSessions reports whether another session can be entered from here: from a dialog of a view's
// only where nobody is logged in yet.
func (s *scene) hasSessions() bool {
	return s.opts.Sessions != nil && (s.stack.isRoot() || boxOf(s.stack.top()) == nil)
}

func (s *scene) isLoggedOut() bool {
	sessions := s.opts.Sessions
	return sessions != nil && sessions.LoggedOut != nil && sessions.LoggedOut()
}
