package change_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/routing"
)

func anyTrunk() *rapid.Generator[routing.Trunk] {
	number := rapid.Ptr(rapid.IntRange(0, 3), true)
	return rapid.Custom(func(t *rapid.T) routing.Trunk {
		trunk := routing.Trunk{
			Name:                      rapid.SampledFrom([]string{"HQ", "a/b", "\u202e"}).Draw(t, "name"),
			Mode:                      rapid.SampledFrom([]routing.Mode{"", routing.Ordered, routing.Weighted}).Draw(t, "mode"),
			OrderingAlgorithm:         rapid.SampledFrom([]string{"", "Overflow", "Most Idle"}).Draw(t, "algorithm"),
			MaxReroutes:               number.Draw(t, "reroutes"),
			MaxReroutesWithinPriority: number.Draw(t, "within"),
			ExhaustionAction:          rapid.SampledFrom([]string{"", "None", "Forward"}).Draw(t, "action"),
			ExhaustionDestination:     rapid.SampledFrom([]string{"", "+32", "sip:a@b"}).Draw(t, "destination"),
			CapacityManagement:        rapid.Ptr(rapid.Bool(), true).Draw(t, "management"),
			MaxActiveCalls:            number.Draw(t, "calls"),
			MaxIncomingCalls:          number.Draw(t, "incoming"),
			ReservedCalls:             number.Draw(t, "reserved"),
			Reported:                  routing.Seldom(),
			TrapInitialCalls:          number.Draw(t, "trap"),
			TrapOffsetCalls:           number.Draw(t, "offset"),
		}
		for range rapid.IntRange(0, 3).Draw(t, "routes") {
			trunk.Routes = append(trunk.Routes, routing.Route{
				TrunkGroup: routing.Key{GroupID: rapid.SampledFrom([]string{"g", "h"}).Draw(t, "group"), Name: rapid.SampledFrom([]string{"A", "B"}).Draw(t, "trunk group")},
				Priority:   rapid.IntRange(0, 2).Draw(t, "priority"), Weight: rapid.IntRange(0, 2).Draw(t, "weight"),
			})
		}
		return trunk
	})
}

func TestAnEnterpriseTrunkSurvivesItsImageAndTheDisk(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		trunk := anyTrunk().Draw(t, "trunk")
		text := must(json.Marshal(imageOf(trunk)))(t)
		var i change.Image
		noErr(t, json.Unmarshal(text, &i))
		got := must(change.TrunkOf(i))(t)
		if !got.Equal(trunk) || !slices.Equal(got.Routes, trunk.Canonical().Routes) {
			t.Fatalf("%+v became %+v", trunk.Canonical(), got)
		}
	})
}

// The protocol and the form have to agree on what is the same.
func TestImagesAreEqualWhereTheTrunksAre(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := anyTrunk().Draw(t, "a"), anyTrunk().Draw(t, "b")
		if rapid.Bool().Draw(t, "alike") {
			b = a.Clone()
			slices.Reverse(b.Routes)
		}
		first, second := imageOf(a), imageOf(b)
		if first.Equal(second) != a.Equal(b) || (first.Hash() == second.Hash()) != a.Equal(b) {
			t.Fatalf("images equal %v, trunks equal %v", first.Equal(second), a.Equal(b))
		}
	})
}

// And on what is a conflict: never less than routing.Merge says.
func TestTheProtocolSeesEveryConflictThatTheFormSees(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	rapid.Check(t, func(rt *rapid.T) {
		base, theirs, mine := anyTrunk().Draw(rt, "base"), anyTrunk().Draw(rt, "theirs"), anyTrunk().Draw(rt, "mine")
		theirs.Name, mine.Name = base.Name, base.Name
		_, conflicts := routing.Merge(base, theirs, mine)
		w := newWorld()
		subject := hq().Named(base.Name)
		w.set(subject, imageOf(theirs))
		s := change.New(change.Options{Dir: dir, Open: func(of change.Subject) (change.Target, bool) {
			return trunkLike{target{w, of}}, true
		}})
		defer s.Close() //nolint:errcheck // it only looks
		review := must(s.Prepare(t.Context(), change.Edit{Subject: subject, Base: imageOf(base), Want: imageOf(mine)}))(rt)
		if len(conflicts) > 0 && review.Status != change.Conflicted {
			rt.Fatalf("%v: %+v", review.Status, conflicts)
		}
	})
}

// trunkLike reads from the fake what an enterprise trunk's target merges.
type trunkLike struct{ target }

func (t trunkLike) Parts(theirs, mine change.Image) [][]string {
	kind, _ := change.Targets(here, "APIO", nil)(hq())
	return kind.(change.Joined).Parts(theirs, mine)
}

// Whoever switches capacity management off and whoever edits its limits have to choose
// one or the other, as a whole.
func TestAPartIsChosenAsAWhole(t *testing.T) {
	server, s := platform(t)
	centre := subject(change.EnterpriseTrunk, "foo", "Contact-Centre")
	before := current(t, s, centre)
	theirs, mine := trunkOf(t, before), trunkOf(t, before)
	theirs.CapacityManagement = new(false)
	theirs = theirs.Canonical()
	mine.MaxActiveCalls = new(30)
	noErr(t, server.PutEnterpriseTrunk("foo", theirs))
	review := prepared(t, s, change.Edit{Subject: centre, Base: before, Want: imageOf(mine)})
	want(t, "status", review.Status, change.Conflicted)
	left := ready(t, s, change.Edit{Subject: centre, Base: review.Theirs, Want: set(review.Theirs, "maximumRerouteAttempts", "9")})
	want(t, "everything of theirs", review.Resolve().Want.Hash(), left.Fresh().Hash())
	override := review.Resolve("maxActiveCalls")
	want(t, "everything of mine", trunkOf(t, override.Want).Equal(mine), true)
	want(t, "dangers", len(ready(t, s, override).Dangers()) > 0, true)
}

func TestPartsOfATrunkAreToldInWords(t *testing.T) {
	trunk := routing.Trunk{
		Name: "HQ", Mode: routing.Weighted, MaxReroutesWithinPriority: new(3), MaxReroutes: new(5),
		ExhaustionAction: "Forward", ExhaustionDestination: "+3225550100", CapacityManagement: new(true),
		Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "g", Name: "A"}, Priority: 1, Weight: 70}},
	}
	words := make(map[string]string)
	for _, f := range imageOf(trunk).Fields {
		words[f.Name] = change.Text(change.EnterpriseTrunk, f.Name, f.Value)
	}
	for name, text := range map[string]string{
		"name": "HQ", "maximumRerouteAttempts": "5", "routeExhaustionAction": "Forward, +3225550100", "enableCapacityManagement": "on", "maxActiveCalls": "",
	} {
		want(t, name, words[name], text)
	}
	wantText(t, words["routes"], "weighted", "3", "A", "70")
	want(t, "routes in JSON", strings.Contains(words["routes"], "{"), false)
	want(t, "of another kind", change.Text(change.TenantCapacity, "maxActiveCalls", "12"), "12")
	want(t, "of nonsense", change.Text(change.EnterpriseTrunk, "routes", "{"), "{")
}

func TestAnImageOfSomethingElseIsNoTrunk(t *testing.T) {
	for _, i := range []change.Image{image("colour", "red"), image("routes", "{"), image("maxActiveCalls", "many"), image("enableCapacityManagement", "perhaps")} {
		want(t, text(i)+" became a trunk", errOf(change.TrunkOf(i)) == nil, false)
	}
}

func TestCapacityLoweredBelowWhatIsAllocatedIsDangerous(t *testing.T) {
	sum := func(calls ...int) capacity.Sum {
		var s capacity.Sum
		for _, n := range calls {
			part := capacity.Reading{}
			if n >= 0 {
				part = capacity.Read(capacity.Must(n))
			}
			s = s.Add(part)
		}
		return s
	}
	for name, test := range map[string]struct {
		kind      change.Kind
		from, to  string
		allocated []capacity.Sum
		dangerous bool
	}{
		"raised":                                    {change.TenantCapacity, "20", "40", nil, false},
		"raised to unlimited":                       {change.TenantCapacity, "20", "unlimited", nil, false},
		"raised, and still below":                   {change.GroupCapacity, "20", "25", []capacity.Sum{sum(31)}, false},
		"lowered above what is allocated":           {change.TenantCapacity, "20", "15", []capacity.Sum{sum(4, 11)}, false},
		"lowered below what is allocated":           {change.TenantCapacity, "20", "14", []capacity.Sum{sum(4, 11)}, true},
		"lowered from unlimited":                    {change.TenantCapacity, "unlimited", "14", []capacity.Sum{sum(4, 11)}, true},
		"lowered below what was read of it":         {change.GroupCapacity, "20", "10", []capacity.Sum{sum(11, -1)}, true},
		"lowered, and not all of it was read":       {change.GroupCapacity, "20", "15", []capacity.Sum{sum(11, -1)}, true},
		"lowered, and nobody knows":                 {change.GroupCapacity, "20", "15", nil, true},
		"another figure is lowered":                 {change.GroupCapacity, "20", "20", nil, false},
		"a trunk group, which gives nothing onward": {change.TrunkGroup, "20", "10", nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			subject := change.Subject{Host: here, Kind: test.kind, Tenant: "foo", Group: "g"}
			edit := change.Edit{Subject: subject, Base: image("maxActiveCalls", test.from), Want: image("maxActiveCalls", test.to)}
			if test.allocated != nil {
				edit.Allocated = map[string]capacity.Sum{"maxActiveCalls": test.allocated[0]}
			}
			want(t, "dangerous", len(change.Dangers(nil, edit, edit.Base)) > 0, test.dangerous)
		})
	}
}
