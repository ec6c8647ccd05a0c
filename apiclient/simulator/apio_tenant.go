package simulator

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
