package limits

import (
	"cmp"
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/safetext"
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
	early    saving.Early
}

// formState is what a draft file holds: what was typed into each cell, by its field.
type formState struct {
	Boxes     map[string]string
	Overrides []string `json:",omitempty"`
	// From is the figures that each level had, by their keys, before channels were added:
	// what was raised by then is not raised once more.
	From map[string]string `json:",omitempty"`
	// RaisedTo is the figures of the levels that were raised already, by whatever number.
	RaisedTo map[string]string `json:",omitempty"`
	// Ticks are those that were set by hand, by the subject.
	Ticks map[string]bool `json:",omitempty"`
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
	f := &form{plan: plan, from: plan.figures(false)}
	if target := plan.targets[0]; plan.raise {
		f.cells = []cell{{label: "Calls to add", field: channelsField}, {label: "Bursting to add", field: burstingField}}
		f.cells[1].set("0")
	} else {
		for _, field := range target.base.Fields {
			f.cells = append(f.cells, limitCell(target.subject.Kind, target.base, field.Name))
		}
	}
	f.cells = append(f.cells, cell{label: "Ticket", field: ticketField})
	f.forget()
	f.Flow = saving.NewFlow(kit, session, f, nil)
	f.drafts = saving.NewDrafts(f.Flow, saving.DraftsOptions[formState]{
		Subject: plan.subject(), What: "these limits", Describe: f.describe, Take: f.take,
	})
	return f
}

// forget forgets what became of the levels of an earlier save.
func (f *form) forget() {
	f.refused, f.held = make(map[string][]string), make(map[string]time.Time)
}

// fill puts the limits of an image into the cells.
func (f *form) fill(image change.Image) {
	for i := range f.cells {
		if c := &f.cells[i]; c.isLimit() {
			c.set(valueOf(image, c.field))
		}
	}
}

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

// why says why a cell does not apply, or nothing: bursting is switched off in the form, or there
// is nothing to add it to.
func (f *form) why(c cell) string {
	switch c.field {
	case change.BurstingMaxActiveCalls:
		if slices.ContainsFunc(f.cells, func(c cell) bool { return c.isChoice() && !c.on }) {
			return "bursting is off"
		}
	case burstingField:
		last := f.plan.targets[len(f.plan.targets)-1]
		if _, limited := last.number(change.BurstingMaxActiveCalls); !limited && c.value() == "0" {
			return f.plan.unfit(last, change.BurstingMaxActiveCalls).Text
		}
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

// Typing reports whether letters are text: only a ticket has any.
func (f *form) Typing() bool {
	if f.Layer != nil || f.IsSaving() {
		return f.Flow.Typing()
	}
	return f.isTyping() && !f.drafts.IsOpening()
}

func (f *form) isTyping() bool {
	c := f.cell()
	return c != nil && c.field == ticketField
}

// LeaveText says what becomes of what was typed.
func (f *form) LeaveText() string { return saving.LeaveText(f.plan.subject().ID(), f.changes()) }

func (f *form) IsChanged() bool { return len(f.changes()) > 0 }

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
	if !f.Busy() {
		cmd = tea.Batch(cmd, f.early.Give(f.press, func() bool { return f.Layer != nil }))
	}
	return cmd
}

func (f *form) press(msg tea.KeyMsg) tea.Cmd {
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
	case single && !typing && f.plan.raise && page.Pressed(msg, keys.ChooseAll):
		f.tickAll()
	case single && !typing && page.Pressed(msg, keys.Edits):
		return f.Session.OpenEdits()
	default:
		f.fillIn(msg)
	}
	return nil
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
	case c == nil:
		return
	case c.press(msg, f.Kit.Keys):
	case c.isNumber() && msg.Type == tea.KeyRunes:
		f.word = c.rule(true)
		return
	default:
		return
	}
	f.touched()
}

// touched keeps what changed, of which no former sentence is true any more.
func (f *form) touched() {
	f.notes, f.problems = nil, nil
	f.keep()
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

// keep hands what is typed to what has it on disk in a moment.
func (f *form) keep() {
	state := formState{Boxes: make(map[string]string)}
	for _, c := range f.cells {
		state.Boxes[c.field] = c.value()
	}
	base := f.plan.targets[0].base
	if !f.plan.raise {
		state.Overrides = f.plan.targets[0].overrides
		f.drafts.Keep(base, state)
		return
	}
	state.From, state.RaisedTo, state.Ticks = f.from, f.plan.figures(true), make(map[string]bool)
	for _, target := range f.plan.targets {
		if target.tick != asNeeded {
			state.Ticks[target.subject.String()] = target.tick == ticked
		}
	}
	f.drafts.Keep(change.Image{}, state)
}

// changes are the limits that are not what they were, or the numbers to be added.
func (f *form) changes() []saving.Change {
	if f.plan.raise {
		return addedChanges(f.cells[0].value(), f.cells[1].value())
	}
	var changes []saving.Change
	for _, c := range f.cells {
		if was := valueOf(f.plan.targets[0].base, c.field); c.isLimit() && c.value() != was {
			changes = append(changes, saving.Change{What: change.Label(c.field), From: was, To: c.value()})
		}
	}
	return changes
}

// addedChanges are the numbers to be added, where there are any.
func addedChanges(calls, bursting string) (changes []saving.Change) {
	for i, more := range []string{calls, bursting} {
		if more = strings.TrimLeft(strings.TrimSpace(more), "0"); more != "" {
			changes = append(changes, saving.Change{What: more + " " + []string{"channels", "bursting"}[i] + " more"})
		}
	}
	return changes
}

// describe says whether the limits are still what a draft started from, and what that changes.
func (f *form) describe(left saving.Draft[formState]) saving.Described {
	of := saving.Described{Since: "the limits are still as they were then"}
	if f.plan.raise {
		of.Changes = addedChanges(left.State.Boxes[channelsField], left.State.Boxes[burstingField])
		begun := 0
		for _, target := range f.plan.targets {
			if left.State.From[target.subject.String()] != target.calls() {
				begun++
			}
		}
		if begun > 0 {
			of.Since, of.Moved = ui.Count(begun, "level")+" of it changed since", true
		}
		return of
	}
	for _, field := range left.Base.Fields {
		was := valueOf(left.Base, field.Name)
		if text, typed := left.State.Boxes[field.Name]; typed && text != was {
			of.Changes = append(of.Changes, saving.Change{What: change.Label(field.Name), From: was, To: text})
		}
	}
	if left.Base.Hash() != f.plan.targets[0].base.Hash() {
		of.Since, of.Moved = "the limits changed since this draft was typed", true
	}
	return of
}

// take puts a draft on the form with its own base: what changed since shows when it is saved.
func (f *form) take(left saving.Draft[formState]) tea.Cmd {
	for i := range f.cells {
		if text, typed := left.State.Boxes[f.cells[i].field]; typed {
			f.cells[i].set(text)
		}
	}
	if !f.plan.raise {
		f.plan.targets[0].base, f.plan.targets[0].overrides = left.Base, left.State.Overrides
		return nil
	}
	f.from = left.State.From
	for i := range f.plan.targets {
		target := &f.plan.targets[i]
		if on, known := left.State.Ticks[target.subject.String()]; known && on {
			target.tick = ticked
		} else if known {
			target.tick = unticked
		}
	}
	if has := f.plan.goOn(f.from, left.State.RaisedTo, f.added()); len(has) > 0 {
		f.Say(ui.Cell{Text: "has them already, and is not raised again: " + strings.Join(has, ", "), Tone: ui.Notice})
	}
	return nil
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
		value := c.value()
		if c.isChoice() {
			value = strconv.FormatBool(c.on)
		} else if _, err := change.ParseFigure(value); err != nil {
			return nil, &change.Problem{Field: c.field, Text: err.Error()}
		}
		want = want.With(change.Field{Name: c.field, Value: value})
	}
	if isOff(want) {
		want = want.With(change.Field{Name: change.BurstingMaxActiveCalls}) // it does not apply
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
	edits := f.plan.edits(wanted, strings.TrimSpace(f.cells[len(f.cells)-1].value()))
	if len(edits) == 0 {
		f.Say(ui.Cell{Text: "nothing is changed", Tone: ui.Muted})
		return nil
	}
	return f.Begin(edits...)
}

// focusOn gives the focus to the cell of a field, where there is one.
func (f *form) focusOn(field string) {
	at := slices.IndexFunc(f.places(), func(p place) bool { return p.cell >= 0 && f.cells[p.cell].field == field })
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
	f.keep()
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
	f.keep()
	f.Say(ui.Cell{Text: "this stands on what is there now", Tone: ui.Notice})
}

// follow takes what a level holds now. Cells that nobody touched follow it.
func (f *form) follow(subject change.Subject, now change.Image, overrides []string) *figureTarget {
	at := slices.IndexFunc(f.plan.targets, func(t figureTarget) bool { return t.subject == subject })
	if at < 0 {
		return nil
	}
	target := &f.plan.targets[at]
	for i := range f.cells {
		if c := &f.cells[i]; c.isLimit() && c.value() == valueOf(target.base, c.field) {
			c.set(valueOf(now, c.field))
		}
	}
	target.base, target.overrides = now, overrides
	return target
}

func (f *form) Holds(subject change.Subject, there change.Image) {
	if target := f.follow(subject, there, nil); target != nil {
		target.saved = true
		f.held[subject.String()] = f.Session.Clock()
	}
	f.keep()
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
	for _, p := range append(problems, problemsOf(err)...) {
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
	return f.drafts.Drop()
}

func (f *form) View() string {
	if screen, ok := f.Screen(); ok {
		return screen
	}
	d := f.draw(true)
	if len(d.lines) > f.Height {
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
	if !f.plan.raise {
		d.parts(s, wanted)
	}
	return d
}

// problemOf returns what is wrong with a field, or nothing.
func (f *form) problemOf(field string) string {
	if at := slices.IndexFunc(f.problems, func(p change.Problem) bool { return p.Field == field }); at >= 0 {
		return f.problems[at].Text
	}
	return ""
}

// allocated tells what the level below was given of a limit.
func (f *form) allocated(c cell) ui.Cell {
	sum, known := f.given(c.field)
	if !known {
		return ui.Cell{}
	}
	return ui.Cell{Text: sum.String() + " allocated", Tone: ui.Muted}
}

// given is what the level below was given of a limit.
func (f *form) given(field string) (capacity.Sum, bool) {
	if f.plan.raise {
		return capacity.Sum{}, false
	}
	sum, known := AllocatedOf(f.plan.analyze(f.plan.bases()), f.plan.targets[0].subject)[field]
	return sum, known
}

// Info names the state of the edit, and explains what has the focus.
func (f *form) Info() ui.Info {
	info := f.Flow.Info()
	info.AsOf = f.plan.at
	if _, covered := f.Screen(); covered {
		return info
	}
	if info.Status.Whole() == "" {
		info.Status = ui.Cell{Then: f.explanation().Cells(f.Kit.Theme)[1:]}
	}
	return info
}

// State says how much is changed, and what of it the server has.
func (f *form) State() ui.Cell {
	if !f.IsChanged() {
		return ui.Cell{Text: "nothing changed", Tone: ui.Muted}
	}
	n := len(f.changes())
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

// explanation tells of what has the focus what it may be, and what it does now.
func (f *form) explanation() ui.Explanation {
	c := f.cell()
	if c == nil {
		target := f.plan.targets[f.here().target]
		return ui.Explanation{What: target.level() + " " + target.subject.ID(), Range: f.Kit.Keys.Choose.Help().Key + " raises it as well, or leaves it as it is"}
	}
	e := ui.Explanation{What: strings.ToLower(c.label)}
	switch problem := cmp.Or(f.problemOf(c.field), f.word); {
	case problem != "":
		e.Effect, e.Wrong = problem, true
	case c.field == ticketField:
		e.Range = "any text; it stands in the journal of edits"
	case c.field == channelsField:
		e.Range = "1 or more, to the " + f.plan.targets[len(f.plan.targets)-1].level() + " and every ticked level above"
	case c.field == burstingField:
		e.Range = "0 or more, to the same levels"
	case c.isChoice():
		e.Range = "on or off"
	default:
		e.Range = c.rule(f.Width >= wideFrom)
		for _, effect := range f.effectsOf(c) {
			if e.Effect == "" {
				e.Effect = effect
			}
			if safetext.Width(e.String()) > f.Width-2 {
				e.Effect = ""
			}
		}
	}
	return e
}

// effectsOf says what the value of a limit has to do with what is below it, or was, at length and
// in few words.
func (f *form) effectsOf(c *cell) []string {
	sum, known := f.given(c.field)
	least, isNumber := sum.AtLeast().Calls()
	switch was := valueOf(f.plan.targets[0].base, c.field); {
	case c.value() != was && was != "" && (!known || c.value() == ui.Unlimited):
		return []string{was + " before"}
	case known && !sum.IsComplete():
		return []string{"not all that is allocated was read", "not all was read"}
	case known && isNumber:
		return []string{strconv.Itoa(least) + " is the least that holds what is allocated", strconv.Itoa(least) + " is the least that fits"}
	}
	return nil
}

func (f *form) ShortHelp() []key.Binding {
	keys := f.Kit.Keys
	switch {
	case f.IsPreparing():
		return []key.Binding{keys.Cancel}
	case f.Layer != nil:
		return f.Keys()
	case f.Busy():
		return nil
	}
	save, next := keys.Save, ui.Named(keys.NextField, "fields")
	if f.plan.raise {
		next = ui.Named(keys.NextField, "fields, levels")
	}
	if f.begun() > 0 {
		save = ui.Named(save, "go on")
	}
	own := []key.Binding{save, next}
	c := f.cell()
	switch {
	case c != nil && c.isChoice():
		own = append(own, keys.Choose)
	case c != nil && c.number.Unlimited:
		own = append(own, ui.Named(keys.Undo, ui.Unlimited))
	}
	if f.plan.raise && !f.isTyping() {
		own = append(own, ui.Named(keys.Choose, "raise a level"), ui.Named(keys.ChooseAll, "all levels"))
	}
	if c != nil && !c.isChoice() && !f.plan.raise {
		own = append(own, keys.Clear)
	}
	if f.begun() > 0 {
		own = append(own, f.Session.EditsKey(keys)...)
	}
	return append(own, ui.Named(keys.Cancel, "leave"))
}

func (f *form) FullHelp() [][]key.Binding {
	keys := f.Kit.Keys
	all := append(f.ShortHelp(), keys.Clear, keys.PreviousField)
	return [][]key.Binding{append(all, f.Session.EditsKey(keys)...)}
}

// problemsOf are the server's sentences about fields.
func problemsOf(err error) []change.Problem {
	refused, ok := errors.AsType[*apiclient.Error](err)
	if !ok {
		return nil
	}
	var problems []change.Problem
	for _, p := range refused.Problems {
		field := p.Field[strings.LastIndex(p.Field, ".")+1:]
		problems = append(problems, change.Problem{Field: field, Route: -1, Text: apiclient.Quote(strings.TrimSpace(p.Text))})
	}
	return problems
}
