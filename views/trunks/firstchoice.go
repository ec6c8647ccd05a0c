package trunks

import (
	"strconv"
	"strings"

	"banyan/internal/routing"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// firstChoice is the routes of a trunk that a call is offered to first.
type firstChoice struct {
	names    []string
	shares   []int // of 100, -1 where they mean nothing
	weighted bool
	down     []bool
	full     []bool
}

// firstChoiceOf returns the first choice of a trunk, which has routes.
func firstChoiceOf(t routing.Trunk, around *Surroundings) firstChoice {
	first := firstChoice{weighted: t.Mode == routing.Weighted}
	shares := t.Shares()
	for _, i := range t.Levels()[0].Routes {
		key := t.Routes[i].TrunkGroup
		first.names = append(first.names, key.Name)
		first.shares = append(first.shares, shares[i])
		first.down = append(first.down, around.isDown(key))
		first.full = append(first.full, around.isFull(key))
	}
	return first
}

// text names the routes, with their shares where they have any.
func (f firstChoice) text() string {
	texts := make([]string, len(f.names))
	for i, name := range f.names {
		texts[i] = name
		if f.shares[i] >= 0 {
			texts[i] = strconv.Itoa(f.shares[i]) + " " + name
		}
	}
	return strings.Join(texts, ", ")
}

// cell draws the shares as one bar in pieces, "70 ▆▆▆▆▆▆▆ 30 ▆▆▆", or the names where there
// is nothing to share.
func (f firstChoice) cell(g ui.Glyphs, width int) ui.Cell {
	if bar, ok := f.bar(g, width); ok {
		return bar
	}
	switch {
	case len(f.names) == 1 && !f.weighted:
		return ui.Cell{Text: "1 ", Tone: ui.Muted, Then: []ui.Cell{{Text: f.names[0]}}}
	case len(f.names) == 1:
		return ui.Cell{Text: f.names[0]}
	}
	of := "any of "
	if f.weighted {
		of = "shared by "
	}
	return ui.Cell{Text: of + strconv.Itoa(len(f.names)) + " ", Tone: ui.Muted, Then: []ui.Cell{{Text: strings.Join(f.names, ", ")}}}
}

// bar draws the shares, and reports whether there is room for all of them.
func (f firstChoice) bar(g ui.Glyphs, width int) (bar ui.Cell, ok bool) {
	const least = 2 // cells of a piece
	room := width + 1
	for _, share := range f.shares {
		if share < 0 {
			return ui.Cell{}, false
		}
		room -= len(strconv.Itoa(share)) + 2
	}
	if room < least*len(f.shares) {
		return ui.Cell{}, false
	}
	end, sum := 0, 0
	for i, share := range f.shares {
		sum += share
		rest := len(f.shares) - 1 - i // each of which needs a cell
		next := min(max(end+1, (room*sum+50)/100), room-rest)
		sign, tone := g.BarFull, ui.BarGiven
		switch {
		case f.down[i]:
			sign, tone = g.Down, ui.Notice
		case f.full[i]:
			tone = ui.BarFull
		case i%2 == 1:
			tone = ui.BarSecond
		}
		number := strconv.Itoa(share) + " "
		if i > 0 {
			number = " " + number
		}
		bar.Then = append(bar.Then, ui.Cell{Text: number}, ui.Cell{Text: strings.Repeat(sign, next-end), Tone: tone})
		end = next
	}
	return bar, true
}

// standing counts how the routes of a trunk stand.
type standing struct {
	routes, down, full int
	unreported         int // whose state is not reported
	unread, failed     int // of which nothing is known
	lost               int // that could not be read, or not read again
}

// standingOf counts the routes of a trunk.
func standingOf(t routing.Trunk, s *Surroundings) standing {
	n := standing{routes: len(t.Routes)}
	for _, r := range t.Routes {
		_, isReported := s.state(r.TrunkGroup)
		if s.why(r.TrunkGroup) != nil {
			n.lost++
		}
		switch s.readState(r.TrunkGroup) {
		case failed:
			n.failed++
			continue
		case unread, pending:
			n.unread++
			continue
		}
		switch {
		case s.isDown(r.TrunkGroup):
			n.down++
		case s.isFull(r.TrunkGroup):
			n.full++
		}
		if !isReported {
			n.unreported++
		}
	}
	return n
}

// cell says in a word how the routes stand, the worst first.
func (n standing) cell(g ui.Glyphs) ui.Cell {
	of := func(count int, word string) string {
		return strconv.Itoa(count) + " of " + strconv.Itoa(n.routes) + " " + word
	}
	switch {
	case n.routes == 0:
		return ui.Cell{Text: g.Notice + " no routes", Tone: ui.Notice}
	case n.down == n.routes:
		return ui.Cell{Text: g.Blocked + " " + of(n.down, "down"), Tone: ui.Blocked}
	case n.down > 0:
		return ui.Cell{Text: g.Notice + " " + of(n.down, "down"), Tone: ui.Notice}
	case n.unread > 0:
		return ui.Cell{Text: g.Unknown, Tone: ui.Unknown}
	case n.failed > 0:
		return ui.Cell{Text: g.Failed + " " + strconv.Itoa(n.failed) + " not read", Tone: ui.Failed}
	case n.full > 0:
		return ui.Cell{Text: g.Full + " " + of(n.full, "full"), Tone: ui.Full}
	case n.unreported == n.routes:
		return page.Absent()
	case n.unreported > 0:
		return ui.Cell{Text: page.NotRead + " " + of(n.routes-n.unreported, "told"), Tone: ui.Unknown}
	}
	return ui.Cell{Text: g.Good + " " + of(n.routes, "up"), Tone: ui.Good}
}

// exhaustedCell says where a call goes that no route took.
func exhaustedCell(g ui.Glyphs, t routing.Trunk) ui.Cell {
	switch {
	case t.ExhaustionAction == routing.None:
		return ui.Cell{Text: "none", Tone: ui.Muted}
	case t.ExhaustionAction == routing.Forward && t.ExhaustionDestination != "":
		return ui.Cell{Text: g.To + " " + safetext.Cell(t.ExhaustionDestination)}
	}
	return ui.Cell{Text: exhaustion(t)}
}
