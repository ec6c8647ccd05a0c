package collect_test

import (
	"slices"
	"testing"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

// Who asks for limits alone is told what was given out, and no trunk group is asked for.
func TestLimitsAreReadWithoutTrunkGroups(t *testing.T) {
	single := []string{"capacity", "capacity g0", "capacity g1", "capacity g2", "groups"}
	unreported := newReporter(3, 2)
	unreported.fail("report", apiclient.ErrNoReport)
	partly := newReporter(3, 2)
	partly.report.Groups[1].State = apiclient.Unreported
	partly.report.Groups[2].State = apiclient.ReportedNotAssigned
	half := reportWith(3, 2)
	half.report.TrunkGroups["g1"][0].IsWhole = false
	for name, test := range map[string]struct {
		api   collect.API
		calls []string
	}{
		"each by itself": {newFake(3, 2), single}, "an enterprise": {newLister(3, 2), single},
		"a report": {newReporter(3, 2), []string{"report"}}, "a report with trunk groups": {half, []string{"report"}},
		"a report in part": {partly, []string{"capacity g1", "report"}}, "no report": {unreported, append(slices.Clone(single), "report")},
	} {
		inBubble(t, name, func(t *testing.T) {
			got := last(t, startEnterprise(t, test.api, collect.Options{Limits: true}))
			calls := slices.Sorted(slices.Values(test.api.(interface{ called() []string }).called()))
			if done := got.Requests; !slices.Equal(calls, test.calls) || done.Done != done.Known || !got.Breakdown.Calls.Allocated.IsComplete() {
				t.Errorf("called %v, counted %+v, %v given out", calls, done, got.Breakdown.Calls.Allocated)
			}
		})
	}
}
