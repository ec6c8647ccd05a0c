package views

import (
	"context"
	"encoding/json"
	"errors"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/ui"
)

// figuresState is what a draft file of a form for figures holds: what was typed into
// each box, by its field.
type figuresState struct {
	Boxes     map[string]string
	Overrides []string `json:",omitempty"`
	// From is the calls that each level had, by its subject, before channels were added:
	// what was raised by then is not raised once more.
	From map[string]string `json:",omitempty"`
	// RaisedTo is the calls of the levels that were raised already, by whatever number.
	RaisedTo map[string]string `json:",omitempty"`
}

// figureDrafts are the drafts of a form for figures. The zero value keeps none.
type figureDrafts struct {
	store *change.Drafts
	left  *ui.Loader[[]leftFigures]
	adopt *ui.Loader[leftFigures]
	drop  *ui.Loader[struct{}]
}

// leftFigures is a draft that somebody left, with what it holds.
type leftFigures struct {
	change.Draft
	state figuresState
}

// newFigureDrafts returns the drafts of what is edited under a subject.
func newFigureDrafts(store *change.Drafts, subject change.Subject) figureDrafts {
	return figureDrafts{store: store, left: ui.NewLoader(func(context.Context) ([]leftFigures, error) {
		drafts, problem := store.Of(subject)
		var left []leftFigures
		for _, draft := range drafts {
			found := leftFigures{Draft: draft}
			if err := json.Unmarshal(draft.State, &found.state); err != nil {
				problem = errors.Join(problem, err)
				continue
			}
			left = append(left, found)
		}
		return left, problem
	})}
}

func (d *figureDrafts) load() tea.Cmd {
	if d.store == nil {
		return nil
	}
	return d.left.Load()
}

// isOpening reports whether a draft may still take the place of what is on the form.
func (d *figureDrafts) isOpening() bool {
	return d.store != nil && (d.left.Busy() || d.adopt != nil && d.adopt.Busy())
}

func (d *figureDrafts) busy() bool {
	return d.isOpening() || d.drop != nil && d.drop.Busy()
}

func (d *figureDrafts) close() {
	if d.store != nil {
		d.left.Close()
		closeLoader(d.adopt)
		closeLoader(d.drop)
	}
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
		f.saving.say(ui.Cell{Text: "this edit is not kept on disk: " + err.Error(), Tone: ui.Failed})
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
		f.saving.say(ui.Cell{Text: "a draft cannot be read: " + apiclient.Quote(err.Error()), Tone: ui.Failed})
	}
	offer := &draftOffer{
		kit: f.kit, what: "these figures", now: f.saving.watch.clock,
		discard: f.drafts.store.Discard, done: func() { f.layer = nil },
	}
	for _, found := range left {
		changes := f.wouldChange(found)
		if len(changes) == 0 {
			continue
		}
		offer.drafts = append(offer.drafts, offeredDraft{
			Draft: found.Draft, since: f.sinceThen(found), changes: changes,
			take: func() tea.Cmd { return f.takeDraft(found) },
		})
	}
	if len(offer.drafts) > 0 {
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
			changes = append(changes, change.Label(field.Name)+": "+firstOf(was, notApplicable)+" -> "+text)
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
			return count(begun, "level") + " of it changed since"
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
			f.saving.say(ui.Cell{Text: "has them already, and is not raised again: " + strings.Join(has, ", "), Tone: ui.Notice})
		}
		return nil
	}
	f.plan.targets[0].base, f.plan.targets[0].overrides = found.Base, found.state.Overrides
	return nil
}
