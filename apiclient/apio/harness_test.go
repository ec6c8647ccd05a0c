package apio

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/internal/pipe"
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
		w.WriteHeader(http.StatusUnauthorized)
		say(w, `{"error":"session ended"}`)
		return
	}
	format := g.format
	if format == "" {
		format = "application/json"
	}
	w.Header().Set("Content-Type", format)
	if g.status != 0 {
		w.WriteHeader(g.status)
	}
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

func (g *gateway) counts() (reads, logins int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.reads), len(g.logins)
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
	conn, err := apiclient.NewConn(cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return conn
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
		{"Tenants", "/api/v1/tenants/", `{"tenants":[]}`, func(ctx context.Context, c *Client) (any, error) {
			return c.Tenants(ctx)
		}},
		{"Tenant", tenantPath, `{}`, func(ctx context.Context, c *Client) (any, error) {
			return c.Tenant(ctx, tenant)
		}},
		{"Groups", tenantPath + "groups/", `{"groups":[]}`, func(ctx context.Context, c *Client) (any, error) {
			return c.Groups(ctx, tenant)
		}},
		{"TenantCapacity", tenantPath + "features/trunk_groups/", `{"maxActiveCalls":1}`, func(ctx context.Context, c *Client) (any, error) {
			return c.TenantCapacity(ctx, tenant)
		}},
		{"GroupCapacity", groupPath + "features/trunk_groups/", `{"maxActiveCalls":1}`, func(ctx context.Context, c *Client) (any, error) {
			return c.GroupCapacity(ctx, tenant, group)
		}},
		{"TrunkGroups", groupPath + "services/trunk_groups/", `{"trunks":[]}`, func(ctx context.Context, c *Client) (any, error) {
			return c.TrunkGroups(ctx, tenant, group)
		}},
		{"TrunkGroup", groupPath + "services/trunk_groups/" + trunk, `{}`, func(ctx context.Context, c *Client) (any, error) {
			return c.TrunkGroup(ctx, tenant, group, name)
		}},
		{"EnterpriseTrunks", tenantPath + "services/trunk_groups/", `{"tenantTrunks":[]}`, func(ctx context.Context, c *Client) (any, error) {
			return c.EnterpriseTrunks(ctx, tenant)
		}},
		{"EnterpriseTrunk", tenantPath + "services/trunk_groups/" + trunk, `{}`, func(ctx context.Context, c *Client) (any, error) {
			return c.EnterpriseTrunk(ctx, apiclient.TrunkOwner{Tenant: tenant}, name)
		}},
		{"AvailableTrunkGroups", tenantPath + "services/trunk_groups/available/trunks/", `{"trunk_groups":[]}`, func(ctx context.Context, c *Client) (any, error) {
			return c.AvailableTrunkGroups(ctx, apiclient.TrunkOwner{Tenant: tenant}, apiclient.TrunkGroupCriteria{})
		}},
	}
}
