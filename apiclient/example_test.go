package apiclient_test

import (
	"context"
	"errors"
	"fmt"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/simulator"
)

// A Conn reaches one host, and a client of a dialect reads it. The host here is a
// simulated platform, whose login is demo and demo.
func Example() {
	ctx, cancel := context.WithCancel(context.Background())
	platform, err := simulator.New(simulator.Options{})
	if err != nil {
		panic(err)
	}
	url, wait, err := platform.Serve(ctx, "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	defer func() {
		cancel()
		_ = wait()
	}()

	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: url})
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	client := apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
	if err := client.Login(ctx); err != nil {
		panic(err)
	}

	groups, err := client.Groups(ctx, "ServiceProviderID")
	if err != nil {
		panic(err)
	}
	for _, group := range groups {
		limits, err := client.GroupCapacity(ctx, "ServiceProviderID", group.ID)
		switch {
		case errors.Is(err, apiclient.ErrNotAssigned):
			fmt.Println(group.ID, "has no trunking")
		case err != nil:
			fmt.Println(apiclient.Explain(err))
		default:
			fmt.Println(group.ID, "may carry", limits.MaxActiveCalls, "calls")
		}
	}
	// Output:
	// GroupIDA may carry 13 calls
	// GroupIDB may carry 36 calls
	// GroupIDC may carry 20 calls
	// GroupIDD has no trunking
	// GroupIDE may carry 45 calls
}

// Explain says what happened and what to do next.
func ExampleExplain() {
	err := &apiclient.Error{
		Op: "list groups of tenant foo", Host: "pbx.example.net", Kind: apiclient.Forbidden, Status: 403,
		Message: "level too low", RequestID: "r-17",
	}
	fmt.Println(apiclient.Explain(err))
	// Output: no access: this account may not do that (403): level too low; ask for the right, or use another account (list groups of tenant foo, request r-17)
}

// A long scan takes its turn behind everything else, and slows down when the host asks for it.
func ExamplePaced() {
	pacer := apiclient.NewPacer(5)
	ctx := apiclient.Paced(context.Background(), pacer)
	_ = ctx // for each request of the scan
	pacer.Pause()
	fmt.Println(pacer.Rate(), pacer.IsPaused())
	// Output: 5 true
}
