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
	return wire.TenantCapacity(r, limit)
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
	return wire.GroupCapacity(r, limit)
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

// NeedsTenantCalls says that a change of a tenant's bursting has to repeat its calls.
func (c *Client) NeedsTenantCalls() bool { return true }

// PutTenantCapacity changes the figures of a tenant that are read in change, and no
// others (Odin 4). MaxActiveCalls has to be among them, changed or not. Unlimited is
// sent as -1.
func (c *Client) PutTenantCapacity(ctx context.Context, tenant string, change apiclient.TenantCapacity) error {
	body := newFigures(tenantKey, tenant)
	if !change.MaxActiveCalls.IsRead() && change.BurstingMaxActiveCalls.IsRead() {
		body.Refuse(errors.New("the bursting calls of a tenant are sent with its calls, and those are not known"))
	}
	body.Tenant(change)
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
	body.Group(change)
	return c.putFigures(ctx, apiclient.Request{
		Op:   "change capacity of group " + group + " of tenant " + tenant,
		Path: []string{"groups", "trunk-groups", "call-capacity"},
	}, body)
}

// PutTrunkGroupCapacity changes the figures of a trunk group that are set in change,
// and no others (Odin 4). Turning bursting off leaves its figure out.
func (c *Client) PutTrunkGroupCapacity(ctx context.Context, tenant, group, name string, change apiclient.TrunkGroupCapacity) error {
	body := newFigures(tenantKey, tenant, groupKey, group, nameKey, name)
	body.TrunkGroup(change)
	return c.putFigures(ctx, apiclient.Request{
		Op:   "change capacity of trunk group " + name + " in group " + group + " of tenant " + tenant,
		Path: []string{"groups", "trunk-groups"},
	}, body)
}

func (c *Client) putFigures(ctx context.Context, request apiclient.Request, figures *wire.Figures) error {
	body, err := figures.Body()
	if err != nil {
		return c.conn.Unsent(request, http.MethodPut, apiclient.BadBody, err.Error())
	}
	return c.write(ctx, http.MethodPut, request, body)
}

// newFigures begins a body with what it is about, in pairs of name and id.
func newFigures(ids ...string) *wire.Figures {
	var subject []wire.Member
	var wrong error
	for i := 0; i+1 < len(ids); i += 2 {
		if why := wrongName(ids[i+1]); why != "" && wrong == nil {
			wrong = errors.New(ids[i] + ": " + why)
		}
		subject = append(subject, wire.Member{Name: ids[i], Value: wire.TextOf(ids[i+1])})
	}
	out := wire.NewFigures(limitValue, subject...)
	out.Refuse(wrong)
	return out
}

// limitValue writes a limit: -1 where it is unlimited.
func limitValue(limit capacity.Limit) wire.Value {
	calls, limited := limit.Calls()
	if !limited {
		calls = -1
	}
	return wire.NumberOf(calls)
}
