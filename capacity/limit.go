package capacity

import (
	"cmp"
	"fmt"
	"strconv"
)

// Limit is the most calls that a level may carry at once: a number of calls that
// is zero or more, or unlimited. It is comparable with ==. The zero value is the
// limit 0, which carries no calls; it does not mean unknown (see Reading).
type Limit struct {
	calls     int64
	unlimited bool
}

// New returns the limit of that many calls, or a *RangeError for a negative number.
func New(calls int) (Limit, error) {
	if calls < 0 {
		return Limit{}, &RangeError{Calls: calls}
	}
	return Limit{calls: int64(calls)}, nil
}

// Must is New for constants and tests: it panics where New returns an error.
func Must(calls int) Limit {
	l, err := New(calls)
	if err != nil {
		panic(err)
	}
	return l
}

// Unlimited returns the limit that no number reaches.
func Unlimited() Limit { return Limit{unlimited: true} }

// IsUnlimited reports whether no number of calls reaches l.
func (l Limit) IsUnlimited() bool { return l.unlimited }

// Calls returns the number of calls, and false when l is unlimited.
func (l Limit) Calls() (int, bool) { return int(l.calls), !l.unlimited }

// Compare orders limits by size, unlimited above every number.
func (l Limit) Compare(other Limit) int {
	switch {
	case l.unlimited == other.unlimited:
		return cmp.Compare(l.calls, other.calls)
	case l.unlimited:
		return 1
	}
	return -1
}

// String returns the number in decimal, or "unlimited".
func (l Limit) String() string {
	if l.unlimited {
		return "unlimited"
	}
	return strconv.FormatInt(l.calls, 10)
}

// RangeError says that a number of calls was negative.
type RangeError struct{ Calls int }

func (e *RangeError) Error() string {
	return fmt.Sprintf("limit of %d calls: a limit is zero or more", e.Calls)
}

// Reading is a Limit that may not have been read. It is comparable with ==. The
// zero value is "not read", which is neither zero calls nor unlimited.
type Reading struct {
	limit Limit
	read  bool
}

// Read returns the reading of a limit that is known.
func Read(l Limit) Reading { return Reading{limit: l, read: true} }

// Limit returns the limit, and false when it was not read.
func (r Reading) Limit() (Limit, bool) { return r.limit, r.read }

// IsRead reports whether the limit is known.
func (r Reading) IsRead() bool { return r.read }

// String returns the limit, or "not read".
func (r Reading) String() string {
	if !r.read {
		return "not read"
	}
	return r.limit.String()
}
