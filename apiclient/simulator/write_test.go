package simulator

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"syscall"
	"testing"
	"time"
)

const (
	fooTrunks = "/api/v1/tenants/foo/services/trunk_groups/"
	inbound   = fooTrunks + "HQ-Inbound/"
	keepList  = `"orderedRouting":{"orderingAlgorithm":"Overflow"}`
	oneRoute  = `"orderedRouting":{"trunkGroups":[{"groupId":"ApioEntGrpTest","name":"APIO_Trunk_Group_Existing"}]}`
)

func TestTheWritesOfTheDocumentedExamples(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	ordered := `{"name":"ApioEntTest_Trunk","maximumRerouteAttempts":5,` + oneRoute + `}`
	v.do(http.MethodPost, fooTrunks, ordered).want(t, "POST ordered", http.StatusCreated)
	weighted := `{"name":"second","maximumRerouteAttempts":5,"priorityWeightedRouting":{"trunkGroups":[
		{"trunkGroup":{"groupId":"ApioEntGrpTest","name":"APIO_Trunk_Group_Existing"},"priority":1,"weight":1}]}}`
	v.do(http.MethodPost, fooTrunks, weighted).want(t, "POST weighted", http.StatusCreated)
	renaming := `{"name":"renamed","maximumRerouteAttempts":10,"routeExhaustionAction":"Forward",
		"routeExhaustionDestination":"test_trunk@netaxis.be","orderedRouting":{"orderingAlgorithm":"Least Idle"}}`
	v.do(http.MethodPut, fooTrunks+"ApioEntTest_Trunk/", renaming).want(t, "PUT", http.StatusOK)
	v.get(fooTrunks+"ApioEntTest_Trunk/").want(t, "the old name", http.StatusNotFound)
	v.get(fooTrunks+"renamed/").wantBody(t, "renamed", http.StatusOK, `{"routeExhaustionAction":"Forward","enableCapacityManagement":false,`+
		`"orderedRouting":{"orderingAlgorithm":"Least Idle","trunkGroups":[{"groupId":"ApioEntGrpTest","name":"APIO_Trunk_Group_Existing"}]},`+
		`"maximumRerouteAttempts":10,"routeExhaustionDestination":"test_trunk@netaxis.be"}`)
	v.do(http.MethodDelete, fooTrunks+"renamed/", `{}`).wantBody(t, "DELETE", http.StatusOK, `{}`)
	v.get(fooTrunks+"renamed/").want(t, "after the DELETE", http.StatusNotFound)
	if n := len(v.server.Writes()); n != 4 || v.server.Writes()[0].Body != ordered {
		t.Errorf("%d writes arrived: %+v", n, v.server.Writes())
	}
}

// refusal is one write that has to be refused.
type refusal struct {
	what, method, path, body string
	status                   int
	says                     string
	nested                   bool // as the backend's summary
}

func TestRefusedWritesOfEnterpriseTrunks(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 31)
	refusals(t, []refusal{
		{"no object", "PUT", inbound, `[]`, 416, "not a JSON object", false},
		{"nothing", "DELETE", inbound, ``, 416, "not a JSON object", false},
		{"an unknown trunk", "PUT", fooTrunks + "nobody/", `{}`, 404, "trunk not found", false},
		{"no enterprise", "POST", "/api/v1/tenants/ServiceProviderID/services/trunk_groups/", `{}`, 404, "not an enterprise", false},
		{"no routing", "PUT", inbound, `{"maximumRerouteAttempts":2}`, 400, "is mandatory", false},
		{"both routings", "PUT", inbound, `{` + keepList + `,"priorityWeightedRouting":{}}`, 400, "is mandatory", false},
		{"an unknown attribute", "PUT", inbound, `{"color":1,` + oneRoute + `}`, 400, "unknown attribute color", false},
		{"an attribute twice", "PUT", inbound, `{"name":"a","name":"b",` + oneRoute + `}`, 416, "not a JSON object", false},
		{"null", "PUT", inbound, `{"maximumRerouteAttempts":null,` + oneRoute + `}`, 400, "maximumRerouteAttempts is null", false},
		{"text for a number", "PUT", inbound, `{"maximumRerouteAttempts":"5",` + oneRoute + `}`, 400, "maximumRerouteAttempts is a string", false},
		{"the mode switched without a list", "PUT", inbound, `{` + keepList + `}`, 400, "trunkGroups is missing", false},
		{"too many reroutes", "PUT", inbound, `{"maximumRerouteAttempts":11,` + oneRoute + `}`, 400, "11 is not 1 to 10", true},
		{"an unknown algorithm", "PUT", inbound, `{"orderedRouting":{"orderingAlgorithm":"Random","trunkGroups":[]}}`, 400, `"Random" is not known`, true},
		{"a priority", "PUT", inbound, weightedEntry(11, 1), 400, "priority 11 is not 1 to 10", true},
		{"a weight", "PUT", inbound, weightedEntry(1, 65537), 400, "weight 65537 is not 1 to 65536", true},
		{"an unknown trunk group", "PUT", inbound, `{"orderedRouting":{"trunkGroups":[{"groupId":"ApioEntGrpTest","name":"nobody"}]}}`, 400, "no such trunk group", true},
		{"a member twice", "PUT", inbound, `{"orderedRouting":{"trunkGroups":[` + namur + `,` + namur + `]}}`, 400, "is there twice", true},
		{"Forward to nowhere", "PUT", fooTrunks + "Contact-Centre/", `{"routeExhaustionAction":"Forward",` + oneRoute + `}`, 400, "needs a routeExhaustionDestination", true},
		{"Forward to nonsense", "PUT", inbound, `{"routeExhaustionDestination":"me",` + oneRoute + `}`, 400, "neither a phone number nor a SIP URI", true},
		{"the other spelling", "PUT", inbound, `{"routeExhaustionForwardAddress":"+32",` + oneRoute + `}`, 400, "needs a routeExhaustionDestination", false},
		{"another action", "PUT", inbound, `{"routeExhaustionAction":"Reroute",` + oneRoute + `}`, 400, "neither None nor Forward", true},
		{"no calls at all", "PUT", inbound, `{"maxActiveCalls":0,` + oneRoute + `}`, 400, "less than 1", true},
		{"a negative trap", "PUT", inbound, `{"capacityExceededTrapOffsetCalls":-1,` + oneRoute + `}`, 400, "less than 0", true},
		{
			"more calls than licences", "PUT", inbound, `{"enableCapacityManagement":true,"maxActiveCalls":121,` + oneRoute + `}`, 400,
			"Maximum active calls allowed shall not exceed the enterprise available licenses of 120.", true,
		},
		{"a long name", "PUT", inbound, `{"name":"` + long + `",` + oneRoute + `}`, 400, "31 characters", true},
		{"a name that is taken", "PUT", inbound, `{"name":"Night-Service",` + oneRoute + `}`, 400, "already exists", true},
		{"a name that is no text", "PUT", inbound, `{"name":7,` + oneRoute + `}`, 400, "name is no text", false},
		{"a new one without a name", "POST", fooTrunks, `{"maximumRerouteAttempts":1,` + oneRoute + `}`, 400, "name is missing", false},
		{"a new one that is there", "POST", fooTrunks, `{"name":"HQ-Inbound","maximumRerouteAttempts":1,` + oneRoute + `}`, 409, "already exists", true},
		{"a new one without a list", "POST", fooTrunks, `{"name":"n","maximumRerouteAttempts":1,` + keepList + `}`, 400, "trunkGroups is missing", false},
		{"a new one without reroutes", "POST", fooTrunks, `{"name":"n",` + oneRoute + `}`, 400, "maximumRerouteAttempts is missing", true},
	})
}

const namur = `{"groupId":"ApioEntGrpNamur","name":"Trunk-Namur"}`

func weightedEntry(priority, weight int) string {
	entry, _ := json.Marshal(map[string]int{"priority": priority, "weight": weight})
	return `{"priorityWeightedRouting":{"trunkGroups":[{"trunkGroup":` + namur + `,` + string(entry[1:]) + `]}}`
}

func TestRefusedWritesOfCapacity(t *testing.T) {
	t.Parallel()
	const (
		tenant = "/api/v1/tenants/foo/features/trunk_groups/"
		group  = "/api/v1/tenants/ServiceProviderID/groups/GroupIDA/features/trunk_groups/"
		bare   = "/api/v1/tenants/ServiceProviderID/groups/GroupIDD/features/trunk_groups/"
		trunk  = "/api/v1/tenants/foo/groups/ApioEntGrpNamur/services/trunk_groups/Trunk-Namur/"
	)
	refusals(t, []refusal{
		{"no object", "PUT", tenant, ``, 416, "not a JSON object", false},
		{"a bare number", "PUT", tenant, `{"maxActiveCalls":5}`, 400, "is a number", false},
		{"null", "PUT", tenant, `{"maxActiveCalls":null}`, 400, "is null", false},
		{"no maximum", "PUT", tenant, `{"maxActiveCalls":{"unlimited":false}}`, 400, "maxActiveCalls.maximum is missing", true},
		{"a negative limit", "PUT", tenant, `{"burstingMaxActiveCalls":{"unlimited":false,"maximum":-1}}`, 400, "zero or more", true},
		{"a figure that is only read", "PUT", group, `{"maxAvailableActiveCalls":{"unlimited":true}}`, 400, "unknown field", false},
		{"an object for a group", "PUT", group, `{"maxActiveCalls":{"unlimited":true}}`, 400, "is a object", false},
		{"above what is available", "PUT", group, `{"maxActiveCalls":31}`, 400, "31 is more than is available to the group: 30", true},
		{"bursting above what is available", "PUT", group, `{"burstingMaxActiveCalls":{"unlimited":true}}`, 400, "unlimited is more than", true},
		{"no trunking", "PUT", bare, `{"maxActiveCalls":1}`, 404, "not assigned", false},
		{"no calls", "PUT", trunk, `{"maxActiveCalls":0}`, 400, "less than 1", true},
		{"above the group", "PUT", trunk, `{"maxActiveCalls":7}`, 400, "7 is more than the group has: 6", true},
		{"bursting above the group", "PUT", trunk, `{"enableBursting":true,"burstingMaxActiveCalls":1}`, 400, "1 is more than the group has: 0", true},
		{"a limit without bursting", "PUT", trunk, `{"burstingMaxActiveCalls":0}`, 400, "needs enableBursting", true},
		{"an unknown trunk group", "PUT", strings.Replace(trunk, "Trunk-", "x", 1), `{}`, 404, "trunk group not found", false},
	})
}

// refusals sends each of the list to one platform, where nothing may change.
func refusals(t *testing.T, list []refusal) {
	t.Helper()
	v := loggedIn(t, Options{})
	for _, r := range list {
		before := v.get(r.path)
		a := v.do(r.method, r.path, r.body)
		a.wantRefusal(t, r.what, r.status, r.says)
		if r.nested != strings.Contains(a.body, `"details":{"errors":{"0":{"summary":"`) {
			t.Errorf("%s: the backend's summary: %s", r.what, a.body)
		}
		if after := v.get(r.path); after.status != before.status || after.body != before.body {
			t.Errorf("%s changed something: %s", r.what, after.body)
		}
	}
	if n := len(v.server.Writes()); n != len(list) {
		t.Errorf("%d of %d writes arrived", n, len(list))
	}
}

func TestEveryReasonOfARefusalIsTold(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	v.do(http.MethodPut, inbound, `{"maximumRerouteAttempts":11,"capacityExceededTrapOffsetCalls":-1,`+oneRoute+`}`).
		want(t, "", http.StatusBadRequest, `{"0":{"summary":"maximumRerouteAttempts`, `"1":{"summary":"capacityExceededTrapOffsetCalls`)
}

func TestUnknownFieldsStayWhereTheyArePutAndGoWithTheirList(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	document := `{"x":9007199254740993,"maximumRerouteAttempts":5,"none":null,"routeExhaustionAction":"None",
		"orderedRouting":{"y":[],"orderingAlgorithm":"Overflow","trunkGroups":[{"groupId":"ApioEntGrpNamur","name":"Trunk-Namur","z":1e2}]}}`
	if err := v.server.PutEnterpriseTrunkDocument("foo", "HQ-Inbound", []byte(document)); err != nil {
		t.Fatal(err)
	}
	v.do(http.MethodPut, inbound, `{"maximumRerouteAttempts":3,"orderedRouting":{"y":[],"orderingAlgorithm":"Most Idle"}}`).want(t, "", 200)
	v.get(inbound).wantBody(t, "", 200, `{"x":9007199254740993,"maximumRerouteAttempts":3,"none":null,"routeExhaustionAction":"None",`+
		`"orderedRouting":{"y":[],"orderingAlgorithm":"Most Idle","trunkGroups":[{"groupId":"ApioEntGrpNamur","name":"Trunk-Namur","z":1e2}]}}`)
	v.do(http.MethodPut, inbound, `{"orderedRouting":{"trunkGroups":null}}`)
	v.get(inbound).want(t, "a routing object without its unknown fields and its list", 200, `"orderedRouting":{"trunkGroups":null,"orderingAlgorithm":"Most Idle"}`)
	if err := v.server.PutEnterpriseTrunk("foo", v.trunk(owner{tenant: "foo"}, "HQ-Inbound")); err != nil || !strings.Contains(v.get(inbound).body, `"x":9007199254740993`) {
		t.Errorf("%v, %s", err, v.get(inbound).body)
	}
	if v.server.PutEnterpriseTrunkDocument("foo", "n", []byte(`[]`)) == nil || v.server.PutEnterpriseTrunkDocument("foo", "n", []byte(`{}`)) == nil {
		t.Error("a document that is none was taken")
	}
}

func TestAPlatformThatWantsTheForwardAddress(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{ForwardAddress: true})
	if got := v.get(inbound).body; !strings.Contains(got, `"routeExhaustionForwardAddress":"+3225550100"`) || strings.Contains(got, destination) {
		t.Error(got)
	}
	v.do(http.MethodPut, inbound, `{"routeExhaustionDestination":"+32",`+oneRoute+`}`).want(t, "", 400, "needs a routeExhaustionForwardAddress")
	v.do(http.MethodPut, inbound, `{"routeExhaustionForwardAddress":"+32",`+oneRoute+`}`).want(t, "", 200)
}

func TestTwentyMoreChannelsGoThroughTheThreeLevels(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	const base = "/api/v1/tenants/foo/"
	for _, step := range []struct{ path, body, want string }{
		{"features/trunk_groups/", `{"maxActiveCalls":{"unlimited":false,"maximum":140}}`, `"maxActiveCalls":{"unlimited":false,"maximum":140}`},
		{"groups/ApioEntGrpNamur/features/trunk_groups/", `{"maxActiveCalls":140,"burstingMaxActiveCalls":{"unlimited":false,"maximum":3}}`, `"maxActiveCalls":140,"burstingMaxActiveCalls":{"unlimited":false,"maximum":3},"maxAvailableActiveCalls":{"unlimited":false,"maximum":140}`},
		{"groups/ApioEntGrpNamur/services/trunk_groups/Trunk-Namur/", `{"maxActiveCalls":24,"enableBursting":true,"burstingMaxActiveCalls":3}`, `"maxActiveCalls":24,"limitIncomingCalls":false,"limitOutgoingCalls":false,"enableBursting":true,"burstingMaxActiveCalls":3`},
	} {
		v.do(http.MethodPut, base+step.path, step.body).want(t, step.path, 200, step.want)
		v.get(base+step.path).want(t, step.path, 200, step.want)
	}
	v.do(http.MethodPut, base+"groups/ApioEntGrpNamur/services/trunk_groups/Trunk-Namur/", `{"enableBursting":false}`).
		want(t, "no bursting", 200, `"enableBursting":false,`)
	v.do(http.MethodPut, base+"features/trunk_groups/", `{"maxActiveCalls":{"unlimited":true}}`)
	v.get(base+"groups/ApioEntGrpTest/features/trunk_groups/").want(t, "unlimited", 200, `"maxAvailableActiveCalls":{"unlimited":true}`)
}

const fewer = `{"maximumRerouteAttempts":2,` + oneRoute + `}`

// hasFewer reports whether the write of fewer was carried out.
func (v *visitor) hasFewer() bool {
	return strings.Contains(v.get(inbound).body, `"maximumRerouteAttempts":2`)
}

func TestFaultsOfAWriteComeBeforeOrAfterItIsCarriedOut(t *testing.T) {
	elsewhere := http.Header{"Location": {"http://127.0.0.1:1/"}}
	for _, tt := range []struct {
		name    string
		fault   Fault
		status  int // 0: no answer
		applied bool
	}{
		{"a status before", Fault{Status: 500}, 500, false},
		{"a reset before", Fault{Reset: true}, 0, false},
		{"a reset before the body is read", Fault{Reset: true, Early: true}, 0, false},
		{"a reset after", Fault{Reset: true, Apply: true}, 0, true},
		{"a page after", Fault{Status: 502, Body: "<html>", ContentType: "text/html", Apply: true}, 502, true},
		{"garbage after", Fault{Body: `{"a":`, Apply: true}, 200, true},
		{"half of the answer", Fault{Truncate: true}, 0, true},
		{"a redirect before", Fault{Status: 307, Header: elsewhere}, 307, false},
		{"a redirect after", Fault{Status: 307, Header: elsewhere, Apply: true}, 307, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			v := loggedIn(t, Options{})
			v.client.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
			tt.fault.Method = http.MethodPut
			v.server.SetFault(tt.fault)
			a, err := v.send(v.request(http.MethodPut, inbound, fewer))
			if (err == nil) != (tt.status != 0) || (err == nil && a.status != tt.status) {
				t.Errorf("%v, %d %s", err, a.status, a.body)
			}
			if tt.fault.Reset && !errors.Is(err, syscall.ECONNRESET) {
				t.Error(err)
			}
			if got := v.hasFewer(); got != tt.applied {
				t.Errorf("carried out: %v", got)
			}
			if n := len(v.server.Writes()); n != 1 {
				t.Errorf("%d writes arrived", n)
			}
		})
	}
}

func TestAWriteThatHangsWasCarriedOut(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{Faults: []Fault{{Method: http.MethodPut, Hang: true, Apply: true}}})
	ended := v.sent(v.request(http.MethodPut, inbound, fewer))
	v.until(v.hasFewer)
	v.server.ClearFaults()
	if err := <-ended; err == nil {
		t.Error("it was answered")
	}
}

func TestAWriteCanTakeEffectLater(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{Faults: []Fault{{Method: http.MethodPut, Late: 300 * time.Millisecond}}})
	if a := v.do(http.MethodPut, inbound, fewer); a.status != 200 || v.hasFewer() {
		t.Errorf("%d %s", a.status, a.body)
	}
	v.until(v.hasFewer)
}
