package apio

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
)

// core is a simulated platform with its own clock, and a client of its core.
type core struct {
	*simulator.Server
	*Client

	t   testing.TB
	now time.Time // both tell this time
	log *bytes.Buffer
}

// visit makes a client of a core that nobody has logged in at.
func visit(t testing.TB, opts simulator.Options, cred Credentials, change ...func(*apiclient.Config)) *core {
	t.Helper()
	c := &core{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), log: &bytes.Buffer{}}
	opts.Now = func() time.Time { return c.now }
	c.Server = must(simulator.New(opts))(t)
	if cred.Username == "" {
		cred.Username, cred.Password = "demo", "demo"
	}
	change = append([]func(*apiclient.Config){writable, func(cfg *apiclient.Config) {
		cfg.Log = slog.New(slog.NewJSONHandler(c.log, nil))
	}}, change...)
	c.Client = New(dial(t, c.Server, change...), Core, cred)
	c.session.Now = func() time.Time { return c.now }
	return c
}

// place is the path of the gateway that is used.
func (c *Client) place() string {
	path, _ := c.Gateway()
	return path
}

// count returns how many requests arrived at a path that ends so.
func (c *core) count(end string) (n int) {
	for _, r := range c.Requests() {
		if strings.HasSuffix(strings.TrimSuffix(r.Path, "/"), end) {
			n++
		}
	}
	return n
}

func (c *core) wantCount(end string, want int) {
	c.t.Helper()
	if n := c.count(end); n != want {
		c.t.Errorf("%d requests at %s, want %d", n, end, want)
	}
}

const (
	renewal   = "/auth/access_token"
	coreLogin = "/auth/login"
)

func at(url, prefix string) func(*apiclient.Config) {
	return func(cfg *apiclient.Config) { cfg.BaseURL, cfg.Prefix = "http://pipe.test"+url, prefix }
}

func TestACoreIsLoggedInAtHoweverItsAddressIsSpelled(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		url, prefix string
		path        string // of the tenants
	}{
		{"", "", "/api/v01/p1/tenants/"},
		{"/", "/api/v01", "/api/v01/p1/tenants/"},
		{"", "/api/v01/p1", "/api/v01/p1/tenants/"},
		{"", "/api/v01/p1/", "/api/v01/p1/tenants/"},
		{"/api/v01", "", "/api/v01/p1/tenants/"},
		{"/api/v01/", "/p1", "/api/v01/p1/tenants/"},
		{"/api/v01/p1", "", "/api/v01/p1/tenants/"},
		{"/api/v01/p1/", "/", "/api/v01/p1/tenants/"},
		{"/api", "/v01/p1", "/api/v01/p1/tenants/"},
		{"", "/api/v1", "/api/v1/tenants/"}, // an older core
		{"/api/v1", "", "/api/v1/tenants/"},
	} {
		t.Run(test.url+" "+test.prefix, func(t *testing.T) {
			t.Parallel()
			c := visit(t, simulator.Options{}, Credentials{}, at(test.url, test.prefix))
			ok(t, c.Login(t.Context()))
			_, _ = c.Tenants(t.Context()) // a gateway takes no token
			list := c.Requests()
			if last := list[len(list)-1]; last.Path != test.path {
				t.Errorf("the tenants are read at %s, want %s", last.Path, test.path)
			}
			c.wantCount("/api/v01"+coreLogin, 1)
		})
	}
	if got := siteOf("/mount/api/v01/p2", ""); got != (site{mount: "/mount", path: "/mount/api/v01/p2", hasCore: true}) {
		t.Errorf("below a mount: %+v", got)
	}
	if got := siteOf("/api/v012", ""); got.hasCore {
		t.Errorf("another version is taken for it: %+v", got)
	}
}

func TestTheGatewayIsFound(t *testing.T) {
	t.Parallel()
	east := []string{"BE East", "B.E. West"}
	for _, test := range []struct {
		name     string
		gateways []string
		given    string
		public   simulator.Fault // of what the core tells everybody
		own      simulator.Fault // of what it tells the account
		kind     apiclient.Kind
		place    string
	}{
		{name: "the only one is taken", gateways: []string{"x"}, place: "/api/v01/p1"},
		{name: "the one that is named", gateways: east, given: "B.E. West", place: "/api/v01/p2"},
		{name: "named as the portal's addresses have it", gateways: east, given: "bewest", place: "/api/v01/p2"},
		{name: "several", gateways: east, kind: apiclient.GatewayChoice},
		{name: "no such", gateways: east, given: "Nord", kind: apiclient.GatewayChoice},
		{name: "none", gateways: []string{}, kind: apiclient.NoGateway},
		{name: "an older core tells the account alone", gateways: east, given: "BE East", public: simulator.Fault{Status: 404}, place: "/api/v01/p1"},
		{name: "a core that lists nothing in public", gateways: []string{"x"}, public: simulator.Fault{Body: `{"auth":{}}`}, place: "/api/v01/p1"},
		{name: "what cannot be read in public", gateways: []string{"x"}, public: simulator.Fault{Body: `[]`}, place: "/api/v01/p1"},
		{name: "odd entries", gateways: east, public: simulator.Fault{Body: `{"gateways":[null,{"name":"x"},{"prefix":7},{"prefix":"/"},{"name":"East","prefix":"api/v01/p2/"}]}`}, place: "/api/v01/p2"},
		{name: "two of one name", gateways: east, public: simulator.Fault{Body: `{"gateways":[{"name":"x","prefix":"/api/v01/p1"},{"name":"x","prefix":"/api/v01/p2"}]}`}, given: "x /api/v01/p2", place: "/api/v01/p2"},
		{name: "no right to either", gateways: east, public: simulator.Fault{Status: 403}, own: simulator.Fault{Status: 403}, kind: apiclient.NoGateway},
		{name: "an outage is not none", gateways: east, public: simulator.Fault{Status: 500}, own: simulator.Fault{Status: 500}, kind: apiclient.ServerFault},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			c := visit(t, simulator.Options{Core: simulator.Core{Gateways: test.gateways}}, Credentials{Username: "demo", Password: "demo", Gateway: test.given})
			test.public.Path, test.own.Path = "/system/configuration/public", "/provisioning/gateways"
			c.SetFault(test.public)
			c.SetFault(test.own)
			err := c.Login(t.Context())
			if apiclient.KindOf(err) != test.kind || c.place() != test.place {
				t.Fatalf("at %q: %v", c.place(), err)
			}
			if test.kind == 0 {
				must(c.Tenants(t.Context()))(t)
				c.wantCount(test.place+"/tenants", 1)
				return
			}
			fails(c.Tenants(t.Context()))(t, apiclient.Unauthorized) // and nothing is guessed
			c.wantCount("/tenants", 0)
		})
	}
}

func TestAGatewayIsChosenAfterTheLogin(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{Core: simulator.Core{Gateways: []string{"East", "West"}}}, Credentials{})
	problem := problemOf(t, c.Login(t.Context()))
	if fmt.Sprint(problem.Gateways) != "[East West]" {
		t.Errorf("offered: %v", problem.Gateways)
	}
	problem = problemOf(t, c.Answer(t.Context(), "Nord"))
	if problem.Kind != apiclient.GatewayChoice || len(problem.Gateways) != 2 {
		t.Errorf("a wrong name: %v", problem)
	}
	ok(t, c.Answer(t.Context(), "West"))
	must(c.Tenants(t.Context()))(t)
	c.wantCount("/api/v01/p2/tenants", 1)
	c.wantCount(coreLogin, 1)
	if _, name := c.Gateway(); name != "West" {
		t.Errorf("it is called %q", name)
	}
}

func TestAReadyTokenFindsTheGatewayToo(t *testing.T) {
	t.Parallel()
	opts := simulator.Options{Core: simulator.Core{Gateways: []string{"East", "West"}}}
	for _, test := range []struct{ prefix, gateway string }{{"", "West"}, {"/api/v01", "West"}, {"/api/v01/p2", ""}} {
		server := must(simulator.New(opts))(t)
		client := New(dial(t, server, at("", test.prefix)), Bearer, Credentials{Token: "demo-token", Gateway: test.gateway})
		ok(t, client.Login(t.Context()))
		must(client.Tenants(t.Context()))(t)
		if client.place() != "/api/v01/p2" {
			t.Errorf("%+v: at %q", test, client.place())
		}
	}
}

func TestATokenThatAGatewayRefusesMayBeOfTheCore(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, prefix, token string
		opts                simulator.Options
		want                string
	}{
		{name: "a token of the core at a gateway", token: "demo-token", want: "--prefix /api/v01"},
		{name: "no core", token: "demo-token", opts: simulator.Options{Only: simulator.OnlyGateway}, want: "refused the token or the session"},
		{name: "a wrong token at the core", prefix: "/api/v01/p1", token: "stale", want: "refused the token or the session"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := must(simulator.New(test.opts))(t)
			client := New(dial(t, server, at("", test.prefix)), Bearer, Credentials{Token: test.token})
			for range 2 {
				_, err := client.Tenants(t.Context())
				if text := apiclient.Explain(err); apiclient.KindOf(err) != apiclient.Unauthorized || !strings.Contains(text, test.want) {
					t.Error(text)
				}
			}
			asked := 0
			for _, request := range server.Requests() {
				asked += strings.Count(request.Path, "configuration/public")
			}
			if want := 1; asked > want {
				t.Errorf("the core was asked for %d times, at most %d wanted", asked, want)
			}
		})
	}
}

func TestTheSecondFactor(t *testing.T) {
	t.Parallel()
	for option, factor := range map[string]apiclient.Factor{simulator.ByMail: apiclient.ByMail, simulator.ByApp: apiclient.ByApp} {
		c := visit(t, simulator.Options{Core: simulator.Core{SecondFactor: option}}, Credentials{})
		problem := problemOf(t, c.Login(t.Context()))
		if problem.Kind != apiclient.SecondFactor || problem.Factor != factor {
			t.Errorf("%s: %v", option, problem)
		}
		payload := c.pending.payload
		for range 2 {
			if err := c.Answer(t.Context(), "654321"); apiclient.KindOf(err) != apiclient.WrongCode {
				t.Errorf("a wrong code: %v", err)
			}
		}
		for range 3 { // nobody but its user sends another one
			if _, err := c.Tenants(t.Context()); err == nil {
				t.Error("read without a login")
			}
		}
		c.now = c.now.Add(time.Hour)
		err := c.Answer(t.Context(), simulator.Code)
		if apiclient.KindOf(err) != apiclient.CodeExpired {
			t.Errorf("a late code: %v", err)
		}
		if problemOf(t, c.Login(t.Context())).Kind != apiclient.SecondFactor {
			t.Error("no new code is asked for")
		}
		ok(t, c.Answer(t.Context(), " 123 456 "))
		must(c.Tenants(t.Context()))(t)
		for _, secret := range []string{payload, "654321", c.grant.Load().access, c.grant.Load().refresh} {
			if text := fmt.Sprintf("%s%v%+v", c.log, err, c.Client); strings.Contains(text, secret) {
				t.Errorf("%q is in %s", secret, text)
			}
		}
	}
}

// A server may repeat what it was sent.
func TestNoErrorRepeatsACode(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{Core: simulator.Core{SecondFactor: simulator.ByMail}}, Credentials{})
	fails(0, c.Login(t.Context()))(t, apiclient.SecondFactor)
	payload := c.pending.payload
	c.SetFault(simulator.Fault{Path: "/auth/2fa", Status: 400, Body: `{"error":"code 765432 of ` + payload + ` is wrong"}`})
	if err := c.Answer(t.Context(), "765432"); strings.Contains(err.Error(), "765432") || strings.Contains(err.Error(), payload) || strings.Contains(c.log.String(), "765432") {
		t.Errorf("%v\n%s", err, c.log)
	}
}

func TestWhyACoreLetsNobodyIn(t *testing.T) {
	t.Parallel()
	failing := func(status int, body string) simulator.Fault {
		return simulator.Fault{Path: coreLogin, Status: status, Body: body}
	}
	for _, test := range []struct {
		name  string
		opts  simulator.Options
		fault simulator.Fault
		wrong bool // the password
		kind  apiclient.Kind
		other apiclient.Login
	}{
		{name: "a wrong password", opts: simulator.Options{Only: simulator.OnlyCore}, wrong: true, kind: apiclient.LoginFailed},
		{name: "a wrong password beside a gateway", wrong: true, kind: apiclient.LoginFailed, other: apiclient.GatewayLogin},
		{
			name: "a wrong password beside single sign-on", opts: simulator.Options{Only: simulator.OnlyCore, Core: simulator.Core{Account: simulator.SignsOnElsewhere}},
			fault: failing(401, `{"error":"bad credentials"}`), kind: apiclient.LoginFailed, other: apiclient.SingleSignOn,
		},
		{name: "a gateway alone", opts: simulator.Options{Only: simulator.OnlyGateway}, kind: apiclient.OtherLogin, other: apiclient.GatewayLogin},
		{
			name: "a gateway that answers 401 to everything", opts: simulator.Options{Only: simulator.OnlyGateway}, fault: failing(401, `{"errors":[{"code":401}]}`),
			kind: apiclient.OtherLogin, other: apiclient.GatewayLogin,
		},
		{
			name: "a gateway that answers 405", opts: simulator.Options{Only: simulator.OnlyGateway}, fault: failing(405, `{}`),
			kind: apiclient.OtherLogin, other: apiclient.GatewayLogin,
		},
		{name: "locked", opts: simulator.Options{Core: simulator.Core{Account: simulator.Locked}}, kind: apiclient.Locked},
		{name: "locked with 403", fault: failing(403, `{"error":"Account blocked"}`), kind: apiclient.Locked},
		{name: "too many", fault: failing(401, `{"error":"Too many attempts"}`), kind: apiclient.Locked},
		{name: "single sign-on", opts: simulator.Options{Core: simulator.Core{Account: simulator.SignsOnElsewhere}}, kind: apiclient.SignOn},
		{name: "a password that must be changed", opts: simulator.Options{Core: simulator.Core{Account: simulator.MustChangePassword}}, kind: apiclient.PasswordDue},
		{name: "the same told by the login", fault: failing(403, `{"error":"change it","error_code":1}`), kind: apiclient.PasswordDue},
		{name: "the same told by every read", fault: simulator.Fault{Path: "/users/local", Status: 403, Body: `{"error":"x","error_code":1}`}, kind: apiclient.PasswordDue},
		{name: "an account that cannot be read", fault: simulator.Fault{Path: "/users/local", Status: 403, Body: `{"error":"x"}`}},
		{name: "an outage", fault: failing(503, ""), kind: apiclient.Unavailable},
		{name: "an answer without a token", fault: failing(200, `{"access_token":7}`), kind: apiclient.BadBody},
		{name: "a page", fault: simulator.Fault{Path: coreLogin, Body: "<html>", ContentType: "text/html"}, opts: simulator.Options{Only: simulator.OnlyCore}, kind: apiclient.NotJSON},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			cred := Credentials{Username: "demo", Password: "demo"}
			if test.wrong {
				cred.Password = "a-wrong-word"
			}
			c := visit(t, test.opts, cred)
			c.SetFault(test.fault)
			err := c.Login(t.Context())
			if apiclient.KindOf(err) != test.kind || err != nil && problemOf(t, err).Other != test.other {
				t.Errorf("%+v", err)
			}
			for range 3 {
				_, _ = c.Tenants(t.Context())
			}
			c.wantCount(coreLogin, 1) // accounts get locked
			if err != nil && strings.Contains(apiclient.Explain(err), "refused the user name or password") != (test.kind == apiclient.LoginFailed && test.other == 0) {
				t.Error(apiclient.Explain(err))
			}
		})
	}
}

func TestAGatewayLoginNamesTheCore(t *testing.T) {
	t.Parallel()
	denied := simulator.Fault{Path: "/api/v1/login", Status: 401, Body: `{"error":"Missing Authorization Header"}`}
	for _, test := range []struct {
		name     string
		opts     simulator.Options
		fault    simulator.Fault
		url      string
		prefix   string
		password string
		kind     apiclient.Kind
		other    apiclient.Login
	}{
		{name: "a core alone", opts: simulator.Options{Only: simulator.OnlyCore}, kind: apiclient.OtherLogin, other: apiclient.CoreLogin},
		{name: "a core that asks for a token", opts: simulator.Options{Only: simulator.OnlyCore}, fault: denied, kind: apiclient.OtherLogin, other: apiclient.CoreLogin},
		{name: "a core that calls it a wrong password", opts: simulator.Options{Only: simulator.OnlyCore}, fault: simulator.Fault{Path: "/api/v1/login", Status: 401, Body: `{"error":"x"}`}, kind: apiclient.LoginFailed, other: apiclient.CoreLogin},
		{name: "a gateway of a core", prefix: "/api/v01/p1", kind: apiclient.OtherLogin, other: apiclient.CoreLogin},
		{name: "the same by its address", url: "/api/v01/p1", kind: apiclient.OtherLogin, other: apiclient.CoreLogin},
		{name: "the core itself", prefix: "/api/v01", kind: apiclient.OtherLogin, other: apiclient.CoreLogin},
		{name: "a wrong password beside a core", password: "x", kind: apiclient.LoginFailed, other: apiclient.CoreLogin},
		{name: "a wrong password", opts: simulator.Options{Only: simulator.OnlyGateway}, password: "x", kind: apiclient.LoginFailed},
		{name: "neither", opts: simulator.Options{Only: simulator.OnlyGateway}, prefix: "/api/v9", kind: apiclient.NotJSON},
		{name: "the right one"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server := must(simulator.New(test.opts))(t)
			server.SetFault(test.fault)
			client := New(dial(t, server, at(test.url, test.prefix)), Cookie, Credentials{Username: "demo", Password: "demo" + test.password})
			err := client.Login(t.Context())
			if apiclient.KindOf(err) != test.kind || err != nil && problemOf(t, err).Other != test.other {
				t.Errorf("%+v", err)
			}
			if text := apiclient.Explain(err); test.other == apiclient.CoreLogin && (!strings.Contains(text, "--auth core") || strings.Contains(text, "refused the user name")) {
				t.Error(text)
			}
		})
	}
}

func TestATokenIsRenewedBeforeItEnds(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{Core: simulator.Core{TokenLife: time.Minute}}, Credentials{})
	ok(t, c.Login(t.Context()))
	read := func(renewals int) {
		t.Helper()
		must(c.Tenants(t.Context()))(t)
		c.wantCount(renewal, renewals)
	}
	read(0)
	c.now = c.now.Add(40*time.Second - time.Millisecond)
	read(0)
	c.now = c.now.Add(time.Millisecond) // 20 s are left
	read(1)
	for range 100 {
		c.now = c.now.Add(39 * time.Second)
		read(c.count(renewal))
		c.now = c.now.Add(time.Second)
		read(c.count(renewal) + 1)
	}
	c.wantCount(coreLogin, 1)
	for _, r := range c.Requests() {
		if r.Status == http.StatusUnauthorized {
			t.Fatalf("%s was refused", r.Path)
		}
	}
}

// A clock that does not agree with the server's costs no renewal for each request.
func TestClocksThatDoNotAgree(t *testing.T) {
	t.Parallel()
	for _, ahead := range []time.Duration{-time.Hour, -5 * time.Minute, 5 * time.Minute, time.Hour} {
		c := visit(t, simulator.Options{}, Credentials{})
		c.session.Now = func() time.Time { return c.now.Add(ahead) }
		ok(t, c.Login(t.Context()))
		for range 60 {
			must(c.Tenants(t.Context()))(t)
			c.now = c.now.Add(time.Minute)
		}
		if n := c.count(renewal); n < 3 || n > 60/9+1 {
			t.Errorf("%v ahead: %d renewals in an hour of tokens of 15 minutes", ahead, n)
		}
		c.wantCount(coreLogin, 1)
	}
}

func TestManyRequestsRenewOnce(t *testing.T) {
	t.Parallel()
	const readers = 50
	for name, pass := range map[string]func(c *core){
		"due":     func(c *core) { c.now = c.now.Add(50 * time.Second) },
		"refused": func(c *core) { c.grant.Store(&grant{access: "stale", refresh: c.grant.Load().refresh}) },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := visit(t, simulator.Options{Core: simulator.Core{TokenLife: time.Minute}}, Credentials{}, func(cfg *apiclient.Config) { cfg.Concurrency = readers })
			ok(t, c.Login(t.Context()))
			pass(c)
			var wg sync.WaitGroup
			for range readers {
				wg.Go(func() {
					if _, err := c.Tenants(t.Context()); err != nil {
						t.Error(err)
					}
				})
			}
			wg.Wait()
			c.wantCount(renewal, 1)
			c.wantCount(coreLogin, 1)
		})
	}
}

func TestAWriteThatIsAnswered401IsNotSentAgain(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{}, Credentials{})
	ok(t, c.Login(t.Context()))
	capacity := must(c.TenantCapacity(t.Context(), "foo"))(t)
	c.grant.Store(&grant{access: "stale", refresh: c.grant.Load().refresh})
	err := c.PutTenantCapacity(t.Context(), "foo", capacity)
	if apiclient.KindOf(err) != apiclient.Unauthorized || apiclient.MayHaveApplied(err) {
		t.Errorf("%v", err)
	}
	if writes := c.Writes(); len(writes) != 1 || writes[0].Status != http.StatusUnauthorized {
		t.Errorf("%+v", writes)
	}
	must(c.TenantCapacity(t.Context(), "foo"))(t) // renews
	ok(t, c.PutTenantCapacity(t.Context(), "foo", capacity))
	c.wantCount(renewal, 1)
}

func TestATokenThatIsDueIsRenewedBeforeAWrite(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{}, Credentials{})
	ok(t, c.Login(t.Context()))
	capacity := must(c.TenantCapacity(t.Context(), "foo"))(t)
	c.now = c.now.Add(15 * time.Minute)
	c.SetFault(simulator.Fault{Path: renewal, Status: 500, Times: 1})
	err := c.PutTenantCapacity(t.Context(), "foo", capacity)
	if problem := problemOf(t, err); problem.Kind != apiclient.ServerFault || !problem.Unsent || apiclient.MayHaveApplied(err) || len(c.Writes()) > 0 {
		t.Errorf("%+v", problem)
	}
	ok(t, c.PutTenantCapacity(t.Context(), "foo", capacity))
	if writes := c.Writes(); len(writes) != 1 {
		t.Errorf("%+v", writes)
	}
}

func TestASessionThatCannotBeRenewedHasEnded(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{Core: simulator.Core{TokenLife: time.Minute, IdleTime: 5 * time.Minute}}, Credentials{})
	ok(t, c.Login(t.Context()))
	c.SetFault(simulator.Fault{Path: renewal, Status: 500, Times: 1})
	c.now = c.now.Add(4 * time.Minute)
	fails(c.Tenants(t.Context()))(t, apiclient.ServerFault) // an outage ends nothing
	must(c.Tenants(t.Context()))(t)
	c.now = c.now.Add(6 * time.Minute)
	for range 3 {
		_, err := c.Tenants(t.Context())
		if text := apiclient.Explain(err); apiclient.KindOf(err) != apiclient.SessionEnded || !strings.Contains(text, "the session was idle for too long") {
			t.Errorf("%s", text)
		}
	}
	c.wantCount(renewal, 3)
	c.wantCount(coreLogin, 1)
	ok(t, c.Login(t.Context()))
	must(c.Tenants(t.Context()))(t)
}

func TestANewRefreshTokenTakesThePlaceOfTheOld(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{}, Credentials{})
	ok(t, c.Login(t.Context()))
	old := c.grant.Load().refresh
	c.SetFault(simulator.Fault{Path: renewal, Body: `{"access_token":"a.b.c","refresh_token":"newer"}`, Times: 1})
	c.now = c.now.Add(time.Hour)
	_, _ = c.Tenants(t.Context())
	if got := c.grant.Load().refresh; got != "newer" || got == old {
		t.Errorf("kept %q", got)
	}
}

func TestAPasswordThatMustBeChangedMeanwhile(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{}, Credentials{})
	ok(t, c.Login(t.Context()))
	c.SetFault(simulator.Fault{Path: "/tenants", Status: 403, Body: `{"errors":[{"code":1,"message":"not yours"}]}`})
	fails(c.Tenants(t.Context()))(t, apiclient.Forbidden) // a gateway's own code
	c.SetFault(simulator.Fault{Path: "/users/local", Body: `{"need_password_change":true}`})
	fails(c.Tenants(t.Context()))(t, apiclient.PasswordDue)
}

func TestTheLogoutEndsTheSession(t *testing.T) {
	t.Parallel()
	c := visit(t, simulator.Options{}, Credentials{})
	c.Logout(t.Context()) // of nobody
	c.wantCount("/auth/logout", 0)
	ok(t, c.Login(t.Context()))
	refresh := c.grant.Load().refresh
	c.Logout(t.Context())
	c.Logout(t.Context())
	c.wantCount("/auth/logout", 1)
	r := httptest.NewRequest(http.MethodGet, "/api/v01"+renewal, nil)
	r.Header.Set("Authorization", "Bearer "+refresh)
	answer := httptest.NewRecorder()
	if c.ServeHTTP(answer, r); answer.Code != http.StatusUnauthorized {
		t.Errorf("the refresh token still holds: %d", answer.Code)
	}
	if held := c.grant.Load(); held.access+held.refresh != "" || strings.Contains(c.log.String(), "sha1") {
		t.Errorf("kept %v; %s", held, c.log)
	}
}

func FuzzExpiry(f *testing.F) {
	f.Add("a.eyJleHAiOjE3MDAwMDAwMDB9.c", "r")
	f.Add("a.eyJleHAiOi0xfQ.c", "")
	f.Add("a.eyJleHAiOjFlMzA4fQ.c", "")
	f.Fuzz(func(t *testing.T, access, refresh string) {
		now := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
		if g := newGrant(access, refresh, now); !g.due.IsZero() && !g.due.After(now) {
			t.Errorf("%q is due before it is used: %v", access, g.due)
		}
	})
}
