package odin

import (
	"context"
	"errors"
	"net/http"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// NeedsTenantCalls says that a change of a tenant's bursting has to repeat its calls.
func (c *Client) NeedsTenantCalls() bool { return true }

// PutTenantCapacity changes the figures of a tenant that are read in change, and no
// others (Odin 4). MaxActiveCalls has to be among them, changed or not. Unlimited is
// sent as -1.
func (c *Client) PutTenantCapacity(ctx context.Context, tenant string, change apiclient.TenantCapacity) error {
	body := newFigures(tenantKey, tenant)
	if !change.MaxActiveCalls.IsRead() && change.BurstingMaxActiveCalls.IsRead() {
		body.err = errors.New("the bursting calls of a tenant are sent with its calls, and those are not known")
	}
	body.limit("maxActiveCalls", change.MaxActiveCalls)
	body.limit("burstingMaxActiveCalls", change.BurstingMaxActiveCalls)
	return c.putFigures(ctx, apiclient.Request{
		Op:   "change capacity of tenant " + tenant,
		Path: []string{"service-providers", "trunk-groups", "call-capacity"},
	}, body)
}

// PutGroupCapacity changes the figures of a group that are read in change, and no
// others (Odin 4). What is available to a group cannot be changed here, and its
// maxActiveCalls is always a number: anything else is refused and not sent.
func (c *Client) PutGroupCapacity(ctx context.Context, tenant, group string, change apiclient.GroupCapacity) error {
	body := newFigures(tenantKey, tenant, groupKey, group)
	if change.MaxAvailableActiveCalls.IsRead() || change.BurstingMaxAvailableActiveCalls.IsRead() {
		body.err = errors.New("what is available to a group is its tenant's to change")
	}
	body.number("maxActiveCalls", change.MaxActiveCalls)
	body.limit("burstingMaxActiveCalls", change.BurstingMaxActiveCalls)
	return c.putFigures(ctx, apiclient.Request{
		Op:   "change capacity of group " + group + " of tenant " + tenant,
		Path: []string{"groups", "trunk-groups", "call-capacity"},
	}, body)
}

// PutTrunkGroupCapacity changes the figures of a trunk group that are set in change,
// and no others (Odin 4). Turning bursting off leaves its figure out.
func (c *Client) PutTrunkGroupCapacity(ctx context.Context, tenant, group, name string, change apiclient.TrunkGroupCapacity) error {
	body := newFigures(tenantKey, tenant, groupKey, group, nameKey, name)
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
		Path: []string{"groups", "trunk-groups"},
	}, body)
}

func (c *Client) putFigures(ctx context.Context, request apiclient.Request, figures *figures) error {
	body, err := figures.body()
	if err != nil {
		return c.conn.Unsent(request, http.MethodPut, apiclient.BadBody, err.Error())
	}
	return c.write(ctx, http.MethodPut, request, body)
}

// figures is the body of a PUT of capacity.
type figures struct {
	value wire.Value
	ids   int // members that name the subject
	err   error
}

// newFigures begins a body with what it is about, in pairs of name and id.
func newFigures(ids ...string) *figures {
	f := &figures{value: wire.Value{Kind: wire.Object}}
	for i := 0; i+1 < len(ids); i += 2 {
		if why := wrongName(ids[i+1]); why != "" && f.err == nil {
			f.err = errors.New(ids[i] + ": " + why)
		}
		f.add(ids[i], wire.TextOf(ids[i+1]))
	}
	f.ids = len(f.value.Members)
	return f
}

func (f *figures) add(name string, v wire.Value) { f.value = f.value.Set(name, v) }

// number adds a figure that cannot be unlimited.
func (f *figures) number(name string, reading capacity.Reading) {
	limit, ok := reading.Limit()
	if _, limited := limit.Calls(); ok && !limited {
		f.err = errors.New(name + " cannot be unlimited here")
		return
	}
	f.limit(name, reading)
}

// limit adds a figure, -1 where it is unlimited.
func (f *figures) limit(name string, reading capacity.Reading) {
	limit, ok := reading.Limit()
	if !ok {
		return
	}
	calls, limited := limit.Calls()
	if !limited {
		calls = -1
	}
	f.add(name, wire.NumberOf(calls))
}

func (f *figures) body() ([]byte, error) {
	switch {
	case f.err != nil:
		return nil, f.err
	case len(f.value.Members) == f.ids:
		return nil, errors.New("nothing to change")
	}
	return f.value.Encode()
}
