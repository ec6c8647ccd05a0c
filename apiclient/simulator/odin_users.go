package simulator

import (
	"strconv"
	"strings"
)

// searchUsers looks for users in the whole system or in a part of it, or shows the one that
// the query names (supplement 1.2). Whether it heeds case is not known; the backend need not,
// and this does not.
func (o *odin) searchUsers(c *call) response {
	if id := c.query.Get("userId"); id != "" && !strings.HasPrefix(id, "*") {
		return o.showUser(id)
	}
	if c.tenantID() != "" {
		o.tenant(c.tenantID())
	}
	most, err := strconv.Atoi(c.query.Get("limit"))
	list := []rawObject{}
	for p := range o.world.everybody(c.tenantID(), c.groupID(), func(n string) bool { return c.looksFor("dn", national(n)) }) {
		if err == nil && len(list) == most {
			break
		}
		if p.UserID != "" && c.looksFor("extension", p.Extension) && c.looksForFolded("lastName", p.LastName) && c.looksForFolded("firstName", p.FirstName) &&
			c.looksForFolded("emailAddress", p.EmailAddress) && c.looksForFolded("userId", p.UserID) {
			list = append(list, members("userId", p.UserID, "userIdShort", shortOf(p.UserID), "lastName", p.LastName, "firstName", p.FirstName,
				"phoneNumber", national(p.PhoneNumber), "extension", p.Extension, odinTenantKey, p.tenant, odinGroupKey, p.group))
		}
	}
	return ok(list)
}

func shortOf(userID string) string {
	name, _, _ := strings.Cut(userID, "@")
	return name
}

// showUser shows where a user is: endpointType tells, and a user of a device has trunkAddressing
// too, without a trunk group (supplement 1.2).
func (o *odin) showUser(id string) response {
	for p := range o.world.usersCalled(id) {
		shown := members("userId", p.UserID, odinTenantKey, p.tenant, odinGroupKey, p.group, "lastName", p.LastName, "firstName", p.FirstName,
			"phoneNumber", national(p.PhoneNumber), "extension", p.Extension, "emailAddress", p.EmailAddress)
		g, _ := o.world.group(p.tenant, p.group)
		switch {
		case p.trunkGroup != "":
			endpoint := append(trunkEndpoint(g, p), members("contacts", []string{})...)
			return ok(append(shown, members("endpointType", "trunkAddressing",
				"trunkAddressing", members("enterpriseTrunkName?", p.EnterpriseTrunk, "trunkGroupDeviceEndpoint", endpoint))...))
		case p.DeviceName != "":
			device := members("deviceName", p.DeviceName, "deviceLevel", "Group")
			return ok(append(shown, members("endpointType", "accessDeviceEndpoint", "accessDeviceEndpoint", members("accessDevice", device, "linePort", p.UserID),
				"trunkAddressing", members("trunkGroupDeviceEndpoint", members("contacts", []string{})))...))
		}
		return ok(append(shown, members("endpointType", "none", "trunkAddressing", nil)...))
	}
	o.found(false, "User", id)
	return response{}
}

// searchNumbers tells who has a number, in the whole system or in a tenant: *x* for every number
// that x is in, or one whole number. A number that no user has is told with its group
// (supplement 1.2).
func (o *odin) searchNumbers(c *call) response {
	dn := c.query.Get("dn")
	o.need(dn != "", 400, "dn is missing")
	list := []rawObject{}
	add := func(p person) {
		code, _, _ := strings.Cut(strings.TrimPrefix(p.PhoneNumber, "+"), "-")
		number, err := strconv.Atoi(code)
		userType := "Normal"
		if p.UserID == "" || err != nil {
			userType = ""
		}
		list = append(list, members("userIdShort", shortOf(p.UserID), "lastName", p.LastName, "firstName", p.FirstName, "phoneNumbers", p.PhoneNumber,
			"extension", p.Extension, "userType", userType, odinTenantKey, p.tenant, odinGroupKey, p.group, "userId", p.UserID,
			"activated", true, "countryCode", number, "nationalPrefix", "0", "dns", members("min", p.PhoneNumber, "max", nil, "activated", true)))
	}
	if !strings.HasPrefix(dn, "*") {
		p, found := o.world.atNumber(undashed(dn))
		if found && p.group != "" && (c.tenantID() == "" || c.tenantID() == p.tenant) {
			add(p)
		}
		return ok(list)
	}
	for p := range o.world.everybody(c.tenantID(), "", func(n string) bool { return n != "" && c.looksFor("dn", n) }) {
		add(p)
	}
	return ok(list)
}

// listTenantNumbers lists the numbers of a tenant: those of its groups, then those that none has.
func (o *odin) listTenantNumbers(c *call) response {
	t, list := o.tenant(c.tenantID()), []rawObject{}
	add := func(numbers []string, group any) {
		for _, r := range collapsed(numbers, func(n string) string { return n }) {
			row := members("canDelete", false, odinGroupKey, group, "min", r[0])
			if r[0] == r[1] {
				row = append(row, members("max", nil)...)
			} else {
				row = append(row, members("max", r[1])...)
			}
			list = append(list, row)
		}
	}
	for _, g := range o.world.groups(t.ID) {
		add(g.allNumbers(t.ID), g.ID)
	}
	for _, text := range t.Numbers {
		add(expanded(text), nil)
	}
	return ok(members(odinTenantKey, t.ID, "dns", list))
}
