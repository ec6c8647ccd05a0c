package apiclient

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"banyan/capacity"
	"banyan/internal/routing"
)

// TenantType is one of the two kinds of tenant. The zero value means that the server did not say.
type TenantType string

// The two types, spelt as the API spells them.
const (
	ServiceProvider TenantType = "ServiceProvider"
	Enterprise      TenantType = "Enterprise"
)

// Tenant is one row of the tenant list. Only ID is sure to be set.
type Tenant struct {
	ID         string
	Name       string
	Type       TenantType
	ResellerID string
}

// FoundGroup is one row of a search for groups. Only ID is sure to be set.
type FoundGroup struct{ Tenant, ID, Name string }

// Group is one row of a tenant's group list. Only ID is sure to be set.
type Group struct {
	ID   string
	Name string
}

// TenantCapacity is what a tenant may carry. A Reading that is not read was
// missing from the answer.
type TenantCapacity struct {
	MaxActiveCalls         capacity.Reading
	BurstingMaxActiveCalls capacity.Reading
}

// GroupCapacity is what a group may carry and the most that its tenant permits
// it (the Available figures). A Reading that is not read was missing from the answer.
type GroupCapacity struct {
	MaxActiveCalls                  capacity.Reading
	MaxAvailableActiveCalls         capacity.Reading
	BurstingMaxActiveCalls          capacity.Reading
	BurstingMaxAvailableActiveCalls capacity.Reading
}

// TrunkGroupItem is one row of a group's trunk-group list. The list carries no
// capacity figures (APIO 7.1, Odin call 4): those are in the detail.
type TrunkGroupItem struct {
	GroupID string
	Name    string
	Device  string // where told
	Level   string // of the device, where told: "System", "Service Provider" or "Group"
}

// TrunkGroup is the detail of a trunk group. A Reading that is not read was not
// reported: for a direction limit that means "no limit of its own", for state
// and calls in use that the system does not report them.
type TrunkGroup struct {
	GroupID string
	Name    string

	MaxActiveCalls   capacity.Reading
	MaxIncomingCalls capacity.Reading
	MaxOutgoingCalls capacity.Reading

	EnableBursting           *bool            // nil when not reported, which is not off
	BurstingMaxActiveCalls   capacity.Reading // zero where bursting is off
	BurstingMaxIncomingCalls capacity.Reading
	BurstingMaxOutgoingCalls capacity.Reading

	State               string // trunkGroupState as reported, or empty
	ActiveIncomingCalls *int   // totalActiveIncomingCalls, where reported
	ActiveOutgoingCalls *int   // totalActiveOutgoingCalls, where reported
	Forwarding          string // the call-forwarding-always, unreachable or exceeded action in force, in words; or empty

	// Fields holds every field of the answer in the server's order, nested
	// objects flattened with dots, secrets left out.
	Fields []Field
}

// Field returns the value of one of Fields by its name, and false where the answer has none.
func (t TrunkGroup) Field(name string) (value string, ok bool) {
	i := slices.IndexFunc(t.Fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return "", false
	}
	return t.Fields[i].Value, true
}

// InUse returns how many calls there were when it was read, and false where that is not reported of both
// directions.
func (t TrunkGroup) InUse() (calls int, known bool) {
	if t.ActiveIncomingCalls == nil || t.ActiveOutgoingCalls == nil {
		return 0, false
	}
	return *t.ActiveIncomingCalls + *t.ActiveOutgoingCalls, true
}

// Field is one field of a record as the server spelt it, its value as text; or a setting that is
// to change, in the words of trunkgroup.Field, where an empty value takes it away.
type Field struct {
	Name  string
	Value string
}

// TrunkOwner names whose an enterprise trunk is: a tenant's, where Group is empty, or
// that of one of its groups (Odin has them at the groups of a service provider).
type TrunkOwner struct {
	Tenant string
	Group  string
}

// String returns the owner in words: "tenant foo", or "group bar of tenant foo".
func (o TrunkOwner) String() string {
	if o.Group == "" {
		return "tenant " + o.Tenant
	}
	return "group " + o.Group + " of tenant " + o.Tenant
}

// EnterpriseTrunkItem is one row of a tenant's enterprise-trunk list.
// RoutingMode is "ordered", "weighted" or empty when not reported. GroupID is the
// group that owns it, empty where the tenant does.
type EnterpriseTrunkItem struct {
	Name        string
	RoutingMode string
	GroupID     string
}

// TrunkGroupCriteria narrows the list of trunk groups that may join an enterprise trunk.
// The zero value asks for all. Criteria combine with AND; each is sent once, and an
// empty one not at all. The names follow the API's thirteen criteria (responseSizeLimit;
// sensitive and insensitive, GroupId and TrunkGroupName, Starts, Contains, Equals).
type TrunkGroupCriteria struct {
	ResponseSizeLimit int // at least 1; zero leaves it out

	SensitiveGroupIDStarts     string
	SensitiveGroupIDContains   string
	SensitiveGroupIDEquals     string
	InsensitiveGroupIDStarts   string
	InsensitiveGroupIDContains string
	InsensitiveGroupIDEquals   string

	SensitiveTrunkGroupNameStarts     string
	SensitiveTrunkGroupNameContains   string
	SensitiveTrunkGroupNameEquals     string
	InsensitiveTrunkGroupNameStarts   string
	InsensitiveTrunkGroupNameContains string
	InsensitiveTrunkGroupNameEquals   string
}

// Capabilities says what a dialect is known to offer. Screens name what is
// missing instead of showing an empty list.
type Capabilities struct {
	Dialect               string // "APIO" or "Odin"
	EnterpriseTrunks      bool   // of tenants of type Enterprise
	GroupEnterpriseTrunks bool   // and of the groups of service providers
	TrunkGroupSearch      bool   // it searches the trunk groups that may join an enterprise trunk itself
	NotOffered            string // what it is not known to report, in words for a screen; or empty
}

// Document is an object as it was read for an edit, with every field that the
// server sent, known or not.
type Document struct {
	Raw    json.RawMessage
	ReadAt time.Time // when its answer arrived
}

// WriteOptions says how to spell what servers spell differently. The zero value is
// what the API's field lists say.
type WriteOptions struct {
	// Cleared are the numbers that are taken away. What is wanted has none in their place; one
	// that is not named here and not wanted stays as it is.
	Cleared []routing.Field
	// ForwardAddress sends where calls go when the routes are exhausted as
	// routeExhaustionForwardAddress instead of routeExhaustionDestination (APIO 12).
	ForwardAddress bool
}

// OtherFieldError is a refusal that names another field than the one that was
// sent: the same value may be taken under that name (WriteOptions).
type OtherFieldError struct {
	Sent   string // as it was spelt
	Wanted string // the field that the server names
	Err    error  // the refusal, an *Error
}

func (e *OtherFieldError) Error() string {
	return fmt.Sprintf("the server wants %s instead of %s: %v", e.Wanted, e.Sent, e.Err)
}

// Unwrap returns the refusal.
func (e *OtherFieldError) Unwrap() error { return e.Err }

// ErrNoReport says that something of a tenant cannot be had in one call. By itself it says that
// the server does not offer it, and was perhaps not even asked; with another error beside it,
// that the server was asked, and why its answer is of no use. The single calls decide then.
var ErrNoReport = errors.New("no capacity report")

// CapacityReport is the limits of a tenant, of all its groups and, where the server puts them
// into it, of their trunk groups, read with one call. Groups and trunk groups stand in the
// server's order.
type CapacityReport struct {
	Tenant TenantCapacity
	// TenantReported is false where the report has no readable limits of the tenant's
	// own; the single call has them then.
	TenantReported bool
	// Groups is empty where the report has none: the list has them then.
	Groups []GroupReport
	// TrunkGroups are those of each group of which the report has all, by the id of the
	// group: none of a group that has none. Groups that are missing here were not told of,
	// and all are missing where the report has no trunk groups.
	TrunkGroups map[string][]TrunkGroupReport
}

// TrunkGroupReport is one trunk group of a CapacityReport. Its state, its calls in use and
// where it sends calls are in no report.
type TrunkGroupReport struct {
	Name    string
	Limits  TrunkGroup // where IsWhole; of the limits alone
	IsWhole bool       // all the limits that the single call has are there; else that has to tell
}

// GroupReport is one group of a CapacityReport.
type GroupReport struct {
	Group    Group
	Capacity GroupCapacity // where State is Reported
	State    ReportState
	Licence  capacity.Licence // of its trunk groups; zero where the report does not tell it
}

// ReportState says what a report has of a group.
type ReportState int

// The states. The zero value is a group of which the report has nothing but that it
// exists: its single call has the rest.
const (
	Unreported          ReportState = iota
	Reported                        // its capacity
	ReportedNotAssigned             // that trunking is not assigned to it
)
