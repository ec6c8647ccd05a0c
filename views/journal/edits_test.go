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
	for _, test := range []struct {
		name    string
		journal *viewtest.EditsJournal
	}{
		{"read", viewtest.Journal()},
		{"empty", &viewtest.EditsJournal{}},
		{"error", &viewtest.EditsJournal{Err: errors.New("permission denied")}},
		{"damaged", &viewtest.EditsJournal{Entries: viewtest.Entries()[3:], Damage: []change.Damage{{File: "a.jsonl", Line: 3, Err: errors.New("unexpected end")}}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			view := viewtest.Shown(NewEdits(viewtest.Kit(), test.journal, Links{Edit: viewtest.NoEdit}))
			viewtest.RequirePictures(t, view)
		})
	}
}

func TestEditPictures(t *testing.T) {
	journal := viewtest.Journal()
	for _, name := range []struct {
		name string
		at   int
	}{{"unknown", 0}, {"overtaken", 2}, {"undone", 3}, {"refused", 4}, {"deleted", 5}} {
		t.Run(name.name, func(t *testing.T) {
			view := viewtest.Shown(NewEdit(viewtest.Kit(), journal, journal.Entries[name.at], Links{}))
			viewtest.RequirePictures(t, view)
		})
	}
}

func TestUnknownEditsAreResolvedByReadingAgain(t *testing.T) {
	journal := viewtest.Journal()
	journal.Resolves = map[string]change.Verdict{"e1": change.Saved}
	view := viewtest.Shown(NewEdits(viewtest.Kit(), journal, Links{Edit: viewtest.NoEdit}).(*edits))
	viewtest.RequireContains(t, view.Info().Summary, "6 edits, 1 unknown result")
	left := viewtest.Press(view, "r")
	if !slices.Equal(journal.Resolved, []string{"e1"}) {
		t.Errorf("resolved %v: what runs has to be left alone, and so has what has a verdict", journal.Resolved)
	}
	if !slices.Contains(left, tea.Msg(saving.JournalChanged{})) {
		t.Error("the other screens get no message")
	}
	viewtest.RequireContains(t, view.Info().Summary, "6 edits")
	if saving.CountUnknown(view.table.Visible()) != 0 {
		t.Errorf("%s", view.View())
	}
}

func TestWhyAnEditStaysUnknownIsSaid(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{&change.OpenError{}, "for 5 minutes after it was sent"},
		{change.ErrHeld, "the banyan that made it is running"},
		{change.ErrNoTarget, "made at another host"},
		{change.ErrBusy, "still running"},
		{&apiclient.Error{Kind: apiclient.Timeout, Host: "pbx"}, "did not answer in time"},
	} {
		t.Run(test.want, func(t *testing.T) { viewtest.RequireContains(t, unresolvedText(test.err), test.want) })
	}
}

func TestTheCopiedTextOfALongEditStaysShort(t *testing.T) {
	entry := viewtest.Entries()[0]
	entry.Before = change.TrunkImage(routing.Trunk{Mode: routing.Weighted}, apiclient.Document{})
	entry.Mine = change.TrunkImage(viewtest.LongRouting(), apiclient.Document{})
	viewtest.RequireShort(t, entryText(entry))
}

func TestWhatWasAbsentReadsAsNone(t *testing.T) {
	for _, test := range []struct {
		line editLine
		want string
	}{
		{editLine{name: "destination", before: page.NotApplicable, mine: "UX-Test"}, "destination: none -> UX-Test"},
		{editLine{name: "destination", before: "UX-Test", mine: page.NotApplicable}, "destination: UX-Test -> none"},
	} {
		if got := test.line.change(); got != test.want {
			t.Errorf("%q, want %q", got, test.want)
		}
	}
}
