package apio

import (
	"context"
	"errors"
	"strings"

	"banyan/apiclient"
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
		return decodeList(body, "tenantTrunks", readEnterpriseTrunkItem)
	})
	return out, notAssigned(err)
}

func readEnterpriseTrunkItem(r record) apiclient.EnterpriseTrunkItem {
	return apiclient.EnterpriseTrunkItem{Name: r.required("name"), RoutingMode: r.optional("routingMode")}
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
	return decodeOne(body, func(r record) routing.Trunk {
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

func readTrunk(r record) routing.Trunk {
	out := routing.Trunk{
		MaxReroutes:           r.count("maximumRerouteAttempts"),
		ExhaustionAction:      r.text("routeExhaustionAction"),
		ExhaustionDestination: r.exact("routeExhaustionDestination"),
		CapacityManagement:    r.flag("enableCapacityManagement"),
		MaxActiveCalls:        r.count("maxActiveCalls"),
		TrapInitialCalls:      r.count("capacityExceededTrapInitialCalls"),
		TrapOffsetCalls:       r.count("capacityExceededTrapOffsetCalls"),
	}
	if out.ExhaustionDestination == "" {
		// Notes of the API, and OCI, spell it so.
		out.ExhaustionDestination = r.exact("routeExhaustionForwardAddress")
	}
	ordered, hasOrdered := r.object("orderedRouting")
	weighted, hasWeighted := r.object("priorityWeightedRouting")
	switch {
	case hasOrdered && hasWeighted:
		r.fail("priorityWeightedRouting", errors.New("is there beside orderedRouting: one of them is due"))
	case hasOrdered:
		out.Mode = routing.Ordered
		out.OrderingAlgorithm = ordered.text("orderingAlgorithm")
		out.Routes = readRoutes(ordered, readKeyOnly)
	case hasWeighted:
		out.Mode = routing.Weighted
		out.MaxReroutesWithinPriority = weighted.count("maximumRerouteAttemptsWithinPriority")
		out.Routes = readRoutes(weighted, readWeighted)
	default:
		out.Mode = routing.Mode(r.text("routingMode"))
	}
	return out
}

// readRoutes reads the list of either routing object. A missing list is not an
// empty one: an editor would send the empty list back.
func readRoutes(r record, read func(record) routing.Route) []routing.Route {
	routes, ok := r.find("trunkGroups")
	if !ok {
		r.fail("trunkGroups", errors.New("is missing"))
		return nil
	}
	return each(r, "trunkGroups", routes, read)
}

func readKeyOnly(r record) routing.Route {
	return routing.Route{TrunkGroup: readKey(r)}
}

func readWeighted(r record) routing.Route {
	return routing.Route{
		TrunkGroup: readKey(r),
		Priority:   r.mustCount("priority"),
		Weight:     r.mustCount("weight"),
	}
}

// readKey reads a trunk group's key, bare or below trunkGroup: the API's examples
// have it bare when ordered and nested when weighted, its tables nested (APIO 12).
func readKey(r record) routing.Key {
	if inner, ok := r.object("trunkGroup"); ok {
		r = inner
	}
	out := routing.Key{GroupID: r.exact("groupId"), Name: r.exact("name")}
	for _, part := range []struct{ name, value string }{{"groupId", out.GroupID}, {"name", out.Name}} {
		if part.value == "" {
			r.fail(part.name, errors.New("is missing"))
		}
	}
	return out
}

// exact is text that an edit would send back. Bytes that are no UTF-8 reach us as
// U+FFFD, and writing that would damage what the server holds.
func (r record) exact(name string) string {
	out := r.text(name)
	if strings.ContainsRune(out, '\uFFFD') {
		r.fail(name, errors.New("has characters that cannot be read"))
	}
	return out
}

// mustCount is a count that has to be there.
func (r record) mustCount(name string) int {
	n := r.count(name)
	if n == nil {
		r.fail(name, errors.New("is missing"))
		return 0
	}
	return *n
}
