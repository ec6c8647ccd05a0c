package simulator

// odinService is a service of a group, in its list and in the report. -1 is
// unlimited; Limited says so in words too, and "none" where it is not authorised.
type odinService struct {
	Name       string `json:"serviceName"`
	Authorized bool   `json:"authorized"`
	Assigned   bool   `json:"assigned"`
	Limited    string `json:"limited"`
	Quantity   int    `json:"quantity"`
	Usage      int    `json:"usage"`
	Licensed   bool   `json:"licensed"`
	Allowed    int    `json:"allowed"`
	Alias      string `json:"alias"`
}

func newOdinService(s service) odinService {
	shown := odinService{
		Name: s.name, Authorized: true, Assigned: s.assigned, Limited: "Limited", Quantity: odinLimit(s.given),
		Licensed: true, Allowed: odinLimit(s.allowed), Alias: s.name,
	}
	set(&shown.Usage, s.inUse)
	switch shown.Quantity {
	case 0:
		shown.Authorized, shown.Limited = false, "none"
	case odinUnlimited:
		shown.Limited = "Unlimited"
	}
	return shown
}

// odinListedService is a service in the lists, which say more of it than the report.
type odinListedService struct {
	odinService
	UserAssignable         bool     `json:"userAssignable"`
	GroupServiceAssignable bool     `json:"groupServiceAssignable"`
	Tags                   []string `json:"tags"`
	Allocated              *int     `json:"allocated,omitempty"` // of a tenant: to its groups
}

// showGroupServices lists the services of a group.
func (o *odin) showGroupServices(c *call) response {
	t, g := o.tenant(c.tenantID()), o.group(c.tenantID(), c.groupID())
	list := []odinListedService{}
	for _, s := range groupServices(t, g) {
		list = append(list, odinListedService{odinService: newOdinService(s), GroupServiceAssignable: true, Tags: []string{}})
	}
	return odinServices(members("resellerId", t.ResellerID, odinTenantKey, t.ID, odinGroupKey, g.ID), list)
}

// showTenantServices lists those that a tenant may give to its groups.
func (o *odin) showTenantServices(c *call) response {
	t := o.tenant(c.tenantID())
	list := []odinListedService{}
	for _, s := range o.world.tenantServices(t) {
		list = append(list, odinListedService{newOdinService(s), false, true, []string{}, s.inUse})
	}
	return odinServices(members("resellerId", t.ResellerID, odinTenantKey, t.ID), list)
}

func odinServices(ids rawObject, ofGroups []odinListedService) response {
	forwarding := newOdinService(service{name: "Call Forwarding Always", given: licences(nil), allowed: licences(nil)})
	ofUsers := []odinListedService{{odinService: forwarding, UserAssignable: true, Tags: []string{}}}
	return ok(append(ids, members("userServices", ofUsers, "groupServices", ofGroups, "servicePackServices", []any{})...))
}
