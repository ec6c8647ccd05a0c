package change_test

import (
	"context"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banyan/internal/change"
)

func TestAConfirmationIsGoodForOneWrite(t *testing.T) {
	w := newWorld()
	w.set(hq(), base())
	s := service(t, w, t.TempDir())
	confirmation := ready(t, s, edits()["change"])
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() { _, _ = s.Commit(t.Context(), confirmation, change.Consent{}) })
	}
	group.Wait()
	_, writes := w.counts()
	want(t, "writes", writes, 1)
	_, err := s.Commit(t.Context(), confirmation, change.Consent{})
	wantErr(t, err, change.ErrUsed)
}

func TestAConfirmationThatWaitedIsReadAgain(t *testing.T) {
	for name, test := range map[string]struct {
		waited  time.Duration
		changed bool
		reads   int
		want    error
	}{
		"at once nothing is read":            {time.Second, false, 0, nil},
		"after 6 s the same is there":        {6 * time.Second, false, 1, nil},
		"after 6 s something else is there":  {6 * time.Second, true, 1, change.ErrVoid},
		"after 10 h something else is there": {10 * time.Hour, true, 1, change.ErrVoid},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.set(hq(), base())
				s := service(t, w, t.TempDir())
				confirmation := ready(t, s, edits()["change"])
				before, _ := w.counts()
				time.Sleep(test.waited)
				if test.changed {
					w.set(hq(), set(base(), "routes", "C"))
				}
				result, err := s.Commit(t.Context(), confirmation, change.Consent{})
				wantErr(t, err, test.want)
				reads, writes := w.counts()
				if test.want != nil {
					want(t, "writes", writes, 0)
					want(t, "reads", reads-before, test.reads)
					return
				}
				want(t, "reads, the read-back included", reads-before, test.reads+1)
				want(t, "verdict", result.Verdict, change.Saved)
				if gap := only(t, s).Gap; gap > time.Second {
					t.Errorf("the gap on record is %v", gap)
				}
			})
		})
	}
}

func TestAConfirmationIsReadAgainWhenTheClockWasSet(t *testing.T) {
	for name, jump := range map[string]time.Duration{"forward": time.Hour, "back": -time.Hour} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.set(hq(), base())
			now := time.Now().Round(0)
			s := service(t, w, t.TempDir(), func(o *change.Options) { o.Now = func() time.Time { return now } })
			confirmation := ready(t, s, edits()["change"])
			w.set(hq(), set(base(), "routes", "C"))
			now = now.Add(jump)
			_, err := s.Commit(t.Context(), confirmation, change.Consent{})
			wantErr(t, err, change.ErrVoid)
		})
	}
}

func TestARenameIsVoidWhenTheNewNameWasTakenMeanwhile(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.set(hq(), base())
		s := service(t, w, t.TempDir())
		confirmation := ready(t, s, edits()["rename"])
		time.Sleep(time.Minute)
		w.set(hq().Named("HQ2"), base())
		_, err := s.Commit(t.Context(), confirmation, change.Consent{})
		wantErr(t, err, change.ErrVoid)
	})
}

// Two windows of one person, in one process or in two: the second confirmation is for
// what is there no more, however young it is.
func TestAConfirmationOlderThanAnotherSaveIsVoid(t *testing.T) {
	for name, second := range map[string]bool{"in one process": false, "in two processes": true} {
		t.Run(name, func(t *testing.T) {
			w := newWorld()
			w.set(hq(), base())
			dir := t.TempDir()
			s := service(t, w, dir)
			other := s
			if second {
				other = service(t, w, dir)
			}
			mine := ready(t, s, edits()["list"])
			save(t, other, edits()["change"])
			_, err := s.Commit(t.Context(), mine, change.Consent{})
			wantErr(t, err, change.ErrVoid)
			_, writes := w.counts()
			want(t, "writes", writes, 1)
		})
	}
}

func TestOneSaveOfASubjectRunsAtATime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.set(hq(), base())
		w.set(hq().Named("Other"), base())
		s := service(t, w, t.TempDir())
		first, second := ready(t, s, edits()["change"]), ready(t, s, edits()["list"])
		w.fail(fault{wait: 3 * time.Second}, 0)
		var group sync.WaitGroup
		group.Go(func() { _, _ = s.Commit(t.Context(), first, change.Consent{}) })
		synctest.Wait()
		want(t, "running", len(s.Running()), 1)
		_, err := s.Commit(t.Context(), second, change.Consent{})
		wantErr(t, err, change.ErrBusy)
		_, err = s.Prepare(t.Context(), edits()["list"])
		wantErr(t, err, change.ErrBusy)
		other := change.Edit{Subject: hq().Named("Other"), Base: base(), Want: set(base(), "action", "Forward")}
		other.Base, other.Want = set(other.Base, "name", "Other"), set(other.Want, "name", "Other")
		w.set(other.Subject, other.Base)
		ready(t, s, other) // another subject is free
		group.Wait()
		want(t, "running in the end", len(s.Running()), 0)
	})
}

func TestASaveRunsOnWhenItsScreenIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.set(hq(), base())
		s := service(t, w, t.TempDir())
		confirmation := ready(t, s, edits()["change"])
		w.fail(fault{wait: time.Second}, 0)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err := s.Commit(ctx, confirmation, change.Consent{})
		wantErr(t, err, context.DeadlineExceeded)
		time.Sleep(2 * time.Second)
		want(t, "verdict", only(t, s).Verdict, change.Saved)
	})
}

func TestAnUnknownBlocksUntilALaterReadSettlesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.set(hq(), base())
		s := service(t, w, t.TempDir())
		w.fail(fault{effect: 20 * time.Second, answer: errLost()}, 0)
		result := save(t, s, edits()["change"]) // known as unknown after 7 s
		want(t, "verdict", result.Verdict, change.Unknown)
		w.fail(fault{}, 0)
		for _, edit := range []change.Edit{edits()["list"], edits()["delete"], edits()["rename"]} {
			_, err := s.Prepare(t.Context(), edit)
			var open *change.OpenError
			if !asError(err, &open) || open.Entry.ID != result.Entry {
				t.Errorf("%s: got %v", edit.Operation(), err)
			}
		}
		_, writes := w.counts()
		want(t, "writes", writes, 1)
		time.Sleep(15 * time.Second)
		review, err := s.Prepare(t.Context(), edits()["list"])
		if err != nil {
			t.Fatal(err)
		}
		want(t, "status", review.Status, change.Merged)
		entry := only(t, s)
		want(t, "verdict", entry.Verdict, change.Saved)
		want(t, "settled", entry.Settled, true)
	})
}

// A rename blocks the name that it leaves and the one that it takes, and no other.
func TestTheUnsettledSavesOfASubjectAreThoseThatTouchIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.set(hq(), base())
		s := service(t, w, t.TempDir())
		w.fail(fault{effect: never, answer: errLost()}, 0)
		edit := edits()["rename"]
		want(t, "verdict", save(t, s, edit).Verdict, change.Unknown)
		renamed, _ := edit.Want.Value(change.NameField)
		for name, blocks := range map[string]int{hq().Name: 1, renamed: 1, "another": 0} {
			entries, err := s.Unsettled(hq().Named(name))
			if err != nil || len(entries) != blocks {
				t.Errorf("%s: %d entries, want %d, %v", name, len(entries), blocks, err)
			}
		}
	})
}

func TestAConfirmationFromBeforeAnUnknownIsBlocked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWorld()
		w.set(hq(), base())
		dir := t.TempDir()
		s, other := service(t, w, dir), service(t, w, dir)
		confirmation := ready(t, s, edits()["list"])
		w.fail(fault{effect: never}, 0)
		result := save(t, other, edits()["change"])
		want(t, "verdict", result.Verdict, change.Unknown)
		_, err := s.Commit(t.Context(), confirmation, change.Consent{})
		var open *change.OpenError
		want(t, "blocked", asError(err, &open), true)
		_, writes := w.counts()
		want(t, "writes", writes, 1)
	})
}

func TestQuittingWaitsForASaveAndThenLeavesIt(t *testing.T) {
	for name, test := range map[string]struct {
		wait    time.Duration
		left    int
		verdict change.Verdict
	}{
		"a save that ends in 1 s has its verdict": {time.Second, 0, change.Saved},
		"a save that hangs keeps its intent only": {time.Hour, 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld()
				w.set(hq(), base())
				dir := t.TempDir()
				s := service(t, w, dir)
				confirmation := ready(t, s, edits()["change"])
				w.fail(fault{wait: test.wait}, 0)
				var group sync.WaitGroup
				group.Go(func() { _, _ = s.Commit(t.Context(), confirmation, change.Consent{}) })
				synctest.Wait()
				start := time.Now()
				left, err := s.Close()
				if err != nil {
					t.Fatal(err)
				}
				want(t, "left", len(left), test.left)
				if waited := time.Since(start); waited > 2*time.Second {
					t.Errorf("waited %v", waited)
				}
				group.Wait()
				_, err = s.Commit(t.Context(), confirmation, change.Consent{})
				wantErr(t, err, change.ErrUsed)

				next := service(t, w, dir)
				entry := only(t, next)
				want(t, "verdict", entry.Verdict, test.verdict)
				want(t, "held", entry.Held, false)
				if _, err := next.Settle(t.Context()); err != nil {
					t.Fatal(err)
				}
				want(t, "settled verdict", only(t, next).Verdict, change.Saved)
			})
		})
	}
}

func TestNothingBeginsAfterQuitting(t *testing.T) {
	w := newWorld()
	w.set(hq(), base())
	now := time.Now()
	s := service(t, w, t.TempDir(), func(o *change.Options) { o.Now = func() time.Time { return now } })
	confirmation := ready(t, s, edits()["change"])
	before, _ := w.counts()
	if _, err := s.Close(); err != nil {
		t.Fatal(err)
	}
	now = now.Add(time.Minute) // old enough to be read again
	_, err := s.Commit(t.Context(), confirmation, change.Consent{})
	wantErr(t, err, change.ErrClosed)
	reads, writes := w.counts()
	want(t, "reads", reads, before)
	want(t, "writes", writes, 0)
}
