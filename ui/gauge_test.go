package ui

import (
	"math"
	"testing"
)

func TestGauge(t *testing.T) {
	tests := map[string]struct {
		width       int
		part, whole int64
		want        string
	}{
		"nothing given out":     {10, 0, 10, ".........."},
		"half":                  {10, 5, 10, "#####....."},
		"all":                   {10, 10, 10, "##########"},
		"a little is something": {10, 1, 1000, "#........."},
		"nearly all is not all": {10, 999, 1000, "#########."},
		"over":                  {10, 20, 10, "#####!!!!!"},
		"a little over shows":   {10, 101, 100, "#########!"},
		"all of nothing":        {10, 5, 0, "!!!!!!!!!!"},
		"nothing of nothing":    {10, 0, 0, ".........."},
		"below zero":            {10, -5, -3, ".........."},
		"no room":               {0, 1, 2, ""},
		"one cell":              {1, 1, 2, "."},
		"one cell, over":        {1, 2, 1, "!"},
		"very large":            {4, math.MaxInt64, math.MaxInt64 / 2, "##!!"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := Gauge(testGlyphs(), test.width, test.part, test.whole)
			if got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
