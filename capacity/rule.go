package capacity

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// level is a tenant or a group whose findings are collected.
type level struct {
	own, below string // what it is, and what is below it: "group", "trunk groups"
	path       []string
	findings   []Finding
}

// add adds a finding of the level, or of what has that name below it.
func (l *level) add(f Finding, below ...string) {
	f.Path = append(slices.Clip(l.path), below...)
	l.findings = append(l.findings, f)
}

func (l *level) addBlocked(code Code, excess int, why string, below ...string) {
	l.add(Finding{Severity: Blocked, Code: code, Text: "BLOCKED: " + why, Excess: float64(excess)}, below...)
}

// findMaxZero finds a group with trunk groups that may carry no calls.
func (l *level) findMaxZero(g Group) {
	n := len(g.TrunkGroups)
	if n == 0 || g.Assignment.own(g.MaxActiveCalls) != Read(Limit{}) {
		return
	}
	why := "max 0"
	if g.Assignment == NotAssigned {
		why = "trunking not assigned"
	}
	l.addBlocked(MaxZero, n, why+", "+plural(n, "trunk group carries", "trunk groups carry")+" no calls")
}

// findTrunkGroup finds what is wrong with one trunk group of a group. One that is down
// is blocked where an enterprise trunk is known to route to it, else doubtful, for
// nobody may need it.
func (l *level) findTrunkGroup(t TrunkGroup) {
	noCalls := Read(Limit{})
	switch {
	case t.MaxIncomingCalls == noCalls && t.MaxOutgoingCalls == noCalls:
		l.addBlocked(MaxZero, 2, "max incoming 0, max outgoing 0, trunk group carries no calls", t.Name)
	case t.MaxIncomingCalls == noCalls:
		l.addBlocked(MaxZero, 1, "max incoming 0, trunk group carries no incoming calls", t.Name)
	case t.MaxOutgoingCalls == noCalls:
		l.addBlocked(MaxZero, 1, "max outgoing 0, trunk group carries no outgoing calls", t.Name)
	}
	users := len(t.UsedBy)
	switch {
	case !t.Down:
	case users == 0:
		l.add(Finding{Severity: Notice, Code: Down, Text: "DOWN: trunk group is reported as not available"}, t.Name)
	case users == 1:
		l.addBlocked(DownInUse, users, "trunk group is down, used by enterprise trunk "+t.UsedBy[0], t.Name)
	default:
		l.addBlocked(DownInUse, users, "trunk group is down, used by "+strconv.Itoa(users)+" enterprise trunks: "+strings.Join(t.UsedBy, ", "), t.Name)
	}
}

// findOver finds that more calls, or more bursting, were given out than the level holds.
func (l *level) findOver(code Code, f Figures) {
	if !f.Difference.IsNegative() {
		return
	}
	text := map[Code]string{CallsOver: "OVER", BurstingOver: "BURST OVER"}[code]
	if n, ok := f.excess(); ok {
		if !f.Difference.IsKnown() {
			text += " at least"
		}
		number := strconv.Itoa(n)
		if code == CallsOver {
			number = plural(n, "call", "calls")
		}
		text += " " + number
	}
	if code == CallsOver {
		text += times(f)
	}
	l.add(f.over(Over, code, text+": "+l.below+" "+sumText(f.Allocated)+", "+l.own+" "+f.Own.String()))
}

// findAboveAvailable finds that a group holds more than its tenant permits.
func (l *level) findAboveAvailable(aspect string, own, available Reading) {
	holds, read := own.Limit()
	permits, permitsRead := available.Limit()
	if !read || !permitsRead || holds.Compare(permits) <= 0 {
		return
	}
	found := Finding{
		Severity: Over, Code: AboveAvailable, Aspect: aspect, Ratio: math.Inf(1), Excess: math.Inf(1),
		Text: "ABOVE AVAILABLE: " + aspect + " " + holds.String() + ", tenant permits " + permits.String(),
	}
	if held, number := holds.Calls(); number {
		permitted, _ := permits.Calls()
		found.Ratio, found.Excess = quotient(held, permitted), float64(held-permitted)
	}
	l.add(found)
}

// findUnused finds calls that the level holds and has not given out.
func (l *level) findUnused(f Figures) {
	if n, ok := f.Difference.Calls(); ok && n > 0 {
		l.add(Finding{Severity: Info, Code: Unused, Text: "UNUSED " + strconv.Itoa(n) + ": " + l.below + " hold " + f.Allocated.String() + " of " + f.Own.String()})
	}
}

// sumText is Sum.String with its coverage in brackets, so that the commas of a
// finding keep their meaning.
func sumText(s Sum) string { return s.text(" (", ")") }

// times returns " x1.6", or nothing where the ratio is not a number or reads as 1.
func times(f Figures) string {
	ratio, ok := f.Ratio()
	if !ok || math.IsInf(ratio, 1) || RatioText(ratio) == "x1.00" {
		return ""
	}
	return " " + RatioText(ratio)
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
