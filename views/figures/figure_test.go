package figures

import (
	"testing"

	"banyan/capacity"
	"banyan/internal/viewtest"
)

func TestRatiosSayWhatTheyAre(t *testing.T) {
	figures := func(own capacity.Reading, given ...capacity.Reading) capacity.Figures {
		var sum capacity.Sum
		for _, r := range given {
			sum = sum.Add(r)
		}
		return capacity.Figures{Own: own, Allocated: sum, Difference: capacity.Subtract(own, sum)}
	}
	for _, test := range []struct {
		name    string
		figures capacity.Figures
		want    string
	}{
		{"whole", figures(viewtest.Calls(20), viewtest.Calls(31)), "x1.6"},
		{"a part of it unread", figures(viewtest.Calls(20), viewtest.Calls(31), capacity.Reading{}), "≥x1.6"},
		{"nothing out of nothing", figures(viewtest.Calls(0)), "-"},
		{"nothing out of some", figures(viewtest.Calls(5)), "x0.0"},
		{"some out of nothing", figures(viewtest.Calls(0), viewtest.Calls(5)), "max 0"},
		{"out of no limit", figures(viewtest.NoLimit(), viewtest.Calls(5)), "-"},
		{"no limit given out", figures(viewtest.Calls(5), viewtest.NoLimit()), "-"},
		{"nearly full", figures(viewtest.Calls(1000), viewtest.Calls(999)), "x1.00"},
		{"unread", figures(capacity.Reading{}, viewtest.Calls(5)), "-"},
	} {
		viewtest.RequireEqual(t, test.name, ratioCell(viewtest.Kit().Theme.Glyphs, test.figures).Text, test.want)
	}
}
