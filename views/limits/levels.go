package limits

import (
	"context"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
)

// Levels reads the limits of a tenant and below as far as an edit needs them.
type Levels struct {
	API         collect.API
	Concurrency int // most requests in flight at once; zero is the default of collect
}

// Of reads a tenant's own limits, and of its groups one with all trunk groups, or where no
// group is named what each was given.
func (l Levels) Of(ctx context.Context, t apiclient.Tenant, group string) (collect.Snapshot, error) {
	own, err := l.API.TenantCapacity(ctx, t.ID)
	if err != nil {
		return collect.Snapshot{}, err
	}
	limited, done := context.WithCancel(ctx)
	defer done()
	opts := collect.Options{Groups: []string{group}}
	if group == "" {
		opts = collect.Options{AwaitPrefer: true}
	}
	read := readUntil(l.collect(limited, t, opts), func(read collect.Snapshot) bool {
		b := read.Breakdown
		return group == "" && b.Tenant.GroupsListed && b.Calls.Allocated.IsComplete() && b.BurstingAllocated.Allocated.IsComplete()
	})
	if err := ctx.Err(); err != nil {
		return collect.Snapshot{}, err
	}
	tenant := read.Breakdown.Tenant
	tenant.Assignment = capacity.Assigned
	tenant.MaxActiveCalls, tenant.BurstingMaxActiveCalls = own.MaxActiveCalls, own.BurstingMaxActiveCalls
	read.Breakdown = capacity.Analyze(tenant)
	return read, nil
}

// readUntil reads until there is enough, or all. The groups' own limits go before their trunk
// groups.
func readUntil(running *collect.Collection, isEnough func(collect.Snapshot) bool) (read collect.Snapshot) {
	preferred := false
	for read = range running.Snapshots() {
		if listed := read.Breakdown.Groups; !preferred && len(listed) > 0 {
			preferred = true
			ids := make([]string, len(listed))
			for i, g := range listed {
				ids[i] = g.Group.ID
			}
			running.Prefer(ids)
		}
		if isEnough(read) {
			break
		}
	}
	return read
}

func (l Levels) collect(ctx context.Context, t apiclient.Tenant, opts collect.Options) *collect.Collection {
	opts.Concurrency = l.Concurrency
	return collect.Start(ctx, l.API, t, opts)
}

// Allocated reads what the level below a tenant or a group was given; nil for all else.
func (l Levels) Allocated(of change.Subject) func(context.Context) (map[string]capacity.Sum, error) {
	var opts collect.Options
	switch of.Kind {
	case change.TenantCapacity:
		opts.AwaitPrefer = true
	case change.GroupCapacity:
		opts.Groups = []string{of.Group}
	default:
		return nil
	}
	return func(ctx context.Context) (map[string]capacity.Sum, error) {
		ctx, done := context.WithCancel(ctx)
		defer done()
		return allocatedIn(l.collect(ctx, apiclient.Tenant{ID: of.Tenant}, opts), of)
	}
}

// allocatedIn reads until every figure of the level below is there.
func allocatedIn(running *collect.Collection, of change.Subject) (sums map[string]capacity.Sum, err error) {
	whole := false
	read := readUntil(running, func(read collect.Snapshot) bool {
		sums = AllocatedOf(read.Breakdown, of)
		whole = len(sums) > 0
		for _, sum := range sums {
			whole = whole && sum.IsComplete()
		}
		return whole
	})
	if !whole && len(read.Failures) > 0 {
		err = read.Failures[0].Err
	}
	return sums, err
}
