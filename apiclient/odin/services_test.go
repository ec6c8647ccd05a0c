package odin

import (
	"reflect"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/capacity/collect"
)

func TestLicencesAreReadAsThePlatformTellsThem(t *testing.T) {
	t.Parallel()
	for what, asText := range map[string]bool{"numbers": false, "texts": true} {
		_, client := simulate(t, simulator.Options{NumbersAsText: asText, World: []byte(`{"tenants":[
		{"tenantId":"t","type":"Enterprise","trunkGroupLicences":3,"trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},"groups":[
			{"groupId":"a","trunkGroupLicences":1},{"groupId":"b","trunkGroupLicences":4}]},
		{"tenantId":"none","type":"Enterprise","trunkGroupLicences":0},
		{"tenantId":"free","type":"Enterprise","groups":[{"groupId":"g"}]}]}`)})
		for tenant, want := range map[string]capacity.Licence{
			"t":    {Authorised: new(true), Assigned: new(true), Licensed: n(3), Allowed: unlimited(), Given: n(5)},
			"none": {Authorised: new(false), Assigned: new(false), Licensed: n(0), Allowed: unlimited(), Given: n(0)},
			"free": {Authorised: new(true), Assigned: new(false), Licensed: unlimited(), Allowed: unlimited()},
		} {
			if got := must(client.TenantLicence(t.Context(), tenant))(t); !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: %+v, want %+v", what, tenant, got, want)
			}
		}
	}
	for shape, requests := range map[simulator.OdinReport]int{simulator.ReportFull: 1, simulator.ReportGroups: 1, simulator.ReportNone: 2 + 2} {
		platform, client := simulate(t, simulator.Options{OdinReport: shape, World: []byte(`{"tenants":[
		{"tenantId":"t","type":"Enterprise","trunkGroupLicences":3,"trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},"groups":[
			{"groupId":"a","trunkGroupLicences":1,"trunking":{"maxActiveCalls":9},"trunkGroups":[{"name":"x","maxActiveCalls":1},{"name":"y","maxActiveCalls":1}]},
			{"groupId":"b","trunkGroupLicences":0}]}]}`)})
		before := len(platform.Requests())
		collection := collect.Start(t.Context(), client, apiclient.Tenant{ID: "t"}, collect.Options{Licences: true})
		var last collect.Snapshot
		for last = range collection.Snapshots() {
		}
		for i, want := range []capacity.Licence{
			{Authorised: new(true), Assigned: new(true), Licensed: n(1), Allowed: n(3), InUse: n(2)},
			{Authorised: new(false), Assigned: new(false), Licensed: n(0), Allowed: n(3), InUse: n(0)},
		} {
			if got := last.Breakdown.Groups[i].Group.Licence; !reflect.DeepEqual(got, want) {
				t.Errorf("%s: %+v, want %+v", shape, got, want)
			}
		}
		if sent := len(platform.Requests()) - before; sent != requests || len(last.Failures) != 0 {
			t.Errorf("%s: %d requests, want %d: %v", shape, sent, requests, last.Failures)
		}
		found := gather(t.Context(), t, client, apiclient.Tenant{ID: "t"}).Breakdown.Findings // no request more for a report
		if has := len(found) > 0 && found[0].Code == capacity.LicencesOver; has != (shape != simulator.ReportNone) {
			t.Errorf("%s: %+v", shape, found)
		}
	}
	fails(start(t, &portal{status: 403, body: `{}`}).TenantLicence(t.Context(), "sp"))(t, apiclient.Forbidden)
}
