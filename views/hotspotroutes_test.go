package views

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/hotspots"
	"banyan/ui"
)

func titles(views []ui.View) []string {
	names := make([]string, len(views))
	for i, v := range views {
		names[i] = v.Title()
	}
	return names
}

func TestAPlaceIsReachedThroughTheScreensAboveIt(t *testing.T) {
	r := routes{api: &fakeAPI{}, kit: testKit()}
	for _, test := range []struct {
		path []string
		want []string
	}{
		{[]string{"foo"}, []string{"foo", "capacity"}},
		{[]string{"foo", "g"}, []string{"foo", "groups", "g"}},
		{[]string{"foo", "g", "Trunk 1"}, []string{"foo", "groups", "g", "Trunk 1"}},
	} {
		views := r.toPlace(enterprise(), test.path)
		if got := titles(views); !slices.Equal(got, test.want) {
			t.Errorf("%v: %v, want %v", test.path, got, test.want)
		}
		for _, v := range views {
			v.Close()
		}
	}
}

func TestTheListsOnTheWayStandAtThePlace(t *testing.T) {
	api := &fakeAPI{groups: func(context.Context, string) ([]apiclient.Group, error) {
		return []apiclient.Group{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "d"}}, nil
	}}
	views := routes{api: api, kit: testKit()}.toPlace(enterprise(), []string{"foo", "c"})
	shown(views[1], 80, 24)
	if id := views[1].(ui.Copier).CopyID(); id != "c" {
		t.Errorf("the groups stand at %q", id)
	}
	for _, v := range views {
		v.Close()
	}
}

// newsOf pumps boards through the tenants' line and returns its lines, and what was
// said.
func newsOf(t *testing.T, boards ...*hotspots.Board) (lines, said string) {
	t.Helper()
	s := &fakeScanner{boards: boards}
	n := newNews(testKit(), s.Watch)
	defer n.close()
	for queue := []tea.Cmd{n.start()}; len(queue) > 0; queue = queue[1:] {
		if queue[0] == nil {
			continue
		}
		msg := queue[0]()
		if batch, ok := msg.(tea.BatchMsg); ok {
			queue = append(queue, batch...)
			continue
		}
		said += saidOf(msg)
		_, next := n.update(msg)
		queue = append(queue, next)
	}
	for _, line := range n.lines() {
		lines += line[0].Text
	}
	return lines, said
}

// saidOf is what a message to the shell says; nothing of any other.
func saidOf(msg tea.Msg) string {
	text := strings.TrimSuffix(strings.TrimPrefix(fmt.Sprint(msg), "{"), "}")
	if strings.Contains(text, "scan") {
		return text
	}
	return ""
}

func TestTheTenantsTellHowFarAScanIs(t *testing.T) {
	running := hotspots.Scan{Phase: hotspots.Running, Done: 120, Of: 300, Requests: 9640, Left: hotspots.Estimate{Known: true, Time: 49 * time.Minute}}
	paused := running
	paused.Phase = hotspots.Paused
	for _, test := range []struct {
		name  string
		scans []hotspots.Scan
		want  string
		said  string
	}{
		{"none", []hotspots.Scan{{}}, "", ""},
		{"one of long ago", []hotspots.Scan{endedScan()}, "", ""},
		{"running", []hotspots.Scan{running}, " Scanning: 120 of 300 tenants, about 49 min left at 5 a second; H shows it", ""},
		{"paused", []hotspots.Scan{running, paused}, " ! The scan is paused; H shows it", ""},
		{"ended", []hotspots.Scan{running, endedScan()}, "", "scanned all 16 tenants: 2 blocked, 2 over, 1 notice, 1 known"},
		{"ended by itself", []hotspots.Scan{running, {Phase: hotspots.CutOff, Why: "the scan met a fault"}}, "", "the scan ended: the scan met a fault"},
		{"paused by itself", []hotspots.Scan{running, func() hotspots.Scan { p := paused; p.Why = "no answer"; return p }()}, " ! The scan is paused; H shows it", "the scan paused: no answer"},
	} {
		t.Run(test.name, func(t *testing.T) {
			var boards []*hotspots.Board
			for _, scan := range test.scans {
				boards = append(boards, testBoard(scan, testListing()))
			}
			lines, said := newsOf(t, boards...)
			if lines != test.want || said != test.said {
				t.Errorf("%q, said %q", lines, said)
			}
		})
	}
}

func TestWithoutAScannerThereIsNoSuchKey(t *testing.T) {
	view := newTenants(testKit(), &fakeAPI{}, doors{})
	defer view.Close()
	shown(view, 80, 24)
	if cmd := view.Update(pressOf("H")); cmd != nil {
		t.Error("H does something")
	}
	for _, b := range slices.Concat(view.FullHelp()...) {
		if b.Help().Key == "H" {
			t.Error("H is shown")
		}
	}
}

// Opened from the tenants, the screen knows how many there are, and nothing is asked
// for it.
func TestTheTenantsOpenTheHotspots(t *testing.T) {
	asked := false
	api := &fakeAPI{tenants: func(context.Context) ([]apiclient.Tenant, error) {
		asked = true
		return nil, nil
	}}
	scanner := hotspots.New(hotspots.Options{API: api, Dir: filepath.Join(t.TempDir(), "state"), Host: "h"})
	defer scanner.Close()
	tenants := []apiclient.Tenant{provider(), enterprise()}
	view := routes{api, testKit(), Options{Hotspots: scanner}}.spots(tenants, tenants[:1])
	defer view.Close()
	view.SetSize(80, 20)
	for queue := []tea.Cmd{view.Init()}; len(queue) > 0 && !strings.Contains(view.View(), "No scan yet"); queue = queue[1:] {
		if queue[0] == nil {
			continue
		}
		msg := queue[0]()
		if batch, ok := msg.(tea.BatchMsg); ok {
			queue = append(queue, batch...)
			continue
		}
		queue = append(queue, view.Update(msg))
	}
	requireContains(t, view.View(), "No scan yet; r reads all 2 tenants")
	if asked {
		t.Error("the server was asked")
	}
}
