package simulator

import (
	"encoding/json"
	"errors"
	"net/http"

	"banyan/internal/routing"
)

// enterpriseOf finds the enterprise that the path names. What the API answers for
// other tenants is not known; the backend has no such object there (APIO 4).
func (a *apio) enterpriseOf(c *call) owner {
	t := a.tenantOf(c)
	a.need(t.Type == enterprise, http.StatusNotFound, "the tenant is not an enterprise: "+t.ID)
	a.tenantTrunking(t.ID)
	return owner{tenant: t.ID}
}

func (a *apio) listTrunks(c *call) response {
	list := []rawObject{}
	for _, t := range a.world.trunks(a.enterpriseOf(c)) {
		list = append(list, members("name", t.Name, "routingMode", t.Mode))
	}
	return ok(members("tenantTrunks", list))
}

func (a *apio) showTrunk(c *call) response {
	return ok(a.trunk(a.enterpriseOf(c), c.names[1]).document)
}

// listAvailable lists all trunk groups of the enterprise, those that are in an
// enterprise trunk already included, as the backend's documents read (OCI).
func (a *apio) listAvailable(c *call) response {
	groups := a.world.groups(a.enterpriseOf(c).tenant)
	asked := parseCriteria(c)
	asked.require("GroupId", "TrunkGroupName")
	list := []rawObject{}
	for g, t := range trunkGroups(groups) {
		if asked.match("GroupId", g.ID, "TrunkGroupName", t.Name) {
			list = append(list, members("groupId", g.ID, "name", t.Name))
		}
	}
	return a.list(asked, "trunk_groups", list)
}

// trunkBody reads the body of a POST or PUT of an enterprise trunk.
func (a *apio) trunkBody(c *call) rawObject {
	body := objectOf(c)
	must(a.world.checkBody(body), badRequest)
	return body
}

// createTrunk adds an enterprise trunk. What the API takes for a field that is left
// out is not known (APIO 13); its examples leave out three, so there are defaults.
func (a *apio) createTrunk(c *call) response {
	of := a.enterpriseOf(c)
	body := a.trunkBody(c)
	name, given, err := nameIn(body)
	a.need(err == nil && given, http.StatusBadRequest, "name is missing or is no text")
	if _, taken := a.world.trunk(of, name); taken {
		answer := refusedBelow("enterprise trunk already exists: " + name)
		answer.status = http.StatusConflict
		return answer
	}
	return a.storeTrunk(of, http.StatusCreated, heldTrunk{Trunk: routing.Trunk{Name: name}, document: defaults(body)}, name, body)
}

// defaults is what a new enterprise trunk has where its body says nothing.
func defaults(body rawObject) rawObject {
	out := members("routeExhaustionAction", "None", "enableCapacityManagement", false)
	if _, ok := body.get(orderedRouting); ok {
		return append(out, members(orderedRouting, members("orderingAlgorithm", "Overflow"))...)
	}
	return append(out, members(weightedRouting, members("maximumRerouteAttemptsWithinPriority", 1))...)
}

// changeTrunk is a PUT: fields that are not given stay, name renames.
func (a *apio) changeTrunk(c *call) response {
	of := a.enterpriseOf(c)
	held := a.trunk(of, c.names[1])
	body := a.trunkBody(c)
	name, given, err := nameIn(body)
	must(err, badRequest)
	if !given {
		name = held.Name
	}
	if _, taken := a.world.trunk(of, name); taken && name != held.Name {
		return refusedBelow("enterprise trunk already exists: " + name)
	}
	return a.storeTrunk(of, http.StatusOK, held, name, body)
}

// storeTrunk puts the old trunk with what a body says in its place, under a name.
func (a *apio) storeTrunk(of owner, status int, old heldTrunk, name string, body rawObject) response {
	document, err := merge(old.document, body)
	must(err, badRequest)
	t, err := decodeTrunk(name, document)
	must(err, badRequest)
	must(errors.Join(a.world.checkTrunk(of, a.world.spelling(), old.Trunk, t), a.world.checkLicences(of, t)), refusedAll)
	a.world.store(of, old.Name, heldTrunk{Trunk: t, document: document, unplaced: old.unplaced})
	return reply(status, document)
}

// removeTrunk needs an object for a body, as every write does (APIO 2: 416).
func (a *apio) removeTrunk(c *call) response {
	of := a.enterpriseOf(c)
	held := a.trunk(of, c.names[1])
	objectOf(c)
	a.world.remove(of, held.Name)
	return ok(rawObject{})
}

func nameIn(body rawObject) (name string, given bool, err error) {
	value, given := body.get("name")
	if given && json.Unmarshal(value, &name) != nil {
		err = errors.New("name is no text")
	}
	return name, given, err
}
