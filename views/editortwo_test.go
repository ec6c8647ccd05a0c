package views

import (
	"strings"
	"testing"

	"banyan/internal/routing"
	"banyan/internal/viewtest"
)

// Two editors on one enterprise trunk. Whatever somebody else did since the form was
// opened, nothing is sent before it was looked at, and neither edit is lost unseen.
func TestTwoEditorsOnOneTrunk(t *testing.T) {
	t.Parallel()
	reroutes := func(n int) func(*routing.Trunk) { return func(t *routing.Trunk) { t.MaxReroutes = &n } }
	newRoute := routing.Route{TrunkGroup: routing.Key{GroupID: "ApioEntGrpMons", Name: "Trunk-Mons"}, Priority: 3, Weight: 1}
	for _, test := range []struct {
		name   string
		trunk  routing.Trunk
		mine   string // keys, as below
		theirs func(*routing.Trunk)
		shows  []string
		answer string // after which nothing may have been sent
		then   string // and this sends it
		saved  func(routing.Trunk) bool
	}{
		{
			"other fields", viewtest.HQTrunk(), "=", reroutes(7),
			[]string{"Review", "somebody else changed meanwhile, and it stays", "max reroutes 2 → 7"},
			"", "y",
			func(t routing.Trunk) bool { return *t.MaxReroutes == 7 && weighs(50, 50)(t) },
		},
		{
			"the same field", viewtest.HQTrunk(), "=", func(t *routing.Trunk) { t.Routes[0].Weight, t.Routes[1].Weight = 90, 10 },
			[]string{"CONFLICT", "1/90", "1/50"},
			"y enter", "e = ctrl+s y",
			weighs(50, 50),
		},
		{
			"the list in another order", viewtest.OrderedTrunk(), "J", func(t *routing.Trunk) { t.Routes[1], t.Routes[2] = t.Routes[2], t.Routes[1] },
			[]string{"CONFLICT", "base", "theirs", "mine"},
			"y enter ctrl+s y", "",
			func(t routing.Trunk) bool { return t.Routes[1].TrunkGroup.Name == "Trunk-Backup" },
		},
		{
			"a route added, and mine is another field", viewtest.HQTrunk(), "tab tab tab 8 enter", func(t *routing.Trunk) { t.Routes = append(t.Routes, newRoute) },
			[]string{"Review", "somebody else changed meanwhile", "+ Trunk-Mons (ApioEntGrpMons)"},
			"", "y",
			func(t routing.Trunk) bool { return len(t.Routes) == 5 && *t.MaxReroutes == 8 },
		},
		{
			"a route added, and mine is the list", viewtest.HQTrunk(), "=", func(t *routing.Trunk) { t.Routes = append(t.Routes, newRoute) },
			[]string{"CONFLICT", "Trunk-Mons"},
			"y enter ctrl+s y", "",
			func(t routing.Trunk) bool { return len(t.Routes) == 5 && weighs(70, 30)(t) },
		},
		{
			"the mode switched", viewtest.HQTrunk(), "=", func(t *routing.Trunk) { *t = viewtest.OrderedTrunk() },
			[]string{"CONFLICT", "Overflow", "weighted"},
			"y enter ctrl+s y", "",
			func(t routing.Trunk) bool { return t.Mode == routing.Ordered },
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			s := newSession(t, test.trunk)
			s.keys(strings.Fields("e " + test.mine)...)
			s.theirs(test.theirs)
			s.keys("ctrl+s")
			s.wantWrites(0)
			s.shows(test.shows...)
			s.burst("y") // what was typed ahead
			s.keys(strings.Fields(test.answer)...)
			s.wantWrites(0)
			s.keys(strings.Fields(test.then)...)
			s.wantWrites(min(len(test.then), 1))
			s.wantTrunk(test.saved)
		})
	}
	t.Run("the trunk deleted", func(t *testing.T) {
		t.Parallel()
		s := newSession(t, viewtest.HQTrunk())
		s.keys("e", "=")
		s.platform.drop("HQ-Inbound")
		s.after("ctrl+s", "GONE", "deleted or renamed")
		s.burst("y")
		s.keys("enter", "y")
		s.wantWrites(0) // the yes leads to a review and not to a creation
		s.shows("Review", "create enterprise trunk HQ-Inbound")
		s.keys("y")
		s.wantWrites(1)
		s.shows("SAVED")
	})
}
