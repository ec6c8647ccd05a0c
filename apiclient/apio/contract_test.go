package apio_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/internal/pipe"
	"banyan/apiclient/simulator"
	"banyan/capacity"
)

// simulate serves the platform and returns it with a connection to it.
func simulate(t *testing.T, opts simulator.Options, cfg apiclient.Config) (*simulator.Server, *apiclient.Conn) {
	t.Helper()
	platform, err := simulator.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	dial, stop := pipe.Serve(platform)
	t.Cleanup(stop)
	cfg.BaseURL, cfg.Dial = "http://pipe.test", dial
	conn, err := apiclient.NewConn(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return platform, conn
}

// browse reads everything that there is and counts it.
func browse(ctx context.Context, t *testing.T, client *apio.Client) (tenants, groups, trunkGroups, trunks int) {
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

func browseGroup(ctx context.Context, t *testing.T, client *apio.Client, tenant, group string) (trunkGroups int) {
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

func browseTrunks(ctx context.Context, t *testing.T, client *apio.Client, tenant string) int {
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
	var problem *apiclient.Error
	if err == nil || errors.Is(err, apiclient.ErrNotAssigned) || errors.Is(err, apiclient.ErrNotFound) ||
		(errors.As(err, &problem) && problem.Kind == apiclient.BadName) {
		return
	}
	t.Error(err)
}

func TestTheWholeWorldCanBeRead(t *testing.T) {
	for what, open := range map[string]func(*apiclient.Conn) *apio.Client{
		"on the gateway": func(conn *apiclient.Conn) *apio.Client {
			return apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
		},
		"on a core": func(conn *apiclient.Conn) *apio.Client {
			return apio.New(conn, apio.Bearer, apio.Credentials{Token: "demo-token"})
		},
	} {
		t.Run(what, func(t *testing.T) {
			var cfg apiclient.Config
			if what == "on a core" {
				cfg.Prefix = "/api/v01/p1"
			}
			_, conn := simulate(t, simulator.Options{}, cfg)
			client := open(conn)
			if err := client.Login(t.Context()); err != nil {
				t.Fatal(err)
			}
			tenants, groups, trunkGroups, trunks := browse(t.Context(), t, client)
			if tenants < 10 || groups < 10 || trunkGroups < 10 || trunks < 2 {
				t.Errorf("found %d tenants, %d groups, %d trunk groups, %d enterprise trunks", tenants, groups, trunkGroups, trunks)
			}
		})
	}
}

func TestTheDocumentedSampleIsReadAsPrinted(t *testing.T) {
	t.Parallel()
	_, conn := simulate(t, simulator.Options{}, apiclient.Config{})
	client := apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
	got, err := client.TenantCapacity(t.Context(), "ServiceProviderID") // the session opens by itself
	if err != nil {
		t.Fatal(err)
	}
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
	platform, conn := simulate(t, simulator.Options{}, apiclient.Config{})
	client := apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "wrong"})
	for range 3 {
		if _, err := client.Tenants(t.Context()); !errors.Is(err, apiclient.ErrLoginFailed) {
			t.Errorf("got %v", err)
		}
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
		_, conn := simulate(t, simulator.Options{RateLimit: 90}, apiclient.Config{})
		client := apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
		if err := client.Login(t.Context()); err != nil {
			t.Fatal(err)
		}
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
