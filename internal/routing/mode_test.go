package routing_test

import (
	"reflect"
	"testing"

	"banyan/internal/routing"
)

func TestSwitchMode(t *testing.T) {
	mostIdle := with(ordered("A", "B"), func(t *routing.Trunk) { t.OrderingAlgorithm = routing.MostIdle })
	unreported := with(ordered("A", "B"), func(t *routing.Trunk) { t.OrderingAlgorithm, t.MaxReroutes = "", nil })
	w := weighted(r("C", 2, 9), r("A", 1, 70), r("B", 1, 30))
	for _, test := range []struct {
		name      string
		of        routing.Trunk
		steps     []step
		shown     string
		algorithm string
		within    string
	}{
		{"Overflow becomes priorities", ordered("A", "B", "C"), []step{switchMode}, "A1/1 B2/1 C3/1", "", "10"},
		{"another algorithm becomes one priority", mostIdle, []step{switchMode}, "A1/1 B1/1", "", "10"},
		{"an algorithm that was not reported becomes one priority", unreported, []step{switchMode}, "A1/1 B1/1", "", ""},
		{"the limit within follows the limit", limited(mostIdle, 4), []step{switchMode}, "A1/1 B1/1", "", "4"},
		{"weighted becomes a list by priority", w, []step{switchMode}, "A B C", routing.Overflow, ""},
		{"parked rows come along", w, []step{park(1), switchMode}, "[A] B C", routing.Overflow, ""},
		{"parked rows have their place among the priorities", ordered("A", "B", "C"), []step{park(1), switchMode}, "A1/1 [B2/1] C3/1", "", "10"},
		{"a row put back in ordered mode has no figures", w, []step{park(1), switchMode, unpark(0), switchMode}, "A1/1 B2/1 C3/1", "", "3"},
		{"there and back", w, []step{switchMode, switchMode}, "C2/9 A1/70 B1/30", "", "3"},
		{"there and back with a parked row", w, []step{park(1), switchMode, switchMode}, "C2/9 [A1/70] B1/30", "", "3"},
		{"there, back and there", mostIdle, []step{switchMode, switchMode, switchMode}, "A1/1 B1/1", "", "10"},
		{"edits of the weighted list are remembered over the ordered one", mostIdle, []step{switchMode, weight(0, 7), switchMode, switchMode}, "A1/7 B1/1", "", "10"},
		{"an edited list is converted afresh", w, []step{switchMode, add("D"), switchMode}, "A1/1 B2/1 C3/1 D4/1", "", "3"},
		{"an edited list goes back to the algorithm it had", mostIdle, []step{switchMode, add("D"), switchMode}, "A B D", routing.MostIdle, ""},
		{"an edit that was taken back does not count", w, []step{switchMode, add("D"), remove(3), switchMode}, "C2/9 A1/70 B1/30", "", "3"},
		{"an algorithm chosen in between does not count as an edit of the list", w, []step{switchMode, func(d routing.Draft) routing.Draft {
			return d.SetAlgorithm(routing.LeastIdle)
		}, switchMode, switchMode}, "A B C", routing.LeastIdle, ""},
		{"a parked row that was moved is an edit of the list", mostIdle, []step{park(0), switchMode, move(0, 1), switchMode}, "B [A]", routing.MostIdle, ""},
		{"no routes", ordered(), []step{switchMode}, "", "", "10"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := draft(test.of)
			for _, next := range test.steps {
				d = next(d)
			}
			if got := shown(d); got != test.shown {
				t.Errorf("shown %s, want %s", got, test.shown)
			}
			if got := d.Mine.Text(routing.FieldOrderingAlgorithm); got != test.algorithm {
				t.Errorf("algorithm %q, want %q", got, test.algorithm)
			}
			if got := d.Mine.Text(routing.FieldMaxReroutesWithinPriority); got != test.within {
				t.Errorf("max reroutes within a priority %q, want %q", got, test.within)
			}
			if problems := d.Problems(); len(problems) > 0 {
				t.Errorf("problems: %v", problems)
			}
		})
	}
}

func TestSwitchModeTwiceIsExactlyTheSame(t *testing.T) {
	for name, of := range map[string]routing.Trunk{
		"ordered":                    ordered("A", "B"),
		"no list":                    ordered(),
		"an empty list":              with(ordered(), func(t *routing.Trunk) { t.Routes = []routing.Route{} }),
		"an algorithm not reported":  with(ordered("A"), func(t *routing.Trunk) { t.OrderingAlgorithm = "" }),
		"weighted":                   weighted(r("B", 3, 7), r("A", 1, 70)),
		"a limit not reported":       with(weighted(r("A", 1, 1)), func(t *routing.Trunk) { t.MaxReroutesWithinPriority = nil }),
		"figures out of their range": weighted(r("A", 0, -1), r("B", 99, 1<<40)),
		"fields that do not apply":   with(weighted(r("A", 1, 1)), func(t *routing.Trunk) { t.OrderingAlgorithm = "?" }),
		"a trunk group twice":        ordered("A", "A"),
	} {
		d := draft(of)
		if got := switchMode(switchMode(d)); !reflect.DeepEqual(got.Mine, d.Mine) || !reflect.DeepEqual(got.Parked, d.Parked) {
			t.Errorf("%s: got %+v, want %+v", name, got.Mine, d.Mine)
		}
	}
}

func TestSwitchModeDoesNotForgetANewNote(t *testing.T) {
	d := draft(ordered("A", "B")).Park(0, "failed", at(1))
	want := switchMode(d).Unpark(0).Park(0, "failed", at(2)).Parked[0].At
	if got := switchMode(switchMode(d).Unpark(0).Park(0, "failed", at(2))).Parked[0]; !got.At.Equal(want) {
		t.Errorf("parked at %s, want %s", got.At, want)
	}
	if got := switchMode(switchMode(d).Unpark(0).Park(0, "repaired", at(1))).Parked[0].Note; got != "repaired" {
		t.Errorf("note %q", got)
	}
}

func TestSwitchModeOfAnUnknownModeEndsInAValidOne(t *testing.T) {
	d := draft(routing.Trunk{Name: "x", Mode: "both"})
	if d = switchMode(d); d.Mine.Mode != routing.Weighted {
		t.Errorf("once: %s", d.Mine.Mode)
	}
	if d = switchMode(d); d.Mine.Mode != routing.Ordered {
		t.Errorf("twice: %s", d.Mine.Mode)
	}
}

func TestSwitchModeSaysWherePrioritiesRunOut(t *testing.T) {
	letters := []string{"A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M"}
	d, word := draft(ordered(letters...)).SwitchMode()
	if want := "13 routes and 10 priorities: the last 4 share priority 10"; word != want {
		t.Errorf("got %q, want %q", word, want)
	}
	if got := d.Rows()[12].Priority; got != 10 || len(d.Problems()) > 0 {
		t.Errorf("the last has priority %d", got)
	}
	for range 2 {
		if d, word = d.SwitchMode(); word != "" {
			t.Errorf("back again: %q", word)
		}
	}
	if _, word := draft(ordered(letters[:10]...)).SwitchMode(); word != "" {
		t.Errorf("ten routes: %q", word)
	}
	all := with(ordered(letters...), func(t *routing.Trunk) { t.OrderingAlgorithm = routing.MostIdle })
	if _, word := draft(all).SwitchMode(); word != "" {
		t.Errorf("another algorithm: %q", word)
	}
}
