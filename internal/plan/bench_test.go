package plan_test

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
)

// thousand are plans of a thousand items, and how each is made.
func thousand() map[string]func() plan.Plan {
	var trunks []routing.Trunk
	around := []plan.TrunkGroup{group("g1/x", 100, 20)}
	for n := range 1000 {
		trunks = append(trunks, weighted(fmt.Sprintf("trunk-%04d", n), "1:70 g1/x", fmt.Sprintf("1:30 g2/y%d", n%200), fmt.Sprintf("2:1 g3/z%d", n%50)))
	}
	for n := range 200 {
		around = append(around, group(fmt.Sprintf("g2/y%d", n), 100, 20), group(fmt.Sprintf("g3/z%d", n), 100, 20))
	}
	ofTrunks := plan.Survey{Trunks: read(trunks...), TrunkGroups: around}
	var wanted []plan.Want
	var ofLimits plan.Survey
	for n := range 1000 {
		of := subject(change.GroupCapacity, "foo", "g"+strconv.Itoa(n))
		wanted = append(wanted, plan.Want{Subject: of, Base: limits(9, 2), Want: limits(8, 2)})
		ofLimits.Levels = append(ofLimits.Levels, plan.LevelOf(of, limits(9, 2)))
	}
	return map[string]func() plan.Plan{
		"enterprise trunks": func() plan.Plan { return plan.Drain(header(), site("g1"), ofTrunks) },
		"limits":            func() plan.Plan { return plan.Make(header(), plan.Declared, "files", ofLimits, wanted) },
	}
}

func BenchmarkAPlanOfAThousandItems(b *testing.B) {
	newPlan := thousand()["enterprise trunks"]
	const goal = 50 * time.Millisecond
	for b.Loop() {
		if p := newPlan(); len(p.Items) != 1000 || len(p.Effects()) != 1000 {
			b.Fatal(len(p.Items))
		}
	}
	b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(goal), "of-goal")
}

// What is done with each of a thousand items: by the time in which their plan is made.
func BenchmarkEachOfAThousandItems(b *testing.B) {
	for of, newPlan := range thousand() {
		p := newPlan()
		began := time.Now()
		newPlan()
		once := time.Since(began)
		for name, each := range map[string]func(){
			"left out": func() {
				items := make([]int, len(p.Items))
				for n := range items {
					items[n] = n + 1
				}
				_, _ = p.LeaveOut(true, items...)
			},
			"allowed": func() {
				q := p
				for _, item := range p.Items {
					q, _ = q.Allow(item.N, item.Subject.ID())
				}
			},
			"edited": func() {
				edits := p.Edits()
				for _, item := range p.Items {
					_, _ = edits.Edit(item.N, func(int) bool { return false })
				}
			},
		} {
			b.Run(of+" "+name, func(b *testing.B) {
				for b.Loop() {
					each()
				}
				b.ReportMetric(float64(b.Elapsed())/float64(b.N)/float64(once), "of-making-it")
			})
		}
	}
}

// The marks of a thousand rows where 200 enterprise trunks have a route out of service: by one look at
// each of these routes.
func BenchmarkTheMarksOfAThousandRows(b *testing.B) {
	var drained []plan.Drained
	for n := range 200 {
		drained = append(drained, plan.Drained{
			Subject: subject(change.EnterpriseTrunk, "foo", fmt.Sprintf("trunk-%04d", n)), Route: routing.Route{TrunkGroup: tg("g1/x")},
			Plan: "p1", Scope: site("g1"),
		})
	}
	outages := plan.Outages(drained)
	scopes := make([]plan.Scope, 1000)
	for n := range scopes {
		scopes[n] = plan.ScopeOf("foo", tg(fmt.Sprintf("g%d/x", n)))
	}
	for b.Loop() {
		for _, scope := range scopes {
			if found := plan.Of(outages, scope); len(found) > 1 {
				b.Fatal(found)
			}
		}
	}
	per := float64(b.Elapsed()) / float64(b.N) / float64(len(scopes))
	began := time.Now()
	const looks = 1000
	for n := range looks {
		for _, d := range drained {
			if scopes[n].Has(d.Route.TrunkGroup, "") && n > 1 {
				b.Fatal(d)
			}
		}
	}
	b.ReportMetric(per/(float64(time.Since(began))/looks), "of-a-look-at-each")
}
