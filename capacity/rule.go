package capacity

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// wording names the two levels that a finding sets against each other.
type wording struct {
	below string // such as "trunk groups"
	own   string // such as "group"
}

// sides returns ": trunk groups 31, group 20".
func (w wording) sides(f Figures) string {
	return ": " + w.below + " " + sumText(f.Allocated) + ", " + w.own + " " + f.Own.String()
}

// sumText is Sum.String with its coverage in brackets, so that the commas of a
// finding keep their meaning.
func sumText(s Sum) string {
	if s.IsComplete() {
		return s.String()
	}
	text := "at least " + s.AtLeast().String()
	if coverage := s.coverage(); coverage != "" {
		text += " (" + coverage + ")"
	}
	return text
}

// times returns " x1.6", or nothing where the ratio is not a number or reads as 1.
func times(f Figures) string {
	ratio, ok := f.Ratio()
	if !ok || math.IsInf(ratio, 1) || RatioText(ratio) == "x1.00" {
		return ""
	}
	return " " + RatioText(ratio)
}

// appendMaxZero finds a group with trunk groups that may carry no calls.
func appendMaxZero(findings []Finding, path []string, g Group) []Finding {
	n := len(g.TrunkGroups)
	if n == 0 || g.Assignment.own(g.MaxActiveCalls) != Read(Limit{}) {
		return findings
	}
	why := "max 0"
	if g.Assignment == NotAssigned {
		why = "trunking not assigned"
	}
	text := "BLOCKED: " + why + ", " + plural(n, "trunk group carries", "trunk groups carry") + " no calls"
	return append(findings, Finding{Severity: Blocked, Code: MaxZero, Path: path, Text: text})
}

// appendTrunkGroup finds what is wrong with one trunk group of the group at path.
func appendTrunkGroup(findings []Finding, path []string, t TrunkGroup) []Finding {
	noCalls := Read(Limit{})
	text := ""
	switch {
	case t.MaxIncomingCalls == noCalls && t.MaxOutgoingCalls == noCalls:
		text = "BLOCKED: max incoming 0, max outgoing 0, trunk group carries no calls"
	case t.MaxIncomingCalls == noCalls:
		text = "BLOCKED: max incoming 0, trunk group carries no incoming calls"
	case t.MaxOutgoingCalls == noCalls:
		text = "BLOCKED: max outgoing 0, trunk group carries no outgoing calls"
	}
	place := append(slices.Clip(path), t.Name)
	if text != "" {
		findings = append(findings, Finding{Severity: Blocked, Code: MaxZero, Path: place, Text: text})
	}
	return appendDown(findings, place, t)
}

// appendDown finds a trunk group that is down: blocked where an enterprise trunk is
// known to route to it, else doubtful, for nobody may need it.
func appendDown(findings []Finding, place []string, t TrunkGroup) []Finding {
	switch {
	case !t.Down:
		return findings
	case len(t.UsedBy) > 0:
		text := "BLOCKED: trunk group is down, used by " + users(t.UsedBy)
		return append(findings, Finding{Severity: Blocked, Code: DownInUse, Path: place, Text: text})
	}
	const text = "DOWN: trunk group is reported as not available"
	return append(findings, Finding{Severity: Notice, Code: Down, Path: place, Text: text})
}

// users names the enterprise trunks that use a trunk group.
func users(trunks []string) string {
	if len(trunks) == 1 {
		return "enterprise trunk " + trunks[0]
	}
	return strconv.Itoa(len(trunks)) + " enterprise trunks: " + strings.Join(trunks, ", ")
}

// appendOver finds that more calls were given out than the level holds.
func appendOver(findings []Finding, path []string, f Figures, w wording) []Finding {
	if !f.Difference.IsNegative() {
		return findings
	}
	text := "OVER"
	if n, ok := f.excess(); ok {
		text += f.hedge() + plural(n, "call", "calls")
	}
	text += times(f) + w.sides(f)
	return append(findings, Finding{Severity: Over, Code: CallsOver, Path: path, Text: text, Ratio: f.overRatio()})
}

// appendBurstingOver finds that more bursting was given out than the level holds.
func appendBurstingOver(findings []Finding, path []string, f Figures, w wording) []Finding {
	if !f.Difference.IsNegative() {
		return findings
	}
	text := "BURST OVER"
	if n, ok := f.excess(); ok {
		text += f.hedge() + strconv.Itoa(n)
	}
	text += w.sides(f)
	return append(findings, Finding{Severity: Over, Code: BurstingOver, Path: path, Text: text, Ratio: f.overRatio()})
}

// appendAboveAvailable finds that a group holds more than its tenant permits.
func appendAboveAvailable(findings []Finding, path []string, what string, own, available Reading) []Finding {
	holds, read := own.Limit()
	permits, permitsRead := available.Limit()
	if !read || !permitsRead || holds.Compare(permits) <= 0 {
		return findings
	}
	ratio := math.Inf(1)
	held, number := holds.Calls()
	permitted, _ := permits.Calls()
	if number {
		ratio = quotient(held, permitted)
	}
	text := "ABOVE AVAILABLE: " + what + " " + holds.String() + ", tenant permits " + permits.String()
	return append(findings, Finding{Severity: Over, Code: AboveAvailable, Path: path, Text: text, Ratio: ratio})
}

// burstingAvailable says that groups may take more bursting than the tenant holds.
func burstingAvailable(path []string, f Figures) Finding {
	text := "BURST AVAILABLE " + f.Difference.String() + ": groups may take " + sumText(f.Allocated) + " of " + f.Own.String()
	return Finding{Severity: Notice, Code: BurstingAvailable, Path: path, Text: text, Ratio: f.overRatio()}
}

// appendUnused finds calls that the level holds and has not given out.
func appendUnused(findings []Finding, path []string, f Figures, w wording) []Finding {
	n, ok := f.Difference.Calls()
	if !ok || n <= 0 {
		return findings
	}
	text := "UNUSED " + strconv.Itoa(n) + ": " + w.below + " hold " + f.Allocated.String() + " of " + f.Own.String()
	return append(findings, Finding{Severity: Info, Code: Unused, Path: path, Text: text})
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
