package capacity_test

import (
	"fmt"

	"banyan/capacity"
)

// A tenant of 226 calls and 18 bursting, whose groups hold 114 calls and may take
// 36 bursting: the figures of the documented sample.
func ExampleAnalyze() {
	b := capacity.Analyze(sample())
	fmt.Println("calls:", b.Calls.Own, "-", b.Calls.Allocated, "=", b.Calls.Difference)
	fmt.Println("bursting:", b.BurstingAvailable.Own, "-", b.BurstingAvailable.Allocated, "=", b.BurstingAvailable.Difference)
	for _, g := range b.Groups[:2] {
		fmt.Println(g.Group.ID, "calls:", g.Calls.Own, "-", g.Calls.Allocated, "=", g.Calls.Difference)
		fmt.Println(g.Group.ID, "bursting:", g.Bursting.Own, "-", g.Bursting.Allocated, "=", g.Bursting.Difference)
	}
	// Output:
	// calls: 226 - 114 = 112
	// bursting: 18 - 36 = -18
	// GroupIDA calls: 13 - 4 = 9
	// GroupIDA bursting: 2 - 0 = 2
	// GroupIDB calls: 36 - 11 = 25
	// GroupIDB bursting: 2 - 0 = 2
}

// The findings of the same tenant, worst first.
func ExampleAnalyze_findings() {
	for _, f := range capacity.Analyze(sample()).Findings {
		fmt.Println(f.Severity, f.Path, f.Text)
	}
	// Output:
	// notice [foo] BURST AVAILABLE -18: groups may take 36 of 18
	// info [foo] UNUSED 112: groups hold 114 of 226
	// info [foo GroupIDA] UNUSED 9: trunk groups hold 4 of 13
	// info [foo GroupIDB] UNUSED 25: trunk groups hold 11 of 36
}

// A part that was not read leaves a sum that is no number, and a difference that
// is known only where it is negative already.
func ExampleSum() {
	var s capacity.Sum
	for _, calls := range []int{20, 13, 36} {
		s = s.Add(capacity.Read(capacity.Must(calls)))
	}
	fmt.Println(s)
	s = s.Add(capacity.Reading{}).Add(capacity.Reading{})
	fmt.Println(s)
	fmt.Println(capacity.Subtract(capacity.Read(capacity.Must(90)), s))
	fmt.Println(capacity.Subtract(capacity.Read(capacity.Must(64)), s))
	// Output:
	// 69
	// at least 69, 3 of 5 read
	// not read
	// at most -5
}

func ExampleSubtract() {
	given := capacity.Sum{}.Add(capacity.Read(capacity.Must(114)))
	fmt.Println(capacity.Subtract(capacity.Read(capacity.Must(226)), given))
	fmt.Println(capacity.Subtract(capacity.Read(capacity.Unlimited()), given))
	fmt.Println(capacity.Subtract(capacity.Read(capacity.Must(226)), given.Add(capacity.Read(capacity.Unlimited()))))
	fmt.Println(capacity.Subtract(capacity.Reading{}, given))
	// Output:
	// 112
	// unlimited
	// -unlim
	// not read
}

func ExampleFigures_Ratio() {
	own, given := capacity.Read(capacity.Must(20)), capacity.Sum{}.Add(capacity.Read(capacity.Must(31)))
	ratio, ok := capacity.Figures{Own: own, Allocated: given, Difference: capacity.Subtract(own, given)}.Ratio()
	fmt.Println(ratio, ok)
	// Output: 1.55 true
}

func ExampleRatioText() {
	for _, ratio := range []float64{1.55, 1.02, 1, 0.5} {
		fmt.Println(capacity.RatioText(ratio))
	}
	// Output:
	// x1.6
	// x1.02
	// x1.0
	// x0.5
}
