package simulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"reflect"
	"strings"
	"testing"
	"time"

	"banyan/internal/routing"
)

// visitor is a plain HTTP client of a simulator that listens.
type visitor struct {
	t      *testing.T
	server *Server
	base   string
	client *http.Client
}

func newServer(t testing.TB, opts Options) *Server {
	t.Helper()
	s, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// visit starts a simulator and returns a visitor that is not logged in.
func visit(t *testing.T, opts Options) *visitor {
	t.Helper()
	s := newServer(t, opts)
	listening := httptest.NewServer(s)
	t.Cleanup(listening.Close)
	// Hanging requests must not keep the listener from closing.
	t.Cleanup(s.ClearFaults)
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &visitor{t: t, server: s, base: listening.URL, client: &http.Client{Jar: jar}}
}

// loggedIn is visit with a session on the gateway.
func loggedIn(t *testing.T, opts Options) *visitor {
	t.Helper()
	v := visit(t, opts)
	v.logIn()
	return v
}

func (v *visitor) logIn() {
	v.t.Helper()
	v.do(http.MethodPost, "/api/v1/login/", goodLogin).want(v.t, "login", http.StatusOK)
}

type answer struct {
	status int
	header http.Header
	body   string
}

// json returns the body decoded into plain values.
func (a answer) json(t *testing.T) map[string]any {
	t.Helper()
	if got := a.header.Get("Content-Type"); got != "application/json" {
		t.Fatalf("content type %q of %s", got, a.body)
	}
	var value map[string]any
	if err := json.Unmarshal([]byte(a.body), &value); err != nil {
		t.Fatalf("%v in %s", err, a.body)
	}
	return value
}

// want checks the status and that the body has all parts in it.
func (a answer) want(t *testing.T, what string, status int, parts ...string) {
	t.Helper()
	if a.status != status {
		t.Errorf("%s: %d, not %d: %s", what, a.status, status, a.body)
	}
	for _, part := range parts {
		if !strings.Contains(a.body, part) {
			t.Errorf("%s: no %s in %s", what, part, a.body)
		}
	}
}

// wantBody checks the whole body of an answer.
func (a answer) wantBody(t *testing.T, what string, status int, body string) {
	t.Helper()
	if got := strings.TrimSpace(a.body); a.status != status || got != strings.TrimSpace(body) {
		t.Errorf("%s: %d\n got %s\nwant %s", what, a.status, got, body)
	}
}

// wantRefusal checks an error of the gateway or the core: its status, and its words.
func (a answer) wantRefusal(t *testing.T, what string, status int, says string) {
	t.Helper()
	if text := a.problem(t); a.status != status || text == "" || !strings.Contains(text, says) {
		t.Errorf("%s: %d, %q does not say %q: %s", what, a.status, text, says, a.body)
	}
}

// told reads an error in any of the shapes of the gateway and the core.
func (a answer) problem(t *testing.T) string {
	t.Helper()
	a.json(t)
	var fields struct {
		Details, Error string
		Errors         []struct {
			Message string
			Details struct {
				Errors map[string]struct{ Summary string }
			}
		}
	}
	if err := json.Unmarshal([]byte(a.body), &fields); err != nil {
		t.Errorf("%v in %s", err, a.body)
	}
	if len(fields.Errors) == 0 {
		return fields.Details + fields.Error
	}
	return cmp.Or(fields.Errors[0].Details.Errors["0"].Summary, fields.Errors[0].Message)
}

func (v *visitor) request(method, path, body string) *http.Request {
	v.t.Helper()
	r, err := http.NewRequestWithContext(v.t.Context(), method, v.base+path, strings.NewReader(body))
	if err != nil {
		v.t.Fatal(err)
	}
	return r
}

func (v *visitor) send(r *http.Request) (answer, error) {
	resp, err := v.client.Do(r)
	if err != nil {
		return answer{}, err
	}
	body, err := io.ReadAll(resp.Body)
	return answer{status: resp.StatusCode, header: resp.Header, body: string(body)}, errors.Join(err, resp.Body.Close())
}

// compareMembers checks some members of an object; one that is nil must not be there.
func compareMembers(t *testing.T, got, want map[string]any) {
	t.Helper()
	for name, value := range want {
		held, there := got[name]
		if there == (value == nil) || !reflect.DeepEqual(held, value) {
			t.Errorf("%s is %v, not %v", name, held, value)
		}
	}
}

// bearing gives a request a token.
func bearing(token string, r *http.Request) *http.Request {
	r.Header.Set("Authorization", "Bearer "+token)
	return r
}

// sent sends a request while the test goes on.
func (v *visitor) sent(r *http.Request) <-chan error {
	ended := make(chan error, 1)
	go func() {
		_, err := v.send(r)
		ended <- err
	}()
	return ended
}

func (v *visitor) mustSend(r *http.Request) answer {
	v.t.Helper()
	a, err := v.send(r)
	if err != nil {
		v.t.Fatalf("%s %s: %v", r.Method, r.URL, err)
	}
	return a
}

func (v *visitor) do(method, path, body string) answer {
	v.t.Helper()
	return v.mustSend(v.request(method, path, body))
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.do(http.MethodGet, path, "")
}

func (v *visitor) until(holds func() bool) {
	v.t.Helper()
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(time.Millisecond) {
		if holds() {
			return
		}
	}
	v.t.Fatal("it never came")
}

// trunk is an enterprise trunk that the server has.
func (v *visitor) trunk(of owner, name string) routing.Trunk {
	held, _ := v.server.world.trunk(of, name)
	return held.Trunk
}

// gateway joins escaped segments under the gateway, with its slash at the end.
func gateway(segments ...string) string {
	path := "/api/v1/"
	for _, s := range segments {
		path += url.PathEscape(s) + "/"
	}
	return path
}
