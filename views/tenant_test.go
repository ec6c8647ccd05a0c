package views

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient"
)

func TestTenantPictures(t *testing.T) {
	for _, test := range []struct {
		name   string
		tenant apiclient.Tenant
		limits apiclient.TenantCapacity
		err    error
	}{
		{name: "enterprise", tenant: enterprise(), limits: apiclient.TenantCapacity{MaxActiveCalls: calls(226), BurstingMaxActiveCalls: calls(18)}},
		{name: "service-provider", tenant: provider(), limits: apiclient.TenantCapacity{MaxActiveCalls: calls(226)}},
		{name: "unlimited", tenant: apiclient.Tenant{ID: "foo", ResellerID: "north"}, limits: apiclient.TenantCapacity{MaxActiveCalls: noLimit(), BurstingMaxActiveCalls: noLimit()}},
		{name: "not-assigned", tenant: enterprise(), err: &apiclient.Error{Kind: apiclient.NotAssigned, Status: 404}},
		{name: "error", tenant: enterprise(), err: serverFault("read capacity of tenant foo")},
		{name: "hostile-names", tenant: apiclient.Tenant{ID: hostile()[0], Name: hostile()[1], Type: apiclient.TenantType(hostile()[2])}},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := &fakeAPI{tenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) { return test.limits, test.err }}
			var opened []string
			view := newTenant(testKit(), api, test.tenant, testDoors(&opened))
			shown(view, 80, 24)
			requirePictures(t, view)
		})
	}
	t.Run("loading", func(t *testing.T) {
		var opened []string
		view := newTenant(testKit(), &fakeAPI{}, enterprise(), testDoors(&opened))
		view.Init()
		requirePictures(t, view)
	})
}

func TestTenantMenu(t *testing.T) {
	var opened []string
	view := newTenant(testKit(), &fakeAPI{}, enterprise(), testDoors(&opened))
	shown(view, 80, 24)
	press(view, "enter", "down", "enter", "down", "down", "enter", "up", "up", "up", "enter", "o", "t", "c")
	want := []string{"groups of foo", "enterprise trunks of foo", "capacity of foo", "groups of foo", "groups of foo", "enterprise trunks of foo", "capacity of foo"}
	if !slices.Equal(opened, want) {
		t.Errorf("opened %q, want %q", opened, want)
	}
}

func TestTenantOfServiceProviderSaysWhyThereAreNoEnterpriseTrunks(t *testing.T) {
	var opened []string
	view := newTenant(testKit(), &fakeAPI{}, provider(), testDoors(&opened))
	shown(view, 80, 24)
	const why = "enterprise trunks exist only on tenants of type Enterprise"
	requireContains(t, view.View(), why)
	requireContains(t, fmt.Sprint(press(view, "down", "enter")), why)
	if len(opened) > 0 {
		t.Errorf("opened %q", opened)
	}
}

func TestTenantCanBeRetried(t *testing.T) {
	tries := 0
	api := &fakeAPI{tenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) {
		if tries++; tries == 1 {
			return apiclient.TenantCapacity{}, serverFault("read")
		}
		return apiclient.TenantCapacity{MaxActiveCalls: calls(7), BurstingMaxActiveCalls: calls(8)}, nil
	}}
	var opened []string
	view := newTenant(testKit(), api, enterprise(), testDoors(&opened))
	shown(view, 80, 24)
	requireContains(t, view.View(), "r to retry")
	press(view, "r")
	requireContains(t, view.View(), "Max active calls           7", "Bursting max active calls  8")
}

func TestTenantThatLosesItsTrunkingShowsNoOldLimits(t *testing.T) {
	assigned := true
	api := &fakeAPI{tenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) {
		if !assigned {
			return apiclient.TenantCapacity{}, &apiclient.Error{Kind: apiclient.NotAssigned, Status: 404}
		}
		return apiclient.TenantCapacity{MaxActiveCalls: calls(7), BurstingMaxActiveCalls: calls(8)}, nil
	}}
	var opened []string
	view := newTenant(testKit(), api, enterprise(), testDoors(&opened))
	shown(view, 80, 24)
	requireContains(t, view.View(), "Max active calls           7")
	assigned = false
	press(view, "r")
	requireContains(t, view.View(), "Trunking is not assigned to this tenant.")
	if strings.Contains(view.View(), "Max active calls") || view.Info().Status != "" {
		t.Errorf("after trunking was taken away, %q:\n%s", view.Info().Status, view.View())
	}
}
