package collect_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

func TestWhatFailedIsRetriedAlone(t *testing.T) {
	broken := failed(apiclient.ServerFault)
	tests := []struct {
		name   string
		broken []string
		want   string // the requests of the retry
	}{
		{"nothing", nil, ""},
		{"the tenant's capacity", []string{"capacity"}, "capacity"},
		{"a group's capacity", []string{"capacity g1"}, "capacity g1"},
		{"a list, and what it leads to", []string{"list g1"}, "detail g1 t0, detail g1 t1, list g1"},
		{"trunk groups", []string{"detail g0 t1", "detail g2 t0"}, "detail g0 t1, detail g2 t0"},
		{"all of that", []string{"capacity", "capacity g1", "detail g2 t1"}, "capacity, capacity g1, detail g2 t1"},
		{"the list of groups, and all groups", []string{"groups"}, "capacity g0, capacity g1, capacity g2, detail g0 t0, detail g0 t1, detail g1 t0, detail g1 t1, detail g2 t0, detail g2 t1, groups, list g0, list g1, list g2"},
	}
	for _, tt := range tests {
		inBubble(t, tt.name, func(t *testing.T) {
			api := newFake(3, 2)
			for _, call := range tt.broken {
				api.fail(call, broken)
			}
			c := start(t, api, collect.Options{Retry: true, Concurrency: 1})
			before := last(t, c)
			if len(before.Failures) != len(tt.broken) {
				t.Fatalf("failures %q", failures(before))
			}
			asked := len(api.called())
			api.answers = nil
			time.Sleep(time.Hour)
			again := c.Retry(t.Context(), before.Failures)
			defer again.Close()
			s := last(t, again)
			calls := api.called()[asked:]
			slices.Sort(calls)
			if got := strings.Join(calls, ", "); got != tt.want {
				t.Errorf("it asks for %q, want %q", got, tt.want)
			}
			whole := last(t, start(t, newFake(3, 2), collect.Options{}))
			if len(s.Failures) != 0 || !s.Done {
				t.Errorf("failures %q, done %v", failures(s), s.Done)
			}
			if diff := cmp.Diff(whole.Breakdown.Calls.Allocated.String(), s.Breakdown.Calls.Allocated.String()); diff != "" {
				t.Error(diff)
			}
			if kept := tt.name != "the list of groups, and all groups"; kept && time.Since(s.Oldest) < time.Hour {
				t.Error("what was read before counts as read now")
			}
			if len(tt.broken) > 0 && time.Since(s.At) >= time.Hour {
				t.Error("what was read now counts as read before")
			}
		})
	}
}

func TestWhatFailsAgainIsAFailureStill(t *testing.T) {
	inBubble(t, "twice", func(t *testing.T) {
		api := newFake(3, 2)
		api.fail("detail g1 t0", failed(apiclient.ServerFault))
		c := start(t, api, collect.Options{Retry: true})
		for range 3 {
			s := last(t, c)
			if got := failures(s); got != "foo/g1/t0 trunk group" {
				t.Errorf("failures %q", got)
			}
			c = c.Retry(t.Context(), s.Failures)
		}
		last(t, c)
		c.Close()
		if calls := api.called(); len(calls) != 14+3 {
			t.Errorf("%d requests", len(calls))
		}
	})
}
