package capacity

// Assignment says whether trunking is assigned to a tenant or a group. The zero
// value means that it was not read yet.
type Assignment int

// The states of an Assignment.
const (
	AssignmentUnread Assignment = iota
	Assigned
	NotAssigned // trunking is not given to this level: it counts as zero calls
)

// Tenant is what has been read of a tenant's capacity so far: the input of
// Analyze. The zero value is a tenant of which nothing was read.
type Tenant struct {
	ID, Name   string
	Assignment Assignment

	MaxActiveCalls         Reading
	BurstingMaxActiveCalls Reading

	GroupsListed bool    // Groups is the whole list
	Groups       []Group // in the server's order
}

// Group is what has been read of a group's capacity so far. The zero value is a
// group of which nothing was read.
type Group struct {
	ID, Name   string
	Assignment Assignment

	MaxActiveCalls                  Reading
	MaxAvailableActiveCalls         Reading // the most that the tenant permits
	BurstingMaxActiveCalls          Reading
	BurstingMaxAvailableActiveCalls Reading

	Licence Licence // of its trunk groups, where a reading of the figures tells it

	TrunkGroupsListed bool         // TrunkGroups is the whole list
	TrunkGroups       []TrunkGroup // in the server's order
}

// addInUse adds the calls in use of the trunk groups, each a part.
func (g Group) addInUse(sum Sum) Sum {
	for _, t := range g.TrunkGroups {
		sum = sum.Add(t.InUse)
	}
	if !g.TrunkGroupsListed && g.Assignment != NotAssigned {
		return sum.Open()
	}
	return sum
}

// TrunkGroup is what has been read of a trunk group's capacity so far. The zero
// value is a trunk group of which nothing was read.
type TrunkGroup struct {
	Name   string
	Device string // its access device, where the list that names it tells that

	MaxActiveCalls         Reading
	BurstingMaxActiveCalls Reading // zero where bursting is off
	MaxIncomingCalls       Reading // not read also where there is no limit of its own
	MaxOutgoingCalls       Reading // not read also where there is no limit of its own

	InUse Reading // calls there were when it was read, in both directions; not read where the system does not tell it

	Down        bool // the system reports the trunk group as not available
	StateUnread bool // whether it does was not read: then Down says nothing

	UsedBy []string // enterprise trunks known to route to it
}

// own returns what a reading counts as: zero where trunking is not assigned.
func (a Assignment) own(r Reading) Reading {
	if a == NotAssigned {
		return Read(Limit{})
	}
	return r
}

// String returns "assigned", "not assigned" or "not read".
func (a Assignment) String() string {
	return map[Assignment]string{AssignmentUnread: "not read", Assigned: "assigned", NotAssigned: "not assigned"}[a]
}
