package views

import (
	"context"
	"errors"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
)

// forwardAddress is the other name that some hosts have for the destination of
// exhausted routes (APIO 12).
const forwardAddress = "routeExhaustionForwardAddress"

// committed takes how a save ended.
func (e *editor) committed() tea.Cmd {
	e.watch.end()
	result, _ := e.commit.Value()
	if err := e.commit.Err(); err != nil {
		return e.notBegun(err)
	}
	told := e.tell(result)
	if result.Verdict == change.NotSaved {
		e.refused(result)
		return told
	}
	e.ended = result.Verdict != change.Overtaken
	e.layer = &verdict{editor: e, result: result, wanted: e.sent().Want, at: e.clock()}
	return told
}

// sent is the edit that was confirmed last.
func (e *editor) sent() change.Edit {
	found, _ := e.prepare.Value()
	return found.Edit
}

// tell lets the screens below know what is on the server and in the journal now.
func (e *editor) tell(result change.Result) tea.Cmd {
	if e.after == nil {
		return noteJournal
	}
	return tea.Batch(e.after(result), noteJournal)
}

// notBegun is a confirmation that nothing was sent for. When something else is there
// than what was confirmed, the review is made anew.
func (e *editor) notBegun(err error) tea.Cmd {
	e.layer = nil
	if errors.Is(err, change.ErrVoid) && !e.deleting {
		return e.look(e.wanted())
	}
	e.form.outcome = e.failed("not saved, nothing was sent: " + saveProblem(err))
	return nil
}

// refused puts the server's sentences on the form, which is as it was.
func (e *editor) refused(result change.Result) {
	e.layer = nil
	e.form.outcome = e.failed("NOT SAVED: it was read back, and the server holds what it held before")
	if result.ReadBack.Exists() && !e.deleting && !e.form.creating {
		e.base = result.ReadBack
	}
	e.form.refusals = refusalsOf(result.Err, e.form.draft.Mine.Routes)
	var other *apiclient.OtherFieldError
	if !errors.As(result.Err, &other) {
		return
	}
	e.layer = &choice{
		editor: e, opened: e.clock(), title: "NOT SAVED: the server calls a field by another name",
		text: []string{
			"It refused " + apiclient.Quote(other.Sent) + " and names " + apiclient.Quote(other.Wanted) + ".",
			"The same can be sent under that name. It is remembered for " + e.host + ", and reviewed again before anything is sent.",
		},
		verb: "use that name",
		yes:  func() tea.Cmd { return e.learn(other.Wanted == forwardAddress) },
	}
}

// learn remembers how the host calls the destination and looks again.
func (e *editor) learn(forward bool) tea.Cmd {
	service, host, edit := e.service, e.host, e.wanted()
	e.form.outcome, e.form.refusals = nil, nil
	e.prepare = ui.NewLoader(func(ctx context.Context) (prepared, error) {
		if err := service.Learn(host, change.Host{ForwardAddress: forward}); err != nil {
			return prepared{}, err
		}
		return look(ctx, service, edit)
	})
	return e.prepare.Load()
}

// verdict tells how a save ended, in words that were read back. It is a layer of the
// editor.
type verdict struct {
	editor *editor
	result change.Result
	wanted change.Image
	at     time.Time
	word   string
}

func (v *verdict) press(msg tea.KeyMsg) tea.Cmd {
	k := v.editor.kit.Keys
	switch {
	case ui.IsBurst(msg):
	case v.editor.isSettling():
	case v.result.Verdict == change.Unknown && pressed(msg, k.Refresh):
		v.word = "reading it again..."
		return v.editor.settleNow(v.result.Entry)
	case v.result.Verdict == change.Overtaken && pressed(msg, k.Edit):
		v.editor.editOnTop(v.result.ReadBack, v.wanted)
	case v.result.Verdict == change.NotSaved && pressed(msg, k.Accept):
		v.editor.layer = nil // the form is there, with the edit
	case pressed(msg, k.Accept):
		return ui.Pop()
	}
	return nil
}

// settleNow reads once more what became of a save whose outcome is not known.
func (e *editor) settleNow(id string) tea.Cmd {
	service := e.service
	e.settle = ui.NewLoader(func(ctx context.Context) (change.Entry, error) { return service.Resolve(ctx, id) })
	return e.settle.Load()
}

// settled takes what the read showed.
func (e *editor) settled() tea.Cmd {
	shown, ok := e.layer.(*verdict)
	if !ok {
		return nil
	}
	if err := e.settle.Err(); err != nil {
		shown.word = "still unknown: " + saveProblem(err)
		return nil
	}
	entry, _ := e.settle.Value()
	shown.result.Verdict, shown.result.ReadBack, shown.at = entry.Verdict, entry.ReadBack, entry.VerdictAt
	shown.word = ""
	if entry.Verdict == change.NotSaved {
		e.ended = false
		if entry.ReadBack.Exists() && !e.deleting && !e.form.creating {
			e.base = entry.ReadBack
		}
	}
	return e.tell(shown.result)
}

// editOnTop goes on editing over what somebody else put there: what both changed is
// theirs, and what only this edit changed is kept.
func (e *editor) editOnTop(there, wanted change.Image) {
	base, err := change.TrunkOf(e.base)
	theirs, wrong := change.TrunkOf(there)
	mine, bad := change.TrunkOf(wanted)
	if err := errors.Join(err, wrong, bad); err != nil {
		e.form.outcome = e.failed(apiclient.Quote(err.Error()))
		return
	}
	merged, conflicts := routing.Merge(base, theirs, mine)
	e.layer, e.ended = nil, false
	e.base, e.overrides = there, nil
	e.form.set(e.form.draft.Rebase(theirs, merged))
	e.keep()
	e.form.word = "this stands on what is there now"
	if len(conflicts) > 0 {
		e.form.word += "; what both changed is theirs"
	}
}

func (v *verdict) draw(width, height int) string {
	theme := v.editor.kit.Theme
	title, tone, text := v.words()
	lines := [][]ui.Cell{{{Text: " " + title, Tone: tone}}}
	for _, part := range wrap(text, width-2) {
		lines = append(lines, []ui.Cell{{Text: " " + part}})
	}
	for _, part := range v.parts() {
		if len(part.texts) == 0 {
			continue
		}
		lines = append(lines, nil, []ui.Cell{{Text: " " + part.title, Tone: ui.Title}})
		for _, text := range part.texts {
			for i, piece := range wrap(safetext.Cell(text), width-5) {
				lines = append(lines, []ui.Cell{{Text: blanks(3+2*min(i, 1)) + piece}})
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
		for _, text := range wrap(v.word, width-2) {
			lines = append(lines, []ui.Cell{{Text: " " + text, Tone: ui.Notice}})
		}
	}
	return drawLines(theme, width, height, lines)
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
		return []part{{"What is there differs from what was confirmed (confirmed -> there)", changeLines(routing.Diff(wanted, there))}}
	case v.result.Verdict == change.Unknown:
		return []part{{"Sent", changeLines(routing.Diff(before, wanted))}, {"What left it in doubt", doubt(v.result.Err)}}
	case v.result.Verdict == change.Saved:
		return []part{{"Changed", changeLines(routing.Diff(before, wanted))}}
	}
	return nil
}

func doubt(err error) []string {
	if err == nil {
		return nil
	}
	return []string{apiclient.Quote(err.Error())} // without the advice to try again: it was sent
}

func (v *verdict) keys() []key.Binding {
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

func (v *verdict) typing() bool { return false }

func (v *verdict) summary() string {
	title, _, _ := v.words()
	return title
}
