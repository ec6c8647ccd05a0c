package trunks

import (
	"banyan/internal/routing"
)

// calls are the calls that some routes may carry together, as their trunk groups are configured.
type calls struct {
	all, left       int  // of all of them, and of those that are not gone
	used            int  // in use now, whoever routes them there
	routes, remain  int  // how many routes, and how many are not gone
	known, reported bool // the limits are numbers that were read; calls in use are reported
}

// callsOf counts the calls of some routes of a trunk, of which some are gone.
func callsOf(around *Surroundings, t routing.Trunk, routes []int, gone func(routing.Key) bool) calls {
	c := calls{known: true, reported: len(routes) > 0}
	for _, i := range routes {
		key := t.Routes[i].TrunkGroup
		limit, known := around.calls(key)
		used, reported := around.inUse(key)
		c.known, c.reported = c.known && known, c.reported && reported
		c.all += limit
		c.used += used
		c.routes++
		if !gone(key) {
			c.left += limit
			c.remain++
		}
	}
	return c
}

// levelsUp returns how many levels of a trunk have a route that is not gone.
func levelsUp(around *Surroundings, t routing.Trunk, gone func(routing.Key) bool) int {
	up := 0
	for _, of := range t.Levels() {
		up += min(1, callsOf(around, t, of.Routes, gone).remain)
	}
	return up
}
