package odin

import (
	"fmt"
	"net/url"
	"slices"
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

// maxName is the most bytes of one name in a query, before escaping.
const maxName = 255

// subject is what a request and its answer are about, in pairs of name and value.
type subject []string

// about is a tenant, or one of its groups, or a trunk group of that.
func about(tenant string, below ...string) subject {
	out := subject{tenantKey, tenant}
	for i, id := range below {
		out = append(out, []string{groupKey, nameKey}[i], id)
	}
	return out
}

// owned is whose enterprise trunks are meant.
func owned(owner apiclient.TrunkOwner) subject {
	if owner.Group == "" {
		return about(owner.Tenant)
	}
	return about(owner.Tenant, owner.Group)
}

func (s subject) query() url.Values {
	out := url.Values{}
	for pair := range slices.Chunk(s, 2) {
		out.Set(pair[0], pair[1])
	}
	return out
}

// checked holds that an answer is of what was asked for, as far as it says: a server that
// does not know a parameter answers something else, and with 200. Ids differ in no
// more than the case of their letters here.
func checked[T any](about subject, read func(wire.Record) T) func(wire.Record) T {
	return func(r wire.Record) T {
		for pair := range slices.Chunk(about, 2) {
			if got := r.Optional(pair[0]); got != "" && !strings.EqualFold(got, pair[1]) {
				r.Fail(pair[0], fmt.Errorf("is %q where %q was asked for", got, pair[1]))
			}
		}
		return read(r)
	}
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
