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
	for _, test := range []struct {
		args []string
		want string
	}{
		{nil, "READ-ONLY"},
		{[]string{"--write"}, "WRITE"},
	} {
		t.Run(test.want, func(t *testing.T) {
			t.Parallel()
			s := demo(t, nil, test.args...)
			s.untilShows(test.want)
			s.quit("q")
		})
	}
}

// From the tree of capacity to the journal on the command line.
func TestALimitIsEditedSavedAndFoundInTheJournal(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	state := t.TempDir()
	s := startAt(t, url, state, "--write")
	s.editCallsOfFoo()
	s.confirm(server)
	s.untilShows("SAVED")
	if n := writesAt(server); n != 1 {
		t.Errorf("%d writes, want 1", n)
	}
	s.quit("\x03")
	edits := journal(t, state)
	if len(edits) != 1 || edits[0].Result != "saved" || edits[0].Path[0] != "foo" || edits[0].Fields[0].Mine != "150" {
		t.Errorf("%+v", edits)
	}
}

func TestARoutingIsEditedAndSaved(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	s := startAt(t, url, t.TempDir(), "--write")
	s.openTenant("Foo Industries", "t", "HQ-Inbound")
	s.pressUntil("/", "/")
	s.pressUntil("HQ-Inbound", "1/")
	s.pressUntil("\r", "help")
	s.pressUntil("\r", "Trunk-Antwerp")
	s.pressUntil("e", "equal")
	s.pressUntil("=", "not saved")
	s.confirm(server)
	s.untilShows("SAVED")
	if n := writesAt(server); n != 1 {
		t.Errorf("%d writes, want 1", n)
	}
}

// A program that is killed in the middle of a save leaves an edit of unknown result,
// which the next start settles by reading.
func TestAKillInASaveIsSettledByTheNextStart(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	state := t.TempDir()
	s := startAt(t, url, state, "--write")
	s.editCallsOfFoo()
	server.SetFault(hangingSave())
	s.confirm(server)
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.exit()
	server.ClearFaults()

	again := startAt(t, url, state)
	again.untilShows("is settled: saved")
	again.pressUntil("E", "> edits")
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
			server, url := serve(t, simulator.Options{})
			state := t.TempDir()
			s := startAt(t, url, state, "--write")
			s.editCallsOfFoo()
			server.SetFault(hangingSave())
			s.confirm(server)
			began := time.Now()
			test.end(s)
			if code := s.gone(); code != test.code {
				t.Errorf("exit %d, want %d", code, test.code)
			}
			t.Logf("gone after %v", time.Since(began).Round(time.Millisecond))
			edits := journal(t, state)
			if len(edits) != 1 || edits[0].Result != "unknown" || edits[0].Path[0] != "foo" {
				t.Errorf("the journal says %+v, want one edit of foo without a verdict", edits)
			}
		})
	}
}

// A y among other keys, as a terminal pastes that does not say so, saves nothing.
func TestABurstNeverSaves(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	s := startAt(t, url, t.TempDir(), "--write")
	s.editCallsOfFoo()
	s.review()
	for _, burst := range []string{"\x1b[B y ", "yy", "\x1b[200~y\x1b[201~", "xy", "\x1b[By"} {
		s.press(burst)
		s.untilQuiet(300 * time.Millisecond)
		if n := writesAt(server); n != 0 {
			t.Fatalf("%d writes after %q", n, burst)
		}
	}
	s.pressUntil("y", "SAVED")
	if n := writesAt(server); n != 1 {
		t.Errorf("%d writes after a single y, want 1", n)
	}
}

// editCallsOfFoo goes to the capacity of foo and changes its calls.
func (s *screen) editCallsOfFoo() {
	s.t.Helper()
	s.openTenant("Foo Industries", "c", "> capacity")
	s.untilShows("6 groups, 1 finding")
	s.pressUntil("e", "Limits of tenant capacity foo")
	s.pressUntil("\x15150", "not saved")
}

// review asks for the review of an edit and waits until it takes an answer: for 300 ms
// it takes none, as nobody can have read it.
func (s *screen) review() {
	s.t.Helper()
	s.pressUntil("\x13", "REVIEW")
	time.Sleep(350 * time.Millisecond)
}

// confirm says yes to the review of an edit and waits until the write has reached the
// platform.
func (s *screen) confirm(server *simulator.Server) {
	s.t.Helper()
	s.review()
	if n := writesAt(server); n != 0 {
		s.t.Fatalf("%d writes before a yes", n)
	}
	s.press("y")
	for deadline := time.Now().Add(patience); writesAt(server) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatal("no write arrived")
		}
	}
}

// hangingSave applies a save and does not answer it.
func hangingSave() simulator.Fault {
	return simulator.Fault{Method: "PUT", Path: "*/features/trunk_groups/", Hang: true, Apply: true}
}

func writesAt(server *simulator.Server) int {
	count := 0
	for _, request := range server.Requests() {
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

// journal returns what `banyan edits list` prints.
func journal(t *testing.T, state string) []editOnDisk {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), mustBuild(t), "edits", "list", "--format", "json")
	cmd.Env = []string{"HOME=" + t.TempDir(), "XDG_STATE_HOME=" + state}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var document struct{ Edits []editOnDisk }
	if err := json.Unmarshal(out, &document); err != nil {
		t.Fatal(err)
	}
	return document.Edits
}
