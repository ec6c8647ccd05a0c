package odin

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// TrunkGroups lists the trunk groups of a group in the server's order (Odin call 4).
// Where trunking is not assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	request := apiclient.Request{
		Op:    "list trunk groups of group " + group + " of tenant " + tenant,
		Path:  []string{"groups", "trunk-groups"},
		Query: query(tenantKey, tenant, groupKey, group),
	}
	out, err := fetch(ctx, c, request, func(body []byte) ([]apiclient.TrunkGroupItem, error) {
		return wire.DecodeArray(body, func(r wire.Record) apiclient.TrunkGroupItem {
			of(r, tenantKey, tenant, groupKey, group)
			return apiclient.TrunkGroupItem{GroupID: group, Name: r.Required(nameKey)}
		})
	})
	return out, notAssigned(err)
}

// TrunkGroup reads one trunk group (Odin call 5). The name in the query turns the
// list into the detail: a list that comes all the same is an error, never searched.
func (c *Client) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	request := apiclient.Request{
		Op:     "read trunk group " + name + " of group " + group + " of tenant " + tenant,
		Path:   []string{"groups", "trunk-groups"},
		Query:  query(tenantKey, tenant, groupKey, group, nameKey, name),
		Single: true,
	}
	return fetch(ctx, c, request, func(body []byte) (apiclient.TrunkGroup, error) {
		return wire.DecodeOne(body, func(r wire.Record) apiclient.TrunkGroup {
			of(r, tenantKey, tenant, groupKey, group, nameKey, name)
			out := readTrunkGroup(r)
			out.GroupID, out.Name = group, name
			return out
		})
	})
}

func readTrunkGroup(r wire.Record) apiclient.TrunkGroup {
	out := apiclient.TrunkGroup{
		MaxActiveCalls:           limit(r, "maxActiveCalls"),
		MaxIncomingCalls:         limit(r, "maxIncomingCalls"),
		MaxOutgoingCalls:         limit(r, "maxOutgoingCalls"),
		BurstingMaxActiveCalls:   limit(r, "burstingMaxActiveCalls"),
		BurstingMaxIncomingCalls: limit(r, "burstingMaxIncomingCalls"),
		BurstingMaxOutgoingCalls: limit(r, "burstingMaxOutgoingCalls"),
		EnableBursting:           r.Flag("enableBursting"),
		State:                    r.Optional("trunkGroupState"),
		ActiveIncomingCalls:      inUse(r, "totalActiveIncomingCalls"),
		ActiveOutgoingCalls:      inUse(r, "totalActiveOutgoingCalls"),
		Forwarding:               wire.Forwarding(r),
		Fields:                   wire.Flatten(r.Members),
	}
	if bursting := out.EnableBursting; bursting != nil && !*bursting {
		// The figure is missing where bursting is off, and carries nothing where it stays.
		out.BurstingMaxActiveCalls = capacity.Read(capacity.Limit{})
	}
	return out
}

// inUse reads a counter of live calls: what cannot be read there must not cost the
// limits beside it.
func inUse(r wire.Record, name string) *int {
	n, _ := wire.Alone(r, func(r wire.Record) *int { return r.Count(name) })
	return n
}
