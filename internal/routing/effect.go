package routing

import "fmt"

// Effect is what chosen trunk groups being down does to a trunk. Remaining is the
// trunk with the other routes alone; it is for looking at, not for saving. FirstWas
// and First are the priorities tried first before and now: 0 outside weighted mode
// and when nothing remains. Notices are what is doubtful then, worst first.
type Effect struct {
	Routes    []RouteEffect // every route, in the order of the list
	Remaining Trunk
	FirstWas  int
	First     int
	Notices   []Notice
}

// RouteEffect is one route of an Effect. Before and After are its share of its
// priority's calls in percent, -1 where a share means nothing (see Shares), and
// After is 0 for a route of a weighted trunk that is down.
type RouteEffect struct {
	Route  Route
	Down   bool
	Before int
	After  int
}

// Nothing reports whether no route remains.
func (e Effect) Nothing() bool { return len(e.Remaining.Routes) == 0 }

// Without answers what remains when the trunk groups of which down says so, one or
// a whole group's, take no calls: the routes left, the shares among them, and what
// is tried first. A nil down is nobody. The shares assume that the calls of a route
// that is down spread over its priority by weight; a route that is down still costs
// an attempt, so fewer of the others may be reached.
func (t Trunk) Without(down func(Key) bool) Effect {
	if down == nil {
		down = func(Key) bool { return false }
	}
	e := Effect{Routes: make([]RouteEffect, len(t.Routes)), Remaining: t.Clone()}
	e.Remaining.Routes = nil
	for i, share := range t.Shares() {
		r := t.Routes[i]
		e.Routes[i] = RouteEffect{Route: r, Down: down(r.TrunkGroup), Before: share, After: -1}
		if !e.Routes[i].Down {
			e.Remaining.Routes = append(e.Remaining.Routes, r)
		}
	}
	after := e.Remaining.Shares()
	for i := range e.Routes {
		switch r := &e.Routes[i]; {
		case !r.Down:
			r.After, after = after[0], after[1:]
		case r.Before >= 0:
			r.After = 0
		}
	}
	e.FirstWas, e.First = t.firstPriority(), e.Remaining.firstPriority()
	e.Notices = t.notices(down)
	if e.First != e.FirstWas && !e.Nothing() {
		text := fmt.Sprintf("priority %d is tried first: nothing remains of priority %d", e.First, e.FirstWas)
		e.Notices = append(e.Notices, Notice{Code: CodeFirstTried, Severity: Warning, Text: text})
	}
	rank(e.Notices)
	return e
}

func (t Trunk) firstPriority() int {
	if levels := t.Levels(); len(levels) > 0 {
		return levels[0].Priority
	}
	return 0
}
