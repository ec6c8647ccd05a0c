package cli

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"

	"banyan/apiclient/simulator"
	"banyan/internal/soak"
	"banyan/internal/statefile"
)

// twelve is a file of which a plan has twelve changes: limits of all levels that rise and fall, and
// enterprise trunks that are created, changed and deleted.
const twelve = `version: 1
tenant: foo
limits: {maxActiveCalls: 150, burstingMaxActiveCalls: 19}
groups:
  - {group: ApioEntGrpAntwerp, maxActiveCalls: 20, trunkGroups: [{trunkGroup: Trunk-Antwerp, maxActiveCalls: 19}]}
  - {group: ApioEntGrpGhent, maxActiveCalls: 7, trunkGroups: [{trunkGroup: Trunk-Backup, maxActiveCalls: 6}]}
enterpriseTrunks:
  - {name: ApioEntTest_Trunk_modified, maximumRerouteAttempts: 4}
  - {name: Contact-Centre, maximumRerouteAttempts: 3}
  - {name: HQ-Inbound, maximumRerouteAttempts: 4}
  - {name: National-Outbound, maximumRerouteAttempts: 2}
  - {name: Night-Service, absent: true}
  - name: Day-Service
    orderedRouting: {orderingAlgorithm: Overflow, routes: [{group: ApioEntGrpNamur, trunkGroup: Trunk-Namur}]}
    maximumRerouteAttempts: 2
    routeExhaustionAction: None
`

// gallows is a platform before which a process is killed: when a request of it comes, by its number, or
// once that was carried out.
type gallows struct {
	dialect string
	files   string // what is planned
	url     string

	mu       sync.Mutex
	platform *simulator.Server
	begun    chan *os.Process // nil where nobody is to be killed
	at       int
	carryOut bool
	requests int
	last     *http.Request // that of the kill
}

func newGallows(t *testing.T, dialect string) *gallows {
	t.Helper()
	g := &gallows{dialect: dialect, files: filepath.Join(t.TempDir(), "foo.yaml")}
	check(t, os.WriteFile(g.files, []byte(twelve), 0o600))
	listener := httptest.NewServer(g)
	t.Cleanup(listener.Close)
	g.url = listener.URL
	return g
}

func (g *gallows) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	g.requests++
	platform, begun := g.platform, g.begun
	if begun == nil || g.requests != g.at {
		g.mu.Unlock()
		platform.ServeHTTP(w, r)
		return
	}
	g.last = r
	carryOut := g.carryOut
	g.mu.Unlock()
	if carryOut {
		platform.ServeHTTP(httptest.NewRecorder(), r)
	}
	child := <-begun
	_ = child.Kill()
	panic(http.ErrAbortHandler)
}

// env is the environment of somebody with a state directory of their own.
func (g *gallows) env(t *testing.T) map[string]string {
	t.Helper()
	return withState(t, map[string]string{"BANYAN_URL": g.url, "BANYAN_USERNAME": "demo", "BANYAN_PASSWORD": "demo", "BANYAN_API": g.dialect})
}

// killed runs a command as a process before a new platform, kills it at its nth request, and returns that;
// nil where it ended before.
func (g *gallows) killed(t *testing.T, env map[string]string, at int, carryOut bool, args ...string) *http.Request {
	t.Helper()
	g.mu.Lock()
	g.platform, g.begun, g.at, g.carryOut, g.requests, g.last = must(simulator.New(simulator.Options{}))(t), make(chan *os.Process, 1), at, carryOut, 0, nil
	g.mu.Unlock()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = append(os.Environ(), apart+"="+strings.Join(args, " "))
	for name, value := range env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var said strings.Builder
	cmd.Stderr = &said
	check(t, cmd.Start())
	g.begun <- cmd.Process
	err := cmd.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	g.begun = nil
	ended, isExit := errors.AsType[*exec.ExitError](err)
	switch {
	case err == nil && g.last == nil:
	case isExit && ended.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL && g.last != nil: //nolint:forcetypeassert // on every system with signals
	default:
		t.Fatalf("request %d: the process ended by itself: %v, %s", at, err, said.String())
	}
	return g.last
}

// sent counts what the platform was to change.
func (g *gallows) sent() int { return len(g.platform.Writes()) }

// banyan apply is killed when each of its requests comes to the platform, and when each of its writes was
// carried out: the same command then does what is left, and nothing twice.
func TestApplyThatIsKilledAtEveryStepIsGoneOnWith(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"apio", "odin"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			first := newGallows(t, dialect)
			first.platform = must(simulator.New(simulator.Options{}))(t)
			made := must(readPlan(planned(t, first.env(t), first.files)))(t)
			if len(made.Items) != 12 {
				t.Fatalf("%d changes", len(made.Items))
			}
			const lanes = 4
			for lane := range lanes {
				t.Run("", func(t *testing.T) {
					t.Parallel()
					g := newGallows(t, dialect)
					g.platform = must(simulator.New(simulator.Options{}))(t)
					plan := planned(t, g.env(t), g.files)
					at := lane + 1
					for g.apply(t, plan, at) {
						at += lanes * soak.Steps(12, 1)
					}
					if at < 4*12 { // four requests a change
						t.Errorf("it ended before request %d", at)
					}
				})
			}
		})
	}
}

// apply has apply killed at its nth request, and sees how it is gone on with. It reports whether there was
// such a request.
func (g *gallows) apply(t *testing.T, plan string, at int) bool {
	t.Helper()
	made := must(readPlan(plan))(t)
	args := []string{"apply", plan, "--write", "--yes"}
	for _, item := range made.Items {
		if len(item.Refusals) > 0 {
			args = append(args, "--allow", strings.Join(item.Subject.Path(), "/"))
		}
	}
	for _, carryOut := range []bool{false, true} {
		env := g.env(t)
		request := g.killed(t, env, at, carryOut, args...)
		if request == nil {
			return false
		}
		what := request.Method + " " + request.URL.Path
		isWrite := request.Method != http.MethodGet && !strings.Contains(request.URL.Path, "login") && !strings.Contains(request.URL.Path, "auth")
		got := run(t.Context(), env, args...)
		if isWrite && !carryOut {
			// It may still come: nothing is sent before it is too late for that.
			before := g.sent()
			got.ends(t, exitFailed, "go on after ")
			if sent := g.sent() - before; sent > 0 {
				t.Errorf("request %d, %s: %d writes in doubt", at, what, sent)
			}
			later(t, env)
			got = run(t.Context(), env, args...)
		}
		got.ends(t, exitOK, "12 of 12 done")
		run(t.Context(), env, "diff", g.files).ends(t, exitOK, "0 differences")
		if sent := g.sent(); sent != len(made.Items) {
			t.Errorf("request %d, %s, carried out %v: %d writes", at, what, carryOut, sent)
		}
		if !isWrite {
			break // it makes no difference
		}
	}
	return !t.Failed()
}

// later is long after what was sent, as the journals tell it.
func later(t *testing.T, env map[string]string) {
	t.Helper()
	seal := regexp.MustCompile(`^\{"sum":"[0-9a-f]{8}",`)
	sent := regexp.MustCompile(`"sent":\{"at":"[^"]*"(,"uptime":\{[^}]*\})?\}`)
	for _, journal := range journals(t, env) {
		var text []byte
		for line := range strings.Lines(fileText(t, journal)) {
			line = sent.ReplaceAllString(seal.ReplaceAllString(line, "{"), `"sent":{"at":"2026-01-01T00:00:00Z"}`)
			text = append(append(text, must(statefile.Marshal(json.RawMessage(line)))(t)...), '\n')
		}
		check(t, os.WriteFile(journal, text, 0o600))
	}
}

// banyan plan is killed when each of its requests comes to the platform: there is no half a plan then, and
// the same command makes it.
func TestPlanThatIsKilledAtEveryStepIsMadeAgain(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"apio", "odin"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			g := newGallows(t, dialect)
			output := filepath.Join(t.TempDir(), "a.plan")
			args := []string{"plan", g.files, "--output", output}
			for at := 1; ; at += soak.Steps(8, 1) {
				env := g.env(t)
				if g.killed(t, env, at, false, args...) == nil {
					if t.Logf("%d requests", at-1); at < 20 {
						t.Errorf("it ended before request %d", at)
					}
					break
				}
				if _, err := os.Stat(output); !errors.Is(err, os.ErrNotExist) {
					t.Fatalf("request %d: there is a plan: %v", at, err)
				}
				run(t.Context(), env, args...).ends(t, exitOK, "the plan is in "+output)
				if made := must(readPlan(output))(t); len(made.Items) != 12 || g.sent() > 0 {
					t.Errorf("request %d: %d changes, %d writes", at, len(made.Items), g.sent())
				}
				check(t, os.Remove(output))
			}
		})
	}
}
