package routing_test

import (
	"testing"

	"banyan/internal/routing"
)

func texts(notices []routing.Notice) []string {
	var out []string
	for _, n := range notices {
		out = append(out, n.Text)
	}
	return out
}

const fails = "None: when routes are exhausted the call fails"

func TestNotices(t *testing.T) {
	five := forwarding(ordered("A", "B", "C", "D", "E"), "+32")
	levels := forwarding(weighted(r("A", 1, 1), r("B", 1, 1), r("C", 1, 1), r("D", 2, 1), r("E", 2, 1)), "+32")
	for _, test := range []struct {
		name string
		of   routing.Trunk
		want []string
	}{
		{"five routes and enough reroutes", limited(five, 4), nil},
		{"five routes, two reroutes", limited(five, 2), []string{"2 of 5 routes may never be tried: max reroutes is 2"}},
		{"five routes, three reroutes", limited(five, 3), []string{"1 of 5 routes may never be tried: max reroutes is 3"}},
		{"a limit that was not reported", with(five, func(t *routing.Trunk) { t.MaxReroutes = nil }), nil},
		{"a limit that is not valid", limited(five, 0), nil},
		{"another algorithm", under(limited(five, 2), routing.LeastIdle), []string{"2 of 5 routes may never be tried: max reroutes is 2"}},
		{"one reroute within a priority", within(levels, 1), []string{"1 of 3 routes of priority 1 may never be tried: max per priority is 1"}},
		{"two reroutes within a priority", within(levels, 2), nil},
		{"both limits", limited(within(levels, 1), 2), []string{
			"2 of 5 routes may never be tried: max reroutes is 2",
			"1 of 3 routes of priority 1 may never be tried: max per priority is 1",
		}},
		{"a limit within priorities that there are not", with(five, func(t *routing.Trunk) {
			t.OrderingAlgorithm, t.MaxReroutesWithinPriority = routing.MostIdle, new(1)
		}), nil},
		{"one route", forwarding(ordered("A"), "+32"), []string{"ONE ROUTE LEFT: no overflow"}},
		{"one route, and then nothing", ordered("A"), []string{"ONE ROUTE LEFT: no overflow", fails}},
		{"no route, forwarded", forwarding(ordered(), "+32"), []string{"NO ROUTE LEFT: every call goes to +32"}},
		{"no route, None", ordered(), []string{"NO ROUTE LEFT: every call fails"}},
		{"no route, and who knows what then", with(ordered(), func(t *routing.Trunk) { t.ExhaustionAction = "" }), []string{"NO ROUTE LEFT: no call gets through"}},
		{"no route, forwarded to nobody", forwarding(ordered(), ""), []string{"NO ROUTE LEFT: no call gets through"}},
		{"two routes, None", ordered("A", "B"), []string{fails}},
		{"an action that was not reported", with(ordered("A", "B"), func(t *routing.Trunk) { t.ExhaustionAction = "" }), nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			equal(t, "Notices", texts(routing.Notices(test.of, routing.Surroundings{})), test.want)
		})
	}
}

func TestNoticesOfTheSurroundings(t *testing.T) {
	states := map[routing.Key]string{tg("A"): "Unavailable", tg("B"): "Active", tg("C"): "unavailable"}
	s := routing.Surroundings{
		State: func(k routing.Key) (string, bool) {
			if state, known := states[k]; known {
				return state, true
			}
			return "unavailable", false // a caller's leftovers
		},
		Assigned: func(id string) (bool, bool) { return id == "g", id != "unread" },
	}
	of := ordered("A", "B", "C", "D", "E", "F")
	of.Routes[3].TrunkGroup.GroupID = "bare"
	of.Routes[4].TrunkGroup.GroupID = "unread"
	down := func(name string) routing.Notice {
		return routing.Notice{Code: routing.CodeDown, Severity: routing.Alarm, Route: tg(name), Text: "route down: the trunk group is unavailable"}
	}
	want := []routing.Notice{
		down("A"), down("C"),
		{Code: routing.CodeNotAssigned, Severity: routing.Alarm, Route: routing.Key{GroupID: "bare", Name: "D"}, Text: "route to a group without trunking"},
		{Code: routing.CodeNeverTried, Severity: routing.Warning, Text: "1 of 6 routes may never be tried: max reroutes is 4", Field: routing.FieldMaxReroutes, Brief: "reaches 5 of 6"},
		{Code: routing.CodeExhaustionFails, Severity: routing.Info, Text: fails, Field: routing.FieldExhaustionAction, Brief: "the call fails"},
	}
	equal(t, "Notices", routing.Notices(limited(of, 4), s), want)
}
