package e2e

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient/simulator"
)

// limitsAsked returns the tenants whose limits were asked for, in a request each, and how many
// requests there were beside those, the login and the list.
func limitsAsked(server *simulator.Server) (tenants []string, others []string) {
	for _, r := range server.Requests() {
		path := strings.TrimSuffix(r.Path, "/")
		_, id, _ := strings.Cut(path, "/tenants/")
		own, isOwn := strings.CutSuffix(id, "/features/trunk_groups")
		_, of, isReport := strings.Cut(r.Query, "serviceProviderId=")
		switch {
		case isOwn && !strings.Contains(own, "/"):
			tenants = append(tenants, own)
		case strings.HasSuffix(path, "/call-capacity/reports") && isReport:
			tenants = append(tenants, of)
		case !strings.HasSuffix(path, "/tenants") && !strings.HasSuffix(path, "/service-providers") && !strings.Contains(path, "login") && !strings.Contains(path, "auth"):
			others = append(others, r.Path)
		}
	}
	slices.Sort(tenants)
	return tenants, others
}

// Of five thousand tenants those on screen are asked for, one request each, once; whoever scrolls
// past asks for nothing, and what is opened goes first.
func TestTenantsOnScreenAreAskedForTheirLimits(t *testing.T) {
	t.Parallel()
	for _, api := range []string{"apio", "odin"} {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			server, url := serve(t, simulator.Options{Tenants: 5000, Groups: 1, TrunkGroups: 1, OnlyGenerated: true, Latency: 20 * time.Millisecond})
			s := start(t, demoCredentials(), "--url", url, "--api", api)
			requireAsked := func(n int) {
				t.Helper()
				s.untilShows(fmt.Sprintf("limits of %d read", n))
				s.untilQuiet(500 * time.Millisecond)
				tenants, others := limitsAsked(server)
				if once := slices.Compact(slices.Clone(tenants)); len(tenants) != n || len(once) != n || len(others) > 0 {
					t.Errorf("%d were asked for, %d of them once, want %d; and %q", len(tenants), len(once), n, others)
				}
			}
			requireAsked(18)
			s.press(strings.Repeat("\x1b[6~", 100)) // in one go: a test that waits for a processor in between would rest on a page
			requireAsked(36)
			s.pressUntil("G", "tenant-5000")
			s.pressUntil("\r", "5000 › groups")
			s.quit("\x03")
		})
	}
}

// What fails has a sign and its cause, and is asked for again when the user says so.
func TestLimitsThatAreRefusedAreToldAndNotAskedForAgain(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	server.SetFault(simulator.Fault{Path: "/tenants/AlpenBank/features/trunk_groups", Status: 403, Body: `{"error":"not you"}`})
	s := startAt(t, url, t.TempDir())
	s.untilShows("limits of 15 read")
	s.untilShows("✗ limits not read")
	s.untilQuiet(500 * time.Millisecond)
	s.pressUntil("j", "limits alone")
	s.pressUntil("k", "✗ limits not read")
	tenants, _ := limitsAsked(server)
	server.ClearFaults()
	if len(tenants) != 16 {
		t.Errorf("%d requests for the limits of 16 tenants", len(tenants))
	}
	s.pressUntil("R", "limits of 16 read")
	s.untilQuiet(500 * time.Millisecond)
	if again, _ := limitsAsked(server); len(again) != 17 {
		t.Errorf("%d requests for a retry", len(again)-16)
	}
	s.quit("q")
}

// Limits that are not answered hold the only connection until the user opens something.
func TestATenantIsOpenedWhileLimitsHang(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{})
	server.SetFault(simulator.Fault{Path: "/tenants/AlpenBank/features/trunk_groups", Hang: true})
	s := startAt(t, url, t.TempDir(), "--concurrency", "1")
	s.until("limits to be asked for", func([]byte) bool {
		tenants, _ := limitsAsked(server)
		return len(tenants) == 1
	})
	s.pressUntil("jjj", "▸ foo")
	s.pressUntil("t", "HQ-Inbound")
	s.quit("\x03")
}

// The explorer is open while cron scans: it shows what that read, and with r the worst first.
func TestAScanBesideTheExplorerIsSeen(t *testing.T) {
	t.Parallel()
	_, url := serve(t, simulator.Options{})
	state := t.TempDir()
	s := startAt(t, url, state)
	s.untilShows("limits of 16 read")
	scan := exec.Command(mustBuild(t), "scan", "--all", "--url", url, "--api", "apio", "--scan-rate", "1000", "--quiet")
	scan.Env = append(demoCredentials(), "XDG_STATE_HOME="+state, "HOME="+t.TempDir())
	if out, err := scan.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	s.untilShows("figures of the scan")
	s.pressUntil("r", "16 · worst first · figures of the scan")
	s.quit("q")

	s = startAt(t, url, state) // the next morning
	if out := s.untilShows("worst first"); !shows(out, "FINDINGS↑") {
		t.Errorf("it begins with %q", out)
	}
	s.quit("q")
}
