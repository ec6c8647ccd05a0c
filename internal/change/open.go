package change

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"banyan/apiclient"
	"banyan/internal/routing"
)

// API is the part of a client that everything that can be edited needs.
type API interface {
	TrunkAPI
	CapacityAPI
	TrunkGroupAPI
	ListAPI
}

// ListAPI is the part of a client that lists what is there.
type ListAPI interface {
	Tenants(ctx context.Context) ([]apiclient.Tenant, error)
	Groups(ctx context.Context, tenant string) ([]apiclient.Group, error)
	TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error)
	EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error)
}

// groupTrunkLister is a ListAPI in whose dialect groups have enterprise trunks.
type groupTrunkLister interface {
	GroupEnterpriseTrunks(ctx context.Context, tenant, group string) ([]apiclient.EnterpriseTrunkItem, error)
}

// listed reports whether the list that a subject belongs to has it.
func listed(ctx context.Context, api ListAPI, s Subject) (bool, error) {
	ctx = apiclient.Fresh(ctx)
	switch s.Kind {
	case TenantCapacity:
		return has(api.Tenants(ctx))(func(t apiclient.Tenant) bool { return t.ID == s.Tenant })
	case GroupCapacity:
		return has(api.Groups(ctx, s.Tenant))(func(g apiclient.Group) bool { return g.ID == s.Group })
	case TrunkGroup:
		return has(api.TrunkGroups(ctx, s.Tenant, s.Group))(func(t apiclient.TrunkGroupItem) bool { return t.Name == s.Name })
	}
	own := func(t apiclient.EnterpriseTrunkItem) bool { return t.Name == s.Name && t.GroupID == s.Group }
	if groups, ok := api.(groupTrunkLister); ok && s.Group != "" {
		return has(groups.GroupEnterpriseTrunks(ctx, s.Tenant, s.Group))(own)
	}
	return has(api.EnterpriseTrunks(ctx, s.Tenant))(own)
}

// has returns what looks in a list, where it could be read.
func has[T any](items []T, err error) func(is func(T) bool) (bool, error) {
	return func(is func(T) bool) (bool, error) { return err == nil && slices.ContainsFunc(items, is), err }
}

// Targets returns what opens the subjects of one host in one dialect.
func Targets(host, dialect string, api API) Open {
	host = CanonicalHost(host)
	return func(s Subject) (Target, bool) {
		if CanonicalHost(s.Host) != host || s.Dialect != dialect {
			return nil, false
		}
		switch s.Kind {
		case EnterpriseTrunk:
			return trunkTarget{api: api, subject: s}, true
		case TenantCapacity:
			return tenantTarget(api, s), true
		case GroupCapacity:
			return groupTarget(api, s), true
		case TrunkGroup:
			return trunkGroupTarget(api, s), true
		}
		return nil, false
	}
}

// Text returns a field's value in words: a part of an enterprise trunk as its screens
// show it, everything else as it is. A value that was not reported is empty.
func Text(kind Kind, name, value string) string {
	if kind != EnterpriseTrunk || value == "" {
		return value
	}
	var trunk routing.Trunk
	if setField(&trunk, name, value) != nil {
		return value
	}
	fields := []routing.Field{routing.Field(name)}
	switch name {
	case routesField:
		fields = []routing.Field{routing.FieldMode, routing.FieldOrderingAlgorithm, routing.FieldMaxReroutesWithinPriority, routing.FieldRoutes}
	case exhaustionField:
		fields = []routing.Field{routing.FieldExhaustionAction, routing.FieldExhaustionDestination}
	}
	var texts []string
	for _, f := range fields {
		switch text := trunk.Text(f); {
		case text == "":
		case f == routing.FieldMaxReroutesWithinPriority:
			texts = append(texts, fmt.Sprintf("%s %s", f.Label(), text))
		default:
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ", ")
}
