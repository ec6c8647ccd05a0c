package hotspots

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"testing"
	"time"

	"go.uber.org/goleak"

	"banyan/internal/soak"
)

// The variables that turn the test binary into a scan to be killed.
const (
	victimEnv = "BANYAN_HOTSPOTS_VICTIM" // the platform's address
	stateEnv  = "BANYAN_HOTSPOTS_STATE"
	restEnv   = "BANYAN_HOTSPOTS_REST" // go on with the latest scan
)

func TestMain(m *testing.M) {
	if url := os.Getenv(victimEnv); url != "" {
		victim(url)
		return
	}
	goleak.VerifyTestMain(soak.Tests{M: m})
}

// victim scans until it is killed or through, and prints how many tenants it has kept.
func victim(url string) {
	client, _, err := login(url, 16)
	if err != nil {
		panic(err)
	}
	s := New(Options{API: client, Dir: os.Getenv(stateEnv), Host: host, Rate: 200, Every: time.Millisecond})
	if err := s.Begin(Job{Rest: os.Getenv(restEnv) != ""}); err != nil {
		panic(err)
	}
	for b := range s.Watch(context.Background()) {
		fmt.Println(b.Scan.Done)
		if b.Scan.Phase == Ended {
			return
		}
	}
}

// startVictim starts a process that scans the platform. What it prints is closed when it
// ends, however that happens.
func startVictim(t *testing.T, p *platform, dir string, env ...string) (child *exec.Cmd, printed *bufio.Scanner) {
	t.Helper()
	child = exec.Command(os.Args[0], "-test.run=^$")
	child.Env = append(append(os.Environ(), victimEnv+"="+p.url, stateEnv+"="+dir), env...)
	child.Stderr = os.Stderr
	out, err := child.StdoutPipe()
	noErr(t, err)
	noErr(t, child.Start())
	return child, bufio.NewScanner(out)
}

// A process that scans is killed. The next start has what it read, and asks for what
// was left alone.
func TestAScanThatWasKilledGoesOnWithWhatIsLeft(t *testing.T) {
	const tenants = 40
	p, opts := newPlatform(t, generated(tenants))

	child, printed := startVictim(t, p, opts.Dir)
	kept := 0
	for kept < 10 && printed.Scan() {
		kept, _ = strconv.Atoi(printed.Text())
	}
	if err := child.Process.Kill(); err != nil {
		t.Error(err)
	}
	_ = child.Wait()
	if status, ok := child.ProcessState.Sys().(syscall.WaitStatus); ok && status.Signal() != syscall.SIGKILL {
		t.Errorf("the child ended by itself: %v", child.ProcessState)
	}

	s := open(t, opts)
	noErr(t, s.Load())
	b := s.Board()
	done := make(map[string]bool)
	for id := range s.records {
		done[id] = true
	}
	if b.Scan.Phase != CutOff || b.Scan.Done != len(done) || b.Scan.Of != tenants || len(done) < 10 || len(done) == tenants || len(b.Damage) > 0 {
		t.Fatalf("%+v, %d kept, %v", b.Scan, len(done), b.Damage)
	}
	if want := (tenants - len(done)) * 9; b.Scan.Left.Requests != want {
		t.Errorf("%d requests are said to be left, want %d", b.Scan.Left.Requests, want)
	}

	waitUntilIdle(t, p) // the child's last requests may still arrive
	before := len(p.Requests())
	b = scanned(t, s, true)
	asked := p.tenantsAsked(before)
	for id, n := range asked {
		if done[id] || n != 9 {
			t.Errorf("%s was asked for %d times, done before: %v", id, n, done[id])
		}
	}
	if len(asked) != tenants-len(done) || len(p.Requests())-before != 1+9*len(asked) {
		t.Errorf("%d tenants were read again, %d were left; %d requests", len(asked), tenants-len(done), len(p.Requests())-before)
	}
	if b.Listing.Whole != tenants {
		t.Errorf("%+v", b.Listing)
	}
	t.Logf("killed after %d of %d tenants; %d requests for the rest", len(done), tenants, len(p.Requests())-before)
}

// Wherever a scan is killed, and killed again when it goes on, nothing on disk is spoilt,
// and what was kept is not read twice.
func TestAScanThatIsKilledAgainAndAgainComesToItsEnd(t *testing.T) {
	const tenants = 30
	p, opts := newPlatform(t, generated(tenants))
	kept := make(map[string]time.Time)
	for range soak.Rounds(4, 20) {
		before := len(p.Requests())
		child, printed := startVictim(t, p, opts.Dir, restEnv+"=1")
		ended, end := context.WithCancel(t.Context())
		go func() {
			defer end()
			for printed.Scan() { // until the child ends
			}
		}()
		// One that has little left asks for less than that, and ends.
		_ = p.Await(ended, before+rand.IntN(40))
		_ = child.Process.Kill() // it may have ended
		<-ended.Done()
		_ = child.Wait()

		readings, damaged, err := store{opts.Dir, host, ""}.tenants().Read()
		if err != nil || len(damaged) > 0 {
			t.Fatalf("%v, %v", damaged, err)
		}
		if len(readings) < len(kept) {
			t.Fatalf("%d readings, and there were %d", len(readings), len(kept))
		}
		for _, r := range readings {
			if at, known := kept[r.Tenant.ID]; known && !at.Equal(r.TriedAt) {
				t.Fatalf("%s was read twice", r.Tenant.ID)
			}
			kept[r.Tenant.ID] = r.TriedAt
		}
		if len(kept) == tenants {
			break
		}
	}
	s := open(t, opts)
	noErr(t, s.Load())
	b := scanned(t, s, true)
	if b.Listing.Whole != tenants || len(b.Damage) > 0 {
		t.Errorf("%+v, %v", b.Listing, b.Damage)
	}
	t.Logf("%d of %d tenants were kept when the last was killed", len(kept), tenants)
}
