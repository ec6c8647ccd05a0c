package apio

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// Tenants lists the tenants in the server's order (APIO 4).
func (c *Client) Tenants(ctx context.Context) ([]apiclient.Tenant, error) {
	request := apiclient.Request{Op: "list tenants", Path: []string{"tenants"}}
	return fetch(ctx, c, request, func(body []byte) ([]apiclient.Tenant, error) {
		return wire.DecodeList(body, "tenants", func(r wire.Record) apiclient.Tenant {
			return readTenant(r, r.Required("tenantId"))
		})
	})
}

// Tenant reads one tenant (APIO 4). The id is kept where the answer lacks it.
func (c *Client) Tenant(ctx context.Context, tenant string) (apiclient.Tenant, error) {
	request := apiclient.Request{
		Op:     "read tenant " + tenant,
		Path:   []string{"tenants", tenant},
		Single: true,
	}
	return fetch(ctx, c, request, func(body []byte) (apiclient.Tenant, error) {
		return wire.DecodeOne(body, func(r wire.Record) apiclient.Tenant {
			id := r.Text("tenantId")
			if id == "" {
				id = tenant
			}
			return readTenant(r, id)
		})
	})
}

func readTenant(r wire.Record, id string) apiclient.Tenant {
	return apiclient.Tenant{
		ID:         id,
		Name:       r.Optional("name"),
		Type:       apiclient.TenantType(r.Optional("type")),
		ResellerID: r.Optional("resellerId"),
	}
}
