package simulator

import "errors"

// toChange reads the body of a PUT of figures. The state that it is about, found by
// the IDs in it, is what the body's unsettable members are compared with.
func toChange(c *call, state func(body rawObject) response, settable ...string) (rawObject, response, bool) {
	body, refused, good := odinObject(c)
	if !good {
		return nil, refused, false
	}
	held := state(body)
	shown, err := parseRaw(held.body)
	if err != nil || held.status >= 400 {
		return nil, held, false
	}
	if err := body.onlySets(shown, settable...); err != nil {
		return nil, odinRefusal(err), false
	}
	return body, response{}, true
}

// changeTenantCapacity wants max active calls and takes bursting (Odin 4).
func (o *odin) changeTenantCapacity(c *call) response {
	state := func(body rawObject) response { return o.tenantCapacity(body.text(odinTenantKey)) }
	body, refused, good := toChange(c, state, maxCalls, burstingCalls)
	if !good {
		return refused
	}
	most, problem := body.limit(maxCalls)
	if most == nil && problem == nil {
		problem = errors.New(maxCalls + " is missing")
	}
	bursting, err := body.limit(burstingCalls)
	if err := errors.Join(problem, err); err != nil {
		return odinRefusal(err)
	}
	o.world.changeTenant(body.text(odinTenantKey), limitChange{most, bursting})
	return state(body)
}

// changeGroupCapacity takes each figure at will, and none of those that say what is
// available (Odin 4).
func (o *odin) changeGroupCapacity(c *call) response {
	state := func(body rawObject) response {
		return o.groupCapacity(body.text(odinTenantKey), body.text(odinGroupKey))
	}
	body, refused, good := toChange(c, state, maxCalls, burstingCalls, "numberOfBurstingBTLUs")
	if !good {
		return refused
	}
	most, problem := body.number(maxCalls)
	bursting, err := body.limit(burstingCalls)
	licences, wrong := body.number("numberOfBurstingBTLUs")
	err = errors.Join(problem, err, wrong)
	if err == nil {
		tenantID := body.text(odinTenantKey)
		g, _ := o.world.group(tenantID, body.text(odinGroupKey))
		err = o.world.changeGroup(tenantID, g, groupChange{most, bursting, licences})
	}
	if err != nil {
		return odinRefusal(err)
	}
	return state(body)
}

// changeTrunkGroup changes the figures of a trunk group, and none of its other
// fields.
func (o *odin) changeTrunkGroup(c *call) response {
	state := func(body rawObject) response {
		return o.trunkGroup(body.text(odinTenantKey), body.text(odinGroupKey), body.text("name"))
	}
	body, refused, good := toChange(c, state, maxCalls, "enableBursting", burstingCalls)
	if !good {
		return refused
	}
	most, problem := body.number(maxCalls)
	enable, err := body.truth("enableBursting")
	bursting, wrong := body.number(burstingCalls)
	err = errors.Join(problem, err, wrong)
	if err == nil {
		tenantID := body.text(odinTenantKey)
		g, held, _, _ := o.trunkGroupAt(tenantID, body.text(odinGroupKey), body.text("name"))
		err = o.world.changeTrunkGroup(tenantID, g, held, trunkGroupChange{most, enable, bursting})
	}
	if err != nil {
		return odinRefusal(err)
	}
	return state(body)
}
