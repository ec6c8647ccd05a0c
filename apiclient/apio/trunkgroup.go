package apio

import (
	"context"

	"banyan/apiclient"
	"banyan/capacity"
)

// TrunkGroup reads one trunk group (APIO 7.2). The name and the group come from
// the arguments, since the answer may lack them.
func (c *Client) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	request := apiclient.Request{
		Op:     "read trunk group " + name + " of group " + group + " of tenant " + tenant,
		Path:   []string{"tenants", tenant, "groups", group, "services", "trunk_groups", name},
		Single: true,
	}
	return fetch(ctx, c, request, func(body []byte) (apiclient.TrunkGroup, error) {
		return decodeOne(body, func(r record) apiclient.TrunkGroup {
			out := readTrunkGroup(r)
			out.GroupID, out.Name = group, name
			return out
		})
	})
}

func readTrunkGroup(r record) apiclient.TrunkGroup {
	out := apiclient.TrunkGroup{
		MaxActiveCalls:           r.limit("maxActiveCalls"),
		MaxIncomingCalls:         r.directionLimit("maxIncomingCalls", "limitIncomingCalls"),
		MaxOutgoingCalls:         r.directionLimit("maxOutgoingCalls", "limitOutgoingCalls"),
		BurstingMaxActiveCalls:   r.limit("burstingMaxActiveCalls"),
		BurstingMaxIncomingCalls: r.limit("burstingMaxIncomingCalls"),
		BurstingMaxOutgoingCalls: r.limit("burstingMaxOutgoingCalls"),
		State:                    r.optional("trunkGroupState"),
		ActiveIncomingCalls:      r.count("totalActiveIncomingCalls"),
		ActiveOutgoingCalls:      r.count("totalActiveOutgoingCalls"),
		EnableBursting:           r.flag("enableBursting"),
		Forwarding:               readForwarding(r),
		Fields:                   flatten(r.members),
	}
	if bursting := out.EnableBursting; bursting != nil && !*bursting {
		// Figures may stay behind when bursting is switched off; they carry nothing.
		out.BurstingMaxActiveCalls = capacity.Read(capacity.Limit{})
	}
	return out
}

// directionLimit reads the limit of one direction. Since APIO 1.7.3 a flag beside
// it tells a limit of zero from no limit; where it says that there is none, the
// figure means nothing, whatever it is. Of an older server, which has no flag, a
// zero may be either (APIO 7.2): it stays zero, the reading that does not promise
// calls which may not get through.
func (r record) directionLimit(name, flag string) capacity.Reading {
	if limited := r.flag(flag); limited != nil && !*limited {
		return capacity.Reading{}
	}
	return r.limit(name)
}
