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
	return []Field{
		FieldName, FieldMode, FieldOrderingAlgorithm, FieldRoutes, FieldMaxReroutesWithinPriority, FieldMaxReroutes,
		FieldExhaustionAction, FieldExhaustionDestination,
		FieldCapacityManagement, FieldMaxActiveCalls, FieldTrapInitialCalls, FieldTrapOffsetCalls,
	}
}

// Label returns the field in the words of the screens, and the API's own word for
// a field that is none of ours.
func (f Field) Label() string {
	switch f {
	case FieldOrderingAlgorithm:
		return "algorithm"
	case FieldMaxReroutes:
		return "max reroutes"
	case FieldMaxReroutesWithinPriority:
		return "max reroutes within a priority"
	case FieldExhaustionAction:
		return "when exhausted"
	case FieldExhaustionDestination:
		return "destination"
	case FieldCapacityManagement:
		return "capacity management"
	case FieldMaxActiveCalls:
		return "max active calls"
	case FieldTrapInitialCalls:
		return "first trap above"
	case FieldTrapOffsetCalls:
		return "further trap every"
	case FieldName, FieldMode, FieldRoutes:
	}
	return string(f)
}
