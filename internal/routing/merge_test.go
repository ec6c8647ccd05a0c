package routing_test

import (
	"fmt"
	"slices"
	"testing"

	"banyan/internal/routing"

	"pgregory.net/rapid"
)

// mergesTo expects a merge without conflicts.
func mergesTo(t rapid.TB, what string, base, theirs, mine, want routing.Trunk) {
	t.Helper()
	if merged, conflicts := routing.Merge(base, theirs, mine); len(conflicts) > 0 || !merged.Equal(want) {
		t.Errorf("%s: conflicts %+v, still to do %v", what, conflicts, lines(routing.Diff(merged, want)))
	}
}

func TestMergeOfPartsThatOnlyOneSideChanged(t *testing.T) {
	base := weighted(r("A", 1, 70), r("B", 1, 30))
	for _, test := range []struct {
		name         string
		base         routing.Trunk
		theirs, mine func(*routing.Trunk)
	}{
		{"nobody changed anything", base, func(*routing.Trunk) {}, func(*routing.Trunk) {}},
		{"their limit, my weight", base, func(t *routing.Trunk) { t.MaxReroutes = new(2) }, func(t *routing.Trunk) { t.Routes[0].Weight = 1 }},
		{"their list, my name", base, func(t *routing.Trunk) { t.Routes = t.Routes[:1] }, func(t *routing.Trunk) { t.Name = "HQ2" }},
		{
			"their mode, my destination", base,
			func(t *routing.Trunk) { t.Mode = routing.Ordered },
			func(t *routing.Trunk) { t.ExhaustionAction, t.ExhaustionDestination = routing.Forward, "+32" },
		},
		{
			"their switch, my limit", base,
			func(t *routing.Trunk) { t.CapacityManagement, t.MaxActiveCalls = new(true), new(4) },
			func(t *routing.Trunk) { t.MaxReroutes = new(2) },
		},
		{
			"their max, my trap, both under capacity management", managed(base, 10, 5, 1),
			func(t *routing.Trunk) { t.MaxActiveCalls = new(4) }, func(t *routing.Trunk) { t.TrapInitialCalls = new(3) },
		},
		{
			"they only put the weighted list in another order", base,
			func(t *routing.Trunk) { slices.Reverse(t.Routes) }, func(t *routing.Trunk) { t.Routes[1].Weight = 4 },
		},
		{
			"what they changed does not apply", base,
			func(t *routing.Trunk) { t.OrderingAlgorithm = routing.MostIdle }, func(t *routing.Trunk) { t.Routes[1].Weight = 4 },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			theirs, mine := with(test.base, test.theirs), with(test.base, test.mine)
			both := with(with(test.base, test.mine), test.theirs)
			mergesTo(t, "merged", test.base, theirs, mine, both)
		})
	}
}

func TestMergeOfThePartsThatBothChanged(t *testing.T) {
	list, on := ordered("A", "B"), managed(ordered("A"), 10, 5, 1)
	two := weighted(r("A", 1, 70), r("B", 1, 30))
	for _, test := range []struct {
		name         string
		base         routing.Trunk
		theirs, mine routing.Trunk
		want         routing.Conflict
	}{
		{"the same field", list, limited(list, 2), limited(list, 3), routing.Conflict{Field: routing.FieldMaxReroutes, Base: "10", Theirs: "2", Mine: "3"}},
		{"two names", list, named(list, "X"), named(list, "Y"), routing.Conflict{Field: routing.FieldName, Base: "HQ", Theirs: "X", Mine: "Y"}},
		{
			"they add, I reorder", list, ordered("A", "B", "C"), ordered("B", "A"),
			routing.Conflict{Field: routing.FieldRoutes, Base: "A (g), B (g)", Theirs: "A (g), B (g), C (g)", Mine: "B (g), A (g)"},
		},
		{
			"both add another trunk group", list, ordered("A", "B", "C"), ordered("A", "B", "D"),
			routing.Conflict{Field: routing.FieldRoutes, Base: "A (g), B (g)", Theirs: "A (g), B (g), C (g)", Mine: "A (g), B (g), D (g)"},
		},
		{
			"the weights of two routes", two, weighted(r("A", 1, 1), r("B", 1, 30)), weighted(r("A", 1, 70), r("B", 1, 1)),
			routing.Conflict{Field: routing.FieldRoutes, Base: "A (g) 1/70, B (g) 1/30", Theirs: "A (g) 1/1, B (g) 1/30", Mine: "A (g) 1/70, B (g) 1/1"},
		},
		{
			"their algorithm, my list", list, under(list, routing.MostIdle), ordered("B", "A"),
			routing.Conflict{
				Field: routing.FieldOrderingAlgorithm, Base: "algorithm Overflow; routes A (g), B (g)",
				Theirs: "algorithm Most Idle; routes A (g), B (g)", Mine: "algorithm Overflow; routes B (g), A (g)",
			},
		},
		{
			"they switch the mode, I set a limit of the old one", two,
			with(two, func(t *routing.Trunk) { t.Mode, t.OrderingAlgorithm = routing.Ordered, routing.Overflow }),
			within(two, 1),
			routing.Conflict{
				Field:  routing.FieldMode,
				Base:   "mode weighted; routes A (g) 1/70, B (g) 1/30; max reroutes within a priority 3",
				Theirs: "mode ordered; algorithm Overflow; routes A (g), B (g)",
				Mine:   "mode weighted; routes A (g) 1/70, B (g) 1/30; max reroutes within a priority 1",
			},
		},
		{
			"they stop forwarding, I change the destination", forwarding(list, "1"), list, forwarding(list, "2"),
			routing.Conflict{Field: routing.FieldExhaustionAction, Base: "when exhausted Forward; destination 1", Theirs: "when exhausted None", Mine: "when exhausted Forward; destination 2"},
		},
		{
			"they switch capacity management off, I raise the max", on,
			with(on, func(t *routing.Trunk) { t.CapacityManagement = new(false) }), managed(ordered("A"), 20, 5, 1),
			routing.Conflict{
				Field:  routing.FieldCapacityManagement,
				Base:   "capacity management on; max active calls 10; first trap above 5; further trap every 1",
				Theirs: "capacity management off",
				Mine:   "capacity management on; max active calls 20; first trap above 5; further trap every 1",
			},
		},
		{
			"both switch it on, with another max", ordered("A"), managed(ordered("A"), 10, 5, 1), managed(ordered("A"), 20, 5, 1),
			routing.Conflict{Field: routing.FieldMaxActiveCalls, Base: "", Theirs: "10", Mine: "20"},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			merged, conflicts := routing.Merge(test.base, test.theirs, test.mine)
			equal(t, "conflicts", conflicts, []routing.Conflict{test.want})
			equal(t, "merged against theirs", lines(routing.Diff(test.theirs, merged)), nil)
			equal(t, "mine taken against mine", lines(routing.Diff(test.mine, merged.Take(test.want.Field, test.mine))), nil)
		})
	}
}

func TestMergeOfTheSameChangeOnBothSides(t *testing.T) {
	base, same := ordered("A", "B"), ordered("B", "A")
	mine := limited(same, 4)
	mergesTo(t, "both the same", base, same, mine, mine)
}

func TestConflictsComeInTheOrderOfTheFormAndTheRestIsMerged(t *testing.T) {
	base := ordered("A", "B")
	theirs := with(limited(ordered("A", "C"), 2), func(t *routing.Trunk) { t.Name = "X" })
	mine := forwarding(with(limited(ordered("C", "A"), 3), func(t *routing.Trunk) { t.Name = "Y" }), "+32")
	merged, conflicts := routing.Merge(base, theirs, mine)
	var fields []routing.Field
	for _, c := range conflicts {
		fields = append(fields, c.Field)
	}
	equal(t, "fields", fields, []routing.Field{routing.FieldName, routing.FieldRoutes, routing.FieldMaxReroutes})
	equal(t, "still to do", lines(routing.Diff(merged, forwarding(theirs, "+32"))), nil)
}

func TestTakeCopiesOnePartAndSharesNothing(t *testing.T) {
	from := limited(weighted(r("A", 1, 5)), 2)
	got := ordered("B").Take(routing.FieldRoutes, from)
	if got.Mode != routing.Weighted || got.Text(routing.FieldMaxReroutesWithinPriority) != "3" || *got.MaxReroutes != 10 {
		t.Errorf("%+v", got)
	}
	got.Routes[0].Weight = 99
	*got.MaxReroutesWithinPriority = 99
	equal(t, "the source", from, limited(weighted(r("A", 1, 5)), 2))
	to := ordered("B")
	got = to.Take(routing.FieldName, from)
	got.Routes[0].TrunkGroup.Name, *got.MaxReroutes = "Z", 1
	equal(t, "what was taken into", to, ordered("B"))
	equal(t, "a field of nobody", ordered("B").Take("colour", from), ordered("B"))
}

func TestMergeLeavesItsSidesAlone(t *testing.T) {
	base, theirs, mine := weighted(r("C", 3, 1), r("A", 1, 1)), ordered("A", "B"), limited(ordered("A", "B"), 3)
	before := fmt.Sprintf("%+v %+v %+v", base.Routes, theirs.Routes, mine.Routes)
	merged, _ := routing.Merge(base, theirs, mine)
	merged.Routes[0].TrunkGroup.Name, *merged.MaxReroutes = "Z", 9
	equal(t, "the sides", fmt.Sprintf("%+v %+v %+v", base.Routes, theirs.Routes, mine.Routes), before)
	equal(t, "my limit", *mine.MaxReroutes, 3)
}
