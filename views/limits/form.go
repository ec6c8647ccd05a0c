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
	"banyan/internal/safetext"
	"banyan/internal/trunkgroup"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// form changes the limits of one level, or adds channels to a trunk group and to what is
// above it. What follows for the differences shows while it is typed.
type form struct {
	*saving.Flow
	inputs
	drafts   *saving.Drafts[formState]
	from     map[string]string    // of channels: the figures of each level before any was added
	notes    []ui.Cell            // a sentence each, around the cells
	problems []change.Problem     // what is wrong with cells, by rules or in the server's words
	refused  map[string][]string  // of channels: why a level was not saved, by its subject
	held     map[string]time.Time // of channels: when the server was seen to hold a level
	word     string               // what is to be said of the last key
	pickers  pickers
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
	f := &form{inputs: newInputs(plan), from: plan.figures(false)}
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
	return f.pickers.isOpen() || f.isTyping() && !f.drafts.IsOpening()
}

// TypingNumber reports whether a number has the focus.
func (f *form) TypingNumber() bool {
	c := f.cell()
	return f.Layer == nil && !f.IsSaving() && !f.pickers.isOpen() && c != nil && c.isNumber()
}

// LeaveText says what becomes of what was typed.
func (f *form) LeaveText() string {
	return f.Flow.LeaveText(safetext.Name(f.plan.subject().ID()), changesOf(f))
}

func (f *form) IsChanged() bool { return len(changesOf(f)) > 0 }

func (f *form) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return f.press(msg)
	}
	cmd := tea.Batch(f.Flow.Update(msg), f.pickers.update(msg))
	if !f.Busy() {
		cmd = tea.Batch(cmd, f.early.Give(f.press, func() bool { return f.Layer != nil }))
	}
	return cmd
}

func (f *form) press(msg tea.KeyMsg) tea.Cmd {
	if f.pickers.isOpen() {
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
		f.touched()
	case single && !typing && page.Pressed(msg, keys.Edits):
		return f.Session.OpenEdits()
	case single && f.plan.pick != nil && f.cell() != nil && f.cell().isPick() && page.Pressed(msg, keys.Choose):
		c := *f.cell()
		return f.pickers.open(c.field, func() Picker { return f.plan.pick(c.setting) })
	default:
		f.fillIn(msg)
	}
	return nil
}

// pick takes a trunk group from the list that is open.
func (f *form) pick(msg tea.KeyMsg) tea.Cmd {
	chosen, ok, cmd := f.pickers.press(msg)
	if c := f.cell(); ok && c != nil && c.isPick() {
		c.to = trunkgroup.Diversion{Action: trunkgroup.Reroute, Group: chosen.GroupID, Name: chosen.Name}
		f.touched()
	}
	return cmd
}

// Box is the list of trunk groups, or a dialog of the flow's.
func (f *form) Box() *ui.Box {
	if f.pickers.isOpen() {
		return f.pickers.current().Box()
	}
	return f.Flow.Box()
}

func (f *form) SetSize(width, height int) {
	f.Flow.SetSize(width, height)
	f.pickers.setSize(width, height)
}

// Close ends what is in flight; a save that runs goes on.
func (f *form) Close() {
	f.Flow.Close()
	f.pickers.close()
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
	f.word = c.number.Outcome()
}

// touched keeps what changed, of which no former sentence is true any more.
func (f *form) touched() {
	f.notes, f.problems = nil, nil
	keep(f)
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
	s := newSheet(f.Kit.Theme, width, 4, labels, all).filled(all)
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
	d.failed = len(d.lines)
	d.room = f.Height - d.failed
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
	if _, covered := f.Screen(); covered || f.pickers.isOpen() {
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
