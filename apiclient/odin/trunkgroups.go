package odin

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/trunkgroup"
)

// TrunkGroups lists the trunk groups of a group in the server's order (Odin call 4).
// Where trunking is not assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) TrunkGroups(ctx context.Context, tenant, group string) ([]apiclient.TrunkGroupItem, error) {
	op, path := "list trunk groups of group "+group+" of tenant "+tenant, trunkGroupPath()
	out, err := readList(ctx, c, op, path, about(tenant, group), func(r wire.Record) apiclient.TrunkGroupItem {
		return apiclient.TrunkGroupItem{GroupID: group, Name: r.Required(nameKey), Device: r.Optional("deviceName"), Level: r.Optional("deviceLevel")}
	})
	return out, apiclient.AsNotAssigned(err)
}

// TrunkGroup reads one trunk group (Odin call 5). The name in the query turns the
// list into the detail: a list that comes all the same is an error, never searched.
func (c *Client) TrunkGroup(ctx context.Context, tenant, group, name string) (apiclient.TrunkGroup, error) {
	_, out, err := c.readTrunkGroup(ctx, tenant, group, name)
	return out, err
}

// TrunkGroupDocument reads one trunk group for an edit, past every cache: as it came, and as a
// record (Odin call 5).
func (c *Client) TrunkGroupDocument(ctx context.Context, tenant, group, name string) (apiclient.Document, apiclient.TrunkGroup, error) {
	return c.readTrunkGroup(apiclient.Fresh(ctx), tenant, group, name)
}

func (c *Client) readTrunkGroup(ctx context.Context, tenant, group, name string) (document apiclient.Document, out apiclient.TrunkGroup, err error) {
	asked := about(tenant, group, name)
	request := apiclient.Request{Op: "read " + trunkGroupOf(tenant, group, name), Path: trunkGroupPath(), Query: asked.query(), Single: true}
	out, err = fetch(ctx, c, request, func(body []byte) (apiclient.TrunkGroup, error) {
		document = apiclient.Document{Raw: body, ReadAt: time.Now()}
		return wire.DecodeOne(body, checked(asked, func(r wire.Record) apiclient.TrunkGroup {
			out := readTrunkGroup(r)
			out.GroupID, out.Name = group, name
			return out
		}))
	})
	return document, out, err
}

func trunkGroupOf(tenant, group, name string) string {
	return "trunk group " + name + " of group " + group + " of tenant " + tenant
}

func trunkGroupPath() []string { return []string{"groups", "trunk-groups"} }

// PutTrunkGroup changes settings of a trunk group, as fresh was just read, by one PUT of
// TrunkGroupBody. The error tells whether the change may have been made all the same
// (apiclient.MayHaveApplied). Ctx cannot cancel what was sent.
func (c *Client) PutTrunkGroup(ctx context.Context, tenant, group, name string, fresh apiclient.Document, change []apiclient.Field) error {
	request := apiclient.Request{Op: "change " + trunkGroupOf(tenant, group, name), Path: trunkGroupPath(), Query: about(tenant, group, name).query()}
	if err := c.checkQuery(request); err != nil {
		return err
	}
	request.Query = nil // the body names what it is about
	body, err := TrunkGroupBody(tenant, group, name, fresh, change)
	return c.write(ctx, http.MethodPut, request, body, err)
}

// MayOmit reports whether a setting of a trunk group may have no value: the number of calls of
// bursting may, as in the vendor's own form, where that of APIO needs one (supplement 5).
func (c *Client) MayOmit(field string) bool { return field == trunkgroup.BurstingMaxActiveCalls }

// TrunkGroupBody returns the exact body of the PUT that changes settings of a trunk group: the
// whole document, as the vendor's own client sends it (supplement 5.2), with only what changes
// put in its place and without what only reports. A value that is taken away is null.
func TrunkGroupBody(tenant, group, name string, fresh apiclient.Document, change []apiclient.Field) ([]byte, error) {
	document, err := wire.Parse(fresh.Raw)
	if err != nil {
		return nil, err
	}
	if len(change) == 0 {
		return nil, errors.New("nothing to change")
	}
	body := document.Without("trunkGroupState", "totalActiveIncomingCalls", "totalActiveOutgoingCalls", "newName")
	for pair := range slices.Chunk(about(tenant, group, name), 2) {
		if there, _ := body.Get(pair[0]); there.Text == "" {
			body = body.Set(pair[0], wire.TextOf(pair[1]))
		}
	}
	for _, one := range change {
		body, err = wire.PatchTrunkGroup(body, document, one, func(d trunkgroup.Diversion) wire.Value {
			return wire.Value{Kind: wire.Object}.Set(tenantKey, wire.TextOf(tenant)).Set(groupKey, wire.TextOf(d.Group)).Set(nameKey, wire.TextOf(d.Name))
		})
		if err != nil {
			return nil, err
		}
	}
	return body.Encode()
}

// readTrunkGroup reads a trunk group. What cannot be read of a counter of live calls must
// not cost the limits beside it.
func readTrunkGroup(r wire.Record) apiclient.TrunkGroup {
	return wire.TrunkGroup(r, limit, func(r wire.Record, name string) *int {
		n, _ := wire.Alone(r, func(r wire.Record) *int { return r.Count(name) })
		return n
	})
}
