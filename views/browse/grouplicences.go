package browse

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// groupLicences are what the groups of a tenant are licensed for, as far as that was read.
type groupLicences struct {
	stream *ui.Stream[collect.Snapshot]
	now    Collection // the present reading; nil before the first
	rows   []licenceRow
	name   int // width of the longest name
}

// licenceRow is one group.
type licenceRow struct {
	id, name string
	licence  capacity.Licence
	finding  capacity.Finding // none where nothing is wrong
	err      error            // why it was not read
	isRead   bool             // or will not be
}

// shown is the id with what the eye does not see of it spelled out.
func (r licenceRow) shown() string { return safetext.Name(r.id) }

func newGroupLicences(tenant apiclient.Tenant, read func(apiclient.Tenant) func(context.Context) Collection) *groupLicences {
	g := new(groupLicences)
	g.stream = ui.NewStream(func(ctx context.Context) <-chan collect.Snapshot {
		g.now = read(tenant)(ctx)
		return g.now.Snapshots()
	})
	return g
}

// fill takes what was read: the groups where something is wrong come first.
func (g *groupLicences) fill() {
	snapshot, _ := g.stream.Value()
	failures := figures.FailuresByGroup(snapshot.Failures)
	g.rows, g.name = nil, len("GROUP")
	for _, of := range snapshot.Breakdown.Groups {
		row := licenceRow{id: of.Group.ID, name: of.Group.Name, licence: of.Group.Licence}
		row.finding, _ = row.licence.Finding(snapshot.Breakdown.Tenant.ID, row.id)
		if failed := failures[row.id]; len(failed) > 0 {
			row.err = failed[0].Err
		}
		row.isRead = row.licence != (capacity.Licence{}) || row.err != nil || snapshot.Done
		g.rows = append(g.rows, row)
		g.name = min(max(g.name, safetext.Width(row.shown())), 30)
	}
	slices.SortStableFunc(g.rows, func(a, b licenceRow) int { return cmp.Compare(b.finding.Severity, a.finding.Severity) })
}

// failed returns why the groups are not known, nil where they are.
func (g *groupLicences) failed() error {
	snapshot, _ := g.stream.Value()
	return failureOf(snapshot, "groups")
}

// progressCell says at the title how far the reading is.
func (g *groupLicences) progressCell() ui.Cell {
	snapshot, known := g.stream.Value()
	if g.failed() != nil {
		return ui.Cell{Text: page.NotRead + " not known", Tone: ui.Unknown}
	}
	read, failed, over := 0, 0, 0
	for _, row := range g.rows {
		switch {
		case row.err != nil:
			failed++
		case row.isRead:
			read++
		}
		if row.finding.Severity > capacity.None {
			over++
		}
	}
	switch {
	case !known || !snapshot.Done:
		return ui.Cell{Text: fmt.Sprintf("%d of %d read", read, len(g.rows)), Tone: ui.Muted}
	case failed > 0 && over > 0:
		return ui.Cell{Text: fmt.Sprintf("%d over, %s %d of %d not read", over, page.NotRead, failed, len(g.rows)), Tone: ui.Over}
	case failed > 0:
		return ui.Cell{Text: fmt.Sprintf("%s %d of %d not read", page.NotRead, failed, len(g.rows)), Tone: ui.Unknown}
	case over > 0:
		return ui.Cell{Text: fmt.Sprintf("%d of %d over", over, len(g.rows)), Tone: ui.Over}
	}
	return ui.Cell{Text: ui.Count(len(g.rows), "group"), Tone: ui.Muted}
}

// head are the titles of the rows.
func (g *groupLicences) head() []ui.Cell {
	return g.cells("   ", ui.Muted, "GROUP", "AUTHORISED", "LICENSED", "ALLOWED", "IN USE")
}

func (g *groupLicences) cells(cursor string, tone ui.Tone, name string, figures ...string) []ui.Cell {
	cells := []ui.Cell{{Text: cursor, Tone: ui.Selected}, {Text: page.Pad(name, g.name) + "  ", Tone: tone}}
	for i, width := range []int{-len("AUTHORISED"), len("LICENSED"), len("ALLOWED"), len("IN USE")} { // numbers end in one column
		if i < len(figures) {
			cells = append(cells, ui.Cell{Text: fmt.Sprintf("%*s  ", width, figures[i]), Tone: tone})
		}
	}
	return cells
}

// row draws a group.
func (g *groupLicences) row(theme ui.Theme, i int, isSelected bool) []ui.Cell {
	row := g.rows[i]
	cursor, tone := "   ", ui.Plain
	if isSelected {
		cursor, tone = " "+theme.Glyphs.Cursor+" ", ui.Selected
	}
	l := row.licence
	switch {
	case row.err != nil:
		return append(g.cells(cursor, tone, row.shown()), ui.Cell{Text: page.NotRead + " not read: " + apiclient.Explain(row.err), Tone: ui.Unknown})
	case !row.isRead:
		return append(g.cells(cursor, tone, row.shown()), ui.Cell{Text: "reading", Tone: ui.Muted})
	case l == (capacity.Licence{}):
		return append(g.cells(cursor, tone, row.shown()), ui.Cell{Text: page.NotReported, Tone: ui.Muted})
	}
	short := func(r capacity.Reading) string {
		if limit, read := r.Limit(); read && limit.IsUnlimited() {
			return page.Unlimited
		}
		return cmp.Or(map[bool]string{false: page.NotApplicable}[r.IsRead()], r.String())
	}
	authorised := page.NotApplicable
	if l.Authorised != nil {
		authorised = yesOrNo(l.Authorised)
	}
	cells := g.cells(cursor, tone, row.shown(), authorised, short(l.Licensed), short(l.Allowed), short(l.InUse))
	if row.finding.Severity > capacity.None {
		cells = append(cells, figures.SeverityCell(theme.Glyphs, row.finding.Severity, row.finding.Text))
	}
	return cells
}
