package simulator

import (
	"net/http"
	"strconv"
)

// apioUser is a user in a search (supplement 1.1).
func apioUser(p person) rawObject {
	return members("tenantId", p.tenant, "groupId", p.group, "userId", p.UserID, "lastName", p.LastName, "firstName", p.FirstName,
		"department?", departmentOf(p.tenant, p.group, p.Department), "phoneNumber", undashed(p.PhoneNumber),
		"emailAddress", p.EmailAddress, "inTrunkGroup", p.trunkGroup != "", "extension", p.Extension)
}

// searchUsers looks for users in the whole system. It needs a criterion, as the vendor's own
// client does (supplement 1.1); there is none for an extension.
func (a *apio) searchUsers(c *call) response {
	asked := parseCriteria(c)
	asked.require("UserId", "UserLastName", "UserFirstName", "PhoneNumber", "EmailAddress", "GroupId", "UserInTrunkGroup")
	if _, limited := asked[sizeLimit]; len(asked) == 0 || limited && len(asked) == 1 {
		return refusedBelow("a search for users needs a criterion")
	}
	list := []rawObject{}
	for p := range a.world.everybody("", "", func(n string) bool { return asked.match("PhoneNumber", undashed(n)) }) {
		if p.UserID != "" && asked.match("UserId", p.UserID, "UserLastName", p.LastName, "UserFirstName", p.FirstName,
			"EmailAddress", p.EmailAddress, "GroupId", p.group, "UserInTrunkGroup", strconv.FormatBool(p.trunkGroup != "")) {
			list = append(list, apioUser(p))
		}
	}
	return a.list(asked, "users", list)
}

// showNumberUsage tells who has a number, of which the whole is needed. What is answered for
// one that nobody has is known to be an error, and no more (supplement 1.1).
func (a *apio) showNumberUsage(c *call) response {
	p, found := a.world.atNumber(c.names[0])
	if !found || p.group == "" {
		return gatewayError(http.StatusNotFound, "nobody has the number "+c.names[0])
	}
	return ok(members("tenantId", p.tenant, "groupId", p.group, "userId", p.UserID))
}

func (a *apio) listUsers(c *call) response {
	g, list := a.group(c.names[0], c.names[1]), []rawObject{}
	for p := range g.people(c.names[0], func(string) bool { return true }) {
		if p.UserID != "" {
			list = append(list, members("userId", p.UserID, "firstName", p.FirstName, "lastName", p.LastName,
				"extension", p.Extension, "phoneNumber", undashed(p.PhoneNumber), "inTrunkGroup", p.trunkGroup != ""))
		}
	}
	return ok(members("users", list))
}

// showUserOfGroup shows where a user is: in a trunk group of its own group, or at a device.
func (a *apio) showUserOfGroup(c *call) response {
	g := a.group(c.names[0], c.names[1])
	p, found := g.user(c.names[0], c.names[2])
	a.found(found, "user", c.names[2])
	shown := members("lastName", p.LastName, "firstName", p.FirstName, "phoneNumber?", undashed(p.PhoneNumber),
		"extension?", p.Extension, "emailAddress?", p.EmailAddress)
	switch {
	case p.trunkGroup != "":
		shown = append(shown, members("trunkEndpoint", members("trunkGroupDeviceEndpoint", trunkEndpoint(g, p)))...)
	case p.DeviceName != "":
		device := members("name", p.DeviceName, "level", "Group")
		shown = append(shown, members("accessDeviceEndpoint", members("accessDevice", device, "linePort", p.UserID))...)
	}
	return ok(shown)
}

// trunkEndpoint is how both dialects show a user's place in a trunk group.
func trunkEndpoint(g group, p person) rawObject {
	t, _ := g.named(p.trunkGroup)
	return members("name", p.trunkGroup, "linePort", p.UserID, "staticRegistrationCapable", false, "useDomain", true,
		"isPilotUser", t.PilotUserID != "" && t.PilotUserID == p.UserID)
}

// listTenantNumbers lists the numbers that groups have, or those that none has. The name of
// the list is the API's own (supplement 1.1).
func (a *apio) listTenantNumbers(c *call) response {
	t, list := a.tenantOf(c), []rawObject{}
	if c.query.Get("available") == "true" {
		for _, text := range t.Numbers {
			list = append(list, apioNumbers(expanded(text))...)
		}
		return ok(members("available_phoneNumbers", list))
	}
	for _, g := range a.world.groups(t.ID) {
		for _, row := range apioNumbers(g.allNumbers(t.ID)) {
			list = append(list, append(row, members("canBeDeleted", false, "assignedToGroup", g.ID)...))
		}
	}
	return ok(members("assignement_phoneNumbers", list))
}

func apioNumbers(numbers []string) (rows []rawObject) {
	for _, r := range collapsed(numbers, undashed) {
		key := "phoneNumber"
		if r[0] != r[1] {
			key = "phoneNumbers"
		}
		rows = append(rows, members(key, spelt(r)))
	}
	return rows
}

// listGroupNumbers lists the numbers of a group, those that nobody has, or who has them.
func (a *apio) listGroupNumbers(c *call) response {
	g, users, spare := a.group(c.names[0], c.names[1]), []rawObject{}, []string{}
	all, free := []string{}, []string{}
	for p := range g.people(c.names[0], func(n string) bool { return n != "" }) {
		all = append(all, undashed(p.PhoneNumber))
		if p.UserID == "" {
			free, spare = append(free, undashed(p.PhoneNumber)), append(spare, p.PhoneNumber)
			continue
		}
		users = append(users, members("phoneNumber", undashed(p.PhoneNumber), "userId", p.UserID, "userType", "Normal", "firstName", p.FirstName,
			"lastName", p.LastName, "extension", p.Extension, "emailAddress", p.EmailAddress))
	}
	switch {
	case c.query.Get("available") == "true":
		return ok(members("available_numbers", free))
	case c.query.Get("assignement") == "true":
		for _, r := range collapsed(spare, undashed) {
			users = append(users, members("phoneNumber", spelt(r), "userId", ""))
		}
		return ok(members("assigned_numbers", users))
	}
	return ok(members("numbers", all))
}
