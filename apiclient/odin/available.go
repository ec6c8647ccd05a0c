package odin

import (
	"context"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/routing"
)

// AvailableTrunkGroups lists the trunk groups that may join an enterprise trunk of an
// owner (Odin 4). The server is not known to have criteria, so all of them are read
// and chosen from here.
func (c *Client) AvailableTrunkGroups(
	ctx context.Context, owner apiclient.TrunkOwner, criteria apiclient.TrunkGroupCriteria,
) ([]routing.Key, error) {
	request := trunkRequest("list available trunk groups of "+owner.String(), owner, "available-trunk-groups")
	all, err := fetch(ctx, c, request, func(body []byte) ([]routing.Key, error) {
		return wire.DecodeList(body, "trunkGroups", func(r wire.Record) routing.Key { return readKey(r, owner) })
	})
	if err != nil {
		return nil, notAssigned(err)
	}
	out := make([]routing.Key, 0, len(all))
	for _, key := range all {
		if criteria.ResponseSizeLimit > 0 && len(out) == criteria.ResponseSizeLimit {
			break
		}
		if meets(key, criteria) {
			out = append(out, key)
		}
	}
	return out, nil
}

// meets reports whether a trunk group is what all criteria ask for.
func meets(key routing.Key, c apiclient.TrunkGroupCriteria) bool {
	group, name := strings.ToLower(key.GroupID), strings.ToLower(key.Name)
	return matches(key.GroupID, c.SensitiveGroupIDStarts, c.SensitiveGroupIDContains, c.SensitiveGroupIDEquals) &&
		matches(key.Name, c.SensitiveTrunkGroupNameStarts, c.SensitiveTrunkGroupNameContains, c.SensitiveTrunkGroupNameEquals) &&
		matches(group, strings.ToLower(c.InsensitiveGroupIDStarts),
			strings.ToLower(c.InsensitiveGroupIDContains), strings.ToLower(c.InsensitiveGroupIDEquals)) &&
		matches(name, strings.ToLower(c.InsensitiveTrunkGroupNameStarts),
			strings.ToLower(c.InsensitiveTrunkGroupNameContains), strings.ToLower(c.InsensitiveTrunkGroupNameEquals))
}

// matches takes an empty criterion for one that was not given.
func matches(text, starts, contains, equals string) bool {
	return strings.HasPrefix(text, starts) && strings.Contains(text, contains) && (equals == "" || text == equals)
}
