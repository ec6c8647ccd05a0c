package change_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"banyan/internal/change"
	"banyan/internal/soak"
)

// A process that is just being started has a copy of every open file until it runs its program:
// what this one left open is settled all the same.
func TestAJournalThatIsClosedIsNobodysAlthoughItHasCopies(t *testing.T) {
	_, s, dir := hqService(t)
	result := save(t, s, edits()["change"])
	path := journals(t, dir)[0]
	for _, link := range glob(t, "/proc/self/fd/*") {
		if target, _ := os.Readlink(link); target == path {
			number := must(strconv.Atoi(filepath.Base(link)))(t)
			duplicate := must(syscall.Dup(number))(t)
			defer syscall.Close(duplicate) //nolint:errcheck // it was only held
		}
	}
	shut(t, s)
	entry := only(t, service(t, newWorld(), dir))
	want(t, "edit", entry.ID, result.Entry)
	want(t, "it is held", entry.Held, false)
}

// Two services of one state directory stand for two processes: the lock of an object is
// that of an open file.
func TestTwoThatSaveOneObjectTogetherWriteOnce(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	w := newWorld()
	services := []*change.Service{service(t, w, dir), service(t, w, dir)}
	for round := range soak.Rounds(20, 400) {
		w.set(hq(), base())
		_, before := w.counts()
		w.fail(fault{wait: 2 * time.Millisecond}, 0)
		var confirmed [2]*change.Confirmation
		for n, s := range services {
			confirmed[n] = ready(t, s, change.Edit{Subject: hq(), Base: base(), Want: set(base(), "reroutes", fmt.Sprint(round, n))})
		}
		var results [2]change.Result
		var problems [2]error
		var group sync.WaitGroup
		for n, s := range services {
			group.Go(func() { results[n], problems[n] = s.Commit(t.Context(), confirmed[n], change.Consent{}) })
		}
		group.Wait()
		if _, writes := w.counts(); writes-before != 1 {
			t.Fatalf("round %d: %d writes arrived: %+v %v", round, writes-before, results, problems)
		}
		for n, err := range problems {
			if err != nil && !errors.Is(err, change.ErrBusy) && !errors.Is(err, change.ErrVoid) {
				t.Fatalf("round %d, service %d: %v", round, n, err)
			}
		}
	}
}

func TestTheSecondIsToldWhoSaves(t *testing.T) {
	for name, edits := range map[string][2]change.Edit{
		"the same object":            {edits()["change"], edits()["list"]},
		"the name that a save takes": {edits()["rename"], {Subject: hq().Named("HQ2"), Want: set(base(), "name", "HQ2")}},
	} {
		inBubble(t, name, func(t *testing.T) {
			w, first, dir := hqService(t)
			second := service(t, w, dir)
			mine, theirs := ready(t, first, edits[0]), ready(t, second, edits[1])
			w.fail(fault{wait: 3 * time.Second}, 0)
			begun := time.Now()
			var group sync.WaitGroup
			group.Go(func() { _, _ = first.Commit(t.Context(), mine, change.Consent{}) })
			synctest.Wait()
			time.Sleep(time.Second)
			err := errOf(second.Commit(t.Context(), theirs, change.Consent{}))
			wantErr(t, err, change.ErrBusy)
			held, ok := errors.AsType[*change.HeldError](err)
			if !ok {
				t.Fatal(err)
			}
			machine, _ := os.Hostname()
			want(t, "subject", held.Subject, edits[1].Subject)
			want(t, "who", held.Holder.Who, "anna")
			want(t, "process", held.Holder.PID, os.Getpid())
			want(t, "machine", held.Holder.Machine, machine)
			want(t, "since", held.Holder.Since.Equal(begun), true)
			wantText(t, err.Error(), "anna", fmt.Sprint(os.Getpid()), machine)
			group.Wait()
			wantWrites(t, w, 1)
			ready(t, second, change.Edit{Subject: hq().Named("Free"), Want: base()})
		})
	}
}

// Two processes save one object as fast as they can.
func TestTwoProcessesThatSaveOneObjectNeverOverwriteEachOther(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	state, server := filepath.Join(root, "state"), fileServer{dir: filepath.Join(root, "server")}
	for _, dir := range []string{state, server.dir} {
		noErr(t, os.Mkdir(dir, 0o700))
	}
	server.note(shared().Name, "start")
	rounds := soak.Rounds(15, 200)
	var group sync.WaitGroup
	for lane := range 2 {
		group.Go(func() {
			child := exec.Command(os.Args[0], "-test.run=^$")
			child.Env = append(os.Environ(), rivalEnv+"="+state, laneEnv+"="+fmt.Sprint(lane), roundsEnv+"="+fmt.Sprint(rounds))
			if out, err := child.CombinedOutput(); err != nil {
				t.Errorf("%v: %s", err, out)
			}
		})
	}
	group.Wait()
	if lost := server.lines("overwritten"); len(lost) > 0 {
		t.Errorf("overwritten: %v", lost)
	}
	want(t, "saves", len(server.lines("saved")), 2*rounds)
	want(t, "writes", len(server.lines("arrived")), 2*rounds)
	if len(server.lines("refused")) == 0 {
		t.Error("they never met")
	}
}

func shared() change.Subject { return hq().Named("shared") }

// rival saves one object, against another process, until it succeeded so often.
func rival(state, lane string, rounds int) error {
	ctx, server := context.Background(), fileServer{dir: filepath.Join(filepath.Dir(state), "server")}
	s := change.New(change.Options{Dir: state, Open: server.open, Who: "rival"})
	defer s.Close() //nolint:errcheck // what it wrote is looked at
	for n := 0; n < rounds; {
		now, err := s.Read(ctx, shared())
		if err != nil {
			return err
		}
		review, err := s.Prepare(ctx, change.Edit{Subject: shared(), Base: now, Want: image("value", fmt.Sprintf("%s-%d", lane, n))})
		if err == nil && review.Status == change.Ready {
			var result change.Result
			if result, err = s.Commit(ctx, review.Confirmation, change.Consent{}); err == nil {
				if result.Verdict != change.Saved {
					return fmt.Errorf("the verdict is %s: %w", result.Verdict, result.Err)
				}
				server.note("saved", lane)
				n++
				continue
			}
		}
		var open *change.OpenError // the other's save, which has no verdict yet
		if err != nil && !errors.Is(err, change.ErrBusy) && !errors.Is(err, change.ErrVoid) && !errors.Is(err, change.ErrHeld) && !errors.As(err, &open) {
			return err
		}
		server.note("refused", lane)
		nap(5)
	}
	return nil
}
