package hotspots

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/odin"
	"banyan/apiclient/simulator"
	"banyan/capacity"
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

// More trunk groups than are licensed are found where the report tells it, and kept.
func TestLicencesOfAReportAreFoundAndKept(t *testing.T) {
	p, opts := newPlatform(t, simulator.Options{OdinReport: simulator.ReportFull, World: []byte(`{"tenants":[{"tenantId":"t","type":"Enterprise",
		"trunking":{"maxActiveCalls":9,"burstingMaxActiveCalls":0},"groups":[{"groupId":"g","trunkGroupLicences":1,"trunking":{"maxActiveCalls":2},
		"trunkGroups":[{"name":"a","maxActiveCalls":1},{"name":"b","maxActiveCalls":1}]}]}]}`)})
	opts.API = p.odinClient(t)
	before := len(p.Requests())
	scanned(t, open(t, opts), false)
	if sent := len(p.Requests()) - before; sent != 2 { // the tenants, and a report
		t.Errorf("%d requests", sent)
	}
	again := open(t, opts) // what is on disk
	noErr(t, again.Load())
	listing := again.Board().Listing
	kept, _, _ := listing.Breakdown("t")
	if e := listing.Entries; len(e) != 1 || e[0].Finding.Code != capacity.LicencesOver || len(kept.Findings) == 0 || kept.Findings[0].Text != e[0].Finding.Text {
		t.Errorf("%+v, %+v", e, kept.Findings)
	}
}

// What a group was given of its licences is kept, and an earlier record has none.
func TestALicenceIsKeptWhole(t *testing.T) {
	n := func(calls int) capacity.Reading { return capacity.Read(capacity.Must(calls)) }
	licence := capacity.Licence{Licensed: n(3), Given: n(2), InUse: n(1)}
	text, err := json.Marshal(levels{Groups: []capacity.Group{{ID: "g", Licence: licence}}})
	noErr(t, err)
	for text, want := range map[string]capacity.Licence{string(text): licence, `{"groups":[{"id":"g","licensed":3,"inUse":1}]}`: {Licensed: n(3), InUse: n(1)}} {
		var l levels
		noErr(t, json.Unmarshal([]byte(text), &l))
		if got := l.Groups[0].Licence; got != want {
			t.Errorf("%s is %+v, want %+v", text, got, want)
		}
	}
}

// A trunk group that an earlier scan found down stays, with when that was seen, where the next one
// reads limits from a report that says nothing of it; so it does in a scan after that.
func TestATrunkGroupThatWasDownStaysWhereItsStateIsNotRead(t *testing.T) {
	telling, opts := newPlatform(t, simulator.Options{OdinReport: simulator.ReportGroups})
	silent, _ := simulated(t, simulator.Options{OdinReport: simulator.ReportFull})
	opts.API = telling.odinClient(t)
	downs := func(l *Listing) map[string]Entry {
		found := make(map[string]Entry)
		for _, e := range l.Entries {
			if e.Finding.Code == capacity.Down {
				found[e.ID] = e
			}
		}
		return found
	}
	before := downs(scanned(t, open(t, opts), false).Listing)
	opts.API = silent.odinClient(t)
	for range 2 {
		b := scanned(t, open(t, opts), false) // of another process: what is on disk
		after := downs(b.Listing)
		if len(before) == 0 || len(after) != len(before) || b.Listing.NoStates == 0 {
			t.Fatalf("%d down before, %d after", len(before), len(after))
		}
		for id, was := range before {
			if e := after[id]; !e.At.Equal(was.At) || e.Finding.SeenAt.IsZero() || !strings.Contains(e.Finding.Text, "not read since") {
				t.Errorf("%s was seen %s: %+v", id, was.At, e)
			}
		}
	}
	s := open(t, opts)
	noErr(t, s.Load())
	noErr(t, s.Read(t.Context(), slices.Collect(maps.Values(before))[0].Tenant.ID)) // which reads the states
	for id, e := range downs(s.Board().Listing) {
		if !e.Finding.SeenAt.IsZero() || !e.At.After(before[id].At) {
			t.Errorf("read by itself: %+v", e)
		}
	}
	opts.API = telling.odinClient(t)
	for id, e := range downs(scanned(t, open(t, opts), false).Listing) {
		if !e.Finding.SeenAt.IsZero() || !e.At.After(before[id].At) {
			t.Errorf("read again: %+v", e)
		}
	}
}

// The same place in trouble is the same finding in either dialect: a mark holds for both. What
// groups are licensed for is in no reading of the other, but for a request a group.
func TestBothDialectsFindTheSame(t *testing.T) {
	p, opts := newPlatform(t, simulator.Options{})
	apio := scanned(t, open(t, opts), false).Listing
	odin := scanned(t, open(t, fast(t, p.odinClient(t))), false).Listing
	found := make(map[string]Finding)
	licences := 0
	for _, e := range odin.Entries {
		found[e.ID] = e.Finding
		if e.Finding.Code == capacity.LicencesOver {
			licences++
		}
	}
	for _, e := range apio.Entries {
		if f, there := found[e.ID]; !there || f.Worse(e.Finding) || e.Finding.Worse(f) {
			t.Errorf("%s of %v: %+v", e.ID, e.Path(), f)
		}
	}
	if len(odin.Entries)-licences != len(apio.Entries) || licences != 1 {
		t.Errorf("%d and %d lines", len(apio.Entries), len(odin.Entries))
	}
}
