package views

import (
	"context"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/routing"
)

// fakeAPI answers as its funcs say; one that is not set answers with nothing.
type fakeAPI struct {
	capabilities     apiclient.Capabilities
	tenants          func(context.Context) ([]apiclient.Tenant, error)
	groups           func(context.Context, string) ([]apiclient.Group, error)
	tenantCapacity   func(context.Context, string) (apiclient.TenantCapacity, error)
	groupCapacity    func(context.Context, string, string) (apiclient.GroupCapacity, error)
	trunkGroups      func(context.Context, string, string) ([]apiclient.TrunkGroupItem, error)
	trunkGroup       func(context.Context, string, string, string) (apiclient.TrunkGroup, error)
	enterpriseTrunks func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error)
	enterpriseTrunk  func(context.Context, string, string) (routing.Trunk, error)
	available        func(context.Context, string) ([]routing.Key, error)
}

func (f *fakeAPI) Capabilities() apiclient.Capabilities { return f.capabilities }

func (f *fakeAPI) Tenants(ctx context.Context) ([]apiclient.Tenant, error) {
	if f.tenants == nil {
		return nil, nil
	}
	return f.tenants(ctx)
}

func (f *fakeAPI) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	if f.groups == nil {
		return nil, nil
	}
	return f.groups(ctx, tenant)
}

func (f *fakeAPI) TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error) {
	if f.tenantCapacity == nil {
		return apiclient.TenantCapacity{MaxActiveCalls: calls(226), BurstingMaxActiveCalls: calls(18)}, nil
	}
	return f.tenantCapacity(ctx, tenant)
}

func (f *fakeAPI) GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error) {
	if f.groupCapacity == nil {
		return apiclient.GroupCapacity{MaxActiveCalls: calls(20), MaxAvailableActiveCalls: calls(50), BurstingMaxActiveCalls: calls(2), BurstingMaxAvailableActiveCalls: calls(18)}, nil
	}
	return f.groupCapacity(ctx, tenant, group)
}

func (f *fakeAPI) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	if f.trunkGroups == nil {
		return nil, nil
	}
	return f.trunkGroups(ctx, tenant, group)
}

func (f *fakeAPI) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	if f.trunkGroup == nil {
		return apiclient.TrunkGroup{GroupID: group, Name: name, MaxActiveCalls: calls(4), BurstingMaxActiveCalls: calls(0)}, nil
	}
	return f.trunkGroup(ctx, tenant, group, name)
}

func (f *fakeAPI) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	if f.enterpriseTrunks == nil {
		return nil, nil
	}
	return f.enterpriseTrunks(ctx, tenant)
}

func (f *fakeAPI) EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	if f.enterpriseTrunk == nil {
		return routing.Trunk{Name: name}, nil
	}
	return f.enterpriseTrunk(ctx, owner.Tenant, name)
}

func (f *fakeAPI) AvailableTrunkGroups(ctx context.Context, owner apiclient.TrunkOwner, _ apiclient.TrunkGroupCriteria) ([]routing.Key, error) {
	if f.available == nil {
		return nil, nil
	}
	return f.available(ctx, owner.Tenant)
}

// fakeReading is a collection whose snapshots a test sends, and which remembers
// what it was asked to prefer.
type fakeReading struct {
	snapshots chan collect.Snapshot
	preferred [][]string
	ctx       context.Context //nolint:containedctx // what the screen gave it is what is tested
}

func (f *fakeReading) Snapshots() <-chan collect.Snapshot { return f.snapshots }
func (f *fakeReading) Prefer(ids []string)                { f.preferred = append(f.preferred, ids) }

// readings starts a reading of its own for each run: first the snapshots of the
// first run, then those of the second, and so on.
type readings struct {
	runs    [][]collect.Snapshot
	started []*fakeReading
}

func (r *readings) start(ctx context.Context) *fakeReading {
	run := r.runs[min(len(r.started), len(r.runs)-1)]
	f := &fakeReading{snapshots: make(chan collect.Snapshot, len(run)), ctx: ctx}
	for _, s := range run {
		f.snapshots <- s
	}
	if len(run) == 0 || run[len(run)-1].Done {
		close(f.snapshots)
	}
	r.started = append(r.started, f)
	return f
}

// startOf starts the readings as a screen's own kind of reading, R.
func startOf[R any](r *readings) func(context.Context) R {
	return func(ctx context.Context) R { return any(r.start(ctx)).(R) }
}

func calls(n int) capacity.Reading { return capacity.Read(capacity.Must(n)) }

func noLimit() capacity.Reading { return capacity.Read(capacity.Unlimited()) }
