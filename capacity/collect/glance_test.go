package collect_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// A glance is one request, whatever that leaves unread.
func TestAGlanceIsOneRequest(t *testing.T) {
	down, missing := failed(apiclient.Unavailable), fmt.Errorf("report: %w", apiclient.ErrNoReport)
	forbidden := failed(apiclient.Forbidden)
	refused, absent := fmt.Errorf("%w: %w", apiclient.ErrNoReport, forbidden), fmt.Errorf("%w: %w", apiclient.ErrNoReport, failed(apiclient.NotAssigned))
	own, report := []string{"capacity"}, []string{"report"}
	for name, test := range map[string]struct {
		hasReport bool
		prepare   func(*reporter)
		asked     []string
		wrong     error  // what it failed for
		max       bool   // the tenant's own limit is known
		given     string // of the calls, as a sum says it
	}{
		"of the tenant's own limits":          {asked: own, max: true, given: "not read"},
		"that is down":                        {prepare: func(r *reporter) { r.fail("capacity", down) }, asked: own, wrong: down},
		"of what is not assigned":             {prepare: func(r *reporter) { r.fail("capacity", apiclient.ErrNotAssigned) }, asked: own},
		"of a report":                         {hasReport: true, asked: report, max: true, given: "30"},
		"of a report that is down":            {hasReport: true, prepare: func(r *reporter) { r.fail("report", down) }, asked: report, wrong: down},
		"of a report that is refused":         {hasReport: true, prepare: func(r *reporter) { r.fail("report", refused) }, asked: report, wrong: forbidden},
		"of a report of what is not assigned": {hasReport: true, prepare: func(r *reporter) { r.fail("report", absent) }, asked: report},
		"of a report without the tenant":      {hasReport: true, prepare: func(r *reporter) { r.report.TenantReported = false }, asked: report, given: "30"},
		"of a report without groups":          {hasReport: true, prepare: func(r *reporter) { r.report.Groups = nil }, asked: report, max: true, given: "not read"},
		"where the server has no report":      {hasReport: true, prepare: func(r *reporter) { r.fail("report", missing) }, asked: append(slices.Clone(report), own...), max: true, given: "not read"},
		"of a report of some trunk groups": {hasReport: true, prepare: func(r *reporter) {
			r.report.TrunkGroups = map[string][]apiclient.TrunkGroupReport{"g0": {{Name: "t0"}}}
		}, asked: report, max: true, given: "30"},
	} {
		inBubble(t, name, func(t *testing.T) {
			r := newReporter(3, 2)
			if test.prepare != nil {
				test.prepare(r)
			}
			var api collect.API = r.fake
			if test.hasReport {
				api = r
			}
			got := collect.Glance(t.Context(), api, apiclient.Tenant{ID: "sp", Type: apiclient.Enterprise})
			if called := r.called(); !slices.Equal(called, test.asked) {
				t.Errorf("called %v", called)
			}
			b := got.Breakdown
			if !got.Done || b.Complete || b.Calls.Own.IsRead() != (test.max || b.Tenant.Assignment == capacity.NotAssigned) {
				t.Errorf("%+v", got)
			}
			if isWrong := len(got.Failures) > 0; isWrong != (test.wrong != nil) || isWrong && !errors.Is(got.Failures[0].Err, test.wrong) || isWrong != got.Oldest.IsZero() {
				t.Errorf("failures %v, read at %v", got.Failures, got.Oldest)
			}
			if test.given != "" && b.Calls.Allocated.String() != test.given {
				t.Errorf("given out %s, want %s", b.Calls.Allocated, test.given)
			}
		})
	}
}

func TestAGlanceThatIsCancelledSaysNothing(t *testing.T) {
	inBubble(t, "cancelled", func(t *testing.T) {
		api := newFake(1, 1)
		ctx, cancel := context.WithCancel(t.Context())
		api.on("capacity", func(ctx context.Context) error { cancel(); return hang(ctx) })
		if got := collect.Glance(ctx, api, apiclient.Tenant{ID: "sp"}); !got.Oldest.IsZero() || len(got.Failures) != 0 {
			t.Errorf("%+v", got)
		}
	})
}
