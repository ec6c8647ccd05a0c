package odin

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/routing"
)

// listsAtOnce is how many groups' lists are asked for at once. The connection has
// limits of its own; this one leaves room for what else is wanted meanwhile.
const listsAtOnce = 8

// EnterpriseTrunks lists the enterprise trunks of a tenant: an enterprise's own, in
// the server's order, or those of all groups of a service provider, in the order of
// the groups, at a request a group. Where one group's list cannot be read, all of it
// fails. Where trunking is assigned to none of them the error is
// apiclient.ErrNotAssigned.
func (c *Client) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	kind, err := c.tenantType(ctx, tenant)
	if err != nil {
		return nil, err
	}
	if kind != apiclient.ServiceProvider {
		return c.ownTrunks(ctx, apiclient.TrunkOwner{Tenant: tenant})
	}
	groups, err := c.Groups(ctx, tenant)
	if err != nil {
		return nil, err
	}
	lists := make([][]apiclient.EnterpriseTrunkItem, len(groups))
	absent := make([]error, len(groups))
	asking, ctx := errgroup.WithContext(ctx)
	asking.SetLimit(listsAtOnce)
	for i, group := range groups {
		asking.Go(func() error {
			list, err := c.guardedTrunks(ctx, apiclient.TrunkOwner{Tenant: tenant, Group: group.ID})
			if errors.Is(err, apiclient.ErrNotAssigned) {
				absent[i], err = err, nil
			}
			lists[i] = list
			return err
		})
	}
	if err := asking.Wait(); err != nil {
		return nil, err
	}
	return joined(lists, absent)
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

// GroupEnterpriseTrunks lists the enterprise trunks of one group of a service
// provider, in the server's order. Where trunking is not assigned to it the error is
// apiclient.ErrNotAssigned.
func (c *Client) GroupEnterpriseTrunks(ctx context.Context, tenant, group string) ([]apiclient.EnterpriseTrunkItem, error) {
	owner := apiclient.TrunkOwner{Tenant: tenant, Group: group}
	// Without a group's name the tenant's own would be asked for.
	err := c.checkQuery(apiclient.Request{Op: "list enterprise trunks of " + owner.String(), Query: query(groupKey, group)})
	if err != nil {
		return nil, err
	}
	return c.ownTrunks(ctx, owner)
}

// ownTrunks lists the enterprise trunks of one owner.
func (c *Client) ownTrunks(ctx context.Context, owner apiclient.TrunkOwner) ([]apiclient.EnterpriseTrunkItem, error) {
	request := trunkRequest("list enterprise trunks of "+owner.String(), owner)
	out, err := fetch(ctx, c, request, func(body []byte) ([]apiclient.EnterpriseTrunkItem, error) {
		return wire.DecodeArray(body, func(r wire.Record) apiclient.EnterpriseTrunkItem {
			ofOwner(r, owner)
			return readTrunkItem(r, owner)
		})
	})
	return out, notAssigned(err)
}

// readTrunkItem reads a row of a list, whose names differ between releases.
func readTrunkItem(r wire.Record, owner apiclient.TrunkOwner) apiclient.EnterpriseTrunkItem {
	name := r.Text(trunkNameKey)
	if name == "" {
		name = r.Text("enterpriseTrunk")
	}
	if name == "" {
		r.Fail(trunkNameKey, errMissing)
	}
	return apiclient.EnterpriseTrunkItem{Name: name, RoutingMode: modeOf(r.Optional("routingType")), GroupID: owner.Group}
}

// modeOf reads how a list names the routing mode, where it does.
func modeOf(told string) string {
	told = strings.ToLower(told)
	switch {
	case strings.Contains(told, "weight"):
		return string(routing.Weighted)
	case strings.Contains(told, "order"):
		return string(routing.Ordered)
	}
	return ""
}

// EnterpriseTrunk reads the routing of one enterprise trunk, whose owner is a tenant
// of type Enterprise or a group of a service provider (Odin 4).
func (c *Client) EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	return fetch(ctx, c, oneTrunk(owner, name), func(body []byte) (routing.Trunk, error) {
		return decodeTrunk(body, owner, name)
	})
}

func oneTrunk(owner apiclient.TrunkOwner, name string) apiclient.Request {
	request := trunkRequest("read enterprise trunk "+name+" of "+owner.String(), owner)
	request.Query.Set(trunkNameKey, name)
	request.Single = true
	return request
}

// trunkRequest is a request to the enterprise trunks of an owner, or to what is
// below them.
func trunkRequest(op string, owner apiclient.TrunkOwner, below ...string) apiclient.Request {
	return apiclient.Request{Op: op, Path: trunkPath(owner, below...), Query: ownerQuery(owner)}
}

func trunkPath(owner apiclient.TrunkOwner, below ...string) []string {
	level := "service-providers"
	if owner.Group != "" {
		level = "groups"
	}
	return append([]string{level, "enterprise-trunks"}, below...)
}

func decodeTrunk(body []byte, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	return wire.DecodeOne(body, func(r wire.Record) routing.Trunk {
		ofOwner(r, owner)
		of(r, trunkNameKey, name)
		out := readTrunk(r, owner)
		out.Name = name
		return out
	})
}

func readTrunk(r wire.Record, owner apiclient.TrunkOwner) routing.Trunk {
	out := routing.Trunk{
		MaxReroutes:           r.Count("maximumRerouteAttempts"),
		ExhaustionAction:      r.Text("routeExhaustionAction"),
		ExhaustionDestination: r.Exact("routeExhaustionForwardAddress"),
	}
	ordered, hasOrdered := r.Object("orderedRouting")
	weighted, hasWeighted := r.Object("priorityWeightedRouting")
	switch {
	case hasOrdered && hasWeighted:
		r.Fail("priorityWeightedRouting", errors.New("is there beside orderedRouting: one of them is due"))
	case hasOrdered:
		out.Mode = routing.Ordered
		out.OrderingAlgorithm = ordered.Text("orderingAlgorithm")
	case hasWeighted:
		out.Mode = routing.Weighted
		out.MaxReroutesWithinPriority = weighted.Count("maximumRerouteAttemptsWithinPriority")
	default:
		r.Fail("orderedRouting", errors.New("is missing, and priorityWeightedRouting too"))
	}
	out.Routes = readRoutes(r, out.Mode, owner)
	if management, ok := r.Object("capacityManagement"); ok {
		out.CapacityManagement = management.Flag("enabled")
		out.MaxActiveCalls = management.Count("maximumActiveCalls")
		out.TrapInitialCalls = management.Count("capacityExceededTrapInitialCalls")
		out.TrapOffsetCalls = management.Count("capacityExceededTrapOffsetCalls")
	}
	return out
}

// readRoutes reads the list, which is at the top in both modes. A missing one is not
// an empty one: an editor would send the empty list back.
func readRoutes(r wire.Record, mode routing.Mode, owner apiclient.TrunkOwner) []routing.Route {
	list, ok := r.Get("trunkGroups")
	if !ok {
		r.Fail("trunkGroups", errMissing)
		return nil
	}
	return wire.Each(r, "trunkGroups", list, func(r wire.Record) routing.Route {
		out := routing.Route{TrunkGroup: readKey(r, owner)}
		if mode == routing.Weighted {
			out.Priority, out.Weight = r.MustCount("priority"), r.MustCount("weight")
		}
		return out
	})
}

// readKey reads a trunk group's key. At a group the group goes without saying.
func readKey(r wire.Record, owner apiclient.TrunkOwner) routing.Key {
	out := routing.Key{GroupID: r.Exact(groupKey), Name: r.Exact("trunkGroupName")}
	if out.GroupID == "" {
		out.GroupID = owner.Group
	}
	if out.GroupID == "" {
		r.Fail(groupKey, errMissing)
	}
	if out.Name == "" {
		r.Fail("trunkGroupName", errMissing)
	}
	return out
}
