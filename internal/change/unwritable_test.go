package change_test

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"banyan/internal/change"
)

func TestWithoutAJournalNothingIsSavedAndTypingGoesOn(t *testing.T) {
	w := hqWorld()
	dir := t.TempDir()
	// A file where the directory should be: not even root can write there.
	noErr(t, os.WriteFile(filepath.Join(dir, "journal"), nil, 0o600))
	s := service(t, w, dir)
	noErr(t, s.Drafts().Put(hq(), base(), "typed"))
	wantErr(t, s.Drafts().Flush(), change.ErrNoJournal)
	wantErr(t, s.Drafts().Err(), change.ErrNoJournal)
	wantErr(t, s.Check(), change.ErrNoJournal)
	want(t, "prepared beside a journal that cannot be read", errOf(s.Prepare(t.Context(), edits()["change"])) == nil, false)
	// Room again: what was typed is written, and saving works.
	noErr(t, os.Remove(filepath.Join(dir, "journal")))
	noErr(t, s.Drafts().Flush())
	noErr(t, s.Check())
	want(t, "verdict", save(t, s, edits()["change"]).Verdict, change.Saved)
}

// A form waits for the drafts to fail, beside everything else that it does.
func TestWhoWaitsIsToldThatDraftsAreNotKeptWhileSomebodyTypes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		dir := t.TempDir()
		wall := filepath.Join(dir, "drafts")
		noErr(t, os.WriteFile(wall, nil, 0o600))
		s := service(t, newWorld(), dir)
		heard := make(chan error)
		wait := func(ctx context.Context, failing bool) { go func() { heard <- s.Drafts().Await(ctx, failing) }() }
		wait(t.Context(), false)
		time.Sleep(time.Hour)
		begun := time.Now()
		put(t, s, hq(), "typed")
		want(t, "the wait", <-heard, nil)
		if waited := time.Since(begun); waited > 250*time.Millisecond {
			t.Errorf("told after %v", waited)
		}
		want(t, "there is a reason", s.Drafts().Err() != nil, true)
		wait(t.Context(), false) // whoever asks while they fail is told at once
		want(t, "the second wait", <-heard, nil)

		wait(t.Context(), true)
		put(t, s, hq(), "typed on")
		time.Sleep(10 * time.Second)
		noErr(t, os.Remove(wall))
		want(t, "the wait until they are kept again", <-heard, nil)
		want(t, "the reason then", s.Drafts().Err(), nil)

		ctx, cancel := context.WithCancel(t.Context())
		wait(ctx, false)
		synctest.Wait()
		cancel()
		wantErr(t, <-heard, context.Canceled)
		wait(t.Context(), false)
		synctest.Wait()
		shut(t, s)
		wantErr(t, <-heard, change.ErrClosed)
	})
}

// A journal that cannot be found again is none: what blocks the next save, and what would
// repair this one, would be lost. The save is stopped; the next one has a new journal.
func TestAStateDirectoryThatIsRemovedWhileEditingStopsTheSave(t *testing.T) {
	for name, test := range map[string]struct {
		remove  func(dir string) error
		flushed bool // a draft is written between
	}{
		"all of it":                          {os.RemoveAll, false},
		"all of it, and typed on":            {os.RemoveAll, true},
		"the journals":                       {func(dir string) error { return os.RemoveAll(filepath.Join(dir, "journal")) }, false},
		"renamed":                            {func(dir string) error { return os.Rename(dir, dir+".old") }, false},
		"another in its place":               {func(dir string) error { return errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)) }, false},
		"another in its place, and typed on": {func(dir string) error { return errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)) }, true},
	} {
		for when, confirmed := range map[string]bool{"before the review": false, "before the yes": true} {
			t.Run(name+" "+when, func(t *testing.T) {
				w := hqWorld()
				dir := filepath.Join(t.TempDir(), "state")
				s := service(t, w, dir)
				noErr(t, s.Check())
				var confirmation *change.Confirmation
				if confirmed {
					confirmation = ready(t, s, edits()["change"])
				}
				noErr(t, test.remove(dir))
				if test.flushed {
					put(t, s, hq(), "typed on")
					noErr(t, s.Drafts().Flush())
				}
				if !confirmed {
					confirmation = ready(t, s, edits()["change"])
				}
				wantRefused(t, s, confirmation, change.Consent{}, change.ErrNoJournal)
				wantWrites(t, w, 0)

				result := save(t, s, edits()["change"])
				want(t, "verdict of the next save", result.Verdict, change.Saved)
				want(t, "its record", result.Unrecorded, nil)
				want(t, "entry", only(t, service(t, w, dir)).ID, result.Entry)
			})
		}
	}
}

// Gone in the moment between the intent and the write.
func TestAJournalThatIsRemovedUnderTheIntentStopsTheSave(t *testing.T) {
	w, s, dir := hqService(t)
	confirmation := ready(t, s, edits()["change"])
	change.AfterSync(t, s, func() { _ = os.RemoveAll(filepath.Join(dir, "journal")) })
	wantRefused(t, s, confirmation, change.Consent{}, change.ErrNoJournal)
	wantWrites(t, w, 0)
	want(t, "it is told", s.Check() != nil, true)
	want(t, "verdict of the next save", save(t, s, edits()["change"]).Verdict, change.Saved)
}

func TestTheCheckTellsOnceThatTheStateDirectoryWasRemoved(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	s := service(t, newWorld(), dir)
	noErr(t, errors.Join(s.Check(), os.RemoveAll(dir)))
	wantErr(t, s.Check(), change.ErrNoJournal)
	want(t, "the second check", s.Check(), nil)
	want(t, "journals", len(journals(t, dir)), 1)
}

// What blocks a save blocks it also when its journal is gone.
func TestAnUnknownBlocksAlthoughItsJournalIsGone(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, dir string) {
		w.fail(fault{effect: never, answer: errLost()}, 0)
		result := save(t, s, edits()["change"])
		noErr(t, os.RemoveAll(filepath.Join(dir, "journal")))
		want(t, "it is told", s.Check() != nil, true)
		wantOpen(t, errOf(s.Prepare(t.Context(), edits()["list"])), result.Entry)
	})
}

func TestAFullDiskStopsASaveBeforeItIsSent(t *testing.T) {
	w, s, _ := hqService(t)
	confirmation := ready(t, s, edits()["change"])
	repair := change.FillDisk(t, s)
	wantRefused(t, s, confirmation, change.Consent{}, change.ErrNoJournal)
	wantWrites(t, w, 0)
	repair()
	want(t, "verdict", save(t, s, edits()["change"]).Verdict, change.Saved)
}

func TestAnIntentThatTheDiskDoesNotConfirmStopsTheSave(t *testing.T) {
	w, s, _ := hqService(t)
	confirmation := ready(t, s, edits()["change"])
	change.BreakSync(t, s)
	wantRefused(t, s, confirmation, change.Consent{}, change.ErrNoJournal)
	wantWrites(t, w, 0)
	// A disk that lost a line confirms the next one all the same: it is never asked again.
	change.RepairDisk(t, s)
	wantRefused(t, s, ready(t, s, edits()["change"]), change.Consent{}, change.ErrNoJournal)
	wantWrites(t, w, 0)
}

// What a save and what settles it write last is on the disk before anybody is told.
func TestEveryVerdictIsSynced(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, _ string) {
		syncs := change.CountSyncs(t, s)
		w.fail(fault{effect: never, answer: errLost()}, 0)
		result := save(t, s, edits()["change"])
		want(t, "syncs of the intent and the verdict", *syncs, 2)
		time.Sleep(change.Grace)
		resolved(t, s, result.Entry)
		want(t, "syncs once it is settled", *syncs, 3)
	})
}

// What belongs to an edit and is not sent is in its draft too, which stays where it cannot be
// kept.
func TestWhatCannotBeKeptIsToldAndItsDraftStays(t *testing.T) {
	edit := edits()["change"]
	edit.FromDraft, edit.Keep = true, json.RawMessage(`["parked"]`)
	_, s, dir := hqService(t)
	wall := filepath.Join(dir, "kept")
	noErr(t, os.WriteFile(wall, nil, 0o600))
	put(t, s, hq(), "typed")
	result := save(t, s, edit)
	want(t, "verdict", result.Verdict, change.Saved)
	want(t, "it is told", result.Unkept != nil, true)
	wantDraft(t, s, `"typed"`)

	noErr(t, os.Remove(wall))
	edit.Base, edit.Want = edit.Want, set(edit.Want, "routes", "B")
	want(t, "it is told of the next one", save(t, s, edit).Unkept, nil)
	want(t, "drafts then", len(drafts(t, s, hq())), 0)
	want(t, "kept", kept[string](t, s, hq()), []string{"parked"})
}

func TestAVerdictThatCannotBeWrittenIsToldAndReadLater(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, dir string) {
		confirmation := ready(t, s, edits()["change"])
		var repair func()
		w.arrived = func() { repair = change.FillDisk(t, s) }
		result := committed(t, s, confirmation, change.Consent{})
		want(t, "verdict", result.Verdict, change.Saved)
		want(t, "it is told", result.Unrecorded != nil, true)
		repair()
		shut(t, s)
		next := service(t, w, dir)
		want(t, "verdict in the journal", only(t, next).Verdict, change.Verdict(""))
		settled(t, next)
		want(t, "settled verdict", only(t, next).Verdict, change.Saved)
	})
}
