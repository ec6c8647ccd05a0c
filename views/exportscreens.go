package views

import (
	"slices"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/report"
	"banyan/ui"
)

// The screens whose rows can be written to a file: ui.Exporter.

// exported returns the screen that writes an export, none for one without rows.
func (p *page) exported(e *export, shown int) ui.View {
	if !p.known() || shown == 0 {
		return nil
	}
	if p.source.Err() != nil {
		e.notes = append(e.notes, "as of "+p.source.At().Format(time.TimeOnly)+": reading it again failed")
	}
	return newExporter(p.kit, *e, time.Now())
}

// missing says what is not there of what is on its way.
func (p *page) missing() string {
	if p.source.Busy() {
		return "it is still being read"
	}
	return ""
}

// Export implements ui.Exporter.
func (v *tenants) Export() ui.View {
	shown, _ := v.table.Counts()
	sheet := report.Rows{Table: "tenants", AsOf: v.source.At()}
	return v.exported(tableExport(v.table, "tenant", "this platform", sheet, ""), shown)
}

// Export implements ui.Exporter: the report of the tenant with the groups shown.
func (v *groups) Export() ui.View {
	rows := v.table.Shown()
	ids := make([]string, len(rows))
	for i, row := range rows {
		ids[i] = row.Group.ID
	}
	return v.exported(capacityExport(v.tenant, v.survey.shown, ids), len(ids))
}

// Export implements ui.Exporter: the report of the tenant with the groups that are
// shown or of which something is.
func (v *breakdown) Export() ui.View {
	var ids []string
	for _, at := range v.tree.Shown() {
		if at.depth > 0 && (len(ids) == 0 || ids[len(ids)-1] != at.group) {
			ids = append(ids, at.group)
		}
	}
	if v.tree.Filter() == "" && len(ids) == 0 { // folded at the tenant, or without groups
		for _, g := range v.survey.shown.Breakdown.Groups {
			ids = append(ids, g.Group.ID)
		}
	}
	return v.exported(capacityExport(v.tenant, v.survey.shown, ids), len(v.tree.Shown()))
}

// Export implements ui.Exporter.
func (v *trunkGroups) Export() ui.View {
	shown, _ := v.table.Counts()
	sheet := report.Rows{Table: "trunk groups", Place: []string{v.tenant.ID, v.group.ID}, AsOf: v.source.At()}
	return v.exported(tableExport(v.table, "trunk group", "group "+v.group.ID, sheet, v.missing()), shown)
}

// Export implements ui.Exporter.
func (v *trunkGroup) Export() ui.View {
	shown, _ := v.table.Counts()
	sheet := report.Rows{Table: "fields", Place: []string{v.tenant.ID, v.key.GroupID, v.key.Name}, AsOf: v.source.At()}
	return v.exported(tableExport(v.table, "field", "trunk group "+v.key.Name, sheet, v.missing()), shown)
}

// Export implements ui.Exporter.
func (v *enterpriseTrunks) Export() ui.View {
	shown, _ := v.table.Counts()
	sheet := report.Rows{Table: "enterprise trunks", Place: []string{v.tenant.ID}, AsOf: v.source.At()}
	return v.exported(tableExport(v.table, "enterprise trunk", "tenant "+v.tenant.ID, sheet, ""), shown)
}

// Export implements ui.Exporter: the routes as they were read, so not while some are
// imagined down.
func (v *enterpriseTrunk) Export() ui.View {
	shown, _ := v.table.Counts()
	place := slices.DeleteFunc([]string{v.tenant.ID, v.owner.Group, v.name}, func(id string) bool { return id == "" })
	missing := ""
	if v.around != nil && v.around.busy() {
		missing = "it is still being read"
	}
	e := tableExport(v.table, "route", "enterprise trunk "+v.name, report.Rows{Table: "routes", Place: place, AsOf: v.source.At()}, missing)
	if v.whatIf != (whatIf{}) {
		e.notes = append(e.notes, "WHAT IF "+v.whatIf.text()+" is down: esc shows what is so")
	}
	return v.exported(e, shown)
}

// Export implements ui.Exporter.
func (v *edits) Export() ui.View {
	shown, _ := v.table.Counts()
	missing := ""
	if list, _ := v.loader.Value(); len(list.damage) > 0 {
		missing = "a part of the journal cannot be read"
	}
	sheet := report.Rows{Table: "edits", AsOf: v.source.At()}
	return v.exported(tableExport(v.table, "edit", "the journal", sheet, missing), shown)
}

// Export implements ui.Exporter.
func (v *edit) Export() ui.View {
	shown, _ := v.table.Counts()
	sheet := report.Rows{Table: "edit", Place: v.entry.Subject.Path(), AsOf: v.source.At()}
	return v.exported(tableExport(v.table, "field", "edit "+v.entry.ID, sheet, ""), shown)
}

// fullMark is a mark for a file: every word of it, and what could not be read.
func fullMark(t trouble) string {
	words := t.allWords()
	if gap := strings.TrimLeft(t.appendGaps(ui.Glyphs{}, ui.Cell{}).Text, notRead+" "); gap != "" {
		words = strings.TrimPrefix(words+", "+gap, ", ")
	}
	return words
}

// fullDirections are limits of both directions for a file, where 10/8 would be read as
// a day.
func fullDirections(of func(apiclient.TrunkGroup) string) func(trunkGroupRow) string {
	return func(r trunkGroupRow) string {
		in, out, both := strings.Cut(of(r.detail), "/")
		if !both {
			return in
		}
		return in + " in, " + out + " out"
	}
}

// fullTime is a time for a file.
func fullTime(e change.Entry) string { return e.At.Local().Format(time.RFC3339) }
