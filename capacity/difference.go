package capacity

import "strconv"

// Difference is a level's own limit minus what the level below was given.
// Negative means over-allocated. It is comparable with ==. The zero value is
// unknown, which is not the difference 0.
type Difference struct {
	kind  differenceKind
	calls int
}

// differenceKind tells the forms of a Difference apart.
type differenceKind int

const (
	unknown     differenceKind = iota
	exact                      // calls
	aboveAll                   // above every number
	belowAll                   // below every number
	atMost                     // from a partial sum: calls, which is negative, or less
	atMostBelow                // from a partial sum that has an unlimited part already
)

// Subtract returns own minus allocated. Unlimited minus anything is unlimited; a
// number minus a sum with an unlimited part is below every number. From a partial
// sum nothing exact follows: such a difference is at most a negative number when
// what was read is above own already, and unknown otherwise.
func Subtract(own Reading, allocated Sum) Difference {
	limit, ok := own.Limit()
	if !ok {
		return Difference{}
	}
	complete := allocated.IsComplete()
	calls, isNumber := limit.Calls()
	given, givenIsNumber := allocated.AtLeast().Calls()
	switch {
	case !isNumber && complete:
		return Difference{kind: aboveAll}
	case !isNumber:
		return Difference{}
	case !givenIsNumber && complete:
		return Difference{kind: belowAll}
	case !givenIsNumber:
		return Difference{kind: atMostBelow}
	case complete:
		return Difference{kind: exact, calls: calls - given}
	case calls < given:
		return Difference{kind: atMost, calls: calls - given}
	}
	return Difference{}
}

// Calls returns the exact number of calls, and false when d is not one.
func (d Difference) Calls() (int, bool) { return d.of(exact) }

// of returns the calls of a difference of that kind.
func (d Difference) of(kind differenceKind) (int, bool) {
	if d.kind != kind {
		return 0, false
	}
	return d.calls, true
}

// IsKnown reports whether d is exact: a number, unlimited or minus unlimited. A
// difference from a partial sum never is.
func (d Difference) IsKnown() bool {
	return d.kind == exact || d.kind == aboveAll || d.kind == belowAll
}

// IsUnlimited reports whether d is above every number.
func (d Difference) IsUnlimited() bool { return d.kind == aboveAll }

// IsMinusUnlimited reports whether d is exactly below every number.
func (d Difference) IsMinusUnlimited() bool { return d.kind == belowAll }

// AtMost returns the negative number that a difference from a partial sum is at
// most, and false for every other difference.
func (d Difference) AtMost() (int, bool) { return d.of(atMost) }

// IsNegative reports whether d is surely below zero, also where it is not known
// how far. It depends on no finding.
func (d Difference) IsNegative() bool {
	return d.calls < 0 || d.kind == belowAll || d.kind == atMostBelow
}

// String returns "-11", "9", "unlimited", "-unlim", "at most -5", "at most
// -unlim" or "not read".
func (d Difference) String() string {
	switch d.kind {
	case exact:
		return strconv.Itoa(d.calls)
	case atMost:
		return "at most " + strconv.Itoa(d.calls)
	}
	return [...]string{unknown: "not read", aboveAll: "unlimited", belowAll: "-unlim", atMostBelow: "at most -unlim"}[d.kind]
}
