package apio

import (
	"context"
	"errors"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/internal/routing"
)

// EnterpriseTrunks lists the enterprise trunks of a tenant in the server's order
// (APIO 8.1). Where trunking is not assigned to it the error is
// apiclient.ErrNotAssigned.
func (c *Client) EnterpriseTrunks(ctx context.Context, tenant string) ([]apiclient.EnterpriseTrunkItem, error) {
	request := apiclient.Request{
		Op:   "list enterprise trunks of tenant " + tenant,
		Path: enterpriseTrunks(tenant),
	}
	out, err := fetch(ctx, c, request, func(body []byte) ([]apiclient.EnterpriseTrunkItem, error) {
		return wire.DecodeList(body, "tenantTrunks", readEnterpriseTrunkItem)
	})
	return out, notAssigned(err)
}

func readEnterpriseTrunkItem(r wire.Record) apiclient.EnterpriseTrunkItem {
	return apiclient.EnterpriseTrunkItem{Name: r.Required("name"), RoutingMode: r.Optional("routingMode")}
}

// EnterpriseTrunk reads the routing of one enterprise trunk (APIO 8.2). The name
// comes from the argument, since the answer lacks it.
func (c *Client) EnterpriseTrunk(ctx context.Context, owner apiclient.TrunkOwner, name string) (routing.Trunk, error) {
	request := apiclient.Request{
		Op:     "read enterprise trunk " + name + " of " + owner.String(),
		Path:   enterpriseTrunks(owner.Tenant, name),
		Single: true,
	}
	return fetch(ctx, c, request, func(body []byte) (routing.Trunk, error) {
		return decodeTrunk(body, name)
	})
}

func decodeTrunk(body []byte, name string) (routing.Trunk, error) {
	return wire.DecodeOne(body, func(r wire.Record) routing.Trunk {
		out := readTrunk(r)
		out.Name = name
		return out
	})
}

// enterpriseTrunks is the path of a tenant's enterprise trunks, which the API
// calls services/trunk_groups, and of what is below it.
func enterpriseTrunks(tenant string, below ...string) []string {
	return append([]string{"tenants", tenant, "services", "trunk_groups"}, below...)
}

func readTrunk(r wire.Record) routing.Trunk {
	out := routing.Trunk{
		MaxReroutes:           r.Count("maximumRerouteAttempts"),
		ExhaustionAction:      r.Text("routeExhaustionAction"),
		ExhaustionDestination: r.Exact("routeExhaustionDestination"),
		CapacityManagement:    r.Flag("enableCapacityManagement"),
		MaxActiveCalls:        r.Count("maxActiveCalls"),
		TrapInitialCalls:      r.Count("capacityExceededTrapInitialCalls"),
		TrapOffsetCalls:       r.Count("capacityExceededTrapOffsetCalls"),
	}
	if out.ExhaustionDestination == "" {
		// Notes of the API, and OCI, spell it so.
		out.ExhaustionDestination = r.Exact("routeExhaustionForwardAddress")
	}
	ordered, hasOrdered := r.Object("orderedRouting")
	weighted, hasWeighted := r.Object("priorityWeightedRouting")
	switch {
	case hasOrdered && hasWeighted:
		r.Fail("priorityWeightedRouting", errors.New("is there beside orderedRouting: one of them is due"))
	case hasOrdered:
		out.Mode = routing.Ordered
		out.OrderingAlgorithm = ordered.Text("orderingAlgorithm")
		out.Routes = readRoutes(ordered, readKeyOnly)
	case hasWeighted:
		out.Mode = routing.Weighted
		out.MaxReroutesWithinPriority = weighted.Count("maximumRerouteAttemptsWithinPriority")
		out.Routes = readRoutes(weighted, readWeighted)
	default:
		out.Mode = routing.Mode(r.Text("routingMode"))
	}
	return out
}

// readRoutes reads the list of either routing object. A missing list is not an
// empty one: an editor would send the empty list back.
func readRoutes(r wire.Record, read func(wire.Record) routing.Route) []routing.Route {
	routes, ok := r.Find("trunkGroups")
	if !ok {
		r.Fail("trunkGroups", errors.New("is missing"))
		return nil
	}
	return wire.Each(r, "trunkGroups", routes, read)
}

func readKeyOnly(r wire.Record) routing.Route {
	return routing.Route{TrunkGroup: readKey(r)}
}

func readWeighted(r wire.Record) routing.Route {
	return routing.Route{
		TrunkGroup: readKey(r),
		Priority:   r.MustCount("priority"),
		Weight:     r.MustCount("weight"),
	}
}

// readKey reads a trunk group's key, bare or below trunkGroup: the API's examples
// have it bare when ordered and nested when weighted, its tables nested (APIO 12).
func readKey(r wire.Record) routing.Key {
	if inner, ok := r.Object("trunkGroup"); ok {
		r = inner
	}
	out := routing.Key{GroupID: r.Exact("groupId"), Name: r.Exact("name")}
	for _, part := range []struct{ name, value string }{{"groupId", out.GroupID}, {"name", out.Name}} {
		if part.value == "" {
			r.Fail(part.name, errors.New("is missing"))
		}
	}
	return out
}
