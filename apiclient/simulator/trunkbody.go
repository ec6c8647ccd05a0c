package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"banyan/internal/routing"
)

// The two spellings of where calls go when the routes are exhausted (APIO 12).
const (
	destination    = "routeExhaustionDestination"
	forwardAddress = "routeExhaustionForwardAddress"
)

const (
	orderedRouting  = "orderedRouting"
	weightedRouting = "priorityWeightedRouting"
)

// routingIn returns the key of a body's routing object: exactly one of the two is there.
func routingIn(body rawObject) (mode string, err error) {
	_, isOrdered := body.get(orderedRouting)
	_, isWeighted := body.get(weightedRouting)
	switch {
	case isOrdered == isWeighted:
		return "", errors.New("one of orderedRouting and priorityWeightedRouting is mandatory")
	case isOrdered:
		return orderedRouting, nil
	}
	return weightedRouting, nil
}

// trunkFieldNames are the fields of an enterprise trunk that the API has (APIO 8.2).
func trunkFieldNames() []string {
	return []string{
		"name", "maximumRerouteAttempts", "routeExhaustionAction", destination, forwardAddress,
		orderedRouting, weightedRouting, "enableCapacityManagement", "maxActiveCalls",
		"capacityExceededTrapInitialCalls", "capacityExceededTrapOffsetCalls",
		maxIncoming, maxOutgoing, reserved,
	}
}

// The numbers of an enterprise trunk that only a world that has them shows (supplement 6).
const (
	maxIncoming = "maximumActiveIncomingCallsAllowed"
	maxOutgoing = "maximumActiveOutgoingCallsAllowed"
	reserved    = "minimumActiveCallsReserved"
)

// isNil reports whether null takes a number of an enterprise trunk away: that of a field which
// the backend takes without one (supplement 6).
func isNil(m rawMember) bool {
	return string(m.value) == "null" && slices.Contains([]string{maxCalls, maxIncoming, maxOutgoing, reserved}, m.name)
}

// trunkFigures are the members of an enterprise trunk that a world's document and the
// API spell alike.
type trunkFigures struct {
	MaxReroutes        *int   `json:"maximumRerouteAttempts"`
	ExhaustionAction   string `json:"routeExhaustionAction"`
	Destination        string `json:"routeExhaustionDestination"`
	CapacityManagement *bool  `json:"enableCapacityManagement"`
	MaxActiveCalls     *int   `json:"maxActiveCalls"`
	MaxIncomingCalls   *int   `json:"maximumActiveIncomingCallsAllowed"`
	MaxOutgoingCalls   *int   `json:"maximumActiveOutgoingCallsAllowed"`
	ReservedCalls      *int   `json:"minimumActiveCallsReserved"`
	TrapInitialCalls   *int   `json:"capacityExceededTrapInitialCalls"`
	TrapOffsetCalls    *int   `json:"capacityExceededTrapOffsetCalls"`
}

// trunk is one of that name without its routing.
func (f trunkFigures) trunk(name string) routing.Trunk {
	return routing.Trunk{
		Name: name, MaxReroutes: f.MaxReroutes, ExhaustionAction: f.ExhaustionAction, ExhaustionDestination: f.Destination,
		CapacityManagement: f.CapacityManagement, MaxActiveCalls: f.MaxActiveCalls,
		MaxIncomingCalls: f.MaxIncomingCalls, MaxOutgoingCalls: f.MaxOutgoingCalls, ReservedCalls: f.ReservedCalls,
		TrapInitialCalls: f.TrapInitialCalls, TrapOffsetCalls: f.TrapOffsetCalls,
	}
}

type trunkFields struct {
	trunkFigures
	ForwardAddress string         `json:"routeExhaustionForwardAddress"`
	Ordered        *routingFields `json:"orderedRouting"`
	Weighted       *routingFields `json:"priorityWeightedRouting"`
}

type routingFields struct {
	OrderingAlgorithm string           `json:"orderingAlgorithm"`
	WithinPriority    *int             `json:"maximumRerouteAttemptsWithinPriority"`
	TrunkGroups       *json.RawMessage `json:"trunkGroups"`
}

// entryFields is an entry of either list. The key is bare or nested: the API's
// examples and its tables differ (APIO 12).
type entryFields struct {
	groupKey
	TrunkGroup *groupKey `json:"trunkGroup"`
	Priority   int       `json:"priority"`
	Weight     int       `json:"weight"`
}

// decodeTrunk reads the document of an enterprise trunk. Its error says which
// field has the wrong type or is missing; ranges are checkTrunk's.
func decodeTrunk(name string, document rawObject) (routing.Trunk, error) {
	data, err := document.MarshalJSON()
	if err != nil {
		return routing.Trunk{}, err
	}
	var f trunkFields
	if err := json.Unmarshal(data, &f); err != nil {
		return routing.Trunk{}, wrongType(err)
	}
	t := f.trunk(name)
	t.ExhaustionDestination += f.ForwardAddress
	routes := f.Ordered
	switch {
	case (f.Ordered == nil) == (f.Weighted == nil):
		return routing.Trunk{}, errors.New("one of orderedRouting and priorityWeightedRouting is mandatory")
	case f.Ordered != nil:
		t.Mode, t.OrderingAlgorithm = routing.Ordered, f.Ordered.OrderingAlgorithm
	default:
		routes = f.Weighted
		t.Mode, t.MaxReroutesWithinPriority = routing.Weighted, f.Weighted.WithinPriority
	}
	t.Routes, err = decodeRoutes(routes.TrunkGroups)
	return t, err
}

func decodeRoutes(list *json.RawMessage) ([]routing.Route, error) {
	if list == nil {
		return nil, nil // null: the backend's way to clear it (OCI)
	}
	var entries []entryFields
	if err := json.Unmarshal(*list, &entries); err != nil {
		return nil, wrongType(err)
	}
	var out []routing.Route
	for _, e := range entries {
		key := e.groupKey
		if e.TrunkGroup != nil {
			key = *e.TrunkGroup
		}
		out = append(out, routing.Route{
			TrunkGroup: routing.Key{GroupID: key.GroupID, Name: key.Name}, Priority: e.Priority, Weight: e.Weight,
		})
	}
	return out, nil
}

// merge returns the document after a PUT of body. A member of the routing object
// that the API knows stays when it is not given, a list that is given replaces the
// whole list; members that it does not know are what was given (APIO 8.2, OCI).
func merge(held, body rawObject) (rawObject, error) {
	out := held
	for _, m := range body {
		other := map[string]string{orderedRouting: weightedRouting, weightedRouting: orderedRouting}[m.name]
		if other != "" {
			merged, err := mergeRouting(held, m)
			if err != nil {
				return nil, err
			}
			out, m.value = out.without(other), merged
		}
		if m.name != "name" {
			out = out.with(m.name, m.value)
		}
	}
	if action, _ := out.get("routeExhaustionAction"); string(action) == `"None"` {
		out = out.without(destination, forwardAddress)
	}
	return out, nil
}

func mergeRouting(held rawObject, given rawMember) (json.RawMessage, error) {
	routes, err := parseRaw(given.value)
	if err != nil {
		return nil, fmt.Errorf("%s %w", given.name, err)
	}
	var old rawObject
	if value, ok := held.get(given.name); ok {
		if old, err = parseRaw(value); err != nil {
			return nil, fmt.Errorf("%s %w", given.name, err)
		}
	}
	for _, name := range []string{"orderingAlgorithm", "maximumRerouteAttemptsWithinPriority", "trunkGroups"} {
		value, had := old.get(name)
		if _, has := routes.get(name); had && !has {
			routes = routes.with(name, value)
		}
	}
	if _, has := routes.get("trunkGroups"); !has {
		return nil, fmt.Errorf("%s.trunkGroups is missing", given.name)
	}
	return routes.MarshalJSON()
}
