package hotspots

import (
	"slices"

	"banyan/apiclient"
)

// queue is the tenants that a scan has yet to read, each once: those never read first,
// then those read longest ago. The zero value is empty.
type queue struct {
	order []apiclient.Tenant
	left  map[string]bool // ids
	of    int             // how many there are to read in the whole scan
	done  int             // of them
}

// distinct returns tenants without those that a server listed again.
func distinct(tenants []apiclient.Tenant) []apiclient.Tenant {
	seen := make(map[string]bool, len(tenants))
	out := make([]apiclient.Tenant, 0, len(tenants))
	for _, t := range tenants {
		if !seen[t.ID] {
			seen[t.ID] = true
			out = append(out, t)
		}
	}
	return out
}

// newQueue returns the queue of a scan of distinct tenants, of which it may have read
// some already.
func newQueue(tenants []apiclient.Tenant, readings map[string]Reading, scan string) queue {
	q := queue{left: make(map[string]bool, len(tenants))}
	for _, t := range tenants {
		q.of++
		if r, have := readings[t.ID]; have && r.Scan == scan {
			q.done++
			continue
		}
		q.left[t.ID] = true
		q.order = append(q.order, t)
	}
	slices.SortStableFunc(q.order, func(a, b apiclient.Tenant) int {
		return readings[a.ID].At.Compare(readings[b.ID].At) // the zero time of one never read is before all
	})
	return q
}

// next takes the tenant to read now: the first of the wanted that is left, else the
// first of all.
func (q *queue) next(wanted []string) (apiclient.Tenant, bool) {
	for _, id := range wanted {
		if q.left[id] {
			at := slices.IndexFunc(q.order, func(t apiclient.Tenant) bool { return t.ID == id })
			return q.take(at), true
		}
	}
	for len(q.order) > 0 {
		if q.left[q.order[0].ID] {
			return q.take(0), true
		}
		q.order = q.order[1:]
	}
	return apiclient.Tenant{}, false
}

func (q *queue) take(at int) apiclient.Tenant {
	tenant := q.order[at]
	delete(q.left, tenant.ID)
	if at == 0 {
		q.order = q.order[1:]
	}
	return tenant
}

// giveBack puts a tenant at the end.
func (q *queue) giveBack(tenant apiclient.Tenant) {
	q.left[tenant.ID] = true
	q.order = append(q.order, tenant)
}
