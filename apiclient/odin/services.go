package odin

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// TenantLicence reads how many trunk groups a tenant is licensed for, and how many its groups
// were given (supplement 7).
func (c *Client) TenantLicence(ctx context.Context, tenant string) (apiclient.Licence, error) {
	return readOne(ctx, c, "read services of tenant "+tenant, []string{"service-providers", "services"}, about(tenant), func(r wire.Record) apiclient.Licence {
		return wire.Licence(r, "serviceName", readLicence)
	})
}

func readLicence(service wire.Record) (out apiclient.Licence) {
	out.Authorised, out.Assigned = service.Flag("authorized"), service.Flag("assigned")
	out.Allowed, out.Given = limit(service, "quantity"), limit(service, "allocated")
	return out
}
