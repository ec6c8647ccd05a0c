package ui

import "testing"

func TestWindowTellsWhichRowsAreOnScreen(t *testing.T) {
	for _, test := range []struct {
		top, bottom, of int
		want            string
	}{{0, 0, 0, ""}, {0, 5, 5, ""}, {0, 19, 26, "1-19 of 26"}, {7, 26, 26, "8-26 of 26"}} {
		if got := Window(test.top, test.bottom, test.of); got != test.want {
			t.Errorf("%d to %d of %d: %q, want %q", test.top, test.bottom, test.of, got, test.want)
		}
	}
}
