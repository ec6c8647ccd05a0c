package browse

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/history"
	"banyan/internal/hotspots"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// tenantRow is a tenant with what is known of its figures.
type tenantRow struct {
	apiclient.Tenant
	reading hotspots.Reading
	done    bool // nothing more of it is on its way
	read    int  // of its groups, while it is being read
	glance  bool // the reading is one request's alone: of what is below nothing, or not all
	rank    int  // in the order of the worst; 0 for none
}

func (r tenantRow) id() string { return r.ID }

func (r tenantRow) object() history.Object { return page.TenantObject(r.ID) }

// RowMarks are those of a tenant's own figures.
func (r tenantRow) RowMarks() figures.Marks {
	return figures.Marks{Absent: r.reading.Absent, Done: r.done}
}

// isUnread reports whether a tenant has no figures to show.
func (r tenantRow) isUnread() bool { return !r.reading.Known || r.reading.Absent }

// marks are the findings of a tenant as marks.
func (r tenantRow) marks() figures.Marks {
	marks := figures.Marks{Done: r.done, Absent: r.reading.Absent && len(r.reading.Findings) == 0}
	for _, f := range r.reading.Findings {
		marks.Findings = append(marks.Findings, f.Finding)
	}
	return marks
}

// isNearlyFull reports whether a tenant's calls are all but given out, or to the last.
func (r tenantRow) isNearlyFull() bool { return figures.Fullness(r.reading.Calls) >= 0.9 }

// worst is the worst finding of a tenant and below it, the zero value where there is none.
func (r tenantRow) worst() hotspots.Finding {
	if len(r.reading.Findings) == 0 {
		return hotspots.Finding{}
	}
	return r.reading.Findings[0]
}

// worstFirst ranks tenants: by their worst finding, of equally bad ones the larger ratio and then the
// larger number first, then those that are all but full, then all others that are known.
func worstFirst(a, b tenantRow) int {
	x, y := a.worst(), b.worst()
	full := func(r tenantRow) float64 {
		if r.isNearlyFull() {
			return figures.Fullness(r.reading.Calls)
		}
		return 0
	}
	return cmp.Or(cmp.Compare(y.Severity, x.Severity), cmp.Compare(y.Ratio, x.Ratio), cmp.Compare(y.Excess, x.Excess), cmp.Compare(full(b), full(a)))
}

// isRanked reports whether enough is known of a tenant to tell how bad it is: what was not wholly
// read is not fine.
func (r tenantRow) isRanked() bool {
	isKnown := r.reading.Known || len(r.reading.Findings) > 0
	return isKnown && (r.reading.Standing == hotspots.Whole || len(r.reading.Findings) > 0 || r.isNearlyFull())
}

func tenantColumns(glyphs ui.Glyphs, now func() time.Time) []ui.Column[tenantRow] {
	text := func(of func(tenantRow) string) func(tenantRow) ui.Cell {
		return func(r tenantRow) ui.Cell { return ui.Cell{Text: of(r)} }
	}
	calls := figuresOf(glyphs, "bar", "CALLS", "ALLOC/MAX", "alloc", "calls", "diff", "ratio", tenantRow.isUnread, func(r tenantRow) capacity.Figures { return r.reading.Calls })
	bursting := figuresOf(glyphs, "bbar", "BURSTING", "BURST", "balloc", "burst", "bdiff", "bratio", tenantRow.isUnread, func(r tenantRow) capacity.Figures { return r.reading.Bursting })
	calls[3].Near, calls[3].From, calls[4].From, calls[4].Wide = false, leastWide, 0, true
	bursting[1].From, bursting[3].Wide, bursting[4].Wide = leastWide, true, true
	bursting[2].From, bursting[0].From, bursting[0].Max = leastWide, leastRoomy, 10
	return slices.Concat([]ui.Column[tenantRow]{
		{Key: "id", Title: "TENANT ID", Min: 16, Max: 18, Flex: true, Cell: func(r tenantRow) ui.Cell { return ui.Cell{Text: r.ID, Name: true} }},
		{Key: "name", Title: "NAME", Min: 12, Max: 24, Flex: true, Cell: func(r tenantRow) ui.Cell { return ui.Cell{Text: r.Name, Name: true} }},
		{Key: "type", Title: "TYPE", Min: 10, Priority: 12, From: leastRoomy, Cell: text(func(r tenantRow) string { return string(r.Type) })},
		{Key: "reseller", Title: "RESELLER", Wide: true, Cell: text(func(r tenantRow) string { return r.ResellerID })},
		{
			Key: "groups", Title: "GROUPS", Right: true, Priority: 8, From: leastWide,
			Cell: groupsCell,
			Number: func(r tenantRow) (float64, bool) {
				return float64(r.reading.Groups.Listed), r.reading.Known && !r.hasNoGroups()
			},
		},
	}, calls, bursting, []ui.Column[tenantRow]{{
		Key: "read", Title: "READ", About: "when the oldest figure was read", Min: 6, Priority: 10, From: leastAged,
		Cell: func(r tenantRow) ui.Cell { return ui.Cell{Text: page.DayText(r.reading.At, now()), Tone: ui.Muted} },
		Full: tenantRow.readAt,
		Rank: func(r tenantRow) (float64, bool) { return float64(r.reading.At.Unix()), !r.reading.At.IsZero() },
	}, {
		Key: findingsKey, Title: "FINDINGS", About: "worst first", Min: 11, Max: 26, Pinned: true,
		Cell: func(r tenantRow) ui.Cell { return r.findings(glyphs) },
		Rank: func(r tenantRow) (float64, bool) { return float64(r.rank), r.rank > 0 },
	}})
}

// findingsKey is the column that the worst tenants come first by.
const findingsKey = "findings"

// readAt is when a tenant was read, in a file.
func (r tenantRow) readAt() string {
	if r.reading.At.IsZero() {
		return ""
	}
	return r.reading.At.UTC().Format(time.RFC3339)
}

// text is a tenant for a ticket: its figures, its worst finding, and what is not known of them.
func (r tenantRow) text() []string {
	lines := page.TenantFacts(r.Tenant)
	if !r.reading.Known && len(r.reading.Findings) == 0 && !r.reading.Absent {
		if lines = append(lines, "its limits were not read"); r.reading.Why != "" {
			lines = append(lines, r.reading.Why)
		}
		return lines
	}
	if !r.isUnread() {
		for _, line := range figures.TenantLines(capacity.Breakdown{Calls: r.reading.Calls, BurstingAllocated: r.reading.Bursting}, r.RowMarks()) {
			lines = append(lines, line.Text())
		}
	}
	lines = withStatus(lines, r.marks(), 1)
	last := len(lines) - 1
	var doubts []string
	switch {
	case !r.reading.SavedAt.IsZero():
		doubts = append(doubts, "From "+page.BeforeSaveText(r.reading.SavedAt)+".")
	case r.glance && !r.reading.Absent:
		doubts = append(doubts, "Its limits alone were read: what is below it is not known.")
	case r.reading.Why != "":
		doubts = append(doubts, "Not all was read: "+r.reading.Why)
	case !r.done || r.reading.Standing == hotspots.Partly:
		doubts = append(doubts, "Not all was read.")
	}
	if !r.reading.At.IsZero() {
		doubts = append(doubts, "Read "+r.reading.At.Local().Format(page.StampFormat)+".")
	}
	return slices.Insert(lines, last, doubts...)
}

// hasNoGroups reports whether nothing says which groups a tenant has: a glance may tell none.
func (r tenantRow) hasNoGroups() bool { return r.glance && r.reading.Groups.Listed == 0 }

// leastRoomy is the width from which on the list of tenants has room for all of its figures.
const leastRoomy = 150

// leastAged is the width from which on names and bars leave room for when a tenant was read. Above
// the list stands when the scan ended.
const leastAged = 130

func groupsCell(r tenantRow) ui.Cell {
	cell := ui.Cell{Text: strconv.Itoa(r.reading.Groups.Listed)}
	switch {
	case !r.reading.Known:
		return page.Absent()
	case r.hasNoGroups():
		return page.Unread()
	case cell.Text == "0":
		cell.Tone = ui.Muted
	}
	return cell
}

// findings counts what is wrong with a tenant and below it, or says why nothing is known.
func (r tenantRow) findings(glyphs ui.Glyphs) ui.Cell {
	reading := r.reading
	found := figures.Counted{}
	for _, f := range reading.Findings {
		found = found.Add(f.Severity)
	}
	switch cell := found.Short(glyphs); {
	case !r.done && reading.Groups.Listed > 0:
		return ui.Cell{Text: glyphs.Unknown + " " + strconv.Itoa(r.read) + " of " + strconv.Itoa(reading.Groups.Listed) + " read", Tone: ui.Unknown}
	case !r.done:
		return ui.Cell{Text: glyphs.Unknown, Tone: ui.Unknown}
	case reading.Why != "" && (reading.Standing == hotspots.Unread || r.glance):
		return ui.Cell{Text: glyphs.Failed + " not read", Tone: ui.Failed}
	case !reading.SavedAt.IsZero():
		return ui.Cell{Text: strings.TrimRight(glyphs.Unknown+" "+cell.Whole(), " "), Tone: ui.Unknown}
	case cell.Text != "":
		return cell
	case reading.At.IsZero():
		return ui.Cell{Text: "not read", Tone: ui.Muted, Quiet: true}
	case r.glance && !reading.Absent && reading.Standing == hotspots.Partly:
		return ui.Cell{Text: "limits only", Tone: ui.Muted, Quiet: true}
	case reading.Standing == hotspots.Partly && !r.glance:
		return ui.Cell{Text: page.NotRead + " incomplete", Tone: ui.Unknown}
	case reading.Absent:
		return ui.Cell{Text: "not assigned", Tone: ui.Muted}
	case reading.Known && reading.Groups.Listed == 0:
		return ui.Cell{Text: "no groups", Tone: ui.Muted}
	case figures.IsFull(reading.Calls):
		return ui.Cell{Text: glyphs.Full + " full", Tone: ui.Full}
	}
	return ui.Cell{}
}

func tenantLegend(glyphs ui.Glyphs, columns []string) []ui.Meaning {
	return append(figures.Legend(glyphs, columns),
		ui.Meaning{Word: "figures of tenants"},
		ui.Meaning{Word: "not read", Text: "no scan has read the tenant: figures are there once one has, or while the cursor rests on it"},
		ui.Meaning{Word: "limits only", Text: "no scan has read the tenant: one request told its limits, what is below it is not known"},
		ui.Meaning{Word: "READ", Text: "when the oldest of the figures was read"},
		ui.Meaning{Word: glyphs.Over + " 2 over " + glyphs.Notice + " 1", Text: "findings of the tenant and below it: two of the worst kind, and one of the next"})
}
