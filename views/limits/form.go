package limits

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// form changes the limits of one level, or adds channels to a trunk group and to what is
// above it. What follows for the differences shows while it is typed.
type form struct {
	*saving.Flow
	plan     Plan
	drafts   *saving.Drafts[formState]
	from     map[string]string // of channels: the calls of each level before any was added
	boxes    []box
	focus    int
	notes    []ui.Cell        // a sentence each, below the boxes
	problems []change.Problem // what is wrong with boxes, by rules or in the server's words
}

// box is one line of the form that is filled in.
type box struct {
	label  string
	field  string // of the image, or one of those below
	choice bool   // on or off
	text   ui.TextField
}

// What is filled in beside figures, the ticket last, and the values of a choice.
const (
	channelsField = "channels"
	ticketField   = "ticket"
	choiceOn      = "on"
	choiceOff     = "off"
)

// formState is what a draft file holds: what was typed into each box, by its field.
type formState struct {
	Boxes     map[string]string
	Overrides []string `json:",omitempty"`
	// From is the calls that each level had, by its subject, before channels were added:
	// what was raised by then is not raised once more.
	From map[string]string `json:",omitempty"`
	// RaisedTo is the calls of the levels that were raised already, by whatever number.
	RaisedTo map[string]string `json:",omitempty"`
}

var _ interface {
	ui.View
	ui.Informer
	ui.Layered
	saving.Form
} = (*form)(nil)

// newForm returns the form of a plan.
func newForm(kit ui.Kit, session saving.Session, plan Plan) *form {
	f := &form{plan: plan, from: plan.calls(false)}
	if plan.raise {
		f.boxes = []box{{label: "channels to add", field: channelsField}}
	} else {
		for _, field := range plan.targets[0].base.Fields {
			f.boxes = append(f.boxes, box{label: change.Label(field.Name), field: field.Name, choice: field.Name == change.EnableBursting})
		}
	}
	f.boxes = append(f.boxes, box{label: "ticket", field: ticketField})
	f.Flow = saving.NewFlow(kit, session, f, nil)
	f.drafts = saving.NewDrafts(f.Flow, saving.DraftsOptions[formState]{
		Subject: plan.subject(), What: "these limits", Describe: f.describe, Take: f.take,
	})
	f.fill(plan.targets[0].base)
	return f
}

// isLimit reports whether a box holds a limit of the level.
func (b box) isLimit() bool { return b.field != channelsField && b.field != ticketField }

func (f *form) fill(image change.Image) {
	for i := range f.boxes {
		if b := &f.boxes[i]; b.isLimit() {
			b.text.SetText(boxText(image, b.field))
		}
	}
}

func boxText(image change.Image, field string) string {
	text, _ := image.Value(field)
	if field != change.EnableBursting {
		return text
	}
	if text == "true" {
		return choiceOn
	}
	return choiceOff
}

func (f *form) Title() string {
	if f.plan.raise {
		return "more channels"
	}
	return "edit " + f.plan.targets[0].subject.ID()
}

// Typing reports whether letters are text: on the form all are.
func (f *form) Typing() bool {
	if f.Layer != nil || f.IsSaving() {
		return f.Flow.Typing()
	}
	return !f.drafts.IsOpening()
}

func (f *form) IsChanged() bool {
	if f.plan.raise {
		return f.boxes[0].text.Text() != ""
	}
	return slices.ContainsFunc(f.boxes, func(b box) bool {
		return b.isLimit() && b.text.Text() != boxText(f.plan.targets[0].base, b.field)
	})
}

func (f *form) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return f.press(msg)
	}
	return f.Flow.Update(msg)
}

func (f *form) press(msg tea.KeyMsg) tea.Cmd {
	if cmd, used := f.Press(msg); used || f.Busy() {
		return cmd
	}
	switch keys, single := f.Kit.Keys, !ui.IsBurst(msg); {
	case page.Pressed(msg, keys.Save) && single:
		return f.save()
	case page.Pressed(msg, keys.Cancel) && single:
		if !f.IsChanged() {
			return ui.Pop()
		}
		return ui.Confirm(ui.Question{Title: "Leave without saving?", Text: saving.LeaveText, Verb: "leave", Yes: ui.Pop()})
	case page.Pressed(msg, keys.NextField), msg.Type == tea.KeyDown, page.Pressed(msg, keys.Accept) && single:
		f.focus = (f.focus + 1) % len(f.boxes)
	case page.Pressed(msg, keys.PreviousField), msg.Type == tea.KeyUp:
		f.focus = (f.focus + len(f.boxes) - 1) % len(f.boxes)
	default:
		f.fillIn(msg)
	}
	return nil
}

// fillIn takes a key for the box that has the focus.
func (f *form) fillIn(msg tea.KeyMsg) {
	b := &f.boxes[f.focus]
	switch {
	case !b.choice && b.text.Update(msg, f.Kit.Keys):
	case b.choice && page.Pressed(msg, f.Kit.Keys.Choose):
		other := choiceOn
		if b.text.Text() == choiceOn {
			other = choiceOff
		}
		b.text.SetText(other)
	default:
		return
	}
	f.notes, f.problems = nil, nil
	f.keep()
}

// keep hands what is typed to what has it on disk in a moment.
func (f *form) keep() {
	state := formState{Boxes: make(map[string]string)}
	for _, b := range f.boxes {
		state.Boxes[b.field] = b.text.Text()
	}
	base := f.plan.targets[0].base
	if f.plan.raise {
		base, state.From, state.RaisedTo = change.Image{}, f.from, f.plan.calls(true)
	} else {
		state.Overrides = f.plan.targets[0].overrides
	}
	f.drafts.Keep(base, state)
}

// describe says whether the limits are still what a draft started from, and what that changes.
func (f *form) describe(left saving.Draft[formState]) (since string, changes []string) {
	since = "the limits are still as they were then"
	if f.plan.raise {
		if more := strings.TrimSpace(left.State.Boxes[channelsField]); more != "" {
			changes = []string{more + " channels more"}
		}
		begun := 0
		for _, target := range f.plan.targets {
			if left.State.From[target.subject.String()] != target.calls() {
				begun++
			}
		}
		if begun > 0 {
			since = page.Count(begun, "level") + " of it changed since"
		}
		return since, changes
	}
	for _, field := range left.Base.Fields {
		was := boxText(left.Base, field.Name)
		if text, typed := left.State.Boxes[field.Name]; typed && text != was {
			changes = append(changes, change.Label(field.Name)+": "+cmp.Or(was, "none")+" -> "+text)
		}
	}
	if left.Base.Hash() != f.plan.targets[0].base.Hash() {
		since = "THE LIMITS CHANGED SINCE"
	}
	return since, changes
}

// take puts a draft on the form with its own base: what changed since shows when it is saved.
func (f *form) take(left saving.Draft[formState]) tea.Cmd {
	for i := range f.boxes {
		if text, typed := left.State.Boxes[f.boxes[i].field]; typed {
			f.boxes[i].text.SetText(text)
		}
	}
	if f.plan.raise {
		f.from = left.State.From
		if has := f.plan.goOn(f.from, left.State.RaisedTo, left.State.Boxes[channelsField]); len(has) > 0 {
			f.Say(ui.Cell{Text: "has them already, and is not raised again: " + strings.Join(has, ", "), Tone: ui.Notice})
		}
		return nil
	}
	f.plan.targets[0].base, f.plan.targets[0].overrides = left.Base, left.State.Overrides
	return nil
}

// wanted returns what each target is to become, or what is wrong with what was typed.
func (f *form) wanted() (wanted []change.Image, wrong string) {
	if f.plan.raise {
		return f.plan.raised(f.boxes[0].text.Text())
	}
	want := f.plan.targets[0].base
	for _, b := range f.boxes {
		if !b.isLimit() {
			continue
		}
		value := strings.TrimSpace(b.text.Text())
		if b.choice {
			value = fmt.Sprint(value == choiceOn)
		} else if _, err := change.ParseFigure(value); err != nil {
			return nil, b.label + ": " + err.Error()
		}
		want = want.With(change.Field{Name: b.field, Value: value})
	}
	if on, known := want.Value(change.EnableBursting); known && on != "true" {
		want = want.With(change.Field{Name: change.BurstingMaxActiveCalls}) // it does not apply
	}
	return []change.Image{want}, ""
}

func (f *form) save() tea.Cmd {
	f.notes, f.problems = nil, nil
	wanted, wrong := f.wanted()
	if wrong != "" {
		f.Say(ui.Cell{Text: wrong, Tone: ui.Failed})
		return nil
	}
	edits := f.plan.edits(wanted, strings.TrimSpace(f.boxes[len(f.boxes)-1].text.Text()))
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

// follow takes what a level holds now. Boxes that nobody touched follow it.
func (f *form) follow(subject change.Subject, now change.Image, overrides []string) *figureTarget {
	at := slices.IndexFunc(f.plan.targets, func(t figureTarget) bool { return t.subject == subject })
	if at < 0 {
		return nil
	}
	target := &f.plan.targets[at]
	for i := range f.boxes {
		if b := &f.boxes[i]; b.isLimit() && b.text.Text() == boxText(target.base, b.field) {
			b.text.SetText(boxText(now, b.field))
		}
	}
	target.base, target.overrides = now, overrides
	return target
}

func (f *form) Holds(subject change.Subject, there change.Image) {
	if target := f.follow(subject, there, nil); target != nil {
		target.saved = true
	}
	f.keep()
}

// Refused puts each problem beside its box, and those without a box below them.
func (f *form) Refused(edit change.Edit, problems []change.Problem, err error) {
	if len(problems) > 0 {
		f.Say(ui.Cell{Text: "nothing was sent: " + page.Count(len(problems), "problem") + " to correct first", Tone: ui.Failed})
	}
	whole := ""
	if err != nil {
		whole = apiclient.Explain(err)
	}
	for _, p := range append(problems, problemsOf(err)...) {
		if slices.ContainsFunc(f.boxes, func(b box) bool { return b.field == p.Field }) {
			f.problems = append(f.problems, p)
			continue
		}
		if strings.Contains(whole, p.Text) {
			continue
		}
		text := edit.Subject.String() + ": "
		if p.Field != "" {
			text += change.Label(p.Field) + ": "
		}
		f.Say(ui.Cell{Text: text + p.Text, Tone: ui.Failed})
	}
	if whole != "" {
		f.Say(ui.Cell{Text: edit.Subject.String() + ": " + whole, Tone: ui.Failed})
	}
}

// Sections are what would change at each level, and what becomes of the differences.
func (f *form) Sections(reviews []change.Review) []saving.Section {
	sections := saving.ChangeSections(reviews)
	wanted := make([]change.Image, len(f.plan.targets))
	for i, target := range f.plan.targets {
		wanted[i] = target.base
		if at := slices.IndexFunc(reviews, func(r change.Review) bool { return r.Edit.Subject == target.subject }); at >= 0 {
			wanted[i] = reviews[at].Edit.Want
		}
	}
	calm, warning := saving.Section{Title: "Then"}, saving.Section{Title: "Mind", Warns: true}
	for _, e := range f.plan.effects(wanted) {
		text := e.name + " " + e.text()
		if e.after.Difference.IsNegative() && e.after.Difference != e.before.Difference {
			warning.Texts = append(warning.Texts, text)
		} else {
			calm.Texts = append(calm.Texts, text)
		}
	}
	for _, finding := range f.plan.newFindings(wanted) {
		warning.Texts = append(warning.Texts, "new: "+findingText(finding))
	}
	return append(sections, calm, warning)
}

func findingText(f capacity.Finding) string { return strings.Join(f.Path, " / ") + ": " + f.Text }

// Saved makes the form ready for a further edit.
func (f *form) Saved(bool) tea.Cmd {
	for i := range f.plan.targets {
		f.plan.targets[i].saved = false
	}
	if f.plan.raise {
		f.boxes[0].text.SetText("") // it was added: once more would be added on top
		f.from = f.plan.calls(false)
	}
	f.fill(f.plan.targets[0].base)
	return f.drafts.Drop()
}

func (f *form) View() string {
	if f.Layer != nil {
		return f.Layer.Draw(f.Width, f.Height)
	}
	lines := f.heading()
	for i, b := range f.boxes {
		lines = append(lines, f.boxLine(i, b))
		for _, p := range f.problems {
			if p.Field == b.field {
				lines = append(lines, page.WrapCell(ui.Cell{Text: f.Kit.Theme.Glyphs.Failed + " " + p.Text, Tone: ui.Failed}, f.Width, 5)...)
			}
		}
	}
	lines = append(lines, nil)
	if wanted, wrong := f.wanted(); wrong == "" {
		lines = append(lines, f.effectLines(wanted)...)
	}
	lines = append(lines, nil)
	for _, note := range f.notes {
		lines = append(lines, page.WrapCell(note, f.Width, 1)...)
	}
	if f.IsPreparing() {
		lines = append(lines, []ui.Cell{{Text: " reading what is there now..."}})
	}
	return page.DrawLines(f.Kit.Theme, f.Width, f.Height, lines)
}

func (f *form) heading() [][]ui.Cell {
	if !f.plan.raise {
		return [][]ui.Cell{{{Text: " Limits of " + f.plan.targets[0].subject.String(), Tone: ui.Strong}}, nil}
	}
	kinds := make([]string, len(f.plan.targets))
	for i, target := range f.plan.targets {
		kinds[i] = string(target.subject.Kind)
	}
	last := f.plan.targets[len(kinds)-1].subject
	return [][]ui.Cell{
		{{Text: " More channels for " + last.String(), Tone: ui.Strong}},
		{{Text: " saved in this order, up to the first that fails: " + strings.Join(kinds, ", "), Tone: ui.Muted}},
		nil,
	}
}

func (f *form) boxLine(i int, b box) []ui.Cell {
	const room = 24
	focus := i == f.focus
	cursor, tone := "   ", ui.Plain
	if focus {
		cursor, tone = " "+f.Kit.Theme.Glyphs.Cursor+" ", ui.Selected
	}
	value := "[" + b.text.Box(f.Kit.Theme, room, focus) + "]"
	if b.choice {
		value = "<" + b.text.Box(f.Kit.Theme, room, false) + ">"
	}
	cells := []ui.Cell{{Text: cursor, Tone: ui.Selected}, {Text: fmt.Sprintf("%-27s", b.label), Tone: tone}, {Text: value}}
	if b.isLimit() {
		if was := boxText(f.plan.targets[0].base, b.field); was != b.text.Text() {
			cells = append(cells, ui.Cell{Text: " was " + was, Tone: ui.Muted})
		}
	}
	return cells
}

// effectLines tell what becomes of the differences.
func (f *form) effectLines(wanted []change.Image) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, e := range f.plan.effects(wanted) {
		cell := ui.Cell{Text: e.text()}
		if e.after.Difference.IsNegative() {
			cell = ui.Cell{Text: f.Kit.Theme.Glyphs.Over + " " + cell.Text, Tone: ui.Over}
		}
		lines = append(lines, []ui.Cell{{Text: fmt.Sprintf(" %-16s ", e.name)}, cell})
	}
	const most = 3
	findings := f.plan.newFindings(wanted)
	for _, finding := range findings[:min(most, len(findings))] {
		text := " " + f.Kit.Theme.Glyphs.Notice + " new: " + findingText(finding)
		lines = append(lines, []ui.Cell{{Text: text, Tone: figures.SeverityTone(finding.Severity)}})
	}
	return lines
}

func (f *form) ShortHelp() []key.Binding {
	keys := f.Kit.Keys
	switch {
	case f.IsPreparing():
		return []key.Binding{keys.Cancel}
	case f.Busy():
		return nil
	case f.Layer != nil:
		return f.Layer.Keys()
	}
	if f.boxes[f.focus].choice {
		return []key.Binding{keys.Save, keys.NextField, keys.PreviousField, keys.Choose, keys.Cancel}
	}
	return []key.Binding{keys.Save, keys.NextField, keys.PreviousField, keys.Cancel}
}

func (f *form) FullHelp() [][]key.Binding { return [][]key.Binding{f.ShortHelp()} }

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
