package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"slices"

	"banyan/capacity"
	"banyan/internal/routing"
)

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

// replace puts the limit in given, where there is one, in place of held.
func (l *apioLimit) replace(what string, held *capacity.Limit) error {
	if l == nil {
		return nil
	}
	limit, err := l.limit(what)
	if err == nil {
		*held = limit
	}
	return err
}

const (
	maxCalls      = "maxActiveCalls"
	burstingCalls = "burstingMaxActiveCalls"
)

func (a *apio) changeTenantCapacity(c *call) response {
	if _, absent, found := a.tenantOf(c); !found {
		return absent
	}
	held := a.world.trunking(c.names[0])
	if held == nil {
		return notAssigned()
	}
	var given struct {
		MaxActiveCalls         *apioLimit `json:"maxActiveCalls"`
		BurstingMaxActiveCalls *apioLimit `json:"burstingMaxActiveCalls"`
	}
	if refused, good := change(c, &given); !good {
		return refused
	}
	next := *held
	if err := errors.Join(
		given.MaxActiveCalls.replace(maxCalls, &next.MaxActiveCalls),
		given.BurstingMaxActiveCalls.replace(burstingCalls, &next.BurstingMaxActiveCalls),
	); err != nil {
		return refusedAll(err)
	}
	a.world.setLimits(c.names[0], func(e *tenantEdit) { e.trunking = &next })
	return a.showTenantCapacity(c)
}

func (a *apio) changeGroupCapacity(c *call) response {
	g, absent, found := a.groupOf(c)
	if !found {
		return absent
	}
	if g.Trunking == nil {
		return notAssigned()
	}
	var given struct {
		MaxActiveCalls         *int       `json:"maxActiveCalls"`
		BurstingMaxActiveCalls *apioLimit `json:"burstingMaxActiveCalls"`
	}
	if refused, good := change(c, &given); !good {
		return refused
	}
	next := groupEdit{g.Trunking.MaxActiveCalls, g.Trunking.BurstingMaxActiveCalls}
	problems := []error{given.BurstingMaxActiveCalls.replace(burstingCalls, &next.burstingMaxActiveCalls)}
	if given.MaxActiveCalls != nil {
		next.maxActiveCalls = *given.MaxActiveCalls
		problems = append(problems, within(maxCalls, next.maxActiveCalls, 0, g.Trunking.MaxAvailableActiveCalls, "is available to the group"))
	}
	if given.BurstingMaxActiveCalls != nil && next.burstingMaxActiveCalls.Compare(g.Trunking.BurstingMaxAvailableActiveCalls) > 0 {
		problems = append(problems, fmt.Errorf("%s %v is more than is available to the group: %v",
			burstingCalls, next.burstingMaxActiveCalls, g.Trunking.BurstingMaxAvailableActiveCalls))
	}
	if err := errors.Join(problems...); err != nil {
		return refusedAll(err)
	}
	a.world.setLimits(c.names[0], func(e *tenantEdit) { e.groups[g.ID] = next })
	return a.showGroupCapacity(c)
}

// changeTrunkGroup changes the figures of a trunk group, and none of its other
// fields. Those that are not given are not checked: a group may have been lowered
// below what its trunk groups have.
func (a *apio) changeTrunkGroup(c *call) response {
	g, absent, found := a.groupOf(c)
	if !found {
		return absent
	}
	i := slices.IndexFunc(g.TrunkGroups, func(t trunkGroup) bool { return t.Name == c.names[2] })
	if g.Trunking == nil || i < 0 {
		return a.showTrunkGroup(c)
	}
	var given struct {
		MaxActiveCalls         *int  `json:"maxActiveCalls"`
		EnableBursting         *bool `json:"enableBursting"`
		BurstingMaxActiveCalls *int  `json:"burstingMaxActiveCalls"`
	}
	if refused, good := change(c, &given); !good {
		return refused
	}
	held := g.TrunkGroups[i]
	next := trunkGroupEdit{held.MaxActiveCalls, held.BurstingMaxActiveCalls}
	var problems []error
	if given.MaxActiveCalls != nil {
		next.maxActiveCalls = *given.MaxActiveCalls
		problems = append(problems, within(maxCalls, next.maxActiveCalls, 1, capacity.Must(g.Trunking.MaxActiveCalls), "the group has"))
	}
	if given.BurstingMaxActiveCalls != nil {
		next.burstingMaxActiveCalls = given.BurstingMaxActiveCalls
		problems = append(problems, within(burstingCalls, *given.BurstingMaxActiveCalls, 0, g.Trunking.BurstingMaxActiveCalls, "the group has"))
	}
	if given.EnableBursting != nil {
		problems = append(problems, next.enable(*given.EnableBursting))
	} else if given.BurstingMaxActiveCalls != nil && held.BurstingMaxActiveCalls == nil {
		problems = append(problems, errors.New("burstingMaxActiveCalls needs enableBursting"))
	}
	if err := errors.Join(problems...); err != nil {
		return refusedAll(err)
	}
	key := routing.Key{GroupID: g.ID, Name: held.Name}
	a.world.setLimits(c.names[0], func(e *tenantEdit) { e.trunkGroups[key] = next })
	return a.showTrunkGroup(c)
}

// enable turns bursting on or off.
func (e *trunkGroupEdit) enable(on bool) error {
	if !on {
		e.burstingMaxActiveCalls = nil
	} else if e.burstingMaxActiveCalls == nil {
		return errors.New("enableBursting needs a burstingMaxActiveCalls")
	}
	return nil
}

// within refuses a number of calls below least or above most.
func within(what string, n, least int, most capacity.Limit, owner string) error {
	if n < least {
		return fmt.Errorf("%s %d is less than %d", what, n, least)
	}
	if capacity.Must(n).Compare(most) > 0 {
		return fmt.Errorf("%s %d is more than %s: %v", what, n, owner, most)
	}
	return nil
}
