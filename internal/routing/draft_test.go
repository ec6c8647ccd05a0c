package routing_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"banyan/internal/routing"

	"pgregory.net/rapid"
)

func at(minute int) time.Time { return time.Date(2025, 11, 21, 2, minute, 0, 0, time.UTC) }

func draft(t routing.Trunk) routing.Draft { return routing.NewDraft(t, nil) }

// shown writes the rows as a screen would: "A B [C]" with C parked, and in weighted
// mode "A1/70".
func shown(d routing.Draft) string {
	var out []string
	for _, row := range d.Rows() {
		text := row.TrunkGroup.Name
		if d.Mine.Mode == routing.Weighted {
			text += fmt.Sprintf("%d/%d", row.Priority, row.Weight)
		}
		if row.Parked {
			text = "[" + text + "]"
		}
		out = append(out, text)
	}
	return strings.Join(out, " ")
}

func TestNewDraftHasNothingToSaveAndNothingToUndo(t *testing.T) {
	base := weighted(r("A", 1, 70), r("B", 1, 30))
	d := draft(base)
	equal(t, "changed or undoable", d.Changed() || d.Undoable(), false)
	exactly(t, "mine and base", []routing.Trunk{d.Mine, d.Base}, []routing.Trunk{base, base})
	exactly(t, "undo of nothing", d.Undo(), d)
	base.Routes[0].Weight, *base.MaxReroutes = 1, 1
	equal(t, "changed with what it was made from", d.Changed() || d.Base.Routes[0].Weight != 70 || *d.Mine.MaxReroutes != 10, false)
}

func TestChangedLooksAtWhatWouldBeSent(t *testing.T) {
	d := draft(weighted(r("A", 1, 70), r("B", 1, 30)))
	for name, test := range map[string]struct {
		of   routing.Draft
		want bool
	}{
		"a weight":                          {d.SetWeight(0, 71), true},
		"a parked row":                      {d.Park(0, "", at(1)), true},
		"a row moved within its priority":   {d.Move(0, 1), false},
		"a destination that does not apply": {d.SetDestination("+32"), false},
		"a weight there and back":           {d.SetWeight(0, 71).SetWeight(0, 70), false},
	} {
		equal(t, name, test.of.Changed(), test.want)
	}
}

func TestParkedRowsOfEarlierEdits(t *testing.T) {
	parked := func(place int, route routing.Route) routing.Parked {
		return routing.Parked{Route: route, Place: place, Note: "failed", At: at(place)}
	}
	two := weighted(r("A", 1, 1), r("B", 4, 1))
	for _, test := range []struct {
		name   string
		base   routing.Trunk
		parked []routing.Parked
		want   string
	}{
		{"at their places", ordered("A", "B"), []routing.Parked{parked(0, r("X", 0, 0)), parked(2, r("Y", 0, 0))}, "[X] A [Y] B"},
		{"listed in no order", ordered("A", "B"), []routing.Parked{parked(2, r("Y", 0, 0)), parked(0, r("X", 0, 0))}, "[X] A [Y] B"},
		{"two at one place", ordered("A"), []routing.Parked{parked(0, r("X", 0, 0)), parked(0, r("Y", 0, 0))}, "[Y] [X] A"},
		{"beyond the list, which got shorter", ordered("A"), []routing.Parked{parked(9, r("X", 0, 0))}, "A [X]"},
		{"at no place at all", ordered("A"), []routing.Parked{parked(-9, r("X", 0, 0))}, "[X] A"},
		{"put back by somebody else", ordered("A", "X"), []routing.Parked{parked(0, r("X", 0, 0))}, "A X"},
		{"twice", ordered("A"), []routing.Parked{parked(0, r("X", 0, 0)), parked(1, r("X", 0, 0))}, "[X] A"},
		{"with their figures", two, []routing.Parked{parked(1, r("X", 2, 40))}, "A1/1 [X2/40] B4/1"},
		{"parked before the trunk was weighted", two, []routing.Parked{parked(1, r("X", 0, 0))}, "A1/1 [X4/1] B4/1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			d := routing.NewDraft(test.base, test.parked)
			equal(t, "shown", shown(d), test.want)
			equal(t, "changed", d.Changed(), false)
			exactly(t, "sent", d.Mine.Routes, test.base.Routes)
			exactly(t, "a draft of the settled places", routing.NewDraft(d.Base, d.Parked), d)
			equal(t, "it left a step", d.SetWeight(0, -1).SetWeight(0, -2).Undoable(), d.Mine.Mode == routing.Weighted)
		})
	}
}

func TestFiguresOfARowParkedBeforeTheTrunkWasOrdered(t *testing.T) {
	d := routing.NewDraft(ordered("A"), []routing.Parked{{Route: r("X", 2, 40)}}).Unpark(0)
	equal(t, "sent", d.Mine.Routes, ordered("X", "A").Routes)
}

func TestRows(t *testing.T) {
	d := draft(weighted(r("A", 1, 70), r("B", 1, 30), r("C", 2, 5))).Park(1, "NOC 4711", at(14))
	equal(t, "rows", d.Park(1, "parked already", at(15)).Rows(), []routing.Row{
		{Route: r("A", 1, 70), Share: 100},
		{Route: r("B", 1, 30), Share: -1, Parked: true, Note: "NOC 4711", At: at(14)},
		{Route: r("C", 2, 5), Share: 100},
	})
}

func TestProblemsPointAtRows(t *testing.T) {
	d := draft(weighted(r("A", 1, 70), r("B", 1, 30), r("C", 2, 5))).Park(0, "", at(1)).SetWeight(2, 0).SetName("")
	want := []routing.Problem{
		{Field: routing.FieldName, Route: -1, Text: "name: it must not be empty"},
		{Field: routing.FieldRoutes, Route: 2, Text: "weight 0: it must be 1 to 65536"},
	}
	equal(t, "Problems", d.Problems(), want)
	equal(t, "a parked row, which is not sent, is a problem", d.SetWeight(0, -1).Problems(), want)
}

func TestUndoGoesStepByStepToTheStart(t *testing.T) {
	d := draft(ordered("A", "B", "C"))
	steps := []routing.Draft{d}
	for _, next := range []step{move(0, 1), park(0), switchMode, weight(1, 5), unpark(0), number(routing.FieldMaxReroutes, nil)} {
		d = next(d)
		steps = append(steps, d)
	}
	for i := len(steps) - 2; i >= 0; i-- {
		d = d.Undo()
		exactly(t, fmt.Sprint("step ", i), d.State, steps[i].State)
	}
	equal(t, "not at the start", d.Undoable() || d.Changed(), false)
}

func TestWhatChangesNothingLeavesNoStep(t *testing.T) {
	d := draft(ordered("A", "B"))
	w := draft(weighted(r("A", 1, 5), r("B", 2, 5)))
	for name, of := range map[string]routing.Draft{
		"the same name":                 d.SetName("HQ"),
		"the same limit":                d.SetNumber(routing.FieldMaxReroutes, new(10)),
		"a field that is no number":     d.SetNumber(routing.FieldName, new(4)),
		"the same algorithm":            d.SetAlgorithm(routing.Overflow),
		"an algorithm when weighted":    w.SetAlgorithm(routing.MostIdle),
		"a weight when ordered":         d.SetWeight(0, 3),
		"a priority when ordered":       d.SetPriority(0, 3),
		"equalise when ordered":         d.Equalise(0),
		"a limit within, when ordered":  d.SetNumber(routing.FieldMaxReroutesWithinPriority, new(2)),
		"the same weight":               w.SetWeight(0, 5),
		"equalise what is equal":        w.Equalise(0),
		"the first row up":              d.Move(0, -1),
		"the last row down":             d.Move(1, 1),
		"a row by nothing":              d.Move(1, 0),
		"no such row moved":             d.Move(2, -1),
		"no such row removed":           d.Remove(-1),
		"no such row parked":            d.Park(2, "", at(1)),
		"no such row put back":          d.Unpark(2),
		"no such row weighed":           w.SetWeight(2, 3),
		"a row that is not parked back": d.Unpark(0),
		"a trunk group that is there":   d.Add(tg("B")),
		"no trunk group":                d.Add(routing.Key{}),
		"the same switch":               d.SetCapacityManagement(false),
		"the same action":               d.SetExhaustion(routing.None),
	} {
		equal(t, name+" left a step", of.Undoable(), false)
	}
}

func TestDraftsFromOneStateDoNotDisturbEachOther(t *testing.T) {
	two := draft(ordered("A", "B", "C")).Move(0, 1).Move(0, 2)
	one := two.Remove(0)
	other := one.Undo().Undo().SetName("other").SetName("another") // a third step, where one has its own
	exactly(t, "one goes back to", one.Undo().State, two.State)
	equal(t, "other goes back to", other.Undo().Mine.Name, "other")
}

func TestUndoEndsAtTheStartHoweverManySteps(t *testing.T) {
	d := draft(weighted(r("A", 1, 1)))
	start := d.State
	for i := range 1000 {
		d = d.SetWeight(0, i+2)
	}
	equal(t, "one step back: weight", d.Undo().Rows()[0].Weight, 1000)
	steps := 0
	for ; d.Undoable(); steps++ {
		d = d.Undo()
	}
	equal(t, "steps", steps, 100)
	exactly(t, "the start", d.State, start)
}

func TestRebase(t *testing.T) {
	d := draft(ordered("A", "B", "C")).Park(0, "failed", at(1)).SetNumber(routing.FieldMaxReroutes, new(4))
	theirs := forwarding(ordered("A", "B", "C"), "+32")
	merged, conflicts := routing.Merge(d.Base, theirs, d.Mine)
	equal(t, "conflicts", conflicts, nil)
	next := d.Rebase(theirs, merged)
	equal(t, "rows", shown(next), "[A] B C")
	equal(t, "left to save", lines(routing.Diff(next.Base, next.Mine)), []string{"remove A (g): place 1", "max reroutes: 10 -> 4"})
	back := next.Undo()
	equal(t, "one step back", shown(back), "A B C")
	equal(t, "something is left one step back", back.Changed() || back.Undoable(), false)
}

func TestDraftSurvivesJSON(t *testing.T) {
	zone := time.FixedZone("CET", 3600)
	d := draft(managed(ordered("A", "B é\n\"", "C"), 10, 0, 1)).Park(1, "NOC\t4711", time.Now().In(zone))
	d, _ = d.SwitchMode()
	d = d.SetWeight(0, 7).Add(tg("D")).SetNumber(routing.FieldMaxActiveCalls, nil)
	back := overJSON(t, d)
	for d.Undoable() || back.Undoable() {
		exactly(t, "draft", back, d)
		d, back = d.Undo(), back.Undo()
	}
}

func overJSON(t rapid.TB, d routing.Draft) (back routing.Draft) {
	t.Helper()
	data, err := json.Marshal(d)
	if err = errors.Join(err, json.Unmarshal(data, &back)); err != nil {
		t.Fatal(err)
	}
	return back
}

func TestANoteBelongsToAParkedRowAlone(t *testing.T) {
	d := routing.NewDraft(ordered("A", "B"), nil)
	equal(t, "a row that is sent took a note", d.SetNote(0, "x").Undoable(), false)
	parked := d.Park(0, "", at(2))
	noted := parked.SetNote(0, "NOC 4711")
	equal(t, "the row", noted.Rows()[0], routing.Row{Route: r("A", 0, 0), Share: -1, Parked: true, Note: "NOC 4711", At: at(2)})
	exactly(t, "undone", noted.Undo(), parked)
}

func TestWhatIsParkedIsToldFromWhatIsSent(t *testing.T) {
	kept := []routing.Parked{{Route: r("X", 0, 0), Place: 1, At: at(2)}}
	start := routing.NewDraft(ordered("A", "B"), kept)
	for name, test := range map[string]struct {
		draft           routing.Draft
		changed, parked bool
	}{
		"nothing":                        {start, false, false},
		"a note":                         {start.SetNote(1, "x"), false, true},
		"a note and back":                {start.SetNote(1, "x").SetNote(1, ""), false, false},
		"a parked row that is forgotten": {start.Remove(1), false, true},
		"a route that is moved":          {start.Move(2, -2), true, true},
		"a route that is parked":         {start.Park(2, "", at(3)), true, true},
		"a field":                        {start.SetName("Z"), true, false},
	} {
		equal(t, name+": parked", test.draft.ParkedChanged(), test.parked)
		equal(t, name+": changed", test.draft.Changed(), test.changed)
	}
}
