package viewtest

import "banyan/internal/routing"

// LongRouting has a hundred routes.
func LongRouting() routing.Trunk {
	trunk := routing.Trunk{Mode: routing.Weighted}
	for range 100 {
		trunk.Routes = append(trunk.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: "g", Name: "t"}, Priority: 1, Weight: 1})
	}
	return trunk
}

// OrderedTrunk is HQTrunk with the routes in order.
func OrderedTrunk() routing.Trunk {
	t := HQTrunk()
	t.Mode, t.OrderingAlgorithm, t.MaxReroutesWithinPriority = routing.Ordered, routing.Overflow, nil
	for i := range t.Routes {
		t.Routes[i].Priority, t.Routes[i].Weight = 0, 0
	}
	return t
}

// HQTrunk is a weighted trunk of four routes in three priorities.
func HQTrunk() routing.Trunk {
	return routing.Trunk{
		Name: "HQ-Inbound", Mode: routing.Weighted, MaxReroutes: new(2), MaxReroutesWithinPriority: new(3),
		ExhaustionAction: routing.Forward, ExhaustionDestination: "+3225550100", CapacityManagement: new(bool),
		Routes: []routing.Route{
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Existing"}, Priority: 1, Weight: 70},
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpAntwerp", Name: "Trunk-Antwerp"}, Priority: 1, Weight: 30},
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpGhent", Name: "Trunk-Backup"}, Priority: 2, Weight: 1},
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpLiege", Name: "Trunk-Liege"}, Priority: 3, Weight: 1},
		},
	}
}

// Routings are a weighted trunk with capacity management and an ordered one.
func Routings() (weighted, ordered routing.Trunk) {
	weighted = routing.Trunk{
		Mode: routing.Weighted, MaxReroutes: new(5), MaxReroutesWithinPriority: new(3),
		ExhaustionAction: "Forward", ExhaustionDestination: "+3225550100",
		CapacityManagement: new(true), MaxActiveCalls: new(24), TrapInitialCalls: new(10), TrapOffsetCalls: new(5),
		Routes: []routing.Route{
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpTest", Name: "APIO_Trunk_Group_Existing"}, Priority: 1, Weight: 70},
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpAntwerp", Name: "Trunk-Antwerp"}, Priority: 1, Weight: 30},
			{TrunkGroup: routing.Key{GroupID: "ApioEntGrpGhent", Name: "Trunk-Backup"}, Priority: 2, Weight: 65536},
		},
	}
	ordered = routing.Trunk{
		Mode: routing.Ordered, OrderingAlgorithm: "Ordered Load Balancing", MaxReroutes: new(10), ExhaustionAction: "None", CapacityManagement: new(bool),
		Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "g2", Name: "second"}}, {TrunkGroup: routing.Key{GroupID: "g1", Name: "first"}}},
	}
	return weighted, ordered
}
