package routing_test

import (
	"reflect"
	"testing"

	"banyan/internal/routing"
)

func TestCloneSharesNothing(t *testing.T) {
	from := managed(weighted(r("A", 1, 70)), 10, 5, 2)
	whole := from.Clone()
	equal(t, "clone", whole, from)
	from.Routes[0].Weight = 1
	*from.MaxReroutes, *from.MaxReroutesWithinPriority, *from.CapacityManagement = 1, 1, false
	*from.MaxActiveCalls, *from.TrapInitialCalls, *from.TrapOffsetCalls = 1, 1, 1
	equal(t, "the clone once the original changed", whole, managed(weighted(r("A", 1, 70)), 10, 5, 2))
	equal(t, "the clone of nothing", routing.Trunk{}.Clone(), routing.Trunk{})
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
		{"another name", a, named(a, "hq"), false},
		{"another mode", ordered(), weighted(), false},
		{"another algorithm", a, under(a, routing.MostIdle), false},
		{"an algorithm that was not reported", a, under(a, ""), false},
		{"another order of an ordered list", a, ordered("B", "A"), false},
		{"another order under an unknown mode", with(a, func(t *routing.Trunk) { t.Mode = "" }), with(ordered("B", "A"), func(t *routing.Trunk) { t.Mode = "" }), false},
		{"another order of a weighted list", w, weighted(r("C", 2, 1), r("B", 1, 30), r("A", 1, 70)), true},
		{"weights swapped", w, weighted(r("A", 1, 30), r("B", 1, 70), r("C", 2, 1)), false},
		{"priorities swapped", weighted(r("A", 1, 1), r("B", 2, 1)), weighted(r("A", 2, 1), r("B", 1, 1)), false},
		{"a route more", a, ordered("A", "B", "C"), false},
		{"a route twice", weighted(r("A", 1, 1), r("A", 1, 1)), weighted(r("A", 1, 1)), false},
		{"the same name in another group", a, abroad(a), false},
		{"a route twice, in another order", weighted(r("A", 1, 1), r("A", 2, 2)), weighted(r("A", 2, 2), r("A", 1, 1)), true},
		{"no list and an empty list", ordered(), with(ordered(), func(t *routing.Trunk) { t.Routes = []routing.Route{} }), true},
		{"another limit", a, limited(a, 4), false},
		{"a limit that was not reported", a, with(a, func(t *routing.Trunk) { t.MaxReroutes = nil }), false},
		{"another limit within a priority", w, within(w, 9), false},
		{"another destination", forwarding(a, "1"), forwarding(a, "2"), false},
		{"capacity management", a, managed(a, 1, 0, 0), false},
		{"a switch that was not reported", a, with(a, func(t *routing.Trunk) { t.CapacityManagement = nil }), false},
		{"another max", managed(a, 1, 0, 0), managed(a, 2, 0, 0), false},
		{"another trap", managed(a, 1, 0, 0), managed(a, 1, 1, 0), false},
		{"another offset", managed(a, 1, 0, 0), managed(a, 1, 0, 1), false},
	} {
		t.Run(test.name, func(t *testing.T) {
			equal(t, "a equals b", test.a.Equal(test.b), test.want)
			equal(t, "b equals a", test.b.Equal(test.a), test.want)
			equal(t, "no difference", len(routing.Diff(test.a, test.b)) == 0, test.want)
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
			equal(t, "equal", more.Equal(test.of), test.same)
			equal(t, "valid", len(more.Validate()) == 0, test.same)
			equal(t, "canonical", reflect.DeepEqual(more.Canonical(), test.of.Canonical()), test.same)
		})
	}
}

func TestCanonicalKeepsTheOrderAndTheOriginal(t *testing.T) {
	w := under(weighted(r("B", 2, 1), r("A", 1, 1)), routing.Overflow)
	equal(t, "routes", names(w.Canonical().Routes), "BA")
	equal(t, "algorithm of the original", w.OrderingAlgorithm, routing.Overflow)
}
