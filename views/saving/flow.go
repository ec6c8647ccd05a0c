package saving

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// Form is what a flow asks of the form whose edits it saves.
type Form interface {
	// Say shows a sentence: a failure above the form, everything else below it.
	Say(cell ui.Cell)
	// Rebase puts an edit on the form whose base is what somebody else put there, which a
	// compare has shown.
	Rebase(edit change.Edit)
	// OnTop goes on editing over what is there, which is neither what the edit started
	// from nor what it wanted.
	OnTop(edit change.Edit, there change.Image)
	// Holds takes what the server holds of a subject where that is what was wanted.
	Holds(subject change.Subject, there change.Image)
	// Refused marks what rules, or with err the server, found wrong with an edit.
	Refused(edit change.Edit, problems []change.Problem, err error)
	// Sections are what an edit changes and what follows from it, for the review.
	Sections(reviews []change.Review) []Section
	// Saved is called once the server holds all that was wanted; sent says that something
	// had to be sent for it.
	Saved(sent bool) tea.Cmd
	// IsChanged reports whether there is anything that a save would keep.
	IsChanged() bool
	// State says how much is changed, and what of it the server has.
	State() ui.Cell
}

// recreator is a form that can create again what was deleted elsewhere.
type recreator interface{ Recreate() tea.Cmd }

// layer is what a flow shows over the form: a dialog, or a screen in its place. Its keys come
// when it is on top.
type layer interface {
	Press(msg tea.KeyMsg) tea.Cmd
	Keys() []key.Binding
}

// whole is a layer that takes the room of the form.
type whole interface {
	Draw(width, height int) string
	Info() ui.Info
}

// keeper is the drafts of a form, whatever it keeps.
type keeper interface {
	Init() tea.Cmd
	Update(msg tea.Msg) tea.Cmd
	Busy() bool
	Failure() string
	Close()
}

// Flow takes edits through the save protocol, in one way whatever is saved: all are
// prepared, a conflict is chosen in, all are reviewed together and confirmed by one y,
// the dangerous ones each by their name, then they are sent one after the other up to
// the first that is not saved, and the verdict tells how it ended. Over the form it shows
// one layer at a time. The form embeds it, and hands it keys first and every message.
type Flow struct {
	Listener
	Kit           ui.Kit
	Session       Session
	Width, Height int

	form   Form
	drafts keeper
	after  func(change.Result) tea.Cmd // may be nil

	Layer   layer // what lies over the form; nil: nothing
	edits   []change.Edit
	found   []prepared      // of the edits that are ready, in their order
	results []change.Result // of those that were sent
	saved   []change.Edit   // of all that were begun, in their order
	ticket  string
	typed   []string // the name that was typed for each of found
	ended   bool     // nothing is left to lose: it is saved, or its outcome is on record
	alone   bool     // there is no form below the layers

	checked   *ui.Loader[struct{}]
	preparing *ui.Loader[[]prepared]
	sending   *ui.Loader[change.Result]
	settling  *ui.Loader[change.Entry]
	watch     stopwatch
}

// prepared is what a look at the server before a save found.
type prepared struct {
	change.Review
	asked   change.Edit // as it was begun
	foreign []Change    // what somebody else changed meanwhile, and stays
}

// NewFlow returns the flow of a form, which has its drafts still to make. After is called
// with every verdict; it may be nil.
func NewFlow(kit ui.Kit, session Session, form Form, after func(change.Result) tea.Cmd) *Flow {
	return &Flow{
		Listener: NewListener(kit.Keys, session.Clock), Kit: kit, Session: session, form: form, after: after,
		checked: ui.NewLoader(func(context.Context) (struct{}, error) { return struct{}{}, session.Service.Check() }),
	}
}

// Init asks whether anything could be saved, before somebody types, and for drafts.
func (f *Flow) Init() tea.Cmd { return tea.Batch(f.checked.Load(), f.drafts.Init()) }

// IsSaving reports whether an edit is on its way.
func (f *Flow) IsSaving() bool { return f.sending.Busy() }

// IsPreparing reports whether the look before a save is going on.
func (f *Flow) IsPreparing() bool { return f.preparing.Busy() }

func (f *Flow) Busy() bool { return f.isWaiting() || f.drafts.Busy() }

// isWaiting reports whether an answer of the server's is to come.
func (f *Flow) isWaiting() bool { return f.IsSaving() || f.IsPreparing() || f.settling.Busy() }

func (f *Flow) Dirty() bool { return f.IsSaving() || !f.ended && f.form.IsChanged() }

// LeaveText says what becomes of the changes of a form of that name when it is left, or the program
// is.
func (f *Flow) LeaveText(name string, changes []Change) string {
	if f.IsSaving() {
		return "A save of " + name + " is under way.\nIt is given two seconds to end; the journal has what became of it."
	}
	labels := make([]string, len(changes))
	for i, c := range changes {
		labels[i] = c.Of + c.What
	}
	are := " are"
	if len(changes) == 1 {
		are = " is"
	}
	kept := "The draft is kept: the form offers it next time."
	if f.drafts.Failure() != "" {
		kept = "Drafts are not kept now: what was typed is lost."
	}
	return ui.Count(len(changes), "change") + " of " + name + are + " not sent.\n" + strings.Join(labels, ", ") + "\n\n" + kept
}

func (f *Flow) SetSize(width, height int) { f.Width, f.Height = width, height }

// Box returns the dialog of what lies over the form, nil where nothing does or it takes the room
// of the form.
func (f *Flow) Box() *ui.Box {
	if shown, ok := f.Layer.(ui.Boxed); ok && !f.IsPreparing() {
		return shown.Box()
	}
	return nil
}

// Screen draws what takes the room of the form, and reports whether anything does.
func (f *Flow) Screen() (drawn string, ok bool) {
	shown, ok := f.Layer.(whole)
	if ok {
		drawn = shown.Draw(f.Width, f.Height)
	}
	return drawn, ok
}

// Keys returns those of what lies over the form or goes on, none where nothing does.
func (f *Flow) Keys() []key.Binding {
	if f.Layer == nil || f.IsPreparing() {
		return nil
	}
	return f.Layer.Keys()
}

// Info names the state of the edit, and says why nothing could be saved or kept.
func (f *Flow) Info() ui.Info {
	if shown, ok := f.Layer.(whole); ok && !f.isWaiting() {
		return shown.Info()
	}
	state := ui.Cell{Text: " EDIT ", Tone: ui.Write, Then: []ui.Cell{{Text: " "}, f.form.State()}}
	info := ui.Info{Summary: state, Partly: f.Progress()}
	if failure := f.failure(); failure != "" && !f.isWaiting() {
		info.Status.Text, info.Status.Tone = failure, ui.Failed
	}
	return info
}

// failure says why nothing could be saved, or kept while it is typed.
func (f *Flow) failure() string {
	if err := f.checked.Err(); err != nil {
		return f.Kit.Theme.Glyphs.Failed + " saving is refused: " + Problem(err)
	}
	return f.drafts.Failure()
}

// Typing reports whether letters are text, or the flow's while something is saved.
func (f *Flow) Typing() bool {
	shown, ok := f.Layer.(*review)
	return f.IsSaving() || ok && !f.IsPreparing() && !shown.IsAsking()
}

// Close ends what is in flight. A save that runs goes on; the journal gets its verdict.
func (f *Flow) Close() {
	f.drafts.Close()
	f.checked.Close()
	f.preparing.Close()
	f.sending.Close()
	f.settling.Close()
	f.watch.end()
}

// CloseLayer closes what lies over the form, or gives up the look before a save: nothing
// was sent. It reports whether there was such a thing; what becomes of a draft, and of a
// save that has ended, is not decided by leaving.
func (f *Flow) CloseLayer() bool {
	switch _, offers := f.Layer.(*draftOffer); {
	case f.IsPreparing():
		f.preparing.Close()
		f.form.Say(ui.Cell{Text: "not read to the end: nothing was sent", Tone: ui.Muted})
		return true
	case f.Layer == nil, f.ended, offers:
		return false
	}
	f.Layer = nil
	return true
}

// leaveLayer closes what lies over the form, or the screen where there is none.
func (f *Flow) leaveLayer() tea.Cmd {
	f.Layer = nil
	if f.alone {
		return ui.Pop()
	}
	return nil
}

// Press takes a key, and reports whether it was the flow's. While something is saved, or
// read before that, nothing on the form can be changed.
func (f *Flow) Press(msg tea.KeyMsg) (cmd tea.Cmd, used bool) {
	switch {
	case f.IsPreparing() && page.Pressed(msg, f.Kit.Keys.Cancel):
		f.CloseLayer()
		return nil, true
	case f.IsSaving(), f.IsPreparing():
		return nil, true
	case f.Layer != nil:
		return f.Layer.Press(msg), true
	}
	return nil, false
}

func (f *Flow) Update(msg tea.Msg) tea.Cmd {
	switch kept := f.drafts.Update(msg); {
	case kept != nil:
		return kept
	case f.checked.Update(msg):
	case f.preparing.Update(msg):
		return f.prepared()
	case f.sending.Update(msg):
		return f.sent()
	case f.settling.Update(msg):
		return f.settled()
	}
	if shown, ok := f.Layer.(*verdict); ok && shown.left() <= 0 {
		f.watch.end()
	}
	return f.watch.update(msg)
}

// Failed is a sentence of what went wrong.
func (f *Flow) Failed(text string) ui.Cell {
	return ui.Cell{Text: f.Kit.Theme.Glyphs.Failed + " " + text, Tone: ui.Failed}
}

// Begin has edits compared with what the server holds now, and then reviewed.
func (f *Flow) Begin(edits ...change.Edit) tea.Cmd {
	return f.BeginWith(func(context.Context) ([]change.Edit, error) { return edits, nil })
}

// BeginWith is Begin where something has to be read, or done, to know the edits.
func (f *Flow) BeginWith(edits func(context.Context) ([]change.Edit, error)) tea.Cmd {
	f.preparing.Close()
	f.Layer, f.found, f.results = nil, nil, nil
	service, follow := f.Session.Service, f.following()
	f.preparing = ui.NewLoader(func(ctx context.Context) ([]prepared, error) {
		if err := service.Check(); err != nil {
			return nil, err
		}
		wanted, err := edits(ctx)
		if err != nil {
			return nil, err
		}
		found := make([]prepared, len(wanted))
		for i, edit := range wanted {
			if found[i], err = look(ctx, service, follow(edit)); err != nil {
				return nil, err
			}
		}
		return found, nil
	})
	return f.preparing.Load()
}

// following returns what makes an edit follow those that were saved so far.
func (f *Flow) following() func(change.Edit) change.Edit {
	saved := slices.Clone(f.saved)
	return func(edit change.Edit) change.Edit {
		for _, former := range saved {
			edit = edit.After(former)
		}
		return edit
	}
}

// Following returns an edit as it follows those that were saved so far.
func (f *Flow) Following(edit change.Edit) change.Edit { return f.following()(edit) }

// look has one edit compared; once more on top of it, where others changed other fields.
func look(ctx context.Context, service *change.Service, edit change.Edit) (prepared, error) {
	review, err := service.Prepare(ctx, edit)
	if err != nil || review.Status != change.Merged {
		return prepared{Review: review, asked: edit}, err
	}
	foreign := Differences(edit.Subject.Kind, edit.Base, review.Theirs)
	again, err := service.Prepare(ctx, review.Next)
	return prepared{Review: again, asked: edit, foreign: foreign}, err
}

// prepared takes what the looks found. All edits have to be ready, or nothing is asked.
func (f *Flow) prepared() tea.Cmd {
	all, _ := f.preparing.Value()
	if err := f.preparing.Err(); err != nil {
		f.form.Say(f.Failed("not saved, nothing was sent: " + Problem(err)))
		return nil
	}
	f.edits = nil
	for _, found := range all {
		f.edits = append(f.edits, found.asked) // until a compare shows what it stands on
		switch found.Status {
		case change.Ready:
			f.found = append(f.found, found)
		case change.Unchanged:
			f.form.Holds(found.Edit.Subject, found.Theirs)
		}
	}
	for i, found := range all {
		if found.Status != change.Ready && found.Status != change.Unchanged {
			f.found = nil
			f.turnDown(i, found)
			return nil
		}
	}
	if len(f.found) == 0 {
		f.form.Say(ui.Cell{Text: "nothing to save: the server holds exactly this already", Tone: ui.Notice})
		return f.form.Saved(false)
	}
	for _, found := range f.found {
		if !found.Edit.Base.Equal(found.asked.Base) {
			f.form.Rebase(found.Edit) // the review shows what it stands on
		}
	}
	f.Layer = newReview(f)
	return nil
}

// turnDown says why an edit is not ready.
func (f *Flow) turnDown(at int, found prepared) {
	edit := found.Edit
	switch found.Status {
	case change.Conflicted:
		f.Layer = f.newConflict(at, found)
	case change.Merged:
		f.form.Say(ui.Cell{Text: "it changed again while it was read: look once more", Tone: ui.Notice})
	case change.Invalid:
		f.form.Refused(edit, found.Problems, nil)
	case change.Taken:
		f.form.Refused(edit, []change.Problem{{Field: change.NameField, Route: -1, Text: "an enterprise trunk of this name exists already"}}, nil)
	case change.Gone:
		f.gone(edit)
	}
}

// newConflict has somebody choose in a conflict. All edits are looked at once more then, this one as
// it was chosen.
func (f *Flow) newConflict(at int, found prepared) *Conflict {
	var onTop func()
	if !f.alone {
		onTop = func() {
			f.Layer = nil
			f.form.OnTop(found.Edit, found.Theirs)
		}
	}
	return NewConflict(f.Kit, f.Session.Clock, found.Review, func(resolved change.Edit) tea.Cmd {
		edits := slices.Clone(f.edits)
		edits[at] = resolved
		f.form.Rebase(resolved)
		return f.Begin(edits...)
	}, onTop)
}

// gone says that the subject was deleted, or has another name, elsewhere. What is on the form may be created
// again where there is such a thing: with a review, like every other creation.
func (f *Flow) gone(edit change.Edit) {
	form, ok := f.form.(recreator)
	if !ok {
		f.form.Say(f.Failed("there is no " + string(edit.Subject.Kind) + " " + safetext.Name(edit.Subject.ID()) + " any more: somebody else deleted or renamed it"))
		return
	}
	f.Layer = &question{
		flow: f, opened: f.Session.Clock(), title: "Create it again?", verb: "create it again", yes: form.Recreate,
		strip: ui.Strip{On: ui.OnOvertaken, Sign: f.Kit.Theme.Glyphs.Over, Word: "GONE", Text: "deleted or renamed by somebody else"},
		text: []string{
			"There is no " + string(edit.Subject.Kind) + " " + safetext.Name(edit.Subject.Name) + " any more: somebody else deleted or renamed it.",
			"What is on the form is kept. It can be created again; the server gives it new ids then. Where it was renamed, that makes a second one: look at the list first.",
		},
	}
}

// send commits the next edit that was confirmed, whatever becomes of the screen.
func (f *Flow) send() tea.Cmd {
	service, confirmation := f.Session.Service, f.found[len(f.results)].Confirmation
	consent := change.Consent{Ticket: f.ticket, Typed: f.typed[len(f.results)]}
	f.sending = ui.NewLoader(func(ctx context.Context) (change.Result, error) {
		return service.Commit(ctx, confirmation, consent)
	})
	f.Layer = &running{flow: f, begun: f.Session.Clock()}
	if len(f.results) > 0 {
		return f.sending.Load() // the seconds count on
	}
	return tea.Batch(f.sending.Load(), f.watch.start())
}

// Progress tells what is read before a save; nothing else, for what is sent has its dialog.
func (f *Flow) Progress() string {
	if f.IsPreparing() {
		return "reading what is there now"
	}
	return ""
}

// sent takes how a save ended, and goes on with the next edit when it is saved.
func (f *Flow) sent() tea.Cmd {
	edit := f.found[len(f.results)].Edit
	result, _ := f.sending.Value()
	if err := f.sending.Err(); err != nil {
		return f.notBegun(edit, err)
	}
	f.results = append(f.results, result)
	changed := f.tell(edit, result)
	if result.Verdict != change.Saved {
		return tea.Batch(changed, f.end(edit, result))
	}
	f.hold(edit, result.ReadBack)
	if len(f.results) < len(f.found) {
		return tea.Batch(changed, f.send())
	}
	return tea.Batch(changed, f.form.Saved(true), f.end(edit, result))
}

// hold takes what the server holds of an edit that was saved.
func (f *Flow) hold(edit change.Edit, there change.Image) {
	f.saved = append(f.saved, edit)
	f.form.Holds(edit.Subject, there)
}

// tell lets the screens below know what is on the server and in the journal now.
func (f *Flow) tell(edit change.Edit, result change.Result) tea.Cmd {
	var after tea.Cmd
	if f.after != nil {
		after = f.after(result)
	}
	var changed JournalChanged
	if from, to := edit.Subject, result.Subject; result.Verdict == change.Saved && from.Name != "" && to.Name != "" && to.Name != from.Name {
		changed = JournalChanged{from, to}
	}
	return tea.Batch(changed.ended(edit.Subject), after)
}

// end shows the verdict. A refusal leads back to the form, which is as it was.
func (f *Flow) end(edit change.Edit, result change.Result) tea.Cmd {
	f.watch.end()
	f.ended = result.Verdict != change.Overtaken && (result.Verdict != change.NotSaved || f.alone)
	switch other, ok := errors.AsType[*apiclient.OtherFieldError](result.Err); {
	case ok && result.Verdict == change.NotSaved:
		f.ended, f.Layer = false, f.otherField(edit, other)
	case result.Verdict == change.NotSaved && !f.alone:
		f.Layer = nil
		f.form.Say(f.Failed("NOT SAVED: " + f.readBackText(result)))
		f.sayLeft()
		f.form.Refused(edit, nil, result.Err)
	default:
		f.Layer = newVerdict(f, result)
	}
	if result.Verdict == change.Unknown && f.Session.Watch {
		return f.watch.start() // for the seconds until a reading proves something
	}
	return nil
}

// readBackText says what was seen after a save that was refused.
func (f *Flow) readBackText(result change.Result) string {
	refused := "it was not sent"
	if answer, ok := errors.AsType[*apiclient.Error](result.Err); ok && answer.Status != 0 {
		refused = "the server refused it"
	}
	switch {
	case result.ReadBackAt.IsZero() && result.ReadBackErr != nil:
		return refused + "; it could not be read back: " + apiclient.Explain(result.ReadBackErr)
	case result.ReadBackAt.IsZero():
		return refused
	case !f.isAsBefore(result.ReadBack):
		return refused + "; it was read back, and somebody else changed it meanwhile"
	}
	return refused + "; read back at " + result.ReadBackAt.Format(time.TimeOnly) + ", it is as before"
}

// latest is what was sent last.
func (f *Flow) latest() prepared { return f.found[len(f.results)-1] }

// isAsBefore reports whether what was sent last left its subject as it was confirmed over.
func (f *Flow) isAsBefore(there change.Image) bool {
	return there.Equal(f.latest().Confirmation.Fresh())
}

// notBegun is a confirmation that nothing was sent for. When something else is there
// than what was confirmed, all is looked at anew.
func (f *Flow) notBegun(edit change.Edit, err error) tea.Cmd {
	f.watch.end()
	if errors.Is(err, change.ErrVoid) {
		var left []change.Edit
		for _, found := range f.found[len(f.results):] {
			left = append(left, found.Edit)
		}
		return f.Begin(left...)
	}
	f.Layer = nil
	which := ""
	if len(f.found) > 1 {
		which = Named(edit.Subject) + " is "
	}
	f.form.Say(f.Failed(which + "not saved, nothing was sent: " + Problem(err)))
	f.sayLeft()
	return nil
}

// sayLeft says how many edits were saved, where there were several, and how to go on.
func (f *Flow) sayLeft() {
	saved := 0
	for _, r := range f.results {
		if r.Verdict == change.Saved {
			saved++
		}
	}
	if len(f.found) > 1 {
		text := fmt.Sprintf("%d of %d saved; %s goes on with the others", saved, len(f.found), f.Kit.Keys.Save.Help().Key)
		f.form.Say(ui.Cell{Text: text, Tone: ui.Notice})
	}
}

// otherField asks whether to send the same under the server's name for a field.
func (f *Flow) otherField(edit change.Edit, other *apiclient.OtherFieldError) layer {
	host, service := f.Session.Host, f.Session.Service
	return &question{
		flow: f, opened: f.Session.Clock(), title: "Use the server's name of a field?", verb: "use that name",
		strip: ui.Strip{On: ui.OnRefused, Sign: f.Kit.Theme.Glyphs.Failed, Word: "NOT SAVED", Text: "the server calls a field by another name"},
		text: []string{
			"It refused " + apiclient.Quote(other.Sent) + " and names " + apiclient.Quote(other.Wanted) + ".",
			"The same can be sent under that name. It is remembered for " + host + ", and reviewed again before anything is sent.",
		},
		yes: func() tea.Cmd {
			return f.BeginWith(func(context.Context) ([]change.Edit, error) {
				return []change.Edit{edit}, service.Learn(host, change.Host{ForwardAddress: other.Wanted == forwardAddress})
			})
		},
	}
}

// forwardAddress is the other name that some hosts have for the destination of
// exhausted routes (APIO 12).
const forwardAddress = "routeExhaustionForwardAddress"

// settled takes what the read showed.
func (f *Flow) settled() tea.Cmd {
	shown, ok := f.Layer.(*verdict)
	if !ok {
		return nil
	}
	if err := f.settling.Err(); err != nil {
		shown.note = "still unknown: " + Problem(err)
		if open, ok := errors.AsType[*change.OpenError](err); ok && !open.Entry.Until.IsZero() {
			shown.provesAt = open.Entry.Until
		}
		return nil
	}
	entry, _ := f.settling.Value()
	r, edit := &shown.result, f.latest().Edit
	r.Verdict, r.ReadBack, r.ReadBackAt = entry.Verdict, entry.ReadBack, entry.ReadBackAt
	shown.at, shown.note = entry.VerdictAt, ""
	switch entry.Verdict {
	case change.NotSaved, change.Overtaken:
		f.ended = false
	case change.Saved:
		f.hold(edit, entry.ReadBack)
		if f.ended = shown.isWhole(); f.ended {
			return tea.Batch(f.tell(edit, shown.result), f.form.Saved(true))
		}
	}
	return f.tell(edit, shown.result)
}

// Problem says why nothing was sent, and what to do.
func Problem(err error) string {
	switch open, ok := errors.AsType[*change.OpenError](err); {
	case ok:
		return open.Error() + ": the edits screen settles it"
	case errors.Is(err, change.ErrNoJournal):
		return err.Error() + ": see to the state directory"
	case errors.Is(err, change.ErrNoUndo), errors.Is(err, change.ErrVoid), errors.Is(err, change.ErrUsed), errors.Is(err, change.ErrBusy),
		errors.Is(err, change.ErrClosed), errors.Is(err, change.ErrNoTarget), errors.Is(err, change.ErrNotTyped):
		return err.Error()
	}
	return apiclient.Explain(err)
}
