package routing_test

import (
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"banyan/internal/routing"
)

// equal compares what a test got with what it wants.
func equal[T any](t rapid.TB, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

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

// under gives t another algorithm.
func under(t routing.Trunk, algorithm string) routing.Trunk {
	return with(t, func(t *routing.Trunk) { t.OrderingAlgorithm = algorithm })
}

// named gives t another name.
func named(t routing.Trunk, name string) routing.Trunk {
	return with(t, func(t *routing.Trunk) { t.Name = name })
}

// within sets max reroutes within a priority.
func within(t routing.Trunk, reroutes int) routing.Trunk {
	return with(t, func(t *routing.Trunk) { t.MaxReroutesWithinPriority = new(reroutes) })
}

// abroad puts the first route's trunk group into group h.
func abroad(t routing.Trunk) routing.Trunk {
	return with(t, func(t *routing.Trunk) { t.Routes[0].TrunkGroup.GroupID = "h" })
}

// names returns the trunk groups of a list.
func names(routes []routing.Route) string {
	out := ""
	for _, r := range routes {
		out += r.TrunkGroup.Name
	}
	return out
}

// exactly compares like equal, and tells no list from an empty one and one zone from another.
func exactly[T any](t rapid.TB, what string, got, want T) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("%s: got  %+v\nwant %+v", what, got, want)
	}
}

func TestKeyString(t *testing.T) {
	equal(t, "String", (routing.Key{GroupID: "Site 1", Name: "A"}).String(), "A (Site 1)")
}

func TestNewIsWholeAndLacksOnlyRoutes(t *testing.T) {
	n := routing.New("HQ")
	equal(t, "problems", n.Validate(), nil)
	for _, f := range []routing.Field{
		routing.FieldName, routing.FieldMode, routing.FieldOrderingAlgorithm, routing.FieldMaxReroutes,
		routing.FieldExhaustionAction, routing.FieldCapacityManagement,
	} {
		if n.Text(f) == "" {
			t.Errorf("%s is not set", f)
		}
	}
	equal(t, "routes", len(n.Routes), 0)
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
		equal(t, string(test.field), test.of.Text(test.field), test.want)
	}
	for _, f := range routing.Fields() {
		equal(t, string(f), (routing.Trunk{}).Text(f), "")
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
	equal(t, "a field of nobody is called", routing.Field("colour").Label(), "colour")
}
