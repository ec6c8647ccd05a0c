package change_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/internal/change"
)

func TestASecondServiceNeverSettlesWhatALivingOneHolds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, first, dir := hqService(t)
		second := service(t, w, dir)
		w.fail(fault{effect: never}, 0)
		result := save(t, first, edits()["change"])
		want(t, "verdict", result.Verdict, change.Unknown)
		time.Sleep(time.Hour)

		reads, _ := w.counts()
		found := settled(t, second)
		want(t, "settled", len(found), 0)
		after, _ := w.counts()
		want(t, "reads", after, reads)
		wantErr(t, errOf(second.Resolve(t.Context(), result.Entry)), change.ErrHeld)
		wantErr(t, errOf(second.Prepare(t.Context(), edits()["list"])), change.ErrHeld)
		want(t, "verdict", only(t, second).Verdict, change.Unknown)

		shut(t, first)
		found = settled(t, second)
		want(t, "settled once it is gone", len(found), 1)
		want(t, "verdict once it is gone", only(t, second).Verdict, change.NotSaved)
		want(t, "seen by a third", only(t, service(t, w, dir)).Verdict, change.NotSaved)
	})
}

// Journals are read in the order of their starts, which is not that of their events.
func TestAnOlderProcessSettlesWhatAYoungerOneLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, older, dir := hqService(t)
		noErr(t, older.Check())
		time.Sleep(time.Second)
		younger := service(t, w, dir)
		w.fail(fault{effect: never}, 0)
		save(t, younger, edits()["change"])
		shut(t, younger)
		time.Sleep(time.Hour)
		settled(t, older)
		want(t, "verdict", only(t, older).Verdict, change.NotSaved)
		want(t, "verdict for a third", only(t, service(t, w, dir)).Verdict, change.NotSaved)
	})
}

// What the former state proves depends on how long ago the write was: settling waits.
func TestSettlingWaitsForAWriteThatMayStillTakeEffect(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, dir string) {
		confirmation := ready(t, s, edits()["change"])
		w.fail(fault{effect: 10 * time.Second, wait: time.Hour}, 0)
		go func() { _, _ = s.Commit(t.Context(), confirmation, change.Consent{}) }()
		synctest.Wait()
		shut(t, s)
		next := service(t, w, dir)
		found := settled(t, next)
		want(t, "settled", len(found), 1)
		want(t, "verdict", only(t, next).Verdict, change.Saved)
		wantWrites(t, w, 1)
	})
}

func TestAnEntryOfAnotherHostIsLeftAlone(t *testing.T) {
	inHQ(t, func(t *testing.T, w *world, s *change.Service, dir string) {
		w.fail(fault{effect: never}, 0)
		result := save(t, s, edits()["change"])
		shut(t, s)
		time.Sleep(time.Hour)
		elsewhere := service(t, w, dir, func(o *change.Options) {
			o.Open = func(change.Subject) (change.Target, bool) { return nil, false }
		})
		settled, err := elsewhere.Settle(t.Context())
		if err != nil || len(settled) != 0 {
			t.Errorf("%v %v", settled, err)
		}
		wantErr(t, errOf(elsewhere.Resolve(t.Context(), result.Entry)), change.ErrNoTarget)
	})
}

func TestTheGraceIsLongerThanAnyWriteIsWaitedFor(t *testing.T) {
	if change.Grace <= apiclient.WriteLimit {
		t.Errorf("a write is waited for %v, and judged after %v", apiclient.WriteLimit, change.Grace)
	}
}

// A write whose answer was lost, or whose process was killed after sending it: for five
// minutes after the sending the former state proves nothing.
func TestTheFormerStateProvesNothingForFiveMinutesAfterSending(t *testing.T) {
	for name, killed := range map[string]bool{"the answer was lost": false, "the process was killed": true} {
		for _, effect := range []time.Duration{38 * time.Second, 62 * time.Second, 4*time.Minute + 59*time.Second, never} {
			inBubble(t, fmt.Sprintf("%s, effect %v", name, effect), func(t *testing.T) {
				w, s, dir := hqService(t)
				confirmation := ready(t, s, edits()["change"])
				w.fail(fault{effect: effect, answer: errLost(), wait: 20 * time.Second}, 0)
				sent := time.Now()
				done := make(chan struct{})
				go func() {
					defer close(done)
					_, _ = s.Commit(t.Context(), confirmation, change.Consent{})
				}()
				synctest.Wait()
				if killed {
					_, _ = s.Close()
					s = service(t, w, dir)
				} else {
					<-done
				}
				id := only(t, s).ID
				for _, at := range []time.Duration{31 * time.Second, 54 * time.Second, 2 * time.Minute, 5*time.Minute - time.Millisecond, 5 * time.Minute} {
					time.Sleep(time.Until(sent.Add(at)))
					synctest.Wait()
					w.fail(fault{}, 0)
					there := effect != never && effect <= at
					entry, err := s.Resolve(t.Context(), id)
					switch {
					case there:
						want(t, "verdict", entry.Verdict, change.Saved)
						want(t, "until", entry.Until.IsZero(), true)
					case at < 5*time.Minute:
						open, ok := errors.AsType[*change.OpenError](err)
						if !ok {
							t.Fatalf("after %v: %q, %v", at, entry.Verdict, err)
						}
						want(t, "until", open.Entry.Until.Equal(sent.Add(5*time.Minute)), true)
						want(t, "until, in the list", only(t, s).Until.Equal(sent.Add(5*time.Minute)), true)
						wantOpen(t, errOf(s.Prepare(t.Context(), edits()["list"])), id)
					default:
						want(t, "verdict in the end", entry.Verdict, change.NotSaved)
						if !strings.HasPrefix(entry.Error, "not there after 5 minutes") {
							t.Errorf("because %q", entry.Error)
						}
						ready(t, s, edits()["list"]) // it blocks no more
					}
				}
			})
		}
	}
}

// What is done to the clock on the wall makes the grace no shorter. After a restart the
// uptime of the machine tells, and where nothing tells the save stays unknown.
func TestTheGraceHoldsWhateverIsDoneToTheClock(t *testing.T) {
	const passed = 40 * time.Second
	boot := func(id string, up time.Duration) change.Uptime {
		return change.Uptime{Machine: "box", Boot: id, For: up}
	}
	for name, test := range map[string]struct {
		jump    time.Duration // of the clock on the wall, besides what passed
		passed  time.Duration
		restart bool
		sent    change.Uptime
		now     change.Uptime
		verdict change.Verdict // "" is still unknown
	}{
		"left alone, too early":               {0, passed, false, boot("a", time.Hour), boot("a", time.Hour+passed), ""},
		"left alone, late enough":             {0, change.Grace, false, boot("a", time.Hour), boot("a", time.Hour+change.Grace), change.NotSaved},
		"set ahead":                           {time.Hour, passed, false, boot("a", time.Hour), boot("a", time.Hour+passed), ""},
		"set back":                            {-time.Hour, passed, false, boot("a", time.Hour), boot("a", time.Hour+passed), ""},
		"set back, late enough":               {-time.Hour, change.Grace, false, boot("a", time.Hour), boot("a", time.Hour+change.Grace), change.NotSaved},
		"set ahead, and restarted":            {time.Hour, passed, true, boot("a", time.Hour), boot("a", time.Hour+passed), ""},
		"set back, and restarted late enough": {-time.Hour, change.Grace, true, boot("a", time.Hour), boot("a", time.Hour+change.Grace), change.NotSaved},
		"set ahead in a boot":                 {time.Hour, passed, true, boot("a", time.Hour), boot("b", 30*time.Second), ""},
		"up for long enough since":            {-time.Hour, time.Hour, true, boot("a", time.Hour), boot("b", change.Grace), change.NotSaved},
		"on another machine, too early":       {0, passed, true, boot("a", time.Hour), change.Uptime{Machine: "cube", Boot: "c", For: 90 * 24 * time.Hour}, ""},
		"on another machine, late enough":     {0, change.Grace, true, boot("a", time.Hour), change.Uptime{Machine: "cube", Boot: "c", For: time.Minute}, change.NotSaved},
		"set back where there is no uptime":   {-time.Hour, change.Grace, true, change.Uptime{}, change.Uptime{}, ""},
		"left alone where there is no uptime": {0, change.Grace, true, change.Uptime{}, change.Uptime{}, change.NotSaved},
	} {
		t.Run(name, func(t *testing.T) {
			w := hqWorld()
			dir := t.TempDir()
			now, up := time.Date(2026, 11, 21, 11, 2, 0, 0, time.UTC), test.sent
			alter := func(o *change.Options) {
				o.Now, o.Uptime = func() time.Time { return now }, func() change.Uptime { return up }
				o.Sleep = func(context.Context, time.Duration) error { return nil }
			}
			s := service(t, w, dir, alter)
			w.fail(fault{effect: never, answer: errLost()}, 0)
			id := save(t, s, edits()["change"]).Entry
			if test.restart {
				shut(t, s)
				s = service(t, w, dir, alter)
			}
			now, up = now.Add(test.passed+test.jump), test.now
			entry, err := s.Resolve(t.Context(), id)
			if test.verdict == "" {
				wantOpen(t, err, id)
			} else {
				want(t, "verdict", entry.Verdict, test.verdict)
			}
		})
	}
}

// Whoever watched a save for as long as a write may take knows how it ended, although the
// clock on the wall was set back by a year.
func TestSettlingEndsAlthoughTheClockWasSetBack(t *testing.T) {
	w := hqWorld()
	dir := t.TempDir()
	now := time.Date(2026, 11, 21, 11, 2, 0, 0, time.UTC)
	var waited time.Duration
	alter := func(o *change.Options) {
		o.Now = func() time.Time { return now }
		o.Sleep = func(_ context.Context, d time.Duration) error {
			if waited += d; waited > 2*change.Grace {
				return errors.New("it never ends")
			}
			return nil
		}
	}
	s := service(t, w, dir, alter)
	w.fail(fault{effect: never, answer: errLost()}, 0)
	save(t, s, edits()["change"])
	shut(t, s)
	now, waited = now.AddDate(-1, 0, 0), 0
	settled, err := service(t, w, dir, alter).Settle(t.Context())
	if err != nil || len(settled) != 1 || settled[0].Verdict != change.NotSaved {
		t.Errorf("%+v, %v", settled, err)
	}
	if waited < change.Grace {
		t.Errorf("after %v", waited)
	}
}

// A write that takes effect when it was called not saved long ago is not hidden: the next
// read that sees it says so.
func TestAWriteThatWasAppliedLateIsFound(t *testing.T) {
	read := map[string]func(t *testing.T, s *change.Service, edit change.Edit){
		"by a read":  func(t *testing.T, s *change.Service, edit change.Edit) { _, _ = s.Read(t.Context(), edit.Subject) },
		"by an edit": func(t *testing.T, s *change.Service, edit change.Edit) { _, _ = s.Prepare(t.Context(), edit) },
		"by a start": func(t *testing.T, s *change.Service, _ change.Edit) { _, _ = s.Settle(t.Context()) },
		"by a look at it": func(_ *testing.T, s *change.Service, edit change.Edit) {
			_, _ = s.Opened(edit.Subject, set(base(), "reroutes", "7"))
		},
	}
	for name, edit := range edits() {
		for how, look := range read {
			if how != "by a start" && (name == "rename" || name == "delete" && how == "by a look at it" || how == "by a look at it" && name != "change") {
				continue // the other name is read, or nothing is shown
			}
			inBubble(t, name+" "+how, func(t *testing.T) {
				w, s := editService(t, edit)
				w.fail(fault{effect: 20 * time.Minute, answer: errLost()}, 0)
				result := save(t, s, edit)
				time.Sleep(10 * time.Minute)
				want(t, "verdict", resolved(t, s, result.Entry).Verdict, change.NotSaved)
				look(t, s, edit)
				want(t, "verdict while it is not there", only(t, s).Verdict, change.NotSaved)
				time.Sleep(15 * time.Minute)
				w.fail(fault{}, 0)
				look(t, s, edit)
				entry := only(t, s)
				want(t, "it is there", done(w, edit), true)
				want(t, "verdict once it is", entry.Verdict, change.Saved)
				want(t, "late", entry.Late, true)
				want(t, "in a word", entry.Outcome(), change.AppliedLate)
				want(t, "verdict of its undo", save(t, s, undo(t, s, entry.ID)).Verdict, change.Saved)
				want(t, "what is there then", text(w.get(hq())), text(edit.Base))
			})
		}
	}
}

// What the server refused, and what a later save put there, was not applied late.
func TestWhatIsThereForAnotherReasonWasNotAppliedLate(t *testing.T) {
	for name, test := range map[string]struct {
		f     fault
		again bool
	}{
		"somebody did what the server refused": {fault{effect: never, answer: errRefused()}, false},
		"a later save put it there":            {fault{effect: never, answer: errLost()}, true},
	} {
		inBubble(t, name, func(t *testing.T) {
			w, s, _ := hqService(t)
			w.fail(test.f, 0)
			first := save(t, s, edits()["change"])
			time.Sleep(change.Grace)
			noErr(t, errOf(s.Resolve(t.Context(), first.Entry)))
			w.fail(fault{}, 0)
			if test.again {
				save(t, s, edits()["change"])
			} else {
				w.set(hq(), edits()["change"].Want)
			}
			noErr(t, errOf(s.Read(t.Context(), hq())))
			if settled, err := s.Settle(t.Context()); err != nil || len(settled) != 0 {
				t.Errorf("%+v, %v", settled, err)
			}
			for _, entry := range entriesOf(t, s) {
				want(t, "late", entry.Late, false)
			}
		})
	}
}

// Whoever asked for a save, and whatever settled it: its end is told, and once.
func TestTheEndOfEverySaveIsTold(t *testing.T) {
	settle := map[string]func(*testing.T, *change.Service, change.Entry){
		"by its entry":    func(t *testing.T, s *change.Service, e change.Entry) { resolved(t, s, e.ID) },
		"by a start":      func(t *testing.T, s *change.Service, _ change.Entry) { settled(t, s) },
		"by the next one": func(t *testing.T, s *change.Service, _ change.Entry) { _, _ = s.Prepare(t.Context(), edits()["list"]) },
	}
	for name, edit := range edits() {
		for how, settle := range settle {
			inBubble(t, name+" "+how, func(t *testing.T) {
				var ends []change.Verdict
				w, dir := newWorld(), t.TempDir()
				w.set(edit.Subject, edit.Base)
				telling := func(o *change.Options) {
					o.Ended = func(of change.Subject, verdict change.Verdict) {
						want(t, "tenant", of.Tenant, edit.Subject.Tenant)
						ends = append(ends, verdict)
					}
				}
				s := service(t, w, dir, telling)
				w.fail(fault{effect: 20 * time.Second, answer: errLost()}, 0)
				want(t, "verdict", save(t, s, edit).Verdict, change.Unknown)
				want(t, "told", ends, []change.Verdict{change.Unknown})
				w.fail(fault{}, 0)
				time.Sleep(time.Minute)
				if how == "by a start" {
					shut(t, s)
					s = service(t, w, dir, telling)
				}
				settle(t, s, only(t, s))
				want(t, "told once it is settled", ends, []change.Verdict{change.Unknown, change.Saved})
				if edit.Operation() == change.Change {
					save(t, s, change.Edit{Subject: edit.Subject, Base: w.get(edit.Subject), Want: set(w.get(edit.Subject), "reroutes", "9")})
					want(t, "told of a plain one", ends[2:], []change.Verdict{change.Saved})
				}
			})
		}
	}
}
