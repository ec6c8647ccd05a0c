package apiclient

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"banyan/internal/soak"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(soak.Tests{M: m}) }

// clock is a clock that nobody waits for: sleeping moves it on.
type clock struct {
	mu    sync.Mutex
	at    time.Time
	slept []time.Duration
}

func newClock() *clock { return &clock{at: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) sleep(ctx context.Context, d time.Duration) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
	c.slept = append(c.slept, d)
	return ctx.Err()
}

func (c *clock) waits() []time.Duration {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]time.Duration(nil), c.slept...)
}

// arrivals counts what reached a server.
type arrivals struct {
	mu   sync.Mutex
	list []*http.Request
}

func (a *arrivals) add(r *http.Request) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.list = append(a.list, r)
	return len(a.list)
}

func (a *arrivals) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.list)
}

// wants holds how many arrived.
func (a *arrivals) expects(t testing.TB, n int) {
	t.Helper()
	if got := a.count(); got != n {
		t.Errorf("%d arrived, want %d", got, n)
	}
}

// handler answers the nth arrival, counted from 1.
type handler func(w http.ResponseWriter, r *http.Request, nth int)

// start serves handle and returns a connection to it, with a clock of its own.
func start(t testing.TB, handle handler, change ...func(*Config)) (*Conn, *arrivals, *clock) {
	t.Helper()
	url, seen := serve(t, handle)
	conn, ticks := connect(t, url, change...)
	return conn, seen, ticks
}

func serve(t testing.TB, handle handler) (url string, seen *arrivals) {
	t.Helper()
	seen = &arrivals{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { handle(w, r, seen.add(r)) }))
	t.Cleanup(server.Close)
	return server.URL, seen
}

func connect(t testing.TB, url string, change ...func(*Config)) (*Conn, *clock) {
	t.Helper()
	cfg := Config{BaseURL: url}
	for _, edit := range change {
		edit(&cfg)
	}
	conn, err := NewConn(cfg)
	if err != nil {
		t.Fatalf("NewConn: %v", err)
	}
	t.Cleanup(conn.Close)
	ticks := newClock()
	conn.now, conn.sleep = ticks.now, ticks.sleep
	return conn, ticks
}

// answerWith answers everything alike.
func answerWith(status int, contentType, body string) handler {
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Content-Type", contentType)
		w.WriteHeader(status)
		say(w, body)
	}
}

// busy answers with a status and when to come again.
func busy(status int, retryAfter string) handler {
	return func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header().Set("Retry-After", retryAfter)
		w.WriteHeader(status)
	}
}

// after has bad answer the first n requests; the others get an object.
func after(n int, bad handler) handler {
	return func(w http.ResponseWriter, r *http.Request, nth int) {
		if nth <= n {
			bad(w, r, nth)
			return
		}
		say(w, `{"a":1}`)
	}
}

// fine answers everything with an empty object.
func fine() handler { return answerWith(200, "application/json", "{}") }

// get reads /api/v1/things/ as any JSON object.
func get(ctx context.Context, conn *Conn) (map[string]any, error) {
	return Fetch(ctx, conn, request("things"), decodeObject)
}

// fetch reads /api/v1/things/ with a request that change sets up.
func fetch(t testing.TB, conn *Conn, change func(*Request)) (map[string]any, error) {
	t.Helper()
	r := request("things")
	change(&r)
	return Fetch(t.Context(), conn, r, decodeObject)
}

// request is of a platform whose errors are objects that begin with details.
func request(path ...string) Request {
	return Request{Op: "list things", Prefix: "/api/v1", Path: path, IsOwn: func(_ int, body []byte) bool {
		return strings.HasPrefix(string(body), `{"details":"`)
	}}
}

func decodeObject(body []byte) (out map[string]any, err error) {
	err = json.Unmarshal(body, &out)
	return out, err
}

// problemOf is the *Error that every failure has to be.
func problemOf(t testing.TB, err error) *Error {
	t.Helper()
	problem, ok := errors.AsType[*Error](err)
	if !ok {
		t.Fatalf("error is %T %v, want *Error", err, err)
	}
	return problem
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

// failure is the error that a call has to end with, fails holds its kind.
func failure[T any](_ T, err error) func(testing.TB) *Error {
	return func(t testing.TB) *Error {
		t.Helper()
		return problemOf(t, err)
	}
}

func fails[T any](_ T, err error) func(testing.TB, Kind) {
	return func(t testing.TB, kind Kind) {
		t.Helper()
		if problem := problemOf(t, err); problem.Kind != kind {
			t.Errorf("kind is %v, want %v: %v", problem.Kind, kind, err)
		}
	}
}

// say writes to whoever listens; that it may have gone is part of many tests.
func say(to io.Writer, text string) { _, _ = io.WriteString(to, text) }

// flush sends what was said so far: of an answer, or of a whole gzip stream.
func flush(what any) {
	switch what := what.(type) {
	case http.Flusher:
		what.Flush()
	case io.Closer:
		_ = what.Close()
	}
}

// send sends body and decodes any JSON object.
func send(ctx context.Context, conn *Conn, method string, r Request, body any) (map[string]any, error) {
	return Send(ctx, conn, method, r, body, decodeObject)
}
