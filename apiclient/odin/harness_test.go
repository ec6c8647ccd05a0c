package odin_test

import (
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/internal/pipe"
	"banyan/apiclient/odin"
	"banyan/apiclient/simulator"
)

// start serves handler and returns a client with a user name and a password.
func start(t testing.TB, handler http.Handler, change ...func(*apiclient.Config)) *odin.Client {
	t.Helper()
	return odin.New(dial(t, handler, change...), odin.Credentials{Username: "demo", Password: "sesame-4711"})
}

func dial(t testing.TB, handler http.Handler, change ...func(*apiclient.Config)) *apiclient.Conn {
	t.Helper()
	connect, stop := pipe.Serve(handler)
	t.Cleanup(stop)
	cfg := apiclient.Config{BaseURL: "http://pipe.test", Dial: connect}
	for _, edit := range change {
		edit(&cfg)
	}
	conn, err := apiclient.NewConn(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
}

// simulate serves the simulated platform and returns it with a logged-in client.
func simulate(t testing.TB, opts simulator.Options, change ...func(*apiclient.Config)) (*simulator.Server, *odin.Client) {
	t.Helper()
	platform, err := simulator.New(opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(platform.ClearFaults)
	client := odin.New(dial(t, platform, change...), odin.Credentials{Username: "demo", Password: "demo"})
	if err := client.Login(t.Context()); err != nil {
		t.Fatal(err)
	}
	return platform, client
}

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
		w.WriteHeader(http.StatusUnauthorized)
		say(w, `{"status":401,"error":"Unauthorized","details":"token expired"}`)
		return
	}
	format := p.format
	if format == "" {
		format = "application/json"
	}
	w.Header().Set("Content-Type", format)
	if p.status != 0 {
		w.WriteHeader(p.status)
	}
	say(w, p.body)
}

func (p *portal) counts() (reads int, auths []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, a := range p.auths {
		auths = append(auths, a.method)
	}
	return len(p.requests), auths
}

// last is the latest request beside those to /auth/token, as METHOD /path?query and
// its body.
func (p *portal) last() (line, body string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.requests) == 0 {
		return "", ""
	}
	n := len(p.requests) - 1
	return p.requests[n].Method + " " + p.requests[n].RequestURI, p.bodies[n]
}

// say writes to whoever listens.
func say(to io.Writer, text string) { _, _ = io.WriteString(to, text) }

// problemOf is the *apiclient.Error that every failure has to be.
func problemOf(t testing.TB, err error) *apiclient.Error {
	t.Helper()
	var problem *apiclient.Error
	if !errors.As(err, &problem) {
		t.Fatalf("error is %T %v, want *apiclient.Error", err, err)
	}
	return problem
}

// onlyToken is a server that takes one token.
func onlyToken(token string) func(*http.Request) bool {
	return func(r *http.Request) bool { return r.Header.Get("Authorization") != "Bearer "+token }
}
