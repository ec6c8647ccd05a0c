package routing

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
)

// The ranges of the numbers and the lengths of the names (APIO 8.2).
const (
	MinPriority       = 1
	MaxPriority       = 10
	MinWeight         = 1
	MaxWeight         = 65536
	MinReroutes       = 1
	MostReroutes      = 10
	MaxNameLength     = 30  // characters, of trunks, groups and trunk groups
	MaxDestinationLen = 161 // characters
)

// What happens to a call when the routes are exhausted (routeExhaustionAction).
const (
	None    = "None"    // nothing further: the call fails
	Forward = "Forward" // it goes to the destination
)

// The ordering algorithms (APIO 8.2), with the spaces of the API.
const (
	Overflow             = "Overflow"
	OrderedLoadBalancing = "Ordered Load Balancing"
	MostIdle             = "Most Idle"
	LeastIdle            = "Least Idle"
)

// Algorithms returns the four ordering algorithms, in the order of the API's page.
func Algorithms() []string {
	return []string{OrderedLoadBalancing, Overflow, MostIdle, LeastIdle}
}

// Mode says how an enterprise trunk spreads its calls. The zero value means
// that the mode was not reported.
type Mode string

// The two modes, spelt as the API spells them in its trunk list (routingMode).
const (
	Ordered  Mode = "ordered"
	Weighted Mode = "weighted"
)

// Key names a trunk group within a tenant. A trunk group's name is unique only
// inside its group (OCI), so both parts are needed. The zero value names nothing.
type Key struct {
	GroupID string
	Name    string
}

// String returns the name with the group behind it, as they are: whoever draws
// them makes them safe.
func (k Key) String() string { return k.Name + " (" + k.GroupID + ")" }

// Route is one entry of an enterprise trunk's routing list. Priority (1 to 10,
// lower is tried first) and Weight (1 to 65536) mean something in weighted mode
// alone; elsewhere they are zero.
type Route struct {
	TrunkGroup Key
	Priority   int
	Weight     int
}

// Trunk is an enterprise trunk's routing as the server last reported it. A nil
// pointer is a value that was not reported. The zero value is a trunk of which
// nothing is known.
type Trunk struct {
	Name              string
	Mode              Mode
	OrderingAlgorithm string  // ordered mode; empty when not reported
	Routes            []Route // in the order of the routing list

	MaxReroutes               *int   // maximumRerouteAttempts, 1 to 10
	MaxReroutesWithinPriority *int   // weighted mode, 1 to 10
	ExhaustionAction          string // "None", "Forward", or empty when not reported
	ExhaustionDestination     string // phone number or SIP URI, with Forward

	CapacityManagement *bool
	MaxActiveCalls     *int // with capacity management, at least 1
	TrapInitialCalls   *int // first SNMP trap above this many calls
	TrapOffsetCalls    *int // a further trap each time the count grows by this
}

// New returns what the form starts from for a trunk that does not exist yet: every
// field set, because the server's own defaults are not documented, no route, and
// the highest reroute limit, so that no route is left out unless somebody says so.
func New(name string) Trunk {
	return Trunk{
		Name: name, Mode: Ordered, OrderingAlgorithm: Overflow, MaxReroutes: new(MostReroutes),
		ExhaustionAction: None, CapacityManagement: new(bool),
	}
}

// Text returns the value of one field as a screen shows it: a number in decimal,
// a switch as "on" or "off", routes in the order of the list. What was not reported
// is empty, and so is a field that is none of ours.
func (t Trunk) Text(f Field) string {
	switch f {
	case FieldName:
		return t.Name
	case FieldMode:
		return string(t.Mode)
	case FieldOrderingAlgorithm:
		return t.OrderingAlgorithm
	case FieldRoutes:
		return t.routesText()
	case FieldExhaustionAction:
		return t.ExhaustionAction
	case FieldExhaustionDestination:
		return t.ExhaustionDestination
	case FieldCapacityManagement:
		return switchText(t.CapacityManagement)
	case FieldMaxReroutes, FieldMaxReroutesWithinPriority, FieldMaxActiveCalls, FieldTrapInitialCalls, FieldTrapOffsetCalls:
		if n := *t.number(f); n != nil {
			return strconv.Itoa(*n)
		}
	}
	return ""
}

// number returns where t keeps the number of f, which is a field with a number.
func (t *Trunk) number(f Field) **int {
	switch f {
	case FieldMaxReroutesWithinPriority:
		return &t.MaxReroutesWithinPriority
	case FieldMaxActiveCalls:
		return &t.MaxActiveCalls
	case FieldTrapInitialCalls:
		return &t.TrapInitialCalls
	case FieldTrapOffsetCalls:
		return &t.TrapOffsetCalls
	default:
		return &t.MaxReroutes
	}
}

func (t Trunk) routesText() string {
	texts := make([]string, len(t.Routes))
	for i, r := range t.Routes {
		texts[i] = r.TrunkGroup.String()
		if t.Mode == Weighted {
			texts[i] += " " + strconv.Itoa(r.Priority) + "/" + strconv.Itoa(r.Weight)
		}
	}
	return strings.Join(texts, ", ")
}

func switchText(on *bool) string {
	switch {
	case on == nil:
		return ""
	case *on:
		return "on"
	}
	return "off"
}

// Unset returns the fields that a new enterprise trunk has to be given and t does not have. Which
// defaults a server takes for them is not documented, so none is left to it.
func (t Trunk) Unset() []Field {
	var out []Field
	for _, field := range []struct {
		name   Field
		absent bool
	}{
		{FieldName, t.Name == ""},
		{FieldMaxReroutes, t.MaxReroutes == nil},
		{FieldExhaustionAction, t.ExhaustionAction == ""},
		{FieldExhaustionDestination, t.ExhaustionAction == Forward && t.ExhaustionDestination == ""},
		{FieldOrderingAlgorithm, t.Mode == Ordered && t.OrderingAlgorithm == ""},
		{FieldMaxReroutesWithinPriority, t.Mode == Weighted && t.MaxReroutesWithinPriority == nil},
	} {
		if field.absent {
			out = append(out, field.name)
		}
	}
	return out
}

// Clone returns a copy that shares nothing with t.
func (t Trunk) Clone() Trunk {
	t.Routes = slices.Clone(t.Routes)
	t.MaxReroutes = pointed(t.MaxReroutes)
	t.MaxReroutesWithinPriority = pointed(t.MaxReroutesWithinPriority)
	t.CapacityManagement = pointed(t.CapacityManagement)
	t.MaxActiveCalls = pointed(t.MaxActiveCalls)
	t.TrapInitialCalls = pointed(t.TrapInitialCalls)
	t.TrapOffsetCalls = pointed(t.TrapOffsetCalls)
	return t
}

// Canonical returns a copy without the fields that are known not to apply. A field
// stays when it is not known whether it applies: beside a mode, an action or a
// switch that was not reported. The routes keep the order of the list, in weighted
// mode too, where Equal does not look at it.
func (t Trunk) Canonical() Trunk {
	t = t.Clone()
	switch t.Mode {
	case Ordered:
		t.MaxReroutesWithinPriority = nil
		for i := range t.Routes {
			t.Routes[i].Priority, t.Routes[i].Weight = 0, 0
		}
	case Weighted:
		t.OrderingAlgorithm = ""
	}
	if t.ExhaustionAction != "" && t.ExhaustionAction != Forward {
		t.ExhaustionDestination = ""
	}
	if t.CapacityManagement != nil && !*t.CapacityManagement {
		t.MaxActiveCalls, t.TrapInitialCalls, t.TrapOffsetCalls = nil, nil, nil
	}
	return t
}

// Equal reports whether both mean the same routing: the same in every field that
// applies, the routes in the same order, or in weighted mode in any order.
func (t Trunk) Equal(o Trunk) bool {
	t, o = t.Canonical(), o.Canonical()
	return same(t, o, Fields()...)
}

// same compares canonical trunks in some fields.
func same(a, b Trunk, fields ...Field) bool {
	return !slices.ContainsFunc(fields, func(f Field) bool {
		if f == FieldRoutes {
			return !sameRoutes(a, b)
		}
		return a.Text(f) != b.Text(f)
	})
}

func sameRoutes(a, b Trunk) bool {
	if a.Mode == Weighted && b.Mode == Weighted {
		return slices.Equal(sorted(a.Routes), sorted(b.Routes))
	}
	return slices.Equal(a.Routes, b.Routes)
}

func sorted(routes []Route) []Route {
	return slices.SortedFunc(slices.Values(routes), func(a, b Route) int {
		return cmp.Or(
			cmp.Compare(a.Priority, b.Priority),
			cmp.Compare(a.TrunkGroup.GroupID, b.TrunkGroup.GroupID),
			cmp.Compare(a.TrunkGroup.Name, b.TrunkGroup.Name),
			cmp.Compare(a.Weight, b.Weight),
		)
	})
}

func pointed[T any](p *T) *T {
	if p == nil {
		return nil
	}
	return new(*p)
}
