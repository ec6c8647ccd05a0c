package routing

import "slices"

// Field names a part of a Trunk, spelt as the API spells it (APIO 8.2). The zero
// value names nothing.
type Field string

// The fields of an enterprise trunk. Mode has no field of its own in the object:
// it follows from which of two routing objects is there.
const (
	FieldName                      Field = "name"
	FieldMode                      Field = "mode"
	FieldOrderingAlgorithm         Field = "orderingAlgorithm"
	FieldRoutes                    Field = "routes"
	FieldMaxReroutesWithinPriority Field = "maximumRerouteAttemptsWithinPriority"
	FieldMaxReroutes               Field = "maximumRerouteAttempts"
	FieldExhaustionAction          Field = "routeExhaustionAction"
	FieldExhaustionDestination     Field = "routeExhaustionDestination"
	FieldCapacityManagement        Field = "enableCapacityManagement"
	FieldMaxActiveCalls            Field = "maxActiveCalls"
	FieldMaxIncomingCalls          Field = "maximumActiveIncomingCallsAllowed"
	FieldMaxOutgoingCalls          Field = "maximumActiveOutgoingCallsAllowed"
	FieldReservedCalls             Field = "minimumActiveCallsReserved"
	FieldTrapInitialCalls          Field = "capacityExceededTrapInitialCalls"
	FieldTrapOffsetCalls           Field = "capacityExceededTrapOffsetCalls"
)

// Fields returns every field, in the order of the form.
func Fields() []Field {
	var out []Field
	for _, c := range new(Trunk).columns() {
		out = append(out, c.field)
	}
	return out
}

// Seldom returns the fields that few servers have: see Trunk.Reported.
func Seldom() []Field {
	return []Field{FieldMaxIncomingCalls, FieldMaxOutgoingCalls, FieldReservedCalls}
}

// Range returns what a number may be, where most is 0 for one without an upper bound (supplement 6).
func (f Field) Range() (least, most int) {
	switch f {
	case FieldMaxReroutes, FieldMaxReroutesWithinPriority:
		return MinReroutes, MostReroutes
	case FieldMaxActiveCalls:
		return 1, 0
	}
	return 0, 0
}

// IsClearable reports whether the backend takes a field without a number (supplement 6). Without
// one a maximum is none, and no calls are reserved.
func (f Field) IsClearable() bool { return f == FieldMaxActiveCalls || slices.Contains(Seldom(), f) }

// ClearDoubt says what to know about taking a clearable number away: neither dialect documents how
// (APIO 8.2, supplement 6).
func (f Field) ClearDoubt() string {
	text := "how this server takes " + f.Label() + " away is not documented: null is sent, and reading it back tells"
	if f == FieldReservedCalls {
		return text
	}
	return text + "; should it become 0, no such call gets through"
}

// Label returns the field in the words of the screens, and the API's own word for
// a field that is none of ours.
func (f Field) Label() string { return new(Trunk).column(f).label }
