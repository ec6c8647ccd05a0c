package routing_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"banyan/internal/routing"
)

// operation draws one operation that a form has a key for.
func operation(t *rapid.T) step {
	i := rapid.IntRange(-1, 9).Draw(t, "row")
	n := rapid.OneOf(rapid.IntRange(-1, 12), rapid.SampledFrom([]int{65536, 65537, 1 << 62, -1 << 63})).Draw(t, "number")
	key := rapid.SampledFrom(strings.Split("ABCDEFGHIJ", "")).Draw(t, "key")
	field := rapid.SampledFrom(routing.Fields()).Draw(t, "field")
	ops := map[string]step{
		"add": add(key), "remove": remove(i), "move": move(i, n), "park": park(i), "unpark": unpark(i), "equalise": equalise(i),
		"priority": priority(i, n), "weight": weight(i, n), "mode": switchMode,
		"number": number(field, &n), "clear": number(field, nil),
		"name": func(d routing.Draft) routing.Draft { return d.SetName(strings.Repeat("é", max(0, n%35))) },
		"algorithm": func(d routing.Draft) routing.Draft {
			return d.SetAlgorithm(append(routing.Algorithms(), "Round Robin")[max(0, n%5)])
		},
		"action": func(d routing.Draft) routing.Draft {
			return d.SetExhaustion([]string{routing.None, routing.Forward, "Drop"}[max(0, n%3)])
		},
		"destination": func(d routing.Draft) routing.Draft {
			return d.SetDestination([]string{"", "+32", "a@b", "nobody"}[max(0, n%4)])
		},
		"switch": func(d routing.Draft) routing.Draft { return d.SetCapacityManagement(n%2 == 0) },
	}
	return ops[rapid.SampledFrom(slices.Sorted(maps.Keys(ops))).Draw(t, "operation")]
}

func TestAnySequenceOfOperations(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := draft(drawTrunk(t, "base"))
		start := d
		for range rapid.IntRange(0, 30).Draw(t, "operations") {
			before := d
			next := operation(t)(d)
			exactly(t, "the draft that an operation was given", d, before)
			if next.Undoable() && !reflect.DeepEqual(next.State, d.State) && !reflect.DeepEqual(next.Undo().State, d.State) {
				t.Fatalf("undo of one step: %+v, want %+v", next.Undo().State, d.State)
			}
			d = next
			holds(t, d)
		}
		twice := switchMode(switchMode(d))
		exactly(t, "mode switched twice", twice.Mine, d.Mine)
		exactly(t, "parked, mode switched twice", twice.Parked, d.Parked)
		exactly(t, "over JSON", overJSON(t, d).State, d.State)
		for d.Undoable() {
			d = d.Undo()
		}
		exactly(t, "undone", d.State, start.State)
	})
}

// holds is what is true of every draft.
func holds(t *rapid.T, d routing.Draft) {
	seen, sent := make(map[routing.Key]bool), []routing.Route(nil)
	for _, row := range d.Rows() {
		if seen[row.TrunkGroup] {
			t.Errorf("%s is there twice", row.TrunkGroup)
		}
		seen[row.TrunkGroup] = true
		if !row.Parked {
			sent = append(sent, row.Route)
		}
	}
	if !slices.Equal(sent, d.Mine.Routes) {
		t.Errorf("shown %v, sent %v", sent, d.Mine.Routes)
	}
	if got, broken := d.Mine.Validate(), brokenRules(d.Mine); (len(got) == 0) != (len(broken) == 0) {
		t.Errorf("breaks %v, and is refused for %v: %+v", broken, got, d.Mine)
	}
}

// brokenRules is the API's page once more, written without a look at Validate.
func brokenRules(t routing.Trunk) []string {
	var out []string
	rule := func(kept bool, text string) {
		if !kept {
			out = append(out, text)
		}
	}
	between := func(n *int, least, most int) bool { return n == nil || *n >= least && *n <= most }
	const any = int(^uint(0) >> 1)
	algorithms := map[string]bool{"Ordered Load Balancing": true, "Overflow": true, "Most Idle": true, "Least Idle": true}
	rule(t.Name != "" && utf8.RuneCountInString(t.Name) <= 30, "a name of 1 to 30")
	rule(t.Mode == "ordered" || t.Mode == "weighted", "one mode")
	rule(t.Mode != "ordered" || t.OrderingAlgorithm == "" || algorithms[t.OrderingAlgorithm], "four algorithms")
	rule(t.Mode != "weighted" || between(t.MaxReroutesWithinPriority, 1, 10), "within a priority 1 to 10")
	rule(between(t.MaxReroutes, 1, 10), "reroutes 1 to 10")
	for _, route := range t.Routes {
		rule(t.Mode != "weighted" || between(&route.Priority, 1, 10) && between(&route.Weight, 1, 65536), "priority 1 to 10, weight 1 to 65536")
	}
	rule(t.ExhaustionAction == "" || t.ExhaustionAction == "None" || t.ExhaustionAction == "Forward", "two actions")
	valid := map[string]bool{"+32": true, "a@b": true}[t.ExhaustionDestination]
	rule(valid || t.ExhaustionAction != "Forward" && (t.ExhaustionAction != "" || t.ExhaustionDestination == ""), "a destination")
	if t.CapacityManagement == nil || *t.CapacityManagement {
		rule(between(t.MaxActiveCalls, 1, any), "max at least 1")
		rule(between(t.TrapInitialCalls, 0, any) && between(t.TrapOffsetCalls, 0, any), "traps at least 0")
	}
	return out
}
