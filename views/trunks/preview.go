package trunks

import (
	"fmt"
	"strconv"
	"strings"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
	"banyan/views/saving"
)

// preview draws what the routing of an enterprise trunk would show: its routes with their
// shares, where calls go at last, and the last edit.
type preview struct {
	*page.Pane
	kit    ui.Kit
	around *Surroundings
	trunk  routing.Trunk
	names  int // width of the trunk groups' names
	share  int // of the bars of shares
	busy   int // of the bars of calls in use
	used   int // of "14/24"
}

// layOut gives names the room that they need, and bars what is left.
func (p *preview) layOut() {
	const leastShare, leastBusy, most, state = 12, 6, 30, 8
	for _, r := range p.trunk.Routes {
		p.names = max(p.names, safetext.Width(safetext.Cell(r.TrunkGroup.Name)))
		p.used = max(p.used, safetext.Width(p.usedCell(r.TrunkGroup).Whole()))
	}
	p.names, p.share, p.busy = max(p.names, len("TRUNK GROUP")), 0, leastBusy
	number := len("12 ")
	if p.trunk.Mode == routing.Weighted {
		number, p.share = len("100 % "), leastShare
	}
	room := p.Width - 1 - number - p.share - 2 - p.names - 2 - p.busy - 1 - p.used - 2 - state
	p.names += min(room, 0)
	for ; room > 1 && p.busy < most; room -= 2 {
		p.busy++
		if p.share > 0 {
			p.share++
		}
	}
}

// routes draws the routes, one level after the other.
func (p *preview) routes() {
	t := p.trunk
	p.layOut()
	if t.RoutesUnreported {
		p.Line(ui.Cell{Text: "routes " + page.NotReported, Tone: ui.Muted})
	}
	if len(t.Routes) > 0 {
		head := page.Pad("", len("12 "))
		if t.Mode == routing.Weighted {
			head = page.Pad("SHARE", len("100 % ")+p.share+2)
		}
		p.Line(ui.Cell{Text: head + page.Pad("TRUNK GROUP", p.names) + "  IN USE BY ALL", Tone: ui.Title})
	}
	for n, level := range t.Levels() {
		if t.Mode == routing.Weighted {
			p.SectionWith(fmt.Sprintf("priority %d", level.Priority), p.levelCell(n, level))
		}
		for _, i := range level.Routes {
			p.route(i, n > 0)
		}
	}
}

// levelCell says how many calls a level has, and that nothing of it is up.
func (p *preview) levelCell(n int, level routing.Level) ui.Cell {
	cell := ui.Cell{Tone: ui.Muted}
	if n > 0 {
		cell.Text = "standby"
	}
	of := callsOf(p.around, p.trunk, level.Routes, p.around.isDown)
	down := 0
	for _, i := range level.Routes {
		if p.around.isDown(p.trunk.Routes[i].TrunkGroup) {
			down++
		}
	}
	if cell.Text != "" && (of.known || down == len(level.Routes)) {
		cell.Text += ", "
	}
	switch {
	case down == len(level.Routes):
		cell.Then = []ui.Cell{{Text: p.kit.Theme.Glyphs.Notice + " nothing up", Tone: ui.Notice}}
	case of.known:
		calls := figures.CountCell(of.all, "call")
		cell.Then = append([]ui.Cell{{Text: calls.Text, Tone: calls.Tone}}, calls.Then...)
	}
	return cell
}

func (p *preview) route(i int, isStandby bool) {
	g, r := p.kit.Theme.Glyphs, p.trunk.Routes[i]
	cells, gap := []ui.Cell{{Text: fmt.Sprintf("%2d ", i+1), Tone: ui.Strong}}, 0
	if p.trunk.Mode == routing.Weighted {
		gap = 2
		cells = []ui.Cell{{Text: ui.Blanks(len("100 % ") + p.share)}}
		if is := (share{p.trunk.Shares()[i], isStandby, false}); is.percent >= 0 {
			cells = []ui.Cell{{Text: fmt.Sprintf("%*s ", len("100 %"), figures.ShareText(is.percent, is.waits, " %")), Tone: is.cell().Tone}, is.bar().Cell(g, p.share)}
			switch {
			case p.around.isDown(r.TrunkGroup):
				cells[1] = ui.Cell{Text: ui.Bar{Given: 1, Limit: 1}.Cell(ui.Glyphs{BarFull: g.Down}, p.share).Whole(), Tone: ui.Notice}
			case p.around.isFull(r.TrunkGroup):
				cells[1] = ui.Bar{Given: int64(is.percent), Limit: 100, Plain: true, Fill: ui.BarFull}.Cell(g, p.share)
			}
		}
	}
	bar := ui.Cell{Text: ui.Blanks(p.busy)}
	limit, known := p.around.calls(r.TrunkGroup)
	if used, reported := p.around.inUse(r.TrunkGroup); known && reported {
		bar = ui.Bar{Given: int64(used), Limit: int64(limit), Fill: ui.BarLive}.Cell(g, p.busy)
	}
	used := p.usedCell(r.TrunkGroup)
	state := p.around.stateCell(g, r.TrunkGroup)
	state.Text = strings.TrimLeft(state.Text, " ")
	if state.Text == "up" {
		state = ui.Cell{Text: g.Good + " up", Tone: ui.Good}
	}
	p.Line(append(cells,
		ui.Cell{Text: ui.Blanks(gap) + page.Fit(p.kit.Theme, safetext.Name(r.TrunkGroup.Name), p.names) + "  "}, bar,
		ui.Cell{Text: ui.Blanks(1 + p.used - safetext.Width(used.Whole()))}, used, ui.Cell{Text: "  "}, state)...)
}

// usedCell is "14/24", as far as it is reported.
func (p *preview) usedCell(key routing.Key) ui.Cell {
	limit := p.around.detail(key).MaxActiveCalls
	if !limit.IsRead() {
		return ui.Cell{}
	}
	own := figures.LimitCell(p.kit.Theme.Glyphs, limit)
	used := ui.Cell{Text: page.NotApplicable, Tone: ui.Muted}
	if n, reported := p.around.inUse(key); reported {
		used = ui.Cell{Text: figures.Short(n)}
	}
	used.Then = []ui.Cell{own}
	return used
}

// exhausted says where a call goes that no route took.
func (p *preview) exhausted() {
	t := p.trunk
	p.Section("when exhausted", "")
	at := ui.Cell{Tone: ui.Muted}
	if t.MaxReroutes != nil {
		at.Text = "  at most " + ui.Count(*t.MaxReroutes, "reroute")
		if t.MaxReroutesWithinPriority != nil && t.Mode == routing.Weighted {
			at.Text += ", " + strconv.Itoa(*t.MaxReroutesWithinPriority) + " in a priority"
		}
	}
	where := exhaustedCell(p.kit.Theme.Glyphs, t)
	where.Tone = ui.Strong
	if t.ExhaustionAction == routing.None {
		where.Text += ": the call fails"
	}
	p.Line(where, at)
}

// edit tells of the last edit, where there is one.
func (p *preview) edit(read ui.Latest[*change.Entry], clock saving.Session) {
	g := p.kit.Theme.Glyphs
	if read.Err != nil {
		p.Section("last edit", "")
		p.Line(ui.Cell{Text: g.Failed + " the journal cannot be read: " + apiclient.Quote(read.Err.Error()), Tone: ui.Failed})
		return
	}
	e := read.Value
	if e == nil {
		return
	}
	p.Section("last edit", "")
	outcome := saving.OutcomeCell(g, *e)
	if e.Outcome() == string(change.Saved) {
		outcome.Text = g.Good + " " + e.Outcome()
	}
	p.Line(outcome, ui.Cell{Text: "  " + page.ClockText(e.At, clock.Clock()) + "  " + e.Who, Tone: ui.Muted})
	const most = 4
	texts := []string{"it was created"}
	if e.Operation != change.Create {
		texts = nil
		for _, c := range saving.Differences(e.Subject.Kind, e.Before, e.Mine) {
			texts = append(texts, c.String())
		}
	}
	for _, text := range texts[:min(most, len(texts))] {
		p.Line(ui.Cell{Text: "  " + text})
	}
	if more := len(texts) - most; more > 0 {
		p.Line(ui.Cell{Text: "  and " + ui.Count(more, "more change"), Tone: ui.Muted})
	}
}
