package capacity

import (
	"cmp"
	"slices"
)

// Severity ranks findings. The zero value is no finding at all; a higher value
// is worse.
type Severity int

// The severities, mildest first.
const (
	None Severity = iota
	Info
	Notice
	Over
	Blocked
)

// String returns "blocked", "over", "notice" or "info", and nothing for None.
func (s Severity) String() string {
	if s < None || s > Blocked {
		return ""
	}
	return [...]string{None: "", Info: "info", Notice: "notice", Over: "over", Blocked: "blocked"}[s]
}

// Code names a kind of finding for machines.
type Code string

// The codes of findings.
const (
	MaxZero           Code = "max-zero"           // a limit of zero where calls are meant to flow
	DownInUse         Code = "down-in-use"        // a trunk group that is down is used by an enterprise trunk
	CallsOver         Code = "calls-over"         // more calls given out than the level holds
	BurstingOver      Code = "bursting-over"      // more bursting given out than the level holds
	AboveAvailable    Code = "above-available"    // a group holds more than its tenant permits
	LicencesOver      Code = "licences-over"      // more trunk groups given out, or there, than are licensed
	BurstingAvailable Code = "bursting-available" // groups may take more bursting than the tenant holds
	Down              Code = "down"               // a trunk group is down; who routes to it is not known
	Unused            Code = "unused"             // calls that are not given out
)

// IsDown reports whether a finding of that code is that a trunk group is down.
func (c Code) IsDown() bool { return c == Down || c == DownInUse }

// Finding is one thing wrong or doubtful, with the place it concerns. Names in it
// are as the server spelt them: whoever draws them makes them safe.
type Finding struct {
	Severity Severity
	Code     Code
	Aspect   string   // "max" or "bursting" where one place may have a finding of each, else empty
	Path     []string // tenant id, group id, trunk group name: as deep as the place
	Text     string   // one line, such as "OVER 11 calls x1.6: trunk groups 31, group 20"
	Ratio    float64  // allocated by limit for the over findings, +Inf against zero, else 0
	Excess   float64  // by how many calls it is over, or how many trunk groups, directions or users are blocked; may be +Inf
}

// Worst returns the finding that comes first when the worst is wanted first, and
// false when there is none. The order of findings does not matter; of equals it
// is the first.
func Worst(findings []Finding) (Finding, bool) {
	if len(findings) == 0 {
		return Finding{}, false
	}
	// MinFunc returns the first of equals, as a stable sort would.
	return slices.MinFunc(findings, worstFirst), true
}

// worstFirst orders findings by severity, then by ratio, the larger first.
func worstFirst(a, b Finding) int {
	return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(b.Ratio, a.Ratio))
}
