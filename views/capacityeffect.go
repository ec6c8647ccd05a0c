package views

import (
	"fmt"
	"slices"
	"strings"

	"banyan/capacity"
	"banyan/internal/change"
	"banyan/ui"
)

// effect is one pair of figures before and after.
type effect struct {
	name          string // "tenant calls"
	before, after capacity.Figures
}

// effects tells the levels that an edit touches: the tenant, and the group if it is in
// one.
func (p capacityPlan) effects(wants []change.Image) []effect {
	before, after := capacity.Analyze(p.before()), capacity.Analyze(p.after(wants))
	out := []effect{
		{"tenant calls", before.Calls, after.Calls},
		{"tenant bursting", before.BurstingAllocated, after.BurstingAllocated},
	}
	group := p.targets[len(p.targets)-1].subject.Group
	for i, g := range after.Groups {
		if g.Group.ID == group && group != "" {
			out = append(out,
				effect{"group calls", before.Groups[i].Calls, g.Calls},
				effect{"group bursting", before.Groups[i].Bursting, g.Bursting})
		}
	}
	return out
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

// newFindings are those that the edit brings and that are doubtful at least, worst
// first.
func (p capacityPlan) newFindings(wants []change.Image) []capacity.Finding {
	former := capacity.Analyze(p.before()).Findings
	return slices.DeleteFunc(capacity.Analyze(p.after(wants)).Findings, func(f capacity.Finding) bool {
		return f.Severity < capacity.Notice || slices.ContainsFunc(former, func(old capacity.Finding) bool {
			return old.Code == f.Code && old.Text == f.Text && slices.Equal(old.Path, f.Path)
		})
	})
}

// effectLines tell what becomes of the differences.
func (f *capacityForm) effectLines(wants []change.Image) [][]ui.Cell {
	var lines [][]ui.Cell
	for _, e := range f.plan.effects(wants) {
		cell := ui.Cell{Text: e.text()}
		if e.after.Difference.IsNegative() {
			cell = ui.Cell{Text: f.kit.Theme.Glyphs.Over + " " + cell.Text, Tone: ui.Over}
		}
		lines = append(lines, []ui.Cell{{Text: fmt.Sprintf(" %-16s ", e.name)}, cell})
	}
	for i, finding := range f.plan.newFindings(wants) {
		if i == 3 {
			break
		}
		text := " " + f.kit.Theme.Glyphs.Notice + " new: " + strings.Join(finding.Path, " / ") + ": " + finding.Text
		lines = append(lines, []ui.Cell{{Text: text, Tone: severityTone(finding.Severity)}})
	}
	return lines
}
