package cli

import (
	"context"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/simulator"
	"banyan/capacity/collect"
)

// BenchmarkCollectOverHTTP reads one tenant of 200 groups x 5 trunk groups from a
// server that takes 20 ms an answer, 32 requests at once. It prints the wall time
// against the ideal max(3L, N*L/C), and the connections against the concurrency.
func BenchmarkCollectOverHTTP(b *testing.B) {
	const (
		groups, trunkGroups = 200, 5
		concurrency         = 32
		latency             = 20 * time.Millisecond
		requests            = 2 + 2*groups + groups*trunkGroups
	)
	ideal := max(3*latency, requests*latency/concurrency)
	server, err := simulator.New(simulator.Options{
		Tenants: 1, Groups: groups, TrunkGroups: trunkGroups, OnlyGenerated: true, Latency: latency,
	})
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithCancel(b.Context())
	defer stop()
	url, _, err := server.Serve(ctx, "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	var wall time.Duration
	var connections, sent int64
	for b.Loop() {
		conn, err := apiclient.NewConn(apiclient.Config{BaseURL: url, Prefix: apio.DefaultPrefix, Concurrency: concurrency})
		if err != nil {
			b.Fatal(err)
		}
		client := apio.New(conn, apio.Cookie, apio.Credentials{Username: demoLogin, Password: demoLogin})
		if err := client.Login(ctx); err != nil {
			b.Fatal(err)
		}
		login := conn.Stats().RequestsSent
		begin := time.Now()
		collection := collect.Start(ctx, client, apiclient.Tenant{ID: "tenant-0001"}, collect.Options{Concurrency: concurrency})
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
	b.ReportMetric(float64(sent)/runs, "requests")
	b.ReportMetric(float64(connections)/runs/concurrency, "connections/C")
}
