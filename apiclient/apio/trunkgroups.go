package apio

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// TrunkGroups lists the trunk groups of a group in the server's order (APIO 7.1).
func (c *Client) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	request := apiclient.Request{
		Op:   "list trunk groups of group " + group + " of tenant " + tenant,
		Path: []string{"tenants", tenant, "groups", group, "services", "trunk_groups"},
	}
	return fetch(ctx, c, request, func(body []byte) ([]apiclient.TrunkGroupItem, error) {
		return wire.DecodeList(body, "trunks", func(r wire.Record) apiclient.TrunkGroupItem {
			return readTrunkGroupItem(r, group)
		})
	})
}

func readTrunkGroupItem(r wire.Record, group string) apiclient.TrunkGroupItem {
	out := apiclient.TrunkGroupItem{GroupID: r.Text("groupId"), Name: r.Required("name")}
	if out.GroupID == "" {
		out.GroupID = group
	}
	return out
}
