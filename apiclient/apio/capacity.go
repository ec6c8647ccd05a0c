package apio

import (
	"context"
	"errors"
	"net/http"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
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
		return wire.DecodeOne(body, readTenantCapacity)
	})
	return out, notAssigned(err)
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
	if v, ok := r.Get(name); ok && v.Kind == wire.Object {
		return readUnlimitedInteger(r, name)
	}
	return r.Reading(name)
}

func readUnlimitedInteger(r wire.Record, name string) capacity.Reading {
	inner, _ := r.Object(name)
	if unlimited := inner.Flag("unlimited"); unlimited != nil && *unlimited {
		return capacity.Read(capacity.Unlimited())
	}
	reading := inner.Reading("maximum")
	if !reading.IsRead() {
		inner.Fail("maximum", errors.New("is missing"))
	}
	return reading
}

// PutTenantCapacity changes the figures of a tenant that are read in change, and
// no others (APIO 6.2).
func (c *Client) PutTenantCapacity(ctx context.Context, tenant string, change apiclient.TenantCapacity) error {
	body := wire.NewFigures(unlimitedInteger)
	body.Tenant(change)
	return c.putFigures(ctx, apiclient.Request{
		Op:   "change capacity of tenant " + tenant,
		Path: []string{"tenants", tenant, "features", "trunk_groups"},
	}, body)
}

// PutGroupCapacity changes the figures of a group that are read in change, and no
// others (APIO 6.3). What is available to a group cannot be changed here, and its
// maxActiveCalls is always a number: anything else is refused and not sent.
func (c *Client) PutGroupCapacity(ctx context.Context, tenant, group string, change apiclient.GroupCapacity) error {
	body := wire.NewFigures(unlimitedInteger)
	body.Group(change)
	return c.putFigures(ctx, apiclient.Request{
		Op:   "change capacity of group " + group + " of tenant " + tenant,
		Path: []string{"tenants", tenant, "groups", group, "features", "trunk_groups"},
	}, body)
}

// PutTrunkGroupCapacity changes the figures of a trunk group that are set in
// change, and no others (APIO 7.3). Turning bursting off leaves its figure out.
func (c *Client) PutTrunkGroupCapacity(ctx context.Context, tenant, group, name string, change apiclient.TrunkGroupCapacity) error {
	body := wire.NewFigures(unlimitedInteger)
	body.TrunkGroup(change)
	return c.putFigures(ctx, apiclient.Request{
		Op:   "change capacity of trunk group " + name + " in group " + group + " of tenant " + tenant,
		Path: []string{"tenants", tenant, "groups", group, "services", "trunk_groups", name},
	}, body)
}

func (c *Client) putFigures(ctx context.Context, request apiclient.Request, figures *wire.Figures) error {
	request.Single = true
	body, err := figures.Body()
	if err != nil {
		return c.conn.Unsent(request, http.MethodPut, apiclient.BadBody, err.Error())
	}
	return c.write(ctx, http.MethodPut, request, body)
}

// unlimitedInteger writes a limit in the shape of APIO 6.1: without a maximum where it
// is unlimited.
func unlimitedInteger(limit capacity.Limit) wire.Value {
	calls, limited := limit.Calls()
	shape := wire.Value{Kind: wire.Object}.Set("unlimited", wire.BooleanOf(!limited))
	if limited {
		shape = shape.Set("maximum", wire.NumberOf(calls))
	}
	return shape
}
