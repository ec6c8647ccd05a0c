package routing_test

import (
	"slices"
	"testing"

	"banyan/internal/routing"
)

// down says that some trunk groups of group g are down.
func down(names ...string) func(routing.Key) bool {
	return func(k routing.Key) bool { return k.GroupID == "g" && slices.Contains(names, k.Name) }
}

func TestWithout(t *testing.T) {
	levels := forwarding(weighted(r("A", 1, 70), r("B", 1, 30), r("C", 2, 1)), "+32")
	list := forwarding(ordered("A", "B", "C", "D", "E"), "+32")
	for _, test := range []struct {
		name    string
		of      routing.Trunk
		down    func(routing.Key) bool
		remains string
		after   []int
		first   int
		want    []string
	}{
		{"nothing", levels, down(), "ABC", []int{70, 30, 100}, 1, nil},
		{"a question that nobody asks", levels, nil, "ABC", []int{70, 30, 100}, 1, nil},
		{"one of a priority: the other takes all", levels, down("A"), "BC", []int{0, 100, 100}, 1, nil},
		{"a whole priority: the next is tried first", levels, down("A", "B"), "C", []int{0, 0, 100}, 2, []string{
			"ONE ROUTE LEFT: no overflow", "priority 2 is tried first: nothing remains of priority 1",
		}},
		{"a lower priority: the first is not concerned", levels, down("C"), "AB", []int{70, 30, 0}, 1, nil},
		{"all", levels, func(routing.Key) bool { return true }, "", []int{0, 0, 0}, 0, []string{"NO ROUTE LEFT: every call goes to +32"}},
		{"all, and nothing further", ordered("A"), down("A"), "", []int{-1}, 0, []string{"NO ROUTE LEFT: every call fails"}},
		{"of a list", list, down("B", "D"), "ACE", []int{-1, -1, -1, -1, -1}, 0, nil},
		{"all but one of a list", list, down("B", "C", "D", "E"), "A", []int{-1, -1, -1, -1, -1}, 0, []string{"ONE ROUTE LEFT: no overflow"}},
		{"the first of a list cost its attempts", limited(list, 2), down("A", "B", "C"), "DE", []int{-1, -1, -1, -1, -1}, 0, []string{
			"2 of 2 routes may never be tried: max reroutes is 2",
		}},
		{"the last of a list cost nothing", limited(list, 2), down("D", "E"), "ABC", []int{-1, -1, -1, -1, -1}, 0, nil},
		{"where any may come first, those that are down may", with(limited(list, 2), func(t *routing.Trunk) {
			t.OrderingAlgorithm = routing.OrderedLoadBalancing
		}), down("D", "E"), "ABC", []int{-1, -1, -1, -1, -1}, 0, []string{"2 of 3 routes may never be tried: max reroutes is 2"}},
		{"attempts of a priority", with(levels, func(t *routing.Trunk) {
			t.MaxReroutesWithinPriority = new(1)
			t.Routes = append(t.Routes, r("D", 1, 100))
		}), down("A", "B"), "CD", []int{0, 0, 100, 100}, 1, []string{"1 of 1 routes of priority 1 may never be tried: max per priority is 1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			e := test.of.Without(test.down)
			equal(t, "what remains", names(e.Remaining.Routes), test.remains)
			equal(t, "nothing remains", e.Nothing(), test.remains == "")
			var after, before []int
			for _, route := range e.Routes {
				after, before = append(after, route.After), append(before, route.Before)
			}
			equal(t, "shares after", after, test.after)
			equal(t, "shares before", before, test.of.Shares())
			equal(t, "what is tried first", e.First, test.first)
			equal(t, "notices", texts(e.Notices), test.want)
		})
	}
}

func TestWithoutAWholeGroup(t *testing.T) {
	of := weighted(r("A", 1, 1), r("B", 2, 1), r("C", 2, 3))
	of.Routes[0].TrunkGroup.GroupID, of.Routes[2].TrunkGroup.GroupID = "h", "h"
	e := of.Without(func(k routing.Key) bool { return k.GroupID == "h" })
	equal(t, "what remains", names(e.Remaining.Routes), "B")
	equal(t, "what is tried first", []int{e.FirstWas, e.First, e.Routes[1].After}, []int{1, 2, 100})
	equal(t, "down", []bool{e.Routes[0].Down, e.Routes[1].Down, e.Routes[2].Down}, []bool{true, false, true})
	equal(t, "routes of the trunk itself", len(of.Routes), 3)
}
