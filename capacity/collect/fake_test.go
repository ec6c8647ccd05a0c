package collect_test

import (
	"cmp"
	"context"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/soak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(soak.Tests{M: m}) }

const latency = 20 * time.Millisecond

// fake is a tenant whose groups g0.. have trunk groups t0.. each. It keeps account of its
// calls, which take the latency where a test says nothing else.
type fake struct {
	capacity apiclient.TenantCapacity
	sizes    []int // of trunk groups, a group
	detail   func(group, name string) apiclient.TrunkGroup
	answers  []answer

	mu             sync.Mutex
	calls          []string // "capacity", "groups", "capacity g1", "list g1", "detail g1 t0", "report"
	tenants        []string // in the order of their first call
	inFlight, peak int
}

// answer is what happens at the calls that match a pattern of path.Match.
type answer struct {
	pattern string
	do      func(context.Context) error
}

// newFake returns a tenant of 100 calls whose groups have 10 each, and whose trunk groups
// have 2 each.
func newFake(groups, trunkGroups int) *fake {
	return &fake{
		capacity: apiclient.TenantCapacity{MaxActiveCalls: n(100), BurstingMaxActiveCalls: n(8)},
		sizes:    slices.Repeat([]int{trunkGroups}, groups),
		detail:   someTrunkGroup,
	}
}

// on has calls do something in place of waiting. Of several that match the same call each
// is done, and the last error is its error.
func (f *fake) on(pattern string, do func(context.Context) error) {
	f.answers = append(f.answers, answer{pattern, do})
}

// fail lets calls end at once, with an error or nil.
func (f *fake) fail(pattern string, err error) {
	f.on(pattern, func(context.Context) error { return err })
}

// delay lets calls take that long.
func (f *fake) delay(pattern string, d time.Duration) {
	f.on(pattern, func(ctx context.Context) error { return wait(ctx, d) })
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

// answer accounts for a call of a tenant, and takes as long as it is to.
func (f *fake) answer(ctx context.Context, tenant string, words ...string) (err error) {
	call := strings.Join(words, " ")
	f.mu.Lock()
	if !slices.Contains(f.tenants, tenant) {
		f.tenants = append(f.tenants, tenant)
	}
	f.calls = append(f.calls, call)
	f.inFlight++
	f.peak = max(f.peak, f.inFlight)
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.inFlight--
	}()
	found := false
	for _, a := range f.answers {
		if matches, _ := path.Match(a.pattern, call); matches {
			found = true
			err = cmp.Or(a.do(ctx), err)
		}
	}
	if !found {
		return wait(ctx, latency)
	}
	return err
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
	return f.capacity, f.answer(ctx, tenant, "capacity")
}

func (f *fake) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	list := make([]apiclient.Group, len(f.sizes))
	for i := range list {
		list[i] = apiclient.Group{ID: fmt.Sprintf("g%d", i), Name: fmt.Sprintf("Group %d", i)}
	}
	return list, f.answer(ctx, tenant, "groups")
}

func (f *fake) GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error) {
	return someGroup(), f.answer(ctx, tenant, "capacity", group)
}

func (f *fake) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	i, _ := strconv.Atoi(group[1:])
	list := make([]apiclient.TrunkGroupItem, f.sizes[i])
	for i := range list {
		list[i] = apiclient.TrunkGroupItem{GroupID: group, Name: fmt.Sprintf("t%d", i)}
	}
	return list, f.answer(ctx, tenant, "list", group)
}

func (f *fake) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	return f.detail(group, name), f.answer(ctx, tenant, "detail", group, name)
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
