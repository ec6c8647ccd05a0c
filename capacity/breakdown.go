package capacity

// Figures sets one level's own limit against what the level below was given.
// Allocated is configuration, not live load.
type Figures struct {
	Own        Reading
	Allocated  Sum
	Difference Difference // Own minus Allocated
}

// Breakdown is the capacity of a tenant, level by level, with what is wrong or
// doubtful in it. Analyze makes it.
type Breakdown struct {
	Tenant Tenant

	Calls             Figures // groups' maxActiveCalls
	BurstingAvailable Figures // groups' burstingMaxAvailableActiveCalls: the documented figure
	BurstingAllocated Figures // groups' burstingMaxActiveCalls

	Groups     []GroupBreakdown // in the server's order
	GroupsRead int              // groups whose own figures and trunk groups were all read
	Complete   bool             // every figure of every level was read

	Findings []Finding // of all levels, worst first
}

// GroupBreakdown is the capacity of one group.
type GroupBreakdown struct {
	Group    Group
	Calls    Figures // trunk groups' maxActiveCalls
	Bursting Figures // trunk groups' burstingMaxActiveCalls
	Complete bool
	Findings []Finding // of the group and of its trunk groups, worst first
}
