package apio

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
	"banyan/internal/trunkgroup"
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
// AvailableTrunkGroups do. Where the server refused it of a tenant, whose list may be too long,
// the error is apiclient.ErrNoReport from then on, and nothing is sent: of that tenant alone.
func (c *Client) EnterpriseTrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	if _, isRefused := c.noWholeList.Load(tenant); isRefused {
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
		c.noWholeList.Store(tenant, true)
	}
	return out, err
}

func readTrunkGroupItem(r wire.Record, group string) apiclient.TrunkGroupItem {
	return apiclient.TrunkGroupItem{GroupID: cmp.Or(r.Text("groupId"), group), Name: r.Required("name"), Device: r.Optional("deviceName"), Level: r.Optional("deviceLevel")}
}

// TrunkGroup reads one trunk group (APIO 7.2). The name and the group come from
// the arguments, since the answer may lack them.
func (c *Client) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	_, out, err := c.readTrunkGroup(ctx, tenant, group, name)
	return out, err
}

// TrunkGroupDocument reads one trunk group for an edit, past every cache: as it came, and as a
// record (APIO 7.2).
func (c *Client) TrunkGroupDocument(ctx context.Context, tenant, group, name string) (apiclient.Document, apiclient.TrunkGroup, error) {
	return c.readTrunkGroup(apiclient.Fresh(ctx), tenant, group, name)
}

func (c *Client) readTrunkGroup(ctx context.Context, tenant, group, name string) (document apiclient.Document, out apiclient.TrunkGroup, err error) {
	request := apiclient.Request{Op: "read " + trunkGroupOf(tenant, group, name), Path: trunkGroupPath(tenant, group, name), Single: true}
	out, err = fetch(ctx, c, request, func(body []byte) (apiclient.TrunkGroup, error) {
		document = apiclient.Document{Raw: body, ReadAt: time.Now()}
		return wire.DecodeOne(body, func(r wire.Record) apiclient.TrunkGroup {
			out := readTrunkGroup(r)
			out.GroupID, out.Name = group, name
			return out
		})
	})
	return document, out, err
}

func trunkGroupOf(tenant, group, name string) string {
	return "trunk group " + name + " of group " + group + " of tenant " + tenant
}

func trunkGroupPath(tenant, group, name string) []string {
	return ofGroup(tenant, group, "services", "trunk_groups", name)
}

// PutTrunkGroup changes settings of a trunk group, as fresh was just read, and no others, by one
// PUT of TrunkGroupBody. The error tells whether the change may have been made all the same
// (apiclient.MayHaveApplied). Ctx cannot cancel what was sent.
func (c *Client) PutTrunkGroup(ctx context.Context, tenant, group, name string, fresh apiclient.Document, change []apiclient.Field) error {
	body, err := TrunkGroupBody(tenant, fresh, change)
	return c.write(ctx, http.MethodPut, apiclient.Request{Op: "change " + trunkGroupOf(tenant, group, name), Path: trunkGroupPath(tenant, group, name)}, body, err)
}

// TrunkGroupBody returns the exact body of the PUT that changes settings of a trunk group: those
// alone (APIO 7.3). A limit of one direction is taken away by its flag where the server has
// that, anything else by null: how is not documented (supplement 5.2, ClearDoubt). The trunk
// group that calls are rerouted to is spelt as the backup spells it (supplement 5.2).
func TrunkGroupBody(tenant string, fresh apiclient.Document, change []apiclient.Field) ([]byte, error) {
	document, err := wire.Parse(fresh.Raw)
	if err != nil {
		return nil, fmt.Errorf("the document that was read: %w", err)
	}
	body := wire.Value{Kind: wire.Object}
	for _, one := range change {
		if _, reported := document.Get(limitFlag(one.Name)); reported {
			body = body.Set(limitFlag(one.Name), wire.BooleanOf(one.Value != ""))
			if one.Value == "" {
				continue
			}
		}
		body, err = wire.PatchTrunkGroup(body, document, one, func(d trunkgroup.Diversion) wire.Value {
			return trunkKey(tenant, d.Group, d.Name)
		})
		if err != nil {
			return nil, err
		}
	}
	if len(body.Members) == 0 {
		return nil, errors.New("nothing to change")
	}
	return body.Encode()
}

// ClearDoubt says that it is not documented how a setting of a trunk group is taken away: the
// vendor's own client never does (supplement 5.2). Since APIO 1.7.3 limits of a direction have
// flags for it.
func (c *Client) ClearDoubt(reported func(name string) bool, field string) string {
	if field == trunkgroup.Backup {
		return "" // no mode is one of its modes
	}
	if flag := limitFlag(field); flag != "" {
		if reported(flag) {
			return ""
		}
		return "how this server takes a limit away is not documented: it may become 0, which lets no call through"
	}
	return "how this server takes a value away is not documented: null is sent, and reading it back tells"
}

// limitFlag is the flag that tells a limit of zero from no limit, and nothing where a limit has
// none.
func limitFlag(name string) string {
	switch name {
	case trunkgroup.MaxIncomingCalls, trunkgroup.MaxOutgoingCalls:
		return "limit" + strings.TrimPrefix(name, "max")
	}
	return ""
}

func readTrunkGroup(r wire.Record) apiclient.TrunkGroup {
	return wire.TrunkGroup(r, readTrunkGroupLimit, wire.Record.Count)
}

// readTrunkGroupLimit reads a limit of a trunk group. Since APIO 1.7.3 a flag beside that of one
// direction tells a limit of zero from no limit; where it says that there is none, the figure
// means nothing, whatever it is. Of an older server, which has no flag, a zero may be either
// (APIO 7.2): it stays zero, the reading that does not promise calls which may not get through.
func readTrunkGroupLimit(r wire.Record, name string) capacity.Reading {
	if flag := limitFlag(name); flag != "" {
		if limited := r.Flag(flag); limited != nil && !*limited {
			return capacity.Reading{}
		}
	}
	return readLimit(r, name)
}
