package limits

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/trunkgroup"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// form changes the limits of one level, or adds channels to a trunk group and to what is
// above it. What follows for the differences shows while it is typed.
type form struct {
	*saving.Flow
	plan     Plan
	drafts   *saving.Drafts[formState]
	from     map[string]string // of channels: the figures of each level before any was added
	cells    []cell
	focus    int                  // of the places
	notes    []ui.Cell            // a sentence each, around the cells
	problems []change.Problem     // what is wrong with cells, by rules or in the server's words
	refused  map[string][]string  // of channels: why a level was not saved, by its subject
	held     map[string]time.Time // of channels: when the server was seen to hold a level
	word     string               // what is to be said of the last key
	pickers  map[string]Picker    // of trunk groups, by the field; made when first opened
	picking  string               // the field whose picker is open
	early    saving.Early
}

var _ interface {
	ui.View
	ui.Informer
	ui.Layered
	ui.Leaver
	saving.Form
} = (*form)(nil)

// newForm returns the form of a plan.
func newForm(kit ui.Kit, session saving.Session, plan Plan) *form {
	plan.known = new(memo)
	f := &form{plan: plan, from: plan.figures(false), pickers: make(map[string]Picker)}
	if target := plan.targets[0]; plan.raise {
		f.cells = []cell{{label: "Calls to add", field: channelsField}, {label: "Bursting to add", field: burstingField}}
		f.cells[1].set("0")
	} else {
		for _, field := range target.base.Fields {
			cells := limitCells(target.subject.Kind, target.base, field.Name)
			if plan.pick == nil && cells[0].piece == actionPiece {
				cells[0].setting.Values = []string{trunkgroup.Forward}
			}
			f.cells = append(f.cells, cells...)
		}
	}
	at := slices.IndexFunc(f.cells, func(c cell) bool { return c.setting.Section != f.cells[0].setting.Section })
	if at < 0 {
		at = len(f.cells)
	}
	f.cells = slices.Insert(f.cells, at, cell{label: "Ticket", field: ticketField})
	f.forget()
	f.Flow = saving.NewFlow(kit, session, f, nil)
	f.drafts = saving.NewDrafts(f.Flow, saving.DraftsOptions[formState]{
		Subject: plan.subject(), What: "these limits",
		Describe: func(left saving.Draft[formState]) saving.Described { return describe(f, left) },
		Take:     func(left saving.Draft[formState]) tea.Cmd { return take(f, left) },
	})
	return f
}

// forget forgets what became of the levels of an earlier save.
func (f *form) forget() {
	f.refused, f.held = make(map[string][]string), make(map[string]time.Time)
}

// first returns where the ticket stands: behind the first section.
func (f *form) first() int {
	return slices.IndexFunc(f.cells, func(c cell) bool { return c.field == ticketField })
}

// fill puts what an image has into its cells.
func (f *form) fill(image change.Image) {
	for i := range f.cells {
		if _, has := image.Value(f.cells[i].field); has {
			f.cells[i].set(f.cells[i].of(image))
		}
	}
}

// was returns what a cell held before anything was typed.
func (f *form) was(c cell) string { return c.of(f.plan.targets[0].base) }

// place is what can have the focus: a cell, or a level that is raised or not.
type place struct{ cell, target int } // -1 for the other

// places returns what can have the focus. What does not apply has no place.
func (f *form) places() []place {
	var places []place
	for i, c := range f.cells {
		if f.why(c) == "" {
			places = append(places, place{cell: i, target: -1})
		}
	}
	if f.plan.raise {
		for i, target := range f.plan.targets[:len(f.plan.targets)-1] {
			if !target.saved {
				places = append(places, place{cell: -1, target: i})
			}
		}
	}
	return places
}

// why says why a cell does not apply, or nothing: what switches it is off in the form, or there
// is nothing to add it to.
func (f *form) why(c cell) string {
	switch {
	case c.field == burstingField:
		last := f.plan.targets[len(f.plan.targets)-1]
		if _, limited := last.number(change.BurstingMaxActiveCalls); !limited && c.value() == "0" {
			return f.plan.unfit(last, change.BurstingMaxActiveCalls).Text
		}
	case c.piece == addressPiece && f.valueOf(c.field+string(actionPiece)) != trunkgroup.Forward,
		c.piece == targetPiece && f.valueOf(c.field+string(actionPiece)) != trunkgroup.Reroute:
		return "calls go elsewhere"
	case c.setting.Needs != "" && f.valueOf(c.setting.Needs) == choiceOff:
		return change.Label(c.setting.Needs) + " is off"
	}
	return ""
}

// valueOf returns what the cell of an id holds, nothing where there is none.
func (f *form) valueOf(id string) string {
	if at := slices.IndexFunc(f.cells, func(c cell) bool { return c.id() == id }); at >= 0 {
		return f.cells[at].value()
	}
	return ""
}

// here returns what has the focus.
func (f *form) here() place {
	places := f.places()
	return places[min(f.focus, len(places)-1)]
}

// cell returns the cell that has the focus, nil where a level has it.
func (f *form) cell() *cell {
	if here := f.here(); here.cell >= 0 {
		return &f.cells[here.cell]
	}
	return nil
}

// step moves the focus. The cell that is left keeps what it holds, and is fresh the next time.
func (f *form) step(by int) {
	if c := f.cell(); c != nil && c.isNumber() {
		c.number.Leave()
	}
	n := len(f.places())
	f.focus = (min(f.focus, n-1) + by + n) % n
}

// hasSections reports whether there is more than one section of cells.
func (f *form) hasSections() bool { return f.first() < len(f.cells)-1 }

// toSection moves the focus to the first cell of the next section, or of the one before.
func (f *form) toSection(next bool) {
	places := f.places()
	section := func(at int) string { return f.cells[places[at].cell].setting.Section }
	from, to := min(f.focus, len(places)-1), -1
	for i := range places {
		switch first := i == 0 || section(i) != section(i-1) && section(i) != ""; {
		case !first:
		case next && i > from && to < 0, !next && i < from:
			to = i
		}
	}
	f.step(max(to, 0) - from)
}

// Title is the level; none for a tenant, which the screen below is about.
func (f *form) Title() string {
	switch subject := f.plan.targets[0].subject; {
	case f.plan.raise:
		return "more channels"
	case subject.Kind == change.TenantCapacity:
		return ""
	default:
		return subject.ID()
	}
}

// Typing reports whether letters are text: those of a ticket and of texts.
func (f *form) Typing() bool {
	if f.Layer != nil || f.IsSaving() {
		return f.Flow.Typing()
	}
	return f.isPicking() || f.isTyping() && !f.drafts.IsOpening()
}

func (f *form) isTyping() bool {
	c := f.cell()
	return c != nil && c.isText()
}

// LeaveText says what becomes of what was typed.
func (f *form) LeaveText() string { return saving.LeaveText(f.plan.subject().ID(), changesOf(f)) }

func (f *form) IsChanged() bool { return len(changesOf(f)) > 0 }

// added returns what is to be added to the levels that are raised.
func (f *form) added() (more addition) {
	if f.plan.raise {
		more.calls, _ = strconv.Atoi(f.cells[0].value())
		more.bursting, _ = strconv.Atoi(f.cells[1].value())
	}
	return more
}

func (f *form) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return f.press(msg)
	}
	cmd := f.Flow.Update(msg)
	for _, picker := range f.pickers {
		cmd = tea.Batch(cmd, picker.Update(msg))
	}
	if !f.Busy() {
		cmd = tea.Batch(cmd, f.early.Give(f.press, func() bool { return f.Layer != nil }))
	}
	return cmd
}

func (f *form) press(msg tea.KeyMsg) tea.Cmd {
	if f.isPicking() {
		return f.pick(msg)
	}
	cmd, used := f.Press(msg)
	keys, single, typing := f.Kit.Keys, !ui.IsBurst(msg), f.isTyping()
	switch {
	case used:
		return cmd
	case f.Busy():
		f.early.Keep(msg, keys.Save, keys.Edits)
		return nil
	}
	f.word = ""
	switch {
	case page.Pressed(msg, keys.Save) && single:
		return f.save()
	case page.Pressed(msg, keys.Cancel) && single:
		return f.leave()
	case single && (key.Matches(msg, keys.NextField, keys.Accept) || msg.Type == tea.KeyDown || !typing && page.Pressed(msg, keys.Down)):
		f.step(1)
	case single && (page.Pressed(msg, keys.PreviousField) || msg.Type == tea.KeyUp || !typing && page.Pressed(msg, keys.Up)):
		f.step(-1)
	case single && f.hasSections() && (msg.Type == tea.KeyPgDown || msg.Type == tea.KeyPgUp):
		f.toSection(msg.Type == tea.KeyPgDown)
	case single && !typing && f.plan.raise && page.Pressed(msg, keys.ChooseAll):
		f.tickAll()
	case single && !typing && page.Pressed(msg, keys.Edits):
		return f.Session.OpenEdits()
	case single && f.cell() != nil && f.cell().isPick() && page.Pressed(msg, keys.Choose):
		return f.openPicker(*f.cell())
	default:
		f.fillIn(msg)
	}
	return nil
}

// isPicking reports whether a list of trunk groups is open.
func (f *form) isPicking() bool { return f.picking != "" && f.pickers[f.picking].IsOpen() }

// openPicker opens the list of the trunk groups that calls may be rerouted to.
func (f *form) openPicker(c cell) tea.Cmd {
	if f.plan.pick == nil {
		return nil
	}
	if f.pickers[c.field] == nil {
		f.pickers[c.field] = f.plan.pick(c.setting)
		f.pickers[c.field].SetSize(f.Width, f.Height)
	}
	f.picking = c.field
	return f.pickers[c.field].Open()
}

// pick gives a key to the list that is open, and takes what is chosen.
func (f *form) pick(msg tea.KeyMsg) tea.Cmd {
	chosen, ok, cmd := f.pickers[f.picking].Press(msg)
	if c := f.cell(); ok && c != nil && c.isPick() {
		f.pickers[f.picking].Hide()
		c.to = trunkgroup.Diversion{Action: trunkgroup.Reroute, Group: chosen.GroupID, Name: chosen.Name}
		f.touched()
	}
	return cmd
}

// Box is the list of trunk groups, or a dialog of the flow's.
func (f *form) Box() *ui.Box {
	if f.isPicking() {
		return f.pickers[f.picking].Box()
	}
	return f.Flow.Box()
}

func (f *form) SetSize(width, height int) {
	f.Flow.SetSize(width, height)
	for _, picker := range f.pickers {
		picker.SetSize(width, height)
	}
}

// Close ends what is in flight; a save that runs goes on.
func (f *form) Close() {
	f.Flow.Close()
	for _, picker := range f.pickers {
		picker.Close()
	}
}

// leave takes back the typing of a number, or else leaves the form.
func (f *form) leave() tea.Cmd {
	switch {
	case f.CloseLayer():
		return nil
	case !f.IsChanged():
		return ui.Pop()
	}
	return ui.Confirm(ui.Question{Title: "Leave without saving?", Text: f.LeaveText(), Verb: "leave", Yes: ui.Pop(), Unsaved: true})
}

// CloseLayer takes back the typing of a number, or closes what lies over the form.
func (f *form) CloseLayer() bool {
	if c := f.cell(); f.Layer == nil && !f.IsPreparing() && c != nil && c.number.TakeBack() {
		f.touched()
		return true
	}
	return f.Flow.CloseLayer()
}

// fillIn takes a key for what has the focus.
func (f *form) fillIn(msg tea.KeyMsg) {
	c := f.cell()
	switch {
	case c == nil && !ui.IsBurst(msg) && page.Pressed(msg, f.Kit.Keys.Choose):
		f.toggle(f.here().target)
		f.touched()
		return
	case c == nil:
		return
	case c.press(msg, f.Kit.Keys, f.was(*c)):
		f.restore(*c)
	case c.isNumber() && msg.Type == tea.KeyRunes:
		f.word = c.rule(true)
		return
	default:
		return
	}
	f.touched()
	f.word = c.number.Said()
}

// touched keeps what changed, of which no former sentence is true any more.
func (f *form) touched() {
	f.notes, f.problems = nil, nil
	keep(f)
}

// restore shows what a switch that was turned on brings back: what the server still has of it.
func (f *form) restore(by cell) {
	if !by.isSwitch() || by.value() != choiceOn || f.was(by) == choiceOn {
		return
	}
	for i := range f.cells {
		c := &f.cells[i]
		if c.setting.Needs != by.field || c.value() != f.was(*c) {
			continue
		}
		if value, there := f.plan.reported(*c); there {
			c.set(value)
		}
	}
}

// toggle has a level raised that was not, or leaves it as it is.
func (f *form) toggle(at int) {
	to := ticked
	if f.plan.needs(f.added())[at].raised {
		to = unticked
	}
	f.plan.targets[at].tick = to
}

// tickAll has every level raised; a second time each is as it needs to be.
func (f *form) tickAll() {
	above, to := f.plan.targets[:len(f.plan.targets)-1], asNeeded
	if slices.ContainsFunc(above, func(t figureTarget) bool { return t.tick != ticked }) {
		to = ticked
	}
	for i := range above {
		above[i].tick = to
	}
	f.touched()
}

// wanted returns what each target is to become, or what is wrong with what was typed.
func (f *form) wanted() (wanted []change.Image, wrong *change.Problem) {
	if f.plan.raise {
		return f.plan.raised(f.added())
	}
	want := f.plan.targets[0].base
	for _, c := range f.cells {
		if !c.isLimit() {
			continue
		}
		if _, err := change.ParseFigure(c.value()); c.isNumber() && err != nil {
			return nil, &change.Problem{Field: c.field, Text: err.Error()}
		}
		want = c.put(want)
	}
	for _, c := range f.cells {
		if c.setting.Needs != "" && f.valueOf(c.setting.Needs) == choiceOff {
			want = want.With(change.Field{Name: c.field}) // it does not apply
		}
	}
	return []change.Image{want}, nil
}

// mistakes are what is wrong with the cells before anything is asked.
func (f *form) mistakes() (wrong []change.Problem) {
	for _, place := range f.places() {
		if place.cell < 0 {
			continue
		}
		c := f.cells[place.cell]
		if text := cmp.Or(c.empty(), c.wrong()); text != "" {
			wrong = append(wrong, change.Problem{Field: c.field, Text: text})
		}
	}
	if _, unfit := f.wanted(); unfit != nil {
		wrong = append(wrong, *unfit)
	}
	if f.plan.raise && f.added() == (addition{}) && len(wrong) == 0 {
		wrong = append(wrong, change.Problem{Field: channelsField, Text: "1 or more"})
	}
	return wrong
}

// save has what was typed looked at, and goes to what is wrong first.
func (f *form) save() tea.Cmd {
	f.notes, f.problems, f.refused = nil, f.mistakes(), make(map[string][]string)
	if len(f.problems) > 0 {
		f.focusOn(f.problems[0].Field)
		return nil
	}
	wanted, _ := f.wanted()
	edits := f.plan.edits(wanted, strings.TrimSpace(f.valueOf(ticketField)))
	if len(edits) == 0 {
		f.Say(ui.Cell{Text: "nothing is changed", Tone: ui.Muted})
		return nil
	}
	return f.Begin(edits...)
}

// focusOn gives the focus to the cell of a field, where there is one.
func (f *form) focusOn(field string) {
	at := -1
	for i, p := range f.places() { // the last one: of a diversion what is missing
		if p.cell >= 0 && f.cells[p.cell].field == field {
			at = i
		}
	}
	if at >= 0 && at != f.focus {
		f.step(at - min(f.focus, len(f.places())-1))
	}
}

func (f *form) Say(cell ui.Cell) { f.notes = append(f.notes, cell) }

// Rebase takes what somebody else put into a level, and what is overridden of it. A
// limit that both changed is what was chosen.
func (f *form) Rebase(edit change.Edit) {
	f.follow(edit.Subject, edit.Base, edit.Overrides)
	if edit.Want.Exists() {
		f.fill(edit.Want)
	}
	keep(f)
}

// OnTop goes on over what somebody else put there: what was typed is kept, and to insist
// on it overrides theirs.
func (f *form) OnTop(edit change.Edit, there change.Image) {
	var overrides []string
	for _, d := range change.Differences(there, edit.Want) {
		was, _ := edit.Base.Value(d.Name)
		if is, _ := there.Value(d.Name); is != was {
			overrides = append(overrides, d.Name)
		}
	}
	f.follow(edit.Subject, there, overrides)
	keep(f)
	f.Say(ui.Cell{Text: "this stands on what is there now", Tone: ui.Notice})
}

// follow takes what a level holds now. Cells that nobody touched follow it.
func (f *form) follow(subject change.Subject, now change.Image, overrides []string) *figureTarget {
	at := slices.IndexFunc(f.plan.targets, func(t figureTarget) bool { return slices.Contains(t.subjects(), subject) })
	if at < 0 {
		return nil
	}
	target := &f.plan.targets[at]
	was := target.base
	target.follow(subject, now, overrides)
	for i := range f.cells {
		if c := &f.cells[i]; c.isLimit() && c.value() == c.of(was) {
			c.set(c.of(target.base))
		}
	}
	return target
}

func (f *form) Holds(subject change.Subject, there change.Image) {
	if target := f.follow(subject, there, nil); target != nil {
		target.saved = true
		f.held[subject.String()] = f.Session.Clock()
	}
	keep(f)
}

// Refused puts each problem beside its cell, and those without a cell where the level is
// listed, or above the form.
func (f *form) Refused(edit change.Edit, problems []change.Problem, err error) {
	if len(problems) > 0 {
		f.Say(f.Failed("nothing was sent: " + ui.Count(len(problems), "problem") + " to correct first"))
	}
	whole := ""
	if err != nil {
		whole = apiclient.Explain(err)
	}
	var rest []string
	for _, p := range append(problems, problemsOf(edit.Subject.Kind, err)...) {
		if slices.ContainsFunc(f.cells, func(c cell) bool { return c.field == p.Field }) {
			f.problems = append(f.problems, p)
			continue
		}
		if strings.Contains(whole, p.Text) {
			continue
		}
		if p.Field != "" {
			p.Text = change.Label(p.Field) + ": " + p.Text
		}
		rest = append(rest, p.Text)
	}
	if whole != "" {
		rest = append(rest, whole)
	}
	if f.plan.raise {
		f.refused[edit.Subject.String()] = rest
		return
	}
	for _, text := range rest {
		f.Say(ui.Cell{Text: text, Tone: ui.Failed})
	}
	if len(f.problems) > 0 {
		f.focusOn(f.problems[0].Field)
	}
}

// Sections are what would change at each level, and what becomes of the differences.
func (f *form) Sections(reviews []change.Review) []saving.Section {
	wanted := make([]change.Image, len(f.plan.targets))
	for i, target := range f.plan.targets {
		wanted[i] = target.base
		if at := slices.IndexFunc(reviews, func(r change.Review) bool { return r.Edit.Subject == target.subject }); at >= 0 {
			wanted[i] = reviews[at].Edit.Want
		}
	}
	mind := saving.Section{Title: "mind", Warns: true}
	for _, n := range f.plan.notices(wanted) {
		if n.danger {
			n.text = n.then
		}
		if n.text != "" && n.tone != ui.Good {
			mind.Texts = append(mind.Texts, n.text)
		}
	}
	for _, c := range f.cells {
		if text := cmp.Or(doubtOf(f, c), noticeOf(f, c)); text != "" && f.why(c) == "" && c.value() != f.was(c) {
			mind.Texts = append(mind.Texts, change.Label(c.field)+": "+text)
		}
	}
	for _, r := range reviews {
		if own := r.Edit.Own; own.Exists() && r.Edit.Base.Equal(own) {
			mind.Texts = append(mind.Texts, "the backup is one with calls when unreachable here: it is what was just saved for that, which this changes too")
		}
	}
	then := saving.Section{Lines: func(width int) [][]ui.Cell { return f.thenLines(wanted, width) }}
	return append(saving.ChangeSections(reviews), then, mind)
}

// thenLines draw what becomes of the differences, a line for each that changes.
func (f *form) thenLines(wanted []change.Image, width int) [][]ui.Cell {
	var all []effect
	labels := 0
	for _, l := range f.plan.levels(wanted) {
		for _, e := range l.effects {
			if e.isChanged() {
				e.name = l.kind + " " + e.name
				labels = max(labels, len(e.name))
				all = append(all, e)
			}
		}
	}
	if len(all) == 0 {
		return nil
	}
	s := newSheet(f.Kit.Theme, width, 4, labels, all)
	lines := [][]ui.Cell{s.head("  then")}
	for _, e := range all {
		lines = append(lines, s.line(ui.Cell{Text: e.name}, e))
	}
	return lines
}

// Saved makes the form ready for a further edit.
func (f *form) Saved(bool) tea.Cmd {
	for i := range f.plan.targets {
		f.plan.targets[i].saved, f.plan.targets[i].tick = false, asNeeded
	}
	f.forget()
	if f.plan.raise {
		f.cells[0].set("") // they were added: once more would be added on top
		f.cells[1].set("0")
		f.from = f.plan.figures(false)
	}
	f.fill(f.plan.targets[0].base)
	if len(f.plan.waiting) > 0 {
		keep(f) // what waits for the backup is not saved yet
		return nil
	}
	return f.drafts.Drop()
}

func (f *form) View() string {
	if screen, ok := f.Screen(); ok {
		return screen
	}
	d := f.draw(true)
	if d.head > f.Height {
		d = f.draw(false)
	}
	return strings.Join(d.within(max(0, f.Height)), "\n")
}

// draw draws the form, with the bursting of every level or only where it is needed.
func (f *form) draw(all bool) *drawing {
	wanted, wrong := f.wanted()
	if wrong != nil {
		wanted = f.plan.bases()
	}
	d := &drawing{form: f, theme: f.Kit.Theme, width: f.Width, all: all}
	d.here, d.was = f.here(), wasRoom(f.cells, f.plan.targets[0].base)
	d.notes(true)
	d.room = f.Height - len(d.lines)
	d.cells()
	d.blank()
	s := d.levels(wanted)
	if f.plan.raise {
		d.saves()
	}
	d.notices(wanted)
	d.notes(false)
	if f.IsPreparing() {
		d.blank()
		d.add(ui.Cell{Text: " reading what is there now...", Tone: ui.Muted})
	}
	d.head = len(d.lines)
	d.sections()
	if !f.plan.raise {
		d.parts(s, wanted)
	}
	return d
}

// Info names the state of the edit, and explains what has the focus.
func (f *form) Info() ui.Info {
	info := f.Flow.Info()
	info.AsOf = f.plan.at
	if _, covered := f.Screen(); covered || f.isPicking() {
		return info
	}
	if info.Status.Whole() == "" {
		info.Status = ui.Cell{Then: explain(f).Cells(f.Kit.Theme)[1:]}
	}
	return info
}

// State says how much is changed, and what of it the server has.
func (f *form) State() ui.Cell {
	if !f.IsChanged() {
		return ui.Cell{Text: "nothing changed", Tone: ui.Muted}
	}
	n := len(changesOf(f))
	if !f.plan.raise {
		return ui.Cell{Text: ui.Count(n, "change") + ", not saved", Tone: ui.Notice}
	}
	saves := savesOf(f)
	n = len(saves)
	if begun := f.begun(); begun > 0 {
		return ui.Cell{Text: strconv.Itoa(begun) + " of " + strconv.Itoa(n) + " saved", Tone: ui.Notice}
	}
	return ui.Cell{Text: ui.Count(n, "save") + ", none sent", Tone: ui.Notice}
}

// begun counts the levels that have their channels already.
func (f *form) begun() (n int) {
	for _, target := range f.plan.targets {
		if target.saved {
			n++
		}
	}
	return n
}

func (f *form) ShortHelp() []key.Binding { return keysOf(f) }

func (f *form) FullHelp() [][]key.Binding {
	keys := f.Kit.Keys
	all := append(f.ShortHelp(), keys.Clear, keys.PreviousField)
	return [][]key.Binding{append(all, f.Session.EditsKey(keys)...)}
}
