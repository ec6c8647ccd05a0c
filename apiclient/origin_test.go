package apiclient

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
)

func TestAReadFollowsRedirectsOnItsOwnHost(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, func(w http.ResponseWriter, r *http.Request, nth int) {
		if nth <= maxRedirects {
			http.Redirect(w, r, fmt.Sprintf("/hop/%d/", nth), http.StatusFound)
			return
		}
		say(w, `{}`)
	})
	must(fetch(t, conn, func(r *Request) { r.Bearer = "sesame" }))(t)
	seen.expects(t, 4)
	if got := seen.list[3].Header.Get("Authorization"); got != "Bearer sesame" {
		t.Errorf("the last hop has Authorization %q", got)
	}
}

func TestTheFourthRedirectIsRefused(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, func(w http.ResponseWriter, r *http.Request, nth int) {
		http.Redirect(w, r, fmt.Sprintf("/hop/%d/", nth), http.StatusFound)
	})
	problem := failure(get(t.Context(), conn))(t)
	if problem.Kind != Redirected || problem.Status != http.StatusFound || seen.count() != 4 {
		t.Errorf("%v, status %d after %d requests", problem.Kind, problem.Status, seen.count())
	}
}

func TestARedirectElsewhereIsRefusedAndSeesNoSecret(t *testing.T) {
	t.Parallel()
	elsewhere, other := serve(t, fine())
	conn, _, _ := start(t, func(w http.ResponseWriter, r *http.Request, _ int) {
		http.Redirect(w, r, elsewhere+"/login?next=sesame", http.StatusFound)
	})
	problem := failure(fetch(t, conn, func(r *Request) { r.Bearer = "sesame" }))(t)
	if problem.Kind != Redirected {
		t.Errorf("kind is %v, want Redirected", problem.Kind)
	}
	host, _ := url.Parse(elsewhere)
	if !strings.Contains(problem.Error(), host.Host) || strings.Contains(problem.Error(), "sesame") {
		t.Errorf("want the host and no query in: %v", problem)
	}
	if other.count() != 0 {
		t.Errorf("%d requests reached the other host", other.count())
	}
}

func TestOriginsDifferBySchemeHostAndPort(t *testing.T) {
	t.Parallel()
	home := origin{"https", "h.example", "443"}
	for raw, same := range map[string]bool{
		"https://h.example/x":     true,
		"https://H.EXAMPLE:443/x": true,
		"http://h.example/x":      false,
		"http://h.example:443/x":  false,
		"https://h.example:8443/": false,
		"https://example/":        false,
		"https://h.example.evil/": false,
	} {
		u := must(url.Parse(raw))(t)
		if got := originOf(u) == home; got != same {
			t.Errorf("%s: same origin is %v", raw, got)
		}
	}
}

// recorder is a transport that keeps what it would send.
type recorder struct{ seen []*http.Request }

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	r.seen = append(r.seen, req)
	return &http.Response{StatusCode: 200, Body: http.NoBody, Request: req}, nil
}

func TestTheTokenGoesToTheConfiguredOriginAlone(t *testing.T) {
	t.Parallel()
	next := &recorder{}
	trip := credentials{origin: origin{"https", "h", "443"}, next: next}
	for target, want := range map[string]string{
		"https://h/a": "Bearer sesame", "http://h/a": "", "https://h:444/a": "", "https://evil/a": "",
	} {
		req := must(http.NewRequestWithContext(withBearer(t.Context(), "sesame"), http.MethodGet, target, nil))(t)
		if _, err := trip.RoundTrip(req); err != nil { //nolint:bodyclose // the body is http.NoBody
			t.Fatal(err)
		}
		if got := next.seen[len(next.seen)-1].Header.Get("Authorization"); got != want {
			t.Errorf("%s gets Authorization %q, want %q", target, got, want)
		}
		if req.Header.Get("Authorization") != "" {
			t.Errorf("%s: the caller's own request was changed", target)
		}
	}
}

// It is not as if the host could not be reached, and it is not asked again.
func TestARedirectToNoAddressIsOne(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		w.Header()["Location"] = []string{`https://a"b c.example.net/`}
		w.WriteHeader(http.StatusFound)
	})
	fails(get(t.Context(), conn))(t, Redirected)
	seen.expects(t, 1)
}

func TestEveryCookieComesBackToItsHost(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, func(w http.ResponseWriter, _ *http.Request, _ int) {
		for _, name := range []string{"sessionid", "lb", "csrftoken"} {
			http.SetCookie(w, &http.Cookie{Name: name, Value: "1", Path: "/", HttpOnly: true})
		}
		say(w, `{}`)
	})
	for range 2 {
		must(get(t.Context(), conn))(t)
	}
	if got := len(seen.list[1].Cookies()); got != 3 {
		t.Errorf("%d cookies came back, want all 3: %s", got, seen.list[1].Header.Get("Cookie"))
	}
	other := *conn.base
	other.Host = "127.0.0.1:1" // a cookie jar of its own would not look at the port
	if got := conn.client.GetClient().Jar.Cookies(&other); len(got) != 0 {
		t.Errorf("another port gets the cookies %v", got)
	}
}
