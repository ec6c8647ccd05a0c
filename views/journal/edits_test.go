package journal

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
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
			viewtest.RequirePictures(t, viewtest.Shown(NewEdits(viewtest.Kit(), journal, Links{Edit: viewtest.NoEdit, Now: editClock})))
		})
	}
}

func TestNoTicketTakesNoRoom(t *testing.T) {
	journal := viewtest.Journal()
	for _, want := range []bool{true, false} {
		if !want {
			for i := range journal.Entries {
				journal.Entries[i].Ticket = ""
			}
		}
		view := viewtest.Shown(NewEdits(viewtest.Kit(), journal, Links{Edit: viewtest.NoEdit, Now: editClock}))
		view.SetSize(120, 36)
		viewtest.RequireEqual(t, "a column of tickets", strings.Contains(view.View(), "TICKET"), want)
	}
}

func TestWhatIsDamagedBreaksAtTheWidthThatThereIs(t *testing.T) {
	damage := []change.Damage{{File: "/home/anna/.local/state/banyan/journal/2024-05.jsonl", Line: 3, Err: errors.New("unexpected end of the entry")}}
	view := viewtest.Shown(NewEdits(viewtest.Kit(), &viewtest.EditsJournal{Entries: viewtest.Entries(), Damage: damage}, Links{Edit: viewtest.NoEdit, Now: editClock}))
	defer view.Close()
	for _, size := range []struct{ width, lines int }{{80, 2}, {160, 1}, {60, 3}} {
		view.SetSize(size.width, 24)
		viewtest.RequireFits(t, view, size.width, 24)
		drawn := view.View()
		viewtest.RequireContains(t, strings.Join(strings.Fields(drawn), " "), damage[0].Error())
		above, _, _ := strings.Cut(drawn, "edits")
		viewtest.RequireEqual(t, fmt.Sprintf("lines at %d", size.width), strings.Count(above, "\n"), size.lines)
	}
}

func TestTheFactsOfAnEditBreakAtTheWidthThatThereIs(t *testing.T) {
	journal := viewtest.Journal()
	failed := &journal.Entries[4]
	failed.Error = "the server says: the bursting of the enterprise is above what its licence has, and no other licence is there"
	view := viewtest.Shown(NewEdit(viewtest.Kit(), journal, *failed, Links{}))
	defer view.Close()
	for _, size := range []struct{ width, lines int }{{80, 2}, {160, 1}, {60, 2}} {
		view.SetSize(size.width, 24)
		viewtest.RequireFits(t, view, size.width, 24)
		drawn := view.View()
		viewtest.RequireContains(t, strings.Join(strings.Fields(drawn), " "), failed.Error)
		_, rest, _ := strings.Cut(drawn, "the server says")
		head, _, _ := strings.Cut(rest, "licence is there")
		viewtest.RequireEqual(t, fmt.Sprintf("lines at %d", size.width), strings.Count(head, "\n")+1, size.lines)
	}
}

// editClock is the day after the edits of viewtest.
func editClock() time.Time { return viewtest.Entries()[0].At.AddDate(0, 0, 1) }

func TestThePreviewOfAnEdit(t *testing.T) {
	undo := func(change.Entry) (ui.View, string) { return nil, "" }
	for name, at := range map[string]int{"unknown": 0, "running": 1, "overtaken": 2, "undone": 3, "refused": 4, "deleted": 5} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				view := viewtest.Shown(NewEdits(viewtest.Kit(), viewtest.Journal(), Links{Edit: viewtest.NoEdit, Undo: undo, Now: editClock}).(*edits))
				defer view.Close()
				view.SetSize(160, 40)
				for range at {
					viewtest.Press(view, "down")
				}
				view.Side().Update(view.Side().Follow()())
				viewtest.RequireFits(t, view, 160, 40)
				golden.RequireEqual(t, viewtest.Picture(view))
			})
		})
	}
}

// The status line of a saved edit is whole at every width: what its sign says gives way.
func TestTheStatusOfASavedEditIsNeverCut(t *testing.T) {
	for _, undone := range []string{"", "7"} {
		e := change.Entry{Subject: change.Subject{Kind: change.TenantCapacity, Tenant: "a-tenant-of-a-name-of-some-length"}, Verdict: change.Saved, UndoneBy: undone}
		for width, want := range map[int]bool{60: false, 120: true} {
			view := NewEdits(viewtest.Kit(), viewtest.Journal(), Links{Edit: viewtest.NoEdit, Now: editClock}).(*edits)
			view.SetSize(width, 20)
			status := view.status(e, nil)
			if has := strings.Contains(status.Whole(), "read back as wanted"); has != want || ui.Width(status) > width-2 || strings.Contains(status.Whole(), "undone since") != (undone != "") {
				t.Errorf("at %d, undone by %q: %q", width, undone, status.Whole())
			}
		}
	}
}

func TestWhatAnEditChangedIsToldInWords(t *testing.T) {
	glyphs := viewtest.Kit().Theme.Glyphs
	trunk, _ := viewtest.Routings()
	of := func(change func(*routing.Trunk)) routing.Trunk {
		wanted := trunk.Clone()
		change(&wanted)
		return wanted
	}
	image := func(t routing.Trunk) change.Image { return change.TrunkImage(t, apiclient.Document{}) }
	weighted := of(func(t *routing.Trunk) { t.Routes[0].Weight, t.Routes[1].Weight = 50, 50 })
	for want, mine := range map[string]routing.Trunk{
		"weights 70, 30 → 50, 50":                              weighted,
		"weight 70 → 50 of " + trunk.Routes[0].TrunkGroup.Name: of(func(t *routing.Trunk) { t.Routes[0].Weight = 50 }),
		trunk.Routes[2].TrunkGroup.Name + " removed":           of(func(t *routing.Trunk) { t.Routes = t.Routes[:2] }),
		"max reroutes 5 → none":                                of(func(t *routing.Trunk) { t.MaxReroutes = nil }),
		"nothing":                                              trunk,
	} {
		e := change.Entry{Subject: change.Subject{Kind: change.EnterpriseTrunk}, Operation: change.Change, Before: image(trunk), Mine: image(mine)}
		viewtest.RequireEqual(t, "words", words(glyphs, e, nil), want)
	}
	key := trunk.Routes[2]
	parked := []routing.Parked{{Route: key, Place: 2}}
	viewtest.RequireEqual(t, "parked", fmt.Sprint(routeDifferences(routing.Diff(trunk, of(func(t *routing.Trunk) { t.Routes = t.Routes[:2] })), nil, parked)), fmt.Sprint([]difference{{what: key.TrunkGroup.Name + " parked"}}))
	viewtest.RequireEqual(t, "sent again", fmt.Sprint(routeDifferences(routing.Diff(of(func(t *routing.Trunk) { t.Routes = t.Routes[:2] }), trunk), parked, nil)), fmt.Sprint([]difference{{what: key.TrunkGroup.Name + " sent again"}}))
	for place, want := range map[string]string{"place 1": "1st", "place 2": "2nd", "place 3": "3rd", "place 11": "11th", "place 22": "22nd", "place 2, after x": "place 2, after x"} {
		viewtest.RequireEqual(t, place, placeText(place), want)
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
	journal.Entries[0].Subject.Kind = change.TenantCapacity
	view := viewtest.Shown(NewEdits(viewtest.Kit(), journal, Links{Edit: viewtest.NoEdit}).(*edits))
	viewtest.RequireContains(t, view.Info().Summary.Whole(), "… 1 unknown")
	viewtest.RequireContains(t, view.View(), "6 of this machine, unknown first")
	left := viewtest.Press(view, "r")
	// What runs has to be left alone, and so has what has a verdict.
	viewtest.RequireEqual(t, "resolved", journal.Resolved, []string{"e1"})
	viewtest.RequireEqual(t, "the other screens get a message", slices.Contains(left, tea.Msg(saving.JournalChanged{})), true)
	viewtest.RequireEqual(t, "those of its tenant read again", slices.Contains(left, tea.Msg(saving.FiguresChanged{Tenant: "foo"})), true)
	viewtest.RequireEqual(t, "summary", view.Info().Summary.Whole(), "! 1 overtaken")
	viewtest.RequireContains(t, view.View(), "6 of this machine ─")
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

// The place of an edit is copied and exported with names that are taken for no others.
func TestThePlaceOfAnEditIsSpelledOut(t *testing.T) {
	view := NewEdits(viewtest.Kit(), viewtest.Journal(), Links{Edit: viewtest.NoEdit, Now: editClock}).(*edits)
	defer view.Close()
	columns := view.columns()
	at := slices.IndexFunc(columns, func(c ui.Column[change.Entry]) bool { return c.Key == "of" })
	got := columns[at].Full(change.Entry{Subject: change.Subject{Kind: change.GroupCapacity, Tenant: "foo ", Group: "g  h"}})
	viewtest.RequireEqual(t, "the place", got, `foo\x20 / g \x20h`)
}
