package routing_test

import (
	"math"
	"testing"

	"banyan/internal/routing"
)

// step is an operation on a draft.
type step = func(routing.Draft) routing.Draft

func move(i, delta int) step { return func(d routing.Draft) routing.Draft { return d.Move(i, delta) } }

func park(i int) step      { return func(d routing.Draft) routing.Draft { return d.Park(i, "", at(1)) } }
func unpark(i int) step    { return func(d routing.Draft) routing.Draft { return d.Unpark(i) } }
func remove(i int) step    { return func(d routing.Draft) routing.Draft { return d.Remove(i) } }
func add(name string) step { return func(d routing.Draft) routing.Draft { return d.Add(tg(name)) } }
func equalise(i int) step  { return func(d routing.Draft) routing.Draft { return d.Equalise(i) } }
func priority(i, n int) step {
	return func(d routing.Draft) routing.Draft { return d.SetPriority(i, n) }
}

func weight(i, n int) step { return func(d routing.Draft) routing.Draft { return d.SetWeight(i, n) } }

// number sets a field that holds a number, nil for none.
func number(f routing.Field, n *int) step {
	return func(d routing.Draft) routing.Draft { return d.SetNumber(f, n) }
}

func switchMode(d routing.Draft) routing.Draft { d, _ = d.SwitchMode(); return d }

// after is a draft of a trunk after some steps.
func after(of routing.Trunk, steps ...step) routing.Draft {
	d := draft(of)
	for _, next := range steps {
		d = next(d)
	}
	return d
}

func TestEditRows(t *testing.T) {
	list := ordered("A", "B", "C")
	w := weighted(r("A", 1, 70), r("B", 1, 30), r("C", 2, 5))
	for _, test := range []struct {
		name  string
		of    routing.Trunk
		steps []step
		shown string
		sent  string
	}{
		{"swap the first two", list, []step{move(0, 1)}, "B A C", "BAC"},
		{"up", list, []step{move(2, -1)}, "A C B", "ACB"},
		{"to the end and no further", list, []step{move(0, 99)}, "B C A", "BCA"},
		{"to the top and no further", list, []step{move(2, math.MinInt)}, "C A B", "CAB"},
		{"by more than an int can add", list, []step{move(1, math.MaxInt)}, "A C B", "ACB"},
		{"remove", list, []step{remove(1)}, "A C", "AC"},
		{"remove all", list, []step{remove(0), remove(0), remove(0)}, "", ""},
		{"add", list, []step{add("D")}, "A B C D", "ABCD"},
		{"add what was removed", list, []step{remove(0), add("A")}, "B C A", "BCA"},
		{"park", list, []step{park(0)}, "[A] B C", "BC"},
		{"park twice", list, []step{park(0), park(0)}, "[A] B C", "BC"},
		{"park and put back", list, []step{park(1), unpark(1)}, "A B C", "ABC"},
		{"park all and put one back", list, []step{park(0), park(1), park(2), unpark(1)}, "[A] B [C]", "B"},
		{"add what is parked", list, []step{park(0), add("A")}, "[A] B C", "BC"},
		{"remove what is parked", list, []step{park(0), remove(0)}, "B C", "BC"},
		{"move past a parked row", list, []step{park(1), move(0, 1)}, "[B] A C", "AC"},
		{"move a parked row and put it back", list, []step{park(0), move(0, 2), unpark(2)}, "B C A", "BCA"},
		{"a parked row keeps its place when rows above go", list, []step{park(2), remove(0)}, "B [C]", "B"},
		{"a parked row keeps its place when rows come", list, []step{park(1), add("D")}, "A [B] C D", "ACD"},

		{"move within a priority", w, []step{move(0, 1)}, "B1/30 A1/70 C2/5", "BAC"},
		{"move across a border takes the priority there", w, []step{move(1, 1)}, "A1/70 C2/5 B2/30", "ACB"},
		{"move up across a border", w, []step{move(2, -1)}, "A1/70 C1/5 B1/30", "ACB"},
		{"move over several", w, []step{move(0, 2)}, "B1/30 C2/5 A2/70", "BCA"},
		{"move past a parked row of another priority", w, []step{park(2), move(1, 1)}, "A1/70 [C2/5] B2/30", "AB"},
		{"add below the last priority", w, []step{add("D")}, "A1/70 B1/30 C2/5 D2/1", "ABCD"},
		{"add to an empty list", weighted(), []step{add("D")}, "D1/1", "D"},
		{"add below a parked row", w, []step{priority(2, 7), park(2), add("D")}, "A1/70 B1/30 [C7/5] D7/1", "ABD"},
		{"a priority leaves the row where it is", w, []step{priority(0, 9)}, "A9/70 B1/30 C2/5", "ABC"},
		{"a weight", w, []step{weight(2, 65536)}, "A1/70 B1/30 C2/65536", "ABC"},
		{"a weight out of range is kept for the person to see", w, []step{weight(2, -1)}, "A1/70 B1/30 C2/-1", "ABC"},
		{"a parked row can be edited", w, []step{park(1), weight(1, 8), priority(1, 3), unpark(1)}, "A1/70 B3/8 C2/5", "ABC"},
		{"park keeps priority and weight", w, []step{park(1), unpark(1)}, "A1/70 B1/30 C2/5", "ABC"},
		{"seventy and thirty become fifty and fifty", w, []step{equalise(0)}, "A1/50 B1/50 C2/5", "ABC"},
		{"equalise looks at the priority of the row", w, []step{weight(2, 9), equalise(2)}, "A1/70 B1/30 C2/9", "ABC"},
		{"equalise rounds to the nearest", weighted(r("A", 1, 1), r("B", 1, 1), r("C", 1, 3)), []step{equalise(1)}, "A1/2 B1/2 C1/2", "ABC"},
		{"equalise halves upwards", weighted(r("A", 1, 1), r("B", 1, 2)), []step{equalise(1)}, "A1/2 B1/2", "AB"},
		{"equalise repairs what is out of range", weighted(r("A", 1, 0), r("B", 1, 1<<40)), []step{equalise(0)}, "A1/32769 B1/32769", "AB"},
		{"equalise leaves parked rows alone", w, []step{park(0), equalise(1)}, "[A1/70] B1/30 C2/5", "BC"},
		{"equalise from a parked row", weighted(r("A", 1, 9), r("B", 1, 1), r("C", 1, 3)), []step{park(0), equalise(0)}, "[A1/9] B1/2 C1/2", "BC"},
		{"equalise a priority with parked rows alone", w, []step{park(2), equalise(2)}, "A1/70 B1/30 [C2/5]", "AB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := after(test.of, test.steps...)
			equal(t, "shown", shown(d), test.shown)
			equal(t, "sent", names(d.Mine.Routes), test.sent)
			equal(t, "the base is as it was", d.Base.Equal(test.of), true)
		})
	}
}

func TestEditFields(t *testing.T) {
	w := weighted(r("A", 1, 1))
	for _, test := range []struct {
		name string
		of   routing.Trunk
		do   step
		want []string
	}{
		{"rename", w, func(d routing.Draft) routing.Draft { return d.SetName("HQ2") }, []string{"name: HQ -> HQ2"}},
		{"the algorithm", ordered(), func(d routing.Draft) routing.Draft { return d.SetAlgorithm(routing.LeastIdle) }, []string{"algorithm: Overflow -> Least Idle"}},
		{"max reroutes", w, number(routing.FieldMaxReroutes, new(2)), []string{"max reroutes: 10 -> 2"}},
		{"max reroutes cleared", w, number(routing.FieldMaxReroutes, nil), []string{"max reroutes: 10 -> none"}},
		{"max reroutes within", w, number(routing.FieldMaxReroutesWithinPriority, new(2)), []string{"max reroutes within a priority: 3 -> 2"}},
		{"forward", w, func(d routing.Draft) routing.Draft { return d.SetDestination("+32").SetExhaustion(routing.Forward) }, []string{
			"when exhausted: None -> Forward", "destination: none -> +32",
		}},
		{"no longer forward, and on second thoughts again", forwarding(w, "+32"), func(d routing.Draft) routing.Draft {
			return d.SetExhaustion(routing.None).SetExhaustion(routing.Forward)
		}, nil},
		{"capacity management with its limits", w, func(d routing.Draft) routing.Draft {
			return d.SetCapacityManagement(true).SetNumber(routing.FieldMaxActiveCalls, new(30)).
				SetNumber(routing.FieldTrapInitialCalls, new(20)).SetNumber(routing.FieldTrapOffsetCalls, new(5))
		}, []string{"capacity management: off -> on", "max active calls: none -> 30", "first trap above: none -> 20", "further trap every: none -> 5"}},
		{"capacity management off and on again", managed(w, 1, 2, 3), func(d routing.Draft) routing.Draft {
			return d.SetCapacityManagement(false).SetCapacityManagement(true)
		}, nil},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := test.do(draft(test.of))
			equal(t, "Diff", lines(routing.Diff(d.Base, d.Mine)), test.want)
		})
	}
}

func TestSetNumberDoesNotKeepTheCallersPointer(t *testing.T) {
	n := 3
	d := draft(ordered()).SetNumber(routing.FieldMaxReroutes, &n)
	n = 99
	equal(t, "max reroutes", *d.Mine.MaxReroutes, 3)
}
