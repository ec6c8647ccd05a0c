package apio

import (
	"context"
	"errors"
	"net/http"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// PutTenantCapacity changes the figures of a tenant that are read in change, and
// no others (APIO 6.2).
func (c *Client) PutTenantCapacity(ctx context.Context, tenant string, change apiclient.TenantCapacity) error {
	body := figures{}
	body.unlimitedInteger("maxActiveCalls", change.MaxActiveCalls)
	body.unlimitedInteger("burstingMaxActiveCalls", change.BurstingMaxActiveCalls)
	return c.putFigures(ctx, apiclient.Request{
		Op:   "change capacity of tenant " + tenant,
		Path: []string{"tenants", tenant, "features", "trunk_groups"},
	}, body)
}

// PutGroupCapacity changes the figures of a group that are read in change, and no
// others (APIO 6.3). What is available to a group cannot be changed here, and its
// maxActiveCalls is always a number: anything else is refused and not sent.
func (c *Client) PutGroupCapacity(ctx context.Context, tenant, group string, change apiclient.GroupCapacity) error {
	body := figures{}
	if change.MaxAvailableActiveCalls.IsRead() || change.BurstingMaxAvailableActiveCalls.IsRead() {
		body.err = errors.New("what is available to a group is its tenant's to change")
	}
	body.number("maxActiveCalls", change.MaxActiveCalls)
	body.unlimitedInteger("burstingMaxActiveCalls", change.BurstingMaxActiveCalls)
	return c.putFigures(ctx, apiclient.Request{
		Op:   "change capacity of group " + group + " of tenant " + tenant,
		Path: []string{"tenants", tenant, "groups", group, "features", "trunk_groups"},
	}, body)
}

// PutTrunkGroupCapacity changes the figures of a trunk group that are set in
// change, and no others (APIO 7.3). Turning bursting off leaves its figure out.
func (c *Client) PutTrunkGroupCapacity(ctx context.Context, tenant, group, name string, change apiclient.TrunkGroupCapacity) error {
	body := figures{}
	body.number("maxActiveCalls", change.MaxActiveCalls)
	off := false
	if change.EnableBursting != nil {
		off = !*change.EnableBursting
		body.add("enableBursting", wire.BooleanOf(!off))
	}
	if !off {
		body.number("burstingMaxActiveCalls", change.BurstingMaxActiveCalls)
	}
	return c.putFigures(ctx, apiclient.Request{
		Op:   "change capacity of trunk group " + name + " in group " + group + " of tenant " + tenant,
		Path: []string{"tenants", tenant, "groups", group, "services", "trunk_groups", name},
	}, body)
}

func (c *Client) putFigures(ctx context.Context, request apiclient.Request, figures figures) error {
	request.Single = true
	body, err := figures.body()
	if err != nil {
		return c.conn.Unsent(request, http.MethodPut, apiclient.BadBody, err.Error())
	}
	return c.write(ctx, http.MethodPut, request, body)
}

// figures is the body of a PUT of capacity. The zero value is empty.
type figures struct {
	members []wire.Member
	err     error
}

func (f *figures) add(name string, v wire.Value) {
	f.members = append(f.members, wire.Member{Name: name, Value: v})
}

// number adds a figure that cannot be unlimited.
func (f *figures) number(name string, reading capacity.Reading) {
	limit, ok := reading.Limit()
	if !ok {
		return
	}
	calls, limited := limit.Calls()
	if !limited {
		f.err = errors.New(name + " cannot be unlimited here")
		return
	}
	f.add(name, wire.NumberOf(calls))
}

// unlimitedInteger adds a figure in the shape of APIO 6.1: without a maximum when
// it is unlimited.
func (f *figures) unlimitedInteger(name string, reading capacity.Reading) {
	limit, ok := reading.Limit()
	if !ok {
		return
	}
	calls, limited := limit.Calls()
	shape := wire.Value{Kind: wire.Object}.Set("unlimited", wire.BooleanOf(!limited))
	if limited {
		shape = shape.Set("maximum", wire.NumberOf(calls))
	}
	f.add(name, shape)
}

func (f *figures) body() ([]byte, error) {
	switch {
	case f.err != nil:
		return nil, f.err
	case len(f.members) == 0:
		return nil, errors.New("nothing to change")
	}
	return wire.Value{Kind: wire.Object, Members: f.members}.Encode()
}
