package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
)

// odin is the Odin dialect over a world: resources without IDs in their paths, the
// IDs in the query of what reads and in the body of what writes.
type odin struct {
	finder
	keys   *keyring
	report OdinReport
}

func odinMount(w *world, keys *keyring, opts Options) mount {
	o := &odin{keys: keys, report: opts.OdinReport, finder: finder{
		world: w, fail: odinError, notAssigned: odinNotAssigned, backend: odinBackendError,
		tenantWord: "Service provider", groupWord: "Group", trunkGroupWord: "Trunk group", trunkWord: "Enterprise trunk",
	}}
	return mount{
		prefix: []string{"api", "v2"},
		routes: append(o.sessionRoutes(), o.resources()...),
		guard:  o.hasToken,
		denied: odinDenied(),
		absent: odinError(http.StatusNotFound, "no such resource"),
		fail:   odinError, numbersAsText: opts.NumbersAsText, writing: &w.writing,
	}
}

func (o *odin) resources() []route {
	routes := append(odinTrunks{o, false}.routes(), odinTrunks{o, true}.routes()...)
	if o.report != ReportNone {
		routes = append(routes, get("service-providers/trunk-groups/call-capacity/reports", o.showReport))
	}
	return append(routes,
		get("service-providers", o.listTenants),
		get("groups", o.listGroups),
		get("users", o.searchUsers),
		get("system/dns/search", o.searchNumbers),
		get("service-providers/dns", o.listTenantNumbers),
		get("groups/services", o.showGroupServices),
		get("service-providers/services", o.showTenantServices),
		get("service-providers/trunk-groups/call-capacity", o.showTenantCapacity).and(http.MethodPut, o.changeTenantCapacity),
		get("groups/trunk-groups/call-capacity", o.showGroupCapacity).and(http.MethodPut, o.changeGroupCapacity),
		get("groups/trunk-groups/users", o.listTrunkUsers),
		get("groups/trunk-groups", o.listTrunkGroups).
			and(http.MethodPost, o.createTrunkGroup).and(http.MethodPut, o.changeTrunkGroup).and(http.MethodDelete, o.removeTrunkGroup),
	)
}

// odinError is the one shape of every error (Odin 1).
func odinError(status int, details string) response {
	return reply(status, members("status", status, "error", http.StatusText(status), "details", details))
}

// odinBackendError has the backend's words where the public clients of the API show them.
func odinBackendError(status int, reasons ...string) response {
	return reply(status, members("status", status, "error", strings.Join(reasons, "; "), "details", ""))
}

// odinRefusal has every reason in one line.
func odinRefusal(err error) response {
	return odinError(http.StatusBadRequest, strings.Join(reasons(err), "; "))
}

// odinNotAssigned is a 400, the normal answer of a level that was not given
// trunking (Odin 1).
func odinNotAssigned() response {
	return odinError(http.StatusBadRequest, "Trunk Group service not assigned")
}

// odinObject reads the body of a write.
func odinObject(c *call) rawObject {
	body, err := parseRaw(c.body)
	must(err, func(err error) response { return odinError(http.StatusBadRequest, "the body "+err.Error()) })
	return body
}

func odinText(text string) json.RawMessage {
	value, err := json.Marshal(text)
	if err != nil {
		return json.RawMessage(`""`)
	}
	return value
}
