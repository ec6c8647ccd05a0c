package apio

import (
	"context"
	"errors"
	"net/url"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// SearchUsers looks for users by parts of their fields, whatever the case (supplement 1.1). The
// search of the API is of the whole system: what is of another tenant is left out here. It has
// no criterion for an extension, which the list of one group has: without a group the error is
// an *apiclient.NotSearchedError. Where a list may go on it is an *apiclient.CutError; a platform
// may also refuse what finds more than the limit.
func (c *Client) SearchUsers(ctx context.Context, criteria apiclient.UserCriteria) ([]apiclient.User, error) {
	const op = "search users"
	if err := criteria.Checked(); err != nil {
		return nil, err
	}
	if criteria.Group != "" {
		all, err := c.groupUsers(ctx, criteria.Tenant, criteria.Group)
		return criteria.Keep(all), err
	}
	if criteria.Extension != "" {
		return nil, &apiclient.NotSearchedError{What: "extensions", Why: "APIO has no criterion for them, but for the users of one group"}
	}
	request := apiclient.Request{Op: op, Path: []string{"search", "users"}, Query: userQuery(criteria)}
	all, err := fetch(ctx, c, request, func(body []byte) ([]apiclient.User, error) {
		return wire.DecodeList(body, "users", func(r wire.Record) apiclient.User { return readUser(r, r.Optional("tenantId"), r.Optional("groupId")) })
	})
	return criteria.Keep(all), apiclient.CutAt(all, err, op, criteria.Limit)
}

func userQuery(c apiclient.UserCriteria) url.Values {
	query := url.Values{}
	for name, text := range map[string]string{
		"insensitiveUserIdContains": c.ID, "insensitiveUserLastNameContains": c.LastName, "insensitiveUserFirstNameContains": c.FirstName,
		"insensitiveEmailAddressContains": c.EmailAddress, "insensitivePhoneNumberContains": c.PhoneNumber,
	} {
		if text != "" {
			query.Set(name, text)
		}
	}
	if c.Limit > 0 {
		query.Set("responseSizeLimit", strconv.Itoa(c.Limit))
	}
	return query
}

// groupUsers lists the users of a group in the server's order (supplement 1.1).
func (c *Client) groupUsers(ctx context.Context, tenant, group string) ([]apiclient.User, error) {
	return readList(ctx, c, "list users of group "+group+" of tenant "+tenant, ofGroup(tenant, group, "users"), "users",
		func(r wire.Record) apiclient.User { return readUser(r, tenant, group) })
}

func readUser(r wire.Record, tenant, group string) apiclient.User {
	inTrunkGroup, _ := wire.Alone(r, func(r wire.Record) *bool { return r.Flag("inTrunkGroup") })
	return apiclient.User{
		Tenant: tenant, Group: group, ID: r.Required("userId"), LastName: r.Optional("lastName"), FirstName: r.Optional("firstName"),
		PhoneNumber: r.Optional("phoneNumber"), Extension: r.Optional("extension"), EmailAddress: r.Optional("emailAddress"), InTrunkGroup: inTrunkGroup,
	}
}

// NumberUses tells who has a number, which is whole and begins with + and the country. The search
// is of the whole system; what is of another tenant than the one that is named is left out. A
// refusal of the platform's own is an *apiclient.NoHolderError (supplement 1.1).
func (c *Client) NumberUses(ctx context.Context, tenant, number string) ([]apiclient.NumberUse, error) {
	use, err := readOne(ctx, c, "search number "+number, []string{"search", "numbers", "usages", number}, func(r wire.Record) apiclient.NumberUse {
		return apiclient.NumberUse{Tenant: r.Required("tenantId"), Group: r.Optional("groupId"), User: r.Optional("userId"), PhoneNumber: number}
	})
	if problem, ok := errors.AsType[*apiclient.Error](err); ok && problem.Own && (problem.Kind == apiclient.NotFound || problem.Kind == apiclient.Refused) {
		return nil, &apiclient.NoHolderError{Number: number, Err: err}
	}
	if err != nil || tenant != "" && use.Tenant != tenant {
		return nil, err
	}
	return []apiclient.NumberUse{use}, nil
}

// UserEndpoint reads by what a user makes and gets calls: a trunk user by a trunk group of its own
// group. Its enterprise trunk is in no answer (supplement 1.1).
func (c *Client) UserEndpoint(ctx context.Context, tenant, group, user string) (apiclient.UserEndpoint, error) {
	return readOne(ctx, c, "read user "+user+" of group "+group+" of tenant "+tenant, ofGroup(tenant, group, "users", user), readEndpoint)
}

func readEndpoint(r wire.Record) apiclient.UserEndpoint {
	if trunk, is := r.Object("trunkEndpoint"); is {
		out := apiclient.UserEndpoint{Kind: apiclient.TrunkUser}
		if at, ok := trunk.Object("trunkGroupDeviceEndpoint"); ok {
			pilot, _ := wire.Alone(at, func(r wire.Record) *bool { return r.Flag("isPilotUser") })
			out.TrunkGroup, out.IsPilot = at.Optional("name"), pilot != nil && *pilot
		}
		return out
	}
	if at, is := r.Object("accessDeviceEndpoint"); is {
		device, _ := at.Object("accessDevice")
		return apiclient.UserEndpoint{Kind: apiclient.HostedUser, Device: device.Optional("name")}
	}
	return apiclient.UserEndpoint{}
}

// TenantNumbers lists the numbers of a tenant that groups have (supplement 1.1).
func (c *Client) TenantNumbers(ctx context.Context, tenant string) ([]apiclient.NumberRange, error) {
	return readList(ctx, c, "list numbers of tenant "+tenant, ofTenant(tenant, "numbers"), "assignement_phoneNumbers", readNumbers)
}

func readNumbers(r wire.Record) apiclient.NumberRange {
	out := apiclient.NumberRange{Group: r.Optional("assignedToGroup"), First: r.Optional("phoneNumber")}
	if out.First == "" {
		out.First = r.Required("phoneNumbers")
	}
	first, last, isRange := strings.Cut(out.First, " - ")
	if !isRange {
		last = first
	}
	out.First, out.Last = first, last
	return out
}

// SearchGroups looks for groups in the whole system by a part of their id, or of their name,
// whatever the case (supplement 1.1). Where the list may go on it is an *apiclient.CutError.
func (c *Client) SearchGroups(ctx context.Context, text string, byName bool, limit int) ([]apiclient.FoundGroup, error) {
	const op = "search groups"
	criterion := map[bool]string{false: "insensitiveGroupIdContains", true: "insensitiveGroupNameContains"}[byName]
	query := url.Values{criterion: {text}, "responseSizeLimit": {strconv.Itoa(limit)}}
	all, err := fetch(ctx, c, apiclient.Request{Op: op, Path: []string{"search", "groups"}, Query: query}, func(body []byte) ([]apiclient.FoundGroup, error) {
		return wire.DecodeList(body, "groups", func(r wire.Record) apiclient.FoundGroup {
			return apiclient.FoundGroup{Tenant: r.Optional("tenantId"), ID: r.Required("groupId"), Name: r.Optional("groupName")}
		})
	})
	return all, apiclient.CutAt(all, err, op, limit)
}
