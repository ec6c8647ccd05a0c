package routing_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banyan/internal/routing"
)

// drawTrunk draws a trunk as a server may hold it: valid, with fields not reported.
func drawTrunk(t *rapid.T, label string) routing.Trunk {
	number := func(least, most int) *int { return rapid.Ptr(rapid.IntRange(least, most), true).Draw(t, label) }
	mode := rapid.SampledFrom([]routing.Mode{routing.Ordered, routing.Weighted}).Draw(t, label)
	out := routing.Trunk{
		Name: rapid.SampledFrom([]string{"HQ", "Paris"}).Draw(t, label), Mode: mode,
		Routes: drawRoutes(t, label, mode), MaxReroutes: number(1, 10),
		ExhaustionAction:   rapid.SampledFrom([]string{"", routing.None, routing.Forward}).Draw(t, label),
		CapacityManagement: rapid.Ptr(rapid.Bool(), true).Draw(t, label),
		MaxActiveCalls:     number(1, 3), TrapInitialCalls: number(0, 2), TrapOffsetCalls: number(0, 2),
	}
	if out.ExhaustionAction == routing.Forward || rapid.Bool().Draw(t, label) {
		out.ExhaustionDestination = rapid.SampledFrom([]string{"+32", "a@b"}).Draw(t, label)
	}
	if mode == routing.Weighted {
		out.MaxReroutesWithinPriority = number(1, 10)
	} else {
		out.OrderingAlgorithm = rapid.SampledFrom(append(routing.Algorithms(), "")).Draw(t, label)
	}
	return out
}

func drawRoutes(t *rapid.T, label string, mode routing.Mode) []routing.Route {
	keys := rapid.SliceOfNDistinct(rapid.SampledFrom(strings.Split("ABCDEFGH", "")), 0, 8, rapid.ID).Draw(t, label)
	var routes []routing.Route
	for _, key := range keys {
		route := routing.Route{TrunkGroup: tg(key)}
		if mode == routing.Weighted {
			route.Priority = rapid.IntRange(1, 3).Draw(t, label)
			route.Weight = rapid.OneOf(rapid.IntRange(1, 5), rapid.IntRange(1, 65536)).Draw(t, label)
		}
		routes = append(routes, route)
	}
	return routes
}

// near draws a trunk that shares much with another, as two edits of one do.
func near(t *rapid.T, base routing.Trunk, label string) routing.Trunk {
	other := drawTrunk(t, label)
	for _, f := range routing.Fields() {
		if rapid.IntRange(0, 2).Draw(t, label) > 0 {
			other = other.Take(f, base)
		}
	}
	return other
}

func TestDiffSaysAll(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a := drawTrunk(t, "from")
		b := near(t, a, "to")
		equal(t, "a trunk and itself", routing.Diff(a, a), nil)
		changes := routing.Diff(a, b)
		equal(t, "nothing is to do", len(changes) == 0, a.Equal(b))
		texts, routes := replay(a, b, changes)
		for f, text := range texts {
			equal(t, string(f), text, b.Canonical().Text(f))
		}
		left, want := b.Canonical(), b.Canonical()
		if left.Routes = routes; !left.Equal(want) {
			t.Errorf("routes after the changes %v\nwant %v\nchanges %v", routes, want.Routes, lines(changes))
		}
		for _, c := range changes {
			if c.From == c.To {
				t.Errorf("no change: %s", c)
			}
		}
	})
}

func TestDiffCallsAsFewRoutesMovedAsPossible(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		routes := drawRoutes(t, "list", routing.Ordered)
		if len(routes) < 2 {
			t.Skip()
		}
		from := ordered()
		from.Routes = routes
		d := draft(from)
		i, j := rapid.IntRange(0, len(routes)-1).Draw(t, "from"), rapid.IntRange(-9, 9).Draw(t, "by")
		if got := routing.Diff(from, d.Move(i, j).Mine); len(got) > 1 {
			t.Errorf("one move is %v", lines(got))
		}
		if got := routing.Diff(from, d.Remove(i).Mine); len(got) != 1 || got[0].Kind != routing.Removed {
			t.Errorf("one removal is %v", lines(got))
		}
	})
}

func TestMergeLaws(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		base := drawTrunk(t, "base")
		theirs, mine := near(t, base, "theirs"), near(t, base, "mine")
		mergesTo(t, "with theirs unchanged", base, base, mine, mine)
		mergesTo(t, "with mine unchanged", base, theirs, base, theirs)
		mergesTo(t, "with both the same", base, mine, mine, mine)
		merged, conflicts := routing.Merge(base, theirs, mine)
		if len(conflicts) == 0 && len(merged.Validate()) > 0 {
			t.Errorf("two valid edits merged: %v", merged.Validate())
		}
		for _, c := range conflicts {
			if c.Theirs == c.Mine {
				t.Errorf("no conflict: %+v", c)
			}
			merged = merged.Take(c.Field, mine)
		}
		noneLost(t, base, theirs, mine, merged, conflicts)
	})
}

// noneLost holds a merge in which every conflict was decided for mine to: all that I
// changed is there, and all that only they changed is there.
func noneLost(t *rapid.T, base, theirs, mine, merged routing.Trunk, conflicts []routing.Conflict) {
	changed := func(to routing.Trunk) map[routing.Field]bool {
		out := make(map[routing.Field]bool)
		for _, c := range routing.Diff(base, to) {
			out[c.Field] = true
		}
		return out
	}
	of := func(t routing.Trunk, f routing.Field) string {
		t = t.Canonical()
		if t.Mode == routing.Weighted {
			slices.SortFunc(t.Routes, func(a, b routing.Route) int { return strings.Compare(a.TrunkGroup.Name, b.TrunkGroup.Name) })
		}
		return t.Text(f)
	}
	my, their := changed(mine), changed(theirs)
	for f := range my {
		if of(merged, f) != of(mine, f) {
			t.Errorf("my %s is lost: %q, want %q", f, of(merged, f), of(mine, f))
		}
	}
	for f := range their {
		if !my[f] && len(conflicts) == 0 && of(merged, f) != of(theirs, f) {
			t.Errorf("their %s is lost: %q, want %q", f, of(merged, f), of(theirs, f))
		}
	}
}

func TestMergeOfDisjointEditsHasNoConflict(t *testing.T) {
	parts := []routing.Field{routing.FieldName, routing.FieldRoutes, routing.FieldMaxReroutes, routing.FieldExhaustionAction, routing.FieldCapacityManagement}
	rapid.Check(t, func(t *rapid.T) {
		base, other := drawTrunk(t, "base"), drawTrunk(t, "other")
		theirs, mine, both := base, base, base
		for _, f := range parts {
			if rapid.Bool().Draw(t, "whose") {
				theirs = theirs.Take(f, other)
			} else {
				mine = mine.Take(f, other)
			}
			both = both.Take(f, other)
		}
		mergesTo(t, "merged", base, theirs, mine, both)
	})
}

func TestSharesAddUp(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := drawTrunk(t, "trunk")
		isDown := drawDown(t)
		e := of.Without(isDown)
		addUp(t, of)
		addUp(t, e.Remaining)
		for _, route := range e.Routes {
			// One percent less is the paradox of largest remainders, not fewer calls.
			if route.Down != isDown(route.Route.TrunkGroup) || !route.Down && route.After < route.Before-1 {
				t.Errorf("with others down a route gets less: %+v", route)
			}
		}
		if e.First < e.FirstWas && !e.Nothing() {
			t.Errorf("priority %d is tried first, and was %d", e.First, e.FirstWas)
		}
	})
}

func drawDown(t *rapid.T) func(routing.Key) bool {
	down := rapid.MapOf(rapid.SampledFrom(strings.Split("ABCDEFGH", "")), rapid.Bool()).Draw(t, "down")
	return func(k routing.Key) bool { return down[k.Name] }
}

func addUp(t *rapid.T, of routing.Trunk) {
	sums, weights := make(map[int]int), make(map[int]int)
	shares := of.Shares()
	for i, share := range shares {
		sums[of.Routes[i].Priority] += share
		weights[of.Routes[i].Priority] += of.Routes[i].Weight
	}
	for i, share := range shares {
		route := of.Routes[i]
		if of.Mode != routing.Weighted {
			equal(t, "share of an ordered route", share, -1)
			continue
		}
		equal(t, "the sum of a priority", sums[route.Priority], 100)
		if down := route.Weight * 100 / weights[route.Priority]; share != down && share != down+1 {
			t.Errorf("share %d of weight %d in %d", share, route.Weight, weights[route.Priority])
		}
	}
}
