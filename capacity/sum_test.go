package capacity_test

import (
	"math"
	"testing"

	"banyan/capacity"
)

// sum adds up parts over a list that is known.
func sum(parts ...capacity.Reading) capacity.Sum {
	var s capacity.Sum
	for _, part := range parts {
		s = s.Add(part)
	}
	return s
}

func TestSum(t *testing.T) {
	tests := []struct {
		name     string
		sum      capacity.Sum
		complete bool
		atLeast  capacity.Limit
		read, of int
		text     string
	}{
		{"no parts is zero", sum(), true, capacity.Must(0), 0, 0, "0"},
		{"the documented groups", sum(n(13), n(36), n(65)), true, capacity.Must(114), 3, 3, "114"},
		{"zeroes are parts", sum(n(0), n(0)), true, capacity.Must(0), 2, 2, "0"},
		{"an unlimited part makes it unlimited", sum(n(4), unlimited(), n(9)), true, capacity.Unlimited(), 3, 3, "unlimited"},
		{"a part that was not read leaves it partial", sum(n(20), n(13), unread(), n(36), unread()), false, capacity.Must(69), 3, 5, "at least 69, 3 of 5 read"},
		{"nothing read of known parts", sum(unread(), unread()), false, capacity.Must(0), 0, 2, "at least 0, 0 of 2 read"},
		{"an unread part beside an unlimited one still leaves it partial", sum(unlimited(), unread()), false, capacity.Unlimited(), 1, 2, "at least unlimited, 1 of 2 read"},
		{"a list that nobody has", sum().Open(), false, capacity.Must(0), 0, 0, "not read"},
		{"an open list with unread parts", sum(unread()).Open(), false, capacity.Must(0), 0, 1, "not read"},
		{"an open list with parts", sum(n(4), n(9)).Open(), false, capacity.Must(13), 2, 2, "at least 13, 2 of ? read"},
		{"open stays open when parts follow", capacity.Sum{}.Open().Add(n(4)), false, capacity.Must(4), 1, 1, "at least 4, 1 of ? read"},
		{"the largest number still fits", sum(n(math.MaxInt-1), n(1)), true, capacity.Must(math.MaxInt), 2, 2, "9223372036854775807"},
		{"one more does not wrap around", sum(n(math.MaxInt), n(1)), false, capacity.Must(math.MaxInt), 2, 2, "at least 9223372036854775807"},
		{"too large stays too large", sum(n(math.MaxInt), n(math.MaxInt), n(5)), false, capacity.Must(math.MaxInt), 3, 3, "at least 9223372036854775807"},
		{"too large and unlimited is unlimited", sum(n(math.MaxInt), n(1), unlimited()), true, capacity.Unlimited(), 3, 3, "unlimited"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			total, ok := tt.sum.Total()
			if ok != tt.complete || tt.sum.IsComplete() != tt.complete {
				t.Errorf("complete = %v, %v, want %v", ok, tt.sum.IsComplete(), tt.complete)
			}
			if ok && total != tt.atLeast {
				t.Errorf("Total = %v, want %v", total, tt.atLeast)
			}
			if !ok && total != (capacity.Limit{}) {
				t.Errorf("Total of a partial sum gives %v away", total)
			}
			if got := tt.sum.AtLeast(); got != tt.atLeast {
				t.Errorf("AtLeast = %v, want %v", got, tt.atLeast)
			}
			if read, of := tt.sum.Parts(); read != tt.read || of != tt.of {
				t.Errorf("Parts = %d of %d, want %d of %d", read, of, tt.read, tt.of)
			}
			if got := tt.sum.String(); got != tt.text {
				t.Errorf("String = %q, want %q", got, tt.text)
			}
		})
	}
}

// How much was read stands behind the whole of it: "at least 69, 3 of 5 read calls" is no sentence.
func TestASumSaysWhatItIsOf(t *testing.T) {
	for want, sum := range map[string]capacity.Sum{
		"114 calls":                          sum(n(114)),
		"unlimited calls":                    sum(unlimited()),
		"at least 69 calls, 1 of 2 read":     sum(n(69), unread()),
		"at least 13 calls, 2 of ? read":     sum(n(4), n(9)).Open(),
		"at least 9223372036854775807 calls": sum(n(math.MaxInt), n(1)),
		"calls not read":                     sum(unread()).Open(),
	} {
		if got := sum.Of("calls"); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestSumIsAValue(t *testing.T) {
	s := sum(n(4))
	if added, opened := s.Add(n(9)), s.Open(); s == added || s == opened || s.String() != "4" {
		t.Errorf("Add or Open changed its receiver: %s", s)
	}
	if sum(n(4), n(9)) != sum(n(9), n(4)) {
		t.Error("the order of the parts shows")
	}
}

func TestSumDoesNotAllocate(t *testing.T) {
	s, part := sum(n(1)), n(2)
	var d capacity.Difference
	if allocs := testing.AllocsPerRun(100, func() {
		s = s.Add(part)
		d = capacity.Subtract(part, s)
	}); allocs != 0 || d.IsUnlimited() {
		t.Errorf("%v allocations", allocs)
	}
}
