package views

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"banyan/apiclient"
	"banyan/ui"
)

// testDoors note what is opened.
func testDoors(opened *[]string) doors {
	note := func(place string) func(apiclient.Tenant) ui.View {
		return func(t apiclient.Tenant) ui.View {
			*opened = append(*opened, place+" of "+t.ID)
			return nil
		}
	}
	return doors{
		tenant: note("tenant"), groups: note("groups"), capacity: note("capacity"), enterpriseTrunks: note("enterprise trunks"),
		capabilities: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
	}
}

func TestTenantsPictures(t *testing.T) {
	var strange []apiclient.Tenant
	for _, name := range hostile() {
		strange = append(strange, apiclient.Tenant{ID: name, Name: name, Type: apiclient.TenantType(name)})
	}
	for _, test := range []struct {
		name    string
		tenants []apiclient.Tenant
		err     error
	}{
		{name: "read", tenants: []apiclient.Tenant{provider(), enterprise(), {ID: "bare"}}},
		{name: "one-row", tenants: []apiclient.Tenant{enterprise()}},
		{name: "empty"},
		{name: "error", err: &apiclient.Error{Op: "list tenants", Host: "pbx.example.net", Status: 404, Kind: apiclient.NotJSON}},
		{name: "hostile-names", tenants: strange},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := &fakeAPI{tenants: func(context.Context) ([]apiclient.Tenant, error) { return test.tenants, test.err }}
			var opened []string
			view := newTenants(testKit(), api, testDoors(&opened))
			shown(view, 80, 24)
			requirePictures(t, view)
		})
	}
	t.Run("loading", func(t *testing.T) {
		var opened []string
		view := newTenants(testKit(), &fakeAPI{}, testDoors(&opened))
		view.SetSize(80, 20)
		view.Init()
		if !view.Busy() {
			t.Error("not busy while loading")
		}
		requirePictures(t, view)
	})
}

func TestTenantsKeys(t *testing.T) {
	for _, test := range []struct {
		name, key string
		want      []string
	}{
		{"enter opens the tenant and its groups above it", "enter", []string{"tenant of foo", "groups of foo"}},
		{"o does the same", "o", []string{"tenant of foo", "groups of foo"}},
		{"c opens the tenant and its capacity above it", "c", []string{"tenant of foo", "capacity of foo"}},
		{"t opens the tenant and its enterprise trunks above it", "t", []string{"tenant of foo", "enterprise trunks of foo"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := &fakeAPI{tenants: func(context.Context) ([]apiclient.Tenant, error) {
				return []apiclient.Tenant{provider(), enterprise()}, nil
			}}
			var opened []string
			view := newTenants(testKit(), api, testDoors(&opened))
			shown(view, 80, 24)
			press(view, "down", test.key)
			if !slices.Equal(opened, test.want) {
				t.Errorf("opened %q, want %q", opened, test.want)
			}
		})
	}
}

func TestTenantsSayWhyThereAreNoEnterpriseTrunks(t *testing.T) {
	api := &fakeAPI{tenants: func(context.Context) ([]apiclient.Tenant, error) {
		return []apiclient.Tenant{provider(), enterprise()}, nil
	}}
	var opened []string
	d := testDoors(&opened)
	view := newTenants(testKit(), api, d)
	shown(view, 80, 24)
	requireContains(t, fmt.Sprint(press(view, "t")), "enterprise trunks exist only on tenants of type Enterprise")
	view.doors.capabilities = apiclient.Capabilities{Dialect: "Odin"}
	press(view, "down")
	requireContains(t, fmt.Sprint(press(view, "t")), "the Odin API does not offer enterprise trunks")
	if len(opened) > 0 {
		t.Errorf("opened %q", opened)
	}
}

func TestTenantsReadNoCapacity(t *testing.T) {
	api := &fakeAPI{
		tenants: func(context.Context) ([]apiclient.Tenant, error) {
			return []apiclient.Tenant{provider(), enterprise()}, nil
		},
		tenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) {
			t.Error("the tenant list asked for a capacity")
			return apiclient.TenantCapacity{}, nil
		},
	}
	view := Home(api, testKit(), Options{})
	shown(view, 80, 24)
	press(view, "down", "up", "r")
}

func TestTenantsOfFiveThousand(t *testing.T) {
	var many []apiclient.Tenant
	for i := range 5000 {
		many = append(many, apiclient.Tenant{ID: fmt.Sprintf("tenant-%04d", i), Type: apiclient.Enterprise})
	}
	api := &fakeAPI{tenants: func(context.Context) ([]apiclient.Tenant, error) { return many, nil }}
	var opened []string
	view := newTenants(testKit(), api, testDoors(&opened))
	shown(view, 80, 24)
	press(view, "G", "r")
	requireContains(t, view.View(), "▸ tenant-4999")
	requireFits(t, view, 80, 20)
}

func TestTenantsALateAnswerAfterCloseChangesNothing(t *testing.T) {
	ended := false
	api := &fakeAPI{tenants: func(ctx context.Context) ([]apiclient.Tenant, error) {
		ended = ctx.Err() != nil
		return []apiclient.Tenant{enterprise()}, nil
	}}
	var opened []string
	view := newTenants(testKit(), api, testDoors(&opened))
	view.SetSize(80, 20)
	late := view.Init()
	before := view.View()
	view.Close()
	view.Update(late())
	if !ended {
		t.Error("Close did not cancel the request")
	}
	if _, known := view.loader.Value(); known {
		t.Error("the answer was taken after Close")
	}
	requireContains(t, before, "loading tenants...")
}

func TestTenantsRefreshThatFailsKeepsTheRows(t *testing.T) {
	tries := 0
	api := &fakeAPI{tenants: func(context.Context) ([]apiclient.Tenant, error) {
		if tries++; tries > 1 {
			return nil, serverFault("list tenants")
		}
		return []apiclient.Tenant{provider(), enterprise()}, nil
	}}
	var opened []string
	view := newTenants(testKit(), api, testDoors(&opened))
	shown(view, 80, 24)
	press(view, "down")
	before := view.View()
	press(view, "r")
	if got := view.View(); got != before {
		t.Errorf("after a failed refresh:\n%s", got)
	}
	told := view.Info()
	requireContains(t, told.Status, "as of "+told.AsOf.Format("15:04:05")+", refresh failed: pbx.example.net failed (500)")
	if told.Tone != ui.Failed {
		t.Errorf("tone is %v", told.Tone)
	}
}

func TestTenantsSayThatTheyAreLoadingOnceMore(t *testing.T) {
	api := &fakeAPI{tenants: func(context.Context) ([]apiclient.Tenant, error) { return nil, serverFault("list tenants") }}
	var opened []string
	view := newTenants(testKit(), api, testDoors(&opened))
	shown(view, 80, 24)
	requireContains(t, view.View(), "cannot read tenants")
	view.Refresh()
	requireContains(t, view.View(), "loading tenants...")
}
