package collect_test

import (
	"context"
	"fmt"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/simulator"
	"banyan/capacity/collect"
)

// connect logs in to a simulated platform with three tenants of two groups of two trunk
// groups.
func connect(ctx context.Context) *apio.Client {
	server, err := simulator.New(simulator.Options{OnlyGenerated: true, Tenants: 3, Groups: 2, TrunkGroups: 2})
	failOn(err)
	url, _, err := server.Serve(ctx, "127.0.0.1:0")
	failOn(err)
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: url})
	failOn(err)
	context.AfterFunc(ctx, conn.Close)
	client := apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
	failOn(client.Login(ctx))
	return client
}

func failOn(err error) {
	if err != nil {
		panic(err)
	}
}

// A screen draws every snapshot; a report uses the last.
func ExampleStart() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	client := connect(ctx)
	collection := collect.Start(ctx, client, apiclient.Tenant{ID: "tenant-0001"}, collect.Options{})
	defer collection.Close()
	var last collect.Snapshot
	for last = range collection.Snapshots() {
	}
	calls := last.Breakdown.Calls
	fmt.Printf("%d of %d requests, %d failed\n", last.Requests.Done, last.Requests.Known, len(last.Failures))
	fmt.Printf("calls: own %v, allocated %v, difference %v\n", calls.Own, calls.Allocated, calls.Difference)
	// Output:
	// 10 of 10 requests, 0 failed
	// calls: own 55, allocated 44, difference 11
}

// A report of a platform: every tenant as soon as it is read.
func ExampleWalk() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	client := connect(ctx)
	tenants, err := client.Tenants(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	walk := collect.Walk{API: client, Next: collect.Each(tenants), Ordered: true}
	for result := range walk.Results(ctx) {
		b := result.Snapshot.Breakdown
		fmt.Println(result.Tenant.ID, "calls", b.Calls.Difference, "complete", b.Complete)
	}
	// Output:
	// tenant-0001 calls 11 complete true
	// tenant-0002 calls 31 complete true
	// tenant-0003 calls 18 complete true
}
