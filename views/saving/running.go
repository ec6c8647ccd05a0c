package saving

import (
	"context"
	"fmt"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/ui"
	"banyan/views/page"
)

// running is what lies over the form while an edit is on its way: the steps of the save with
// what each one found, and how long the present one takes. No key ends it: what was sent was sent.
type running struct {
	flow  *Flow
	begun time.Time // the save of this edit
}

func (r *running) Press(tea.KeyMsg) tea.Cmd { return nil }

// step is a step of a save in words: while it is to come, while it goes on, and done.
type step struct{ coming, now, done string }

func steps() [change.StepCount]step {
	return [...]step{
		change.Reread:   {"read once more", "read once more, however fresh the review is", "read once more: nothing changed since the review"},
		change.Record:   {"written to the journal", "written to the journal, before anything is sent", "written to the journal, before anything is sent"},
		change.Send:     {"sent, once", "sent, once; waiting for the answer", "sent, once"},
		change.ReadBack: {"read back, up to four times", "read back, up to four times", "read back"},
	}
}

// Box draws the steps.
func (r *running) Box() *ui.Box {
	f := r.flow
	found := f.found[len(f.results)]
	box := &ui.Box{Title: []ui.Cell{{Text: "Saving", Tone: ui.Strong}, {Text: "   "}}, Environment: true, Lines: [][]ui.Cell{nil}}
	if n := len(f.found); n > 1 {
		box.Title[1].Text += fmt.Sprintf("%d of %d   ", len(f.results)+1, n)
	}
	box.Title = append(box.Title, SubjectCells(found.Edit.Subject)...)
	leave := "no key but " + f.Kit.Keys.Interrupt.Help().Key + " twice leaves, and that does not stop it"
	box.State = []ui.Cell{{Text: leave, Tone: ui.Muted}}
	width, _ := box.Room(f.Width, f.Height)
	for i, result := range f.results {
		text := ui.Blanks(margin) + f.Kit.Theme.Glyphs.Good + " " + string(result.Verdict) + ": "
		box.Lines = append(box.Lines, append([]ui.Cell{{Text: text, Tone: ui.Good}}, SubjectCells(f.found[i].Edit.Subject)...))
	}
	since, waits := r.begun, true
	for at, words := range steps() {
		done := found.Confirmation.Done(change.Step(at))
		box.Lines = append(box.Lines, r.stepLine(words, done, since, waits, width))
		if waits = waits && !done.IsZero(); waits {
			since = done
		}
	}
	box.Lines = append(box.Lines, []ui.Cell{{Text: ui.Blanks(inner) + "verdict", Tone: ui.Muted}})
	sent := Section{Title: "what is sent", Changes: Differences(found.Edit.Subject.Kind, found.Edit.Base, found.Edit.Want)}
	if found.Edit.Want.Exists() {
		box.Lines = append(box.Lines, sent.lines(f.Kit.Theme, width)...)
	}
	box.Lines = append(box.Lines, nil)
	return box
}

// stepLine draws a step: done at a moment, going on since one, or to come.
func (r *running) stepLine(words step, done, since time.Time, waits bool, width int) []ui.Cell {
	theme, now := r.flow.Kit.Theme, r.flow.Session.Clock()
	sign, text, tone, right := ui.Cell{Text: " "}, words.coming, ui.Muted, ""
	switch {
	case !done.IsZero():
		sign, text, tone = ui.Cell{Text: theme.Glyphs.Good, Tone: ui.Good}, words.done, ui.Plain
		right = done.In(now.Location()).Format(time.TimeOnly)
	case waits:
		frames := theme.Glyphs.Spinner
		sign = ui.Cell{Text: frames[int(now.Sub(r.begun)/(time.Second/4))%len(frames)], Tone: ui.Accent}
		text, tone, right = words.now, ui.Strong, fmt.Sprintf("%d s", int(now.Sub(since)/time.Second))
	}
	room := width - inner - margin - len("15:04:05")
	return []ui.Cell{
		{Text: ui.Blanks(margin)}, sign, {Text: " "}, {Text: page.Fit(theme, text, room), Tone: tone}, {Text: fmt.Sprintf("%8s", right), Tone: ui.Muted},
	}
}

func (r *running) Keys() []key.Binding {
	return []key.Binding{ui.Named(r.flow.Kit.Keys.Interrupt, "twice: leave")}
}

// stopwatch has the screen drawn each second of a save, so that one who waits for a slow
// server sees that something is still going on. The zero value stands still.
type stopwatch struct {
	stop context.CancelFunc // of the next second; nil when none is counted
}

// secondMsg is the next second of a stopwatch.
type secondMsg struct{ of *stopwatch }

// start waits for the next second.
func (w *stopwatch) start() tea.Cmd {
	w.end()
	ctx, stop := context.WithCancel(context.Background())
	w.stop = stop
	return ui.After(ctx, time.Second, secondMsg{w})
}

// update counts on where msg is its own next second.
func (w *stopwatch) update(msg tea.Msg) tea.Cmd {
	if second, ok := msg.(secondMsg); ok && second.of == w && w.stop != nil {
		return w.start()
	}
	return nil
}

func (w *stopwatch) end() {
	if w.stop != nil {
		w.stop()
		w.stop = nil
	}
}
