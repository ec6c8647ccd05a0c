package apply_test

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"banyan/apiclient/dialects"
	"banyan/apiclient/simulator"
	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/soak"
)

// drawTrunk draws an enterprise trunk of a site.
func drawTrunk(t *rapid.T, name string) routing.Trunk {
	out := routing.New(name)
	keys := append(others(), away(), routing.Key{GroupID: "ApioEntGrpLiege", Name: "Trunk-Liege"}, routing.Key{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Fax"})
	of := rapid.SliceOfNDistinct(rapid.SampledFrom(keys), 0, len(keys), rapid.ID).Draw(t, "routes")
	if rapid.Bool().Draw(t, "weighted") {
		out.Mode, out.OrderingAlgorithm, out.MaxReroutesWithinPriority = routing.Weighted, "", new(3)
	} else {
		out.OrderingAlgorithm = rapid.SampledFrom(routing.Algorithms()).Draw(t, "algorithm")
	}
	for _, key := range of {
		r := routing.Route{TrunkGroup: key}
		if out.Mode == routing.Weighted {
			r.Priority, r.Weight = rapid.IntRange(1, 3).Draw(t, "priority"), rapid.IntRange(1, 100).Draw(t, "weight")
		}
		out.Routes = append(out.Routes, r)
	}
	return out
}

// Any trunks, and any scopes that are taken out one after the other, overlapping or not: when all is
// put back, in whatever order, or taken back from the last on, the platform holds what it held at first.
// In between, what is out of service is what the platform does not hold.
func TestADrainAndItsUndrainAreNothing(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		const trunks = 3
		s := newSite(t, d, trunks, simulator.Options{})
		root, runs := t.TempDir(), 0
		scopes := []plan.Scope{
			plan.ScopeOf("foo", away()),
			{Tenant: "foo", Group: "ApioEntGrpTest"},
			{Tenant: "foo", Group: "ApioEntGrpLiege"},
			{Tenant: "foo", Device: "sbc-bru-1"},
			{Tenant: "foo", Group: "ApioEntGrpTest", Device: "sbc-bru-1"},
			plan.ScopeOf("foo", routing.Key{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Fax"}),
		}
		rounds := 0
		rapid.Check(t, func(rt *rapid.T) {
			if rounds++; rounds > soak.Rounds(15, 100) {
				return
			}
			runs++
			desk := s.desk(t, filepath.Join(root, fmt.Sprint(runs)))
			s.trunks = nil
			for n := range trunks {
				s.trunks = append(s.trunks, drawTrunk(rt, fmt.Sprintf("site-%03d", n)))
			}
			s.restore(t)
			before := s.holds()
			var plans []plan.Plan
			for _, scope := range rapid.SliceOfNDistinct(rapid.SampledFrom(scopes), 1, 3, rapid.ID).Draw(rt, "scopes") {
				p := allowed(must(desk.Drain(t.Context(), scope, "", nil))(t))
				desk.done(t, p)
				plans = append(plans, p)
			}
			holds := s.holds()
			out := make(map[string]int)
			for _, d := range desk.drained(t) {
				out[d.Subject.Name]++
				if has(holds[d.Subject.Name], d.Route.TrunkGroup) {
					rt.Fatalf("%s of %s is there", d.Route.TrunkGroup, d.Subject.Name)
				}
			}
			for name, trunk := range before {
				if got := len(trunk.Routes) - len(holds[name].Routes); got != out[name] {
					rt.Fatalf("%s lacks %d routes, and %d are out of service", name, got, out[name])
				}
			}
			switch rapid.SampledFrom([]string{"at once", "one by one", "undo"}).Draw(rt, "back") {
			case "at once":
				if all := desk.drained(t); len(all) > 0 {
					desk.done(t, allowed(must(desk.Undrain(t.Context(), all, "", nil))(t)))
				}
			case "one by one":
				outages, _, _ := desk.Outages()
				for _, o := range rapid.Permutation(outages).Draw(rt, "order") {
					desk.done(t, allowed(must(desk.Undrain(t.Context(), o.Routes, "", nil))(t)))
				}
			case "undo":
				for _, p := range slices.Backward(plans) {
					desk.done(t, allowed(must(desk.Undo(p, ""))(t)))
				}
			}
			for name, trunk := range s.holds() {
				if !slices.Equal(trunk.Routes, before[name].Routes) || !trunk.Equal(before[name]) {
					rt.Fatalf("%s in the end\n%v\nat first\n%v", name, trunk.Routes, before[name].Routes)
				}
			}
			if left := desk.drained(t); len(left) > 0 {
				rt.Fatalf("still out of service: %v", left)
			}
		})
	})
}

// Limits that rise and fall, of all levels at once, are applied in an order that the platform takes.
func TestLimitsAreAppliedInTheirOrder(t *testing.T) {
	dialects.Each(t, func(t *testing.T, d dialect) {
		s := newSite(t, d, 0, simulator.Options{})
		desk := s.newDesk(t)
		of := func(kind change.Kind, group, name string) change.Subject {
			return change.Subject{Host: here, Dialect: string(d), Kind: kind, Tenant: "foo", Group: group, Name: name}
		}
		levels := []change.Subject{
			of(change.TenantCapacity, "", ""), of(change.GroupCapacity, "ApioEntGrpAntwerp", ""), of(change.TrunkGroup, "ApioEntGrpAntwerp", "Trunk-Antwerp"),
			of(change.GroupCapacity, "ApioEntGrpGhent", ""), of(change.TrunkGroup, "ApioEntGrpGhent", "Trunk-Backup"),
		}
		figures := [][2]string{{"150", "19"}, {"20", "3"}, {"19", ""}, {"7", "1"}, {"6", ""}}
		var wanted []plan.Want
		var survey plan.Survey
		for n, level := range levels {
			base := must(desk.edits.Read(t.Context(), level))(t)
			survey.Levels = append(survey.Levels, plan.LevelOf(level, base))
			want := base.With(change.Field{Name: change.MaxActiveCalls, Value: figures[n][0]})
			if figures[n][1] != "" {
				want = want.With(change.Field{Name: change.BurstingMaxActiveCalls, Value: figures[n][1]})
			}
			wanted = append(wanted, plan.Want{Subject: level, Base: base, Want: want})
		}
		survey.Levels[0].Partly = true // not all groups were read
		p := plan.Make(desk.Header(""), plan.Declared, "files", survey, wanted)
		var order []string
		for _, item := range p.Items {
			for _, c := range item.Changes() {
				order = append(order, fmt.Sprintf("%d %s %s %s -> %s", item.N, item.Subject.ID(), c.Name, c.From, c.To))
			}
		}
		equal(t, "order", order, []string{
			"1 foo maxActiveCalls 120 -> 150",
			"2 ApioEntGrpAntwerp maxActiveCalls 16 -> 20", "2 ApioEntGrpAntwerp burstingMaxActiveCalls 2 -> 3",
			"3 Trunk-Antwerp maxActiveCalls 12 -> 19", "4 Trunk-Backup maxActiveCalls 8 -> 6",
			"5 ApioEntGrpGhent maxActiveCalls 12 -> 7", "5 ApioEntGrpGhent burstingMaxActiveCalls 2 -> 1",
			"6 foo burstingMaxActiveCalls 20 -> 19",
		})
		equal(t, "the second of the tenant follows the first", p.Items[5].Follows, 1)
		desk.done(t, allowed(p))
		for _, want := range wanted {
			now := must(desk.edits.Read(t.Context(), want.Subject))(t)
			equal(t, want.Subject.String(), change.Differences(want.Want, now), []change.FieldChange(nil))
		}
		undo := allowed(must(desk.Undo(p, ""))(t))
		equal(t, "the undo of the first of the tenant follows that of the second", undo.Items[5].Follows, 1)
		equal(t, "stale", must(desk.Stale(t.Context(), undo, nil))(t), []apply.Stop(nil))
		half, err := undo.LeaveOut(true, 1)
		noErr(t, err)
		desk.done(t, allowed(half))
		left := must(desk.edits.Read(t.Context(), levels[0]))(t)
		equal(t, "half of the tenant is taken back", change.Differences(left, wanted[0].Base), []change.FieldChange{{Name: change.BurstingMaxActiveCalls, From: "19", To: "20"}})
		again := allowed(must(desk.Undo(p, ""))(t))
		_, outcome := desk.goOn(t, again, *desk.apply(t, again).Stop) // the tenant moved: by the other half
		equal(t, "the other half", outcome.Summary(), "1 of 1 done")
		for _, want := range wanted {
			now := must(desk.edits.Read(t.Context(), want.Subject))(t)
			equal(t, want.Subject.String()+" taken back", change.Differences(want.Base, now), []change.FieldChange(nil))
		}
	})
}

// The drain of a trunk group that 200 enterprise trunks use, over a link of 20 ms: by as many
// requests as it sends, the time of a link that does nothing else.
func BenchmarkDrainOf200OverASlowLink(b *testing.B) {
	const latency = 20 * time.Millisecond
	s := newSite(b, inAPIO, 200, simulator.Options{Latency: latency})
	for n := 0; b.Loop(); n++ {
		s.restore(b)
		desk := s.desk(b, filepath.Join(b.TempDir(), fmt.Sprint(n)))
		p := desk.drain(b)
		before, began := len(s.Requests()), time.Now()
		var left []time.Duration
		outcome, err := desk.Apply(b.Context(), p, func(at apply.Progress) { left = append(left, at.Left) })
		if err != nil || outcome.Stop != nil || len(p.Items) != 200 {
			b.Fatal(err, outcome.Stop, len(p.Items))
		}
		took, requests := time.Since(began), len(s.Requests())-before
		b.ReportMetric(float64(took)/float64(time.Duration(requests)*latency), "of-requests-x-latency")
		b.ReportMetric(float64(requests), "requests")
		b.ReportMetric(left[len(left)/2].Seconds()/took.Seconds(), "left-in-the-middle")
	}
}
