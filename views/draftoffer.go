package views

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/ui"
)

// draftOffer asks what becomes of the drafts that were left of one subject. What each
// would change is shown, so that looking takes no key. It is a layer of a form.
type draftOffer struct {
	kit     ui.Kit
	what    string // "this enterprise trunk"
	now     func() time.Time
	drafts  []offeredDraft
	discard func(change.Draft) error // runs beside the screen
	done    func()                   // no draft is left
	at      int
	word    string
}

// offeredDraft is a draft with what is to be said of it.
type offeredDraft struct {
	change.Draft
	since   string   // whether what is there is still what it started from
	changes []string // what it would change
	take    func() tea.Cmd
}

func (o *draftOffer) press(msg tea.KeyMsg) tea.Cmd {
	k, chosen := o.kit.Keys, o.drafts[o.at]
	switch {
	case ui.IsBurst(msg):
	case pressed(msg, k.Up):
		o.at = max(0, o.at-1)
	case pressed(msg, k.Down):
		o.at = min(len(o.drafts)-1, o.at+1)
	case chosen.Held && (pressed(msg, k.Accept) || pressed(msg, k.Remove)):
		o.word = "another banyan that is running is editing it: it cannot be taken from there"
	case pressed(msg, k.Edit) && !o.hasOwn():
		o.done()
	case pressed(msg, k.Accept) && !chosen.Own && o.hasOwn():
		o.word = "the edit of this session would be lost: take it or throw it away first"
	case pressed(msg, k.Accept):
		return chosen.take()
	case pressed(msg, k.Remove):
		return o.drop(chosen.Draft)
	}
	return nil
}

// hasOwn reports whether one of the drafts is of this session, whose place the next edit
// takes.
func (o *draftOffer) hasOwn() bool {
	return slices.ContainsFunc(o.drafts, func(d offeredDraft) bool { return d.Own })
}

func (o *draftOffer) drop(chosen change.Draft) tea.Cmd {
	o.drafts = append(o.drafts[:o.at:o.at], o.drafts[o.at+1:]...)
	o.at = max(0, min(o.at, len(o.drafts)-1))
	if len(o.drafts) == 0 {
		o.done()
	}
	discard := o.discard
	return func() tea.Msg {
		if err := discard(chosen); err != nil {
			return ui.Fail(err)()
		}
		return nil
	}
}

func (o *draftOffer) draw(width, height int) string {
	glyphs, now := o.kit.Theme.Glyphs, o.now()
	lines := [][]ui.Cell{{{Text: " " + glyphs.Notice + " An edit of " + o.what + " was not saved", Tone: ui.Notice}}, nil}
	for i, draft := range o.drafts {
		mark, tone := "   ", ui.Plain
		if i == o.at {
			mark, tone = " "+glyphs.Cursor+" ", ui.Selected
		}
		text := "from " + draft.At.In(now.Location()).Format("2 Jan 15:04") + ", " + age(now.Sub(draft.At)) + " old; " + draft.since
		if draft.Held {
			text += "; another banyan is editing it"
		}
		lines = append(lines, []ui.Cell{{Text: mark + text, Tone: tone}})
	}
	lines = append(lines, nil, []ui.Cell{{Text: " It would change", Tone: ui.Strong}})
	for _, text := range o.drafts[o.at].changes {
		lines = append(lines, wrapCell(ui.Cell{Text: text}, width, 3)...)
	}
	if o.word != "" {
		lines = append(append(lines, nil), wrapCell(ui.Cell{Text: o.word, Tone: ui.Notice}, width, 1)...)
	}
	return drawLines(o.kit.Theme, width, height, lines)
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
	k := o.kit.Keys
	keys := []key.Binding{ui.Named(k.Accept, "take"), ui.Named(k.Remove, "discard")}
	if !o.hasOwn() {
		keys = append(keys, ui.Named(k.Edit, "edit without it"))
	}
	return keys
}

func (o *draftOffer) typing() bool { return false }

func (o *draftOffer) summary() string { return count(len(o.drafts), "draft") + ", not saved" }
