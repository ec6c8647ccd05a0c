package capacity

import (
	"math"
	"strconv"
)

// Licence is what a platform tells of the service that trunk groups need: whether a tenant or a
// group may have it and has it, how many are licensed, and how many are there. What was not told
// is nil or not read. The zero value is one of which nothing was told.
//
// Its figures count trunk groups: the vendor's client makes no further one where as many are in
// use as are licensed (supplement 5.2). They are not compared with calls. What the panel of that
// client calls "Trunking licenses" is maxActiveCalls (supplement 7), a limit that CallsOver holds
// against what is given of it.
type Licence struct {
	Authorised, Assigned *bool
	Licensed             Reading // the most that may be there, or may be given to what is below
	Allowed              Reading // the most that the level above permits; how it counts is not documented
	Given                Reading // of a tenant: to its groups
	InUse                Reading // trunk groups that are there
}

// isOver reports whether more is given or in use than is licensed, with what that is.
func (l Licence) isOver() (taken Limit, over bool) {
	licensed, read := l.Licensed.Limit()
	for _, r := range []Reading{l.Given, l.InUse} {
		if limit, ok := r.Limit(); read && ok && limit.Compare(licensed) > 0 && limit.Compare(taken) > 0 {
			taken, over = limit, true
		}
	}
	return taken, over
}

// Finding returns what is wrong with the licence of a tenant or, with the id of one, of a group;
// and false where nothing is.
func (l Licence) Finding(tenant string, group ...string) (Finding, bool) {
	taken, over := l.isOver()
	if !over {
		return Finding{}, false
	}
	licensed, _ := l.Licensed.Limit()
	found := Finding{
		Severity: Over, Code: LicencesOver, Path: append([]string{tenant}, group...),
		Ratio: math.Inf(1), Excess: math.Inf(1), Text: "LICENCES OVER",
	}
	most, _ := licensed.Calls()
	if n, isNumber := taken.Calls(); isNumber {
		found.Ratio, found.Excess = quotient(n, most), float64(n-most)
		found.Text += " " + strconv.Itoa(n-most)
	}
	what, own := "given ", "tenant"
	if Read(taken) != l.Given {
		what = "in use "
	}
	if len(group) > 0 {
		own = "group"
	}
	found.Text += ": trunk groups " + what + taken.String() + ", " + own + " is licensed for " + licensed.String()
	return found, true
}
