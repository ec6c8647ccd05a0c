package views

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
)

// usageWorld is a tenant whose enterprise trunks are known by name.
type usageWorld struct {
	mu      sync.Mutex
	trunks  map[string]routing.Trunk
	failing map[string]error
	listErr error
	state   string
	asked   []string
	parked  map[string][]routing.Parked
	opened  []string
}

func (w *usageWorld) api() *fakeAPI {
	return &fakeAPI{
		trunkGroup: func(_ context.Context, _, group, name string) (apiclient.TrunkGroup, error) {
			return apiclient.TrunkGroup{GroupID: group, Name: name, State: w.state, MaxActiveCalls: calls(24), BurstingMaxActiveCalls: calls(0), EnableBursting: new(false)}, nil
		},
		enterpriseTrunks: func(context.Context, string) (items []apiclient.EnterpriseTrunkItem, err error) {
			for name := range w.trunks {
				items = append(items, apiclient.EnterpriseTrunkItem{Name: name})
			}
			slices.SortFunc(items, func(a, b apiclient.EnterpriseTrunkItem) int { return strings.Compare(a.Name, b.Name) })
			return items, w.listErr
		},
		enterpriseTrunk: func(_ context.Context, _, name string) (routing.Trunk, error) {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.asked = append(w.asked, name)
			return w.trunks[name], w.failing[name]
		},
	}
}

func (w *usageWorld) open(tenant apiclient.Tenant, lack string) *trunkGroup {
	at := routing.Key{GroupID: "ApioEntGrpLiege", Name: "Trunk-Liege"}
	api := w.api()
	view := newTrunkGroup(testKit(), api, tenant, at)
	view.usage = newUsage(api, tenant, at, lack, func(_ apiclient.TrunkOwner, name string) ([]routing.Parked, error) { return w.parked[name], nil })
	view.now = func() time.Time { return time.Date(2026, 11, 22, 3, 0, 0, 0, time.UTC) }
	view.open = func(_ apiclient.Tenant, item apiclient.EnterpriseTrunkItem) ui.View {
		w.opened = append(w.opened, item.Name)
		return newTrunkGroup(testKit(), api, tenant, at)
	}
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
		trunks[fmt.Sprintf("ET-%03d", i)] = lessLiege(hqTrunk())
	}
	trunks["ET-007"] = orderedTrunk()
	return trunks
}

func TestUsagePictures(t *testing.T) {
	failing := map[string]error{"Fax": serverFault("read enterprise trunk Fax"), "Night": forbidden("read enterprise trunk Night")}
	parked := map[string][]routing.Parked{"Parked": {{Route: routing.Route{TrunkGroup: routing.Key{GroupID: "ApioEntGrpLiege", Name: "Trunk-Liege"}}, At: time.Date(2026, 11, 22, 2, 14, 0, 0, time.UTC)}}}
	few := map[string]routing.Trunk{"HQ-Inbound": hqTrunk(), "Sales": orderedTrunk(), "Other": lessLiege(hqTrunk()), "Parked": lessLiege(hqTrunk())}
	with := func(names ...string) map[string]routing.Trunk {
		trunks := map[string]routing.Trunk{"Other": lessLiege(hqTrunk())}
		for _, name := range names {
			trunks[name] = hqTrunk()
		}
		return trunks
	}
	for _, test := range []struct {
		name  string
		world *usageWorld
		lack  string
		keys  []string
	}{
		{name: "used", world: &usageWorld{trunks: few, parked: parked}, keys: []string{"t"}},
		{name: "down in use", world: &usageWorld{trunks: few, state: "Unavailable"}},
		{name: "down and not used", world: &usageWorld{trunks: with(), state: "Unavailable"}},
		{name: "some not read", world: &usageWorld{trunks: with("HQ-Inbound", "Fax", "Night"), failing: failing}, keys: []string{"t", "up"}},
		{name: "none could be read", world: &usageWorld{trunks: with("Fax", "Night"), failing: failing}},
		{name: "not listed", world: &usageWorld{listErr: forbidden("list enterprise trunks of tenant foo")}},
		{name: "used by none", world: &usageWorld{trunks: with()}},
		{name: "no enterprise trunks", world: &usageWorld{}},
		{name: "not offered", world: &usageWorld{}, lack: "the Odin API does not offer enterprise trunks"},
		{name: "many", world: &usageWorld{trunks: manyTrunks(200)}},
		{name: "many read", world: &usageWorld{trunks: manyTrunks(200)}, keys: []string{"t"}},
	} {
		t.Run(strings.ReplaceAll(test.name, " ", "-"), func(t *testing.T) {
			view := test.world.open(enterprise(), test.lack)
			shown(view, 80, 24)
			press(view, test.keys...)
			requirePictures(t, view)
		})
	}
}

func TestATrunkGroupWithSomeTrunksUnreadIsNeverCalledUnused(t *testing.T) {
	for name, world := range map[string]*usageWorld{
		"one of two": {trunks: map[string]routing.Trunk{"A": lessLiege(hqTrunk()), "B": hqTrunk()}, failing: map[string]error{"B": serverFault("x")}},
		"the list":   {listErr: serverFault("x")},
	} {
		t.Run(name, func(t *testing.T) {
			view := world.open(enterprise(), "")
			shown(view, 80, 24)
			requireContains(t, view.View(), "not known: ")
			if strings.Contains(view.View(), "none") {
				t.Errorf("says none:\n%s", view.View())
			}
		})
	}
}

func TestAtMostEightEnterpriseTrunksAreReadTogetherAndOnlyWhenAskedForWhereTheyAreMany(t *testing.T) {
	world := &usageWorld{trunks: manyTrunks(200)}
	view := world.open(enterprise(), "")
	shown(view, 80, 24)
	if len(world.asked) != 0 {
		t.Fatalf("%d were read before anybody asked", len(world.asked))
	}
	waiting := []tea.Cmd{view.Update(pressOf("t"))}
	read := 0
	for len(waiting) > 0 {
		if n := len(view.usage.reading); n > usageTogether {
			t.Fatalf("%d together", n)
		}
		cmd := waiting[0]
		waiting = waiting[1:]
		if cmd == nil {
			continue
		}
		switch msg := cmd().(type) {
		case nil:
		case tea.BatchMsg:
			waiting = append(waiting, msg...)
		default:
			waiting = append(waiting, view.Update(msg))
			read++
			if read == 50 {
				requireContains(t, view.View(), "used by", "1 so far, 50 of 200 enterprise trunks read")
				requireContains(t, view.Info().Partly, "50 of 200")
				press(view, "G", "g") // the screen takes keys meanwhile
			}
		}
	}
	if len(world.asked) != 200 {
		t.Errorf("%d were read", len(world.asked))
	}
	requireContains(t, view.View(), "1 of 200 enterprise trunks", "ET-007", "ordered, place 4 of 4, Overflow")
}

func TestWhatIsDownHasItsUsersReadAtOnceHoweverManyTheyAre(t *testing.T) {
	world := &usageWorld{trunks: manyTrunks(200), state: "unavailable"}
	view := world.open(enterprise(), "")
	shown(view, 80, 24)
	requireContains(t, view.Info().Status, "BLOCKED: trunk group is down, used by enterprise trunk ET-007")
}

func TestEnterOpensTheRoutingOfAnEnterpriseTrunkThatUsesIt(t *testing.T) {
	world := &usageWorld{trunks: map[string]routing.Trunk{"HQ-Inbound": hqTrunk(), "Sales": orderedTrunk()}}
	view := world.open(enterprise(), "")
	shown(view, 80, 24)
	press(view, "enter")
	if len(world.opened) != 0 {
		t.Errorf("a field opened %v", world.opened)
	}
	press(view, "t", "down", "enter")
	if !slices.Equal(world.opened, []string{"Sales"}) {
		t.Errorf("opened %v", world.opened)
	}
}

func TestAnEnterpriseTrunkThatWasDeletedSinceItWasListedIsNoFailure(t *testing.T) {
	world := &usageWorld{
		trunks:  map[string]routing.Trunk{"Gone": hqTrunk(), "HQ-Inbound": hqTrunk()},
		failing: map[string]error{"Gone": &apiclient.Error{Kind: apiclient.NotFound, Status: 404}},
	}
	view := world.open(enterprise(), "")
	shown(view, 80, 24)
	requireContains(t, view.View(), "1 of 2 enterprise trunks")
}

func TestLeavingTheScreenEndsTheReading(t *testing.T) {
	world := &usageWorld{trunks: manyTrunks(200)}
	view := world.open(enterprise(), "")
	shown(view, 80, 24)
	cmd := view.Update(pressOf("t"))
	view.Close()
	pump(view, cmd)
	if n := len(world.asked); n > usageTogether {
		t.Errorf("%d were read after the screen was left", n)
	}
}

func TestAnEditBelowIsSeenByTheTrunkGroupsScreen(t *testing.T) {
	world := &usageWorld{trunks: map[string]routing.Trunk{"HQ-Inbound": hqTrunk()}}
	view := world.open(enterprise(), "")
	shown(view, 80, 24)
	world.trunks["HQ-Inbound"] = lessLiege(hqTrunk())
	pump(view, view.Update(journalChanged{}))
	requireContains(t, view.View(), "none of 1 enterprise trunk")
}
