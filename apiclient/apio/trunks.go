package apio

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/routing"
)

// EnterpriseTrunks lists the enterprise trunks of a tenant in the server's order (APIO
// 8.1). Where trunking is not assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	out, err := readList(ctx, c, "list enterprise trunks of tenant "+tenant, enterpriseTrunks(tenant), "tenantTrunks", readEnterpriseTrunkItem)
	if err == nil {
		c.reads.Trunks(apiclient.TrunkOwner{Tenant: tenant}, out)
	}
	return out, notAssigned(err)
}

func readEnterpriseTrunkItem(r wire.Record) apiclient.EnterpriseTrunkItem {
	return apiclient.EnterpriseTrunkItem{Name: r.Required("name"), RoutingMode: r.Optional("routingMode")}
}

// EnterpriseTrunk reads the routing of one enterprise trunk (APIO 8.2). The name
// comes from the argument, since the answer lacks it.
func (c *Client) EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	_, trunk, err := c.readTrunk(ctx, owner, name)
	return trunk, err
}

// readTrunk reads an enterprise trunk as it comes, and as a value.
func (c *Client) readTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (apiclient.Document, routing.Trunk, error) {
	request := apiclient.Request{
		Op:     "read enterprise trunk " + name + " of " + owner.String(),
		Path:   enterpriseTrunks(owner.Tenant, name),
		Single: true,
	}
	type both struct {
		document apiclient.Document
		trunk    routing.Trunk
	}
	out, err := fetch(ctx, c, request, func(body []byte) (both, error) {
		trunk, err := decodeTrunk(body, name)
		return both{apiclient.Document{Raw: body, ReadAt: time.Now()}, trunk}, err
	})
	if err == nil {
		c.reads.Trunk(owner, name, out.trunk, out.document.ReadAt)
	}
	return out.document, out.trunk, err
}

// AvailableTrunkGroups lists the trunk groups of a tenant's groups that may join
// an enterprise trunk (APIO 8.1). The criteria go as a query string: a body on a
// GET, which the API documents, gets lost in proxies.
func (c *Client) AvailableTrunkGroups(
	ctx context.Context, owner apiclient.TrunkOwner, criteria apiclient.TrunkGroupCriteria,
) ([]routing.Key, error) {
	request := apiclient.Request{
		Op:    "list available trunk groups of " + owner.String(),
		Path:  enterpriseTrunks(owner.Tenant, "available", "trunks"),
		Query: criteriaQuery(criteria),
	}
	out, err := fetch(ctx, c, request, func(body []byte) ([]routing.Key, error) {
		return wire.DecodeList(body, "trunk_groups", readKey)
	})
	return out, notAssigned(err)
}

func criteriaQuery(criteria apiclient.TrunkGroupCriteria) url.Values {
	query := url.Values{}
	if criteria.ResponseSizeLimit > 0 {
		query.Set("responseSizeLimit", strconv.Itoa(criteria.ResponseSizeLimit))
	}
	for name, value := range map[string]string{
		"sensitiveGroupIdStarts":            criteria.SensitiveGroupIDStarts,
		"sensitiveGroupIdContains":          criteria.SensitiveGroupIDContains,
		"sensitiveGroupIdEquals":            criteria.SensitiveGroupIDEquals,
		"insensitiveGroupIdStarts":          criteria.InsensitiveGroupIDStarts,
		"insensitiveGroupIdContains":        criteria.InsensitiveGroupIDContains,
		"insensitiveGroupIdEquals":          criteria.InsensitiveGroupIDEquals,
		"sensitiveTrunkGroupNameStarts":     criteria.SensitiveTrunkGroupNameStarts,
		"sensitiveTrunkGroupNameContains":   criteria.SensitiveTrunkGroupNameContains,
		"sensitiveTrunkGroupNameEquals":     criteria.SensitiveTrunkGroupNameEquals,
		"insensitiveTrunkGroupNameStarts":   criteria.InsensitiveTrunkGroupNameStarts,
		"insensitiveTrunkGroupNameContains": criteria.InsensitiveTrunkGroupNameContains,
		"insensitiveTrunkGroupNameEquals":   criteria.InsensitiveTrunkGroupNameEquals,
	} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

// EnterpriseTrunkDocument reads one enterprise trunk for an edit, past every cache:
// as it came, and as a value (APIO 8.2). What cannot be read without a doubt is an
// error, so it cannot be edited either.
func (c *Client) EnterpriseTrunkDocument(ctx context.Context, owner apiclient.TrunkOwner, name string) (apiclient.Document, routing.Trunk, error) {
	return c.readTrunk(apiclient.Fresh(ctx), owner, name)
}

// PutEnterpriseTrunk changes the enterprise trunk called name from fresh, as just
// read, to want, by one PUT of EnterpriseTrunkBody. Another name in want renames it.
// The error tells whether the change may have been made all the same
// (apiclient.MayHaveApplied), and is an *apiclient.OtherFieldError where the server
// asks for the other spelling of the destination. Ctx cannot cancel what was sent.
func (c *Client) PutEnterpriseTrunk(
	ctx context.Context, owner apiclient.TrunkOwner, name string, fresh apiclient.Document, want routing.Trunk, opts apiclient.WriteOptions,
) error {
	body, err := EnterpriseTrunkBody(name, fresh, want, opts)
	op := "change enterprise trunk " + name + " of " + owner.String()
	return otherField(c.write(ctx, http.MethodPut, apiclient.Request{Op: op, Path: enterpriseTrunks(owner.Tenant, name)}, body, err), opts, body)
}

// CreateEnterpriseTrunk makes an enterprise trunk, by one POST of
// NewEnterpriseTrunkBody. Its errors are those of PutEnterpriseTrunk.
func (c *Client) CreateEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, want routing.Trunk, opts apiclient.WriteOptions) error {
	body, err := NewEnterpriseTrunkBody(want, opts)
	op := "create enterprise trunk " + want.Name + " of " + owner.String()
	return otherField(c.write(ctx, http.MethodPost, apiclient.Request{Op: op, Path: enterpriseTrunks(owner.Tenant)}, body, err), opts, body)
}

// DeleteEnterpriseTrunk deletes an enterprise trunk. Its errors tell, as those of
// PutEnterpriseTrunk do, whether it may be gone all the same.
func (c *Client) DeleteEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) error {
	op := "delete enterprise trunk " + name + " of " + owner.String()
	return c.write(ctx, http.MethodDelete, apiclient.Request{Op: op, Path: enterpriseTrunks(owner.Tenant, name)}, []byte(`{}`), nil) // an empty body is refused (APIO 2: 416)
}

// enterpriseTrunks is the path of a tenant's enterprise trunks, which the API
// calls services/trunk_groups, and of what is below it.
func enterpriseTrunks(tenant string, below ...string) []string {
	return append(ofTenant(tenant, "services", "trunk_groups"), below...)
}
