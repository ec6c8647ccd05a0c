package collect_test

import (
	"context"
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

// lister is a fake of an Enterprise that can list the trunk groups of all groups at once.
type lister struct {
	*fake
	list func(group string) []apiclient.TrunkGroupItem
}

func (l *lister) EnterpriseTrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	return l.list(group), l.answer(ctx, tenant, "whole", group)
}

// newLister lists what the fake's single lists do.
func newLister(groups, trunkGroups int) *lister {
	l := &lister{fake: newFake(groups, trunkGroups)}
	l.list = func(string) (all []apiclient.TrunkGroupItem) {
		for i, n := range l.sizes {
			for j := range n {
				all = append(all, apiclient.TrunkGroupItem{GroupID: fmt.Sprintf("g%d", i), Name: fmt.Sprintf("t%d", j)})
			}
		}
		return all
	}
	return l
}

// of calls returns those that begin with a word.
func (f *fake) of(word string) []string {
	return slices.DeleteFunc(f.called(), func(call string) bool { return !strings.HasPrefix(call, word+" ") })
}

func startEnterprise(t *testing.T, api collect.API, opts collect.Options) *collect.Collection {
	t.Helper()
	c := collect.Start(t.Context(), api, apiclient.Tenant{ID: "foo", Name: "Foo", Type: apiclient.Enterprise}, opts)
	t.Cleanup(c.Close)
	return c
}

// One list tells the trunk groups of all groups where something of another group is in it; in
// every other case each group is asked, and no figure is another.
func TestOneListReplacesTheListsOfAllGroupsOnlyWhereItIsOne(t *testing.T) {
	const groups, trunkGroups = 5, 3
	single := groups
	for name, test := range map[string]struct {
		change  func(*lister)
		lists   int // single ones
		isWhole bool
	}{
		"honoured": {func(*lister) {}, 0, true},
		"ignored": {func(l *lister) {
			all := l.list
			l.list = func(group string) []apiclient.TrunkGroupItem {
				return slices.DeleteFunc(all(group), func(i apiclient.TrunkGroupItem) bool { return i.GroupID != group })
			}
		}, single - 1, false},
		"nothing in it": {func(l *lister) {
			l.list = func(string) []apiclient.TrunkGroupItem { return nil }
			l.sizes = make([]int, groups)
		}, single - 1, false},
		"it fails":      {func(l *lister) { l.fail("whole *", failed(apiclient.Unavailable)) }, single, false},
		"it is refused": {func(l *lister) { l.fail("whole *", failed(apiclient.Refused)) }, single, false},
		"never sent":    {func(l *lister) { l.fail("whole *", apiclient.ErrNoReport) }, single, false},
		"something twice": {func(l *lister) {
			all := l.list
			l.list = func(group string) []apiclient.TrunkGroupItem { return append(all(group), all(group)[4]) }
		}, single, false},
		"something twice, of another device": {func(l *lister) {
			all := l.list
			l.list = func(group string) []apiclient.TrunkGroupItem {
				again := all(group)[4]
				again.Device = "another"
				return append(all(group), again)
			}
		}, single, false},
		"of a group that is not there": {func(l *lister) {
			all := l.list
			l.list = func(group string) []apiclient.TrunkGroupItem {
				return append(all(group), apiclient.TrunkGroupItem{GroupID: "other", Name: "t0"})
			}
		}, single, false},
		"a group without trunking": {func(l *lister) {
			l.fail("capacity g0", apiclient.ErrNotAssigned)
			l.fail("list g0", failed(apiclient.NotFound))
		}, 1, true}, // whether its trunk groups can be read, its own list has to say
		"a group whose capacity fails": {func(l *lister) { l.fail("capacity g2", failed(apiclient.Unavailable)) }, 0, true},
		"no group with trunking": {func(l *lister) {
			l.fail("capacity g*", apiclient.ErrNotAssigned)
			l.fail("list g*", failed(apiclient.NotFound))
		}, single, false},
	} {
		inBubble(t, name, func(t *testing.T) {
			api := newLister(groups, trunkGroups)
			test.change(api)
			got := last(t, startEnterprise(t, api, collect.Options{}))
			alone := newLister(groups, trunkGroups)
			test.change(alone)
			want := last(t, start(t, alone.fake, collect.Options{}))
			if !sameBreakdown(got.Breakdown, want.Breakdown) || len(got.Failures) != len(want.Failures) {
				t.Errorf("%+v, %v\n%+v, %v", got.Breakdown, got.Failures, want.Breakdown, want.Failures)
			}
			if lists := len(api.of("list")); lists != test.lists || got.Source.WholeList != test.isWhole {
				t.Errorf("%d lists, source %+v, called %v", lists, got.Source, api.called())
			}
			if sent := len(api.called()) - len(api.of("whole")); name == "never sent" && got.Requests.Done != sent || name != "never sent" && got.Requests.Done != len(api.called()) || got.Requests.Done != got.Requests.Known {
				t.Errorf("counted %+v of %d", got.Requests, len(api.called()))
			}
		})
	}
}

func TestTheListOfAllGroupsIsOnlyAskedOfAnEnterprise(t *testing.T) {
	for name, begin := range map[string]func(*testing.T, *lister) *collect.Collection{
		"a tenant of no known type": func(t *testing.T, l *lister) *collect.Collection { return start(t, l, collect.Options{}) },
		"one group alone": func(t *testing.T, l *lister) *collect.Collection {
			return startEnterprise(t, l, collect.Options{Groups: []string{"g1"}})
		},
	} {
		inBubble(t, name, func(t *testing.T) {
			api := newLister(3, 2)
			last(t, begin(t, api))
			if calls := api.of("whole"); len(calls) != 0 {
				t.Errorf("called %v", calls)
			}
		})
	}
}

// What the user looks at still comes first: the one list is asked of a visible group, before
// anything of the hidden ones.
func TestTheListOfAllGroupsIsAskedOfAVisibleGroup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newLister(30, 2)
		c := startEnterprise(t, api, collect.Options{AwaitPrefer: true, Concurrency: 1, Every: time.Hour})
		<-c.Snapshots()
		c.Prefer([]string{"g20"})
		last(t, c)
		calls := api.called()
		if want := []string{"capacity", "groups", "capacity g20", "whole g20", "detail g20 t0", "detail g20 t1"}; !slices.Equal(calls[:6], want) {
			t.Errorf("called %v", calls[:8])
		}
	})
}

// reportWith is a report with trunk groups, whose states nobody tells.
func reportWith(groups, trunkGroups int) *reporter {
	api := newReporter(groups, trunkGroups)
	api.report.TrunkGroups = make(map[string][]apiclient.TrunkGroupReport)
	for _, g := range api.report.Groups {
		for j := range trunkGroups {
			name := fmt.Sprintf("t%d", j)
			api.report.TrunkGroups[g.Group.ID] = append(api.report.TrunkGroups[g.Group.ID],
				apiclient.TrunkGroupReport{Name: name, Limits: someTrunkGroup(g.Group.ID, name), IsWhole: true})
		}
	}
	api.detail = func(group, name string) apiclient.TrunkGroup {
		d := someTrunkGroup(group, name)
		d.State = "Unavailable"
		return d
	}
	return api
}

func TestAReportWithTrunkGroupsIsTheOneRequestAndSaysNothingOfStates(t *testing.T) {
	for name, test := range map[string]struct {
		opts  collect.Options
		calls int
		down  int
	}{
		"the limits alone": {collect.Options{}, 1, 0},
		"with every state": {collect.Options{Details: true}, 1 + 12, 12},
	} {
		inBubble(t, name, func(t *testing.T) {
			api := reportWith(4, 3)
			got := last(t, start(t, api, test.opts))
			if calls := len(api.called()); calls != test.calls || got.Requests != (collect.Progress{Done: calls, Known: calls}) || !got.Breakdown.Complete {
				t.Errorf("%d calls, counted %+v, complete %v", calls, got.Requests, got.Breakdown.Complete)
			}
			if down := countDown(got.Breakdown); down != test.down || got.Breakdown.StatesUnread != 12-test.down || got.Source.TrunkGroups != 12 {
				t.Errorf("%d down, %d unread, source %+v", down, got.Breakdown.StatesUnread, got.Source)
			}
		})
	}
}

func countDown(b capacity.Breakdown) (n int) {
	for _, g := range b.Groups {
		for _, t := range g.Group.TrunkGroups {
			if t.Down {
				n++
			}
		}
	}
	return n
}

// A screen shows every figure of a report at once, and reads the states of what it shows.
func TestStatesAreReadOfTheGroupsThatAreLookedAt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := reportWith(6, 2)
		c := start(t, api, collect.Options{AwaitPrefer: true, States: true, Concurrency: 1, Every: time.Millisecond})
		first := <-c.Snapshots()
		if !first.Done || !first.Breakdown.Complete || first.Breakdown.StatesUnread != 12 {
			t.Fatalf("the first snapshot: %+v", first)
		}
		look := func(unread int, groups ...string) {
			c.Prefer(groups)
			synctest.Wait()
			time.Sleep(time.Second)
			got := <-c.Snapshots()
			if !got.Done || got.Breakdown.StatesUnread != unread || got.Requests.Done != got.Requests.Known {
				t.Errorf("after %v: done %v, %d unread, %+v", groups, got.Done, got.Breakdown.StatesUnread, got.Requests)
			}
		}
		look(8, "g3", "g1")
		if calls := api.called(); !slices.Equal(calls, []string{"report", "detail g3 t0", "detail g3 t1", "detail g1 t0", "detail g1 t1"}) {
			t.Errorf("called %v", calls)
		}
		look(6, "g1", "g2") // g1 was read
		look(0, "g0", "g4", "g5")
		if _, more := <-c.Snapshots(); more {
			t.Error("nothing is left, and it goes on")
		}
	})
}

func TestACollectionThatAwaitsLooksEndsWhenItIsClosed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := start(t, reportWith(6, 2), collect.Options{AwaitPrefer: true, States: true})
		<-c.Snapshots()
		synctest.Wait()
		c.Close()
		if s := last(t, c); s.Breakdown.StatesUnread != 12 {
			t.Errorf("%+v", s)
		}
	})
}
