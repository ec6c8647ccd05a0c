package views

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/ui"
)

// journal is what the screens about edits call. *change.Service is one.
type journal interface {
	List() ([]change.Entry, []change.Damage, error)
	Settle(ctx context.Context) ([]change.Entry, error)
	Resolve(ctx context.Context, id string) (change.Entry, error)
}

// journalChanged tells every screen on the stack that the journal has something new.
type journalChanged struct{}

// noteJournal sends journalChanged.
func noteJournal() tea.Msg { return journalChanged{} }

// ledger knows how many edits have an unknown result, and has those of earlier runs
// settled by reading. A nil ledger knows of nothing.
type ledger struct {
	kit     ui.Kit
	entries *ui.Loader[[]change.Entry]
	settled *ui.Loader[[]change.Entry]
}

func newLedger(kit ui.Kit, j journal) *ledger {
	if j == nil {
		return nil
	}
	return &ledger{
		kit: kit,
		entries: ui.NewLoader(func(context.Context) ([]change.Entry, error) {
			entries, _, err := j.List()
			return entries, err
		}),
		settled: ui.NewLoader(j.Settle),
	}
}

// start looks into the journal, and settles what can be settled. That may wait for a
// write that could still take effect, so nothing waits for it.
func (l *ledger) start() tea.Cmd {
	if l == nil {
		return nil
	}
	return tea.Batch(l.entries.Load(), l.settled.Load())
}

// again looks into the journal once more.
func (l *ledger) again() tea.Cmd {
	if l == nil {
		return nil
	}
	return l.entries.Load()
}

// update takes an answer and reports whether the count may have changed.
func (l *ledger) update(msg tea.Msg) (changed bool, next tea.Cmd) {
	if l == nil {
		return false, nil
	}
	if _, ok := msg.(journalChanged); ok {
		return false, l.again()
	}
	if l.settled.Update(msg) {
		entries, _ := l.settled.Value()
		if len(entries) == 0 {
			return false, l.again()
		}
		return false, tea.Batch(l.again(), ui.Notify(settledText(entries)), noteJournal)
	}
	return l.entries.Update(msg), nil
}

// lines is the line that says how many edits have an unknown result, where any has.
func (l *ledger) lines() [][]ui.Cell {
	if l == nil {
		return nil
	}
	glyphs := l.kit.Theme.Glyphs
	entries, _ := l.entries.Value()
	if err := l.entries.Err(); err != nil {
		return [][]ui.Cell{{{Text: " " + glyphs.Failed + " the journal of edits cannot be read: " + err.Error(), Tone: ui.Failed}}}
	}
	unknown := countUnknown(entries)
	if unknown == 0 {
		return nil
	}
	text := " " + glyphs.Unknown + " " + count(unknown, "edit") + " with unknown result: " + l.kit.Keys.Edits.Help().Key + " shows which"
	return [][]ui.Cell{{{Text: text, Tone: ui.Notice}}}
}

func (l *ledger) close() {
	if l != nil {
		l.entries.Close()
		l.settled.Close()
	}
}

// isUnknown reports whether nobody knows how an edit ended. One that still runs is none.
func isUnknown(e change.Entry) bool { return e.Outcome() == string(change.Unknown) }

// countUnknown counts those that nobody knows the end of.
func countUnknown(entries []change.Entry) int {
	n := 0
	for _, e := range entries {
		if isUnknown(e) {
			n++
		}
	}
	return n
}

// unsureSince returns when the newest save began of which nobody knows how it ended, and
// the zero time where there is none.
func unsureSince(entries []change.Entry) time.Time {
	var newest time.Time
	for _, e := range entries {
		if isUnknown(e) && e.At.After(newest) {
			newest = e.At
		}
	}
	return newest
}

// settledText says what became of edits that an earlier run left open.
func settledText(entries []change.Entry) string {
	if len(entries) == 1 {
		return "an edit of " + entries[0].Subject.String() + " that was left open is settled: " + entries[0].Outcome()
	}
	return count(len(entries), "edit") + " that were left open are settled"
}

// outcomeCell is how a save ended, by glyph and word.
func outcomeCell(glyphs ui.Glyphs, e change.Entry) ui.Cell {
	word := e.Outcome()
	switch word {
	case string(change.Saved):
		return ui.Cell{Text: "  " + word, Tone: ui.Good}
	case string(change.NotSaved):
		return ui.Cell{Text: glyphs.Failed + " " + word, Tone: ui.Failed}
	case string(change.Overtaken):
		return ui.Cell{Text: glyphs.Notice + " " + word, Tone: ui.Notice}
	case string(change.Unknown):
		return ui.Cell{Text: glyphs.Unknown + " " + word, Tone: ui.Unknown}
	}
	return ui.Cell{Text: "  " + word, Tone: ui.Muted}
}
