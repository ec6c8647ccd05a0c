package simulator

import (
	"errors"
	"net/http"
)

// odinTrunkGroupItem is a trunk group in a list: no capacity in it (Odin 2).
type odinTrunkGroupItem struct {
	Name              string          `json:"name"`
	Department        *odinDepartment `json:"department"`
	DeviceName        string          `json:"deviceName"`
	DeviceLevel       string          `json:"deviceLevel"`
	GroupID           string          `json:"groupId"`
	ServiceProviderID string          `json:"serviceProviderId"`
}

type odinDepartment struct {
	ServiceProviderID string `json:"serviceProviderId"`
	GroupID           string `json:"groupId"`
	Name              string `json:"name"`
}

func odinDepartmentOf(tenantID, groupID, fullPath string) *odinDepartment {
	if fullPath == "" {
		return nil
	}
	return &odinDepartment{ServiceProviderID: tenantID, GroupID: groupID, Name: fullPath}
}

// odinTrunkGroup is the detail: what the other dialect shows, with the keys of this
// one where they differ.
type odinTrunkGroup struct {
	ServiceProviderID string `json:"serviceProviderId"`
	GroupID           string `json:"groupId"`
	Name              string `json:"name"`

	apioTrunkGroup

	// These have the key of a field above and so take its place.
	LimitIncomingCalls         *bool           `json:"limitIncomingCalls,omitempty"` // unknown to this dialect
	LimitOutgoingCalls         *bool           `json:"limitOutgoingCalls,omitempty"`
	Department                 *odinDepartment `json:"department"`
	AccessDevice               *odinDevice     `json:"accessDevice,omitempty"`
	CapacityExceededRerouteKey *odinKey        `json:"capacityExceededRerouteTrunkGroupKey,omitempty"`
	UnreachableRerouteKey      *odinKey        `json:"unreachableDestinationRerouteTrunkGroupKey,omitempty"`
	ForwardingAlwaysRerouteKey *odinKey        `json:"callForwardingAlwaysRerouteTrunkGroupKey,omitempty"`
}

type odinDevice struct {
	DeviceLevel       string `json:"deviceLevel"`
	DeviceName        string `json:"deviceName"`
	ServiceProviderID string `json:"serviceProviderId"`
	GroupID           string `json:"groupId"`
}

type odinKey struct {
	ServiceProviderID string `json:"serviceProviderId"`
	GroupID           string `json:"groupId"`
	Name              string `json:"name"`
}

func newOdinTrunkGroup(tenantID, groupID string, t trunkGroup) odinTrunkGroup {
	w := odinTrunkGroup{
		ServiceProviderID: tenantID, GroupID: groupID, Name: t.Name,
		apioTrunkGroup: newAPIOTrunkGroup(tenantID, groupID, t),
		Department:     odinDepartmentOf(tenantID, groupID, t.Department),
	}
	if device := w.apioTrunkGroup.AccessDevice; device != nil {
		w.AccessDevice = &odinDevice{DeviceLevel: device.Level, DeviceName: device.Name, ServiceProviderID: tenantID, GroupID: groupID}
	}
	w.CapacityExceededRerouteKey = odinKeyOf(w.apioTrunkGroup.CapacityExceededRerouteKey)
	w.UnreachableRerouteKey = odinKeyOf(w.apioTrunkGroup.UnreachableRerouteKey)
	w.ForwardingAlwaysRerouteKey = odinKeyOf(w.apioTrunkGroup.ForwardingAlwaysRerouteKey)
	return w
}

func odinKeyOf(k *apioKey) *odinKey {
	if k == nil {
		return nil
	}
	return &odinKey{ServiceProviderID: k.TenantID, GroupID: k.GroupID, Name: k.Name}
}

// listTrunkGroups lists those of a group, or shows the one that the query names.
func (o *odin) listTrunkGroups(c *call) response {
	if c.query.Has("name") {
		return o.trunkGroup(c.tenantID(), c.groupID(), c.query.Get("name"))
	}
	g, absent, found := o.trunkingAt(c.tenantID(), c.groupID())
	if !found {
		return absent
	}
	list := []odinTrunkGroupItem{}
	for _, t := range g.TrunkGroups {
		list = append(list, odinTrunkGroupItem{
			Name: t.Name, Department: odinDepartmentOf(c.tenantID(), g.ID, t.Department),
			DeviceName: t.DeviceName, DeviceLevel: t.DeviceLevel, GroupID: g.ID, ServiceProviderID: c.tenantID(),
		})
	}
	return ok(list)
}

func (o *odin) trunkGroup(tenantID, groupID, name string) response {
	g, t, absent, found := o.trunkGroupAt(tenantID, groupID, name)
	if !found {
		return absent
	}
	return ok(newOdinTrunkGroup(tenantID, g.ID, t))
}

func (o *odin) trunkGroupAt(tenantID, groupID, name string) (group, trunkGroup, response, bool) {
	g, absent, found := o.trunkingAt(tenantID, groupID)
	if !found {
		return group{}, trunkGroup{}, absent, false
	}
	t, found := g.named(name)
	if !found {
		return group{}, trunkGroup{}, odinError(http.StatusNotFound, "Trunk group not found: "+name), false
	}
	return g, t, response{}, true
}

// changeTrunkGroup changes the figures of a trunk group, and none of its other
// fields.
func (o *odin) changeTrunkGroup(c *call) response {
	state := func(body rawObject) response {
		return o.trunkGroup(body.text(odinTenantKey), body.text(odinGroupKey), body.text("name"))
	}
	body, refused, good := toChange(c, state, maxCalls, "enableBursting", burstingCalls)
	if !good {
		return refused
	}
	most, problem := body.number(maxCalls)
	enable, err := body.truth("enableBursting")
	bursting, wrong := body.number(burstingCalls)
	err = errors.Join(problem, err, wrong)
	if err == nil {
		tenantID := body.text(odinTenantKey)
		g, held, _, _ := o.trunkGroupAt(tenantID, body.text(odinGroupKey), body.text("name"))
		err = o.world.changeTrunkGroup(tenantID, g, held, trunkGroupChange{most, enable, bursting})
	}
	if err != nil {
		return odinRefusal(err)
	}
	return state(body)
}
