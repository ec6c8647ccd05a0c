package apio

import (
	"context"

	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// TenantLicence reads how many trunk groups a tenant is licensed for, and how many its groups
// were given (supplement 7). It is not there in every deployment: then the server refuses.
func (c *Client) TenantLicence(ctx context.Context, tenant string) (capacity.Licence, error) {
	return readOne(ctx, c, "read licences of tenant "+tenant, ofTenant(tenant, "licenses"), licenceOf)
}

// GroupLicence reads how many trunk groups a group is licensed for, and how many it has
// (supplement 7), likewise.
func (c *Client) GroupLicence(ctx context.Context, tenant, group string) (capacity.Licence, error) {
	return readOne(ctx, c, "read licences of group "+group+" of tenant "+tenant, ofGroup(tenant, group, "licenses"), licenceOf)
}

func licenceOf(r wire.Record) capacity.Licence { return wire.Licence(r, "name", readLicence) }

func readLicence(service wire.Record) (out capacity.Licence) {
	out.Licensed, out.Given, out.InUse = readLimit(service, "allocated"), readLimit(service, "currentlyAllocated"), readLimit(service, "inUse")
	if out.Licensed.IsRead() { // {false, 0} is not authorised (APIO 6.1)
		out.Authorised = new(out.Licensed != capacity.Read(capacity.Limit{}))
	}
	return out
}
