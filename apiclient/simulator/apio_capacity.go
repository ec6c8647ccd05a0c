package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"banyan/capacity"
)

// apioLimit is an Unlimited_Integer: without a maximum when unlimited (APIO 6.1).
type apioLimit struct {
	Unlimited bool `json:"unlimited"`
	Maximum   *int `json:"maximum,omitempty"`
}

func newAPIOLimit(l capacity.Limit) apioLimit {
	calls, limited := l.Calls()
	if !limited {
		return apioLimit{Unlimited: true}
	}
	return apioLimit{Maximum: &calls}
}

// limit reads an Unlimited_Integer, nil where it is left out: the maximum is mandatory
// unless it is unlimited (APIO 6.1).
func (l *apioLimit) limit(what string) (*capacity.Limit, error) {
	switch {
	case l == nil:
		return nil, nil
	case l.Unlimited:
		return new(capacity.Unlimited()), nil
	case l.Maximum == nil:
		return nil, fmt.Errorf("%s.maximum is missing", what)
	}
	limit, err := capacity.New(*l.Maximum)
	if err != nil {
		return nil, fmt.Errorf("%s.maximum: %w", what, err)
	}
	return &limit, nil
}

func (a *apio) showTenantCapacity(c *call) response {
	t := a.tenantTrunking(c.names[0])
	return ok(map[string]apioLimit{
		"maxActiveCalls":         newAPIOLimit(t.MaxActiveCalls),
		"burstingMaxActiveCalls": newAPIOLimit(t.BurstingMaxActiveCalls),
	})
}

func (a *apio) changeTenantCapacity(c *call) response {
	a.tenantTrunking(c.names[0])
	var given struct {
		MaxActiveCalls         *apioLimit `json:"maxActiveCalls"`
		BurstingMaxActiveCalls *apioLimit `json:"burstingMaxActiveCalls"`
	}
	change(c, &given)
	most, problem := given.MaxActiveCalls.limit(maxCalls)
	bursting, err := given.BurstingMaxActiveCalls.limit(burstingCalls)
	must(errors.Join(problem, err), refusedAll)
	a.world.changeTenant(c.names[0], most, bursting)
	return a.showTenantCapacity(c)
}

// showGroupCapacity has a plain number where a group cannot be unlimited (APIO 6.3).
func (a *apio) showGroupCapacity(c *call) response {
	t := a.trunkingOf(c).Trunking
	return ok(members(maxCalls, t.MaxActiveCalls, burstingCalls, newAPIOLimit(t.BurstingMaxActiveCalls),
		"maxAvailableActiveCalls", newAPIOLimit(t.MaxAvailableActiveCalls),
		"burstingMaxAvailableActiveCalls", newAPIOLimit(t.BurstingMaxAvailableActiveCalls)))
}

func (a *apio) changeGroupCapacity(c *call) response {
	g := a.trunkingOf(c)
	var given struct {
		MaxActiveCalls         *int       `json:"maxActiveCalls"`
		BurstingMaxActiveCalls *apioLimit `json:"burstingMaxActiveCalls"`
	}
	change(c, &given)
	bursting, err := given.BurstingMaxActiveCalls.limit(burstingCalls)
	must(err, refusedAll)
	must(a.world.changeGroup(c.names[0], g, given.MaxActiveCalls, bursting, nil), refusedAll)
	return a.showGroupCapacity(c)
}

// change decodes the body of a PUT of figures into into, whose fields are all that
// may be given, each at will.
func change(c *call, into any) {
	for _, m := range objectOf(c) {
		if string(m.value) == "null" {
			panic(gatewayError(http.StatusBadRequest, m.name+" is null"))
		}
	}
	dec := json.NewDecoder(bytes.NewReader(c.body))
	dec.DisallowUnknownFields()
	must(wrongType(dec.Decode(into)), badRequest)
}
