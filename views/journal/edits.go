// Package journal holds the screens of the edits that were saved: their list, and one field by
// field. Of the rooms of views it imports saving and page.
package journal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/report"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
	"banyan/views/saving"
)

// edits is the journal: every save that was begun, those of unknown result first.
type edits struct {
	page.Page
	journal  saving.Journal
	loader   *ui.Loader[journalPage]
	resolved *ui.Loader[resolution]
	table    *ui.Table[change.Entry]
	links    Links
}

// NewEdits returns the journal of edits.
func NewEdits(kit ui.Kit, j saving.Journal, links Links) ui.View {
	v := &edits{Page: page.Page{Kit: kit}, journal: j, links: links}
	v.loader = ui.NewLoader(func(context.Context) (journalPage, error) {
		entries, damage, err := j.List()
		return journalPage{entries, damage}, err
	})
	v.resolved = ui.NewLoader(v.resolve)
	v.table = ui.NewTable(kit, v.columns(), func(e change.Entry) string { return e.ID })
	v.table.SetGiven("what is not settled yet, then the newest first")
	v.Page = page.Page{
		Kit: kit, What: "the journal of edits", Heading: "edits", At: ui.Place{Kind: page.Edits}, Aired: true, Rows: v.table, Source: v.loader, Known: page.IsRead(v.loader), Own: v.own,
		Counts: v.counts, Nothing: v.nothing, Head: v.head,
		Beside: ui.NewPreview[change.Entry, struct{}](kit.Theme, v.table.Selected, func(e change.Entry) string { return e.ID }, nil, v.preview),
	}
	return v
}

// resolution is what became of the edits of unknown result once they were read.
type resolution struct {
	settled []change.Subject
	left    error // why one stays unknown
}

type journalPage struct {
	entries []change.Entry
	damage  []change.Damage
}

// columns are those of the journal, of the place first what tells it apart.
func (v *edits) columns() []ui.Column[change.Entry] {
	glyphs := v.Kit.Theme.Glyphs
	text := func(tone ui.Tone, of func(change.Entry) string) func(change.Entry) ui.Cell {
		return func(e change.Entry) ui.Cell { return ui.Cell{Text: of(e), Tone: tone} }
	}
	return []ui.Column[change.Entry]{
		{Key: "result", Title: "RESULT", Min: 11, Cell: func(e change.Entry) ui.Cell { return standing(glyphs, e) }, Full: change.Entry.Standing},
		{
			Key: "when", Title: "WHEN", Full: func(e change.Entry) string { return e.At.Local().Format(time.RFC3339) },
			Cell:   text(ui.Muted, func(e change.Entry) string { return whenText(e.At, v.links.now()) }),
			Number: func(e change.Entry) (float64, bool) { return float64(e.At.UnixMilli()), true },
		},
		{
			Key: "of", Title: "OF", Min: 26, Max: 70, Flex: true, Full: func(e change.Entry) string { return safetext.Names(e.Subject.Path(), " / ") },
			Cell: func(e change.Entry) ui.Cell { return placeCell(glyphs, e.Subject) },
		},
		{
			Key: "what", Title: "WHAT CHANGED", Min: 34, Max: 80, Flex: true,
			Cell: text(ui.Plain, func(e change.Entry) string {
				list, _ := v.loader.Value()
				return words(glyphs, e, list.entries)
			}),
		},
		{Key: "by", Title: "BY", Min: 8, Max: 24, Flex: true, Priority: 3, Cell: text(ui.Muted, func(e change.Entry) string { return e.Who })},
		{Key: "ticket", Title: "TICKET", Min: 8, Max: 20, Flex: true, Spare: true, Priority: 2, Cell: text(ui.Muted, func(e change.Entry) string { return e.Ticket })},
		{Key: "plan", Title: "PLAN", Max: 50, Flex: true, Wide: true, Cell: text(ui.Muted, planOf)},
		{Key: "operation", Title: "DID", Wide: true, Cell: text(ui.Muted, func(e change.Entry) string { return string(e.Operation) })},
		{Key: "kind", Title: "KIND", Wide: true, Cell: text(ui.Muted, func(e change.Entry) string { return string(e.Subject.Kind) })},
		{Key: "account", Title: "ACCOUNT", Wide: true, Cell: text(ui.Muted, func(e change.Entry) string { return e.Principal })},
		{Key: "host", Title: "HOST", Wide: true, Cell: text(ui.Muted, func(e change.Entry) string { return e.Subject.Host })},
		{Key: "id", Title: "ID", Wide: true, Cell: text(ui.Muted, func(e change.Entry) string { return e.ID })},
	}
}

// standing is how a save stands now, by glyph and word.
func standing(glyphs ui.Glyphs, e change.Entry) ui.Cell {
	if e.UndoneBy != "" {
		return ui.Cell{Text: "  " + e.Standing(), Tone: ui.Muted}
	}
	return saving.OutcomeCell(glyphs, e)
}

// planOf is the plan that a save was an item of, with its id; empty where it was of none.
func planOf(e change.Entry) string {
	about, ok := plan.AboutOf(e)
	if !ok {
		return ""
	}
	return about.Title + ", " + e.Plan.Plan
}

// placeCell is the path of a subject, its own name plain.
func placeCell(glyphs ui.Glyphs, s change.Subject) ui.Cell {
	var cell ui.Cell
	path := s.Path()
	for i, id := range path {
		if i == len(path)-1 {
			cell.Then = append(cell.Then, ui.Cell{Text: safetext.Name(id)})
		} else {
			cell.Then = append(cell.Then, ui.Cell{Text: safetext.Name(id), Tone: ui.Muted}, ui.Cell{Text: " " + glyphs.PathSep + " ", Tone: ui.Faint})
		}
	}
	return cell
}

// whenFormat is how the journal tells times whole.
const whenFormat = "2 Jan 15:04:05"

// whenText is a time of today to the second, and else the day with its time.
func whenText(at, now time.Time) string {
	at, now = at.Local(), now.Local()
	if at.YearDay() == now.YearDay() && at.Year() == now.Year() {
		return at.Format(time.TimeOnly)
	}
	return page.ClockText(at, now)
}

// counts are how many edits there are, for the rule.
func (v *edits) counts() ui.Cell {
	list, _ := v.loader.Value()
	if len(list.entries) == 0 {
		return ui.Cell{}
	}
	text := " of this machine"
	if saving.CountUnknown(list.entries) > 0 {
		text += ", unknown first"
	}
	return ui.Cell{Text: strconv.Itoa(len(list.entries)), Tone: ui.Strong, Then: []ui.Cell{{Text: text, Tone: ui.Muted}}}
}

// preview tells the selected edit.
func (v *edits) preview(e change.Entry, _ ui.Latest[struct{}]) ui.Pane {
	list, _ := v.loader.Value()
	return sheet{kit: v.Kit, entry: e, all: list.entries, links: v.links}.pane()
}

func (v *edits) nothing() page.Empty {
	return page.Empty{
		Title: "Nothing was edited yet.",
		Means: []string{"Every save that is begun on this machine is listed here, with what it changed and what was read back."},
	}
}

func (v *edits) Title() string { return "edits" }

// Refresh reads the journal again, and what became of edits of unknown result.
func (v *edits) Refresh() tea.Cmd {
	list, _ := v.loader.Value()
	if saving.CountUnknown(list.entries) == 0 {
		return v.loader.Load()
	}
	return v.resolved.Load()
}

func (v *edits) Update(msg tea.Msg) tea.Cmd {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return v.press(msg)
	case saving.JournalChanged:
		return v.loader.Load()
	}
	if v.resolved.Update(msg) {
		found, _ := v.resolved.Value()
		return tea.Batch(v.loader.Load(), v.tellResolved(), saving.Ended(found.settled...))
	}
	if v.loader.Update(msg) {
		v.show()
	}
	return nil
}

func (v *edits) tellResolved() tea.Cmd {
	found, _ := v.resolved.Value()
	if why := cmp.Or(v.resolved.Err(), found.left); why != nil {
		return ui.Notify(unresolvedText(why))
	}
	return nil
}

// unresolvedText says why a read did not settle an edit, and what to do.
func unresolvedText(err error) string {
	_, isOpen := errors.AsType[*change.OpenError](err)
	switch {
	case isOpen:
		return "still unknown: the former state is there, and the write may yet take effect, for 5 minutes after it was sent"
	case errors.Is(err, change.ErrHeld):
		return "still unknown: the banyan that made it is running, and settles it"
	case errors.Is(err, change.ErrNoTarget):
		return "still unknown: it was made at another host; connect there to settle it"
	case errors.Is(err, change.ErrBusy):
		return "its save is still running"
	}
	return apiclient.Explain(err)
}

func (v *edits) press(msg tea.KeyMsg) tea.Cmd {
	if v.HandleKey(msg) {
		return nil
	}
	switch keys := v.Kit.Keys; {
	case page.Pressed(msg, keys.Refresh):
		return v.Refresh()
	case page.Pressed(msg, keys.Open):
		if entry, ok := v.table.Selected(); ok {
			return ui.Push(v.links.Edit(entry))
		}
	case page.Pressed(msg, keys.Undo) && v.links.Undo != nil:
		if entry, ok := v.table.Selected(); ok {
			return v.links.toUndo(entry)
		}
	}
	return nil
}

func (v *edits) show() {
	list, _ := v.loader.Value()
	v.table.SetRows(list.entries)
	v.Reframe()
}

// head says what of the journal cannot be read.
func (v *edits) head() [][]ui.Cell {
	list, _ := v.loader.Value()
	n := len(list.damage)
	if n == 0 {
		return nil
	}
	text := v.Kit.Theme.Glyphs.Failed + " damaged: " + list.damage[0].Error()
	if n > 1 {
		text += fmt.Sprintf("; and %d more, which banyan edits list names", n-1)
	}
	return page.WrapCell(ui.Cell{Text: text, Tone: ui.Failed}, v.Width, 1)
}

func (v *edits) Busy() bool { return v.loader.Busy() || v.resolved.Busy() }

func (v *edits) Close() {
	v.Page.Close() // and the loader
	v.resolved.Close()
}

func (v *edits) Info() ui.Info {
	list, known := v.loader.Value()
	info := v.Page.Info()
	if !known {
		return info
	}
	info.Summary = outcomes(v.Kit.Theme.Glyphs, list.entries)
	if entry, ok := v.table.Selected(); ok && info.Status.Whole() == "" {
		info.Status = v.status(entry, list.entries)
	}
	return info
}

// outcomes counts the edits that somebody should look at.
func outcomes(glyphs ui.Glyphs, entries []change.Entry) ui.Cell {
	overtaken := 0
	for _, e := range entries {
		if e.Outcome() == string(change.Overtaken) {
			overtaken++
		}
	}
	var cell ui.Cell
	if unknown := saving.CountUnknown(entries); unknown > 0 {
		cell = ui.Cell{Text: fmt.Sprintf("%s %d unknown", glyphs.Unknown, unknown), Tone: ui.Unknown, Then: []ui.Cell{{Text: "   "}}}
	}
	if overtaken > 0 {
		cell.Then = append(cell.Then, ui.Cell{Text: fmt.Sprintf("%s %d overtaken", glyphs.Notice, overtaken), Tone: ui.Notice})
	} else {
		cell.Then = nil
	}
	return cell
}

// status tells the selected edit whole.
func (v *edits) status(e change.Entry, all []change.Entry) ui.Cell {
	glyphs := v.Kit.Theme.Glyphs
	outcome := saving.OutcomeCell(glyphs, e)
	sign, _, _ := strings.Cut(strings.TrimSpace(outcome.Text), " ")
	if e.Outcome() == change.Running {
		sign = glyphs.Unknown
	}
	cell := ui.Cell{Text: sign, Tone: outcome.Tone, Then: []ui.Cell{{Text: " "}}}
	if e.Verdict != change.Saved {
		cell.Then = append(cell.Then, ui.Cell{Text: entryStatus(v.Kit, e)})
		return cell
	}
	cell.Then = append(append(cell.Then, placeCell(glyphs, e.Subject).Then...), ui.Cell{Text: ": " + words(glyphs, e, all)})
	whole := cell
	whole.Then = append(slices.Clone(cell.Then), ui.Cell{Text: "; " + entryStatus(v.Kit, e)})
	switch {
	case ui.Width(whole)+2 <= v.Width:
		return whole
	case e.UndoneBy != "":
		cell.Then = append(cell.Then, ui.Cell{Text: "; undone since"})
	}
	return cell // that it is saved says that it was read back
}

func entryStatus(kit ui.Kit, e change.Entry) string {
	switch e.Outcome() {
	case string(change.Unknown):
		return "nobody knows yet whether it took effect; its subject is blocked: " + kit.Keys.Refresh.Help().Key + " reads what is there"
	case string(change.Overtaken):
		return "something else was read back than was wanted: look at it again"
	case string(change.NotSaved):
		if e.Error != "" {
			return "not saved: " + e.Error
		}
		return "not saved: the former state was read back"
	case change.Running:
		return "its save is still running"
	}
	text := "read back as wanted"
	if e.UndoneBy != "" {
		text += ", and undone since"
	}
	return text
}

func (v *edits) own(bool) []key.Binding {
	own := page.OpenKey(&v.Page, v.table)
	if len(own) == 0 {
		return nil
	}
	return append(own, v.links.keys(v.Kit.Keys)...)
}

// Links open what belongs to an edit.
type Links struct {
	Edit func(change.Entry) ui.View
	Undo func(change.Entry) (view ui.View, why string) // or why there is none; nil where nothing is undone
	Now  func() time.Time                              // nil is time.Now
}

func (l Links) now() time.Time {
	if l.Now == nil {
		return time.Now()
	}
	return l.Now()
}

// toUndo opens what takes a save back, or says why that cannot be.
func (l Links) toUndo(entry change.Entry) tea.Cmd {
	view, why := l.Undo(entry)
	if why != "" {
		return ui.Notify(why)
	}
	return ui.Push(view)
}

// keys returns the key of undo where there is one.
func (l Links) keys(keys ui.KeyMap) []key.Binding {
	if l.Undo == nil {
		return nil
	}
	return []key.Binding{keys.Undo}
}

func (v *edits) CopyID() string {
	entry, _ := v.table.Selected()
	return entry.ID
}

func (v *edits) CopyText() []string {
	entry, ok := v.table.Selected()
	if !ok {
		return nil
	}
	return entryText(entry)
}

func (v *edits) Export() ui.View {
	missing := ""
	if list, _ := v.loader.Value(); len(list.damage) > 0 {
		missing = "a part of the journal cannot be read"
	}
	sheet := report.Rows{Table: "edits", AsOf: v.Source.At()}
	return page.ExportTable(&v.Page, v.table, "edit", "the journal", sheet, missing)
}

// resolve settles what is unknown.
func (v *edits) resolve(ctx context.Context) (found resolution, err error) {
	entries, _, err := v.journal.List()
	if err != nil {
		return found, err
	}
	for _, e := range entries {
		if e.Outcome() != string(change.Unknown) {
			continue
		}
		_, err := v.journal.Resolve(ctx, e.ID)
		if found.left = cmp.Or(found.left, err); err == nil {
			found.settled = append(found.settled, e.Subject)
		}
	}
	return found, nil
}
