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
	read := l.below(ctx, t, group)
	if beside && group != "" {
		read = placed(read, l.below(ctx, t, ""))
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

// below reads one group with all trunk groups, or where none is named what each group was given.
func (l Levels) below(ctx context.Context, t apiclient.Tenant, group string) collect.Snapshot {
	limited, done := context.WithCancel(ctx)
	defer done()
	opts := collect.Options{Groups: []string{group}}
	if group == "" {
		opts = collect.Options{AwaitPrefer: true}
	}
	return readUntil(l.collect(limited, t, opts), func(read collect.Snapshot) bool { return group == "" && isAnswered(read) })
}

// isAnswered reports whether every group of a tenant told its own limits, or cannot be read: trunk groups
// add nothing to what the tenant gave out.
func isAnswered(read collect.Snapshot) bool {
	failed := make(map[string]bool)
	for _, f := range read.Failures {
		if len(f.Path) == 2 && f.What == "group capacity" {
			failed[f.Path[1]] = true
		}
	}
	tenant := read.Breakdown.Tenant
	return tenant.GroupsListed && !slices.ContainsFunc(tenant.Groups, func(g capacity.Group) bool {
		return g.Assignment == capacity.AssignmentUnread && !failed[g.ID]
	})
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
		return whole || of.Kind == change.TenantCapacity && isAnswered(read)
	})
	if !whole && len(read.Failures) > 0 {
		err = read.Failures[0].Err
	}
	return sums, err
}
