package browse

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/saving"
)

// usageWorld is a tenant whose enterprise trunks are known by name.
type usageWorld struct {
	mu      sync.Mutex
	trunks  map[string]routing.Trunk
	failing map[string]error
	listErr error
	deleted string // that the list has not, once it is read anew
	state   string
	asked   []string
	parked  map[string][]routing.Parked
	opened  []string
}

func (w *usageWorld) api() *viewtest.API {
	return &viewtest.API{
		OnTrunkGroup: func(_ context.Context, _, group, name string) (apiclient.TrunkGroup, error) {
			return apiclient.TrunkGroup{GroupID: group, Name: name, State: w.state, MaxActiveCalls: viewtest.Calls(24), BurstingMaxActiveCalls: viewtest.Calls(0), EnableBursting: new(false)}, nil
		},
		OnEnterpriseTrunks: func(ctx context.Context, _ string) (items []apiclient.EnterpriseTrunkItem, err error) {
			for _, name := range slices.Sorted(maps.Keys(w.trunks)) {
				if name == w.deleted && apiclient.IsFresh(ctx) {
					continue
				}
				items = append(items, apiclient.EnterpriseTrunkItem{Name: name})
			}
			return items, w.listErr
		},
		OnEnterpriseTrunk: func(_ context.Context, _, name string) (routing.Trunk, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.asked = append(w.asked, name)
			return w.trunks[name], w.failing[name]
		},
	}
}

// open opens the screen of the trunk group that the tests ask about.
func (w *usageWorld) open(closed string) *trunkGroup {
	at := routing.Key{GroupID: "ApioEntGrpLiege", Name: "Trunk-Liege"}
	api := w.api()
	about := TrunkGroup{
		Tenant: viewtest.Enterprise(), Key: at, Trunks: api,
		Parked: func(_ apiclient.TrunkOwner, name string) ([]routing.Parked, error) { return w.parked[name], nil },
		Now:    func() time.Time { return time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC) },
	}
	links := Links{Routing: func(_ apiclient.Tenant, item apiclient.EnterpriseTrunkItem) ui.View {
		w.opened = append(w.opened, item.Name)
		return NewTrunkGroup(viewtest.Kit(), api, Links{}, TrunkGroup{Tenant: about.Tenant, Key: at})
	}}
	view := NewTrunkGroup(viewtest.Kit(), api, links, about).(*trunkGroup)
	view.usage = newUsage(about, closed)
	return view
}

// lessLiege is the trunk without the route that the tests ask about.
func lessLiege(t routing.Trunk) routing.Trunk {
	t = t.Clone()
	t.Routes = t.Routes[:3]
	return t
}

func manyTrunks(n int) map[string]routing.Trunk {
	trunks := make(map[string]routing.Trunk)
	for i := range n {
		trunks[fmt.Sprintf("ET-%03d", i)] = lessLiege(viewtest.HQTrunk())
	}
	trunks["ET-007"] = viewtest.OrderedTrunk()
	return trunks
}

func TestUsagePictures(t *testing.T) {
	failing := map[string]error{"Fax": viewtest.ServerFault("read enterprise trunk Fax"), "Night": viewtest.Forbidden("read enterprise trunk Night")}
	parked := map[string][]routing.Parked{"Parked": {{Route: routing.Route{TrunkGroup: routing.Key{GroupID: "ApioEntGrpLiege", Name: "Trunk-Liege"}}, At: time.Date(2026, 11, 22, 2, 14, 0, 0, time.UTC)}}}
	few := map[string]routing.Trunk{"HQ-Inbound": viewtest.HQTrunk(), "Sales": viewtest.OrderedTrunk(), "Other": lessLiege(viewtest.HQTrunk()), "Parked": lessLiege(viewtest.HQTrunk())}
	with := func(names ...string) map[string]routing.Trunk {
		trunks := map[string]routing.Trunk{"Other": lessLiege(viewtest.HQTrunk())}
		for _, name := range names {
			trunks[name] = viewtest.HQTrunk()
		}
		return trunks
	}
	for _, test := range []struct {
		name   string
		world  *usageWorld
		closed string
		keys   []string
	}{
		{name: "used", world: &usageWorld{trunks: few, parked: parked}, keys: []string{"t"}},
		{name: "down in use", world: &usageWorld{trunks: few, state: "Unavailable"}},
		{name: "down and not used", world: &usageWorld{trunks: with(), state: "Unavailable"}},
		{name: "some not read", world: &usageWorld{trunks: with("HQ-Inbound", "Fax", "Night"), failing: failing}, keys: []string{"t", "up"}},
		{name: "none could be read", world: &usageWorld{trunks: with("Fax", "Night"), failing: failing}},
		{name: "not listed", world: &usageWorld{listErr: viewtest.Forbidden("list enterprise trunks of tenant foo")}},
		{name: "used by none", world: &usageWorld{trunks: with()}},
		{name: "no enterprise trunks", world: &usageWorld{}},
		{name: "not offered", world: &usageWorld{}, closed: "the Odin API does not offer enterprise trunks"},
		{name: "many", world: &usageWorld{trunks: manyTrunks(200)}},
		{name: "many read", world: &usageWorld{trunks: manyTrunks(200)}, keys: []string{"t"}},
	} {
		t.Run(strings.ReplaceAll(test.name, " ", "-"), func(t *testing.T) {
			view := test.world.open(test.closed)
			viewtest.Show(view, 80, 24)
			viewtest.Press(view, test.keys...)
			viewtest.RequirePictures(t, view)
		})
	}
}

func TestATrunkGroupWithSomeTrunksUnreadIsNeverCalledUnused(t *testing.T) {
	for name, world := range map[string]*usageWorld{
		"one of two": {trunks: map[string]routing.Trunk{"A": lessLiege(viewtest.HQTrunk()), "B": viewtest.HQTrunk()}, failing: map[string]error{"B": viewtest.ServerFault("x")}},
		"the list":   {listErr: viewtest.ServerFault("x")},
	} {
		t.Run(name, func(t *testing.T) {
			view := viewtest.Shown(world.open(""))
			viewtest.RequireContains(t, view.View(), "not known: ")
			if strings.Contains(view.View(), "none") {
				t.Errorf("says none:\n%s", view.View())
			}
		})
	}
}

func TestAtMostEightEnterpriseTrunksAreReadTogetherAndOnlyWhenAskedForWhereTheyAreMany(t *testing.T) {
	world := &usageWorld{trunks: manyTrunks(200)}
	view := viewtest.Shown(world.open(""))
	viewtest.RequireEqual(t, "read before anybody asked", world.asked, nil)
	waiting := []tea.Cmd{view.Update(viewtest.Key("t"))}
	read := 0
	for ; len(waiting) > 0; waiting = waiting[1:] {
		if n := len(view.usage.loaders); n > usageTogether {
			t.Fatalf("%d together", n)
		}
		if waiting[0] == nil {
			continue
		}
		switch msg := waiting[0]().(type) {
		case nil:
		case tea.BatchMsg:
			waiting = append(waiting, msg...)
		default:
			waiting = append(waiting, view.Update(msg))
			if read++; read == 50 {
				viewtest.RequireContains(t, view.View(), "used by", "1 so far, 50 of 200 enterprise trunks read")
				viewtest.RequireContains(t, view.Info().Partly, "50 of 200")
				viewtest.Press(view, "G", "g") // the screen takes keys meanwhile
			}
		}
	}
	viewtest.RequireEqual(t, "read", len(world.asked), 200)
	viewtest.RequireContains(t, view.View(), "1 of 200 enterprise trunks", "ET-007", "place 4 of 4, Overflow", "standby")
}

func TestWhatIsDownHasItsUsersReadAtOnceHoweverManyTheyAre(t *testing.T) {
	view := viewtest.Shown((&usageWorld{trunks: manyTrunks(200), state: "unavailable"}).open(""))
	viewtest.RequireContains(t, view.Info().Status.Whole(), "BLOCKED: trunk group is down, used by enterprise trunk ET-007")
}

func TestEnterOpensTheRoutingOfAnEnterpriseTrunkThatUsesIt(t *testing.T) {
	world := &usageWorld{trunks: map[string]routing.Trunk{"HQ-Inbound": viewtest.HQTrunk(), "Sales": viewtest.OrderedTrunk()}}
	view := viewtest.Shown(world.open(""))
	viewtest.RequireContains(t, view.Info().Status.Whole(), "HQ-Inbound: weighted, priority 3, weight 1, share 100 %; takes calls when priority 2 is exhausted")
	viewtest.Press(view, "g", "enter")
	viewtest.RequireEqual(t, "opened by a field", world.opened, nil)
	viewtest.Press(view, "t", "down", "enter")
	viewtest.RequireEqual(t, "opened", world.opened, []string{"Sales"})
}

func TestAnEnterpriseTrunkThatWasDeletedSinceItWasListedIsNoFailure(t *testing.T) {
	for _, answer := range []apiclient.Error{
		{Kind: apiclient.NotFound, Status: 404}, {Kind: apiclient.Refused, Status: 400, Own: true}, {Kind: apiclient.ServerFault, Status: 500, Own: true},
	} {
		for deleted, count := range map[string]string{"Gone": "1 of 2 enterprise trunks", "": "at least 1; 1 of 2 not read"} {
			world := &usageWorld{
				trunks:  map[string]routing.Trunk{"Gone": viewtest.HQTrunk(), "HQ-Inbound": viewtest.HQTrunk()},
				failing: map[string]error{"Gone": &answer}, deleted: deleted,
			}
			view := viewtest.Shown(world.open(""))
			viewtest.RequireContains(t, view.View(), count)
			preview := newUsage(new(keptTrunks).of(view.usage.TrunkGroup), "") // the list that is kept has it still
			if err := preview.readAll(t.Context()); err != nil {
				t.Fatal(err)
			}
			text, _ := preview.sentence("t")
			viewtest.RequireContains(t, text, count)
		}
	}
}

func TestLeavingTheScreenEndsTheReading(t *testing.T) {
	world := &usageWorld{trunks: manyTrunks(200)}
	view := viewtest.Shown(world.open(""))
	cmd := view.Update(viewtest.Key("t"))
	view.Close()
	viewtest.Pump(view, cmd)
	if n := len(world.asked); n > usageTogether {
		t.Errorf("%d were read after the screen was left", n)
	}
}

func TestAnEditBelowIsSeenByTheTrunkGroupsScreen(t *testing.T) {
	world := &usageWorld{trunks: map[string]routing.Trunk{"HQ-Inbound": viewtest.HQTrunk()}}
	view := viewtest.Shown(world.open(""))
	world.trunks["HQ-Inbound"] = lessLiege(viewtest.HQTrunk())
	viewtest.Pump(view, view.Update(saving.JournalChanged{}))
	viewtest.RequireContains(t, view.View(), "none of 1 enterprise trunk")
}

// All rows of a list are told of one reading, until it is forgotten or too old; what failed is
// asked again.
func TestPreviewsShareOneReadingOfTheEnterpriseTrunks(t *testing.T) {
	world := &usageWorld{
		trunks:  map[string]routing.Trunk{"Broken": {}, "HQ-Inbound": viewtest.HQTrunk()},
		failing: map[string]error{"Broken": viewtest.ServerFault("read it")},
	}
	now := viewtest.ReadAt()
	var kept keptTrunks
	for _, step := range []struct {
		name  string
		do    func()
		asked []string
	}{
		{"the first row", func() {}, []string{"Broken", "HQ-Inbound"}},
		{"another row", func() {}, []string{"Broken"}},
		{"later", func() { now = now.Add(keptFor) }, []string{"Broken", "HQ-Inbound"}},
		{"refreshed", kept.forget, []string{"Broken", "HQ-Inbound"}},
	} {
		step.do()
		world.asked = nil
		u := newUsage(kept.of(TrunkGroup{
			Tenant: viewtest.Enterprise(), Key: routing.Key{GroupID: "ApioEntGrpLiege", Name: "Trunk-Liege"}, Trunks: world.api(), Now: func() time.Time { return now },
		}), "")
		if err := u.readAll(t.Context()); err != nil {
			t.Fatal(err)
		}
		viewtest.RequireEqual(t, step.name, world.asked, step.asked)
		viewtest.RequireEqual(t, "used by", u.usedBy(), []string{"HQ-Inbound"})
	}
}
