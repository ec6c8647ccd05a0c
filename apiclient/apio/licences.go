package apio

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// trunkingService is what the licences call that which trunk groups need (supplement 7).
const trunkingService = "Trunk Group"

// TenantLicence reads how many trunk groups a tenant is licensed for, and how many its groups
// were given (supplement 7). It is not there in every deployment: then the server refuses.
func (c *Client) TenantLicence(ctx context.Context, tenant string) (apiclient.Licence, error) {
	return readOne(ctx, c, "read licences of tenant "+tenant, ofTenant(tenant, "licenses"), readLicence)
}

func readLicence(r wire.Record) (out apiclient.Licence) {
	services, ok := r.Get("groupServices")
	if !ok {
		r.Fail("groupServices", wire.ErrMissing)
		return out
	}
	for _, service := range wire.Each(r, "groupServices", services, func(r wire.Record) wire.Record { return r }) {
		if service.Optional("name") != trunkingService {
			continue
		}
		out.Allowed, out.Given, out.InUse = readLimit(service, "allocated"), readLimit(service, "currentlyAllocated"), readLimit(service, "inUse")
		if out.Allowed.IsRead() { // {false, 0} is not authorised (APIO 6.1)
			out.Authorised = new(out.Allowed != capacity.Read(capacity.Limit{}))
		}
	}
	return out
}
