package simulator

import "net/http"

// finder finds what a request is about, or refuses it in the words of its API.
type finder struct {
	world *world
	fail  failure
	// What the API calls that which is not found.
	tenantWord, groupWord, trunkGroupWord, trunkWord string

	notAssigned func() response // of a level without trunking
}

// need refuses a call unless a condition holds.
func (f finder) need(holds bool, status int, message string) {
	if !holds {
		panic(f.fail(status, message))
	}
}

func (f finder) found(is bool, word, name string) {
	f.need(is, http.StatusNotFound, word+" not found: "+name)
}

// assigned refuses a level without trunking.
func (f finder) assigned(is bool) {
	if !is {
		panic(f.notAssigned())
	}
}

func (f finder) tenant(id string) tenant {
	f.need(id != "", http.StatusBadRequest, odinTenantKey+" is missing")
	t, found := f.world.tenant(id)
	f.found(found, f.tenantWord, id)
	return t
}

func (f finder) tenantTrunking(id string) tenantTrunking {
	f.tenant(id)
	held := f.world.trunking(id)
	f.assigned(held != nil)
	return *held
}

func (f finder) group(tenantID, id string) group {
	f.tenant(tenantID)
	f.need(id != "", http.StatusBadRequest, odinGroupKey+" is missing")
	g, found := f.world.group(tenantID, id)
	f.found(found, f.groupWord, id)
	return g
}

// trunkingGroup is group for one that has trunking.
func (f finder) trunkingGroup(tenantID, id string) group {
	g := f.group(tenantID, id)
	f.assigned(g.Trunking != nil)
	return g
}

// trunkGroup finds a trunk group, and its group.
func (f finder) trunkGroup(tenantID, groupID, name string) (group, trunkGroup) {
	g := f.trunkingGroup(tenantID, groupID)
	t, found := g.named(name)
	f.found(found, f.trunkGroupWord, name)
	return g, t
}

func (f finder) trunk(of owner, name string) heldTrunk {
	f.need(name != "", http.StatusBadRequest, odinTrunkKey+" is missing")
	t, found := f.world.trunk(of, name)
	f.found(found, f.trunkWord, name)
	return t
}
