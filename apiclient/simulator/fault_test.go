package simulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"syscall"
	"testing"
	"time"
)

func TestFaultMatching(t *testing.T) {
	t.Parallel()
	const path = "/api/v1/tenants/foo/groups/a*b/features/trunk_groups"
	query := url.Values{"serviceProviderId": {"sp"}, "groupId": {"a b"}, "empty": {""}}
	with := func(path string, pairs ...string) Fault {
		f := Fault{Path: path, Query: map[string]string{}}
		for i := 0; i < len(pairs); i += 2 {
			f.Query[pairs[i]] = pairs[i+1]
		}
		return f
	}
	for _, tt := range []struct {
		name  string
		fault Fault
		want  bool
	}{
		{"nothing asked", Fault{}, true},
		{"the method", Fault{Method: "GET"}, true},
		{"another method", Fault{Method: "PUT"}, false},
		{"the whole path", Fault{Path: path}, true},
		{"the whole path with its slash", Fault{Path: path + "/"}, true},
		{"its end", Fault{Path: "groups/a*b/features/trunk_groups"}, true},
		{"its end with a slash before", Fault{Path: "/features/trunk_groups/"}, true},
		{"half a segment", Fault{Path: "_groups"}, false},
		{"its beginning", Fault{Path: "/api/v1/tenants"}, false},
		{"a glob over the whole path", Fault{Path: "/api/v1/tenants/*/groups/*/features/trunk_groups"}, true},
		{"a glob over its end", Fault{Path: "groups/*/features/*"}, true},
		{"a glob with a slash before", Fault{Path: "/groups/*/features/*"}, true},
		{"a glob with too few segments", Fault{Path: "groups/*"}, false},
		{"a name with a star in it", Fault{Path: "a*b/features/trunk_groups"}, true},
		{"a glob that is none", Fault{Path: "groups/[/features/trunk_groups"}, false},
		{"one of the parameters", with("features/trunk_groups", "groupId", "a b"), true},
		{"all of some", with("features/trunk_groups", "groupId", "a b", "serviceProviderId", "sp"), true},
		{"one that has another value", with("features/trunk_groups", "groupId", "a b", "serviceProviderId", "x"), false},
		{"one that is not there", with("features/trunk_groups", "name", "x"), false},
		{"one that must not be there", with("features/trunk_groups", "name", ""), true},
		{"one that must not be there and is", with("features/trunk_groups", "groupId", ""), false},
		{"one that is empty", with("features/trunk_groups", "empty", ""), true},
		{"the query alone", with("groups", "groupId", "a b"), false},
	} {
		if got := tt.fault.matches("GET", path, query); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

const fooCapacity = "/api/v1/tenants/foo/features/trunk_groups/"

func TestFaultsThatAnswer(t *testing.T) {
	for _, tt := range []struct {
		name         string
		fault        Fault
		status       int
		contentType  string
		body, header string
	}{
		{"a status alone brings an error of the API", Fault{Status: 500}, 500, "application/json", "Internal Server Error", ""},
		{"a gateway in front has a shape of its own", Fault{Status: 404, Gateway: true}, 404, "application/json", `{"message":"Not Found"}`, ""},
		{"a body alone is a success", Fault{Body: `{"maxActiveCalls":"x"}`}, 200, "application/json", `{"maxActiveCalls":"x"}`, ""},
		{"a page of a proxy", Fault{Status: 502, Body: "<h1>Bad Gateway</h1>", ContentType: "text/html"}, 502, "text/html", "<h1>Bad Gateway</h1>", ""},
		{"headers", Fault{Status: 429, Header: http.Header{"retry-after": {"7"}}}, 429, "application/json", "Too Many", "7"},
		{"nothing but a delay", Fault{Delay: time.Millisecond}, 200, "application/json", `"maximum":120`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			tt.fault.Path = "tenants/foo/features/trunk_groups"
			v := loggedIn(t, Options{Faults: []Fault{tt.fault}})
			a := v.get(fooCapacity)
			a.want(t, "", tt.status, tt.body)
			if a.header.Get("Content-Type") != tt.contentType || a.header.Get("Retry-After") != tt.header {
				t.Errorf("%v", a.header)
			}
			v.get("/api/v1/tenants/foo/").want(t, "another path", http.StatusOK)
		})
	}
}

func TestAFaultEndsAfterItsTimes(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{})
	v.server.SetFault(Fault{Path: "features/trunk_groups", Status: 503, Times: 2})
	v.server.SetFault(Fault{Path: "features/trunk_groups", Status: 504, Times: 1})
	for i, want := range []int{503, 503, 504, 200, 200} {
		v.get(fooCapacity).want(t, fmt.Sprint("request ", i), want)
	}
	v.server.SetFault(Fault{Status: 500})
	v.server.ClearFaults()
	v.get(fooCapacity).want(t, "after clearing", http.StatusOK)
}

func TestTruncateBreaksOffInTheMiddle(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{Faults: []Fault{{Path: "tenants", Truncate: true}}})
	a, err := v.send(v.request(http.MethodGet, "/api/v1/tenants/", ""))
	if !errors.Is(err, io.ErrUnexpectedEOF) || a.status != http.StatusOK || len(a.body) == 0 {
		t.Errorf("%v, %d, %d bytes", err, a.status, len(a.body))
	}
}

func TestResetResetsTheConnection(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{Faults: []Fault{{Method: http.MethodGet, Reset: true}}})
	if _, err := v.send(v.request(http.MethodGet, fooCapacity, "")); !errors.Is(err, syscall.ECONNRESET) {
		t.Error(err)
	}
}

func TestHangEndsWhenTheClientLeavesOrTheFaultsAreCleared(t *testing.T) {
	t.Parallel()
	v := loggedIn(t, Options{Faults: []Fault{{Path: "features/trunk_groups", Hang: true}}})
	ctx, cancel := context.WithCancel(t.Context())
	left := v.sent(v.request(http.MethodGet, fooCapacity, `{"a":"body"}`).WithContext(ctx))
	v.arrived(fooCapacity, 1)
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}

	stayed := v.sent(v.request(http.MethodGet, fooCapacity, ""))
	v.arrived(fooCapacity, 2)
	select {
	case err := <-stayed:
		t.Fatal("answered before the faults were cleared:", err)
	default:
	}
	v.server.ClearFaults()
	// net/http may have asked a second time when the connection broke, with success.
	if err := <-stayed; err != nil && !errors.Is(err, io.EOF) {
		t.Error(err)
	}
}

// arrived waits until so many requests for a path are in the log.
func (v *visitor) arrived(path string, want int) {
	v.t.Helper()
	v.until(func() bool {
		those := slices.DeleteFunc(v.server.Requests(), func(r Request) bool { return r.Path != path })
		return len(those) >= want
	})
}

func TestAHangingRequestLetsGoOfItsHandler(t *testing.T) {
	t.Parallel()
	s := newServer(t, Options{Faults: []Fault{{Hang: true}}})
	ctx, cancel := context.WithCancel(t.Context())
	r := httptest.NewRequestWithContext(ctx, http.MethodGet, "/api/v1/tenants/", http.NoBody)
	ended := make(chan any, 1)
	go func() {
		defer func() { ended <- recover() }()
		s.ServeHTTP(nil, r)
	}()
	cancel()
	if got := <-ended; got != any(http.ErrAbortHandler) {
		t.Error(got)
	}
}
