package saving

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/page"
)

// placeRefusals puts the server's sentences beside the fields that they are about.
// The verdict tells them all as well.
func (c *Run) placeRefusals(err error) {
	var failed *apiclient.Error
	if c.Shows == nil || !errors.As(err, &failed) {
		return
	}
	for _, p := range failed.Problems {
		field := p.Field[strings.LastIndex(p.Field, ".")+1:]
		if c.Shows(field) {
			c.Problems = append(c.Problems, change.Problem{Field: field, Route: -1, Text: apiclient.Quote(strings.TrimSpace(p.Text))})
		}
	}
}

// Run takes edits through the protocol: all are prepared, all are confirmed
// together, then they are saved one after the other, up to the first that is not known
// as saved.
type Run struct {
	kit    ui.Kit
	saver  Saver
	rebase func(subject change.Subject, now change.Image, overrides []string)
	settle func(subject change.Subject, now change.Image)

	checked  *ui.Loader[struct{}]
	prepared *ui.Loader[[]change.Review]
	saved    *ui.Loader[change.Result]

	reviews []change.Review // confirmed, or waiting for it
	next    int             // which of them is being saved
	onward  change.Edit     // after somebody else's change: the edit on top of it
	typed   ui.TextField    // the name, where there are dangers
	asking  bool            // for the name
	Done    bool            // all were saved
	said    []ui.Cell       // one line each

	Shows    func(field string) bool // the form has a place for what is wrong with a field; nil: with none
	Problems []change.Problem        // what is wrong with such fields
	Watch    Stopwatch
}

// FiguresChanged tells the screens of a tenant that its figures are not what they show.
type FiguresChanged struct{ Tenant string }

func NewRun(kit ui.Kit, s Saver, rebase func(change.Subject, change.Image, []string), settle func(change.Subject, change.Image)) *Run {
	return &Run{
		kit: kit, saver: s, rebase: rebase, settle: settle,
		checked: ui.NewLoader(func(context.Context) (struct{}, error) { return struct{}{}, s.Check() }),
	}
}

// Check asks whether anything could be saved, before somebody types.
func (c *Run) Check() tea.Cmd { return c.checked.Load() }

func (c *Run) Busy() bool {
	return c.IsPreparing() || c.IsSaving()
}

func (c *Run) IsPreparing() bool { return c.prepared != nil && c.prepared.Busy() }

// Cancel ends the look before a save, which nobody has to wait for: nothing was sent.
func (c *Run) Cancel() {
	c.prepared.Close()
	c.Say(ui.Cell{Text: "not read to the end: nothing was sent", Tone: ui.Muted})
}

func (c *Run) IsSaving() bool { return c.saved != nil && c.saved.Busy() }

func (c *Run) Close() {
	c.checked.Close()
	page.CloseLoader(c.prepared)
	page.CloseLoader(c.saved)
	c.Watch.End()
}

// IsDone reports that nothing is left to save.
func (c *Run) IsDone() bool { return c.Done }

// AsksName reports that a name has to be typed before anything is sent.
func (c *Run) AsksName() bool { return c.asking }

// Say replaces what is said below the form.
func (c *Run) Say(cells ...ui.Cell) { c.said = cells }

// Forget drops what was prepared and said: something else was typed since.
func (c *Run) Forget() {
	c.reviews, c.said, c.Problems, c.Done, c.asking = nil, nil, nil, false, false
}

// Begin prepares the edits: each is read again and compared.
func (c *Run) Begin(edits []change.Edit) tea.Cmd {
	c.Forget()
	page.CloseLoader(c.prepared)
	c.prepared = ui.NewLoader(func(ctx context.Context) ([]change.Review, error) {
		var reviews []change.Review
		for _, edit := range edits {
			review, err := c.saver.Prepare(ctx, edit)
			if err != nil {
				return nil, err
			}
			reviews = append(reviews, review)
		}
		return reviews, nil
	})
	return c.prepared.Load()
}

// confirmed is the yes of a dialog. It is good for the reviews that were shown.
type confirmed struct{ first *change.Confirmation }

// Update takes the answers to what was begun.
func (c *Run) Update(msg tea.Msg) tea.Cmd {
	switch {
	case c.checked.Update(msg):
		if err := c.checked.Err(); err != nil {
			c.Say(ui.Cell{Text: "nothing could be saved: " + SaveProblem(err), Tone: ui.Failed})
		}
	case c.prepared != nil && c.prepared.Update(msg):
		return c.review()
	case c.saved != nil && c.saved.Update(msg):
		return c.proceed()
	}
	if next := c.Watch.Update(msg); next != nil {
		return next
	}
	if yes, ok := msg.(confirmed); ok && !c.Busy() && len(c.reviews) > 0 && yes.first == c.reviews[0].Confirmation {
		return c.commit()
	}
	return nil
}

// review looks at what was prepared: all have to be ready, or nothing is asked.
func (c *Run) review() tea.Cmd {
	if err := c.prepared.Err(); err != nil {
		c.Say(ui.Cell{Text: SaveProblem(err), Tone: ui.Failed})
		return nil
	}
	reviews, _ := c.prepared.Value()
	var ready []change.Review
	for _, r := range reviews {
		switch r.Status {
		case change.Ready:
			ready = append(ready, r)
		case change.Unchanged:
			c.settle(r.Edit.Subject, r.Theirs)
		default:
			c.turnDown(r)
			return nil
		}
	}
	if len(ready) == 0 {
		c.Done = true
		c.Say(ui.Cell{Text: "what is there is what is wanted already: nothing to save", Tone: ui.Good})
		return nil
	}
	c.reviews, c.next = ready, 0
	if len(dangersOf(ready)) > 0 {
		c.asking = true
		c.typed.SetText("")
		return nil
	}
	return ui.Confirm(ui.Question{
		Title: "Save to " + ready[0].Edit.Subject.Host + "?",
		Text:  strings.Join(changeTexts(ready), "\n"),
		Verb:  "save",
		Yes:   func() tea.Msg { return confirmed{ready[0].Confirmation} },
	})
}

// PressName takes a key while the name is asked for. Enter confirms nothing, and
// neither does what is pasted.
func (c *Run) PressName(msg tea.KeyMsg) tea.Cmd {
	switch keys := c.kit.Keys; {
	case ui.IsBurst(msg):
	case page.Pressed(msg, keys.Cancel):
		c.Forget()
	case page.Pressed(msg, keys.Save):
		if c.typed.Text() != c.name() {
			return ui.Notify("the name is not " + c.name() + ": nothing was sent")
		}
		return c.commit()
	default:
		c.typed.Update(msg, keys)
	}
	return nil
}

// name is what has to be typed: the id of what the first dangerous edit is about.
func (c *Run) name() string {
	for _, r := range c.reviews {
		if len(r.Confirmation.Dangers()) > 0 {
			return r.Edit.Subject.ID()
		}
	}
	return ""
}

// commit saves the next edit.
func (c *Run) commit() tea.Cmd {
	c.asking = false
	confirmation := c.reviews[c.next].Confirmation
	consent := change.Consent{}
	if len(confirmation.Dangers()) > 0 {
		consent.Typed = c.typed.Text()
	}
	c.saved = ui.NewLoader(func(ctx context.Context) (change.Result, error) {
		return c.saver.Commit(ctx, confirmation, consent)
	})
	return tea.Batch(c.saved.Load(), c.Watch.Start())
}

// proceed takes a verdict, and goes on with the next edit when it is saved.
func (c *Run) proceed() tea.Cmd {
	edit := c.reviews[c.next].Edit
	result, _ := c.saved.Value()
	err := c.saved.Err()
	c.Watch.End()
	c.said = append(c.said, verdictLine(c.kit.Theme.Glyphs, edit.Subject, result, err)...)
	if err != nil || result.Verdict != change.Saved {
		if left := len(c.reviews) - c.next - 1; left > 0 {
			c.said = append(c.said, ui.Cell{Text: page.Count(left, "further save") + " not begun", Tone: ui.Notice})
		}
		if err == nil && result.Verdict == change.NotSaved {
			c.placeRefusals(result.Err)
		}
		if err == nil && result.ReadBack.Exists() {
			c.rebase(edit.Subject, result.ReadBack, overtaken(edit, result.ReadBack))
		}
		c.reviews = nil
		return tea.Batch(NoteJournal, noteFigures(edit.Subject.Tenant))
	}
	c.settle(edit.Subject, result.ReadBack)
	if c.next++; c.next < len(c.reviews) {
		return tea.Batch(c.commit(), NoteJournal)
	}
	c.reviews, c.Done = nil, true
	return tea.Batch(NoteJournal, noteFigures(edit.Subject.Tenant))
}

// overtaken returns the fields in which an edit stands against what somebody else made
// of them after it was sent: to insist on it overrides them.
func overtaken(edit change.Edit, now change.Image) []string {
	var fields []string
	for _, f := range change.Differences(now, edit.Want) {
		was, _ := edit.Base.Value(f.Name)
		if is, _ := now.Value(f.Name); is != was {
			fields = append(fields, f.Name)
		}
	}
	return fields
}

func noteFigures(tenant string) tea.Cmd {
	return func() tea.Msg { return FiguresChanged{tenant} }
}

// turnDown says why an edit is not ready, and puts what is there now into the form.
func (c *Run) turnDown(r change.Review) {
	name := r.Edit.Subject.String()
	switch r.Status {
	case change.Invalid:
		c.Say(ui.Cell{Text: "nothing was sent: " + page.Count(len(r.Problems), "problem") + " to correct first", Tone: ui.Failed})
		c.place(name, r.Problems)
	case change.Gone:
		c.Say(ui.Cell{Text: name + " does not exist any more", Tone: ui.Failed})
	case change.Merged, change.Conflicted:
		overrides := c.tellTheirs(r)
		c.onward = r.Next
		if r.Status == change.Conflicted {
			c.onward = r.Resolve(overrides...)
		}
		c.rebase(r.Edit.Subject, r.Theirs, overrides)
	default:
		c.Say(ui.Cell{Text: name + ": " + string(r.Status), Tone: ui.Failed})
	}
}

// tellTheirs says what somebody changed meanwhile, and returns the fields of it that the
// edit would override.
func (c *Run) tellTheirs(r change.Review) (overrides []string) {
	kind := r.Edit.Subject.Kind
	c.Say(ui.Cell{Text: "somebody changed " + r.Edit.Subject.String() + " meanwhile; look again, then save again", Tone: ui.Notice})
	tell := func(text string) { c.said = append(c.said, ui.Cell{Text: text, Tone: ui.Notice}) }
	if kind == change.EnterpriseTrunk {
		for _, text := range differenceTexts(kind, r.Edit.Base, r.Theirs) {
			tell(text)
		}
	}
	for _, f := range r.Fields {
		if f.Base == f.Theirs {
			continue
		}
		here := ""
		if f.Conflict {
			overrides = append(overrides, f.Name)
			here = ", here " + valueText(kind, f.Name, f.Mine)
		}
		if kind != change.EnterpriseTrunk {
			tell(change.Label(f.Name) + ": " + valueText(kind, f.Name, f.Base) + " -> " + valueText(kind, f.Name, f.Theirs) + here)
		}
	}
	return overrides
}

// place puts each problem beside its field, and those without a place in one list.
func (c *Run) place(name string, problems []change.Problem) {
	for _, p := range problems {
		if c.Shows != nil && c.Shows(p.Field) {
			c.Problems = append(c.Problems, p)
			continue
		}
		c.said = append(c.said, ui.Cell{Text: name + ": " + change.Label(p.Field) + ": " + p.Text, Tone: ui.Failed})
	}
}

// Lines are what is asked and said below the form.
func (c *Run) Lines(width int) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, cell := range c.said {
		lines = append(lines, page.WrapCell(cell, width, 1)...)
	}
	switch {
	case c.prepared != nil && c.prepared.Busy():
		lines = append(lines, []ui.Cell{{Text: " reading it again..."}})
	case c.saved != nil && c.saved.Busy():
		lines = append(lines, []ui.Cell{{Text: fmt.Sprintf(" %d of %d: %s", c.next+1, len(c.reviews), c.Watch.Text())}})
	case c.asking:
		for _, text := range append(changeTexts(c.reviews), dangersOf(c.reviews)...) {
			lines = append(lines, []ui.Cell{{Text: " " + text, Tone: ui.Notice}})
		}
		lines = append(lines, []ui.Cell{
			{Text: " type " + c.name() + " and press " + c.kit.Keys.Save.Help().Key + ": ", Tone: ui.Strong},
			{Text: "[" + c.typed.Box(c.kit.Theme, 30, true) + "]"},
		})
	}
	return lines
}

// changeTexts tell what will be changed, old and new, each behind what it is about where
// that is several.
func changeTexts(reviews []change.Review) []string {
	var texts []string
	for _, r := range reviews {
		subject := r.Edit.Subject
		if subject.Kind == change.EnterpriseTrunk {
			texts = append(texts, subject.String())
		}
		for _, text := range differenceTexts(subject.Kind, r.Confirmation.Fresh(), r.Edit.Want) {
			if subject.Kind != change.EnterpriseTrunk {
				text = subject.String() + ": " + text
			}
			texts = append(texts, text)
		}
	}
	return texts
}

// differenceTexts tell how two images differ, old and new: an enterprise trunk's routes
// one by one.
func differenceTexts(kind change.Kind, from, to change.Image) []string {
	switch {
	case from.Exists() && !to.Exists():
		return []string{"it is deleted"}
	case kind == change.EnterpriseTrunk:
		before, err := change.TrunkOf(from)
		after, wrong := change.TrunkOf(to)
		if err == nil && wrong == nil {
			return ChangeLines(routing.Diff(before, after))
		}
	}
	var texts []string
	for _, f := range change.Differences(from, to) {
		texts = append(texts, change.Label(f.Name)+": "+valueText(kind, f.Name, f.From)+" -> "+valueText(kind, f.Name, f.To))
	}
	return texts
}

func dangersOf(reviews []change.Review) []string {
	var texts []string
	for _, r := range reviews {
		texts = append(texts, r.Confirmation.Dangers()...)
	}
	return texts
}

// valueText is a field's value in words.
func valueText(kind change.Kind, name, value string) string {
	return cmp.Or(change.Text(kind, name, value), page.NotApplicable)
}

// verdictLine tells how a save ended and, where it did not end well, why.
func verdictLine(glyphs ui.Glyphs, subject change.Subject, result change.Result, err error) []ui.Cell {
	if err != nil {
		return []ui.Cell{{Text: glyphs.Failed + " " + subject.String() + ": nothing was sent: " + SaveProblem(err), Tone: ui.Failed}}
	}
	cell := OutcomeCell(glyphs, change.Entry{Verdict: result.Verdict})
	cell.Text += ": " + subject.String()
	cells := []ui.Cell{cell}
	if result.Err != nil && result.Verdict != change.Saved {
		cells = append(cells, ui.Cell{Text: apiclient.Explain(result.Err), Tone: cell.Tone})
	}
	if result.Unrecorded != nil {
		cells = append(cells, ui.Cell{Text: "the verdict is not in the journal; the next start reads it: " + result.Unrecorded.Error(), Tone: ui.Notice})
	}
	return cells
}

// SaveProblem says why nothing was sent, and what to do.
func SaveProblem(err error) string {
	var open *change.OpenError
	switch {
	case errors.As(err, &open):
		return open.Error() + ": the edits screen settles it"
	case errors.Is(err, change.ErrNoJournal):
		return err.Error() + ": see to the state directory"
	case errors.Is(err, change.ErrNoUndo), errors.Is(err, change.ErrVoid), errors.Is(err, change.ErrUsed), errors.Is(err, change.ErrBusy),
		errors.Is(err, change.ErrClosed), errors.Is(err, change.ErrNoTarget), errors.Is(err, change.ErrNotTyped):
		return err.Error()
	}
	return apiclient.Explain(err)
}

// Saver is what a form saves through. *change.Service is one.
type Saver interface {
	Check() error
	Prepare(ctx context.Context, edit change.Edit) (change.Review, error)
	Commit(ctx context.Context, confirmation *change.Confirmation, consent change.Consent) (change.Result, error)
}
