package collect_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// licensed is a fake that also tells licences; so does its report of some groups.
type licensed struct{ *reporter }

func (l licensed) GroupLicence(ctx context.Context, tenant, group string) (capacity.Licence, error) {
	return capacity.Licence{Licensed: n(4)}, l.answer(ctx, tenant, "licence", group)
}

// Licences are read alone, of a group that the report does not tell with a request of its own; in
// every other reading they cost none.
func TestLicencesCostARequestOnlyWhereNoReportTellsThemAndSomebodyAsks(t *testing.T) {
	for name, test := range map[string]struct {
		opts   collect.Options
		report error
		calls  []string
	}{
		"some in the report": {collect.Options{Licences: true}, nil, []string{"licence g2", "report"}},
		"no report":          {collect.Options{Licences: true}, apiclient.ErrNoReport, []string{"groups", "licence g0", "licence g1", "licence g2", "report"}},
		"another reading":    {collect.Options{}, nil, []string{"list g0", "list g1", "list g2", "report"}},
	} {
		inBubble(t, name, func(t *testing.T) {
			api := licensed{newReporter(3, 0)}
			for i := range 2 {
				api.report.Groups[i].Licence = capacity.Licence{Licensed: n(4)}
			}
			api.report.TenantReported = name == "another reading"
			if test.report != nil {
				api.fail("report", test.report)
			}
			got := last(t, start(t, api, test.opts))
			calls := slices.Sorted(slices.Values(api.called()))
			if done := got.Requests; !slices.Equal(calls, test.calls) || done.Done != done.Known {
				t.Errorf("called %v, counted %+v", calls, done)
			}
			for _, g := range got.Breakdown.Groups {
				if isRead := g.Group.Licence.Licensed.IsRead(); isRead != (name != "another reading" || g.Group.ID != "g2") {
					t.Errorf("%s: %+v", g.Group.ID, g.Group.Licence)
				}
			}
		})
	}
	inBubble(t, "an outage is no licence", func(t *testing.T) {
		api := licensed{newReporter(3, 0)}
		api.fail("licence g1", failed(apiclient.Unavailable))
		got := last(t, start(t, api, collect.Options{Licences: true}))
		if f := got.Failures; len(f) != 1 || f[0].What != "licences of group" || strings.Join(f[0].Path, "/") != "foo/g1" || got.Breakdown.Groups[1].Group.Licence != (capacity.Licence{}) {
			t.Errorf("%v, %+v", f, got.Breakdown.Groups[1].Group.Licence)
		}
	})
	inBubble(t, "what is on screen comes first", func(t *testing.T) {
		api := licensed{newReporter(30, 0)}
		c := start(t, api, collect.Options{Licences: true, AwaitPrefer: true, Concurrency: 1})
		<-c.Snapshots()
		c.Prefer([]string{"g20", "g7"})
		last(t, c)
		if calls := api.of("licence"); !slices.Equal(calls[:3], []string{"licence g20", "licence g7", "licence g0"}) || len(calls) != 30 {
			t.Errorf("called %v", calls)
		}
	})
}
