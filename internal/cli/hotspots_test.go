package cli

import "testing"

func TestAScanLeavesHalfOfALimitedRateToTheScreens(t *testing.T) {
	for _, test := range []struct {
		name                string
		wanted, limit, want float64
	}{
		{"nothing was said", 0, 0, 5},
		{"a rate of its own", 12, 0, 12},
		{"a limit for all", 0, 4, 2},
		{"a limit that is wide enough", 12, 100, 12},
	} {
		if got := scanRate(test.wanted, test.limit); got != test.want {
			t.Errorf("%s: %v requests a second, want %v", test.name, got, test.want)
		}
	}
}
