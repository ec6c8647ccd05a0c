package odin

import (
	"cmp"
	"errors"
	"io"
	"net/http"
	"slices"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"banyan/apiclient"
	"banyan/apiclient/pipe"
	"banyan/apiclient/simulator"
	"banyan/capacity"
	"banyan/internal/soak"
)

// start serves handler and returns a client with a user name and a password.
func start(t testing.TB, handler http.Handler, change ...func(*apiclient.Config)) *Client {
	t.Helper()
	return New(dial(t, handler, change...), Credentials{Username: "demo", Password: "sesame-4711"})
}

func dial(t testing.TB, handler http.Handler, change ...func(*apiclient.Config)) *apiclient.Conn {
	t.Helper()
	connect, stop := pipe.Serve(handler)
	t.Cleanup(stop)
	cfg := apiclient.Config{BaseURL: "http://pipe.test", Dial: connect}
	for _, edit := range change {
		edit(&cfg)
	}
	conn := must(apiclient.NewConn(cfg))(t)
	t.Cleanup(conn.Close)
	return conn
}

// simulate serves the simulated platform and returns it with a logged-in client.
func simulate(t testing.TB, opts simulator.Options, change ...func(*apiclient.Config)) (*simulator.Server, *Client) {
	t.Helper()
	platform := must(simulator.New(opts))(t)
	t.Cleanup(platform.ClearFaults)
	client := New(dial(t, platform, change...), Credentials{Username: "demo", Password: "demo"})
	ok(t, client.Login(t.Context()))
	return platform, client
}

func TestMain(m *testing.M) { goleak.VerifyTestMain(soak.Tests{M: m}) }

func writable(c *apiclient.Config) { c.Write = true }

func foo() apiclient.TrunkOwner { return apiclient.TrunkOwner{Tenant: "foo"} }

func n(calls int) capacity.Reading { return capacity.Read(capacity.Must(calls)) }

func unlimited() capacity.Reading { return capacity.Read(capacity.Unlimited()) }

// portal answers every read with one body and keeps what arrived.
type portal struct {
	status int    // 200 when zero
	body   string // of every read
	format string // JSON when empty

	auth   http.HandlerFunc // answers /auth/token where set
	expire func(r *http.Request) bool

	mu       sync.Mutex
	requests []*http.Request // but for those to /auth/token
	auths    []arrival
	bodies   []string // of requests
}

// arrival is a request to /auth/token.
type arrival struct{ method, body, authorization string }

func (p *portal) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	if r.URL.Path == "/api/v2/auth/token" {
		p.mu.Lock()
		p.auths = append(p.auths, arrival{r.Method, string(body), r.Header.Get("Authorization")})
		p.mu.Unlock()
		if p.auth != nil {
			p.auth(w, r)
			return
		}
		say(w, `{"token":"t1"}`)
		return
	}
	p.mu.Lock()
	p.requests = append(p.requests, r)
	p.bodies = append(p.bodies, string(body))
	p.mu.Unlock()
	if p.expire != nil && p.expire(r) {
		answering(http.StatusUnauthorized, `{"status":401,"error":"Unauthorized","details":"token expired"}`)(w, r)
		return
	}
	w.Header().Set("Content-Type", cmp.Or(p.format, "application/json"))
	w.WriteHeader(cmp.Or(p.status, http.StatusOK))
	say(w, p.body)
}

// wants holds how many reads arrived, and with which methods tokens were asked for.
func (p *portal) expects(t testing.TB, reads int, auths ...string) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	var asked []string
	for _, a := range p.auths {
		asked = append(asked, a.method)
	}
	if reads >= 0 && len(p.requests) != reads || !slices.Equal(asked, auths) {
		t.Errorf("%d reads and %v, want %d and %v", len(p.requests), asked, reads, auths)
	}
}

// last is the latest request beside those to /auth/token, as METHOD /path?query and its body.
func (p *portal) last() (line, body string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.requests) == 0 {
		return "", ""
	}
	n := len(p.requests) - 1
	return p.requests[n].Method + " " + p.requests[n].RequestURI, p.bodies[n]
}

func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		say(w, body)
	}
}

// say writes to whoever listens.
func say(to io.Writer, text string) { _, _ = io.WriteString(to, text) }

// problemOf is the *apiclient.Error that every failure has to be.
func problemOf(t testing.TB, err error) *apiclient.Error {
	t.Helper()
	problem, ok := errors.AsType[*apiclient.Error](err)
	if !ok {
		t.Fatalf("error is %T %v, want *apiclient.Error", err, err)
	}
	return problem
}

// fails holds the kind of the error that a call has to end with.
func fails[T any](_ T, err error) func(testing.TB, apiclient.Kind) {
	return func(t testing.TB, kind apiclient.Kind) {
		t.Helper()
		if problem := problemOf(t, err); problem.Kind != kind {
			t.Errorf("kind is %v, want %v: %v", problem.Kind, kind, err)
		}
	}
}

// ok ends a test that met an error.
func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// must is the value of a call, which ends the test where it fails.
func must[T any](value T, err error) func(testing.TB) T {
	return func(t testing.TB) T {
		t.Helper()
		ok(t, err)
		return value
	}
}

// onlyToken is a server that takes one token.
func onlyToken(token string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Header.Get("Authorization") != "Bearer "+token }
}
