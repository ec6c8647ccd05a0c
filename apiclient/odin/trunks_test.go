package odin

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/routing"
)

func TestARoutingIsReadInBothModes(t *testing.T) {
	t.Parallel()
	reads(t, "ordered",
		`{"serviceProviderId":"foo","enterpriseTrunkName":"HQ","maximumRerouteAttempts":5,"routeExhaustionAction":"Forward",
			"routeExhaustionForwardAddress":"+3225550100","orderedRouting":{"orderingAlgorithm":"Most Idle"},"priorityWeightedRouting":null,
			"capacityManagement":{"enabled":true,"maximumActiveCalls":40,"capacityExceededTrapInitialCalls":"30","capacityExceededTrapOffsetCalls":5},
			"trunkGroups":[{"groupId":"g","trunkGroupName":"A"},{"groupId":"h","trunkGroupName":"B","priority":null}]}`,
		routing.Trunk{
			Name: "HQ", Mode: routing.Ordered, OrderingAlgorithm: "Most Idle", MaxReroutes: new(5), ExhaustionAction: "Forward",
			ExhaustionDestination: "+3225550100", CapacityManagement: new(true), MaxActiveCalls: new(40), TrapInitialCalls: new(30), TrapOffsetCalls: new(5),
			Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "g", Name: "A"}}, {TrunkGroup: routing.Key{GroupID: "h", Name: "B"}}},
		})
	reads(t, "weighted, numbers as texts",
		`{"maximumRerouteAttempts":"5","routeExhaustionAction":"None","priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":"3"},
			"capacityManagement":{"enabled":"false"},"trunkGroups":[{"groupId":"g","trunkGroupName":"A","priority":"10","weight":"50"}]}`,
		routing.Trunk{
			Name: "HQ", Mode: routing.Weighted, MaxReroutes: new(5), MaxReroutesWithinPriority: new(3), ExhaustionAction: "None", CapacityManagement: new(false),
			Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "g", Name: "A"}, Priority: 10, Weight: 50}},
		})
	reads(t, "a phone number that is a number",
		`{"orderedRouting":{},"routeExhaustionAction":"Forward","routeExhaustionForwardAddress":3225550100,"trunkGroups":[]}`,
		routing.Trunk{Name: "HQ", Mode: routing.Ordered, ExhaustionAction: "Forward", ExhaustionDestination: "3225550100"})
}

func reads(t *testing.T, what, body string, want routing.Trunk) {
	t.Helper()
	got, err := start(t, &portal{body: body}).EnterpriseTrunk(t.Context(), foo(), "HQ")
	if err != nil || !got.Equal(want) || got.Name != want.Name {
		t.Errorf("%s: %+v, %v", what, got, err)
	}
}

func TestARoutingThatCannotBeReadForSureIsAnError(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ body, says string }{
		{`{"trunkGroups":[]}`, "orderedRouting is missing"},
		{`{"orderedRouting":{}}`, "trunkGroups is missing"},
		{`{"orderedRouting":{},"trunkGroups":null}`, "trunkGroups is missing"},
		{`{"orderedRouting":{},"priorityWeightedRouting":{}}`, "one of them is due"},
		{`{"orderedRouting":{},"trunkGroups":[{"trunkGroupName":"A"}]}`, "groupId is missing"},
		{`{"orderedRouting":{},"trunkGroups":[{"groupId":"g"}]}`, "trunkGroupName is missing"},
		{`{"orderedRouting":{},"trunkGroups":{}}`, "an object instead of a list"},
		{`{"priorityWeightedRouting":{},"trunkGroups":[{"groupId":"g","trunkGroupName":"A","weight":1}]}`, "priority is missing"},
		{`{"priorityWeightedRouting":{},"trunkGroups":[{"groupId":"g","trunkGroupName":"A","priority":1,"weight":-1}]}`, "below zero"},
		{`{"orderedRouting":{},"trunkGroups":[{"groupId":"g","trunkGroupName":"A\ufffd"}]}`, "cannot be read"},
		{`{"orderedRouting":{},"trunkGroups":[],"maximumRerouteAttempts":"some"}`, "not a number"},
		{`[{"enterpriseTrunkName":"HQ","orderedRouting":{},"trunkGroups":[]}]`, "a list instead of an object"},
	} {
		_, _, err := start(t, &portal{body: test.body}).EnterpriseTrunkDocument(t.Context(), foo(), "HQ")
		if problem := problemOf(t, err); problem.Kind != apiclient.BadBody || !strings.Contains(problem.Message, test.says) {
			t.Errorf("%s: %v", test.body, err)
		}
	}
}

func TestADocumentForAnEditIsReadPastEveryCache(t *testing.T) {
	t.Parallel()
	p := &portal{body: `{"orderedRouting":{},"trunkGroups":[]}`}
	client := start(t, p)
	owner := foo()
	must(client.EnterpriseTrunk(t.Context(), owner, "HQ"))(t)
	if _, _, err := client.EnterpriseTrunkDocument(t.Context(), owner, "HQ"); err != nil {
		t.Fatal(err)
	}
	if a, b := p.requests[0].Header.Get("Cache-Control"), p.requests[1].Header.Get("Cache-Control"); a != "" || b != "no-cache" {
		t.Errorf("Cache-Control is %q and %q", a, b)
	}
}

// levels answers the tenant, the groups and the lists of enterprise trunks.
type levels struct {
	enterprise bool
	lists      map[string]string // of groups; a number is a status
}

func (l levels) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	switch query := r.URL.Query(); r.URL.Path {
	case "/api/v2/service-providers":
		say(w, fmt.Sprintf(`{"serviceProviderId":"foo","isEnterprise":%v}`, l.enterprise))
	case "/api/v2/groups":
		say(w, `[{"groupId":"a"},{"groupId":"b"},{"groupId":"c"}]`)
	case "/api/v2/service-providers/enterprise-trunks":
		say(w, `[{"enterpriseTrunkName":"HQ","routingType":"Priority Weighted Routing"},{"enterpriseTrunk":"Old","routingType":"Ordered"}]`)
	case "/api/v2/groups/enterprise-trunks":
		body := l.lists[query.Get("groupId")]
		if status := map[string]int{"400": 400, "503": 503, "403": 403}[body]; status != 0 {
			w.WriteHeader(status)
			body = `{"details":"Trunk Group service not assigned"}`
		}
		say(w, body)
	}
}

func TestAListOfTenantsWithoutTheirKindHidesNoGroupsTrunks(t *testing.T) {
	t.Parallel()
	below := levels{lists: map[string]string{"a": `[{"enterpriseTrunkName":"x"}]`, "b": `[]`, "c": `[]`}}
	client := start(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/api/v2/service-providers" && r.URL.RawQuery == "" {
			say(w, `[{"serviceProviderId":"foo"}]`)
			return
		}
		below.ServeHTTP(w, r)
	}))
	must(client.Tenants(t.Context()))(t)
	got, err := client.EnterpriseTrunks(t.Context(), "foo")
	if err != nil || len(got) != 1 || got[0].GroupID != "a" {
		t.Errorf("got %v, %v", got, err)
	}
}

func TestEnterpriseTrunksAreListedAtTheLevelWhereTheyAre(t *testing.T) {
	t.Parallel()
	const one, other = `[{"enterpriseTrunkName":"x"},{"enterpriseTrunkName":"y"}]`, `[{"enterpriseTrunkName":"x"}]`
	for what, test := range map[string]struct {
		levels levels
		want   string
		err    error
	}{
		"an enterprise's own":         {levels{enterprise: true}, "HQ/weighted@ Old/ordered@", nil},
		"its groups', in their order": {levels{lists: map[string]string{"a": one, "b": `[]`, "c": other}}, "x/@a y/@a x/@c", nil},
		"one group has no trunking":   {levels{lists: map[string]string{"a": "400", "b": `[]`, "c": other}}, "x/@c", nil},
		"no group has":                {levels{lists: map[string]string{"a": "400", "b": "400", "c": "400"}}, "", apiclient.ErrNotAssigned},
	} {
		got, err := start(t, test.levels).EnterpriseTrunks(t.Context(), "foo")
		var texts []string
		for _, item := range got {
			texts = append(texts, item.Name+"/"+item.RoutingMode+"@"+item.GroupID)
		}
		if strings.Join(texts, " ") != test.want || !errors.Is(err, test.err) {
			t.Errorf("%s: %v, %v", what, texts, err)
		}
	}
	_, err := start(t, levels{lists: map[string]string{"a": one, "b": "403", "c": other}}).EnterpriseTrunks(t.Context(), "foo")
	if problem := problemOf(t, err); problem.Kind != apiclient.Forbidden || !strings.Contains(problem.Op, "group b of tenant foo") {
		t.Errorf("one group's list that fails must not vanish: %v", err)
	}
}

func TestABodyIsTheWholeDocumentWithWhatChanges(t *testing.T) {
	t.Parallel()
	const document = `{"routingType":"Ordered","serviceProviderId":"foo","odd":[{"big":9007199254740993}],"enterpriseTrunkName":"HQ","maximumRerouteAttempts":"5",` +
		`"routeExhaustionAction":"Forward","routeExhaustionForwardAddress":"+32","orderedRouting":{"orderingAlgorithm":"Overflow","own":[]},"priorityWeightedRouting":null,` +
		`"capacityManagement":{"enabled":true,"maximumActiveCalls":"40","own":null},"trunkGroups":[{"trunkGroupName":"A","groupId":"g","x":1.0},{"trunkGroupName":"B","groupId":"h"}]}`
	owner := foo()
	read := func() routing.Trunk {
		trunk := must(start(t, &portal{body: document}).EnterpriseTrunk(t.Context(), owner, "HQ"))(t)
		return trunk
	}
	const tail = `"orderedRouting":{"orderingAlgorithm":"Overflow","own":[]},"capacityManagement":{"enabled":true,"maximumActiveCalls":"40","own":null},` +
		`"trunkGroups":[{"trunkGroupName":"A","groupId":"g","x":1.0},{"trunkGroupName":"B","groupId":"h"}]}`
	const head = `{"serviceProviderId":"foo","odd":[{"big":9007199254740993}],"enterpriseTrunkName":"HQ",`
	const action = `"routeExhaustionAction":"Forward","routeExhaustionForwardAddress":"+32",`
	for what, test := range map[string]struct {
		edit func(*routing.Trunk)
		want string
	}{
		"nothing":         {func(*routing.Trunk) {}, head + `"maximumRerouteAttempts":"5",` + action + tail},
		"a number":        {func(r *routing.Trunk) { r.MaxReroutes = new(3) }, head + `"maximumRerouteAttempts":"3",` + action + tail},
		"the name":        {func(r *routing.Trunk) { r.Name = "HQ 2" }, head + `"maximumRerouteAttempts":"5",` + action + strings.TrimSuffix(tail, "}") + `,"newEnterpriseTrunkName":"HQ 2"}`},
		"no destination":  {func(r *routing.Trunk) { r.ExhaustionAction = routing.None }, head + `"maximumRerouteAttempts":"5","routeExhaustionAction":"None",` + tail},
		"another one":     {func(r *routing.Trunk) { r.ExhaustionDestination = "sip:a@b" }, head + `"maximumRerouteAttempts":"5",` + strings.Replace(action, "+32", "sip:a@b", 1) + tail},
		"the order":       {func(r *routing.Trunk) { slices.Reverse(r.Routes) }, head + `"maximumRerouteAttempts":"5",` + action + strings.Replace(tail, `{"trunkGroupName":"A","groupId":"g","x":1.0},{"trunkGroupName":"B","groupId":"h"}`, `{"trunkGroupName":"B","groupId":"h"},{"trunkGroupName":"A","groupId":"g","x":1.0}`, 1)},
		"no limit":        {func(r *routing.Trunk) { r.CapacityManagement = new(false) }, head + `"maximumRerouteAttempts":"5",` + action + strings.Replace(tail, `"enabled":true,"maximumActiveCalls":"40",`, `"enabled":false,`, 1)},
		"a further limit": {func(r *routing.Trunk) { r.TrapInitialCalls = new(0) }, head + `"maximumRerouteAttempts":"5",` + action + strings.Replace(tail, `"own":null`, `"own":null,"capacityExceededTrapInitialCalls":0`, 1)},
		"the mode": {func(r *routing.Trunk) {
			r.Mode, r.MaxReroutesWithinPriority = routing.Weighted, new(2)
			for i := range r.Routes {
				r.Routes[i].Priority, r.Routes[i].Weight = i+1, 50
			}
		}, head + `"maximumRerouteAttempts":"5",` + action + `"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":2},` +
			`"capacityManagement":{"enabled":true,"maximumActiveCalls":"40","own":null},` +
			`"trunkGroups":[{"trunkGroupName":"A","groupId":"g","x":1.0,"priority":1,"weight":50},{"trunkGroupName":"B","groupId":"h","priority":2,"weight":50}]}`},
	} {
		want := read()
		test.edit(&want)
		got, err := EnterpriseTrunkBody(owner, "HQ", apiclient.Document{Raw: json.RawMessage(document)}, want, apiclient.WriteOptions{})
		if err != nil || string(got) != test.want {
			t.Errorf("%s: %v\ngot  %s\nwant %s", what, err, got, test.want)
		}
	}
}

// How this dialect spells the numbers of a direction is not known: what is reported is edited under
// its own name, what is not is never sent, and one that is cleared is null.
func TestSeldomNumbersAreSentWhereTheyAreReported(t *testing.T) {
	t.Parallel()
	const document = `{"enterpriseTrunkName":"HQ","orderedRouting":{},"capacityManagement":{"enabled":true,"maximumActiveCalls":40,` +
		`"maximumActiveIncomingCalls":"7","maximumActiveOutgoingCallsAllowed":null,"minimumActiveCallsReserved":{"unlimited":true}},"trunkGroups":[]}`
	trunk := must(start(t, &portal{body: document}).EnterpriseTrunk(t.Context(), apiclient.TrunkOwner{Tenant: "foo"}, "HQ"))(t)
	if *trunk.MaxIncomingCalls != 7 || trunk.MaxOutgoingCalls != nil || !slices.Equal(trunk.Reported, []routing.Field{routing.FieldMaxIncomingCalls, routing.FieldMaxOutgoingCalls}) {
		t.Fatalf("%+v", trunk)
	}
	trunk.MaxIncomingCalls, trunk.MaxOutgoingCalls, trunk.MaxActiveCalls = new(0), new(9), nil
	body := func(opts apiclient.WriteOptions) string {
		got, err := EnterpriseTrunkBody(apiclient.TrunkOwner{Tenant: "foo"}, "HQ", apiclient.Document{Raw: json.RawMessage(document)}, trunk, opts)
		if err != nil {
			return err.Error()
		}
		return string(got)
	}
	const sent = `"capacityManagement":{"enabled":true,"maximumActiveCalls":40,"maximumActiveIncomingCalls":"0","maximumActiveOutgoingCallsAllowed":9,"minimumActiveCallsReserved":{"unlimited":true}}`
	if got := body(apiclient.WriteOptions{}); !strings.Contains(got, sent) {
		t.Error(got)
	}
	if got := body(apiclient.WriteOptions{Cleared: []routing.Field{routing.FieldMaxActiveCalls}}); !strings.Contains(got, strings.Replace(sent, ":40", ":null", 1)) {
		t.Error(got)
	}
	trunk.ReservedCalls = new(1)
	if got := body(apiclient.WriteOptions{}); got != "the server does not report minimumActiveCallsReserved: it is not sent" {
		t.Error(got)
	}
}

func TestTheNumbersOfNewRoutesAreSpeltLikeTheOthers(t *testing.T) {
	t.Parallel()
	const document = `{"priorityWeightedRouting":{},"trunkGroups":[{"groupId":"g","trunkGroupName":"A","priority":"10","weight":"50"}]}`
	owner := apiclient.TrunkOwner{Tenant: "foo", Group: "g"}
	want := routing.Trunk{Mode: routing.Weighted, Routes: []routing.Route{
		{TrunkGroup: routing.Key{GroupID: "g", Name: "A"}, Priority: 9, Weight: 50},
		{TrunkGroup: routing.Key{GroupID: "g", Name: "B"}, Priority: 1, Weight: 7},
	}}
	got, err := EnterpriseTrunkBody(owner, "HQ", apiclient.Document{Raw: json.RawMessage(document)}, want, apiclient.WriteOptions{})
	const body = `{"serviceProviderId":"foo","groupId":"g","enterpriseTrunkName":"HQ","priorityWeightedRouting":{},"trunkGroups":[` +
		`{"groupId":"g","trunkGroupName":"A","priority":"9","weight":"50"},{"groupId":"g","trunkGroupName":"B","priority":"1","weight":"7"}]}`
	reordered := strings.Replace(body, `{"serviceProviderId":"foo","groupId":"g","enterpriseTrunkName":"HQ","priorityWeightedRouting":{},`, `{"priorityWeightedRouting":{},`, 1)
	reordered = strings.TrimSuffix(reordered, "}") + `,"serviceProviderId":"foo","groupId":"g","enterpriseTrunkName":"HQ"}`
	if err != nil || string(got) != reordered {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, reordered)
	}
}

func TestANewTrunkLeavesNoDefaultToTheServer(t *testing.T) {
	t.Parallel()
	owner := apiclient.TrunkOwner{Tenant: "foo", Group: "g"}
	if _, err := NewEnterpriseTrunkBody(owner, routing.Trunk{Mode: routing.Weighted, ExhaustionAction: routing.Forward}); err == nil ||
		err.Error() != "a new enterprise trunk needs enterpriseTrunkName, maximumRerouteAttempts, routeExhaustionForwardAddress, maximumRerouteAttemptsWithinPriority" {
		t.Errorf("got %v", err)
	}
	got, err := NewEnterpriseTrunkBody(owner, routing.New("HQ"))
	const want = `{"serviceProviderId":"foo","groupId":"g","enterpriseTrunkName":"HQ","maximumRerouteAttempts":10,"routeExhaustionAction":"None",` +
		`"orderedRouting":{"orderingAlgorithm":"Overflow"},"trunkGroups":[],"capacityManagement":{"enabled":false}}`
	if err != nil || string(got) != want {
		t.Errorf("%v\ngot  %s\nwant %s", err, got, want)
	}
}

// validTrunk draws what a form may hold.
func validTrunk(keys []routing.Key) *rapid.Generator[routing.Trunk] {
	return rapid.Custom(func(t *rapid.T) routing.Trunk {
		trunk := routing.New("Drawn")
		trunk.MaxReroutes = new(rapid.IntRange(1, 10).Draw(t, "reroutes"))
		if rapid.Bool().Draw(t, "forward") {
			trunk.ExhaustionAction = routing.Forward
			trunk.ExhaustionDestination = rapid.SampledFrom([]string{"+3225550100", "sip:a@b.example"}).Draw(t, "destination")
		}
		if rapid.Bool().Draw(t, "management") {
			trunk.CapacityManagement = new(true)
			trunk.MaxActiveCalls = new(rapid.IntRange(1, 3).Draw(t, "calls"))
			trunk.TrapInitialCalls = new(rapid.IntRange(0, 9).Draw(t, "trap"))
			trunk.TrapOffsetCalls = new(rapid.IntRange(0, 9).Draw(t, "offset"))
		}
		trunk.OrderingAlgorithm = rapid.SampledFrom(routing.Algorithms()).Draw(t, "algorithm")
		chosen := rapid.Permutation(keys).Draw(t, "keys")[:rapid.IntRange(0, len(keys)).Draw(t, "routes")]
		weighted := rapid.Bool().Draw(t, "weighted")
		for _, key := range chosen {
			route := routing.Route{TrunkGroup: key}
			if weighted {
				route.Priority, route.Weight = rapid.IntRange(1, 10).Draw(t, "priority"), rapid.IntRange(1, 65536).Draw(t, "weight")
			}
			trunk.Routes = append(trunk.Routes, route)
		}
		if weighted {
			trunk.Mode, trunk.MaxReroutesWithinPriority = routing.Weighted, new(rapid.IntRange(1, 10).Draw(t, "within"))
		}
		return trunk
	})
}

// What is saved is what the next read brings, whatever was there before.
func TestATrunkThatIsSavedIsReadAsItWasMeant(t *testing.T) {
	t.Parallel()
	platform, client := simulate(t, simulator.Options{}, writable)
	for _, owner := range []apiclient.TrunkOwner{{Tenant: "foo"}, {Tenant: "ServiceProviderID", Group: "GroupIDE"}} {
		keys, err := client.AvailableTrunkGroups(t.Context(), owner, apiclient.TrunkGroupCriteria{ResponseSizeLimit: 4})
		if err != nil || len(keys) < 3 {
			t.Fatalf("%v, %v", keys, err)
		}
		rapid.Check(t, func(rt *rapid.T) {
			ctx := context.Background()
			first, second := validTrunk(keys).Draw(rt, "first"), validTrunk(keys).Draw(rt, "second")
			check := func(what string, err error) {
				if err != nil {
					rt.Fatalf("%s: %v", what, err)
				}
			}
			platform.DeleteEnterpriseTrunk(owner.Tenant, "Drawn") // of a run that failed
			platform.DeleteGroupEnterpriseTrunk(owner.Tenant, owner.Group, "Drawn")
			check("create", client.CreateEnterpriseTrunk(ctx, owner, first, apiclient.WriteOptions{}))
			document, held, err := client.EnterpriseTrunkDocument(ctx, owner, "Drawn")
			check("read", err)
			if !held.Equal(first) {
				rt.Fatalf("created %+v\nand read %+v", first, held)
			}
			check("put", client.PutEnterpriseTrunk(ctx, owner, "Drawn", document, second, apiclient.WriteOptions{}))
			held, err = client.EnterpriseTrunk(ctx, owner, "Drawn")
			check("read again", err)
			if !held.Equal(second) {
				rt.Fatalf("put      %+v\nand read %+v", second, held)
			}
			check("delete", client.DeleteEnterpriseTrunk(ctx, owner, "Drawn"))
			if _, err := client.EnterpriseTrunk(ctx, owner, "Drawn"); !errors.Is(err, apiclient.ErrNotFound) {
				rt.Fatalf("after the deletion: %v", err)
			}
		})
	}
	if len(platform.Writes()) == 0 {
		t.Error("nothing was written")
	}
}

func TestAPanicOfAListIsItsError(t *testing.T) {
	t.Parallel()
	var broken Client // has no connection
	list, err := broken.guardedTrunks(t.Context(), apiclient.TrunkOwner{Tenant: "foo", Group: "g"})
	if list != nil || err == nil || !strings.Contains(err.Error(), "internal fault") {
		t.Errorf("%v, %v", list, err)
	}
}

// Without its routes a trunk can be looked at, as one whose routes are not told, and not edited:
// the list that would be sent back is empty.
func TestATrunkWithoutItsRoutesIsForLookingAt(t *testing.T) {
	t.Parallel()
	server, c := simulate(t, simulator.Options{OmitRoutes: true}, writable)
	trunk, err := c.EnterpriseTrunk(t.Context(), foo(), "HQ-Inbound")
	if err != nil || !trunk.RoutesUnreported || len(trunk.Routes) > 0 || trunk.Mode != routing.Weighted {
		t.Errorf("%+v, %v", trunk, err)
	}
	if _, _, err := c.EnterpriseTrunkDocument(t.Context(), foo(), "HQ-Inbound"); err == nil || !strings.Contains(err.Error(), "trunkGroups is missing") {
		t.Errorf("for an edit: %v", err)
	}
	document := apiclient.Document{Raw: []byte(`{"enterpriseTrunkName":"HQ-Inbound","orderedRouting":{},"maximumRerouteAttempts":1}`)}
	if err := c.PutEnterpriseTrunk(t.Context(), foo(), "HQ-Inbound", document, trunk, apiclient.WriteOptions{}); err == nil {
		t.Error("it was sent back")
	}
	if writes := server.Writes(); len(writes) > 0 {
		t.Errorf("sent: %v", writes)
	}
}
