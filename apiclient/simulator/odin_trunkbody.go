package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
)

// The keys of this dialect's enterprise trunk that the other does not have (Odin 4).
const (
	odinTrunkKey   = "enterpriseTrunkName"
	odinRename     = "newEnterpriseTrunkName"
	odinManagement = "capacityManagement"
	odinEntries    = "trunkGroups"
)

// managementKeys are the members of capacityManagement with the field of the other
// dialect that each one is.
func managementKeys() [][2]string {
	return [][2]string{
		{"enabled", "enableCapacityManagement"},
		{"maximumActiveCalls", maxCalls},
		{maxIncoming, maxIncoming},
		{maxOutgoing, maxOutgoing},
		{reserved, reserved},
		{"capacityExceededTrapInitialCalls", "capacityExceededTrapInitialCalls"},
		{"capacityExceededTrapOffsetCalls", "capacityExceededTrapOffsetCalls"},
	}
}

// odinDocument is a trunk as this dialect shows it: the entries at top level in both
// modes, the capacity management in an object. Members that nobody knows stay, at
// every level.
func odinDocument(of owner, t heldTrunk) (rawObject, error) {
	out := rawObject{{odinTenantKey, odinText(of.tenant)}}
	if of.group != "" {
		out = append(out, rawMember{odinGroupKey, odinText(of.group)})
	}
	out = append(out, rawMember{odinTrunkKey, odinText(t.Name)})
	entries := json.RawMessage(`[]`)
	management := rawObject{{"enabled", json.RawMessage(`false`)}}
	for _, m := range t.document {
		switch m.name {
		case destination, forwardAddress:
			out = append(out, rawMember{forwardAddress, m.value})
		case orderedRouting, weightedRouting:
			routes, err := parseRaw(m.value)
			if err != nil {
				return nil, fmt.Errorf("%s %w", m.name, err)
			}
			if list, ok := routes.get("trunkGroups"); ok {
				if entries, err = odinEntriesOf(list); err != nil {
					return nil, err
				}
			}
			m.value, err = routes.without("trunkGroups").MarshalJSON()
			if err != nil {
				return nil, err
			}
			out = append(out, m)
		default:
			if key, ok := managementKey(m.name); ok {
				management = management.with(key, m.value)
			} else if !slices.Contains([]string{"name", odinTenantKey, odinGroupKey, odinTrunkKey, odinManagement, odinEntries}, m.name) {
				out = append(out, m)
			}
		}
	}
	value, err := append(management, t.unplaced...).MarshalJSON()
	if err != nil {
		return nil, err
	}
	return append(out, rawMember{odinManagement, value}, rawMember{odinEntries, entries}), nil
}

func managementKey(field string) (key string, ok bool) {
	for _, pair := range managementKeys() {
		if pair[1] == field {
			return pair[0], true
		}
	}
	return "", false
}

// odinEntriesOf flattens the entries of a routing object: a key nests there in one
// mode, is bare in the other.
func odinEntriesOf(list json.RawMessage) (json.RawMessage, error) {
	return eachEntry(list, func(entry rawObject) (rawObject, error) {
		var out rawObject
		for _, m := range entry {
			if m.name != "trunkGroup" {
				out = append(out, odinKeyed(m))
				continue
			}
			key, err := parseRaw(m.value)
			if err != nil {
				return nil, fmt.Errorf("trunkGroup %w", err)
			}
			for _, part := range key {
				out = append(out, odinKeyed(part))
			}
		}
		return out, nil
	})
}

func odinKeyed(m rawMember) rawMember {
	if m.name == "name" {
		m.name = "trunkGroupName"
	}
	return m
}

// fromOdinEntry is the reverse for one entry. At a group's enterprise trunk its group
// may be left out.
func fromOdinEntry(of owner, mode string, entry rawObject) (rawObject, error) {
	name := entry.text("trunkGroupName")
	if name == "" {
		return nil, errors.New("an entry of trunkGroups has no trunkGroupName")
	}
	groupID := entry.text(odinGroupKey)
	if _, given := entry.get(odinGroupKey); !given {
		groupID = of.group
	}
	key := rawObject{{"groupId", odinText(groupID)}, {"name", odinText(name)}}
	rest := entry.without(odinGroupKey, "trunkGroupName", "name", "trunkGroup")
	for i, m := range rest {
		if m.name == "priority" || m.name == "weight" {
			rest[i].value = loose(m.value)
		}
	}
	if mode == orderedRouting {
		return append(key, rest...), nil
	}
	value, err := key.MarshalJSON()
	return append(rawObject{{"trunkGroup", value}}, rest...), err
}

// checkOdinBody refuses what a full object may not hold or must, whatever the values,
// and returns the key of its routing object.
func checkOdinBody(body rawObject) (mode string, err error) {
	for _, m := range body {
		_, other := managementKey(m.name)
		switch {
		case other || m.name == "name" || m.name == destination:
			return "", fmt.Errorf("unknown attribute %s", m.name)
		case string(m.value) == "null" && slices.Contains(odinTrunkFields(), m.name):
			return "", fmt.Errorf("%s is null", m.name)
		}
	}
	if _, given := body.get("routeExhaustionAction"); !given {
		return "", errors.New("routeExhaustionAction is missing")
	}
	return routingIn(body)
}

// odinTrunkFields are the fields of an enterprise trunk that this dialect has (Odin 4).
func odinTrunkFields() []string {
	return []string{
		odinTenantKey, odinGroupKey, odinTrunkKey, odinRename, "maximumRerouteAttempts", "routeExhaustionAction",
		forwardAddress, orderedRouting, weightedRouting, odinManagement, odinEntries,
	}
}

// eachEntry rewrites the objects of a list; null is an empty one.
func eachEntry(list json.RawMessage, rewrite func(rawObject) (rawObject, error)) (json.RawMessage, error) {
	var entries []json.RawMessage
	if err := json.Unmarshal(list, &entries); err != nil {
		return nil, fmt.Errorf("trunkGroups: %w", wrongType(err))
	}
	out := make([]rawObject, 0, len(entries))
	for _, data := range entries {
		entry, err := parseRaw(data)
		if err != nil {
			return nil, fmt.Errorf("an entry of trunkGroups %w", err)
		}
		if entry, err = rewrite(entry); err != nil {
			return nil, err
		}
		out = append(out, entry)
	}
	return json.Marshal(out)
}

// fromOdin reads a full object. The document that is kept of it has the spelling of
// the other dialect, with the members that nobody knows where they were.
func fromOdin(of owner, name, destinationKey string, body rawObject) (heldTrunk, error) {
	mode, err := checkOdinBody(body)
	if err != nil {
		return heldTrunk{}, err
	}
	held := heldTrunk{document: rawObject{}}
	entries := json.RawMessage(`[]`)
	management := rawObject{{"enabled", json.RawMessage(`false`)}}
	for _, m := range body {
		switch m.name {
		case odinTenantKey, odinGroupKey, odinTrunkKey, odinRename, mode:
		case forwardAddress:
			held.document = append(held.document, rawMember{destinationKey, m.value})
		case odinEntries:
			entries = m.value
		case odinManagement:
			if management, err = parseRaw(m.value); err != nil {
				return heldTrunk{}, fmt.Errorf("%s %w", m.name, err)
			}
		case "maximumRerouteAttempts":
			held.document = append(held.document, rawMember{m.name, loose(m.value)})
		default:
			held.document = append(held.document, m)
		}
	}
	if err := manage(&held, management); err != nil {
		return heldTrunk{}, err
	}
	if err := setRoutes(&held, of, mode, body, entries); err != nil {
		return heldTrunk{}, err
	}
	if action := held.document.text("routeExhaustionAction"); action == "None" {
		held.document = held.document.without(destination, forwardAddress)
	}
	held.Trunk, err = decodeTrunk(name, held.document)
	return held, err
}

// manage takes capacityManagement apart.
func manage(t *heldTrunk, management rawObject) error {
	enabled, problem := management.truth("enabled")
	if enabled == nil && problem == nil {
		problem = errors.New("enabled is missing")
	}
	if problem != nil {
		return fmt.Errorf("%s.%w", odinManagement, problem)
	}
	t.unplaced = management
	for _, pair := range managementKeys() {
		value, given := management.get(pair[0])
		if !given {
			continue
		}
		if _, err := management.number(pair[0]); err != nil && pair[0] != "enabled" && !isNil(rawMember{pair[1], value}) {
			return fmt.Errorf("%s.%w", odinManagement, err)
		}
		t.document = append(t.document, rawMember{pair[1], loose(value)})
		t.unplaced = t.unplaced.without(pair[0])
	}
	return nil
}

// setRoutes puts the entries into the routing object, as the other dialect has them.
func setRoutes(t *heldTrunk, of owner, mode string, body rawObject, entries json.RawMessage) error {
	given, _ := body.get(mode)
	routes, err := parseRaw(given)
	if err != nil {
		return fmt.Errorf("%s %w", mode, err)
	}
	if _, nested := routes.get(odinEntries); nested {
		return fmt.Errorf("%s.trunkGroups: trunkGroups stands at top level", mode)
	}
	if value, ok := routes.get("maximumRerouteAttemptsWithinPriority"); ok {
		routes = routes.with("maximumRerouteAttemptsWithinPriority", loose(value))
	}
	list, err := eachEntry(entries, func(entry rawObject) (rawObject, error) { return fromOdinEntry(of, mode, entry) })
	if err != nil {
		return err
	}
	value, err := routes.with("trunkGroups", list).MarshalJSON()
	t.document = append(t.document, rawMember{mode, value})
	return err
}
