package collect_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// reporter is a fake that can also report.
type reporter struct {
	*fake
	report apiclient.CapacityReport
}

func (r *reporter) CapacityReport(ctx context.Context, tenant string) (apiclient.CapacityReport, error) {
	return r.report, r.answer(ctx, tenant, "report")
}

// newReporter reports what the fake's single calls say.
func newReporter(groups, trunkGroups int) *reporter {
	return &reporter{newFake(groups, trunkGroups), fullReport(groups)}
}

func fullReport(groups int) apiclient.CapacityReport {
	out := apiclient.CapacityReport{
		Tenant:         apiclient.TenantCapacity{MaxActiveCalls: n(100), BurstingMaxActiveCalls: n(8)},
		TenantReported: true,
	}
	for i := range groups {
		out.Groups = append(out.Groups, apiclient.GroupReport{
			Group:    apiclient.Group{ID: fmt.Sprintf("g%d", i), Name: fmt.Sprintf("Group %d", i)},
			Capacity: someGroup(), State: apiclient.Reported,
		})
	}
	return out
}

// sameBreakdown compares as the screens show it.
func sameBreakdown(a, b capacity.Breakdown) bool {
	return fmt.Sprintf("%+v", a) == fmt.Sprintf("%+v", b)
}

func TestWithoutAReportTheSingleCallsTell(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newReporter(3, 2)
		api.fail("report", fmt.Errorf("ask: %w", apiclient.ErrNoReport))
		got := last(t, start(t, api, collect.Options{}))
		if len(got.Failures) != 0 || !got.Breakdown.Complete {
			t.Errorf("failures %v", got.Failures)
		}
		const single = 2 + 2*3 + 3*2
		if calls := len(api.called()); calls != 1+single || got.Requests != (collect.Progress{Done: single, Known: single}) {
			t.Errorf("%d calls, counted %+v", calls, got.Requests)
		}
	})
}

func TestAReportThatFailsLeavesAGapWithItsCause(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newReporter(3, 2)
		cause := failed(apiclient.Unavailable)
		api.fail("report", cause)
		got := last(t, start(t, api, collect.Options{}))
		if calls := api.called(); !slices.Equal(calls, []string{"report"}) {
			t.Errorf("called %v", calls)
		}
		if len(got.Failures) != 2 || !errors.Is(got.Failures[0].Err, cause) || got.Failures[1].What != "groups" {
			t.Errorf("failures %v", got.Failures)
		}
		if got.Breakdown.Complete || got.Breakdown.Tenant.MaxActiveCalls.IsRead() {
			t.Errorf("an outage reads as %+v", got.Breakdown.Tenant)
		}
	})
}

func TestAReportTakesThePlaceOfThreeRoundsAndWhatItDoesNotTellIsAskedForSingly(t *testing.T) {
	for name, test := range map[string]struct {
		leaveOut func(*apiclient.CapacityReport)
		asked    []string
	}{
		"nothing": {func(*apiclient.CapacityReport) {}, nil},
		"a group's capacity": {func(r *apiclient.CapacityReport) {
			r.Groups[1].State, r.Groups[1].Capacity = apiclient.Unreported, apiclient.GroupCapacity{}
		}, []string{"capacity g1"}},
		"the tenant's capacity": {func(r *apiclient.CapacityReport) {
			r.Tenant, r.TenantReported = apiclient.TenantCapacity{}, false
		}, []string{"capacity"}},
		"the groups": {func(r *apiclient.CapacityReport) { r.Groups = nil }, []string{"groups", "capacity g0", "capacity g1", "capacity g2", "capacity g3"}},
	} {
		inBubble(t, name, func(t *testing.T) {
			const groups, trunkGroups = 4, 3
			api := newReporter(groups, trunkGroups)
			test.leaveOut(&api.report)
			got := last(t, start(t, api, collect.Options{}))
			alone := last(t, start(t, newFake(groups, trunkGroups), collect.Options{}))
			if !sameBreakdown(got.Breakdown, alone.Breakdown) || !got.Breakdown.Complete || len(got.Failures) != 0 {
				t.Errorf("with a report %+v\nwithout       %+v, %v", got.Breakdown, alone.Breakdown, got.Failures)
			}
			want := 1 + groups + groups*trunkGroups + len(test.asked)
			if got.Requests != (collect.Progress{Done: want, Known: want}) || len(api.called()) != want {
				t.Errorf("counted %+v, called %v", got.Requests, api.called())
			}
			for _, call := range test.asked {
				if !api.asked(call) {
					t.Errorf("%s was not asked for: %v", call, api.called())
				}
			}
		})
	}
}

func TestAGroupThatAReportTellsWithoutTrunkingIsZeroAndNotAskedFurther(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newReporter(2, 1)
		api.report.Groups[1].State, api.report.Groups[1].Capacity = apiclient.ReportedNotAssigned, apiclient.GroupCapacity{}
		got := last(t, start(t, api, collect.Options{}))
		if len(got.Failures) != 0 || !got.Breakdown.Complete || got.Breakdown.Groups[1].Group.Assignment != capacity.NotAssigned {
			t.Errorf("%+v, %v", got.Breakdown.Groups, got.Failures)
		}
		if calls := api.called(); !slices.Equal(calls, []string{"report", "list g0", "detail g0 t0"}) || got.Requests != (collect.Progress{Done: 3, Known: 3}) {
			t.Errorf("called %v, counted %+v", calls, got.Requests)
		}
	})
}

func TestAReportComesAtOnceAndThenThePreferredGroupsFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newReporter(40, 1)
		c := start(t, api, collect.Options{AwaitPrefer: true, Concurrency: 1, Every: time.Hour})
		first := <-c.Snapshots()
		if len(first.Breakdown.Groups) != 40 || first.Done || first.Breakdown.Groups[39].Group.MaxActiveCalls != n(10) {
			t.Fatalf("the first snapshot is %+v", first.Requests)
		}
		if calls := api.called(); !slices.Equal(calls, []string{"report"}) {
			t.Errorf("before the first prefer: %v", calls)
		}
		c.Prefer([]string{"g30", "g7"})
		last(t, c)
		if calls := api.called()[1:5]; !slices.Equal(calls, []string{"list g30", "list g7", "detail g30 t0", "detail g7 t0"}) {
			t.Errorf("after it: %v", calls)
		}
	})
}

func TestTrunkGroupsOfAReportThatDoNotFitItsGroupsAreAskedForSingly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := reportWith(2, 1)
		api.report.TrunkGroups["other"] = api.report.TrunkGroups["g0"]
		got := last(t, start(t, api, collect.Options{}))
		if !got.Breakdown.Complete || !got.Source.Report || got.Source.TrunkGroups != 0 || len(got.Failures) != 0 {
			t.Errorf("source %+v, %v", got.Source, got.Failures)
		}
		want := collect.SourceWords{
			Limits: "capacity report", TrunkGroups: "single requests", States: "single requests",
			Unused: `it has trunk groups of group "other", which is not among the groups`,
			Line:   `Trunk groups of the capacity report are not used: it has trunk groups of group "other", which is not among the groups`,
		}
		if words := got.SourceWords(); words != want {
			t.Errorf("%+v", words)
		}
	})
}
