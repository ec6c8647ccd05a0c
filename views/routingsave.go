package views

import (
	"context"
	"fmt"
	"slices"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

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
		e.form.word = "not sent: " + count(len(problems), "problem") + " to correct first"
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
	service, subject, parked := e.service, e.subject, parkedText(e.form.draft)
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
	closeLoader(e.prepare)
	service := e.service
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
	api, service, subject := e.api, e.service, e.subject
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
		e.form.outcome = e.failed("not saved, nothing was sent: " + saveProblem(err))
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
		editor: e, opened: e.clock(), title: "DELETED ELSEWHERE",
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
	service := e.service
	e.commit = ui.NewLoader(func(ctx context.Context) (change.Result, error) {
		return service.Commit(ctx, confirmation, consent)
	})
	return tea.Batch(e.commit.Load(), e.watch.start())
}

// words are what a change is called in the list of changes.
func changeLines(changes []routing.Change) []string {
	lines := make([]string, len(changes))
	for i, c := range changes {
		lines[i] = c.String()
	}
	return lines
}

// shareLines tell what an edit does to the shares of the calls: for each priority the
// routes whose share changes, old and new.
func shareLines(from, to routing.Trunk) []string {
	was := sharesOf(from)
	var lines []string
	for _, level := range to.Levels() {
		if level.Priority == 0 {
			return nil
		}
		text, changed := "", false
		shares := to.Shares()
		for _, i := range level.Routes {
			route := to.Routes[i]
			before, known := was[route.TrunkGroup]
			now := share{level.Priority, shares[i]}
			changed = changed || !known || before != now
			if text != "" {
				text += ", "
			}
			text += route.TrunkGroup.Name + " " + before.text(known, level.Priority) + " -> " + fmt.Sprintf("%d%%", now.percent)
		}
		if changed {
			lines = append(lines, fmt.Sprintf("priority %d: %s", level.Priority, text))
		}
	}
	return lines
}

// share is a route's part of its priority's calls.
type share struct{ priority, percent int }

func (s share) text(known bool, priority int) string {
	switch {
	case !known || s.percent < 0:
		return "-"
	case s.priority != priority:
		return fmt.Sprintf("%d%% of priority %d", s.percent, s.priority)
	}
	return fmt.Sprintf("%d%%", s.percent)
}

func sharesOf(t routing.Trunk) map[routing.Key]share {
	shares := make(map[routing.Key]share, len(t.Routes))
	for i, percent := range t.Shares() {
		shares[t.Routes[i].TrunkGroup] = share{t.Routes[i].Priority, percent}
	}
	return shares
}
