package saving

import (
	"context"
	"sync/atomic"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/page"
)

// alone is the screen of an edit that has no form, an undo or a deletion, which is compared,
// reviewed and confirmed like every other.
type alone struct {
	*Flow
	title   string
	what    []ui.Cell // the same in words
	reading string    // says what is read before the review
	head    []Section // what is to be done, before it was compared
	edits   func(context.Context) ([]change.Edit, error)
	unread  atomic.Pointer[string]   // why what is allocated could not be read
	used    func(routing.Key) string // who else uses a trunk group of what is deleted; nil where nothing is known of that
	around  Around                   // what is read before the review; nil where nothing is
	notes   []ui.Cell
	scroll  ui.Scroll
}

var _ interface {
	ui.View
	ui.Informer
	ui.Layered
	ui.Boxed
	Form
} = (*alone)(nil)

// Around is what has to be known around an edit to tell what it leads to.
type Around interface {
	Read() tea.Cmd
	Update(tea.Msg) bool
	Busy() bool
	Close()
	// Effect is what the edit leads to, as far as what is around it was read.
	Effect(from, to change.Image) []Section
}

// NewUndo returns the screen of an undo. Allocated reads what the level below was given,
// where that decides whether a lowered limit is dangerous; it may be nil, as what is around may.
func NewUndo(kit ui.Kit, session Session, edit change.Edit, allocated func(context.Context) (map[string]capacity.Sum, error), around Around) ui.View {
	v := &alone{title: "undo " + edit.Subject.ID(), reading: "reading what is there now", around: around}
	v.what = append([]ui.Cell{{Text: "Undo", Tone: ui.Strong}, {Text: "   edit " + edit.UndoOf + " of ", Tone: ui.Muted}}, SubjectCells(edit.Subject)...)
	v.head = []Section{{Title: "what it takes back", Changes: Differences(edit.Subject.Kind, edit.Base, edit.Want)}}
	v.edits = func(ctx context.Context) ([]change.Edit, error) {
		wanted := edit
		if allocated == nil {
			return []change.Edit{wanted}, nil
		}
		var err error
		if wanted.Allocated, err = allocated(ctx); err != nil {
			wanted.Allocated = nil
			text := "what is allocated could not be read, so a lowered limit asks for the name: " + apiclient.Explain(err)
			v.unread.Store(&text)
		}
		return []change.Edit{wanted}, ctx.Err()
	}
	return v.start(kit, session, nil)
}

// NewDeletion returns the screen that deletes a subject as read returns it. Used tells
// of a trunk group of it who else uses that, and is empty where that is not known.
func NewDeletion(kit ui.Kit, session Session, subject change.Subject, read func(context.Context) (change.Image, error), used func(routing.Key) string, after func(change.Result) tea.Cmd) ui.View {
	v := &alone{title: subject.Name, reading: "reading what would be deleted", used: used}
	v.what = append([]ui.Cell{{Text: "Delete", Tone: ui.Strong}, {Text: "   "}}, SubjectCells(subject)...)
	v.edits = func(ctx context.Context) ([]change.Edit, error) {
		base, err := read(ctx)
		return []change.Edit{{Subject: subject, Base: base}}, err
	}
	return v.start(kit, session, after)
}

func (v *alone) start(kit ui.Kit, session Session, after func(change.Result) tea.Cmd) ui.View {
	v.Flow = NewFlow(kit, session, v, after)
	NewDrafts(v.Flow, DraftsOptions[struct{}]{}) // none are kept: there is no form
	v.alone = true
	return v
}

// Title is empty while a dialog lies over the screen below, which has the words of the title.
func (v *alone) Title() string {
	if v.Box() != nil {
		return ""
	}
	return v.title
}

func (v *alone) Init() tea.Cmd {
	v.notes = nil
	if v.around == nil {
		return v.BeginWith(v.edits)
	}
	return v.beginAfter(v.around.Read())
}

// beginAfter goes on with the review once what is around the edit was read.
func (v *alone) beginAfter(read tea.Cmd) tea.Cmd {
	if v.around.Busy() {
		return read
	}
	return v.BeginWith(v.edits)
}

// isReading reports whether what the review needs is on its way.
func (v *alone) isReading() bool { return v.IsPreparing() || v.around != nil && v.around.Busy() }

func (v *alone) Busy() bool { return v.Flow.Busy() || v.isReading() }

func (v *alone) Close() {
	if v.around != nil {
		v.around.Close()
	}
	v.Flow.Close()
}

// CloseLayer closes nothing: there is no form below, so the screen is left.
func (v *alone) CloseLayer() bool {
	if v.IsPreparing() {
		v.preparing.Close()
	}
	return false
}

func (v *alone) Update(msg tea.Msg) tea.Cmd {
	press, ok := msg.(tea.KeyMsg)
	switch {
	case !ok && v.around != nil && v.around.Update(msg):
		return v.beginAfter(nil)
	case !ok:
		return v.Flow.Update(msg)
	}
	cmd, used := v.Press(press)
	if !used && !v.isReading() && page.Pressed(press, v.Kit.Keys.Save) {
		return v.Init()
	}
	return cmd
}

// View draws what takes the whole screen, and else nothing: the dialog lies over the screen below.
func (v *alone) View() string {
	drawn, _ := v.Screen()
	return drawn
}

// Box returns the dialog of the flow, and before there is one, what is to be done and what
// became of it so far.
func (v *alone) Box() *ui.Box {
	if _, ok := v.Layer.(whole); ok && !v.IsPreparing() {
		return nil
	}
	if box := v.Flow.Box(); box != nil {
		return box
	}
	keys := v.Kit.Keys
	box := &ui.Box{
		Title: v.what, Environment: true, Scroll: &v.scroll, State: []ui.Cell{{Text: "nothing is sent yet", Tone: ui.Muted}},
		Buttons: []ui.Button{{Key: ui.Named(keys.Back, "back")}},
	}
	width, _ := box.Room(v.Width, v.Height)
	box.Lines = SectionLines(v.Kit.Theme, v.head, width)
	notes := v.notes
	if v.isReading() {
		notes = append(notes, ui.Cell{Text: v.reading})
	} else {
		box.Buttons = append(box.Buttons, ui.Button{Key: keys.Save, On: ui.OnChoice})
	}
	if failure := v.failure(); failure != "" {
		notes = append(notes, ui.Cell{Text: failure, Tone: ui.Failed})
	}
	for _, note := range notes {
		box.Lines = append(append(box.Lines, nil), Paragraph(note, width)...)
	}
	box.Lines = append(box.Lines, nil)
	return box
}

func (v *alone) ShortHelp() []key.Binding {
	keys := v.Kit.Keys
	switch {
	case v.isReading():
		return []key.Binding{ui.Named(keys.Back, "back")}
	case v.Layer != nil:
		return v.Keys()
	}
	return []key.Binding{keys.Save, keys.Help, ui.Named(keys.Back, "back")}
}

func (v *alone) FullHelp() [][]key.Binding { return [][]key.Binding{v.ShortHelp()} }

func (v *alone) Say(cell ui.Cell) { v.notes = append(v.notes, cell) }

// Rebase goes on with an edit on top of what somebody else put there.
func (v *alone) Rebase(edit change.Edit) {
	read := v.edits
	v.edits = func(ctx context.Context) ([]change.Edit, error) {
		former, err := read(ctx)
		if err == nil {
			edit.Allocated = former[0].Allocated
		}
		return []change.Edit{edit}, err
	}
}

// There is no form that goes on, holds anything or has more to save.

func (v *alone) OnTop(change.Edit, change.Image)    {}
func (v *alone) Holds(change.Subject, change.Image) {}
func (v *alone) Saved(bool) tea.Cmd                 { return nil }
func (v *alone) IsChanged() bool                    { return false }
func (v *alone) State() ui.Cell                     { return ui.Cell{} }

func (v *alone) Refused(_ change.Edit, problems []change.Problem, err error) {
	for _, p := range problems {
		v.Say(v.Failed(change.Label(p.Field) + ": " + p.Text))
	}
	if err != nil {
		v.Say(v.Failed(apiclient.Explain(err)))
	}
}

func (v *alone) Sections(reviews []change.Review) []Section {
	sections := ChangeSections(reviews)
	if v.used != nil {
		for i, c := range sections[0].Changes {
			sections[0].Changes[i].Then = v.used(routing.Key{GroupID: c.In, Name: c.What})
		}
	}
	if v.around != nil {
		sections = append(sections, v.around.Effect(reviews[0].Confirmation.Fresh(), reviews[0].Edit.Want)...)
	}
	if text := v.unread.Load(); text != nil {
		sections = append(sections, Section{Title: "then", Texts: []string{*text}, Warns: true})
	}
	return sections
}
