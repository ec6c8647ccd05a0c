package simulator

// OdinReport is what the call capacity report of an Odin server carries. Two shapes of it
// are documented, and which one a server of today has is not known (supplement 4).
type OdinReport string

// The shapes. The zero value is ReportGroups.
const (
	ReportGroups  OdinReport = "groups"  // limits of the tenant and of its groups: the sample of 2024
	ReportFull    OdinReport = "full"    // and of all trunk groups, with their bursting
	ReportColumns OdinReport = "columns" // the same with no more than the portal of 2020 shows of a trunk group
	ReportNone    OdinReport = "none"    // the server does not have the report
)

// odinReport is a tenant's limits and those of all its groups in one answer (Odin 4).
type odinReport struct {
	ServiceProviderID string             `json:"serviceProviderId"`
	Own               odinTenantCapacity `json:"serviceProviderTrunkCapacity"`
	Groups            []odinReportGroup  `json:"groups"`
	TrunkGroups       *[]rawObject       `json:"groupTrunkGroupDetails,omitempty"` // flat, of all groups (supplement 4)
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
	groups := o.world.groups(t.ID)
	for _, g := range groups {
		report.Groups = append(report.Groups, newOdinReportGroup(t, g))
	}
	if o.report == ReportFull || o.report == ReportColumns {
		rows := []rawObject{}
		for g, held := range trunkGroups(groups) {
			rows = append(rows, o.reportRow(t.ID, g.ID, held))
		}
		report.TrunkGroups = &rows
	}
	return ok(report)
}

// reportRow is a trunk group in a report, with the columns that the portal shows
// (supplement 4). No source shows the bursting calls among them; a full report has them.
func (o *odin) reportRow(tenantID, groupID string, t trunkGroup) rawObject {
	row := members(odinTenantKey, tenantID, odinGroupKey, groupID, "name", t.Name, maxCalls, t.MaxActiveCalls,
		"maxIncomingCalls", t.MaxIncomingCalls, "maxOutgoingCalls", t.MaxOutgoingCalls, "enableBursting", t.isBursting())
	if o.report == ReportFull {
		row = append(row, members(burstingCalls+"?", t.BurstingMaxActiveCalls)...)
	}
	return row
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
