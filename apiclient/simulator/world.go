package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sync"

	"banyan/capacity"
	"banyan/internal/routing"
)

// world is what the platform holds: a directory, and enterprise trunks over those of
// its sources.
type world struct {
	directory
	forwardAddress bool // a destination is called routeExhaustionForwardAddress
	mostResults    int  // that a list of APIO has; 0 = no limit
	omitsRoutes    bool // an enterprise trunk of Odin has no trunkGroups
	cutsResults    bool // a list that is too long is cut, and not refused
	absent         int  // the status of what does not exist

	writing sync.Mutex // held from the check of a write until it is done

	trunksMu sync.RWMutex
	edited   map[owner][]heldTrunk // the whole list, never changed in place
}

// heldTrunk is an enterprise trunk with the document that the API shows of it,
// which may have fields that nobody knows.
type heldTrunk struct {
	routing.Trunk
	document rawObject
	// unplaced are those of them that Odin's capacityManagement has: the document,
	// which is spelt as APIO does, has no such object.
	unplaced rawObject
}

// trunks returns an owner's enterprise trunks in their order.
func (w *world) trunks(of owner) []heldTrunk {
	w.trunksMu.RLock()
	list, edited := w.edited[of]
	w.trunksMu.RUnlock()
	s, _, ok := w.source(of.tenant)
	if edited || !ok {
		return list
	}
	for _, t := range s.trunks(of) {
		list = append(list, heldTrunk{Trunk: t, document: w.documentOf(t)})
	}
	return list
}

func (w *world) trunk(of owner, name string) (heldTrunk, bool) {
	list := w.trunks(of)
	if i := indexOfTrunk(list, name); i >= 0 {
		return list[i], true
	}
	return heldTrunk{}, false
}

// documentOf is a trunk as the API shows it when it has no unknown fields: without its
// name (APIO 8.2).
func (w *world) documentOf(t routing.Trunk) rawObject {
	mode, entries := orderedRouting, []rawObject{}
	for _, r := range t.Routes {
		entry := members("groupId", r.TrunkGroup.GroupID, "name", r.TrunkGroup.Name)
		if t.Mode == routing.Weighted {
			entry = members("trunkGroup", entry, "priority", r.Priority, "weight", r.Weight)
		}
		entries = append(entries, entry)
	}
	routes := members("orderingAlgorithm?", t.OrderingAlgorithm, odinEntries, entries)
	if t.Mode == routing.Weighted {
		mode, routes = weightedRouting, members("maximumRerouteAttemptsWithinPriority?", t.MaxReroutesWithinPriority, odinEntries, entries)
	}
	// Documents have their texts escaped for HTML.
	data, err := json.Marshal(members("maximumRerouteAttempts?", t.MaxReroutes, "routeExhaustionAction?", t.ExhaustionAction,
		w.destination()+"?", t.ExhaustionDestination, mode, routes, "enableCapacityManagement?", t.CapacityManagement,
		maxCalls+"?", t.MaxActiveCalls, maxIncoming+"?", t.MaxIncomingCalls, maxOutgoing+"?", t.MaxOutgoingCalls, reserved+"?", t.ReservedCalls, "capacityExceededTrapInitialCalls?", t.TrapInitialCalls, "capacityExceededTrapOffsetCalls?", t.TrapOffsetCalls))
	if err != nil {
		return nil
	}
	document, err := parseRaw(data)
	if err != nil {
		return nil
	}
	return document
}

// putTrunk replaces the enterprise trunk of that name, or adds one. Fields that
// nobody knows stay.
func (w *world) putTrunk(of owner, t routing.Trunk) error {
	w.writing.Lock()
	defer w.writing.Unlock()
	held := heldTrunk{Trunk: t, document: w.documentOf(t)}
	if old, ok := w.trunk(of, t.Name); ok {
		held.unplaced = old.unplaced
		for _, m := range old.document {
			if !slices.Contains(trunkFieldNames(), m.name) {
				held.document = append(held.document, m)
			}
		}
	}
	return w.putHeld(of, held)
}

func (w *world) putDocument(of owner, name string, data []byte) error {
	w.writing.Lock()
	defer w.writing.Unlock()
	document, err := parseRaw(data)
	if err != nil {
		return fmt.Errorf("put enterprise trunk %q: the document %w", name, err)
	}
	t, err := decodeTrunk(name, document)
	if err != nil {
		return fmt.Errorf("put enterprise trunk %q: %w", name, err)
	}
	return w.putHeld(of, heldTrunk{Trunk: t, document: document})
}

func (w *world) putHeld(of owner, t heldTrunk) error {
	err := w.checkOwner(of)
	if err == nil {
		err = w.checkTrunk(of, w.spelling(), t.Trunk, t.Trunk)
	}
	if err != nil {
		return fmt.Errorf("put enterprise trunk %q: %w", t.Name, err)
	}
	w.store(of, t.Name, t)
	return nil
}

// store replaces the enterprise trunk called name by t, or adds it at the end.
func (w *world) store(of owner, name string, t heldTrunk) {
	list := slices.Clone(w.trunks(of))
	if i := indexOfTrunk(list, name); i >= 0 {
		list[i] = t
	} else {
		list = append(list, t)
	}
	w.setTrunks(of, list)
}

// deleteTrunk reports whether there was an enterprise trunk of that name.
func (w *world) deleteTrunk(of owner, name string) bool {
	w.writing.Lock()
	defer w.writing.Unlock()
	return w.remove(of, name)
}

func (w *world) remove(of owner, name string) bool {
	list := slices.Clone(w.trunks(of))
	i := indexOfTrunk(list, name)
	if i < 0 {
		return false
	}
	w.setTrunks(of, slices.Delete(list, i, i+1))
	return true
}

func (w *world) setTrunks(of owner, list []heldTrunk) {
	w.trunksMu.Lock()
	defer w.trunksMu.Unlock()
	w.edited[of] = list
}

func indexOfTrunk(list []heldTrunk, name string) int {
	return slices.IndexFunc(list, func(t heldTrunk) bool { return t.Name == name })
}

// destination is what this platform calls it.
func (w *world) destination() string {
	if w.forwardAddress {
		return forwardAddress
	}
	return destination
}

// spelling is what a dialect calls the fields that checkTrunk complains about.
type spelling struct{ name, destination, maxActiveCalls string }

func (w *world) spelling() spelling { return spelling{"name", w.destination(), "maxActiveCalls"} }

// checkBody refuses what a POST or PUT may not hold, whatever the values.
func (w *world) checkBody(body rawObject) error {
	right := w.destination()
	for _, m := range body {
		switch {
		case !slices.Contains(trunkFieldNames(), m.name):
			return fmt.Errorf("unknown attribute %s", m.name)
		case m.name != right && (m.name == destination || m.name == forwardAddress):
			return fmt.Errorf("unknown attribute %s: routeExhaustionAction Forward needs a %s", m.name, right)
		case string(m.value) == "null" && !isNil(m):
			return fmt.Errorf("%s is null", m.name)
		}
	}
	_, err := routingIn(body)
	return err
}

// checkOwner says why there can be no enterprise trunks: enterprises have them
// themselves, service providers at their groups (Odin 4).
func (w *world) checkOwner(of owner) error {
	t, ok := w.tenant(of.tenant)
	if !ok {
		return fmt.Errorf("no tenant %q", of.tenant)
	}
	if of.group == "" {
		if t.Type != enterprise {
			return fmt.Errorf("only an Enterprise has enterprise trunks, and not tenant %q", of.tenant)
		}
		return nil
	}
	if t.Type == enterprise {
		return fmt.Errorf("only a ServiceProvider has enterprise trunks at its groups, and not tenant %q", of.tenant)
	}
	if _, ok := w.group(of.tenant, of.group); !ok {
		return fmt.Errorf("no group %q of tenant %q", of.group, of.tenant)
	}
	return nil
}

// checkTrunk says what is wrong with an enterprise trunk of that owner, which takes the place of
// held. A list that is too long and stays as it is was taken once, and is taken again.
func (w *world) checkTrunk(of owner, call spelling, held, t routing.Trunk) error {
	problems := []error{
		checkName(call.name, t.Name),
		checkReroutes("maximumRerouteAttempts", t.MaxReroutes),
		checkExhaustion(t, call.destination),
		checkCount(call.maxActiveCalls, t.MaxActiveCalls, 1),
		checkCount(maxIncoming, t.MaxIncomingCalls, 0),
		checkCount(maxOutgoing, t.MaxOutgoingCalls, 0),
		checkCount(reserved, t.ReservedCalls, 0),
		checkCount("capacityExceededTrapInitialCalls", t.TrapInitialCalls, 0),
		checkCount("capacityExceededTrapOffsetCalls", t.TrapOffsetCalls, 0),
	}
	most := mostWeighted
	switch t.Mode {
	case routing.Ordered:
		most = mostOrdered
		problems = append(problems, checkAlgorithm(t.OrderingAlgorithm))
	case routing.Weighted:
		problems = append(problems, checkReroutes("maximumRerouteAttemptsWithinPriority", t.MaxReroutesWithinPriority))
	default:
		problems = append(problems, fmt.Errorf("routingMode %q is neither ordered nor weighted", t.Mode))
	}
	if n := len(t.Routes); n > most && (t.Mode != held.Mode || !slices.Equal(t.Routes, held.Routes)) {
		problems = append(problems, fmt.Errorf("trunkGroups has %d entries, more than %d", n, most))
	}
	seen := map[routing.Key]bool{}
	for _, r := range t.Routes {
		if err := w.checkRoute(of, t.Mode, r); err != nil {
			problems = append(problems, err)
		}
		if seen[r.TrunkGroup] {
			problems = append(problems, fmt.Errorf("route to %q of group %q is there twice", r.TrunkGroup.Name, r.TrunkGroup.GroupID))
		}
		seen[r.TrunkGroup] = true
	}
	return errors.Join(problems...)
}

func (w *world) checkRoute(of owner, mode routing.Mode, r routing.Route) error {
	where := fmt.Sprintf("route to %q of group %q", r.TrunkGroup.Name, r.TrunkGroup.GroupID)
	if _, ok := w.trunkGroup(of.tenant, r.TrunkGroup); !ok {
		return fmt.Errorf("%s: no such trunk group", where)
	}
	if of.group != "" && of.group != r.TrunkGroup.GroupID {
		return fmt.Errorf("%s: the enterprise trunk is of group %q", where, of.group)
	}
	if mode == routing.Ordered {
		if r.Priority != 0 || r.Weight != 0 {
			return fmt.Errorf("%s: ordered routing has no priority and weight", where)
		}
		return nil
	}
	if r.Priority < leastPriority || r.Priority > mostPriority {
		return fmt.Errorf("%s: priority %d is not %d to %d", where, r.Priority, leastPriority, mostPriority)
	}
	if r.Weight < leastWeight || r.Weight > mostWeight {
		return fmt.Errorf("%s: weight %d is not %d to %d", where, r.Weight, leastWeight, mostWeight)
	}
	return nil
}

// checkLicences holds an enterprise trunk with capacity management to what its
// owner may carry: the page of the API quotes the sentence (APIO 8).
func (w *world) checkLicences(of owner, t routing.Trunk) error {
	if t.MaxActiveCalls == nil || t.CapacityManagement == nil || !*t.CapacityManagement {
		return nil
	}
	level, most := w.licences(of)
	if n, limited := most.Calls(); limited && *t.MaxActiveCalls > n {
		return fmt.Errorf("Maximum active calls allowed shall not exceed the %s available licenses of %d.", level, n) //nolint:staticcheck // the backend's own sentence
	}
	return nil
}

// licences is what the owner of enterprise trunks may carry, and what the backend
// calls such an owner.
func (w *world) licences(of owner) (level string, most capacity.Limit) {
	if of.group != "" {
		if g, ok := w.group(of.tenant, of.group); ok && g.Trunking != nil {
			return "group", capacity.Must(g.Trunking.MaxActiveCalls)
		}
		return "group", capacity.Unlimited()
	}
	if trunking := w.trunking(of.tenant); trunking != nil {
		return "enterprise", trunking.MaxActiveCalls
	}
	return "enterprise", capacity.Unlimited()
}
