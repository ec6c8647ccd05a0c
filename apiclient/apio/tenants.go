package apio

import (
	"cmp"
	"context"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// ofTenant is the path of what is below a tenant, ofGroup below one of its groups.
func ofTenant(tenant string, below ...string) []string {
	return append([]string{"tenants", tenant}, below...)
}

func ofGroup(tenant, group string, below ...string) []string {
	return append(ofTenant(tenant, "groups", group), below...)
}

// template returns a path with what is named in it left open: tenants/{tenant}/groups. What is named
// follows the word for what it is.
func template(path []string) string {
	var out strings.Builder
	for i := 0; i < len(path); i++ {
		if i > 0 {
			out.WriteByte('/')
		}
		out.WriteString(path[i])
		named, last := "", len(path)-1
		switch path[i] {
		case "tenants":
			named = "tenant"
		case "groups":
			named = "group"
		case "users":
			named = "user"
		case "usages":
			named = "number"
		case "trunk_groups":
			named = "name"
			if i == last-2 && path[i+1] == "available" && path[last] == "trunks" {
				continue // of a list
			}
		}
		if named != "" && i < last {
			out.WriteString("/{" + named + "}")
			i++
		}
	}
	return out.String()
}

// Tenants lists the tenants in the server's order (APIO 4).
func (c *Client) Tenants(ctx context.Context) ([]apiclient.Tenant, error) {
	out, err := readList(ctx, c, "list tenants", []string{"tenants"}, "tenants", func(r wire.Record) apiclient.Tenant {
		return readTenant(r, r.Required("tenantId"))
	})
	if err == nil {
		c.reads.Tenants(out)
	}
	return out, err
}

// Tenant reads one tenant (APIO 4). The id is kept where the answer lacks it.
func (c *Client) Tenant(ctx context.Context, tenant string) (apiclient.Tenant, error) {
	return readOne(ctx, c, "read tenant "+tenant, ofTenant(tenant), func(r wire.Record) apiclient.Tenant {
		return readTenant(r, cmp.Or(r.Text("tenantId"), tenant))
	})
}

func readTenant(r wire.Record, id string) apiclient.Tenant {
	return apiclient.Tenant{
		ID:         id,
		Name:       r.Optional("name"),
		Type:       apiclient.TenantType(r.Optional("type")),
		ResellerID: r.Optional("resellerId"),
	}
}

// Groups lists the groups of a tenant in the server's order (APIO 5).
func (c *Client) Groups(ctx context.Context, tenant string) ([]apiclient.Group, error) {
	return readList(ctx, c, "list groups of tenant "+tenant, ofTenant(tenant, "groups"), "groups", readGroup)
}

func readGroup(r wire.Record) apiclient.Group {
	return apiclient.Group{ID: r.Required("groupId"), Name: r.Optional("groupName")}
}
