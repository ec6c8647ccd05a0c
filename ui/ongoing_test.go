package ui

import (
	"strings"
	"testing"
	"time"
)

func TestTheHeaderSaysWhatGoesOnWhateverTheScreen(t *testing.T) {
	for _, test := range []struct {
		name, ongoing string
		asOf          time.Time
		want          string
	}{
		{name: "nothing goes on", asOf: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), want: "as of"},
		{name: "a scan", ongoing: "scan 120/300", want: "scan 120/300"},
		{name: "a scan beside an age", ongoing: "scan 120/300", asOf: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), want: "scan 120/300  as of"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a := NewApp(Kit{}, nil, Options{Ongoing: func() string { return test.ongoing }})
			a.width = 80
			line := a.headerLine(Info{AsOf: test.asOf})
			if !strings.Contains(line, test.want) || test.ongoing == "" && strings.Contains(line, "scan") {
				t.Errorf("%q", line)
			}
		})
	}
}
