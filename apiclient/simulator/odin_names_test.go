package simulator

import (
	"net/http"
	"strings"
	"testing"
)

// Groups are looked for by ID and by name, as the portal does, in one tenant or in all.
func TestOdinGroupsAreLookedFor(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	for what, tt := range map[string]struct {
		query []string
		want  string
	}{
		"one":                   {[]string{odinTenantKey, "ServiceProviderID", odinGroupKey, "GroupIDC"}, "GroupIDC"},
		"some of an ID":         {[]string{odinTenantKey, "ServiceProviderID", odinGroupKey, "*IDC*"}, "GroupIDC"},
		"some of a name":        {[]string{odinTenantKey, "ServiceProviderID", "groupName", "*p A*"}, "GroupIDA"},
		"both":                  {[]string{odinTenantKey, "ServiceProviderID", odinGroupKey, "*ID*", "groupName", "*Group B*"}, "GroupIDB"},
		"none":                  {[]string{odinTenantKey, "ServiceProviderID", odinGroupKey, "GroupID"}, ""},
		"in all tenants":        {[]string{odinGroupKey, "*NS-GOT*"}, "NS-GOT"},
		"a tenant, all of them": {[]string{odinTenantKey, "ServiceProviderID"}, "GroupIDA GroupIDB GroupIDC GroupIDD GroupIDE"},
	} {
		var found []odinGroup
		v.read("/groups", tt.query...).into(t, &found)
		var ids []string
		for _, g := range found {
			ids = append(ids, g.GroupID)
		}
		if got := strings.Join(ids, " "); got != tt.want {
			t.Errorf("%s: %q, not %q", what, got, tt.want)
		}
	}
	v.read("/groups").wantError(t, "without a tenant", http.StatusBadRequest, "serviceProviderId is missing")
}

// A client that sends what it read as a number means the name of these digits.
func TestOdinNamesOfDigits(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ what, path, body, want string }{
		{"a trunk group", "/groups/trunk-groups", `{"serviceProviderId":32,"groupId":10,"name":7,"maxActiveCalls":3}`, `"name":"7","maxActiveCalls":3`},
		{"a group", odinGroupLimits, `{"serviceProviderId":32,"groupId":10,"maxActiveCalls":8}`, `{"maxActiveCalls":8,`},
		{"an entry", "/service-providers/enterprise-trunks", `{"serviceProviderId":32,"enterpriseTrunkName":5,"maximumRerouteAttempts":1,` +
			`"routeExhaustionAction":"None","orderedRouting":{"orderingAlgorithm":"Overflow"},"trunkGroups":[{"groupId":10,"trunkGroupName":7}]}`, `"trunkGroupName":"7"`},
		{"a new name", "/service-providers/enterprise-trunks", `{"serviceProviderId":32,"enterpriseTrunkName":5,"newEnterpriseTrunkName":6,"maximumRerouteAttempts":1,` +
			`"routeExhaustionAction":"None","orderedRouting":{"orderingAlgorithm":"Overflow"}}`, `"enterpriseTrunkName":"6"`},
		{"to a trunk group", "/groups/trunk-groups", `{"serviceProviderId":32,"groupId":10,"name":7,"capacityExceededAction":"Reroute",` +
			`"capacityExceededRerouteTrunkGroupKey":{"groupId":10,"name":8}}`, `"groupId":"10","name":"8"`},
	} {
		t.Run(tt.what, func(t *testing.T) {
			t.Parallel()
			v := visitOdin(t, Options{World: []byte(digits)})
			v.ask(http.MethodPut, tt.path, tt.body).want(t, "", http.StatusOK, tt.want)
		})
	}
}

const digits = `{"tenants":[{"tenantId":"32","type":"Enterprise","trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},
	"groups":[{"groupId":"10","trunking":{"maxActiveCalls":9},"trunkGroups":[{"name":"7","maxActiveCalls":1,"callForwardingAlways":{"forwardTo":"3225550100"}},
		{"name":"8","maxActiveCalls":1,"callForwardingAlways":{"forwardTo":"+3225550100"}},{"name":"9","maxActiveCalls":1,"callForwardingAlways":{"forwardTo":"025550100"}}]}],
	"enterpriseTrunks":[{"name":"5","maximumRerouteAttempts":1,"routeExhaustionAction":"None","routingMode":"ordered"}]}]}`

// An address of digits alone comes as a number where no digit is lost by it.
func TestOdinAddressesOfDigits(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{World: []byte(digits)})
	for name, want := range map[string]string{"7": "3225550100", "8": `"+3225550100"`, "9": `"025550100"`} {
		v.read("/groups/trunk-groups", odinTenantKey, "32", odinGroupKey, "10", "name", name).
			want(t, name, http.StatusOK, `"callForwardingAlwaysForwardAddress":`+want+`,`)
	}
}

// A token for another user stands beside the one that it was asked with.
func TestOdinSwitchesTheUser(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	first := v.token
	second, _ := v.ask(http.MethodPost, "/auth/switch-user", `{"username":"+3225550101@foo.example"}`).json(t)["token"].(string)
	for token, user := range map[string]string{first: `"userId":"demo"`, second: `"userId":"+3225550101@foo.example"`} {
		v.token = token
		v.read("/auth/session").want(t, user, http.StatusOK, user)
	}
	for _, tt := range []struct {
		what, token, body string
		status            int
		says              string
	}{
		{"nobody", first, `{}`, 400, "username is missing"},
		{"no object", first, `[]`, 400, "not a JSON object"},
		{"an unknown user", first, `{"username":"x"}`, 400, "[Error 4008] User not found: x"},
		{"a stranger", "x", `{"username":"demo"}`, 401, "The token is missing"},
	} {
		v.token = tt.token
		if a := v.ask(http.MethodPost, "/auth/switch-user", tt.body); a.status != tt.status || !strings.Contains(a.body, tt.says) {
			t.Errorf("%s: %d %s", tt.what, a.status, a.body)
		}
	}
}

// Both dialects list the same users, each with numbers in its own spelling.
func TestUsersOfATrunkGroup(t *testing.T) {
	t.Parallel()
	v := visitBoth(t, Options{})
	const base, name = "/api/v1/tenants/foo/groups/ApioEntGrpTest/services/", "APIO_Trunk_Group_Existing"
	pilot := `{"userId":"+3225550101@foo.example","lastName":"Foo","firstName":"Pilot","department":"","phoneNumber":"+3225550101","extension":"101","emailAddress":"pilot@foo.example"}`
	other := `{"userId":"+3225550102@foo.example","lastName":"Peeters","firstName":"An","department":"Operations","phoneNumber":"+3225550102","extension":"102","emailAddress":""}`
	for path, want := range map[string]string{
		"trunk_groups/" + name + "/numbers/":                                    `{"users":[` + pilot + `,` + other + `]}`,
		"trunk_users/" + name + "/":                                             `{"users":[` + pilot + `,` + other + `]}`,
		"trunk_groups/" + name + "/numbers/?insensitiveUserLastNameStarts=peet": `{"users":[` + other + `]}`,
		"trunk_groups/" + name + "/numbers/?returnNumbers=true":                 `{"users":[` + pilot + `,` + other + `],"numbers":["+3225550101","+3225550102"]}`,
	} {
		v.get(base+path).wantBody(t, path, http.StatusOK, want)
	}
	v.get(base+"trunk_users/x/").wantRefusal(t, "no trunk group", http.StatusNotFound, "trunk group not found: x")
	asked := []string{odinTenantKey, "foo", odinGroupKey, "ApioEntGrpTest", "name"}
	v.read("/groups/trunk-groups/users", append(asked, name)...).wantBody(t, "Odin", http.StatusOK, `{"users":[`+
		`{"userId":"+3225550101@foo.example","lastName":"Foo","firstName":"Pilot","phoneNumber":"25550101","extension":"101","department":""},`+
		`{"userId":"+3225550102@foo.example","lastName":"Peeters","firstName":"An","phoneNumber":"25550102","extension":"102","department":"Operations"}]}`)
	v.read("/groups/trunk-groups/users", append(asked, "x")...).wantError(t, "no trunk group", http.StatusNotFound, "Trunk group not found: x")
	v.read("/groups/trunk-groups/users", odinTenantKey, "AlpenBank", odinGroupKey, "AB-HQ", "name", "SIP-HQ-A").want(t, "a pilot alone", http.StatusOK, `"hq@alpenbank.example"`)
}
