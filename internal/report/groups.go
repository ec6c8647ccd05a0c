package report

import (
	"bytes"
	"fmt"
	"strings"

	"banyan/capacity"
	"banyan/internal/safetext"
)

// none stands for a figure that does not exist, unlike one that was not read.
const none = "-"

// writeGroups lists the groups in the server's order, each with its trunk groups
// below it.
func writeGroups(out *bytes.Buffer, b capacity.Breakdown) {
	out.WriteByte('\n')
	if len(b.Groups) == 0 {
		text := "No groups."
		if !b.Tenant.GroupsListed {
			text = "Groups: not read."
		}
		fmt.Fprintln(out, text)
		return
	}
	g := grid{names: 2, figures: 6}
	g.add("GROUP", "NAME", "CALLS", "ALLOCATED", "DIFF", "BURST", "ALLOCATED", "DIFF", "")
	for _, group := range b.Groups {
		addGroup(&g, group)
	}
	g.writeTo(out)
}

func addGroup(g *grid, b capacity.GroupBreakdown) {
	calls, bursting := figureCells(b.Calls), figureCells(b.Bursting)
	notes := groupMarks(b)
	if b.Group.Assignment == capacity.NotAssigned {
		notes = append(notes, "not assigned")
		calls[0], bursting[0] = none, none
		if len(b.Group.TrunkGroups) == 0 {
			calls, bursting = [3]string{none, none, none}, [3]string{none, none, none}
		}
	}
	g.add(safetext.Cell(b.Group.ID), safetext.Cell(b.Group.Name),
		calls[0], calls[1], calls[2], bursting[0], bursting[1], bursting[2], strings.Join(notes, ", "))
	marks := trunkGroupMarks(b)
	for _, t := range b.Group.TrunkGroups {
		g.add("  "+safetext.Cell(t.Name), "", t.MaxActiveCalls.String(), "", "", t.BurstingMaxActiveCalls.String(), "", "", marks[t.Name])
	}
}

// figureCells returns limit, allocated and difference in words and numbers.
func figureCells(f capacity.Figures) [3]string {
	return [3]string{f.Own.String(), f.Allocated.String(), f.Difference.String()}
}
