package simulator_test

import (
	"errors"
	"net/http/httptest"
	"slices"
	"sync"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/internal/routing"
)

// connect returns the product's own client of a simulator that listens.
func connect(t *testing.T, opts simulator.Options, auth apio.Auth) *apio.Client {
	t.Helper()
	s, err := simulator.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	listening := httptest.NewServer(s)
	t.Cleanup(listening.Close)
	cfg := apiclient.Config{BaseURL: listening.URL}
	cred := apio.Credentials{Username: "demo", Password: "demo"}
	if auth == apio.Bearer {
		cfg.Prefix = "/api/v01/p1"
		cred = apio.Credentials{Token: "demo-token"}
	}
	conn, err := apiclient.NewConn(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	client := apio.New(conn, auth, cred)
	if err := client.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	return client
}

func TestEveryMethodOfTheClientRoundTrips(t *testing.T) {
	for name, auth := range map[string]apio.Auth{"gateway": apio.Cookie, "core": apio.Bearer} {
		t.Run(name, func(t *testing.T) {
			ctx := t.Context()
			c := connect(t, simulator.Options{}, auth)

			tenants, err := c.Tenants(ctx)
			check(t, err, len(tenants) > 12, tenants)
			tenant, err := c.Tenant(ctx, "foo")
			check(t, err, tenant == apiclient.Tenant{ID: "foo", Name: "Foo Industries", Type: apiclient.Enterprise}, tenant)
			check(t, err, slices.Contains(tenants, tenant), tenant)
			groups, err := c.Groups(ctx, "ServiceProviderID")
			check(t, err, len(groups) == 5 && groups[0].ID == "GroupIDA" && groups[0].Name == "Group A", groups)

			limits, err := c.TenantCapacity(ctx, "ServiceProviderID")
			check(t, err, limits == apiclient.TenantCapacity{
				MaxActiveCalls: number(226), BurstingMaxActiveCalls: number(18),
			}, limits)
			share, err := c.GroupCapacity(ctx, "ServiceProviderID", "GroupIDA")
			check(t, err, share == apiclient.GroupCapacity{
				MaxActiveCalls: number(13), MaxAvailableActiveCalls: number(30),
				BurstingMaxActiveCalls: number(2), BurstingMaxAvailableActiveCalls: number(5),
			}, share)
			_, err = c.GroupCapacity(ctx, "ServiceProviderID", "GroupIDD")
			check(t, nil, errors.Is(err, apiclient.ErrNotAssigned), err)

			list, err := c.TrunkGroups(ctx, "foo", "ApioEntGrpTest")
			check(t, err, len(list) == 2 && list[0].Name == "APIO_Trunk_Group_Existing" && list[0].GroupID == "ApioEntGrpTest", list)
			detail, err := c.TrunkGroup(ctx, "foo", "ApioEntGrpTest", "APIO_Trunk_Group_Existing")
			check(t, err, detail.MaxActiveCalls == number(24) && detail.BurstingMaxActiveCalls == number(4) && *detail.ActiveIncomingCalls == 9, detail)

			trunks, err := c.EnterpriseTrunks(ctx, "foo")
			check(t, err, len(trunks) == 5 && trunks[0] == apiclient.EnterpriseTrunkItem{Name: "ApioEntTest_Trunk_modified", RoutingMode: "ordered"}, trunks)
			trunk, err := c.EnterpriseTrunk(ctx, apiclient.TrunkOwner{Tenant: "foo"}, "HQ-Inbound")
			check(t, err, trunk.Mode == routing.Weighted && len(trunk.Routes) == 4 && trunk.Routes[0].Weight == 70 && trunk.ExhaustionDestination == "+3225550100", trunk)
			available, err := c.AvailableTrunkGroups(ctx, apiclient.TrunkOwner{Tenant: "foo"}, apiclient.TrunkGroupCriteria{InsensitiveGroupIDEquals: "apioentgrpghent"})
			check(t, err, slices.Equal(available, []routing.Key{{GroupID: "ApioEntGrpGhent", Name: "Trunk-Backup"}}), available)
		})
	}
}

func check(t *testing.T, err error, good bool, got any) {
	t.Helper()
	if err != nil || !good {
		t.Errorf("%v, %+v", err, got)
	}
}

func number(calls int) capacity.Reading { return capacity.Read(capacity.Must(calls)) }

func TestTheClientReadsTheWholeDefaultWorld(t *testing.T) {
	t.Parallel()
	c := connect(t, simulator.Options{}, apio.Cookie)
	tenants, err := c.Tenants(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var work sync.WaitGroup
	for _, tenant := range tenants {
		work.Go(func() { readTenant(t, c, tenant) })
	}
	work.Wait()
}

func readTenant(t *testing.T, c *apio.Client, tenant apiclient.Tenant) {
	_, err := c.TenantCapacity(t.Context(), tenant.ID)
	isAssigned(t, err)
	groups, err := c.Groups(t.Context(), tenant.ID)
	check(t, err, true, tenant)
	for _, g := range groups {
		readGroup(t, c, tenant.ID, g.ID)
	}
	if tenant.Type != apiclient.Enterprise {
		return
	}
	of := apiclient.TrunkOwner{Tenant: tenant.ID}
	trunks, err := c.EnterpriseTrunks(t.Context(), tenant.ID)
	check(t, err, true, tenant)
	for _, trunk := range trunks {
		_, err := c.EnterpriseTrunk(t.Context(), of, trunk.Name)
		check(t, err, true, trunk)
	}
	_, err = c.AvailableTrunkGroups(t.Context(), of, apiclient.TrunkGroupCriteria{})
	check(t, err, true, tenant)
}

func readGroup(t *testing.T, c *apio.Client, tenant, group string) {
	if _, err := c.GroupCapacity(t.Context(), tenant, group); !isAssigned(t, err) {
		return
	}
	list, err := c.TrunkGroups(t.Context(), tenant, group)
	check(t, err, true, group)
	for _, item := range list {
		detail, err := c.TrunkGroup(t.Context(), tenant, group, item.Name)
		check(t, err, detail.Name == item.Name && detail.GroupID == group && detail.MaxActiveCalls.IsRead(), detail)
	}
}

// isAssigned forgives the answer that trunking is not assigned.
func isAssigned(t *testing.T, err error) bool {
	t.Helper()
	if errors.Is(err, apiclient.ErrNotAssigned) {
		return false
	}
	check(t, err, true, nil)
	return true
}
