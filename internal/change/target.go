package change

import (
	"context"
	"slices"

	"banyan/apiclient"
	"banyan/internal/routing"
)

// Target is one subject on the server: what differs between the kinds. Read and Listed
// never answer from a cache. Write, Create and Delete send one request and never repeat it;
// an error of theirs leaves the effect open unless it has a method MayHaveApplied() bool that
// returns false, as *apiclient.Error has.
type Target interface {
	// Read returns the subject as it is now. The error of one that does not exist is a refusal
	// of the platform's own: see apiclient.Absent.
	Read(ctx context.Context) (Image, error)
	// Listed reports whether the list of what is above the subject has it: a subject is
	// gone only where its read is refused and the list was read without it.
	Listed(ctx context.Context) (bool, error)
	// Write turns fresh, as just read, into want.
	Write(ctx context.Context, fresh, want Image) error
	Create(ctx context.Context, want Image) error
	Delete(ctx context.Context) error
}

// Validator is a Target that knows its kind's rules: what makes want, which an edit makes of
// base, unfit to be sent.
type Validator interface {
	Validate(base, want Image) []Problem
}

// Dangerous is a Target that knows which results of turning fresh into want ask for the
// name typed, one sentence each.
type Dangerous interface {
	Dangers(fresh, want Image) []string
}

// Joined is a Target of which some fields are merged as a whole, where theirs and mine are
// the two sides. Fields that it does not name stand alone.
type Joined interface {
	Parts(theirs, mine Image) [][]string
}

// Spelled is a Target that has to know what was learnt about its host.
type Spelled interface{ Knowing(host Host) Target }

// Problem is a rule that an edit breaks. Route is the index in the routing list, or -1.
type Problem struct {
	Field string
	Route int
	Text  string
}

// Open returns the target of a subject, and false for a subject that this process
// cannot reach: another host, another dialect.
type Open func(Subject) (Target, bool)

// Host is what was learnt about a host by editing on it. The zero value is a host of
// which nothing was learnt.
type Host struct {
	// ForwardAddress says that the host wants the destination of exhausted routes as
	// routeExhaustionForwardAddress instead of routeExhaustionDestination (APIO 12, number 1).
	ForwardAddress bool `json:"forwardAddress"`
}

// API is the part of a client that everything that can be edited needs: the lists of what
// is there, the figures of capacity, trunk groups, and enterprise trunks.
type API interface {
	Tenants(ctx context.Context) ([]apiclient.Tenant, error)
	Groups(ctx context.Context, tenant string) ([]apiclient.Group, error)
	TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error)
	EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error)

	TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error)
	PutTenantCapacity(ctx context.Context, tenant string, change apiclient.TenantCapacity) error
	GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error)
	PutGroupCapacity(ctx context.Context, tenant, group string, change apiclient.GroupCapacity) error
	TrunkGroupDocument(ctx context.Context, tenant, group, name string) (apiclient.Document, apiclient.TrunkGroup, error)
	PutTrunkGroup(ctx context.Context, tenant, group, name string, fresh apiclient.Document, change []apiclient.Field) error

	EnterpriseTrunkDocument(ctx context.Context, owner apiclient.TrunkOwner, name string) (apiclient.Document, routing.Trunk, error)
	PutEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string, fresh apiclient.Document, want routing.Trunk, opts apiclient.WriteOptions) error
	CreateEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, want routing.Trunk, opts apiclient.WriteOptions) error
	DeleteEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) error
}

// groupTrunkLister is an API in whose dialect groups have enterprise trunks.
type groupTrunkLister interface {
	GroupEnterpriseTrunks(ctx context.Context, tenant, group string) ([]apiclient.EnterpriseTrunkItem, error)
}

// listed reports whether the list that a subject belongs to has it.
func listed(ctx context.Context, api API, s Subject) (bool, error) {
	ctx = apiclient.Fresh(ctx)
	switch s.Kind {
	case TenantCapacity:
		return has(api.Tenants(ctx))(func(t apiclient.Tenant) bool { return t.ID == s.Tenant })
	case GroupCapacity:
		return has(api.Groups(ctx, s.Tenant))(func(g apiclient.Group) bool { return g.ID == s.Group })
	case TrunkGroup, TrunkGroupBackup:
		return has(api.TrunkGroups(ctx, s.Tenant, s.Group))(func(t apiclient.TrunkGroupItem) bool { return t.Name == s.Name })
	}
	return ListsTrunk(ctx, api, s.Owner(), s.Name)
}

// TrunkLister lists the enterprise trunks of a tenant.
type TrunkLister interface {
	EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error)
}

// ListsTrunk reports whether the list of an owner's enterprise trunks, as it is now, has one.
func ListsTrunk(ctx context.Context, api TrunkLister, owner apiclient.TrunkOwner, name string) (bool, error) {
	ctx = apiclient.Fresh(ctx)
	own := func(t apiclient.EnterpriseTrunkItem) bool { return t.Name == name && t.GroupID == owner.Group }
	if groups, ok := api.(groupTrunkLister); ok && owner.Group != "" {
		return has(groups.GroupEnterpriseTrunks(ctx, owner.Tenant, owner.Group))(own)
	}
	return has(api.EnterpriseTrunks(ctx, owner.Tenant))(own)
}

// has returns what looks in a list, where it could be read. What a part of a list does not have
// may be in the rest.
func has[T any](items []T, err error) func(is func(T) bool) (bool, error) {
	return func(is func(T) bool) (bool, error) {
		switch found := slices.ContainsFunc(items, is); {
		case err == nil, found && apiclient.IsPartly(err):
			return found, nil
		default:
			return false, err
		}
	}
}
