package apio

import (
	"cmp"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"banyan/apiclient"
	"banyan/apiclient/pipe"
	"banyan/internal/soak"
)

// gateway is a server that gives one answer to every read, and counts.
type gateway struct {
	status int    // 200 when zero
	body   string // of every read
	format string // JSON when empty

	login  http.HandlerFunc // answers the login where set
	expire func(r *http.Request) bool

	mu     sync.Mutex
	reads  []*http.Request
	logins []string // their bodies
}

// foo owns the enterprise trunks that are changed.
func foo() apiclient.TrunkOwner { return apiclient.TrunkOwner{Tenant: "foo"} }

func writable(c *apiclient.Config) { c.Write = true }

func TestMain(m *testing.M) { goleak.VerifyTestMain(soak.Tests{M: m}) }

const opened = `{"ids":{},"profile":{"user_level":16}}`

func (g *gateway) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodPost && r.URL.Path == "/api/v1/login/" {
		g.serveLogin(w, r)
		return
	}
	g.mu.Lock()
	g.reads = append(g.reads, r)
	g.mu.Unlock()
	if g.expire != nil && g.expire(r) {
		answering(http.StatusUnauthorized, `{"error":"session ended"}`)(w, r)
		return
	}
	w.Header().Set("Content-Type", cmp.Or(g.format, "application/json"))
	w.WriteHeader(cmp.Or(g.status, http.StatusOK))
	say(w, g.body)
}

func (g *gateway) serveLogin(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	g.mu.Lock()
	g.logins = append(g.logins, string(body))
	g.mu.Unlock()
	if g.login != nil {
		g.login(w, r)
		return
	}
	http.SetCookie(w, &http.Cookie{Name: "sessionid", Value: "s1", Path: "/"})
	http.SetCookie(w, &http.Cookie{Name: "lb", Value: "node2", Path: "/"})
	say(w, opened)
}

// wants holds how many reads and logins arrived; any number where it is -1.
func (g *gateway) expects(t testing.TB, reads, logins int) {
	t.Helper()
	g.mu.Lock()
	defer g.mu.Unlock()
	if reads >= 0 && len(g.reads) != reads || logins >= 0 && len(g.logins) != logins {
		t.Errorf("%d reads and %d logins, want %d and %d: accounts get locked", len(g.reads), len(g.logins), reads, logins)
	}
}

func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(status)
		say(w, body)
	}
}

// start serves g and returns a client with a user name and a password.
func start(t testing.TB, g *gateway, change ...func(*apiclient.Config)) *Client {
	t.Helper()
	return New(dial(t, g, change...), Cookie, Credentials{Username: "demo", Password: "sesame-4711"})
}

func dial(t testing.TB, g http.Handler, change ...func(*apiclient.Config)) *apiclient.Conn {
	t.Helper()
	connect, stop := pipe.Serve(g)
	t.Cleanup(stop)
	cfg := apiclient.Config{BaseURL: "http://pipe.test", Dial: connect}
	for _, edit := range change {
		edit(&cfg)
	}
	conn := must(apiclient.NewConn(cfg))(t)
	t.Cleanup(conn.Close)
	return conn
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

// method is one read with the path that it is documented to ask for.
type method struct {
	name string
	path string // escaped
	fine string // an answer that it can read
	call func(context.Context, *Client) (any, error)
}

// methods lists every read, for what has to hold of them all. The names need escaping.
func methods() []method {
	const tenant, group, name = "te nant", "gr/oup", "tr%unk+ü"
	const tenantPath = "/api/v1/tenants/te%20nant/"
	const groupPath = tenantPath + "groups/gr%2Foup/"
	const trunk = "tr%25unk+%C3%BC/"
	return []method{
		{"Tenants", "/api/v1/tenants/", `{"tenants":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.Tenants(ctx) }},
		{"Tenant", tenantPath, `{}`, func(ctx context.Context, c *Client) (any, error) { return c.Tenant(ctx, tenant) }},
		{"Groups", tenantPath + "groups/", `{"groups":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.Groups(ctx, tenant) }},
		{"TenantCapacity", tenantPath + "features/trunk_groups/", `{"maxActiveCalls":1}`, func(ctx context.Context, c *Client) (any, error) { return c.TenantCapacity(ctx, tenant) }},
		{"GroupCapacity", groupPath + "features/trunk_groups/", `{"maxActiveCalls":1}`, func(ctx context.Context, c *Client) (any, error) { return c.GroupCapacity(ctx, tenant, group) }},
		{"TrunkGroups", groupPath + "services/trunk_groups/", `{"trunks":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.TrunkGroups(ctx, tenant, group) }},
		{"SearchUsers", "/api/v1/search/users/", `{"users":[]}`, func(ctx context.Context, c *Client) (any, error) {
			return c.SearchUsers(ctx, apiclient.UserCriteria{Tenant: tenant, LastName: "x"})
		}},
		{"SearchGroups", "/api/v1/search/groups/", `{"groups":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.SearchGroups(ctx, "x", false, 9) }},
		{"SearchUsers of a group", groupPath + "users/", `{"users":[]}`, func(ctx context.Context, c *Client) (any, error) {
			return c.SearchUsers(ctx, apiclient.UserCriteria{Tenant: tenant, Group: group, Extension: "1"})
		}},
		{"NumberUses", "/api/v1/search/numbers/usages/+3225550100/", `{"tenantId":"te nant"}`, func(ctx context.Context, c *Client) (any, error) { return c.NumberUses(ctx, tenant, "+3225550100") }},
		{"UserEndpoint", groupPath + "users/" + trunk, `{}`, func(ctx context.Context, c *Client) (any, error) { return c.UserEndpoint(ctx, tenant, group, name) }},
		{"TenantNumbers", tenantPath + "numbers/", `{"assignement_phoneNumbers":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.TenantNumbers(ctx, tenant) }},
		{"TenantLicence", tenantPath + "licenses/", `{"groupServices":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.TenantLicence(ctx, tenant) }},
		{"GroupLicence", groupPath + "licenses/", `{"groupServices":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.GroupLicence(ctx, tenant, group) }},
		{"EnterpriseTrunkGroups", groupPath + "services/trunk_groups/", `{"trunks":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.EnterpriseTrunkGroups(ctx, tenant, group) }},
		{"TrunkGroup", groupPath + "services/trunk_groups/" + trunk, `{}`, func(ctx context.Context, c *Client) (any, error) { return c.TrunkGroup(ctx, tenant, group, name) }},
		{"EnterpriseTrunks", tenantPath + "services/trunk_groups/", `{"tenantTrunks":[]}`, func(ctx context.Context, c *Client) (any, error) { return c.EnterpriseTrunks(ctx, tenant) }},
		{"EnterpriseTrunk", tenantPath + "services/trunk_groups/" + trunk, `{}`, func(ctx context.Context, c *Client) (any, error) {
			return c.EnterpriseTrunk(ctx, apiclient.TrunkOwner{Tenant: tenant}, name)
		}},
		{"AvailableTrunkGroups", tenantPath + "services/trunk_groups/available/trunks/", `{"trunk_groups":[]}`, func(ctx context.Context, c *Client) (any, error) {
			return c.AvailableTrunkGroups(ctx, apiclient.TrunkOwner{Tenant: tenant}, apiclient.TrunkGroupCriteria{})
		}},
	}
}
