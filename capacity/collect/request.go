package collect

import "context"

// answer is the outcome of a task. merge puts it into the tree; only the owner of
// the tree calls it.
type answer struct {
	task  task
	err   error
	merge func()
}

// request returns the call of the API that a task stands for. The call may run on
// any goroutine: it reads nothing that changes.
func (r *run) request(t task) func(context.Context) answer {
	switch t.kind {
	case tenantCapacity:
		return func(ctx context.Context) answer {
			c, err := r.api.TenantCapacity(ctx, r.tenant)
			return answer{t, err, func() { r.tree.tenantCapacity(c, err) }}
		}
	case groupList:
		return func(ctx context.Context) answer {
			groups, err := r.api.Groups(ctx, r.tenant)
			return answer{t, err, func() {
				if err != nil {
					r.tree.groupsErr = err
					return
				}
				r.tree.tenant.GroupsListed = true
				r.setGroups(groups)
			}}
		}
	}
	return r.groupRequest(t)
}

// groupRequest is request for what belongs to a group.
func (r *run) groupRequest(t task) func(context.Context) answer {
	b := &r.tree.groups[t.group]
	id := b.group.ID
	switch t.kind {
	case groupCapacity:
		return func(ctx context.Context) answer {
			c, err := r.api.GroupCapacity(ctx, r.tenant, id)
			return answer{t, err, func() { b.capacity(c, err) }}
		}
	case trunkGroupList:
		return func(ctx context.Context) answer {
			items, err := r.api.TrunkGroups(ctx, r.tenant, id)
			return answer{t, err, func() {
				b.list(items, err)
				r.requests.Known += len(b.trunkGroups)
				r.queue.setTrunkGroups(t.group, len(b.trunkGroups))
			}}
		}
	}
	name := b.trunkGroups[t.trunkGroup].Name
	return func(ctx context.Context) answer {
		d, err := r.api.TrunkGroup(ctx, r.tenant, id, name)
		return answer{t, err, func() { b.detail(t.trunkGroup, d, err) }}
	}
}
