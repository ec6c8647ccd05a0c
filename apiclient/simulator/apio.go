package simulator

import (
	"fmt"
	"net/http"
	"strconv"
)

// apio is the APIO dialect over a world: the gateway with its sessions, and a
// core in front of it with its tokens.
type apio struct {
	finder
	keys           *keyring
	core           Core
	enterpriseList EnterpriseList
	backup         Backup
	log            *requestLog
}

func newAPIO(w *world, keys *keyring, opts Options) *apio {
	return &apio{keys: keys, core: opts.Core, enterpriseList: opts.EnterpriseList, backup: opts.Backup, finder: finder{
		world: w, fail: gatewayError, notAssigned: notAssigned, backend: backendError,
		tenantWord: "tenant", groupWord: "group", trunkGroupWord: "trunk group", trunkWord: "trunk",
	}}
}

func apioMounts(w *world, keys *keyring, log *requestLog, opts Options) []mount {
	a := newAPIO(w, keys, opts)
	a.log = log
	gateway := mount{
		prefix: []string{"api", "v1"},
		routes: append(a.resources(), a.login()),
		guard:  a.hasSession,
		denied: gatewayError(http.StatusUnauthorized, "authentication credentials are missing or wrong"),
		absent: reply(http.StatusNotFound, members("details", "no such resource")), // the gateway's other shape of an error (APIO 2)
		fail:   gatewayError, writing: &w.writing,
	}
	core := gateway
	core.prefix, core.routes, core.guard = []string{"api", "v01"}, a.coreRoutes(), a.hasToken
	core.denied = coreError(http.StatusUnauthorized, "the token is missing, wrong or expired")
	core.absent = coreError(http.StatusNotFound, "not found")
	var mounts []mount
	if opts.Only != OnlyCore {
		mounts = append(mounts, gateway)
	}
	if opts.Only == OnlyGateway {
		return mounts
	}
	proxied := core
	proxied.routes, proxied.absent = a.resources(), gateway.absent
	for _, r := range proxied.routes {
		for method, answer := range r.methods {
			r.methods[method] = a.ifUsable(answer)
		}
	}
	for i := range a.core.gateways() {
		proxied.prefix = []string{"api", "v01", fmt.Sprintf("p%d", i+1)}
		mounts = append(mounts, proxied)
	}
	return append(mounts, core)
}

// resources are the paths that the gateway serves and the core proxies.
func (a *apio) resources() []route {
	routes := []route{
		get("tenants", a.listTenants),
		get("tenants/*", a.showTenant),
		get("tenants/*/groups", a.listGroups),
		get("tenants/*/groups/*", a.showGroup),
		get("tenants/*/numbers", a.listTenantNumbers),
		get("tenants/*/groups/*/numbers", a.listGroupNumbers),
		get("tenants/*/groups/*/users", a.listUsers),
		get("tenants/*/groups/*/users/*", a.showUserOfGroup),
		get("search/groups", a.searchGroups),
		get("search/users", a.searchUsers),
		get("search/numbers/usages/*", a.showNumberUsage),
		get("tenants/*/licenses", a.showTenantLicences),
		get("tenants/*/groups/*/licenses", a.showGroupLicences),
		get("tenants/*/features/trunk_groups", a.showTenantCapacity).and(http.MethodPut, a.changeTenantCapacity),
		get("tenants/*/groups/*/features/trunk_groups", a.showGroupCapacity).and(http.MethodPut, a.changeGroupCapacity),
		get("tenants/*/groups/*/services/trunk_groups", a.listTrunkGroups).and(http.MethodPost, a.createTrunkGroup),
		get("tenants/*/groups/*/services/trunk_groups/*", a.showTrunkGroup).
			and(http.MethodPut, a.changeTrunkGroup).and(http.MethodDelete, a.removeTrunkGroup),
		get("tenants/*/groups/*/services/trunk_groups/*/numbers", a.listTrunkUsers),
		get("tenants/*/groups/*/services/trunk_users/*", a.listTrunkUsers),
		get("tenants/*/services/trunk_groups", a.listTrunks).and(http.MethodPost, a.createTrunk),
		get("tenants/*/services/trunk_groups/*", a.showTrunk).and(http.MethodPut, a.changeTrunk).and(http.MethodDelete, a.removeTrunk),
		get("tenants/*/services/trunk_groups/available/trunks", a.listAvailable),
	}
	if a.backup != BackupAbsent {
		routes = append(routes, get("tenants/*/groups/*/services/trunk_groups/*/backup", a.showBackup).and(http.MethodPut, a.changeBackup))
	}
	return routes
}

// tenantOf finds the tenant that the path names.
func (a *apio) tenantOf(c *call) tenant { return a.tenant(c.names[0]) }

// trunkingOf finds the group with trunking that the path names.
func (a *apio) trunkingOf(c *call) group { return a.trunkingGroup(c.names[0], c.names[1]) }

// gatewayErrors are the gateway's list of one error (APIO 2).
func gatewayErrors(status int, message string, details any) response {
	return reply(status, members("errors", []rawObject{members("code", status, "message", message, "details?", details)}))
}

func gatewayError(status int, message string) response { return gatewayErrors(status, message, nil) }

// badRequest is an error of the gateway's own.
func badRequest(err error) response { return gatewayError(http.StatusBadRequest, err.Error()) }

// refusedBelow is the gateway's answer when the platform below it refuses, with the
// platform's words.
func refusedBelow(reasons ...string) response { return backendError(http.StatusBadRequest, reasons...) }

func backendError(status int, reasons ...string) response {
	nested := map[string]rawObject{}
	for i, reason := range reasons {
		nested[strconv.Itoa(i)] = members("summary", reason)
	}
	return gatewayErrors(status, "the request was refused by the platform", members("errors", nested))
}

// refusedAll is refusedBelow with every reason.
func refusedAll(err error) response { return refusedBelow(reasons(err)...) }

// notAssigned is the answer of the capacity pages where trunking was not given (APIO 6).
func notAssigned() response {
	return gatewayError(http.StatusNotFound, "the trunk group service is not assigned to the user")
}

func coreError(status int, message string) response {
	return reply(status, map[string]string{"error": message})
}

// objectOf reads the body of a write.
func objectOf(c *call) rawObject {
	body, err := parseRaw(c.body)
	must(err, notAnObject)
	return body
}

func notAnObject(error) response {
	return gatewayError(http.StatusRequestedRangeNotSatisfiable, "the body is not a JSON object or is empty")
}
