package apio

import (
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// gatherLicences collects what the groups of a tenant are licensed for.
func gatherLicences(t testing.TB, client *Client, tenant string) (last collect.Snapshot) {
	t.Helper()
	collection := collect.Start(t.Context(), client, apiclient.Tenant{ID: tenant, Type: apiclient.Enterprise}, collect.Options{Licences: true})
	defer collection.Close()
	for last = range collection.Snapshots() {
	}
	return last
}

func TestLicencesAreReadAsThePlatformTellsThem(t *testing.T) {
	t.Parallel()
	_, conn := simulate(t, simulator.Options{World: []byte(`{"tenants":[
		{"tenantId":"t","type":"Enterprise","trunkGroupLicences":3,"trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},"groups":[
			{"groupId":"a","trunkGroupLicences":1},{"groupId":"b","trunkGroupLicences":4}]},
		{"tenantId":"none","type":"Enterprise","trunkGroupLicences":0},
		{"tenantId":"free","type":"Enterprise","groups":[{"groupId":"g"}]}]}`)})
	client := demo(conn, false)
	check(t, client.Login(t.Context()))
	for tenant, want := range map[string]capacity.Licence{
		"t":    {Authorised: new(true), Licensed: limit(3), Given: limit(5)},
		"none": {Authorised: new(false), Licensed: limit(0), Given: limit(0)},
		"free": {Authorised: new(true), Licensed: unlimited()},
	} {
		same(t, must(client.TenantLicence(t.Context(), tenant))(t), want)
	}
	got := gatherLicences(t, client, "t")
	if got.Requests.Done != 1+2 || len(got.Failures) != 0 {
		t.Errorf("%+v, %v", got.Requests, got.Failures)
	}
	for i, want := range []capacity.Licence{
		{Authorised: new(true), Licensed: limit(1), InUse: limit(0)},
		{Authorised: new(true), Licensed: limit(4), InUse: limit(0)},
	} {
		same(t, got.Breakdown.Groups[i].Group.Licence, want)
	}
	for body, want := range map[string]capacity.Licence{
		`{"groupServices":[{"name":"Hunt Group","allocated":{"unlimited":true}}]}`: {},
		`{"groupServices":null,"x":1}`:                                             {},
		`{"groupServices":[{"name":"Trunk Group","allocated":{"unlimited":false,"maximum":"7"},"currentlyAllocated":{"unlimited":true},"inUse":2}]}`: {
			Authorised: new(true), Licensed: limit(7), Given: unlimited(), InUse: limit(2),
		},
	} {
		got, err := start(t, &gateway{body: body}).TenantLicence(t.Context(), "t")
		if body == `{"groupServices":null,"x":1}` {
			if err == nil {
				t.Errorf("%s: %+v", body, got)
			}
			continue
		}
		same(t, got, want)
	}
	fails(start(t, &gateway{status: 404, body: `{"details":"no such resource"}`}).TenantLicence(t.Context(), "t"))(t, apiclient.NotFound)
}
