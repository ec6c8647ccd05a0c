package browse

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/history"
	"banyan/internal/hotspots"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	spots "banyan/views/hotspots"
	"banyan/views/page"
)

// restedTenant reads the tenant that the cursor rests on, for its row and for the preview.
type restedTenant struct {
	*ui.Preview[tenantRow, collect.Snapshot]
	page    *page.Page // of the list
	links   Links
	scan    *spots.ScanStatus
	past    *page.Past // of the list
	changed func()
	scanned map[string]time.Time // when a scan read what was read before, by tenant

	selected func() (tenantRow, bool)
	trend    *ui.Loader[tenantTrend] // nil before the first
	trendOf  tenantTrend             // what was asked for last
}

// tenantTrend is how the figures of a tenant moved until it was read.
type tenantTrend struct {
	tenant  string
	until   time.Time
	samples []history.Sample
	unkept  error // why the reading is not kept, where that was not told yet
}

// newRestedTenant returns what reads the tenant at the cursor of a list, and says when its row changed.
func newRestedTenant(list *page.Page, table *ui.Table[tenantRow], links Links, scan *spots.ScanStatus, past *page.Past, changed func()) *restedTenant {
	r := &restedTenant{page: list, links: links, scan: scan, past: past, changed: changed, scanned: map[string]time.Time{}}
	open := func(ctx context.Context, row tenantRow) <-chan collect.Snapshot {
		return links.Collect(row.Tenant)(ctx).Snapshots()
	}
	r.Preview, r.selected = ui.NewGrowingPreview(list.Kit.Theme, table.Selected, tenantRow.id, open, r.preview), table.Selected
	return r
}

// Update takes what was read, and puts it into the row.
func (r *restedTenant) Update(msg tea.Msg) tea.Cmd {
	if r.trend.Update(msg) {
		trend, _ := r.trend.Value()
		return page.NotifyUnkept(trend.unkept)
	}
	return r.telling(func() tea.Cmd { return r.Preview.Update(msg) })
}

// Follow takes away from the row what was given up of it.
func (r *restedTenant) Follow() tea.Cmd {
	return tea.Batch(r.telling(r.Preview.Follow), r.followTrend())
}

// followTrend reads how the figures of the selected tenant moved, once it is read.
func (r *restedTenant) followTrend() tea.Cmd {
	row, ok := r.selected()
	if r.links.Past == nil || !ok {
		return nil
	}
	now := r.Latest(row.ID)
	if !now.Known || now.Busy || r.trendOf.tenant == row.ID && r.trendOf.until.Equal(now.Value.At) {
		return nil
	}
	of, past := tenantTrend{tenant: row.ID, until: now.Value.At}, r.links.Past
	r.trend.Close()
	r.trendOf, r.trend = of, ui.NewLoader(func(context.Context) (tenantTrend, error) {
		earlier, err := past(of.tenant)
		of.unkept, of.samples = earlier.Unkept, earlier.History.Trend(history.Object{Kind: change.TenantCapacity})
		return of, err
	})
	return r.trend.Load()
}

// Close ends what is being read.
func (r *restedTenant) Close() {
	r.Preview.Close()
	r.trend.Close()
}

// telling does what may change what was read, and says so if it did.
func (r *restedTenant) telling(do func() tea.Cmd) tea.Cmd {
	before := r.Edition()
	next := do()
	if r.Edition() != before {
		r.changed()
	}
	return next
}

// latest returns what was read of a tenant, and nothing where a scan has read it since: then
// it is read again, once for each scan.
func (r *restedTenant) latest(id string, kept hotspots.Reading) ui.Latest[collect.Snapshot] {
	now := r.Latest(id)
	oldest := now.Value.Oldest
	if now.Busy || oldest.IsZero() || !oldest.Before(kept.At) {
		return now
	}
	if !r.scanned[id].Equal(kept.At) {
		r.scanned[id] = kept.At
		r.ForgetRow(id)
	}
	return ui.Latest[collect.Snapshot]{}
}

// preview shows a tenant's own figures, what is wrong, and its groups, the fullest first.
func (r *restedTenant) preview(row tenantRow, now ui.Latest[collect.Snapshot]) ui.Pane {
	oldest := now.Value.Oldest
	isOld := !oldest.IsZero() && oldest.Before(row.reading.At) // the scan is newer, and keeps no groups
	if now.Known && !isOld {
		row.reading, row.done, row.glance = r.scan.Listing().ReadingOf(now.Value), now.Value.Done, false
	}
	return ui.Pane{
		Title: ui.Cell{Text: safetext.Name(row.ID)}, Right: ui.Cell{Text: safetext.Name(row.Name), Tone: ui.Muted},
		Lines: func(width int) []string {
			pane, glyphs := page.NewPane(r.page.Kit.Theme, width), r.page.Kit.Theme.Glyphs
			facts := []ui.Cell{{Text: typeWord(row.Type)}}
			lines := figures.TenantLines(capacity.Breakdown{Calls: row.reading.Calls, BurstingAllocated: row.reading.Bursting}, row.RowMarks())
			if row.reading.Known && !row.hasNoGroups() {
				facts = append(facts, figures.CountCell(row.reading.Groups.Listed, "group"))
			}
			if b := now.Value.Breakdown; now.Known && !isOld {
				lines = figures.TenantLines(b, figures.TenantLevel(now.Value).Marks)
				facts = append(facts, figures.CountCell(trunkGroupsOf(b), "trunk group"))
			}
			if at := row.reading.At; !at.IsZero() {
				facts = append(facts, ui.Cell{Text: "read " + page.ClockText(at, r.links.Limits.Session.Clock()), Tone: ui.Muted})
			}
			pane.Line(page.Spaced(glyphs, facts...))
			pane.Drawn("")
			if now.Known || row.reading.Known {
				pane.Grid(figures.GaugeLayout, figures.GaugeRows(glyphs, lines...)...)
			}
			marks := row.marks()
			marks.Failures = now.Value.Failures
			found(pane, marks.All(glyphs, 1), mostIn(r.page.Height), "tenant")
			r.fullest(pane, now, isOld)
			pane.Section("enterprise trunks", "")
			if why := r.links.WhyNoTrunks(row.Tenant); why != "" {
				pane.Line(ui.Cell{Text: strings.TrimPrefix(why, "enterprise trunks "), Tone: ui.Muted})
			} else {
				keys := r.page.Kit.Keys.EnterpriseTrunks.Help()
				pane.Line(ui.Cell{Text: keys.Key, Tone: ui.Accent}, ui.Cell{Text: " lists them with their routing", Tone: ui.Muted})
			}
			if trend, known := r.trendNow(); known && trend.tenant == row.ID {
				page.DrawTrend(pane, glyphs, trend.samples, r.links.Limits.Session.Clock())
			}
			return r.past.Around(pane.Lines(), r.page.Kit.Theme, width, row.object())
		},
	}
}

// trendNow is the trend that was read last.
func (r *restedTenant) trendNow() (trend tenantTrend, known bool) {
	if r.trend == nil {
		return trend, false
	}
	return r.trend.Value()
}

// fullest are the groups of a tenant that was read, the fullest first; old are those of before
// the latest scan.
func (r *restedTenant) fullest(pane *page.Pane, now ui.Latest[collect.Snapshot], old bool) {
	groups := slices.Clone(now.Value.Breakdown.Groups)
	switch {
	case now.Busy && len(groups) == 0:
		pane.Section("groups", "")
		pane.Line(ui.Cell{Text: r.page.Kit.Theme.Glyphs.Unknown + " being read", Tone: ui.Unknown})
		return
	case len(groups) == 0:
		return
	}
	slices.SortStableFunc(groups, func(a, b capacity.GroupBreakdown) int {
		return cmp.Compare(figures.Fullness(b.Calls), figures.Fullness(a.Calls))
	})
	order := ", fullest first"
	if old {
		order += ", as before the scan"
	}
	pane.Section("groups", strconv.Itoa(len(groups))+order)
	most := max(mostIn(r.page.Height), r.page.Height-leastLines)
	lines := make([]figures.Line, min(len(groups), most))
	for i, g := range groups[:len(lines)] {
		lines[i] = figures.Line{
			Place: g.Group.ID, Label: g.Group.Name, Over: figures.WordOver,
			Figures: g.Calls, Now: figures.GroupMarks(g, nil, !now.Busy),
		}
	}
	pane.List(figures.PartsLayout, figures.GaugeRows(r.page.Kit.Theme.Glyphs, lines...)...)
	pane.More(len(groups) - most)
}

// leastLines is how many lines a preview has beside its groups.
const leastLines = 32

// typeWord is a tenant's type in words: "service provider".
func typeWord(t apiclient.TenantType) string {
	words := map[apiclient.TenantType]string{apiclient.ServiceProvider: "service provider", apiclient.Enterprise: "enterprise", "": "type " + page.NotReported}
	return cmp.Or(words[t], string(t))
}

func trunkGroupsOf(b capacity.Breakdown) (n int) {
	for _, g := range b.Groups {
		n += len(g.Group.TrunkGroups)
	}
	return n
}
