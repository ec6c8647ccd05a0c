package apio

import (
	"context"
	"errors"

	"banyan/apiclient"
	"banyan/capacity"
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
		return decodeOne(body, readTenantCapacity)
	})
	return out, notAssigned(err)
}

func readTenantCapacity(r record) apiclient.TenantCapacity {
	out := apiclient.TenantCapacity{
		MaxActiveCalls:         r.limit("maxActiveCalls"),
		BurstingMaxActiveCalls: r.limit("burstingMaxActiveCalls"),
	}
	r.needOne(out.MaxActiveCalls, out.BurstingMaxActiveCalls)
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
		return decodeOne(body, readGroupCapacity)
	})
	return out, notAssigned(err)
}

func readGroupCapacity(r record) apiclient.GroupCapacity {
	out := apiclient.GroupCapacity{
		MaxActiveCalls:                  r.limit("maxActiveCalls"),
		MaxAvailableActiveCalls:         r.limit("maxAvailableActiveCalls"),
		BurstingMaxActiveCalls:          r.limit("burstingMaxActiveCalls"),
		BurstingMaxAvailableActiveCalls: r.limit("burstingMaxAvailableActiveCalls"),
	}
	r.needOne(out.MaxActiveCalls, out.MaxAvailableActiveCalls,
		out.BurstingMaxActiveCalls, out.BurstingMaxAvailableActiveCalls)
	return out
}

// needOne fails when no figure at all was there: then the answer is of something else.
func (r record) needOne(figures ...capacity.Reading) {
	for _, figure := range figures {
		if figure.IsRead() {
			return
		}
	}
	r.fail("maxActiveCalls", errors.New("is missing: the answer has "+r.names()))
}
