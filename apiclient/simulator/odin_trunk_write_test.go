package simulator

import (
	"bytes"
	"net/http"
	"strings"
	"testing"

	"banyan/internal/routing"
)

// The parts of a full object of a group's enterprise trunk; a test swaps some.
const (
	ofGroupE   = `"serviceProviderId":"ServiceProviderID","groupId":"GroupIDE"`
	newTrunk   = `{` + ofGroupE + `,"enterpriseTrunkName":"new","maximumRerouteAttempts":5,"routeExhaustionAction":"None",`
	anyOrdered = `"orderedRouting":{"orderingAlgorithm":"Overflow"},`
	anyMembers = `"trunkGroups":[{"groupId":"GroupIDE","trunkGroupName":"Trunk 1"}]}`
)

func TestOdinEnterpriseTrunkLivesAndDies(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	made := v.ask(http.MethodPost, odinGroups, newTrunk+anyOrdered+anyMembers)
	want := newTrunk + anyOrdered + `"capacityManagement":{"enabled":false},` + anyMembers
	made.wantBody(t, "POST", http.StatusCreated, want)
	weighted := `{` + ofGroupE + `,"enterpriseTrunkName":"new","newEnterpriseTrunkName":"renamed","maximumRerouteAttempts":"10",` +
		`"routeExhaustionAction":"Forward","routeExhaustionForwardAddress":"+3225550101",` +
		`"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":"3"},` +
		`"capacityManagement":{"enabled":"true","maximumActiveCalls":"45","capacityExceededTrapInitialCalls":40,"capacityExceededTrapOffsetCalls":0},` +
		`"trunkGroups":[{"groupId":"GroupIDE","trunkGroupName":"Trunk 2","priority":"10","weight":"50"},{"trunkGroupName":"Trunk 1","priority":1,"weight":65536}]}`
	changed := v.ask(http.MethodPut, odinGroups, weighted)
	want = `{` + ofGroupE + `,"enterpriseTrunkName":"renamed","maximumRerouteAttempts":10,` +
		`"routeExhaustionAction":"Forward","routeExhaustionForwardAddress":"+3225550101",` +
		`"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":3},` +
		`"capacityManagement":{"enabled":true,"maximumActiveCalls":45,"capacityExceededTrapInitialCalls":40,"capacityExceededTrapOffsetCalls":0},` +
		`"trunkGroups":[{"groupId":"GroupIDE","trunkGroupName":"Trunk 2","priority":10,"weight":50},{"groupId":"GroupIDE","trunkGroupName":"Trunk 1","priority":1,"weight":65536}]}`
	changed.wantBody(t, "PUT", http.StatusOK, want)
	v.read(odinGroups, groupE("enterpriseTrunkName", "renamed")...).wantBody(t, "read back", http.StatusOK, want)
	v.read(odinGroups, groupE("enterpriseTrunkName", "new")...).wantError(t, "the old name", 404, "not found")
	v.ask(http.MethodDelete, odinGroups+odinQuery(groupE("enterpriseTrunkName", "renamed")...), `{}`).wantBody(t, "DELETE", http.StatusOK, `{}`)
	v.read(odinGroups, groupE("enterpriseTrunkName", "renamed")...).wantError(t, "after the DELETE", 404, "not found")
	if writes := v.server.Writes(); len(writes) != 3 || writes[1].Body != weighted || !strings.Contains(writes[2].Query, "enterpriseTrunkName=renamed") {
		t.Errorf("%+v", writes)
	}
}

// TestOdinPutReplacesTheObject: what the body does not have, the object has no more.
func TestOdinPutReplacesTheObject(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	full := `{` + ofGroupE + `,"enterpriseTrunkName":"new","maximumRerouteAttempts":5,"routeExhaustionAction":"None","vendor":{"x":[1,2]},` +
		`"orderedRouting":{"orderingAlgorithm":"Overflow","odd":null},"later":null,` +
		`"capacityManagement":{"enabled":true,"maximumActiveCalls":4,"hysteresis":7},` +
		`"trunkGroups":[{"groupId":"GroupIDE","trunkGroupName":"Trunk 1","note":"spare"}]}`
	made := v.ask(http.MethodPost, odinGroups, full)
	made.want(t, "kept", http.StatusCreated, `"vendor":{"x":[1,2]}`, `"odd":null`, `"later":null`, `"hysteresis":7`, `"note":"spare"`)
	v.ask(http.MethodPut, odinGroups, made.body).wantBody(t, "saved as it was read", http.StatusOK, made.body)
	calm := strings.Replace(newTrunk, `"None"`, `"None","routeExhaustionForwardAddress":"+3225550101"`, 1)
	if a := v.ask(http.MethodPut, odinGroups, calm+anyOrdered+anyMembers); a.status != http.StatusOK || strings.Contains(a.body, "ForwardAddress") {
		t.Errorf("an address without Forward: %d %s", a.status, a.body)
	}
	v.ask(http.MethodPut, odinGroups, strings.TrimSuffix(newTrunk+anyOrdered, ",")+"}").
		wantBody(t, "PUT of less", http.StatusOK, newTrunk+anyOrdered+`"capacityManagement":{"enabled":false},"trunkGroups":[]}`)
}

func TestOdinRefusedWritesOfEnterpriseTrunks(t *testing.T) {
	t.Parallel()
	v := visitOdin(t, Options{})
	inOrder := func(body string) string { return newTrunk + body + anyMembers }
	weighted := func(entry string) string {
		return newTrunk + `"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":1},"trunkGroups":[{"groupId":"GroupIDE","trunkGroupName":"Trunk 1"` + entry + `}]}`
	}
	for _, tt := range []struct {
		what, method, path, body string
		status                   int
		says                     string
	}{
		{"no object", "POST", odinGroups, `[]`, 400, "not a JSON object"},
		{"a member twice", "POST", odinGroups, `{"groupId":"a","groupId":"b"}`, 400, `has "groupId" twice`},
		{"of nobody", "POST", odinGroups, `{}`, 400, "serviceProviderId is missing"},
		{"at the wrong level", "POST", odinTop, newTrunk + anyOrdered + anyMembers, 400, "not an enterprise"},
		{"without a name", "POST", odinGroups, `{` + ofGroupE + `,` + anyOrdered + anyMembers, 400, "enterpriseTrunkName is missing"},
		{"a name that is taken", "POST", odinGroups, strings.Replace(newTrunk, `"new"`, `"Group E Inbound"`, 1) + anyOrdered + anyMembers, 409, "already exists: Group E Inbound"},
		{"a rename of what is new", "POST", odinGroups, inOrder(anyOrdered + `"newEnterpriseTrunkName":"x",`), 400, "unknown attribute newEnterpriseTrunkName"},
		{"a name that is too long", "POST", odinGroups, strings.Replace(newTrunk, `"new"`, `"`+strings.Repeat("x", 31)+`"`, 1) + anyOrdered + anyMembers, 400, "has 31 characters"},
		{"one that is not there", "PUT", odinGroups, newTrunk + anyOrdered + anyMembers, 404, "Enterprise trunk not found: new"},
		{"no action", "POST", odinGroups, `{` + ofGroupE + `,"enterpriseTrunkName":"new","maximumRerouteAttempts":5,` + anyOrdered + anyMembers, 400, "routeExhaustionAction is missing"},
		{"no reroutes", "POST", odinGroups, `{` + ofGroupE + `,"enterpriseTrunkName":"new","routeExhaustionAction":"None",` + anyOrdered + anyMembers, 400, "maximumRerouteAttempts is missing"},
		{"reroutes in words", "POST", odinGroups, strings.Replace(newTrunk, `5`, `"five"`, 1) + anyOrdered + anyMembers, 400, "maximumRerouteAttempts is a string"},
		{"reroutes with a sign and no JSON", "POST", odinGroups, strings.Replace(newTrunk, `5`, `"+50"`, 1) + anyOrdered + anyMembers, 400, "50 is not 1 to 10"},
		{"no routing", "POST", odinGroups, inOrder(""), 400, "is mandatory"},
		{"both routings", "POST", odinGroups, inOrder(anyOrdered + `"priorityWeightedRouting":{},`), 400, "is mandatory"},
		{"members inside the routing", "POST", odinGroups, inOrder(`"orderedRouting":{"trunkGroups":[]},`), 400, "stands at top level"},
		{"the other dialect's destination", "POST", odinGroups, inOrder(anyOrdered + `"routeExhaustionDestination":"+32",`), 400, "unknown attribute routeExhaustionDestination"},
		{"the other dialect's capacity", "POST", odinGroups, inOrder(anyOrdered + `"maxActiveCalls":1,`), 400, "unknown attribute maxActiveCalls"},
		{"a null", "POST", odinGroups, inOrder(anyOrdered + `"capacityManagement":null,`), 400, "capacityManagement is null"},
		{"capacity that is not told to be on", "POST", odinGroups, inOrder(anyOrdered + `"capacityManagement":{"maximumActiveCalls":1},`), 400, "capacityManagement.enabled is missing"},
		{"capacity in words", "POST", odinGroups, inOrder(anyOrdered + `"capacityManagement":{"enabled":true,"maximumActiveCalls":"many"},`), 400, "capacityManagement.maximumActiveCalls is not a whole number"},
		{"capacity of nothing", "POST", odinGroups, inOrder(anyOrdered + `"capacityManagement":{"enabled":true,"maximumActiveCalls":0},`), 400, "capacityManagement.maximumActiveCalls is 0, less than 1"},
		{"more than the licences", "POST", odinGroups, inOrder(anyOrdered + `"capacityManagement":{"enabled":true,"maximumActiveCalls":46},`), 400, "Maximum active calls allowed shall not exceed the group available licenses of 45."},
		{"more than an enterprise's licences", "PUT", odinTop, `{"serviceProviderId":"TaxiUnion","enterpriseTrunkName":"Dispatch","maximumRerouteAttempts":1,"routeExhaustionAction":"None",` + anyOrdered + `"capacityManagement":{"enabled":true,"maximumActiveCalls":81}}`, 400, "the enterprise available licenses of 80."},
		{"Forward to nowhere", "POST", odinGroups, strings.Replace(newTrunk, "None", "Forward", 1) + anyOrdered + anyMembers, 400, "needs a routeExhaustionForwardAddress"},
		{"an unknown algorithm", "POST", odinGroups, inOrder(`"orderedRouting":{"orderingAlgorithm":"Random"},`), 400, `"Random" is not known`},
		{"a priority out of range", "POST", odinGroups, weighted(`,"priority":"11","weight":"50"`), 400, "priority 11 is not 1 to 10"},
		{"no weight", "POST", odinGroups, weighted(`,"priority":1`), 400, "weight 0 is not 1 to 65536"},
		{"a priority in ordered mode", "POST", odinGroups, newTrunk + anyOrdered + `"trunkGroups":[{"trunkGroupName":"Trunk 1","priority":1}]}`, 400, "ordered routing has no priority"},
		{"a member of nowhere", "POST", odinGroups, newTrunk + anyOrdered + `"trunkGroups":[{"groupId":"GroupIDE","trunkGroupName":"x"}]}`, 400, "no such trunk group"},
		{"a member of another group", "POST", odinGroups, newTrunk + anyOrdered + `"trunkGroups":[{"groupId":"GroupIDA","trunkGroupName":"Trunk 1"}]}`, 400, `is of group "GroupIDE"`},
		{"a member without a name", "POST", odinGroups, newTrunk + anyOrdered + `"trunkGroups":[{"groupId":"GroupIDE"}]}`, 400, "has no trunkGroupName"},
		{"members that are no list", "POST", odinGroups, newTrunk + anyOrdered + `"trunkGroups":{}}`, 400, "trunkGroups"},
		{"a member that is no object", "POST", odinGroups, newTrunk + anyOrdered + `"trunkGroups":["Trunk 1"]}`, 400, "an entry of trunkGroups is not a JSON object"},
		{"a member twice in the list", "POST", odinGroups, newTrunk + anyOrdered + `"trunkGroups":[{"trunkGroupName":"Trunk 1"},{"trunkGroupName":"Trunk 1"}]}`, 400, "is there twice"},
		{"a rename to what is taken", "PUT", odinGroups, strings.Replace(newTrunk, `"new"`, `"Group E Inbound","newEnterpriseTrunkName":"Group E Outbound"`, 1) + anyOrdered + anyMembers, 409, "already exists: Group E Outbound"},
		{"a rename to nothing", "PUT", odinGroups, strings.Replace(newTrunk, `"new"`, `"Group E Inbound","newEnterpriseTrunkName":""`, 1) + anyOrdered + anyMembers, 400, "has 0 characters"},
		{"a DELETE of what is not there", "DELETE", odinGroups + odinQuery(groupE("enterpriseTrunkName", "x")...), `{}`, 404, "not found: x"},
		{"a DELETE of all", "DELETE", odinGroups + odinQuery(groupE()...), `{}`, 400, "enterpriseTrunkName is missing"},
	} {
		v.ask(tt.method, tt.path, tt.body).wantError(t, tt.what, tt.status, tt.says)
	}
	if n := len(v.server.world.trunks(owner{"ServiceProviderID", "GroupIDE"})); n != 2 {
		t.Errorf("%d enterprise trunks", n)
	}
	if len(v.server.world.edited) != 0 {
		t.Error("something was written")
	}
}

// TestAColleagueWritesInEitherDialect: both show one object, with the members that
// neither knows.
func TestAColleagueWritesInEitherDialect(t *testing.T) {
	t.Parallel()
	v := visitBoth(t, Options{})
	before := v.read(odinTop, "serviceProviderId", "foo", "enterpriseTrunkName", "HQ-Inbound").body
	document := strings.Replace(strings.TrimSpace(before), `{"serviceProviderId"`, `{"vendor":1,"serviceProviderId"`, 1)
	document = strings.Replace(document, `"capacityManagement":{`, `"capacityManagement":{"odd":2,`, 1)
	if err := v.server.PutOdinEnterpriseTrunk([]byte(document)); err != nil {
		t.Fatal(err)
	}
	if apio := v.get(inbound); !strings.Contains(apio.body, `"vendor":1`) || strings.Contains(apio.body, "odd") ||
		!strings.Contains(apio.body, `"routeExhaustionDestination":"+3225550100"`) {
		t.Errorf("APIO shows %s", apio.body)
	}
	v.do(http.MethodPut, inbound, `{"maximumRerouteAttempts":7,"priorityWeightedRouting":{}}`).want(t, "APIO PUT", http.StatusOK)
	after := v.read(odinTop, "serviceProviderId", "foo", "enterpriseTrunkName", "HQ-Inbound")
	after.want(t, "after", http.StatusOK, `"vendor":1`, `"odd":2`, `"maximumRerouteAttempts":7`, `"weight":70`)
	if err := v.server.PutEnterpriseTrunk("foo", v.trunk(owner{tenant: "foo"}, "HQ-Inbound")); err != nil {
		t.Error(err)
	}
	v.read(odinTop, "serviceProviderId", "foo", "enterpriseTrunkName", "HQ-Inbound").
		want(t, "a colleague who knows neither field", http.StatusOK, `"vendor":1`, `"odd":2`)
	trunk := v.trunk(owner{"ServiceProviderID", "GroupIDE"}, "Group E Inbound")
	trunk.Name = "copy"
	if err := v.server.PutGroupEnterpriseTrunk("ServiceProviderID", "GroupIDE", trunk); err != nil {
		t.Error(err)
	}
	if v.server.PutGroupEnterpriseTrunk("ServiceProviderID", "GroupIDA", trunk) == nil || v.server.PutGroupEnterpriseTrunk("foo", "ApioEntGrpTest", trunk) == nil {
		t.Error("another group took it")
	}
	v.read(odinGroups, groupE("enterpriseTrunkName", "copy")...).want(t, "", http.StatusOK)
	if !v.server.DeleteGroupEnterpriseTrunk("ServiceProviderID", "GroupIDE", "copy") || v.server.DeleteGroupEnterpriseTrunk("ServiceProviderID", "GroupIDE", "copy") {
		t.Error("not deleted just once")
	}
	for _, document := range []string{`[]`, `{}`, strings.Replace(document, `"weight":70`, `"weight":0`, 1), `{"serviceProviderId":"foo","enterpriseTrunkName":"x"}`} {
		if v.server.PutOdinEnterpriseTrunk([]byte(document)) == nil {
			t.Errorf("took %s", document)
		}
	}
}

// TestWritesOfBothDialectsWaitForEachOther: what a write was checked against must
// still hold when it is carried out.
func TestWritesOfBothDialectsWaitForEachOther(t *testing.T) {
	for name, write := range map[string]struct{ method, path, body string }{
		"Odin": {http.MethodPut, "/api/v2" + odinTop, `{"serviceProviderId":"foo","enterpriseTrunkName":"HQ-Inbound","maximumRerouteAttempts":1,"routeExhaustionAction":"None",` + anyOrdered + `"trunkGroups":[]}`},
		"APIO": {http.MethodPut, inbound, `{"maximumRerouteAttempts":1,"priorityWeightedRouting":{}}`},
	} {
		t.Run(name, func(t *testing.T) {
			v := visitBoth(t, Options{})
			r := bearing(v.token, v.request(write.method, write.path, write.body))
			v.server.world.writing.Lock()
			answered := make(chan answer, 1)
			go func() {
				a, err := v.send(r)
				if err != nil {
					t.Error(err)
				}
				answered <- a
			}()
			v.arrived(r.URL.Path, 1)
			// Others may read meanwhile, and give the write time to go ahead if it does.
			for range 20 {
				v.read(odinTop, "serviceProviderId", "foo").want(t, "a read", http.StatusOK)
			}
			v.server.world.remove(owner{tenant: "foo"}, "HQ-Inbound")
			v.server.world.writing.Unlock()
			(<-answered).want(t, "", http.StatusNotFound)
		})
	}
}

// FuzzOdinTrunk: whatever body is taken, the object that is shown of it is taken
// again and shown the same; nothing makes the server fail.
func FuzzOdinTrunk(f *testing.F) {
	f.Add([]byte(newTrunk + anyOrdered + anyMembers))
	f.Add([]byte(newTrunk + `"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":"3","x":null},"trunkGroups":[{"trunkGroupName":"Trunk 2","priority":"10","weight":"50","note":[]}]}`))
	f.Add([]byte(newTrunk + anyOrdered + `"capacityManagement":{"enabled":"true","maximumActiveCalls":4,"odd":{}},"vendor":"\u00e9","trunkGroups":null}`))
	f.Add([]byte(newTrunk + anyOrdered + `"trunkGroups":[{"trunkGroup":{"name":"Trunk 1"},"trunkGroupName":"Trunk 1","name":"x"}]}`))
	d, err := parseWorld(defaultWorld)
	if err != nil {
		f.Fatal(err)
	}
	w := &world{directory: directory{sources: []source{d}}}
	of := owner{"ServiceProviderID", "GroupIDE"}
	f.Fuzz(func(t *testing.T, data []byte) {
		body, err := parseRaw(data)
		if err != nil {
			return
		}
		first, err := fromOdin(of, "new", w.destination(), body)
		if err != nil || w.checkTrunk(of, odinSpelling(), routing.Trunk{}, first.Trunk) != nil {
			return
		}
		shown := showFuzzed(t, first, of)
		again, err := parseRaw(shown)
		if err != nil {
			t.Fatalf("%v: %s", err, shown)
		}
		second, err := fromOdin(of, "new", w.destination(), again)
		if err != nil {
			t.Fatalf("%v: %s", err, shown)
		}
		if twice := showFuzzed(t, second, of); !bytes.Equal(shown, twice) {
			t.Errorf("%s became %s", shown, twice)
		}
	})
}

func showFuzzed(t *testing.T, held heldTrunk, of owner) []byte {
	t.Helper()
	a := odinTrunks{odin: &odin{finder: finder{world: &world{}}}}.show(http.StatusOK, of, held)
	if a.status != http.StatusOK {
		t.Fatalf("%d %s", a.status, a.body)
	}
	return a.body
}
