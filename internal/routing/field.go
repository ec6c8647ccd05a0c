package routing

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

// Label returns the field in the words of the screens, and the API's own word for
// a field that is none of ours.
func (f Field) Label() string { return new(Trunk).column(f).label }
