package trunks

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// editor changes or creates an enterprise trunk: the form, and the list to add from.
type editor struct {
	*saving.Flow
	api     Client
	owner   apiclient.TrunkOwner
	subject change.Subject
	base    change.Image // what the edit started from; absent for a creation
	around  *Surroundings
	own     *Surroundings // to close with the editor; nil where the screen below shares its own
	form    *routingForm
	adding  *adding

	drafts    *saving.Drafts[formState]
	unkept    bool                         // what is parked is not on disk as the form has it
	overrides []string                     // fields of somebody else's change that are overridden on purpose
	parked    *ui.Loader[[]routing.Parked] // the rows that are parked on this machine
	keeping   *ui.Loader[struct{}]         // what is kept here without a save
	early     saving.Early
}

var _ interface {
	ui.View
	ui.Informer
	ui.Layered
	ui.Boxed
	saving.Form
} = (*editor)(nil)

// formState is what a draft file holds.
type formState struct {
	Draft     routing.Draft
	Overrides []string `json:",omitempty"`
}

// newEditor returns the editor of an enterprise trunk as it was read at a moment, which shares around.
func newEditor(kit ui.Kit, api Client, session saving.Session, owner apiclient.TrunkOwner, trunk routing.Trunk, at time.Time, around *Surroundings, after func(change.Result) tea.Cmd) *editor {
	e := &editor{api: api, owner: owner, around: around, subject: session.Trunk(owner, trunk.Name), base: imageOf(trunk)}
	e.base.ReadAt = at
	e.Flow = saving.NewFlow(kit, session, e, after)
	e.drafts = saving.NewDrafts(e.Flow, saving.DraftsOptions[formState]{
		Subject: e.subject, What: cmp.Or(safetext.Name(trunk.Name), "a new enterprise trunk"), Describe: e.describe, Take: e.take,
	})
	e.parked = ui.NewLoader(func(context.Context) ([]routing.Parked, error) { return session.Parked(owner, trunk.Name) })
	e.edit(routing.NewDraft(trunk, nil))
	return e
}

// newCreator returns the editor of an enterprise trunk that does not exist yet.
func newCreator(kit ui.Kit, api Client, session saving.Session, owner apiclient.TrunkOwner, tenantName string, after func(change.Result) tea.Cmd) *editor {
	e := newEditor(kit, api, session, owner, routing.New(""), time.Time{}, NewSurroundings(api, owner.Tenant), after)
	e.base, e.own = change.Image{}, e.around
	e.form.creating, e.form.tenantName = true, tenantName
	e.form.focusOn(routing.FieldName)
	return e
}

func (e *editor) edit(draft routing.Draft) {
	former := e.form
	e.form = &routingForm{
		kit: e.Kit, owner: e.owner, around: e.around, keep: e.keep, now: e.Session.Clock, draft: draft,
		focus: routing.FieldRoutes, column: columnWeight,
	}
	if former != nil {
		e.form.creating, e.form.tenantName = former.creating, former.tenantName
	}
	e.adding = newAdding(e.Kit, e.api, e.Session, e.owner, func(key routing.Key) bool {
		return slices.ContainsFunc(e.form.draft.Rows(), func(r routing.Row) bool { return r.TrunkGroup == key })
	})
	e.SetSize(e.Width, e.Height)
}

// keep hands the draft to what has it on disk in a moment.
func (e *editor) keep() {
	e.drafts.Keep(e.base, formState{Draft: e.form.draft, Overrides: e.overrides})
}

// Title is empty for a change: what is edited has its name in the breadcrumb already.
func (e *editor) Title() string {
	if e.form.creating {
		return "new"
	}
	return ""
}

func (e *editor) Init() tea.Cmd {
	return tea.Batch(e.Flow.Init(), e.parked.Load(), e.readAround())
}

// readAround asks for the trunk groups of all rows, those that are parked as well.
func (e *editor) readAround() tea.Cmd {
	var keys []routing.Key
	for _, row := range e.form.draft.Rows() {
		keys = append(keys, row.TrunkGroup)
	}
	return e.around.read(keys...)
}

func (e *editor) Update(msg tea.Msg) tea.Cmd {
	if msg, ok := msg.(tea.KeyMsg); ok {
		return e.press(msg)
	}
	cmds := []tea.Cmd{e.adding.Update(msg)}
	switch {
	case e.around.update(msg):
	case e.parked.Update(msg):
		e.unpack()
		cmds = append(cmds, e.readAround())
	case e.keeping.Update(msg):
		e.kept()
	}
	e.form.tellPutBack() // the screen below may have taken the answer
	cmds = append(cmds, e.Flow.Update(msg))
	if !e.isOpening() {
		cmds = append(cmds, e.early.Give(e.press, func() bool { return e.Layer != nil || e.adding.IsOpen() }))
	}
	return tea.Batch(cmds...)
}

// isOpening reports whether something may still take the place of what is on the form: a draft,
// or what is parked, from which the form starts once it is kept here.
func (e *editor) isOpening() bool { return e.drafts.Busy() || e.parked.Busy() || e.keeping.Busy() }

func (e *editor) press(msg tea.KeyMsg) tea.Cmd {
	cmd, used := e.Press(msg)
	k, burst := e.Kit.Keys, ui.IsBurst(msg)
	switch {
	case used:
		return cmd
	case e.isOpening():
		e.early.Keep(msg, k.Save)
		return nil
	case e.adding.IsOpen():
		chosen, ok, cmd := e.adding.Press(msg)
		if !ok {
			return cmd
		}
		e.around.adopt(e.adding.around, chosen)
		e.adding.Hide()
		e.form.set(e.form.draft.Add(chosen))
		e.form.cursor = max(0, len(e.form.draft.Rows())-1)
		return e.around.read(chosen)
	case !burst && page.Pressed(msg, k.Save):
		return e.save()
	case !burst && e.form.takesCommands() && page.Pressed(msg, k.Add):
		e.form.leave()
		return e.adding.Open()
	}
	before := e.form.putBack
	e.form.press(msg)
	if now := e.form.putBack; now != before {
		return e.around.again(now)
	}
	return nil
}

// CloseLayer takes back the number that is being typed before the form is left.
func (e *editor) CloseLayer() bool {
	return e.Flow.CloseLayer() || e.Layer == nil && e.form.takeBack()
}

// Box is the list of what can be added, or a dialog of the flow's.
func (e *editor) Box() *ui.Box {
	if e.adding.IsOpen() {
		return e.adding.box(cmp.Or(e.form.draft.Mine.Name, "the new enterprise trunk"))
	}
	return e.Flow.Box()
}

// unpack puts the rows that are parked on a form that nothing was done on.
func (e *editor) unpack() {
	if err := e.parked.Err(); err != nil {
		e.Say(e.Failed("what is parked here cannot be read: " + apiclient.Quote(err.Error())))
	}
	parked, _ := e.parked.Value()
	if !e.form.creating && !e.form.draft.Undoable() && len(parked) > 0 {
		e.form.draft = routing.NewDraft(e.form.draft.Base, parked)
	}
}

func (e *editor) Typing() bool {
	switch {
	case e.IsPreparing():
		return false
	case e.IsSaving(), e.Layer != nil:
		return e.Flow.Typing()
	case e.isOpening(): // what is typed is kept until the form takes it
		return e.form.isText()
	}
	return e.adding.IsOpen() || e.form.isText()
}

// TypingNumber reports whether a number has the focus.
func (e *editor) TypingNumber() bool {
	return e.Layer == nil && !e.IsSaving() && !e.adding.IsOpen() && (e.isOpening() || e.form.takesNumber())
}

func (e *editor) Busy() bool {
	return e.Flow.Busy() || e.isOpening() || e.adding.join.isBusy() || e.adding.around.busy() || e.around.busy()
}

func (e *editor) LeaveText() string {
	changes := saving.Changes(routing.Diff(e.form.draft.Base, e.form.draft.Mine))
	if e.form.draft.ParkedChanged() {
		changes = append(changes, parkedChanges(e.form.draft.Parked)...)
	}
	return e.Flow.LeaveText(cmp.Or(e.form.draft.Mine.Name, "a new enterprise trunk"), changes)
}

func (e *editor) IsChanged() bool { return e.form.draft.Changed() || e.form.draft.ParkedChanged() }

func (e *editor) State() ui.Cell { return e.form.state() }

// Close ends what is in flight; a save that runs goes on.
func (e *editor) Close() {
	e.Flow.Close()
	e.parked.Close()
	e.adding.Close()
	e.keeping.Close()
	if e.own != nil {
		e.own.close()
	}
}

func (e *editor) SetSize(width, height int) {
	e.Flow.SetSize(width, height)
	e.form.width = width
	e.adding.SetSize(width, height)
}

func (e *editor) View() string {
	if screen, ok := e.Screen(); ok {
		return screen
	}
	lines := e.form.lines(e.Height)
	return strings.Join(lines[:min(len(lines), max(0, e.Height))], "\n")
}

func (e *editor) Info() ui.Info {
	info := e.Flow.Info()
	info.AsOf = e.base.ReadAt
	// It stays below a dialog: what is dimmed is the whole screen.
	if _, covered := e.Screen(); !covered && (e.adding.IsOpen() || info.Status.Whole() == "") {
		info.Status = e.form.status()
	}
	return info
}

func (e *editor) ShortHelp() []key.Binding {
	switch {
	case e.IsPreparing(), e.isOpening() && e.Layer == nil:
		return nil
	case e.Layer != nil:
		return e.Keys()
	case e.adding.IsOpen():
		return e.adding.Keys()
	}
	return e.form.keys()
}

func (e *editor) FullHelp() [][]key.Binding {
	k := e.Kit.Keys
	if e.Layer != nil || e.adding.IsOpen() {
		return [][]key.Binding{e.ShortHelp()}
	}
	return [][]key.Binding{
		append(e.form.rowKeys(true), k.Destination),
		{k.Up, k.Down, k.Top, k.Bottom, k.Left, k.Right, k.NextField, k.PreviousField, k.Choose, k.Clear},
	}
}

// describe says whether the trunk is still what a draft started from, and what that changes.
func (e *editor) describe(left saving.Draft[formState]) saving.Described {
	draft, of := left.State.Draft, saving.Described{Since: "the trunk is still as it was then"}
	if draft.Changed() {
		of.Changes = saving.Changes(routing.Diff(draft.Base, draft.Mine))
	}
	if draft.ParkedChanged() {
		of.Changes = append(of.Changes, parkedChanges(draft.Parked)...)
	}
	switch {
	case e.form.creating:
		of.Since = "not created yet"
	case left.Base.Hash() != e.base.Hash():
		of.Since, of.Moved = "the trunk changed since this draft was typed", true
	}
	return of
}

// parkedChanges name what is parked here, which is never sent.
func parkedChanges(parked []routing.Parked) []saving.Change {
	if len(parked) == 0 {
		return []saving.Change{{What: "nothing is parked here any more"}}
	}
	changes := make([]saving.Change, len(parked))
	for i, p := range parked {
		changes[i] = saving.Change{Of: "parked here: ", What: p.Route.TrunkGroup.Name, In: p.Route.TrunkGroup.GroupID, Then: p.Note}
	}
	return changes
}

// take puts a draft on the form with its own base: the review tells what changed since.
func (e *editor) take(chosen saving.Draft[formState]) tea.Cmd {
	e.base, e.overrides = chosen.Base, chosen.State.Overrides
	e.edit(chosen.State.Draft)
	return e.readAround()
}

// save has the review prepared, unless there is nothing to save or something is plainly wrong.
func (e *editor) save() tea.Cmd {
	f := e.form
	if len(f.typedProblems()) > 0 {
		f.word = "not sent" // what is wrong stands behind it
		return nil
	}
	f.typing, f.tried = typing{}, true
	if f.isText() {
		f.leave()
	}
	problems, same := f.draft.Problems(), !f.creating && !f.draft.Changed()
	switch {
	case len(problems) > 0:
		f.focusOn(problems[0].Field)
		if problems[0].Route >= 0 {
			f.cursor = problems[0].Route
			for _, column := range []routing.Field{columnPriority, columnWeight} {
				if strings.HasPrefix(problems[0].Text, string(column)+" ") {
					f.column = column
				}
			}
		}
		f.word = "not sent" // what is wrong stands behind it
		if n := len(problems); n > 1 {
			f.word += ": " + ui.Count(n, "problem")
		}
		return nil
	case same && f.draft.ParkedChanged():
		return e.keepParked()
	case same:
		f.word = "nothing to save"
		if f.draft.Undoable() && f.weighted() {
			f.word += ": the order of weighted routes means nothing"
		}
		return nil
	}
	f.outcome, f.refusals = ui.Cell{}, nil
	return e.Begin(e.wanted())
}

// keepParked keeps the parked rows with their notes where there is nothing to send.
func (e *editor) keepParked() tea.Cmd {
	service, subject, parked := e.Session.Service, e.subject, parkedText(e.form.draft)
	e.keeping = ui.NewLoader(func(context.Context) (struct{}, error) { return struct{}{}, service.Keep(subject, parked) })
	return e.keeping.Load()
}

// kept tells how that went.
func (e *editor) kept() {
	if err := e.keeping.Err(); err != nil {
		e.Say(e.Failed("not kept: " + apiclient.Quote(err.Error())))
		return
	}
	e.form.draft = routing.NewDraft(e.form.draft.Base, e.form.draft.Parked)
	e.form.word = "kept on this machine; there was nothing to send"
}

func (e *editor) wanted() change.Edit {
	mine := e.form.draft.Mine
	edit := change.Edit{Subject: e.subject, Base: e.base, Want: imageOf(mine), Keep: parkedText(e.form.draft), FromDraft: true}
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

func (e *editor) Say(cell ui.Cell) {
	if cell.Tone == ui.Failed {
		e.form.outcome = cell
		return
	}
	e.form.word = cell.Text
}

func (e *editor) Rebase(edit change.Edit) {
	theirs, err := change.TrunkOf(edit.Base)
	mine, wrong := change.TrunkOf(edit.Want)
	if e.form.creating || err != nil || wrong != nil {
		return // an image that is not a trunk's is refused by the next look
	}
	e.base, e.overrides = edit.Base, edit.Overrides
	e.form.show(e.form.draft.Rebase(theirs, mine))
	e.keep()
}

// OnTop takes theirs where both changed, and keeps what only this edit changed.
func (e *editor) OnTop(edit change.Edit, there change.Image) {
	base, err := change.TrunkOf(edit.Base)
	theirs, wrong := change.TrunkOf(there)
	mine, bad := change.TrunkOf(edit.Want)
	if err != nil || wrong != nil || bad != nil {
		e.Say(e.Failed("what is there is not an enterprise trunk"))
		return
	}
	merged, conflicts := routing.Merge(base, theirs, mine)
	edit.Base, edit.Want = there, imageOf(merged)
	differs := change.Differences(there, edit.Want)
	edit.Overrides = slices.DeleteFunc(slices.Clone(edit.Overrides), func(name string) bool {
		return !slices.ContainsFunc(differs, func(d change.FieldChange) bool { return d.Name == name })
	})
	e.Rebase(edit)
	e.form.word = "this stands on what is there now"
	if len(conflicts) > 0 {
		e.form.word += "; what both changed is theirs"
	}
}

// Holds starts anew from what is there, which is what was wanted.
func (e *editor) Holds(_ change.Subject, there change.Image) {
	theirs, err := change.TrunkOf(there)
	if err != nil {
		return
	}
	e.base, e.overrides = there, nil
	e.unkept = e.form.draft.ParkedChanged()
	e.form.show(e.form.draft.Rebase(theirs, theirs))
}

func (e *editor) Refused(_ change.Edit, problems []change.Problem, err error) {
	e.form.refusals = nil
	for _, p := range problems {
		e.form.refusals = append(e.form.refusals, refusal{field: routing.Field(p.Field), text: p.Text})
		if p.Field == change.NameField {
			e.form.focusOn(routing.FieldName)
		}
	}
	if err != nil {
		e.form.refusals = append(e.form.refusals, refusalsOf(err, e.form.draft.Mine.Routes)...)
	}
}

// Recreate turns the form into one that creates what was deleted elsewhere.
func (e *editor) Recreate() tea.Cmd {
	e.form.creating, e.base = true, change.Image{}
	e.form.draft.Base = routing.Trunk{}
	e.keep()
	return e.save()
}

// Sections tell a route that is parked from one that is removed.
func (e *editor) Sections(reviews []change.Review) []saving.Section {
	from, err := change.TrunkOf(reviews[0].Confirmation.Fresh())
	to, wrong := change.TrunkOf(reviews[0].Edit.Want)
	if err != nil || wrong != nil {
		return saving.ChangeSections(reviews)
	}
	diff := routing.Diff(from, to)
	changes := saving.Changes(diff)
	for i, c := range diff {
		if row, _ := rowOf(e.form.draft, c.Route); c.Kind == routing.Removed && row.Parked {
			changes[i].Of, changes[i].Then = "park ", "kept here, not sent"
		}
	}
	return append([]saving.Section{{Title: "changes", Changes: changes}}, effectOf(e.Kit.Theme, e.around, from, to)...)
}

// Saved keeps what is parked where nothing was sent, and drops the draft: a save does both itself.
func (e *editor) Saved(sent bool) tea.Cmd {
	switch {
	case sent:
		return nil
	case e.unkept:
		return e.keepParked()
	}
	return e.drafts.Drop()
}

// imageOf returns a trunk as an image that was read, or that is wanted.
func imageOf(t routing.Trunk) change.Image { return change.TrunkImage(t, apiclient.Document{}) }

// parkedText returns the rows that are kept beside a trunk and not sent.
func parkedText(d routing.Draft) json.RawMessage {
	text, _ := json.Marshal(d.Parked) // text, numbers and times always encode
	return text
}
