package apio

import (
	"cmp"
	"context"
	"net/url"
	"strings"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
)

// TrunkGroups lists the trunk groups of a group in the server's order (APIO 7.1). Where the
// server says that trunking is not assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	op, path := "list trunk groups of group "+group+" of tenant "+tenant, ofGroup(tenant, group, "services", "trunk_groups")
	out, err := readList(ctx, c, op, path, "trunks", func(r wire.Record) apiclient.TrunkGroupItem {
		return readTrunkGroupItem(r, group)
	})
	return out, apiclient.AsNotAssigned(err)
}

// EnterpriseTrunkGroups lists the trunk groups of all groups of an Enterprise with one
// request, by the list of one of its groups (APIO 7.1, includeEnterpriseTrunkGroups). A
// server that does not know the criterion returns those of that group alone, which looks
// the same where no other group has any. The criterion goes as a query string, as those of
// AvailableTrunkGroups do. Where the server refused it once, the error is
// apiclient.ErrNoReport from then on, and nothing is sent.
func (c *Client) EnterpriseTrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	if c.noWholeList.Load() {
		return nil, apiclient.ErrNoReport
	}
	request := apiclient.Request{
		Op:    "list trunk groups of all groups of tenant " + tenant,
		Path:  ofGroup(tenant, group, "services", "trunk_groups"),
		Query: url.Values{"includeEnterpriseTrunkGroups": {"true"}},
	}
	out, err := fetch(ctx, c, request, func(body []byte) ([]apiclient.TrunkGroupItem, error) {
		return wire.DecodeList(body, "trunks", func(r wire.Record) apiclient.TrunkGroupItem { return readTrunkGroupItem(r, group) })
	})
	if apiclient.KindOf(err) == apiclient.Refused {
		c.noWholeList.Store(true)
	}
	return out, err
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
