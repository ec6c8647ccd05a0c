package collect_test

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// site is a group of a random world: how its requests answer.
type site struct {
	capacityErr, listErr error
	trunkGroups          []error // one a trunk group, nil for an answer
}

func drawErr(t *rapid.T, kinds ...apiclient.Kind) error {
	if rapid.IntRange(0, 2).Draw(t, "fails") > 0 {
		return nil
	}
	return failed(rapid.SampledFrom(kinds).Draw(t, "kind"))
}

func drawSite(t *rapid.T) site {
	return site{
		capacityErr: drawErr(t, apiclient.NotAssigned, apiclient.NotFound, apiclient.ServerFault),
		listErr:     drawErr(t, apiclient.NotAssigned, apiclient.NotFound, apiclient.ServerFault),
		trunkGroups: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) error { return drawErr(t, apiclient.NotFound, apiclient.Timeout) }), 0, 4).Draw(t, "trunkGroups"),
	}
}

// api answers as the sites say, without taking time.
func api(sites []site, pause func()) *fake {
	f := newFake(len(sites), 0)
	f.on("*", func(context.Context) error {
		pause()
		return nil
	})
	fail := func(err error, format string, at ...any) {
		if err != nil {
			f.fail(fmt.Sprintf(format, at...), err)
		}
	}
	for i, s := range sites {
		f.sizes[i] = len(s.trunkGroups)
		fail(s.capacityErr, "capacity g%d", i)
		fail(s.listErr, "list g%d", i)
		for j, err := range s.trunkGroups {
			fail(err, "detail g%d t%d", i, j)
		}
	}
	return f
}

// naive reads the same sites one after the other.
func naive(sites []site) (capacity.Tenant, int) {
	t := capacity.Tenant{
		ID: "foo", Assignment: capacity.Assigned, GroupsListed: true,
		MaxActiveCalls: n(100), BurstingMaxActiveCalls: n(8), Groups: []capacity.Group{},
	}
	failures := 0
	for i, s := range sites {
		g := capacity.Group{ID: fmt.Sprintf("g%d", i), Name: fmt.Sprintf("Group %d", i)}
		absent := false
		switch {
		case s.capacityErr == nil:
			c := someGroup()
			g.Assignment = capacity.Assigned
			g.MaxActiveCalls, g.MaxAvailableActiveCalls = c.MaxActiveCalls, c.MaxAvailableActiveCalls
			g.BurstingMaxActiveCalls, g.BurstingMaxAvailableActiveCalls = c.BurstingMaxActiveCalls, c.BurstingMaxAvailableActiveCalls
		case errors.Is(s.capacityErr, apiclient.ErrNotAssigned):
			g.Assignment, absent = capacity.NotAssigned, true
		default:
			failures++
		}
		switch {
		case s.listErr == nil:
			g.TrunkGroupsListed, g.TrunkGroups = true, []capacity.TrunkGroup{}
			for j, err := range s.trunkGroups {
				tg := capacity.TrunkGroup{Name: fmt.Sprintf("t%d", j)}
				if err == nil {
					tg.MaxActiveCalls, tg.BurstingMaxActiveCalls = n(2), n(0)
				} else {
					failures++
				}
				g.TrunkGroups = append(g.TrunkGroups, tg)
			}
		case absent && (errors.Is(s.listErr, apiclient.ErrNotFound) || errors.Is(s.listErr, apiclient.ErrNotAssigned)):
			g.TrunkGroupsListed = true
		default:
			failures++
		}
		t.Groups = append(t.Groups, g)
	}
	return t, failures
}

func TestPropertyTheOrderOfAnswersChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		sites := rapid.SliceOfN(rapid.Custom(drawSite), 0, 8).Draw(t, "sites")
		pauses := rapid.IntRange(0, 3).Draw(t, "pauses")
		prefers := rapid.SliceOfN(rapid.SliceOfN(rapid.SampledFrom([]string{"g0", "g1", "g4", "g7", "other"}), 0, 3), 1, 4).Draw(t, "prefers")
		f := api(sites, func() {
			for range pauses {
				runtime.Gosched()
			}
		})
		c := collect.Start(context.Background(), f, apiclient.Tenant{ID: "foo"}, collect.Options{
			Concurrency: rapid.IntRange(1, 64).Draw(t, "concurrency"),
			AwaitPrefer: rapid.Bool().Draw(t, "await"),
			Every:       1,
		})
		defer c.Close()
		for _, ids := range prefers {
			c.Prefer(ids)
		}
		var s collect.Snapshot
		for s = range c.Snapshots() {
		}
		want, failures := naive(sites)
		if got := s.Breakdown; !reflect.DeepEqual(got, capacity.Analyze(want)) {
			t.Fatalf("got  %+v\nwant %+v", got.Tenant, want)
		}
		if len(s.Failures) != failures || !s.Done || s.Requests.Done != s.Requests.Known || s.Requests.Done != len(f.called()) {
			t.Fatalf("%d failures, want %d; %+v, %d calls, done %v", len(s.Failures), failures, s.Requests, len(f.called()), s.Done)
		}
		calls := slices.Sorted(slices.Values(f.called()))
		if len(slices.Compact(calls)) != s.Requests.Done {
			t.Fatal("a call was repeated")
		}
		for id, details := range s.TrunkGroups {
			for _, name := range slices.Sorted(maps.Keys(details)) {
				if details[name].GroupID != id || details[name].Name != name {
					t.Fatalf("%s %s holds %+v", id, name, details[name])
				}
			}
		}
	})
}
