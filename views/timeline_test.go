package views

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/history"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// watchedDesk is a desk that compares what it reads, also of enterprise trunks, with what was read before.
func watchedDesk(t *testing.T) (*desk, *history.Keeper) {
	t.Helper()
	d := newDesk(t, true)
	d.history = t.TempDir()
	keeper := history.New(history.Options{Dir: d.history, Host: d.host})
	d.tells(keeper)
	d.show(Home(d.client, viewtest.Kit(), Options{Edits: d.edits, Plans: d.plans(), History: keeper, Host: d.host, Write: true, Now: func() time.Time { return d.pass(0) }}), ui.Options{
		Now: func() time.Time { return d.pass(time.Second) },
	}, 120, 40)
	return d, keeper
}

// keeper keeps what is read in a directory of its own.
func (d *desk) keeper() *history.Keeper {
	keeper := history.New(history.Options{Dir: d.t.TempDir(), Host: d.host})
	d.t.Cleanup(keeper.Flush) // before the directory is removed
	return keeper
}

// tells has what is read compared from now on.
func (d *desk) tells(keeper *history.Keeper) {
	d.client.Tell(apiclient.Reads{Tenants: keeper.Tenants, Trunk: keeper.Trunk, Trunks: keeper.Trunks})
	d.t.Cleanup(keeper.Flush)
}

// visit goes to a place.
func (d *desk) visit(kind string, path ...string) {
	viewtest.Run(d.app, ui.Visit(ui.Place{Kind: kind, Path: path})())
}

// T opens what changed in what the cursor is on, or else in what the screen is about; and esc comes back.
func TestTheTimelineIsOfWhatTheCursorIsOn(t *testing.T) {
	t.Parallel()
	d, _ := watchedDesk(t)
	for _, test := range []struct {
		kind string
		path []string
		keys string // before
		of   string
	}{
		{"tenants", nil, "", "tenant AlpenBank"},
		{"tenant", []string{"foo"}, "", "tenant foo"},
		{"groups", []string{"foo"}, "down", "group ApioEntGrpAntwerp"},
		{"group", []string{"foo", "ApioEntGrpTest"}, "", "trunk group APIO_Trunk_Group_Existing"},
		{"trunk group", []string{"foo", "ApioEntGrpTest", "APIO_Trunk_Group_Fax"}, "", "trunk group APIO_Trunk_Group_Fax"},
		{"enterprise trunks", []string{"foo"}, "", "enterprise trunk ApioEntTest_Trunk_modified"},
		{"routing", []string{"foo", "", "HQ-Inbound"}, "", "enterprise trunk HQ-Inbound"},
		{"capacity", []string{"foo"}, "", "tenant foo"},
		{"edits", nil, "", "this platform"},
	} {
		d.visit(test.kind, test.path...)
		d.keys(strings.Fields(test.keys)...)
		before := strings.Split(d.screen(), "\n")[1]
		d.keys("T")
		if text := d.screen(); !strings.Contains(text, " in "+test.of+".") && !strings.Contains(text, " of "+test.of+" yet.") {
			t.Errorf("on %s: %s is not what it is of:\n%s", test.kind, test.of, text)
		}
		d.keys("esc")
		if after := strings.Split(d.screen(), "\n")[1]; after != before {
			t.Errorf("esc leads to %q, it was at %q", after, before)
		}
	}
	viewtest.Run(d.app, viewtest.Key(":"))
	viewtest.Run(d.app, viewtest.Key("timeline"), viewtest.Key("enter"))
	d.shows("this platform")
}

// What somebody else changes between two readings of screens is told with its bracket; an own save is told
// as that, and opened.
func TestWhatChangesBetweenReadingsOfScreensIsTold(t *testing.T) {
	t.Parallel()
	d, keeper := watchedDesk(t)
	d.visit("groups", "foo")
	keeper.Flush()
	d.putGroup(49)
	d.keys("r")
	keeper.Flush()
	d.visit("routing", "foo", "", "HQ-Inbound")
	d.keys("e", "=", "ctrl+s", "y")
	d.shows("SAVED")
	d.keys("esc")
	keeper.Flush()
	d.visit("timeline", "foo")
	d.shows("max active calls 48 → 49", "weight of APIO_Trunk_Group_Existing 70 → 50", "anna")
	h, err := keeper.Open("foo")
	if err != nil || len(h.Changes(history.Object{Kind: "tenant capacity"})) != 2 {
		t.Errorf("%v %+v", err, h.Changes(history.Object{Kind: "tenant capacity"}))
	}
	d.keys("enter") // the latest is the save
	d.shows("changes > HQ-Inbound", "u undo")
	d.keys("esc", "down", "enter")
	d.shows("foo > groups > ApioEntGrpTest")
}

// A timeline is a place: it is pinned and come back to, and knows what is above it.
func TestATimelineIsAPlace(t *testing.T) {
	t.Parallel()
	d, _ := watchedDesk(t)
	for path, crumbs := range map[string]string{
		"":                                   "tenants > changes",
		"foo":                                "tenants > foo > changes",
		"foo ApioEntGrpTest":                 "tenants > foo > groups > ApioEntGrpTest > changes",
		"foo ApioEntGrpTest T":               "tenants > foo > groups > ApioEntGrpTest > T > changes",
		"foo ApioEntGrpTest HQ-Inbound what": "HQ-Inbound > changes",
	} {
		d.visit("timeline", strings.Fields(path)...)
		if got := strings.Split(d.screen(), "\n")[1]; !strings.Contains(got, crumbs) {
			t.Errorf("%q: %q", path, got)
		}
	}
	d.visit("timeline", strings.Fields("a b c d e")...)
	d.shows("this banyan knows no such place")
	if text := fmt.Sprint(labelOf(ui.Place{Kind: "timeline", Path: []string{"foo", "", "HQ", "routing"}})); text != "foo timeline HQ routing" {
		t.Error(text)
	}
}

// Lists mark what changed since their user looked there before, the preview has the old value, and what is
// gone is told below; a trend is drawn of what was read more than once.
func TestListsMarkWhatChangedSinceTheUserLooked(t *testing.T) {
	t.Parallel()
	d, keeper := watchedDesk(t)
	before := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)
	yesterday := time.Now().Add(-24 * time.Hour)
	group := capacity.Group{ID: "ApioEntGrpTest", Assignment: capacity.Assigned, MaxActiveCalls: viewtest.Calls(48)}
	earlier := capacity.Analyze(capacity.Tenant{ID: "foo", Assignment: capacity.Assigned, Groups: []capacity.Group{group}})
	if err := keeper.Add(history.OfSnapshot(collect.Snapshot{Breakdown: earlier, Done: true, Oldest: yesterday, At: yesterday})); err != nil {
		t.Fatal(err)
	}
	var looked []ui.Look
	for _, p := range []ui.Place{{Kind: "groups", Path: []string{"foo"}}, {Kind: "group", Path: []string{"foo", "ApioEntGrpTest"}}, {Kind: "enterprise trunks", Path: []string{"foo"}}} {
		looked = append(looked, ui.Look{Place: p, At: before, Before: before})
	}
	d.show(Home(d.client, viewtest.Kit(), Options{Edits: d.edits, History: keeper, Host: d.host, Write: true, Memory: &pinned{ui.Memo{Looked: looked}}, Now: func() time.Time { return d.pass(0) }}), ui.Options{
		Now: func() time.Time { return d.pass(time.Second) },
	}, 160, 44)
	d.visit("groups", "foo")
	d.visit("enterprise trunks", "foo")
	d.without("gone since")
	d.without(" ~ ")
	d.putGroup(49)
	if err := d.client.DeleteEnterpriseTrunk(t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, "National-Outbound"); err != nil {
		t.Fatal(err)
	}
	d.keys("r")
	d.shows("- gone since", "National-Outbound")
	d.visit("groups", "foo")
	d.keys("r")
	d.shows("ApioEntGrpTest     ~", "since you last looked", "max active calls 48 → 49", "2 readings since")
	d.visit("capacity", "foo")
	d.keys("r", "down")
	d.shows("foo                      ~", "ApioEntGrpTest         ~", "since you last looked", "max active calls 48 → 49")
}

// The list of tenants marks those in which something changed, and those that are new, by what was read of
// them before; what is gone of the list is told below it. That sends nothing.
func TestTheTenantsMarkWhatChangedSinceTheUserLooked(t *testing.T) {
	t.Parallel()
	d, _ := watchedDesk(t)
	keeper := d.keeper()
	tenants, err := d.client.Tenants(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	yesterday := time.Now().Add(-24 * time.Hour)
	earlier := slices.DeleteFunc(slices.Clone(tenants), func(t apiclient.Tenant) bool { return t.ID == "foo" })
	tenant := capacity.Tenant{ID: "AlpenBank", Assignment: capacity.Assigned, MaxActiveCalls: viewtest.Calls(7)}
	for i, calls := range []int{7, 8} {
		tenant.MaxActiveCalls = viewtest.Calls(calls)
		at := yesterday.Add(time.Duration(i) * time.Hour)
		if err := keeper.Add(history.OfSnapshot(collect.Snapshot{Breakdown: capacity.Analyze(tenant), Done: true, Oldest: at, At: at})); err != nil {
			t.Fatal(err)
		}
	}
	if err := keeper.Add(history.OfTenants(append(earlier, apiclient.Tenant{ID: "Gone-GmbH"}), yesterday)); err != nil {
		t.Fatal(err)
	}
	looked := []ui.Look{{Place: ui.Place{Kind: "tenants"}, At: yesterday, Before: yesterday.Add(-time.Hour)}}
	memory := &pinned{ui.Memo{Looked: looked}}
	d.tells(keeper)
	requests := len(d.server.Requests())
	d.show(Home(d.client, viewtest.Kit(), Options{Edits: d.edits, History: keeper, Host: d.host, Write: true, Memory: memory, Now: func() time.Time { return d.pass(0) }}), ui.Options{
		Now: func() time.Time { return d.pass(time.Second) },
	}, 160, 44)
	d.shows("AlpenBank          ~", "foo                +", "- gone since", "Gone-GmbH", "max active calls 7 → 8")
	if memory.Looked[0].Place.Kind != "tenants" || memory.Looked[0].At.Equal(yesterday) {
		t.Errorf("that the tenants are looked at now is not remembered: %+v", memory.Looked)
	}
	paths := map[string]int{}
	for _, r := range d.server.Requests()[requests:] {
		paths[r.Path]++
	}
	if paths["/api/v1/tenants/"] != 1 {
		t.Errorf("%v", paths)
	}
	d.keys("/")
	viewtest.Run(d.app, viewtest.Key("news=+"), viewtest.Key("enter"))
	d.shows("1/16", "foo")
	d.without("AlpenBank")
}

// Where what is read cannot be kept, the screen that reads says so once, and the timeline for as long as it
// lasts; its figures are right.
func TestAScreenSaysThatWhatItReadIsNotKept(t *testing.T) {
	t.Parallel()
	d, keeper := watchedDesk(t)
	d.visit("groups", "foo")
	keeper.Flush()
	h, err := keeper.Open("foo")
	if err != nil || h.Readings() == 0 {
		t.Fatal(h.Readings(), err)
	}
	files, err := filepath.Glob(filepath.Join(d.history, "history", "*", "*", "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if err := errors.Join(os.Rename(file, file+"~"), os.Mkdir(file, 0o700)); err != nil {
			t.Fatal(err)
		}
	}
	const says = "what is read is not kept, so changes are missed"
	d.putGroup(49)
	d.keys("r")
	d.shows(says, "28/49")
	d.keys("r")
	d.without(says)
	d.keys("T")
	d.shows("what is read is not kept: ")
	for _, file := range files {
		if err := errors.Join(os.Remove(file), os.Rename(file+"~", file)); err != nil {
			t.Fatal(err)
		}
	}
	d.keys("esc", "r")
	keeper.Flush()
	d.keys("T")
	d.without("not kept")
	d.shows("max active calls 48 → 49")
}

// So does the list of tenants, also where not even the names of the histories can be read.
func TestTheTenantsSayThatWhatTheyReadIsNotKept(t *testing.T) {
	t.Parallel()
	d, _ := watchedDesk(t)
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "history"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	keeper := history.New(history.Options{Dir: dir, Host: d.host})
	d.tells(keeper)
	yesterday := time.Now().Add(-24 * time.Hour)
	memory := &pinned{ui.Memo{Looked: []ui.Look{{Place: ui.Place{Kind: "tenants"}, At: yesterday, Before: yesterday}}}}
	d.show(Home(d.client, viewtest.Kit(), Options{Edits: d.edits, History: keeper, Host: d.host, Memory: memory, Now: func() time.Time { return d.pass(0) }}), ui.Options{
		Now: func() time.Time { return d.pass(time.Second) },
	}, 120, 40)
	d.shows("what is read is not kept, so changes are missed", "foo")
}

// What was read of an enterprise trunk before finds the number that it forwards calls to, from any screen.
func TestTheSearchFindsWhereCallsWereForwardedTo(t *testing.T) {
	t.Parallel()
	d, keeper := watchedDesk(t)
	d.visit("find", "+3225550100")
	d.shows("0 places", "forwards of enterprise trunks and trunk groups beyond what was read before not searched")
	d.visit("routing", "foo", "", "HQ-Inbound")
	keeper.Flush()
	d.visit("find", "+3225550100")
	d.keys("r")
	d.shows("1 place", "HQ-Inbound", "forwards to +3225550100 when exhausted")
}
