package report

import "banyan/capacity"

// The marks say by glyph and word what a screen shows by colour as well.
const (
	markBlocked        = "!! BLOCKED"
	markOver           = "! OVER"
	markBurstingOver   = "! BURST OVER"
	markAboveAvailable = "! ABOVE AVAILABLE"
	markLicencesOver   = "! LICENCES OVER"
	markNegative       = "* NEGATIVE"
	markDown           = "* DOWN"
)

// groupMarks returns the marks of a group itself, worst first. A negative
// difference is marked whether or not there is a finding for it.
func groupMarks(b capacity.GroupBreakdown) []string {
	var blocked, above, licences bool
	for _, f := range b.Findings {
		if len(f.Path) == 2 {
			blocked = blocked || f.Severity == capacity.Blocked
			above = above || f.Code == capacity.AboveAvailable
			licences = licences || f.Code == capacity.LicencesOver
		}
	}
	var marks []string
	add := func(mark string, holds bool) {
		if holds {
			marks = append(marks, mark)
		}
	}
	add(markBlocked, blocked)
	add(markOver, b.Calls.Difference.IsNegative())
	add(markBurstingOver, b.Bursting.Difference.IsNegative())
	add(markAboveAvailable, above)
	add(markLicencesOver, licences)
	return marks
}

// trunkGroupMarks returns the mark of each of the group's trunk groups that has one:
// those that carry no calls, or not in one direction, and those that are down.
func trunkGroupMarks(b capacity.GroupBreakdown) map[string]string {
	marks := map[string]string{}
	for _, f := range b.Findings {
		switch {
		case len(f.Path) != 3 || marks[f.Path[2]] == markBlocked:
		case f.Severity == capacity.Blocked:
			marks[f.Path[2]] = markBlocked
		case f.Code == capacity.Down:
			marks[f.Path[2]] = markDown
		}
	}
	return marks
}

// glyph is the sign before a finding.
func glyph(s capacity.Severity) string {
	switch s {
	case capacity.Blocked:
		return "!!"
	case capacity.Over:
		return " !"
	case capacity.Notice:
		return " *"
	}
	return " -"
}
