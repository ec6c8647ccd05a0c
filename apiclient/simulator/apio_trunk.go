package simulator

import (
	"net/http"

	"banyan/internal/routing"
)

// apioTrunk is an enterprise trunk: without its name (APIO 8.2). Exactly one of
// the two routing objects is there.
type apioTrunk struct {
	MaximumRerouteAttempts  *int          `json:"maximumRerouteAttempts,omitempty"`
	RouteExhaustionAction   string        `json:"routeExhaustionAction,omitempty"`
	RouteExhaustionDest     string        `json:"routeExhaustionDestination,omitempty"`
	OrderedRouting          *apioOrdered  `json:"orderedRouting,omitempty"`
	PriorityWeightedRouting *apioWeighted `json:"priorityWeightedRouting,omitempty"`
	EnableCapacityMgmt      *bool         `json:"enableCapacityManagement,omitempty"`
	MaxActiveCalls          *int          `json:"maxActiveCalls,omitempty"`
	TrapInitialCalls        *int          `json:"capacityExceededTrapInitialCalls,omitempty"`
	TrapOffsetCalls         *int          `json:"capacityExceededTrapOffsetCalls,omitempty"`
}

type apioOrdered struct {
	OrderingAlgorithm string     `json:"orderingAlgorithm,omitempty"`
	TrunkGroups       []groupKey `json:"trunkGroups"`
}

type apioWeighted struct {
	MaximumRerouteAttemptsWithinPriority *int        `json:"maximumRerouteAttemptsWithinPriority,omitempty"`
	TrunkGroups                          []apioEntry `json:"trunkGroups"`
}

type apioEntry struct {
	TrunkGroup groupKey `json:"trunkGroup"`
	Priority   int      `json:"priority"`
	Weight     int      `json:"weight"`
}

type apioTrunkItem struct {
	Name        string `json:"name"`
	RoutingMode string `json:"routingMode"`
}

func newAPIOTrunk(t routing.Trunk) apioTrunk {
	w := apioTrunk{
		MaximumRerouteAttempts: t.MaxReroutes,
		RouteExhaustionAction:  t.ExhaustionAction,
		RouteExhaustionDest:    t.ExhaustionDestination,
		EnableCapacityMgmt:     t.CapacityManagement,
		MaxActiveCalls:         t.MaxActiveCalls,
		TrapInitialCalls:       t.TrapInitialCalls,
		TrapOffsetCalls:        t.TrapOffsetCalls,
	}
	if t.Mode == routing.Weighted {
		w.PriorityWeightedRouting = &apioWeighted{
			MaximumRerouteAttemptsWithinPriority: t.MaxReroutesWithinPriority,
			TrunkGroups:                          []apioEntry{},
		}
		for _, r := range t.Routes {
			entry := apioEntry{TrunkGroup: keyOf(r), Priority: r.Priority, Weight: r.Weight}
			w.PriorityWeightedRouting.TrunkGroups = append(w.PriorityWeightedRouting.TrunkGroups, entry)
		}
		return w
	}
	w.OrderedRouting = &apioOrdered{OrderingAlgorithm: t.OrderingAlgorithm, TrunkGroups: []groupKey{}}
	for _, r := range t.Routes {
		w.OrderedRouting.TrunkGroups = append(w.OrderedRouting.TrunkGroups, keyOf(r))
	}
	return w
}

func keyOf(r routing.Route) groupKey {
	return groupKey{GroupID: r.TrunkGroup.GroupID, Name: r.TrunkGroup.Name}
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
