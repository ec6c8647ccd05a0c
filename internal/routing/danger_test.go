package routing_test

import (
	"slices"
	"testing"

	"banyan/internal/routing"
)

func TestDangerous(t *testing.T) {
	w := weighted(r("A", 2, 70), r("B", 2, 30), r("C", 5, 1))
	const gone = "every route of priority 2, which is tried first, is removed: A (g), B (g)"
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
		}), []string{"every route of priority 1, which is tried first, is removed: A (g)"}},
		{"the first of an ordered list removed", ordered("A", "B"), ordered("B"), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := routing.Dangerous(test.base, test.mine); !slices.Equal(got, test.want) {
				t.Errorf("got  %q\nwant %q", got, test.want)
			}
		})
	}
}
