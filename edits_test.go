package main

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"banyan/apiclient/simulator"
)

func TestTheHeaderSaysWhetherTheSessionWrites(t *testing.T) {
	for _, test := range []struct {
		args []string
		want string
	}{
		{[]string{"--demo"}, "READ-ONLY"},
		{[]string{"--demo", "--write"}, "WRITE"},
	} {
		t.Run(test.want, func(t *testing.T) {
			s := start(t, nil, test.args...)
			s.untilShows("ServiceProviderID")
			s.untilShows(test.want)
			s.press("q")
			if code, out := s.exit(); code != 0 {
				t.Errorf("exit %d: %q", code, out)
			}
		})
	}
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

// From the tree of capacity to the journal on the command line, through the program
// itself.
func TestALimitIsEditedSavedAndFoundInTheJournal(t *testing.T) {
	server, url := platform(t, simulator.Options{})
	state := t.TempDir()
	env := append(demoCredentials(), "XDG_STATE_HOME="+state)
	s := start(t, env, "--url", url, "--api", "apio", "--write")
	s.untilShows("ServiceProviderID")
	s.pressUntil("/", "16/16")
	s.pressUntil("Foo Industries", "1/16")
	s.pressUntil("\r", "help")
	s.pressUntil("c", "> capacity")
	s.until("the capacity to be read", func(out []byte, _ bool) bool { return bytes.Contains(out, []byte("6 groups, 1 finding")) })
	s.pressUntil("e", "Figures of tenant capacity foo")
	s.pressUntil("\x15150", "not saved")
	s.pressUntil("\x13", "Save to ")
	s.untilQuiet(500 * time.Millisecond) // a dialog takes no key before it could be read
	if n := writesAt(server); n != 0 {
		t.Fatalf("%d writes before a yes", n)
	}
	s.pressUntil("y", "saved: tenant capacity foo")
	if n := writesAt(server); n != 1 {
		t.Errorf("%d writes, want 1", n)
	}
	s.press("\x03")
	if code, out := s.exit(); code != 0 {
		t.Errorf("exit %d: %q", code, out)
	}

	name, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), name, "edits", "list", "--format", "json")
	cmd.Env = []string{"HOME=" + t.TempDir(), "XDG_STATE_HOME=" + state}
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var document struct {
		Edits []struct {
			Result string
			Path   []string
			Fields []struct{ Field, Mine string }
		}
	}
	if err := json.Unmarshal(out, &document); err != nil {
		t.Fatal(err)
	}
	if len(document.Edits) != 1 || document.Edits[0].Result != "saved" || document.Edits[0].Path[0] != "foo" || document.Edits[0].Fields[0].Mine != "150" {
		t.Errorf("%s", out)
	}
}

func TestARoutingIsEditedAndSaved(t *testing.T) {
	server, url := platform(t, simulator.Options{})
	s := start(t, demoCredentials(), "--url", url, "--api", "apio", "--write")
	s.untilShows("ServiceProviderID")
	s.pressUntil("/", "16/16")
	s.pressUntil("Foo Industries", "1/16")
	s.pressUntil("\r", "help")
	s.pressUntil("t", "HQ-Inbound")
	s.pressUntil("/", "/")
	s.pressUntil("HQ-Inbound", "1/")
	s.pressUntil("\r", "help")
	s.pressUntil("\r", "Trunk-Antwerp")
	s.pressUntil("e", "EDIT")
	s.pressUntil("=", "not saved")
	s.pressUntil("\x13", "REVIEW")
	s.untilQuiet(500 * time.Millisecond)
	if n := writesAt(server); n != 0 {
		t.Fatalf("%d writes before a yes", n)
	}
	s.pressUntil("y", "SAVED")
	if n := writesAt(server); n != 1 {
		t.Errorf("%d writes, want 1", n)
	}
}

// A program that is killed in the middle of a save leaves an edit of unknown result,
// which the next start settles by reading.
func TestAKillInASaveIsSettledByTheNextStart(t *testing.T) {
	server, url := platform(t, simulator.Options{})
	env := append(demoCredentials(), "XDG_STATE_HOME="+t.TempDir())
	s := start(t, env, "--url", url, "--api", "apio", "--write")
	s.untilShows("ServiceProviderID")
	s.pressUntil("/", "16/16")
	s.pressUntil("Foo Industries", "1/16")
	s.pressUntil("\r", "help")
	s.pressUntil("c", "> capacity")
	s.until("the capacity to be read", func(out []byte, _ bool) bool { return bytes.Contains(out, []byte("6 groups, 1 finding")) })
	s.pressUntil("e", "Figures of tenant capacity foo")
	s.pressUntil("\x15150", "not saved")
	server.SetFault(simulator.Fault{Method: "PUT", Path: "*/features/trunk_groups/", Hang: true, Apply: true})
	s.pressUntil("\x13", "Save to ")
	s.untilQuiet(500 * time.Millisecond)
	s.press("y")
	for deadline := time.Now().Add(patience); writesAt(server) == 0; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("no write arrived")
		}
	}
	if err := s.cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	s.exit()
	server.ClearFaults()

	again := start(t, env, "--url", url, "--api", "apio")
	again.untilShows("is settled: saved")
	again.pressUntil("E", "> edits")
	again.pressUntil("\r", "told by a later read")
	out, _ := again.bytes()
	if regexp.MustCompile(`\d+ edits? with unknown result`).Match(out[len(out)-200:]) {
		t.Errorf("%q", out[len(out)-200:])
	}
}
