package views

import (
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/pipe"
	"banyan/apiclient/simulator"
	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// desk is the explorer before a simulated platform, in a session that writes.
type desk struct {
	shell
	server *simulator.Server
	client *apio.Client
	edits  *change.Service
	host   string
	dir    string
	write  bool

	history string // the state directory of the history, where there is one

	open change.Open // what saves go to; nil: the platform

	savedAt func() time.Time // the clock of saves; nil: the real one
}

// serve starts a server with the default platform, and connects to it.
func serve(t *testing.T, write bool) (*simulator.Server, *apiclient.Conn) {
	t.Helper()
	server, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	dial, stop := pipe.Serve(server)
	t.Cleanup(stop)
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: "http://127.0.0.1", Dial: dial, Write: write})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return server, conn
}

// realAPI is the client of a server with the default platform.
func realAPI(conn *apiclient.Conn) *apio.Client {
	return apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
}

func newDesk(t *testing.T, write bool) *desk {
	t.Helper()
	server, conn := serve(t, write)
	d := &desk{shell: shell{t: t, clock: &clock{now: viewtest.ReadAt()}}, server: server, client: realAPI(conn), host: conn.Host(), dir: t.TempDir(), write: write}
	if err := d.client.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.start()
	return d
}

// atCapacity is a desk before the capacity of tenant foo, in a test that runs beside others.
func atCapacity(t *testing.T) *desk {
	t.Helper()
	t.Parallel()
	d := newDesk(t, true)
	d.toCapacity()
	return d
}

// start starts the program; a second time is another run beside the same files.
func (d *desk) start() {
	open := d.open
	if open == nil {
		open = change.Targets(d.host, "APIO", d.client)
	}
	d.edits = change.New(change.Options{
		Dir: d.dir, Open: open, Who: "anna", Principal: "demo", Now: d.savedAt,
		Timing: change.Timing{Again: []time.Duration{time.Millisecond}},
	})
	edits := d.edits
	d.t.Cleanup(func() { _, _ = edits.Close() })
	home := Home(d.client, viewtest.Kit(), Options{Edits: d.edits, Plans: d.plans(), Activity: &sent{}, Host: d.host, Write: d.write, Now: func() time.Time { return d.pass(0) }})
	d.show(home, ui.Options{
		Header: ui.Header{Product: "banyan", Place: "demo", ReadOnly: !d.write},
		Now:    func() time.Time { return d.pass(time.Second) },
	}, 120, 40)
}

// plans makes and applies the plans of the desk.
func (d *desk) plans() *apply.Service {
	return apply.New(apply.Options{Edits: d.edits, API: d.client, Dir: d.dir, Host: d.host, Dialect: "APIO", Now: func() time.Time { return d.pass(0) }})
}

// through starts the program anew, with saves that go through what wrap makes of each target.
func (d *desk) through(wrap func(change.Subject, change.Target) change.Target) {
	targets := change.Targets(d.host, "APIO", d.client)
	d.open = func(s change.Subject) (change.Target, bool) {
		target, ok := targets(s)
		return wrap(s, target), ok
	}
	d.start()
}

// dies ends the program with what was typed so far on disk, and starts it anew.
func (d *desk) dies() {
	d.t.Helper()
	if err := d.edits.Drafts().Flush(); err != nil {
		d.t.Fatal(err)
	}
	d.app.Close()
	if _, err := d.edits.Close(); err != nil {
		d.t.Fatal(err)
	}
	d.start()
}

// writes are the requests that arrived and could have changed something.
func (d *desk) writes() []string {
	var out []string
	for _, r := range d.server.Requests() {
		if r.Method != "GET" && !strings.HasSuffix(r.Path, "/login/") {
			out = append(out, r.Method+" "+r.Path)
		}
	}
	return out
}

// toCapacity opens the capacity of tenant foo with everything unfolded.
func (d *desk) toCapacity() {
	d.t.Helper()
	d.keys("/", "Foo Industries", "enter", "c")
	d.shows("foo > capacity")
	d.keys("z")
}

// wantWrites counts the writes, somebody else's among them.
func (d *desk) wantWrites(n int) {
	d.t.Helper()
	if got := d.writes(); len(got) != n {
		d.t.Fatalf("%d writes, want %d: %v\n%s", len(got), n, got, d.screen())
	}
}

// wantCalls checks how many calls the tenant has.
func (d *desk) wantCalls(want string) {
	d.t.Helper()
	if c, err := d.client.TenantCapacity(d.t.Context(), "foo"); err != nil || c.MaxActiveCalls.String() != want {
		d.t.Errorf("the tenant has %s calls, want %s: %v", c.MaxActiveCalls, want, err)
	}
}

// putTenant is what somebody else makes of the tenant's limits.
func (d *desk) putTenant(c apiclient.TenantCapacity) {
	d.t.Helper()
	if err := d.client.PutTenantCapacity(d.t.Context(), "foo", c); err != nil {
		d.t.Error(err)
	}
}

// putGroup is what somebody else gives to ApioEntGrpTest.
func (d *desk) putGroup(calls int) {
	d.t.Helper()
	if err := d.client.PutGroupCapacity(d.t.Context(), "foo", "ApioEntGrpTest", apiclient.GroupCapacity{MaxActiveCalls: viewtest.Calls(calls)}); err != nil {
		d.t.Error(err)
	}
}

func TestTheCallsOfATenantAreRaised(t *testing.T) {
	d := atCapacity(t)
	d.after("e", "limits of tenant foo", "100 allocated", "100/120", "nothing changed")
	d.after("150", "was 120", "100/150", "1 change, not saved")
	d.keys("tab", "tab", "INC-7", "ctrl+s")
	d.shows("Review change tenant capacity foo", "at 127.0.0.1", "nothing is sent yet", "max active calls 120 → 150", "100/150")
	d.wantWrites(0)
	d.after("enter esc ctrl+s y", "Verdict tenant capacity foo", "SAVED", "read back", "max active calls 120 → 150")
	d.wantCalls("150")
	d.wantWrites(1)
	entries, _, err := d.edits.List()
	if err != nil || len(entries) != 1 || entries[0].Ticket != "INC-7" {
		t.Errorf("%+v, %v", entries, err)
	}
	d.after("esc", "foo > capacity", "calls", "150")
}

// A limit with zeros before it was saved, and called overtaken, because the server has none.
func TestALimitWithZerosBeforeItIsSaved(t *testing.T) {
	d := atCapacity(t)
	d.after("e 0150 ctrl+s y", "SAVED", "max active calls 120 → 150")
	d.wantCalls("150")
}

func TestLoweringBelowWhatIsAllocatedAsksForTheName(t *testing.T) {
	d := atCapacity(t)
	d.after("e 90", "▲ OVER 10", "■ dangerous: below the 100 allocated; the review asks for the name")
	d.after("ctrl+s", "below what is allocated", "Type the name", "] foo", "▲ OVER 10", "the tenant becomes OVER by 10 calls")
	d.keys("y", "enter", "y", "ctrl+s", "ctrl+u")
	d.paste("foo")
	d.keys("enter", "y")
	d.wantWrites(0)
	d.after("ctrl+u foo enter y", "SAVED", "tenant capacity foo")
	d.wantCalls("90")
}

func TestAddedChannelsGoFromTheTopDown(t *testing.T) {
	d := atCapacity(t)
	d.after("/ Trunk_Group_Fax enter G a", "Bursting to add bursting is off here", "more channels for trunk group APIO_Trunk_Group_Fax", "[ ] 1 tenant foo  has room for 20", "[ ] 2 group ApioEntGrpTest  has room for 20", "x  3 trunk group APIO_Trunk_Group_Fax  always")
	d.after("20 *", "[x] 1 tenant", "[x] 2 group", "120/140", "3 saves, none sent", "3, one request each")
	d.keys("ctrl+s", "y")
	var got []string
	for _, w := range d.writes() {
		_, path, _ := strings.Cut(w, "/tenants/")
		got = append(got, path)
	}
	want := "foo/features/trunk_groups/ foo/groups/ApioEntGrpTest/features/trunk_groups/ foo/groups/ApioEntGrpTest/services/trunk_groups/APIO_Trunk_Group_Fax/"
	if strings.Join(got, " ") != want {
		t.Errorf("writes %v", got)
	}
	d.shows("saved: tenant capacity foo", "saved: group capacity", "saved: trunk group", "u there takes these 3 back one by one, the last one first")
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 80, Height: 24})
	d.shows("SAVED 3 edits: the server holds all of them read back")
	d.after("esc", "foo > capacity", "140")
}

// What the tenant has left is read for the form where the screen below it has one group alone.
func TestChannelsAddedInAGroupTellWhatItsTenantHasLeft(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toTrunkGroups()
	d.after("/ Trunk_Group_Fax enter a", "more channels for trunk group APIO_Trunk_Group_Fax", "[ ] 1 tenant foo  has room for 20", "[ ] 2 group ApioEntGrpTest  has room for 20", "100/120")
	d.server.SetFault(simulator.Fault{Method: "GET", Path: "*/tenants/foo/groups/", Status: 500})
	d.after("esc a", "more channels for trunk group APIO_Trunk_Group_Fax", "1 tenant foo  not all of it was read", "[ ] 2 group ApioEntGrpTest  has room for 20")
}

func TestAddingChannelsStopsAtTheFirstThatFailsAndGoesOnFromThere(t *testing.T) {
	d := atCapacity(t)
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a", "20", "*")
	d.server.SetFault(simulator.Fault{Method: "PUT", Path: "*/groups/ApioEntGrpTest/features/trunk_groups/", Status: 403, Body: `{"error":"licence is used up"}`, Times: 1})
	d.after("ctrl+s y", "NOT SAVED", "1 of 3 saved; ctrl+s goes on with the others", "✓ 1 tenant foo, calls", "✗ 2 group ApioEntGrpTest, calls", "licence is used up", "go on")
	d.wantWrites(2)
	d.server.ClearFaults()
	d.keys("ctrl+s", "y")
	d.wantCalls("140")
	d.wantWrites(4)
}

func TestSomebodyElsesFigureIsShownAndNotOverriddenByAYes(t *testing.T) {
	d := atCapacity(t)
	d.keys("e", "150")
	d.putTenant(apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(130)})
	d.after("ctrl+s", "CONFLICT somebody else changed tenant capacity foo", "120", "130", "150", "theirs stays")
	d.after("right ctrl+s", "overridden", "Type the name", "] foo", "130 → 150")
	d.after("enter y esc", "was 130")
	d.wantWrites(1) // theirs
	d.after("ctrl+s foo enter y", "SAVED", "tenant capacity foo")
}

func TestBurstingOfATrunkGroupIsTurnedOff(t *testing.T) {
	d := atCapacity(t)
	d.after("/ Group_Existing enter G e", "limits of trunk group", "‹ on ›")
	d.keys("tab", " ")
	d.shows("‹ off ›", "was on", "4/6", "0/6")
	d.after("ctrl+s y", "SAVED", "trunk group")
	got, err := d.client.TrunkGroup(t.Context(), "foo", "ApioEntGrpTest", "APIO_Trunk_Group_Existing")
	if err != nil || got.EnableBursting == nil || *got.EnableBursting {
		t.Errorf("bursting %v, %v", got.EnableBursting, err)
	}
}

func TestAFormSaysWhatIsWrongAndSendsNothing(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name string
		keys []string
		want string
	}{
		{"letters for a number", []string{"e", "x"}, "✗ max active calls  a number, or u for unlimited"},
		{"unlimited where it may not be", []string{"/", "Trunk_Group_Fax", "enter", "G", "e", "u"}, "never unlimited"},
		{"an emptied limit", []string{"e", "ctrl+u", "ctrl+s"}, "✗ max active calls  empty: a number, or unlimited; it was 120"},
		{"a number that is too small", []string{"/", "Trunk_Group_Fax", "enter", "G", "e", "0", "ctrl+s"}, "✗ 1 or more"},
		{"nothing changed", []string{"e", "ctrl+s"}, "nothing is changed"},
		{"no number of channels", []string{"/", "Trunk_Group_Fax", "enter", "G", "a", "ctrl+s"}, "1 or more"},
		{"channels for a tenant", []string{"a"}, "choose one"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, true)
			d.toCapacity()
			d.keys(test.keys...)
			d.shows(test.want)
			d.wantWrites(0)
		})
	}
}

// A limit that is taken away is read back as taken away: its absence is no answer that cannot be read.
func TestALimitThatIsClearedIsReadBack(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ name, keys, ended string }{
		{"of a tenant", "e u ctrl+s y", "120 → unlimited"},
		{"of one direction of a trunk group", "/ Trunk_Group_Fax enter G e pgdown 7 ctrl+s y enter e pgdown u ctrl+s APIO_Trunk_Group_Fax enter y", "7 → none"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := atCapacity(t)
			for key := range strings.FieldsSeq(test.keys) {
				d.keys(key)
				if screen := d.screen(); strings.Contains(screen, "cannot be read") || strings.Contains(screen, "--api fits") {
					t.Fatalf("after %s:\n%s", key, screen)
				}
			}
			d.shows("SAVED", test.ended)
		})
	}
}

func TestAReadOnlySessionHasNoForms(t *testing.T) {
	t.Parallel()
	d := newDesk(t, false)
	d.toCapacity()
	for _, key := range []string{"e", "a"} {
		d.keys(key)
		d.shows("foo > capacity", "start again with --write")
	}
}

// The limits of a tenant are edited from its row, and a session that may not says so.
func TestTheLimitsOfATenantAreEditedFromItsRow(t *testing.T) {
	t.Parallel()
	for write, shows := range map[bool]string{true: "limits of tenant foo", false: "start again with --write"} {
		d := newDesk(t, write)
		d.keys("/", "Foo Industries", "enter")
		d.shows("1/")
		d.after("e", shows)
	}
}

func TestLeavingAChangedFormAsks(t *testing.T) {
	d := atCapacity(t)
	d.after("e 5 tab esc", "Leave without saving?")
	d.after("n", "limits of tenant foo")
	d.after("esc y", "foo > capacity")
	d.without("limits of tenant")
}

// However small the screen is: what a save leads to is in view when it is asked for.
func TestASmallReviewBeginsWithItsWarnings(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toCapacity()
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 60, Height: 16})
	d.keys("down", "e", "ctrl+u", "90")
	d.after("ctrl+s", "Review", "more lines below", "! the tenant becomes OVER by 22 calls")
	d.after("tab", "enter, then y saves")
	d.wantWrites(0)
}

// What is dangerous takes a line from the middle of a review.
func TestADangerousReviewBeginsWithItsWarningsAtEveryHeight(t *testing.T) {
	t.Parallel()
	scrolled := 0
	for height := 16; height < 40; height++ {
		d := newDesk(t, true)
		d.toCapacity()
		viewtest.Run(d.app, tea.WindowSizeMsg{Width: 80, Height: height})
		d.keys("down", "e", "ctrl+u", "20", "ctrl+s")
		d.shows("DANGEROUS")
		if screen := d.screen(); strings.Contains(screen, "more lines below") {
			scrolled++
			if changes := strings.Index(screen, "  changes "); changes >= 0 && changes < strings.Index(screen, "  mind ") || !strings.Contains(screen, "  mind ") {
				t.Errorf("%d lines:\n%s", height, screen)
			}
		}
	}
	if scrolled == 0 {
		t.Error("every review had room")
	}
}

// A part of what is no number is not taken for one: what is typed is seen, and not sent.
func TestWhatIsNoNumberIsNeverSent(t *testing.T) {
	d := newDesk(t, true)
	d.toForm()
	d.after("1 0 . 5", "[ 10.5▏  ✗ 1 to 65536", "✗ APIO_Trunk_Group_Existing  weight 10.5: it must be 1 to 65536")
	d.after("ctrl+s", "not sent", "weight 10.5: it must be 1 to 65536")
	d.after("down", "not taken: weight 10.5: it must be 1 to 65536", "[   50]")
	d.after("up - 5", "[   -5▏  ✗ 1 to 65536 ", "weight -5: it must be 1 to 65536")
	d.after("backspace backspace 6", "[    6▏")
	d.without("it must be")
	d.after("1 . 5 J", "not taken: weight 61.5: it must be 1 to 65536") // whatever the key does besides
	d.after("tab tab tab 1 , 5", "✗ max reroutes 1,5: it must be 1 to 10")
	d.after("ctrl+s", "not sent")

	c := atCapacity(t)
	c.keys("j", "e")
	c.after("- 5", "-5▏", "✗ a number")
	c.after("ctrl+s", "✗ max active calls  a number")
	c.after("ctrl+u 1 0 . 5 tab ctrl+s", "[     10.5", "✗ max active calls  a number")
	d.wantWrites(0)
	c.wantWrites(0)
}

// toForm opens the form of HQ-Inbound of tenant foo with its weights made equal.
func (d *desk) toForm() {
	d.t.Helper()
	d.keys("/", "Foo Industries", "enter", "t", "/", "HQ-Inbound", "enter", "enter", "e")
	d.shows("EDIT", "APIO_Trunk_Group_Existing")
	d.after("=", "EDIT  2 changes, not saved")
}

// status is the line above the keys.
func (d *desk) status() string {
	lines := strings.Split(d.screen(), "\n")
	return lines[len(lines)-2]
}

// toTrunkGroups opens the trunk groups of ApioEntGrpTest of tenant foo.
func (d *desk) toTrunkGroups() {
	d.t.Helper()
	d.keys("/", "Foo Industries", "enter", "enter", "/", "ApioEntGrpTest", "enter")
	d.shows("foo > groups")
	d.after("enter", "APIO_Trunk_Group_Fax")
}

// Channels that are added where somebody else changed two of the levels ask for the name
// of each before the first is sent.
func TestEachDangerousEditOfSeveralGetsItsOwnName(t *testing.T) {
	d := atCapacity(t)
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a", "20", "*")
	d.putTenant(apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(130)})
	d.putGroup(50)
	d.after("ctrl+s", "CONFLICT somebody else changed tenant capacity foo")
	d.after("right ctrl+s", "CONFLICT somebody else changed group capacity foo/ApioEntGrpTest")
	d.after("right ctrl+s", "Review save 3 edits", "2 names to type, each below why", "Type the name", "] foo", "Type the name", "] ApioEntGrpTest", "130 → 140", "120/140")
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 80, Height: 24})
	d.shows("overridden ▸ Type the name [▏ ] foo") // beside the question, however little room there is
	d.after("foo enter enter y", "✗ it is ApioEntGrpTest")
	d.wantWrites(2) // theirs: both names have to be typed
	d.after("ApioEntGrpTest enter y", "SAVED", "3 edits")
	d.wantWrites(2 + 3)
}
