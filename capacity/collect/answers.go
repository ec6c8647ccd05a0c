package collect

import (
	"errors"
	"maps"
	"slices"
	"sync"
	"time"

	"banyan/apiclient"
)

// answers are what the requests of a collection brought, so that another collection asks for those
// alone that failed. The zero value has none.
type answers struct {
	mu   sync.Mutex
	kept map[request]kept
}

// request names a request by what it asks for, whatever its place in the lists.
type request struct {
	kind              kind
	group, trunkGroup string
}

// kept is an answer: its value has the type that the request has.
type kept struct {
	value any
	err   error
	at    time.Time
}

func (a *answers) put(r request, k kept) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.kept == nil {
		a.kept = make(map[request]kept)
	}
	a.kept[r] = k
}

func (a *answers) get(r request) (kept, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	k, known := a.kept[r]
	return k, known
}

// wholeOf returns the group that the list of all groups was asked of, empty for none.
func (a *answers) wholeOf() string {
	a.mu.Lock()
	defer a.mu.Unlock()
	for r := range a.kept {
		if r.kind == enterpriseList {
			return r.group
		}
	}
	return ""
}

// without returns the answers but for those of requests that failed.
func (a *answers) without(failures []Failure) answers {
	a.mu.Lock()
	defer a.mu.Unlock()
	rest := maps.Clone(a.kept)
	maps.DeleteFunc(rest, func(r request, k kept) bool {
		if r.kind == capacityReport && k.err != nil && !errors.Is(k.err, apiclient.ErrNoReport) {
			return true
		}
		return slices.ContainsFunc(failures, r.isIn)
	})
	return answers{kept: rest}
}

// isIn reports whether a failure is that of the request.
func (r request) isIn(f Failure) bool {
	at := func(depth int) string {
		if depth < len(f.Path) {
			return f.Path[depth]
		}
		return ""
	}
	return f.What == r.kind.String() && at(1) == r.group && at(2) == r.trunkGroup
}
