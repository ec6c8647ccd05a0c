package apio

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/routing"
	"banyan/internal/trunkgroup"
)

// TrunkGroupBackup reads the backup of a trunk group, past every cache: as it came, and as where
// it sends calls. It is a resource of its own, which not every server has: one that has none
// refuses. Which calls it takes is not documented (supplement 5.2).
func (c *Client) TrunkGroupBackup(ctx context.Context, tenant, group, name string) (document apiclient.Document, out trunkgroup.Diversion, err error) {
	request := backupOf("read", tenant, group, name)
	out, err = fetch(apiclient.Fresh(ctx), c, request, func(body []byte) (trunkgroup.Diversion, error) {
		document = apiclient.Document{Raw: body, ReadAt: time.Now()}
		return wire.DecodeOne(body, readBackup)
	})
	if err == nil {
		c.reads.Backup(tenant, routing.Key{GroupID: group, Name: name}, out, document.ReadAt)
	}
	return document, out, err
}

// backupOf is a request about the backup: the vendor's own client has no slash at its end.
func backupOf(does, tenant, group, name string) apiclient.Request {
	return apiclient.Request{
		Op: does + " the backup of " + trunkGroupOf(tenant, group, name), Path: append(trunkGroupPath(tenant, group, name), "backup"),
		Bare: true, Single: true,
	}
}

func readBackup(r wire.Record) trunkgroup.Diversion {
	if _, there := r.Find("mode"); !there {
		r.Fail("mode", wire.ErrMissing)
	}
	out := trunkgroup.Diversion{Action: r.Exact("mode")}
	switch strings.ToLower(out.Action) {
	case "none":
		out.Action = ""
	case "forward":
		out.Action, out.Address = trunkgroup.Forward, r.Exact("destination")
	case "reroute":
		out.Action = trunkgroup.Reroute
		if trunk, there := r.Object("trunk"); there {
			out.Group, out.Name = trunk.Exact("groupId"), trunk.Exact("name")
		}
	}
	return out
}

// PutTrunkGroupBackup changes the backup of a trunk group, as fresh was just read, by one PUT of
// BackupBody. The error tells whether the change may have been made all the same
// (apiclient.MayHaveApplied). Ctx cannot cancel what was sent.
func (c *Client) PutTrunkGroupBackup(ctx context.Context, tenant, group, name string, fresh apiclient.Document, to trunkgroup.Diversion) error {
	body, err := BackupBody(tenant, fresh, to)
	return c.write(ctx, http.MethodPut, backupOf("change", tenant, group, name), body, err)
}

// BackupBody returns the exact body of the PUT that changes a backup: its three members, always
// (supplement 5.2). The destination of another mode stays as it was read.
func BackupBody(tenant string, fresh apiclient.Document, to trunkgroup.Diversion) ([]byte, error) {
	document, err := wire.Parse(fresh.Raw)
	if err != nil {
		return nil, fmt.Errorf("the backup that was read: %w", err)
	}
	address, _ := document.Find("destination")
	trunk, _ := document.Find("trunk")
	if trunk.Kind != wire.Object {
		trunk = trunkKey("", "", "")
	}
	switch to.Action {
	case "":
	case trunkgroup.Forward:
		address.Text = to.Address
	case trunkgroup.Reroute:
		trunk = trunkKey(tenant, to.Group, to.Name)
	default:
		return nil, fmt.Errorf("mode %q is neither %s nor %s", to.Action, trunkgroup.Forward, trunkgroup.Reroute)
	}
	return wire.Value{Kind: wire.Object}.Set("mode", wire.TextOf(to.Action)).Set("destination", wire.TextOf(address.Text)).Set("trunk", trunk).Encode()
}

// trunkKey names a trunk group that calls are rerouted to.
func trunkKey(tenant, group, name string) wire.Value {
	return wire.Value{Kind: wire.Object}.Set("tenantId", wire.TextOf(tenant)).Set("groupId", wire.TextOf(group)).Set("name", wire.TextOf(name))
}
