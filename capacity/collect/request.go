package collect

import (
	"context"
	"errors"

	"banyan/apiclient"
)

// answer is the outcome of a task. merge puts it into the tree; only the owner of
// the tree calls it.
type answer struct {
	task  task
	err   error
	merge func()
}

// ask returns what makes the request of a task. It may run on any goroutine: call
// reads nothing that changes, and merge runs with the owner of the tree.
func ask[T any](t task, call func(context.Context) (T, error), merge func(T, error)) func(context.Context) answer {
	return func(ctx context.Context) answer {
		value, err := guarded(ctx, call)
		return answer{t, err, func() { merge(value, err) }}
	}
}

// request returns what makes the request of a task.
func (r *run) request(t task) func(context.Context) answer {
	switch t.kind {
	case tenantCapacity:
		return ask(t, func(ctx context.Context) (apiclient.TenantCapacity, error) {
			return r.api.TenantCapacity(ctx, r.tenant)
		}, r.tree.tenantCapacity)
	case groupList:
		return ask(t, func(ctx context.Context) ([]apiclient.Group, error) {
			return r.api.Groups(ctx, r.tenant)
		}, r.takeGroups)
	case capacityReport:
		return ask(t, func(ctx context.Context) (apiclient.CapacityReport, error) {
			return r.reporter.CapacityReport(ctx, r.tenant)
		}, r.takeReport)
	}
	return r.groupRequest(t)
}

// groupRequest is request for what belongs to a group.
func (r *run) groupRequest(t task) func(context.Context) answer {
	b := &r.tree.groups[t.group]
	id := b.group.ID
	switch t.kind {
	case groupCapacity:
		return ask(t, func(ctx context.Context) (apiclient.GroupCapacity, error) {
			return r.api.GroupCapacity(ctx, r.tenant, id)
		}, b.capacity)
	case trunkGroupList:
		return ask(t, func(ctx context.Context) ([]apiclient.TrunkGroupItem, error) {
			return r.api.TrunkGroups(ctx, r.tenant, id)
		}, func(items []apiclient.TrunkGroupItem, err error) {
			b.list(items, err)
			r.requests.Known += len(b.trunkGroups)
			r.queue.setTrunkGroups(t.group, len(b.trunkGroups))
		})
	}
	name := b.trunkGroups[t.trunkGroup].Name
	return ask(t, func(ctx context.Context) (apiclient.TrunkGroup, error) {
		return r.api.TrunkGroup(ctx, r.tenant, id, name)
	}, func(d apiclient.TrunkGroup, err error) {
		b.detail(t.trunkGroup, d, err)
	})
}

// takeGroups makes the listed groups known, or keeps why there is no list.
func (r *run) takeGroups(groups []apiclient.Group, err error) {
	if err != nil {
		r.tree.groupsErr = err
		return
	}
	r.tree.tenant.GroupsListed = true
	r.setGroups(groups)
}

// takeReport makes known what a report tells, and asks singly for what it does not.
func (r *run) takeReport(report apiclient.CapacityReport, err error) {
	switch {
	case errors.Is(err, apiclient.ErrNoReport):
		r.askTenant(tenantCapacity, groupList)
		return
	case err != nil:
		r.tree.capacityErr, r.tree.groupsErr = err, err
		return
	}
	if report.TenantTold {
		r.tree.tenantCapacity(report.Tenant, nil)
	} else {
		r.askTenant(tenantCapacity)
	}
	if len(report.Groups) == 0 {
		// It may be empty because there is none, or because nothing is in it.
		r.askTenant(groupList)
		return
	}
	groups := make([]apiclient.Group, len(report.Groups))
	for i, g := range report.Groups {
		groups[i] = g.Group
	}
	r.takeGroups(groups, nil)
	for i, g := range report.Groups {
		switch g.State {
		case apiclient.Told:
			r.tree.groups[i].capacity(g.Capacity, nil)
		case apiclient.ToldNotAssigned:
			r.tree.groups[i].capacity(apiclient.GroupCapacity{}, apiclient.ErrNotAssigned)
		default:
			continue
		}
		r.queue.settleCapacity(i)
		r.requests.Known--
	}
}

// askTenant makes requests of the tenant itself known.
func (r *run) askTenant(kinds ...kind) {
	for _, k := range kinds {
		r.queue.tenant = append(r.queue.tenant, task{kind: k})
	}
	r.requests.Known += len(kinds)
}
