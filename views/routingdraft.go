package views

import (
	"context"
	"encoding/json"
	"errors"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

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
func (e *editor) offer(found []leftDraft) *draftOffer {
	o := &draftOffer{
		kit: e.kit, what: "this enterprise trunk", now: e.clock,
		discard: e.service.Drafts().Discard, done: func() { e.layer = nil },
	}
	for _, left := range found {
		offered := offeredDraft{Draft: left.Draft, since: e.moved(left), take: func() tea.Cmd { return e.take(left) }}
		for _, c := range routing.Diff(left.state.Draft.Base, left.state.Draft.Mine) {
			offered.changes = append(offered.changes, c.String())
		}
		if left.state.Draft.ParkedChanged() {
			offered.changes = append(offered.changes, parkedTexts(left.state.Draft.Parked)...)
		}
		o.drafts = append(o.drafts, offered)
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
	drafts := e.service.Drafts()
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
