package views

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/simulator"
	"banyan/internal/change"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// desk is the explorer before a simulated platform, in a session that writes.
type desk struct {
	t      *testing.T
	app    *ui.App
	server *simulator.Server
	client *apio.Client
	edits  *change.Service
	host   string
	dir    string
	write  bool
	now    time.Time
	open   change.Open // what saves go to; nil: the platform
}

func newDesk(t *testing.T, write bool) *desk {
	t.Helper()
	server, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	wire := httptest.NewServer(server)
	t.Cleanup(wire.Close)
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: wire.URL, Write: write})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	d := &desk{t: t, server: server, now: viewtest.ReadAt()}
	d.client = apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
	if err := d.client.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.host, d.dir, d.write = conn.Host(), t.TempDir(), write
	d.start()
	return d
}

// start starts the program; a second time is another run beside the same files.
func (d *desk) start() {
	open := d.open
	if open == nil {
		open = change.Targets(d.host, "APIO", d.client)
	}
	d.edits = change.New(change.Options{
		Dir: d.dir, Open: open, Who: "anna", Principal: "demo",
		Timing: change.Timing{Again: []time.Duration{time.Millisecond}},
	})
	edits := d.edits
	d.t.Cleanup(func() { _, _ = edits.Close() })
	home := Home(d.client, viewtest.Kit(), Options{Edits: d.edits, Host: d.host, Write: d.write, Now: func() time.Time { return d.now }})
	d.app = ui.NewApp(viewtest.Kit(), home, ui.Options{
		Header: ui.Header{Product: "banyan", Place: "demo", ReadOnly: !d.write}, Explain: apiclient.Explain,
		Now: func() time.Time { d.now = d.now.Add(time.Second); return d.now },
	})
	d.t.Cleanup(d.app.Close)
	viewtest.Follow(d.app, d.app.Init())
	viewtest.Run(d.app, tea.WindowSizeMsg{Width: 120, Height: 40})
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

// keys presses keys one after the other; a name of more than one letter that is no key
// is typed letter by letter.
func (d *desk) keys(names ...string) {
	for _, name := range names {
		msgs := []tea.KeyMsg{viewtest.Key(name)}
		if len(msgs[0].Runes) > 1 {
			msgs = nil
			for _, letter := range name {
				msgs = append(msgs, viewtest.Key(string(letter)))
			}
		}
		for _, msg := range msgs {
			d.now = d.now.Add(time.Second)
			viewtest.Run(d.app, msg)
		}
	}
}

func (d *desk) shows(wanted ...string) {
	d.t.Helper()
	viewtest.RequireContains(d.t, d.app.View(), wanted...)
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

func (d *desk) tenantCalls() string {
	c, err := d.client.TenantCapacity(d.t.Context(), "foo")
	if err != nil {
		d.t.Fatal(err)
	}
	return c.MaxActiveCalls.String()
}

func TestTheCallsOfATenantAreRaised(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("e")
	d.shows("Limits of tenant capacity foo", "120, allocated 100, difference 20")
	d.keys("ctrl+u", "150")
	d.shows("was 120", "120 -> 150, allocated 100, difference 20 -> 50", "EDIT, not saved")
	d.keys("tab", "tab", "INC-7", "ctrl+s")
	d.shows("Change tenant capacity foo", "on 127.0.0.1", "nothing is sent yet", "max active calls: 120 -> 150", "difference 20 -> 50")
	if len(d.writes()) != 0 {
		t.Fatalf("sent before it was confirmed: %v", d.writes())
	}
	d.keys("enter", "esc", "ctrl+s", "y")
	d.shows("SAVED", "tenant capacity foo, read back at", "max active calls: 120 -> 150")
	if got := d.tenantCalls(); got != "150" || len(d.writes()) != 1 {
		t.Errorf("the tenant has %s calls after %v", got, d.writes())
	}
	entries, _, err := d.edits.List()
	if err != nil || len(entries) != 1 || entries[0].Ticket != "INC-7" {
		t.Errorf("%+v, %v", entries, err)
	}
	d.keys("esc")
	d.shows("foo > capacity", "calls", "150")
}

func TestLoweringBelowWhatIsAllocatedAsksForTheName(t *testing.T) {
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("e", "ctrl+u", "90")
	d.shows("difference 20 -> -10")
	d.keys("ctrl+s")
	d.shows("below what is allocated", "Type the name foo", "OVER 10 calls")
	d.keys("y", "enter", "y", "ctrl+s", "ctrl+u")
	viewtest.Run(d.app, tea.KeyMsg{Type: tea.KeyRunes, Runes: []rune("foo"), Paste: true})
	d.keys("enter", "y")
	if len(d.writes()) != 0 {
		t.Fatalf("y, enter or a paste confirmed it: %v", d.writes())
	}
	d.keys("ctrl+u", "foo", "enter", "y")
	d.shows("SAVED", "tenant capacity foo")
	if got := d.tenantCalls(); got != "90" {
		t.Errorf("the tenant has %s calls", got)
	}
}

func TestAddedChannelsGoFromTheTopDown(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a")
	d.shows("More channels for trunk group foo/ApioEntGrpTest/APIO_Trunk_Group_Fax")
	d.keys("20")
	d.shows("120 -> 140, allocated 100 -> 120, difference 20")
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
	d.shows("SAVED", "3 edits", "saved: tenant capacity foo", "saved: group capacity", "saved: trunk group")
	d.keys("esc")
	d.shows("foo > capacity", "140")
}

func TestAddingChannelsStopsAtTheFirstThatFailsAndGoesOnFromThere(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a", "20")
	d.server.SetFault(simulator.Fault{Method: "PUT", Path: "*/groups/ApioEntGrpTest/features/trunk_groups/", Status: 403, Body: `{"error":"licence is used up"}`, Times: 1})
	d.keys("ctrl+s", "y")
	d.shows("NOT SAVED", "1 of 3 saved; ctrl+s goes on with the others", "group capacity foo/ApioEntGrpTest", "licence is used up")
	if got := len(d.writes()); got != 2 {
		t.Fatalf("%d writes, want 2", got)
	}
	d.server.ClearFaults()
	d.keys("ctrl+s", "y")
	if got := d.tenantCalls(); got != "140" {
		t.Errorf("the tenant was raised twice: it has %s calls", got)
	}
	if got := len(d.writes()); got != 4 {
		t.Errorf("%d writes, want 4: %v", got, d.writes())
	}
}

func TestSomebodyElsesFigureIsShownAndNotOverriddenByAYes(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("e", "ctrl+u", "150")
	if err := d.client.PutTenantCapacity(t.Context(), "foo", apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(130)}); err != nil {
		t.Fatal(err)
	}
	before := len(d.writes())
	d.keys("ctrl+s")
	d.shows("CONFLICT: somebody else changed tenant capacity foo", "120", "130", "150", "theirs stays")
	d.keys("right", "ctrl+s")
	d.shows("overridden", "Type the name foo", "130 -> 150")
	d.keys("enter", "y", "esc", "esc")
	d.shows("was 130")
	if len(d.writes()) != before {
		t.Errorf("%v", d.writes())
	}
	d.keys("ctrl+s", "foo", "enter", "y")
	d.shows("SAVED", "tenant capacity foo")
}

func TestBurstingOfATrunkGroupIsTurnedOff(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("/", "Group_Existing", "enter", "G", "e")
	d.shows("Limits of trunk group", "<on")
	d.keys("tab", " ")
	d.shows("<off", "difference 2 -> 6")
	d.keys("ctrl+s", "y")
	d.shows("SAVED", "trunk group")
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
		{"letters for a number", []string{"e", "ctrl+u", "many", "ctrl+s"}, "is not a number of calls"},
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
			if len(d.writes()) != 0 {
				t.Errorf("%v", d.writes())
			}
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

func TestLeavingAChangedFormAsks(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("e", "5", "esc")
	d.shows("Leave without saving?")
	d.keys("n")
	d.shows("edit foo")
	d.keys("esc", "y")
	d.shows("foo > capacity")
}

// toForm opens the form of HQ-Inbound of tenant foo with its weights made equal.
func (d *desk) toForm() {
	d.t.Helper()
	d.keys("/", "Foo Industries", "enter", "t", "/", "HQ-Inbound", "enter", "enter", "e")
	d.shows("EDIT", "APIO_Trunk_Group_Existing")
	d.keys("=")
	d.shows("EDIT, not saved")
}

// status is the line above the keys.
func (d *desk) status() string {
	lines := strings.Split(d.app.View(), "\n")
	return lines[len(lines)-2]
}

// toTrunkGroups opens the trunk groups of ApioEntGrpTest of tenant foo.
func (d *desk) toTrunkGroups() {
	d.t.Helper()
	d.keys("/", "Foo Industries", "enter", "enter")
	d.keys("/", "ApioEntGrpTest", "enter")
	d.shows("foo > groups")
	d.keys("enter")
	d.shows("APIO_Trunk_Group_Fax")
}

// Channels that are added where somebody else changed two of the levels ask for the name
// of each before the first is sent.
func TestEachDangerousEditOfSeveralGetsItsOwnName(t *testing.T) {
	t.Parallel()
	d := newDesk(t, true)
	d.toCapacity()
	d.keys("/", "Trunk_Group_Fax", "enter", "G", "a", "20")
	if err := d.client.PutTenantCapacity(t.Context(), "foo", apiclient.TenantCapacity{MaxActiveCalls: viewtest.Calls(130)}); err != nil {
		t.Fatal(err)
	}
	if err := d.client.PutGroupCapacity(t.Context(), "foo", "ApioEntGrpTest", apiclient.GroupCapacity{MaxActiveCalls: viewtest.Calls(50)}); err != nil {
		t.Fatal(err)
	}
	before := len(d.writes())
	d.keys("ctrl+s")
	d.shows("CONFLICT: somebody else changed tenant capacity foo")
	d.keys("right", "ctrl+s")
	d.shows("CONFLICT: somebody else changed group capacity foo/ApioEntGrpTest")
	d.keys("right", "ctrl+s")
	d.shows("Save 3 edits", "Type the name foo ", "Type the name ApioEntGrpTest", "tenant calls 130 -> 140")
	d.keys("foo", "enter", "esc", "y")
	d.shows("the name typed is not ApioEntGrpTest")
	if got := len(d.writes()); got != before {
		t.Fatalf("%d sent before both names were typed", got-before)
	}
	d.keys("ApioEntGrpTest", "enter", "y")
	d.shows("SAVED", "3 edits")
	if got := len(d.writes()) - before; got != 3 {
		t.Errorf("%d of 3 sent: %v", got, d.writes())
	}
}
