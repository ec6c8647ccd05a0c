package wire

import (
	"cmp"
	"strings"
)

// Forwarding says in words where a trunk group's calls go instead (APIO 7.2):
// always, when it is unreachable, and when it is full. It is empty where no such
// action is in force. Nothing of it keeps the figures beside it from being read.
func Forwarding(r Record) string {
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

const unknown = "(not reported)"

func readAction(r Record, field string) string {
	v, _ := r.Get(field + "Action")
	if v.Kind != Null && v.Kind != Text {
		return "(cannot be read)"
	}
	switch action := v.Text; strings.ToLower(action) {
	case "", "none":
		return ""
	case "forward":
		return "to " + cmp.Or(r.Optional(field+"ForwardAddress"), unknown)
	case "reroute":
		return "to trunk group " + cmp.Or(readRerouteKey(r, field), unknown)
	default:
		return action
	}
}

// readRerouteKey reads the trunk group that calls are rerouted to. How an API spells
// the key is not documented: an object as in OCI, or its name alone.
func readRerouteKey(r Record, field string) string {
	for _, name := range []string{field + "RerouteTrunkGroupKey", field + "RerouteTrunkGroup"} {
		switch v, ok := r.Get(name); {
		case ok && v.Kind != Object:
			return r.Optional(name)
		case ok:
			key := Record{Value: v}
			if group := key.Optional("groupId"); group != "" {
				return group + "/" + key.Optional("name")
			}
			return key.Optional("name")
		}
	}
	return ""
}
