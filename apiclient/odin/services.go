package odin

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// trunkingService is what the services call that which trunk groups need (supplement 7).
const trunkingService = "Trunk Group"

// TenantLicence reads how many trunk groups a tenant is licensed for, and how many its groups
// were given (supplement 7).
func (c *Client) TenantLicence(ctx context.Context, tenant string) (apiclient.Licence, error) {
	return readOne(ctx, c, "read services of tenant "+tenant, []string{"service-providers", "services"}, about(tenant), readLicence)
}

func readLicence(r wire.Record) (out apiclient.Licence) {
	services, ok := r.Get("groupServices")
	if !ok {
		r.Fail("groupServices", wire.ErrMissing)
		return out
	}
	for _, service := range wire.Each(r, "groupServices", services, func(r wire.Record) wire.Record { return r }) {
		if service.Optional("serviceName") == trunkingService {
			out.Authorised, out.Assigned = service.Flag("authorized"), service.Flag("assigned")
			out.Allowed, out.Given = limit(service, "quantity"), limit(service, "allocated")
		}
	}
	return out
}
