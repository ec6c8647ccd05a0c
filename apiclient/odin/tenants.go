package odin

import (
	"cmp"
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// Tenants lists the service providers and enterprises in the server's order (Odin
// GET /service-providers, a bare array).
func (c *Client) Tenants(ctx context.Context) ([]apiclient.Tenant, error) {
	out, err := readList(ctx, c, "list tenants", []string{"service-providers"}, nil, func(r wire.Record) apiclient.Tenant {
		return readTenant(r, r.Required(tenantKey))
	})
	for _, tenant := range out {
		if tenant.Type != "" { // else only the tenant's own document has it
			c.types.Store(tenant.ID, tenant.Type)
		}
	}
	if err == nil {
		c.reads.Tenants(out)
	}
	return out, err
}

// Tenant reads one tenant (Odin GET /service-providers with an id). The id is kept
// where the answer lacks it.
func (c *Client) Tenant(ctx context.Context, tenant string) (apiclient.Tenant, error) {
	out, err := readOne(ctx, c, "read tenant "+tenant, []string{"service-providers"}, about(tenant), func(r wire.Record) apiclient.Tenant {
		return readTenant(r, cmp.Or(r.Optional(tenantKey), tenant))
	})
	if err == nil {
		c.types.Store(tenant, out.Type)
	}
	return out, err
}

func readTenant(r wire.Record, id string) apiclient.Tenant {
	out := apiclient.Tenant{ID: id, Name: r.Optional("serviceProviderName"), ResellerID: r.Optional("resellerId")}
	enterprise, _ := wire.Alone(r, func(r wire.Record) *bool { return r.Flag("isEnterprise") })
	if enterprise != nil {
		out.Type = apiclient.ServiceProvider
		if *enterprise {
			out.Type = apiclient.Enterprise
		}
	}
	return out
}

// tenantType is the type of a tenant as it was last reported, or as it is read now. It
// decides at which level the enterprise trunks are.
func (c *Client) tenantType(ctx context.Context, tenant string) (apiclient.TenantType, error) {
	if known, ok := c.types.Load(tenant); ok {
		kind, _ := known.(apiclient.TenantType)
		return kind, nil
	}
	out, err := c.Tenant(ctx, tenant)
	return out.Type, err
}

// Groups lists the groups of a tenant in the server's order (Odin call 2).
func (c *Client) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	return readList(ctx, c, "list groups of tenant "+tenant, []string{"groups"}, about(tenant), readGroup)
}

func readGroup(r wire.Record) apiclient.Group {
	return apiclient.Group{ID: r.Required(groupKey), Name: r.Optional("groupName")}
}
