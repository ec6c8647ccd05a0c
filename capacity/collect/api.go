package collect

import (
	"context"

	"banyan/apiclient"
)

// API is the part of a client that the collector calls. Both dialects satisfy it.
// A capacity call that matches apiclient.ErrNotAssigned says that trunking is not
// assigned; every other error is a failure.
type API interface {
	TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error)
	Groups(ctx context.Context, tenant string) ([]apiclient.Group, error)
	GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error)
	TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error)
	TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error)
}

// Reporter is an API that can also tell the limits of a tenant and of all its groups
// with one call. A call that matches apiclient.ErrNoReport says that the single calls
// have to tell; every other error is a failure.
type Reporter interface {
	CapacityReport(ctx context.Context, tenant string) (apiclient.CapacityReport, error)
}
