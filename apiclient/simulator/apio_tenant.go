package simulator

import (
	"net/http"
	"strings"

	"banyan/capacity"
)

// apioTenant is a tenant in the list and on its own (APIO 4).
type apioTenant struct {
	TenantID                string `json:"tenantId"`
	Name                    string `json:"name"`
	Type                    string `json:"type"`
	DefaultDomain           string `json:"defaultDomain"`
	SupportEmail            string `json:"supportEmail,omitempty"`
	UseCustomRoutingProfile bool   `json:"useCustomRoutingProfile"`
	UseTenantLanguages      bool   `json:"useTenantLanguages"`
	ResellerID              string `json:"resellerId,omitempty"`
}

func newAPIOTenant(t tenant) apioTenant {
	return apioTenant{
		TenantID: t.ID, Name: t.Name, Type: t.Type,
		DefaultDomain: t.DefaultDomain, SupportEmail: t.SupportEmail, ResellerID: t.ResellerID,
	}
}

func (a *apio) listTenants(c *call) response {
	asked, refused, good := parseCriteria(c, "TenantId")
	if !good {
		return refused
	}
	list := []apioTenant{}
	for _, t := range a.world.tenants() {
		if asked.is("type", t.Type) && asked.is("resellerId", t.ResellerID) &&
			asked.match(map[string]string{"TenantId": t.ID}) {
			list = append(list, newAPIOTenant(t))
		}
	}
	if refused, over := asked.exceeded(len(list)); over {
		return refused
	}
	return ok(map[string]any{"tenants": list})
}

func (a *apio) showTenant(c *call) response {
	t, absent, found := a.tenantOf(c)
	if !found {
		return absent
	}
	return ok(newAPIOTenant(t))
}

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

// apioGroupItem is a group in a list (APIO 5).
type apioGroupItem struct {
	GroupID   string `json:"groupId"`
	GroupName string `json:"groupName"`
	UserLimit int    `json:"userLimit"`
	TenantID  string `json:"tenantId"`
}

func (a *apio) listGroups(c *call) response {
	t, absent, found := a.tenantOf(c)
	if !found {
		return absent
	}
	return a.groupList(c, []tenant{t})
}

// searchGroups looks in the whole system (APIO 5).
func (a *apio) searchGroups(c *call) response { return a.groupList(c, a.world.tenants()) }

func (a *apio) groupList(c *call, among []tenant) response {
	asked, refused, good := parseCriteria(c, "TenantId", "GroupId", "GroupName")
	if !good {
		return refused
	}
	list := []apioGroupItem{}
	for _, t := range among {
		for _, g := range a.world.groups(t.ID) {
			if asked.match(map[string]string{"TenantId": t.ID, "GroupId": g.ID, "GroupName": g.Name}) {
				list = append(list, apioGroupItem{GroupID: g.ID, GroupName: g.Name, UserLimit: g.UserLimit, TenantID: t.ID})
			}
		}
	}
	if refused, over := asked.exceeded(len(list)); over {
		return refused
	}
	return ok(map[string]any{"groups": list})
}

// apioGroup is a group on its own: without its ID (APIO 5).
type apioGroup struct {
	DefaultDomain string `json:"defaultDomain"`
	UserLimit     int    `json:"userLimit"`
	UserCount     int    `json:"userCount"`
	GroupName     string `json:"groupName"`
	CLIName       string `json:"cliName"`
	TimeZone      string `json:"timeZone"`
	ResellerID    string `json:"resellerId,omitempty"`
}

func (a *apio) showGroup(c *call) response {
	g, absent, found := a.groupOf(c)
	if !found {
		return absent
	}
	t, _ := a.world.tenant(c.names[0])
	return ok(apioGroup{
		DefaultDomain: t.DefaultDomain, UserLimit: g.UserLimit, UserCount: g.UserLimit * 3 / 4,
		GroupName: g.Name, CLIName: g.Name, TimeZone: "Europe/Brussels", ResellerID: t.ResellerID,
	})
}

// apioGroupCapacity has a plain number where a group cannot be unlimited (APIO 6.3).
type apioGroupCapacity struct {
	MaxActiveCalls                  int       `json:"maxActiveCalls"`
	BurstingMaxActiveCalls          apioLimit `json:"burstingMaxActiveCalls"`
	MaxAvailableActiveCalls         apioLimit `json:"maxAvailableActiveCalls"`
	BurstingMaxAvailableActiveCalls apioLimit `json:"burstingMaxAvailableActiveCalls"`
}

func (a *apio) showGroupCapacity(c *call) response {
	g, absent, found := a.groupOf(c)
	if !found {
		return absent
	}
	if g.Trunking == nil {
		return notAssigned()
	}
	return ok(apioGroupCapacity{
		MaxActiveCalls:                  g.Trunking.MaxActiveCalls,
		BurstingMaxActiveCalls:          newAPIOLimit(g.Trunking.BurstingMaxActiveCalls),
		MaxAvailableActiveCalls:         newAPIOLimit(g.Trunking.MaxAvailableActiveCalls),
		BurstingMaxAvailableActiveCalls: newAPIOLimit(g.Trunking.BurstingMaxAvailableActiveCalls),
	})
}

// apioTrunkGroupItem is a trunk group in a list: no capacity in it (APIO 7.1).
type apioTrunkGroupItem struct {
	Name         string          `json:"name"`
	Department   *apioDepartment `json:"department,omitempty"`
	DeviceName   string          `json:"deviceName,omitempty"`
	DeviceLevel  string          `json:"deviceLevel,omitempty"`
	GroupID      string          `json:"groupId"`
	TrunkingMode string          `json:"trunkingMode"`
}

type apioDepartment struct {
	TenantID       string `json:"tenantId"`
	GroupID        string `json:"groupId"`
	DepartmentName string `json:"departmentName"`
	FullPathName   string `json:"fullPathName,omitempty"`
}

// departmentOf reads a full path such as `Sales \ Inside`: the name is its last part.
func departmentOf(tenantID, groupID, fullPath string) *apioDepartment {
	if fullPath == "" {
		return nil
	}
	parts := strings.Split(fullPath, ` \ `)
	return &apioDepartment{TenantID: tenantID, GroupID: groupID, DepartmentName: parts[len(parts)-1], FullPathName: fullPath}
}

func (a *apio) listTrunkGroups(c *call) response {
	g, absent, found := a.groupOf(c)
	if !found {
		return absent
	}
	if g.Trunking == nil {
		return notAssigned()
	}
	asked, refused, good := parseCriteria(c, "TrunkGroupName")
	if !good {
		return refused
	}
	groups := []group{g}
	if asked.asked["includeEnterpriseTrunkGroups"] == "true" {
		if t, _ := a.world.tenant(c.names[0]); t.Type != enterprise {
			return refusedBelow("includeEnterpriseTrunkGroups is for enterprises alone")
		}
		groups = a.world.groups(c.names[0])
	}
	list := []apioTrunkGroupItem{}
	for _, g := range groups {
		list = append(list, trunkGroupItems(c.names[0], g, asked)...)
	}
	if refused, over := asked.exceeded(len(list)); over {
		return refused
	}
	return ok(map[string]any{"trunks": list})
}

func trunkGroupItems(tenantID string, g group, asked criteria) []apioTrunkGroupItem {
	if g.Trunking == nil {
		return nil
	}
	var list []apioTrunkGroupItem
	for _, t := range g.TrunkGroups {
		if !asked.is("trunkingMode", t.mode()) || !asked.match(map[string]string{"TrunkGroupName": t.Name}) {
			continue
		}
		list = append(list, apioTrunkGroupItem{
			Name: t.Name, Department: departmentOf(tenantID, g.ID, t.Department),
			DeviceName: t.DeviceName, DeviceLevel: t.DeviceLevel, GroupID: g.ID, TrunkingMode: t.mode(),
		})
	}
	return list
}

func (a *apio) showTrunkGroup(c *call) response {
	g, absent, found := a.groupOf(c)
	if !found {
		return absent
	}
	if g.Trunking == nil {
		return notAssigned()
	}
	for _, t := range g.TrunkGroups {
		if t.Name == c.names[2] {
			return ok(newAPIOTrunkGroup(c.names[0], g.ID, t))
		}
	}
	return gatewayError(http.StatusNotFound, "trunk group not found: "+c.names[2])
}
