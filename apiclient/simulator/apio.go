package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
)

// apio is the APIO dialect over a world: the gateway with its sessions, and a
// core in front of it with its tokens.
type apio struct {
	world *world
	keys  *keyring
}

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

// gatewayFault is one object of the gateway's list of errors (APIO 2).
type gatewayFault struct {
	Code    int          `json:"code"`
	Message string       `json:"message"`
	Details *nestedFault `json:"details,omitempty"`
}

// nestedFault carries the words of the platform below the gateway.
type nestedFault struct {
	Errors map[string]summary `json:"errors"`
}

type summary struct {
	Summary string `json:"summary"`
}

func gatewayFaults(status int, faults ...gatewayFault) response {
	return reply(status, map[string][]gatewayFault{"errors": faults})
}

func gatewayError(status int, message string) response {
	return gatewayFaults(status, gatewayFault{Code: status, Message: message})
}

// refusedBelow is the gateway's answer when the platform below it refuses.
func refusedBelow(text string) response {
	return gatewayFaults(http.StatusBadRequest, gatewayFault{
		Code:    http.StatusBadRequest,
		Message: "the request was refused by the platform",
		Details: &nestedFault{Errors: map[string]summary{"0": {Summary: text}}},
	})
}

// notFound is the gateway's other way to tell an error: details alone (APIO 2).
func notFound(message string) response {
	return reply(http.StatusNotFound, map[string]string{"details": message})
}

// notAssigned is the answer of the capacity pages where trunking was not given (APIO 6).
func notAssigned() response {
	return gatewayError(http.StatusNotFound, "the trunk group service is not assigned to the user")
}

func coreError(status int, message string) response {
	return reply(status, map[string]string{"error": message})
}

// tenantOf finds the tenant that the path names, or the answer that there is none.
func (a *apio) tenantOf(c *call) (tenant, response, bool) {
	t, found := a.world.tenant(c.names[0])
	if !found {
		return tenant{}, gatewayError(http.StatusNotFound, "tenant not found: "+c.names[0]), false
	}
	return t, response{}, true
}

// groupOf finds the group that the path names, or the answer that there is none.
func (a *apio) groupOf(c *call) (group, response, bool) {
	if _, absent, found := a.tenantOf(c); !found {
		return group{}, absent, false
	}
	g, found := a.world.group(c.names[0], c.names[1])
	if !found {
		return group{}, gatewayError(http.StatusNotFound, "group not found: "+c.names[1]), false
	}
	return g, response{}, true
}

// object decodes the body of a call, which must be a JSON object (APIO 2: 416).
func object(c *call, into any) bool {
	return strings.HasPrefix(strings.TrimSpace(string(c.body)), "{") && json.Unmarshal(c.body, into) == nil
}

func notAnObject() (int, string) {
	return http.StatusRequestedRangeNotSatisfiable, "the body is not a JSON object or is empty"
}
