package routing

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Dangerous returns what about turning base into mine asks for the name to be
// typed, each as a sentence; none means that a plain yes will do. A zero mine is
// the trunk deleted. The first-tried priority counts as removed when none of its
// trunk groups is in the list any more, whatever became of the mode; a trunk group
// that only changed its priority is still there.
func Dangerous(base, mine Trunk) []string {
	switch {
	case isZero(mine) && !isZero(base):
		return []string{"the enterprise trunk is deleted"}
	case len(base.Routes) == 0:
		return nil
	case len(mine.Routes) == 0:
		return []string{"the list is empty: no route is left"}
	case base.Mode != Weighted:
		return nil
	}
	first := base.Levels()[0]
	var gone []string
	for _, i := range first.Routes {
		key := base.Routes[i].TrunkGroup
		if !slices.ContainsFunc(mine.Routes, func(r Route) bool { return r.TrunkGroup == key }) {
			gone = append(gone, key.String())
		}
	}
	if len(gone) < len(first.Routes) {
		return nil
	}
	return []string{fmt.Sprintf("every route of priority %d, which is tried first, is removed: %s", first.Priority, strings.Join(gone, ", "))}
}

func isZero(t Trunk) bool { return reflect.ValueOf(t).IsZero() }
