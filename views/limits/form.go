package limits

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// figureBox is one line of the form that is filled in.
type figureBox struct {
	label  string
	field  string // of the image, or one of those below
	choice bool   // on or off
	text   ui.TextField
}

// What is filled in beside figures.
const (
	channelsField = "channels"
	ticketField   = "ticket"
)

// isFigure reports whether a box holds a figure of the level.
func (b figureBox) isFigure() bool { return b.field != channelsField && b.field != ticketField }

const (
	choiceOn  = "on"
	choiceOff = "off"
)

// fill puts the figures as they are into the boxes.
func (f *capacityForm) fill() {
	for i := range f.boxes {
		if box := &f.boxes[i]; box.isFigure() {
			box.text.SetText(boxText(f.plan.targets[0].base, box.field))
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

// fillIn takes a key for the box that has the focus.
func (f *capacityForm) fillIn(msg tea.KeyMsg) {
	box := &f.boxes[f.focus]
	switch {
	case !box.choice:
		if !box.text.Update(msg, f.kit.Keys) {
			return
		}
	case page.Pressed(msg, f.kit.Keys.Choose) && box.text.Text() == choiceOn:
		box.text.SetText(choiceOff)
	case page.Pressed(msg, f.kit.Keys.Choose):
		box.text.SetText(choiceOn)
	default:
		return
	}
	f.Saving.Forget()
	f.keepDraft()
}

// wants returns what each target is to become, or what is wrong with what was typed.
func (f *capacityForm) wants() (wants []change.Image, wrong string) {
	if f.plan.raise {
		return f.plan.raised(f.boxes[0].text.Text())
	}
	want := f.plan.targets[0].base
	for _, box := range f.boxes[:f.ticket] {
		value := strings.TrimSpace(box.text.Text())
		if box.choice {
			value = fmt.Sprint(value == choiceOn)
		} else if _, err := change.ParseFigure(value); err != nil {
			return nil, box.label + ": " + err.Error()
		}
		want = want.With(change.Field{Name: box.field, Value: value})
	}
	if on, known := want.Value(change.EnableBursting); known && on != "true" {
		want = want.With(change.Field{Name: change.BurstingMaxActiveCalls}) // it does not apply
	}
	return []change.Image{want}, ""
}

func (f *capacityForm) boxLine(i int, box figureBox) []ui.Cell {
	const room = 24
	focus := i == f.focus && !f.Saving.AsksName()
	cursor, tone := "   ", ui.Plain
	if focus {
		cursor, tone = " "+f.kit.Theme.Glyphs.Cursor+" ", ui.Selected
	}
	cells := []ui.Cell{{Text: cursor, Tone: ui.Selected}, {Text: fmt.Sprintf("%-27s", box.label), Tone: tone}}
	left, right := "[", "]"
	if box.choice {
		left, right = "<", ">"
	}
	cells = append(cells, ui.Cell{Text: left + box.text.Box(f.kit.Theme, room, focus && !box.choice) + right})
	if box.isFigure() {
		if was := boxText(f.plan.targets[0].base, box.field); was != box.text.Text() {
			cells = append(cells, ui.Cell{Text: " was " + was, Tone: ui.Muted})
		}
	}
	return cells
}

// wrongLines are what is wrong with a box, by its rules or in the server's words.
func (f *capacityForm) wrongLines(box figureBox) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, p := range f.Saving.Problems {
		if p.Field == box.field {
			lines = append(lines, page.WrapCell(ui.Cell{Text: f.kit.Theme.Glyphs.Failed + " " + p.Text, Tone: ui.Failed}, f.width, 5)...)
		}
	}
	return lines
}

// keepDraft hands what is typed to what has it on disk in a moment.
func (f *capacityForm) keepDraft() {
	if f.drafts.store == nil {
		return
	}
	state := figuresState{Boxes: make(map[string]string)}
	for _, box := range f.boxes {
		state.Boxes[box.field] = box.text.Text()
	}
	base := f.plan.targets[0].base
	if f.plan.raise {
		base, state.From, state.RaisedTo = change.Image{}, f.from, f.plan.raisedTo()
	} else {
		state.Overrides = f.plan.targets[0].overrides
	}
	if err := f.drafts.store.Put(f.plan.subject(), base, state); err != nil {
		f.Saving.Say(ui.Cell{Text: "this edit is not kept on disk: " + err.Error(), Tone: ui.Failed})
	}
}

// dropDraft forgets the draft of what was saved. The service does that for an edit of
// one level; channels that are added are several. The form takes no key until it is
// done: what was typed meanwhile would be forgotten with it.
func (f *capacityForm) dropDraft() tea.Cmd {
	store, subject := f.drafts.store, f.plan.subject()
	if store == nil {
		return nil
	}
	f.drafts.drop = ui.NewLoader(func(context.Context) (struct{}, error) { return struct{}{}, store.Drop(subject) })
	return f.drafts.drop.Load()
}

// offered takes the drafts that were left, and asks about those that change something.
func (f *capacityForm) offered() {
	left, _ := f.drafts.left.Value()
	if err := f.drafts.left.Err(); err != nil {
		f.Saving.Say(ui.Cell{Text: "a draft cannot be read: " + apiclient.Quote(err.Error()), Tone: ui.Failed})
	}
	offer := &saving.DraftOffer{
		Kit: f.kit, What: "these figures", Now: f.Saving.Watch.Clock,
		Discard: f.drafts.store.Discard, Done: func() { f.layer = nil },
	}
	for _, found := range left {
		changes := f.wouldChange(found)
		if len(changes) == 0 {
			continue
		}
		offer.Drafts = append(offer.Drafts, saving.OfferedDraft{
			Draft: found.Draft, Since: f.sinceThen(found), Changes: changes,
			Take: func() tea.Cmd { return f.takeDraft(found) },
		})
	}
	if len(offer.Drafts) > 0 {
		f.layer = offer
	}
}

// wouldChange tells what a draft has in its boxes that is not what it started from.
func (f *capacityForm) wouldChange(found leftFigures) []string {
	var changes []string
	if f.plan.raise {
		if more := strings.TrimSpace(found.state.Boxes[channelsField]); more != "" {
			changes = append(changes, more+" channels more")
		}
		return changes
	}
	for _, field := range found.Base.Fields {
		was := boxText(found.Base, field.Name)
		if text, typed := found.state.Boxes[field.Name]; typed && text != was {
			changes = append(changes, change.Label(field.Name)+": "+page.FirstOf(was, page.NotApplicable)+" -> "+text)
		}
	}
	return changes
}

// sinceThen says whether the figures are still what a draft started from.
func (f *capacityForm) sinceThen(found leftFigures) string {
	moved := !f.plan.raise && found.Base.Hash() != f.plan.targets[0].base.Hash()
	if f.plan.raise {
		begun := 0
		for _, target := range f.plan.targets {
			if calls, _ := target.base.Value(change.MaxActiveCalls); found.state.From[target.subject.String()] != calls {
				begun++
			}
		}
		if begun > 0 {
			return page.Count(begun, "level") + " of it changed since"
		}
	}
	if moved {
		return "THE FIGURES CHANGED SINCE"
	}
	return "the figures are still as they were then"
}

// takeDraft makes a draft this session's own, and then puts it on the form.
func (f *capacityForm) takeDraft(found leftFigures) tea.Cmd {
	store := f.drafts.store
	f.drafts.adopt = ui.NewLoader(func(context.Context) (leftFigures, error) { return found, store.Adopt(found.Draft) })
	return f.drafts.adopt.Load()
}

// adopted puts the draft that was taken on the form, over the figures that it started
// from: what changed since is told when it is saved.
func (f *capacityForm) adopted() tea.Cmd {
	found, taken := f.drafts.adopt.Value()
	if !taken {
		return ui.Fail(f.drafts.adopt.Err())
	}
	f.layer = nil
	for i := range f.boxes {
		if text, typed := found.state.Boxes[f.boxes[i].field]; typed {
			f.boxes[i].text.SetText(text)
		}
	}
	if f.plan.raise {
		f.from = found.state.From
		if has := f.plan.goOn(f.from, found.state.RaisedTo, found.state.Boxes[channelsField]); len(has) > 0 {
			f.Saving.Say(ui.Cell{Text: "has them already, and is not raised again: " + strings.Join(has, ", "), Tone: ui.Notice})
		}
		return nil
	}
	f.plan.targets[0].base, f.plan.targets[0].overrides = found.Base, found.state.Overrides
	return nil
}

// effectLines tell what becomes of the differences.
func (f *capacityForm) effectLines(wants []change.Image) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, e := range f.plan.effects(wants) {
		cell := ui.Cell{Text: e.text()}
		if e.after.Difference.IsNegative() {
			cell = ui.Cell{Text: f.kit.Theme.Glyphs.Over + " " + cell.Text, Tone: ui.Over}
		}
		lines = append(lines, []ui.Cell{{Text: fmt.Sprintf(" %-16s ", e.name)}, cell})
	}
	for i, finding := range f.plan.newFindings(wants) {
		if i == 3 {
			break
		}
		text := " " + f.kit.Theme.Glyphs.Notice + " new: " + strings.Join(finding.Path, " / ") + ": " + finding.Text
		lines = append(lines, []ui.Cell{{Text: text, Tone: figures.SeverityTone(finding.Severity)}})
	}
	return lines
}

// capacityForm changes the figures of one level, or adds channels to a trunk group and
// to what is above it. What follows for the differences shows while it is typed.
type capacityForm struct {
	kit           ui.Kit
	plan          capacityPlan
	Saving        *saving.Run
	drafts        figureDrafts
	from          map[string]string // of channels: the calls of each level before any was added
	layer         saving.Layer      // over the form; nil: the form
	boxes         []figureBox
	ticket        int // the box of the ticket, the last one
	focus         int
	width, height int
}

// New returns the form of a plan. Drafts may be nil: then none are kept.
func New(kit ui.Kit, s saving.Saver, drafts *change.Drafts, plan capacityPlan) *capacityForm {
	f := &capacityForm{kit: kit, plan: plan, drafts: newFigureDrafts(drafts, plan.subject()), from: plan.calls()}
	if plan.raise {
		f.boxes = []figureBox{{label: "channels to add", field: channelsField}}
	} else {
		for _, field := range plan.targets[0].base.Fields {
			f.boxes = append(f.boxes, figureBox{label: change.Label(field.Name), field: field.Name, choice: field.Name == change.EnableBursting})
		}
	}
	f.ticket = len(f.boxes)
	f.boxes = append(f.boxes, figureBox{label: "ticket", field: ticketField})
	f.Saving = saving.NewRun(kit, s, f.rebase, f.settle)
	f.Saving.Shows = func(field string) bool {
		return slices.ContainsFunc(f.boxes, func(b figureBox) bool { return b.field == field })
	}
	f.fill()
	return f
}

// rebase takes what somebody else put into a target, and what is overridden of it.
func (f *capacityForm) rebase(subject change.Subject, now change.Image, overrides []string) {
	f.follow(subject, now, overrides)
	f.keepDraft()
}

// follow takes what a target holds now. Boxes that nobody touched follow it.
func (f *capacityForm) follow(subject change.Subject, now change.Image, overrides []string) {
	for i := range f.plan.targets {
		target := &f.plan.targets[i]
		if target.subject != subject {
			continue
		}
		for n := range f.boxes {
			box := &f.boxes[n]
			if box.isFigure() && box.text.Text() == boxText(target.base, box.field) {
				box.text.SetText(boxText(now, box.field))
			}
		}
		target.base, target.overrides = now, overrides
	}
}

// settle takes what a target holds after it was saved.
func (f *capacityForm) settle(subject change.Subject, now change.Image) {
	f.follow(subject, now, nil)
	for i := range f.plan.targets {
		if f.plan.targets[i].subject == subject {
			f.plan.targets[i].saved = true
		}
	}
}

// finish makes the form ready for a further edit after everything was saved.
func (f *capacityForm) finish() tea.Cmd {
	for i := range f.plan.targets {
		f.plan.targets[i].saved = false
	}
	if f.plan.raise {
		f.boxes[0].text.SetText("") // it was added: once more would be added on top
		f.from = f.plan.calls()
	}
	f.fill()
	return f.dropDraft()
}

// Title implements ui.View.
func (f *capacityForm) Title() string {
	if f.plan.raise {
		return "more channels"
	}
	return "edit " + f.plan.targets[0].subject.ID()
}

// Init implements ui.View.
func (f *capacityForm) Init() tea.Cmd { return tea.Batch(f.Saving.Check(), f.drafts.load()) }

// Typing implements ui.Typer: on the form every letter is text.
func (f *capacityForm) Typing() bool { return f.layer == nil && !f.drafts.isOpening() }

// Busy implements ui.Busy.
func (f *capacityForm) Busy() bool { return f.Saving.Busy() || f.drafts.busy() }

// Close implements ui.View. A save that runs goes on, and its verdict is in the journal.
func (f *capacityForm) Close() {
	f.Saving.Close()
	f.drafts.close()
}

// SetSize implements ui.View.
func (f *capacityForm) SetSize(width, height int) { f.width, f.height = width, height }

// Dirty implements ui.Dirty.
func (f *capacityForm) Dirty() bool {
	if f.plan.raise {
		return f.boxes[0].text.Text() != ""
	}
	for _, box := range f.boxes[:f.ticket] {
		if box.text.Text() != boxText(f.plan.targets[0].base, box.field) {
			return true
		}
	}
	return false
}

// Update implements ui.View.
func (f *capacityForm) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return f.press(msg)
	}
	switch {
	case f.drafts.store == nil:
	case f.drafts.left.Update(msg):
		f.offered()
	case f.drafts.adopt != nil && f.drafts.adopt.Update(msg):
		return f.adopted()
	case f.drafts.drop != nil && f.drafts.drop.Update(msg):
		if err := f.drafts.drop.Err(); err != nil {
			return ui.Fail(err)
		}
	}
	cmd := f.Saving.Update(msg)
	if f.Saving.IsDone() {
		f.Saving.Done = false
		return tea.Batch(cmd, f.finish())
	}
	return cmd
}

func (f *capacityForm) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case f.Saving.IsPreparing() && page.Pressed(msg, f.kit.Keys.Cancel):
		f.Saving.Cancel()
		return nil
	case f.Busy():
		return nil // what is being saved is not changed under it; ctrl+c leaves
	case f.layer != nil:
		return f.layer.Press(msg)
	case f.Saving.AsksName():
		return f.Saving.PressName(msg)
	}
	switch keys := f.kit.Keys; {
	case page.Pressed(msg, keys.Save) && !ui.IsBurst(msg):
		return f.save()
	case page.Pressed(msg, keys.Cancel) && !ui.IsBurst(msg):
		return f.leave()
	case page.Pressed(msg, keys.NextField), msg.Type == tea.KeyDown, page.Pressed(msg, keys.Accept) && !ui.IsBurst(msg):
		f.focus = (f.focus + 1) % len(f.boxes)
	case page.Pressed(msg, keys.PreviousField), msg.Type == tea.KeyUp:
		f.focus = (f.focus + len(f.boxes) - 1) % len(f.boxes)
	default:
		f.fillIn(msg)
	}
	return nil
}

func (f *capacityForm) leave() tea.Cmd {
	if !f.Dirty() {
		return ui.Pop()
	}
	return ui.Confirm(ui.Question{
		Title: "Leave without saving?", Text: "What was changed here is not saved.", Verb: "leave", Yes: ui.Pop(),
	})
}

// save begins to save what was filled in.
func (f *capacityForm) save() tea.Cmd {
	wants, wrong := f.wants()
	if wrong != "" {
		f.Saving.Say(ui.Cell{Text: wrong, Tone: ui.Failed})
		return nil
	}
	edits, _ := f.plan.edits(wants, strings.TrimSpace(f.boxes[f.ticket].text.Text()))
	if len(edits) == 0 {
		f.Saving.Say(ui.Cell{Text: "nothing is changed", Tone: ui.Muted})
		return nil
	}
	return f.Saving.Begin(edits)
}

// View implements ui.View.
func (f *capacityForm) View() string {
	if f.layer != nil {
		return f.layer.Draw(f.width, f.height)
	}
	lines := f.heading()
	for i, box := range f.boxes {
		lines = append(lines, f.boxLine(i, box))
		lines = append(lines, f.wrongLines(box)...)
	}
	lines = append(lines, nil)
	wants, wrong := f.wants()
	if wrong == "" {
		lines = append(lines, f.effectLines(wants)...)
	}
	lines = append(lines, nil)
	return page.DrawLines(f.kit.Theme, f.width, f.height, append(lines, f.Saving.Lines(f.width)...))
}

func (f *capacityForm) heading() [][]ui.Cell {
	if !f.plan.raise {
		return [][]ui.Cell{{{Text: " Figures of " + f.plan.targets[0].subject.String(), Tone: ui.Strong}}, nil}
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

// Info implements ui.Informer.
func (f *capacityForm) Info() ui.Info {
	told := ui.Info{Summary: "EDIT"}
	switch {
	case f.layer != nil:
		told.Summary = f.layer.Summary()
	case f.Saving.IsSaving():
		told.Summary, told.Partly = "SAVING", f.Saving.Watch.Text()
	case f.Dirty():
		told.Summary = "EDIT, not saved"
	}
	return told
}

// ShortHelp implements help.KeyMap.
func (f *capacityForm) ShortHelp() []key.Binding {
	keys := f.kit.Keys
	switch {
	case f.layer != nil:
		return f.layer.Keys()
	case f.Saving.IsPreparing():
		return []key.Binding{keys.Cancel}
	case f.Busy():
		return nil
	case f.Saving.AsksName():
		return []key.Binding{ui.Named(keys.Save, "save"), keys.Cancel}
	}
	short := []key.Binding{keys.Save, keys.NextField, keys.PreviousField}
	if f.boxes[f.focus].choice {
		short = append(short, keys.Choose)
	}
	return append(short, keys.Cancel)
}

// FullHelp implements help.KeyMap.
func (f *capacityForm) FullHelp() [][]key.Binding { return [][]key.Binding{f.ShortHelp()} }
