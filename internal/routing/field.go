package routing

import (
	"strconv"
	"strings"
)

// Field names a part of a Trunk, spelt as the API spells it (APIO 8.2). The zero
// value names nothing.
type Field string

// The fields of an enterprise trunk. Mode has no field of its own in the object:
// it is told by which of two routing objects is there.
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
