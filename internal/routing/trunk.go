package routing

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

// Trunk is an enterprise trunk's routing as the server last told it. A nil
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
