package simulator

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"banyan/internal/trunkgroup"
)

// departmentOf reads a full path such as `Sales \ Inside`: the name is its last part.
func departmentOf(tenantID, groupID, fullPath string) any {
	if fullPath == "" {
		return nil
	}
	parts := strings.Split(fullPath, ` \ `)
	return members("tenantId", tenantID, "groupId", groupID, "departmentName", parts[len(parts)-1], "fullPathName", fullPath)
}

// EnterpriseList says what a server makes of includeEnterpriseTrunkGroups, which asks the
// list of one group's trunk groups for those of all groups of an Enterprise (APIO 7.1).
type EnterpriseList string

// The two kinds of server. The zero value is ListHonoured.
const (
	ListHonoured EnterpriseList = "honoured" // as documented
	ListIgnored  EnterpriseList = "ignored"  // it does not know the criterion
)

func (a *apio) listTrunkGroups(c *call) response {
	groups := []group{a.trunkingOf(c)}
	asked := parseCriteria(c)
	if asked["includeEnterpriseTrunkGroups"] == "true" && a.enterpriseList != ListIgnored {
		if a.tenantOf(c).Type != enterprise {
			return refusedBelow("includeEnterpriseTrunkGroups is for enterprises alone")
		}
		groups = a.world.groups(c.names[0])
	}
	list := []rawObject{}
	for g, t := range trunkGroups(groups) {
		if asked.is("trunkingMode", t.mode()) && asked.match("TrunkGroupName", t.Name) {
			list = append(list, members("name", t.Name, "department?", departmentOf(c.names[0], g.ID, t.Department),
				"deviceName?", t.DeviceName, "deviceLevel?", t.DeviceLevel, "groupId", g.ID, "trunkingMode", t.mode()))
		}
	}
	return a.list(asked, "trunks", list)
}

// listTrunkUsers lists the users of a trunk group at either path, the older one too (APIO 9),
// and their numbers where they are asked for.
func (a *apio) listTrunkUsers(c *call) response {
	_, t := a.trunkGroup(c.names[0], c.names[1], c.names[2])
	asked, users, numbers := parseCriteria(c), []rawObject{}, []string{}
	for _, u := range t.users() {
		number := strings.ReplaceAll(u.PhoneNumber, "-", "")
		if !asked.match("UserId", u.UserID, "UserLastName", u.LastName, "UserFirstName", u.FirstName, "PhoneNumber", number, "EmailAddress", u.EmailAddress) {
			continue
		}
		users = append(users, members("userId", u.UserID, "lastName", u.LastName, "firstName", u.FirstName,
			"department", u.Department, "phoneNumber", number, "extension", u.Extension, "emailAddress", u.EmailAddress))
		if number != "" {
			numbers = append(numbers, number)
		}
	}
	answer := members("users", users)
	if asked["returnNumbers"] == "true" {
		answer = append(answer, members("numbers", numbers)...)
	}
	return ok(answer)
}

func (a *apio) showTrunkGroup(c *call) response {
	g, t := a.trunkGroup(c.names[0], c.names[1], c.names[2])
	return ok(apioTrunkGroup(c.names[0], g.ID, t))
}

// createTrunkGroup makes a trunk group from what a body says (APIO 7.3). Its success code is
// not known: it is that of an enterprise trunk here.
func (a *apio) createTrunkGroup(c *call) response {
	t, g := a.tenantOf(c), a.trunkingOf(c)
	body := limited(objectOf(c), nil)
	must(body.onlySets(nil, slices.Concat(settable(), createOnly())...), badRequest)
	must(createTrunkGroup(a.world, t, g, body), refusedAll)
	_, made := a.trunkGroup(t.ID, g.ID, body.text("name"))
	return reply(http.StatusCreated, apioTrunkGroup(t.ID, g.ID, made))
}

// removeTrunkGroup needs an object for a body, as every write does (APIO 2: 416).
func (a *apio) removeTrunkGroup(c *call) response {
	g, t := a.trunkGroup(c.names[0], c.names[1], c.names[2])
	objectOf(c)
	must(removeTrunkGroup(a.world, c.names[0], g, t.Name), refusedAll)
	return ok(rawObject{})
}

// changeTrunkGroup changes the settings of a trunk group that a body has (APIO 7.3).
func (a *apio) changeTrunkGroup(c *call) response {
	tenantID := c.names[0]
	g, held := a.trunkGroup(tenantID, c.names[1], c.names[2])
	shown := apioTrunkGroup(tenantID, g.ID, held)
	body := limited(objectOf(c), shown)
	must(body.onlySets(nil, settable()...), badRequest)
	must(writeTrunkGroup(a.world, tenantID, g, held, shown, body), refusedAll)
	return a.showTrunkGroup(c)
}

// limited is a body without the flags that stand beside a limit of one direction since APIO
// 1.7.3: one takes that away, or needs it.
func limited(body, shown rawObject) rawObject {
	for flag, limit := range map[string]string{"limitIncomingCalls": trunkgroup.MaxIncomingCalls, "limitOutgoingCalls": trunkgroup.MaxOutgoingCalls} {
		limited, err := body.truth(flag)
		must(err, badRequest)
		_, given := body.get(limit)
		_, has := shown.get(limit)
		body = body.without(flag)
		switch {
		case limited == nil:
		case !*limited:
			body = body.with(limit, json.RawMessage("null"))
		case !given && !has:
			panic(refusedBelow(flag + " needs a " + limit))
		}
	}
	return body
}

// apioTrunkGroup is a trunk group on its own, in the field order of APIO 7.2.
// Whether the API repeats the name here is not known, so it does not: a client
// must keep the name it asked for. A password is written only, never read. What the
// world does not hold is as in a freshly made trunk group.
func apioTrunkGroup(tenantID, groupID string, t trunkGroup) rawObject {
	return t.shownWith(unwritten(tenantID, groupID, t))
}

// unwritten is a trunk group without what was written to its other settings.
func unwritten(tenantID, groupID string, t trunkGroup) rawObject {
	var device any
	if t.DeviceName != "" {
		device = members("name", t.DeviceName, "level", cmp.Or(t.DeviceLevel, "Group"))
	}
	figures := members("maxActiveCalls", t.MaxActiveCalls, "maxIncomingCalls?", t.MaxIncomingCalls, "maxOutgoingCalls?", t.MaxOutgoingCalls,
		"limitIncomingCalls", t.MaxIncomingCalls != nil, "limitOutgoingCalls", t.MaxOutgoingCalls != nil,
		"enableBursting", t.isBursting(), "burstingMaxActiveCalls?", t.BurstingMaxActiveCalls,
		"burstingMaxIncomingCalls?", t.BurstingMaxIncomingCalls, "burstingMaxOutgoingCalls?", t.BurstingMaxOutgoingCalls)
	return slices.Concat(figures,
		apioDiversion(tenantID, "capacityExceeded", t.CapacityExceeded),
		members("capacityExceededTrapInitialCalls", 0, "capacityExceededTrapOffsetCalls", 0),
		apioDiversion(tenantID, "unreachableDestination", t.UnreachableDestination),
		apioDiversion(tenantID, "callForwardingAlways", t.CallForwardingAlways),
		members("invitationTimeout", 6, "pilotUserId?", t.PilotUserID, "department?", departmentOf(tenantID, groupID, t.Department),
			"accessDevice?", device, "requireAuthentication", t.SIPAuthenticationUserName != "",
			"sipAuthenticationUserName?", t.SIPAuthenticationUserName,

			"trunkGroupIdentity?", t.PilotUserID, "includeDtgIdentity", false, "includeTrunkGroupIdentity", t.PilotUserID != "",
			"includeTrunkGroupIdentityForNetworkCalls", false, "includeOtgIdentityForNetworkCalls", false,
			"allowTerminationToTrunkGroupIdentity", false, "allowTerminationToDtgIdentity", false,
			"routeToPeeringDomain", false, "prefixEnabled", false,
			"allowUnscreenedCalls", false, "allowUnscreenedEmergencyCalls", true, "enableNetworkAddressIdentity", false,
			"pilotUserCallingLineIdentityForExternalCallsPolicy", "No Calls", "pilotUserCallingLineIdentityForEmergencyCallsPolicy", "No Calls",
			"pilotUserChargeNumberPolicy", "No Calls",

			"statefulReroutingEnabled", false, "sendContinuousOptionsMessage", false,
			"continuousOptionsSendingIntervalSeconds", 30, "failureOptionsSendingIntervalSeconds", 10,
			"failureThresholdCounter", 1, "successThresholdCounter", 1,
			"inviteFailureThresholdCounter", 1, "inviteFailureThresholdWindowSeconds", 30,

			"trunkGroupState?", t.State, "totalActiveIncomingCalls?", t.ActiveIncomingCalls, "totalActiveOutgoingCalls?", t.ActiveOutgoingCalls))
}

// apioDiversion is the action of a diversion with its argument; nil is no action. The
// API's spelling of the tenant's ID in the key of a trunk group is not known; this is
// how its other objects spell it.
func apioDiversion(tenantID, name string, d *diversion) rawObject {
	switch {
	case d == nil:
		return nil
	case d.RerouteTo != nil:
		key := members("tenantId", tenantID, "groupId", d.RerouteTo.GroupID, "name", d.RerouteTo.Name)
		return members(name+"Action", "Reroute", rerouteKey(name), key)
	}
	return members(name+"Action", "Forward", name+"ForwardAddress", d.ForwardTo)
}

func rerouteKey(name string) string { return name + "RerouteTrunkGroupKey" }
