package views

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/ui"
)

// saveRun takes edits through the protocol: all are prepared, all are confirmed
// together, then they are saved one after the other, up to the first that is not known
// as saved.
type saveRun struct {
	kit    ui.Kit
	saver  saver
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
	done    bool            // all were saved
	said    []ui.Cell       // one line each

	shows    func(field string) bool // the form has a place for what is wrong with a field; nil: with none
	problems []change.Problem        // what is wrong with such fields
	watch    stopwatch
}

// figuresChanged tells the screens of a tenant that its figures are not what they show.
type figuresChanged struct{ tenant string }

func newSaveRun(kit ui.Kit, s saver, rebase func(change.Subject, change.Image, []string), settle func(change.Subject, change.Image)) *saveRun {
	return &saveRun{
		kit: kit, saver: s, rebase: rebase, settle: settle,
		checked: ui.NewLoader(func(context.Context) (struct{}, error) { return struct{}{}, s.Check() }),
	}
}

// check asks whether anything could be saved, before somebody types.
func (c *saveRun) check() tea.Cmd { return c.checked.Load() }

func (c *saveRun) busy() bool {
	return c.isPreparing() || c.isSaving()
}

func (c *saveRun) isPreparing() bool { return c.prepared != nil && c.prepared.Busy() }

// cancel ends the look before a save, which nobody has to wait for: nothing was sent.
func (c *saveRun) cancel() {
	c.prepared.Close()
	c.say(ui.Cell{Text: "not read to the end: nothing was sent", Tone: ui.Muted})
}

func (c *saveRun) isSaving() bool { return c.saved != nil && c.saved.Busy() }

func (c *saveRun) close() {
	c.checked.Close()
	closeLoader(c.prepared)
	closeLoader(c.saved)
	c.watch.end()
}

// isDone reports that nothing is left to save.
func (c *saveRun) isDone() bool { return c.done }

// asksName reports that a name has to be typed before anything is sent.
func (c *saveRun) asksName() bool { return c.asking }

// say replaces what is said below the form.
func (c *saveRun) say(cells ...ui.Cell) { c.said = cells }

// forget drops what was prepared and said: something else was typed since.
func (c *saveRun) forget() {
	c.reviews, c.said, c.problems, c.done, c.asking = nil, nil, nil, false, false
}

// begin prepares the edits: each is read again and compared.
func (c *saveRun) begin(edits []change.Edit) tea.Cmd {
	c.forget()
	closeLoader(c.prepared)
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

// update takes the answers to what was begun.
func (c *saveRun) update(msg tea.Msg) tea.Cmd {
	switch {
	case c.checked.Update(msg):
		if err := c.checked.Err(); err != nil {
			c.say(ui.Cell{Text: "nothing could be saved: " + saveProblem(err), Tone: ui.Failed})
		}
	case c.prepared != nil && c.prepared.Update(msg):
		return c.review()
	case c.saved != nil && c.saved.Update(msg):
		return c.proceed()
	}
	if next := c.watch.update(msg); next != nil {
		return next
	}
	if yes, ok := msg.(confirmed); ok && !c.busy() && len(c.reviews) > 0 && yes.first == c.reviews[0].Confirmation {
		return c.commit()
	}
	return nil
}

// review looks at what was prepared: all have to be ready, or nothing is asked.
func (c *saveRun) review() tea.Cmd {
	if err := c.prepared.Err(); err != nil {
		c.say(ui.Cell{Text: saveProblem(err), Tone: ui.Failed})
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
		c.done = true
		c.say(ui.Cell{Text: "what is there is what is wanted already: nothing to save", Tone: ui.Good})
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

// pressName takes a key while the name is asked for. Enter confirms nothing, and
// neither does what is pasted.
func (c *saveRun) pressName(msg tea.KeyMsg) tea.Cmd {
	switch keys := c.kit.Keys; {
	case ui.IsBurst(msg):
	case pressed(msg, keys.Cancel):
		c.forget()
	case pressed(msg, keys.Save):
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
func (c *saveRun) name() string {
	for _, r := range c.reviews {
		if len(r.Confirmation.Dangers()) > 0 {
			return r.Edit.Subject.ID()
		}
	}
	return ""
}

// commit saves the next edit.
func (c *saveRun) commit() tea.Cmd {
	c.asking = false
	confirmation := c.reviews[c.next].Confirmation
	consent := change.Consent{}
	if len(confirmation.Dangers()) > 0 {
		consent.Typed = c.typed.Text()
	}
	c.saved = ui.NewLoader(func(ctx context.Context) (change.Result, error) {
		return c.saver.Commit(ctx, confirmation, consent)
	})
	return tea.Batch(c.saved.Load(), c.watch.start())
}

// proceed takes a verdict, and goes on with the next edit when it is saved.
func (c *saveRun) proceed() tea.Cmd {
	edit := c.reviews[c.next].Edit
	result, _ := c.saved.Value()
	err := c.saved.Err()
	c.watch.end()
	c.said = append(c.said, verdictLine(c.kit.Theme.Glyphs, edit.Subject, result, err)...)
	if err != nil || result.Verdict != change.Saved {
		if left := len(c.reviews) - c.next - 1; left > 0 {
			c.said = append(c.said, ui.Cell{Text: count(left, "further save") + " not begun", Tone: ui.Notice})
		}
		if err == nil && result.Verdict == change.NotSaved {
			c.placeRefusals(result.Err)
		}
		if err == nil && result.ReadBack.Exists() {
			c.rebase(edit.Subject, result.ReadBack, overtaken(edit, result.ReadBack))
		}
		c.reviews = nil
		return tea.Batch(noteJournal, noteFigures(edit.Subject.Tenant))
	}
	c.settle(edit.Subject, result.ReadBack)
	if c.next++; c.next < len(c.reviews) {
		return tea.Batch(c.commit(), noteJournal)
	}
	c.reviews, c.done = nil, true
	return tea.Batch(noteJournal, noteFigures(edit.Subject.Tenant))
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
	return func() tea.Msg { return figuresChanged{tenant} }
}
