package apio

import (
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/internal/routing"
)

const orderedDocument = `{"_record_internal_id":7,"maximumRerouteAttempts":5,"routeExhaustionAction":"None",
	"orderedRouting":{"note":9007199254740993,"orderingAlgorithm":"Overflow","trunkGroups":[
		{"groupId":"g1","name":"n1","tag":null},{"groupId":"g2","name":"n2","list":[]}]},
	"enableCapacityManagement":false,"maxActiveCalls":8,"capacityExceededTrapInitialCalls":2}`

const weightedDocument = `{"maximumRerouteAttempts":5,"routeExhaustionAction":"Forward","routeExhaustionDestination":"+32",
	"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":3,"x":{"y":1e400},"trunkGroups":[
		{"trunkGroup":{"groupId":"g1","name":"n1","k":1},"priority":1,"weight":7.0e1,"<&>":"<&>"},
		{"trunkGroup":{"groupId":"g2","name":"n2"},"priority":1,"weight":30}]},
	"enableCapacityManagement":true,"maxActiveCalls":8,"capacityExceededTrapInitialCalls":2,"capacityExceededTrapOffsetCalls":1}`

const (
	orderedAsItWas  = `"orderedRouting":{"note":9007199254740993,"orderingAlgorithm":"Overflow","trunkGroups":[{"groupId":"g1","name":"n1","tag":null},{"groupId":"g2","name":"n2","list":[]}]}`
	weightedAsItWas = `"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":3,"x":{"y":1e400},"trunkGroups":[{"trunkGroup":{"groupId":"g1","name":"n1","k":1},"priority":1,"weight":7.0e1,"<&>":"<&>"},{"trunkGroup":{"groupId":"g2","name":"n2"},"priority":1,"weight":30}]}`
)

func TestTheBodyOfAChange(t *testing.T) {
	t.Parallel()
	third := routing.Key{GroupID: "g3", Name: "n3"}
	changes(t, "nothing", orderedDocument, func(*routing.Trunk) {}, `{`+orderedAsItWas+`}`)
	changes(t, "nothing, weighted", weightedDocument, func(*routing.Trunk) {}, `{`+weightedAsItWas+`}`)
	changes(t, "the name", orderedDocument, func(t *routing.Trunk) { t.Name = "new <name>" }, `{"name":"new <name>",`+orderedAsItWas+`}`)
	changes(t, "the reroutes", orderedDocument, func(t *routing.Trunk) { t.MaxReroutes = new(6) }, `{"maximumRerouteAttempts":6,`+orderedAsItWas+`}`)
	changes(t, "a field that is not known any more", orderedDocument, func(t *routing.Trunk) { t.MaxReroutes = nil }, `{`+orderedAsItWas+`}`)
	changes(t, "forwarding", orderedDocument, func(t *routing.Trunk) { t.ExhaustionAction, t.ExhaustionDestination = "Forward", "sip:a@b" },
		`{"routeExhaustionAction":"Forward","routeExhaustionDestination":"sip:a@b",`+orderedAsItWas+`}`)
	changes(t, "forwarding to where it went before", `{"routeExhaustionAction":"None","routeExhaustionDestination":"+32","orderedRouting":{"trunkGroups":[]}}`,
		func(t *routing.Trunk) { t.ExhaustionAction = "Forward" },
		`{"routeExhaustionAction":"Forward","routeExhaustionDestination":"+32","orderedRouting":{"trunkGroups":[]}}`)
	changes(t, "the destination alone", weightedDocument, func(t *routing.Trunk) { t.ExhaustionDestination = "+33" },
		`{"routeExhaustionDestination":"+33",`+weightedAsItWas+`}`)
	changes(t, "no forwarding: the destination does not apply", weightedDocument, func(t *routing.Trunk) { t.ExhaustionAction, t.ExhaustionDestination = "None", "+33" },
		`{"routeExhaustionAction":"None",`+weightedAsItWas+`}`)
	changes(t, "capacity management with the limits that it had", orderedDocument, func(t *routing.Trunk) { t.CapacityManagement = new(true) },
		`{`+orderedAsItWas+`,"enableCapacityManagement":true,"maxActiveCalls":8,"capacityExceededTrapInitialCalls":2}`)
	changes(t, "limits that do not apply", orderedDocument, func(t *routing.Trunk) { t.MaxActiveCalls, t.TrapOffsetCalls = new(9), new(1) },
		`{`+orderedAsItWas+`}`)
	changes(t, "no capacity management", weightedDocument, func(t *routing.Trunk) { t.CapacityManagement = new(false) },
		`{`+weightedAsItWas+`,"enableCapacityManagement":false}`)
	changes(t, "one limit", weightedDocument, func(t *routing.Trunk) { t.TrapInitialCalls = new(0) },
		`{`+weightedAsItWas+`,"capacityExceededTrapInitialCalls":0}`)
	changes(t, "the algorithm", orderedDocument, func(t *routing.Trunk) { t.OrderingAlgorithm = "Most Idle" },
		`{`+strings.Replace(orderedAsItWas, "Overflow", "Most Idle", 1)+`}`)
	changes(t, "the order, each entry with what is in it", orderedDocument, func(t *routing.Trunk) { t.Routes[0], t.Routes[1] = t.Routes[1], t.Routes[0] },
		`{"orderedRouting":{"note":9007199254740993,"orderingAlgorithm":"Overflow","trunkGroups":[{"groupId":"g2","name":"n2","list":[]},{"groupId":"g1","name":"n1","tag":null}]}}`)
	changes(t, "no route", orderedDocument, func(t *routing.Trunk) { t.Routes = nil },
		`{"orderedRouting":{"note":9007199254740993,"orderingAlgorithm":"Overflow","trunkGroups":[]}}`)
	changes(t, "a further route", orderedDocument, func(t *routing.Trunk) {
		t.Routes = append(t.Routes, routing.Route{TrunkGroup: third, Priority: 9, Weight: 9})
	},
		`{"orderedRouting":{"note":9007199254740993,"orderingAlgorithm":"Overflow","trunkGroups":[{"groupId":"g1","name":"n1","tag":null},{"groupId":"g2","name":"n2","list":[]},{"groupId":"g3","name":"n3"}]}}`)
	changes(t, "a weight, and a further route", weightedDocument, func(t *routing.Trunk) {
		t.Routes[1].Weight = 50
		t.Routes = append(t.Routes, routing.Route{TrunkGroup: third, Priority: 2, Weight: 1})
	},
		`{"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":3,"x":{"y":1e400},"trunkGroups":[{"trunkGroup":{"groupId":"g1","name":"n1","k":1},"priority":1,"weight":7.0e1,"<&>":"<&>"},{"trunkGroup":{"groupId":"g2","name":"n2"},"priority":1,"weight":50},{"trunkGroup":{"groupId":"g3","name":"n3"},"priority":2,"weight":1}]}}`)
	changes(t, "the reroutes within a priority", weightedDocument, func(t *routing.Trunk) { t.MaxReroutesWithinPriority = new(1) },
		`{`+strings.Replace(weightedAsItWas, `Priority":3`, `Priority":1`, 1)+`}`)
	changes(t, "the mode", orderedDocument, func(t *routing.Trunk) {
		t.Mode, t.MaxReroutesWithinPriority = routing.Weighted, new(3)
		for i := range t.Routes {
			t.Routes[i].Priority, t.Routes[i].Weight = i+1, 1
		}
	},
		`{"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":3,"trunkGroups":[{"trunkGroup":{"groupId":"g1","name":"n1"},"priority":1,"weight":1},{"trunkGroup":{"groupId":"g2","name":"n2"},"priority":2,"weight":1}]}}`)
	changes(t, "the mode, the other way", weightedDocument, func(t *routing.Trunk) { t.Mode, t.OrderingAlgorithm = routing.Ordered, "Overflow" },
		`{"orderedRouting":{"orderingAlgorithm":"Overflow","trunkGroups":[{"groupId":"g1","name":"n1"},{"groupId":"g2","name":"n2"}]}}`)
	changes(t, "a list that is null", `{"orderedRouting":{"trunkGroups":null}}`, func(t *routing.Trunk) { t.OrderingAlgorithm = "Overflow" },
		`{"orderedRouting":{"trunkGroups":null,"orderingAlgorithm":"Overflow"}}`)
	changes(t, "a further route in the shape of the others", `{"orderedRouting":{"trunkGroups":[{"trunkGroup":{"groupId":"g1","name":"n1"}}]}}`,
		func(t *routing.Trunk) { t.Routes = append(t.Routes, routing.Route{TrunkGroup: third}) },
		`{"orderedRouting":{"trunkGroups":[{"trunkGroup":{"groupId":"g1","name":"n1"}},{"trunkGroup":{"groupId":"g3","name":"n3"}}]}}`)
}

func changes(t *testing.T, what, document string, edit func(*routing.Trunk), want string) {
	t.Helper()
	t.Run(what, func(t *testing.T) {
		t.Parallel()
		trunk := must(decodeTrunk([]byte(document), "old"))(t)
		edit(&trunk)
		got, err := EnterpriseTrunkBody("old", apiclient.Document{Raw: []byte(document)}, trunk, apiclient.WriteOptions{})
		if err != nil || string(got) != want {
			t.Errorf("%v\n got %s\nwant %s", err, got, want)
		}
		if strings.Contains(string(got), "_record_internal_id") {
			t.Error("an unknown field at the top is sent")
		}
	})
}

func TestSeldomNumbersAreSentWhereTheyAreReported(t *testing.T) {
	t.Parallel()
	const document = `{"enableCapacityManagement":true,"maxActiveCalls":40,"maximumActiveIncomingCallsAllowed":7,"maximumActiveOutgoingCallsAllowed":null,` +
		`"minimumActiveCallsReserved":{"unlimited":true},"orderedRouting":{"trunkGroups":[]}}`
	const routes = `"orderedRouting":{"trunkGroups":[]}`
	changes(t, "of a direction", document, func(t *routing.Trunk) { t.MaxIncomingCalls, t.MaxOutgoingCalls = new(0), new(9) },
		`{`+routes+`,"maximumActiveIncomingCallsAllowed":0,"maximumActiveOutgoingCallsAllowed":9}`)
	changes(t, "one that is not wanted", document, func(t *routing.Trunk) { t.MaxIncomingCalls = nil }, `{`+routes+`}`)
	trunk := must(decodeTrunk([]byte(document), "old"))(t)
	trunk.MaxActiveCalls, trunk.MaxIncomingCalls = nil, nil
	clear := apiclient.WriteOptions{Cleared: []routing.Field{routing.FieldMaxActiveCalls, routing.FieldMaxIncomingCalls}}
	got, err := EnterpriseTrunkBody("old", apiclient.Document{Raw: []byte(document)}, trunk, clear)
	if want := `{` + routes + `,"maxActiveCalls":null,"maximumActiveIncomingCallsAllowed":null}`; err != nil || string(got) != want {
		t.Errorf("%v\n got %s", err, got)
	}
	trunk.ReservedCalls = new(1) // its value cannot be read, so it counts as not reported
	if got, err := EnterpriseTrunkBody("old", apiclient.Document{Raw: []byte(document)}, trunk, clear); err == nil || !strings.Contains(err.Error(), "does not report minimumActiveCallsReserved") {
		t.Errorf("%v\n got %s", err, got)
	}
}

func TestTheDestinationUnderItsOtherName(t *testing.T) {
	t.Parallel()
	trunk := must(decodeTrunk([]byte(weightedDocument), "old"))(t)
	trunk.ExhaustionDestination = "+33"
	got, err := EnterpriseTrunkBody("old", apiclient.Document{Raw: []byte(weightedDocument)}, trunk, apiclient.WriteOptions{ForwardAddress: true})
	if want := `{"routeExhaustionForwardAddress":"+33",` + weightedAsItWas + `}`; err != nil || string(got) != want {
		t.Errorf("%v\n got %s", err, got)
	}
}

func TestTheBodyOfANewTrunk(t *testing.T) {
	t.Parallel()
	key := routing.Key{GroupID: "g1", Name: "n1"}
	ordered := routing.Trunk{
		Name: "new", Mode: routing.Ordered, OrderingAlgorithm: "Overflow", MaxReroutes: new(5), ExhaustionAction: "None",
		ExhaustionDestination: "left over", MaxActiveCalls: new(9), Routes: []routing.Route{{TrunkGroup: key}},
	}
	weighted := routing.Trunk{
		Name: "new", Mode: routing.Weighted, MaxReroutes: new(5), MaxReroutesWithinPriority: new(2),
		ExhaustionAction: "Forward", ExhaustionDestination: "+32", CapacityManagement: new(true), MaxActiveCalls: new(9), TrapOffsetCalls: new(1),
		Routes: []routing.Route{{TrunkGroup: key, Priority: 1, Weight: 2}},
	}
	for want, from := range map[string]routing.Trunk{
		`{"name":"new","maximumRerouteAttempts":5,"routeExhaustionAction":"None","orderedRouting":{"orderingAlgorithm":"Overflow","trunkGroups":[{"groupId":"g1","name":"n1"}]},"enableCapacityManagement":false}`:                                                                                                                                                       ordered,
		`{"name":"new","maximumRerouteAttempts":5,"routeExhaustionAction":"Forward","routeExhaustionDestination":"+32","priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":2,"trunkGroups":[{"trunkGroup":{"groupId":"g1","name":"n1"},"priority":1,"weight":2}]},"enableCapacityManagement":true,"maxActiveCalls":9,"capacityExceededTrapOffsetCalls":1}`: weighted,
	} {
		got, err := NewEnterpriseTrunkBody(from, apiclient.WriteOptions{})
		if err != nil || string(got) != want {
			t.Errorf("%v\n got %s\nwant %s", err, got, want)
		}
	}
	for want, empty := range map[string]routing.Trunk{
		"a new enterprise trunk needs name, maximumRerouteAttempts, routeExhaustionAction, orderingAlgorithm":                    {Mode: routing.Ordered},
		"a new enterprise trunk needs name, maximumRerouteAttempts, routeExhaustionAction, maximumRerouteAttemptsWithinPriority": {Mode: routing.Weighted},
		"a new enterprise trunk needs routeExhaustionDestination": {
			Name: "n", Mode: routing.Ordered, OrderingAlgorithm: "Overflow", MaxReroutes: new(1), ExhaustionAction: "Forward",
		},
		"the routing mode is not known": {Name: "n", MaxReroutes: new(1), ExhaustionAction: "None"},
	} {
		if got, err := NewEnterpriseTrunkBody(empty, apiclient.WriteOptions{}); got != nil || err == nil || err.Error() != want {
			t.Errorf("got %s, %v", got, err)
		}
	}
}

func TestWhatWouldDamageTheDocumentIsNotSent(t *testing.T) {
	t.Parallel()
	list := routing.Trunk{Mode: routing.Ordered, Routes: []routing.Route{}}
	for what, test := range map[string]struct {
		document string
		want     routing.Trunk
		says     string
	}{
		"no document":               {``, list, "ends too early"},
		"a document in doubt":       {`{"orderedRouting":{}}`, list, "trunkGroups is missing"},
		"both routings":             {`{"orderedRouting":{"trunkGroups":[]},"priorityWeightedRouting":{"trunkGroups":[]}}`, list, "one of them is due"},
		"a name twice":              {`{"orderedRouting":{"a":1,"a":2,"trunkGroups":[]}}`, list, `"a" is there twice`},
		"no mode":                   {`{}`, routing.Trunk{}, "mode is not known"},
		"bytes that are no UTF-8":   {"{\"orderedRouting\":{\"a\":\"\xff\",\"trunkGroups\":[]}}", list, "a has characters that cannot be read"},
		"half a character":          {`{"orderedRouting":{"a":["\ud800"],"trunkGroups":[]}}`, list, "cannot be read"},
		"half a character in a key": {`{"orderedRouting":{"\ud800":1,"trunkGroups":[]}}`, list, "cannot be read"},
		"a name that is no UTF-8":   {`{"orderedRouting":{"trunkGroups":[]}}`, routing.Trunk{Name: "\xff", Mode: routing.Ordered}, "name has characters"},
	} {
		body, err := EnterpriseTrunkBody("n", apiclient.Document{Raw: []byte(test.document)}, test.want, apiclient.WriteOptions{})
		if body != nil || err == nil || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %s, %v", what, body, err)
		}
	}
}

func TestADocumentForAnEditIsReadPastEveryCache(t *testing.T) {
	t.Parallel()
	g := &gateway{body: orderedDocument}
	document, _, err := start(t, g).EnterpriseTrunkDocument(t.Context(), foo(), "n")
	if err != nil || string(document.Raw) != orderedDocument {
		t.Errorf("%v, %s", err, document.Raw)
	}
	if got := g.reads[0].Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("Cache-Control is %q", got)
	}
	g.body = `{"orderedRouting":{}}`
	if document, trunk, err := start(t, g).EnterpriseTrunkDocument(t.Context(), foo(), "n"); err == nil || document.Raw != nil || trunk.Name != "" {
		t.Errorf("%v, %+v, %s", err, trunk, document.Raw)
	}
}

func TestATrunkWithARouteThatCannotBeReadIsShownAndNeverSaved(t *testing.T) {
	document := `{"orderedRouting":{"orderingAlgorithm":"Overflow","trunkGroups":[{"groupId":"g","name":"a"},null,{"groupId":"g"}]}}`
	trunk, err := decodeTrunk([]byte(document), "n")
	if len(trunk.Routes) != 1 || !apiclient.IsPartly(err) {
		t.Errorf("%v, %v", trunk.Routes, err)
	}
	if body, err := EnterpriseTrunkBody("n", apiclient.Document{Raw: []byte(document)}, trunk, apiclient.WriteOptions{}); err == nil {
		t.Errorf("it would be saved as %s", body)
	}
}
