package history

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"banyan/internal/change"
	"banyan/internal/trunkgroup"
)

// The goals: 10,000 readings of 100 tenants take at most 20 MB, and a history is opened in 50 ms.
const (
	mostStored = 20 << 20
	mostToOpen = 50 * time.Millisecond
)

// tenantReading is a reading of a tenant with five groups of five trunk groups, each with all its
// settings. Every reading finds other calls in use, and a change.
func tenantReading(tenant string, n int, at time.Time) Reading {
	r := Reading{Tenant: tenant, Begun: at, At: at.Add(time.Second)}
	r.add(Object{Kind: change.TenantCapacity}, field{Trunking, "assigned"}, field{trunkgroup.MaxActiveCalls, "500"}, field{trunkgroup.BurstingMaxActiveCalls, "50"})
	r.add(Object{Kind: groupList})
	for g := range 5 {
		group := "Group-" + strconv.Itoa(g)
		r.add(Object{Kind: change.GroupCapacity, Group: group}, field{Trunking, "assigned"}, field{trunkgroup.MaxActiveCalls, strconv.Itoa(60 + n%3*b2i(g == n%5))}, field{trunkgroup.BurstingMaxActiveCalls, "5"})
		r.add(Object{Kind: trunkGroupList, Group: group})
		for i := range 5 {
			name := fmt.Sprintf("Trunk-%s-%d", group, i)
			fields := []field{{State, "Available"}, {InUse, strconv.Itoa((n*7 + i) % 11)}}
			for _, f := range trunkgroup.Fields() {
				value := "false"
				switch f.Kind {
				case trunkgroup.Count:
					value = strconv.Itoa(f.Least + 3)
				case trunkgroup.Text:
					value = name + "@example.com"
				case trunkgroup.Choice:
					value = f.Values[0]
				case trunkgroup.Divert:
					value = ""
				}
				fields = append(fields, field{f.Name, value})
			}
			r.add(Object{change.TrunkGroup, group, name}, fields...)
		}
	}
	return r
}

func b2i(is bool) int {
	if is {
		return 1
	}
	return 0
}

// BenchmarkTenThousandReadings keeps 100 readings of each of 100 tenants, four a day, and opens the
// histories: of one tenant and of all.
func BenchmarkTenThousandReadings(b *testing.B) {
	now := time.Date(2026, 11, 1, 0, 0, 0, 0, time.UTC)
	k := New(Options{Dir: filepath.Join(b.TempDir(), "state"), Host: "be.example", Now: func() time.Time { return now }})
	began := time.Now()
	for n := range 100 {
		now = now.Add(6 * time.Hour)
		for tenant := range 100 {
			noErr(b, k.Add(tenantReading("tenant-"+strconv.Itoa(tenant), n, now)))
		}
	}
	kept := time.Since(began)
	var stored int64
	names, err := os.ReadDir(k.room())
	noErr(b, err)
	for _, name := range names {
		info, err := name.Info()
		noErr(b, err)
		stored += info.Size()
	}
	var changes, all int
	var one, many time.Duration
	for b.Loop() {
		began = time.Now()
		h, err := k.Open("tenant-7")
		noErr(b, err)
		changes = len(Join("be.example", "tenant-7", h.Changes(Object{Kind: change.TenantCapacity}), nil))
		one += time.Since(began)
		began = time.Now()
		platform, err := k.OpenAll()
		noErr(b, err)
		all = len(platform.Changes)
		many += time.Since(began)
	}
	if changes == 0 || all < 100*changes {
		b.Fatalf("%d changes of one, %d of all", changes, all)
	}
	b.ReportMetric(float64(stored)/(1<<20), "MB")
	b.ReportMetric(float64(stored)/mostStored, "of-20-MB")
	b.ReportMetric(float64(one.Microseconds())/1000/float64(b.N), "ms-open")
	b.ReportMetric(float64(one)/float64(b.N)/float64(mostToOpen), "of-50-ms")
	b.ReportMetric(float64(many.Microseconds())/1000/float64(b.N), "ms-all-tenants")
	b.ReportMetric(float64(kept.Microseconds())/10000, "µs-a-reading")
}
