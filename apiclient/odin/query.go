package odin

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// The names of what a request and an answer are about.
const (
	tenantKey    = "serviceProviderId"
	groupKey     = "groupId"
	nameKey      = "name" // of a trunk group
	trunkNameKey = "enterpriseTrunkName"
)

var errMissing = errors.New("is missing")

// maxName is the most bytes of one name in a query, before escaping.
const maxName = 255

// query makes the query of pairs of name and value.
func query(pairs ...string) url.Values {
	out := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		out.Set(pairs[i], pairs[i+1])
	}
	return out
}

func wrongName(name string) string {
	switch {
	case strings.TrimSpace(name) == "":
		return "an empty name cannot be asked for"
	case len(name) > maxName:
		return fmt.Sprintf("a name of %d bytes is too long, at most %d", len(name), maxName)
	case !utf8.ValidString(name):
		return fmt.Sprintf("the name %q is not valid UTF-8", name)
	}
	return ""
}

// of holds that an answer is of what was asked for, as far as it says: a server that
// does not know a parameter answers something else, and with 200. Ids differ in no
// more than the case of their letters here.
func of(r wire.Record, pairs ...string) {
	for i := 0; i+1 < len(pairs); i += 2 {
		key, want := pairs[i], pairs[i+1]
		if got := r.Optional(key); got != "" && !strings.EqualFold(got, want) {
			r.Fail(key, fmt.Errorf("is %q where %q was asked for", got, want))
		}
	}
}

// ownerQuery names whose enterprise trunks are meant.
func ownerQuery(owner apiclient.TrunkOwner) url.Values {
	out := query(tenantKey, owner.Tenant)
	if owner.Group != "" {
		out.Set(groupKey, owner.Group)
	}
	return out
}

// ofOwner is of for what belongs to the owner of enterprise trunks.
func ofOwner(r wire.Record, owner apiclient.TrunkOwner) {
	of(r, tenantKey, owner.Tenant)
	if owner.Group != "" {
		of(r, groupKey, owner.Group)
	}
}
