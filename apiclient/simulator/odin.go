package simulator

import (
	"net/http"
	"strings"
)

// odin is the Odin dialect over a world: resources without IDs in their paths, the
// IDs in the query of what reads and in the body of what writes.
type odin struct {
	world *world
	keys  *keyring
}

// odinNames are the keys under which a request names what it is about.
const (
	odinTenantKey = "serviceProviderId"
	odinGroupKey  = "groupId"
)

func odinMount(w *world, keys *keyring, opts Options) mount {
	o := &odin{world: w, keys: keys}
	routes := append(o.sessionRoutes(), o.resources()...)
	if opts.NumbersAsText {
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

// odinError is the one shape of every error (Odin 1).
func odinError(status int, details string) response {
	return reply(status, struct {
		Status  int    `json:"status"`
		Error   string `json:"error"`
		Details string `json:"details"`
	}{status, http.StatusText(status), details})
}

// odinRefusal tells every reason in one line.
func odinRefusal(err error) response {
	return odinError(http.StatusBadRequest, strings.Join(reasons(err), "; "))
}

// odinNotAssigned is a 400, the normal answer of a level that was not given
// trunking (Odin 1).
func odinNotAssigned() response {
	return odinError(http.StatusBadRequest, "Trunk Group service not assigned")
}

// tenantAt finds a service provider, or the answer that there is none.
func (o *odin) tenantAt(id string) (tenant, response, bool) {
	if id == "" {
		return tenant{}, odinError(http.StatusBadRequest, odinTenantKey+" is missing"), false
	}
	t, found := o.world.tenant(id)
	if !found {
		return tenant{}, odinError(http.StatusNotFound, "Service provider not found: "+id), false
	}
	return t, response{}, true
}

// groupAt finds a group, or the answer that there is none.
func (o *odin) groupAt(tenantID, groupID string) (group, response, bool) {
	if _, absent, found := o.tenantAt(tenantID); !found {
		return group{}, absent, false
	}
	if groupID == "" {
		return group{}, odinError(http.StatusBadRequest, odinGroupKey+" is missing"), false
	}
	g, found := o.world.group(tenantID, groupID)
	if !found {
		return group{}, odinError(http.StatusNotFound, "Group not found: "+groupID), false
	}
	return g, response{}, true
}

// trunkingAt is groupAt for a group that has trunking.
func (o *odin) trunkingAt(tenantID, groupID string) (group, response, bool) {
	g, absent, found := o.groupAt(tenantID, groupID)
	if found && g.Trunking == nil {
		return group{}, odinNotAssigned(), false
	}
	return g, absent, found
}

func (c *call) tenantID() string { return c.query.Get(odinTenantKey) }

func (c *call) groupID() string { return c.query.Get(odinGroupKey) }
