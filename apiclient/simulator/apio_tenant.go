package simulator

// apioTenant is a tenant in the list and on its own (APIO 4).
func apioTenant(t tenant) rawObject {
	return members("tenantId", t.ID, "name", t.Name, "type", t.Type, "defaultDomain", t.DefaultDomain, "supportEmail?", t.SupportEmail,
		"useCustomRoutingProfile", false, "useTenantLanguages", false, "resellerId?", t.ResellerID)
}

func (a *apio) listTenants(c *call) response {
	asked := parseCriteria(c)
	list := []rawObject{}
	for _, t := range a.world.tenants() {
		if asked.is("type", t.Type) && asked.is("resellerId", t.ResellerID) && asked.match("TenantId", t.ID) {
			list = append(list, apioTenant(t))
		}
	}
	return a.list(asked, "tenants", list)
}

func (a *apio) showTenant(c *call) response { return ok(apioTenant(a.tenantOf(c))) }

func (a *apio) listGroups(c *call) response { return a.groupList(c, a.tenantOf(c)) }

// searchGroups looks in the whole system (APIO 5).
func (a *apio) searchGroups(c *call) response { return a.groupList(c, a.world.tenants()...) }

func (a *apio) groupList(c *call, among ...tenant) response {
	asked := parseCriteria(c)
	list := []rawObject{}
	for _, t := range among {
		for _, g := range a.world.groups(t.ID) {
			if asked.match("TenantId", t.ID, "GroupId", g.ID, "GroupName", g.Name) {
				list = append(list, members("groupId", g.ID, "groupName", g.Name, "userLimit", g.UserLimit, "tenantId", t.ID))
			}
		}
	}
	return a.list(asked, "groups", list)
}

// showGroup shows a group on its own: without its ID (APIO 5).
func (a *apio) showGroup(c *call) response {
	t, g := a.tenantOf(c), a.group(c.names[0], c.names[1])
	return ok(members("defaultDomain", t.DefaultDomain, "userLimit", g.UserLimit, "userCount", g.UserLimit*3/4,
		"groupName", g.Name, "cliName", g.Name, "timeZone", "Europe/Brussels", "resellerId?", t.ResellerID))
}
