package apio

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/routing"
)

// EnterpriseTrunks lists the enterprise trunks of a tenant in the server's order
// (APIO 8.1). Where trunking is not assigned to it the error is
// apiclient.ErrNotAssigned.
func (c *Client) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	request := apiclient.Request{
		Op:   "list enterprise trunks of tenant " + tenant,
		Path: enterpriseTrunks(tenant),
	}
	out, err := fetch(ctx, c, request, func(body []byte) ([]apiclient.EnterpriseTrunkItem, error) {
		return wire.DecodeList(body, "tenantTrunks", readEnterpriseTrunkItem)
	})
	return out, notAssigned(err)
}

func readEnterpriseTrunkItem(r wire.Record) apiclient.EnterpriseTrunkItem {
	return apiclient.EnterpriseTrunkItem{Name: r.Required("name"), RoutingMode: r.Optional("routingMode")}
}

// EnterpriseTrunk reads the routing of one enterprise trunk (APIO 8.2). The name
// comes from the argument, since the answer lacks it.
func (c *Client) EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	request := apiclient.Request{
		Op:     "read enterprise trunk " + name + " of " + owner.String(),
		Path:   enterpriseTrunks(owner.Tenant, name),
		Single: true,
	}
	return fetch(ctx, c, request, func(body []byte) (routing.Trunk, error) {
		return decodeTrunk(body, name)
	})
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
	request := apiclient.Request{
		Op:     "read enterprise trunk " + name + " of " + owner.String(),
		Path:   enterpriseTrunks(owner.Tenant, name),
		Single: true,
	}
	var document apiclient.Document
	trunk, err := fetch(apiclient.Fresh(ctx), c, request, func(body []byte) (routing.Trunk, error) {
		document = apiclient.Document{Raw: slices.Clone(body), ReadAt: time.Now()}
		return decodeTrunk(body, name)
	})
	if err != nil {
		return apiclient.Document{}, routing.Trunk{}, err
	}
	return document, trunk, nil
}

// PutEnterpriseTrunk changes the enterprise trunk called name from fresh, as just
// read, to want, by one PUT of EnterpriseTrunkBody. Another name in want renames it.
// The error tells whether the change may have been made all the same
// (apiclient.MayHaveApplied), and is an *apiclient.OtherFieldError where the server
// asks for the other spelling of the destination. Ctx cannot cancel what was sent.
func (c *Client) PutEnterpriseTrunk(
	ctx context.Context, owner apiclient.TrunkOwner, name string, fresh apiclient.Document, want routing.Trunk, opts apiclient.WriteOptions,
) error {
	request := apiclient.Request{
		Op:     "change enterprise trunk " + name + " of " + owner.String(),
		Path:   enterpriseTrunks(owner.Tenant, name),
		Single: true,
	}
	body, err := EnterpriseTrunkBody(name, fresh, want, opts)
	if err != nil {
		return c.conn.Unsent(request, http.MethodPut, apiclient.BadBody, err.Error())
	}
	return otherField(c.write(ctx, http.MethodPut, request, body), opts, body)
}

// CreateEnterpriseTrunk makes an enterprise trunk, by one POST of
// NewEnterpriseTrunkBody. Its errors are those of PutEnterpriseTrunk.
func (c *Client) CreateEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, want routing.Trunk, opts apiclient.WriteOptions) error {
	request := apiclient.Request{
		Op:     "create enterprise trunk " + want.Name + " of " + owner.String(),
		Path:   enterpriseTrunks(owner.Tenant),
		Single: true,
	}
	body, err := NewEnterpriseTrunkBody(want, opts)
	if err != nil {
		return c.conn.Unsent(request, http.MethodPost, apiclient.BadBody, err.Error())
	}
	return otherField(c.write(ctx, http.MethodPost, request, body), opts, body)
}

// DeleteEnterpriseTrunk deletes an enterprise trunk. Its errors tell, as those of
// PutEnterpriseTrunk do, whether it may be gone all the same.
func (c *Client) DeleteEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) error {
	return c.write(ctx, http.MethodDelete, apiclient.Request{
		Op:     "delete enterprise trunk " + name + " of " + owner.String(),
		Path:   enterpriseTrunks(owner.Tenant, name),
		Single: true,
	}, []byte(`{}`)) // an empty body is refused (APIO 2: 416)
}

// enterpriseTrunks is the path of a tenant's enterprise trunks, which the API
// calls services/trunk_groups, and of what is below it.
func enterpriseTrunks(tenant string, below ...string) []string {
	return append([]string{"tenants", tenant, "services", "trunk_groups"}, below...)
}
