package simulator

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// The examples of the API's documents. Where an answer of the default world is
// the very same, it is compared whole, elsewhere its shape is: each key of the
// example is there with the example's type.
func TestAnswersHaveTheShapeOfTheDocumentedExamples(t *testing.T) {
	v := loggedIn(t, Options{})
	for _, tt := range []struct{ name, path, example string }{
		{"the tenant list", "tenants/", `{"tenants":[{"tenantId":"foo","name":"","type":"Enterprise"}]}`},
		{"a tenant", "tenants/foo/", `{"defaultDomain":"","name":"","supportEmail":"","tenantId":"foo","type":"Enterprise","useCustomRoutingProfile":false,"useTenantLanguages":false}`},
		{"the groups of a tenant", "tenants/foo/groups/", `{"groups":[{"groupId":"","groupName":"","userLimit":1,"tenantId":"foo"}]}`},
		{"the groups of all tenants", "search/groups/", `{"groups":[{"groupId":"","groupName":"","userLimit":1,"tenantId":"foo"}]}`},
		{"a group", "tenants/foo/groups/ApioEntGrpTest/", `{"defaultDomain":"","userLimit":1,"userCount":1,"groupName":"","cliName":"","timeZone":""}`},
		{"a tenant's capacity", "tenants/foo/features/trunk_groups/", `{"maxActiveCalls":{"unlimited":false,"maximum":16},"burstingMaxActiveCalls":{"unlimited":false,"maximum":1}}`},
		{"a group's capacity", "tenants/foo/groups/ApioEntGrpTest/features/trunk_groups/", `{"maxActiveCalls":10,"burstingMaxActiveCalls":{"unlimited":false,"maximum":0},"maxAvailableActiveCalls":{"unlimited":false,"maximum":9999},"burstingMaxAvailableActiveCalls":{"unlimited":false,"maximum":9999}}`},
		{"the trunk groups of a group", "tenants/foo/groups/ApioEntGrpTest/services/trunk_groups/", `{"trunks":[{"name":"","department":{"tenantId":"","groupId":"","departmentName":"","fullPathName":""},"deviceName":"","deviceLevel":"Group","groupId":"","trunkingMode":"normal"}]}`},
		{"a trunk group", "tenants/foo/groups/ApioEntGrpLiege/services/trunk_groups/Trunk-Liege/", `{"maxActiveCalls":8,"enableBursting":false,"callForwardingAlwaysAction":"Forward","callForwardingAlwaysForwardAddress":"","unreachableDestinationAction":"Forward","invitationTimeout":6,"requireAuthentication":false,"accessDevice":{"name":"","level":""},"pilotUserChargeNumberPolicy":"No Calls","statefulReroutingEnabled":false,"trunkGroupState":"Unavailable","totalActiveIncomingCalls":0,"totalActiveOutgoingCalls":0}`},
		{"the enterprise trunks", "tenants/foo/services/trunk_groups/", `{"tenantTrunks":[{"name":"ApioEntTest_Trunk_modified","routingMode":"ordered"}]}`},
		{"a weighted enterprise trunk", "tenants/foo/services/trunk_groups/HQ-Inbound/", `{"maximumRerouteAttempts":5,"routeExhaustionAction":"Forward","routeExhaustionDestination":"","priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":3,"trunkGroups":[{"trunkGroup":{"groupId":"ApioEntGrpTest","name":"APIO_Trunk_Group_Existing"},"priority":1,"weight":1}]}}`},
		{"an enterprise trunk with capacity management", "tenants/foo/services/trunk_groups/Contact-Centre/", `{"enableCapacityManagement":true,"maxActiveCalls":1,"capacityExceededTrapInitialCalls":1,"capacityExceededTrapOffsetCalls":1}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			a := v.get("/api/v1/" + tt.path)
			a.want(t, tt.path, http.StatusOK)
			wantShape(t, a.json(t), tt.example)
		})
	}
}

// wantShape checks that everything in an example is there with the example's type.
func wantShape(t *testing.T, got any, example string) {
	t.Helper()
	var want any
	if err := json.Unmarshal([]byte(example), &want); err != nil {
		t.Fatal(err)
	}
	have := shape(got, "")
	for _, part := range shape(want, "") {
		if !slices.Contains(have, part) {
			t.Errorf("no %s in %v", part, got)
		}
	}
}

// shape lists the members of a value with their types; a list has that of its first one.
func shape(value any, at string) []string {
	parts := []string{fmt.Sprintf("%s %T", at, value)}
	switch value := value.(type) {
	case map[string]any:
		for key, member := range value {
			parts = append(parts, shape(member, at+"."+key)...)
		}
	case []any:
		for _, item := range value[:min(len(value), 1)] {
			parts = append(parts, shape(item, at+"[0]")...)
		}
	}
	return parts
}

func TestAnswersWordForWord(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	for path, want := range map[string]string{
		// of the documents
		"tenants/foo/services/trunk_groups/ApioEntTest_Trunk_modified/":                                               `{"maximumRerouteAttempts":5,"routeExhaustionAction":"None","orderedRouting":{"trunkGroups":[{"groupId":"ApioEntGrpTest","name":"APIO_Trunk_Group_Existing"}]}}`,
		"tenants/foo/services/trunk_groups/available/trunks/?sensitiveTrunkGroupNameEquals=APIO_Trunk_Group_Existing": `{"trunk_groups":[{"groupId":"ApioEntGrpTest","name":"APIO_Trunk_Group_Existing"}]}`,
		// unlimited has no maximum
		"tenants/NordicSupply/features/trunk_groups/":               `{"burstingMaxActiveCalls":{"unlimited":true},"maxActiveCalls":{"unlimited":true}}`,
		"tenants/NordicSupply/groups/NS-STO/features/trunk_groups/": `{"maxActiveCalls":200,"burstingMaxActiveCalls":{"unlimited":true},"maxAvailableActiveCalls":{"unlimited":true},"burstingMaxAvailableActiveCalls":{"unlimited":true}}`,
		// an empty list is not null
		"tenants/WavreCampus/groups/":                                 `{"groups":[]}`,
		"tenants/WavreCampus/services/trunk_groups/":                  `{"tenantTrunks":[]}`,
		"tenants/WavreCampus/services/trunk_groups/available/trunks/": `{"trunk_groups":[]}`,
		"tenants/zz-interop-lab/services/trunk_groups/empty/":         `{"maximumRerouteAttempts":1,"routeExhaustionAction":"None","orderedRouting":{"orderingAlgorithm":"Overflow","trunkGroups":[]}}`,
	} {
		v.get("/api/v1/"+path).wantBody(t, path, http.StatusOK, want)
	}
}

func TestWhatIsNotThereAnswers404AsJSON(t *testing.T) {
	v := loggedIn(t, Options{})
	for _, tt := range []struct{ name, path, message string }{
		{"no such tenant", "tenants/nobody/", "tenant not found: nobody"},
		{"no groups of no tenant", "tenants/nobody/groups/", "tenant not found"},
		{"no such group", "tenants/foo/groups/nowhere/", "group not found: nowhere"},
		{"no capacity of no group", "tenants/foo/groups/nowhere/features/trunk_groups/", "group not found"},
		{"no such trunk group", "tenants/foo/groups/ApioEntGrpTest/services/trunk_groups/none/", "trunk group not found: none"},
		{"no such enterprise trunk", "tenants/foo/services/trunk_groups/footrunkgroup/", "trunk not found: footrunkgroup"},
		{"a tenant without trunking", "tenants/VoxHosting/features/trunk_groups/", "not assigned"},
		{"its groups' capacity", "tenants/VoxHosting/groups/VOX-01/features/trunk_groups/", "not assigned"},
		{"its groups' trunk groups", "tenants/VoxHosting/groups/VOX-01/services/trunk_groups/", "not assigned"},
		{"a group without trunking", "tenants/ServiceProviderID/groups/GroupIDD/features/trunk_groups/", "not assigned"},
		{"a trunk group of it", "tenants/ServiceProviderID/groups/GroupIDD/services/trunk_groups/x/", "not assigned"},
		{"enterprise trunks of a service provider", "tenants/ServiceProviderID/services/trunk_groups/", "not an enterprise"},
		{"one of them", "tenants/ServiceProviderID/services/trunk_groups/x/", "not an enterprise"},
		{"trunk groups available to them", "tenants/ServiceProviderID/services/trunk_groups/available/trunks/", "not an enterprise"},
		{"a route that does not exist", "tenants/foo/fax/", "no such resource"},
		{"an empty name", "tenants//groups/", "no such resource"},
		{"a second slash", "/tenants/", "no such resource"},
	} {
		v.get("/api/v1/"+tt.path).wantRefusal(t, tt.name, http.StatusNotFound, tt.message)
	}
}

func TestAnEnterpriseWithoutTrunkingHasNoEnterpriseTrunks(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{World: []byte(`{"tenants":[{"tenantId":"e","type":"Enterprise"}]}`)})
	for _, path := range []string{"", "any/", "available/trunks/"} {
		v.get("/api/v1/tenants/e/services/trunk_groups/"+path).wantRefusal(t, path, http.StatusNotFound, "not assigned")
	}
}

func TestOutsideTheAPIsThereIsAWebServer(t *testing.T) {
	t.Parallel()
	v := visit(t, Options{})
	for _, path := range []string{"/", "/api/", "/api/v9/tenants/", "/tenants/"} {
		a := v.get(path)
		if a.status != http.StatusNotFound || a.header.Get("Content-Type") != "text/html" {
			t.Errorf("%s: %d %s", path, a.status, a.header)
		}
	}
}

func TestOtherMethodsAreRefusedInJSON(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	for _, tt := range []struct {
		method, path string
		status       int
	}{
		{http.MethodPatch, "tenants/foo/services/trunk_groups/HQ-Inbound/", http.StatusMethodNotAllowed},
		{http.MethodPut, "tenants/foo/services/trunk_groups/", http.StatusMethodNotAllowed},
		{http.MethodDelete, "tenants/foo/services/trunk_groups/", http.StatusMethodNotAllowed},
		{http.MethodPost, "tenants/foo/features/trunk_groups/", http.StatusMethodNotAllowed},
		{http.MethodGet, "login/", http.StatusMethodNotAllowed},
		{http.MethodDelete, "tenants/foo/fax/", http.StatusNotFound},
	} {
		a := v.do(tt.method, "/api/v1/"+tt.path, "{}")
		a.wantRefusal(t, tt.method+" "+tt.path, tt.status, "")
		if tt.status == http.StatusMethodNotAllowed && a.header.Get("Allow") == "" {
			t.Errorf("%s %s: no Allow header", tt.method, tt.path)
		}
	}
}

func TestTrunkGroupDetails(t *testing.T) {
	v := loggedIn(t, Options{})
	detail := func(tenant, group, name string) map[string]any {
		return v.get(gateway("tenants", tenant, "groups", group, "services", "trunk_groups", name)).json(t)
	}
	for _, tt := range []struct {
		name      string
		got, want map[string]any // a nil value: not reported
	}{
		{
			"bursting that is on", detail("foo", "ApioEntGrpTest", "APIO_Trunk_Group_Existing"),
			map[string]any{"maxActiveCalls": 24., "enableBursting": true, "burstingMaxActiveCalls": 4., "limitIncomingCalls": false, "maxIncomingCalls": nil, "trunkGroupState": "Available", "totalActiveIncomingCalls": 9., "totalActiveOutgoingCalls": 5.},
		},
		{
			"bursting that is off, and a system that does not tell what is in use", detail("ServiceProviderID", "GroupIDA", "Trunk 3"),
			map[string]any{"maxActiveCalls": 2., "enableBursting": false, "burstingMaxActiveCalls": nil, "trunkGroupState": nil, "totalActiveIncomingCalls": nil, "capacityExceededAction": nil},
		},
		{
			"a limit of no calls in one direction", detail("TaxiUnion", "TU-DISPATCH", "Dispatch-Out"),
			map[string]any{"maxIncomingCalls": 0., "limitIncomingCalls": true, "maxOutgoingCalls": nil, "limitOutgoingCalls": false},
		},
		{
			"a reroute to another trunk group", detail("foo", "ApioEntGrpBrussels", "Trunk-Brussels"),
			map[string]any{"capacityExceededAction": "Reroute", "capacityExceededForwardAddress": nil, "capacityExceededRerouteTrunkGroupKey": map[string]any{"tenantId": "foo", "groupId": "ApioEntGrpTest", "name": "APIO_Trunk_Group_Existing"}},
		},
		{
			"authentication, without its password", detail("UmbraVerzekering", "UV-BRU", "UV-BRU-1"),
			map[string]any{"requireAuthentication": true, "sipAuthenticationUserName": "uv-bru-1", "sipAuthenticationPassword": nil, "name": nil},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			compareMembers(t, tt.got, tt.want)
		})
	}
}

func TestEscapedSegmentsArriveAsNames(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	const lab = "/api/v1/tenants/zz-interop-lab/"
	for _, tt := range []struct{ path, want string }{
		{"groups/lab%2F1/", `"groupName":"Rack 1/2"`},
		{"groups/lab%2f1", `"groupName":"Rack 1/2"`},
		{"groups/100%25/", `"100% load bench"`},
		{"groups/bench%203/", `"  Bench 3  "`},
		{"groups/a+b&c=d%3Fe%23f;g/", `"plus & query ? fragment #"`},
		{"groups/%3DSUM(A1:A9)/", `HYPERLINK`},
		{"groups/line-break/", `two\r\nlines`},
		{"groups/.../", `"three dots"`},
		{"groups/lab%2F1/services/trunk_groups/tg%2Favailable%2Ftrunks/", `"maxActiveCalls":2`},
		{"groups/100%25/services/trunk_groups/%252F/", `"maxActiveCalls":2`},
		{"groups/100%25/services/trunk_groups/50%25/", `"maxActiveCalls":4`},
		{"services/trunk_groups/Route%2FAll%20100%25/", `"weight":65536`},
		{"services/trunk_groups/available/", `"trunk with spaces"`},
		{"services/trunk_groups/available/trunks/", `"trunk_groups":[`},
	} {
		v.get(lab+tt.path).want(t, tt.path, http.StatusOK, tt.want)
	}
	for _, path := range []string{"groups/lab/1/", "groups/100/", "groups/LAB%2F1/", "groups/lab%252F1/"} {
		v.get(lab+path).want(t, path, http.StatusNotFound)
	}
}

func TestClientsMayLeaveOutTheSlashAndSendABody(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	for _, path := range []string{
		"tenants", "tenants/foo", "tenants/foo/groups", "tenants/foo/groups/ApioEntGrpTest", "search/groups",
		"tenants/foo/features/trunk_groups", "tenants/foo/groups/ApioEntGrpTest/features/trunk_groups",
		"tenants/foo/groups/ApioEntGrpTest/services/trunk_groups",
		"tenants/foo/groups/ApioEntGrpTest/services/trunk_groups/APIO_Trunk_Group_Existing",
		"tenants/foo/services/trunk_groups", "tenants/foo/services/trunk_groups/HQ-Inbound",
		"tenants/foo/services/trunk_groups/available/trunks",
	} {
		want := v.get("/api/v1/" + path + "/").body
		if a := v.do(http.MethodGet, "/api/v1/"+path, "{}"); a.status != http.StatusOK || a.body != want {
			t.Errorf("%s: %d %s", path, a.status, a.body)
		}
	}
	v.do(http.MethodGet, "/api/v1/tenants/", strings.Repeat(" ", mostBody+1)).want(t, "a huge body", http.StatusRequestEntityTooLarge)
}
