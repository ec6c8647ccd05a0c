package apiclient

import "errors"

// ErrNoReport says that a tenant's capacity cannot be had in one call: that the
// server does not offer it, or has nothing to say there for this tenant. What the
// single calls say decides then.
var ErrNoReport = errors.New("no capacity report")

// CapacityReport is the limits of a tenant and of all its groups, read with one
// call. Groups stand in the server's order. A report is complete as far as it can be
// seen: of a group that it leaves out nothing in it tells.
type CapacityReport struct {
	Tenant TenantCapacity
	// TenantTold is false where the report says nothing readable of the tenant's own
	// limits; the single call tells then.
	TenantTold bool
	Groups     []GroupReport
}

// GroupReport is one group of a CapacityReport.
type GroupReport struct {
	Group    Group
	Capacity GroupCapacity // where Told
	State    ReportState
}

// ReportState says what a report tells of a group.
type ReportState int

// The states. The zero value is a group of which only that it exists is told: its
// single call tells the rest.
const (
	Untold          ReportState = iota
	Told                        // its capacity
	ToldNotAssigned             // that trunking is not assigned to it
)
