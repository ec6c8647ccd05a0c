package hotspots

import (
	"slices"

	"banyan/apiclient"
)

// backlog is the tenants that a scan has yet to read: those never read first, then those read
// longest ago, then those that could not be read the last time; and at the end, once more, those
// that this scan could not read. The zero value is empty.
type backlog struct {
	tenants []apiclient.Tenant
	again   []apiclient.Tenant // read in vain, to be tried once more
	of      int                // how many there are to read in the whole scan
	done    int                // of them
}

// newBacklog returns the backlog of a scan of distinct tenants, of which it has read some already.
func newBacklog(tenants []apiclient.Tenant, records map[string]record, isRead func(record) bool) backlog {
	b := backlog{of: len(tenants)}
	for _, t := range tenants {
		switch r, have := records[t.ID]; {
		case !have || !isRead(r):
			b.tenants = append(b.tenants, t)
		case r.Again:
			b.again = append(b.again, t)
		default:
			b.done++
		}
	}
	slices.SortStableFunc(b.tenants, func(x, y apiclient.Tenant) int {
		one, other := records[x.ID], records[y.ID]
		if failed := one.Failed != ""; failed != (other.Failed != "") {
			return map[bool]int{true: 1, false: -1}[failed]
		}
		return one.At.Compare(other.At) // the zero time of one never read is before all
	})
	return b
}

// next takes the tenant to read now: the first of the preferred that is left, else the first of
// all, else one to try again.
func (b *backlog) next(preferred []string) (tenant apiclient.Tenant, isAgain, found bool) {
	if len(b.tenants) == 0 {
		if len(b.again) == 0 {
			return tenant, false, false
		}
		tenant, b.again = b.again[0], b.again[1:]
		return tenant, true, true
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
	return tenant, false, true
}

func idsOf(tenants []apiclient.Tenant) []string {
	ids := make([]string, len(tenants))
	for i, t := range tenants {
		ids[i] = t.ID
	}
	return ids
}
