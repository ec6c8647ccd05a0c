package journal

import (
	"errors"
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/views/page"
	"banyan/views/saving"
)

func TestEditsPictures(t *testing.T) {
	for name, journal := range map[string]*viewtest.EditsJournal{
		"read":    viewtest.Journal(),
		"empty":   {},
		"error":   {Err: errors.New("permission denied")},
		"damaged": {Entries: viewtest.Entries()[3:], Damage: []change.Damage{{File: "a.jsonl", Line: 3, Err: errors.New("unexpected end")}}},
	} {
		t.Run(name, func(t *testing.T) {
			viewtest.RequirePictures(t, viewtest.Shown(NewEdits(viewtest.Kit(), journal, Links{Edit: viewtest.NoEdit})))
		})
	}
}

func TestEditPictures(t *testing.T) {
	journal := viewtest.Journal()
	for name, at := range map[string]int{"unknown": 0, "overtaken": 2, "undone": 3, "refused": 4, "deleted": 5} {
		t.Run(name, func(t *testing.T) {
			viewtest.RequirePictures(t, viewtest.Shown(NewEdit(viewtest.Kit(), journal, journal.Entries[at], Links{})))
		})
	}
}

func TestUnknownEditsAreResolvedByReadingAgain(t *testing.T) {
	journal := viewtest.Journal()
	journal.Resolves = map[string]change.Verdict{"e1": change.Saved}
	view := viewtest.Shown(NewEdits(viewtest.Kit(), journal, Links{Edit: viewtest.NoEdit}).(*edits))
	viewtest.RequireContains(t, view.Info().Summary.Whole(), "6 edits, 1 unknown result")
	left := viewtest.Press(view, "r")
	// What runs has to be left alone, and so has what has a verdict.
	viewtest.RequireEqual(t, "resolved", journal.Resolved, []string{"e1"})
	viewtest.RequireEqual(t, "the other screens get a message", slices.Contains(left, tea.Msg(saving.JournalChanged{})), true)
	viewtest.RequireContains(t, view.Info().Summary.Whole(), "6 edits")
	viewtest.RequireEqual(t, "unknown", saving.CountUnknown(view.table.Visible()), 0)
}

func TestWhyAnEditStaysUnknownIsSaid(t *testing.T) {
	for want, err := range map[string]error{
		"for 5 minutes after it was sent":    &change.OpenError{},
		"the banyan that made it is running": change.ErrHeld,
		"made at another host":               change.ErrNoTarget,
		"still running":                      change.ErrBusy,
		"did not answer in time":             &apiclient.Error{Kind: apiclient.Timeout, Host: "pbx"},
	} {
		t.Run(want, func(t *testing.T) { viewtest.RequireContains(t, unresolvedText(err), want) })
	}
}

func TestTheCopiedTextOfALongEditStaysShort(t *testing.T) {
	entry := viewtest.Entries()[0]
	entry.Before = change.TrunkImage(routing.Trunk{Mode: routing.Weighted}, apiclient.Document{})
	entry.Mine = change.TrunkImage(viewtest.LongRouting(), apiclient.Document{})
	viewtest.RequireShort(t, entryText(entry))
}

func TestWhatWasAbsentReadsAsNone(t *testing.T) {
	for want, line := range map[string]editLine{
		"destination: none -> UX-Test": {name: "destination", before: page.NotApplicable, mine: "UX-Test"},
		"destination: UX-Test -> none": {name: "destination", before: "UX-Test", mine: page.NotApplicable},
	} {
		viewtest.RequireEqual(t, "change", line.change(), want)
	}
}
