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

// Of reads a tenant's own limits, and one of its groups with all trunk groups.
func (l Levels) Of(ctx context.Context, t apiclient.Tenant, group string) (collect.Snapshot, error) {
	own, err := l.API.TenantCapacity(ctx, t.ID)
	if err != nil {
		return collect.Snapshot{}, err
	}
	var read collect.Snapshot
	for read = range l.collect(ctx, t, collect.Options{Groups: []string{group}}).Snapshots() {
	}
	if err := ctx.Err(); err != nil {
		return collect.Snapshot{}, err
	}
	tenant := read.Breakdown.Tenant
	tenant.Assignment = capacity.Assigned
	tenant.MaxActiveCalls, tenant.BurstingMaxActiveCalls = own.MaxActiveCalls, own.BurstingMaxActiveCalls
	read.Breakdown = capacity.Analyze(tenant)
	return read, nil
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

// allocatedIn reads until every figure of the level below is there. Of a tenant those
// are its groups' own, which go before their trunk groups.
func allocatedIn(running *collect.Collection, of change.Subject) (sums map[string]capacity.Sum, err error) {
	preferred := false
	for read := range running.Snapshots() {
		if listed := read.Breakdown.Groups; !preferred && len(listed) > 0 {
			preferred = true
			ids := make([]string, len(listed))
			for i, g := range listed {
				ids[i] = g.Group.ID
			}
			running.Prefer(ids)
		}
		sums = AllocatedOf(read.Breakdown, of)
		whole := len(sums) > 0
		for _, sum := range sums {
			whole = whole && sum.IsComplete()
		}
		if whole {
			return sums, nil
		}
		if len(read.Failures) > 0 {
			err = read.Failures[0].Err
		}
	}
	return sums, err
}
