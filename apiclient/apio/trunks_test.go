package apio

import (
	"testing"

	"banyan/apiclient"
	"banyan/internal/routing"
)

func TestEnterpriseTrunkReadsBothRoutings(t *testing.T) {
	one, two := routing.Key{GroupID: "g1", Name: "n1"}, routing.Key{GroupID: "g2", Name: "n2"}
	reads(t, "the documented example, without algorithm and name",
		`{"maximumRerouteAttempts":5,"routeExhaustionAction":"None","orderedRouting":{"trunkGroups":[{"groupId":"g1","name":"n1"}]}}`,
		routing.Trunk{Mode: routing.Ordered, MaxReroutes: new(5), ExhaustionAction: "None", Routes: []routing.Route{{TrunkGroup: one}}})
	reads(t, "ordered, nested, in the list's order",
		`{"orderedRouting":{"orderingAlgorithm":"Most Idle","trunkGroups":[{"trunkGroup":{"groupId":"g2","name":"n2"}},{"trunkGroup":{"groupId":"g1","name":"n1"}}]},"priorityWeightedRouting":null}`,
		routing.Trunk{Mode: routing.Ordered, OrderingAlgorithm: "Most Idle", Routes: []routing.Route{{TrunkGroup: two}, {TrunkGroup: one}}})
	reads(t, "weighted, nested, with numbers as text",
		`{"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":3,"trunkGroups":[
				{"trunkGroup":{"groupId":"g1","name":"n1"},"priority":1,"weight":70},{"trunkGroup":{"groupId":"g2","name":"n2"},"priority":"2","weight":"65536"}]}}`,
		routing.Trunk{Mode: routing.Weighted, MaxReroutesWithinPriority: new(3), Routes: []routing.Route{
			{TrunkGroup: one, Priority: 1, Weight: 70}, {TrunkGroup: two, Priority: 2, Weight: 65536},
		}})
	reads(t, "weighted, bare",
		`{"priorityWeightedRouting":{"trunkGroups":[{"groupId":"g1","name":"n1","priority":1,"weight":1}]}}`,
		routing.Trunk{Mode: routing.Weighted, Routes: []routing.Route{{TrunkGroup: one, Priority: 1, Weight: 1}}})
	reads(t, "every other field",
		`{"name":"other","routeExhaustionAction":"Forward","routeExhaustionDestination":"test_trunk@netaxis.be","enableCapacityManagement":true,
				"maxActiveCalls":"3","capacityExceededTrapInitialCalls":2,"capacityExceededTrapOffsetCalls":0,"_record_internal_id":"x","orderedRouting":{"trunkGroups":null}}`,
		routing.Trunk{
			Mode: routing.Ordered, Routes: []routing.Route{}, ExhaustionAction: "Forward", ExhaustionDestination: "test_trunk@netaxis.be",
			CapacityManagement: new(true), MaxActiveCalls: new(3), TrapInitialCalls: new(2), TrapOffsetCalls: new(0),
		})
	reads(t, "the destination under its other name",
		`{"routeExhaustionAction":"Forward","routeExhaustionForwardAddress":"+32","routeExhaustionDestination":null,"orderedRouting":{"trunkGroups":[]}}`,
		routing.Trunk{Mode: routing.Ordered, Routes: []routing.Route{}, ExhaustionAction: "Forward", ExhaustionDestination: "+32"})
	reads(t, "no routing at all", `{"maximumRerouteAttempts":null}`, routing.Trunk{})
}

func reads(t *testing.T, what, body string, want routing.Trunk) {
	t.Helper()
	t.Run(what, func(t *testing.T) {
		want.Name = "asked"
		same(t, must(start(t, &gateway{body: body}).EnterpriseTrunk(t.Context(), foo(), "asked"))(t), want)
	})
}

func TestARoutingInDoubtIsRefused(t *testing.T) {
	for what, test := range map[string]struct{ body, want string }{
		"both routings": {
			`{"orderedRouting":{"trunkGroups":[]},"priorityWeightedRouting":{"trunkGroups":[]}}`,
			"priorityWeightedRouting is there beside orderedRouting: one of them is due",
		},
		"no list":         {`{"orderedRouting":{"orderingAlgorithm":"Overflow"}}`, "orderedRouting.trunkGroups is missing"},
		"no group":        {`{"orderedRouting":{"trunkGroups":[{"name":"n"}]}}`, "orderedRouting.trunkGroups[0].groupId is missing"},
		"no name, nested": {`{"orderedRouting":{"trunkGroups":[{"trunkGroup":{"groupId":"g"}}]}}`, "orderedRouting.trunkGroups[0].trunkGroup.name is missing"},
		"no weight": {
			`{"priorityWeightedRouting":{"trunkGroups":[{"trunkGroup":{"groupId":"g","name":"n"},"priority":1}]}}`,
			"priorityWeightedRouting.trunkGroups[0].weight is missing",
		},
		"a weight of text": {
			`{"priorityWeightedRouting":{"trunkGroups":[{"trunkGroup":{"groupId":"g","name":"n"},"priority":1,"weight":"heavy"}]}}`,
			`priorityWeightedRouting.trunkGroups[0].weight is not a number: the text "heavy"`,
		},
		"a name that is no UTF-8": {
			"{\"orderedRouting\":{\"trunkGroups\":[{\"groupId\":\"g\",\"name\":\"n\xff\"}]}}",
			"orderedRouting.trunkGroups[0].name has characters that cannot be read",
		},
		"a destination with half a character": {
			`{"routeExhaustionDestination":"\ud800"}`, "routeExhaustionDestination has characters that cannot be read",
		},
	} {
		t.Run(what, func(t *testing.T) {
			got, err := start(t, &gateway{body: test.body}).EnterpriseTrunk(t.Context(), foo(), "n")
			if problem := problemOf(t, err); problem.Kind != apiclient.BadBody || problem.Message != test.want {
				t.Errorf("got %v, want %s", err, test.want)
			}
			same(t, got, routing.Trunk{})
		})
	}
}
