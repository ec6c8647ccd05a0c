package views

import (
	"context"
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

// editorAPI is what the editor reads beside its enterprise trunk's own state.
type editorAPI interface {
	availableTrunkGroupLister
	trunkGroupReader
	enterpriseTrunkReader
}

// editor changes, creates or deletes an enterprise trunk. It shows a form, and over it
// one layer at a time: the drafts that were left, the list to add from, the review, a
// conflict, the verdict. Everything that reaches the server goes through the service.
type editor struct {
	editing
	kit     ui.Kit
	api     editorAPI
	owner   apiclient.TrunkOwner
	subject change.Subject
	base    change.Image // what the edit started from; absent for a creation
	around  *surroundings
	own     *surroundings // to close with the editor; nil where the screen below shares its own
	form    *routingForm
	adding  *adding
	layer   layer // nil: the form

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
	watch   stopwatch                   // of the save that runs
	after   func(change.Result) tea.Cmd // told of every verdict

	width, height int
}

// layer is what the editor shows in place of its form. Its keys come when it is on top.
type layer interface {
	press(msg tea.KeyMsg) tea.Cmd
	draw(width, height int) string
	keys() []key.Binding
	typing() bool
	summary() string
}

// newEditor returns the editor of a trunk as it was read. After is told of every
// verdict, before the editor is left.
func newEditor(kit ui.Kit, api editorAPI, with editing, owner apiclient.TrunkOwner, trunk routing.Trunk, around *surroundings, after func(change.Result) tea.Cmd) *editor {
	e := &editor{editing: with, kit: kit, api: api, owner: owner, around: around, after: after, watch: stopwatch{now: with.now}}
	e.subject = with.trunk(owner, trunk.Name)
	e.base = imageOf(trunk)
	e.edit(routing.NewDraft(trunk, nil))
	e.opening = ui.NewLoader(func(context.Context) (opening, error) { return open(e.service, e.subject), nil })
	return e
}

// newCreator returns the editor of an enterprise trunk that does not exist yet.
func newCreator(kit ui.Kit, api editorAPI, with editing, owner apiclient.TrunkOwner, after func(change.Result) tea.Cmd) *editor {
	e := newEditor(kit, api, with, owner, routing.New(""), newSurroundings(api, owner.Tenant), after)
	e.base, e.own = change.Image{}, e.around
	e.form.creating = true
	e.form.focusOn(routing.FieldName)
	return e
}

// newDeleter returns the editor that deletes an enterprise trunk: its review alone.
func newDeleter(kit ui.Kit, api editorAPI, with editing, owner apiclient.TrunkOwner, name string, after func(change.Result) tea.Cmd) *editor {
	e := newEditor(kit, api, with, owner, routing.Trunk{Name: name}, newSurroundings(api, owner.Tenant), after)
	e.base, e.own, e.deleting = change.Image{}, e.around, true
	return e
}

// edit puts a draft on the form.
func (e *editor) edit(draft routing.Draft) {
	creating := e.form != nil && e.form.creating
	e.form = newRoutingForm(e.kit, e.around, draft, e.clock, e.keep)
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
	if err := e.service.Drafts().Put(e.subject, e.base, formState{Draft: e.form.draft, Overrides: e.overrides}); err != nil {
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
		e.formerKey, e.lastKey = e.lastKey, e.clock()
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
	return e.watch.update(msg)
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
		return e.layer.press(msg)
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
	case !burst && pressed(msg, k.Save):
		return e.save()
	case !burst && !e.form.isTyping() && pressed(msg, k.Add):
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
		return e.layer.typing()
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
	if _, offers := e.layer.(*draftOffer); offers {
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
	closeLoader(e.adopt)
	closeLoader(e.prepare)
	closeLoader(e.commit)
	closeLoader(e.settle)
	closeLoader(e.aside)
	if e.own != nil {
		e.own.close()
	}
	e.watch.end()
}

func closeLoader[T any](loader *ui.Loader[T]) {
	if loader != nil {
		loader.Close()
	}
}

// isYes reports whether a key is a yes to a question that has been on screen since
// opened: a single y, typed by somebody who could have read what it is about.
func (e *editor) isYes(msg tea.KeyMsg, opened time.Time) bool {
	now := e.clock()
	return msg.Type == tea.KeyRunes && !ui.IsBurst(msg) && pressed(msg, e.kit.Keys.Yes) &&
		now.Sub(opened) >= unseen && now.Sub(e.formerKey) >= apart
}
