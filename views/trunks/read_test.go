package trunks

import (
	"context"
	"errors"
	"fmt"
	"net/http/httptest"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/dialects"
	"banyan/apiclient/simulator"
	"banyan/internal/viewtest"
)

// A trunk that was deleted while its page was open is called so by evidence, whatever the platform
// answers for it; where its list cannot be read, nobody knows.
func TestAnEnterpriseTrunkIsDeletedByEvidence(t *testing.T) {
	for _, dialect := range []string{"APIO", "Odin"} {
		for _, status := range []int{404, 400, 500} {
			t.Run(fmt.Sprint(dialect, " ", status), func(t *testing.T) {
				server, err := simulator.New(simulator.Options{Absent: status})
				if err != nil {
					t.Fatal(err)
				}
				listener := httptest.NewServer(server)
				t.Cleanup(listener.Close)
				conn, err := apiclient.NewConn(apiclient.Config{BaseURL: listener.URL})
				if err != nil {
					t.Fatal(err)
				}
				t.Cleanup(conn.Close)
				client := clientOf(t, dialect, conn)
				open := func() string {
					item := apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}
					view := viewtest.Shown(NewRouting(viewtest.Kit(), client, viewtest.Enterprise(), item, NewSurroundings(client, "foo"), RoutingLinks{}))
					return view.View()
				}
				owner := apiclient.TrunkOwner{Tenant: "foo"}
				if _, err := Read(t.Context(), client, owner, "HQ-Inbound"); err != nil {
					t.Fatal(err)
				}
				if !server.DeleteEnterpriseTrunk("foo", "HQ-Inbound") {
					t.Fatal("not deleted")
				}
				if _, err := Read(t.Context(), client, owner, "HQ-Inbound"); !errors.Is(err, apiclient.ErrNotFound) {
					t.Errorf("deleted, and read: %v", err)
				}
				viewtest.RequireContains(t, open(), "has no such thing", "it may have been deleted")

				server.SetFault(simulator.Fault{
					Method: "GET", Path: map[string]string{"APIO": "tenants/foo/services/trunk_groups", "Odin": "enterprise-trunks"}[dialect],
					Query: map[string]map[string]string{"Odin": {"enterpriseTrunkName": ""}}[dialect], Status: 403,
				})
				if _, err := Read(t.Context(), client, owner, "HQ-Inbound"); err == nil || errors.Is(err, apiclient.ErrNotFound) {
					t.Errorf("its list cannot be read: %v", err)
				}
			})
		}
	}
}

func clientOf(t *testing.T, dialect string, conn *apiclient.Conn) Client {
	t.Helper()
	client := dialects.Client[interface {
		Client
		Login(ctx context.Context) error
	}](dialect, conn)
	if err := client.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	return client
}
