package apio

import (
	"context"
	"net/url"
	"strconv"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/routing"
)

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
