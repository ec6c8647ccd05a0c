package simulator

// odinReport is a tenant's limits and those of all its groups in one answer (Odin 4).
type odinReport struct {
	ServiceProviderID string             `json:"serviceProviderId"`
	Own               odinTenantCapacity `json:"serviceProviderTrunkCapacity"`
	Groups            []odinReportGroup  `json:"groups"`
}

type odinReportGroup struct {
	GroupID   string      `json:"groupId"`
	GroupName string      `json:"groupName"`
	UserLimit int         `json:"userLimit"`
	Service   odinService `json:"service"`
	// Capacity of a group without the service is null: the API's shape for it is not
	// known (Odin 4).
	Capacity *odinGroupCapacity `json:"groupTrunkCapacity"`
}

func (o *odin) showReport(c *call) response {
	t, held := o.tenant(c.tenantID()), o.tenantTrunking(c.tenantID())
	report := odinReport{ServiceProviderID: t.ID, Own: newOdinTenantCapacity(t.ID, held), Groups: []odinReportGroup{}}
	for _, g := range o.world.groups(t.ID) {
		report.Groups = append(report.Groups, newOdinReportGroup(t, g))
	}
	return ok(report)
}

func newOdinReportGroup(t tenant, g group) odinReportGroup {
	shown := odinReportGroup{
		GroupID: g.ID, GroupName: g.Name, UserLimit: g.UserLimit, Service: newOdinService(trunkingOfGroup(t, g)),
	}
	if g.Trunking != nil {
		capacity := newOdinGroupCapacity(t.ID, g.ID, *g.Trunking)
		shown.Capacity = &capacity
	}
	return shown
}
