package views

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/ui"
)

// fakeScanner is a scanner whose boards a test makes, and which remembers what it was
// told.
type fakeScanner struct {
	boards    []*hotspots.Board
	loadErr   error
	loads     int
	told      []string
	preferred []string
	markErr   error
}

func (s *fakeScanner) Load() error {
	s.loads++
	return s.loadErr
}

func (s *fakeScanner) Watch(context.Context) <-chan *hotspots.Board {
	boards := make(chan *hotspots.Board, len(s.boards))
	for _, b := range s.boards {
		boards <- b
	}
	close(boards)
	return boards
}

func (s *fakeScanner) tell(text string, args ...any) {
	s.told = append(s.told, fmt.Sprintf(text, args...))
}

func (s *fakeScanner) Know(tenants []apiclient.Tenant) { s.tell("know %d", len(tenants)) }
func (s *fakeScanner) Prefer(ids []string)             { s.preferred = ids }
func (s *fakeScanner) Pause()                          { s.tell("pause") }
func (s *fakeScanner) Resume()                         { s.tell("resume") }

func (s *fakeScanner) Begin(rest bool) error {
	s.tell("begin, the rest %v", rest)
	return nil
}

func (s *fakeScanner) Mark(f hotspots.Finding, note string) error {
	s.tell("mark %s: %s", strings.Join(f.Path, "/"), note)
	return s.markErr
}

func (s *fakeScanner) Unmark(f hotspots.Finding) error {
	s.tell("unmark %s", strings.Join(f.Path, "/"))
	return s.markErr
}

func spot(severity capacity.Severity, text string, ratio float64, path ...string) hotspots.Entry {
	f := hotspots.Finding{Severity: severity, Code: capacity.CallsOver, Path: path, Text: text, Ratio: ratio, Excess: 11}
	return hotspots.Entry{ID: f.Key(), Tenant: apiclient.Tenant{ID: path[0]}, At: readAt(), Finding: f}
}

func gapSpot(standing hotspots.Standing, why, tenant string, at time.Time) hotspots.Entry {
	return hotspots.Entry{ID: "gap " + tenant, Tenant: apiclient.Tenant{ID: tenant}, At: at, Standing: standing, Why: why}
}

// testListing has a line of every kind.
func testListing() *hotspots.Listing {
	known := spot(capacity.Over, "OVER 20 calls x2.0: trunk groups 40, group 20", 2, "foo", "ApioEntGrpTest")
	known.Known, known.Mark = true, hotspots.Mark{Finding: known.Finding, Note: "two trunks of 20 on purpose", At: readAt(), By: "anna"}
	worse := spot(capacity.Over, "OVER 11 calls x1.6: trunk groups 31, group 20", 1.55, "ServiceProviderID", "GroupIDC")
	worse.Mark = hotspots.Mark{Finding: worse.Finding, Note: "was meant", At: readAt()}
	partly := spot(capacity.Notice, "BURST AVAILABLE -18: groups may take 36 of 18", 2, "ServiceProviderID")
	partly.Standing = hotspots.Partly
	return &hotspots.Listing{
		Entries: []hotspots.Entry{
			spot(capacity.Blocked, "BLOCKED: max 0, 3 trunk groups carry no calls", 0, "foo", "ApioEntGrpGhent"),
			spot(capacity.Blocked, "BLOCKED: max incoming 0, trunk group carries no incoming calls", 0, "foo", "ApioEntGrpGhent", "Trunk-Backup"),
			spot(capacity.Over, "OVER 4 calls: trunk groups 4, group 0", math.Inf(1), "bar", "g"),
			worse, partly,
			gapSpot(hotspots.Unread, "pbx.example.net failed (500); try again, and tell who runs the server if it stays", "broken", time.Time{}),
			gapSpot(hotspots.Partly, "group capacity of GroupIDA not read: the gateway of pbx.example.net is down or busy (503); try again in a minute", "ServiceProviderID", readAt()),
			known,
		},
		Blocked: 2, Over: 2, Notice: 1, Known: 1, Whole: 14, Partly: 1, Unread: 1, Oldest: readAt(),
	}
}

func testBoard(scan hotspots.Scan, listing *hotspots.Listing) *hotspots.Board {
	if scan.Rate == 0 {
		scan.Rate = 5
	}
	return &hotspots.Board{Loaded: true, Listing: listing, Scan: scan}
}

func endedScan() hotspots.Scan {
	return hotspots.Scan{
		Phase: hotspots.Ended, StartedAt: readAt(), EndedAt: readAt(), Done: 16, Of: 16,
		All: hotspots.Estimate{Tenants: 16, Requests: 754, Known: true, Time: 151 * time.Second},
	}
}

func testClock() time.Time { return readAt().Add(80 * time.Minute) }

func newTestSpots(kit ui.Kit, s *fakeScanner, opened *[]string) *spots {
	return newSpots(kit, s, testClock, []string{"seen"}, func(t apiclient.Tenant, path []string) []ui.View {
		*opened = append(*opened, t.ID+": "+strings.Join(path, "/"))
		return nil
	})
}

func TestHotspotsPictures(t *testing.T) {
	left := hotspots.Estimate{Tenants: 180, Requests: 14580, Known: true, Time: 49 * time.Minute}
	all := hotspots.Estimate{Tenants: 300, Requests: 24300, Known: true, Time: 81 * time.Minute}
	fine := &hotspots.Listing{Whole: 16, Oldest: readAt()}
	for _, test := range []struct {
		name  string
		board *hotspots.Board
		err   error
		keys  []string
	}{
		{name: "ended", board: testBoard(endedScan(), testListing())},
		{name: "never", board: testBoard(hotspots.Scan{All: hotspots.Estimate{Tenants: 16}}, &hotspots.Listing{})},
		{name: "never-and-unlisted", board: testBoard(hotspots.Scan{}, &hotspots.Listing{})},
		{name: "never-in-odin", board: testBoard(hotspots.Scan{Rate: 200, Reports: true, All: hotspots.Estimate{Tenants: 16}}, &hotspots.Listing{})},
		{name: "elsewhere", board: testBoard(hotspots.Scan{Phase: hotspots.Elsewhere}, testListing())},
		{name: "no-tenants", board: testBoard(hotspots.Scan{Phase: hotspots.Ended, EndedAt: readAt()}, &hotspots.Listing{})},
		{name: "nothing-wrong", board: testBoard(endedScan(), fine)},
		{name: "starting", board: testBoard(hotspots.Scan{Phase: hotspots.Starting}, &hotspots.Listing{})},
		{name: "running", board: testBoard(hotspots.Scan{Phase: hotspots.Running, Done: 120, Of: 300, Requests: 9640, Tenant: "tenant-0121", Left: left}, testListing())},
		{name: "running-first", board: testBoard(hotspots.Scan{Phase: hotspots.Running, Of: 300, Requests: 4, Tenant: "tenant-0001"}, &hotspots.Listing{})},
		{name: "slowed", board: testBoard(hotspots.Scan{Phase: hotspots.Running, Done: 120, Of: 300, Requests: 9640, Rate: 1.25, Slowed: true, Left: left}, fine)},
		{name: "paused", board: testBoard(hotspots.Scan{Phase: hotspots.Paused, Done: 120, Of: 300, Left: left}, testListing())},
		{name: "paused-by-itself", board: testBoard(hotspots.Scan{Phase: hotspots.Paused, Done: 120, Of: 300, Left: left, Why: "pbx.example.net refused the connection; check the address and port given with --url, and that the server runs"}, testListing())},
		{name: "cut-off", board: testBoard(hotspots.Scan{Phase: hotspots.CutOff, StartedAt: readAt().AddDate(0, 0, -2), Done: 120, Of: 300, Left: left, All: all}, testListing())},
		{name: "disk-trouble", board: &hotspots.Board{
			Loaded: true, Listing: testListing(), Scan: endedScan(), Unkept: errors.New("keep what was read: no space left on device"),
			Damage: []hotspots.Damage{{Path: "/state/hotspots/1/tenants/2.json", Err: errors.New("is of version 7, not 1")}, {Path: "/state/x", Err: errors.New("no")}},
		}},
		{name: "disk-unreadable", board: &hotspots.Board{Listing: &hotspots.Listing{}, Scan: hotspots.Scan{Rate: 5}}, err: errors.New("state directory: permission denied")},
		{name: "noting", board: testBoard(endedScan(), testListing()), keys: []string{"down", "k", "m", "e", "a", "n", "t"}},
		{name: "noting-nothing", board: testBoard(endedScan(), testListing()), keys: []string{"k", "enter"}},
		{name: "at-a-gap", board: testBoard(endedScan(), testListing()), keys: []string{"G", "up"}},
		{name: "at-a-known", board: testBoard(endedScan(), testListing()), keys: []string{"G"}},
		{name: "came-back", board: testBoard(endedScan(), testListing()), keys: []string{"down", "down", "down"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			var opened []string
			view := newTestSpots(testKit(), &fakeScanner{boards: []*hotspots.Board{test.board}, loadErr: test.err}, &opened)
			defer view.Close()
			shown(view, 80, 24)
			press(view, test.keys...)
			requirePictures(t, view)
			view.SetSize(60, 12)
			requireFits(t, view, 60, 12)
		})
	}
}

func TestHotspotsArePlainASCIIWhereTheTerminalIs(t *testing.T) {
	var opened []string
	for name, board := range map[string]*hotspots.Board{
		"ended": testBoard(endedScan(), testListing()),
		"never": testBoard(hotspots.Scan{}, &hotspots.Listing{}),
	} {
		view := newTestSpots(asciiKit(), &fakeScanner{boards: []*hotspots.Board{board}}, &opened)
		shown(view, 60, 16)
		told := view.Info()
		for _, text := range []string{view.View(), told.Status, told.Summary, told.Partly} {
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
		s := &fakeScanner{boards: []*hotspots.Board{testBoard(hotspots.Scan{Phase: phase}, testListing())}}
		view := newTestSpots(testKit(), s, &opened)
		shown(view, 80, 24)
		if len(s.told) > 0 {
			t.Errorf("phase %d: %v", phase, s.told)
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
			s := &fakeScanner{boards: []*hotspots.Board{testBoard(hotspots.Scan{Phase: test.phase}, testListing())}}
			view := newTestSpots(testKit(), s, &opened)
			defer view.Close()
			shown(view, 80, 24)
			press(view, test.key)
			if !slices.Equal(s.told, test.want) {
				t.Errorf("%v, want %v", s.told, test.want)
			}
		})
	}
}

// The screen before the first scan says all that the question would say.
func TestTheFirstScanTakesOneKey(t *testing.T) {
	var opened []string
	s := &fakeScanner{boards: []*hotspots.Board{testBoard(hotspots.Scan{}, &hotspots.Listing{})}}
	view := newTestSpots(testKit(), s, &opened)
	defer view.Close()
	shown(view, 80, 24)
	press(view, "p")
	if len(s.told) > 0 {
		t.Errorf("p: %v", s.told)
	}
	if press(view, "r"); !slices.Equal(s.told, []string{"begin, the rest false"}) {
		t.Errorf("r: %v", s.told)
	}
}

func TestLookingAtTheScanOfAnotherProcessReadsTheDiskAgain(t *testing.T) {
	var opened []string
	s := &fakeScanner{boards: []*hotspots.Board{testBoard(hotspots.Scan{Phase: hotspots.Elsewhere}, testListing())}}
	view := newTestSpots(testKit(), s, &opened)
	defer view.Close()
	shown(view, 80, 24)
	loads := s.loads
	if press(view, "r"); s.loads != loads+1 {
		t.Errorf("%d loads", s.loads-loads)
	}
}

func TestAPlaceSaysTheMostThatHasRoom(t *testing.T) {
	theme := testKit().Theme
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
	view := newTestSpots(testKit(), &fakeScanner{boards: []*hotspots.Board{testBoard(endedScan(), testListing())}}, &opened)
	defer view.Close()
	shown(view, 80, 24)
	press(view, "/")
	typed(view, "place:ghent")
	press(view, "enter")
	if n, _ := view.table.Counts(); n != 2 {
		t.Errorf("%d lines", n)
	}
	press(view, "down")
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
	s := &fakeScanner{boards: []*hotspots.Board{testBoard(endedScan(), testListing())}}
	view := newTestSpots(testKit(), s, &opened)
	defer view.Close()
	shown(view, 80, 24)
	if len(s.preferred) == 0 || s.preferred[0] != "foo" || s.preferred[len(s.preferred)-1] != "seen" {
		t.Errorf("%v", s.preferred)
	}
	press(view, "/")
	typed(view, "broken")
	press(view, "enter")
	if !slices.Equal(s.preferred, []string{"broken", "seen"}) {
		t.Errorf("with a filter %v", s.preferred)
	}
}

func TestEnterJumpsToThePlace(t *testing.T) {
	var opened []string
	view := newTestSpots(testKit(), &fakeScanner{boards: []*hotspots.Board{testBoard(endedScan(), testListing())}}, &opened)
	defer view.Close()
	shown(view, 80, 24)
	press(view, "enter", "down", "enter", "G", "up", "up", "enter")
	want := []string{"foo: foo/ApioEntGrpGhent", "foo: foo/ApioEntGrpGhent/Trunk-Backup", "broken: broken"}
	if !slices.Equal(opened, want) {
		t.Errorf("%v", opened)
	}
}

func TestAFindingIsMarkedWithANote(t *testing.T) {
	var opened []string
	s := &fakeScanner{boards: []*hotspots.Board{testBoard(endedScan(), testListing())}}
	view := newTestSpots(testKit(), s, &opened)
	defer view.Close()
	shown(view, 80, 24)

	press(view, "k", "enter", " ", "enter")
	if len(s.told) > 0 || !view.Typing() {
		t.Errorf("a blank note was taken: %v", s.told)
	}
	press(view, "esc")
	if view.Typing() || len(s.told) > 0 {
		t.Errorf("esc did not leave: %v", s.told)
	}
	press(view, "k")
	typed(view, "qkr") // letters, and not keys
	press(view, "enter")
	if want := []string{"mark foo/ApioEntGrpGhent: qkr"}; !slices.Equal(s.told, want) {
		t.Errorf("%v", s.told)
	}

	s.markErr = errors.New("no space left on device")
	press(view, "k", "a")
	if left := fmt.Sprint(press(view, "enter")); !strings.Contains(left, "not marked: no space left on device") {
		t.Errorf("nobody was told: %s", left)
	}
}

func TestAKeyHeldDownMarksNothing(t *testing.T) {
	var opened []string
	s := &fakeScanner{boards: []*hotspots.Board{testBoard(endedScan(), testListing())}}
	view := newTestSpots(testKit(), s, &opened)
	defer view.Close()
	shown(view, 80, 24)
	press(view, "down", "down", "kkkk")
	if view.Typing() {
		t.Error("a burst opened the prompt")
	}
	if e, _ := view.table.Selected(); e.Tenant.ID != "bar" {
		t.Error("k moved the cursor")
	}
}

func TestTheMarkOfAKnownFindingIsTakenAwayAfterAsking(t *testing.T) {
	var opened []string
	s := &fakeScanner{boards: []*hotspots.Board{testBoard(endedScan(), testListing())}}
	view := newTestSpots(testKit(), s, &opened)
	defer view.Close()
	shown(view, 80, 24)
	left := press(view, "G", "k")
	if len(s.told) > 0 || !strings.Contains(fmt.Sprintf("%+v", left), "Take the mark away?") {
		t.Errorf("told %v, asked %+v", s.told, left)
	}
	e, _ := view.table.Selected()
	pump(view, view.unmark(e.Finding))
	if want := []string{"unmark foo/ApioEntGrpTest"}; !slices.Equal(s.told, want) {
		t.Errorf("%v", s.told)
	}
}

func TestConditionsChooseAmongHotspots(t *testing.T) {
	for filter, want := range map[string]int{
		"severity=blocked": 2, "severity=over": 2, "severity=known": 1, "severity:read": 2, "ratio>1.5": 4, "ratio>5": 1,
		"ghent": 2, "purpose": 1, "place:foo severity=blocked": 2, "!foo": 5,
	} {
		var opened []string
		view := newTestSpots(testKit(), &fakeScanner{boards: []*hotspots.Board{testBoard(endedScan(), testListing())}}, &opened)
		shown(view, 80, 24)
		press(view, "/")
		typed(view, filter)
		if got, _ := view.table.Counts(); got != want {
			t.Errorf("%s: %d lines, want %d", filter, got, want)
		}
		view.Close()
	}
}

func TestDurationsAreToldAsOneWouldSayThem(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "some seconds", 9 * time.Second: "some seconds", 34 * time.Second: "about 30 s", 89 * time.Second: "about 90 s", 95 * time.Second: "about 2 min",
		49 * time.Minute: "about 49 min", 81 * time.Minute: "about 1 h 21 min", 60*time.Minute - time.Second: "about 1 h 00 min",
		30 * time.Hour: "about 1 day", 100 * time.Hour: "about 4 days",
	} {
		if got := durationText(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
	for d, want := range map[time.Duration]string{
		-time.Second: "just now", 30 * time.Second: "just now", 5 * time.Minute: "5 min ago", 80 * time.Minute: "1 h ago", 80 * time.Hour: "3 days ago",
	} {
		if got := agoText(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
