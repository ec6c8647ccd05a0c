package routing_test

import (
	"strings"
	"testing"

	"banyan/internal/routing"
)

func TestSwitchMode(t *testing.T) {
	mostIdle := under(ordered("A", "B"), routing.MostIdle)
	unreported := with(ordered("A", "B"), func(t *routing.Trunk) { t.OrderingAlgorithm, t.MaxReroutes = "", nil })
	w := weighted(r("C", 2, 9), r("A", 1, 70), r("B", 1, 30))
	leastIdle := func(d routing.Draft) routing.Draft { return d.SetAlgorithm(routing.LeastIdle) }
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
		{"an algorithm chosen in between does not count as an edit of the list", w, []step{switchMode, leastIdle, switchMode, switchMode}, "A B C", routing.LeastIdle, ""},
		{"a parked row that was moved is an edit of the list", mostIdle, []step{park(0), switchMode, move(0, 1), switchMode}, "B [A]", routing.MostIdle, ""},
		{"no routes", ordered(), []step{switchMode}, "", "", "10"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := after(test.of, test.steps...)
			equal(t, "shown", shown(d), test.shown)
			equal(t, "algorithm", d.Mine.Text(routing.FieldOrderingAlgorithm), test.algorithm)
			equal(t, "max reroutes within a priority", d.Mine.Text(routing.FieldMaxReroutesWithinPriority), test.within)
			equal(t, "problems", d.Problems(), nil)
		})
	}
}

func TestSwitchModeTwiceIsExactlyTheSame(t *testing.T) {
	for name, of := range map[string]routing.Trunk{
		"ordered":                    ordered("A", "B"),
		"no list":                    ordered(),
		"an empty list":              with(ordered(), func(t *routing.Trunk) { t.Routes = []routing.Route{} }),
		"an algorithm not reported":  under(ordered("A"), ""),
		"weighted":                   weighted(r("B", 3, 7), r("A", 1, 70)),
		"a limit not reported":       with(weighted(r("A", 1, 1)), func(t *routing.Trunk) { t.MaxReroutesWithinPriority = nil }),
		"figures out of their range": weighted(r("A", 0, -1), r("B", 99, 1<<40)),
		"fields that do not apply":   with(weighted(r("A", 1, 1)), func(t *routing.Trunk) { t.OrderingAlgorithm = "?" }),
		"a trunk group twice":        ordered("A", "A"),
	} {
		d := draft(of)
		twice := switchMode(switchMode(d))
		exactly(t, name, twice.Mine, d.Mine)
		exactly(t, name+": parked", twice.Parked, d.Parked)
	}
}

func TestSwitchModeDoesNotForgetANewNote(t *testing.T) {
	d := draft(ordered("A", "B")).Park(0, "failed", at(1))
	want := switchMode(d).Unpark(0).Park(0, "failed", at(2)).Parked[0].At
	equal(t, "parked at", switchMode(switchMode(d).Unpark(0).Park(0, "failed", at(2))).Parked[0].At, want)
	equal(t, "note", switchMode(switchMode(d).Unpark(0).Park(0, "repaired", at(1))).Parked[0].Note, "repaired")
}

func TestSwitchModeOfAnUnknownModeEndsInAValidOne(t *testing.T) {
	d := draft(routing.Trunk{Name: "x", Mode: "both"})
	equal(t, "once", switchMode(d).Mine.Mode, routing.Weighted)
	equal(t, "twice", switchMode(switchMode(d)).Mine.Mode, routing.Ordered)
}

func TestSwitchModeSaysWherePrioritiesRunOut(t *testing.T) {
	letters := strings.Split("ABCDEFGHIJKLM", "")
	d, word := draft(ordered(letters...)).SwitchMode()
	equal(t, "word", word, "13 routes and 10 priorities: the last 4 share priority 10")
	equal(t, "the last has priority", d.Rows()[12].Priority, 10)
	equal(t, "problems", len(d.Problems()), 0)
	for range 2 {
		d, word = d.SwitchMode()
		equal(t, "back again", word, "")
	}
	_, word = draft(ordered(letters[:10]...)).SwitchMode()
	equal(t, "ten routes", word, "")
	_, word = draft(under(ordered(letters...), routing.MostIdle)).SwitchMode()
	equal(t, "another algorithm", word, "")
}
