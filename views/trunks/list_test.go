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

// What was read stays where it cannot be read again, and is not said to be of now.
func TestEnterpriseTrunksKeepWhatCannotBeReadAgain(t *testing.T) {
	const down, full, notRead = "! DOWN: Trunk-Liege", "◆ full: Trunk-Namur", "✗ not read: "
	for _, test := range []struct {
		name        string
		list, trunk bool // which cannot be read again; else a trunk group
		row, status string
		first, next string // the statuses of the rows once the user moves on
		also        string // beside the first one
		failures    int
	}{
		{"everything", true, true, "! 1 of 4 down  ", "✗ pbx.example.net failed", down, full, "", 8},
		{"enterprise trunks", false, true, "! 1 of 4 down ✗", notRead, notRead, notRead, "", 7},
		{"a trunk group", false, false, "! 1 of 4 down ✗", down, down, notRead + "Trunk-Antwerp", notRead + "Trunk-Antwerp of ApioEntGrpAntwerp, priority 1: pbx.example.net failed", 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			api, gone := hq(), error(nil)
			trunk, group := api.OnEnterpriseTrunk, api.OnTrunkGroup
			api.OnEnterpriseTrunks = func(context.Context, string) (items []apiclient.EnterpriseTrunkItem, err error) {
				if test.list {
					err = gone
				}
				return []apiclient.EnterpriseTrunkItem{{Name: "HQ-Inbound"}, {Name: "National-Outbound"}}, err
			}
			api.OnEnterpriseTrunk = func(ctx context.Context, tenant, name string) (routing.Trunk, error) {
				if test.trunk && gone != nil {
					return routing.Trunk{}, gone
				}
				return trunk(ctx, tenant, name)
			}
			api.OnTrunkGroup = func(ctx context.Context, tenant, groupID, name string) (apiclient.TrunkGroup, error) {
				if gone != nil && (test.trunk || name == "Trunk-Antwerp") {
					return apiclient.TrunkGroup{}, gone
				}
				return group(ctx, tenant, groupID, name)
			}
			view := viewtest.Shown(NewList(viewtest.Kit(), api, viewtest.Enterprise(), "", ListLinks{}).(*list))
			before := lineOf(t, view, "HQ-Inbound")
			gone = viewtest.ServerFault("read it")
			viewtest.Press(view, "r")
			viewtest.RequireContains(t, view.View(), "2 · ! 1 with a route down · ✗ 2 of 2 not read")
			row := lineOf(t, view, "HQ-Inbound")
			viewtest.RequireContains(t, row, "70 ", " 30 ", test.row)
			if test.list {
				viewtest.RequireEqual(t, "the row", row, before)
			}
			viewtest.RequireContains(t, view.Info().Status.Whole(), test.status)
			viewtest.RequireEqual(t, "what can be read again alone", view.failures(), test.failures)
			viewtest.Press(view, "down")
			viewtest.RequireContains(t, view.Info().Status.Whole(), test.next)
			viewtest.Press(view, "up")
			viewtest.RequireContains(t, view.Info().Status.Whole(), test.first)
			also := ""
			for _, cell := range view.Info().Also {
				also += cell.Whole()
			}
			viewtest.RequireContains(t, also, test.also)
			viewtest.RequireEqual(t, "more is told", also != "", test.also != "")
			if test.trunk {
				others := view.elsewhere(apiclient.EnterpriseTrunkItem{Name: "National-Outbound"})
				viewtest.RequireEqual(t, "who uses it, of what is known from before alone", others(routing.Key{GroupID: "ApioEntGrpAntwerp", Name: "Trunk-Antwerp"}), "")
			}

			gone = nil
			viewtest.Press(view, "R")
			viewtest.Pump(view, view.Follow())
			viewtest.RequireContains(t, view.View(), "2 · ! 1 with a route down ─")
			viewtest.RequireEqual(t, "the row", lineOf(t, view, "HQ-Inbound"), before)
		})
	}
}
