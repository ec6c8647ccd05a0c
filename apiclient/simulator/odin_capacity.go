package simulator

import (
	"errors"
	"fmt"

	"banyan/capacity"
)

// odinUnlimited is a limit without a number on this wire (Odin 4).
const odinUnlimited = -1

func odinLimit(l capacity.Limit) int {
	if calls, limited := l.Calls(); limited {
		return calls
	}
	return odinUnlimited
}

// odinTenant is a service provider in the list and on its own.
type odinTenant struct {
	ServiceProviderID   string `json:"serviceProviderId"`
	ServiceProviderName string `json:"serviceProviderName"`
	IsEnterprise        bool   `json:"isEnterprise"`
	DefaultDomain       string `json:"defaultDomain,omitempty"`
	SupportEmail        string `json:"supportEmail,omitempty"`
	ResellerID          string `json:"resellerId,omitempty"`
}

func newOdinTenant(t tenant) odinTenant {
	return odinTenant{
		ServiceProviderID: t.ID, ServiceProviderName: t.Name, IsEnterprise: t.Type == enterprise, ResellerID: t.ResellerID,
	}
}

// listTenants lists them all, or shows the one that the query names.
func (o *odin) listTenants(c *call) response {
	if c.query.Has(odinTenantKey) {
		t := o.tenant(c.tenantID())
		one := newOdinTenant(t)
		one.DefaultDomain, one.SupportEmail = t.DefaultDomain, t.SupportEmail
		return ok(one)
	}
	list := []odinTenant{}
	for _, t := range o.world.tenants() {
		list = append(list, newOdinTenant(t))
	}
	return ok(list)
}

type odinGroup struct {
	GroupID           string `json:"groupId"`
	GroupName         string `json:"groupName"`
	UserLimit         int    `json:"userLimit"`
	ServiceProviderID string `json:"serviceProviderId"`
}

// listGroups lists those of a tenant, or looks for some by ID or name, in all tenants where
// none is given (supplement 1.2). How a single one is shown is not known: it is a list of one.
func (o *odin) listGroups(c *call) response {
	among := o.world.tenants()
	if c.tenantID() != "" || !c.query.Has(odinGroupKey) && !c.query.Has("groupName") {
		among = []tenant{o.tenant(c.tenantID())}
	}
	list := []odinGroup{}
	for _, t := range among {
		for _, g := range o.world.groups(t.ID) {
			if c.looksFor(odinGroupKey, g.ID) && c.looksFor("groupName", g.Name) {
				list = append(list, odinGroup{GroupID: g.ID, GroupName: g.Name, UserLimit: g.UserLimit, ServiceProviderID: t.ID})
			}
		}
	}
	return ok(list)
}

// odinTenantCapacity is call 1; the report shows it without the bursting licences.
type odinTenantCapacity struct {
	ServiceProviderID      string `json:"serviceProviderId"`
	MaxActiveCalls         int    `json:"maxActiveCalls"`
	BurstingMaxActiveCalls int    `json:"burstingMaxActiveCalls"`
	BurstingBTLUs          *int   `json:"numberOfBurstingBTLUs,omitempty"`
}

func newOdinTenantCapacity(tenantID string, t tenantTrunking) odinTenantCapacity {
	return odinTenantCapacity{
		ServiceProviderID:      tenantID,
		MaxActiveCalls:         odinLimit(t.MaxActiveCalls),
		BurstingMaxActiveCalls: odinLimit(t.BurstingMaxActiveCalls),
	}
}

func (o *odin) showTenantCapacity(c *call) response { return o.tenantCapacity(c.tenantID()) }

func (o *odin) tenantCapacity(tenantID string) response {
	shown := newOdinTenantCapacity(tenantID, o.tenantTrunking(tenantID))
	shown.BurstingBTLUs = new(odinUnlimited)
	return ok(shown)
}

// odinGroupCapacity is call 3, in the order of the report's sample.
type odinGroupCapacity struct {
	MaxActiveCalls                  int    `json:"maxActiveCalls"`
	MaxAvailableActiveCalls         int    `json:"maxAvailableActiveCalls"`
	BurstingMaxActiveCalls          int    `json:"burstingMaxActiveCalls"`
	BurstingMaxAvailableActiveCalls int    `json:"burstingMaxAvailableActiveCalls"`
	MaxAvailableBTLUs               *int   `json:"maxAvailableNumberOfBurstingBTLUs,omitempty"`
	BurstingBTLUs                   *int   `json:"numberOfBurstingBTLUs,omitempty"`
	ServiceProviderID               string `json:"serviceProviderId"`
	GroupID                         string `json:"groupId"`
}

func newOdinGroupCapacity(tenantID, groupID string, t groupTrunking) odinGroupCapacity {
	return odinGroupCapacity{
		MaxActiveCalls:                  t.MaxActiveCalls,
		MaxAvailableActiveCalls:         odinLimit(t.MaxAvailableActiveCalls),
		BurstingMaxActiveCalls:          odinLimit(t.BurstingMaxActiveCalls),
		BurstingMaxAvailableActiveCalls: odinLimit(t.BurstingMaxAvailableActiveCalls),
		ServiceProviderID:               tenantID,
		GroupID:                         groupID,
	}
}

func (o *odin) showGroupCapacity(c *call) response { return o.groupCapacity(c.tenantID(), c.groupID()) }

func (o *odin) groupCapacity(tenantID, groupID string) response {
	held := o.trunkingGroup(tenantID, groupID).Trunking
	shown := newOdinGroupCapacity(tenantID, groupID, *held)
	shown.BurstingBTLUs, shown.MaxAvailableBTLUs = &held.BurstingBTLUs, new(odinUnlimited)
	return ok(shown)
}

// changeTenantCapacity needs max active calls and takes bursting (Odin 4).
func (o *odin) changeTenantCapacity(c *call) response {
	state := func(body rawObject) response { return o.tenantCapacity(body.text(odinTenantKey)) }
	body := toChange(c, state, maxCalls, burstingCalls)
	most, problem := odinLimitIn(body, maxCalls)
	if most == nil && problem == nil {
		problem = errors.New(maxCalls + " is missing")
	}
	bursting, err := odinLimitIn(body, burstingCalls)
	must(errors.Join(problem, err), odinRefusal)
	o.world.changeTenant(body.text(odinTenantKey), most, bursting)
	return state(body)
}

// changeGroupCapacity takes each figure at will, and none of those that say what is
// available (Odin 4).
func (o *odin) changeGroupCapacity(c *call) response {
	state := func(body rawObject) response {
		return o.groupCapacity(body.text(odinTenantKey), body.text(odinGroupKey))
	}
	body := toChange(c, state, maxCalls, burstingCalls, "numberOfBurstingBTLUs")
	most, problem := body.number(maxCalls)
	bursting, err := odinLimitIn(body, burstingCalls)
	licences, wrong := body.number("numberOfBurstingBTLUs")
	must(errors.Join(problem, err, wrong), odinRefusal)
	tenantID := body.text(odinTenantKey)
	g, _ := o.world.group(tenantID, body.text(odinGroupKey))
	must(o.world.changeGroup(tenantID, g, most, bursting, licences), odinRefusal)
	return state(body)
}

// toChange reads the body of a PUT of figures. The state that it is about, found by
// the IDs in it, is what the body's unsettable members are compared with.
func toChange(c *call, state func(body rawObject) response, settable ...string) rawObject {
	body := odinObject(c)
	shown, err := parseRaw(state(body).body)
	must(err, odinRefusal)
	must(body.onlySets(shown, settable...), odinRefusal)
	return body
}

// odinLimitIn reads a limit of a body, nil where it is left out.
func odinLimitIn(o rawObject, name string) (*capacity.Limit, error) {
	n, err := o.number(name)
	if n == nil || err != nil {
		return nil, err
	}
	limit := capacity.Unlimited()
	if *n != odinUnlimited {
		if limit, err = capacity.New(*n); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return &limit, nil
}
