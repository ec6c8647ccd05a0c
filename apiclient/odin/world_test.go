package odin

import (
	"context"
	"reflect"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/simulator"
	"banyan/capacity/collect"
)

// gather collects a tenant whole.
func gather(ctx context.Context, t testing.TB, api collect.API, tenant apiclient.Tenant) collect.Snapshot {
	t.Helper()
	collection := collect.Start(ctx, api, tenant, collect.Options{})
	defer collection.Close()
	var last collect.Snapshot
	for last = range collection.Snapshots() {
	}
	return last
}

func TestBothDialectsTellTheSameOfEveryTenant(t *testing.T) {
	for what, opts := range map[string]simulator.Options{
		"as documented":        {},
		"with numbers as text": {NumbersAsText: true},
	} {
		t.Run(what, func(t *testing.T) {
			platform, client := simulate(t, opts)
			other := apio.New(dial(t, platform), apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
			tenants := must(client.Tenants(t.Context()))(t)
			theirs, err := other.Tenants(t.Context())
			if err != nil || !reflect.DeepEqual(tenants, theirs) {
				t.Fatalf("tenants %+v\nand      %+v, %v", tenants, theirs, err)
			}
			groups := 0
			for _, tenant := range tenants {
				mine, reference := gather(t.Context(), t, client, tenant), gather(t.Context(), t, other, tenant)
				groups += len(mine.Breakdown.Groups)
				if !reflect.DeepEqual(mine.Breakdown, reference.Breakdown) {
					t.Errorf("%s: in Odin %+v\nin APIO %+v", tenant.ID, mine.Breakdown, reference.Breakdown)
				}
				if len(mine.Failures) != len(reference.Failures) {
					t.Errorf("%s: in Odin %v, in APIO %v", tenant.ID, mine.Failures, reference.Failures)
				}
			}
			if groups < 150 {
				t.Errorf("%d groups: the test shows nothing", groups)
			}
		})
	}
}
