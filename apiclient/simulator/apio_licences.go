package simulator

// showGroupLicences lists the licences of a group. A service that is not authorised
// has a maximum of zero (APIO 6.1).
func (a *apio) showGroupLicences(c *call) response {
	t, g := a.tenantOf(c), a.group(c.names[0], c.names[1])
	list := []rawObject{}
	for _, s := range groupServices(t, g) {
		list = append(list, members("name", s.name, "allocated", newAPIOLimit(s.given), "inUse", s.inUse))
	}
	return apioLicences(c, list)
}

// showTenantLicences lists those of a tenant, with how many its groups were given.
func (a *apio) showTenantLicences(c *call) response {
	t := a.tenantOf(c)
	list := []rawObject{}
	for _, s := range a.world.tenantServices(t) {
		list = append(list, members("name", s.name, "allocated", newAPIOLimit(s.given), "currentlyAllocated?", s.inUse))
	}
	return apioLicences(c, list)
}

func apioLicences(c *call, list []rawObject) response {
	packs := []rawObject{}
	if parseCriteria(c)["includeServicePacks"] == "true" {
		allocated := newAPIOLimit(licences(nil))
		packs = append(packs, members("name", "Trunk user", "description", "", "maximumAllowed", allocated, "allocated", allocated, "currentlyAllocated", 0))
	}
	return ok(members("groupServices", list, "userServices", []rawObject{}, "servicePacks", packs))
}
