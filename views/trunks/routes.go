package trunks

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// routes is a trunk's routes as they are tried, with what is known of their trunk groups, and
// what would become of them where some are imagined down.
type routes struct {
	glyphs ui.Glyphs
	trunk  routing.Trunk
	around *Surroundings
	whatIf whatIf
	levels []routing.Level
	now    staircase // calls of a list that is tried from its top
	then   staircase // in what is imagined
	after  []int     // shares in what is imagined
	waits  []bool    // of each level, that one before it takes calls
}

// routeRow is a route with its place in the routing list, counted from 1, and its level.
type routeRow struct {
	place int
	routing.Route
	level       int
	weighted    bool
	share, then int  // percent, -1 where it means nothing; in what is imagined
	now, after  span // calls, where one route is tried after the other
	imagined    bool // down
}

func newRoutes(glyphs ui.Glyphs, trunk routing.Trunk, around *Surroundings, what whatIf) routes {
	r := routes{glyphs: glyphs, trunk: trunk, around: around, whatIf: what, levels: trunk.Levels()}
	for i, effect := range trunk.Without(r.isGone).Routes {
		after := effect.After
		if around.isDown(trunk.Routes[i].TrunkGroup) && !what.down(trunk.Routes[i].TrunkGroup) {
			after = effect.Before // it is no other than now
		}
		r.after = append(r.after, after)
	}
	waits := false
	for _, level := range r.levels {
		r.waits = append(r.waits, waits)
		waits = waits || callsOf(around, trunk, level.Routes, what.down).remain > 0
	}
	if trunk.IsTriedInOrder() {
		r.now, r.then = newStaircase(around, trunk.Routes, around.isDown), newStaircase(around, trunk.Routes, r.isGone)
	}
	return r
}

// isGone reports whether a trunk group is down, or imagined down.
func (r *routes) isGone(key routing.Key) bool { return r.whatIf.down(key) || r.around.isDown(key) }

func (r *routes) isWeighted() bool { return r.trunk.Mode == routing.Weighted }

// rows returns the routes in the order in which they are tried.
func (r *routes) rows() []routeRow {
	var rows []routeRow
	shares := r.trunk.Shares()
	for level, of := range r.levels {
		for _, i := range of.Routes {
			row := routeRow{
				place: i + 1, Route: r.trunk.Routes[i], level: level, weighted: r.isWeighted(),
				share: shares[i], then: r.after[i], imagined: r.whatIf.down(r.trunk.Routes[i].TrunkGroup),
			}
			if r.trunk.IsTriedInOrder() {
				row.now, row.after = r.now.spans[i], r.then.spans[i]
			}
			rows = append(rows, row)
		}
	}
	return rows
}

// all are the indexes of all routes.
func (r *routes) all() []int {
	all := make([]int, len(r.trunk.Routes))
	for i := range all {
		all[i] = i
	}
	return all
}

// isStandby reports whether a level takes only what those before it cannot: that of those,
// one has a route that is not imagined down.
func (r *routes) isStandby(level int) bool { return r.waits[level] }

// parts has the routes of a priority stand below its line, and parts those that are tried
// one after the other.
func (r *routes) parts(apart bool) ui.Parts[routeRow] {
	switch {
	case r.isWeighted():
		return ui.Parts[routeRow]{
			Inset: 2, Apart: apart, Of: func(row routeRow) string { return strconv.Itoa(row.level) },
			Line: func(row routeRow) ui.Rule { return ui.Rule{Title: r.levelCell(row.level), Bare: true} },
		}
	case r.trunk.IsTriedInOrder():
		return ui.Parts[routeRow]{Apart: apart, Of: func(row routeRow) string { return strconv.Itoa(row.place) }}
	}
	return ui.Parts[routeRow]{}
}

// lines returns how many lines the routes take.
func (r *routes) lines(apart bool) int {
	lines := len(r.trunk.Routes)
	if r.isWeighted() {
		lines += len(r.levels)
	}
	if apart && (r.isWeighted() || r.trunk.IsTriedInOrder()) {
		lines += max(0, len(r.levels)-1)
	}
	return lines
}

// levelCell is the line of a priority: when it is tried, and how many calls it may carry.
func (r *routes) levelCell(level int) ui.Cell {
	of := r.levels[level]
	c := callsOf(r.around, r.trunk, of.Routes, r.isGone)
	muted := func(text string) ui.Cell { return ui.Cell{Text: text, Tone: ui.Muted} }
	line := ui.Cell{Text: fmt.Sprintf("priority %d", of.Priority), Tone: ui.Strong}
	isImagined := r.whatIf != whatIf{}
	switch {
	case level == 0:
		line.Then = append(line.Then, muted("  tried first"))
	case !r.isStandby(level):
		text := fmt.Sprintf("  %s tried first: nothing remains of priority %d", r.glyphs.Notice, r.levels[level-1].Priority)
		line.Then = append(line.Then, ui.Cell{Text: text, Tone: ui.Notice})
	case isImagined:
		line.Then = append(line.Then, muted("  standby"))
	default:
		line.Then = append(line.Then, muted(fmt.Sprintf("  standby: takes what priority %d cannot", r.levels[level-1].Priority)))
	}
	if !c.known {
		return line
	}
	text := ui.Count(c.all, "call")
	tone := ui.Muted
	switch before := callsOf(r.around, r.trunk, of.Routes, r.around.isDown); {
	case isImagined:
		text = fmt.Sprintf("%d of %s left", c.left, text)
		if c.left < before.left {
			tone = ui.Notice
		}
	case c.left < c.all:
		text = fmt.Sprintf("%d of %s up", c.left, text)
	}
	line.Then = append(line.Then, muted(" "+r.glyphs.Dot+" "), ui.Cell{Text: text, Tone: tone})
	return line
}

// shape is what decides about the columns of routes.
type shape struct{ narrow, weighted, inOrder, imagined, reported bool }

func (r *routes) shape(width int) shape {
	const narrow = 100
	return shape{
		width < narrow, r.isWeighted(), r.trunk.IsTriedInOrder(), r.whatIf != whatIf{},
		slices.ContainsFunc(keysOf(r.trunk.Routes), func(key routing.Key) bool { _, reported := r.around.inUse(key); return reported }),
	}
}

// columns returns the columns of the routes. Where it is narrow, the names of trunk group and
// group stand in one.
func (r *routes) columns(is shape) []ui.Column[routeRow] {
	place := r.number("place", "#", func(row routeRow) (int, bool) { return row.place, true })
	place.Wide = is.weighted
	name := ui.Column[routeRow]{
		Key: "name", Title: "TRUNK GROUP", Min: 16, Max: 30, Flex: true, Near: !is.weighted,
		Cell: func(row routeRow) ui.Cell { return ui.Cell{Text: row.TrunkGroup.Name, Name: true} },
	}
	group := ui.Column[routeRow]{
		Key: "group", Title: "GROUP", Min: 10, Max: 30, Flex: true, Wide: is.narrow,
		Cell: func(row routeRow) ui.Cell { return ui.Cell{Text: row.TrunkGroup.GroupID, Tone: ui.Muted, Name: true} },
	}
	if is.narrow {
		name.Title, name.Min, name.Max = "TRUNK GROUP, group", 20, 62
		name.Full = func(row routeRow) string { return row.TrunkGroup.Name }
		name.Cell = func(row routeRow) ui.Cell {
			return ui.Cell{Text: row.TrunkGroup.Name, Name: true, Then: []ui.Cell{{Text: "  " + safetext.Name(row.TrunkGroup.GroupID), Tone: ui.Muted}}}
		}
	}
	columns := []ui.Column[routeRow]{place, name, group}
	if is.weighted {
		columns = []ui.Column[routeRow]{name, group, place}
	}
	priority := r.number("priority", "PRIO", func(row routeRow) (int, bool) { return row.Priority, row.weighted || row.Priority > 0 })
	priority.Wide = true
	columns = append(columns, priority)
	if is.imagined {
		columns = append(columns, r.imagined(is)...)
	} else {
		columns = append(columns, r.real(is)...)
	}
	state := ui.Column[routeRow]{
		Key: "state", Title: "STATE", Min: 5, Max: 16, Cell: r.stateCell,
		Also: func(row routeRow) string { return r.around.detail(row.TrunkGroup).State },
	}
	if is.narrow { // one that is up or imagined down says nothing here, and the names have the room
		state.Title, state.Min, state.Spare = "", 0, true
		state.Cell = func(row routeRow) ui.Cell {
			cell := r.around.stateCell(r.glyphs, row.TrunkGroup)
			switch {
			case cell.Text == "up":
				return ui.Cell{}
			case is.imagined: // its sign alone: the bars have the room
				cell.Text, _, _ = strings.Cut(strings.TrimLeft(cell.Text, " "), " ")
				if cell.Tone == ui.Blocked { // on a ground of its own a sign is a block
					cell.Tone = ui.Over
				}
			}
			return cell
		}
	}
	return append(columns, state)
}

// number is a column of numbers.
func (r *routes) number(key, title string, of func(routeRow) (int, bool)) ui.Column[routeRow] {
	return ui.Column[routeRow]{
		Key: key, Title: title, Right: true,
		Cell: func(row routeRow) ui.Cell {
			if n, ok := of(row); ok {
				return ui.Cell{Text: strconv.Itoa(n)}
			}
			return page.Absent()
		},
		Number: func(row routeRow) (float64, bool) {
			n, ok := of(row)
			return float64(n), ok
		},
	}
}

// The widths of the bars of routes.
const (
	routeBar  = 8
	routeMost = 40
)

func (r *routes) bar(key, title string, least int, of func(routeRow) (ui.Bar, bool)) ui.Column[routeRow] {
	return ui.Column[routeRow]{
		Key: key, Title: title, Min: least, Max: routeMost,
		Cell: func(routeRow) ui.Cell { return ui.Cell{} },
		Number: func(row routeRow) (float64, bool) {
			bar, ok := of(row)
			return float64(bar.Given) / float64(max(1, bar.Limit)), ok
		},
		Bar: func(row routeRow, width int) ui.Cell {
			if bar, ok := of(row); ok {
				return bar.Cell(r.glyphs, width)
			}
			return ui.Cell{}
		},
	}
}

// real are the columns of what is so: shares or calls in turn, calls in use, and limits.
func (r *routes) real(is shape) []ui.Column[routeRow] {
	var columns []ui.Column[routeRow]
	switch {
	case r.isWeighted():
		share := r.number("share", "SHARE", func(row routeRow) (int, bool) { return row.share, row.share >= 0 })
		share.Near = true
		share.Cell = func(row routeRow) ui.Cell { return r.share(row, row.share).cell() }
		columns = append(columns,
			r.number("weight", "WEIGHT", func(row routeRow) (int, bool) { return row.Weight, true }),
			share, r.bar("bar", " ", routeBar, func(row routeRow) (ui.Bar, bool) { return r.share(row, row.share).bar(), row.share >= 0 }))
	case r.trunk.IsTriedInOrder():
		columns = append(columns,
			r.bar("bar", "TAKES CALL", routeBar, func(row routeRow) (ui.Bar, bool) { return r.spanBar(row.now, ui.BarGiven) }),
			r.spanColumn("takes", func(row routeRow) span { return row.now }))
	}
	used := r.number("used", "", func(row routeRow) (int, bool) { return r.around.inUse(row.TrunkGroup) })
	used.Joined, used.Min = true, 4
	busy := r.bar("busy", "IN USE BY ALL", 9, func(row routeRow) (ui.Bar, bool) {
		limit, known := r.around.calls(row.TrunkGroup)
		used, reported := r.around.inUse(row.TrunkGroup)
		return ui.Bar{Given: int64(used), Limit: int64(limit), Fill: ui.BarLive}, known && reported
	})
	busy.Priority, used.Priority = 2, 2
	used.Wide, busy.Wide = !is.reported || is.narrow, !is.reported || is.narrow
	return append(columns, busy, used, ui.Column[routeRow]{
		Key: "calls", Title: "CALLS", Right: true,
		Cell: func(row routeRow) ui.Cell { return r.around.limitCell(r.glyphs, row.TrunkGroup) },
		Number: func(row routeRow) (float64, bool) {
			return figures.ReadingNumber(r.around.detail(row.TrunkGroup).MaxActiveCalls)
		},
	})
}

// imagined are the columns of what would be: before and after, and the calls that are left.
func (r *routes) imagined(is shape) []ui.Column[routeRow] {
	changes := func(row routeRow) bool { return row.share != row.then || row.now != row.after }
	arrow := ui.Column[routeRow]{Key: "changes", Min: 1, Near: true, Cell: func(row routeRow) ui.Cell {
		if changes(row) {
			return ui.Cell{Text: r.glyphs.To, Tone: ui.Accent}
		}
		return ui.Cell{}
	}}
	left := ui.Column[routeRow]{Key: "left", Title: "CALLS LEFT", Right: true, Cell: r.leftCell}
	if is.narrow { // the names have the room
		left.Title, left.About = "LEFT", "calls left"
	}
	least := routeBar / 2
	if is.narrow && is.weighted {
		least = routeBar - 1
	}
	var columns []ui.Column[routeRow]
	switch {
	case r.isWeighted():
		now := r.number("now", "NOW", func(row routeRow) (int, bool) { return row.share, row.share >= 0 })
		now.Cell = func(row routeRow) ui.Cell {
			cell := r.share(row, row.share).cell()
			cell.Tone = ui.Muted
			return cell
		}
		then := r.number("then", "THEN", func(row routeRow) (int, bool) { return row.then, row.then >= 0 })
		then.Min, then.Cell = 5, r.thenCell
		was := r.bar("was", "", least, func(row routeRow) (ui.Bar, bool) {
			bar := share{row.share, row.level > 0, r.around.isDown(row.TrunkGroup)}.bar()
			if row.level == 0 {
				bar.Fill = ui.BarWas
			}
			return bar, row.share >= 0
		})
		bar := r.bar("bar", "", least, func(row routeRow) (ui.Bar, bool) { return r.share(row, row.then).bar(), row.then >= 0 })
		was.Near, bar.Near, then.Near = true, true, true
		columns = []ui.Column[routeRow]{now, was, arrow, then, bar}
	case r.trunk.IsTriedInOrder():
		now, then := r.spanColumn("now", func(row routeRow) span { return row.now }), r.spanColumn("then", func(row routeRow) span { return row.after })
		now.Title, then.Title = "NOW", "THEN"
		columns = []ui.Column[routeRow]{
			now, r.bar("was", "", routeBar/2, func(row routeRow) (ui.Bar, bool) { return r.spanBar(row.now, ui.BarWas) }), arrow,
			then, r.bar("bar", "", routeBar/2, func(row routeRow) (ui.Bar, bool) { return r.spanBar(row.after, ui.BarGiven) }),
		}
	}
	return append(columns, left)
}

// thenCell is the share of a route in what is imagined.
func (r *routes) thenCell(row routeRow) ui.Cell {
	cell := r.share(row, row.then).cell()
	switch {
	case row.share == row.then:
	case row.then == 0:
		cell.Tone = ui.Notice
	default:
		cell.Tone = ui.Strong
	}
	return cell
}

// share is a share of a route, now or in what is imagined.
func (r *routes) share(row routeRow, percent int) share {
	return share{percent, r.isStandby(row.level), r.isGone(row.TrunkGroup)}
}

// spanBar is the calls that a route takes of all that the list does, now or then.
func (r *routes) spanBar(s span, fill ui.Tone) (bar ui.Bar, ok bool) {
	total := max(r.now.scale, r.then.scale)
	return s.bar(total, fill), total > 0
}

// spanColumn is the calls that routes take, "13-36".
func (r *routes) spanColumn(key string, of func(routeRow) span) ui.Column[routeRow] {
	return ui.Column[routeRow]{
		Key: key, Right: true, Min: 5,
		Cell:   func(row routeRow) ui.Cell { return of(row).cell(page.Absent()) },
		Number: func(row routeRow) (float64, bool) { return float64(of(row).first), of(row).first > 0 },
	}
}

// leftCell is the calls that a route would still carry.
func (r *routes) leftCell(row routeRow) ui.Cell {
	limit, known := r.around.calls(row.TrunkGroup)
	switch {
	case !known:
		return r.around.limitCell(r.glyphs, row.TrunkGroup)
	case row.imagined:
		return ui.Cell{Text: fmt.Sprintf("0 of %d", limit), Tone: ui.Notice}
	case r.around.isDown(row.TrunkGroup):
		return ui.Cell{Text: fmt.Sprintf("0 of %d", limit), Tone: ui.Muted}
	}
	return ui.Cell{Text: strconv.Itoa(limit)}
}

// stateCell is the state of a route's trunk group, or that it is imagined down.
func (r *routes) stateCell(row routeRow) ui.Cell {
	if row.imagined && !r.around.isDown(row.TrunkGroup) {
		return ui.Cell{Text: "what if", Tone: ui.Notice}
	}
	return r.around.stateCell(r.glyphs, row.TrunkGroup)
}

// heading names the routes for the rule above them.
func (r *routes) heading() string {
	switch {
	case r.isWeighted():
		return "routes by priority"
	case r.trunk.IsTriedInOrder():
		return "routes in their order"
	}
	return "routes"
}

// counts says how many calls are up of those that the routes may carry.
func (r *routes) counts() ui.Cell {
	c := callsOf(r.around, r.trunk, r.all(), r.around.isDown)
	waiting := 0
	for _, key := range keysOf(r.trunk.Routes) {
		if r.around.readState(key) == pending {
			waiting++
		}
	}
	switch n := standingOf(r.trunk, r.around); {
	case waiting > 0:
		return ui.Cell{Text: fmt.Sprintf("%d of %d read", n.routes-waiting, n.routes), Tone: ui.Unknown}
	case n.failed > 0:
		return ui.Cell{Text: fmt.Sprintf("%s %d of %d not read", r.glyphs.Failed, n.failed, n.routes), Tone: ui.Failed}
	case !c.known || c.routes == 0:
		return ui.Cell{}
	case n.unreported == n.routes:
		return ui.Cell{Text: ui.Count(c.all, "call"), Tone: ui.Muted}
	}
	return ui.Cell{Text: fmt.Sprintf("%d of %s are up", c.left, ui.Count(c.all, "call")), Tone: ui.Muted}
}

// status says what the selected route does.
func (r *routes) status(row routeRow) ui.Cell {
	key := row.TrunkGroup
	name := func(text string) ui.Cell {
		return ui.Cell{Text: safetext.Name(key.Name), Tone: ui.Strong, Then: []ui.Cell{{Text: "  " + text, Tone: ui.Muted}}}
	}
	if err := r.around.why(key); err != nil {
		return notReadCell(r.glyphs, key.Name+" ", "", err)
	}
	if r.around.isDown(key) {
		return ui.Cell{Text: r.glyphs.Blocked + " DOWN", Tone: ui.Over, Then: []ui.Cell{{Text: downText(r.trunk, r.around, key, "")}}}
	}
	limit, known := r.around.calls(key)
	used, reported := r.around.inUse(key)
	calls, busy := "", ""
	if known {
		calls = "its " + ui.Count(limit, "call")
	}
	if known && reported {
		busy = fmt.Sprintf("; %d/%d in use", used, limit)
	}
	switch {
	case r.isWeighted() && row.level > 0:
		return name(fmt.Sprintf("takes what priority %d cannot", r.levels[row.level-1].Priority) + busy)
	case r.isWeighted() && row.share >= 0:
		return name(fmt.Sprintf("takes %d%% of priority %d", row.share, row.Priority) + busy)
	case !r.trunk.IsTriedInOrder():
		return name("may be first, as any other route" + busy)
	}
	next := "the next"
	if row.place == len(r.trunk.Routes) {
		next = "where the routes are exhausted"
	}
	when := "is tried first"
	if row.place > 1 {
		when = "is tried after " + safetext.Name(r.trunk.Routes[row.place-2].TrunkGroup.Name)
	}
	return name(when + "; what " + cmp.Or(calls, "it") + " cannot take goes to " + next)
}
