package capacity_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"banyan/capacity"
)

func TestFindingsComeWorstFirstThenByRatioThenAsTheServerOrdersThem(t *testing.T) {
	b := capacity.Analyze(tenant(1000, 5,
		group("unused 1", 9, 0),
		group("over x1.5", 20, 0, trunkGroup("T", 30, 0)),
		group("unused 2", 9, 0),
		group("over x2 first", 10, 0, trunkGroup("T", 20, 0)),
		group("blocked", 0, 0, trunkGroup("T", 0, 0)),
		group("over x2 second", 20, 0, trunkGroup("T", 40, 0)),
		group("burst over", 20, 1, trunkGroup("T", 20, 9)),
		group("over nothing", 0, 0, trunkGroup("T", 1, 0)),
	))
	var got []string
	for _, f := range b.Findings {
		got = append(got, fmt.Sprintf("%v %v", f.Severity, f.Path[1:]))
	}
	want := []string{
		"blocked [blocked]", "blocked [over nothing]",
		"over [over nothing]", "over [burst over]", "over [over x2 first]", "over [over x2 second]", "over [over x1.5]",
		"info []", "info [unused 1]", "info [unused 2]",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if worst, ok := capacity.Worst(b.Findings); !ok || worst.Path[1] != "blocked" {
		t.Errorf("Worst = %+v, %v", worst, ok)
	}
	slices.Reverse(b.Findings)
	if worst, _ := capacity.Worst(b.Findings); worst.Severity != capacity.Blocked {
		t.Errorf("Worst of the reverse = %+v", worst)
	}
}

func TestFindingRatio(t *testing.T) {
	tests := []struct {
		name  string
		group capacity.Group
		ratio float64
	}{
		{"over", group("A", 20, 0, trunkGroup("T", 31, 0)), 1.55},
		{"over nothing", group("A", 5, 0, trunkGroup("T", 5, 3)), math.Inf(1)},
		{"unlimited of a number", group("A", 5, 0, capacity.TrunkGroup{MaxActiveCalls: unlimited(), BurstingMaxActiveCalls: n(0)}), math.Inf(1)},
		{"above available", group("A", 5, 10, trunkGroup("T", 5, 10)), 2},
		{"blocked has none", group("A", 0, 0, trunkGroup("T", 0, 0)), 0},
		{"unused has none", group("A", 9, 0, trunkGroup("T", 3, 0)), 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			findings := capacity.Analyze(wide(tt.group)).Groups[0].Findings
			if len(findings) != 1 || findings[0].Ratio != tt.ratio {
				t.Errorf("got %+v, want one with ratio %v", findings, tt.ratio)
			}
		})
	}
}

func TestWorstOfNothingIsNothing(t *testing.T) {
	if f, ok := capacity.Worst(nil); ok || f.Severity != capacity.None {
		t.Errorf("got %+v, %v", f, ok)
	}
}

func TestSeverityString(t *testing.T) {
	want := []string{"", "info", "notice", "over", "blocked", ""}
	for i, text := range want {
		if got := capacity.Severity(i).String(); got != text {
			t.Errorf("Severity(%d) = %q, want %q", i, got, text)
		}
	}
}
