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
			and(http.MethodPost, o.create).and(http.MethodPut, o.replace).and(http.MethodDelete, o.remove),
		get(level+"/enterprise-trunks/available-trunk-groups", o.listAvailable),
	}
}

// ownerAt finds whose enterprise trunks are meant. What the API answers at the wrong
// level is not known; the backend refuses.
func (o odinTrunks) ownerAt(tenantID, groupID string) owner {
	t := o.tenant(tenantID)
	if o.ofGroups {
		o.need(t.Type != enterprise, http.StatusBadRequest, "Service provider is an enterprise: "+t.ID)
		return owner{t.ID, o.trunkingGroup(t.ID, groupID).ID}
	}
	o.need(t.Type == enterprise, http.StatusBadRequest, "Service provider is not an enterprise: "+t.ID)
	o.tenantTrunking(t.ID)
	return owner{tenant: t.ID}
}

// asked finds whose enterprise trunks the query means.
func (o odinTrunks) asked(c *call) owner { return o.ownerAt(c.tenantID(), c.groupID()) }

// list lists an owner's, or shows the one that the query names.
func (o odinTrunks) list(c *call) response {
	of := o.asked(c)
	if c.query.Has(odinTrunkKey) {
		return o.show(http.StatusOK, of, o.trunk(of, c.query.Get(odinTrunkKey)))
	}
	list := []rawObject{}
	for _, t := range o.world.trunks(of) { // only the name is known to be there
		list = append(list, members(odinTenantKey, of.tenant, odinGroupKey+"?", of.group, odinTrunkKey, t.Name))
	}
	return ok(list)
}

// listAvailable lists all trunk groups that may be entries, as the other dialect does.
func (o odinTrunks) listAvailable(c *call) response {
	of := o.asked(c)
	groups := o.world.groups(of.tenant)
	if of.group != "" {
		groups = []group{o.group(of.tenant, of.group)}
	}
	list := []rawObject{}
	for g, t := range trunkGroups(groups) {
		list = append(list, members("trunkGroupName", t.Name, odinGroupKey, g.ID))
	}
	return ok(members(odinEntries, list))
}

// show shows one, without its routes where the server leaves them out.
func (o odinTrunks) show(status int, of owner, t heldTrunk) response {
	document, err := odinDocument(of, t)
	if err != nil {
		return odinError(http.StatusInternalServerError, err.Error())
	}
	if o.world.omitsRoutes {
		document = document.without(odinEntries)
	}
	return reply(status, document)
}

// create adds an enterprise trunk from its full object.
func (o odinTrunks) create(c *call) response {
	body := odinObject(c)
	of := o.ownerAt(body.text(odinTenantKey), body.text(odinGroupKey))
	name := body.text(odinTrunkKey)
	o.need(name != "", http.StatusBadRequest, odinTrunkKey+" is missing")
	_, renames := body.get(odinRename)
	o.need(!renames, http.StatusBadRequest, "unknown attribute "+odinRename)
	return o.store(http.StatusCreated, of, "", name, body)
}

// replace is a PUT: the object becomes what the body says, and has no more what the
// body does not have. Without trunkGroups it has no entries, without
// capacityManagement none is enabled.
func (o odinTrunks) replace(c *call) response {
	body := odinObject(c)
	of := o.ownerAt(body.text(odinTenantKey), body.text(odinGroupKey))
	old := o.trunk(of, body.text(odinTrunkKey)).Name
	name := old
	if _, renames := body.get(odinRename); renames {
		name = body.text(odinRename)
	}
	return o.store(http.StatusOK, of, old, name, body)
}

// store checks the body and puts it in place of the trunk called old.
func (o odinTrunks) store(status int, of owner, old, name string, body rawObject) response {
	_, taken := o.world.trunk(of, name)
	held, _ := o.world.trunk(of, old)
	o.need(!taken || name == old, http.StatusConflict, "Enterprise trunk already exists: "+name)
	t, err := fromOdin(of, name, o.world.destination(), body)
	must(err, odinRefusal)
	must(errors.Join(o.world.checkTrunk(of, odinSpelling(), held.Trunk, t.Trunk), o.world.checkLicences(of, t.Trunk)), odinRefusal)
	o.world.store(of, old, t)
	return o.show(status, of, t)
}

func odinSpelling() spelling {
	return spelling{odinTrunkKey, forwardAddress, odinManagement + ".maximumActiveCalls"}
}

// remove deletes the trunk that the query names. A client of the API reads JSON out
// of every answer, so there is some (Odin 1).
func (o odinTrunks) remove(c *call) response {
	of := o.asked(c)
	o.world.remove(of, o.trunk(of, c.query.Get(odinTrunkKey)).Name)
	return ok(rawObject{})
}
