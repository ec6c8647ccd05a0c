package saving

import (
	"slices"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/ui"
	"banyan/views/page"
)

// DraftOffer asks what becomes of the drafts that were left of one subject. What each
// would change is shown, so that looking takes no key. It is a layer of a form.
type DraftOffer struct {
	Kit     ui.Kit
	What    string // "this enterprise trunk"
	Now     func() time.Time
	Drafts  []OfferedDraft
	Discard func(change.Draft) error // runs beside the screen
	Done    func()                   // no draft is left
	at      int
	word    string
}

// OfferedDraft is a draft with what is to be said of it.
type OfferedDraft struct {
	change.Draft
	Since   string   // whether what is there is still what it started from
	Changes []string // what it would change
	Take    func() tea.Cmd
}

func (o *DraftOffer) Press(msg tea.KeyMsg) tea.Cmd {
	k, chosen := o.Kit.Keys, o.Drafts[o.at]
	switch {
	case ui.IsBurst(msg):
	case page.Pressed(msg, k.Up):
		o.at = max(0, o.at-1)
	case page.Pressed(msg, k.Down):
		o.at = min(len(o.Drafts)-1, o.at+1)
	case chosen.Held && (page.Pressed(msg, k.Accept) || page.Pressed(msg, k.Remove)):
		o.word = "another banyan that is running is editing it: it cannot be taken from there"
	case page.Pressed(msg, k.Edit) && !o.hasOwn():
		o.Done()
	case page.Pressed(msg, k.Accept) && !chosen.Own && o.hasOwn():
		o.word = "the edit of this session would be lost: take it or throw it away first"
	case page.Pressed(msg, k.Accept):
		return chosen.Take()
	case page.Pressed(msg, k.Remove):
		return o.drop(chosen.Draft)
	}
	return nil
}

// hasOwn reports whether one of the drafts is of this session, whose place the next edit
// takes.
func (o *DraftOffer) hasOwn() bool {
	return slices.ContainsFunc(o.Drafts, func(d OfferedDraft) bool { return d.Own })
}

func (o *DraftOffer) drop(chosen change.Draft) tea.Cmd {
	o.Drafts = append(o.Drafts[:o.at:o.at], o.Drafts[o.at+1:]...)
	o.at = max(0, min(o.at, len(o.Drafts)-1))
	if len(o.Drafts) == 0 {
		o.Done()
	}
	discard := o.Discard
	return func() tea.Msg {
		if err := discard(chosen); err != nil {
			return ui.Fail(err)()
		}
		return nil
	}
}

func (o *DraftOffer) Draw(width, height int) string {
	glyphs, now := o.Kit.Theme.Glyphs, o.Now()
	lines := [][]ui.Cell{{{Text: " " + glyphs.Notice + " An edit of " + o.What + " was not saved", Tone: ui.Notice}}, nil}
	for i, draft := range o.Drafts {
		mark, tone := "   ", ui.Plain
		if i == o.at {
			mark, tone = " "+glyphs.Cursor+" ", ui.Selected
		}
		text := "from " + draft.At.In(now.Location()).Format("2 Jan 15:04") + ", " + page.Age(now.Sub(draft.At)) + " old; " + draft.Since
		if draft.Held {
			text += "; another banyan is editing it"
		}
		lines = append(lines, []ui.Cell{{Text: mark + text, Tone: tone}})
	}
	lines = append(lines, nil, []ui.Cell{{Text: " It would change", Tone: ui.Strong}})
	for _, text := range o.Drafts[o.at].Changes {
		lines = append(lines, page.WrapCell(ui.Cell{Text: text}, width, 3)...)
	}
	if o.word != "" {
		lines = append(append(lines, nil), page.WrapCell(ui.Cell{Text: o.word, Tone: ui.Notice}, width, 1)...)
	}
	return page.DrawLines(o.Kit.Theme, width, height, lines)
}

func (o *DraftOffer) Keys() []key.Binding {
	k := o.Kit.Keys
	keys := []key.Binding{ui.Named(k.Accept, "take"), ui.Named(k.Remove, "discard")}
	if !o.hasOwn() {
		keys = append(keys, ui.Named(k.Edit, "edit without it"))
	}
	return keys
}

func (o *DraftOffer) Typing() bool { return false }

func (o *DraftOffer) Summary() string { return page.Count(len(o.Drafts), "draft") + ", not saved" }
