package apply_test

import (
	"context"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/odin"
	"banyan/apiclient/simulator"
	"banyan/internal/apply"
	"banyan/internal/change"
	"banyan/internal/plan"
	"banyan/internal/routing"
	"banyan/internal/soak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(soak.Tests{M: m}) }

// here is the host as the subjects of the tests name it.
const here = "be.example"

// dialect is one of the two ways to talk to the simulated host.
type dialect string

const (
	inAPIO dialect = "APIO"
	inOdin dialect = "Odin"
)

// inEachDialect runs a test once a dialect.
func inEachDialect(t *testing.T, test func(*testing.T, dialect)) {
	t.Helper()
	t.Parallel()
	for _, d := range []dialect{inAPIO, inOdin} {
		t.Run(string(d), func(t *testing.T) {
			t.Parallel()
			test(t, d)
		})
	}
}

type client interface {
	change.API
	Login(ctx context.Context) error
}

// dial returns a client of the platform at an address that is logged in.
func (d dialect) dial(t testing.TB, url string, write time.Duration) client {
	t.Helper()
	conn := must(apiclient.NewConn(apiclient.Config{BaseURL: url, Write: true, Timeouts: apiclient.Timeouts{Write: write}}))(t)
	t.Cleanup(conn.Close)
	var c client
	if d == inOdin {
		c = odin.New(conn, odin.Credentials{Username: "demo", Password: "demo"})
	} else {
		c = apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
	}
	noErr(t, c.Login(t.Context()))
	return c
}

// desk is somebody at a platform.
type desk struct {
	*simulator.Server
	*apply.Service
	edits   *change.Service
	dialect dialect
}

// at opens a desk over a simulated platform.
func (d dialect) at(t testing.TB, options simulator.Options, alter ...func(*change.Options)) desk {
	t.Helper()
	server := must(simulator.New(options))(t)
	listener := httptest.NewServer(server)
	t.Cleanup(listener.Close)
	t.Cleanup(server.ClearFaults)
	return d.open(t, server, listener.URL, filepath.Join(t.TempDir(), "state"), alter...)
}

// open opens a desk over a state directory.
func (d dialect) open(t testing.TB, server *simulator.Server, url, dir string, alter ...func(*change.Options)) desk {
	t.Helper()
	c := d.dial(t, url, 300*time.Millisecond)
	opts := change.Options{
		Dir: dir, Open: change.Targets(here, string(d), c), Who: "anna", Principal: "anna@foo",
		Timing: change.Timing{Again: []time.Duration{time.Millisecond}, Grace: time.Millisecond},
	}
	for _, option := range alter {
		option(&opts)
	}
	edits := change.New(opts)
	t.Cleanup(func() { _, _ = edits.Close() })
	service := apply.New(apply.Options{Edits: edits, API: c, Dir: dir, Host: here, Dialect: string(d)})
	return desk{server, service, edits, d}
}

func must[T any](answer T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		noErr(t, err)
		return answer
	}
}

func noErr(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsDrainedIsPutBackAsItWas(t *testing.T) {
	inEachDialect(t, func(t *testing.T, d dialect) {
		desk := d.at(t, simulator.Options{})
		scope := plan.ScopeOf("foo", routing.Key{GroupID: "ApioEntGrpAntwerp", Name: "Trunk-Antwerp"})
		p := must(desk.Drain(t.Context(), scope, "CHG1", nil))(t)
		for _, item := range p.Items {
			t.Log(item.N, item.Subject, item.Lines(), item.Refusals)
			p, _ = p.Allow(item.N, item.Subject.ID())
		}
		for _, e := range p.Effects() {
			t.Logf("%+v", e)
		}
		o := must(desk.Apply(t.Context(), p, nil))(t)
		t.Log(o.Summary(), o.Stop)
		outages, _, err := desk.Outages()
		noErr(t, err)
		for _, o := range outages {
			t.Logf("%+v", o)
			back := must(desk.Undrain(t.Context(), o.Routes, "", nil))(t)
			for _, item := range back.Items {
				t.Log(item.N, item.Subject, item.Lines(), item.Refusals)
			}
			r := must(desk.Apply(t.Context(), back, nil))(t)
			t.Log(r.Summary(), r.Stop)
		}
	})
}
