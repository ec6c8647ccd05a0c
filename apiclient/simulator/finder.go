package simulator

import "net/http"

// finder finds what a request is about, or refuses it in the words of its API.
type finder struct {
	world *world
	fail  failure
	// What the API calls that which is not found.
	tenantWord, groupWord, trunkGroupWord, trunkWord string

	notAssigned func() response                              // of a level without trunking
	backend     func(status int, reasons ...string) response // a refusal in the backend's words
}

// need refuses a call unless a condition holds.
func (f finder) need(holds bool, status int, message string) {
	if !holds {
		panic(f.fail(status, message))
	}
}

// found refuses what does not exist: with 404 in the API's own words, or in those of the
// backend with the status of Options.Absent. Its number is known of a trunk group alone, by
// the log of a client; 4999 is made up.
func (f finder) found(is bool, word, name string) {
	words := "[Error 4999] " + word + " not found: " + name
	if word == f.trunkGroupWord {
		words = "[Error 5126] The trunk group name cannot be found: " + name + "."
	}
	switch {
	case is:
	case f.world.absent == http.StatusNotFound:
		panic(f.fail(http.StatusNotFound, word+" not found: "+name))
	default:
		panic(f.backend(f.world.absent, words))
	}
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
