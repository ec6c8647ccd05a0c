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

// limit reads an Unlimited_Integer: the maximum is mandatory unless it is
// unlimited (APIO 6.1).
func (l *apioLimit) limit(what string) (capacity.Limit, error) {
	switch {
	case l.Unlimited:
		return capacity.Unlimited(), nil
	case l.Maximum == nil:
		return capacity.Limit{}, fmt.Errorf("%s.maximum is missing", what)
	}
	limit, err := capacity.New(*l.Maximum)
	if err != nil {
		return capacity.Limit{}, fmt.Errorf("%s.maximum: %w", what, err)
	}
	return limit, nil
}

// given is limit for a member that may be left out: nil.
func (l *apioLimit) given(what string) (*capacity.Limit, error) {
	if l == nil {
		return nil, nil
	}
	limit, err := l.limit(what)
	return &limit, err
}

func (a *apio) showTenantCapacity(c *call) response {
	if _, absent, found := a.tenantOf(c); !found {
		return absent
	}
	t := a.world.trunking(c.names[0])
	if t == nil {
		return notAssigned()
	}
	return ok(map[string]apioLimit{
		"maxActiveCalls":         newAPIOLimit(t.MaxActiveCalls),
		"burstingMaxActiveCalls": newAPIOLimit(t.BurstingMaxActiveCalls),
	})
}

func (a *apio) changeTenantCapacity(c *call) response {
	if _, absent, found := a.tenantOf(c); !found {
		return absent
	}
	if a.world.trunking(c.names[0]) == nil {
		return notAssigned()
	}
	var given struct {
		MaxActiveCalls         *apioLimit `json:"maxActiveCalls"`
		BurstingMaxActiveCalls *apioLimit `json:"burstingMaxActiveCalls"`
	}
	if refused, good := change(c, &given); !good {
		return refused
	}
	most, problem := given.MaxActiveCalls.given(maxCalls)
	bursting, err := given.BurstingMaxActiveCalls.given(burstingCalls)
	if err := errors.Join(problem, err); err != nil {
		return refusedAll(err)
	}
	a.world.changeTenant(c.names[0], limitChange{most, bursting})
	return a.showTenantCapacity(c)
}

// apioGroupCapacity has a plain number where a group cannot be unlimited (APIO 6.3).
type apioGroupCapacity struct {
	MaxActiveCalls                  int       `json:"maxActiveCalls"`
	BurstingMaxActiveCalls          apioLimit `json:"burstingMaxActiveCalls"`
	MaxAvailableActiveCalls         apioLimit `json:"maxAvailableActiveCalls"`
	BurstingMaxAvailableActiveCalls apioLimit `json:"burstingMaxAvailableActiveCalls"`
}

func (a *apio) showGroupCapacity(c *call) response {
	g, absent, found := a.trunkingOf(c)
	if !found {
		return absent
	}
	return ok(apioGroupCapacity{
		MaxActiveCalls:                  g.Trunking.MaxActiveCalls,
		BurstingMaxActiveCalls:          newAPIOLimit(g.Trunking.BurstingMaxActiveCalls),
		MaxAvailableActiveCalls:         newAPIOLimit(g.Trunking.MaxAvailableActiveCalls),
		BurstingMaxAvailableActiveCalls: newAPIOLimit(g.Trunking.BurstingMaxAvailableActiveCalls),
	})
}

func (a *apio) changeGroupCapacity(c *call) response {
	g, absent, found := a.trunkingOf(c)
	if !found {
		return absent
	}
	var given struct {
		MaxActiveCalls         *int       `json:"maxActiveCalls"`
		BurstingMaxActiveCalls *apioLimit `json:"burstingMaxActiveCalls"`
	}
	if refused, good := change(c, &given); !good {
		return refused
	}
	bursting, err := given.BurstingMaxActiveCalls.given(burstingCalls)
	if err == nil {
		err = a.world.changeGroup(c.names[0], g, groupChange{maxActiveCalls: given.MaxActiveCalls, burstingMaxActiveCalls: bursting})
	}
	if err != nil {
		return refusedAll(err)
	}
	return a.showGroupCapacity(c)
}

// change decodes the body of a PUT of figures into into, whose fields are all that
// may be given, each at will.
func change(c *call, into any) (response, bool) {
	body, err := parseRaw(c.body)
	if err != nil {
		return gatewayError(notAnObject()), false
	}
	for _, m := range body {
		if string(m.value) == "null" {
			return gatewayError(http.StatusBadRequest, m.name+" is null"), false
		}
	}
	dec := json.NewDecoder(bytes.NewReader(c.body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return gatewayError(http.StatusBadRequest, wrongType(err).Error()), false
	}
	return response{}, true
}
