package trunks

import (
	"context"
	"slices"
	"testing"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestEnterpriseTrunksPictures(t *testing.T) {
	var strange []apiclient.EnterpriseTrunkItem
	for _, name := range viewtest.Hostile() {
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
			api := &viewtest.API{OnEnterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) { return test.items, test.err }}
			view := NewList(viewtest.Kit(), api, viewtest.Enterprise(), "", ListLinks{})
			viewtest.Show(view, 80, 24)
			viewtest.RequirePictures(t, view)
		})
	}
	t.Run("loading", func(t *testing.T) {
		view := NewList(viewtest.Kit(), &viewtest.API{}, viewtest.Enterprise(), "", ListLinks{})
		view.Init()
		viewtest.RequirePictures(t, view)
	})
}

// Rows that arrive open the preview beside them, which leaves them less room.
func TestEnterpriseTrunksThatArriveAreLaidOutForTheirRoom(t *testing.T) {
	view := NewList(viewtest.Kit(), hq(), viewtest.Enterprise(), "", ListLinks{})
	viewtest.Show(view, 200, 44)
	arrived := view.View()
	view.SetSize(200, 40)
	if again := view.View(); arrived != again {
		t.Errorf("drawn again they are\n%s\nand were\n%s", again, arrived)
	}
}

func TestEnterpriseTrunksOpenTheirRouting(t *testing.T) {
	api := &viewtest.API{OnEnterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) {
		return []apiclient.EnterpriseTrunkItem{{Name: "A"}, {Name: "B"}}, nil
	}}
	var opened []string
	view := NewList(viewtest.Kit(), api, viewtest.Enterprise(), "", ListLinks{Open: func(t apiclient.Tenant, item apiclient.EnterpriseTrunkItem) ui.View {
		opened = append(opened, t.ID+"/"+item.Name)
		return nil
	}})
	viewtest.Show(view, 80, 24)
	viewtest.Press(view, "down", "enter")
	if want := []string{"foo/B"}; !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
}

func TestRoutingPictures(t *testing.T) {
	weighted, ordered := viewtest.Routings()
	strange := routing.Trunk{Mode: routing.Mode(viewtest.Hostile()[0]), OrderingAlgorithm: viewtest.Hostile()[1], ExhaustionAction: "Forward", ExhaustionDestination: viewtest.Hostile()[2]}
	for _, name := range viewtest.Hostile() {
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
		{name: "error", err: viewtest.Forbidden("read enterprise trunk HQ-Inbound of tenant foo")},
		{name: "hostile-names", trunk: strange},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := &viewtest.API{OnEnterpriseTrunk: func(context.Context, string, string) (routing.Trunk, error) { return test.trunk, test.err }}
			view := NewRouting(viewtest.Kit(), api, viewtest.Enterprise(), apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}, NewSurroundings(nil, ""), RoutingLinks{})
			viewtest.Show(view, 80, 24)
			viewtest.RequirePictures(t, view)
		})
	}
	t.Run("loading", func(t *testing.T) {
		view := NewRouting(viewtest.Kit(), &viewtest.API{}, viewtest.Enterprise(), apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}, NewSurroundings(nil, ""), RoutingLinks{})
		view.Init()
		viewtest.RequirePictures(t, view)
	})
}

func TestRoutesAreInTheOrderOfTheRoutingListAndOpenTheirTrunkGroup(t *testing.T) {
	_, ordered := viewtest.Routings()
	api := &viewtest.API{OnEnterpriseTrunk: func(context.Context, string, string) (routing.Trunk, error) { return ordered, nil }}
	var opened []string
	links := RoutingLinks{Open: func(_ apiclient.Tenant, at routing.Key) ui.View {
		opened = append(opened, at.GroupID+"/"+at.Name)
		return nil
	}}
	view := NewRouting(viewtest.Kit(), api, viewtest.Enterprise(), apiclient.EnterpriseTrunkItem{Name: "x"}, NewSurroundings(nil, ""), links)
	viewtest.Show(view, 80, 24)
	viewtest.Press(view, "enter", "down", "enter")
	if want := []string{"g2/second", "g1/first"}; !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
}
