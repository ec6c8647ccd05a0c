package saving

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/ui"
	"banyan/views/page"
)

// Drafts keep what a form holds on disk while it is typed, and offer what was left of
// earlier edits. S is what the form keeps of itself.
type Drafts[S any] struct {
	DraftsOptions[S]
	flow    *Flow
	store   *change.Drafts
	left    *ui.Loader[[]Draft[S]]
	taking  *ui.Loader[Draft[S]]
	dropped *ui.Loader[struct{}]
	failing *ui.Loader[error] // waits until drafts fail, or are kept again
}

// DraftsOptions say whose drafts are kept.
type DraftsOptions[S any] struct {
	Subject change.Subject
	What    string // is edited: "this enterprise trunk"
	// Describe says what a draft started from, and what it would change. One without a change
	// is not offered.
	Describe func(Draft[S]) Described
	// Take puts a draft on the form.
	Take func(Draft[S]) tea.Cmd
}

// Described is what is to be said of a draft that was left.
type Described struct {
	Since   string // whether what is there is still what it started from: "the trunk changed since"
	Moved   bool   // it is not
	Changes []Change
}

// Draft is a draft that was left, with what it holds.
type Draft[S any] struct {
	change.Draft
	State S
}

// NewDrafts makes the drafts of a form over which a flow lies.
func NewDrafts[S any](flow *Flow, opts DraftsOptions[S]) *Drafts[S] {
	store := flow.Session.Service.Drafts()
	d := &Drafts[S]{DraftsOptions: opts, flow: flow, store: store}
	flow.drafts = d
	d.left = ui.NewLoader(func(context.Context) ([]Draft[S], error) {
		drafts, problem := store.Of(opts.Subject)
		var left []Draft[S]
		for _, draft := range drafts {
			found := Draft[S]{Draft: draft}
			if err := json.Unmarshal(draft.State, &found.State); err != nil {
				problem = errors.Join(problem, err)
				continue
			}
			left = append(left, found)
		}
		return left, problem
	})
	d.failing = ui.NewLoader(func(ctx context.Context) (error, error) {
		err := store.Await(ctx, d.Failure() != "")
		return store.Err(), err
	})
	return d
}

// Init looks for drafts that were left.
func (d *Drafts[S]) Init() tea.Cmd { return tea.Batch(d.left.Load(), d.await()) }

// await waits for the next time that drafts begin to fail, or are kept again.
func (d *Drafts[S]) await() tea.Cmd {
	if !d.flow.Session.Watch {
		return nil
	}
	return d.failing.Load()
}

// Failure says that what is typed is not kept on disk, or nothing.
func (d *Drafts[S]) Failure() string {
	if err, known := d.failing.Value(); known && err != nil {
		return d.flow.Kit.Theme.Glyphs.Failed + " drafts are not kept: " + apiclient.Quote(err.Error()) + "; what is typed is lost if this program ends"
	}
	return ""
}

// IsOpening reports whether a draft may still take the place of what is on the form.
func (d *Drafts[S]) IsOpening() bool { return d.left.Busy() || d.taking.Busy() }

func (d *Drafts[S]) Busy() bool { return d.IsOpening() || d.dropped.Busy() }

// Close ends what is in flight. What was kept stays on disk.
func (d *Drafts[S]) Close() {
	d.left.Close()
	d.taking.Close()
	d.dropped.Close()
	d.failing.Close()
}

func (d *Drafts[S]) Update(msg tea.Msg) tea.Cmd {
	switch {
	case d.left.Update(msg):
		d.offer()
	case d.failing.Update(msg):
		if d.failing.Err() == nil {
			return d.await()
		}
	case d.taking.Update(msg):
		chosen, taken := d.taking.Value()
		if !taken {
			return ui.Fail(d.taking.Err())
		}
		d.flow.Layer = nil
		return d.Take(chosen)
	case d.dropped.Update(msg):
		if err := d.dropped.Err(); err != nil {
			return ui.Fail(err)
		}
	}
	return nil
}

// offer asks what becomes of the drafts that would change something.
func (d *Drafts[S]) offer() {
	if err := d.left.Err(); err != nil {
		d.flow.form.Say(d.flow.Failed("a draft cannot be read: " + apiclient.Quote(err.Error())))
	}
	left, _ := d.left.Value()
	o := &draftOffer{flow: d.flow, what: d.What, discard: d.discard}
	for _, found := range left {
		if described := d.Describe(found); len(described.Changes) > 0 {
			o.drafts = append(o.drafts, offeredDraft{Draft: found.Draft, Described: described, take: func() tea.Cmd { return d.take(found) }})
		}
	}
	if len(o.drafts) > 0 {
		d.flow.Layer = o
	}
}

// take makes a draft this session's own. It is put on the form when that is done, so
// that nothing typed meanwhile can be overtaken by it.
func (d *Drafts[S]) take(chosen Draft[S]) tea.Cmd {
	if d.taking.Busy() {
		return nil
	}
	d.taking = ui.NewLoader(func(context.Context) (Draft[S], error) { return chosen, d.store.Adopt(chosen.Draft) })
	return d.taking.Load()
}

// discard throws a draft away. The form takes no key until that is done: what was typed
// meanwhile would go with it.
func (d *Drafts[S]) discard(chosen change.Draft) tea.Cmd {
	if d.dropped.Busy() {
		return nil
	}
	d.dropped = ui.NewLoader(func(context.Context) (struct{}, error) { return struct{}{}, d.store.Discard(chosen) })
	return d.dropped.Load()
}

// Keep hands what the form holds to what has it on disk in a moment.
func (d *Drafts[S]) Keep(base change.Image, state S) {
	if err := d.store.Put(d.Subject, base, state); err != nil {
		d.flow.form.Say(d.flow.Failed("this edit is not kept on disk: " + apiclient.Quote(err.Error())))
	}
}

// Drop forgets the draft of what was saved. The form takes no key until that is done:
// what was typed meanwhile would be forgotten with it.
func (d *Drafts[S]) Drop() tea.Cmd {
	d.dropped = ui.NewLoader(func(context.Context) (struct{}, error) { return struct{}{}, d.store.Drop(d.Subject) })
	return d.dropped.Load()
}

// draftOffer asks what becomes of the drafts that were left of one subject. What each
// would change is shown, so that looking takes no key. It is a layer of a form.
type draftOffer struct {
	flow    *Flow
	what    string
	drafts  []offeredDraft
	discard func(change.Draft) tea.Cmd // nil while another is thrown away
	at      int
	note    string
	scroll  ui.Scroll
}

// offeredDraft is a draft with what is to be said of it.
type offeredDraft struct {
	change.Draft
	Described
	take func() tea.Cmd
}

func (o *draftOffer) Press(msg tea.KeyMsg) tea.Cmd {
	k, chosen := o.flow.Kit.Keys, o.drafts[o.at]
	switch {
	case ui.IsBurst(msg):
	case page.Pressed(msg, k.Up):
		o.at = max(0, o.at-1)
	case page.Pressed(msg, k.Down):
		o.at = min(len(o.drafts)-1, o.at+1)
	case chosen.Held && (page.Pressed(msg, k.Accept) || page.Pressed(msg, k.Remove)):
		o.note = "another banyan that is running is editing it: it cannot be taken from there"
	case page.Pressed(msg, k.Edit) && !o.hasOwn():
		o.flow.Layer = nil
	case page.Pressed(msg, k.Accept) && !chosen.Own && o.hasOwn():
		o.note = "the edit of this session would be lost: take it or throw it away first"
	case page.Pressed(msg, k.Accept):
		return chosen.take()
	case page.Pressed(msg, k.Remove):
		return o.drop()
	}
	return nil
}

// hasOwn reports whether one is of this session: the next edit would take its place.
func (o *draftOffer) hasOwn() bool {
	return slices.ContainsFunc(o.drafts, func(d offeredDraft) bool { return d.Own })
}

func (o *draftOffer) drop() tea.Cmd {
	cmd := o.discard(o.drafts[o.at].Draft)
	if cmd == nil {
		return nil
	}
	o.drafts = slices.Delete(o.drafts, o.at, o.at+1)
	o.at = max(0, min(o.at, len(o.drafts)-1))
	if len(o.drafts) == 0 {
		o.flow.Layer = nil
	}
	return cmd
}

// Box draws the drafts, and what the one under the cursor would change.
func (o *draftOffer) Box() *ui.Box {
	theme, k, chosen := o.flow.Kit.Theme, o.flow.Kit.Keys, o.drafts[o.at]
	box := &ui.Box{
		Title: []ui.Cell{{Text: "An edit of " + o.what + " was not saved", Tone: ui.Strong}},
		Right: ui.Cell{Text: ui.Count(len(o.drafts), "draft"), Tone: ui.Muted}, Edge: ui.Full, Scroll: &o.scroll,
		Buttons: []ui.Button{{Key: ui.Named(k.Back, "back")}},
	}
	if chosen.Moved {
		box.Strip = ui.Strip{On: ui.OnOvertaken, Sign: theme.Glyphs.Notice, Word: "CHANGED", Text: chosen.Since}
	}
	width, _ := box.Room(o.flow.Width, o.flow.Height)
	box.Lines = [][]ui.Cell{nil}
	for i, draft := range o.drafts {
		box.Lines = append(box.Lines, o.draftLines(draft, i == o.at, width)...)
	}
	box.Lines = append(box.Lines, Section{Title: "it would change", Changes: chosen.Changes}.lines(theme, width)...)
	if chosen.Moved {
		box.Lines = append(append(box.Lines, nil), Paragraph(ui.Cell{Text: "Taken, it is compared again; what both changed is shown as a conflict.", Tone: ui.Muted}, width)...)
	}
	if o.note != "" {
		box.Lines = append(append(box.Lines, nil), Paragraph(ui.Cell{Text: o.note, Tone: ui.Notice}, width)...)
	}
	box.Lines = append(box.Lines, nil)
	if !o.hasOwn() {
		box.Buttons = append(box.Buttons, ui.Button{Key: ui.Named(k.Edit, "edit without it")})
	}
	box.Buttons = append(box.Buttons, ui.Button{Key: ui.Named(k.Remove, "discard"), Off: chosen.Held}, ui.Button{Key: ui.Named(k.Accept, "take"), On: ui.OnChoice, Off: chosen.Held})
	return box
}

// draftLines draw from when a draft is, with a cursor where there are several.
func (o *draftOffer) draftLines(draft offeredDraft, chosen bool, width int) [][]ui.Cell {
	now := o.flow.Session.Clock()
	text := "from " + draft.At.In(now.Location()).Format("2 Jan 15:04") + ", " + page.Age(now.Sub(draft.At)) + " old"
	if !draft.Moved || len(o.drafts) > 1 {
		text += "; " + draft.Since
	}
	if draft.Held {
		text += "; another banyan is editing it"
	}
	tone := ui.Plain
	if chosen && len(o.drafts) > 1 {
		tone = ui.Selected
	}
	lines := Paragraph(ui.Cell{Text: text, Tone: tone}, width)
	if tone == ui.Selected {
		lines[0] = []ui.Cell{{Text: o.flow.Kit.Theme.Glyphs.Cursor + " ", Tone: ui.Selected}, {Text: strings.TrimLeft(lines[0][0].Text, " "), Tone: tone}}
	}
	return lines
}

func (o *draftOffer) Keys() []key.Binding {
	k := o.flow.Kit.Keys
	keys := []key.Binding{ui.Named(k.Accept, "take"), ui.Named(k.Remove, "discard")}
	if !o.hasOwn() {
		keys = append(keys, ui.Named(k.Edit, "edit without it"))
	}
	if len(o.drafts) > 1 {
		keys = append(keys, k.UpDown("draft"))
	}
	return append(keys, k.Help, ui.Named(k.Back, "back"))
}
