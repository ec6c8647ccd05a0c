package routing

import (
	"cmp"
	"slices"
)

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
