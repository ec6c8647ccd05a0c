package limits

import (
	"context"
	"slices"

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
// group is named what each was given. With beside it reads both where a group is named: what the
// tenant has left is known then.
func (l Levels) Of(ctx context.Context, t apiclient.Tenant, group string, beside bool) (collect.Snapshot, error) {
	own, err := l.API.TenantCapacity(ctx, t.ID)
	if err != nil {
		return collect.Snapshot{}, err
	}
	opts := collect.Options{Limits: true}
	var all *collect.Collection
	if group != "" {
		if beside {
			all = l.collect(ctx, t, opts)
		}
		opts = collect.Options{Groups: []string{group}}
	}
	read := last(l.collect(ctx, t, opts))
	if all != nil {
		read = placed(read, last(all))
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

// placed returns a group that was read whole in its place among all of its tenant, or by itself
// where they do not have it.
func placed(one, all collect.Snapshot) collect.Snapshot {
	whole := one.Breakdown.Tenant.Groups[0]
	tenant := all.Breakdown.Tenant
	at := slices.IndexFunc(tenant.Groups, func(g capacity.Group) bool { return g.ID == whole.ID })
	if at < 0 {
		return one
	}
	whole.Name = tenant.Groups[at].Name
	tenant.Groups = slices.Clone(tenant.Groups)
	tenant.Groups[at] = whole
	one.Breakdown.Tenant = tenant
	one.Failures = slices.Concat(one.Failures, all.Failures)
	if !all.Oldest.IsZero() && all.Oldest.Before(one.Oldest) {
		one.Oldest = all.Oldest
	}
	return one
}

// last waits for the end of a collection, and returns what it read.
func last(running *collect.Collection) (read collect.Snapshot) {
	for read = range running.Snapshots() {
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
		opts.Limits = true
	case change.GroupCapacity:
		opts.Groups = []string{of.Group}
	default:
		return nil
	}
	return func(ctx context.Context) (map[string]capacity.Sum, error) {
		read := last(l.collect(ctx, apiclient.Tenant{ID: of.Tenant}, opts))
		sums := AllocatedOf(read.Breakdown, of)
		isWhole := len(sums) > 0
		for _, sum := range sums {
			isWhole = isWhole && sum.IsComplete()
		}
		if !isWhole && len(read.Failures) > 0 {
			return sums, read.Failures[0].Err
		}
		return sums, nil
	}
}
