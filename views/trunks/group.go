package trunks

import (
	"context"
	"slices"

	"banyan/apiclient"
)

// Client lists and reads enterprise trunks.
type Client interface {
	Lister
	Reader
}

// AtGroups reports whether a tenant has its enterprise trunks at its groups.
func AtGroups(c apiclient.Capabilities, t apiclient.Tenant) bool {
	return c.GroupEnterpriseTrunks && t.Type == apiclient.ServiceProvider
}

// OfGroup returns the client as one group sees it: of the enterprise trunks of its tenant
// there are only the group's own.
func OfGroup(client Client, group string) Client { return groupClient{client, group} }

type groupClient struct {
	Client
	group string
}

// EnterpriseTrunks lists those of the group.
func (g groupClient) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	if lister, ok := g.Client.(groupLister); ok {
		return lister.GroupEnterpriseTrunks(ctx, tenant, g.group)
	}
	all, err := g.Client.EnterpriseTrunks(ctx, tenant)
	return slices.DeleteFunc(all, func(item apiclient.EnterpriseTrunkItem) bool { return item.GroupID != g.group }), err
}

// groupLister is a client that lists the enterprise trunks of one group alone.
type groupLister interface {
	GroupEnterpriseTrunks(ctx context.Context, tenant, group string) ([]apiclient.EnterpriseTrunkItem, error)
}
