package capacity

import (
	"math"
	"strconv"
)

// Figures sets one level's own limit against what the level below was given.
// Allocated is configuration, not live load. The zero value is a level whose own
// limit was not read, with nothing below it.
type Figures struct {
	Own        Reading
	Allocated  Sum
	Difference Difference // Own minus Allocated
}

func newFigures(own Reading, allocated Sum) Figures {
	return Figures{Own: own, Allocated: allocated, Difference: Subtract(own, allocated)}
}

// Ratio returns how often Allocated goes into Own: 1.6 means that 1.6 times the
// own limit was given out. Against zero it is +Inf, or 0 when nothing was given.
// From a partial sum it is the ratio of what was read, and only where that is
// above 1 already. It returns false where no ratio is known or one of the two
// is unlimited.
func (f Figures) Ratio() (ratio float64, ok bool) {
	limit, read := f.Own.Limit()
	if !read || (!f.Difference.IsKnown() && !f.Difference.IsNegative()) {
		return 0, false
	}
	own, ownIsNumber := limit.Calls()
	given, givenIsNumber := f.Allocated.AtLeast().Calls()
	if !ownIsNumber || !givenIsNumber {
		return 0, false
	}
	return quotient(given, own), true
}

// quotient returns given / own without ever being NaN.
func quotient(given, own int) float64 {
	switch {
	case given == 0:
		return 0
	case own == 0:
		return math.Inf(1)
	}
	return float64(given) / float64(own)
}

// over returns the finding of a negative difference. Unlimited given out of a number
// ranks with anything given out of zero.
func (f Figures) over(severity Severity, code Code, text string) Finding {
	found := Finding{Severity: severity, Code: code, Text: text, Ratio: math.Inf(1), Excess: math.Inf(1)}
	if ratio, ok := f.Ratio(); ok {
		found.Ratio = ratio
	}
	if n, ok := f.excess(); ok {
		found.Excess = float64(n)
	}
	return found
}

// excess returns by how many calls a negative difference is over, and false where
// that is not a number.
func (f Figures) excess() (int, bool) {
	if n, ok := f.Difference.Calls(); ok {
		return -n, true
	}
	n, ok := f.Difference.AtMost()
	return -n, ok
}

// RatioText returns a ratio as "x1.6". It takes a second decimal where one would read as
// exactly full: over by little is still over.
func RatioText(ratio float64) string {
	text := strconv.FormatFloat(ratio, 'f', 1, 64)
	if text == "1.0" && ratio != 1 {
		text = strconv.FormatFloat(ratio, 'f', 2, 64)
	}
	return "x" + text
}
