package apio

import (
	"context"
	"net/http"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// TenantCapacity reads what a tenant may carry (APIO 6.2). Where trunking is not
// assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) TenantCapacity(ctx context.Context, tenant string) (apiclient.TenantCapacity, error) {
	out, err := readOne(ctx, c, "read capacity of tenant "+tenant, ofTenant(tenant, "features", "trunk_groups"), readTenantCapacity)
	return out, notAssigned(err)
}

// GroupCapacity reads what a group may carry and what its tenant permits it (APIO
// 6.3). Where trunking is not assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) GroupCapacity(ctx context.Context, tenant, group string) (apiclient.GroupCapacity, error) {
	op, path := "read capacity of group "+group+" of tenant "+tenant, ofGroup(tenant, group, "features", "trunk_groups")
	out, err := readOne(ctx, c, op, path, readGroupCapacity)
	return out, notAssigned(err)
}

func readTenantCapacity(r wire.Record) apiclient.TenantCapacity {
	return wire.TenantCapacity(r, readLimit)
}

func readGroupCapacity(r wire.Record) apiclient.GroupCapacity {
	return wire.GroupCapacity(r, readLimit)
}

// readLimit reads an Unlimited_Integer (APIO 6.1), {"unlimited": bool, "maximum": n},
// or a bare number, which the group's maxActiveCalls and every figure of a trunk
// group are. It is not read where there is none.
func readLimit(r wire.Record, name string) capacity.Reading {
	if v, _ := r.Get(name); v.Kind != wire.Object {
		return r.Reading(name)
	}
	inner, _ := r.Object(name)
	if unlimited := inner.Flag("unlimited"); unlimited != nil && *unlimited {
		return capacity.Read(capacity.Unlimited())
	}
	reading := inner.Reading("maximum")
	if !reading.IsRead() {
		inner.Fail("maximum", wire.ErrMissing)
	}
	return reading
}

// PutTenantCapacity changes the figures of a tenant that are read in change, and
// no others (APIO 6.2).
func (c *Client) PutTenantCapacity(ctx context.Context, tenant string, change apiclient.TenantCapacity) error {
	return c.putFigures(ctx, "tenant "+tenant, ofTenant(tenant, "features", "trunk_groups"), newFigures().Tenant(change))
}

// PutGroupCapacity changes the figures of a group that are read in change, and no
// others (APIO 6.3). What is available to a group cannot be changed here, and its
// maxActiveCalls is always a number: anything else is refused and not sent.
func (c *Client) PutGroupCapacity(ctx context.Context, tenant, group string, change apiclient.GroupCapacity) error {
	return c.putFigures(ctx, "group "+group+" of tenant "+tenant, ofGroup(tenant, group, "features", "trunk_groups"), newFigures().Group(change))
}

func (c *Client) putFigures(ctx context.Context, what string, path []string, figures *wire.Figures) error {
	body, err := figures.Body()
	return c.write(ctx, http.MethodPut, apiclient.Request{Op: "change capacity of " + what, Path: path}, body, err)
}

// newFigures begins a body whose limits have the shape of APIO 6.1: without a maximum
// where it is unlimited.
func newFigures() *wire.Figures {
	return wire.NewFigures(func(limit capacity.Limit) wire.Value {
		calls, limited := limit.Calls()
		shape := wire.Value{Kind: wire.Object}.Set("unlimited", wire.BooleanOf(!limited))
		if limited {
			shape = shape.Set("maximum", wire.NumberOf(calls))
		}
		return shape
	})
}
