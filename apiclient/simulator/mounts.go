package simulator

import (
	"net/http"
)

func apioMounts(w *world, keys *keyring) []mount {
	a := &apio{world: w, keys: keys}
	proxied := a.resources()
	core := a.coreRoutes()
	return []mount{
		{
			prefix: []string{"api", "v1"},
			routes: append([]route{a.login()}, proxied...),
			guard:  a.hasSession,
			absent: notFound("no such resource"),
			fail:   gatewayError,
		},
		{
			prefix: []string{"api", "v01", "p1"},
			routes: proxied,
			guard:  a.hasToken,
			absent: notFound("no such resource"),
			fail:   gatewayError,
		},
		{
			prefix: []string{"api", "v01"},
			routes: core,
			guard:  a.hasToken,
			absent: coreError(http.StatusNotFound, "not found"),
			fail:   gatewayError,
		},
	}
}

// resources are the paths that the gateway serves and the core proxies. Trunk
// groups are neither made nor deleted: no part of the product does.
func (a *apio) resources() []route {
	return []route{
		get("tenants", a.listTenants),
		get("tenants/*", a.showTenant),
		get("tenants/*/groups", a.listGroups),
		get("tenants/*/groups/*", a.showGroup),
		get("search/groups", a.searchGroups),
		get("tenants/*/features/trunk_groups", a.showTenantCapacity).
			and(http.MethodPut, a.world.exclusive(a.changeTenantCapacity)),
		get("tenants/*/groups/*/features/trunk_groups", a.showGroupCapacity).
			and(http.MethodPut, a.world.exclusive(a.changeGroupCapacity)),
		get("tenants/*/groups/*/services/trunk_groups", a.listTrunkGroups),
		get("tenants/*/groups/*/services/trunk_groups/*", a.showTrunkGroup).
			and(http.MethodPut, a.world.exclusive(a.changeTrunkGroup)),
		get("tenants/*/services/trunk_groups", a.listTrunks).
			and(http.MethodPost, a.world.exclusive(a.createTrunk)),
		get("tenants/*/services/trunk_groups/*", a.showTrunk).
			and(http.MethodPut, a.world.exclusive(a.changeTrunk)).
			and(http.MethodDelete, a.world.exclusive(a.removeTrunk)),
		get("tenants/*/services/trunk_groups/available/trunks", a.listAvailable),
	}
}

func odinMount(w *world, keys *keyring, numbersAsText bool) mount {
	o := &odin{world: w, keys: keys}
	routes := append(o.sessionRoutes(), o.resources()...)
	if numbersAsText {
		for _, r := range routes {
			for method, answer := range r.methods {
				r.methods[method] = func(c *call) response { return answer(c).numbersAsText() }
			}
		}
	}
	return mount{
		prefix: []string{"api", "v2"},
		routes: routes,
		guard:  o.hasToken,
		absent: odinError(http.StatusNotFound, "no such resource"),
		fail:   odinError,
	}
}

func (o *odin) resources() []route {
	routes := append(odinTrunks{o, false}.routes(), odinTrunks{o, true}.routes()...)
	return append(routes,
		get("service-providers", o.listTenants),
		get("groups", o.listGroups),
		get("service-providers/trunk-groups/call-capacity", o.showTenantCapacity).
			and(http.MethodPut, o.world.exclusive(o.changeTenantCapacity)),
		get("service-providers/trunk-groups/call-capacity/reports", o.showReport),
		get("groups/trunk-groups/call-capacity", o.showGroupCapacity).
			and(http.MethodPut, o.world.exclusive(o.changeGroupCapacity)),
		get("groups/trunk-groups", o.listTrunkGroups).
			and(http.MethodPut, o.world.exclusive(o.changeTrunkGroup)),
	)
}
