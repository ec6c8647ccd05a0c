package figures

import (
	"fmt"
	"io"
	"slices"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/report"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// Export is the report of a tenant with the groups that are shown, in their
// order. The file says what a filter leaves out: totals are always of all.
func Export(tenant apiclient.Tenant, shown collect.Snapshot, groups []string) *page.Export {
	b := shown.Breakdown
	e := &page.Export{
		What: ui.Count(len(groups), "group"), Of: "tenant " + safetext.Name(tenant.ID), Name: []string{tenant.ID, "capacity"},
	}
	of := report.Tenant{
		Type: string(tenant.Type), ReadAt: shown.At, Breakdown: ofGroups(b, groups),
		Source: report.Source(shown.SourceWords()),
	}
	for _, f := range shown.Failures {
		of.Errors = append(of.Errors, report.NewError(f.Path, f.What, f.Err, apiclient.Explain))
	}
	note := func(request, why string) {
		of.Errors = append(of.Errors, report.Error{Path: []string{tenant.ID}, Request: request, Error: why})
	}
	if unread := len(b.Groups) - b.GroupsRead; unread > 0 || !shown.Done || !b.Complete || len(of.Errors) > 0 {
		text := fmt.Sprintf("%d of %s incomplete", unread, ui.Count(len(b.Groups), "group"))
		if !shown.Done {
			text = "it is still being read"
			note("capacity", "written before all was read")
		}
		e.Notes = append(e.Notes, "NOT COMPLETE: "+text)
	}
	if len(groups) < len(b.Groups) {
		text := fmt.Sprintf("filtered: %d of %s", len(groups), ui.Count(len(b.Groups), "group"))
		e.Notes = append(e.Notes, text+"; the totals are of all")
		note("groups", text+" are written, the totals are of all")
	}
	e.Write = func(format report.Format, w io.Writer) error {
		return report.Report{Head: report.Head{GeneratedAt: shown.At}, Tenants: []report.Tenant{of}}.Write(w, format)
	}
	return e
}

// ofGroups returns a breakdown with these groups alone, in this order.
func ofGroups(b capacity.Breakdown, ids []string) capacity.Breakdown {
	byID := make(map[string]capacity.GroupBreakdown, len(b.Groups))
	for _, g := range b.Groups {
		byID[g.Group.ID] = g
	}
	kept := b
	kept.Groups, kept.GroupsRead = make([]capacity.GroupBreakdown, 0, len(ids)), 0
	for _, id := range ids {
		g := byID[id]
		kept.Groups = append(kept.Groups, g)
		if g.Complete {
			kept.GroupsRead++
		}
	}
	kept.Findings = slices.DeleteFunc(slices.Clone(b.Findings), func(f capacity.Finding) bool {
		return len(f.Path) > 1 && !slices.Contains(ids, f.Path[1])
	})
	return kept
}
