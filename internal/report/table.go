package report

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"time"

	"banyan/capacity"
	"banyan/internal/safetext"
)

// tableForm is a report for a person: plain text without colour, decorated in ASCII
// only, every string from outside made safe.
type tableForm struct {
	head  Head
	begun bool // a tenant was written
}

func (f *tableForm) begin(*bytes.Buffer) {}

func (f *tableForm) tenant(out *bytes.Buffer, t Tenant) error {
	if f.begun {
		out.WriteByte('\n')
	}
	f.begun = true
	writeHeader(out, t, f.head.GeneratedAt)
	writeTotals(out, t.Breakdown)
	writeGroups(out, t.Breakdown)
	writeFindings(out, t.Breakdown, f.head)
	writeErrors(out, t.Errors)
	return nil
}

func (f *tableForm) end(out *bytes.Buffer, run Run) error {
	switch {
	case !run.All && f.begun:
		out.WriteString("\nINCOMPLETE: not all tenants are in this report.\n")
	case !run.All:
		out.WriteString("INCOMPLETE: no tenant was read.\n")
	case !f.begun:
		out.WriteString("No tenants.\n")
	}
	return nil
}

func writeHeader(out *bytes.Buffer, t Tenant, begun time.Time) {
	b := t.Breakdown
	at := t.ReadAt
	if at.IsZero() {
		at = begun
	}
	fmt.Fprintf(out, "Trunking capacity of tenant %s", safetext.Name(b.Tenant.ID))
	if b.Tenant.Name != "" {
		fmt.Fprintf(out, ", %s", safetext.Name(b.Tenant.Name))
	}
	if t.Type != "" {
		fmt.Fprintf(out, " (%s)", safetext.Cell(t.Type))
	}
	fmt.Fprintf(out, "\nAs of %s. %s\n", timeText(at), coverage(b))
	if b.Tenant.Assignment == capacity.NotAssigned {
		fmt.Fprintln(out, "Trunking is not assigned to this tenant.")
	}
	fmt.Fprintln(out, "Allocated is what the level below has been given: configuration, not live load.")
	fmt.Fprintln(out, "Enterprise trunks are not in these sums.")
	if t.Source.Line != "" {
		fmt.Fprintln(out, safetext.Cell(t.Source.Line))
	}
}

// coverage says how much of the tenant was read.
func coverage(b capacity.Breakdown) string {
	groups := strconv.Itoa(b.GroupsRead) + " of " + strconv.Itoa(len(b.Groups)) + " groups read."
	switch {
	case b.Complete:
		return "Complete: " + groups
	case !b.Tenant.GroupsListed:
		return "INCOMPLETE: the list of groups was not read."
	}
	return "INCOMPLETE: " + groups
}

// writeTotals sets the tenant's own limits against what its groups were given.
func writeTotals(out *bytes.Buffer, b capacity.Breakdown) {
	g := grid{names: 1, figures: 3}
	g.add("TENANT", "LIMIT", "ALLOCATED", "DIFFERENCE", "")
	add := func(name string, f capacity.Figures, mark string) {
		if !f.Difference.IsNegative() {
			mark = ""
		}
		cells := figureCells(f)
		if b.Tenant.Assignment == capacity.NotAssigned {
			cells[0], cells[2], mark = none, none, ""
		}
		g.add(name, cells[0], cells[1], cells[2], mark)
	}
	add("calls", b.Calls, markOver)
	add("bursting", b.BurstingAllocated, markBurstingOver)
	add("bursting available to groups", b.BurstingAvailable, markNegative)
	out.WriteByte('\n')
	g.writeTo(out)
}

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
	g.add(safetext.Name(b.Group.ID), safetext.Name(b.Group.Name),
		calls[0], calls[1], calls[2], bursting[0], bursting[1], bursting[2], strings.Join(notes, ", "))
	marks := trunkGroupMarks(b)
	for _, t := range b.Group.TrunkGroups {
		g.add("  "+safetext.Name(t.Name), "", t.MaxActiveCalls.String(), "", "", t.BurstingMaxActiveCalls.String(), "", "", marks[t.Name])
	}
}

// figureCells returns limit, allocated and difference in words and numbers.
func figureCells(f capacity.Figures) [3]string {
	return [3]string{f.Own.String(), f.Allocated.String(), f.Difference.String()}
}

// writeFindings lists the findings of all levels, worst first.
func writeFindings(out *bytes.Buffer, b capacity.Breakdown, head Head) {
	out.WriteByte('\n')
	if len(b.Findings) == 0 {
		text := "No findings."
		if !b.Complete {
			text = "No findings in what was read."
		}
		fmt.Fprintln(out, text)
		return
	}
	fmt.Fprintln(out, "Findings, worst first:")
	g := grid{names: 2}
	for _, f := range b.Findings {
		known := ""
		if head.knows(f) {
			known = "(known)"
		}
		g.add(glyph(f.Severity)+" "+f.Severity.String(), place(f.Path), safetext.Listed(f.Text), known)
	}
	g.writeTo(out)
}

// writeErrors lists what failed, and writes nothing where nothing did.
func writeErrors(out *bytes.Buffer, errors []Error) {
	if len(errors) == 0 {
		return
	}
	fmt.Fprintln(out, "\nErrors, what these would have told is missing above:")
	g := grid{names: 3}
	for _, e := range errors {
		status := "no answer"
		if e.Status != 0 {
			status = "status " + strconv.Itoa(e.Status)
		}
		g.add(place(e.Path), safetext.Cell(e.Request), status, safetext.Cell(e.Error))
	}
	g.writeTo(out)
}

// place names where in the tenant something is. The first id of a path is the
// tenant's, which the header names.
func place(path []string) string {
	if len(path) < 2 {
		return "tenant"
	}
	return safetext.Names(path[1:], " > ")
}
