package simulator

import (
	"net/http"
	"strconv"
)

// apio is the APIO dialect over a world: the gateway with its sessions, and a
// core in front of it with its tokens.
type apio struct {
	world *world
	keys  *keyring
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

// trunkingOf is groupOf for a group that has trunking.
func (a *apio) trunkingOf(c *call) (group, response, bool) {
	g, absent, found := a.groupOf(c)
	if found && g.Trunking == nil {
		return group{}, notAssigned(), false
	}
	return g, absent, found
}

// trunkGroupOf finds the trunk group that the path names, and its group.
func (a *apio) trunkGroupOf(c *call) (group, trunkGroup, response, bool) {
	g, absent, found := a.trunkingOf(c)
	if !found {
		return group{}, trunkGroup{}, absent, false
	}
	t, found := g.named(c.names[2])
	if !found {
		return group{}, trunkGroup{}, gatewayError(http.StatusNotFound, "trunk group not found: "+c.names[2]), false
	}
	return g, t, response{}, true
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

// refusedAll is refusedBelow with every reason.
func refusedAll(err error) response {
	nested := nestedFault{Errors: map[string]summary{}}
	for i, reason := range reasons(err) {
		nested.Errors[strconv.Itoa(i)] = summary{Summary: reason}
	}
	return gatewayFaults(http.StatusBadRequest, gatewayFault{
		Code: http.StatusBadRequest, Message: "the request was refused by the platform", Details: &nested,
	})
}

// notFound is the gateway's other shape of an error: details alone (APIO 2).
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

func notAnObject() (int, string) {
	return http.StatusRequestedRangeNotSatisfiable, "the body is not a JSON object or is empty"
}
