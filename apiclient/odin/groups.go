package odin

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// Groups lists the groups of a tenant in the server's order (Odin call 2).
func (c *Client) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	request := apiclient.Request{
		Op:    "list groups of tenant " + tenant,
		Path:  []string{"groups"},
		Query: query(tenantKey, tenant),
	}
	return fetch(ctx, c, request, func(body []byte) ([]apiclient.Group, error) {
		return wire.DecodeArray(body, func(r wire.Record) apiclient.Group {
			of(r, tenantKey, tenant)
			return readGroup(r)
		})
	})
}

func readGroup(r wire.Record) apiclient.Group {
	return apiclient.Group{ID: r.Required(groupKey), Name: r.Optional("groupName")}
}
