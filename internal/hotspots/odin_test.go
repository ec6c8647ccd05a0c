package hotspots

import (
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/odin"
	"banyan/apiclient/simulator"
)

// odinClient returns a client that is logged in to a platform in the Odin dialect.
func (p *platform) odinClient(t *testing.T) *odin.Client {
	t.Helper()
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: p.url, Concurrency: 16})
	noErr(t, err)
	t.Cleanup(conn.Close)
	client := odin.New(conn, odin.Credentials{Username: "demo", Password: "demo"})
	noErr(t, client.Login(t.Context()))
	return client
}

// Where the API reports the limits of a tenant and its groups at once, a tenant takes one
// request, one for each group and one for each trunk group.
func TestAScanInTheOdinDialectTakesFewerRequests(t *testing.T) {
	p, opts := newPlatform(t, generated(3))
	opts.API = p.odinClient(t)
	before := len(p.Requests())
	b := scanned(t, open(t, opts), false)
	if want := 3 * (1 + 2 + 4); b.Scan.All.Requests != want || len(p.Requests())-before != want+1 {
		t.Errorf("%d requests for each scan, %d were made; want %d and the list of tenants", b.Scan.All.Requests, len(p.Requests())-before, want)
	}
	if !b.Scan.Reports || b.Listing.Whole != 3 {
		t.Errorf("%+v %+v", b.Scan, b.Listing)
	}
}

// The same place in trouble is the same finding in either dialect: a mark holds for both.
func TestBothDialectsFindTheSame(t *testing.T) {
	p, opts := newPlatform(t, simulator.Options{})
	apio := scanned(t, open(t, opts), false).Listing
	odin := scanned(t, open(t, fast(t, p.odinClient(t))), false).Listing
	found := make(map[string]Finding)
	for _, e := range odin.Entries {
		found[e.ID] = e.Finding
	}
	for _, e := range apio.Entries {
		if f, there := found[e.ID]; !there || f.Worse(e.Finding) || e.Finding.Worse(f) {
			t.Errorf("%s of %v: %+v", e.ID, e.Path(), f)
		}
	}
	if len(odin.Entries) != len(apio.Entries) {
		t.Errorf("%d and %d lines", len(apio.Entries), len(odin.Entries))
	}
}
