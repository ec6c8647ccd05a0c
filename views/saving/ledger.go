package saving

import (
	"context"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/change"
	"banyan/ui"
)

// Journal is what the screens about edits call. *change.Service is one.
type Journal interface {
	List() ([]change.Entry, []change.Damage, error)
	Settle(ctx context.Context) ([]change.Entry, error)
	Resolve(ctx context.Context, id string) (change.Entry, error)
}

// JournalChanged tells every screen on the stack that the journal has something new: where that is a
// rename, of what and to which name.
type JournalChanged struct{ From, To change.Subject }

// FiguresChanged tells the screens of a tenant that its figures are not what they show.
type FiguresChanged struct{ Tenant string }

// Ended tells every screen on the stack that the end of some saves is known, however that came
// about: the journal has it, and the figures of their tenants are others.
func Ended(of ...change.Subject) tea.Cmd { return JournalChanged{}.ended(of...) }

func (changed JournalChanged) ended(of ...change.Subject) tea.Cmd {
	cmds, seen := []tea.Cmd{func() tea.Msg { return changed }}, make(map[string]bool)
	for _, subject := range of {
		if tenant := subject.Tenant; subject.Kind != change.EnterpriseTrunk && !seen[tenant] {
			seen[tenant] = true
			cmds = append(cmds, func() tea.Msg { return FiguresChanged{tenant} })
		}
	}
	return tea.Batch(cmds...)
}

// SubjectsOf are what entries are about.
func SubjectsOf(entries []change.Entry) []change.Subject {
	subjects := make([]change.Subject, len(entries))
	for i, e := range entries {
		subjects[i] = e.Subject
	}
	return subjects
}

// Ledger knows how many edits have an unknown result, and has those of earlier runs
// settled by reading. A nil ledger knows of nothing.
type Ledger struct {
	kit     ui.Kit
	entries *ui.Loader[records]
	settled *ui.Loader[[]change.Entry]
}

// records are what the journal holds, and how many parts of it are damaged.
type records struct {
	entries []change.Entry
	damaged int
}

// NewLedger returns the ledger of a journal; nil where there is none.
func NewLedger(kit ui.Kit, j Journal) *Ledger {
	if j == nil {
		return nil
	}
	return &Ledger{
		kit: kit,
		entries: ui.NewLoader(func(context.Context) (records, error) {
			entries, damaged, err := j.List()
			return records{entries, len(damaged)}, err
		}),
		settled: ui.NewLoader(j.Settle),
	}
}

// Start looks into the journal, and settles what can be settled. That may wait for a
// write that could still take effect, so nothing waits for it.
func (l *Ledger) Start() tea.Cmd {
	if l == nil {
		return nil
	}
	return tea.Batch(l.entries.Load(), l.settled.Load())
}

// Again looks into the journal once more.
func (l *Ledger) Again() tea.Cmd {
	if l == nil {
		return nil
	}
	return l.entries.Load()
}

// Update takes an answer and reports whether the count may have changed.
func (l *Ledger) Update(msg tea.Msg) (changed bool, next tea.Cmd) {
	if l == nil {
		return false, nil
	}
	if _, ok := msg.(JournalChanged); ok {
		return false, l.Again()
	}
	if l.settled.Update(msg) {
		entries, _ := l.settled.Value()
		if len(entries) == 0 {
			return false, l.Again()
		}
		return false, tea.Batch(l.Again(), ui.Notify(settledText(entries)), Ended(SubjectsOf(entries)...))
	}
	return l.entries.Update(msg), nil
}

// Lines say how many edits have an unknown result, and that some may be lost, where that is so.
func (l *Ledger) Lines() [][]ui.Cell {
	if l == nil {
		return nil
	}
	glyphs := l.kit.Theme.Glyphs
	found, _ := l.entries.Value()
	if err := l.entries.Err(); err != nil {
		return [][]ui.Cell{{{Text: " " + glyphs.Failed + " the journal of edits cannot be read: " + err.Error(), Tone: ui.Failed}}}
	}
	var lines [][]ui.Cell
	if found.damaged > 0 {
		text := " " + glyphs.Failed + " the record of edits is damaged, and some may be lost: " + l.kit.Keys.Edits.Help().Key + " shows which"
		lines = [][]ui.Cell{{{Text: text, Tone: ui.Failed}}}
	}
	unknown := CountUnknown(found.entries)
	if unknown == 0 {
		return lines
	}
	text := " " + glyphs.Unknown + " " + ui.Count(unknown, "edit") + " with unknown result: " + l.kit.Keys.Edits.Help().Key + " shows which"
	return append(lines, []ui.Cell{{Text: text, Tone: ui.Notice}})
}

func (l *Ledger) Close() {
	if l != nil {
		l.entries.Close()
		l.settled.Close()
	}
}

// isUnknown reports whether nobody knows how an edit ended. One that still runs is none.
func isUnknown(e change.Entry) bool { return e.Outcome() == string(change.Unknown) }

// CountUnknown counts those that nobody knows the end of.
func CountUnknown(entries []change.Entry) int {
	n := 0
	for _, e := range entries {
		if isUnknown(e) {
			n++
		}
	}
	return n
}

// UnsureSince returns when the newest save began of which nobody knows how it ended, and
// the zero time where there is none.
func UnsureSince(entries []change.Entry) time.Time {
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
		return "an edit of " + Named(entries[0].Subject) + " that was left open is settled: " + entries[0].Outcome()
	}
	return ui.Count(len(entries), "edit") + " that were left open are settled"
}

// OutcomeCell is how a save ended, by glyph and word.
func OutcomeCell(glyphs ui.Glyphs, e change.Entry) ui.Cell {
	word, mark, tone := e.Outcome(), " ", ui.Muted
	switch word {
	case string(change.Saved):
		mark, tone = glyphs.Good, ui.Good
	case change.AppliedLate, string(change.Overtaken):
		mark, tone = glyphs.Notice, ui.Notice
	case string(change.NotSaved):
		mark, tone = glyphs.Failed, ui.Failed
	case string(change.Unknown):
		mark, tone = glyphs.Unknown, ui.Unknown
	}
	return ui.Cell{Text: mark + " " + word, Tone: tone}
}
