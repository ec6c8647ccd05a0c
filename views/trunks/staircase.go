package trunks

import (
	"fmt"

	"banyan/internal/routing"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// span is the calls that a route of a list takes when one route is tried after the other, counted
// from 1 over all that come before it: 13 to 36.
type span struct {
	first   int  // 0: it takes none, or which is not known
	last    int  // 0: it takes all that are left
	unknown bool // the limit of a route above it, or its own, was not read
}

// cell is the calls in short: 13-36, or 37 on.
func (s span) cell(none ui.Cell) ui.Cell {
	switch {
	case s.unknown:
		return page.Unread()
	case s.first == 0:
		return none
	case s.last == 0:
		return ui.Cell{Text: fmt.Sprintf("%d on", s.first), Tone: ui.Muted}
	}
	return ui.Cell{Text: figures.Short(s.first) + "-" + figures.Short(s.last), Tone: ui.Muted}
}

// staircase is the calls of a list that overflows: those of each route begin where those of the
// routes above it end.
type staircase struct {
	spans []span // of each route
	scale int    // all calls, for bars
}

// newStaircase returns the calls of each route. Those that are gone take none.
func newStaircase(around *Surroundings, routes []routing.Route, gone func(routing.Key) bool) staircase {
	s := staircase{spans: make([]span, len(routes))}
	unknown, endless := false, false
	for i, r := range routes {
		if gone(r.TrunkGroup) {
			continue
		}
		limit, known := around.limit(r.TrunkGroup)
		calls, isNumber := limit.Calls()
		unknown = unknown || !known
		switch {
		case unknown:
			s.spans[i].unknown = true
		case endless || isNumber && calls == 0:
		case !isNumber:
			s.spans[i].first, endless = s.scale+1, true
		default:
			s.spans[i].first, s.spans[i].last = s.scale+1, s.scale+calls
			s.scale += calls
		}
	}
	if endless {
		s.scale += max(1, s.scale/4) // of what has no limit a part is drawn
	}
	return s
}

// bar is the calls of a route among so many, which are not 0.
func (s span) bar(scale int, fill ui.Tone) ui.Bar {
	bar := ui.Bar{Limit: int64(scale), Scale: int64(scale), Plain: true, Fill: fill}
	if s.first > 0 {
		bar.From, bar.Given = int64(s.first-1), int64(s.last-s.first+1)
		if s.last == 0 {
			bar.Given = int64(scale - s.first + 1)
		}
	}
	return bar
}
