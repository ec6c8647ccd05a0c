package simulator

import (
	"encoding/json"
	"errors"
	"net/http"

	"banyan/internal/routing"
)

type apioTrunkItem struct {
	Name        string `json:"name"`
	RoutingMode string `json:"routingMode"`
}

// enterpriseOf finds the enterprise that the path names. What the API answers for
// other tenants is not known; the backend has no such object there (APIO 4).
func (a *apio) enterpriseOf(c *call) (response, bool) {
	t, absent, found := a.tenantOf(c)
	switch {
	case !found:
		return absent, false
	case t.Type != enterprise:
		return gatewayError(http.StatusNotFound, "the tenant is not an enterprise: "+t.ID), false
	case a.world.trunking(t.ID) == nil:
		return notAssigned(), false
	}
	return response{}, true
}

func (a *apio) listTrunks(c *call) response {
	if absent, found := a.enterpriseOf(c); !found {
		return absent
	}
	list := []apioTrunkItem{}
	for _, t := range a.world.trunks(owner{tenant: c.names[0]}) {
		list = append(list, apioTrunkItem{Name: t.Name, RoutingMode: string(t.Mode)})
	}
	return ok(map[string]any{"tenantTrunks": list})
}

func (a *apio) showTrunk(c *call) response {
	t, absent, found := a.trunkOf(c)
	if !found {
		return absent
	}
	return ok(t.document)
}

// trunkOf finds the enterprise trunk that the path names, or the answer that there
// is none.
func (a *apio) trunkOf(c *call) (heldTrunk, response, bool) {
	if absent, found := a.enterpriseOf(c); !found {
		return heldTrunk{}, absent, false
	}
	t, found := a.world.trunk(owner{tenant: c.names[0]}, c.names[1])
	if !found {
		return heldTrunk{}, gatewayError(http.StatusNotFound, "trunk not found: "+c.names[1]), false
	}
	return t, response{}, true
}

// listAvailable lists all trunk groups of the enterprise, those that are in an
// enterprise trunk already included, as the backend's documents read (OCI).
func (a *apio) listAvailable(c *call) response {
	if absent, found := a.enterpriseOf(c); !found {
		return absent
	}
	asked, refused, good := parseCriteria(c, "GroupId", "TrunkGroupName")
	if !good {
		return refused
	}
	if unknown, found := asked.unknown(); found {
		return refusedBelow("unknown search criterion " + unknown)
	}
	list := []groupKey{}
	for _, g := range a.world.groups(c.names[0]) {
		if g.Trunking == nil {
			continue
		}
		for _, t := range g.TrunkGroups {
			if asked.match(map[string]string{"GroupId": g.ID, "TrunkGroupName": t.Name}) {
				list = append(list, groupKey{GroupID: g.ID, Name: t.Name})
			}
		}
	}
	if refused, over := asked.exceeded(len(list)); over {
		return refused
	}
	return ok(map[string]any{"trunk_groups": list})
}

// createTrunk adds an enterprise trunk. What the API takes for a field that is left
// out is not known (APIO 13); its examples leave out three, so there are defaults.
func (a *apio) createTrunk(c *call) response {
	if absent, found := a.enterpriseOf(c); !found {
		return absent
	}
	body, err := parseRaw(c.body)
	if err != nil {
		return gatewayError(notAnObject())
	}
	if err := a.world.checkBody(body); err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	name, given, err := nameIn(body)
	if err != nil || !given {
		return gatewayError(http.StatusBadRequest, "name is missing or is no text")
	}
	if _, taken := a.world.trunk(owner{tenant: c.names[0]}, name); taken {
		answer := refusedBelow("enterprise trunk already exists: " + name)
		answer.status = http.StatusConflict
		return answer
	}
	document, err := merge(defaults(body), body)
	if err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	return a.storeTrunk(c, http.StatusCreated, heldTrunk{Trunk: routing.Trunk{Name: name}}, name, document)
}

// defaults is what a new enterprise trunk has where its body says nothing.
func defaults(body rawObject) rawObject {
	out := rawObject{
		{"routeExhaustionAction", json.RawMessage(`"None"`)},
		{"enableCapacityManagement", json.RawMessage(`false`)},
	}
	if _, ok := body.get(orderedRouting); ok {
		return out.with(orderedRouting, json.RawMessage(`{"orderingAlgorithm":"Overflow"}`))
	}
	return out.with(weightedRouting, json.RawMessage(`{"maximumRerouteAttemptsWithinPriority":1}`))
}

// changeTrunk is a PUT: fields that are not given stay, name renames.
func (a *apio) changeTrunk(c *call) response {
	held, absent, found := a.trunkOf(c)
	if !found {
		return absent
	}
	body, err := parseRaw(c.body)
	if err != nil {
		return gatewayError(notAnObject())
	}
	if err := a.world.checkBody(body); err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	name, given, err := nameIn(body)
	if err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	if !given {
		name = held.Name
	}
	if _, taken := a.world.trunk(owner{tenant: c.names[0]}, name); taken && name != held.Name {
		return refusedBelow("enterprise trunk already exists: " + name)
	}
	document, err := merge(held.document, body)
	if err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	return a.storeTrunk(c, http.StatusOK, held, name, document)
}

// storeTrunk checks the document and puts it in place of the old trunk.
func (a *apio) storeTrunk(c *call, status int, old heldTrunk, name string, document rawObject) response {
	t, err := decodeTrunk(name, document)
	if err != nil {
		return gatewayError(http.StatusBadRequest, err.Error())
	}
	of := owner{tenant: c.names[0]}
	if err := errors.Join(a.world.checkTrunk(of, a.world.spelling(), t), a.world.checkLicences(of, t)); err != nil {
		return refusedAll(err)
	}
	a.world.store(of, old.Name, heldTrunk{Trunk: t, document: document, unplaced: old.unplaced})
	return reply(status, document)
}

// removeTrunk needs an object for a body, as every write does (APIO 2: 416).
func (a *apio) removeTrunk(c *call) response {
	held, absent, found := a.trunkOf(c)
	if !found {
		return absent
	}
	if _, err := parseRaw(c.body); err != nil {
		return gatewayError(notAnObject())
	}
	a.world.remove(owner{tenant: c.names[0]}, held.Name)
	return ok(rawObject{})
}

func nameIn(body rawObject) (name string, given bool, err error) {
	value, given := body.get("name")
	if !given {
		return "", false, nil
	}
	if err := json.Unmarshal(value, &name); err != nil {
		return "", true, errors.New("name is no text")
	}
	return name, true, nil
}
