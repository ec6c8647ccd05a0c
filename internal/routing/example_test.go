package routing_test

import (
	"fmt"
	"time"

	"banyan/internal/routing"
)

func ExampleTrunk_Shares() {
	t := weighted(r("Brussels", 1, 70), r("Antwerp", 1, 30), r("Ghent", 2, 1))
	for i, share := range t.Shares() {
		fmt.Printf("%d  %-8s %3d%%\n", t.Routes[i].Priority, t.Routes[i].TrunkGroup.Name, share)
	}
	// Output:
	// 1  Brussels  70%
	// 1  Antwerp   30%
	// 2  Ghent    100%
}

func ExampleTrunk_Without() {
	t := weighted(r("Brussels", 1, 70), r("Antwerp", 1, 30), r("Ghent", 2, 1))
	effect := t.Without(func(k routing.Key) bool { return k.Name != "Ghent" })
	for _, route := range effect.Routes {
		fmt.Printf("%-8s %3d%% -> %3d%%\n", route.Route.TrunkGroup.Name, route.Before, route.After)
	}
	for _, notice := range effect.Notices {
		fmt.Println(notice.Text)
	}
	// Output:
	// Brussels  70% ->   0%
	// Antwerp   30% ->   0%
	// Ghent    100% -> 100%
	// ONE ROUTE LEFT: no overflow
	// priority 2 is tried first: nothing remains of priority 1
	// None: when routes are exhausted the call fails
}

func ExampleDiff() {
	d := routing.NewDraft(weighted(r("Brussels", 1, 70), r("Antwerp", 1, 30)), nil)
	d = d.Equalise(0).SetNumber(routing.FieldMaxReroutes, new(2))
	for _, change := range routing.Diff(d.Base, d.Mine) {
		fmt.Println(change)
	}
	// Output:
	// weight of Brussels (g): 70 -> 50
	// weight of Antwerp (g): 30 -> 50
	// max reroutes: 10 -> 2
}

func ExampleMerge() {
	base := ordered("Brussels", "Antwerp")
	theirs := ordered("Brussels", "Antwerp", "Ghent")
	mine := routing.NewDraft(base, nil).Move(0, 1).SetName("HQ2").Mine

	merged, conflicts := routing.Merge(base, theirs, mine)
	for _, c := range conflicts {
		fmt.Printf("%s\n  base    %s\n  theirs  %s\n  mine    %s\n", c.Field.Label(), c.Base, c.Theirs, c.Mine)
	}
	fmt.Println(merged.Name, merged.Text(routing.FieldRoutes))
	fmt.Println(merged.Take(routing.FieldRoutes, mine).Text(routing.FieldRoutes))
	// Output:
	// routes
	//   base    Brussels (g), Antwerp (g)
	//   theirs  Brussels (g), Antwerp (g), Ghent (g)
	//   mine    Antwerp (g), Brussels (g)
	// HQ2 Brussels (g), Antwerp (g), Ghent (g)
	// Antwerp (g), Brussels (g)
}

func ExampleDraft_Park() {
	show := func(d routing.Draft) {
		for _, row := range d.Rows() {
			fmt.Print(row.TrunkGroup.Name, " ", row.Weight, " parked:", row.Parked, "; ")
		}
		fmt.Println("sent:", d.Mine.Text(routing.FieldRoutes))
	}
	d := routing.NewDraft(weighted(r("Brussels", 1, 70), r("Antwerp", 1, 30)), nil)
	d = d.Park(0, "SIP trunk down", time.Date(2025, 11, 21, 2, 14, 0, 0, time.UTC))
	show(d)

	saved := routing.NewDraft(d.Mine, d.Parked)
	show(saved.Unpark(0))
	// Output:
	// Brussels 70 parked:true; Antwerp 30 parked:false; sent: Antwerp (g) 1/30
	// Brussels 70 parked:false; Antwerp 30 parked:false; sent: Brussels (g) 1/70, Antwerp (g) 1/30
}

func ExampleDraft_SwitchMode() {
	d := routing.NewDraft(ordered("Brussels", "Antwerp"), nil)
	d, _ = d.SwitchMode()
	fmt.Println(d.Mine.Text(routing.FieldMode), d.Mine.Text(routing.FieldRoutes))
	d, _ = d.SwitchMode()
	fmt.Println(d.Mine.Text(routing.FieldMode), d.Mine.Text(routing.FieldRoutes), d.Changed())
	// Output:
	// weighted Brussels (g) 1/1, Antwerp (g) 2/1
	// ordered Brussels (g), Antwerp (g) false
}
