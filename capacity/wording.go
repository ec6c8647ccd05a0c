package capacity

import (
	"math"
	"strconv"
)

// wording names the two levels that a finding sets against each other.
type wording struct {
	below string // such as "trunk groups"
	own   string // such as "group"
}

// sides returns ": trunk groups 31, group 20".
func (w wording) sides(f Figures) string {
	return ": " + w.below + " " + allocated(f.Allocated) + ", " + w.own + " " + f.Own.String()
}

// allocated is Sum.String with its coverage in brackets, so that the commas of a
// finding keep their meaning.
func allocated(s Sum) string {
	if s.IsComplete() {
		return s.String()
	}
	text := "at least " + s.AtLeast().String()
	if coverage := s.coverage(); coverage != "" {
		text += " (" + coverage + ")"
	}
	return text
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

// hedge returns the words between "OVER" and a number of calls.
func (f Figures) hedge() string {
	if f.Difference.IsKnown() {
		return " "
	}
	return " at least "
}

// overRatio returns the ratio to rank negative figures by. Unlimited given out of
// a number ranks with anything given out of zero.
func (f Figures) overRatio() float64 {
	if ratio, ok := f.Ratio(); ok {
		return ratio
	}
	return math.Inf(1)
}

// times returns " x1.6", or nothing where the ratio is not a number.
func times(f Figures) string {
	ratio, ok := f.Ratio()
	if !ok || math.IsInf(ratio, 1) {
		return ""
	}
	text := strconv.FormatFloat(ratio, 'f', 1, 64)
	if text == "1.0" {
		// Over by little is still over: x1.0 would read as exactly full.
		text = strconv.FormatFloat(ratio, 'f', 2, 64)
	}
	if text == "1.00" {
		return ""
	}
	return " x" + text
}

// plural returns the count with its noun.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
