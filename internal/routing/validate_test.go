package routing_test

import (
	"slices"
	"strings"
	"testing"

	"banyan/internal/routing"
)

func TestValidate(t *testing.T) {
	a, w := ordered("A", "B"), weighted(r("A", 1, 70), r("B", 10, 65536))
	route := func(change func(*routing.Route)) routing.Trunk {
		return with(w, func(t *routing.Trunk) { change(&t.Routes[1]) })
	}
	for _, test := range []struct {
		name string
		of   routing.Trunk
		want []routing.Problem
	}{
		{"an ordered trunk", a, nil},
		{"a weighted trunk at both ends of its ranges", w, nil},
		{"no routes", ordered(), nil},
		{"nothing but a name and a mode", routing.Trunk{Name: "x", Mode: routing.Ordered}, nil},
		{"a name of 30 wide characters", named(a, strings.Repeat("é", 30)), nil},
		{"a name of 31", named(a, strings.Repeat("x", 31)), []routing.Problem{{routing.FieldName, -1, "name: 31 characters, at most 30"}}},
		{"no mode", routing.Trunk{Name: "x"}, []routing.Problem{{routing.FieldMode, -1, `mode "": it must be ordered or weighted`}}},
		{"another mode", routing.Trunk{Name: "x", Mode: "both"}, []routing.Problem{{routing.FieldMode, -1, `mode "both": it must be ordered or weighted`}}},
		{"no name", named(a, ""), []routing.Problem{{routing.FieldName, -1, "name: it must not be empty"}}},
		{
			"an algorithm without its spaces", under(a, "MostIdle"),
			[]routing.Problem{{
				routing.FieldOrderingAlgorithm, -1,
				`algorithm "MostIdle": it must be one of Ordered Load Balancing, Overflow, Most Idle, Least Idle`,
			}},
		},
		{"a trunk group twice", ordered("A", "B", "A"), []routing.Problem{{routing.FieldRoutes, 2, "the trunk group is in the list already"}}},
		{"the same name in two groups", with(ordered("A", "A"), func(t *routing.Trunk) { t.Routes[1].TrunkGroup.GroupID = "h" }), nil},
		{
			"an empty key", with(ordered(""), func(t *routing.Trunk) { t.Routes[0].TrunkGroup.GroupID = "" }),
			[]routing.Problem{{routing.FieldRoutes, 0, "group id: it must not be empty"}, {routing.FieldRoutes, 0, "trunk group: it must not be empty"}},
		},
		{"a long trunk group", ordered(strings.Repeat("x", 31)), []routing.Problem{{routing.FieldRoutes, 0, "trunk group: 31 characters, at most 30"}}},
		{"priority 0", route(func(r *routing.Route) { r.Priority = 0 }), []routing.Problem{{routing.FieldRoutes, 1, "priority 0: it must be 1 to 10"}}},
		{"priority 11", route(func(r *routing.Route) { r.Priority = 11 }), []routing.Problem{{routing.FieldRoutes, 1, "priority 11: it must be 1 to 10"}}},
		{"weight 0", route(func(r *routing.Route) { r.Weight = 0 }), []routing.Problem{{routing.FieldRoutes, 1, "weight 0: it must be 1 to 65536"}}},
		{"weight 65537", route(func(r *routing.Route) { r.Weight = 65537 }), []routing.Problem{{routing.FieldRoutes, 1, "weight 65537: it must be 1 to 65536"}}},
		{"max reroutes 1", limited(a, 1), nil},
		{"max reroutes 0", limited(a, 0), []routing.Problem{{routing.FieldMaxReroutes, -1, "max reroutes 0: it must be 1 to 10"}}},
		{"max reroutes 11", limited(a, 11), []routing.Problem{{routing.FieldMaxReroutes, -1, "max reroutes 11: it must be 1 to 10"}}},
		{
			"max reroutes within a priority 11", within(w, 11),
			[]routing.Problem{{routing.FieldMaxReroutesWithinPriority, -1, "max reroutes within a priority 11: it must be 1 to 10"}},
		},
		{
			"another action", with(a, func(t *routing.Trunk) { t.ExhaustionAction = "none" }),
			[]routing.Problem{{routing.FieldExhaustionAction, -1, `when exhausted "none": it must be None or Forward`}},
		},
		{
			"Forward to nobody", forwarding(a, ""),
			[]routing.Problem{{routing.FieldExhaustionDestination, -1, "Forward needs a destination: a phone number or a SIP URI"}},
		},
		{"capacity management with the least it takes", managed(a, 1, 0, 0), nil},
		{"capacity management without limits", with(a, func(t *routing.Trunk) { t.CapacityManagement = new(true) }), nil},
		{
			"limits below the least, in the order of the form", managed(a, 0, -1, -2),
			[]routing.Problem{
				{routing.FieldMaxActiveCalls, -1, "max active calls 0: it must be at least 1"},
				{routing.FieldTrapInitialCalls, -1, "first trap above -1: it must be at least 0"},
				{routing.FieldTrapOffsetCalls, -1, "further trap every -2: it must be at least 0"},
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) { equal(t, "Validate", test.of.Validate(), test.want) })
	}
}

func TestValidateTellsAllAtOnceInTheOrderOfTheForm(t *testing.T) {
	wrong := managed(forwarding(limited(weighted(r("A", 0, 0), r("A", 11, 1)), 0), "x y"), 0, 0, 0)
	wrong.Name, wrong.MaxReroutesWithinPriority = "", new(0)
	var fields []routing.Field
	for _, p := range wrong.Validate() {
		fields = append(fields, p.Field)
	}
	want := []routing.Field{
		routing.FieldName, routing.FieldRoutes, routing.FieldRoutes, routing.FieldRoutes, routing.FieldRoutes,
		routing.FieldMaxReroutesWithinPriority, routing.FieldMaxReroutes, routing.FieldExhaustionDestination, routing.FieldMaxActiveCalls,
	}
	if !slices.Equal(fields, want) {
		t.Errorf("got  %v\nwant %v", fields, want)
	}
}

func TestDestination(t *testing.T) {
	for destination, want := range map[string]bool{
		"+3225550100":                       true,
		"3225550100":                        true,
		"4711":                              true,
		"+32 (2) 555-01.00":                 true,
		"*21#":                              true,
		"test_trunk@netaxis.be":             true,
		"sip:test_trunk@netaxis.be":         true,
		"SIPS:a@b":                          true,
		"sip:10.0.0.1:5060":                 true,
		"sip:[2001:db8::1]":                 true,
		"sip:+32@h.example;user=phone":      true,
		"sip:a@" + strings.Repeat("b", 155): true,
		"sip:a@" + strings.Repeat("b", 156): false,
		strings.Repeat("1", 161):            true,
		strings.Repeat("1", 162):            false,
		"+":                                 false,
		"-":                                 false,
		"1+2":                               false,
		" 12":                               false,
		"12 ":                               false,
		"12x":                               false,
		"one":                               false,
		"a.example":                         false,
		"sip:":                              false,
		"sip:a@":                            false,
		"sip:@b":                            false,
		"@":                                 false,
		"a@b@c":                             false,
		"a@;x":                              false,
		"a b@c":                             false,
		"<sip:a@b>":                         false,
		"a@b\n":                             false,
		"a@bé":                              false,
		"tel:+32":                           false,
		"http://a.example":                  false,
		"１２":                                false,
		"sip:a@b\x7f":                       false,
		"\x80@b":                            false,
	} {
		got := len(forwarding(ordered("A"), destination).Validate()) == 0
		if got != want {
			t.Errorf("%q is a destination: %v", destination, got)
		}
	}
}
