package trunks

import (
	"errors"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// forwardAddress is the other name that some hosts have for the destination of
// exhausted routes (APIO 12).
const forwardAddress = "routeExhaustionForwardAddress"

// verdict tells how a save ended, in words that were read back. It is a layer of the
// editor.
type verdict struct {
	editor *editor
	result change.Result
	wanted change.Image
	at     time.Time
	word   string
}

func (v *verdict) Press(msg tea.KeyMsg) tea.Cmd {
	k := v.editor.kit.Keys
	switch {
	case ui.IsBurst(msg):
	case v.editor.isSettling():
	case v.result.Verdict == change.Unknown && page.Pressed(msg, k.Refresh):
		v.word = "reading it again..."
		return v.editor.settleNow(v.result.Entry)
	case v.result.Verdict == change.Overtaken && page.Pressed(msg, k.Edit):
		v.editor.editOnTop(v.result.ReadBack, v.wanted)
	case v.result.Verdict == change.NotSaved && page.Pressed(msg, k.Accept):
		v.editor.layer = nil // the form is there, with the edit
	case page.Pressed(msg, k.Accept):
		return ui.Pop()
	}
	return nil
}

func (v *verdict) Draw(width, height int) string {
	theme := v.editor.kit.Theme
	title, tone, text := v.words()
	lines := [][]ui.Cell{{{Text: " " + title, Tone: tone}}}
	for _, part := range page.Wrap(text, width-2) {
		lines = append(lines, []ui.Cell{{Text: " " + part}})
	}
	for _, part := range v.parts() {
		if len(part.texts) == 0 {
			continue
		}
		lines = append(lines, nil, []ui.Cell{{Text: " " + part.title, Tone: ui.Title}})
		for _, text := range part.texts {
			for i, piece := range page.Wrap(safetext.Cell(text), width-5) {
				lines = append(lines, []ui.Cell{{Text: page.Blanks(3+2*min(i, 1)) + piece}})
			}
		}
	}
	for _, err := range []error{v.result.Unrecorded, v.result.Unkept} {
		if err != nil {
			lines = append(lines, nil, []ui.Cell{{Text: " " + theme.Glyphs.Notice + " " + apiclient.Quote(err.Error()), Tone: ui.Notice}})
		}
	}
	if v.word != "" {
		lines = append(lines, nil)
		for _, text := range page.Wrap(v.word, width-2) {
			lines = append(lines, []ui.Cell{{Text: " " + text, Tone: ui.Notice}})
		}
	}
	return page.DrawLines(theme, width, height, lines)
}

// words name the verdict by glyph and word, and say what it means.
func (v *verdict) words() (title string, tone ui.Tone, text string) {
	glyphs, read := v.editor.kit.Theme.Glyphs, "read back at "+v.at.Format(time.TimeOnly)
	subject := "enterprise trunk " + safetext.Cell(v.result.Subject.Name)
	switch v.result.Verdict {
	case change.Saved:
		if !v.wanted.Exists() {
			return glyphs.Good + " SAVED: deleted", ui.Good, subject + ", " + read + ": it is gone."
		}
		return glyphs.Good + " SAVED", ui.Good, subject + ", " + read + ": the server holds what was confirmed."
	case change.NotSaved:
		return glyphs.Failed + " NOT SAVED", ui.Failed, subject + ", " + read + ": the server holds what it held before."
	case change.Overtaken:
		return glyphs.Over + " OVERTAKEN", ui.Over, subject + ", " + read + ": the server holds neither what it held before nor what was confirmed. Somebody else saved meanwhile, or the server changed what it was given."
	}
	return glyphs.Unknown + " UNKNOWN", ui.Unknown, subject + ", " + read + ": nothing proves that it was saved, and nothing that it was not. It was sent once and is not sent again. Until a later read settles it, nothing more is saved here; it stands in the edits (" + v.editor.kit.Keys.Edits.Help().Key + ")."
}

// part is a list of changes with its title.
type part struct {
	title string
	texts []string
}

// parts are what was saved, or how what is there differs from what was wanted.
func (v *verdict) parts() []part {
	e := v.editor
	before, err := change.TrunkOf(e.sent().Base)
	wanted, wrong := change.TrunkOf(v.wanted)
	there, bad := change.TrunkOf(v.result.ReadBack)
	switch {
	case errors.Join(err, wrong, bad) != nil, !v.wanted.Exists():
		return nil
	case v.result.Verdict == change.Overtaken && !v.result.ReadBack.Exists():
		return []part{{"It is there no more", nil}}
	case v.result.Verdict == change.Overtaken:
		return []part{{"What is there differs from what was confirmed (confirmed -> there)", saving.ChangeLines(routing.Diff(wanted, there))}}
	case v.result.Verdict == change.Unknown:
		return []part{{"Sent", saving.ChangeLines(routing.Diff(before, wanted))}, {"What left it in doubt", doubt(v.result.Err)}}
	case v.result.Verdict == change.Saved:
		return []part{{"Changed", saving.ChangeLines(routing.Diff(before, wanted))}}
	}
	return nil
}

func doubt(err error) []string {
	if err == nil {
		return nil
	}
	return []string{apiclient.Quote(err.Error())} // without the advice to try again: it was sent
}

func (v *verdict) Keys() []key.Binding {
	k := v.editor.kit.Keys
	keys := []key.Binding{ui.Named(k.Accept, "back")}
	switch v.result.Verdict {
	case change.NotSaved:
		keys[0] = ui.Named(k.Accept, "back to the form")
	case change.Unknown:
		keys = append(keys, ui.Named(k.Refresh, "read again"))
	case change.Overtaken:
		keys = append(keys, ui.Named(k.Edit, "edit on top of it"))
	}
	return keys
}

func (v *verdict) Typing() bool { return false }

func (v *verdict) Summary() string {
	title, _, _ := v.words()
	return title
}
