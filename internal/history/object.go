package history

import (
	"cmp"
	"strings"

	"banyan/capacity"
	"banyan/internal/change"
)

// Object is something of a tenant whose fields are compared. It is comparable; the zero value is none.
type Object struct {
	Kind  change.Kind `json:"k"`
	Group string      `json:"g,omitempty"` // of a group, what is in it, and an enterprise trunk that belongs to it
	Name  string      `json:"n,omitempty"`
}

// The lists are objects without fields: when one was seen last is what a new object is newer than.
const (
	groupList      change.Kind = "groups"
	trunkGroupList change.Kind = "trunk groups"
	trunkList      change.Kind = "enterprise trunks"

	// The list of tenants is a history of its own, of a tenant without an id.
	tenantList   change.Kind = "tenants"
	listedTenant change.Kind = "tenant"
)

// Fields of objects that no form edits.
const (
	Trunking = "trunking" // of a tenant or a group: whether trunking is assigned to it
	State    = "state"    // of a trunk group, as the platform reports it
	InUse    = "inUse"    // of a trunk group: calls when it was read. It is a trend
)

// IsTrend reports whether a field is followed without being a change.
func IsTrend(field string) bool { return field == InUse }

// Label returns a field in the words of the screens.
func Label(field string) string {
	if field == Trunking || field == State {
		return field
	}
	return change.Label(field)
}

// Text returns a value of a field of an object for people.
func (o Object) Text(field, value string) string { return change.Text(o.Kind, field, value) }

// ID returns the object's own id: nothing of the tenant.
func (o Object) ID() string {
	if o.Name == "" {
		return o.Group
	}
	return o.Name
}

// Path returns the ids of the object from its tenant down.
func (o Object) Path(tenant string) []string {
	return change.Subject{Tenant: tenant, Group: o.Group, Name: o.Name}.Path()
}

// Has reports whether another object is this one, or is in it.
func (o Object) Has(other Object) bool {
	switch o.Kind {
	case change.TenantCapacity:
		return true
	case change.GroupCapacity:
		return other.Group == o.Group
	case change.TrunkGroup:
		return (other.Kind == o.Kind || other.Kind == change.TrunkGroupBackup) && other.Group == o.Group && other.Name == o.Name
	}
	return o == other
}

// Within returns what has an object: itself first, then what it is in up to its tenant.
func (o Object) Within() []Object {
	within := []Object{o}
	if o.Kind == change.TrunkGroupBackup {
		within = append(within, Object{change.TrunkGroup, o.Group, o.Name})
	}
	if o.Group != "" && o.Kind != change.GroupCapacity {
		within = append(within, Object{Kind: change.GroupCapacity, Group: o.Group})
	}
	if o.Kind != change.TenantCapacity {
		within = append(within, Object{Kind: change.TenantCapacity})
	}
	return within
}

// list returns the list that an object is in; the zero value of what is in none.
func (o Object) list() Object {
	switch o.Kind {
	case change.GroupCapacity:
		return Object{Kind: groupList}
	case change.TrunkGroup:
		return Object{Kind: trunkGroupList, Group: o.Group}
	case change.EnterpriseTrunk:
		return Object{Kind: trunkList, Group: o.Group}
	case listedTenant:
		return Object{Kind: tenantList}
	}
	return Object{}
}

func (o Object) isList() bool {
	return o.Kind == groupList || o.Kind == trunkGroupList || o.Kind == trunkList || o.Kind == tenantList
}

// isApart reports whether it is read on its own, and not with the tenant's capacity.
func (o Object) isApart() bool {
	return o.Kind == change.EnterpriseTrunk || o.Kind == trunkList || o.Kind == change.TrunkGroupBackup
}

// same reports whether two values of a field are equal: the order of a weighted list means nothing.
func (o Object) same(field, a, b string) bool {
	if a == b || o.Kind != change.EnterpriseTrunk || a == "" || b == "" {
		return a == b
	}
	one, err := change.TrunkOf(change.Image{Fields: []change.Field{{Name: field, Value: a}}})
	other, wrong := change.TrunkOf(change.Image{Fields: []change.Field{{Name: field, Value: b}}})
	if err != nil || wrong != nil {
		return false
	}
	return len(change.Differences(change.TrunkImage(one, noDocument()), change.TrunkImage(other, noDocument()))) == 0
}

// assignment is the value of Trunking, empty where it was not read.
func assignment(a capacity.Assignment) string {
	if a == capacity.AssignmentUnread {
		return ""
	}
	return a.String()
}

// compare orders objects by their kind and their names.
func (o Object) compare(other Object) int {
	return cmp.Or(strings.Compare(string(o.Kind), string(other.Kind)), strings.Compare(o.Group, other.Group), strings.Compare(o.Name, other.Name))
}
