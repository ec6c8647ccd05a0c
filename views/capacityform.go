package views

import (
	"context"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/ui"
)

// saver is what a form saves through. *change.Service is one.
type saver interface {
	Check() error
	Prepare(ctx context.Context, edit change.Edit) (change.Review, error)
	Commit(ctx context.Context, confirmation *change.Confirmation, consent change.Consent) (change.Result, error)
}

// capacityForm changes the figures of one level, or adds channels to a trunk group and
// to what is above it. What follows for the differences shows while it is typed.
type capacityForm struct {
	kit           ui.Kit
	plan          capacityPlan
	saving        *saveRun
	drafts        figureDrafts
	from          map[string]string // of channels: the calls of each level before any was added
	layer         layer             // over the form; nil: the form
	boxes         []figureBox
	ticket        int // the box of the ticket, the last one
	focus         int
	width, height int
}

// newCapacityForm returns the form of a plan. Drafts may be nil: then none are kept.
func newCapacityForm(kit ui.Kit, s saver, drafts *change.Drafts, plan capacityPlan) *capacityForm {
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
	f.saving = newSaveRun(kit, s, f.rebase, f.settle)
	f.saving.shows = func(field string) bool {
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
func (f *capacityForm) Init() tea.Cmd { return tea.Batch(f.saving.check(), f.drafts.load()) }

// Typing implements ui.Typer: on the form every letter is text.
func (f *capacityForm) Typing() bool { return f.layer == nil && !f.drafts.isOpening() }

// Busy implements ui.Busy.
func (f *capacityForm) Busy() bool { return f.saving.busy() || f.drafts.busy() }

// Close implements ui.View. A save that runs goes on, and its verdict is in the journal.
func (f *capacityForm) Close() {
	f.saving.close()
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
	cmd := f.saving.update(msg)
	if f.saving.isDone() {
		f.saving.done = false
		return tea.Batch(cmd, f.finish())
	}
	return cmd
}

func (f *capacityForm) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case f.saving.isPreparing() && pressed(msg, f.kit.Keys.Cancel):
		f.saving.cancel()
		return nil
	case f.Busy():
		return nil // what is being saved is not changed under it; ctrl+c leaves
	case f.layer != nil:
		return f.layer.press(msg)
	case f.saving.asksName():
		return f.saving.pressName(msg)
	}
	switch keys := f.kit.Keys; {
	case pressed(msg, keys.Save) && !ui.IsBurst(msg):
		return f.save()
	case pressed(msg, keys.Cancel) && !ui.IsBurst(msg):
		return f.leave()
	case pressed(msg, keys.NextField), msg.Type == tea.KeyDown, pressed(msg, keys.Accept) && !ui.IsBurst(msg):
		f.focus = (f.focus + 1) % len(f.boxes)
	case pressed(msg, keys.PreviousField), msg.Type == tea.KeyUp:
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
		f.saving.say(ui.Cell{Text: wrong, Tone: ui.Failed})
		return nil
	}
	edits, _ := f.plan.edits(wants, strings.TrimSpace(f.boxes[f.ticket].text.Text()))
	if len(edits) == 0 {
		f.saving.say(ui.Cell{Text: "nothing is changed", Tone: ui.Muted})
		return nil
	}
	return f.saving.begin(edits)
}

// View implements ui.View.
func (f *capacityForm) View() string {
	if f.layer != nil {
		return f.layer.draw(f.width, f.height)
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
	return drawLines(f.kit.Theme, f.width, f.height, append(lines, f.saving.lines(f.width)...))
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
		told.Summary = f.layer.summary()
	case f.saving.isSaving():
		told.Summary, told.Partly = "SAVING", f.saving.watch.text()
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
		return f.layer.keys()
	case f.saving.isPreparing():
		return []key.Binding{keys.Cancel}
	case f.Busy():
		return nil
	case f.saving.asksName():
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
