package routing_test

import (
	"fmt"
	"strings"
	"testing"

	"banyan/internal/routing"
)

func lines(changes []routing.Change) []string {
	var out []string
	for _, c := range changes {
		out = append(out, c.String())
	}
	return out
}

func TestDiff(t *testing.T) {
	w := weighted(r("A", 1, 70), r("B", 1, 30), r("C", 2, 1))
	for _, test := range []struct {
		name     string
		from, to routing.Trunk
		want     []string
	}{
		{"nothing", w, w, nil},
		{"the first two swapped", ordered("A", "B", "C"), ordered("B", "A", "C"), []string{"B (g): place 2 -> place 1"}},
		{"the last to the top", ordered("A", "B", "C", "D"), ordered("D", "A", "B", "C"), []string{"D (g): place 4 -> place 1"}},
		{"the first to the end", ordered("A", "B", "C", "D"), ordered("B", "C", "D", "A"), []string{"A (g): place 1 -> place 4"}},
		{"reversed", ordered("A", "B", "C"), ordered("C", "B", "A"), []string{"C (g): place 3 -> place 1", "B (g): place 2, after A (g) -> place 2, after C (g)"}},
		{"the first removed, the rest only shift", ordered("A", "B", "C"), ordered("B", "C"), []string{"remove A (g): place 1"}},
		{"one on top, the rest only shift", ordered("A", "B"), ordered("X", "A", "B"), []string{"add X (g): place 1"}},
		{"removed, added and moved", ordered("A", "B", "C"), ordered("C", "B", "X"), []string{
			"remove A (g): place 1", "C (g): place 3 -> place 1", "add X (g): place 3",
		}},
		{"a place that stays while the list around it moves", ordered("X", "A", "B"), ordered("B", "A"), []string{
			"remove X (g): place 1", "B (g): place 3 -> place 1",
		}},
		{"emptied", ordered("A"), ordered(), []string{"remove A (g): place 1"}},
		{"the same name in another group", ordered("A"), abroad(ordered("A")), []string{"remove A (g): place 1", "add A (h): place 1"}},
		{"a trunk group that was there twice", ordered("A", "A"), ordered("A"), []string{"remove A (g): place 2"}},
		{"equalised", w, weighted(r("A", 1, 50), r("B", 1, 50), r("C", 2, 1)), []string{"weight of A (g): 70 -> 50", "weight of B (g): 30 -> 50"}},
		{"priority and weight", w, weighted(r("A", 1, 70), r("B", 3, 5), r("C", 2, 1)), []string{"priority of B (g): 1 -> 3", "weight of B (g): 30 -> 5"}},
		{"a weighted list in another order with another weight", w, weighted(r("C", 2, 9), r("B", 1, 30), r("A", 1, 70)), []string{"weight of C (g): 1 -> 9"}},
		{"a weighted route added and one removed", w, weighted(r("A", 1, 70), r("B", 1, 30), r("D", 2, 4)), []string{
			"remove C (g): priority 2, weight 1", "add D (g): priority 2, weight 4",
		}},
		{"the mode", ordered("A", "B"), weighted(r("A", 1, 1), r("B", 2, 1), r("C", 2, 5)), []string{
			"mode: ordered -> weighted", "algorithm: Overflow -> none",
			"A (g): place 1 -> priority 1, weight 1", "B (g): place 2 -> priority 2, weight 1", "add C (g): priority 2, weight 5",
			"max reroutes within a priority: none -> 3",
		}},
		{"every field", ordered("A"), managed(forwarding(limited(under(named(ordered("A"), "HQ2"), routing.MostIdle), 5), "+32"), 10, 8, 1), []string{
			"name: HQ -> HQ2", "algorithm: Overflow -> Most Idle", "max reroutes: 10 -> 5", "when exhausted: None -> Forward", "destination: none -> +32",
			"capacity management: off -> on", "max active calls: none -> 10", "first trap above: none -> 8", "further trap every: none -> 1",
		}},
		{"a destination that goes with Forward", forwarding(ordered("A"), "+32"), ordered("A"), []string{"when exhausted: Forward -> None", "destination: +32 -> none"}},
	} {
		t.Run(test.name, func(t *testing.T) { equal(t, "Diff", lines(routing.Diff(test.from, test.to)), test.want) })
	}
}

func TestChangeTellsFieldRouteAndKind(t *testing.T) {
	equal(t, "changes", routing.Diff(weighted(r("A", 1, 30)), limited(weighted(r("A", 1, 50)), 2)), []routing.Change{
		{Field: routing.FieldRoutes, Route: tg("A"), Kind: routing.Reweighted, From: "30", To: "50"},
		{Field: routing.FieldMaxReroutes, Kind: routing.Set, From: "10", To: "2"},
	})
}

func TestDiffLeavesBothSidesAlone(t *testing.T) {
	a, b := weighted(r("C", 3, 1), r("A", 1, 1)), ordered("A", "B")
	before := fmt.Sprintf("%+v %+v", a.Routes, b.Routes)
	routing.Diff(a, b)
	equal(t, "both sides", fmt.Sprintf("%+v %+v", a.Routes, b.Routes), before)
}

func TestDangerous(t *testing.T) {
	w := weighted(r("A", 2, 70), r("B", 2, 30), r("C", 5, 1))
	const gone = "every route of priority 2, tried first, is removed: A (g), B (g)"
	for _, test := range []struct {
		name       string
		base, mine routing.Trunk
		want       []string
	}{
		{"no change", w, w, nil},
		{"deleted", w, routing.Trunk{}, []string{"the enterprise trunk is deleted"}},
		{"deleted when it had no routes", ordered(), routing.Trunk{}, []string{"the enterprise trunk is deleted"}},
		{"emptied", ordered("A", "B"), ordered(), []string{"the list is empty: no route is left"}},
		{"a weighted list emptied", w, weighted(), []string{"the list is empty: no route is left"}},
		{"empty as before", ordered(), limited(ordered(), 2), nil},
		{"created without routes", routing.Trunk{}, ordered(), nil},
		{"created", routing.Trunk{}, w, nil},
		{"nothing of nothing", routing.Trunk{}, routing.Trunk{}, nil},
		{"the first priority removed", w, weighted(r("C", 5, 1)), []string{gone}},
		{"the first priority replaced", w, weighted(r("D", 2, 1), r("C", 5, 1)), []string{gone}},
		{"the first priority removed with a switch of the mode", w, ordered("C"), []string{gone}},
		{"one of the first priority removed", w, weighted(r("B", 2, 1), r("C", 5, 1)), nil},
		{"the first priority moved down", w, weighted(r("A", 7, 70), r("B", 7, 30), r("C", 5, 1)), nil},
		{"the last priority removed", w, weighted(r("A", 2, 70), r("B", 2, 30)), nil},
		{"the same name of another group is another", weighted(r("A", 1, 1), r("B", 2, 1)), with(weighted(r("A", 1, 1), r("B", 2, 1)), func(t *routing.Trunk) {
			t.Routes[0].TrunkGroup.GroupID = "h"
		}), []string{"every route of priority 1, tried first, is removed: A (g)"}},
		{"the first of an ordered list removed", ordered("A", "B"), ordered("B"), nil},
	} {
		t.Run(test.name, func(t *testing.T) { equal(t, "Dangerous", routing.Dangerous(test.base, test.mine), test.want) })
	}
}

// replay does to from what the changes say, and nothing else: the proof that they
// say all. It returns the routes of to's mode, and the text of the other fields.
func replay(from, to routing.Trunk, changes []routing.Change) (map[routing.Field]string, []routing.Route) {
	texts := make(map[routing.Field]string)
	for _, f := range routing.Fields() {
		if f != routing.FieldRoutes {
			texts[f] = from.Canonical().Text(f)
		}
	}
	gone, fixed := make(map[routing.Key]bool), make(map[int]routing.Route)
	figures := make(map[routing.Key]routing.Route)
	for _, route := range from.Canonical().Routes {
		figures[route.TrunkGroup] = route
	}
	for _, c := range changes {
		route := figures[c.Route]
		switch c.Kind {
		case routing.Set:
			texts[c.Field] = c.To
		case routing.Removed:
			gone[c.Route] = true
		case routing.Reprioritised:
			scan(c.To, "%d", &route.Priority)
			figures[c.Route] = route
		case routing.Reweighted:
			scan(c.To, "%d", &route.Weight)
			figures[c.Route] = route
		case routing.Added, routing.Moved, routing.Converted:
			gone[c.Route] = true
			route, place := routing.Route{TrunkGroup: c.Route}, len(fixed)+1
			if strings.HasPrefix(c.To, "place") {
				scan(c.To, "place %d", &place)
			} else {
				scan(c.To, "priority %d, weight %d", &route.Priority, &route.Weight)
				place += 1_000_000 // weighted: anywhere
			}
			fixed[place-1] = route
		}
	}
	var rest, out []routing.Route
	for _, route := range from.Canonical().Routes {
		if !gone[route.TrunkGroup] {
			rest = append(rest, figures[route.TrunkGroup])
		}
	}
	for i := range len(rest) + len(fixed) {
		if route, ok := fixed[i]; ok {
			out = append(out, route)
		} else if len(rest) > 0 {
			out, rest = append(out, rest[0]), rest[1:]
		}
	}
	for place, route := range fixed {
		if place >= 1_000_000 {
			out = append(out, route)
		}
	}
	return texts, out
}

func scan(text, format string, into ...any) {
	if n, err := fmt.Sscanf(text, format, into...); err != nil || n != len(into) {
		panic(fmt.Sprintf("%q is not %q", text, format))
	}
}
