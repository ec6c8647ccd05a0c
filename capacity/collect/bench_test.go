package collect_test

import (
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/capacity/collect"
)

// BenchmarkCollect200x5 collects 1402 requests of 20 ms each, 32 at a time, with
// snapshots read as a screen does, and sets the time against the ideal: the three
// rounds of the tree, or all slots busy all the time.
func BenchmarkCollect200x5(b *testing.B) {
	const concurrency, requests = 32, 2 + 2*200 + 200*5
	ideal := max(3*latency, requests*latency/concurrency)
	var took time.Duration
	for b.Loop() {
		begin := time.Now()
		c := collect.Start(b.Context(), newFake(200, 5), apiclient.Tenant{ID: "foo"}, collect.Options{Concurrency: concurrency, AwaitPrefer: true})
		c.Prefer([]string{"g0", "g1", "g2", "g3", "g4", "g5", "g6", "g7", "g8", "g9", "g10", "g11", "g12", "g13", "g14", "g15"})
		var s collect.Snapshot
		for s = range c.Snapshots() {
		}
		took += time.Since(begin)
		if s.Requests.Done != requests {
			b.Fatalf("%+v", s.Requests)
		}
	}
	b.ReportMetric(float64(took)/float64(b.N)/float64(ideal), "x-ideal")
}

// BenchmarkInstant200x5 is the same tree where answers take no time: what the
// collection itself costs.
func BenchmarkInstant200x5(b *testing.B) {
	sites := make([]site, 200)
	for i := range sites {
		sites[i].trunkGroups = make([]error, 5)
	}
	b.ReportAllocs()
	for b.Loop() {
		c := collect.Start(b.Context(), api(sites, func() {}), apiclient.Tenant{ID: "foo"}, collect.Options{Concurrency: 32})
		for range c.Snapshots() {
		}
	}
}
