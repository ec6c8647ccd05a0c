package collect_test

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

func TestSnapshotsAreApart(t *testing.T) {
	for _, every := range []time.Duration{0, 250 * time.Millisecond} {
		synctest.Test(t, func(t *testing.T) {
			c := start(t, newFake(100, 5), collect.Options{Concurrency: 4, Every: every})
			want := every
			if want == 0 {
				want = 100 * time.Millisecond
			}
			var before time.Time
			count := 0
			for s := range c.Snapshots() {
				if apart := time.Since(before); apart < want && !s.Done {
					t.Fatalf("snapshot %d came %v after the one before", count, apart)
				}
				before = time.Now()
				count++
			}
			// 702 requests, four at a time, 20 ms each: 3.5 s.
			if most := int(3600*time.Millisecond/want) + 2; count > most || count < most-3 {
				t.Errorf("%d snapshots, want about %d", count, most)
			}
		})
	}
}

func TestSnapshotsGrow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var before collect.Snapshot
		for s := range start(t, newFake(30, 3), collect.Options{Concurrency: 2}).Snapshots() {
			if s.Requests.Done < before.Requests.Done || s.Requests.Known < before.Requests.Known || s.At.Before(before.At) {
				t.Fatalf("%+v at %v after %+v at %v", s.Requests, s.At, before.Requests, before.At)
			}
			if !s.Done && s.Requests == before.Requests {
				t.Fatalf("nothing changed since %+v", before.Requests)
			}
			if s.Requests.Done > s.Requests.Known || before.Done {
				t.Fatalf("%+v, after the last: %v", s.Requests, before.Done)
			}
			before = s
		}
	})
}

func TestNoSnapshotWhereNothingChanged(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(2, 1)
		api.on("detail *", hang)
		c := start(t, api, collect.Options{})
		time.Sleep(time.Second)
		if s := <-c.Snapshots(); s.Requests != (collect.Progress{Done: 6, Known: 8}) || s.Done {
			t.Fatalf("%+v, done %v", s.Requests, s.Done)
		}
		c.Prefer([]string{"g1"})
		time.Sleep(time.Minute)
		select {
		case s := <-c.Snapshots():
			t.Errorf("a snapshot of no change: %+v", s.Requests)
		default:
		}
	})
}

func TestTheLatestSnapshotWinsAndAReaderWhoSleepsBlocksNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(100, 5)
		c := start(t, api, collect.Options{Concurrency: 4})
		time.Sleep(2 * time.Second) // twenty snapshots, none of them taken
		first := <-c.Snapshots()
		if age := time.Since(first.At); age > 150*time.Millisecond {
			t.Errorf("the snapshot is %v old", age)
		}
		time.Sleep(time.Minute)
		if got := len(api.called()); got != 702 {
			t.Errorf("%d calls: the collection waited for its reader", got)
		}
		s, ok := <-c.Snapshots()
		if !ok || !s.Done || s.Requests.Done != 702 {
			t.Errorf("last snapshot: %v %+v", ok, s.Requests)
		}
		if _, ok := <-c.Snapshots(); ok {
			t.Error("the channel is not closed after the last")
		}
	})
}

func TestTheGroupListComesAtOnceWhereAPreferIsAwaited(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(5, 1)
		api.delay("groups", latency+time.Millisecond) // after the tenant's capacity and its snapshot
		begin := time.Now()
		c := start(t, api, collect.Options{AwaitPrefer: true, Every: time.Hour})
		for s := range c.Snapshots() {
			if len(s.Breakdown.Groups) == 5 {
				break
			}
		}
		if took := time.Since(begin); took > 2*latency {
			t.Errorf("the group list came after %v", took)
		}
	})
}

func TestAtIsWhenTheNewestAnswerArrived(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		c := start(t, newFake(2, 1), collect.Options{Every: time.Second})
		time.Sleep(time.Minute)
		if got := last(t, c).At.Sub(begin); got != 3*latency {
			t.Errorf("At is %v after the start, want %v", got, 3*latency)
		}
	})
}

func TestOldestIsWhenTheFirstFigureArrived(t *testing.T) {
	broken, absent := failed(apiclient.ServerFault), failed(apiclient.NotAssigned)
	second := 1 * time.Second
	for _, tt := range []struct {
		name         string
		early, late  error // of the tenant's capacity, after 1 ms; of the trunk group, after 1 s
		groupsFail   error
		oldest, last time.Duration
	}{
		{"all answer", nil, nil, nil, time.Millisecond, 2*latency + second},
		{"not assigned is an answer", absent, absent, nil, time.Millisecond, 2*latency + second},
		{"the first fails", broken, nil, nil, latency, 2*latency + second},
		{"the last fails", nil, broken, nil, time.Millisecond, 2 * latency},
		{"all fail", broken, nil, broken, 0, latency},
	} {
		inBubble(t, tt.name, func(t *testing.T) {
			api := newFake(1, 1)
			api.capacity = apiclient.TenantCapacity{}
			api.delay("capacity", time.Millisecond)
			api.fail("capacity", tt.early)
			api.delay("groups", latency)
			api.fail("groups", tt.groupsFail)
			api.delay("detail *", second)
			api.fail("detail *", tt.late)
			begin := time.Now()
			s := last(t, start(t, api, collect.Options{}))
			if tt.oldest == 0 && !s.Oldest.IsZero() {
				t.Errorf("Oldest is %v though nothing was read", s.Oldest)
			}
			if got := s.Oldest.Sub(begin); tt.oldest > 0 && got != tt.oldest {
				t.Errorf("Oldest is %v after the start, want %v", got, tt.oldest)
			}
			if got := s.At.Sub(begin); got != tt.last {
				t.Errorf("At is %v after the start, want %v", got, tt.last)
			}
		})
	}
}

func TestSnapshotsNeverChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var all []collect.Snapshot
		var before []string
		for s := range start(t, newFake(10, 5), collect.Options{Concurrency: 2, Every: 1}).Snapshots() {
			all, before = append(all, s), append(before, fmt.Sprintf("%+v", s))
		}
		if len(all) < 20 {
			t.Fatalf("%d snapshots are too few to tell", len(all))
		}
		for i, s := range all {
			if fmt.Sprintf("%+v", s) != before[i] {
				t.Fatalf("snapshot %d changed after it was sent", i)
			}
		}
	})
}

func TestSnapshotsShareWhatDidNotChange(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(2, 2)
		api.delay("detail g1 *", time.Second+latency)
		c := start(t, api, collect.Options{Every: time.Millisecond})
		time.Sleep(time.Second / 2)
		early := <-c.Snapshots()
		late := last(t, c)
		pointer := func(s collect.Snapshot, id string) uintptr { return reflect.ValueOf(s.TrunkGroups[id]).Pointer() }
		if len(early.TrunkGroups["g0"]) != 2 || pointer(early, "g0") != pointer(late, "g0") {
			t.Error("the details of a group that did not change were copied")
		}
		if pointer(early, "g1") == pointer(late, "g1") {
			t.Errorf("the details of a group that changed are shared: %v", slices.Collect(maps.Keys(early.TrunkGroups["g1"])))
		}
	})
}
