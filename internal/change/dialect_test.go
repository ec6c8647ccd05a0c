package change_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/dialects"
	"banyan/apiclient/simulator"
	"banyan/internal/change"
)

// dialect is one of the two ways to talk to the simulated host.
type dialect string

const (
	inAPIO dialect = dialects.APIO
	inOdin dialect = dialects.Odin
)

type client interface {
	change.API
	Login(ctx context.Context) error
}

// platform is a simulated host and a service that saves on it through a real client.
func (d dialect) platform(t *testing.T) (*simulator.Server, *change.Service) {
	t.Helper()
	return d.platformWith(t, simulator.Options{})
}

func (d dialect) platformWith(t *testing.T, options simulator.Options, alter ...func(*change.Options)) (*simulator.Server, *change.Service) {
	t.Helper()
	server, client := d.connected(t, options, 0)
	return server, d.service(t, client, alter...)
}

// impatient is a platform whose client waits for a write no longer than a test that has it hang.
func (d dialect) impatient(t *testing.T) (*simulator.Server, *change.Service) {
	t.Helper()
	server, client := d.connected(t, simulator.Options{}, 300*time.Millisecond)
	return server, d.service(t, client)
}

func (d dialect) service(t *testing.T, client client, alter ...func(*change.Options)) *change.Service {
	t.Helper()
	opts := change.Options{
		Dir: t.TempDir(), Open: change.Targets(here, string(d), client),
		Timing: change.Timing{Again: []time.Duration{50 * time.Millisecond, 300 * time.Millisecond}, Grace: time.Millisecond},
	}
	for _, option := range alter {
		option(&opts)
	}
	return closing(t, change.New(opts))
}

// connected is a simulated host and a client that is logged in and waits so long for a write; 0 as
// long as every client does.
func (d dialect) connected(t *testing.T, options simulator.Options, write time.Duration) (*simulator.Server, client) {
	t.Helper()
	server := must(simulator.New(options))(t)
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	t.Cleanup(server.ClearFaults)
	conn := must(apiclient.NewConn(apiclient.Config{BaseURL: listener.URL, Write: true, Timeouts: apiclient.Timeouts{Write: write}}))(t)
	t.Cleanup(conn.Close)
	client := dialects.Client[client](string(d), conn)
	noErr(t, client.Login(t.Context()))
	return server, client
}

// subject names something on the host in this dialect.
func (d dialect) subject(kind change.Kind, ids ...string) change.Subject {
	s := change.Subject{Host: here, Dialect: string(d), Kind: kind, Tenant: ids[0]}
	switch kind {
	case change.EnterpriseTrunk:
		s.Name = ids[1]
	case change.GroupCapacity:
		s.Group = ids[1]
	case change.TrunkGroup, change.TrunkGroupBackup:
		s.Group, s.Name = ids[1], ids[2]
	}
	return s
}

func (d dialect) inbound() change.Subject {
	return d.subject(change.EnterpriseTrunk, "foo", "HQ-Inbound")
}
