package apio

import (
	"context"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// TrunkGroups lists the trunk groups of a group in the server's order (APIO 7.1).
func (c *Client) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	request := apiclient.Request{
		Op:   "list trunk groups of group " + group + " of tenant " + tenant,
		Path: []string{"tenants", tenant, "groups", group, "services", "trunk_groups"},
	}
	return fetch(ctx, c, request, func(body []byte) ([]apiclient.TrunkGroupItem, error) {
		return wire.DecodeList(body, "trunks", func(r wire.Record) apiclient.TrunkGroupItem {
			return readTrunkGroupItem(r, group)
		})
	})
}

func readTrunkGroupItem(r wire.Record, group string) apiclient.TrunkGroupItem {
	out := apiclient.TrunkGroupItem{GroupID: r.Text("groupId"), Name: r.Required("name")}
	if out.GroupID == "" {
		out.GroupID = group
	}
	return out
}

// TrunkGroup reads one trunk group (APIO 7.2). The name and the group come from
// the arguments, since the answer may lack them.
func (c *Client) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	request := apiclient.Request{
		Op:     "read trunk group " + name + " of group " + group + " of tenant " + tenant,
		Path:   []string{"tenants", tenant, "groups", group, "services", "trunk_groups", name},
		Single: true,
	}
	return fetch(ctx, c, request, func(body []byte) (apiclient.TrunkGroup, error) {
		return wire.DecodeOne(body, func(r wire.Record) apiclient.TrunkGroup {
			out := readTrunkGroup(r)
			out.GroupID, out.Name = group, name
			return out
		})
	})
}

func readTrunkGroup(r wire.Record) apiclient.TrunkGroup {
	out := apiclient.TrunkGroup{
		MaxActiveCalls:           readLimit(r, "maxActiveCalls"),
		MaxIncomingCalls:         readDirectionLimit(r, "maxIncomingCalls", "limitIncomingCalls"),
		MaxOutgoingCalls:         readDirectionLimit(r, "maxOutgoingCalls", "limitOutgoingCalls"),
		BurstingMaxActiveCalls:   readLimit(r, "burstingMaxActiveCalls"),
		BurstingMaxIncomingCalls: readLimit(r, "burstingMaxIncomingCalls"),
		BurstingMaxOutgoingCalls: readLimit(r, "burstingMaxOutgoingCalls"),
		State:                    r.Optional("trunkGroupState"),
		ActiveIncomingCalls:      r.Count("totalActiveIncomingCalls"),
		ActiveOutgoingCalls:      r.Count("totalActiveOutgoingCalls"),
		EnableBursting:           r.Flag("enableBursting"),
		Forwarding:               wire.Forwarding(r),
		Fields:                   wire.Flatten(r.Members),
	}
	if bursting := out.EnableBursting; bursting != nil && !*bursting {
		// Figures may stay behind when bursting is switched off; they carry nothing.
		out.BurstingMaxActiveCalls = capacity.Read(capacity.Limit{})
	}
	return out
}

// readDirectionLimit reads the limit of one direction. Since APIO 1.7.3 a flag beside
// it tells a limit of zero from no limit; where it says that there is none, the
// figure means nothing, whatever it is. Of an older server, which has no flag, a
// zero may be either (APIO 7.2): it stays zero, the reading that does not promise
// calls which may not get through.
func readDirectionLimit(r wire.Record, name, flag string) capacity.Reading {
	if limited := r.Flag(flag); limited != nil && !*limited {
		return capacity.Reading{}
	}
	return readLimit(r, name)
}
