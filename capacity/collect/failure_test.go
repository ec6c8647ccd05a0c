package collect_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

// failures writes failures as place and request.
func failures(s collect.Snapshot) string {
	var out []string
	for _, f := range s.Failures {
		out = append(out, strings.Join(f.Path, "/")+" "+f.What)
	}
	return strings.Join(out, "; ")
}

func TestAFailureLeavesAGapAndTheRestGoesOn(t *testing.T) {
	broken := failed(apiclient.ServerFault)
	tests := []struct {
		name     string
		broken   []string
		failures string
		calls    string // the tenant's sum and difference
		requests int
	}{
		{"nothing fails", nil, "", "30 70", 14},
		{"the tenant's capacity", []string{"capacity"}, "foo tenant capacity", "30 not read", 14},
		{"the group list", []string{"groups"}, "foo groups", "not read not read", 2},
		{"a group's capacity", []string{"capacity g1"}, "foo/g1 group capacity", "at least 20, 2 of 3 read not read", 14},
		{"a group's list", []string{"list g1"}, "foo/g1 trunk groups", "30 70", 12},
		{"both", []string{"capacity g1", "list g1"}, "foo/g1 group capacity; foo/g1 trunk groups", "at least 20, 2 of 3 read not read", 12},
		{"a trunk group", []string{"detail g2 t1"}, "foo/g2/t1 trunk group", "30 70", 14},
	}
	for _, tt := range tests {
		inBubble(t, tt.name, func(t *testing.T) {
			api := newFake(3, 2)
			for _, call := range tt.broken {
				api.fail(call, broken)
			}
			s := last(t, start(t, api, collect.Options{}))
			if got := failures(s); got != tt.failures {
				t.Errorf("failures %q, want %q", got, tt.failures)
			}
			for _, f := range s.Failures {
				if !errors.Is(f.Err, broken) {
					t.Errorf("the cause is lost: %v", f.Err)
				}
			}
			b := s.Breakdown
			if got := b.Calls.Allocated.String() + " " + b.Calls.Difference.String(); got != tt.calls {
				t.Errorf("calls %q, want %q", got, tt.calls)
			}
			if b.Complete != (tt.failures == "") {
				t.Errorf("complete %v with failures %q", b.Complete, tt.failures)
			}
			if s.Requests != (collect.Progress{Done: tt.requests, Known: tt.requests}) {
				t.Errorf("requests %+v, want %d", s.Requests, tt.requests)
			}
		})
	}
}

func TestAFailedTrunkGroupLeavesItsGroupOpen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(1, 3)
		api.fail("detail g0 t[02]", failed(apiclient.Timeout))
		s := last(t, start(t, api, collect.Options{}))
		g := s.Breakdown.Groups[0]
		if got, want := g.Calls.Allocated.String(), "at least 2, 1 of 3 read"; got != want {
			t.Errorf("sum %q, want %q", got, want)
		}
		if got, want := failures(s), "foo/g0/t0 trunk group; foo/g0/t2 trunk group"; got != want {
			t.Errorf("failures %q, want %q", got, want)
		}
		if _, ok := s.TrunkGroups["g0"]["t0"]; ok {
			t.Error("there is a detail that failed")
		}
	})
}

func TestAPanicOfARequestIsAFailureOfItsPlace(t *testing.T) {
	const secret = "token of demo"
	for _, tt := range []struct {
		name, call string
		thrown     any
		failures   string
	}{
		{"the tenant's capacity", "capacity", secret, "foo tenant capacity"},
		{"the group list", "groups", errors.New(secret), "foo groups"},
		{"a group's capacity", "capacity g0", secret, "foo/g0 group capacity"},
		{"a group's list", "list g0", secret, "foo/g0 trunk groups"},
		{"a trunk group", "detail g0 t0", secret, "foo/g0/t0 trunk group"},
	} {
		inBubble(t, tt.name, func(t *testing.T) {
			api := newFake(1, 1)
			api.on(tt.call, func(context.Context) error { panic(tt.thrown) })
			s := last(t, start(t, api, collect.Options{}))
			if got := failures(s); got != tt.failures {
				t.Fatalf("failures %q, want %q", got, tt.failures)
			}
			if s.Requests.Done != s.Requests.Known {
				t.Errorf("the rest was not asked for: %+v", s.Requests)
			}
			var fault *collect.PanicError
			if err := s.Failures[0].Err; !errors.As(err, &fault) || strings.Contains(err.Error(), secret) {
				t.Errorf("the cause is %v", err)
			} else if !strings.Contains(string(fault.Stack), "failure_test.go") {
				t.Errorf("the stack does not tell where: %s", fault.Stack)
			}
			if text := apiclient.Explain(s.Failures[0].Err); !strings.Contains(text, "a fault of this program") {
				t.Errorf("explained as %q", text)
			}
		})
	}
}

func TestAPanicSaysWhatTheRunTimeSays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(1, 1)
		var none []int
		api.on("groups", func(context.Context) error { return errors.New(string(rune(none[3]))) })
		s := last(t, start(t, api, collect.Options{}))
		if got, want := s.Failures[0].Err.Error(), "internal fault: runtime error: index out of range [3] with length 0"; got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestNotAssigned(t *testing.T) {
	absent, missing := failed(apiclient.NotAssigned), failed(apiclient.NotFound)
	tests := []struct {
		name              string
		capacity, list    error
		failures          string
		complete, nothing bool // complete, and the group counts as zero
	}{
		{"the list is not found", absent, missing, "", true, true},
		{"the list is not assigned either", absent, absent, "", true, true},
		{"the list breaks", absent, failed(apiclient.ServerFault), "foo/g1 trunk groups", false, true},
		{"the list is HTML", absent, failed(apiclient.NotJSON), "foo/g1 trunk groups", false, true},
		{"the list is not found where trunking is assigned", nil, missing, "foo/g1 trunk groups", false, false},
		{"the list is not assigned where trunking is", nil, absent, "foo/g1 trunk groups", false, false},
		{"the list is not found and the capacity broke", failed(apiclient.ServerFault), missing, "foo/g1 group capacity; foo/g1 trunk groups", false, false},
		{"the capacity is not found, which does not say not assigned", missing, missing, "foo/g1 group capacity; foo/g1 trunk groups", false, false},
	}
	for _, tt := range tests {
		for _, slow := range []string{"capacity", "list"} {
			inBubble(t, tt.name+", "+slow+" answers last", func(t *testing.T) {
				api := newFake(3, 2)
				api.fail("capacity g1", tt.capacity)
				api.fail("list g1", tt.list)
				api.delay(slow+" g*", 11*latency)
				s := last(t, start(t, api, collect.Options{}))
				if got := failures(s); got != tt.failures {
					t.Errorf("failures %q, want %q", got, tt.failures)
				}
				if s.Breakdown.Complete != tt.complete {
					t.Errorf("complete %v", s.Breakdown.Complete)
				}
				g := s.Breakdown.Groups[1]
				if got := g.Group.Assignment == capacity.NotAssigned && g.Calls.Own == n(0); got != tt.nothing {
					t.Errorf("assignment %v, own %v", g.Group.Assignment, g.Calls.Own)
				}
			})
		}
	}
}

func TestAMissingListIsNoFailureBeforeTheCapacityIsKnown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(3, 2)
		api.fail("capacity g1", failed(apiclient.NotAssigned))
		api.fail("list g1", failed(apiclient.NotFound))
		api.delay("capacity g*", 11*latency)
		for s := range start(t, api, collect.Options{Every: 1}).Snapshots() {
			if len(s.Failures) != 0 {
				t.Fatalf("failures %q at %+v", failures(s), s.Requests)
			}
		}
	})
}

func TestNoTrunking(t *testing.T) {
	absent, missing, fault := failed(apiclient.NotAssigned), failed(apiclient.NotFound), failed(apiclient.ServerFault)
	type failing struct {
		call string
		err  error
	}
	tenant, group, list := failing{"capacity", absent}, failing{"capacity g*", absent}, failing{"list *", missing}
	tests := []struct {
		name   string
		groups int
		fail   []failing
		want   bool
	}{
		{"tenant and groups", 3, []failing{tenant, group, list}, true},
		{"a tenant without groups", 0, []failing{tenant}, true},
		{"the tenant alone, whose groups are read all the same", 3, []failing{tenant}, false},
		{"the groups alone", 3, []failing{group, list}, false},
		{"all but one group", 3, []failing{tenant, {"capacity g[01]", absent}, list}, false},
		{"a group that failed may have trunking", 3, []failing{tenant, group, list, {"capacity g2", fault}}, false},
		{"a group list that failed may hide groups with trunking", 3, []failing{tenant, {"groups", fault}}, false},
		{"a trunking tenant", 3, nil, false},
	}
	for _, tt := range tests {
		inBubble(t, tt.name, func(t *testing.T) {
			api := newFake(tt.groups, 2)
			for _, f := range tt.fail {
				api.fail(f.call, f.err)
			}
			s := last(t, start(t, api, collect.Options{}))
			if got := s.NoTrunking(); got != tt.want {
				t.Errorf("NoTrunking = %v", got)
			}
			if tt.want && (len(s.Failures) != 0 || !s.Breakdown.Complete) {
				t.Errorf("complete %v, failures %q", s.Breakdown.Complete, failures(s))
			}
		})
	}
	if (collect.Snapshot{}).NoTrunking() {
		t.Error("a snapshot of nothing says that there is no trunking")
	}
}
