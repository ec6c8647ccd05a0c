package apio

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// TenantLicence reads how many trunk groups a tenant is licensed for, and how many its groups
// were given (supplement 7). It is not there in every deployment: then the server refuses.
func (c *Client) TenantLicence(ctx context.Context, tenant string) (apiclient.Licence, error) {
	return readOne(ctx, c, "read licences of tenant "+tenant, ofTenant(tenant, "licenses"), func(r wire.Record) apiclient.Licence {
		return wire.Licence(r, "name", readLicence)
	})
}

func readLicence(service wire.Record) (out apiclient.Licence) {
	out.Allowed, out.Given, out.InUse = readLimit(service, "allocated"), readLimit(service, "currentlyAllocated"), readLimit(service, "inUse")
	if out.Allowed.IsRead() { // {false, 0} is not authorised (APIO 6.1)
		out.Authorised = new(out.Allowed != capacity.Read(capacity.Limit{}))
	}
	return out
}
