package change_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"banyan/internal/change"
	"banyan/internal/soak"
)

func drafts(t *testing.T, s *change.Service, subject change.Subject) []change.Draft {
	t.Helper()
	return must(s.Drafts().Of(subject))(t)
}

func draftFiles(t *testing.T, dir string) []string {
	t.Helper()
	return glob(t, dir, "drafts", "*")
}

// wantDraft expects one draft of hq.
func wantDraft(t *testing.T, s *change.Service, state string) {
	t.Helper()
	want(t, "state", string(onlyDraft(t, s).State), state)
}

// onlyDraft expects one draft of hq.
func onlyDraft(t *testing.T, s *change.Service) change.Draft {
	t.Helper()
	found := drafts(t, s, hq())
	if len(found) != 1 {
		t.Fatalf("%d drafts: %+v", len(found), found)
	}
	return found[0]
}

func put(t *testing.T, s *change.Service, subject change.Subject, state any) {
	t.Helper()
	noErr(t, s.Drafts().Put(subject, base(), state))
}

func TestADraftIsOnDiskWithin250Milliseconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, dir := emptyService(t)
		// Typing without a pause: what lies on disk is never older than that.
		for n := range 200 {
			put(t, s, hq(), n)
			time.Sleep(20 * time.Millisecond)
			synctest.Wait()
			if n < 13 {
				continue
			}
			var state int
			_, after, _ := strings.Cut(readFile(t, strings.Join(draftFiles(t, dir), "")), `"state":`)
			noErr(t, errOf(fmt.Sscanf(after, "%d", &state)))
			if n-state > 12 {
				t.Fatalf("at key %d the disk holds key %d", n, state)
			}
		}
	})
}

func TestADraftIsOfferedOnReturn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, dir := emptyService(t)
		put(t, first, hq(), "typed first")
		put(t, first, hq().Named("Other"), "of another")
		put(t, first, hq(), "typed last")
		shut(t, first)
		time.Sleep(time.Hour)

		s := service(t, newWorld(), dir)
		draft := onlyDraft(t, s)
		want(t, "state", string(draft.State), `"typed last"`)
		want(t, "base", draft.Base.Hash(), base().Hash())
		want(t, "age", time.Since(draft.At), time.Hour)
		want(t, "held", draft.Held, false)

		noErr(t, s.Drafts().Adopt(draft))
		want(t, "own once adopted", onlyDraft(t, s).Own, true)
		wantDraft(t, s, `"typed last"`)
		all, err := s.Drafts().All()
		want(t, "drafts of all", len(all), 2)
		want(t, "error", err, nil)
	})
}

func TestADraftOfALivingProcessIsNotTakenOver(t *testing.T) {
	first, dir := emptyService(t)
	second := service(t, newWorld(), dir)
	put(t, first, hq(), "typed")
	noErr(t, first.Drafts().Flush())
	found := onlyDraft(t, second)
	want(t, "held", found.Held, true)
	wantErr(t, second.Drafts().Adopt(found), change.ErrHeld)
	wantErr(t, second.Drafts().Discard(found), change.ErrHeld)
	put(t, second, hq(), "typed beside it")
	want(t, "drafts", len(drafts(t, second, hq())), 2)
	noErr(t, second.Drafts().Drop(hq()))
	wantDraft(t, second, `"typed"`)
}

// Two services stand for two processes: each has a journal of its own.
func TestADraftIsAdoptedOnce(t *testing.T) {
	t.Parallel()
	for round := range soak.Rounds(10, 200) {
		dir := t.TempDir()
		dead := service(t, newWorld(), dir)
		put(t, dead, hq(), "typed")
		shut(t, dead)
		var group sync.WaitGroup
		var problems [2]error
		var services [2]*change.Service
		begin := make(chan struct{})
		for n := range services {
			services[n] = service(t, newWorld(), dir)
			found := drafts(t, services[n], hq())[0]
			group.Go(func() {
				<-begin
				problems[n] = services[n].Drafts().Adopt(found)
			})
		}
		close(begin)
		group.Wait()
		if (problems[0] == nil) == (problems[1] == nil) {
			t.Fatalf("round %d: %v", round, problems)
		}
		for n, s := range services {
			left := drafts(t, s, hq())
			if len(left) != 1 || left[0].Own != (problems[n] == nil) || string(left[0].State) != `"typed"` {
				t.Fatalf("round %d: %+v", round, left)
			}
			if problems[n] != nil {
				wantErr(t, problems[n], change.ErrNoDraft)
				wantErr(t, s.Drafts().Adopt(left[0]), change.ErrHeld)
			}
		}
		for _, s := range services {
			shut(t, s)
		}
	}
}

func TestADraftThatIsAdoptedTakesThePlaceOfWhatWasTypedHere(t *testing.T) {
	dead, dir := emptyService(t)
	put(t, dead, hq(), "of the dead")
	shut(t, dead)
	s := service(t, newWorld(), dir, func(o *change.Options) { o.Timing.Draft = time.Hour })
	found := drafts(t, s, hq())[0]
	put(t, s, hq(), "typed here")
	noErr(t, s.Drafts().Adopt(found))
	want(t, "own", onlyDraft(t, s).Own, true)
	wantDraft(t, s, `"of the dead"`)
	put(t, s, hq(), "typed on")
	noErr(t, s.Drafts().Drop(hq()))
	want(t, "files", len(draftFiles(t, dir)), 0)
}

func TestADroppedDraftStaysDropped(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, dir := emptyService(t)
		put(t, s, hq(), "typed")
		noErr(t, s.Drafts().Drop(hq())) // still in the mailbox
		time.Sleep(time.Second)
		want(t, "drafts", len(drafts(t, s, hq())), 0)
		put(t, s, hq(), "typed")
		time.Sleep(time.Second)
		want(t, "drafts when typed again", len(drafts(t, s, hq())), 1)
		noErr(t, s.Drafts().Drop(hq()))
		want(t, "files", len(draftFiles(t, dir)), 0)
		want(t, "dropped in the journal", strings.Count(readFile(t, journals(t, dir)[0]), `"draft dropped"`), 2)
	})
}

func TestASaveDropsItsDraftAndNothingTypedSince(t *testing.T) {
	of := func(operation string) change.Edit {
		edit := edits()[operation]
		edit.FromDraft = true
		return edit
	}
	for name, test := range map[string]struct {
		edit  change.Edit
		f     fault
		typed bool
		left  int
	}{
		"saved":                              {of("change"), fault{}, false, 0},
		"saved, and typed on meanwhile":      {of("change"), fault{}, true, 1},
		"refused":                            {of("change"), fault{effect: never, answer: errRefused()}, false, 1},
		"unknown":                            {of("change"), fault{effect: never}, false, 1},
		"created from a form without a name": {of("create"), fault{}, false, 0},
		"an edit that is not of the draft":   {edits()["change"], fault{}, false, 1},
	} {
		inBubble(t, name, func(t *testing.T) {
			w, s := editService(t, test.edit)
			subject := test.edit.Subject
			if test.edit.Operation() == change.Create {
				subject = subject.Named("")
			}
			put(t, s, subject, "typed")
			time.Sleep(time.Second)
			w.fail(test.f, 0)
			w.arrived = func() {
				if test.typed {
					put(t, s, subject, "typed on")
				}
			}
			save(t, s, test.edit)
			found := drafts(t, s, subject)
			want(t, "drafts", len(found), test.left)
			if test.typed && string(found[0].State) != `"typed on"` {
				t.Errorf("kept %s", found[0].State)
			}
		})
	}
}

func TestDraftsThatFailAreToldAndTriedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s, dir := emptyService(t)
		wall := filepath.Join(dir, "drafts")
		noErr(t, os.WriteFile(wall, nil, 0o600))
		put(t, s, hq(), "typed")
		time.Sleep(250 * time.Millisecond)
		want(t, "it is told that drafts are not kept", s.Drafts().Err() != nil, true)
		want(t, "the check tells that drafts are not kept", s.Check() != nil, true)
		put(t, s, hq(), "typed on")
		time.Sleep(3 * time.Second)
		noErr(t, os.Remove(wall))
		time.Sleep(time.Second)
		want(t, "error", s.Drafts().Err(), nil)
		wantDraft(t, s, `"typed on"`)
	})
}

// A panic that no goroutine recovers would end the program, and leave its terminal as
// the screen had it.
func TestAPanicOfTheWriterOfDraftsIsAnErrorOfThem(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := atomic.Bool{}
		s := service(t, newWorld(), t.TempDir(), func(o *change.Options) {
			o.Now = func() time.Time {
				if broken.Load() {
					panic("no clock")
				}
				return time.Now()
			}
		})
		put(t, s, hq(), "typed")
		broken.Store(true)
		time.Sleep(250 * time.Millisecond)
		wantText(t, fmt.Sprint(s.Drafts().Err()), "internal fault: no clock")
		broken.Store(false)
		time.Sleep(2 * time.Second)
		want(t, "error", s.Drafts().Err(), nil)
		onlyDraft(t, s)
	})
}

func TestADraftThatFailedNeverReplacesANewerOne(t *testing.T) {
	dir := t.TempDir()
	wall := filepath.Join(dir, "drafts")
	noErr(t, os.WriteFile(wall, nil, 0o600))
	var s *change.Service
	var armed, done atomic.Bool
	s = service(t, newWorld(), dir, func(o *change.Options) {
		o.Timing.Draft = time.Hour
		o.Now = func() time.Time {
			if armed.Load() && !done.Swap(true) { // the first draft is being written
				put(t, s, hq(), "newer")
			}
			return time.Now()
		}
	})
	put(t, s, hq(), "older")
	armed.Store(true)
	want(t, "it was written through a wall", s.Drafts().Flush() == nil, false)
	noErr(t, os.Remove(wall))
	wantDraft(t, s, `"newer"`)
}

func TestABrokenDraftHidesNoOther(t *testing.T) {
	s, dir := emptyService(t)
	put(t, s, hq(), "typed")
	noErr(t, s.Drafts().Flush())
	file := filepath.Join(dir, "drafts", "0123-gone.json")
	noErr(t, os.WriteFile(file, []byte(`{"subject":`), 0o600))
	found, err := s.Drafts().Of(hq())
	want(t, "drafts", len(found), 1)
	wantText(t, fmt.Sprint(err), file)
}

// Who copies or renames a file by hand gives nothing of one object to another.
func TestAFileUnderTheNameOfAnotherIsNotTaken(t *testing.T) {
	other, its := hq().Named("Other"), set(base(), "name", "Other")
	for _, room := range []string{"drafts", "kept"} {
		w, first, dir := hqService(t)
		w.set(other, its)
		put(t, first, hq(), "typed")
		shut(t, first)
		s := service(t, w, dir)
		noErr(t, s.Keep(hq(), json.RawMessage(`["parked"]`)))
		own := glob(t, dir, room, hq().Digest()+"*")[0]
		path := strings.Replace(own, hq().Digest(), other.Digest(), 1)
		noErr(t, os.WriteFile(path, []byte(readFile(t, own)), 0o600))
		found, err := s.Drafts().Of(other)
		want(t, "drafts of the other", len(found), 0)
		if room == "kept" {
			var list []string
			err = s.Kept(other, &list)
			want(t, "kept beside the other", len(list), 0)
		}
		_, damage, _ := s.List()
		want(t, "damage", len(damage), 1)
		for _, text := range []string{fmt.Sprint(err), fmt.Sprint(damage)} {
			wantText(t, text, path, "it is of something else than its name says")
		}
		dangers := ready(t, s, change.Edit{Subject: other, Base: its, Want: set(its, "reroutes", "7")}).Dangers()
		wantText(t, fmt.Sprint(dangers), path)
		if len(ready(t, s, change.Edit{Subject: hq(), Base: base(), Want: set(base(), "reroutes", "7")}).Dangers()) > 0 {
			t.Error("what has its own file is asked for")
		}
		found, _ = s.Drafts().Of(hq()) // the error is that of the other file
		want(t, "drafts of its own", len(found), 1)
	}
}

func TestADraftThatWasNotAdoptedCanBeDiscarded(t *testing.T) {
	first, dir := emptyService(t)
	put(t, first, hq(), "typed")
	shut(t, first)
	s := service(t, newWorld(), dir)
	noErr(t, s.Drafts().Discard(drafts(t, s, hq())[0]))
	want(t, "drafts", len(drafts(t, s, hq())), 0)
}

func TestAStateThatCannotBeEncodedIsAnErrorAtOnce(t *testing.T) {
	s := service(t, newWorld(), t.TempDir())
	want(t, "it is taken", s.Drafts().Put(hq(), base(), func() {}) == nil, false)
}

// A writer that is killed between a temporary file and its rename leaves rubbish that
// is not offered as a draft, and that goes away in time.
func TestAHalfWrittenFileIsNoDraft(t *testing.T) {
	dir := t.TempDir()
	rubbish := filepath.Join(dir, "drafts", ".tmp-1234")
	noErr(t, errors.Join(os.Mkdir(filepath.Dir(rubbish), 0o700), os.WriteFile(rubbish, []byte("{"), 0o600)))
	want(t, "drafts", len(drafts(t, service(t, newWorld(), dir), hq())), 0)
	old := time.Now().Add(-2 * time.Hour)
	noErr(t, os.Chtimes(rubbish, old, old))
	noErr(t, service(t, newWorld(), dir).Check())
	want(t, "files", len(draftFiles(t, dir)), 0)
}
