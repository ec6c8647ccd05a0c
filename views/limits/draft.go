package limits

import (
	"maps"
	"slices"
	"strings"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/internal/trunkgroup"
	"banyan/ui"
	"banyan/views/saving"
)

// formState is what a draft file holds: what was typed into each cell, by its id.
type formState struct {
	Boxes     map[string]string
	Overrides []string `json:",omitempty"`
	// From is the figures that each level had, by their keys, before channels were added:
	// what was raised by then is not raised once more.
	From map[string]string `json:",omitempty"`
	// RaisedTo is the figures of the levels that were raised already, by whatever number.
	RaisedTo map[string]string `json:",omitempty"`
	// Ticks are those that were set by hand, by the subject.
	Ticks map[string]bool `json:",omitempty"`
	// Own is what an edit of one's own may have made of the backup, which is not saved yet.
	Own *string `json:",omitempty"`
}

// own is the backup that an edit of one's own may have made.
func (s formState) own() (backup change.Image) {
	if s.Own != nil {
		backup.Fields = []change.Field{{Name: trunkgroup.Backup, Value: *s.Own}}
	}
	return backup
}

// keep hands what is typed to what has it on disk in a moment.
func keep(f *form) {
	state := formState{Boxes: make(map[string]string)}
	for _, c := range f.cells {
		state.Boxes[c.id()] = c.value()
	}
	maps.Copy(state.Boxes, f.plan.waiting)
	base := f.plan.targets[0].base
	if !f.plan.raise {
		state.Overrides = f.plan.targets[0].overrides
		if own, known := f.Following(f.plan.targets[0].backup()).Own.Value(trunkgroup.Backup); known {
			state.Own = &own
		}
		f.drafts.Keep(base, state)
		return
	}
	state.From, state.RaisedTo, state.Ticks = f.from, f.plan.figures(true), make(map[string]bool)
	for _, target := range f.plan.targets {
		if target.tick != asNeeded {
			state.Ticks[target.subject.String()] = target.tick == ticked
		}
	}
	f.drafts.Keep(change.Image{}, state)
}

// changesOf are the limits that are not what they were, or the numbers to be added.
func changesOf(f *form) []saving.Change {
	if f.plan.raise {
		return addedChanges(f.cells[0].value(), f.cells[1].value())
	}
	var changes []saving.Change
	for _, c := range f.cells {
		if was := f.was(c); c.isLimit() && f.why(c) == "" && c.value() != was {
			changes = append(changes, c.change(was, c.value()))
		}
	}
	return changes
}

// addedChanges are the numbers to be added, where there are any.
func addedChanges(calls, bursting string) (changes []saving.Change) {
	for i, more := range []string{calls, bursting} {
		if more = strings.TrimLeft(strings.TrimSpace(more), "0"); more != "" {
			changes = append(changes, saving.Change{What: more + " " + []string{"channels", "bursting"}[i] + " more"})
		}
	}
	return changes
}

// describe says whether the limits are still what a draft started from, and what that changes.
func describe(f *form, left saving.Draft[formState]) saving.Described {
	of := saving.Described{Since: "the limits are still as they were then"}
	if f.plan.raise {
		of.Changes = addedChanges(left.State.Boxes[channelsField], left.State.Boxes[burstingField])
		begun := 0
		for _, target := range f.plan.targets {
			if left.State.From[target.subject.String()] != target.calls() {
				begun++
			}
		}
		if begun > 0 {
			of.Since, of.Moved = ui.Count(begun, "level")+" of it changed since", true
		}
		return of
	}
	now, own := f.plan.targets[0].base, left.State.own()
	base := completed(left.Base, now)
	if own.Exists() && own.Equal(alone(now, true)) {
		base = withBackup(alone(base, false), own)
		of.Since = "it was saved in part, and is as that left it"
	}
	for _, c := range f.cells {
		was := c.of(base)
		if text, typed := left.State.Boxes[c.id()]; typed && c.isLimit() {
			if c.set(text); c.value() != was {
				of.Changes = append(of.Changes, c.change(was, c.value()))
			}
		}
	}
	if len(waitingOf(f, left)) > 0 {
		then := "cannot be read now"
		if f.plan.unread == nil {
			then = "this server has none there; discard the draft, or take the rest of it"
		}
		of.Changes = append(of.Changes, saving.Change{What: change.Label(trunkgroup.Backup), Then: then})
	}
	if _, read := now.Value(trunkgroup.Backup); !read {
		base = alone(base, false)
	}
	if base.Hash() != now.Hash() {
		of.Since, of.Moved = "the limits changed since this draft was typed", true
	}
	return of
}

// waitingOf returns what a draft has typed for a backup that the form has no cells for, by the ids
// of its cells. It is empty where that changes nothing.
func waitingOf(f *form, left saving.Draft[formState]) map[string]string {
	if _, had := left.Base.Value(trunkgroup.Backup); !had || slices.ContainsFunc(f.cells, func(c cell) bool { return c.field == trunkgroup.Backup }) {
		return nil
	}
	boxes, changed := make(map[string]string), false
	for _, c := range limitCells(change.TrunkGroup, left.Base, trunkgroup.Backup, nil) {
		text, typed := left.State.Boxes[c.id()]
		if !typed {
			continue
		}
		boxes[c.id()] = text
		was := c.value()
		c.set(text)
		changed = changed || c.value() != was
	}
	if !changed {
		return nil
	}
	return boxes
}

// completed returns the base of a draft with the fields that its version did not know, as they
// are now.
func completed(base, now change.Image) change.Image {
	whole := now
	for _, field := range base.Fields {
		whole = whole.With(field)
	}
	whole.Raw, whole.ReadAt = base.Raw, base.ReadAt
	return whole
}

// take puts a draft on the form with its own base: what changed since shows when it is saved.
func take(f *form, left saving.Draft[formState]) tea.Cmd {
	base := completed(left.Base, f.plan.targets[0].base)
	for i := range f.cells {
		c := &f.cells[i]
		if c.isLimit() {
			c.set(c.of(base))
		}
		if text, typed := left.State.Boxes[c.id()]; typed {
			c.set(text)
		}
	}
	if !f.plan.raise {
		f.plan.waiting = waitingOf(f, left)
		target := &f.plan.targets[0]
		target.base, target.overrides, target.own = base, left.State.Overrides, left.State.own()
		return nil
	}
	f.from = left.State.From
	for i := range f.plan.targets {
		target := &f.plan.targets[i]
		if on, known := left.State.Ticks[target.subject.String()]; known && on {
			target.tick = ticked
		} else if known {
			target.tick = unticked
		}
	}
	if has := f.plan.goOn(f.from, left.State.RaisedTo, f.added()); len(has) > 0 {
		f.Say(ui.Cell{Text: "has them already, and is not raised again: " + strings.Join(has, ", "), Tone: ui.Notice})
	}
	return nil
}
