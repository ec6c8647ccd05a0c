package simulator

import (
	"errors"
	"net/http"
)

// odinTrunks are the enterprise trunks of one level: those of enterprises, or those
// of the groups of service providers.
type odinTrunks struct {
	*odin
	ofGroups bool
}

// routes are the paths of a level. The query names a trunk in what reads and deletes,
// the body in what writes.
func (o odinTrunks) routes() []route {
	level := "service-providers"
	if o.ofGroups {
		level = "groups"
	}
	return []route{
		get(level+"/enterprise-trunks", o.list).
			and(http.MethodPost, o.world.exclusive(o.create)).
			and(http.MethodPut, o.world.exclusive(o.replace)).
			and(http.MethodDelete, o.world.exclusive(o.remove)),
		get(level+"/enterprise-trunks/available-trunk-groups", o.listAvailable),
	}
}

// ownerAt finds whose enterprise trunks are meant. What the API answers at the wrong
// level is not known; the backend refuses.
func (o odinTrunks) ownerAt(tenantID, groupID string) (owner, response, bool) {
	t, absent, found := o.tenantAt(tenantID)
	switch {
	case !found:
		return owner{}, absent, false
	case o.ofGroups && t.Type == enterprise:
		return owner{}, odinError(http.StatusBadRequest, "Service provider is an enterprise: "+t.ID), false
	case o.ofGroups:
		g, absent, found := o.trunkingAt(t.ID, groupID)
		return owner{t.ID, g.ID}, absent, found
	case t.Type != enterprise:
		return owner{}, odinError(http.StatusBadRequest, "Service provider is not an enterprise: "+t.ID), false
	case o.world.trunking(t.ID) == nil:
		return owner{}, odinNotAssigned(), false
	}
	return owner{tenant: t.ID}, response{}, true
}

// trunkAt finds an enterprise trunk and its owner, or the answer that there is none.
func (o odinTrunks) trunkAt(tenantID, groupID, name string) (owner, heldTrunk, response, bool) {
	of, absent, found := o.ownerAt(tenantID, groupID)
	if !found {
		return owner{}, heldTrunk{}, absent, false
	}
	if name == "" {
		return owner{}, heldTrunk{}, odinError(http.StatusBadRequest, odinTrunkKey+" is missing"), false
	}
	t, found := o.world.trunk(of, name)
	if !found {
		return owner{}, heldTrunk{}, odinError(http.StatusNotFound, "Enterprise trunk not found: "+name), false
	}
	return of, t, response{}, true
}

// odinTrunkItem is an enterprise trunk in a list; only the name is known to be there.
type odinTrunkItem struct {
	ServiceProviderID string `json:"serviceProviderId"`
	GroupID           string `json:"groupId,omitempty"`
	Name              string `json:"enterpriseTrunkName"`
}

// list lists an owner's, or shows the one that the query names.
func (o odinTrunks) list(c *call) response {
	if c.query.Has(odinTrunkKey) {
		of, t, absent, found := o.trunkAt(c.tenantID(), c.groupID(), c.query.Get(odinTrunkKey))
		if !found {
			return absent
		}
		return showOdinTrunk(http.StatusOK, of, t)
	}
	of, absent, found := o.ownerAt(c.tenantID(), c.groupID())
	if !found {
		return absent
	}
	list := []odinTrunkItem{}
	for _, t := range o.world.trunks(of) {
		list = append(list, odinTrunkItem{ServiceProviderID: of.tenant, GroupID: of.group, Name: t.Name})
	}
	return ok(list)
}

// odinMember is a trunk group as an entry of an enterprise trunk names it.
type odinMember struct {
	Name    string `json:"trunkGroupName"`
	GroupID string `json:"groupId"`
}

// listAvailable lists all trunk groups that may be entries, as the other dialect does.
func (o odinTrunks) listAvailable(c *call) response {
	of, absent, found := o.ownerAt(c.tenantID(), c.groupID())
	if !found {
		return absent
	}
	var groups []group
	if g, ok := o.world.group(of.tenant, of.group); ok {
		groups = []group{g}
	} else {
		groups = o.world.groups(of.tenant)
	}
	list := []odinMember{}
	for _, g := range groups {
		if g.Trunking == nil {
			continue
		}
		for _, t := range g.TrunkGroups {
			list = append(list, odinMember{Name: t.Name, GroupID: g.ID})
		}
	}
	return ok(map[string][]odinMember{"trunkGroups": list})
}

func showOdinTrunk(status int, of owner, t heldTrunk) response {
	document, err := odinDocument(of, t)
	if err != nil {
		return odinError(http.StatusInternalServerError, err.Error())
	}
	return reply(status, document)
}

// create adds an enterprise trunk from its full object.
func (o odinTrunks) create(c *call) response {
	body, refused, good := odinObject(c)
	if !good {
		return refused
	}
	of, absent, found := o.ownerAt(body.text(odinTenantKey), body.text(odinGroupKey))
	if !found {
		return absent
	}
	name := body.text(odinTrunkKey)
	if name == "" {
		return odinError(http.StatusBadRequest, odinTrunkKey+" is missing")
	}
	if _, renames := body.get(odinRename); renames {
		return odinError(http.StatusBadRequest, "unknown attribute "+odinRename)
	}
	if _, taken := o.world.trunk(of, name); taken {
		return odinTaken(name)
	}
	return o.store(http.StatusCreated, of, name, name, body)
}

// replace is a PUT: the object becomes what the body says, and has no more what the
// body does not have. Without trunkGroups it has no entries, without
// capacityManagement none is enabled.
func (o odinTrunks) replace(c *call) response {
	body, refused, good := odinObject(c)
	if !good {
		return refused
	}
	of, held, absent, found := o.trunkAt(body.text(odinTenantKey), body.text(odinGroupKey), body.text(odinTrunkKey))
	if !found {
		return absent
	}
	name := held.Name
	if _, renames := body.get(odinRename); renames {
		name = body.text(odinRename)
	}
	if _, taken := o.world.trunk(of, name); taken && name != held.Name {
		return odinTaken(name)
	}
	return o.store(http.StatusOK, of, held.Name, name, body)
}

func odinTaken(name string) response {
	return odinError(http.StatusConflict, "Enterprise trunk already exists: "+name)
}

// store checks the body and puts it in place of the trunk called old.
func (o odinTrunks) store(status int, of owner, old, name string, body rawObject) response {
	t, err := fromOdin(of, name, o.world.destination(), body)
	if err == nil {
		err = errors.Join(o.world.checkTrunk(of, odinSpelling(), t.Trunk), o.world.checkLicences(of, t.Trunk))
	}
	if err != nil {
		return odinRefusal(err)
	}
	o.world.store(of, old, t)
	return showOdinTrunk(status, of, t)
}

func odinSpelling() spelling {
	return spelling{odinTrunkKey, forwardAddress, odinManagement + ".maximumActiveCalls"}
}

// remove deletes the trunk that the query names. A client of the API reads JSON out
// of every answer, so there is some (Odin 1).
func (o odinTrunks) remove(c *call) response {
	of, t, absent, found := o.trunkAt(c.tenantID(), c.groupID(), c.query.Get(odinTrunkKey))
	if !found {
		return absent
	}
	o.world.remove(of, t.Name)
	return ok(rawObject{})
}
