package e2e

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient/simulator"
)

// A platform fails here and is slow there: the activity finds both by a condition, tells a request
// whole, and goes back to where it was opened. The log tells the same.
func TestTheActivityFindsWhatFailedAndWhatIsSlow(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	server.SetFault(simulator.Fault{Path: "tenants/foo/groups", Status: 500, Body: `{"errors":[{"code":4711,"message":"backend is gone"}]}`})
	server.SetFault(simulator.Fault{Path: "tenants/WavreCampus", Delay: 700 * time.Millisecond})
	server.SetFault(simulator.Fault{Path: "tenants/WavreCampus/*", Delay: 700 * time.Millisecond})
	server.SetFault(simulator.Fault{Path: "tenants/WavreCampus/*/*", Delay: 700 * time.Millisecond})
	log := filepath.Join(t.TempDir(), "log")
	d := displayOf(t, 120, 36, demoCredentials(), "--url", url, "--api", "apio", "--log", log)
	d.take(into("foo", step{"", "▸ foo"})...)
	d.take(step{"o", "backend is gone"}, step{"A", "› activity"},
		step{"/", "enter accept"}, step{"status>=400", "/status>=400"}, step{"", "✗ 500"}, step{"\r", "enter open"},
		step{"", "backend is gone"},
		step{"\r", "› request "}, step{"", "/api/v1/tenants/foo/groups/"}, step{"", "code      4711"},
		step{"\x1b", "/status>=400"}, step{"q", "read again"}, step{"q", "1/16"}, step{"\x1b", "NordicSupply"})
	d.take(into("WavreCampus", step{"o", "› groups"}, step{"", "as of"})...)
	d.take(step{"A", "› activity"}, step{"/", "enter accept"}, step{"\x15ms>500", "/ms>500"}, step{"\r", "enter open"})
	slow := regexp.MustCompile(`(?m) (7\d\d|[89]\d\d|\d{4}) +1 `)
	d.untilHolds("what is slow alone", func(text string) bool {
		_, list, found := strings.Cut(text, "METHOD")
		return found && slow.MatchString(list) && !strings.Contains(list, "login") && !strings.Contains(list, "✗ 500")
	})
	d.take(step{"q", "has no groups"}, step{"q", "WavreCampus groups"})
	d.quit("q")

	info, err := os.Stat(log)
	check(t, err)
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the log has the rights %v", info.Mode())
	}
	lines := logOf(t, log)
	if !slices.ContainsFunc(lines, func(l line) bool {
		return l.Template == "tenants/{tenant}/groups" && l.Status == 500 && l.Message == "backend is gone" && l.For == "screen" && l.Attempt == 1 && l.Bytes > 0
	}) {
		t.Errorf("the log lacks what failed: %+v", lines)
	}
	if !slices.ContainsFunc(lines, func(l line) bool { return strings.Contains(l.Path, "WavreCampus") && l.MS >= 700 && l.Outcome == "ok" }) {
		t.Errorf("the log lacks what was slow: %+v", lines)
	}
}

// line is a line of the log.
type line struct {
	For, Priority, Op, Method, Template, Path, Message, Outcome string
	Status, MS, Bytes, Attempt, Request                         int
}

func logOf(t *testing.T, name string) (lines []line) {
	t.Helper()
	for text := range strings.Lines(string(must(os.ReadFile(name))(t))) {
		var l line
		check(t, json.Unmarshal([]byte(text), &l))
		lines = append(lines, l)
	}
	return lines
}

// What a request is for is told: of a save also what is read before and after it, and what is read
// again for the hotspots.
func TestTheLogTellsWhatRequestsAreFor(t *testing.T) {
	t.Parallel()
	_, url := serve(t, simulator.Options{})
	state := t.TempDir()
	log := filepath.Join(state, "log")
	e := editor{screen: startAt(t, url, state, "--write", "--scan-rate", "1000", "--log", log), url: url, state: state}
	e.pressUntil("H", "R reads")
	e.pressUntil("R", "worst first")
	e.until("the end of the scan", func([]byte) bool { return strings.Count(string(must(os.ReadFile(log))(t)), `"for":"scan"`) > 100 })
	e.untilQuiet(time.Second)
	e.pressUntil("\x1b", "q quit")
	e.editCallsOfFoo()
	e.review()
	e.pressUntil("y", "SAVED")
	e.press("\x03")
	e.exit()
	texts := map[string]string{}
	for _, l := range logOf(t, log) {
		texts[l.For] += l.Method + " "
	}
	for purpose, method := range map[string]string{"login": "POST", "screen": "GET", "scan": "GET", "save": "GET PUT GET"} {
		if !strings.Contains(texts[purpose], method) {
			t.Errorf("for %s there is %q, want %s", purpose, texts[purpose], method)
		}
	}
	if strings.Contains(texts["screen"]+texts["scan"], "PUT") {
		t.Errorf("a write is for a screen: %v", texts)
	}
}
