package odin

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// The resource of the figures of a tenant, and that of those of a group.
func tenantFigures() []string { return []string{"service-providers", "trunk-groups", "call-capacity"} }

func groupFigures() []string { return []string{"groups", "trunk-groups", "call-capacity"} }

// TenantCapacity reads what a tenant may carry (Odin call 1). Where trunking is not
// assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error) {
	out, err := readOne(ctx, c, "read capacity of tenant "+tenant, tenantFigures(), about(tenant), readTenantCapacity)
	return out, apiclient.AsNotAssigned(err)
}

func readTenantCapacity(r wire.Record) apiclient.TenantCapacity { return wire.TenantCapacity(r, limit) }

// GroupCapacity reads what a group may carry and what its tenant permits it (Odin call
// 3). Where trunking is not assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error) {
	op := "read capacity of group " + group + " of tenant " + tenant
	out, err := readOne(ctx, c, op, groupFigures(), about(tenant, group), readGroupCapacity)
	return out, apiclient.AsNotAssigned(err)
}

func readGroupCapacity(r wire.Record) apiclient.GroupCapacity { return wire.GroupCapacity(r, limit) }

// limit reads a number of calls, where -1 is unlimited. It is not read where the
// field is missing or null: each field stands for itself.
func limit(r wire.Record, name string) capacity.Reading {
	n, err := strconv.ParseFloat(strings.TrimSpace(r.Optional(name)), 64)
	if err == nil && n == -1 {
		return capacity.Read(capacity.Unlimited())
	}
	return r.Reading(name)
}

// NeedsTenantCalls says that a change of a tenant's bursting has to repeat its calls.
func (c *Client) NeedsTenantCalls() bool { return true }

// PutTenantCapacity changes the figures of a tenant that are read in change, and no others
// (Odin 4). MaxActiveCalls has to be among them, changed or not. Unlimited is sent as -1.
func (c *Client) PutTenantCapacity(ctx context.Context, tenant string, change apiclient.TenantCapacity) error {
	body := newFigures(about(tenant))
	if !change.MaxActiveCalls.IsRead() && change.BurstingMaxActiveCalls.IsRead() {
		body.Refuse("the bursting calls of a tenant are sent with its calls, and those are not known")
	}
	return c.putFigures(ctx, "tenant "+tenant, tenantFigures(), body.Tenant(change))
}

// PutGroupCapacity changes the figures of a group that are read in change, and no
// others (Odin 4). What is available to a group cannot be changed here, and its
// maxActiveCalls is always a number: anything else is refused and not sent.
func (c *Client) PutGroupCapacity(ctx context.Context, tenant, group string, change apiclient.GroupCapacity) error {
	return c.putFigures(ctx, "group "+group+" of tenant "+tenant, groupFigures(), newFigures(about(tenant, group)).Group(change))
}

func (c *Client) putFigures(ctx context.Context, what string, path []string, figures *wire.Figures) error {
	body, err := figures.Body()
	return c.write(ctx, http.MethodPut, apiclient.Request{Op: "change capacity of " + what, Path: path}, body, err)
}

// newFigures begins a body with what it is about. A limit is -1 where it is unlimited.
func newFigures(about subject) *wire.Figures {
	out := wire.NewFigures(func(limit capacity.Limit) wire.Value {
		calls, limited := limit.Calls()
		if !limited {
			calls = -1
		}
		return wire.NumberOf(calls)
	})
	for pair := range slices.Chunk(about, 2) {
		if why := wrongName(pair[1]); why != "" {
			out.Refuse(pair[0] + ": " + why)
		}
		out.About(pair[0], pair[1])
	}
	return out
}
