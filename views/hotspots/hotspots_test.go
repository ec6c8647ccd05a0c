package hotspots

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// openSpots shows the hotspots of a scanner until the end of a test.
func openSpots(t *testing.T, kit ui.Kit, s *viewtest.Scanner) *spots {
	t.Helper()
	view := New(kit, s, viewtest.Clock, []apiclient.Tenant{{ID: "seen"}}, Links{Open: func(apiclient.Tenant, []string) []ui.View { return nil }}).(*spots)
	t.Cleanup(view.Close)
	return viewtest.Shown(view)
}

// scanner knows of a scan what is listed.
func scanner(scan hotspots.Scan, listing *hotspots.Listing) *viewtest.Scanner {
	return &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(scan, listing)}}
}

// ended is a scanner whose scan came to its end.
func ended() *viewtest.Scanner { return scanner(viewtest.EndedScan(), viewtest.ScanListing()) }

func TestHotspotsPictures(t *testing.T) {
	left := hotspots.Estimate{Tenants: 180, Requests: 14580, Known: true, Time: 49 * time.Minute}
	all := hotspots.Estimate{Tenants: 300, Requests: 24300, Known: true, Time: 81 * time.Minute}
	done := viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())
	fine := &hotspots.Listing{Whole: 16, Oldest: viewtest.ReadAt()}
	for _, test := range []struct {
		name  string
		board *hotspots.Board
		err   error
		keys  []string
	}{
		{name: "ended", board: done},
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
		{name: "running-of-the-demo", board: viewtest.Board(hotspots.Scan{Phase: hotspots.Running, Done: 12, Of: 16, Rate: apiclient.Unpaced, Left: hotspots.Estimate{Tenants: 4, Requests: 100, Known: true}}, fine)},
		{name: "paused", board: viewtest.Board(hotspots.Scan{Phase: hotspots.Paused, Done: 120, Of: 300, Left: left}, viewtest.ScanListing())},
		{name: "paused-by-itself", board: viewtest.Board(hotspots.Scan{Phase: hotspots.Paused, Done: 120, Of: 300, Left: left, Why: "pbx.example.net refused the connection; check the address and port given with --url, and that the server runs"}, viewtest.ScanListing())},
		{name: "cut-off", board: viewtest.Board(hotspots.Scan{Phase: hotspots.CutOff, StartedAt: viewtest.ReadAt().AddDate(0, 0, -2), Done: 120, Of: 300, Left: left, All: all}, viewtest.ScanListing())},
		{name: "disk-trouble", board: &hotspots.Board{
			Loaded: true, Listing: viewtest.ScanListing(), Scan: viewtest.EndedScan(), Unkept: errors.New("keep what was read: no space left on device"),
			Damage: []hotspots.Damage{{Path: "/state/hotspots/1/tenants/2.json", Err: errors.New("is of version 7, not 1")}, {Path: "/state/x", Err: errors.New("no")}},
		}},
		{name: "disk-unreadable", board: &hotspots.Board{Listing: &hotspots.Listing{}, Scan: hotspots.Scan{Rate: 5}}, err: errors.New("state directory: permission denied")},
		{name: "at-a-gap", board: done, keys: []string{"G", "up"}},
		{name: "at-a-known", board: done, keys: []string{"G"}},
		{name: "came-back", board: done, keys: []string{"down", "down", "down"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			view := openSpots(t, viewtest.Kit(), &viewtest.Scanner{Boards: []*hotspots.Board{test.board}, LoadErr: test.err})
			viewtest.Press(view, test.keys...)
			viewtest.RequirePictures(t, view)
			view.SetSize(60, 12)
			viewtest.RequireFits(t, view, 60, 12)
		})
	}
}

func TestHotspotsArePlainASCIIWhereTheTerminalIs(t *testing.T) {
	for _, s := range []*viewtest.Scanner{ended(), scanner(hotspots.Scan{}, &hotspots.Listing{})} {
		view := openSpots(t, viewtest.ASCIIKit(), s)
		viewtest.RequireASCII(t, view)
	}
}

func TestOpeningTheHotspotsAsksForNothing(t *testing.T) {
	for _, phase := range []hotspots.Phase{hotspots.Never, hotspots.CutOff, hotspots.Ended, hotspots.Paused} {
		s := scanner(hotspots.Scan{Phase: phase}, viewtest.ScanListing())
		view := openSpots(t, viewtest.Kit(), s)
		viewtest.RequireEqual(t, fmt.Sprint("commands in phase ", phase), s.Commands, nil)
		_, refreshes := ui.View(view).(ui.Refresher)
		viewtest.RequireEqual(t, "a scan begins by itself", refreshes, false)
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
		{"R begins nothing beside another process", hotspots.Elsewhere, "R", nil},
		{"R asks before it begins", hotspots.Ended, "R", nil},
		{"R does not begin twice", hotspots.Running, "R", nil},
		{"R does not begin beside a paused one", hotspots.Paused, "R", nil},
		{"r reads the tenant of the row", hotspots.Ended, "r", []string{"read foo"}},
		{"r reads it beside a scan", hotspots.Running, "r", []string{"read foo"}},
		{"< makes it slower", hotspots.Running, "<", []string{"faster false"}},
		{"> makes it faster, also when it is paused", hotspots.Paused, ">", []string{"faster true"}},
		{"> sorts where there is no scan", hotspots.Ended, ">", nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := scanner(hotspots.Scan{Phase: test.phase}, viewtest.ScanListing())
			view := openSpots(t, viewtest.Kit(), s)
			viewtest.Press(view, test.key)
			viewtest.RequireEqual(t, "commands", s.Commands, test.want)
		})
	}
}

func TestAConditionThatIsTypedDoesNotChangeTheRate(t *testing.T) {
	s := scanner(hotspots.Scan{Phase: hotspots.Running}, viewtest.ScanListing())
	view := openSpots(t, viewtest.Kit(), s)
	viewtest.Type(view, "/ratio>1.5")
	viewtest.RequireEqual(t, "commands", s.Commands, nil)
	viewtest.RequireEqual(t, "lines", len(view.table.Shown()), 4)
}

// The screen before the first scan says all that the question would say.
func TestTheFirstScanTakesOneKey(t *testing.T) {
	s := scanner(hotspots.Scan{}, &hotspots.Listing{})
	view := openSpots(t, viewtest.Kit(), s)
	viewtest.Press(view, "p")
	viewtest.RequireEqual(t, "commands after p", s.Commands, nil)
	viewtest.RequireContains(t, fmt.Sprint(viewtest.Press(view, "r")), "no row is selected: R reads all tenants")
	viewtest.Press(view, "R")
	viewtest.RequireEqual(t, "commands after R", s.Commands, []string{"begin, the rest false"})
}

func TestLookingAtTheScanOfAnotherProcessReadsTheDiskAgain(t *testing.T) {
	s := scanner(hotspots.Scan{Phase: hotspots.Elsewhere}, viewtest.ScanListing())
	view := openSpots(t, viewtest.Kit(), s)
	loads := s.Loads
	viewtest.Press(view, "R")
	viewtest.RequireEqual(t, "loads", s.Loads, loads+1)
}

func TestAFilterLimitsAScanToWhatIsShown(t *testing.T) {
	s := ended()
	view := openSpots(t, viewtest.Kit(), s)
	viewtest.Type(view, "/place:foo severity=blocked")
	viewtest.Press(view, "enter")
	viewtest.RequireContains(t, fmt.Sprint(view.ShortHelp()), "read these")
	asked := fmt.Sprintf("%+v", viewtest.Press(view, "R"))
	viewtest.RequireContains(t, asked, "Read foo?", "What is known of the others stays as it is.")
	viewtest.RequireEqual(t, "commands before the answer", s.Commands, nil)
	viewtest.Press(view, "/", "ctrl+u")
	viewtest.Type(view, "severity=over")
	viewtest.Press(view, "enter")
	viewtest.RequireEqual(t, "tenants", view.tenantsShown(), []string{"bar", "ServiceProviderID"})
	viewtest.Press(view, "/", "ctrl+u")
	viewtest.Type(view, "nothing of this")
	viewtest.Press(view, "enter")
	viewtest.RequireContains(t, fmt.Sprint(viewtest.Press(view, "R")), "the filter leaves no tenant to read: without it, R reads all 16 tenants")
}

// No clock ticks for it: whatever is drawn has the age of then.
func TestTheAgeOfAScanMovesOn(t *testing.T) {
	now := viewtest.ReadAt().Add(5 * time.Minute)
	view := New(viewtest.Kit(), ended(), func() time.Time { return now }, nil, Links{}).(*spots)
	t.Cleanup(view.Close)
	viewtest.Shown(view)
	viewtest.RequireContains(t, view.View(), "5 min ago")
	now = now.Add(20 * time.Minute)
	viewtest.Press(view, "down")
	viewtest.RequireContains(t, view.View(), "25 min ago")
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
		{[]string{"ServiceProviderID", "g", "A-trunk-group-with-a-name-that-is-long"}, 38, "Service… > … > A-trunk-group-with-a-n…"},
		{[]string{"漢字漢字漢字漢字", "GroupIDC-and-more"}, 24, "漢字漢… > GroupIDC-and-more"},
	} {
		viewtest.RequireEqual(t, fmt.Sprint(test.path, " in ", test.room), placeCell(theme, test.path, test.room, false).Whole(), test.want)
	}
}

func TestTheGroupThatAPlaceLeavesOutIsFoundAndTold(t *testing.T) {
	view := openSpots(t, viewtest.Kit(), ended())
	viewtest.Type(view, "/place:ghent")
	viewtest.Press(view, "enter")
	viewtest.RequireEqual(t, "lines", len(view.table.Shown()), 2)
	viewtest.Press(view, "down")
	if status := view.Info().Status.Whole(); !strings.HasPrefix(status, "■ ApioEntGrpGhent  BLOCKED: max incoming 0") {
		t.Errorf("%q", status)
	}
	view.SetSize(120, 40)
	if status := view.Info().Status.Whole(); !strings.HasPrefix(status, "■ BLOCKED: max incoming 0") || !strings.Contains(view.View(), "foo > ApioEntGrpGhent > Trunk-Backup") {
		t.Errorf("%q\n%s", status, view.View())
	}
}

func TestRatesAreToldPlainly(t *testing.T) {
	for rate, want := range map[float64]string{
		apiclient.Unpaced: "at full speed",
		200:               "200 requests a second", 1e6: "1000000 requests a second", 12.5: "12 requests a second", 2.5: "2.5 requests a second",
		1: "1 request a second", 0.3125: "0.31 requests a second", 0.001: "less than 0.01 requests a second",
	} {
		viewtest.RequireEqual(t, fmt.Sprint(rate), RateText(rate), want)
	}
}

func TestTheTenantsOnScreenArePreferred(t *testing.T) {
	s := ended()
	view := openSpots(t, viewtest.Kit(), s)
	if len(s.Preferred) == 0 || s.Preferred[0] != "foo" || s.Preferred[len(s.Preferred)-1] != "seen" {
		t.Errorf("%v", s.Preferred)
	}
	viewtest.Type(view, "/broken")
	viewtest.Press(view, "enter")
	viewtest.RequireEqual(t, "preferred with a filter", s.Preferred, []string{"broken", "seen"})
}

func TestEnterJumpsToThePlace(t *testing.T) {
	var opened []string
	view := openSpots(t, viewtest.Kit(), ended())
	view.links.Open = func(tenant apiclient.Tenant, path []string) []ui.View {
		opened = append(opened, tenant.ID+": "+strings.Join(path, "/"))
		return nil
	}
	viewtest.Press(view, "enter", "down", "enter", "G", "up", "up", "enter")
	viewtest.RequireEqual(t, "opened", opened, []string{"foo: foo/ApioEntGrpGhent", "foo: foo/ApioEntGrpGhent/Trunk-Backup", "broken: broken"})
}

func TestTheNoteOfAFinding(t *testing.T) {
	kit := viewtest.Kit()
	for name, keys := range map[string][]string{"noting": {"down", "K", "m", "e", "a", "n", "t"}, "noting-nothing": {"K", "enter"}} {
		t.Run(name, func(t *testing.T) {
			view := openSpots(t, kit, ended())
			viewtest.Press(view, keys...)
			viewtest.RequireDialog(t, kit, view)
		})
	}
}

func TestAFindingIsMarkedWithANote(t *testing.T) {
	s := ended()
	view := openSpots(t, viewtest.Kit(), s)

	viewtest.Press(view, "K", "enter", " ", "enter")
	viewtest.RequireEqual(t, "commands after a blank note", s.Commands, nil)
	viewtest.RequireEqual(t, "typing after a blank note", view.Typing(), true)
	viewtest.Press(view, "esc")
	viewtest.RequireEqual(t, "commands after esc", s.Commands, nil)
	viewtest.RequireEqual(t, "typing after esc", view.Typing(), false)
	viewtest.Press(view, "K")
	viewtest.Type(view, "qkr") // letters, and not keys
	viewtest.Press(view, "enter")
	viewtest.RequireEqual(t, "commands", s.Commands, []string{"mark foo/ApioEntGrpGhent: qkr"})

	s.MarkErr = errors.New("no space left on device")
	viewtest.Press(view, "K", "a")
	viewtest.RequireContains(t, fmt.Sprint(viewtest.Press(view, "enter")), "not marked: no space left on device")
}

func TestAKeyHeldDownMarksNothing(t *testing.T) {
	view := openSpots(t, viewtest.Kit(), ended())
	viewtest.Press(view, "down", "down", "KKKK")
	viewtest.RequireEqual(t, "a burst opens the prompt", view.Typing(), false)
	if e, _ := view.table.Selected(); e.Tenant.ID != "bar" {
		t.Error("k moved the cursor")
	}
}

func TestTheMarkOfAKnownFindingIsTakenAwayAfterAsking(t *testing.T) {
	s := ended()
	view := openSpots(t, viewtest.Kit(), s)
	left := viewtest.Press(view, "G", "K")
	viewtest.RequireEqual(t, "commands before the answer", s.Commands, nil)
	viewtest.RequireContains(t, fmt.Sprintf("%+v", left), "Take the mark away?")
	e, _ := view.table.Selected()
	viewtest.Pump(view, view.unmark(e.Finding))
	viewtest.RequireEqual(t, "commands", s.Commands, []string{"unmark foo/ApioEntGrpTest"})
}

func TestConditionsChooseAmongHotspots(t *testing.T) {
	for filter, want := range map[string]int{
		"severity=blocked": 2, "severity=over": 2, "severity=known": 1, "severity:read": 2, "ratio>1.5": 4, "ratio>5": 1,
		"ghent": 2, "purpose": 1, "place:foo severity=blocked": 2, "!foo": 5,
	} {
		view := openSpots(t, viewtest.Kit(), ended())
		viewtest.Type(view, "/"+filter)
		viewtest.RequireEqual(t, "lines with "+filter, len(view.table.Shown()), want)
	}
}

func TestALineOfTheHotspotsIsCopiedWithItsPlace(t *testing.T) {
	entries := viewtest.ScanListing().Entries
	viewtest.RequireEqual(t, "text", spotText(entries[1])[:2], []string{
		"tenant foo > group ApioEntGrpGhent > trunk group Trunk-Backup",
		"BLOCKED: max incoming 0, trunk group carries no incoming calls",
	})
	if got := spotText(entries[5]); len(got) != 3 || got[0] != "tenant broken" || got[2] != page.NotLive {
		t.Errorf("%q", got)
	}
}

func TestTheMouseOnTheHotspots(t *testing.T) {
	view := openSpots(t, viewtest.Kit(), ended())
	line := viewtest.CursorLine(view)
	if onRow, _ := view.Click(line + 2); onRow || viewtest.CursorLine(view) != line {
		t.Errorf("the title of a section is clicked, line %d", viewtest.CursorLine(view))
	}
	if onRow, already := view.Click(line + 3); !onRow || already || viewtest.CursorLine(view) != line+3 {
		t.Errorf("on a row %v, already %v, line %d", onRow, already, viewtest.CursorLine(view))
	}
	view.Wheel(3) // past two titles
	viewtest.RequireEqual(t, "line after the wheel", viewtest.CursorLine(view), line+8)
}

func TestTheHelpExplainsEverySection(t *testing.T) {
	view := openSpots(t, viewtest.Kit(), ended())
	explained := fmt.Sprint(view.Meanings())
	for s := blocked; s <= known; s++ {
		title := strings.TrimSpace(line{section: s}.rule(viewtest.Kit(), false, false).Title.Text)
		viewtest.RequireContains(t, explained, title)
	}
}

func TestJAndKMove(t *testing.T) {
	view := openSpots(t, viewtest.Kit(), ended())
	viewtest.Press(view, "j", "j", "k")
	if e, _ := view.selected(); e.ID != viewtest.ScanListing().Entries[1].ID || view.Typing() {
		t.Errorf("at %v, typing %v", e.Path(), view.Typing())
	}
}

// forms note which forms are asked for.
type forms struct {
	figures.Forms
	asked  []string
	closed int
}

func (f *forms) Matches(msg tea.KeyMsg) (raise, ok bool) {
	return msg.String() == "a", msg.String() == "a" || msg.String() == "e"
}

func (f *forms) Load(tenant apiclient.Tenant, at figures.Level, raise bool) tea.Cmd {
	f.asked = append(f.asked, fmt.Sprint(tenant.ID, " ", at.Depth, " ", at.Group, " ", at.Name, " ", raise))
	return nil
}
func (f *forms) Update(tea.Msg) tea.Cmd { return nil }
func (f *forms) Keys(bool) []key.Binding {
	return append([]key.Binding{ui.Named(viewtest.Kit().Keys.Edit, "edit limits")}, f.AddKey()...)
}

func (f *forms) AddKey() []key.Binding {
	return []key.Binding{ui.Named(viewtest.Kit().Keys.Add, "add channels")}
}
func (f *forms) Edits(on, about string) (string, string) { return on, about }
func (f *forms) Progress() string                        { return "" }
func (f *forms) Busy() bool                              { return false }
func (f *forms) Close()                                  { f.closed++ }

// What is down is taken out of the routing that leads to it, and where none does its own form opens.
func TestWhatIsDownIsMendedInTheRoutingToIt(t *testing.T) {
	hq, night := apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}, apiclient.EnterpriseTrunkItem{Name: "Night\x1b[2J"}
	for name, test := range map[string]struct {
		users  []apiclient.EnterpriseTrunkItem
		err    error
		opened []string
		asked  int
		says   string
	}{
		"one":     {users: []apiclient.EnterpriseTrunkItem{hq}, opened: []string{"HQ-Inbound"}},
		"several": {users: []apiclient.EnterpriseTrunkItem{hq, night}, opened: []string{"HQ-Inbound"}, says: "also routing to Old: Night"},
		"none":    {asked: 1, says: "no enterprise trunk routes to Old"},
		"failed":  {err: viewtest.ServerFault("list"), says: "who routes to Old is not known: pbx.example.net failed (500)"},
	} {
		t.Run(name, func(t *testing.T) {
			view, asked := openSpots(t, viewtest.Kit(), platform()), &forms{}
			var opened []string
			view.links = Links{
				Limits: asked,
				RoutesTo: func(of apiclient.Tenant, at routing.Key) func(context.Context) ([]apiclient.EnterpriseTrunkItem, error) {
					viewtest.RequireEqual(t, "of", of.ID+" "+at.GroupID+" "+at.Name, "ServiceProviderID Mixed Old")
					return func(context.Context) ([]apiclient.EnterpriseTrunkItem, error) { return test.users, test.err }
				},
				Form: func(_ apiclient.Tenant, item apiclient.EnterpriseTrunkItem, at routing.Key) ui.View {
					opened = append(opened, item.Name)
					viewtest.RequireEqual(t, "at", at, routing.Key{GroupID: "Mixed", Name: "Old"})
					return nil
				},
			}
			on, _ := view.Edits()
			viewtest.RequireEqual(t, "edited", on, "routing to Old")
			cmd := view.Update(viewtest.Key("e"))
			viewtest.RequireEqual(t, "on its way", view.Info().Partly, "reading who routes to Old")
			msgs := viewtest.Pump(view, cmd)
			text := fmt.Sprint(msgs[1:]) // the first is the answer
			viewtest.RequireEqual(t, "opened", opened, test.opened)
			viewtest.RequireEqual(t, "limits", len(asked.asked), test.asked)
			viewtest.RequireContains(t, text, test.says)
			if strings.Contains(text, "\x1b") {
				t.Errorf("%q", text)
			}
			late := view.Update(viewtest.Key("e"))
			view.Hear(viewtest.Key("down")) // gives it up
			viewtest.Pump(view, late)
			viewtest.RequireEqual(t, "opened after another key", opened, test.opened)
		})
	}
}

// Nothing here mends licences: the key is not named, and says so.
func TestLicencesHaveNoForm(t *testing.T) {
	listing := viewtest.ScanListing()
	listing.Entries[0].Finding.Code = capacity.LicencesOver
	view, asked := openSpots(t, viewtest.Kit(), scanner(viewtest.EndedScan(), listing)), &forms{}
	view.links.Limits = asked
	for _, binding := range view.ShortHelp() {
		if binding.Help().Key == "e" {
			t.Error("it names e")
		}
	}
	viewtest.RequireContains(t, fmt.Sprint(viewtest.Press(view, "e")), "licences are changed on the platform, not here")
	viewtest.RequireEqual(t, "asked", len(asked.asked), 0)
}

func TestTheLimitsOfAPlaceAreEditedFromItsFinding(t *testing.T) {
	view, asked := openSpots(t, viewtest.Kit(), ended()), &forms{}
	view.links.Limits = asked
	viewtest.Press(view, "e", "down", "a")
	viewtest.Type(view, "/NOT FULLY")
	viewtest.Press(view, "enter", "e")
	viewtest.RequireEqual(t, "asked", asked.asked, []string{"foo 1 ApioEntGrpGhent ApioEntGrpGhent false", "foo 2 ApioEntGrpGhent Trunk-Backup true", "ServiceProviderID 0  ServiceProviderID false"})
	view.Hear(viewtest.Key("down"))
	viewtest.RequireEqual(t, "given up by the next key", asked.closed, 1)
}

// What a save may have mended says so on every width, as long as the tenant is not read again.
func TestWhatIsFromBeforeASaveSaysSo(t *testing.T) {
	listing := viewtest.ScanListing()
	saved := viewtest.ReadAt().Add(70 * time.Minute)
	for i := range listing.Entries {
		if e := &listing.Entries[i]; e.Tenant.ID == "foo" {
			e.SavedAt = saved
		}
	}
	listing.Entries[0].Standing, listing.Entries[0].Why = hotspots.Unread, "pbx.example.net failed (500)"
	board := viewtest.Board(viewtest.EndedScan(), listing)
	board.Again = []string{"foo", "bar"}
	s := &viewtest.Scanner{Boards: []*hotspots.Board{board}}
	view := openSpots(t, viewtest.Kit(), s)
	viewtest.RequireEqual(t, "on its way", view.Info().Partly, "reading foo again, then 1 more")
	viewtest.RequireEqual(t, "busy", view.Busy(), true)
	at := saved.Local().Format(time.TimeOnly)
	viewtest.RequireContains(t, view.Info().Status.Whole(), "the tenant could not be read again; from before the save of "+at+", which may have mended it")
	for _, width := range []int{60, 80, 120, 160} {
		view.SetSize(width, 40)
		if shown := view.View(); !strings.Contains(shown, "… max 0") || !strings.Contains(shown, "▲ ") && !strings.Contains(shown, "OVER 4 calls") {
			t.Errorf("at %d\n%s", width, shown)
		}
	}
	selected, _ := view.table.Selected()
	text := strings.Join(strings.Fields(strings.Join(view.beside.pane(selected, ui.Latest[struct{}]{}).Lines(72), " ")), " ")
	viewtest.RequireContains(t, text, "This was read 1 h ago, before the save of "+at, "It could not be read again: pbx")
	viewtest.RequireContains(t, strings.Join(view.CopyText(), "\n"), "from before the save of "+at)
	viewtest.Press(view, "enter")
	viewtest.RequireEqual(t, "the place is read again where it is opened", s.Commands, []string{"read foo"})
}

func TestAFoldedSectionOpensAgainAndIsNoPlace(t *testing.T) {
	view := openSpots(t, viewtest.Kit(), ended())
	opened := 0
	view.links.Open = func(apiclient.Tenant, []string) []ui.View { opened++; return nil }
	viewtest.Press(view, " ")
	viewtest.RequireContains(t, view.View(), "space shows them")
	viewtest.RequireEqual(t, "copied of a title", view.CopyText(), nil)
	viewtest.RequireEqual(t, "status of a title", view.Info().Status.Whole(), "")
	viewtest.Press(view, "K", "enter") // unfolds
	viewtest.RequireEqual(t, "opened", opened, 0)
	viewtest.Press(view, "enter")
	viewtest.RequireEqual(t, "opened from the first row", opened, 1)
}
