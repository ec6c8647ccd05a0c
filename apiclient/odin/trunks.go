package odin

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/routing"
)

// listsAtOnce is how many groups' lists are asked for at once. The connection has
// limits of its own; this one leaves room for other requests.
const listsAtOnce = 8

// EnterpriseTrunks lists the enterprise trunks of a tenant: an enterprise's own, in the
// server's order, or those of all groups of a service provider, in the order of the
// groups, at a request a group. Where one group's list cannot be read, all of it fails; rows that
// cannot be read are told by an *apiclient.PartlyRead.
// Where trunking is assigned to none of them the error is apiclient.ErrNotAssigned.
func (c *Client) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	kind, err := c.tenantType(ctx, tenant)
	if err != nil {
		return nil, err
	}
	if kind != apiclient.ServiceProvider {
		return c.ownTrunks(ctx, apiclient.TrunkOwner{Tenant: tenant})
	}
	groups, partlyGroups := c.Groups(ctx, tenant)
	if partlyGroups != nil && !apiclient.IsPartly(partlyGroups) {
		return nil, partlyGroups
	}
	lists := make([][]apiclient.EnterpriseTrunkItem, len(groups))
	absent, partly := make([]error, len(groups)), make([]error, len(groups))
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(listsAtOnce)
	for i, group := range groups {
		asking.Go(func() error {
			list, err := c.guardedTrunks(ctx, apiclient.TrunkOwner{Tenant: tenant, Group: group.ID})
			if errors.Is(err, apiclient.ErrNotAssigned) {
				absent[i], err = err, nil
			}
			if apiclient.IsPartly(err) {
				partly[i], err = err, nil
			}
			lists[i] = list
			return err
		})
	}
	if err := asking.Wait(); err != nil {
		return nil, err
	}
	out, err := joined(lists, absent)
	if partlyGroups != nil { // the one that is missing may be assigned trunking
		return out, partlyGroups
	}
	return out, cmp.Or(err, cmp.Or(partly...))
}

// guardedTrunks makes an error of a panic: on a goroutine it would end the program, and
// leave its terminal as the screen had it.
func (c *Client) guardedTrunks(ctx context.Context, owner apiclient.TrunkOwner) (list []apiclient.EnterpriseTrunkItem, err error) {
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("list enterprise trunks of %s: internal fault: %v", owner, fault)
		}
	}()
	return c.ownTrunks(ctx, owner)
}

// joined is all lists in one, or why there is none at all.
func joined(lists [][]apiclient.EnterpriseTrunkItem, absent []error) ([]apiclient.EnterpriseTrunkItem, error) {
	if len(absent) > 0 && !slices.Contains(absent, nil) {
		return nil, absent[0]
	}
	return slices.Concat(append(lists, []apiclient.EnterpriseTrunkItem{})...), nil
}

// GroupEnterpriseTrunks lists the enterprise trunks of one group of a service provider, in the
// server's order. Where trunking is not assigned to it the error is apiclient.ErrNotAssigned.
func (c *Client) GroupEnterpriseTrunks(ctx context.Context, tenant, group string) ([]apiclient.EnterpriseTrunkItem, error) {
	owner := apiclient.TrunkOwner{Tenant: tenant, Group: group}
	// Without a group's name the tenant's own would be asked for.
	err := c.checkQuery(apiclient.Request{Op: "list enterprise trunks of " + owner.String(), Query: subject{groupKey, group}.query()})
	if err != nil {
		return nil, err
	}
	return c.ownTrunks(ctx, owner)
}

// ownTrunks lists the enterprise trunks of one owner.
func (c *Client) ownTrunks(ctx context.Context, owner apiclient.TrunkOwner) ([]apiclient.EnterpriseTrunkItem, error) {
	out, err := readList(ctx, c, "list enterprise trunks of "+owner.String(), trunkPath(owner), owned(owner), func(r wire.Record) apiclient.EnterpriseTrunkItem {
		return readTrunkItem(r, owner)
	})
	if err == nil {
		c.reads.Trunks(owner, out)
	}
	return out, apiclient.AsNotAssigned(err)
}

// readTrunkItem reads a row of a list, whose names differ between releases.
func readTrunkItem(r wire.Record, owner apiclient.TrunkOwner) apiclient.EnterpriseTrunkItem {
	name := cmp.Or(r.Text(trunkNameKey), r.Text("enterpriseTrunk"))
	if name == "" {
		r.Fail(trunkNameKey, wire.ErrMissing)
	}
	return apiclient.EnterpriseTrunkItem{Name: name, RoutingMode: modeOf(r.Optional("routingType")), GroupID: owner.Group}
}

// modeOf reads how a list names the routing mode, where it does.
func modeOf(name string) string {
	name = strings.ToLower(name)
	switch {
	case strings.Contains(name, "weight"):
		return string(routing.Weighted)
	case strings.Contains(name, "order"):
		return string(routing.Ordered)
	}
	return ""
}

// EnterpriseTrunk reads the routing of one enterprise trunk, whose owner is a tenant
// of type Enterprise or a group of a service provider (Odin 4). A server may leave the
// routes out: then they are RoutesUnreported.
func (c *Client) EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	_, trunk, err := c.readTrunk(ctx, owner, name, false)
	return trunk, err
}

// readTrunk reads an enterprise trunk as it comes, and as a value.
func (c *Client) readTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string, forEdit bool) (apiclient.Document, routing.Trunk, error) {
	type both struct {
		document apiclient.Document
		trunk    routing.Trunk
	}
	out, err := fetch(ctx, c, oneTrunk(owner, name), func(body []byte) (both, error) {
		trunk, err := decodeTrunk(body, owner, name, forEdit)
		return both{apiclient.Document{Raw: body, ReadAt: time.Now()}, trunk}, err
	})
	if err == nil {
		c.reads.Trunk(owner, name, out.trunk, out.document.ReadAt)
	}
	return out.document, out.trunk, err
}

// AvailableTrunkGroups lists the trunk groups that may join an enterprise trunk of an owner (Odin
// 4). The server is not known to have criteria, so all of them are read and chosen from here.
func (c *Client) AvailableTrunkGroups(
	ctx context.Context, owner apiclient.TrunkOwner, criteria apiclient.TrunkGroupCriteria,
) ([]routing.Key, error) {
	request := trunkRequest("list available trunk groups of "+owner.String(), owner, "available-trunk-groups")
	all, err := fetch(ctx, c, request, func(body []byte) ([]routing.Key, error) {
		return wire.DecodeList(body, "trunkGroups", func(r wire.Record) routing.Key { return readKey(r, owner) })
	})
	if err != nil && !apiclient.IsPartly(err) {
		return nil, apiclient.AsNotAssigned(err)
	}
	out := make([]routing.Key, 0, len(all))
	for _, key := range all {
		if criteria.ResponseSizeLimit > 0 && len(out) == criteria.ResponseSizeLimit {
			break
		}
		if meets(key, criteria) {
			out = append(out, key)
		}
	}
	return out, err
}

// meets reports whether a trunk group is what all criteria ask for.
func meets(key routing.Key, c apiclient.TrunkGroupCriteria) bool {
	group, name := strings.ToLower(key.GroupID), strings.ToLower(key.Name)
	return matches(key.GroupID, c.SensitiveGroupIDStarts, c.SensitiveGroupIDContains, c.SensitiveGroupIDEquals) &&
		matches(key.Name, c.SensitiveTrunkGroupNameStarts, c.SensitiveTrunkGroupNameContains, c.SensitiveTrunkGroupNameEquals) &&
		matches(group, strings.ToLower(c.InsensitiveGroupIDStarts),
			strings.ToLower(c.InsensitiveGroupIDContains), strings.ToLower(c.InsensitiveGroupIDEquals)) &&
		matches(name, strings.ToLower(c.InsensitiveTrunkGroupNameStarts),
			strings.ToLower(c.InsensitiveTrunkGroupNameContains), strings.ToLower(c.InsensitiveTrunkGroupNameEquals))
}

// matches takes an empty criterion for one that was not given.
func matches(text, starts, contains, equals string) bool {
	return strings.HasPrefix(text, starts) && strings.Contains(text, contains) && (equals == "" || text == equals)
}

// EnterpriseTrunkDocument reads one enterprise trunk for an edit, past every cache:
// as it came, and as a value (Odin 4). What cannot be read without a doubt is an
// error, so it cannot be edited either.
func (c *Client) EnterpriseTrunkDocument(ctx context.Context, owner apiclient.TrunkOwner, name string) (apiclient.Document, routing.Trunk, error) {
	return c.readTrunk(apiclient.Fresh(ctx), owner, name, true)
}

// PutEnterpriseTrunk changes the enterprise trunk called name from fresh, as just read, to want,
// by one PUT of EnterpriseTrunkBody. Another name in want renames it. The error tells whether
// the change may have been made all the same (apiclient.MayHaveApplied). Ctx cannot cancel what
// was sent. This dialect has one name for the destination.
func (c *Client) PutEnterpriseTrunk(
	ctx context.Context, owner apiclient.TrunkOwner, name string, fresh apiclient.Document, want routing.Trunk, opts apiclient.WriteOptions,
) error {
	if err := c.checkQuery(oneTrunk(owner, name)); err != nil {
		return err
	}
	body, err := EnterpriseTrunkBody(owner, name, fresh, want, opts)
	request := apiclient.Request{Op: "change enterprise trunk " + name + " of " + owner.String(), Path: trunkPath(owner)}
	return c.write(ctx, http.MethodPut, request, body, err)
}

// CreateEnterpriseTrunk makes an enterprise trunk, by one POST of
// NewEnterpriseTrunkBody. Its errors are those of PutEnterpriseTrunk.
func (c *Client) CreateEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, want routing.Trunk, _ apiclient.WriteOptions) error {
	request := trunkRequest("create enterprise trunk "+want.Name+" of "+owner.String(), owner)
	if err := c.checkQuery(request); err != nil {
		return err
	}
	request.Query = nil // the body names what it is about
	body, err := NewEnterpriseTrunkBody(owner, want)
	return c.write(ctx, http.MethodPost, request, body, err)
}

// DeleteEnterpriseTrunk deletes an enterprise trunk. Its errors tell, as those of
// PutEnterpriseTrunk do, whether it may be gone all the same.
func (c *Client) DeleteEnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) error {
	request := oneTrunk(owner, name)
	request.Op = "delete enterprise trunk " + name + " of " + owner.String()
	return c.write(ctx, http.MethodDelete, request, []byte(`{}`), nil)
}

func oneTrunk(owner apiclient.TrunkOwner, name string) apiclient.Request {
	request := trunkRequest("read enterprise trunk "+name+" of "+owner.String(), owner)
	request.Query.Set(trunkNameKey, name)
	request.Single = true
	return request
}

// trunkRequest is a request to the enterprise trunks of an owner, or to what is below them.
func trunkRequest(op string, owner apiclient.TrunkOwner, below ...string) apiclient.Request {
	return apiclient.Request{Op: op, Path: trunkPath(owner, below...), Query: owned(owner).query()}
}

func trunkPath(owner apiclient.TrunkOwner, below ...string) []string {
	level := "service-providers"
	if owner.Group != "" {
		level = "groups"
	}
	return append([]string{level, "enterprise-trunks"}, below...)
}
