package capacity_test

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"testing"

	"banyan/capacity"
)

// n is the reading of a number of calls.
func n(calls int) capacity.Reading { return capacity.Read(capacity.Must(calls)) }

// unlimited is the reading of an unlimited limit.
func unlimited() capacity.Reading { return capacity.Read(capacity.Unlimited()) }

// unread is the reading of a limit that was not read.
func unread() capacity.Reading { return capacity.Reading{} }

func TestNewRefusesNegativeNumbers(t *testing.T) {
	for _, calls := range []int{-1, math.MinInt} {
		_, err := capacity.New(calls)
		var rangeErr *capacity.RangeError
		if !errors.As(err, &rangeErr) || rangeErr.Calls != calls || err.Error() != fmt.Sprintf("limit of %d calls: a limit is zero or more", calls) {
			t.Errorf("New(%d) = %v, want a RangeError with the number", calls, err)
		}
	}
	for _, calls := range []int{0, 1, math.MaxInt} {
		l, err := capacity.New(calls)
		if got, ok := l.Calls(); err != nil || !ok || got != calls {
			t.Errorf("New(%d) = %v, %v", calls, l, err)
		}
	}
}

func TestMustPanicsWhereNewFails(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("Must(-1) did not panic")
		}
	}()
	capacity.Must(-1)
}

func TestLimitCompare(t *testing.T) {
	ascending := []capacity.Limit{{}, capacity.Must(1), capacity.Must(20), capacity.Must(math.MaxInt), capacity.Unlimited()}
	for i, a := range ascending {
		for j, b := range ascending {
			want := cmp.Compare(i, j)
			if got := a.Compare(b); got != want {
				t.Errorf("%v.Compare(%v) = %d, want %d", a, b, got, want)
			}
			if (a == b) != (want == 0) {
				t.Errorf("%v == %v disagrees with Compare", a, b)
			}
		}
	}
}

func TestUnlimitedIsNoNumber(t *testing.T) {
	if _, ok := capacity.Unlimited().Calls(); ok || !capacity.Unlimited().IsUnlimited() {
		t.Error("unlimited is a number")
	}
	if capacity.Must(math.MaxInt).IsUnlimited() {
		t.Error("the largest number is unlimited")
	}
}

func TestReadingTellsNotReadFromZeroAndUnlimited(t *testing.T) {
	tests := []struct {
		reading capacity.Reading
		read    bool
		text    string
	}{
		{unread(), false, "not read"},
		{n(0), true, "0"},
		{n(20), true, "20"},
		{unlimited(), true, "unlimited"},
	}
	for i, tt := range tests {
		if _, ok := tt.reading.Limit(); ok != tt.read || tt.reading.IsRead() != tt.read {
			t.Errorf("%v: read %v, want %v", tt.reading, ok, tt.read)
		}
		if got := tt.reading.String(); got != tt.text {
			t.Errorf("String = %q, want %q", got, tt.text)
		}
		for j, other := range tests {
			if (tt.reading == other.reading) != (i == j) {
				t.Errorf("%v == %v", tt.reading, other.reading)
			}
		}
	}
}

func TestAssignmentString(t *testing.T) {
	got := fmt.Sprint(capacity.AssignmentUnread, ", ", capacity.Assigned, ", ", capacity.NotAssigned)
	if want := "not read, assigned, not assigned"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
