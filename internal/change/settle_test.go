package change_test

import (
	"testing"
	"testing/synctest"
	"time"

	"banyan/internal/change"
)

func TestASecondServiceNeverSettlesWhatALivingOneHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.set(hq(), base())
		dir := t.TempDir()
		first, second := service(t, w, dir), service(t, w, dir)
		w.fail(fault{effect: never}, 0)
		result := save(t, first, edits()["change"])
		want(t, "verdict", result.Verdict, change.Unknown)
		time.Sleep(time.Hour)

		reads, _ := w.counts()
		settled, err := second.Settle(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want(t, "settled", len(settled), 0)
		after, _ := w.counts()
		want(t, "reads", after, reads)
		_, err = second.Resolve(t.Context(), result.Entry)
		wantErr(t, err, change.ErrHeld)
		_, err = second.Prepare(t.Context(), edits()["list"])
		wantErr(t, err, change.ErrHeld)
		want(t, "verdict", only(t, second).Verdict, change.Unknown)

		if _, err := first.Close(); err != nil {
			t.Fatal(err)
		}
		settled, err = second.Settle(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want(t, "settled once it is gone", len(settled), 1)
		want(t, "verdict once it is gone", only(t, second).Verdict, change.NotSaved)
		want(t, "seen by a third", only(t, service(t, w, dir)).Verdict, change.NotSaved)
	})
}

// Journals are read in the order of their starts, which is not that of their events.
func TestAnOlderProcessSettlesWhatAYoungerOneLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.set(hq(), base())
		dir := t.TempDir()
		older := service(t, w, dir)
		if err := older.Check(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Second)
		younger := service(t, w, dir)
		w.fail(fault{effect: never}, 0)
		save(t, younger, edits()["change"])
		if _, err := younger.Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		if _, err := older.Settle(t.Context()); err != nil {
			t.Fatal(err)
		}
		want(t, "verdict", only(t, older).Verdict, change.NotSaved)
		want(t, "verdict for a third", only(t, service(t, w, dir)).Verdict, change.NotSaved)
	})
}

// What the former state proves depends on how long ago the write was: settling waits.
func TestSettlingWaitsForAWriteThatMayStillTakeEffect(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.set(hq(), base())
		dir := t.TempDir()
		s := service(t, w, dir)
		confirmation := ready(t, s, edits()["change"])
		w.fail(fault{effect: 10 * time.Second, wait: time.Hour}, 0)
		go func() { _, _ = s.Commit(t.Context(), confirmation, change.Consent{}) }()
		synctest.Wait()
		if _, err := s.Close(); err != nil {
			t.Fatal(err)
		}
		next := service(t, w, dir)
		settled, err := next.Settle(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		want(t, "settled", len(settled), 1)
		want(t, "verdict", only(t, next).Verdict, change.Saved)
		_, writes := w.counts()
		want(t, "writes", writes, 1)
	})
}

func TestAnEntryOfAnotherHostIsLeftAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.set(hq(), base())
		dir := t.TempDir()
		s := service(t, w, dir)
		w.fail(fault{effect: never}, 0)
		result := save(t, s, edits()["change"])
		if _, err := s.Close(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Hour)
		elsewhere := service(t, w, dir, func(o *change.Options) {
			o.Open = func(change.Subject) (change.Target, bool) { return nil, false }
		})
		settled, err := elsewhere.Settle(t.Context())
		if err != nil || len(settled) != 0 {
			t.Errorf("%v %v", settled, err)
		}
		_, err = elsewhere.Resolve(t.Context(), result.Entry)
		wantErr(t, err, change.ErrNoTarget)
	})
}
