package viewtest

import (
	"context"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/routing"
)

// API answers as its funcs say; one that is not set answers with nothing.
type API struct {
	Has                apiclient.Capabilities
	OnTenants          func(context.Context) ([]apiclient.Tenant, error)
	OnGroups           func(context.Context, string) ([]apiclient.Group, error)
	OnTenantCapacity   func(context.Context, string) (apiclient.TenantCapacity, error)
	OnGroupCapacity    func(context.Context, string, string) (apiclient.GroupCapacity, error)
	OnTrunkGroups      func(context.Context, string, string) ([]apiclient.TrunkGroupItem, error)
	OnTrunkGroup       func(context.Context, string, string, string) (apiclient.TrunkGroup, error)
	OnEnterpriseTrunks func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error)
	OnEnterpriseTrunk  func(context.Context, string, string) (routing.Trunk, error)
	OnAvailable        func(context.Context, string) ([]routing.Key, error)
	OnSearch           func(context.Context, apiclient.TrunkGroupCriteria) ([]routing.Key, error)
	OnSearchGroups     func(context.Context, string, bool, int) ([]apiclient.FoundGroup, error)
	OnSearchUsers      func(context.Context, apiclient.UserCriteria) ([]apiclient.User, error)
	OnNumberUses       func(context.Context, string, string) ([]apiclient.NumberUse, error)
	OnUserEndpoint     func(context.Context, string, string, string) (apiclient.UserEndpoint, error)
}

// Capabilities are Has.
func (f *API) Capabilities() apiclient.Capabilities { return f.Has }

// Tenants answers with OnTenants.
func (f *API) Tenants(ctx context.Context) ([]apiclient.Tenant, error) {
	if f.OnTenants == nil {
		return nil, nil
	}
	return f.OnTenants(ctx)
}

// Groups answers with OnGroups.
func (f *API) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	if f.OnGroups == nil {
		return nil, nil
	}
	return f.OnGroups(ctx, tenant)
}

// TenantCapacity answers with OnTenantCapacity, or else 226 calls and 18 bursting.
func (f *API) TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error) {
	if f.OnTenantCapacity == nil {
		return apiclient.TenantCapacity{MaxActiveCalls: Calls(226), BurstingMaxActiveCalls: Calls(18)}, nil
	}
	return f.OnTenantCapacity(ctx, tenant)
}

// GroupCapacity answers with OnGroupCapacity, or else 20 calls and 2 bursting.
func (f *API) GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error) {
	if f.OnGroupCapacity == nil {
		return apiclient.GroupCapacity{MaxActiveCalls: Calls(20), MaxAvailableActiveCalls: Calls(50), BurstingMaxActiveCalls: Calls(2), BurstingMaxAvailableActiveCalls: Calls(18)}, nil
	}
	return f.OnGroupCapacity(ctx, tenant, group)
}

// TrunkGroups answers with OnTrunkGroups.
func (f *API) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	if f.OnTrunkGroups == nil {
		return nil, nil
	}
	return f.OnTrunkGroups(ctx, tenant, group)
}

// TrunkGroup answers with OnTrunkGroup, or else 4 calls and no bursting.
func (f *API) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	if f.OnTrunkGroup == nil {
		return apiclient.TrunkGroup{GroupID: group, Name: name, MaxActiveCalls: Calls(4), BurstingMaxActiveCalls: Calls(0)}, nil
	}
	return f.OnTrunkGroup(ctx, tenant, group, name)
}

// Calls is a limit of n calls that was read.
func Calls(n int) capacity.Reading { return capacity.Read(capacity.Must(n)) }

// EnterpriseTrunks answers with OnEnterpriseTrunks.
func (f *API) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	if f.OnEnterpriseTrunks == nil {
		return nil, nil
	}
	return f.OnEnterpriseTrunks(ctx, tenant)
}

// EnterpriseTrunk answers with OnEnterpriseTrunk, or else a trunk without routes.
func (f *API) EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	if f.OnEnterpriseTrunk == nil {
		return routing.Trunk{Name: name}, nil
	}
	return f.OnEnterpriseTrunk(ctx, owner.Tenant, name)
}

// AvailableTrunkGroups answers with OnSearch, or else with OnAvailable.
func (f *API) AvailableTrunkGroups(ctx context.Context, owner apiclient.TrunkOwner, criteria apiclient.TrunkGroupCriteria) ([]routing.Key, error) {
	if f.OnSearch != nil {
		return f.OnSearch(ctx, criteria)
	}
	if f.OnAvailable == nil {
		return nil, nil
	}
	return f.OnAvailable(ctx, owner.Tenant)
}

// StartOf starts the collections as the type that a screen knows, R.
func StartOf[R any](r *Collections) func(context.Context) R {
	return func(ctx context.Context) R { return any(r.start(ctx)).(R) }
}

// NoLimit is a limit that was read as unlimited.
func NoLimit() capacity.Reading { return capacity.Read(capacity.Unlimited()) }

// Reads is a collection that brings these snapshots, however often it is started.
func Reads(snapshots ...collect.Snapshot) *Collections {
	return &Collections{Runs: [][]collect.Snapshot{snapshots}}
}

// Collections starts a collection of its own for each run: first the snapshots of the
// first run, then those of the second, and so on.
type Collections struct {
	Runs    [][]collect.Snapshot
	Started []*Collection
}

func (r *Collections) start(ctx context.Context) *Collection {
	run := r.Runs[min(len(r.Started), len(r.Runs)-1)]
	f := &Collection{snapshots: make(chan collect.Snapshot, len(run)), Ctx: ctx}
	for _, s := range run {
		f.snapshots <- s
	}
	if len(run) == 0 || run[len(run)-1].Done {
		close(f.snapshots)
	}
	r.Started = append(r.Started, f)
	return f
}

// Collection is a collection whose snapshots a test sends, and which remembers
// what it was asked to prefer.
type Collection struct {
	snapshots   chan collect.Snapshot
	Preferred   [][]string
	TrunkGroups [][]string      // those of the first group that were preferred with it
	Ctx         context.Context //nolint:containedctx // what the screen gave it is what is tested
}

// Snapshots brings what the test prepared.
func (f *Collection) Snapshots() <-chan collect.Snapshot { return f.snapshots }

// Prefer notes what is preferred.
func (f *Collection) Prefer(ids []string, trunkGroups ...string) {
	f.Preferred, f.TrunkGroups = append(f.Preferred, ids), append(f.TrunkGroups, trunkGroups)
}

// SearchGroups answers with OnSearchGroups.
func (f *API) SearchGroups(ctx context.Context, text string, byName bool, limit int) ([]apiclient.FoundGroup, error) {
	if f.OnSearchGroups == nil {
		return nil, nil
	}
	return f.OnSearchGroups(ctx, text, byName, limit)
}

// SearchUsers answers with OnSearchUsers.
func (f *API) SearchUsers(ctx context.Context, criteria apiclient.UserCriteria) ([]apiclient.User, error) {
	if f.OnSearchUsers == nil {
		return nil, nil
	}
	return f.OnSearchUsers(ctx, criteria)
}

// NumberUses answers with OnNumberUses.
func (f *API) NumberUses(ctx context.Context, tenant, number string) ([]apiclient.NumberUse, error) {
	if f.OnNumberUses == nil {
		return nil, nil
	}
	return f.OnNumberUses(ctx, tenant, number)
}

// UserEndpoint answers with OnUserEndpoint, or else with a user without a device.
func (f *API) UserEndpoint(ctx context.Context, tenant, group, user string) (apiclient.UserEndpoint, error) {
	if f.OnUserEndpoint == nil {
		return apiclient.UserEndpoint{Kind: apiclient.NoEndpoint}, nil
	}
	return f.OnUserEndpoint(ctx, tenant, group, user)
}

// TenantNumbers answers that a tenant has none.
func (f *API) TenantNumbers(context.Context, string) ([]apiclient.NumberRange, error) {
	return nil, nil
}
