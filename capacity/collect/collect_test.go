package collect_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// The fake stands for a client of either dialect.
var _ collect.API = (*fake)(nil)

func TestCollectsTheWholeTenant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(3, 2)
		s := last(t, start(t, api, collect.Options{}))
		b := s.Breakdown
		if b.Tenant.ID != "foo" || b.Tenant.Name != "Foo" || b.Groups[1].Group.Name != "Group 1" {
			t.Errorf("names: %q %q %q", b.Tenant.ID, b.Tenant.Name, b.Groups[1].Group.Name)
		}
		g := b.Groups[2]
		differences := fmt.Sprint(b.Calls.Difference, b.BurstingAvailable.Difference, b.BurstingAllocated.Difference, g.Calls.Difference, g.Bursting.Difference)
		if want := "70 -4 5 6 1"; differences != want {
			t.Errorf("differences %s, want %s", differences, want)
		}
		if !b.Complete || b.GroupsRead != 3 || len(s.Failures) != 0 {
			t.Errorf("complete %v, read %d, failures %v", b.Complete, b.GroupsRead, s.Failures)
		}
		if got := s.TrunkGroups["g1"]["t1"]; got.GroupID != "g1" || got.MaxActiveCalls != n(2) {
			t.Errorf("detail: %+v", got)
		}
	})
}

func TestAsksEverythingOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(20, 5)
		s := last(t, start(t, api, collect.Options{}))
		calls := api.called()
		if want := 2 + 2*20 + 20*5; len(calls) != want || s.Requests != (collect.Progress{Done: want, Known: want}) {
			t.Errorf("%d calls, %+v, want %d", len(calls), s.Requests, want)
		}
		if !s.Breakdown.Complete { // where no Prefer is awaited nothing waits
			t.Error("not complete")
		}
		slices.Sort(calls)
		if once := slices.Compact(slices.Clone(calls)); len(once) != len(calls) {
			t.Errorf("%d calls were repeated", len(calls)-len(once))
		}
	})
}

func TestHasNoBarrierBetweenTheLevels(t *testing.T) {
	for _, tt := range []struct{ name, hanging, asked string }{
		{"groups are asked while the tenant's capacity is awaited", "capacity", "detail g1 t1"},
		{"trunk groups are asked while their group's capacity is awaited", "capacity g*", "detail g1 t1"},
		{"a group's trunk groups are asked while another's list is awaited", "list g0", "detail g1 t1"},
		{"capacities are asked while the lists are awaited", "list *", "capacity g1"},
	} {
		inBubble(t, tt.name, func(t *testing.T) {
			api := newFake(2, 2)
			api.on(tt.hanging, hang)
			start(t, api, collect.Options{})
			time.Sleep(time.Second)
			if !api.asked(tt.asked) {
				t.Errorf("%q was not asked: %q", tt.asked, api.called())
			}
		})
	}
}

func TestTakesNoLongerThanItsRounds(t *testing.T) {
	for _, opts := range []collect.Options{{Concurrency: 48}, {Concurrency: 48, Every: time.Hour}} { // the last snapshot comes at once
		synctest.Test(t, func(t *testing.T) {
			begin := time.Now()
			last(t, start(t, newFake(8, 4), opts))
			// The group list, then capacities and lists, then the details.
			if took := time.Since(begin); took != 3*latency {
				t.Errorf("%+v: took %v, want %v", opts, took, 3*latency)
			}
		})
	}
}

func TestBoundsTheRequestsInFlight(t *testing.T) {
	tests := []struct {
		name              string
		concurrency, peak int
	}{
		{"one at a time", 1, 1},
		{"as many as asked for", 5, 5},
		{"sixteen where nothing is said", 0, 16},
		{"sixteen where nonsense is said", -3, 16},
		{"never more than sixty-four", 1000, 64},
	}
	for _, tt := range tests {
		inBubble(t, tt.name, func(t *testing.T) {
			api := newFake(50, 3)
			last(t, start(t, api, collect.Options{Concurrency: tt.concurrency}))
			if api.peak != tt.peak {
				t.Errorf("%d in flight at once, want %d", api.peak, tt.peak)
			}
		})
	}
}

func TestReadsOnlyTheGroupsItIsGiven(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(9, 2)
		// AwaitPrefer has nothing to wait for: the groups are named.
		s := last(t, start(t, api, collect.Options{Groups: []string{"g3", "g5"}, AwaitPrefer: true}))
		calls := api.called()
		slices.Sort(calls)
		want := []string{
			"capacity g3", "capacity g5",
			"detail g3 t0", "detail g3 t1", "detail g5 t0", "detail g5 t1", "list g3", "list g5",
		}
		if !slices.Equal(calls, want) {
			t.Errorf("calls %q, want %q", calls, want)
		}
		b := s.Breakdown
		if got := b.Groups[1].Calls.Difference.String(); got != "6" || !b.Groups[1].Complete {
			t.Errorf("group: difference %s, complete %v", got, b.Groups[1].Complete)
		}
		if got, want := b.Calls.Allocated.String(), "at least 20, 2 of ? read"; got != want || b.Complete {
			t.Errorf("tenant: sum %q, complete %v, want %q", got, b.Complete, want)
		}
	})
}

func TestCollectsATenantWithoutGroups(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := last(t, start(t, newFake(0, 0), collect.Options{AwaitPrefer: true}))
		if !s.Breakdown.Complete || s.Requests.Known != 2 || s.Breakdown.Calls.Difference.String() != "100" {
			t.Errorf("%+v", s)
		}
	})
}

func TestTellsWhichTrunkGroupsAreDown(t *testing.T) {
	for state, down := range map[string]bool{"": false, "Available": false, "Unavailable": true, "UNAVAILABLE": true} {
		synctest.Test(t, func(t *testing.T) {
			api := newFake(1, 1)
			api.detail = func(group, name string) apiclient.TrunkGroup {
				d := someTrunkGroup(group, name)
				d.State, d.MaxIncomingCalls = state, n(0)
				return d
			}
			s := last(t, start(t, api, collect.Options{}))
			got := s.Breakdown.Groups[0].Group.TrunkGroups[0]
			if got.Down != down || got.MaxIncomingCalls != n(0) || got.MaxOutgoingCalls.IsRead() {
				t.Errorf("state %q: %+v", state, got)
			}
			if worst, _ := capacity.Worst(s.Breakdown.Findings); worst.Code != capacity.MaxZero || strings.Join(worst.Path, "/") != "foo/g0/t0" {
				t.Errorf("worst finding %+v", worst)
			}
		})
	}
}
