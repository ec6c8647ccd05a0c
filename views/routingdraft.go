package views

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

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
		if left.state.Draft.Changed() {
			found.drafts = append(found.drafts, left)
		}
	}
	if problem != nil {
		found.trouble = quote(problem.Error())
	}
	return found
}

// draftOffer asks what becomes of the drafts of a trunk. What each would change is
// shown, so that looking takes no key. It is a layer of the editor.
type draftOffer struct {
	editor *editor
	drafts []leftDraft
	at     int
	word   string
}

func (o *draftOffer) press(msg tea.KeyMsg) tea.Cmd {
	k, chosen := o.editor.kit.Keys, o.drafts[o.at]
	switch {
	case ui.IsBurst(msg):
	case pressed(msg, k.Up):
		o.at = max(0, o.at-1)
	case pressed(msg, k.Down):
		o.at = min(len(o.drafts)-1, o.at+1)
	case chosen.Held && (pressed(msg, k.Accept) || pressed(msg, k.Remove)):
		o.word = "another banyan that is running is editing it: it cannot be taken from there"
	case pressed(msg, k.Accept):
		return o.take(chosen)
	case pressed(msg, k.Remove):
		return o.discard(chosen)
	}
	return nil
}

// take makes a draft this session's own. It is put on the form when that is done, so
// that nothing typed meanwhile can be overtaken by it.
func (o *draftOffer) take(chosen leftDraft) tea.Cmd {
	e := o.editor
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

func (o *draftOffer) discard(chosen leftDraft) tea.Cmd {
	o.drafts = append(o.drafts[:o.at:o.at], o.drafts[o.at+1:]...)
	o.at = max(0, min(o.at, len(o.drafts)-1))
	if len(o.drafts) == 0 {
		o.editor.layer = nil
	}
	drafts := o.editor.service.Drafts()
	return func() tea.Msg {
		if err := drafts.Discard(chosen.Draft); err != nil {
			return ui.Fail(err)()
		}
		return nil
	}
}

func (o *draftOffer) draw(width, height int) string {
	e, glyphs := o.editor, o.editor.kit.Theme.Glyphs
	lines := [][]ui.Cell{{{Text: " " + glyphs.Notice + " An edit of this enterprise trunk was not saved", Tone: ui.Notice}}, nil}
	for i, draft := range o.drafts {
		mark, tone := "   ", ui.Plain
		if i == o.at {
			mark, tone = " "+glyphs.Cursor+" ", ui.Selected
		}
		text := "from " + draft.At.In(e.clock().Location()).Format("2 Jan 15:04") + ", " + age(e.clock().Sub(draft.At)) + " old; " + o.moved(draft)
		if draft.Held {
			text += "; another banyan is editing it"
		}
		lines = append(lines, []ui.Cell{{Text: mark + text, Tone: tone}})
	}
	lines = append(lines, nil, []ui.Cell{{Text: " It would change", Tone: ui.Strong}})
	chosen := o.drafts[o.at].state.Draft
	for _, c := range routing.Diff(chosen.Base, chosen.Mine) {
		lines = append(lines, []ui.Cell{{Text: "   " + c.String()}})
	}
	if o.word != "" {
		lines = append(lines, nil, []ui.Cell{{Text: " " + o.word, Tone: ui.Notice}})
	}
	return drawLines(e.kit.Theme, width, height, lines)
}

// moved says whether the trunk is still what a draft started from.
func (o *draftOffer) moved(draft leftDraft) string {
	switch {
	case o.editor.form.creating:
		return "not created yet"
	case draft.Base.Hash() == o.editor.base.Hash():
		return "the trunk is still as it was then"
	}
	return "THE TRUNK CHANGED SINCE"
}

// age is a duration in the largest unit that fits.
func age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return count(max(0, int(d/time.Second)), "second")
	case d < time.Hour:
		return count(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return count(int(d/time.Hour), "hour")
	}
	return count(int(d/(24*time.Hour)), "day")
}

func (o *draftOffer) keys() []key.Binding {
	k := o.editor.kit.Keys
	return []key.Binding{
		ui.Named(k.Accept, "take"),
		ui.Named(k.Remove, "discard"),
	}
}

func (o *draftOffer) typing() bool { return false }

func (o *draftOffer) summary() string { return count(len(o.drafts), "draft") + ", not saved" }
