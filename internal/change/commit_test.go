package change_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banyan/internal/change"
)

func TestAConfirmationIsGoodForOneWrite(t *testing.T) {
	w, s, _ := hqService(t)
	confirmation := ready(t, s, edits()["change"])
	var group sync.WaitGroup
	for range 50 {
		group.Go(func() { _, _ = s.Commit(t.Context(), confirmation, change.Consent{}) })
	}
	group.Wait()
	wantWrites(t, w, 1)
	wantRefused(t, s, confirmation, change.Consent{}, change.ErrUsed)
}

// Whoever waits for a save is told how far it is: which steps are done, and when.
func TestASaveTellsWhichStepsAreDone(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, _ string) {
		confirmation := ready(t, s, edits()["change"])
		steps := []change.Step{change.Reread, change.Record, change.Send, change.ReadBack}
		done := func() (n int) {
			for _, step := range steps {
				if !confirmation.Done(step).IsZero() {
					n++
				}
			}
			return n
		}
		want(t, "done before it", done(), 0)
		w.fail(fault{wait: time.Minute}, 0)
		begun := time.Now()
		go func() { _, _ = s.Commit(t.Context(), confirmation, change.Consent{}) }()
		time.Sleep(time.Second)
		synctest.Wait()
		want(t, "done while it is sent", done(), 2)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		want(t, "done at last", done(), 4)
		want(t, "sent after", confirmation.Done(change.Send).Sub(begun), time.Minute)
	})
}

// halting is a target before each of whose reads something happens.
type halting struct {
	target
	before func()
}

func (h halting) Read(ctx context.Context) (change.Image, error) {
	h.before()
	return h.target.Read(ctx)
}

// Whoever ends the program while a save reads once more is not told that nothing runs, and
// then something is sent.
func TestNothingIsSentThatHadNotBegunWhenTheProgramEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, before := hqWorld(), func() {}
		s := service(t, w, t.TempDir(), func(o *change.Options) {
			o.Open = func(subject change.Subject) (change.Target, bool) {
				return halting{target{w, subject}, func() { before() }}, true
			}
		})
		confirmation, late := ready(t, s, edits()["change"]), ready(t, s, edits()["list"])
		before = func() {
			go func() { _, _ = s.Close() }()
			synctest.Wait()
		}
		err := errOf(s.Commit(t.Context(), confirmation, change.Consent{}))
		wantErr(t, err, change.ErrClosed)
		want(t, "it is the journal's", errors.Is(err, change.ErrNoJournal), false)
		err = errOf(s.Commit(t.Context(), late, change.Consent{}))
		wantErr(t, err, change.ErrClosed)
		want(t, "it is the journal's", errors.Is(err, change.ErrNoJournal), false)
		wantWrites(t, w, 0)
		want(t, "edits in the journal", len(entriesOf(t, s)), 0)
	})
}

// However fresh what was confirmed is: what somebody else changed between the review and
// the yes is seen, and nothing is sent.
func TestWhatIsConfirmedIsReadAgainRightBeforeTheWrite(t *testing.T) {
	renamed := hq().Named("HQ2")
	for name, test := range map[string]struct {
		edit    string
		subject change.Subject
		there   change.Image // what somebody puts there meanwhile
	}{
		"the same field was changed":      {"change", hq(), set(base(), "reroutes", "9")},
		"another field was changed":       {"change", hq(), set(base(), "action", "Forward")},
		"the list was reordered":          {"change", hq(), set(base(), "routes", "B,A")},
		"it was deleted":                  {"change", hq(), change.Image{}},
		"what is to be deleted changed":   {"delete", hq(), set(base(), "routes", "C")},
		"what is to be created was made":  {"create", hq(), base()},
		"the new name was taken":          {"rename", renamed, base()},
		"what is to be renamed changed":   {"rename", hq(), set(base(), "action", "Forward")},
		"what is to be renamed was moved": {"rename", hq(), change.Image{}},
	} {
		for _, waited := range []time.Duration{0, time.Second, 10 * time.Hour} {
			inBubble(t, fmt.Sprintf("%s, after %v", name, waited), func(t *testing.T) {
				edit := edits()[test.edit]
				w, s := editService(t, edit)
				confirmation := ready(t, s, edit)
				time.Sleep(waited)
				w.set(test.subject, test.there)
				wantRefused(t, s, confirmation, change.Consent{Typed: "HQ"}, change.ErrVoid)
				wantWrites(t, w, 0)
				want(t, "entries", len(entriesOf(t, s)), 0)
				if review, err := s.Prepare(t.Context(), edit); err != nil || review.Status == change.Ready {
					t.Errorf("looked at again it is %q, %v", review.Status, err)
				}
			})
		}
	}
}

func TestTheGapOnRecordIsFromTheLastReadToTheWrite(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, _ string) {
		confirmation := ready(t, s, edits()["change"])
		before, _ := w.counts()
		time.Sleep(10 * time.Hour)
		result := committed(t, s, confirmation, change.Consent{})
		reads, _ := w.counts()
		want(t, "reads: one before the write, one after it", reads-before, 2)
		want(t, "verdict", result.Verdict, change.Saved)
		if gap := only(t, s).Gap; gap > time.Second {
			t.Errorf("the gap on record is %v", gap)
		}
	})
}

// Two windows of one person, in one process or in two: the second confirmation is for
// what is there no more, however young it is.
func TestAConfirmationOlderThanAnotherSaveIsVoid(t *testing.T) {
	for name, second := range map[string]bool{"in one process": false, "in two processes": true} {
		t.Run(name, func(t *testing.T) {
			w, s, dir := hqService(t)
			other := s
			if second {
				other = service(t, w, dir)
			}
			mine := ready(t, s, edits()["list"])
			save(t, other, edits()["change"])
			wantRefused(t, s, mine, change.Consent{}, change.ErrVoid)
			wantWrites(t, w, 1)
		})
	}
}

func TestOneSaveOfASubjectRunsAtATime(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, _ string) {
		w.set(hq().Named("Other"), base())
		first, second := ready(t, s, edits()["change"]), ready(t, s, edits()["list"])
		w.fail(fault{wait: 3 * time.Second}, 0)
		var group sync.WaitGroup
		group.Go(func() { _, _ = s.Commit(t.Context(), first, change.Consent{}) })
		synctest.Wait()
		want(t, "running", change.SavesOf(s), 1)
		wantRefused(t, s, second, change.Consent{}, change.ErrBusy)
		wantErr(t, errOf(s.Prepare(t.Context(), edits()["list"])), change.ErrBusy)
		other := change.Edit{Subject: hq().Named("Other"), Base: base(), Want: set(base(), "action", "Forward")}
		other.Base, other.Want = set(other.Base, "name", "Other"), set(other.Want, "name", "Other")
		w.set(other.Subject, other.Base)
		ready(t, s, other) // another subject is free
		group.Wait()
		want(t, "running in the end", change.SavesOf(s), 0)
	})
}

func TestASaveRunsOnWhenItsScreenIsGone(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, _ string) {
		confirmation := ready(t, s, edits()["change"])
		w.fail(fault{wait: time.Second}, 0)
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		wantErr(t, errOf(s.Commit(ctx, confirmation, change.Consent{})), context.DeadlineExceeded)
		time.Sleep(2 * time.Second)
		want(t, "verdict", only(t, s).Verdict, change.Saved)
	})
}

func TestAnUnknownBlocksUntilALaterReadSettlesIt(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, _ string) {
		w.fail(fault{effect: 20 * time.Second, answer: errLost()}, 0)
		result := save(t, s, edits()["change"]) // known as unknown after 7 s
		want(t, "verdict", result.Verdict, change.Unknown)
		w.fail(fault{}, 0)
		for _, edit := range []change.Edit{edits()["list"], edits()["delete"], edits()["rename"]} {
			wantOpen(t, errOf(s.Prepare(t.Context(), edit)), result.Entry)
		}
		wantWrites(t, w, 1)
		time.Sleep(15 * time.Second)
		review := prepared(t, s, edits()["list"])
		want(t, "status", review.Status, change.Merged)
		entry := only(t, s)
		want(t, "verdict", entry.Verdict, change.Saved)
		want(t, "settled", entry.Settled, true)
	})
}

// A rename blocks the name that it leaves and the one that it takes, and no other.
func TestTheUnsettledSavesOfASubjectAreThoseThatTouchIt(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, _ string) {
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
	inHQ(t, func(t *testing.T, w *world, s *change.Service, dir string) {
		other := service(t, w, dir)
		confirmation := ready(t, s, edits()["list"])
		w.fail(fault{effect: never}, 0)
		result := save(t, other, edits()["change"])
		want(t, "verdict", result.Verdict, change.Unknown)
		wantOpen(t, errOf(s.Commit(t.Context(), confirmation, change.Consent{})), "")
		wantWrites(t, w, 1)
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
		inBubble(t, name, func(t *testing.T) {
			w, s, dir := hqService(t)
			confirmation := ready(t, s, edits()["change"])
			w.fail(fault{wait: test.wait}, 0)
			var group sync.WaitGroup
			group.Go(func() { _, _ = s.Commit(t.Context(), confirmation, change.Consent{}) })
			synctest.Wait()
			start := time.Now()
			left := must(s.Close())(t)
			want(t, "left", len(left), test.left)
			if test.left > 0 {
				want(t, "what is left", left[0].Subject, hq())
			}
			if waited := time.Since(start); waited > 2*time.Second {
				t.Errorf("waited %v", waited)
			}
			group.Wait()
			wantRefused(t, s, confirmation, change.Consent{}, change.ErrUsed)

			next := service(t, w, dir)
			entry := only(t, next)
			want(t, "verdict", entry.Verdict, test.verdict)
			want(t, "held", entry.Held, false)
			if test.left > 0 {
				want(t, "its entry", left[0].ID, entry.ID)
			}
			settled(t, next)
			want(t, "settled verdict", only(t, next).Verdict, change.Saved)
		})
	}
}

func TestQuittingNamesWhatIsUnknown(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, dir string) {
		other := service(t, w, dir)
		w.fail(fault{effect: never, answer: errLost()}, 0)
		result := save(t, s, edits()["change"])
		if left, err := other.Close(); err != nil || len(left) != 0 {
			t.Errorf("one that saved nothing leaves %+v, %v", left, err)
		}
		left, err := s.Close()
		if err != nil || len(left) != 1 || left[0].ID != result.Entry {
			t.Errorf("left %+v, %v", left, err)
		}
	})
}

func TestNothingBeginsAfterQuitting(t *testing.T) {
	w, s, _ := hqService(t)
	confirmation := ready(t, s, edits()["change"])
	before, _ := w.counts()
	shut(t, s)
	wantRefused(t, s, confirmation, change.Consent{}, change.ErrClosed)
	reads, writes := w.counts()
	want(t, "reads", reads, before)
	want(t, "writes", writes, 0)
}
