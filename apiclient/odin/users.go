package odin

import (
	"cmp"
	"context"
	"net/url"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
)

// SearchUsers looks for users by parts of their fields, in the whole system, a tenant or a group
// (supplement 1.2). Where a list may go on the error is an *apiclient.CutError.
func (c *Client) SearchUsers(ctx context.Context, criteria apiclient.UserCriteria) ([]apiclient.User, error) {
	const op = "search users"
	if err := criteria.Checked(); err != nil {
		return nil, err
	}
	within := place(criteria.Tenant, criteria.Group)
	query := within.query()
	for name, text := range map[string]string{
		"userId": criteria.ID, "lastName": criteria.LastName, "firstName": criteria.FirstName,
		"emailAddress": criteria.EmailAddress, "dn": criteria.PhoneNumber, "extension": criteria.Extension,
	} {
		if text != "" {
			query.Set(name, "*"+text+"*")
		}
	}
	if criteria.Limit > 0 {
		query.Set("limit", strconv.Itoa(criteria.Limit))
	}
	all, err := search(ctx, c, op, []string{"users"}, within, query, readUser)
	unasked := criteria // a row need not have every field
	unasked.EmailAddress = ""
	return unasked.Keep(all), apiclient.CutAt(all, err, op, criteria.Limit)
}

// place is where a search is, which may be the whole system.
func place(tenant, group string) subject {
	switch {
	case tenant == "":
		return nil
	case group == "":
		return about(tenant)
	}
	return about(tenant, group)
}

// search reads a bare array of what is within a place.
func search[T any](ctx context.Context, c *Client, op string, path []string, within subject, query url.Values, read func(wire.Record) T) ([]T, error) {
	return fetch(ctx, c, apiclient.Request{Op: op, Path: path, Query: query}, func(body []byte) ([]T, error) {
		return wire.DecodeArray(body, checked(within, read))
	})
}

func readUser(r wire.Record) apiclient.User {
	return apiclient.User{
		Tenant: r.Optional(tenantKey), Group: r.Optional(groupKey), ID: r.Required("userId"), LastName: r.Optional("lastName"), FirstName: r.Optional("firstName"),
		PhoneNumber: r.Optional("phoneNumber"), Extension: r.Optional("extension"), EmailAddress: r.Optional("emailAddress"),
	}
}

// NumberUses tells where a number is, which is whole and begins with + and the country, in the whole
// system or in a tenant, and who has it. A number that no user has is told with its group by later
// releases alone (supplement 1.2).
func (c *Client) NumberUses(ctx context.Context, tenant, number string) ([]apiclient.NumberUse, error) {
	within := place(tenant, "")
	query := within.query()
	query.Set("dn", number)
	return search(ctx, c, "search number "+number, []string{"system", "dns", "search"}, within, query, readUse)
}

func readUse(r wire.Record) apiclient.NumberUse {
	return apiclient.NumberUse{
		Tenant: r.Required(tenantKey), Group: r.Optional(groupKey), User: r.Optional("userId"), PhoneNumber: r.Optional("phoneNumbers"),
		Extension: r.Optional("extension"), LastName: r.Optional("lastName"), FirstName: r.Optional("firstName"),
	}
}

// UserEndpoint reads by what a user makes and gets calls (supplement 1.2): endpointType decides,
// since a user of a device may have trunkAddressing too.
func (c *Client) UserEndpoint(ctx context.Context, tenant, group, user string) (apiclient.UserEndpoint, error) {
	request := apiclient.Request{Op: "read user " + user, Path: []string{"users"}, Query: url.Values{"userId": {user}}, Single: true}
	asked := append(subject{"userId", user}, place(tenant, group)...)
	return fetch(ctx, c, request, func(body []byte) (apiclient.UserEndpoint, error) {
		return wire.DecodeOne(body, checked(asked, readEndpoint))
	})
}

func readEndpoint(r wire.Record) (out apiclient.UserEndpoint) {
	var trunk wire.Record
	if at, is := r.Object("trunkAddressing"); is {
		out.EnterpriseTrunk = at.Optional(trunkNameKey)
		trunk, _ = at.Object("trunkGroupDeviceEndpoint")
	}
	kind, name := r.Optional("endpointType"), trunk.Optional("name")
	switch {
	case kind == "trunkAddressing" || kind == "" && name != "":
		pilot := strings.EqualFold(trunkFlag(trunk, "isPilotUser"), "true")
		out.Kind, out.TrunkGroup, out.IsPilot = apiclient.TrunkUser, name, pilot
		return out
	case kind == "accessDeviceEndpoint":
		at, _ := r.Object("accessDeviceEndpoint")
		device, _ := at.Object("accessDevice")
		return apiclient.UserEndpoint{Kind: apiclient.HostedUser, Device: cmp.Or(device.Optional("deviceName"), device.Optional("name"))}
	case kind == "none":
		return apiclient.UserEndpoint{Kind: apiclient.NoEndpoint}
	}
	return apiclient.UserEndpoint{}
}

func trunkFlag(r wire.Record, name string) string {
	v, _ := r.Get(name)
	return v.Text
}

// TenantNumbers lists the numbers of a tenant, those that no group has too (supplement 1.2). A
// range has the number that it ends with, which is null or empty for a single one.
func (c *Client) TenantNumbers(ctx context.Context, tenant string) ([]apiclient.NumberRange, error) {
	request := apiclient.Request{Op: "list numbers of tenant " + tenant, Path: []string{"service-providers", "dns"}, Query: about(tenant).query()}
	return fetch(ctx, c, request, func(body []byte) ([]apiclient.NumberRange, error) {
		return wire.DecodeList(body, "dns", readNumbers)
	})
}

func readNumbers(r wire.Record) apiclient.NumberRange {
	first := r.Required("min")
	return apiclient.NumberRange{Group: r.Optional(groupKey), First: first, Last: cmp.Or(r.Optional("max"), first)}
}

// SearchGroups looks for groups in the whole system by a part of their id, or of their name
// (supplement 1.2). The search has no limit: a list beyond it is cut here, with an *apiclient.CutError.
func (c *Client) SearchGroups(ctx context.Context, text string, byName bool, limit int) ([]apiclient.FoundGroup, error) {
	const op = "search groups"
	key := map[bool]string{false: groupKey, true: "groupName"}[byName]
	all, err := search(ctx, c, op, []string{"groups"}, nil, url.Values{key: {"*" + text + "*"}}, func(r wire.Record) apiclient.FoundGroup {
		return apiclient.FoundGroup{Tenant: r.Optional(tenantKey), ID: r.Required(groupKey), Name: r.Optional("groupName")}
	})
	err = apiclient.CutAt(all, err, op, limit)
	return all[:min(len(all), limit)], err
}
