package capacity

import (
	"math"
	"strconv"
)

// Licence is how many trunk groups a tenant may have, and how many it has. A Reading that is
// not read was not told. The zero value is one of which nothing was told.
type Licence struct {
	Allowed Reading // the most that its groups may be given
	Given   Reading // to its groups
	InUse   Reading // trunk groups that are there
}

// isOver reports whether more is given or in use than is allowed, with what that is.
func (l Licence) isOver() (taken Limit, over bool) {
	allowed, read := l.Allowed.Limit()
	for _, r := range []Reading{l.Given, l.InUse} {
		if limit, ok := r.Limit(); read && ok && limit.Compare(allowed) > 0 && limit.Compare(taken) > 0 {
			taken, over = limit, true
		}
	}
	return taken, over
}

// Finding returns what is wrong with the licence of a tenant, and false where nothing is.
func (l Licence) Finding(tenant string) (Finding, bool) {
	taken, over := l.isOver()
	if !over {
		return Finding{}, false
	}
	allowed, _ := l.Allowed.Limit()
	found := Finding{
		Severity: Over, Code: LicencesOver, Path: []string{tenant},
		Ratio: math.Inf(1), Excess: math.Inf(1), Text: "LICENCES OVER",
	}
	most, _ := allowed.Calls()
	if n, isNumber := taken.Calls(); isNumber {
		found.Ratio, found.Excess = quotient(n, most), float64(n-most)
		found.Text += " " + strconv.Itoa(n-most)
	}
	what := "trunk groups given "
	if Read(taken) != l.Given {
		what = "trunk groups in use "
	}
	found.Text += ": " + what + taken.String() + ", tenant is licensed for " + allowed.String()
	return found, true
}
