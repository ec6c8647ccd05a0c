package routing_test

import (
	"testing"

	"banyan/internal/routing"
)

// tg is the trunk group of that name in group g.
func tg(name string) routing.Key { return routing.Key{GroupID: "g", Name: name} }

// ordered is a valid trunk under Overflow.
func ordered(names ...string) routing.Trunk {
	t := routing.New("HQ")
	for _, name := range names {
		t.Routes = append(t.Routes, routing.Route{TrunkGroup: tg(name)})
	}
	return t
}

// r is a route of a weighted trunk.
func r(name string, priority, weight int) routing.Route {
	return routing.Route{TrunkGroup: tg(name), Priority: priority, Weight: weight}
}

// weighted is a valid trunk.
func weighted(routes ...routing.Route) routing.Trunk {
	t := routing.New("HQ")
	t.Mode, t.OrderingAlgorithm, t.MaxReroutesWithinPriority = routing.Weighted, "", new(3)
	t.Routes = routes
	return t
}

// with changes a copy of t.
func with(t routing.Trunk, change func(*routing.Trunk)) routing.Trunk {
	t = t.Clone()
	change(&t)
	return t
}

// forwarding sends the calls of exhausted routes to a destination.
func forwarding(t routing.Trunk, to string) routing.Trunk {
	return with(t, func(t *routing.Trunk) { t.ExhaustionAction, t.ExhaustionDestination = routing.Forward, to })
}

// managed switches capacity management on.
func managed(t routing.Trunk, most, first, further int) routing.Trunk {
	return with(t, func(t *routing.Trunk) {
		t.CapacityManagement = new(true)
		t.MaxActiveCalls, t.TrapInitialCalls, t.TrapOffsetCalls = new(most), new(first), new(further)
	})
}

// limited sets max reroutes.
func limited(t routing.Trunk, reroutes int) routing.Trunk {
	return with(t, func(t *routing.Trunk) { t.MaxReroutes = new(reroutes) })
}

// names returns the trunk groups of a list.
func names(routes []routing.Route) string {
	out := ""
	for _, r := range routes {
		out += r.TrunkGroup.Name
	}
	return out
}

func TestKeyString(t *testing.T) {
	if got := (routing.Key{GroupID: "Site 1", Name: "A"}).String(); got != "A (Site 1)" {
		t.Errorf("%q", got)
	}
}

func TestNewIsWholeAndLacksOnlyRoutes(t *testing.T) {
	n := routing.New("HQ")
	if problems := n.Validate(); len(problems) > 0 {
		t.Errorf("problems: %v", problems)
	}
	for _, f := range []routing.Field{
		routing.FieldName, routing.FieldMode, routing.FieldOrderingAlgorithm, routing.FieldMaxReroutes,
		routing.FieldExhaustionAction, routing.FieldCapacityManagement,
	} {
		if n.Text(f) == "" {
			t.Errorf("%s is not set", f)
		}
	}
	if len(n.Routes) != 0 {
		t.Errorf("routes: %v", n.Routes)
	}
}

func TestText(t *testing.T) {
	whole := managed(forwarding(weighted(r("A", 1, 70), r("B", 2, 1)), "+32"), 10, 0, 5)
	for _, test := range []struct {
		field routing.Field
		of    routing.Trunk
		want  string
	}{
		{routing.FieldName, whole, "HQ"},
		{routing.FieldMode, whole, "weighted"},
		{routing.FieldOrderingAlgorithm, ordered(), "Overflow"},
		{routing.FieldRoutes, whole, "A (g) 1/70, B (g) 2/1"},
		{routing.FieldRoutes, ordered("A", "B"), "A (g), B (g)"},
		{routing.FieldMaxReroutesWithinPriority, whole, "3"},
		{routing.FieldMaxReroutes, whole, "10"},
		{routing.FieldExhaustionAction, whole, "Forward"},
		{routing.FieldExhaustionDestination, whole, "+32"},
		{routing.FieldCapacityManagement, whole, "on"},
		{routing.FieldCapacityManagement, ordered(), "off"},
		{routing.FieldMaxActiveCalls, whole, "10"},
		{routing.FieldTrapInitialCalls, whole, "0"},
		{routing.FieldTrapOffsetCalls, whole, "5"},
		{"colour", whole, ""},
	} {
		if got := test.of.Text(test.field); got != test.want {
			t.Errorf("%s of a %s trunk: %q, want %q", test.field, test.of.Mode, got, test.want)
		}
	}
	for _, f := range routing.Fields() {
		if got := (routing.Trunk{}).Text(f); got != "" {
			t.Errorf("%s of nothing: %q", f, got)
		}
	}
}

func TestLabelsAreThereAndDiffer(t *testing.T) {
	seen := make(map[string]routing.Field)
	for _, f := range routing.Fields() {
		label := f.Label()
		if other, twice := seen[label]; label == "" || twice {
			t.Errorf("%s has the label %q, like %q", f, label, other)
		}
		seen[label] = f
	}
	if got := routing.Field("colour").Label(); got != "colour" {
		t.Errorf("a field of nobody is called %q", got)
	}
}
