package change_test

import (
	"os"
	"path/filepath"
	"testing"
	"testing/synctest"

	"banyan/internal/change"
)

func TestWithoutAJournalNothingIsSavedAndTypingGoesOn(t *testing.T) {
	w := newWorld()
	w.set(hq(), base())
	dir := t.TempDir()
	// A file where the directory should be: not even root can write there.
	if err := os.WriteFile(filepath.Join(dir, "journal"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := service(t, w, dir)
	if err := s.Drafts().Put(hq(), base(), "typed"); err != nil {
		t.Fatal(err)
	}
	wantErr(t, s.Drafts().Flush(), change.ErrNoJournal)
	wantErr(t, s.Drafts().Err(), change.ErrNoJournal)
	wantErr(t, s.Check(), change.ErrNoJournal)
	if _, err := s.Prepare(t.Context(), edits()["change"]); err == nil {
		t.Error("prepared beside a journal that cannot be read")
	}
	// Room again: what was typed is written, and saving works.
	if err := os.Remove(filepath.Join(dir, "journal")); err != nil {
		t.Fatal(err)
	}
	if err := s.Drafts().Flush(); err != nil {
		t.Error(err)
	}
	if err := s.Check(); err != nil {
		t.Error(err)
	}
	want(t, "verdict", save(t, s, edits()["change"]).Verdict, change.Saved)
}

func TestAFullDiskStopsASaveBeforeItIsSent(t *testing.T) {
	w := newWorld()
	w.set(hq(), base())
	s := service(t, w, t.TempDir())
	confirmation := ready(t, s, edits()["change"])
	repair := change.FillDisk(t, s)
	_, err := s.Commit(t.Context(), confirmation, change.Consent{})
	wantErr(t, err, change.ErrNoJournal)
	_, writes := w.counts()
	want(t, "writes", writes, 0)
	repair()
	want(t, "verdict", save(t, s, edits()["change"]).Verdict, change.Saved)
}

func TestAnIntentThatTheDiskDoesNotConfirmStopsTheSave(t *testing.T) {
	w := newWorld()
	w.set(hq(), base())
	s := service(t, w, t.TempDir())
	confirmation := ready(t, s, edits()["change"])
	change.BreakSync(t, s)
	_, err := s.Commit(t.Context(), confirmation, change.Consent{})
	wantErr(t, err, change.ErrNoJournal)
	_, writes := w.counts()
	want(t, "writes", writes, 0)
}

func TestAVerdictThatCannotBeWrittenIsToldAndReadLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.set(hq(), base())
		dir := t.TempDir()
		s := service(t, w, dir)
		confirmation := ready(t, s, edits()["change"])
		var repair func()
		w.arrived = func() { repair = change.FillDisk(t, s) }
		result, err := s.Commit(t.Context(), confirmation, change.Consent{})
		if err != nil {
			t.Fatal(err)
		}
		want(t, "verdict", result.Verdict, change.Saved)
		want(t, "it is told", result.Unrecorded != nil, true)
		repair()
		if _, err := s.Close(); err != nil {
			t.Fatal(err)
		}
		next := service(t, w, dir)
		want(t, "verdict in the journal", only(t, next).Verdict, change.Verdict(""))
		if _, err := next.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		want(t, "settled verdict", only(t, next).Verdict, change.Saved)
	})
}
