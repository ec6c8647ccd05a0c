package apio

import (
	"context"

	"banyan/apiclient"
)

// Groups lists the groups of a tenant in the server's order (APIO 5).
func (c *Client) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	request := apiclient.Request{
		Op:   "list groups of tenant " + tenant,
		Path: []string{"tenants", tenant, "groups"},
	}
	return fetch(ctx, c, request, func(body []byte) ([]apiclient.Group, error) {
		return decodeList(body, "groups", readGroup)
	})
}

func readGroup(r record) apiclient.Group {
	return apiclient.Group{ID: r.required("groupId"), Name: r.optional("groupName")}
}
