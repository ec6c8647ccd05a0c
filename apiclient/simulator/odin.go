package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
)

// odin is the Odin dialect over a world: resources without IDs in their paths, the
// IDs in the query of what reads and in the body of what writes.
type odin struct {
	world *world
	keys  *keyring
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

// odinError is the one shape of every error (Odin 1).
func odinError(status int, details string) response {
	return reply(status, struct {
		Status  int    `json:"status"`
		Error   string `json:"error"`
		Details string `json:"details"`
	}{status, http.StatusText(status), details})
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
func odinObject(c *call) (rawObject, response, bool) {
	body, err := parseRaw(c.body)
	if err != nil {
		return nil, odinError(http.StatusBadRequest, "the body "+err.Error()), false
	}
	return body, response{}, true
}

func odinText(text string) json.RawMessage {
	value, err := json.Marshal(text)
	if err != nil {
		return json.RawMessage(`""`)
	}
	return value
}
