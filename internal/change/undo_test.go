package change_test

import (
	"slices"
	"testing"
	"time"

	"banyan/internal/change"
)

func undo(t *testing.T, s *change.Service, id string) change.Edit {
	t.Helper()
	return must(change.Undo(entryOf(t, s, id)))(t)
}

func entryOf(t *testing.T, s *change.Service, id string) change.Entry {
	t.Helper()
	entries := entriesOf(t, s)
	at := slices.IndexFunc(entries, func(e change.Entry) bool { return e.ID == id })
	if at < 0 {
		t.Fatalf("no entry %s", id)
	}
	return entries[at]
}

func TestUndoLeavesWhatWasThereBefore(t *testing.T) {
	for name, edit := range edits() {
		t.Run(name, func(t *testing.T) {
			w, s := editService(t, edit)
			first := save(t, s, edit)
			second := save(t, s, undo(t, s, first.Entry))
			want(t, "verdict", second.Verdict, change.Saved)
			want(t, "what is there", text(w.get(hq())), text(edit.Base))
			want(t, "under the new name", w.get(hq().Named("HQ2")).Exists(), false)

			third := save(t, s, undo(t, s, second.Entry)) // done again
			want(t, "verdict of the undo's undo", third.Verdict, change.Saved)
			want(t, "done again", done(w, edit), true)
			undone := entryOf(t, s, first.Entry)
			want(t, "undone by", undone.UndoneBy, second.Entry)
			wantErr(t, errOf(change.Undo(undone)), change.ErrNoUndo)
		})
	}
}

func TestUndoRespectsWhatHappenedSince(t *testing.T) {
	for name, test := range map[string]struct {
		edit   string
		since  change.Image
		status change.Status
		next   change.Image
	}{
		"another field was changed":              {"change", set(set(base(), "reroutes", "7"), "action", "Forward"), change.Merged, set(base(), "action", "Forward")},
		"the same field was changed":             {"change", set(base(), "reroutes", "9"), change.Conflicted, change.Image{}},
		"the list was changed":                   {"list", set(base(), "routes", "B,A,C"), change.Conflicted, change.Image{}},
		"somebody undid it":                      {"change", base(), change.Unchanged, change.Image{}},
		"it was deleted":                         {"change", change.Image{}, change.Gone, change.Image{}},
		"what was created was changed":           {"create", set(base(), "reroutes", "9"), change.Conflicted, change.Image{}},
		"what was deleted was made again":        {"delete", base(), change.Taken, change.Image{}},
		"what was renamed is under its old name": {"rename", change.Image{}, change.Gone, change.Image{}},
	} {
		t.Run(name, func(t *testing.T) {
			edit := edits()[test.edit]
			w, s := editService(t, edit)
			result := save(t, s, edit)
			w.set(result.Subject, test.since)
			review := prepared(t, s, undo(t, s, result.Entry))
			want(t, "status", review.Status, test.status)
			if test.next.Exists() {
				want(t, "next", text(review.Next.Want), text(test.next))
			}
			wantWrites(t, w, 1)
		})
	}
}

func TestThereIsNothingToUndoInASaveThatDidNothingOrIsOpen(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, _ string) {
		w.fail(fault{effect: never, answer: errRefused()}, 0)
		save(t, s, edits()["change"])
		wantErr(t, errOf(change.Undo(only(t, s))), change.ErrNoUndo)
		w.fail(fault{effect: never}, 0)
		save(t, s, edits()["change"])
		wantOpen(t, errOf(change.Undo(entriesOf(t, s)[0])), "")
	})
}

func TestOpeningTellsWhatChangedSinceTheLastTime(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, dir string) {
		first := time.Now()
		want(t, "changes at first", len(opened(t, s, hq(), base()).Changes), 0)
		time.Sleep(time.Hour)
		since := opened(t, service(t, w, dir), hq(), set(base(), "reroutes", "7"))
		want(t, "changes", since.Changes, []change.FieldChange{{Name: "reroutes", From: "5", To: "7"}})
		want(t, "since", since.At.Equal(first), true)
		want(t, "changes when nothing did", len(opened(t, s, hq(), set(base(), "reroutes", "7")).Changes), 0)
		want(t, "changes of another", len(opened(t, s, hq().Named("Other"), base()).Changes), 0)

		// One's own save is no news.
		w.set(hq(), base())
		save(t, s, edits()["list"])
		want(t, "changes after one's own save", len(opened(t, s, hq(), edits()["list"].Want).Changes), 0)
	})
}

func opened(t *testing.T, s *change.Service, subject change.Subject, i change.Image) change.Since {
	t.Helper()
	return must(s.Opened(subject, i))(t)
}

func TestTheSpellingThatAHostWantsIsRemembered(t *testing.T) {
	s, dir := emptyService(t)
	for range 2 {
		known := must(s.Host(here))(t)
		want(t, "before", known.ForwardAddress, false)
	}
	noErr(t, s.Learn(here, change.Host{ForwardAddress: true}))
	next := service(t, newWorld(), dir)
	for host, spelling := range map[string]bool{here: true, "https://other.example": false} {
		known := must(next.Host(host))(t)
		want(t, host, known.ForwardAddress, spelling)
	}
}
