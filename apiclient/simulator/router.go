package simulator

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
)

// call is one request as the routes see it: the path in segments that are
// unescaped one by one, so that a slash inside a name stays inside the name.
type call struct {
	method   string
	segments []string
	names    []string // the segments that the route left open, in order
	query    url.Values
	header   http.Header
	cookies  map[string]string
	body     []byte
}

func newCall(r *http.Request) *call {
	c := &call{
		method:  r.Method,
		query:   r.URL.Query(),
		header:  r.Header,
		cookies: map[string]string{},
	}
	for _, cookie := range r.Cookies() {
		c.cookies[cookie.Name] = cookie.Value
	}
	// The gateway's paths end in a slash, and it does without.
	path := strings.TrimSuffix(strings.TrimPrefix(r.URL.EscapedPath(), "/"), "/")
	for segment := range strings.SplitSeq(path, "/") {
		name, err := url.PathUnescape(segment)
		if err != nil {
			name = segment
		}
		c.segments = append(c.segments, name)
	}
	return c
}

// writes reports whether the call would change something; a login does not.
func (c *call) writes() bool {
	return c.method != http.MethodGet && c.method != http.MethodHead &&
		c.path() != "/api/v1/login" && !strings.HasPrefix(c.path(), "/api/v01/auth/") && !c.isOdinLogin()
}

// logsIn reports whether the call is one that a client must not repeat, because it
// brings a password or a token.
func (c *call) logsIn() bool {
	return c.method == http.MethodPost && (strings.HasSuffix(c.path(), "/login") || strings.HasPrefix(c.path(), "/api/v01/auth/")) || c.isOdinLogin()
}

func (c *call) isOdinLogin() bool { return strings.HasPrefix(c.path(), "/api/v2/auth/") }

// path returns the unescaped path without a slash at its end.
func (c *call) path() string { return "/" + strings.Join(c.segments, "/") }

// mount is one API at its place in the path.
type mount struct {
	prefix         []string
	routes         []route
	guard          func(*call) bool // whether the caller may pass
	denied, absent response         // to who may not, and where no route leads
	fail           failure
	numbersAsText  bool
	writing        *sync.Mutex // lets one write be checked and done at a time
}

// failure makes an error of an API in its own shape.
type failure func(status int, message string) response

// route is one path of an API with what it answers to each method.
type route struct {
	pattern []string // "*" leaves a segment open
	open    bool     // needs no login
	methods map[string]func(*call) response
}

func get(path string, answer func(*call) response) route {
	return on(http.MethodGet, path, answer)
}

func on(method, path string, answer func(*call) response) route {
	return route{pattern: strings.Split(path, "/"), methods: map[string]func(*call) response{method: answer}}
}

// and adds what the path answers to another method.
func (r route) and(method string, answer func(*call) response) route {
	r.methods[method] = answer
	return r
}

func (r route) match(segments []string) (names []string, ok bool) {
	if len(segments) != len(r.pattern) {
		return nil, false
	}
	for i, want := range r.pattern {
		switch want {
		case "*":
			names = append(names, segments[i])
		case segments[i]:
		default:
			return nil, false
		}
	}
	return names, !slices.Contains(names, "")
}

func (m mount) answer(c *call) response {
	for _, r := range m.routes {
		names, ok := r.match(c.segments[len(m.prefix):])
		if !ok {
			continue
		}
		answer, known := r.methods[c.method]
		switch {
		case !r.open && !m.guard(c):
			return m.denied
		case !known:
			return r.notAllowed(m.fail)
		}
		c.names = names
		return m.run(c, answer)
	}
	if !m.guard(c) {
		return m.denied
	}
	return m.absent
}

// run returns a handler's answer, or the response that it panicked with: so does
// whatever finds or reads something for it and refuses the call.
func (m mount) run(c *call, answer func(*call) response) (r response) {
	if c.method != http.MethodGet {
		m.writing.Lock()
		defer m.writing.Unlock()
	}
	defer func() {
		switch refused := recover().(type) {
		case nil:
		case response:
			r = refused
		default:
			panic(refused)
		}
		if m.numbersAsText {
			r = r.numbersAsText()
		}
	}()
	return answer(c)
}

// must refuses a call for an error.
func must(err error, refusal func(error) response) {
	if err != nil {
		panic(refusal(err))
	}
}

func (r route) notAllowed(fail failure) response {
	answer := fail(http.StatusMethodNotAllowed, "method not allowed")
	answer.header.Set("Allow", strings.Join(slices.Sorted(maps.Keys(r.methods)), ", "))
	return answer
}

// object decodes the body, which must be a JSON object (APIO 2: 416).
func (c *call) object(into any) bool {
	return strings.HasPrefix(strings.TrimSpace(string(c.body)), "{") && json.Unmarshal(c.body, into) == nil
}

// bearer returns the token of a call, or nothing. Some clients send an empty
// Authorization header before they have one.
func (c *call) bearer() string {
	scheme, token, _ := strings.Cut(c.header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimSpace(token)
}

func (c *call) tenantID() string { return c.query.Get(odinTenantKey) }

func (c *call) groupID() string { return c.query.Get(odinGroupKey) }

// looksFor reports whether a query asks for that value: *x* for any that x is in. It does
// so too where it asks for none.
func (c *call) looksFor(key, value string) bool {
	return !c.query.Has(key) || fits(c.query.Get(key), value)
}

// looksForFolded is looksFor of a value whose case does not count.
func (c *call) looksForFolded(key, value string) bool {
	return !c.query.Has(key) || fits(strings.ToLower(c.query.Get(key)), strings.ToLower(value))
}

// fits reports whether a value is what is wanted.
func fits(want, value string) bool {
	if len(want) > 1 && strings.HasPrefix(want, "*") && strings.HasSuffix(want, "*") {
		return strings.Contains(value, want[1:len(want)-1])
	}
	return value == want
}

// odinNames are the keys under which a request names what it is about.
const (
	odinTenantKey = "serviceProviderId"
	odinGroupKey  = "groupId"
)
