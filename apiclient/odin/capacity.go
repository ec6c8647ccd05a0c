package odin

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// TenantCapacity reads what a tenant may carry (Odin call 1). Where trunking is not
// assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error) {
	request := apiclient.Request{
		Op:     "read capacity of tenant " + tenant,
		Path:   []string{"service-providers", "trunk-groups", "call-capacity"},
		Query:  query(tenantKey, tenant),
		Single: true,
	}
	out, err := fetch(ctx, c, request, func(body []byte) (apiclient.TenantCapacity, error) {
		return wire.DecodeOne(body, func(r wire.Record) apiclient.TenantCapacity {
			return readTenantCapacity(r, tenant)
		})
	})
	return out, notAssigned(err)
}

func readTenantCapacity(r wire.Record, tenant string) apiclient.TenantCapacity {
	of(r, tenantKey, tenant)
	out := apiclient.TenantCapacity{
		MaxActiveCalls:         limit(r, "maxActiveCalls"),
		BurstingMaxActiveCalls: limit(r, "burstingMaxActiveCalls"),
	}
	r.NeedOne("maxActiveCalls", out.MaxActiveCalls, out.BurstingMaxActiveCalls)
	return out
}

// GroupCapacity reads what a group may carry and what its tenant permits it (Odin
// call 3). Where trunking is not assigned to it the error is
// apiclient.ErrNotAssigned.
func (c *Client) GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error) {
	request := apiclient.Request{
		Op:     "read capacity of group " + group + " of tenant " + tenant,
		Path:   []string{"groups", "trunk-groups", "call-capacity"},
		Query:  query(tenantKey, tenant, groupKey, group),
		Single: true,
	}
	out, err := fetch(ctx, c, request, func(body []byte) (apiclient.GroupCapacity, error) {
		return wire.DecodeOne(body, func(r wire.Record) apiclient.GroupCapacity {
			return readGroupCapacity(r, tenant, group)
		})
	})
	return out, notAssigned(err)
}

func readGroupCapacity(r wire.Record, tenant, group string) apiclient.GroupCapacity {
	of(r, tenantKey, tenant, groupKey, group)
	out := apiclient.GroupCapacity{
		MaxActiveCalls:                  limit(r, "maxActiveCalls"),
		MaxAvailableActiveCalls:         limit(r, "maxAvailableActiveCalls"),
		BurstingMaxActiveCalls:          limit(r, "burstingMaxActiveCalls"),
		BurstingMaxAvailableActiveCalls: limit(r, "burstingMaxAvailableActiveCalls"),
	}
	r.NeedOne("maxActiveCalls", out.MaxActiveCalls, out.MaxAvailableActiveCalls,
		out.BurstingMaxActiveCalls, out.BurstingMaxAvailableActiveCalls)
	return out
}

// limit reads a number of calls, where -1 is unlimited. It is not read where the
// field is missing or null: each field stands for itself.
func limit(r wire.Record, name string) capacity.Reading {
	if v, ok := r.Get(name); ok && isUnlimited(v) {
		return capacity.Read(capacity.Unlimited())
	}
	return r.Reading(name)
}

func isUnlimited(v wire.Value) bool {
	if v.Kind != wire.Number && v.Kind != wire.Text {
		return false
	}
	n, err := strconv.ParseFloat(strings.TrimSpace(v.Text), 64)
	return err == nil && n == -1
}

// notAssigned recognises the 400 that says that the Trunk Group service is not
// assigned, the normal answer of the capacity resources and the lists then. Every
// other 400 stays a refusal, and a 404 says that the place does not exist.
func notAssigned(err error) error {
	var problem *apiclient.Error
	if !errors.As(err, &problem) || problem.Status != http.StatusBadRequest {
		return err
	}
	said := problem.Message
	for _, one := range problem.Problems {
		said += "\n" + one.Text
	}
	if !saysNotAssigned(strings.ToLower(said)) {
		return err
	}
	out := *problem
	out.Kind = apiclient.NotAssigned
	return &out
}

// saysNotAssigned looks for the service as well: other things may not be assigned
// either, such as a service provider to the administrator who asks.
func saysNotAssigned(said string) bool {
	of := strings.ReplaceAll(said, "service provider", "")
	return (strings.Contains(said, "not assigned") || strings.Contains(said, "not been assigned")) &&
		(strings.Contains(of, "service") || strings.Contains(of, "trunk"))
}
