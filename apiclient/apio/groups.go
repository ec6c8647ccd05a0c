package apio

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// Groups lists the groups of a tenant in the server's order (APIO 5).
func (c *Client) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	request := apiclient.Request{
		Op:   "list groups of tenant " + tenant,
		Path: []string{"tenants", tenant, "groups"},
	}
	return fetch(ctx, c, request, func(body []byte) ([]apiclient.Group, error) {
		return wire.DecodeList(body, "groups", readGroup)
	})
}

func readGroup(r wire.Record) apiclient.Group {
	return apiclient.Group{ID: r.Required("groupId"), Name: r.Optional("groupName")}
}
