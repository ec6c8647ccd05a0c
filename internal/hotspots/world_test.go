package hotspots

import (
	"context"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/simulator"
)

func noErr(tb testing.TB, err error) {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
}

// platform is a simulated platform and where it is.
type platform struct {
	*simulator.Server
	url string
}

// newPlatform returns a platform, and options to scan it with, for a test that runs in
// parallel with the others.
func newPlatform(t *testing.T, opts simulator.Options) (*platform, Options) {
	t.Helper()
	t.Parallel()
	return simulated(t, opts)
}

// simulated is newPlatform for a further one of a test.
func simulated(t *testing.T, opts simulator.Options) (*platform, Options) {
	t.Helper()
	sim, err := simulator.New(opts)
	noErr(t, err)
	server := httptest.NewServer(sim)
	t.Cleanup(server.Close)
	p := &platform{sim, server.URL}
	return p, fast(t, p.client(t, 16))
}

// generated are n tenants with two groups of two trunk groups: 10 requests each.
func generated(n int) simulator.Options {
	return simulator.Options{OnlyGenerated: true, Tenants: n, Groups: 2, TrunkGroups: 2}
}

// login returns a client of a platform.
func login(url string, concurrency int) (*apio.Client, func(), error) {
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: url, Concurrency: concurrency})
	if err != nil {
		return nil, nil, err
	}
	client := apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
	return client, conn.Close, client.Login(context.Background())
}

func (p *platform) client(t *testing.T, concurrency int) *apio.Client {
	t.Helper()
	client, closeConn, err := login(p.url, concurrency)
	noErr(t, err)
	t.Cleanup(closeConn)
	return client
}

// listing is a client whose server lists other tenants.
type listing struct {
	API
	alter func([]apiclient.Tenant) []apiclient.Tenant
}

func (l listing) Tenants(ctx context.Context) ([]apiclient.Tenant, error) {
	tenants, err := l.API.Tenants(ctx)
	return l.alter(tenants), err
}

// fail makes every first request of a tenant, or of * for all, end as the fault says.
func (p *platform) fail(tenant string, fault simulator.Fault) {
	for _, path := range []string{"/groups", "/features/trunk_groups"} {
		fault.Path = "/tenants/" + tenant + path
		p.SetFault(fault)
	}
}

// await waits until these paths below /tenants/ were asked for: what is still on its way would
// meet the faults that are set next.
func (p *platform) await(t *testing.T, paths ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for _, path := range paths {
		isIt := func(r simulator.Request) bool { return strings.HasSuffix(r.Path, "/tenants/"+path+"/") }
		for {
			requests := p.Requests()
			if slices.ContainsFunc(requests, isIt) {
				break
			}
			noErr(t, p.Await(ctx, len(requests)+1))
		}
	}
}

// asked are the ids of the tenants asked for since so many requests had arrived.
func (p *platform) asked(since int) []string {
	var ids []string
	for _, r := range p.Requests()[since:] {
		_, rest, found := strings.Cut(r.Path, "/tenants/")
		if id, _, _ := strings.Cut(rest, "/"); found && id != "" {
			ids = append(ids, id)
		}
	}
	return ids
}

// tenantsAsked counts the requests of each tenant since so many had arrived.
func (p *platform) tenantsAsked(since int) map[string]int {
	asked := make(map[string]int)
	for _, id := range p.asked(since) {
		asked[id]++
	}
	return asked
}

// order is the tenants in the order in which they were first asked for.
func (p *platform) order() []string {
	var order []string
	for _, id := range p.asked(0) {
		if !slices.Contains(order, id) {
			order = append(order, id)
		}
	}
	return order
}

const host = "pbx.example.net"

// fast are options without a speed limit to speak of.
func fast(t *testing.T, api API) Options {
	t.Helper()
	return Options{API: api, Dir: filepath.Join(t.TempDir(), "state"), Host: host, Rate: 10_000, Every: time.Millisecond, Who: "anna"}
}

func open(t *testing.T, opts Options) *Scanner {
	t.Helper()
	s := New(opts)
	t.Cleanup(s.Close)
	return s
}

// await returns the first board for which reached holds.
func await(t *testing.T, s *Scanner, reached func(*Board) bool) *Board {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	var last *Board
	for last = range s.Watch(ctx) {
		if reached(last) {
			return last
		}
	}
	t.Fatalf("it did not come to that: %+v", last)
	return nil
}

func isPhase(phase Phase) func(*Board) bool {
	return func(b *Board) bool { return b.Scan.Phase == phase }
}

// scanned runs a scan to its end.
func scanned(t *testing.T, s *Scanner, rest bool) *Board {
	t.Helper()
	noErr(t, s.Begin(Job{Rest: rest}))
	return await(t, s, isPhase(Ended))
}

func filesIn(t *testing.T, dir string) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files = append(files, path)
		}
		return err
	})
	noErr(t, err)
	return files
}
