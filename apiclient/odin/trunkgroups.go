package odin

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// TrunkGroups lists the trunk groups of a group in the server's order (Odin call 4).
// Where trunking is not assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	op, path := "list trunk groups of group "+group+" of tenant "+tenant, []string{"groups", "trunk-groups"}
	out, err := readList(ctx, c, op, path, about(tenant, group), func(r wire.Record) apiclient.TrunkGroupItem {
		return apiclient.TrunkGroupItem{GroupID: group, Name: r.Required(nameKey)}
	})
	return out, apiclient.AsNotAssigned(err)
}

// TrunkGroup reads one trunk group (Odin call 5). The name in the query turns the
// list into the detail: a list that comes all the same is an error, never searched.
func (c *Client) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	op, path := "read trunk group "+name+" of group "+group+" of tenant "+tenant, []string{"groups", "trunk-groups"}
	return readOne(ctx, c, op, path, about(tenant, group, name), func(r wire.Record) apiclient.TrunkGroup {
		out := readTrunkGroup(r)
		out.GroupID, out.Name = group, name
		return out
	})
}

// readTrunkGroup reads a trunk group. What cannot be read of a counter of live calls must
// not cost the limits beside it.
func readTrunkGroup(r wire.Record) apiclient.TrunkGroup {
	return wire.TrunkGroup(r, limit, func(r wire.Record, name string) *int {
		n, _ := wire.Alone(r, func(r wire.Record) *int { return r.Count(name) })
		return n
	})
}
