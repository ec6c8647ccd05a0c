package apiclient

import (
	"context"
	"fmt"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"banyan/apiclient/internal/pass"
	"banyan/internal/redact"
)

// maxRedirects is the most redirects that a read follows.
const maxRedirects = 3

// origin is the one scheme, host and port that may see credentials.
type origin struct{ scheme, host, port string }

func originOf(u *url.URL) origin {
	port := u.Port()
	if port == "" {
		port = map[string]string{"http": "80", "https": "443"}[u.Scheme]
	}
	return origin{scheme: u.Scheme, host: strings.ToLower(u.Hostname()), port: port}
}

// checkRedirect follows a read within the origin, and nothing else: a redirected
// POST would come back as a GET and look as if it had worked.
func (o origin) checkRedirect(req *http.Request, via []*http.Request) error {
	refuse := func(format string, args ...any) error {
		return &Error{Kind: Redirected, Message: fmt.Sprintf(format, args...)}
	}
	target := req.URL.Scheme + "://" + req.URL.Host
	switch {
	case !isRead(via[0].Method):
		return refuse("to %s: only a read is ever redirected", target)
	case originOf(req.URL) != o:
		return refuse("to %s, another host, port or scheme (a login page?)", target)
	case len(via) > maxRedirects:
		return refuse("more than %d times", maxRedirects)
	}
	return nil
}

type bearerKey struct{}

// withBearer hands the token down to credentials, past everything that logs.
func withBearer(ctx context.Context, token string) context.Context {
	return context.WithValue(ctx, bearerKey{}, token)
}

// credentials adds the bearer token of a request, towards its origin alone.
type credentials struct {
	origin origin
	next   http.RoundTripper
}

func (c credentials) RoundTrip(req *http.Request) (*http.Response, error) {
	token, _ := req.Context().Value(bearerKey{}).(string)
	if token != "" && originOf(req.URL) == c.origin {
		with := *req // a RoundTripper must not change its request
		with.Header = maps.Clone(req.Header)
		with.Header["Authorization"] = []string{"Bearer " + token}
		req = &with
	}
	return c.next.RoundTrip(req)
}

// jar keeps every cookie of the origin (a load balancer may set its own beside
// the session's) and none of any other.
type jar struct {
	origin  origin
	secrets *redact.Secrets // learns the values
	inner   *cookiejar.Jar
}

func newJar(o origin, secrets *redact.Secrets) jar {
	inner, _ := cookiejar.New(nil) // never fails
	return jar{origin: o, secrets: secrets, inner: inner}
}

func (j jar) SetCookies(u *url.URL, cookies []*http.Cookie) {
	for _, cookie := range cookies {
		if cookie.MaxAge >= 0 && (cookie.Expires.IsZero() || cookie.Expires.After(time.Now())) { // else it is one that ends
			j.secrets.Add(cookie.Value)
		}
	}
	if originOf(u) == j.origin {
		j.inner.SetCookies(u, cookies)
	}
}

func (j jar) Cookies(u *url.URL) []*http.Cookie {
	if originOf(u) != j.origin {
		return nil
	}
	return j.inner.Cookies(u)
}

// guard lets reads through, and what carries a pass. It sits right above the
// sockets, so nothing that is sent gets around it.
type guard struct{ next http.RoundTripper }

func (g guard) RoundTrip(req *http.Request) (*http.Response, error) {
	if isRead(req.Method) || pass.Use(req.Context(), req.Method, req.URL.EscapedPath()) {
		return g.next.RoundTrip(req)
	}
	if req.Body != nil {
		_ = req.Body.Close() // a RoundTripper has to; what is in it does not count
	}
	return nil, &Error{Kind: ReadOnly, Message: "this connection only reads"}
}

// noRedirect ends every redirect where it begins: 301 to 303 would come back as a
// GET that looks like a success, 307 and 308 would hand the body to another place.
type noRedirect struct{ next http.RoundTripper }

func (n noRedirect) RoundTrip(req *http.Request) (*http.Response, error) {
	answer, err := n.next.RoundTrip(req)
	if err != nil || answer.StatusCode < 300 || answer.StatusCode > 399 {
		return answer, err
	}
	_ = answer.Body.Close() // nothing in it counts
	message := "a write is never redirected"
	if to, err := answer.Location(); err == nil {
		message = fmt.Sprintf("to %s://%s: %s", to.Scheme, to.Host, message)
	}
	return nil, &Error{Kind: Redirected, Status: answer.StatusCode, Message: message}
}
