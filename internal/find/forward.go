package find

import (
	"slices"
	"strings"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// Forward is a destination that a place sends calls to instead of taking them.
type Forward struct {
	When string // "always", "when full", "when unreachable" or "when exhausted"
	To   string // a number, or an address
}

// ForwardText tells several forwards in few words, the whole of each destination once; empty for none.
func ForwardText(forwards []Forward) string {
	var parts []string
	for i, f := range forwards {
		if slices.ContainsFunc(forwards[:i], func(before Forward) bool { return before.To == f.To }) {
			continue
		}
		var when []string
		for _, other := range forwards[i:] {
			if other.To == f.To {
				when = append(when, other.When)
			}
		}
		parts = append(parts, "forwards to "+f.To+" "+strings.Join(when, ", "))
	}
	return strings.Join(parts, "; ")
}

// ForwardsOfTrunk returns those of an enterprise trunk that was read; none is not nil.
func ForwardsOfTrunk(t routing.Trunk) []Forward {
	if t.ExhaustionAction == routing.Forward && t.ExhaustionDestination != "" {
		return []Forward{{"when exhausted", t.ExhaustionDestination}}
	}
	return []Forward{}
}

// forwardsOfTrunkGroup is not nil: the trunk group was read.
func forwardsOfTrunkGroup(t apiclient.TrunkGroup) []Forward {
	return ForwardsOfSettings(func(f trunkgroup.Field) string {
		value, _ := f.Read(t.Field)
		return value
	})
}

// ForwardsOfSettings returns those of a trunk group by its settings; none is not nil.
func ForwardsOfSettings(value func(trunkgroup.Field) string) []Forward {
	forwards := []Forward{}
	for _, f := range trunkgroup.Fields() {
		if f.Kind != trunkgroup.Divert {
			continue
		}
		if d := trunkgroup.Parse(value(f)); d.Address != "" {
			forwards = append(forwards, Forward{strings.TrimPrefix(f.Label, "calls "), d.Address})
		}
	}
	return forwards
}
