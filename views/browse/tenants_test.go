package browse

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"banyan/internal/soak"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/hotspots"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/limits"
	"banyan/views/page"
	"banyan/views/saving"
)

func TestMain(m *testing.M) { soak.Tests{M: m}.Run() }

// testLinks note what is opened, where that is asked.
func testLinks(opened *[]string) Links {
	note := func(place string) ui.View {
		if opened != nil {
			*opened = append(*opened, place)
		}
		return nil
	}
	of := func(place string) func(apiclient.Tenant) ui.View {
		return func(t apiclient.Tenant) ui.View { return note(place + " of " + t.ID) }
	}
	return Links{
		Tenant: of("tenant"), Groups: of("groups"), Capacity: of("capacity"), EnterpriseTrunks: of("enterprise trunks"),
		Capabilities: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
		TrunkGroups:  func(_ apiclient.Tenant, g apiclient.Group) ui.View { return note("group " + g.ID + " " + g.Name) },
		TrunkGroup: func(t apiclient.Tenant, at routing.Key) ui.View {
			return note(t.ID + "/" + at.GroupID + "/" + at.Name)
		},
	}
}

// testAPI lists these tenants.
func testAPI(tenants ...apiclient.Tenant) *viewtest.API {
	return &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) { return tenants, nil }}
}

func newTestTenants(api *viewtest.API, opened *[]string) *tenants {
	return NewTenants(viewtest.Kit(), api, testLinks(opened)).(*tenants)
}

func TestTenantsPictures(t *testing.T) {
	var strange []apiclient.Tenant
	for _, name := range viewtest.Hostile() {
		strange = append(strange, apiclient.Tenant{ID: name, Name: name, Type: apiclient.TenantType(name)})
	}
	for _, test := range []struct {
		name    string
		tenants []apiclient.Tenant
		err     error
	}{
		{name: "read", tenants: []apiclient.Tenant{viewtest.Provider(), viewtest.Enterprise(), {ID: "bare"}}},
		{name: "one-row", tenants: []apiclient.Tenant{viewtest.Enterprise()}},
		{name: "empty"},
		{name: "error", err: &apiclient.Error{Op: "list tenants", Host: "pbx.example.net", Status: 404, Kind: apiclient.NotJSON}},
		{name: "hostile-names", tenants: strange},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) { return test.tenants, test.err }}
			view := viewtest.Shown(newTestTenants(api, nil))
			viewtest.RequirePictures(t, view)
		})
	}
	t.Run("loading", func(t *testing.T) {
		view := newTestTenants(&viewtest.API{}, nil)
		view.SetSize(80, 20)
		view.Init()
		viewtest.RequireEqual(t, "busy while loading", view.Busy(), true)
		viewtest.RequirePictures(t, view)
	})
}

func TestTenantsKeys(t *testing.T) {
	for _, test := range []struct {
		name, key string
		want      []string
	}{
		{"enter opens the tenant and its groups above it", "enter", []string{"tenant of foo", "groups of foo"}},
		{"o does the same", "o", []string{"tenant of foo", "groups of foo"}},
		{"c opens the tenant and its capacity above it", "c", []string{"tenant of foo", "capacity of foo"}},
		{"t opens the tenant and its enterprise trunks above it", "t", []string{"tenant of foo", "enterprise trunks of foo"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := testAPI(viewtest.Provider(), viewtest.Enterprise())
			var opened []string
			view := viewtest.Shown(newTestTenants(api, &opened))
			viewtest.Press(view, "down", test.key)
			viewtest.RequireEqual(t, "opened", opened, test.want)
		})
	}
}

func TestTenantsSayWhyThereAreNoEnterpriseTrunks(t *testing.T) {
	api := testAPI(viewtest.Provider(), viewtest.Enterprise())
	var opened []string
	d := testLinks(&opened)
	view := viewtest.Shown(NewTenants(viewtest.Kit(), api, d).(*tenants))
	viewtest.RequireContains(t, fmt.Sprint(viewtest.Press(view, "t")), "enterprise trunks exist only on tenants of type Enterprise")
	view.links.Capabilities = apiclient.Capabilities{Dialect: "Odin"}
	viewtest.Press(view, "down")
	viewtest.RequireContains(t, fmt.Sprint(viewtest.Press(view, "t")), "the Odin API does not offer enterprise trunks")
	viewtest.RequireEqual(t, "opened", opened, nil)
}

func TestTenantsOfFiveThousand(t *testing.T) {
	var many []apiclient.Tenant
	for i := range 5000 {
		many = append(many, apiclient.Tenant{ID: fmt.Sprintf("tenant-%04d", i), Type: apiclient.Enterprise})
	}
	api := testAPI(many...)
	view := viewtest.Shown(newTestTenants(api, nil))
	viewtest.Press(view, "G", "r")
	viewtest.RequireContains(t, view.View(), "▸ tenant-4999")
	viewtest.RequireFits(t, view, 80, 20)
}

func TestTenantsALateAnswerAfterCloseChangesNothing(t *testing.T) {
	ended := false
	api := &viewtest.API{OnTenants: func(ctx context.Context) ([]apiclient.Tenant, error) {
		ended = ctx.Err() != nil
		return []apiclient.Tenant{viewtest.Enterprise()}, nil
	}}
	view := newTestTenants(api, nil)
	view.SetSize(80, 20)
	late := view.Init()
	before := view.View()
	view.Close()
	view.Update(late())
	viewtest.RequireEqual(t, "request cancelled by Close", ended, true)
	if _, known := view.loader.Value(); known {
		t.Error("the answer was taken after Close")
	}
	viewtest.RequireContains(t, before, "Reading tenants")
}

func TestTenantsRefreshThatFailsKeepsTheRows(t *testing.T) {
	tries := 0
	api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
		if tries++; tries > 1 {
			return nil, viewtest.ServerFault("list tenants")
		}
		return []apiclient.Tenant{viewtest.Provider(), viewtest.Enterprise()}, nil
	}}
	view := viewtest.Shown(newTestTenants(api, nil))
	viewtest.Press(view, "down")
	before := view.View()
	viewtest.Press(view, "r")
	viewtest.RequireEqual(t, "after a failed refresh", view.View(), before)
	info := view.Info()
	viewtest.RequireContains(t, info.Status.Whole(), "✗ pbx.example.net failed (500)")
	viewtest.RequireEqual(t, "tone", info.Status.Tone, ui.Failed)
}

// What to do after a refresh that failed stands within 80 columns, however long the host and its words are.
func TestWhatToDoAfterAFailedRefreshIsSeen(t *testing.T) {
	for _, test := range []struct {
		failed apiclient.Error
		says   string
	}{
		{apiclient.Error{Kind: apiclient.SessionEnded, Message: "idle for too long"}, "✗ the session has ended; log in again"},
		{apiclient.Error{Kind: apiclient.Unreachable, Err: syscall.ECONNREFUSED}, "✗ portal.voice.example.net refused the connection; check the address and port"},
		{apiclient.Error{Kind: apiclient.Timeout}, "✗ portal.voice.example.net did not answer in time; try again, or check the"},
		{apiclient.Error{Kind: apiclient.Unavailable, Status: 503}, "✗ the gateway of portal.voice.example.net is down or busy (503); try again"},
	} {
		t.Run(test.says, func(t *testing.T) {
			tries := 0
			api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
				if tries++; tries > 1 {
					test.failed.Op, test.failed.Host = "list tenants", "portal.voice.example.net"
					return nil, &test.failed
				}
				return []apiclient.Tenant{viewtest.Provider()}, nil
			}}
			app := viewtest.App(t, newTestTenants(api, nil), ui.Options{}, 80, 24)
			viewtest.Run(app, viewtest.Key("r"))
			viewtest.RequireContains(t, app.View(), test.says)
		})
	}
}

func TestTenantsSayThatTheyAreLoadingOnceMore(t *testing.T) {
	api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) { return nil, viewtest.ServerFault("list tenants") }}
	view := viewtest.Shown(newTestTenants(api, nil))
	viewtest.RequireContains(t, view.View(), "Tenants could not be read")
	view.Refresh()
	viewtest.RequireContains(t, view.View(), "Reading tenants")
}

func TestTheTenantsSayHowManyEditsAreUnknown(t *testing.T) {
	journal := viewtest.Journal()
	d := testLinks(new([]string))
	d.Journal = journal
	api := testAPI(viewtest.Enterprise())
	view := viewtest.Shown(NewTenants(viewtest.Kit(), api, d).(*tenants))
	defer view.Close()
	t.Run("unknown", func(t *testing.T) { viewtest.RequirePictures(t, view) })
	journal.Entries[0].Verdict = change.Saved
	viewtest.Pump(view, saving.Ended())
	if line := view.View(); saving.CountUnknown(journal.Entries) != 0 || slices.Contains([]rune(line), '…') {
		t.Errorf("the line stays: %s", line)
	}
}

func TestWhatAnEarlierRunLeftIsSettledAtTheStart(t *testing.T) {
	journal := viewtest.Journal()
	journal.Settles = []change.Entry{journal.Entries[4]} // of a tenant's limits
	d := testLinks(new([]string))
	d.Journal = journal
	view := NewTenants(viewtest.Kit(), &viewtest.API{}, d).(*tenants)
	defer view.Close()
	view.SetSize(80, 20)
	left := viewtest.Pump(view, view.Init())
	for _, wanted := range []tea.Msg{saving.JournalChanged{}, saving.FiguresChanged{Tenant: journal.Settles[0].Subject.Tenant}} {
		if !slices.Contains(left, wanted) {
			t.Errorf("there is no %T", wanted)
		}
	}
}

// scannedTenants are tenants of every kind, with what a scan kept of them.
func scannedTenants() ([]apiclient.Tenant, *hotspots.Listing) {
	listing := viewtest.ScanListing()
	calls := func(own capacity.Reading, given int) capacity.Figures {
		f := capacity.Figures{Own: own, Allocated: capacity.Sum{}.Add(viewtest.Calls(given))}
		f.Difference = capacity.Subtract(f.Own, f.Allocated)
		return f
	}
	over := viewtest.Spot(capacity.Over, "OVER 38 calls x1.06: groups 623, tenant 585", 1.06, "BelfortRetail").Finding
	blocked := viewtest.Spot(capacity.Blocked, "BLOCKED: max 0, 3 trunk groups carry no calls", 0, "TaxiUnion", "TU-AIRPORT").Finding
	notice := viewtest.Spot(capacity.Notice, "BURST AVAILABLE -18: groups may take 36 of 18", 2, "TaxiUnion").Finding
	read := func(f capacity.Figures, groups int, found ...hotspots.Finding) hotspots.Reading {
		return hotspots.Reading{At: viewtest.ReadAt(), Known: true, Calls: f, Bursting: calls(viewtest.Calls(30), 14), Groups: hotspots.Tally{Listed: groups}, Findings: found}
	}
	partly := read(calls(viewtest.Calls(226), 114), 5)
	partly.Standing, partly.Why = hotspots.Partly, "group capacity of GroupIDA not read: down"
	absent := read(calls(viewtest.Calls(0), 0), 5)
	absent.Absent = true
	listing.Readings = map[string]hotspots.Reading{
		"AlpenBank": read(calls(viewtest.Calls(460), 412), 26), "BelfortRetail": read(calls(viewtest.Calls(585), 623), 56, over, over),
		"KadeLogistics": read(calls(viewtest.Calls(290), 290), 21), "NordicSupply": read(calls(viewtest.NoLimit(), 456), 7),
		"TaxiUnion": read(calls(viewtest.Calls(80), 58), 4, blocked, over, notice), "VoxHosting": absent, "WavreCampus": read(calls(viewtest.Calls(60), 0), 0),
		"partly": partly, "broken": {Standing: hotspots.Unread, Why: "pbx.example.net failed (500)"},
	}
	listing.Groups = hotspots.Tally{Listed: 198, Below: 143, Full: 42, Over: 6, Absent: 7}
	var all []apiclient.Tenant
	for _, id := range []string{"AlpenBank", "BelfortRetail", "KadeLogistics", "NordicSupply", "TaxiUnion", "VoxHosting", "WavreCampus", "partly", "broken", "new"} {
		all = append(all, apiclient.Tenant{ID: id, Name: "the name of " + id, Type: apiclient.Enterprise})
	}
	return all, listing
}

// scannedLinks are links with a scanner that knows a board.
func scannedLinks(scan hotspots.Scan, listing *hotspots.Listing) Links {
	links := testLinks(nil)
	links.Limits.Session.Now = viewtest.Clock
	links.LoadScan = func() error { return nil }
	links.Scan = (&viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(scan, listing)}}).Watch
	return links
}

func TestTenantsShowWhatTheLastScanKept(t *testing.T) {
	all, listing := scannedTenants()
	view := viewtest.Shown(NewTenants(viewtest.Kit(), testAPI(all...), scannedLinks(viewtest.EndedScan(), listing)))
	defer view.Close()
	viewtest.RequirePictures(t, view)
	t.Run("160x44", func(t *testing.T) {
		view.SetSize(160, 40)
		golden.RequireEqual(t, viewtest.Picture(view))
	})
}

// A ticket has the figures and the finding of a row, and what is not known of them.
func TestTheCopyOfATenantHasItsFiguresAndFinding(t *testing.T) {
	t.Parallel()
	all, listing := scannedTenants()
	saved := listing.Readings["AlpenBank"]
	saved.SavedAt = viewtest.ReadAt()
	listing.Readings["saved"] = saved
	all = append(all, apiclient.Tenant{ID: "saved", Type: apiclient.Enterprise})
	view := viewtest.Shown(NewTenants(viewtest.Kit(), testAPI(all...), scannedLinks(viewtest.EndedScan(), listing)).(*tenants))
	defer view.Close()
	copied := func(id string) string {
		view.table.Select(id)
		return strings.Join(view.CopyText()[1:], "\n")
	}
	kind, at, live := "Type: Enterprise\n", "Read "+viewtest.ReadAt().Local().Format(page.StampFormat)+".\n", "Configured limits, not live calls."
	bursting := "Bursting: max 30, allocated 14, difference 16, x0.5\n"
	for id, want := range map[string]string{
		"TaxiUnion":  kind + "Calls: max 80, allocated 58, difference 22, x0.7\n" + bursting + "TU-AIRPORT: BLOCKED: max 0, 3 trunk groups carry no calls; OVER 38 calls x1.06: groups 623, tenant 585\n" + at + live,
		"VoxHosting": kind + "trunking is not assigned here: it counts as zero calls\n" + at + live,
		"partly":     kind + "Calls: max 226, allocated 114, difference 112, x0.5\n" + bursting + "Not all was read: group capacity of GroupIDA not read: down\n" + at + live,
		"broken":     kind + "its limits were not read\npbx.example.net failed (500)",
		"new":        kind + "its limits were not read",
		"saved":      kind + "Calls: max 460, allocated 412, difference 48, x0.9\n" + bursting + "From " + page.BeforeSaveText(saved.SavedAt) + ".\n" + at + live,
	} {
		viewtest.RequireEqual(t, id, copied(id), want)
	}
	listed := tenantRow{Tenant: all[0], reading: listing.Readings["AlpenBank"], done: true, glance: true}
	viewtest.RequireContains(t, strings.Join(listed.text(), "\n"), "Calls: max 460", "Its limits alone were read: what is below it is not known.")
}

func TestATenantWhoseFiguresAreFromBeforeASaveSaysSo(t *testing.T) {
	all, listing := scannedTenants()
	saved := viewtest.ReadAt().Add(time.Hour)
	for id, r := range listing.Readings {
		r.SavedAt = saved
		listing.Readings[id] = r
	}
	view := viewtest.Shown(NewTenants(viewtest.Kit(), testAPI(all...), scannedLinks(viewtest.EndedScan(), listing)).(*tenants))
	defer view.Close()
	viewtest.RequireContains(t, view.View(), "… ▲ ")
	viewtest.RequireContains(t, view.Info().Status.Whole(), "… from before the save of "+saved.Local().Format(time.TimeOnly)+": ")
}

func TestTenantsBeginAtTheWorstUnlessAKeyCameFirst(t *testing.T) {
	all, listing := scannedTenants()
	for key, want := range map[string]string{"": "TaxiUnion", "H": all[0].ID} { // which goes elsewhere
		view := NewTenants(viewtest.Kit(), testAPI(all...), scannedLinks(viewtest.EndedScan(), listing))
		if key != "" {
			view.(ui.Hearer).Hear(viewtest.Key(key))
		}
		if got := viewtest.Shown(view).(*tenants).CopyID(); got != want {
			t.Errorf("after %q at %s, want %s", key, got, want)
		}
		view.Close()
	}
}

// shownIDs are the tenants in the order of the screen.
func shownIDs(v *tenants) string {
	var ids []string
	for _, row := range v.table.Shown() {
		ids = append(ids, row.ID)
	}
	return strings.Join(ids, " ")
}

const worstOrder = "TaxiUnion BelfortRetail KadeLogistics AlpenBank NordicSupply VoxHosting WavreCampus partly broken new"

// With what a scan kept the worst come first: blocked, over, doubtful, all but full, then the others
// and what is not known, each in the server's order. The user's own sort wins.
func TestTheWorstTenantsComeFirst(t *testing.T) {
	all, listing := scannedTenants()
	const server = "AlpenBank BelfortRetail KadeLogistics NordicSupply TaxiUnion VoxHosting WavreCampus partly broken new"
	for name, test := range map[string]struct {
		keys  []string
		scan  hotspots.Scan
		kept  *hotspots.Listing
		want  string
		title string
	}{
		"kept":                     {scan: viewtest.EndedScan(), kept: listing, want: worstOrder, title: "10 · worst first · figures of the scan"},
		"nothing kept":             {kept: &hotspots.Listing{}, want: server, title: "── 10 ──"},
		"the server's order":       {keys: []string{"s", "g", "enter", "r"}, scan: viewtest.EndedScan(), kept: listing, want: server, title: "── 10 · figures of the scan"},
		"reversed":                 {keys: []string{"S", "r"}, scan: viewtest.EndedScan(), kept: listing, want: "AlpenBank NordicSupply VoxHosting WavreCampus KadeLogistics BelfortRetail TaxiUnion partly broken new", title: "── 10 · figures of the scan"},
		"nothing kept, and sorted": {keys: []string{"s", "G", "enter"}, kept: &hotspots.Listing{}, want: server, title: "── 10 ──"},
	} {
		t.Run(name, func(t *testing.T) {
			view := viewtest.Shown(NewTenants(viewtest.Kit(), testAPI(all...), scannedLinks(test.scan, test.kept)).(*tenants))
			defer view.Close()
			viewtest.Press(view, test.keys...)
			viewtest.RequireEqual(t, "order", shownIDs(view), test.want)
			viewtest.RequireContains(t, view.View(), test.title)
		})
	}
}

// A reading that comes changes its row and moves none: they take their places when the user expects
// it, and the cursor stays on its tenant.
func TestRowsDoNotMoveWhileReadingsCome(t *testing.T) {
	all, listing := scannedTenants()
	later := *listing
	later.Readings = maps.Clone(listing.Readings)
	bad := later.Readings["WavreCampus"]
	bad.Findings = []hotspots.Finding{viewtest.Spot(capacity.Blocked, "BLOCKED: max 0, 9 trunk groups carry no calls", 9, "WavreCampus", "g").Finding}
	later.Readings["WavreCampus"] = bad
	const moved = "WavreCampus TaxiUnion BelfortRetail KadeLogistics AlpenBank NordicSupply VoxHosting partly broken new"
	for name, moment := range map[string]func(*tenants){
		"read again":   func(v *tenants) { viewtest.Press(v, "r") },
		"come back to": func(v *tenants) { v.Cover(); v.Follow() },
		"sorted so": func(v *tenants) {
			viewtest.Press(v, "<")
			v.Follow()
			viewtest.Press(v, ">")
			v.Follow()
		},
		"read by the clock": func(v *tenants) { viewtest.Pump(v, v.Renew()) },
	} {
		t.Run(name, func(t *testing.T) {
			links := scannedLinks(viewtest.EndedScan(), listing)
			links.Scan = (&viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), listing), viewtest.Board(viewtest.EndedScan(), &later)}}).Watch
			view := viewtest.Shown(NewTenants(viewtest.Kit(), testAPI(all...), links).(*tenants))
			defer view.Close()
			viewtest.Press(view, "j", "j")
			viewtest.RequireEqual(t, "order", shownIDs(view), worstOrder)
			viewtest.RequireContains(t, view.View(), "■ 1 blocked\n")
			moment(view)
			want := moved
			if name == "read by the clock" {
				want = worstOrder
			}
			viewtest.RequireEqual(t, "order then", shownIDs(view), want)
			viewtest.RequireEqual(t, "cursor", view.CopyID(), "KadeLogistics")
		})
	}
}

// The first scan of a platform ends while another screen is open: the list is in order when the user
// is back, and not before.
func TestTheFirstScanPutsTheWorstFirstOnceTheListIsComeBackTo(t *testing.T) {
	all, listing := scannedTenants()
	links := scannedLinks(hotspots.Scan{}, &hotspots.Listing{})
	links.Scan = (&viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(hotspots.Scan{}, &hotspots.Listing{}), viewtest.Board(viewtest.EndedScan(), listing)}}).Watch
	view := viewtest.Shown(NewTenants(viewtest.Kit(), testAPI(all...), links).(*tenants))
	defer view.Close()
	viewtest.RequireEqual(t, "first", strings.Fields(shownIDs(view))[0], "AlpenBank")
	view.Cover()
	view.Follow()
	viewtest.RequireEqual(t, "order", shownIDs(view), worstOrder)
	viewtest.RequireEqual(t, "cursor", view.CopyID(), "AlpenBank")
}

func TestTenantsSayWhatAScanTakesBeforeTheFirst(t *testing.T) {
	all, _ := scannedTenants()
	view := viewtest.Shown(NewTenants(viewtest.Kit(), testAPI(all...), scannedLinks(hotspots.Scan{}, &hotspots.Listing{})))
	defer view.Close()
	status := view.(ui.Informer).Info().Status.Whole()
	viewtest.RequireContains(t, status, "how full they are is unknown: H R reads all 10 tenants, 5 requests a second")
	if safetext.Width(status) > 75 { // of 79; a large platform has two digits more
		t.Errorf("%q is cut at 80 columns", status)
	}
	view.SetSize(120, 36)
	viewtest.RequireContains(t, view.View(), "how full they are is unknown: H R reads all 10 tenants, 5 requests a second", "not read")
	viewtest.Type(view, "/not read")
	if shown, _ := view.(*tenants).table.Counts(); shown != 0 {
		t.Errorf("a filter finds %d rows by what is in all of them", shown)
	}
}

func TestEOnTenantsOpensTheTenantsLimits(t *testing.T) {
	api := &viewtest.API{
		OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
			return []apiclient.Tenant{viewtest.Enterprise()}, nil
		},
		OnTenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) {
			return apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(226), BurstingMaxActiveCalls: viewtest.Calls(18)}, nil
		},
		OnGroups: func(context.Context, string) ([]apiclient.Group, error) {
			return []apiclient.Group{{ID: "a"}, {ID: "b"}}, nil
		},
		OnGroupCapacity: func(context.Context, string, string) (apiclient.GroupCapacity, error) {
			return apiclient.GroupCapacity{MaxActiveCalls: viewtest.Calls(50), BurstingMaxActiveCalls: viewtest.Calls(5)}, nil
		},
	}
	for name, open := range map[string]func(Links) ui.View{
		"tenants":      func(l Links) ui.View { return NewTenants(viewtest.Kit(), api, l) },
		"its own page": func(l Links) ui.View { return NewTenant(viewtest.Kit(), api, viewtest.Enterprise(), l) },
	} {
		t.Run(name, func(t *testing.T) {
			links := testLinks(nil)
			links.Limits = limits.Forms{Kit: viewtest.Kit(), Levels: limits.Levels{API: api}, Session: saving.Session{Service: change.New(change.Options{Dir: t.TempDir(), Who: "anna"}), Write: true}}
			app := viewtest.App(t, open(links), ui.Options{Now: viewtest.ReadAt}, 80, 24)
			viewtest.Run(app, viewtest.Key("e"))
			viewtest.RequireContains(t, app.View(), "226", "18", "100 allocated")
			links.Limits.Session.Write = false
			app = viewtest.App(t, open(links), ui.Options{Now: viewtest.ReadAt}, 80, 24)
			viewtest.Run(app, viewtest.Key("e"))
			viewtest.RequireContains(t, app.View(), "writing is off in this session")
		})
	}
}

// reading is a list of two tenants, which are read while the cursor rests on them.
func reading(collections *viewtest.Collections) *tenants {
	links := testLinks(nil)
	links.Collect = func(apiclient.Tenant) func(context.Context) Collection {
		return viewtest.StartOf[Collection](collections)
	}
	view := NewTenants(viewtest.Kit(), testAPI(viewtest.Provider(), viewtest.Enterprise()), links).(*tenants)
	viewtest.Show(view, 160, 44)
	return view
}

// How many groups were read is told once it is known of how many.
func TestNoGroupsAreCountedBeforeTheyAreListed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		view := reading(viewtest.Reads(collect.Snapshot{}, viewtest.Snapshot(viewtest.Sample())))
		defer view.Close()
		cmd := view.Side().Update(view.Side().Follow()())
		view.Side().Update(cmd())
		viewtest.RequireContains(t, view.View(), "ServiceProviderID")
		viewtest.RequireEqual(t, "partly", view.Info().Partly, "")
	})
}

// What is read of the tenant that the cursor rests on goes into its row as it comes, and its
// preview shows the groups, the fullest first.
func TestTheTenantThatTheCursorRestsOnIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		view := reading(viewtest.Reads(viewtest.Listed(viewtest.Sample()), viewtest.Snapshot(viewtest.Sample())))
		defer view.Close()
		cmd := view.Side().Update(view.Side().Follow()())
		cmd = view.Side().Update(cmd())
		viewtest.RequireContains(t, view.View(), "… 0 of 5 read")
		viewtest.RequireEqual(t, "partly", view.Info().Partly, "0 of 5 groups")
		cmd = view.Side().Update(cmd())
		view.Side().Update(cmd())
		viewtest.RequireContains(t, view.View(), "114/226", "▲ 2 over", "· figures of 1 read", "fullest first")
		golden.RequireEqual(t, viewtest.Picture(view))
	})
}

// A tenant whose reading was given up keeps what came of it, and is read anew when the cursor
// is back.
func TestATenantThatIsReadInPartIsNotForgotten(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		part := viewtest.Snapshot(viewtest.Sample())
		part.Done, part.Breakdown.GroupsRead = false, 3
		collections := &viewtest.Collections{Runs: [][]collect.Snapshot{{part, part}, {viewtest.Snapshot(viewtest.Sample())}}}
		view := reading(collections)
		defer view.Close()
		cmd := view.Side().Update(view.Side().Follow()())
		view.Side().Update(cmd())
		viewtest.Press(view, "down")
		view.Side().Follow()
		viewtest.RequireContains(t, view.View(), "114/226", "… 3 of 5 read")
		viewtest.Press(view, "up")
		viewtest.RequireContains(t, view.Info().Status.Whole(), "BURST OVER 2")
		cmd = view.Side().Update(view.Side().Follow()())
		view.Side().Update(cmd())
		viewtest.RequireContains(t, view.View(), "114/226", "▲ 2 over")
	})
}

// Of what the cursor's rest brought and what a scan kept, the later one is shown.
func TestARowOfTheTenantsShowsTheLatestReading(t *testing.T) {
	for name, test := range map[string]struct {
		scanned time.Time
		want    string
	}{
		"the scan is older": {viewtest.ReadAt().Add(-time.Hour), "114/226"},
		"the scan is later": {viewtest.ReadAt().Add(time.Hour), "200/226"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				kept := hotspots.ReadingOf(capacity.Analyze(viewtest.Sample()), test.scanned)
				kept.Calls.Allocated, kept.Findings = capacity.Sum{}.Add(viewtest.Calls(200)), nil
				links := scannedLinks(viewtest.EndedScan(), &hotspots.Listing{Readings: map[string]hotspots.Reading{viewtest.Provider().ID: kept}})
				links.Collect = func(apiclient.Tenant) func(context.Context) Collection {
					return viewtest.StartOf[Collection](viewtest.Reads(viewtest.Snapshot(viewtest.Sample())))
				}
				view := NewTenants(viewtest.Kit(), testAPI(viewtest.Provider()), links).(*tenants)
				defer view.Close()
				viewtest.Show(view, 160, 44)
				cmd := view.Side().Update(view.Side().Follow()())
				cmd = view.Side().Update(cmd())
				view.Side().Update(cmd())
				viewtest.RequireContains(t, view.View(), test.want)
				if other := map[string]string{"114/226": "200/226", "200/226": "114/226"}[test.want]; strings.Contains(view.View(), other) {
					t.Errorf("the row and its preview differ:\n%s", view.View())
				}
			})
		})
	}
}

// Of a tenant that a scan has read since, the groups are read again, once: a scan keeps none.
func TestTheGroupsOfARestedTenantComeBackAfterAScan(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		provider, scanned := viewtest.Provider(), viewtest.ReadAt().Add(time.Hour)
		kept := hotspots.ReadingOf(capacity.Analyze(viewtest.Sample()), scanned)
		links := scannedLinks(viewtest.EndedScan(), &hotspots.Listing{Whole: 1, Readings: map[string]hotspots.Reading{provider.ID: kept}})
		later := viewtest.Snapshot(viewtest.Sample())
		later.Oldest = scanned.Add(time.Minute)
		collections := viewtest.Reads(viewtest.Snapshot(viewtest.Sample()))
		collections.Runs = append(collections.Runs, collections.Runs[0], []collect.Snapshot{later})
		links.Collect = func(apiclient.Tenant) func(context.Context) Collection {
			return viewtest.StartOf[Collection](collections)
		}
		view := NewTenants(viewtest.Kit(), testAPI(provider), links).(*tenants)
		defer view.Close()
		viewtest.Show(view, 160, 44)
		cmd := view.Side().Follow()
		for cmd != nil { // reads it, which is older than the scan, and so once more
			cmd = view.Side().Update(cmd())
		}
		again := view.Side().Follow()
		viewtest.RequireContains(t, view.View(), "fullest first, as before the scan", "114/226")
		cmd = view.Side().Update(again())
		view.Side().Update(cmd())
		viewtest.RequireEqual(t, "of readings", len(collections.Started), 2)
		if view.Side().Follow() != nil {
			t.Error("it is read again though a reading of after the scan was asked for")
		}
		viewtest.RequireContains(t, view.View(), "GroupIDE")
	})
}
