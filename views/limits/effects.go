package limits

import (
	"fmt"

	"banyan/capacity"
)

// effect is one pair of figures before and after.
type effect struct {
	name          string // "tenant calls"
	before, after capacity.Figures
}

// text tells own limit, what is allocated of it and the difference, with both values
// of what changes.
func (e effect) text() string {
	turn := func(before, after string) string {
		if before == after {
			return after
		}
		return before + " -> " + after
	}
	return fmt.Sprintf("%s, allocated %s, difference %s",
		turn(e.before.Own.String(), e.after.Own.String()),
		turn(e.before.Allocated.String(), e.after.Allocated.String()),
		turn(e.before.Difference.String(), e.after.Difference.String()))
}
