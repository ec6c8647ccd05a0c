package routing

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
	Route         Route
	Down          bool
	Before, After int
}

// Nothing reports whether no route remains.
func (e Effect) Nothing() bool { return len(e.Remaining.Routes) == 0 }
