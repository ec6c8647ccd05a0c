package apio

import "strings"

// readForwarding says in words where a trunk group's calls go instead (APIO 7.2):
// always, when it is unreachable, and when it is full. It is empty where no such
// action is in force. Nothing of it keeps the figures beside it from being read.
func readForwarding(r record) string {
	var parts []string
	for _, rule := range []struct{ field, when string }{
		{"callForwardingAlways", "always"},
		{"unreachableDestination", "when unreachable"},
		{"capacityExceeded", "when full"},
	} {
		if where := readAction(r, rule.field); where != "" {
			parts = append(parts, rule.when+" "+where)
		}
	}
	return strings.Join(parts, "; ")
}

func readAction(r record, field string) string {
	v, _ := r.get(field + "Action")
	if v.kind != null && v.kind != text {
		return "(cannot be read)"
	}
	switch action := v.text; strings.ToLower(action) {
	case "", "none":
		return ""
	case "forward":
		return "to " + orUnknown(r.optional(field+"ForwardAddress"))
	case "reroute":
		return "to trunk group " + orUnknown(readRerouteKey(r, field))
	default:
		return action
	}
}

// readRerouteKey reads the trunk group that calls are rerouted to. How APIO spells
// the key is not documented: an object as in OCI, or its name alone.
func readRerouteKey(r record, field string) string {
	for _, name := range []string{field + "RerouteTrunkGroupKey", field + "RerouteTrunkGroup"} {
		v, ok := r.get(name)
		if !ok {
			continue
		}
		if v.kind != object {
			return r.optional(name)
		}
		key, _ := r.object(name)
		if group := key.optional("groupId"); group != "" {
			return group + "/" + key.optional("name")
		}
		return key.optional("name")
	}
	return ""
}

func orUnknown(where string) string {
	if where == "" {
		return "(not reported)"
	}
	return where
}
