package apio

import (
	"context"

	"banyan/apiclient"
)

// Tenants lists the tenants in the server's order (APIO 4).
func (c *Client) Tenants(ctx context.Context) ([]apiclient.Tenant, error) {
	request := apiclient.Request{Op: "list tenants", Path: []string{"tenants"}}
	return fetch(ctx, c, request, func(body []byte) ([]apiclient.Tenant, error) {
		return decodeList(body, "tenants", func(r record) apiclient.Tenant {
			return readTenant(r, r.required("tenantId"))
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
		return decodeOne(body, func(r record) apiclient.Tenant {
			id := r.text("tenantId")
			if id == "" {
				id = tenant
			}
			return readTenant(r, id)
		})
	})
}

func readTenant(r record, id string) apiclient.Tenant {
	return apiclient.Tenant{
		ID:         id,
		Name:       r.optional("name"),
		Type:       apiclient.TenantType(r.optional("type")),
		ResellerID: r.optional("resellerId"),
	}
}
