package simulator

import (
	"net/http"
	"testing"
)

const (
	odinTenantLimits = "/service-providers/trunk-groups/call-capacity"
	odinGroupLimits  = "/groups/trunk-groups/call-capacity"
	groupC           = `"serviceProviderId":"ServiceProviderID","groupId":"GroupIDC"`
)

func TestOdinCapacityWrites(t *testing.T) {
	for _, tt := range []struct {
		what, path, body, want string
	}{
		{"a tenant's calls", odinTenantLimits, `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":300}`, `"maxActiveCalls":300,"burstingMaxActiveCalls":18,`},
		{"both of a tenant", odinTenantLimits, `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":-1,"burstingMaxActiveCalls":0}`, `"maxActiveCalls":-1,"burstingMaxActiveCalls":0,`},
		{"unlimited bursting", odinTenantLimits, `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":0,"burstingMaxActiveCalls":-1}`, `"maxActiveCalls":0,"burstingMaxActiveCalls":-1,`},
		{"texts for numbers", odinTenantLimits, `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":"7"}`, `"maxActiveCalls":7,`},
		{"the whole that was read", odinTenantLimits, `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":9,"burstingMaxActiveCalls":18,"numberOfBurstingBTLUs":-1}`, `"maxActiveCalls":9,`},
		{"a group's calls", odinGroupLimits, `{` + groupC + `,"maxActiveCalls":40}`, `{"maxActiveCalls":40,"maxAvailableActiveCalls":40,"burstingMaxActiveCalls":2,"burstingMaxAvailableActiveCalls":8,`},
		{"none", odinGroupLimits, `{` + groupC + `,"maxActiveCalls":0,"burstingMaxActiveCalls":0}`, `{"maxActiveCalls":0,"maxAvailableActiveCalls":40,"burstingMaxActiveCalls":0,`},
		{"bursting licences", odinGroupLimits, `{` + groupC + `,"numberOfBurstingBTLUs":3}`, `"numberOfBurstingBTLUs":3,` + `"serviceProviderId":"ServiceProviderID","groupId":"GroupIDC"`},
		{"the whole of a group", odinGroupLimits, `{` + groupC + `,"maxActiveCalls":1,"maxAvailableActiveCalls":"40","burstingMaxAvailableActiveCalls":8}`, `{"maxActiveCalls":1,`},
		{"a group's unlimited bursting", odinGroupLimits, `{"serviceProviderId":"NordicSupply","groupId":"NS-GOT","burstingMaxActiveCalls":-1}`, `"burstingMaxActiveCalls":-1,`},
		{"a trunk group's calls", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","maxActiveCalls":5}`, `"name":"Trunk 1","maxActiveCalls":5,`},
		{"no bursting more", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","enableBursting":"false"}`, `"enableBursting":false,"capacityExceededTrapInitialCalls"`},
		{"less bursting", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","enableBursting":true,"burstingMaxActiveCalls":"1"}`, `"enableBursting":true,"burstingMaxActiveCalls":1,`},
		{"with what did not change", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","maxActiveCalls":6,"invitationTimeout":6,"department":null}`, `"maxActiveCalls":6,`},
		{"a limit of one direction", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","maxIncomingCalls":"3"}`, `"maxIncomingCalls":3,`},
		{"settings of rerouting", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","invitationTimeout":"9","statefulReroutingEnabled":true}`, `"invitationTimeout":9,`},
		{"a policy", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","userLookupPolicy":"Extended"}`, `"userLookupPolicy":"Extended"`},
		{
			"to an address", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","callForwardingAlwaysAction":"Forward","callForwardingAlwaysForwardAddress":3225550100}`,
			`"callForwardingAlwaysAction":"Forward","callForwardingAlwaysForwardAddress":3225550100`,
		},
		{
			"to a trunk group", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","capacityExceededAction":"Reroute","capacityExceededRerouteTrunkGroupKey":{"groupId":"GroupIDC","name":"Trunk 2"}}`,
			`"capacityExceededAction":"Reroute"`,
		},
	} {
		t.Run(tt.what, func(t *testing.T) {
			v := visitOdin(t, Options{})
			a := v.ask(http.MethodPut, tt.path, tt.body)
			a.want(t, "", http.StatusOK, tt.want)
			body, err := parseRaw([]byte(tt.body))
			if err != nil {
				t.Fatal(err)
			}
			query := []string{"serviceProviderId", body.text("serviceProviderId")}
			for _, key := range []string{"groupId", "name"} {
				if value := body.text(key); value != "" {
					query = append(query, key, value)
				}
			}
			v.read(tt.path, query...).wantBody(t, "read back", http.StatusOK, a.body)
			if writes := v.server.Writes(); len(writes) != 1 || writes[0].Body != tt.body {
				t.Errorf("%+v", writes)
			}
		})
	}
}

func TestOdinRefusedCapacityWrites(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	for _, tt := range []struct {
		what, path, body string
		status           int
		says             string
	}{
		{"no object", odinTenantLimits, `[]`, 400, "not a JSON object"},
		{"nobody", odinTenantLimits, `{"maxActiveCalls":1}`, 400, "serviceProviderId is missing"},
		{"an unknown tenant", odinTenantLimits, `{"serviceProviderId":"x","maxActiveCalls":1}`, 404, "not found: x"},
		{"a tenant without trunking", odinTenantLimits, `{"serviceProviderId":"VoxHosting","maxActiveCalls":1}`, 400, "Trunk Group service not assigned"},
		{"without calls", odinTenantLimits, `{"serviceProviderId":"ServiceProviderID","burstingMaxActiveCalls":1}`, 400, "maxActiveCalls is missing"},
		{"null", odinTenantLimits, `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":null}`, 400, "maxActiveCalls is not a whole number: null"},
		{"half a call", odinTenantLimits, `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":1.5}`, 400, "not a whole number"},
		{"below unlimited", odinTenantLimits, `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":-2}`, 400, "maxActiveCalls"},
		{"an unknown attribute", odinTenantLimits, `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":1,"color":1}`, 400, "unknown attribute color"},
		{"what is no field of it", odinTenantLimits, `{"serviceProviderId":"ServiceProviderID","maxActiveCalls":1,"numberOfBurstingBTLUs":5}`, 400, "numberOfBurstingBTLUs cannot be changed here"},
		{"what is available", odinGroupLimits, `{` + groupC + `,"maxAvailableActiveCalls":99}`, 400, "maxAvailableActiveCalls cannot be changed here"},
		{"more than is available", odinGroupLimits, `{` + groupC + `,"maxActiveCalls":41}`, 400, "maxActiveCalls 41 is more than is available to the group: 40"},
		{"more bursting than is available", odinGroupLimits, `{` + groupC + `,"burstingMaxActiveCalls":9}`, 400, "more than is available to the group: 8"},
		{"a group without limit", odinGroupLimits, `{` + groupC + `,"maxActiveCalls":-1}`, 400, "less than 0"},
		{"two reasons", odinGroupLimits, `{` + groupC + `,"maxActiveCalls":41,"burstingMaxActiveCalls":9}`, 400, "; burstingMaxActiveCalls"},
		{"licences below none", odinGroupLimits, `{` + groupC + `,"numberOfBurstingBTLUs":-1}`, 400, "less than 0"},
		{"a group without trunking", odinGroupLimits, `{"serviceProviderId":"ServiceProviderID","groupId":"GroupIDD","maxActiveCalls":1}`, 400, "Trunk Group service not assigned"},
		{"an unknown group", odinGroupLimits, `{"serviceProviderId":"ServiceProviderID","groupId":"x"}`, 404, "Group not found"},
		{"an unknown trunk group", "/groups/trunk-groups", `{` + groupC + `,"name":"x"}`, 404, "Trunk group not found"},
		{"a trunk group without calls", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","maxActiveCalls":0}`, 400, "less than 1"},
		{"more than the group has", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","maxActiveCalls":21}`, 400, "more than the group has: 20"},
		{"bursting while it is off", "/groups/trunk-groups", `{"serviceProviderId":"ServiceProviderID","groupId":"GroupIDA","name":"Trunk 1","burstingMaxActiveCalls":1}`, 400, "needs enableBursting"},
		{"no truth", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","enableBursting":"yes"}`, 400, "neither true nor false"},
		{"another field", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","department":"x"}`, 400, "department cannot be changed here"},
		{"a setting beyond its range", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","inviteFailureThresholdWindowSeconds":29}`, 400, "inviteFailureThresholdWindowSeconds 29: 30 to 240"},
		{"no setting", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","statefulReroutingEnabled":null}`, 400, "statefulReroutingEnabled is null"},
		{"a policy of its own", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","userLookupPolicy":"Mine"}`, 400, "one of Basic, Extended, Basic Lookup Prefer From"},
		{"to no address", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","callForwardingAlwaysAction":"Forward"}`, 400, "callForwardingAlwaysForwardAddress: an address is needed"},
		{"to a trunk group that is not there", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","capacityExceededAction":"Reroute","capacityExceededRerouteTrunkGroupKey":{"groupId":"GroupIDC","name":"x"}}`, 400, "[Error 5126] The trunk group name cannot be found: x."},
		{"to somewhere", "/groups/trunk-groups", `{` + groupC + `,"name":"Trunk 1","capacityExceededAction":"Sing"}`, 400, "neither Forward nor Reroute"},
	} {
		v.ask(http.MethodPut, tt.path, tt.body).wantError(t, tt.what, tt.status, tt.says)
	}
	v.read(odinTenantLimits, "serviceProviderId", "ServiceProviderID").want(t, "nothing written", http.StatusOK, `"maxActiveCalls":226,"burstingMaxActiveCalls":18`)
}
