package odin

import (
	"context"

	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// TenantLicence reads how many trunk groups a tenant is licensed for, and how many its groups
// were given (supplement 7).
func (c *Client) TenantLicence(ctx context.Context, tenant string) (capacity.Licence, error) {
	return readOne(ctx, c, "read services of tenant "+tenant, []string{"service-providers", "services"}, about(tenant), func(r wire.Record) capacity.Licence {
		return wire.Licence(r, serviceKey, readLicence)
	})
}

// GroupLicence reads how many trunk groups a group is licensed for, and how many it has
// (supplement 7).
func (c *Client) GroupLicence(ctx context.Context, tenant, group string) (capacity.Licence, error) {
	return readOne(ctx, c, "read services of group "+group+" of tenant "+tenant, []string{"groups", "services"}, about(tenant, group), func(r wire.Record) capacity.Licence {
		return wire.Licence(r, serviceKey, readGroupLicence)
	})
}

const serviceKey = "serviceName"

func readLicence(service wire.Record) (out capacity.Licence) {
	out.Authorised, out.Assigned = service.Flag("authorized"), service.Flag("assigned")
	out.Licensed, out.Allowed, out.Given = limit(service, "quantity"), limit(service, "allowed"), limit(service, "allocated")
	if service.Optional("limited") == "Unlimited" {
		out.Licensed = capacity.Read(capacity.Unlimited())
	}
	return out
}

// readGroupLicence reads that of a group, whose usage is how many trunk groups it has. What the
// usage of a tenant counts is not documented.
func readGroupLicence(service wire.Record) capacity.Licence {
	out := readLicence(service)
	out.InUse = limit(service, "usage")
	return out
}
