package apiclient

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
)

func TestNamesReachTheServerAsTheyAre(t *testing.T) {
	for _, name := range []string{
		"foo", "a/b", "a b", "a+b", "100%", "%2F", "user@host", "Zürich", "日本", "a?b#c", "a;b,c", "{id}", "~", "...", "a&b=c", `back\slash`,
	} {
		t.Run(name, func(t *testing.T) {
			conn, seen, _ := start(t, fine())
			must(Fetch(t.Context(), conn, request("tenants", name, "groups"), decodeObject))(t)
			want := "/api/v1/tenants/" + url.PathEscape(name) + "/groups/"
			got := seen.list[0]
			if got.RequestURI != want {
				t.Errorf("sent %s, want %s", got.RequestURI, want)
			}
			if got.URL.Path != "/api/v1/tenants/"+name+"/groups/" {
				t.Errorf("the server reads the path %q", got.URL.Path)
			}
		})
	}
}

func TestNamesThatCannotBeInAPathAreRefusedBeforeASocketOpens(t *testing.T) {
	for what, name := range map[string]string{
		"empty": "", "dot": ".", "dots": "..", "newline": "a\nb", "NUL": "a\x00", "C1": "a\u0085", "DEL": "\x7f",
		"invalid UTF-8": "a\xff", "256 bytes": strings.Repeat("a", 256),
	} {
		t.Run(what, func(t *testing.T) {
			conn, seen, _ := start(t, fine())
			_, err := Fetch(t.Context(), conn, request("tenants", name), decodeObject)
			if kind := problemOf(t, err).Kind; kind != BadName {
				t.Errorf("kind is %v, want BadName", kind)
			}
			if seen.count() != 0 || conn.Stats().ConnectionsOpened != 0 {
				t.Errorf("%d requests, %d connections, want none", seen.count(), conn.Stats().ConnectionsOpened)
			}
		})
	}
}

func TestThePrefixComesFromTheConfigurationFirst(t *testing.T) {
	for _, test := range []struct{ base, prefix, want string }{
		{"", "", "/api/v1/things/"},
		{"/", "", "/api/v1/things/"},
		{"/gw", "", "/gw/api/v1/things/"},
		{"/gw%2Fx/", "", "/gw%2Fx/api/v1/things/"},
		{"", "/api/v01/p1", "/api/v01/p1/things/"},
		{"", "api/v01/p1/", "/api/v01/p1/things/"},
		{"/gw/", "/", "/gw/things/"},
		{"/api/v1", "", "/api/v1/things/"},
		{"/gw/api/v1/", "", "/gw/api/v1/things/"},
		{"/xapi/v1", "", "/xapi/v1/api/v1/things/"},
		{"/api/v1", "/api/v2", "/api/v1/api/v2/things/"},
	} {
		t.Run(test.base+" and "+test.prefix, func(t *testing.T) {
			conn, seen, _ := start(t, fine(), func(c *Config) {
				c.BaseURL += test.base
				c.Prefix = test.prefix
			})
			must(get(t.Context(), conn))(t)
			if got := seen.list[0].RequestURI; got != test.want {
				t.Errorf("sent %s, want %s", got, test.want)
			}
		})
	}
}

func TestABarePathHasNoSlashAtItsEnd(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, fine())
	r := request("things", "a b")
	r.Bare = true
	must(Fetch(t.Context(), conn, r, decodeObject))(t)
	if got := seen.list[0].RequestURI; got != "/api/v1/things/a%20b" {
		t.Errorf("sent %s", got)
	}
}

func TestTheQueryIsEscapedAndStaysOutOfErrors(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, answerWith(400, "application/json", `{"error":"no"}`))
	_, err := fetch(t, conn, func(r *Request) { r.Query = url.Values{"name": {"a b&c=d/%"}, "canary": {"sesame"}} })
	if got := seen.list[0].URL.Query().Get("name"); got != "a b&c=d/%" {
		t.Errorf("the server reads %q", got)
	}
	if text := err.Error(); strings.Contains(text, "sesame") || strings.Contains(text, "?") {
		t.Errorf("the error shows the query: %s", text)
	}
	if path := problemOf(t, err).Path; path != "/api/v1/things/" {
		t.Errorf("Path is %s", path)
	}
}

func TestEveryRequestSaysWhatItIs(t *testing.T) {
	t.Parallel()
	conn, seen, _ := start(t, fine(), func(c *Config) { c.UserAgent = "banyan/1.2" })
	must(get(t.Context(), conn))(t)
	r := seen.list[0]
	for name, want := range map[string]string{
		"User-Agent": "banyan/1.2", "Accept": "application/json", "Authorization": "", "Cookie": "", "Content-Type": "",
	} {
		if got := r.Header.Get(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if r.Method != http.MethodGet || r.ContentLength != 0 {
		t.Errorf("%s with a body of %d", r.Method, r.ContentLength)
	}
}

// FuzzPathSegment holds that a name is refused or arrives as it is, as one segment.
func FuzzPathSegment(f *testing.F) {
	for _, seed := range []string{"foo", "", ".", "..", "a/b", "a%2Fb", "a b", "+", "\x00", "é", "\xff", "%zz", "a;b", "[::1]", "//"} {
		f.Add(seed)
	}
	base := &url.URL{Scheme: "https", Host: "h", Path: "/base"}
	f.Fuzz(func(t *testing.T, name string) {
		target, err := below(base, []string{"tenants", name, "groups"}, "/")
		if err != nil {
			if checkSegment(name) == nil {
				t.Fatalf("refused the fine name %q: %v", name, err)
			}
			return
		}
		arrived := httptest.NewRequest(http.MethodGet, target.RequestURI(), nil)
		segments := strings.Split(arrived.URL.EscapedPath(), "/")
		if len(segments) != 6 {
			t.Fatalf("%q makes %d segments in %s", name, len(segments), target.RequestURI())
		}
		got, err := url.PathUnescape(segments[3])
		if err != nil || got != name {
			t.Fatalf("%q arrives as %q, %v", name, got, err)
		}
		if again, err := url.Parse(target.String()); err != nil || again.EscapedPath() != target.EscapedPath() {
			t.Fatalf("%s changes when it is parsed again: %v", target, err)
		}
	})
}
