package simulator

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

// visitor is a plain HTTP client of a simulator that listens.
type visitor struct {
	t      *testing.T
	server *Server
	base   string
	client *http.Client
}

// visit starts a simulator and returns a visitor that is not logged in.
func visit(t *testing.T, opts Options) *visitor {
	t.Helper()
	s, err := New(opts)
	if err != nil {
		t.Fatal(err)
	}
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
	if a := v.do(http.MethodPost, "/api/v1/login/", `{"username":"demo","password":"demo"}`); a.status != http.StatusOK {
		t.Fatalf("login: %d %s", a.status, a.body)
	}
	return v
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

func (v *visitor) do(method, path, body string) answer {
	v.t.Helper()
	a, err := v.send(v.request(method, path, body))
	if err != nil {
		v.t.Fatalf("%s %s: %v", method, path, err)
	}
	return a
}

func (v *visitor) get(path string) answer {
	v.t.Helper()
	return v.do(http.MethodGet, path, "")
}

// gateway joins escaped segments under the gateway, with its slash at the end.
func gateway(segments ...string) string {
	path := "/api/v1/"
	for _, s := range segments {
		path += url.PathEscape(s) + "/"
	}
	return path
}
