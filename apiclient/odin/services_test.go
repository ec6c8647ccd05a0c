package odin

import (
	"reflect"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity"
)

func TestLicencesAreReadAsThePlatformTellsThem(t *testing.T) {
	t.Parallel()
	for what, asText := range map[string]bool{"numbers": false, "texts": true} {
		_, client := simulate(t, simulator.Options{NumbersAsText: asText, World: []byte(`{"tenants":[
		{"tenantId":"t","type":"Enterprise","trunkGroupLicences":3,"trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},"groups":[
			{"groupId":"a","trunkGroupLicences":1},{"groupId":"b","trunkGroupLicences":4}]},
		{"tenantId":"none","type":"Enterprise","trunkGroupLicences":0},
		{"tenantId":"free","type":"Enterprise","groups":[{"groupId":"g"}]}]}`)})
		for tenant, want := range map[string]apiclient.Licence{
			"t":    {Authorised: new(true), Assigned: new(true), Licence: capacity.Licence{Allowed: n(3), Given: n(5)}},
			"none": {Authorised: new(false), Assigned: new(false), Licence: capacity.Licence{Allowed: n(0), Given: n(0)}},
			"free": {Authorised: new(true), Assigned: new(false), Licence: capacity.Licence{Allowed: unlimited()}},
		} {
			if got := must(client.TenantLicence(t.Context(), tenant))(t); !reflect.DeepEqual(got, want) {
				t.Errorf("%s, %s: %+v, want %+v", what, tenant, got, want)
			}
		}
	}
	fails(start(t, &portal{status: 403, body: `{}`}).TenantLicence(t.Context(), "sp"))(t, apiclient.Forbidden)
}
