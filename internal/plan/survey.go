package plan

import (
	"strings"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/routing"
)

// Scope names what a plan is about: of a tenant a trunk group (Group and Name), a group, which
// is a site (Group), or the trunk groups of a device (Device, with the Group that has it, or of all
// groups where it is none's own). It is comparable. The zero value names nothing.
type Scope struct {
	Tenant string `json:"tenant"`
	Group  string `json:"group,omitempty"`
	Name   string `json:"name,omitempty"`
	Device string `json:"device,omitempty"`
}

// ScopeOf returns the scope of one trunk group.
func ScopeOf(tenant string, key routing.Key) Scope {
	return Scope{Tenant: tenant, Group: key.GroupID, Name: key.Name}
}

// DeviceIn returns the group of the scope of a device that a trunk group of a group stands on: a device
// of a level above the group is that of all trunk groups of the tenant.
func DeviceIn(group, level string) string {
	if strings.EqualFold(level, "group") {
		return group
	}
	return ""
}

// Key returns the trunk group that s names, and false for more than one.
func (s Scope) Key() (routing.Key, bool) {
	return routing.Key{GroupID: s.Group, Name: s.Name}, s.Name != ""
}

// Has reports whether a trunk group of the tenant is in s. The device is the one that it stands
// on, empty where that is not known.
func (s Scope) Has(key routing.Key, device string) bool {
	switch {
	case s.Name != "":
		return key == routing.Key{GroupID: s.Group, Name: s.Name}
	case s.Device != "":
		return s.Device == device && (s.Group == "" || s.Group == key.GroupID)
	}
	return s.Group != "" && s.Group == key.GroupID
}

// String returns s in words, names as they are.
func (s Scope) String() string {
	switch {
	case s.Name != "":
		return "trunk group " + s.Name + " of group " + s.Group
	case s.Device != "" && s.Group != "":
		return "device " + s.Device + " of group " + s.Group
	case s.Device != "":
		return "device " + s.Device
	case s.Group != "":
		return "group " + s.Group
	}
	return "tenant " + s.Tenant
}

// Survey is what was read for a plan. What is not there was not read, and never counts as none.
type Survey struct {
	Trunks      []Trunk
	TrunkGroups []TrunkGroup
	Levels      []Level
	Unread      []Skipped // what could not be read, and why
}

// Trunk is an enterprise trunk as it was read.
type Trunk struct {
	Subject change.Subject
	Image   change.Image
	Parked  []routing.Parked // the rows that are parked on this machine
}

// TrunkGroup is what was read of a trunk group that routes lead to.
type TrunkGroup struct {
	Tenant string `json:"tenant"`
	Group  string `json:"group"`
	Name   string `json:"name"`
	Device string `json:"device,omitempty"` // where told
	Calls  string `json:"calls,omitempty"`  // its limit as change.FigureText has it; empty: not read
	Down   bool   `json:"down,omitempty"`   // its state is reported, and takes no calls
	InUse  *int   `json:"inUse,omitempty"`  // calls that there are now, where reported of both directions
}

// TrunkGroupOf returns what a plan needs of a trunk group that was read, the zero one where it was not.
func TrunkGroupOf(tenant string, key routing.Key, read apiclient.TrunkGroup) TrunkGroup {
	g := TrunkGroup{
		Tenant: tenant, Group: key.GroupID, Name: key.Name,
		Calls: change.FigureText(read.MaxActiveCalls), Down: strings.EqualFold(read.State, "unavailable"),
	}
	if calls, known := read.InUse(); known {
		g.InUse = &calls
	}
	return g
}

// limit is how many calls it may carry, as far as that was read.
func (g TrunkGroup) limit() capacity.Reading {
	reading, _ := change.ParseFigure(g.Calls) // it was made of a figure
	return reading
}

// Level is a limit beside, above or below one that changes: of a tenant, a group or a trunk group.
type Level struct {
	Subject  change.Subject `json:"subject"`
	Calls    string         `json:"calls,omitempty"`    // as change.FigureText has it; empty: not read
	Bursting string         `json:"bursting,omitempty"` // 0 where bursting is off
	Partly   bool           `json:"partly,omitempty"`   // there may be more below it than the survey has
}

// LevelOf returns the limits that an image holds.
func LevelOf(subject change.Subject, image change.Image) Level {
	calls, _ := image.Value(change.MaxActiveCalls)
	return Level{Subject: subject, Calls: calls, Bursting: bursting(image)}
}

// bursting is the bursting of an image: 0 where it is off.
func bursting(image change.Image) string {
	if on, switched := image.Value(change.EnableBursting); switched && strings.EqualFold(on, "false") {
		return "0"
	}
	calls, _ := image.Value(change.BurstingMaxActiveCalls)
	return calls
}
