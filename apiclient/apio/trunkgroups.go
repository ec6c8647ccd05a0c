package apio

import (
	"cmp"
	"context"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// TrunkGroups lists the trunk groups of a group in the server's order (APIO 7.1).
func (c *Client) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	op, path := "list trunk groups of group "+group+" of tenant "+tenant, ofGroup(tenant, group, "services", "trunk_groups")
	return readList(ctx, c, op, path, "trunks", func(r wire.Record) apiclient.TrunkGroupItem {
		return readTrunkGroupItem(r, group)
	})
}

func readTrunkGroupItem(r wire.Record, group string) apiclient.TrunkGroupItem {
	return apiclient.TrunkGroupItem{GroupID: cmp.Or(r.Text("groupId"), group), Name: r.Required("name")}
}

// TrunkGroup reads one trunk group (APIO 7.2). The name and the group come from
// the arguments, since the answer may lack them.
func (c *Client) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	op, path := "read trunk group "+name+" of group "+group+" of tenant "+tenant, ofGroup(tenant, group, "services", "trunk_groups", name)
	return readOne(ctx, c, op, path, func(r wire.Record) apiclient.TrunkGroup {
		out := readTrunkGroup(r)
		out.GroupID, out.Name = group, name
		return out
	})
}

func readTrunkGroup(r wire.Record) apiclient.TrunkGroup {
	return wire.TrunkGroup(r, readTrunkGroupLimit, wire.Record.Count)
}

// readTrunkGroupLimit reads a limit of a trunk group. Since APIO 1.7.3 a flag beside that of one
// direction tells a limit of zero from no limit; where it says that there is none, the figure
// means nothing, whatever it is. Of an older server, which has no flag, a zero may be either
// (APIO 7.2): it stays zero, the reading that does not promise calls which may not get through.
func readTrunkGroupLimit(r wire.Record, name string) capacity.Reading {
	switch name {
	case "maxIncomingCalls", "maxOutgoingCalls":
		if limited := r.Flag("limit" + strings.TrimPrefix(name, "max")); limited != nil && !*limited {
			return capacity.Reading{}
		}
	}
	return readLimit(r, name)
}
