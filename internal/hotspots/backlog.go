package hotspots

import (
	"slices"

	"banyan/apiclient"
)

// backlog is the tenants that a scan has yet to read, each once: those never read first,
// then those read longest ago. The zero value is empty.
type backlog struct {
	tenants []apiclient.Tenant
	of      int // how many there are to read in the whole scan
	done    int // of them
}

// newBacklog returns the backlog of a scan of distinct tenants, of which it may have read
// some already.
func newBacklog(tenants []apiclient.Tenant, records map[string]record, scanID string) backlog {
	b := backlog{of: len(tenants)}
	for _, t := range tenants {
		if r, have := records[t.ID]; have && r.ScanID == scanID {
			b.done++
		} else {
			b.tenants = append(b.tenants, t)
		}
	}
	slices.SortStableFunc(b.tenants, func(x, y apiclient.Tenant) int {
		return records[x.ID].At.Compare(records[y.ID].At) // the zero time of one never read is before all
	})
	return b
}

// next takes the tenant to read now: the first of the preferred that is left, else the
// first of all.
func (b *backlog) next(preferred []string) (tenant apiclient.Tenant, found bool) {
	if len(b.tenants) == 0 {
		return tenant, false
	}
	at := 0
	for _, id := range preferred {
		if i := slices.IndexFunc(b.tenants, func(t apiclient.Tenant) bool { return t.ID == id }); i >= 0 {
			at = i
			break
		}
	}
	tenant = b.tenants[at]
	b.tenants = slices.Delete(b.tenants, at, at+1)
	return tenant, true
}

func idsOf(tenants []apiclient.Tenant) []string {
	ids := make([]string, len(tenants))
	for i, t := range tenants {
		ids[i] = t.ID
	}
	return ids
}
