package apio

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity"
)

// simulate serves the platform and returns it with a connection to it.
func simulate(t *testing.T, opts simulator.Options, change ...func(*apiclient.Config)) (*simulator.Server, *apiclient.Conn) {
	t.Helper()
	platform := must(simulator.New(opts))(t)
	return platform, dial(t, platform, change...)
}

// demo is a client of the simulated gateway, or of its core.
func demo(conn *apiclient.Conn, core bool) *Client {
	if core {
		return New(conn, Bearer, Credentials{Token: "demo-token"})
	}
	return New(conn, Cookie, Credentials{Username: "demo", Password: "demo"})
}

// browse reads everything that there is and counts it.
func browse(ctx context.Context, t *testing.T, client *Client) (tenants, groups, trunkGroups, trunks int) {
	t.Helper()
	list, err := client.Tenants(ctx)
	check(t, err)
	for _, tenant := range list {
		tenants++
		one, err := client.Tenant(ctx, tenant.ID)
		check(t, err)
		if one.ID != tenant.ID || one.Type != tenant.Type {
			t.Errorf("%q is %+v in the list and %+v by itself", tenant.ID, tenant, one)
		}
		_, err = client.TenantCapacity(ctx, tenant.ID)
		check(t, err)
		below, err := client.Groups(ctx, tenant.ID)
		check(t, err)
		for _, group := range below {
			groups++
			trunkGroups += browseGroup(ctx, t, client, tenant.ID, group.ID)
		}
		if tenant.Type == apiclient.Enterprise {
			trunks += browseTrunks(ctx, t, client, tenant.ID)
		}
	}
	return tenants, groups, trunkGroups, trunks
}

func browseGroup(ctx context.Context, t *testing.T, client *Client, tenant, group string) (trunkGroups int) {
	t.Helper()
	_, err := client.GroupCapacity(ctx, tenant, group)
	check(t, err)
	list, err := client.TrunkGroups(ctx, tenant, group)
	check(t, err)
	for _, item := range list {
		detail, err := client.TrunkGroup(ctx, tenant, group, item.Name)
		check(t, err)
		if detail.Name != item.Name || detail.GroupID != group || !detail.MaxActiveCalls.IsRead() || len(detail.Fields) < 3 {
			t.Errorf("%s/%s/%s is %+v", tenant, group, item.Name, detail)
		}
	}
	return len(list)
}

func browseTrunks(ctx context.Context, t *testing.T, client *Client, tenant string) int {
	t.Helper()
	_, err := client.AvailableTrunkGroups(ctx, apiclient.TrunkOwner{Tenant: tenant}, apiclient.TrunkGroupCriteria{ResponseSizeLimit: 1000})
	check(t, err)
	list, err := client.EnterpriseTrunks(ctx, tenant)
	check(t, err)
	for _, item := range list {
		trunk, err := client.EnterpriseTrunk(ctx, apiclient.TrunkOwner{Tenant: tenant}, item.Name)
		check(t, err)
		if trunk.Name != item.Name || string(trunk.Mode) != item.RoutingMode {
			t.Errorf("%s/%s is %+v", tenant, item.Name, trunk)
		}
	}
	return len(list)
}

// check accepts what a platform has: tenants and groups without trunking, and
// names that no path can hold.
func check(t *testing.T, err error) {
	t.Helper()
	if err != nil && !errors.Is(err, apiclient.ErrNotAssigned) && !errors.Is(err, apiclient.ErrNotFound) && apiclient.KindOf(err) != apiclient.BadName {
		t.Error(err)
	}
}

func TestTheWholeWorldCanBeRead(t *testing.T) {
	for what, prefix := range map[string]string{"on the gateway": "", "on a core": "/api/v01/p1"} {
		t.Run(what, func(t *testing.T) {
			_, conn := simulate(t, simulator.Options{}, func(c *apiclient.Config) { c.Prefix = prefix })
			client := demo(conn, prefix != "")
			ok(t, client.Login(t.Context()))
			tenants, groups, trunkGroups, trunks := browse(t.Context(), t, client)
			if tenants < 10 || groups < 10 || trunkGroups < 10 || trunks < 2 {
				t.Errorf("found %d tenants, %d groups, %d trunk groups, %d enterprise trunks", tenants, groups, trunkGroups, trunks)
			}
		})
	}
}

func TestTheDocumentedSampleIsReadAsPrinted(t *testing.T) {
	t.Parallel()
	_, conn := simulate(t, simulator.Options{})
	client := demo(conn, false)
	got := must(client.TenantCapacity(t.Context(), "ServiceProviderID"))(t) // the session opens by itself
	want := apiclient.TenantCapacity{
		MaxActiveCalls:         capacity.Read(capacity.Must(226)),
		BurstingMaxActiveCalls: capacity.Read(capacity.Must(18)),
	}
	if got != want {
		t.Errorf("got %v", got)
	}
}

func TestAWrongPasswordIsToldOnce(t *testing.T) {
	t.Parallel()
	platform, conn := simulate(t, simulator.Options{})
	client := New(conn, Cookie, Credentials{Username: "demo", Password: "wrong"})
	for range 3 {
		fails(client.Tenants(t.Context()))(t, apiclient.LoginFailed)
	}
	logins := 0
	for _, request := range platform.Requests() {
		if request.Method == "POST" {
			logins++
		}
	}
	if logins != 1 {
		t.Errorf("%d logins", logins)
	}
}

// A burst above the host's rate meets one shared pause instead of 16 requests that
// each use up their retries.
func TestARateLimitSlowsDownAndLosesNothing(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		_, conn := simulate(t, simulator.Options{RateLimit: 90})
		client := demo(conn, false)
		ok(t, client.Login(t.Context()))
		var wg sync.WaitGroup
		for range 16 {
			wg.Go(func() {
				for range 15 {
					if _, err := client.Tenants(t.Context()); err != nil {
						t.Error(err)
					}
				}
			})
		}
		wg.Wait()
		if conn.Stats().Retries == 0 {
			t.Error("the limit was never reached: the test shows nothing")
		}
	})
}
