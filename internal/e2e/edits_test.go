package e2e

import (
	"encoding/json"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"banyan/apiclient/simulator"
)

func TestTheHeaderSaysWhetherTheSessionWrites(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{"READ-ONLY": nil, "WRITE": {"--write"}} {
		t.Run(want, func(t *testing.T) {
			t.Parallel()
			s := demo(t, nil, args...)
			s.untilShows(want)
			s.quit("q")
		})
	}
}

// From the tree of capacity to the journal on the command line.
func TestALimitIsEditedSavedAndFoundInTheJournal(t *testing.T) {
	t.Parallel()
	s := startEditor(t)
	s.editCallsOfFoo()
	s.confirm()
	s.untilShows("SAVED")
	s.hasWritten(1)
	s.quit("\x03")
	if edit := s.journaled(); edit.Result != "saved" || edit.Path[0] != "foo" || edit.Fields[0].Mine != "150" {
		t.Errorf("%+v", edit)
	}
}

func TestARoutingIsEditedAndSaved(t *testing.T) {
	t.Parallel()
	s := startEditor(t)
	s.openTenant("Foo Industries", "t", "HQ-Inbound")
	s.pressUntil("/", "/")
	s.pressUntil("HQ-Inbound", "1/")
	s.pressUntil("\r", "help")
	s.pressUntil("\r", "Trunk-Antwerp")
	s.pressUntil("e", "equal")
	s.pressUntil("=", "not saved")
	s.confirm()
	s.untilShows("SAVED")
	s.hasWritten(1)
}

// A program that is killed in the middle of a save leaves an edit of unknown result,
// which the next start settles by reading.
func TestAKillInASaveIsSettledByTheNextStart(t *testing.T) {
	t.Parallel()
	s := startEditor(t)
	s.saveForEver()
	check(t, s.cmd.Process.Kill())
	s.exit()
	s.server.ClearFaults()

	again := startAt(t, s.url, s.state)
	again.untilShows("is settled: saved")
	again.pressUntil("E", "› edits")
	again.pressUntil("\r", "settled by a later read")
	out := again.bytes()
	if regexp.MustCompile(`\d+ edits? with unknown result`).Match(out[len(out)-200:]) {
		t.Errorf("%q", out[len(out)-200:])
	}
}

// The link dies in the middle of a save that the platform does not answer.
func TestAHangUpInASaveKeepsItsIntent(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		end  func(s *screen)
		code int
	}{
		{"the terminal is closed", func(s *screen) { _ = s.file.Close() }, 129},
		{"a hang-up", func(s *screen) { _ = s.cmd.Process.Signal(syscall.SIGHUP) }, 129},
		{"a termination", func(s *screen) { _ = s.cmd.Process.Signal(syscall.SIGTERM) }, 143},
		{"an interrupt", func(s *screen) { _ = s.cmd.Process.Signal(syscall.SIGINT) }, 130},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := startEditor(t)
			s.saveForEver()
			began := time.Now()
			test.end(s.screen)
			if code := s.gone(); code != test.code {
				t.Errorf("exit %d, want %d", code, test.code)
			}
			t.Logf("gone after %v", time.Since(began).Round(time.Millisecond))
			if edit := s.journaled(); edit.Result != "unknown" || edit.Path[0] != "foo" {
				t.Errorf("the journal says %+v, want an edit of foo without a verdict", edit)
			}
		})
	}
}

// A y among other keys, as a terminal pastes that does not say so, saves nothing.
func TestABurstNeverSaves(t *testing.T) {
	t.Parallel()
	s := startEditor(t)
	s.editCallsOfFoo()
	s.review()
	for _, burst := range []string{"\x1b[B y ", "yy", "\x1b[200~y\x1b[201~", "xy", "\x1b[By"} {
		s.press(burst)
		s.untilQuiet(300 * time.Millisecond)
		s.hasWritten(0)
	}
	s.pressUntil("y", "SAVED")
	s.hasWritten(1)
}

// editor is an explorer with write access on a platform of its own.
type editor struct {
	*screen
	server     *simulator.Server
	url, state string
}

func startEditor(t *testing.T) editor {
	t.Helper()
	server, url := serve(t, simulator.Options{})
	state := t.TempDir()
	return editor{screen: startAt(t, url, state, "--write"), server: server, url: url, state: state}
}

// editCallsOfFoo goes to the capacity of foo and changes its calls.
func (e editor) editCallsOfFoo() {
	e.t.Helper()
	e.openTenant("Foo Industries", "c", "› capacity")
	e.untilShows("7 trunk groups · ! notice in 1 place")
	e.pressUntil("e", "limits of tenant foo")
	e.pressUntil("\x15150", "not saved")
}

// saveForEver saves other calls of foo, which are applied and never answered.
func (e editor) saveForEver() {
	e.t.Helper()
	e.editCallsOfFoo()
	e.server.SetFault(simulator.Fault{Method: "PUT", Path: "*/features/trunk_groups/", Hang: true, Apply: true})
	e.confirm()
}

// review asks for the review of an edit and waits until it takes an answer: for 300 ms
// it takes none, as nobody can have read it.
func (e editor) review() {
	e.t.Helper()
	e.pressUntil("\x13", "Review")
	time.Sleep(350 * time.Millisecond)
}

// confirm says yes to the review of an edit and waits until the write has reached the
// platform.
func (e editor) confirm() {
	e.t.Helper()
	e.review()
	e.hasWritten(0)
	e.press("y")
	for deadline := time.Now().Add(patience); e.writes() == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			e.t.Fatal("no write arrived")
		}
	}
}

// hasWritten checks how many writes have reached the platform.
func (e editor) hasWritten(want int) {
	e.t.Helper()
	if n := e.writes(); n != want {
		e.t.Fatalf("%d writes, want %d", n, want)
	}
}

func (e editor) writes() int {
	count := 0
	for _, request := range e.server.Requests() {
		if request.Method != "GET" && !strings.HasSuffix(request.Path, "/login/") {
			count++
		}
	}
	return count
}

type editOnDisk struct {
	Result string
	Path   []string
	Fields []struct{ Field, Mine string }
}

// journaled returns the one edit that `banyan edits list` prints.
func (e editor) journaled() editOnDisk {
	e.t.Helper()
	cmd := exec.CommandContext(e.t.Context(), mustBuild(e.t), "edits", "list", "--format", "json")
	cmd.Env = []string{"HOME=" + e.t.TempDir(), "XDG_STATE_HOME=" + e.state}
	out := must(cmd.Output())(e.t)
	var document struct{ Edits []editOnDisk }
	if err := json.Unmarshal(out, &document); err != nil || len(document.Edits) != 1 {
		e.t.Fatalf("want one edit: %s, %v", out, err)
	}
	return document.Edits[0]
}
