package change_test

import (
	"errors"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"banyan/internal/change"
	"banyan/internal/soak"
)

const (
	most  = 40 // kills in one state directory, all of whose journals each start reads
	lanes = 4  // processes beside each other in it
)

// Processes that type and save are killed at random moments, in lanes that share a state
// directory. Whoever comes after finds the draft as it was at most 1 s
// before, and learns by reading how the save that broke off ended.
func TestNothingIsLostWhenTheProcessIsKilled(t *testing.T) {
	t.Parallel()
	all := new(stakes)
	for range soak.Rounds(1, 5) {
		killIn(t, all, t.TempDir(), soak.Rounds(12, most))
	}
	t.Logf("%d drafts checked, %d saves broken off: %d of them had taken effect", all.drafts.Load(), all.broken.Load(), all.applied.Load())
	if !t.Failed() && !all.atStake() {
		t.Error("nothing was at stake")
	}
}

func killIn(t *testing.T, all *stakes, root string, kills int) {
	t.Helper()
	yard := &yard{T: t, stakes: all, state: filepath.Join(root, "state"), server: fileServer{dir: filepath.Join(root, "server")}}
	for _, dir := range []string{yard.state, yard.server.dir} {
		noErr(t, os.Mkdir(dir, 0o700))
	}
	var group sync.WaitGroup
	for lane := range lanes {
		name := strconv.Itoa(lane)
		yard.server.note(savedIn(name).Name, "start")
		group.Go(func() {
			// A few more where chance had nothing at stake.
			for n := 0; n < kills/lanes || !yard.atStake() && n < 5*most/lanes; n++ {
				life := time.Duration(rand.IntN(200)) * time.Millisecond
				if n%10 == 1 {
					life += time.Second // long enough for the limit of 1 s to mean something
				}
				if !yard.kill(name, life) {
					return
				}
			}
		})
	}
	group.Wait()
	yard.audit()
}

type yard struct {
	*testing.T
	*stakes
	state  string
	server fileServer
}

// stakes are what the kills of a test could have lost, in all its state directories.
type stakes struct{ drafts, broken, applied atomic.Int64 }

// atStake reports whether drafts were due, and saves were broken off before and after they
// took effect.
func (s *stakes) atStake() bool {
	return s.drafts.Load() > 0 && s.applied.Load() > 0 && s.broken.Load() > s.applied.Load()
}

// check may be called from every goroutine.
func (y *yard) check(err error) {
	if err != nil {
		y.Error(err)
	}
}

// kill lets a process live so long, kills it and looks after it.
func (y *yard) kill(lane string, life time.Duration) bool {
	child := exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(os.Environ(), victimEnv+"="+y.state, laneEnv+"="+lane)
	child.Stderr = os.Stderr
	started := len(y.server.lines("started" + lane))
	if err := child.Start(); err != nil {
		y.Error(err)
		return false
	}
	for deadline := time.Now().Add(20 * time.Second); len(y.server.lines("started"+lane)) == started && time.Now().Before(deadline); {
		time.Sleep(time.Millisecond)
	}
	time.Sleep(life)
	killed := time.Now()
	if err := child.Process.Kill(); err != nil {
		y.Errorf("the process ended before it was killed: %v", err)
	}
	_ = child.Wait()
	if status, ok := child.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signal() != syscall.SIGKILL {
		y.Errorf("the process ended by itself: %v", child.ProcessState)
	}
	return y.look(lane, child.Process.Pid, killed) && !y.Failed()
}

// look is the next start.
func (y *yard) look(lane string, pid int, killed time.Time) bool {
	opts := change.Options{Dir: y.state, Open: y.server.open, Who: "next"}
	briefly(&opts)
	s := change.New(opts)
	defer s.Close() //nolint:errcheck // what it wrote is looked at

	found, err := s.Drafts().Of(typedIn(lane))
	if err != nil {
		y.Errorf("drafts: %v", err)
		return false
	}
	keys := y.server.lines("keys" + lane + "-" + strconv.Itoa(pid))
	due := lastKey(keys, killed.Add(-time.Second))
	kept := -1
	for _, draft := range found {
		n, err := strconv.Atoi(string(draft.State))
		if err != nil || draft.Held {
			y.Errorf("draft %s, held %v", draft.State, draft.Held)
		}
		kept = max(kept, n)
		y.check(s.Drafts().Discard(draft))
	}
	if due >= 0 {
		y.drafts.Add(1)
	}
	if kept < due || kept > lastKey(keys, time.Now()) {
		y.Errorf("the draft holds key %d, a second before the kill it was %d", kept, due)
	}
	y.settle(s, lane)
	return true
}

func (y *yard) settle(s *change.Service, lane string) {
	before, _, err := s.List()
	y.check(errors.Join(err, errOf(s.Settle(y.Context()))))
	after, _, err := s.List()
	y.check(err)
	values := y.server.lines(savedIn(lane).Name)
	for _, entry := range after {
		if entry.Subject != savedIn(lane) {
			continue
		}
		value, _ := entry.Mine.Value("value")
		saved := slices.Contains(values, value)
		if entry.Verdict != truth(saved) {
			y.Errorf("the save of %s is %q, in truth %q", value, entry.Verdict, truth(saved))
		}
		if slices.ContainsFunc(before, func(e change.Entry) bool { return e.ID == entry.ID && e.Open() }) {
			y.broken.Add(1)
			if saved {
				y.applied.Add(1)
			}
		}
	}
}

// audit looks at the whole of it: an intent before every write, one write for every
// intent at most, and no save settled by somebody else while it ran.
func (y *yard) audit() {
	intents := make(map[string]bool)
	for _, entry := range entriesOf(y.T, service(y.T, newWorld(), y.state)) {
		value, _ := entry.Mine.Value("value")
		intents[value] = true
	}
	arrived := make(map[string]bool)
	for _, value := range y.server.lines("arrived") {
		if arrived[value] || !intents[value] {
			y.Errorf("%s arrived, before that %v, with an intent %v", value, arrived[value], intents[value])
		}
		arrived[value] = true
	}
	verdicts, settled := make(map[string]bool), make(map[string]bool)
	for _, path := range journals(y.T, y.state) {
		both([]byte(readFile(y.T, path)), verdicts, settled)
	}
	for id := range settled {
		if verdicts[id] {
			y.Errorf("%s was settled although its process lived to its verdict", id)
		}
	}
}
