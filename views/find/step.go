package find

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
	"banyan/internal/find"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// step is a part of a path: what was found, what it is in, or an enterprise trunk that sends
// calls there.
type step struct {
	find.Fact
	use *find.Use   // of an enterprise trunk: how it sends calls
	out figures.Out // of service
}

// opens reports whether there is a screen of it.
func (s step) opens() bool { return s.Kind != find.User && s.Kind != find.PhoneNumber }

// stepsOf returns the parts of a path, what was found first, and the enterprise trunks last: those
// that send the largest share first.
func stepsOf(p find.Path) (steps []step) {
	var uses []step
	for _, f := range p.Parts {
		steps = append(steps, step{Fact: f})
		for _, use := range slices.SortedStableFunc(slices.Values(f.UsedBy), bySharing) {
			at := find.Place{Kind: find.EnterpriseTrunk, Tenant: f.Tenant, Group: use.Group, Name: use.Trunk}
			uses = append(uses, step{Fact: find.Fact{Place: at, At: f.At, IsKept: f.IsKept, IsOld: f.IsOld, Source: f.Source}, use: &use})
		}
	}
	return append(steps, uses...)
}

func bySharing(a, b find.Use) int {
	return cmp.Or(cmp.Compare(b.Share, a.Share), cmp.Compare(a.Position, b.Position))
}

// isDown reports whether a trunk group was reported as not available.
func isDown(f find.Fact) bool {
	return f.State == find.NotAvailable || collect.TrunkGroup(f.Name, apiclient.TrunkGroup{State: f.State}).Down
}

func stateCell(glyphs ui.Glyphs, f find.Fact) ui.Cell {
	return figures.StateCell(glyphs, f.State, isDown(f), len(f.UsedBy) > 0)
}

// callsCell is the limit of a place, with the calls in use where they were reported.
func callsCell(glyphs ui.Glyphs, f find.Fact) ui.Cell {
	switch limit := figures.LimitCell(glyphs, f.Calls); {
	case !f.Calls.IsRead() && f.InUse == nil:
		return page.Absent()
	case f.InUse == nil:
		return ui.Cell{Text: limit.Text[1:]}
	default:
		return ui.Cell{Text: figures.Short(*f.InUse), Then: []ui.Cell{limit}}
	}
}

// figuresOf tells in few words what is known of a part, but its name.
func (s step) figuresOf(glyphs ui.Glyphs, now time.Time) ui.Cell {
	var cells []ui.Cell
	add := func(c ui.Cell) {
		if c.Whole() != "" && c.Whole() != page.NotApplicable {
			cells = append(cells, c)
		}
	}
	if s.use != nil {
		add(ui.Cell{Text: s.use.How(), Tone: ui.Muted})
		add(s.out.Cell(glyphs))
		return page.Dotted(glyphs, cells...)
	}
	add(ui.Cell{Text: s.Label, Tone: ui.Muted})
	if !s.Number.IsZero() && !strings.Contains(s.Name, s.Number.String()) {
		add(ui.Cell{Text: s.Number.String()})
	}
	add(ui.Cell{Text: s.Detail, Tone: ui.Muted})
	if s.Device != "" {
		add(ui.Cell{Text: "device " + s.Device, Tone: ui.Muted})
	}
	if s.Kind == find.TrunkGroup {
		add(stateCell(glyphs, s.Fact))
	}
	add(ui.Cell{Text: find.ForwardText(s.Forwards), Tone: ui.Muted})
	add(s.out.Cell(glyphs))
	if calls := callsCell(glyphs, s.Fact); calls.Text != page.NotApplicable {
		word := " calls"
		if s.InUse == nil {
			word = " calls at most"
		}
		calls.Then = append(calls.Then, ui.Cell{Text: word, Tone: ui.Muted})
		add(calls)
	}
	if s.IsKept {
		read := ui.Cell{Text: "read " + page.ClockText(s.At, now), Tone: ui.Muted}
		if s.IsOld {
			read.Text, read.Tone = glyphs.Unknown+" "+read.Text+", before a save", ui.Unknown
		}
		add(read)
	}
	return page.Dotted(glyphs, cells...)
}

// short tells the one figure of a part that stands beside its name in a line, and that it is out of
// service.
func (s step) short(glyphs ui.Glyphs) ui.Cell {
	var cells []ui.Cell
	switch {
	case s.use != nil:
		cells = []ui.Cell{{Text: s.use.How(), Tone: ui.Muted}}
	case s.Kind == find.TrunkGroup:
		for _, cell := range []ui.Cell{stateCell(glyphs, s.Fact), callsCell(glyphs, s.Fact)} {
			if cell.Text != page.NotApplicable {
				cells = append(cells, cell)
			}
		}
	case s.Calls.IsRead():
		cells = []ui.Cell{callsCell(glyphs, s.Fact)}
	}
	return page.Joined(ui.Cell{Text: " "}, append(cells, s.out.Mark(glyphs))...)
}
