package trunks

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// editorAPI is what the editor reads beside its enterprise trunk's own state.
type editorAPI interface {
	AvailableLister
	TrunkGroupReader
	Reader
}

// editor changes, creates or deletes an enterprise trunk. It shows a form, and over it
// one layer at a time: the drafts that were left, the list to add from, the review, a
// conflict, the verdict. Everything that reaches the server goes through the service.
type editor struct {
	saving.Session
	kit     ui.Kit
	api     editorAPI
	owner   apiclient.TrunkOwner
	subject change.Subject
	base    change.Image // what the edit started from; absent for a creation
	around  *Surroundings
	own     *Surroundings // to close with the editor; nil where the screen below shares its own
	form    *routingForm
	adding  *adding
	layer   saving.Layer // nil: the form

	deleting  bool
	ended     bool     // it is saved, or its outcome is on record
	overrides []string // fields of somebody else's change that are overridden on purpose
	ticket    string
	trouble   string    // why nothing could be saved
	lastKey   time.Time // when the latest key came, and the one before it
	formerKey time.Time

	opening *ui.Loader[opening]
	adopt   *ui.Loader[leftDraft]
	prepare *ui.Loader[prepared]
	commit  *ui.Loader[change.Result]
	settle  *ui.Loader[change.Entry]
	aside   *ui.Loader[struct{}]        // what is kept here without a save
	watch   saving.Stopwatch            // of the save that runs
	after   func(change.Result) tea.Cmd // told of every verdict

	width, height int
}

// NewEditor returns the editor of a trunk as it was read. After is told of every
// verdict, before the editor is left.
func NewEditor(kit ui.Kit, api editorAPI, with saving.Session, owner apiclient.TrunkOwner, trunk routing.Trunk, around *Surroundings, after func(change.Result) tea.Cmd) *editor {
	e := &editor{Session: with, kit: kit, api: api, owner: owner, around: around, after: after, watch: saving.Stopwatch{Now: with.Now}}
	e.subject = with.Trunk(owner, trunk.Name)
	e.base = imageOf(trunk)
	e.edit(routing.NewDraft(trunk, nil))
	e.opening = ui.NewLoader(func(context.Context) (opening, error) { return open(e.Service, e.subject), nil })
	return e
}

// NewCreator returns the editor of an enterprise trunk that does not exist yet.
func NewCreator(kit ui.Kit, api editorAPI, with saving.Session, owner apiclient.TrunkOwner, after func(change.Result) tea.Cmd) *editor {
	e := NewEditor(kit, api, with, owner, routing.New(""), NewSurroundings(api, owner.Tenant), after)
	e.base, e.own = change.Image{}, e.around
	e.form.creating = true
	e.form.focusOn(routing.FieldName)
	return e
}

// NewDeleter returns the editor that deletes an enterprise trunk: its review alone.
func NewDeleter(kit ui.Kit, api editorAPI, with saving.Session, owner apiclient.TrunkOwner, name string, after func(change.Result) tea.Cmd) *editor {
	e := NewEditor(kit, api, with, owner, routing.Trunk{Name: name}, NewSurroundings(api, owner.Tenant), after)
	e.base, e.own, e.deleting = change.Image{}, e.around, true
	return e
}

// edit puts a draft on the form.
func (e *editor) edit(draft routing.Draft) {
	creating := e.form != nil && e.form.creating
	e.form = newRoutingForm(e.kit, e.around, draft, e.Clock, e.keep)
	e.form.creating = creating
	e.adding = newAdding(e.kit, e.api, e.owner, func(key routing.Key) bool {
		return slices.ContainsFunc(e.form.draft.Rows(), func(r routing.Row) bool { return r.TrunkGroup == key })
	})
	e.SetSize(e.width, e.height)
}

// keep hands the draft to what has it on disk in a moment.
func (e *editor) keep() {
	if e.deleting {
		return
	}
	if err := e.Service.Drafts().Put(e.subject, e.base, formState{Draft: e.form.draft, Overrides: e.overrides}); err != nil {
		e.trouble = err.Error()
	}
}

// Title implements ui.View. What is edited has its name in the breadcrumb already.
func (e *editor) Title() string {
	switch {
	case e.form.creating:
		return "new"
	case e.deleting:
		return e.subject.Name
	}
	return ""
}

// Init implements ui.View.
func (e *editor) Init() tea.Cmd {
	if e.deleting {
		return e.prepareDeletion()
	}
	return tea.Batch(e.opening.Load(), e.around.read(keysOf(e.form.draft.Mine.Routes)...))
}

// Update implements ui.View.
func (e *editor) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		e.formerKey, e.lastKey = e.lastKey, e.Clock()
		return e.press(msg)
	}
	e.adding.update(msg)
	switch {
	case e.around.update(msg):
	case e.opening.Update(msg):
		e.opened()
	case e.adopt != nil && e.adopt.Update(msg):
		return e.adopted()
	case e.prepare != nil && e.prepare.Update(msg):
		return e.prepared()
	case e.commit != nil && e.commit.Update(msg):
		return e.committed()
	case e.settle != nil && e.settle.Update(msg):
		return e.settled()
	case e.aside != nil && e.aside.Update(msg):
		return e.putAside()
	}
	return e.watch.Update(msg)
}

func (e *editor) isSaving() bool { return e.commit != nil && e.commit.Busy() }

func (e *editor) isPreparing() bool { return e.prepare != nil && e.prepare.Busy() }

// isKeeping reports whether what is parked is being kept here, after which the form
// starts from that.
func (e *editor) isKeeping() bool { return e.aside != nil && e.aside.Busy() }

// isSettling reports whether a save of unknown outcome is being read once more.
func (e *editor) isSettling() bool { return e.settle != nil && e.settle.Busy() }

// isOpening reports whether a draft may still take the place of what is on the form.
func (e *editor) isOpening() bool {
	return e.opening.Busy() || e.adopt != nil && e.adopt.Busy()
}

// press takes a key. While something is saved there is nothing to press.
func (e *editor) press(msg tea.KeyMsg) tea.Cmd {
	switch {
	case e.isSaving(), e.isPreparing(), e.isOpening(), e.isKeeping():
		return nil
	case e.layer != nil:
		return e.layer.Press(msg)
	case e.deleting:
		return nil
	case e.adding.open:
		chosen, ok, cmd := e.adding.press(msg)
		if ok {
			e.form.set(e.form.draft.Add(chosen))
			e.form.cursor = max(0, len(e.form.draft.Rows())-1)
			return e.around.read(chosen)
		}
		return cmd
	}
	return e.pressForm(msg)
}

func (e *editor) pressForm(msg tea.KeyMsg) tea.Cmd {
	k := e.kit.Keys
	burst := ui.IsBurst(msg)
	switch {
	case !burst && page.Pressed(msg, k.Save):
		return e.save()
	case !burst && !e.form.isTyping() && page.Pressed(msg, k.Add):
		e.form.leave()
		return e.adding.show()
	}
	e.form.press(msg)
	return nil
}

// opened takes the drafts that were left and the rows that are parked.
func (e *editor) opened() {
	found, _ := e.opening.Value()
	e.trouble = found.trouble
	if !e.form.creating && !e.form.draft.Undoable() && len(found.parked) > 0 {
		e.form.draft = routing.NewDraft(e.form.draft.Base, found.parked)
	}
	if len(found.drafts) > 0 {
		e.layer = e.offer(found.drafts)
	}
}

// Typing implements ui.Typer. While something is saved every key belongs to the
// editor, which ignores it.
func (e *editor) Typing() bool {
	switch {
	case e.isSaving():
		return true
	case e.isPreparing(), e.isOpening():
		return false
	case e.layer != nil:
		return e.layer.Typing()
	}
	return e.adding.open || e.form.isTyping()
}

// CloseLayer implements ui.Layered.
func (e *editor) CloseLayer() bool {
	switch {
	case e.isPreparing():
		e.prepare.Close()
		return !e.deleting
	case e.layer == nil, e.deleting, e.ended:
		return false
	}
	if _, offers := e.layer.(*saving.DraftOffer); offers {
		return false // what becomes of a draft is never decided by leaving
	}
	e.layer = nil
	return true
}

// Busy implements ui.Busy.
func (e *editor) Busy() bool {
	return e.isSaving() || e.isPreparing() || e.isOpening() || e.isKeeping() || e.isSettling() || e.adding.loader.Busy() || e.around.busy()
}

// Dirty implements ui.Dirty.
func (e *editor) Dirty() bool {
	return e.isSaving() || !e.ended && !e.deleting && e.isChanged()
}

// isChanged reports whether the form holds anything that ctrl+s would keep.
func (e *editor) isChanged() bool { return e.form.draft.Changed() || e.form.draft.ParkedChanged() }

// Close implements ui.View. A save that runs goes on, and its verdict is in the
// journal.
func (e *editor) Close() {
	e.opening.Close()
	e.adding.loader.Close()
	page.CloseLoader(e.adopt)
	page.CloseLoader(e.prepare)
	page.CloseLoader(e.commit)
	page.CloseLoader(e.settle)
	page.CloseLoader(e.aside)
	if e.own != nil {
		e.own.close()
	}
	e.watch.End()
}

// isYes reports whether a key is a yes to a question that has been on screen since
// opened: a single y, typed by somebody who could have read what it is about.
func (e *editor) isYes(msg tea.KeyMsg, opened time.Time) bool {
	now := e.Clock()
	return msg.Type == tea.KeyRunes && !ui.IsBurst(msg) && page.Pressed(msg, e.kit.Keys.Yes) &&
		now.Sub(opened) >= saving.Unseen && now.Sub(e.formerKey) >= saving.Apart
}

// SetSize implements ui.View.
func (e *editor) SetSize(width, height int) {
	e.width, e.height = width, height
	e.adding.setSize(width, height)
}

// View implements ui.View.
func (e *editor) View() string {
	switch {
	case e.layer != nil:
		return e.layer.Draw(e.width, e.height)
	case e.adding.open:
		return e.adding.draw()
	case e.deleting:
		return page.DrawLines(e.kit.Theme, e.width, e.height, e.deletionLines())
	}
	return page.DrawLines(e.kit.Theme, e.width, e.height, e.form.lines(e.width, e.height))
}

func (e *editor) deletionLines() [][]ui.Cell {
	if e.isPreparing() {
		return [][]ui.Cell{{{Text: " reading what would be deleted..."}}}
	}
	return e.form.outcomeLines(e.width)
}

// Info implements ui.Informer.
func (e *editor) Info() ui.Info {
	told := ui.Info{Summary: e.summary()}
	if e.layer == nil && !e.adding.open && !e.deleting {
		e.form.lines(e.width, e.height) // which rows are on screen is known when they are laid out
		told.Window = e.form.window
	}
	switch {
	case e.isSaving():
		told.Partly = e.watch.Text()
	case e.isPreparing():
		told.Partly = "reading what is there now"
	case e.trouble != "":
		told.Status, told.Tone = e.kit.Theme.Glyphs.Failed+" saving is refused: "+e.trouble, ui.Failed
	case e.layer == nil && !e.adding.open && !e.deleting:
		told.Status, told.Tone = e.form.rowStatus()
	}
	return told
}

func (e *editor) summary() string {
	switch {
	case e.isSaving():
		return "SAVING"
	case e.layer != nil:
		return e.layer.Summary()
	case e.deleting:
		return "DELETE, nothing sent"
	case e.isChanged():
		return "EDIT, not saved"
	}
	return "EDIT"
}

// ShortHelp implements help.KeyMap.
func (e *editor) ShortHelp() []key.Binding {
	switch {
	case e.isSaving(), e.isPreparing(), e.isOpening():
		return nil
	case e.layer != nil:
		return e.layer.Keys()
	case e.deleting:
		return nil
	case e.adding.open:
		return e.adding.keys()
	}
	return e.form.keys()
}

// FullHelp implements help.KeyMap.
func (e *editor) FullHelp() [][]key.Binding {
	k := e.kit.Keys
	if e.layer != nil || e.adding.open || e.deleting {
		return [][]key.Binding{e.ShortHelp()}
	}
	return [][]key.Binding{
		append(e.form.rowKeys(true), k.Destination),
		{k.Up, k.Down, k.Top, k.Bottom, k.Left, k.Right, k.NextField, k.PreviousField, k.Choose, k.Clear},
	}
}

// opening is what lies on this machine beside a trunk that is opened for an edit.
type opening struct {
	drafts  []leftDraft
	parked  []routing.Parked
	trouble string // why nothing could be saved
}

// leftDraft is a draft that somebody left, with what it holds.
type leftDraft struct {
	change.Draft
	state formState
}

// open reads what was left of earlier edits. Drafts without a change are nobody's loss
// and are not offered.
func open(service *change.Service, subject change.Subject) opening {
	var found opening
	problem := service.Check()
	drafts, err := service.Drafts().Of(subject)
	problem = errors.Join(problem, err, service.Kept(subject, &found.parked))
	for _, draft := range drafts {
		left := leftDraft{Draft: draft}
		if err := json.Unmarshal(draft.State, &left.state); err != nil {
			problem = errors.Join(problem, err)
			continue
		}
		if left.state.Draft.Changed() || left.state.Draft.ParkedChanged() {
			found.drafts = append(found.drafts, left)
		}
	}
	if problem != nil {
		found.trouble = apiclient.Quote(problem.Error())
	}
	return found
}

// offer asks what becomes of the drafts that were found.
func (e *editor) offer(found []leftDraft) *saving.DraftOffer {
	o := &saving.DraftOffer{
		Kit: e.kit, What: "this enterprise trunk", Now: e.Clock,
		Discard: e.Service.Drafts().Discard, Done: func() { e.layer = nil },
	}
	for _, left := range found {
		offered := saving.OfferedDraft{Draft: left.Draft, Since: e.moved(left), Take: func() tea.Cmd { return e.take(left) }}
		for _, c := range routing.Diff(left.state.Draft.Base, left.state.Draft.Mine) {
			offered.Changes = append(offered.Changes, c.String())
		}
		if left.state.Draft.ParkedChanged() {
			offered.Changes = append(offered.Changes, parkedTexts(left.state.Draft.Parked)...)
		}
		o.Drafts = append(o.Drafts, offered)
	}
	return o
}

// parkedTexts name what is parked here, which is never sent.
func parkedTexts(parked []routing.Parked) []string {
	if len(parked) == 0 {
		return []string{"nothing is parked here any more"}
	}
	texts := make([]string, len(parked))
	for i, p := range parked {
		texts[i] = "parked here: " + p.Route.TrunkGroup.String()
		if p.Note != "" {
			texts[i] += ", " + p.Note
		}
	}
	return texts
}

// moved says whether the trunk is still what a draft started from.
func (e *editor) moved(draft leftDraft) string {
	switch {
	case e.form.creating:
		return "not created yet"
	case draft.Base.Hash() == e.base.Hash():
		return "the trunk is still as it was then"
	}
	return "THE TRUNK CHANGED SINCE"
}

// take makes a draft this session's own. It is put on the form when that is done, so
// that nothing typed meanwhile can be overtaken by it.
func (e *editor) take(chosen leftDraft) tea.Cmd {
	drafts := e.Service.Drafts()
	e.adopt = ui.NewLoader(func(context.Context) (leftDraft, error) { return chosen, drafts.Adopt(chosen.Draft) })
	return e.adopt.Load()
}

// adopted puts the draft that was taken on the form, with the base that it started
// from: the review tells what changed since.
func (e *editor) adopted() tea.Cmd {
	chosen, taken := e.adopt.Value()
	if !taken {
		return ui.Fail(e.adopt.Err())
	}
	e.layer = nil
	e.base, e.overrides = chosen.Base, chosen.state.Overrides
	e.edit(chosen.state.Draft)
	return e.around.read(keysOf(e.form.draft.Mine.Routes)...)
}

// prepared is what a look at the server before a save found.
type prepared struct {
	change.Review
	foreign []routing.Change // what somebody else changed meanwhile, and stays
	theirs  change.Image     // with foreign: what is there now
}

// save is ctrl+s on the form: it has the review prepared, unless there is nothing to
// save or something is plainly wrong.
func (e *editor) save() tea.Cmd {
	e.form.typing = typing{}
	if e.form.isTyping() {
		e.form.leave()
	}
	e.form.tried = true
	problems := e.form.draft.Problems()
	switch {
	case len(problems) > 0:
		if problems[0].Route >= 0 {
			e.form.cursor = problems[0].Route
		} else {
			e.form.focusOn(problems[0].Field)
		}
		e.form.word = "not sent: " + page.Count(len(problems), "problem") + " to correct first"
		return nil
	case !e.form.creating && !e.form.draft.Changed() && e.form.draft.ParkedChanged():
		return e.setAside()
	case !e.form.creating && !e.form.draft.Changed():
		e.form.word = "nothing to save"
		if e.form.draft.Undoable() && e.form.draft.Mine.Mode == routing.Weighted {
			e.form.word += ": the order of weighted routes means nothing"
		}
		return nil
	}
	return e.look(e.wanted())
}

// setAside keeps the parked rows with their notes where nothing else was changed: there
// is nothing to send then.
func (e *editor) setAside() tea.Cmd {
	service, subject, parked := e.Service, e.subject, parkedText(e.form.draft)
	e.aside = ui.NewLoader(func(context.Context) (struct{}, error) { return struct{}{}, service.Keep(subject, parked) })
	return e.aside.Load()
}

// putAside tells how that went.
func (e *editor) putAside() tea.Cmd {
	if err := e.aside.Err(); err != nil {
		e.form.outcome = e.failed("not kept: " + apiclient.Quote(err.Error()))
		return nil
	}
	e.form.draft = routing.NewDraft(e.form.draft.Base, e.form.draft.Parked)
	e.form.word = "kept on this machine; there was nothing to send"
	return nil
}

// wanted is the edit on the form.
func (e *editor) wanted() change.Edit {
	mine := e.form.draft.Mine
	edit := change.Edit{Subject: e.subject, Base: e.base, Want: imageOf(mine), Keep: parkedText(e.form.draft)}
	if e.form.creating {
		edit.Subject, edit.Base = e.subject.Named(mine.Name), change.Image{}
	}
	for _, field := range change.Differences(edit.Base, edit.Want) {
		if slices.Contains(e.overrides, field.Name) {
			edit.Overrides = append(edit.Overrides, field.Name)
		}
	}
	return edit
}

// look has an edit compared with what the server holds now. Where somebody else
// changed other fields it looks once more, at the edit on top of that.
func (e *editor) look(edit change.Edit) tea.Cmd {
	page.CloseLoader(e.prepare)
	service := e.Service
	e.prepare = ui.NewLoader(func(ctx context.Context) (prepared, error) {
		if err := service.Check(); err != nil {
			return prepared{}, err
		}
		return look(ctx, service, edit)
	})
	return e.prepare.Load()
}

func look(ctx context.Context, service *change.Service, edit change.Edit) (prepared, error) {
	review, err := service.Prepare(ctx, edit)
	if err != nil || review.Status != change.Merged {
		return prepared{Review: review}, err
	}
	before, err := change.TrunkOf(edit.Base)
	if err != nil {
		return prepared{}, err
	}
	now, err := change.TrunkOf(review.Theirs)
	if err != nil {
		return prepared{}, err
	}
	again, err := service.Prepare(ctx, review.Next)
	return prepared{Review: again, foreign: routing.Diff(before, now), theirs: review.Theirs}, err
}

// prepareDeletion reads what would be deleted and has the deletion reviewed.
func (e *editor) prepareDeletion() tea.Cmd {
	api, service, subject := e.api, e.Service, e.subject
	e.prepare = ui.NewLoader(func(ctx context.Context) (prepared, error) {
		if err := service.Check(); err != nil {
			return prepared{}, err
		}
		trunk, err := api.EnterpriseTrunk(ctx, subject.Owner(), subject.Name)
		if err != nil {
			return prepared{}, err
		}
		trunk.Name = subject.Name
		return look(ctx, service, change.Edit{Subject: subject, Base: imageOf(trunk)})
	})
	return e.prepare.Load()
}

// prepared takes what the look found.
func (e *editor) prepared() tea.Cmd {
	found, _ := e.prepare.Value()
	if err := e.prepare.Err(); err != nil {
		e.form.outcome = e.failed("not saved, nothing was sent: " + saving.SaveProblem(err))
		e.layer = nil
		return nil
	}
	e.form.outcome, e.form.refusals = nil, nil
	if len(found.foreign) > 0 || !found.Edit.Base.Equal(e.base) {
		e.rebase(found.Edit)
	}
	switch found.Status {
	case change.Ready:
		e.layer = newReview(e, found)
	case change.Conflicted:
		e.layer = newConflict(e, found)
	case change.Merged:
		e.form.word = "it changed again while it was read: look once more"
	case change.Invalid:
		for _, p := range found.Problems {
			e.form.refusals = append(e.form.refusals, refusal{field: routing.Field(p.Field), row: -1, text: p.Text})
		}
	case change.Unchanged:
		e.adoptTheirs(found)
	case change.Taken:
		e.form.refusals = []refusal{{field: routing.FieldName, row: -1, text: "an enterprise trunk of this name exists already"}}
		e.form.focusOn(routing.FieldName)
	case change.Gone:
		return e.gone()
	}
	return nil
}

func (e *editor) failed(text string) []ui.Cell {
	return []ui.Cell{{Text: e.kit.Theme.Glyphs.Failed + " " + text, Tone: ui.Failed}}
}

// rebase puts an edit that stands on something newer on the form.
func (e *editor) rebase(edit change.Edit) {
	if e.deleting || e.form.creating {
		return
	}
	theirs, err := change.TrunkOf(edit.Base)
	mine, wrong := change.TrunkOf(edit.Want)
	if err != nil || wrong != nil {
		return // an image that is not a trunk's is refused by the next look
	}
	e.base, e.overrides = edit.Base, edit.Overrides
	e.form.set(e.form.draft.Rebase(theirs, mine))
	e.keep()
}

// adoptTheirs starts anew from what is there, which is what was wanted.
func (e *editor) adoptTheirs(found prepared) {
	theirs, err := change.TrunkOf(found.Theirs)
	if err != nil {
		return
	}
	e.base, e.overrides = found.Theirs, nil
	e.form.set(e.form.draft.Rebase(theirs, theirs))
	e.form.word = "nothing to save: the server holds exactly this already"
}

// gone says that the trunk was deleted elsewhere. What is on the form may be created
// again: that is a creation like every other, with a review.
func (e *editor) gone() tea.Cmd {
	if e.deleting {
		e.form.outcome = e.failed("there is no enterprise trunk " + e.subject.Name + " any more: somebody else deleted it")
		return nil
	}
	e.layer = &choice{
		editor: e, opened: e.Clock(), title: "DELETED ELSEWHERE",
		text: []string{
			"There is no enterprise trunk " + e.subject.Name + " any more: somebody else deleted it.",
			"What is on the form is kept. It can be created again; the server gives it new ids then.",
		},
		verb: "create it again",
		yes: func() tea.Cmd {
			e.form.creating, e.base = true, change.Image{}
			e.form.draft.Base = routing.Trunk{}
			e.keep()
			return e.save()
		},
	}
	return nil
}

// send commits what was confirmed. The save runs on whatever becomes of the screen.
func (e *editor) send(confirmation *change.Confirmation, consent change.Consent) tea.Cmd {
	service := e.Service
	e.commit = ui.NewLoader(func(ctx context.Context) (change.Result, error) {
		return service.Commit(ctx, confirmation, consent)
	})
	return tea.Batch(e.commit.Load(), e.watch.Start())
}

// committed takes how a save ended.
func (e *editor) committed() tea.Cmd {
	e.watch.End()
	result, _ := e.commit.Value()
	if err := e.commit.Err(); err != nil {
		return e.notBegun(err)
	}
	told := e.tell(result)
	if result.Verdict == change.NotSaved {
		e.refused(result)
		return told
	}
	e.ended = result.Verdict != change.Overtaken
	e.layer = &verdict{editor: e, result: result, wanted: e.sent().Want, at: e.Clock()}
	return told
}

// sent is the edit that was confirmed last.
func (e *editor) sent() change.Edit {
	found, _ := e.prepare.Value()
	return found.Edit
}

// tell lets the screens below know what is on the server and in the journal now.
func (e *editor) tell(result change.Result) tea.Cmd {
	if e.after == nil {
		return saving.NoteJournal
	}
	return tea.Batch(e.after(result), saving.NoteJournal)
}

// notBegun is a confirmation that nothing was sent for. When something else is there
// than what was confirmed, the review is made anew.
func (e *editor) notBegun(err error) tea.Cmd {
	e.layer = nil
	if errors.Is(err, change.ErrVoid) && !e.deleting {
		return e.look(e.wanted())
	}
	e.form.outcome = e.failed("not saved, nothing was sent: " + saving.SaveProblem(err))
	return nil
}

// refused puts the server's sentences on the form, which is as it was.
func (e *editor) refused(result change.Result) {
	e.layer = nil
	e.form.outcome = e.failed("NOT SAVED: it was read back, and the server holds what it held before")
	if result.ReadBack.Exists() && !e.deleting && !e.form.creating {
		e.base = result.ReadBack
	}
	e.form.refusals = refusalsOf(result.Err, e.form.draft.Mine.Routes)
	var other *apiclient.OtherFieldError
	if !errors.As(result.Err, &other) {
		return
	}
	e.layer = &choice{
		editor: e, opened: e.Clock(), title: "NOT SAVED: the server calls a field by another name",
		text: []string{
			"It refused " + apiclient.Quote(other.Sent) + " and names " + apiclient.Quote(other.Wanted) + ".",
			"The same can be sent under that name. It is remembered for " + e.Host + ", and reviewed again before anything is sent.",
		},
		verb: "use that name",
		yes:  func() tea.Cmd { return e.learn(other.Wanted == forwardAddress) },
	}
}

// learn remembers how the host calls the destination and looks again.
func (e *editor) learn(forward bool) tea.Cmd {
	service, host, edit := e.Service, e.Host, e.wanted()
	e.form.outcome, e.form.refusals = nil, nil
	e.prepare = ui.NewLoader(func(ctx context.Context) (prepared, error) {
		if err := service.Learn(host, change.Host{ForwardAddress: forward}); err != nil {
			return prepared{}, err
		}
		return look(ctx, service, edit)
	})
	return e.prepare.Load()
}

// settleNow reads once more what became of a save whose outcome is not known.
func (e *editor) settleNow(id string) tea.Cmd {
	service := e.Service
	e.settle = ui.NewLoader(func(ctx context.Context) (change.Entry, error) { return service.Resolve(ctx, id) })
	return e.settle.Load()
}

// settled takes what the read showed.
func (e *editor) settled() tea.Cmd {
	shown, ok := e.layer.(*verdict)
	if !ok {
		return nil
	}
	if err := e.settle.Err(); err != nil {
		shown.word = "still unknown: " + saving.SaveProblem(err)
		return nil
	}
	entry, _ := e.settle.Value()
	shown.result.Verdict, shown.result.ReadBack, shown.at = entry.Verdict, entry.ReadBack, entry.VerdictAt
	shown.word = ""
	if entry.Verdict == change.NotSaved {
		e.ended = false
		if entry.ReadBack.Exists() && !e.deleting && !e.form.creating {
			e.base = entry.ReadBack
		}
	}
	return e.tell(shown.result)
}

// editOnTop goes on editing over what somebody else put there: what both changed is
// theirs, and what only this edit changed is kept.
func (e *editor) editOnTop(there, wanted change.Image) {
	base, err := change.TrunkOf(e.base)
	theirs, wrong := change.TrunkOf(there)
	mine, bad := change.TrunkOf(wanted)
	if err := errors.Join(err, wrong, bad); err != nil {
		e.form.outcome = e.failed(apiclient.Quote(err.Error()))
		return
	}
	merged, conflicts := routing.Merge(base, theirs, mine)
	e.layer, e.ended = nil, false
	e.base, e.overrides = there, nil
	e.form.set(e.form.draft.Rebase(theirs, merged))
	e.keep()
	e.form.word = "this stands on what is there now"
	if len(conflicts) > 0 {
		e.form.word += "; what both changed is theirs"
	}
}

// imageOf returns a trunk as an image that was read, or that is wanted.
func imageOf(t routing.Trunk) change.Image { return change.TrunkImage(t, apiclient.Document{}) }

// formState is what a draft file holds.
type formState struct {
	Draft     routing.Draft
	Overrides []string `json:",omitempty"`
}

// parkedText returns the rows that are kept beside a trunk and not sent.
func parkedText(d routing.Draft) json.RawMessage {
	text, err := json.Marshal(d.Parked)
	if err != nil {
		return nil // rows of text, numbers and times always encode
	}
	return text
}
