package collect_test

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

func TestCloseLeavesNoGoroutine(t *testing.T) {
	// Not in a bubble, whose own check would come before that of goleak.
	for _, tt := range []struct {
		name    string
		hanging string
		opts    collect.Options
	}{
		{"while all is asked", "", collect.Options{Concurrency: 64}},
		{"while nothing answers", "capacity g*", collect.Options{}},
		{"while a Prefer is awaited", "", collect.Options{AwaitPrefer: true}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			ignore := goleak.IgnoreCurrent()
			api := newFake(50, 5)
			api.on(tt.hanging, hang)
			c := collect.Start(t.Context(), api, apiclient.Tenant{ID: "foo"}, tt.opts)
			<-c.Snapshots()
			c.Close()
			if err := goleak.Find(ignore); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestCloseWaitsForRequestsThatAreSlowToEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(1, 1)
		var ended bool
		api.on("groups", func(ctx context.Context) error {
			_ = hang(ctx)
			time.Sleep(time.Second)
			ended = true
			return ctx.Err()
		})
		c := start(t, api, collect.Options{})
		time.Sleep(time.Minute)
		c.Close()
		if !ended {
			t.Error("Close returned with a request under way")
		}
	})
}

func TestTheEndReleasesTheContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(0, 0)
		var given context.Context
		api.on("groups", func(ctx context.Context) error {
			given = ctx
			return wait(ctx, latency)
		})
		c := collect.Start(t.Context(), api, apiclient.Tenant{ID: "foo"}, collect.Options{})
		last(t, c)
		synctest.Wait()
		if given.Err() == nil {
			t.Error("the context outlives the collection, which nobody closed")
		}
	})
}

func TestCloseMayBeRepeatedAndShared(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := start(t, newFake(50, 5), collect.Options{})
		time.Sleep(3 * latency / 2)
		var closers sync.WaitGroup
		for range 5 {
			closers.Go(c.Close)
			closers.Go(func() { c.Prefer([]string{"g1"}) })
		}
		closers.Wait()
		c.Close()
	})
}

func TestCanceledRequestsAreNoFailures(t *testing.T) {
	for _, tt := range []struct {
		name            string
		cancel, timeout time.Duration
	}{
		{"canceled", 3 * latency / 2, time.Hour},
		{"out of time", time.Hour, 3 * latency / 2},
	} {
		inBubble(t, tt.name, func(t *testing.T) {
			api := newFake(10, 2)
			api.on("capacity g*", func(ctx context.Context) error {
				if err := wait(ctx, latency); err != nil {
					return &apiclient.Error{Kind: apiclient.Canceled, Err: err}
				}
				return nil
			})
			ctx, cancel := context.WithTimeout(t.Context(), tt.timeout)
			defer cancel()
			time.AfterFunc(tt.cancel, cancel)
			c := collect.Start(ctx, api, apiclient.Tenant{ID: "foo"}, collect.Options{})
			s := last(t, c)
			if len(s.Failures) != 0 {
				t.Errorf("failures %q", failures(s))
			}
			if s.Breakdown.Complete || s.Requests != (collect.Progress{Done: 2, Known: 22}) || len(s.Breakdown.Groups) != 10 {
				t.Errorf("complete %v, %+v, %d groups", s.Breakdown.Complete, s.Requests, len(s.Breakdown.Groups))
			}
		})
	}
}

func TestACanceledErrorOfARunningCollectionIsAFailure(t *testing.T) {
	// The client was closed under the collection: a gap needs its cause.
	synctest.Test(t, func(t *testing.T) {
		api := newFake(1, 1)
		api.fail("groups", context.Canceled)
		s := last(t, start(t, api, collect.Options{}))
		if failures(s) != "foo groups" || !errors.Is(s.Failures[0].Err, context.Canceled) {
			t.Errorf("failures %q", failures(s))
		}
	})
}

func TestAnswersThatWereUnderWayStillCountAfterACancellation(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(1, 1)
		api.capacity = apiclient.TenantCapacity{MaxActiveCalls: n(7)}
		api.on("capacity", func(ctx context.Context) error {
			_ = hang(ctx)
			return nil
		})
		c := start(t, api, collect.Options{})
		time.Sleep(time.Second)
		c.Close()
		s := last(t, c)
		if s.Breakdown.Calls.Own != n(7) || s.Requests != (collect.Progress{Done: 5, Known: 5}) {
			t.Errorf("own %v, %+v", s.Breakdown.Calls.Own, s.Requests)
		}
	})
}

func TestAContextThatHasEndedAsksNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		api := newFake(1, 1)
		s := last(t, collect.Start(ctx, api, apiclient.Tenant{ID: "foo"}, collect.Options{}))
		if len(api.called()) != 0 || len(s.Failures) != 0 || s.Breakdown.Complete {
			t.Errorf("calls %q, failures %q", api.called(), failures(s))
		}
	})
}
