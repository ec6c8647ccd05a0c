package hotspots

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/internal/hotspots"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/page"
)

func newTestSpots(kit ui.Kit, s *viewtest.Scanner, opened *[]string) *spots {
	return New(kit, s, viewtest.Clock, []apiclient.Tenant{{ID: "seen"}}, func(t apiclient.Tenant, path []string) []ui.View {
		*opened = append(*opened, t.ID+": "+strings.Join(path, "/"))
		return nil
	}).(*spots)
}

func TestHotspotsPictures(t *testing.T) {
	left := hotspots.Estimate{Tenants: 180, Requests: 14580, Known: true, Time: 49 * time.Minute}
	all := hotspots.Estimate{Tenants: 300, Requests: 24300, Known: true, Time: 81 * time.Minute}
	fine := &hotspots.Listing{Whole: 16, Oldest: viewtest.ReadAt()}
	for _, test := range []struct {
		name  string
		board *hotspots.Board
		err   error
		keys  []string
	}{
		{name: "ended", board: viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())},
		{name: "never", board: viewtest.Board(hotspots.Scan{All: hotspots.Estimate{Tenants: 16}}, &hotspots.Listing{})},
		{name: "never-and-unlisted", board: viewtest.Board(hotspots.Scan{}, &hotspots.Listing{})},
		{name: "never-in-odin", board: viewtest.Board(hotspots.Scan{Rate: 200, Reports: true, All: hotspots.Estimate{Tenants: 16}}, &hotspots.Listing{})},
		{name: "elsewhere", board: viewtest.Board(hotspots.Scan{Phase: hotspots.Elsewhere}, viewtest.ScanListing())},
		{name: "no-tenants", board: viewtest.Board(hotspots.Scan{Phase: hotspots.Ended, EndedAt: viewtest.ReadAt()}, &hotspots.Listing{})},
		{name: "nothing-wrong", board: viewtest.Board(viewtest.EndedScan(), fine)},
		{name: "starting", board: viewtest.Board(hotspots.Scan{Phase: hotspots.Starting}, &hotspots.Listing{})},
		{name: "running", board: viewtest.Board(hotspots.Scan{Phase: hotspots.Running, Done: 120, Of: 300, Requests: 9640, Tenant: "tenant-0121", Left: left}, viewtest.ScanListing())},
		{name: "running-first", board: viewtest.Board(hotspots.Scan{Phase: hotspots.Running, Of: 300, Requests: 4, Tenant: "tenant-0001"}, &hotspots.Listing{})},
		{name: "slowed", board: viewtest.Board(hotspots.Scan{Phase: hotspots.Running, Done: 120, Of: 300, Requests: 9640, Rate: 1.25, Slowed: true, Left: left}, fine)},
		{name: "paused", board: viewtest.Board(hotspots.Scan{Phase: hotspots.Paused, Done: 120, Of: 300, Left: left}, viewtest.ScanListing())},
		{name: "paused-by-itself", board: viewtest.Board(hotspots.Scan{Phase: hotspots.Paused, Done: 120, Of: 300, Left: left, Why: "pbx.example.net refused the connection; check the address and port given with --url, and that the server runs"}, viewtest.ScanListing())},
		{name: "cut-off", board: viewtest.Board(hotspots.Scan{Phase: hotspots.CutOff, StartedAt: viewtest.ReadAt().AddDate(0, 0, -2), Done: 120, Of: 300, Left: left, All: all}, viewtest.ScanListing())},
		{name: "disk-trouble", board: &hotspots.Board{
			Loaded: true, Listing: viewtest.ScanListing(), Scan: viewtest.EndedScan(), Unkept: errors.New("keep what was read: no space left on device"),
			Damage: []hotspots.Damage{{Path: "/state/hotspots/1/tenants/2.json", Err: errors.New("is of version 7, not 1")}, {Path: "/state/x", Err: errors.New("no")}},
		}},
		{name: "disk-unreadable", board: &hotspots.Board{Listing: &hotspots.Listing{}, Scan: hotspots.Scan{Rate: 5}}, err: errors.New("state directory: permission denied")},
		{name: "noting", board: viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing()), keys: []string{"down", "k", "m", "e", "a", "n", "t"}},
		{name: "noting-nothing", board: viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing()), keys: []string{"k", "enter"}},
		{name: "at-a-gap", board: viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing()), keys: []string{"G", "up"}},
		{name: "at-a-known", board: viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing()), keys: []string{"G"}},
		{name: "came-back", board: viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing()), keys: []string{"down", "down", "down"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var opened []string
			view := newTestSpots(viewtest.Kit(), &viewtest.Scanner{Boards: []*hotspots.Board{test.board}, LoadErr: test.err}, &opened)
			defer view.Close()
			viewtest.Show(view, 80, 24)
			viewtest.Press(view, test.keys...)
			viewtest.RequirePictures(t, view)
			view.SetSize(60, 12)
			viewtest.RequireFits(t, view, 60, 12)
		})
	}
}

func TestHotspotsArePlainASCIIWhereTheTerminalIs(t *testing.T) {
	var opened []string
	for name, board := range map[string]*hotspots.Board{
		"ended": viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing()),
		"never": viewtest.Board(hotspots.Scan{}, &hotspots.Listing{}),
	} {
		view := newTestSpots(viewtest.ASCIIKit(), &viewtest.Scanner{Boards: []*hotspots.Board{board}}, &opened)
		viewtest.Show(view, 60, 16)
		info := view.Info()
		for _, text := range []string{view.View(), info.Status, info.Summary, info.Partly} {
			for _, r := range text {
				if r > '~' {
					t.Fatalf("%s: %q is not ASCII in\n%s", name, r, text)
				}
			}
		}
		view.Close()
	}
}

func TestOpeningTheHotspotsAsksForNothing(t *testing.T) {
	var opened []string
	for _, phase := range []hotspots.Phase{hotspots.Never, hotspots.CutOff, hotspots.Ended, hotspots.Paused} {
		s := &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(hotspots.Scan{Phase: phase}, viewtest.ScanListing())}}
		view := newTestSpots(viewtest.Kit(), s, &opened)
		viewtest.Show(view, 80, 24)
		if len(s.Commands) > 0 {
			t.Errorf("phase %d: %v", phase, s.Commands)
		}
		if _, ok := ui.View(view).(ui.Refresher); ok {
			t.Error("what refreshes by itself would start a scan")
		}
		view.Close()
	}
}

func TestTheKeysOfAScanDoWhatItsPhaseAllows(t *testing.T) {
	for _, test := range []struct {
		name  string
		phase hotspots.Phase
		key   string
		want  []string
	}{
		{"p pauses", hotspots.Running, "p", []string{"pause"}},
		{"p goes on", hotspots.Paused, "p", []string{"resume"}},
		{"p goes on with what was cut off", hotspots.CutOff, "p", []string{"begin, the rest true"}},
		{"p begins nothing", hotspots.Ended, "p", nil},
		{"p begins nothing beside another process", hotspots.Elsewhere, "p", nil},
		{"r begins nothing beside another process", hotspots.Elsewhere, "r", nil},
		{"r asks before it begins", hotspots.Ended, "r", nil},
		{"r does not begin twice", hotspots.Running, "r", nil},
		{"r does not begin beside a paused one", hotspots.Paused, "r", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			var opened []string
			s := &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(hotspots.Scan{Phase: test.phase}, viewtest.ScanListing())}}
			view := newTestSpots(viewtest.Kit(), s, &opened)
			defer view.Close()
			viewtest.Show(view, 80, 24)
			viewtest.Press(view, test.key)
			if !slices.Equal(s.Commands, test.want) {
				t.Errorf("%v, want %v", s.Commands, test.want)
			}
		})
	}
}

// The screen before the first scan says all that the question would say.
func TestTheFirstScanTakesOneKey(t *testing.T) {
	var opened []string
	s := &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(hotspots.Scan{}, &hotspots.Listing{})}}
	view := newTestSpots(viewtest.Kit(), s, &opened)
	defer view.Close()
	viewtest.Show(view, 80, 24)
	viewtest.Press(view, "p")
	if len(s.Commands) > 0 {
		t.Errorf("p: %v", s.Commands)
	}
	if viewtest.Press(view, "r"); !slices.Equal(s.Commands, []string{"begin, the rest false"}) {
		t.Errorf("r: %v", s.Commands)
	}
}

func TestLookingAtTheScanOfAnotherProcessReadsTheDiskAgain(t *testing.T) {
	var opened []string
	s := &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(hotspots.Scan{Phase: hotspots.Elsewhere}, viewtest.ScanListing())}}
	view := newTestSpots(viewtest.Kit(), s, &opened)
	defer view.Close()
	viewtest.Show(view, 80, 24)
	loads := s.Loads
	if viewtest.Press(view, "r"); s.Loads != loads+1 {
		t.Errorf("%d loads", s.Loads-loads)
	}
}

func TestAPlaceSaysTheMostThatHasRoom(t *testing.T) {
	theme := viewtest.Kit().Theme
	for _, test := range []struct {
		path []string
		room int
		want string
	}{
		{[]string{"foo", "ApioEntGrpGhent", "Trunk-Backup"}, 0, "foo > ApioEntGrpGhent > Trunk-Backup"},
		{[]string{"foo", "ApioEntGrpGhent", "Trunk-Backup"}, 24, "foo > … > Trunk-Backup"},
		{[]string{"foo", "ApioEntGrpGhent"}, 24, "foo > ApioEntGrpGhent"},
		{[]string{"ServiceProviderID", "GroupIDC"}, 28, "ServiceProviderID > GroupIDC"},
		{[]string{"ServiceProviderID", "GroupIDC"}, 24, "ServiceProvi… > GroupIDC"},
		{[]string{"ServiceProviderID", "g", "T1"}, 24, "ServiceProvide… > … > T1"},
		{[]string{"ServiceProviderID", "GroupWithANameThatIsLonger"}, 24, "Service… > GroupWithANameThatIsLonger"},
		{[]string{"ATenantWithAVeryLongIdOfItsOwn"}, 24, "ATenantWithAVeryLongIdOfItsOwn"},
		{[]string{"漢字漢字漢字漢字", "GroupIDC-and-more"}, 24, "漢字漢… > GroupIDC-and-more"},
	} {
		if got := spotPlace(theme, test.path, test.room); got != test.want {
			t.Errorf("%v in %d: %q, want %q", test.path, test.room, got, test.want)
		}
	}
}

func TestTheGroupThatAPlaceLeavesOutIsFoundAndTold(t *testing.T) {
	var opened []string
	view := newTestSpots(viewtest.Kit(), &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())}}, &opened)
	defer view.Close()
	viewtest.Show(view, 80, 24)
	viewtest.Press(view, "/")
	viewtest.Type(view, "place:ghent")
	viewtest.Press(view, "enter")
	if n, _ := view.table.Counts(); n != 2 {
		t.Errorf("%d lines", n)
	}
	viewtest.Press(view, "down")
	if status := view.Info().Status; !strings.HasPrefix(status, "ApioEntGrpGhent: BLOCKED: max incoming 0") {
		t.Errorf("%q", status)
	}
	view.SetSize(120, 40)
	if status := view.Info().Status; !strings.HasPrefix(status, "BLOCKED: max incoming 0") || !strings.Contains(view.View(), "foo > ApioEntGrpGhent > Trunk-Backup") {
		t.Errorf("%q\n%s", status, view.View())
	}
}

func TestRatesAreToldPlainly(t *testing.T) {
	for rate, want := range map[float64]string{
		200: "200 requests a second", 1e6: "1000000 requests a second", 12.5: "12 requests a second", 2.5: "2.5 requests a second",
		1: "1 request a second", 0.3125: "0.31 requests a second", 0.001: "less than 0.01 requests a second",
	} {
		if got := rateText(rate); got != want {
			t.Errorf("%v: %q, want %q", rate, got, want)
		}
	}
}

func TestTheTenantsOnScreenArePreferred(t *testing.T) {
	var opened []string
	s := &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())}}
	view := newTestSpots(viewtest.Kit(), s, &opened)
	defer view.Close()
	viewtest.Show(view, 80, 24)
	if len(s.Preferred) == 0 || s.Preferred[0] != "foo" || s.Preferred[len(s.Preferred)-1] != "seen" {
		t.Errorf("%v", s.Preferred)
	}
	viewtest.Press(view, "/")
	viewtest.Type(view, "broken")
	viewtest.Press(view, "enter")
	if !slices.Equal(s.Preferred, []string{"broken", "seen"}) {
		t.Errorf("with a filter %v", s.Preferred)
	}
}

func TestEnterJumpsToThePlace(t *testing.T) {
	var opened []string
	view := newTestSpots(viewtest.Kit(), &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())}}, &opened)
	defer view.Close()
	viewtest.Show(view, 80, 24)
	viewtest.Press(view, "enter", "down", "enter", "G", "up", "up", "enter")
	want := []string{"foo: foo/ApioEntGrpGhent", "foo: foo/ApioEntGrpGhent/Trunk-Backup", "broken: broken"}
	if !slices.Equal(opened, want) {
		t.Errorf("%v", opened)
	}
}

func TestAFindingIsMarkedWithANote(t *testing.T) {
	var opened []string
	s := &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())}}
	view := newTestSpots(viewtest.Kit(), s, &opened)
	defer view.Close()
	viewtest.Show(view, 80, 24)

	viewtest.Press(view, "k", "enter", " ", "enter")
	if len(s.Commands) > 0 || !view.Typing() {
		t.Errorf("a blank note was taken: %v", s.Commands)
	}
	viewtest.Press(view, "esc")
	if view.Typing() || len(s.Commands) > 0 {
		t.Errorf("esc did not leave: %v", s.Commands)
	}
	viewtest.Press(view, "k")
	viewtest.Type(view, "qkr") // letters, and not keys
	viewtest.Press(view, "enter")
	if want := []string{"mark foo/ApioEntGrpGhent: qkr"}; !slices.Equal(s.Commands, want) {
		t.Errorf("%v", s.Commands)
	}

	s.MarkErr = errors.New("no space left on device")
	viewtest.Press(view, "k", "a")
	if left := fmt.Sprint(viewtest.Press(view, "enter")); !strings.Contains(left, "not marked: no space left on device") {
		t.Errorf("nothing was notified: %s", left)
	}
}

func TestAKeyHeldDownMarksNothing(t *testing.T) {
	var opened []string
	s := &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())}}
	view := newTestSpots(viewtest.Kit(), s, &opened)
	defer view.Close()
	viewtest.Show(view, 80, 24)
	viewtest.Press(view, "down", "down", "kkkk")
	if view.Typing() {
		t.Error("a burst opened the prompt")
	}
	if e, _ := view.table.Selected(); e.Tenant.ID != "bar" {
		t.Error("k moved the cursor")
	}
}

func TestTheMarkOfAKnownFindingIsTakenAwayAfterAsking(t *testing.T) {
	var opened []string
	s := &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())}}
	view := newTestSpots(viewtest.Kit(), s, &opened)
	defer view.Close()
	viewtest.Show(view, 80, 24)
	left := viewtest.Press(view, "G", "k")
	if len(s.Commands) > 0 || !strings.Contains(fmt.Sprintf("%+v", left), "Take the mark away?") {
		t.Errorf("commands %v, asked %+v", s.Commands, left)
	}
	e, _ := view.table.Selected()
	viewtest.Pump(view, view.unmark(e.Finding))
	if want := []string{"unmark foo/ApioEntGrpTest"}; !slices.Equal(s.Commands, want) {
		t.Errorf("%v", s.Commands)
	}
}

func TestConditionsChooseAmongHotspots(t *testing.T) {
	for filter, want := range map[string]int{
		"severity=blocked": 2, "severity=over": 2, "severity=known": 1, "severity:read": 2, "ratio>1.5": 4, "ratio>5": 1,
		"ghent": 2, "purpose": 1, "place:foo severity=blocked": 2, "!foo": 5,
	} {
		var opened []string
		view := newTestSpots(viewtest.Kit(), &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())}}, &opened)
		viewtest.Show(view, 80, 24)
		viewtest.Press(view, "/")
		viewtest.Type(view, filter)
		if got, _ := view.table.Counts(); got != want {
			t.Errorf("%s: %d lines, want %d", filter, got, want)
		}
		view.Close()
	}
}

func TestALineOfTheHotspotsIsCopiedWithItsPlace(t *testing.T) {
	entries := viewtest.ScanListing().Entries
	if got, want := spotText(entries[1])[:2], []string{
		"tenant foo > group ApioEntGrpGhent > trunk group Trunk-Backup",
		"BLOCKED: max incoming 0, trunk group carries no incoming calls",
	}; !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
	never := entries[5]
	if got := spotText(never); len(got) != 3 || got[0] != "tenant broken" || got[2] != page.NotLive {
		t.Errorf("%q", got)
	}
}

func TestTheMouseOnTheHotspots(t *testing.T) {
	var opened []string
	scanner := &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())}}
	view := newTestSpots(viewtest.Kit(), scanner, &opened)
	defer view.Close()
	viewtest.Show(view, 80, 24)
	line := viewtest.CursorLine(view)
	if onRow, already := view.Click(line + 2); !onRow || already || viewtest.CursorLine(view) != line+2 {
		t.Errorf("on a row %v, already %v, line %d", onRow, already, viewtest.CursorLine(view))
	}
	view.Wheel(3)
	if viewtest.CursorLine(view) != line+5 {
		t.Errorf("the wheel leads to line %d", viewtest.CursorLine(view))
	}
}
