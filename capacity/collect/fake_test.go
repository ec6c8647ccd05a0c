package collect_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const latency = 20 * time.Millisecond

// fake is an API made of functions, which keeps account of its calls. A test
// replaces the function that it is about.
type fake struct {
	tenantCapacity func(context.Context) (apiclient.TenantCapacity, error)
	groups         func(context.Context) ([]apiclient.Group, error)
	groupCapacity  func(ctx context.Context, group string) (apiclient.GroupCapacity, error)
	trunkGroups    func(ctx context.Context, group string) ([]apiclient.TrunkGroupItem, error)
	trunkGroup     func(ctx context.Context, group, name string) (apiclient.TrunkGroup, error)

	mu             sync.Mutex
	calls          []string
	tenants        []string // in the order of their first call
	inFlight, peak int
}

// newFake returns a tenant of 100 calls whose groups g0.. have 10 each, and whose
// trunk groups t0.. have 2 each. Every call takes the latency.
func newFake(groups, trunkGroups int) *fake {
	return &fake{
		tenantCapacity: func(ctx context.Context) (apiclient.TenantCapacity, error) {
			return apiclient.TenantCapacity{MaxActiveCalls: n(100), BurstingMaxActiveCalls: n(8)}, wait(ctx, latency)
		},
		groups: func(ctx context.Context) ([]apiclient.Group, error) {
			list := make([]apiclient.Group, groups)
			for i := range list {
				list[i] = apiclient.Group{ID: fmt.Sprintf("g%d", i), Name: fmt.Sprintf("Group %d", i)}
			}
			return list, wait(ctx, latency)
		},
		groupCapacity: func(ctx context.Context, _ string) (apiclient.GroupCapacity, error) {
			return someGroup(), wait(ctx, latency)
		},
		trunkGroups: func(ctx context.Context, group string) ([]apiclient.TrunkGroupItem, error) {
			list := make([]apiclient.TrunkGroupItem, trunkGroups)
			for i := range list {
				list[i] = apiclient.TrunkGroupItem{GroupID: group, Name: fmt.Sprintf("t%d", i)}
			}
			return list, wait(ctx, latency)
		},
		trunkGroup: func(ctx context.Context, group, name string) (apiclient.TrunkGroup, error) {
			return someTrunkGroup(group, name), wait(ctx, latency)
		},
	}
}

func n(calls int) capacity.Reading { return capacity.Read(capacity.Must(calls)) }

func someGroup() apiclient.GroupCapacity {
	return apiclient.GroupCapacity{
		MaxActiveCalls: n(10), MaxAvailableActiveCalls: n(50),
		BurstingMaxActiveCalls: n(1), BurstingMaxAvailableActiveCalls: n(4),
	}
}

func someTrunkGroup(group, name string) apiclient.TrunkGroup {
	return apiclient.TrunkGroup{GroupID: group, Name: name, MaxActiveCalls: n(2), BurstingMaxActiveCalls: n(0)}
}

// wait takes that long, or until ctx ends.
func wait(ctx context.Context, d time.Duration) error {
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// hang takes until ctx ends.
func hang(ctx context.Context) error {
	<-ctx.Done()
	return ctx.Err()
}

// enter accounts for a call of a tenant and returns what accounts for its end.
func (f *fake) enter(tenant string, call ...string) func() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !slices.Contains(f.tenants, tenant) {
		f.tenants = append(f.tenants, tenant)
	}
	f.calls = append(f.calls, strings.Join(call, " "))
	f.inFlight++
	f.peak = max(f.peak, f.inFlight)
	return func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.inFlight--
	}
}

// called returns the calls so far in the order of their arrival.
func (f *fake) called() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.calls)
}

// asked reports whether that call has arrived.
func (f *fake) asked(call string) bool { return slices.Contains(f.called(), call) }

func (f *fake) TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error) {
	defer f.enter(tenant, "capacity")()
	return f.tenantCapacity(ctx)
}

func (f *fake) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	defer f.enter(tenant, "groups")()
	return f.groups(ctx)
}

func (f *fake) GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error) {
	defer f.enter(tenant, "capacity", group)()
	return f.groupCapacity(ctx, group)
}

func (f *fake) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	defer f.enter(tenant, "list", group)()
	return f.trunkGroups(ctx, group)
}

func (f *fake) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	defer f.enter(tenant, "detail", group, name)()
	return f.trunkGroup(ctx, group, name)
}

// inBubble runs a subtest in a synctest bubble.
func inBubble(t *testing.T, name string, test func(*testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) { synctest.Test(t, test) })
}

// start collects the tenant foo, and closes the collection with the test.
func start(t *testing.T, api collect.API, opts collect.Options) *collect.Collection {
	t.Helper()
	c := collect.Start(t.Context(), api, apiclient.Tenant{ID: "foo", Name: "Foo"}, opts)
	t.Cleanup(c.Close)
	return c
}

// last reads snapshots up to the last one.
func last(t *testing.T, c *collect.Collection) collect.Snapshot {
	t.Helper()
	var s collect.Snapshot
	for s = range c.Snapshots() {
	}
	if !s.Done {
		t.Errorf("the last snapshot is not done: %+v", s.Requests)
	}
	return s
}

// failed returns an error of a kind, as a client does.
func failed(kind apiclient.Kind) error {
	return &apiclient.Error{Op: "ask", Kind: kind, Status: 500}
}
