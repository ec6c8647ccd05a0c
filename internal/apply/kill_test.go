package apply_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"banyan/apiclient/simulator"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/soak"
)

// victimEnv turns the test binary into a process that applies a plan until it is killed.
const victimEnv = "BANYAN_APPLY_VICTIM"

func TestMain(m *testing.M) {
	if text := os.Getenv(victimEnv); text != "" {
		var v victim
		err := json.Unmarshal([]byte(text), &v)
		if err == nil {
			err = v.run()
		}
		fmt.Fprintln(os.Stderr, "the victim lives:", err)
		os.Exit(1)
	}
	goleak.VerifyTestMain(soak.Tests{M: m})
}

// victim applies a plan that is kept, and kills itself at a moment.
type victim struct {
	URL, Dir, Plan string
	Dialect        dialect
	Moment         int // counted over what begins and what ends of each item's reads and writes; 0: never
}

func (v victim) run() error {
	c, _, err := v.Dialect.dial(context.Background(), v.URL, time.Minute)
	if err != nil {
		return err
	}
	var moments atomic.Int64
	moment := func() {
		if int(moments.Add(1)) == v.Moment {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	_, service := v.Dialect.services(c, v.Dir, func(o *change.Options) {
		open := o.Open
		o.Open = func(s change.Subject) (change.Target, bool) {
			target, ok := open(s)
			return watched{target, moment}, ok
		}
	})
	p, err := service.Plan(v.Plan)
	if err != nil {
		return err
	}
	outcome, err := service.Apply(context.Background(), p, nil)
	if err != nil {
		return err
	}
	return fmt.Errorf("%d moments, %s: %s", moments.Load(), outcome.Summary(), fmt.Sprint(outcome.Stop))
}

// watched is a target that tells when something of it begins and ends.
type watched struct {
	change.Target
	moment func()
}

func (w watched) Read(ctx context.Context) (change.Image, error) {
	w.moment()
	defer w.moment()
	return w.Target.Read(ctx)
}

func (w watched) Write(ctx context.Context, fresh, want change.Image) error {
	w.moment()
	defer w.moment()
	return w.Target.Write(ctx, fresh, want)
}

// momentsAnItem is how many moments there are of an item: two reads, a write, and a read back.
const momentsAnItem = 8

// A process that applies a plan is killed at every step of every item: before and after each of
// its reads, before its intent is written and after, while its write is on its way, with an effect
// and without, and before its verdict is written. What is out of service as the journal tells it is
// then what the platform does not hold, and the plan is gone on with, or taken back.
func TestAPlanThatIsKilledAtAnyStepIsGoneOnWithOrTakenBack(t *testing.T) {
	inEachDialect(t, func(t *testing.T, d dialect) {
		const items = 12
		stride := soak.Rounds(3, 1) // each step of each third item, or of all
		if d == inOdin {
			stride = soak.Rounds(6, 4) // what differs is how a write is spelt
		}
		for item := 0; item < items; item += stride {
			t.Run(fmt.Sprintf("item %d", item+1), func(t *testing.T) {
				t.Parallel()
				y := newYard(t, d, items)
				for n := range momentsAnItem {
					y.kill(victim{Moment: item*momentsAnItem + n + 1}, n%2 == 0)
				}
				y.killWhileWriting(item, true)
				y.killWhileWriting(item, false)
			})
		}
	})
}

// The same holds for a plan that puts back what is out of service.
func TestPuttingBackThatIsKilledAtAnyStepIsGoneOnWith(t *testing.T) {
	inEachDialect(t, func(t *testing.T, d dialect) {
		const items = 12
		for item := 0; item < items; item += 6 {
			t.Run(fmt.Sprintf("item %d", item+1), func(t *testing.T) {
				t.Parallel()
				y := newYard(t, d, items)
				y.isBack = true
				for n := range momentsAnItem {
					y.kill(victim{Moment: item*momentsAnItem + n + 1}, true)
				}
			})
		}
	})
}

// yard is a site where processes are killed, each with a state directory of its own.
type yard struct {
	*testing.T
	*site
	root   string
	kills  int
	isBack bool // what is killed puts back what was taken out before
}

func newYard(t *testing.T, d dialect, trunks int) *yard {
	t.Helper()
	return &yard{T: t, site: newSite(t, d, trunks, simulator.Options{}), root: t.TempDir()}
}

// start makes a plan in a new state directory and returns a victim of it.
func (y *yard) start(v victim) (victim, *exec.Cmd) {
	y.Helper()
	y.restore(y)
	y.kills++
	v.URL, v.Dialect, v.Dir = y.url, y.dialect, filepath.Join(y.root, strconv.Itoa(y.kills))
	desk := y.desk(y, v.Dir)
	p := desk.drain(y)
	if y.isBack {
		desk.done(y, p)
		p = desk.undrain(y)
	}
	noErr(y, desk.Keep(p))
	_, err := desk.edits.Close()
	noErr(y, err)
	v.Plan = p.ID
	text := must(json.Marshal(v))(y)
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), victimEnv+"="+string(text))
	child.Stderr = os.Stderr
	noErr(y, child.Start())
	return v, child
}

func (y *yard) kill(v victim, goOn bool) {
	y.Helper()
	v, child := y.start(v)
	_ = child.Wait()
	y.look(fmt.Sprintf("moment %d", v.Moment), v, child, goOn)
}

// killWhileWriting kills a process while the write of an item is at the platform, with an effect or
// without.
func (y *yard) killWhileWriting(item int, carriedOut bool) {
	y.Helper()
	writes, begun := 0, make(chan *exec.Cmd, 1)
	y.answer(func(platform http.Handler, w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPut {
			platform.ServeHTTP(w, r)
			return
		}
		if writes++; writes != item+1 {
			platform.ServeHTTP(w, r)
			return
		}
		if carriedOut {
			platform.ServeHTTP(discard{w.Header().Clone()}, r)
		}
		child := <-begun
		_ = child.Process.Kill()
		panic(http.ErrAbortHandler)
	})
	v, child := y.start(victim{})
	begun <- child
	_ = child.Wait()
	y.answer(nil)
	y.look(fmt.Sprintf("write %d on its way, carried out: %v", item+1, carriedOut), v, child, carriedOut)
}

// discard is an answer that nobody gets.
type discard struct{ header http.Header }

func (d discard) Header() http.Header            { return d.header }
func (d discard) Write(text []byte) (int, error) { return len(text), nil }
func (d discard) WriteHeader(int)                {}

// look is the next start.
func (y *yard) look(what string, v victim, child *exec.Cmd, goOn bool) {
	y.Helper()
	if status, ok := child.ProcessState.Sys().(syscall.WaitStatus); !ok || status.Signal() != syscall.SIGKILL {
		y.Errorf("%s: the process ended by itself: %v", what, child.ProcessState)
		return
	}
	desk := y.desk(y, v.Dir)
	p := must(desk.Plan(v.Plan))(y)
	y.agree(what+", before anything is read", desk)
	if goOn {
		if outcome := desk.apply(y, p); outcome.Stop != nil || outcome.Summary() != "12 of 12 done" {
			y.Errorf("%s: %s, %v", what, outcome.Summary(), outcome.Stop)
		}
		y.agree(what+", gone on with", desk)
		equal(y, what+": nothing is out of service", len(desk.drained(y)) == 0, y.isBack)
		return
	}
	_, err := desk.edits.Settle(y.Context())
	noErr(y, err)
	y.agree(what+", settled", desk)
	for _, d := range desk.drained(y) {
		equal(y, what+": unsure of "+d.Subject.Name, d.Unsure, false)
	}
	desk.done(y, allowed(must(desk.Undo(p, ""))(y)))
	holds := desk.holds(y)
	for _, trunk := range y.trunks {
		equal(y, what+": "+trunk.Name+" taken back", holds[trunk.Name].Routes, trunk.Routes)
	}
	equal(y, what+": out of service", desk.drained(y), []plan.Drained(nil))
}

// agree expects that what is out of service is what the platform does not hold, but for what is
// said to be unsure, of which there is one at most.
func (y *yard) agree(what string, desk desk) {
	y.Helper()
	drained, unsure := make(map[string]bool), make(map[string]bool)
	for _, d := range desk.drained(y) {
		drained[d.Subject.Name] = true
		if d.Unsure {
			unsure[d.Subject.Name] = true
		}
	}
	if len(unsure) > 1 {
		y.Errorf("%s: unsure of %v", what, unsure)
	}
	for name, trunk := range desk.holds(y) {
		if !unsure[name] && drained[name] == has(trunk, away()) {
			y.Errorf("%s: %s drained: %v, and there: %v", what, name, drained[name], keys(trunk))
		}
	}
}

func keys(t routing.Trunk) (out []routing.Key) {
	for _, r := range t.Routes {
		out = append(out, r.TrunkGroup)
	}
	return out
}
