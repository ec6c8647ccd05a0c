package apio

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// TenantCapacity reads what a tenant may carry (APIO 6.2). Where trunking is not
// assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error) {
	request := apiclient.Request{
		Op:     "read capacity of tenant " + tenant,
		Path:   []string{"tenants", tenant, "features", "trunk_groups"},
		Single: true,
	}
	out, err := fetch(ctx, c, request, func(body []byte) (apiclient.TenantCapacity, error) {
		return wire.DecodeOne(body, readTenantCapacity)
	})
	return out, notAssigned(err)
}

func readTenantCapacity(r wire.Record) apiclient.TenantCapacity {
	out := apiclient.TenantCapacity{
		MaxActiveCalls:         readLimit(r, "maxActiveCalls"),
		BurstingMaxActiveCalls: readLimit(r, "burstingMaxActiveCalls"),
	}
	r.NeedOne("maxActiveCalls", out.MaxActiveCalls, out.BurstingMaxActiveCalls)
	return out
}

// GroupCapacity reads what a group may carry and what its tenant permits it
// (APIO 6.3). Where trunking is not assigned to it the error is
// apiclient.ErrNotAssigned.
func (c *Client) GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error) {
	request := apiclient.Request{
		Op:     "read capacity of group " + group + " of tenant " + tenant,
		Path:   []string{"tenants", tenant, "groups", group, "features", "trunk_groups"},
		Single: true,
	}
	out, err := fetch(ctx, c, request, func(body []byte) (apiclient.GroupCapacity, error) {
		return wire.DecodeOne(body, readGroupCapacity)
	})
	return out, notAssigned(err)
}

func readGroupCapacity(r wire.Record) apiclient.GroupCapacity {
	out := apiclient.GroupCapacity{
		MaxActiveCalls:                  readLimit(r, "maxActiveCalls"),
		MaxAvailableActiveCalls:         readLimit(r, "maxAvailableActiveCalls"),
		BurstingMaxActiveCalls:          readLimit(r, "burstingMaxActiveCalls"),
		BurstingMaxAvailableActiveCalls: readLimit(r, "burstingMaxAvailableActiveCalls"),
	}
	r.NeedOne("maxActiveCalls", out.MaxActiveCalls, out.MaxAvailableActiveCalls,
		out.BurstingMaxActiveCalls, out.BurstingMaxAvailableActiveCalls)
	return out
}
