package collect_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banyan/capacity/collect"
)

// firstHidden returns the position of the first call for a group that is not one
// of these, or the number of calls.
func firstHidden(calls []string, visible ...string) int {
	i := slices.IndexFunc(calls, func(call string) bool {
		words := strings.Fields(call)
		return len(words) > 1 && !slices.Contains(visible, words[1])
	})
	if i < 0 {
		return len(calls)
	}
	return i
}

func TestNoGroupIsAskedForBeforeTheFirstPrefer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(9, 2)
		c := start(t, api, collect.Options{AwaitPrefer: true})
		time.Sleep(time.Minute)
		if got := len(api.called()); got != 2 {
			t.Fatalf("calls before Prefer: %q", api.called())
		}
		c.Prefer(nil)
		if s := last(t, c); !s.Breakdown.Complete {
			t.Errorf("not complete after a Prefer of nothing: %+v", s.Requests)
		}
	})
}

func TestVisibleCapacitiesAreAskedForBeforeAnyHiddenGroup(t *testing.T) {
	visible := []string{"g30", "g31", "g7", "g32", "g39"}
	for _, tt := range []struct {
		name        string
		concurrency int
		early       bool // Prefer comes before the group list
	}{
		{"one at a time", 1, false},
		{"more visible groups than slots", 3, false},
		{"more slots than visible requests", 64, false},
		{"preferred before the group list is known", 16, true},
	} {
		inBubble(t, tt.name, func(t *testing.T) {
			api := newFake(40, 2)
			c := start(t, api, collect.Options{AwaitPrefer: true, Concurrency: tt.concurrency})
			if !tt.early {
				time.Sleep(time.Second)
			}
			c.Prefer(visible)
			last(t, c)
			calls := api.called()
			hidden := firstHidden(calls, visible...)
			for _, id := range visible {
				if i := slices.Index(calls, "capacity "+id); i > hidden {
					t.Errorf("capacity of %s is call %d, a hidden group's request is call %d", id, i, hidden)
				}
			}
		})
	}
}

func TestOrderOfRequests(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(4, 1)
		c := start(t, api, collect.Options{AwaitPrefer: true, Concurrency: 1})
		c.Prefer([]string{"g3", "nobody", "g1", "g3"})
		last(t, c)
		want := []string{
			"capacity", "groups",
			"capacity g3", "capacity g1", "list g3", "list g1", "detail g3 t0", "detail g1 t0",
			"capacity g0", "capacity g2", "list g0", "list g2", "detail g0 t0", "detail g2 t0",
		}
		if got := api.called(); !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
}

// Of a group whose trunk groups are looked at, those in view are asked for first.
func TestTheVisibleTrunkGroupsAreAskedForFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(1, 9)
		c := start(t, api, collect.Options{Concurrency: 1})
		time.Sleep(5*latency + latency/2) // the second of them is in flight
		c.Prefer([]string{"g0"}, "t7", "nobody", "t5", "t0")
		time.Sleep(latency)
		c.Prefer([]string{"g0"}, "t3")
		last(t, c)
		want := []string{"detail g0 t0", "detail g0 t1", "detail g0 t5", "detail g0 t3", "detail g0 t7", "detail g0 t2", "detail g0 t4", "detail g0 t6", "detail g0 t8"}
		if got := api.called()[4:]; !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
}

func TestALaterPreferReplacesTheFormer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(40, 2)
		c := start(t, api, collect.Options{AwaitPrefer: true, Concurrency: 2})
		c.Prefer([]string{"g0", "g1", "g2", "g3", "g4", "g5"})
		time.Sleep(2*latency + latency/2) // two of their capacities are in flight, two done
		before := len(api.called())
		c.Prefer([]string{"g38", "g39"})
		last(t, c)
		// Nothing of the former is taken back, nor is it asked for before the new ones.
		want := []string{"capacity g38", "capacity g39", "list g38", "list g39"}
		got := api.called()[before : before+len(want)]
		slices.Sort(got[:2])
		slices.Sort(got[2:])
		if !slices.Equal(got, want) {
			t.Errorf("after the second Prefer: %q, want %q", got, want)
		}
	})
}

func TestAGroupMayBecomeVisibleAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(40, 2)
		c := start(t, api, collect.Options{AwaitPrefer: true, Concurrency: 1})
		c.Prefer([]string{"g8"})
		time.Sleep(2*latency + latency/2) // its capacity is in flight
		c.Prefer([]string{"g9"})
		time.Sleep(latency)
		c.Prefer([]string{"g8"})
		last(t, c)
		want := []string{"capacity g8", "capacity g9", "list g8", "detail g8 t0", "detail g8 t1"}
		if got := api.called()[2:7]; !slices.Equal(got, want) {
			t.Errorf("got  %q\nwant %q", got, want)
		}
	})
}

func TestOfManyPrefersOnlyTheLastCounts(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(40, 2)
		c := start(t, api, collect.Options{AwaitPrefer: true, Concurrency: 1})
		for range 1000 {
			c.Prefer([]string{"g1"})
		}
		ids := []string{"g17"}
		c.Prefer(ids)
		ids[0] = "g2" // the caller's slice stays the caller's
		last(t, c)
		if got := api.called()[2]; got != "capacity g17" {
			t.Errorf("first group call %q", got)
		}
	})
}

func TestAFailedVisibleCapacityDoesNotHoldUpTheRest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(4, 1)
		api.fail("capacity g*", errors.New("no"))
		begin := time.Now()
		c := start(t, api, collect.Options{AwaitPrefer: true})
		c.Prefer([]string{"g3"})
		if s := last(t, c); len(s.Failures) != 4 {
			t.Errorf("failures %v", s.Failures)
		}
		if took := time.Since(begin); took > 5*latency {
			t.Errorf("took %v", took)
		}
	})
}

func TestAHangingVisibleCapacityHoldsUpTheRestForAMomentOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(4, 1)
		api.on("capacity g3", hang)
		c := start(t, api, collect.Options{AwaitPrefer: true})
		c.Prefer([]string{"g3"})
		time.Sleep(time.Second)
		if calls := api.called(); firstHidden(calls, "g3") != len(calls) {
			t.Errorf("asked while the visible capacity may be on its way: %q", calls)
		}
		if !api.asked("detail g3 t0") {
			t.Errorf("the visible group's own requests wait: %q", api.called())
		}
		time.Sleep(2 * time.Second)
		if !api.asked("detail g2 t0") {
			t.Errorf("hidden groups still wait: %q", api.called())
		}
	})
}

func TestPreferAfterTheEndIsHarmless(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := start(t, newFake(2, 1), collect.Options{})
		last(t, c)
		c.Prefer([]string{"g1"})
		c.Close()
		c.Prefer([]string{"g0"})
	})
}
