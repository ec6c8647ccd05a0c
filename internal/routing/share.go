package routing

import (
	"cmp"
	"slices"
)

// Level is the routes among which a call is spread before the next level is tried.
// Priority is zero where the level is no priority; Routes are indexes into the list.
type Level struct {
	Priority int
	Routes   []int
}

// Levels returns the routes as they take effect, tried first first. In weighted
// mode a level is a priority. In ordered mode Overflow tries one route after the
// other, each its own level; under the other algorithms, and under one that was not
// reported, any route may come first, so that all are one level. A list without
// routes has no levels.
func (t Trunk) Levels() []Level {
	switch {
	case len(t.Routes) == 0:
		return nil
	case t.Mode != Weighted && t.OrderingAlgorithm != Overflow:
		all := Level{Routes: make([]int, len(t.Routes))}
		for i := range t.Routes {
			all.Routes[i] = i
		}
		return []Level{all}
	case t.Mode != Weighted:
		levels := make([]Level, len(t.Routes))
		for i := range t.Routes {
			levels[i].Routes = []int{i}
		}
		return levels
	}
	var levels []Level
	for i, r := range t.Routes {
		at, found := slices.BinarySearchFunc(levels, r.Priority, func(l Level, priority int) int {
			return cmp.Compare(l.Priority, priority)
		})
		if !found {
			levels = slices.Insert(levels, at, Level{Priority: r.Priority})
		}
		levels[at].Routes = append(levels[at].Routes, i)
	}
	return levels
}

// Shares returns for each route the percentage of the calls that reach its priority
// which its weight gives it, and -1 where a share means nothing: outside weighted
// mode, and beside a priority or weight out of its range. The shares of a priority
// add up to 100: each is rounded down, and what is left goes to the largest
// remainders, of equal ones to the route higher up in the list.
func (t Trunk) Shares() []int {
	shares := make([]int, len(t.Routes))
	for i := range shares {
		shares[i] = -1
	}
	for _, level := range t.Levels() {
		// Outside weighted mode a level's priority is 0, which is out of range too.
		if level.Priority < MinPriority || level.Priority > MaxPriority {
			continue
		}
		valid := slices.DeleteFunc(slices.Clone(level.Routes), func(i int) bool {
			return t.Routes[i].Weight < MinWeight || t.Routes[i].Weight > MaxWeight
		})
		if len(valid) > 0 {
			t.share(shares, valid)
		}
	}
	return shares
}

func (t Trunk) share(shares, routes []int) {
	total := 0
	for _, i := range routes {
		total += t.Routes[i].Weight
	}
	left := 100
	for _, i := range routes {
		shares[i] = t.Routes[i].Weight * 100 / total
		left -= shares[i]
	}
	remainder := func(i int) int { return t.Routes[i].Weight * 100 % total }
	slices.SortStableFunc(routes, func(a, b int) int { return cmp.Compare(remainder(b), remainder(a)) })
	for _, i := range routes[:left] {
		shares[i]++
	}
}
