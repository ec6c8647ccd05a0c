// Package ui is the shell and its furniture: what every screen of the program
// stands in and is made of. It knows no API and no telecom.
//
// App routes messages by these rules:
//
//  1. Size: App works out the body once and calls SetSize on every view of the
//     stack. A view never sees a WindowSizeMsg, nor less room than 60x12.
//  2. Keys go, in this order, to: ctrl+c (asks when something is unsaved, always
//     quits on the second press); ctrl+z and ctrl+l; the open dialog; the open sheet, which
//     is the help or what was copied; the top view alone while it is Typing, or while it is TypingNumber
//     and the key is a digit, a sign or a burst; the shell's own keys; the top view. Keys that arrive
//     together in one burst, and pasted text, never act: they are dropped unless the top view takes them
//     as text or for a number. A burst of one moving key, held down over a slow link, reaches the top
//     view, whose table moves that far. A yes counts only when it is pressed alone, also one that arrived
//     with other keys as a message of its own. A burst that begins with the key of the palette is typed there, and runs nothing.
//     The mouse reaches the top view alone, as a Pointed, while nothing is typed that hides
//     its rows (Seeker) and no dialog is open; a click on a dialog's button, or on a key of the last line, is
//     that key, but never a yes, and one on a row of a list in a dialog puts the cursor there.
//  3. The messages of Push, Pop, Replace, Visit, Confirm, Copy, Notify and Fail stop at App. Each knows
//     the view that sent it: only the top view may push, pop, ask or copy, and only a view
//     that is still on the stack is heard at all.
//  4. Every other message is offered to every view on the stack, bottom to top;
//     owners recognise their own by identity. A view that was left has been closed and
//     gets nothing, or it is a place, keeps what it has read, and goes on getting messages
//     until it would read again.
//  5. Update does no I/O. A command never touches a view; it returns a message.
//  6. What can be done by calling a method on a child is done so; a message goes only
//     upward or comes from a command.
//  7. Esc closes one layer: the dialog, the help, a view's own layer, the view
//     (asking when it is dirty) with those that were opened on the way to it: it comes back to
//     exactly where the user was. At the root it does nothing.
package ui

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// Options configure the shell. The zero value works.
type Options struct {
	Header  Header
	Refresh time.Duration      // reads the top view again at this interval; 0 is off
	Explain func(error) string // one sentence for an error; nil uses its text
	Now     func() time.Time   // the clock; nil is time.Now

	// Ongoing returns how far work in the background is, shown on every screen; nil where
	// there never is any. Each change of it must come with a message to a view, so that
	// it is drawn.
	Ongoing func() Progress

	// Waiting says what a view that is busy waits for, empty while that takes no longer than it
	// should; held is whether reading again changes nothing. Nil where it is never known.
	Waiting func() (what string, held bool)

	// Sessions are what can be entered instead of this one; nil where there is none.
	Sessions *Sessions

	// Themes make what can be chosen from while the program runs, by name.
	Themes map[string]func() Theme

	// Actions say more of what keys do, by the words of their bindings, where those alone are short:
	// the palette tells it.
	Actions map[string]string

	// Mouse has the mouse on from the start.
	Mouse bool
	// Clipboard sends safe text to the clipboard of the user's terminal; nil where there
	// is none. It is called from a command.
	Clipboard func(text string) error
	// ClipboardHint is a sentence about what may keep the text from arriving.
	ClipboardHint string

	// Suspend prepares for the process to be stopped until a shell continues it, or
	// returns why that is not possible; nil where it never is. It is called from a command.
	Suspend func() error
}

// App is the shell: the root model of the program. Make one with NewApp, and Close
// it when the program has ended.
type App struct {
	scene
	mouse mouse

	timers context.Context // ends with the program
	stop   context.CancelFunc
	closed bool
}

var _ tea.Model = (*App)(nil)

// NewApp returns the shell with its first view, which it owns from now on.
func NewApp(kit Kit, home View, opts Options) *App {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	timers, stop := context.WithCancel(context.Background())
	screens := stack{views: []View{home}, sides: make(map[View]Side), passed: make(map[View]bool)}
	return &App{
		scene:  scene{travel: travel{stack: screens, front: front{now: opts.Now()}}, kit: kit, opts: opts},
		timers: timers, stop: stop, mouse: mouse{on: opts.Mouse},
	}
}

// Rename changes the place that the header names, which may be known only after a login. It is
// called from the event loop, like Update.
func (a *App) Rename(place string) { a.opts.Header.Place = place }

// Init starts the first view and, where it is on, the refreshing.
func (a *App) Init() tea.Cmd {
	home := a.stack.top()
	return tea.Batch(sentBy(home, home.Init()), a.awaitRefresh(), a.spin(), a.mouse.listen())
}

// Update takes a message. It never blocks.
func (a *App) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	if a.closed {
		return a, nil
	}
	a.now = a.opts.Now()
	a.kit.Turn.next(a.now)
	cmd := a.route(msg)
	follow := a.stack.follow() // it may have to wait for something
	if !a.closed {
		cmd = tea.Batch(cmd, a.remember())
	}
	return a, tea.Batch(cmd, follow, a.spin())
}

func (a *App) route(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.WindowSizeMsg:
		a.stack.resize(msg.Width, msg.Height)
	case tea.KeyMsg:
		return a.press(msg, false)
	case togetherMsg:
		return a.press(msg.key, true)
	case sentMsg:
		return a.take(msg.from, msg.msg)
	case pushMsg, popMsg, replaceMsg, visitMsg, confirmMsg, copyMsg, notifyMsg, failMsg:
		return a.take(a.stack.top(), msg)
	case tea.MouseMsg:
		return a.point(msg)
	case rollMsg:
		return a.roll()
	case tea.ResumeMsg:
		return a.mouse.listen()
	case spinMsg:
		return a.spinner.turn(msg)
	case namedMsg:
		return a.named(msg)
	case enteredMsg:
		return a.enter(msg)
	case keptMsg:
		cmd, err := a.kept(msg)
		if err != nil { // it is no answer of the platform, and says itself what happened
			a.note = note{text: err.Error(), failed: true}
		}
		return cmd
	case unpinMsg:
		return a.unpin(msg)
	case copiedMsg:
		msg.of.arrived(msg.err)
	case refreshMsg:
		return tea.Batch(a.refreshByItself(), a.awaitRefresh())
	default:
		return a.stack.offer(msg)
	}
	return nil
}

// take does what a view asks of the shell, as far as the view may still ask it.
func (a *App) take(from View, msg tea.Msg) tea.Cmd {
	if !a.stack.contains(from) {
		return nil
	}
	onTop := from == a.stack.top()
	switch msg := msg.(type) {
	case pushMsg:
		if onTop {
			return a.push(msg.views...)
		}
	case popMsg:
		if !onTop {
			return nil
		}
		if a.pop(); msg.returned != "" {
			a.note = note{text: msg.returned}
			return a.refreshByItself()
		}
	case replaceMsg:
		if onTop {
			return a.replace(msg.view)
		}
	case visitMsg:
		if onTop {
			return a.visit(msg)
		}
	case confirmMsg:
		if onTop {
			a.dialog.ask(asked{Question: msg.question, from: from}, a.now)
		}
	case copyMsg:
		if onTop {
			return a.show(copyText(slices.Clone(msg.lines), a.opts.Header.origin(Info{})))
		}
	case notifyMsg:
		a.note = note{text: msg.text}
	case failMsg:
		a.fail(msg.err)
	}
	return nil
}

// fail shows an error in the words of Options.Explain.
func (a *App) fail(err error) {
	if err != nil {
		a.note = note{text: a.explain(err), failed: true}
	}
}

func (a *App) explain(err error) string {
	if a.opts.Explain == nil {
		return err.Error()
	}
	return a.opts.Explain(err)
}

// press routes a key, which may have arrived together with others.
func (a *App) press(msg tea.KeyMsg, together bool) tea.Cmd {
	a.note, a.mouse.clicked = note{}, nil
	a.tell(msg)
	burst := IsBurst(msg)
	switch {
	case !burst && key.Matches(msg, a.kit.Keys.Interrupt):
		return a.leaveProgram(true)
	case a.stack.isSmall():
		if !burst && key.Matches(msg, a.kit.Keys.Quit) {
			return a.leaveProgram(false)
		}
		return nil
	case !burst && key.Matches(msg, a.kit.Keys.Suspend):
		return a.suspend()
	case !burst && key.Matches(msg, a.kit.Keys.Redraw):
		return tea.ClearScreen // a screen can be broken whatever is on it
	case together && a.isLone(msg):
		a.note = note{text: msg.String() + " counts only when it is pressed alone"}
		return nil
	case a.dialog.isOpen():
		return a.answer(msg)
	case a.sheet != nil:
		return a.pressSheet(msg)
	case !burst && key.Matches(msg, a.kit.Keys.Profiles) && a.hasSessions():
		if a.isLoggedOut() {
			return a.push(a.opts.Sessions.Again())
		}
		a.openProfiles()
		return nil
	case isTyping(a.stack.top()):
		return a.stack.give(msg)
	case burst && boxOf(a.stack.top()) == nil && key.Matches(tea.KeyMsg{Type: tea.KeyRunes, Runes: msg.Runes[:min(1, len(msg.Runes))]}, a.kit.Keys.Palette):
		cmd := a.openPalette()
		a.sheet.press(tea.KeyMsg{Type: tea.KeyRunes, Runes: msg.Runes[1:], Paste: true}, a.kit.Keys)
		return cmd
	case isTypingNumber(a.stack.top()) && (burst || numeralOf(msg) != ""):
		return a.stack.give(msg)
	case burst:
		if _, ok := held(msg, a.kit.Keys); !ok {
			return nil
		}
		return a.stack.give(msg)
	}
	if cmd, used := a.command(msg); used {
		return cmd
	}
	return a.stack.give(msg)
}

// pressSheet gives a key to the open sheet. What was chosen in the palette is run once that is
// closed.
func (a *App) pressSheet(msg tea.KeyMsg) tea.Cmd {
	sheet := a.sheet
	if !sheet.press(msg, a.kit.Keys) {
		if p, ok := sheet.(*profiles); ok {
			return p.enter(a.timers, a.now, a.opts.Sessions.Enter)
		}
		return nil
	}
	a.sheet = nil
	if p, ok := sheet.(*palette); ok && p.chosen != nil {
		return a.run(*p.chosen)
	}
	return nil
}

// openProfiles shows the sessions that can be entered, unless that would leave what is not saved.
func (a *App) openProfiles() {
	if slices.ContainsFunc(a.stack.views, isDirty) {
		a.note = note{text: "something here is not saved: save it or leave it before another profile", failed: true}
		return
	}
	a.sheet = newProfiles(a.opts.Sessions.List())
}

// connect enters a session that is chosen already.
func (a *App) connect(to Profile) tea.Cmd {
	if a.openProfiles(); a.sheet == nil {
		return nil
	}
	p := a.sheet.(*profiles)
	p.choose(to)
	return p.enter(a.timers, a.now, a.opts.Sessions.Enter)
}

// enter goes over to a session that is ready, or says why it is not.
func (a *App) enter(msg enteredMsg) tea.Cmd {
	p, ok := a.sheet.(*profiles)
	if !ok || p.entered != msg.of {
		return nil // it was cancelled
	}
	if p.end(); msg.err != nil {
		p.failed = a.explain(msg.err)
		return nil
	}
	view, header := msg.entrance()
	a.opts.Header = header
	return a.restart(view)
}

// openPalette opens the palette, and has the names read that it knows.
func (a *App) openPalette() tea.Cmd {
	guide := a.guide()
	title := ""
	if copier, ok := a.stack.top().(Copier); ok && copier.CopyID() != "" {
		title = "on " + safetext.Name(copier.CopyID())
	}
	if guide == nil {
		p := newPalette(title, a.entries(), nil)
		p.names, a.sheet = NewNames(nil), p
		return nil
	}
	p := newPalette(title, a.entries(), guide.Typed)
	a.sheet = p
	names := guide.Names(slices.Concat(a.stack.views, a.stack.parked), a.keeps.Places())
	return func() tea.Msg { return namedMsg{p, names()} }
}

// namedMsg arrives when the names are read that a palette knows.
type namedMsg struct {
	of    *palette
	names *Names
}

// named gives a palette its names, if it is still open.
func (a *App) named(msg namedMsg) tea.Cmd {
	if a.sheet != sheet(msg.of) || !msg.of.take(msg.names) {
		return nil
	}
	a.sheet = nil
	return a.run(*msg.of.chosen)
}

// entries are what can be done now: what every key does, the places that are remembered, and what
// has no key.
func (a *App) entries() []entry {
	var entries []entry
	if guide := a.guide(); guide != nil {
		entries = append(rememberedEntries(guide, &a.keeps.Memo), screenEntries(guide, a.screens())...)
	}
	entries = append(entries, keyEntries(bySection(a.stack.top().FullHelp(), a.keys(), a.kit.Keys), a.kit.Keys, a.opts.Actions, entries)...)
	if settings := settingsOf(a.stack.top()); settings != nil && !settings.isZero() {
		entries = append(entries, entry{text: "forget columns", about: "the columns, the order and the filter of this screen as they come", section: list, run: func() tea.Cmd {
			a.forgetTable()
			return nil
		}})
	}
	for _, name := range slices.Sorted(maps.Keys(a.opts.Themes)) {
		entries = append(entries, entry{text: "theme " + name, about: "the colours of this session", section: everywhere, run: func() tea.Cmd {
			a.kit.Theme.Become(a.opts.Themes[name]())
			a.stack.resize(a.stack.width, a.stack.height)
			return tea.ClearScreen
		}})
	}
	if a.opts.Sessions != nil {
		all, _ := a.opts.Sessions.List()
		for _, one := range all {
			entries = append(entries, entry{text: "profile " + one.Name, about: one.Host, section: everywhere, run: func() tea.Cmd { return a.connect(one) }})
		}
	}
	return lately(entries, a.keeps.Commands)
}

// run does what an entry of the palette says.
func (a *App) run(e entry) tea.Cmd {
	if top := a.stack.top(); a.dialog.isOpen() || isTyping(top) || boxOf(top) != nil { // its key would be the answer
		a.note = note{text: e.text + " was not done: the screen asks something now", failed: true}
		return nil
	}
	a.keeps.change(func(m *Memo) { m.run(e.text) })
	switch {
	case e.press != "":
		return a.press(pressOf(e.press), false)
	case e.run != nil:
		return sentBy(a.stack.top(), e.run())
	}
	return a.visit(visitMsg{to: e.place})
}

// tell lets the top view hear of a key.
func (a *App) tell(msg tea.KeyMsg) {
	if hearer, ok := a.stack.top().(Hearer); ok {
		hearer.Hear(msg)
	}
}

// isLone reports whether a key counts only when it is pressed alone: one that would confirm
// something, and that of a Lone view.
func (a *App) isLone(msg tea.KeyMsg) bool {
	if _, typed := a.sheet.(*palette); typed && !a.dialog.isOpen() {
		return !IsBurst(msg) && key.Matches(msg, a.kit.Keys.Accept)
	}
	if lone, ok := a.stack.top().(Lone); ok && !a.dialog.isOpen() && a.sheet == nil && !IsBurst(msg) && key.Matches(msg, lone.Lone()) {
		return true
	}
	return key.Matches(msg, a.kit.Keys.Yes) && (a.dialog.isOpen() || !isTyping(a.stack.top()))
}

func (a *App) answer(msg tea.KeyMsg) tea.Cmd {
	answered, yes := a.dialog.press(msg, a.now, a.kit.Keys)
	switch {
	case !yes:
		return nil
	case answered.quits:
		return a.quit()
	}
	return sentBy(answered.from, answered.Yes)
}

// command takes the keys that mean the same on every screen.
func (a *App) command(msg tea.KeyMsg) (cmd tea.Cmd, used bool) {
	k := a.kit.Keys
	switch {
	case key.Matches(msg, k.Help):
		a.sheet = &helpScreen{view: a.stack.top(), shell: a.keys()}
	case key.Matches(msg, k.Palette) && boxOf(a.stack.top()) == nil:
		return a.openPalette(), true
	case key.Matches(msg, k.Back):
		if layered, ok := a.stack.top().(Layered); !ok || !layered.CloseLayer() {
			a.leave()
		}
	case key.Matches(msg, k.Quit):
		if a.stack.isRoot() {
			return a.leaveProgram(false), true
		}
		a.leave()
	case a.hasAbove() && !isDirty(a.stack.top()) && key.Matches(msg, k.Above):
		a.forget(a.stack.up())
	case key.Matches(msg, k.Copy, k.CopyText):
		return a.copy(key.Matches(msg, k.Copy))
	case key.Matches(msg, k.Export):
		return a.export()
	case key.Matches(msg, k.Mouse):
		cmd, a.note.text = a.mouse.toggle()
		return cmd, true
	case key.Matches(msg, k.Refresh):
		refresher, ok := a.stack.top().(Refresher)
		if !ok {
			return nil, false
		}
		return sentBy(a.stack.top(), refresher.Refresh()), true
	default:
		return a.move(msg, k)
	}
	return nil, true
}

// keys returns the shell's own bindings that do something now, for the help.
func (a *App) keys() []key.Binding {
	k, top := a.kit.Keys, a.stack.top()
	quit := k.Quit
	if !a.stack.isRoot() {
		quit = Named(quit, k.Back.Help().Desc)
	}
	keys := []key.Binding{k.Help, k.Back, quit, k.Interrupt, k.Redraw}
	if boxOf(top) == nil {
		keys = append(keys, k.Palette)
	}
	if a.opts.Suspend != nil {
		keys = append(keys, k.Suspend)
	}
	if a.hasSessions() {
		keys = append(keys, k.Profiles)
	}
	if a.hasAbove() {
		keys = append(keys, k.Above)
	}
	if a.guide() != nil && boxOf(top) == nil {
		for _, screen := range a.screens() {
			keys = append(keys, screen.Key)
		}
		keys = append(keys, k.Backward, k.Forward, k.Last, k.Pin)
	}
	if _, ok := top.(Refresher); ok {
		keys = append(keys, k.Refresh)
	}
	if _, ok := top.(Copier); ok {
		keys = append(keys, k.Copy, k.CopyText)
	}
	if _, ok := top.(Exporter); ok {
		keys = append(keys, k.Export)
	}
	return append(keys, a.mouse.binding(k))
}

// leaveText says what becomes of all that is not saved, that of the top view first.
func (a *App) leaveText() string {
	var texts []string
	for _, view := range slices.Backward(a.stack.views) {
		if isDirty(view) {
			texts = append(texts, leaveTextOf(view))
		}
	}
	return strings.Join(texts, "\n\n")
}

// leaveProgram quits, after asking when an edit would be lost or work broken off. Asked already, it
// quits when the user insists.
func (a *App) leaveProgram(insists bool) tea.Cmd {
	isAsked, isUnsaved, ongoing := a.dialog.quits(), slices.ContainsFunc(a.stack.views, isDirty), a.ongoing()
	switch {
	case !isUnsaved && ongoing.Ends == nil, isAsked && insists:
		return a.quit()
	case isAsked:
	case !isUnsaved:
		a.dialog.askFirst(asked{quits: true, progress: ongoing, Question: Question{
			Title: "Quit " + a.opts.Header.Product + "?", Text: ongoing.Ends(), Verb: "quit", Unsaved: true,
		}}, a.now)
	default:
		a.dialog.askFirst(asked{quits: true, Question: Question{
			Title: "Quit without saving?", Text: a.leaveText(), Verb: "quit", Unsaved: true,
		}}, a.now)
	}
	return nil
}

// quit ends the program. The views are closed by Close, after the last frame.
func (a *App) quit() tea.Cmd {
	a.end()
	return tea.Quit
}

// end ends every timer; nothing is routed or drawn after it.
func (a *App) end() {
	a.stop()
	a.spinner.stop()
	a.closed = true
}

// Close closes every view, the top one first, and ends every timer. The shell
// draws nothing after it.
func (a *App) Close() {
	a.end()
	a.flush()
	for len(a.stack.views) > 0 {
		a.stack.pop()
	}
	a.stack.clear()
}

// suspend gives the terminal back to the shell, until it continues the process.
func (a *App) suspend() tea.Cmd {
	prepare := a.opts.Suspend
	if prepare == nil {
		return nil
	}
	return func() tea.Msg {
		if err := prepare(); err != nil {
			return notifyMsg{text: "cannot be suspended: " + err.Error()}
		}
		return tea.SuspendMsg{}
	}
}

// copy copies the id that the top view is about, or a text for a ticket, and reports
// whether the view knows of copying.
func (a *App) copy(id bool) (cmd tea.Cmd, used bool) {
	copier, ok := a.stack.top().(Copier)
	if !ok {
		return nil, false
	}
	var c *copied
	if id {
		c = copyID(copier)
	} else {
		c = copyText(copier.CopyText(), a.opts.Header.origin(infoOf(a.stack.top())))
	}
	return a.show(c), true
}

// show sends what is copied to the clipboard and shows it.
func (a *App) show(c *copied) tea.Cmd {
	if c.text == "" {
		a.note = note{text: "there is nothing to copy here"}
		return nil
	}
	a.sheet = c
	return c.send(a.opts.Clipboard, a.opts.ClipboardHint)
}

// export opens what writes the top view's rows to a file, and reports whether the view
// knows of that.
func (a *App) export() (cmd tea.Cmd, used bool) {
	exporter, ok := a.stack.top().(Exporter)
	if !ok {
		return nil, false
	}
	if view := exporter.Export(); view != nil {
		return a.push(view), true
	}
	a.note = note{text: "there is nothing to export here"}
	return nil, true
}

// spin has the spinner turn while the top view waits.
func (a *App) spin() tea.Cmd {
	p, ok := a.sheet.(*profiles)
	if ok {
		p.now = a.now
	}
	return a.spinner.spin(a.timers, !a.closed && (isBusy(a.stack.top()) || ok && p.isBusy()))
}

// refreshMsg arrives when it is time to read again.
type refreshMsg struct{}

// awaitRefresh waits for the next refresh, where it is on.
func (a *App) awaitRefresh() tea.Cmd {
	if a.opts.Refresh <= 0 {
		return nil
	}
	return After(a.timers, a.opts.Refresh, refreshMsg{})
}

// refreshByItself reads the top view again, unless that would get in the user's way.
func (a *App) refreshByItself() tea.Cmd {
	top := a.stack.top()
	if isBusy(top) || isTyping(top) || isDirty(top) || a.dialog.isOpen() || a.sheet != nil {
		return nil
	}
	return renew(top)
}

// point takes what the mouse did. Nothing that it does can change anything on the
// platform, nor confirm that.
func (a *App) point(msg tea.MouseMsg) tea.Cmd {
	switch {
	case !a.mouse.on || a.stack.isSmall() || msg.Action != tea.MouseActionPress:
	case msg.Button == tea.MouseButtonWheelUp:
		return a.wheel(-notch)
	case msg.Button == tea.MouseButtonWheelDown:
		return a.wheel(notch)
	case msg.Button == tea.MouseButtonLeft:
		return a.click(msg.X, msg.Y)
	}
	return nil
}

// wheel scrolls, now or when it is time.
func (a *App) wheel(rows int) tea.Cmd {
	if !a.mouse.turn(rows, a.stack.bodyHeight()) {
		return nil
	}
	return a.roll()
}

// roll scrolls by what the wheel turned, and waits before it does so again.
func (a *App) roll() tea.Cmd {
	rows := a.mouse.due()
	if rows == 0 {
		return nil
	}
	view, ok := a.stack.top().(Pointed)
	switch box, bare := a.box(), a.bare(); {
	case box != nil && box.Scroll != nil:
		box.Scroll.by(rows)
	case box != nil:
	case bare != nil:
		bare.scroll.by(rows)
	case ok && isPointed(a.stack.top()):
		view.Wheel(rows)
	}
	return After(a.timers, rollEvery, rollMsg{})
}

// click selects what was clicked, and opens it when it was clicked before: a second
// click is a press of the key that opens a row.
func (a *App) click(x, y int) tea.Cmd {
	before, top := a.mouse.clicked, a.stack.top()
	a.mouse.clicked, a.note = nil, note{}
	a.tell(tea.KeyMsg{Type: tea.KeyRunes})
	view, ok := top.(Pointed)
	switch box := a.box(); {
	case y == a.stack.height-1:
		return a.clickKey(x)
	case box != nil:
		return a.clickBox(box, x, y, before)
	case a.sheet != nil, !isPointed(top):
	case y == crumbRow:
		a.clickCrumb(x)
	case ok && y >= bodyTop && y < bodyTop+a.stack.bodyHeight():
		if titled, ok := top.(Titled); ok && titled.ClickTitle(x, y-bodyTop) {
			return nil
		}
		onRow, already := view.Click(y - bodyTop)
		if !onRow {
			return nil
		}
		a.mouse.clicked = top
		enter := tea.KeyMsg{Type: tea.KeyEnter}
		if already && before == top && key.Matches(enter, a.kit.Keys.Open) {
			a.mouse.clicked = nil
			return a.stack.give(enter)
		}
	}
	return nil
}

// clickBox does what the key of a button does, or puts the cursor of a list on a row; a second click
// on that is a press of the key that takes it. Nothing is ever confirmed by the mouse.
func (a *App) clickBox(box *Box, x, y int, before View) tea.Cmd {
	body := a.body()
	drawn, left, top := box.draw(body.Theme, body.width, body.height)
	if line := box.lineAt(body.width, body.height, x-left, y-bodyTop-top); box.Pick != nil && line >= 0 {
		onRow, already := box.Pick(line)
		if onRow && already && before == a.stack.top() {
			return a.press(pressOf(a.kit.Keys.Accept.Keys()[0]), false)
		}
		if onRow {
			a.mouse.clicked = a.stack.top()
		}
		return nil
	}
	button, found := box.at(body.Theme, body.width, len(drawn), x-left, y-bodyTop-top)
	if !found || !button.takesClicks() || isAny(button.Key, a.kit.Keys.Yes) {
		return nil
	}
	return a.press(pressOf(button.Key.Keys()[0]), false)
}

// clickCrumb goes back to the view whose part of the breadcrumb was clicked, as far as
// no edit would be lost by that.
func (a *App) clickCrumb(x int) {
	chrome := a.chrome()
	if depth := chrome.crumbAt(x - 1); depth >= 0 {
		a.climb(depth)
	}
}

// View draws exactly as many lines as the terminal has, none wider than it.
func (a *App) View() string {
	if a.closed {
		return ""
	}
	return a.frame()
}

// clickKey presses the key that is named at a column of the key line. Nothing is ever confirmed by the
// mouse, nor is an answer given that a dialog does not take from it.
func (a *App) clickKey(x int) tea.Cmd {
	chrome, box := a.chrome(), a.box()
	named := keyAt(a.keyLine(&chrome), x)
	own, shell, edits := a.keysNow()
	for _, edit := range edits {
		own = append(own, edit.key)
	}
	all := slices.Concat(own, shell)
	at := slices.IndexFunc(all, func(b key.Binding) bool { return named != "" && b.Enabled() && b.Help().Key == named })
	if at < 0 || isAny(all[at], a.kit.Keys.Yes) {
		return nil
	}
	if box != nil && slices.ContainsFunc(box.Buttons, func(b Button) bool { return isAny(b.Key, all[at]) && !b.takesClicks() }) {
		return nil
	}
	return a.press(pressOf(all[at].Keys()[0]), false)
}
