package simulator

import "banyan/capacity"

// service is a service of a group, or of all groups of a tenant: how many instances
// may be there, and how many are. The two clients of the APIs that are known call the
// one of trunking "Trunk Group" and count trunk groups under it.
type service struct {
	name     string
	given    capacity.Limit // authorised: zero is not authorised
	allowed  capacity.Limit // the most that the level above permits
	assigned bool
	inUse    *int // nil where it is not known
}

const trunkingService = "Trunk Group"

// otherServices are some that are there beside trunking, so that a client has to pick.
func otherServices() []service {
	return []service{
		{name: "Auto Attendant", given: capacity.Must(2), allowed: capacity.Unlimited(), assigned: true, inUse: new(1)},
		{name: "Hunt Group", given: capacity.Unlimited(), allowed: capacity.Unlimited(), inUse: new(0)},
		{name: "Meet-Me Conferencing", inUse: new(0)},
	}
}

func licences(l *limitFile) capacity.Limit { return limitOr(l, limitFile{capacity.Unlimited()}) }

// trunkingOfGroup is the service of trunking in one group.
func trunkingOfGroup(t tenant, g group) service {
	s := service{
		name: trunkingService, given: licences(g.Licences), allowed: licences(t.Licences), assigned: g.Trunking != nil, inUse: new(0),
	}
	if s.assigned {
		*s.inUse = len(g.TrunkGroups)
	}
	return s
}

// groupServices are all of them that a group has.
func groupServices(t tenant, g group) []service {
	return append(otherServices(), trunkingOfGroup(t, g))
}
