package routing_test

import (
	"reflect"
	"testing"

	"banyan/internal/routing"
)

func TestCloneSharesNothing(t *testing.T) {
	from := managed(weighted(r("A", 1, 70)), 10, 5, 2)
	whole := from.Clone()
	if !reflect.DeepEqual(from, whole) {
		t.Fatalf("clone differs: %+v", whole)
	}
	from.Routes[0].Weight = 1
	*from.MaxReroutes, *from.MaxReroutesWithinPriority, *from.CapacityManagement = 1, 1, false
	*from.MaxActiveCalls, *from.TrapInitialCalls, *from.TrapOffsetCalls = 1, 1, 1
	if want := managed(weighted(r("A", 1, 70)), 10, 5, 2); !reflect.DeepEqual(whole, want) {
		t.Errorf("the clone changed along: %+v", whole)
	}
	if !reflect.DeepEqual(routing.Trunk{}.Clone(), routing.Trunk{}) {
		t.Error("the clone of nothing is something")
	}
}

func TestEqual(t *testing.T) {
	a := ordered("A", "B")
	w := weighted(r("A", 1, 70), r("B", 1, 30), r("C", 2, 1))
	for _, test := range []struct {
		name string
		a, b routing.Trunk
		want bool
	}{
		{"itself", a, a, true},
		{"nothing and nothing", routing.Trunk{}, routing.Trunk{}, true},
		{"another name", a, with(a, func(t *routing.Trunk) { t.Name = "hq" }), false},
		{"another mode", ordered(), weighted(), false},
		{"another algorithm", a, with(a, func(t *routing.Trunk) { t.OrderingAlgorithm = routing.MostIdle }), false},
		{"an algorithm that was not reported", a, with(a, func(t *routing.Trunk) { t.OrderingAlgorithm = "" }), false},
		{"another order of an ordered list", a, ordered("B", "A"), false},
		{"another order under an unknown mode", with(a, func(t *routing.Trunk) { t.Mode = "" }), with(ordered("B", "A"), func(t *routing.Trunk) { t.Mode = "" }), false},
		{"another order of a weighted list", w, weighted(r("C", 2, 1), r("B", 1, 30), r("A", 1, 70)), true},
		{"weights swapped", w, weighted(r("A", 1, 30), r("B", 1, 70), r("C", 2, 1)), false},
		{"priorities swapped", weighted(r("A", 1, 1), r("B", 2, 1)), weighted(r("A", 2, 1), r("B", 1, 1)), false},
		{"a route more", a, ordered("A", "B", "C"), false},
		{"a route twice", weighted(r("A", 1, 1), r("A", 1, 1)), weighted(r("A", 1, 1)), false},
		{"the same name in another group", a, with(a, func(t *routing.Trunk) { t.Routes[0].TrunkGroup.GroupID = "h" }), false},
		{"a route twice, in another order", weighted(r("A", 1, 1), r("A", 2, 2)), weighted(r("A", 2, 2), r("A", 1, 1)), true},
		{"no list and an empty list", ordered(), with(ordered(), func(t *routing.Trunk) { t.Routes = []routing.Route{} }), true},
		{"another limit", a, limited(a, 4), false},
		{"a limit that was not reported", a, with(a, func(t *routing.Trunk) { t.MaxReroutes = nil }), false},
		{"another limit within a priority", w, with(w, func(t *routing.Trunk) { t.MaxReroutesWithinPriority = new(9) }), false},
		{"another destination", forwarding(a, "1"), forwarding(a, "2"), false},
		{"capacity management", a, managed(a, 1, 0, 0), false},
		{"a switch that was not reported", a, with(a, func(t *routing.Trunk) { t.CapacityManagement = nil }), false},
		{"another max", managed(a, 1, 0, 0), managed(a, 2, 0, 0), false},
		{"another trap", managed(a, 1, 0, 0), managed(a, 1, 1, 0), false},
		{"another offset", managed(a, 1, 0, 0), managed(a, 1, 0, 1), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := test.a.Equal(test.b); got != test.want {
				t.Errorf("a equals b: %v", got)
			}
			if got := test.b.Equal(test.a); got != test.want {
				t.Errorf("b equals a: %v", got)
			}
			if got := len(routing.Diff(test.a, test.b)) == 0; got != test.want {
				t.Errorf("no difference: %v", got)
			}
		})
	}
}

func TestFieldsThatDoNotApplyAreLeftOut(t *testing.T) {
	off := func(t *routing.Trunk) { t.CapacityManagement = new(false) }
	for _, test := range []struct {
		name string
		of   routing.Trunk
		add  func(*routing.Trunk)
		same bool
	}{
		{"a limit within a priority of an ordered trunk", ordered("A"), func(t *routing.Trunk) { t.MaxReroutesWithinPriority = new(99) }, true},
		{"a priority and weight of an ordered trunk", ordered("A"), func(t *routing.Trunk) { t.Routes[0].Priority, t.Routes[0].Weight = 99, -1 }, true},
		{"an algorithm of a weighted trunk", weighted(r("A", 1, 1)), func(t *routing.Trunk) { t.OrderingAlgorithm = "?" }, true},
		{"a destination with None", ordered("A"), func(t *routing.Trunk) { t.ExhaustionDestination = "?" }, true},
		{"a max without capacity management", with(ordered("A"), off), func(t *routing.Trunk) { t.MaxActiveCalls = new(0) }, true},
		{"a trap without capacity management", with(ordered("A"), off), func(t *routing.Trunk) { t.TrapInitialCalls = new(-1) }, true},
		{"an offset without capacity management", with(ordered("A"), off), func(t *routing.Trunk) { t.TrapOffsetCalls = new(-1) }, true},
		{
			"a max beside a switch that was not reported", with(ordered("A"), func(t *routing.Trunk) { t.CapacityManagement = nil }),
			func(t *routing.Trunk) { t.MaxActiveCalls = new(0) }, false,
		},
		{
			"a destination beside an action that was not reported", with(ordered("A"), func(t *routing.Trunk) { t.ExhaustionAction = "" }),
			func(t *routing.Trunk) { t.ExhaustionDestination = "?" }, false,
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			more := with(test.of, test.add)
			if got := more.Equal(test.of); got != test.same {
				t.Errorf("equal: %v", got)
			}
			if got := len(more.Validate()) == 0; got != test.same {
				t.Errorf("valid: %v", more.Validate())
			}
			if got := reflect.DeepEqual(more.Canonical(), test.of.Canonical()); got != test.same {
				t.Errorf("canonical: %+v", more.Canonical())
			}
		})
	}
}

func TestCanonicalKeepsTheOrderAndTheOriginal(t *testing.T) {
	w := with(weighted(r("B", 2, 1), r("A", 1, 1)), func(t *routing.Trunk) { t.OrderingAlgorithm = routing.Overflow })
	if got := names(w.Canonical().Routes); got != "BA" {
		t.Errorf("routes %s", got)
	}
	if w.OrderingAlgorithm != routing.Overflow {
		t.Error("the original lost its algorithm")
	}
}
