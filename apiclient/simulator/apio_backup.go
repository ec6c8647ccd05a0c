package simulator

// Backup says whether APIO serves the backup of a trunk group (supplement 5.2).
type Backup string

// The two kinds of server. The zero value is BackupServed.
const (
	BackupServed Backup = "served"
	BackupAbsent Backup = "absent" // there is no such resource
)

// showBackup shows where the calls of a trunk group go when it is unreachable: which action the
// backup is, and how it is shown where there is none, is a guess (supplement 5.2).
func (a *apio) showBackup(c *call) response {
	_, t := a.trunkGroup(c.names[0], c.names[1], c.names[2])
	mode, to, key := "", "", groupKey{}
	switch d := t.UnreachableDestination; {
	case d != nil && d.RerouteTo != nil:
		mode, key = "Reroute", *d.RerouteTo
	case d != nil:
		mode, to = "Forward", d.ForwardTo
	}
	tenantID := ""
	if key.Name != "" {
		tenantID = c.names[0]
	}
	return ok(members("mode", mode, "destination", to, "trunk", members("tenantId", tenantID, "groupId", key.GroupID, "name", key.Name)))
}

// changeBackup takes all three members: the vendor's own client always sends them.
func (a *apio) changeBackup(c *call) response {
	tenantID := c.names[0]
	g, held := a.trunkGroup(tenantID, c.names[1], c.names[2])
	body, change := objectOf(c), rawObject{}
	must(body.onlySets(nil, "mode", "destination", "trunk"), badRequest)
	for from, to := range map[string]string{
		"mode": "unreachableDestinationAction", "destination": "unreachableDestinationForwardAddress", "trunk": rerouteKey("unreachableDestination"),
	} {
		value, given := body.get(from)
		if !given {
			panic(refusedBelow(from + " is missing"))
		}
		change = change.with(to, value)
	}
	must(writeTrunkGroup(a.world, tenantID, g, held, apioTrunkGroup(tenantID, g.ID, held), change), refusedAll)
	return a.showBackup(c)
}
