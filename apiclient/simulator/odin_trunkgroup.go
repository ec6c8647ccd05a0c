package simulator

import (
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// odinDepartment is nil, which is null, for none.
func odinDepartment(tenantID, groupID, fullPath string) any {
	if fullPath == "" {
		return nil
	}
	return members(odinTenantKey, tenantID, odinGroupKey, groupID, "name", fullPath)
}

// odinTrunkGroup is the detail: what the other dialect shows, with the keys of this
// one where they differ.
func odinTrunkGroup(tenantID, groupID string, t trunkGroup) rawObject {
	ids := members(odinTenantKey, tenantID, odinGroupKey, groupID)
	alike := unwritten(tenantID, groupID, t).without(
		"limitIncomingCalls", "limitOutgoingCalls", // unknown to this dialect
		"department", "accessDevice", rerouteKey("capacityExceeded"), rerouteKey("unreachableDestination"), rerouteKey("callForwardingAlways"))
	out := slices.Concat(ids, members("name", t.Name), alike, members("department", odinDepartment(tenantID, groupID, t.Department),
		"pilotUserCallingLineAssertedIdentityPolicy", "Unscreened Originating Calls", "pilotUserCallOptimizationPolicy", "Optimize For User Services",
		"clidSourceForScreenedCallsPolicy", "Profile Name Profile Number", "userLookupPolicy", "Basic"))
	if t.DeviceName != "" {
		device := members("deviceLevel", cmp.Or(t.DeviceLevel, "Group"), "deviceName", t.DeviceName)
		out = append(out, members("accessDevice", append(device, ids...))...)
	}
	for _, to := range []struct {
		name string
		*diversion
	}{
		{"capacityExceeded", t.CapacityExceeded},
		{"unreachableDestination", t.UnreachableDestination},
		{"callForwardingAlways", t.CallForwardingAlways},
	} {
		if to.diversion != nil && to.RerouteTo != nil {
			key := members(odinTenantKey, tenantID, odinGroupKey, to.RerouteTo.GroupID, "name", to.RerouteTo.Name)
			out = append(out, members(rerouteKey(to.name), key)...)
		}
	}
	// A client found it to be a number, where all of it is digits (supplement 5.1).
	if to := t.CallForwardingAlways; to != nil && strings.Trim(to.ForwardTo, "0123456789") == "" && json.Valid([]byte(to.ForwardTo)) {
		out = out.with("callForwardingAlwaysForwardAddress", json.RawMessage(to.ForwardTo))
	}
	return t.shownWith(out)
}

// listTrunkGroups lists those of a group, or shows the one that the query names.
func (o *odin) listTrunkGroups(c *call) response {
	if c.query.Has("name") {
		return o.showTrunkGroup(c.tenantID(), c.groupID(), c.query.Get("name"))
	}
	g := o.trunkingGroup(c.tenantID(), c.groupID())
	list := []rawObject{}
	for _, t := range g.TrunkGroups {
		list = append(list, members("name", t.Name, "department", odinDepartment(c.tenantID(), g.ID, t.Department),
			"deviceName", t.DeviceName, "deviceLevel", t.DeviceLevel, odinGroupKey, g.ID, odinTenantKey, c.tenantID()))
	}
	return ok(list)
}

// listTrunkUsers lists the users of a trunk group, their numbers without a prefix (supplement 1).
func (o *odin) listTrunkUsers(c *call) response {
	_, t := o.trunkGroup(c.tenantID(), c.groupID(), c.query.Get("name"))
	list := []rawObject{}
	for _, u := range t.users() {
		number := u.PhoneNumber[strings.Index(u.PhoneNumber, "-")+1:]
		list = append(list, members("userId", u.UserID, "lastName", u.LastName, "firstName", u.FirstName,
			"phoneNumber", number, "extension", u.Extension, "department", u.Department))
	}
	return ok(members("users", list))
}

func (o *odin) showTrunkGroup(tenantID, groupID, name string) response {
	g, t := o.trunkGroup(tenantID, groupID, name)
	return ok(odinTrunkGroup(tenantID, g.ID, t))
}

// changeTrunkGroup changes the settings of a trunk group: a body has them beside what names it,
// or is the whole that was read (supplement 5.2).
func (o *odin) changeTrunkGroup(c *call) response {
	state := func(body rawObject) response {
		return o.showTrunkGroup(body.text(odinTenantKey), body.text(odinGroupKey), body.text("name"))
	}
	body := toChange(c, state, settable()...)
	tenantID := body.text(odinTenantKey)
	g, held := o.trunkGroup(tenantID, body.text(odinGroupKey), body.text("name"))
	must(writeTrunkGroup(o.world, tenantID, g, held, odinTrunkGroup(tenantID, g.ID, held), body), odinRefusal)
	return state(body)
}

// createTrunkGroup makes a trunk group from what a body says (Odin 4).
func (o *odin) createTrunkGroup(c *call) response {
	body := odinObject(c)
	t := o.tenant(body.text(odinTenantKey))
	g := o.trunkingGroup(t.ID, body.text(odinGroupKey))
	must(body.onlySets(nil, slices.Concat(settable(), createOnly(), []string{odinTenantKey, odinGroupKey})...), odinRefusal)
	must(createTrunkGroup(o.world, t, g, body), odinRefusal)
	answer := o.showTrunkGroup(t.ID, g.ID, body.text("name"))
	answer.status = http.StatusCreated
	return answer
}

// removeTrunkGroup deletes the one that the query names.
func (o *odin) removeTrunkGroup(c *call) response {
	g, t := o.trunkGroup(c.tenantID(), c.groupID(), c.query.Get("name"))
	must(removeTrunkGroup(o.world, c.tenantID(), g, t.Name), odinRefusal)
	return ok(rawObject{})
}
