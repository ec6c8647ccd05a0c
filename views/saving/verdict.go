package saving

import (
	"context"
	"fmt"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/ui"
	"banyan/views/page"
)

// verdict tells how a save ended, in words of what was read back, and what to do next.
type verdict struct {
	flow   *Flow
	result change.Result // of the last edit that was sent
	at     time.Time     // of the reading that it rests on
	// provesAt is when the former state begins to prove that an unknown save had no effect.
	provesAt time.Time
	note     string
}

func newVerdict(f *Flow, result change.Result) *verdict {
	now := f.Session.Clock()
	v := &verdict{flow: f, result: result, at: result.ReadBackAt, provesAt: now.Add(change.Grace)}
	if v.at.IsZero() {
		v.at = now
	}
	return v
}

// edit is the one that was sent last.
func (v *verdict) edit() change.Edit { return v.flow.latest().Edit }

func (v *verdict) Press(msg tea.KeyMsg) tea.Cmd {
	k, f := v.flow.Kit.Keys, v.flow
	switch {
	case ui.IsBurst(msg), f.isWaiting():
	case v.result.Verdict == change.Unknown && page.Pressed(msg, k.Refresh):
		v.note = "reading it again..."
		service, id := f.Session.Service, v.result.Entry
		f.settling = ui.NewLoader(func(ctx context.Context) (change.Entry, error) { return service.Resolve(ctx, id) })
		return f.settling.Load()
	case page.Pressed(msg, k.Edit) && v.isEditable():
		f.Layer, f.ended = nil, false
		f.form.OnTop(v.edit(), v.result.ReadBack)
	case page.Pressed(msg, k.Accept) && v.leadsToForm():
		f.Layer = nil // the form is there, with the edit
	case page.Pressed(msg, k.Accept):
		return ui.Pop()
	}
	return nil
}

// isWhole reports whether every edit was sent.
func (v *verdict) isWhole() bool { return len(v.flow.results) == len(v.flow.found) }

// leadsToForm reports whether the form still has something to save.
func (v *verdict) leadsToForm() bool {
	return !v.flow.alone && (v.result.Verdict == change.NotSaved || v.result.Verdict == change.Saved && !v.isWhole())
}

// isEditable reports whether the edit can go on over what is there now.
func (v *verdict) isEditable() bool {
	edit := v.edit()
	return v.result.Verdict == change.Overtaken && !v.flow.alone && v.result.ReadBack.Exists() &&
		edit.Operation() == change.Change && !edit.Renames()
}

func (v *verdict) Draw(width, height int) string {
	theme := v.flow.Kit.Theme
	title, tone, text := v.words()
	lines := append([][]ui.Cell{{{Text: " " + title, Tone: tone}}}, page.WrapCell(ui.Cell{Text: text}, width, 1)...)
	for _, section := range v.sections() {
		if drawn := sectionLines(section, width-1, ui.Plain); len(drawn) > 0 {
			lines = append(append(lines, nil), drawn...)
		}
	}
	for _, err := range []error{v.result.Unrecorded, v.result.Unkept} {
		if err != nil {
			lines = append(lines, nil, []ui.Cell{{Text: " " + theme.Glyphs.Notice + " " + apiclient.Quote(err.Error()), Tone: ui.Notice}})
		}
	}
	for _, text := range []string{v.until(), v.note} {
		if text != "" {
			lines = append(append(lines, nil), page.WrapCell(ui.Cell{Text: text, Tone: ui.Notice}, width, 1)...)
		}
	}
	return page.DrawLines(theme, width, height, lines)
}

// until says when a reading will prove something, where that is still to come.
func (v *verdict) until() string {
	left := v.provesAt.Sub(v.flow.Session.Clock())
	if v.result.Verdict != change.Unknown || left <= 0 {
		return ""
	}
	return "The former state proves nothing while the write may still take effect: a reading proves something from " +
		v.provesAt.Format(time.TimeOnly) + fmt.Sprintf(", in %d:%02d; ", int(left.Minutes()), int(left.Seconds())%60) + v.flow.Kit.Keys.Refresh.Help().Key + " reads it again."
}

// words name the verdict by glyph and word, and say what it means.
func (v *verdict) words() (title string, tone ui.Tone, text string) {
	glyphs, subject := v.flow.Kit.Theme.Glyphs, v.result.Subject
	what := subject.String()
	if subject.Kind == change.EnterpriseTrunk {
		what = string(subject.Kind) + " " + subject.Name
	}
	read := what + ", read back at " + v.at.Format(time.TimeOnly)
	switch v.result.Verdict {
	case change.Saved:
		switch {
		case !v.isWhole():
			return glyphs.Good + " SAVED: " + fmt.Sprintf("%d of %d", len(v.flow.results), len(v.flow.found)), ui.Good,
				read + ": the server holds what was confirmed. The others are not begun: " + v.flow.Kit.Keys.Save.Help().Key + " on the form goes on with them."
		case len(v.flow.found) > 1:
			return glyphs.Good + " SAVED", ui.Good, page.Count(len(v.flow.found), "edit") + ", each read back: the server holds what was confirmed."
		case v.edit().Operation() == change.Delete:
			return glyphs.Good + " SAVED: deleted", ui.Good, read + ": it is gone."
		}
		return glyphs.Good + " SAVED", ui.Good, read + ": the server holds what was confirmed."
	case change.NotSaved:
		if v.result.ReadBackAt.IsZero() {
			return glyphs.Failed + " NOT SAVED", ui.Failed, what + ": " + v.flow.readBackText(v.result) + "."
		}
		if v.flow.isAsBefore(v.result.ReadBack) {
			return glyphs.Failed + " NOT SAVED", ui.Failed, read + ": the server holds what it held before."
		}
		return glyphs.Failed + " NOT SAVED", ui.Failed, read + ": the edit had no effect, and somebody else changed it meanwhile."
	case change.Overtaken:
		return glyphs.Over + " OVERTAKEN", ui.Over, read + ": the server holds neither what it held before nor what was confirmed. Somebody else saved meanwhile, or the server changed what it was given."
	}
	if v.result.ReadBackAt.IsZero() {
		read = what + ", which could not be read back"
	}
	return glyphs.Unknown + " UNKNOWN", ui.Unknown, read + ": nothing proves that it was saved, and nothing that it was not. It was sent once and is not sent again. Until a later read settles it, nothing more is saved here; it stands in the edits (" + v.flow.Kit.Keys.Edits.Help().Key + ")."
}

// sections are what was saved, or how what is there differs from what was wanted.
func (v *verdict) sections() []Section {
	edit, kind := v.edit(), v.edit().Subject.Kind
	var out []Section
	if len(v.flow.found) > 1 {
		out = append(out, Section{Title: "Edits", Texts: v.outcomes()})
	}
	switch exists := v.result.ReadBack.Exists(); {
	case v.result.Verdict == change.Overtaken && !exists:
		return append(out, Section{Title: "It is there no more", Texts: []string{"somebody else deleted it"}})
	case v.result.Verdict == change.Overtaken:
		return append(out, Section{Title: "What is there differs from what was confirmed (confirmed -> there)", Texts: DifferenceTexts(kind, edit.Want, v.result.ReadBack)})
	case v.result.Verdict == change.Unknown && edit.Want.Exists():
		return append(out, Section{Title: "Sent", Texts: DifferenceTexts(kind, edit.Base, edit.Want)}, Section{Title: "What left it in doubt", Texts: doubt(v.result.Err)})
	case v.result.Verdict == change.Saved && len(out) == 0 && edit.Want.Exists():
		return append(out, Section{Title: "Changed", Texts: DifferenceTexts(kind, edit.Base, edit.Want)})
	case v.result.Verdict == change.NotSaved:
		return append(out, Section{Title: "The server", Texts: doubt(v.result.Err)})
	}
	return out
}

// outcomes are how each of several edits ended.
func (v *verdict) outcomes() []string {
	texts := make([]string, len(v.flow.found))
	for i, found := range v.flow.found {
		outcome := "not begun"
		switch {
		case i == len(v.flow.results)-1:
			outcome = string(v.result.Verdict)
		case i < len(v.flow.results):
			outcome = string(v.flow.results[i].Verdict)
		}
		texts[i] = outcome + ": " + found.Edit.Subject.String()
	}
	return texts
}

func doubt(err error) []string {
	if err == nil {
		return nil
	}
	return []string{apiclient.Quote(err.Error())} // without the advice to try again: it was sent
}

func (v *verdict) Keys() []key.Binding {
	k := v.flow.Kit.Keys
	keys := []key.Binding{ui.Named(k.Accept, "back")}
	switch {
	case v.leadsToForm():
		keys[0] = ui.Named(k.Accept, "back to the form")
	case v.result.Verdict == change.Unknown:
		keys = append(keys, ui.Named(k.Refresh, "read again"))
	case v.isEditable():
		keys = append(keys, ui.Named(k.Edit, "edit on top of it"))
	}
	return keys
}

func (v *verdict) Summary() string {
	title, _, _ := v.words()
	return title
}
