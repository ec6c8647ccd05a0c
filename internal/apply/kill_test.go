package apply_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
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

	"banyan/apiclient/dialects"
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

// A process that takes out of service, or puts back, is killed at every step of every item: before and
// after each of its reads, before its intent is written and after, while its write is on its way, with
// an effect and without, and before its verdict is written. What is out of service as the journal
// tells it is then what the platform does not hold, and the plan is gone on with, or taken back.
func TestAPlanThatIsKilledAtEveryStepIsGoneOnWithOrTakenBack(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		for name, isBack := range map[string]bool{"out of service": false, "put back": true} {
			lot := newLot(t, d, 12, isBack)
			for item := 0; item < lot.items; item += soak.Steps(6, 1) { // each step of some items, or of all
				t.Run(fmt.Sprintf("%s, item %d", name, item+1), func(t *testing.T) {
					t.Parallel()
					y := newYard(t, lot)
					for n := range momentsAnItem {
						y.kill(victim{Moment: item*momentsAnItem + n + 1}, (n+item)%2 == 0)
					}
					y.killWhileWriting(item, item%2 == 0, true)
					y.killWhileWriting(item, item%2 != 0, false)
				})
			}
		}
	})
}

// lot is a plan that is not begun, with the state directory that has it and what the platform
// holds then. It is not to be changed.
type lot struct {
	dialect dialect
	items   int
	isBack  bool
	dir     string
	plan    plan.Plan
	trunks  []routing.Trunk
}

func newLot(t *testing.T, d dialect, items int, isBack bool) lot {
	t.Helper()
	s := newSite(t, d, items, simulator.Options{})
	out := lot{dialect: d, items: items, isBack: isBack, dir: filepath.Join(t.TempDir(), "state")}
	desk := s.desk(t, out.dir)
	if out.plan = desk.drain(t); isBack {
		desk.done(t, out.plan)
		out.plan = desk.undrain(t)
	}
	equal(t, "items", len(out.plan.Items), items)
	noErr(t, desk.Keep(out.plan))
	_, err := desk.edits.Close()
	noErr(t, err)
	out.trunks = s.EnterpriseTrunks("foo")
	return out
}

// yard is a site where processes are killed, each with a copy of the state directory of a lot.
type yard struct {
	*testing.T
	*site
	lot
	root  string
	kills int
}

func newYard(t *testing.T, of lot) *yard {
	t.Helper()
	return &yard{T: t, site: newSite(t, of.dialect, of.items, simulator.Options{}), lot: of, root: t.TempDir()}
}

// start starts a victim of the plan, where nothing of it is done yet.
func (y *yard) start(v victim) (victim, *exec.Cmd) {
	y.Helper()
	for _, trunk := range y.lot.trunks {
		noErr(y, y.PutEnterpriseTrunk("foo", trunk))
	}
	y.kills++
	v.URL, v.Dialect, v.Plan, v.Dir = y.url, y.lot.dialect, y.plan.ID, filepath.Join(y.root, strconv.Itoa(y.kills))
	noErr(y, copyDir(v.Dir, y.dir))
	text := must(json.Marshal(v))(y)
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), victimEnv+"="+string(text))
	child.Stderr = os.Stderr
	noErr(y, child.Start())
	return v, child
}

// copyDir copies a directory of files that nobody else may read.
func copyDir(to, from string) error {
	return fs.WalkDir(os.DirFS(from), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			return os.Mkdir(filepath.Join(to, path), 0o700)
		}
		text, err := os.ReadFile(filepath.Join(from, path))
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, path), text, 0o600)
	})
}

func (y *yard) kill(v victim, goOn bool) {
	y.Helper()
	v, child := y.start(v)
	_ = child.Wait()
	y.look(fmt.Sprintf("moment %d", v.Moment), v, child, goOn)
}

// killWhileWriting kills a process while the write of an item is at the platform, with an effect or
// without.
func (y *yard) killWhileWriting(item int, carriedOut, goOn bool) {
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
	y.look(fmt.Sprintf("write %d on its way, carried out: %v", item+1, carriedOut), v, child, goOn)
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
		if outcome := desk.apply(y, p); outcome.Stop != nil || outcome.Summary() != fmt.Sprintf("%d of %[1]d done", y.items) {
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
	holds := y.holds()
	for _, trunk := range y.lot.trunks {
		equal(y, what+": "+trunk.Name+" taken back", holds[trunk.Name].Routes, trunk.Routes)
	}
	equal(y, what+": nothing is out of service", len(desk.drained(y)) == 0, !y.isBack)
	y.agree(what+", taken back", desk)
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
	for name, trunk := range y.holds() {
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
