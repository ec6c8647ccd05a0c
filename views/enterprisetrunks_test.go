package views

import (
	"context"
	"slices"
	"testing"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
)

func newTestEnterpriseTrunks(api enterpriseTrunkLister, opened *[]string) *enterpriseTrunks {
	return newEnterpriseTrunks(testKit(), api, enterprise(), func(t apiclient.Tenant, item apiclient.EnterpriseTrunkItem) ui.View {
		*opened = append(*opened, t.ID+"/"+item.Name)
		return nil
	})
}

func TestEnterpriseTrunksPictures(t *testing.T) {
	var strange []apiclient.EnterpriseTrunkItem
	for _, name := range hostile() {
		strange = append(strange, apiclient.EnterpriseTrunkItem{Name: name, RoutingMode: name})
	}
	for _, test := range []struct {
		name  string
		items []apiclient.EnterpriseTrunkItem
		err   error
	}{
		{name: "read", items: []apiclient.EnterpriseTrunkItem{{Name: "HQ-Inbound", RoutingMode: "weighted"}, {Name: "Overflow", RoutingMode: "ordered"}, {Name: "Old"}}},
		{name: "one-row", items: []apiclient.EnterpriseTrunkItem{{Name: "HQ-Inbound", RoutingMode: "weighted"}}},
		{name: "empty"},
		{name: "not-assigned", err: &apiclient.Error{Kind: apiclient.NotFound, Status: 404}},
		{name: "error", err: &apiclient.Error{Kind: apiclient.NotJSON, Status: 404, Host: "pbx.example.net", Op: "list enterprise trunks of tenant foo"}},
		{name: "hostile-names", items: strange},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := &fakeAPI{enterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) { return test.items, test.err }}
			var opened []string
			view := newTestEnterpriseTrunks(api, &opened)
			shown(view, 80, 24)
			requirePictures(t, view)
		})
	}
	t.Run("loading", func(t *testing.T) {
		var opened []string
		view := newTestEnterpriseTrunks(&fakeAPI{}, &opened)
		view.Init()
		requirePictures(t, view)
	})
}

func TestEnterpriseTrunksOpenTheirRouting(t *testing.T) {
	api := &fakeAPI{enterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) {
		return []apiclient.EnterpriseTrunkItem{{Name: "A"}, {Name: "B"}}, nil
	}}
	var opened []string
	view := newTestEnterpriseTrunks(api, &opened)
	shown(view, 80, 24)
	press(view, "down", "enter")
	if want := []string{"foo/B"}; !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
}

func testRouting() (weighted, ordered routing.Trunk) {
	n := func(n int) *int { return &n }
	on, off := true, false
	weighted = routing.Trunk{
		Mode: routing.Weighted, MaxReroutes: n(5), MaxReroutesWithinPriority: n(3),
		ExhaustionAction: "Forward", ExhaustionDestination: "+3225550100",
		CapacityManagement: &on, MaxActiveCalls: n(24), TrapInitialCalls: n(10), TrapOffsetCalls: n(5),
		Routes: []routing.Route{
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Existing"}, Priority: 1, Weight: 70},
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpAntwerp", Name: "Trunk-Antwerp"}, Priority: 1, Weight: 30},
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpGhent", Name: "Trunk-Backup"}, Priority: 2, Weight: 65536},
		},
	}
	ordered = routing.Trunk{
		Mode: routing.Ordered, OrderingAlgorithm: "Ordered Load Balancing", MaxReroutes: n(10), ExhaustionAction: "None", CapacityManagement: &off,
		Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "g2", Name: "second"}}, {TrunkGroup: routing.Key{GroupID: "g1", Name: "first"}}},
	}
	return weighted, ordered
}

func TestRoutingPictures(t *testing.T) {
	weighted, ordered := testRouting()
	strange := routing.Trunk{Mode: routing.Mode(hostile()[0]), OrderingAlgorithm: hostile()[1], ExhaustionAction: "Forward", ExhaustionDestination: hostile()[2]}
	for _, name := range hostile() {
		strange.Routes = append(strange.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: name, Name: name}})
	}
	for _, test := range []struct {
		name  string
		trunk routing.Trunk
		err   error
	}{
		{name: "weighted", trunk: weighted},
		{name: "ordered", trunk: ordered},
		{name: "nothing-reported"},
		{name: "error", err: forbidden("read enterprise trunk HQ-Inbound of tenant foo")},
		{name: "hostile-names", trunk: strange},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := &fakeAPI{enterpriseTrunk: func(context.Context, string, string) (routing.Trunk, error) { return test.trunk, test.err }}
			view := newEnterpriseTrunk(testKit(), api, enterprise(), apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}, nil)
			shown(view, 80, 24)
			requirePictures(t, view)
		})
	}
	t.Run("loading", func(t *testing.T) {
		view := newEnterpriseTrunk(testKit(), &fakeAPI{}, enterprise(), apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}, nil)
		view.Init()
		requirePictures(t, view)
	})
}

func TestRoutesAreInTheOrderOfTheRoutingListAndOpenTheirTrunkGroup(t *testing.T) {
	_, ordered := testRouting()
	api := &fakeAPI{enterpriseTrunk: func(context.Context, string, string) (routing.Trunk, error) { return ordered, nil }}
	var opened []string
	view := newEnterpriseTrunk(testKit(), api, enterprise(), apiclient.EnterpriseTrunkItem{Name: "x"}, func(t apiclient.Tenant, at routing.Key) ui.View {
		opened = append(opened, at.GroupID+"/"+at.Name)
		return nil
	})
	shown(view, 80, 24)
	press(view, "enter", "down", "enter")
	if want := []string{"g2/second", "g1/first"}; !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
}
