package capacity_test

import (
	"fmt"
	"math"
	"testing"

	"banyan/capacity"
)

func TestSubtract(t *testing.T) {
	tests := []struct {
		name      string
		own       capacity.Reading
		allocated capacity.Sum
		text      string
		known     bool
		negative  bool
	}{
		{"the documented calls", n(226), sum(n(114)), "112", true, false},
		{"the documented bursting", n(18), sum(n(36)), "-18", true, true},
		{"group A", n(13), sum(n(1), n(1), n(2)), "9", true, false},
		{"group B", n(36), sum(n(1), n(1), n(9)), "25", true, false},
		{"exactly full", n(20), sum(n(20)), "0", true, false},
		{"nothing given", n(20), sum(), "20", true, false},
		{"all given of nothing", n(0), sum(n(1)), "-1", true, true},
		{"unlimited minus a number", unlimited(), sum(n(114)), "unlimited", true, false},
		{"unlimited minus unlimited", unlimited(), sum(unlimited()), "unlimited", true, false},
		{"a number minus unlimited", n(18), sum(n(2), unlimited()), "-unlim", true, true},
		{"own not read", unread(), sum(n(4)), "not read", false, false},
		{"own not read, unlimited given", unread(), sum(unlimited()), "not read", false, false},
		{"partial and not over yet", n(90), sum(n(69), unread()), "not read", false, false},
		{"partial and exactly full so far", n(69), sum(n(69), unread()), "not read", false, false},
		{"partial and over already", n(64), sum(n(69), unread()), "at most -5", false, true},
		{"open and over already", n(64), sum(n(69)).Open(), "at most -5", false, true},
		{"open and nothing known", n(64), sum().Open(), "not read", false, false},
		{"partial with an unlimited part", n(64), sum(unlimited(), unread()), "at most -unlim", false, true},
		{"unlimited minus a partial sum", unlimited(), sum(n(4), unread()), "not read", false, false},
		{"unlimited minus a partial unlimited sum", unlimited(), sum(unlimited(), unread()), "not read", false, false},
		{"a sum too large", n(math.MaxInt), sum(n(math.MaxInt), n(1)), "not read", false, false},
		{"a sum too large for a small limit", n(math.MaxInt - 3), sum(n(math.MaxInt), n(1)), "at most -3", false, true},
		{"the lowest number there is", n(0), sum(n(math.MaxInt)), "-9223372036854775807", true, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			d := capacity.Subtract(tt.own, tt.allocated)
			if got := d.String(); got != tt.text {
				t.Errorf("String = %q, want %q", got, tt.text)
			}
			if d.IsKnown() != tt.known {
				t.Errorf("IsKnown = %v", d.IsKnown())
			}
			if d.IsNegative() != tt.negative {
				t.Errorf("IsNegative = %v", d.IsNegative())
			}
			calls, number := d.Calls()
			if wantNumber := fmt.Sprint(calls) == tt.text; number != wantNumber {
				t.Errorf("Calls = %d, %v", calls, number)
			}
			atMost, ok := d.AtMost()
			if want := fmt.Sprintf("at most %d", atMost) == tt.text; ok != want || ok && atMost >= 0 {
				t.Errorf("AtMost = %d, %v", atMost, ok)
			}
			if d.IsUnlimited() != (tt.text == "unlimited") || d.IsMinusUnlimited() != (tt.text == "-unlim") {
				t.Errorf("IsUnlimited = %v, IsMinusUnlimited = %v", d.IsUnlimited(), d.IsMinusUnlimited())
			}
		})
	}
}

func TestZeroDifferenceIsUnknownAndNotZeroCalls(t *testing.T) {
	var d capacity.Difference
	if d.IsKnown() || d == capacity.Subtract(n(4), sum(n(4))) {
		t.Error("the zero value passes for a number")
	}
}

func TestRatio(t *testing.T) {
	tests := []struct {
		name      string
		own       capacity.Reading
		allocated capacity.Sum
		ratio     float64
		ok        bool
	}{
		{"over", n(20), sum(n(31)), 1.55, true},
		{"under", n(20), sum(n(5)), 0.25, true},
		{"full", n(20), sum(n(20)), 1, true},
		{"something given of nothing", n(0), sum(n(1)), math.Inf(1), true},
		{"nothing given of nothing", n(0), sum(), 0, true},
		{"partial and over already", n(20), sum(n(31), unread()), 1.55, true},
		{"partial and not over yet", n(20), sum(n(5), unread()), 0, false},
		{"own not read", unread(), sum(n(5)), 0, false},
		{"own unlimited", unlimited(), sum(n(5)), 0, false},
		{"unlimited given", n(20), sum(unlimited()), 0, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := capacity.Figures{Own: tt.own, Allocated: tt.allocated, Difference: capacity.Subtract(tt.own, tt.allocated)}
			if ratio, ok := f.Ratio(); ratio != tt.ratio || ok != tt.ok {
				t.Errorf("Ratio = %v, %v, want %v, %v", ratio, ok, tt.ratio, tt.ok)
			}
		})
	}
}
