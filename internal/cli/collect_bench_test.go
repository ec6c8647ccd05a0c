package cli

import (
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity/collect"
	"banyan/internal/config"
)

// The shape of BenchmarkCollectOverHTTP.
const (
	oneGroups, oneTrunkGroups = 200, 5
	oneConcurrency            = 32
	oneLatency                = 20 * time.Millisecond
)

// BenchmarkCollectOverHTTP reads one tenant of 200 groups x 5 trunk groups from a
// server that takes 20 ms an answer, 32 requests at once, in either dialect. It prints
// the wall time against the ideal max(3L, N*L/C), the requests against the plan's N,
// which is 2+2G+T in APIO and 1+G+T in Odin, and the connections against the
// concurrency.
func BenchmarkCollectOverHTTP(b *testing.B) {
	const below = oneGroups * oneTrunkGroups
	for name, test := range map[string]struct {
		settings config.Settings
		requests int
	}{
		"APIO": {config.Settings{API: config.APIO, Auth: config.Cookie}, 2 + 2*oneGroups + below},
		"Odin": {config.Settings{API: config.Odin, Auth: config.Password}, 1 + oneGroups + below},
	} {
		b.Run(name, func(b *testing.B) { benchmarkCollect(b, test.settings, test.requests) })
	}
}

func benchmarkCollect(b *testing.B, settings config.Settings, requests int) {
	settings.Username, settings.Password = demoLogin, config.NewSecret(demoLogin)
	ideal := max(3*oneLatency, time.Duration(requests)*oneLatency/oneConcurrency)
	_, env := serve(b, simulator.Options{
		Tenants: 1, Groups: oneGroups, TrunkGroups: oneTrunkGroups, OnlyGenerated: true, Latency: oneLatency,
	})
	ctx := b.Context()
	var wall time.Duration
	var connections, sent int64
	for b.Loop() {
		conn := must(apiclient.NewConn(apiclient.Config{BaseURL: env["BANYAN_URL"], Concurrency: oneConcurrency}))(b)
		client := newClient(conn, settings)
		check(b, client.Login(ctx))
		login := conn.Stats().RequestsSent
		begin := time.Now()
		collection := collect.Start(ctx, client, apiclient.Tenant{ID: "tenant-0001"}, collect.Options{Concurrency: oneConcurrency})
		var last collect.Snapshot
		for last = range collection.Snapshots() {
		}
		wall += time.Since(begin)
		sent += conn.Stats().RequestsSent - login
		connections += conn.Stats().ConnectionsOpened
		if !last.Breakdown.Complete || len(last.Failures) > 0 {
			b.Fatalf("incomplete: %d failures", len(last.Failures))
		}
		collection.Close()
		conn.Close()
	}
	runs := float64(b.N)
	b.ReportMetric(wall.Seconds()/runs/ideal.Seconds(), "x-ideal")
	b.ReportMetric(float64(sent)/runs/float64(requests), "requests/N")
	b.ReportMetric(float64(sent)/runs, "requests")
	b.ReportMetric(float64(connections)/runs/oneConcurrency, "connections/C")
}
