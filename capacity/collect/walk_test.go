package collect_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

// tenantIDs returns t01, t02 and so on.
func tenantIDs(n int) []string {
	ids := make([]string, n)
	for i := range ids {
		ids[i] = fmt.Sprintf("t%02d", i+1)
	}
	return ids
}

// nextOf returns the tenants of these ids one after the other.
func nextOf(ids []string) func() (apiclient.Tenant, bool) {
	tenants := make([]apiclient.Tenant, len(ids))
	for i, id := range ids {
		tenants[i].ID = id
	}
	return collect.Each(tenants)
}

// walked walks to the end and returns the ids in the order given.
func walked(t *testing.T, w collect.Walk) []string {
	t.Helper()
	var ids []string
	for r := range w.Results(t.Context()) {
		if r.Err != nil || !r.Snapshot.Breakdown.Complete || r.Snapshot.Breakdown.Tenant.ID != r.Tenant.ID {
			t.Errorf("%s: %v, complete %v", r.Tenant.ID, r.Err, r.Snapshot.Breakdown.Complete)
		}
		ids = append(ids, r.Tenant.ID)
	}
	return ids
}

// given walks until the end or that of ctx, and returns the ids in the order given.
func given(ctx context.Context, w collect.Walk) []string {
	var ids []string
	for r := range w.Results(ctx) {
		ids = append(ids, r.Tenant.ID)
	}
	return ids
}

// hangingOn is a fake that answers nothing of one tenant.
type hangingOn struct {
	*fake
	tenant string
}

func (h hangingOn) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	if tenant == h.tenant {
		return nil, hang(ctx)
	}
	return h.fake.Groups(ctx, tenant)
}

func TestAWalkGivesEveryTenantOnceAndCountsItsRequests(t *testing.T) {
	for _, concurrency := range []int{1, 8} {
		for _, ordered := range []bool{true, false} {
			synctest.Test(t, func(t *testing.T) {
				api := newFake(2, 2)
				var requests collect.Progress
				w := collect.Walk{API: api, Next: nextOf(tenantIDs(30)), Concurrency: concurrency, Ordered: ordered}
				var got []string
				for r := range w.Results(t.Context()) {
					got = append(got, r.Tenant.ID)
					requests = r.Requests
				}
				if !ordered {
					slices.Sort(got)
				}
				if !slices.Equal(got, tenantIDs(30)) {
					t.Errorf("ordered %v: %v", ordered, got)
				}
				if want := 30 * (2 + 4 + 4); len(api.called()) != want || requests != (collect.Progress{Done: want, Known: want}) {
					t.Errorf("%d calls, %+v; want %d", len(api.called()), requests, want)
				}
			})
		}
	}
}

// Small tenants have one or two requests to make at a time: only many of them fill
// the connection. Of large ones two do.
func TestTenantsAreBegunUntilTheConnectionIsFull(t *testing.T) {
	const slots = 8
	for name, test := range map[string]struct {
		groups      int
		after       time.Duration
		least, most int // tenants that have been begun by then
	}{
		"no groups":   {groups: 0, least: slots / 2, most: slots},
		"many groups": {groups: 100, least: 1, most: slots},
		"many groups, when the first have told theirs": {groups: 100, after: 5 * latency, least: 1, most: slots},
	} {
		inBubble(t, name, func(t *testing.T) {
			api := newFake(test.groups, 1)
			ctx, cancel := context.WithCancel(t.Context())
			w := collect.Walk{API: api, Next: nextOf(tenantIDs(100)), Concurrency: slots}
			ended := make(chan []string)
			go func() { ended <- given(ctx, w) }()
			time.Sleep(test.after + latency/2)
			api.mu.Lock()
			begun, inFlight := len(api.tenants), api.inFlight
			api.mu.Unlock()
			if begun < test.least || begun > test.most {
				t.Errorf("%d tenants are read at once", begun)
			}
			if inFlight < slots {
				t.Errorf("%d requests are with the connection, which takes %d", inFlight, slots)
			}
			cancel()
			if given := <-ended; len(given) > 0 {
				t.Errorf("%v were given, of which a request was cut off", given)
			}
		})
	}
}

func TestATenantThatHoldsTheOrderUpDoesNotFillTheMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slots = 4
		api := newFake(0, 0)
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Minute, func() {
			if begun := len(api.tenants); begun > slots {
				t.Errorf("%d tenants wait for the first", begun)
			}
			cancel()
		})
		w := collect.Walk{API: hangingOn{api, "t01"}, Next: nextOf(tenantIDs(100)), Concurrency: slots, Ordered: true}
		if got := given(ctx, w); len(got) > 0 {
			t.Errorf("%v are given out of their turn", got)
		}
	})
}

// What was read whole is given when the walk is cut off, and nothing that was not.
func TestAWalkThatIsCutOffGivesWhatIsWhole(t *testing.T) {
	for _, ordered := range []bool{true, false} {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			w := collect.Walk{API: hangingOn{newFake(1, 1), "t03"}, Next: nextOf(tenantIDs(4)), Ordered: ordered, Concurrency: 64}
			time.AfterFunc(2*latency+latency/2, cancel) // while the trunk groups are asked for
			if got := given(ctx, w); len(got) > 0 {
				t.Errorf("%v are given", got)
			}

			ctx, cancel = context.WithCancel(t.Context())
			w.Next = nextOf(tenantIDs(4))
			time.AfterFunc(time.Minute, cancel)
			got, want := given(ctx, w), []string{"t01", "t02"}
			if !ordered {
				want = append(want, "t04")
				slices.Sort(got)
			}
			if !slices.Equal(got, want) {
				t.Errorf("ordered %v: %v are given, want %v", ordered, got, want)
			}
		})
	}
}

// Also what had ended before the end of ctx and was not given yet.
func TestAWalkThatIsCutOffGivesWhatEndedBefore(t *testing.T) {
	for range 10 { // of two events at once, either may be seen first
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			w := collect.Walk{API: newFake(1, 1), Next: nextOf(tenantIDs(4))}
			given := 0
			for range w.Results(ctx) {
				if given++; given == 1 {
					time.Sleep(time.Minute)
					cancel()
				}
			}
			if given != 4 {
				t.Errorf("%d of 4 tenants are given", given)
			}
		})
	}
}

// A large tenant fills the connection: another begins when it has little left.
func TestALargeTenantLeavesNoRoomForAnother(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		const slots = 4
		api := newFake(100, 1)
		begun, next := 0, nextOf(tenantIDs(20))
		w := collect.Walk{API: api, Concurrency: slots, Next: func() (apiclient.Tenant, bool) {
			begun++
			return next()
		}}
		gone := errors.New("no such tenant")
		w.Lookup = func(ctx context.Context, id string) (apiclient.Tenant, error) {
			if id == "t01" {
				return apiclient.Tenant{ID: id}, wait(ctx, latency) // when all four have begun
			}
			_ = wait(ctx, 4*latency) // when the first has learnt of its groups
			return apiclient.Tenant{}, gone
		}
		time.AfterFunc(10*latency, func() {
			if begun != slots {
				t.Errorf("%d tenants have begun, want %d", begun, slots)
			}
		})
		if got := given(t.Context(), w); len(got) != 20 {
			t.Errorf("%d tenants are given", len(got))
		}
	})
}

// One tenant at a time: the next is chosen when the body of the loop is through with the
// one before, which may have given it back.
func TestTheNextTenantIsChosenWhenTheOneBeforeIsDone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		left := tenantIDs(3)
		var steps []string
		w := collect.Walk{API: newFake(3, 1), Tenants: 1, Next: func() (tenant apiclient.Tenant, found bool) {
			if len(left) == 0 {
				return tenant, false
			}
			tenant.ID, left = left[0], left[1:]
			steps = append(steps, "next "+tenant.ID)
			return tenant, true
		}}
		for r := range w.Results(t.Context()) {
			steps = append(steps, "read "+r.Tenant.ID)
			if len(steps) == 6 { // the last is read, and Next has nothing
				left = []string{"t01"}
			}
		}
		want := "next t01, read t01, next t02, read t02, next t03, read t03, next t01, read t01"
		if got := strings.Join(steps, ", "); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestALoopThatEndsEarlyLeavesNothingBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // which waits for every goroutine
		api := newFake(2, 1)
		w := collect.Walk{API: hangingOn{api, "t02"}, Next: nextOf(tenantIDs(100)), Concurrency: 4}
		for range w.Results(t.Context()) {
			break
		}
		before := len(api.called())
		time.Sleep(time.Minute)
		if after := len(api.called()); after != before || api.inFlight > 0 {
			t.Errorf("%d requests after the end, %d in flight", after-before, api.inFlight)
		}
	})
}

func TestATickTellsHowFarTheWalkIs(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begin := time.Now()
		var ticks []collect.Progress
		w := collect.Walk{API: newFake(10, 1), Next: nextOf(tenantIDs(2)), Concurrency: 1, Every: 5 * latency}
		w.Tick = func(p collect.Progress) {
			if apart := time.Since(begin); apart%w.Every != 0 {
				t.Errorf("a tick after %v", apart)
			}
			ticks = append(ticks, p)
		}
		walked(t, w)
		if len(ticks) < 10 {
			t.Fatalf("%d ticks", len(ticks))
		}
		for i, p := range ticks {
			if p.Done > p.Known || i > 0 && (p.Done <= ticks[i-1].Done || p.Known < ticks[i-1].Known) {
				t.Errorf("%+v", ticks)
			}
		}
	})
}

func TestAWalkLooksUpWhomItKnowsTheIDOf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newFake(1, 1)
		w := collect.Walk{API: api, Next: nextOf([]string{"t01", "nobody", "fault", "t02"}), Ordered: true}
		gone := errors.New("no such tenant")
		w.Lookup = func(ctx context.Context, id string) (apiclient.Tenant, error) {
			switch id {
			case "nobody":
				return apiclient.Tenant{}, gone
			case "fault":
				panic("out of order")
			}
			return apiclient.Tenant{ID: id, Name: "Name of " + id, Type: apiclient.Enterprise}, wait(ctx, latency)
		}
		var results []collect.Result
		for r := range w.Results(t.Context()) {
			results = append(results, r)
		}
		if len(results) != 4 {
			t.Fatalf("%d results", len(results))
		}
		if r := results[0]; r.Tenant.Type != apiclient.Enterprise || r.Snapshot.Breakdown.Tenant.Name != "Name of t01" || r.Err != nil {
			t.Errorf("%+v", r.Tenant)
		}
		if r := results[1]; !errors.Is(r.Err, gone) || r.Snapshot.Breakdown.Tenant.ID != "nobody" || r.Snapshot.Breakdown.Complete {
			t.Errorf("%+v %v", r.Snapshot.Breakdown, r.Err)
		}
		var fault *collect.PanicError
		if r := results[2]; !errors.As(r.Err, &fault) || r.Snapshot.Breakdown.Complete {
			t.Errorf("%v", r.Err)
		}
		if r := results[3]; r.Err != nil || !r.Snapshot.Breakdown.Complete {
			t.Errorf("%+v %v", r.Snapshot.Requests, r.Err)
		}
		if api.asked("nobody") || slices.Contains(api.tenants, "nobody") {
			t.Error("the capacity of a tenant that is not there was asked for")
		}
		if got := results[3].Requests; got.Done != 3+2*5 || got.Known != got.Done {
			t.Errorf("%+v: a look-up that was answered is a request too", got)
		}
	})
}

func TestAWalkUsesTheReportInOneCall(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		api := newReporter(2, 1)
		walked(t, collect.Walk{API: api, Next: nextOf(tenantIDs(3))})
		if calls := len(api.called()); calls != 3*(1+2+2) || !api.asked("report") {
			t.Errorf("%d calls: %v", calls, api.called())
		}
	})
}

func TestTenantsThatAreListedTwiceAreOne(t *testing.T) {
	list := []apiclient.Tenant{{ID: "a", Name: "first"}, {ID: "b"}, {ID: "a", Name: "again"}}
	if got := collect.Distinct(list); !slices.Equal(got, list[:2]) {
		t.Errorf("%v", got)
	}
}
