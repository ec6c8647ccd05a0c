package views

import (
	"context"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
)

func TestJourneyFromTenantsToATrunkGroupAndBack(t *testing.T) {
	api := &viewtest.API{
		Has: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
		OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
			return []apiclient.Tenant{viewtest.Enterprise()}, nil
		},
		OnGroups: func(context.Context, string) ([]apiclient.Group, error) {
			return []apiclient.Group{{ID: "g1", Name: "One"}}, nil
		},
		OnTrunkGroups: func(context.Context, string, string) ([]apiclient.TrunkGroupItem, error) {
			return []apiclient.TrunkGroupItem{{Name: "Main"}}, nil
		},
		OnEnterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) {
			return []apiclient.EnterpriseTrunkItem{{Name: "HQ", RoutingMode: "ordered"}}, nil
		},
		OnEnterpriseTrunk: func(context.Context, string, string) (routing.Trunk, error) {
			return routing.Trunk{Mode: routing.Ordered, Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "g1", Name: "Main"}}}}, nil
		},
	}
	app := viewtest.App(t, Home(api, viewtest.Kit(), Options{}), ui.Options{Explain: apiclient.Explain}, 80, 24)
	for _, step := range []struct{ key, crumbs, shows string }{
		{"enter", "tenants > foo > groups", "g1"},
		{"enter", "tenants > foo > groups > g1", "Main"},
		{"enter", "tenants > foo > groups > g1 > Main", "max active calls"},
		{"esc", "tenants > foo > groups > g1", "Main"},
		{"esc", "tenants > foo > groups", "g1"},
		{"c", "tenants > foo > groups > capacity", "Configured limits, not live calls"},
		{"esc", "tenants > foo > groups", "g1"},
		{"esc", "tenants", "Foo Enterprise"}, // where enter was pressed
		{"enter", "tenants > foo > groups", "g1"},
		{"backspace", "tenants > foo", "Max active calls"},
		{"t", "tenants > foo > enterprise trunks", "HQ"},
		{"enter", "tenants > foo > enterprise trunks > HQ", "algorithm"},
		{"enter", "tenants > foo > enterprise trunks > HQ > Main", "max active calls"},
		{"esc", "tenants > foo > enterprise trunks > HQ", "algorithm"},
		{"esc", "tenants > foo > enterprise trunks", "HQ"},
		{"esc", "tenants > foo", "groups"},
		{"c", "tenants > foo > capacity", "g1"},
		{"esc", "tenants > foo", "groups"},
		{"esc", "tenants", "Foo Enterprise"},
		{"c", "tenants > foo > capacity", "g1"},
		{"-", "tenants", "Foo Enterprise"},
		{"-", "tenants > foo > capacity", "g1"},
		{"[", "tenants", "Foo Enterprise"},
		{"[", "tenants > foo > capacity", "g1"},
		{"[", "tenants", "Foo Enterprise"},
		{"[", "tenants > foo", "groups"},
		{"]", "tenants", "Foo Enterprise"},
	} {
		viewtest.Run(app, viewtest.Key(step.key))
		screen := strings.Split(app.View(), "\n")
		if got := strings.TrimSpace(screen[1]); !strings.HasPrefix(got, step.crumbs) || strings.HasPrefix(got, step.crumbs+" >") {
			t.Fatalf("%s leads to %q, want %q", step.key, got, step.crumbs)
		}
		viewtest.RequireContains(t, app.View(), step.shows)
	}
}
