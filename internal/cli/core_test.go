package cli

import (
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/config"
)

// What a command without a terminal says of a login that it cannot finish.
func TestTheLoginOfACoreWithoutATerminal(t *testing.T) {
	t.Parallel()
	of := func(c simulator.Core) simulator.Options { return simulator.Options{Core: c} }
	two := of(simulator.Core{Gateways: []string{"BE East", "BE West"}})
	for _, test := range []struct {
		name  string
		opts  simulator.Options
		args  string
		wrong bool
		code  int
		says  []string
		never string
	}{
		{name: "all is right", args: "--auth core", code: exitOK},
		{name: "chosen by its prefix", args: "--prefix /api/v01/p1", code: exitOK},
		{name: "by mail", opts: of(simulator.Core{SecondFactor: simulator.ByMail}), args: "--auth core", code: exitConnection, says: []string{"the code that it has sent by mail", "BANYAN_TOKEN"}},
		{name: "by an app", opts: of(simulator.Core{SecondFactor: simulator.ByApp}), args: "--auth core", code: exitConnection, says: []string{"the code that your app shows", "run this at a terminal"}},
		{name: "several gateways", opts: two, args: "--auth core", code: exitConnection, says: []string{"BE East, BE West", "--gateway NAME"}},
		{name: "the one that is named", opts: two, args: "--gateway bewest", code: exitOK},
		{name: "no such gateway", opts: two, args: "--gateway Nord", code: exitConnection, says: []string{"no gateway Nord", "BE East, BE West"}},
		{name: "no gateway", opts: of(simulator.Core{Gateways: []string{}}), args: "--auth core", code: exitConnection, says: []string{"no gateway for this account", "--prefix"}},
		{name: "locked", opts: of(simulator.Core{Account: simulator.Locked}), args: "--auth core", code: exitConnection, says: []string{"has locked this account", "15 minutes"}},
		{name: "a password to change", opts: of(simulator.Core{Account: simulator.MustChangePassword}), args: "--auth core", code: exitConnection, says: []string{"must be changed first", "in the portal"}},
		{name: "single sign-on", opts: of(simulator.Core{Account: simulator.SignsOnElsewhere}), args: "--auth core", code: exitConnection, says: []string{"single sign-on alone", "BANYAN_TOKEN"}},
		{
			name: "a core logged in at as a gateway", opts: simulator.Options{Only: simulator.OnlyCore}, code: exitConnection,
			says: []string{"--auth core"}, never: "refused the user name",
		},
		{name: "the same by its prefix", args: "--auth cookie --prefix /api/v01/p1", code: exitConnection, says: []string{"--auth core"}, never: "refused the user name"},
		{
			name: "a gateway logged in at as a core", opts: simulator.Options{Only: simulator.OnlyGateway}, args: "--prefix /api/v01", code: exitConnection,
			says: []string{"--auth cookie"}, never: "refused the user name",
		},
		{name: "a wrong password", opts: simulator.Options{Only: simulator.OnlyCore}, args: "--auth core", wrong: true, code: exitConnection, says: []string{"refused the user name or password"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			server, env := serve(t, test.opts)
			if test.wrong {
				env["BANYAN_PASSWORD"] = "wrong"
			}
			got := run(t.Context(), env, append([]string{"report", "foo"}, strings.Fields(test.args)...)...)
			got.ends(t, test.code, "")
			for _, text := range test.says {
				if !strings.Contains(got.errout, text) {
					t.Errorf("%q is not in %s", text, got.errout)
				}
			}
			if test.never != "" && strings.Contains(got.errout, test.never) {
				t.Error(got.errout)
			}
			if out := count(server, "/auth/logout"); (out == 1) != (count(server, "/system/users/local") == 1) {
				t.Errorf("%d logouts", out)
			}
		})
	}
}

func count(server *simulator.Server, end string) (n int) {
	for _, r := range server.Requests() {
		if strings.HasSuffix(strings.TrimSuffix(r.Path, "/"), end) {
			n++
		}
	}
	return n
}

// A report outlives its token.
func TestALongReportRenewsItsToken(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{})
	server.SetFault(simulator.Fault{Method: "GET", Path: "tenants/ServiceProviderID/groups/GroupIDC/services/trunk_groups/", Status: 401, Times: 1})
	run(t.Context(), env, "report", "ServiceProviderID", "--auth", "core").ends(t, exitOK, "")
	if n := count(server, "/auth/access_token"); n != 1 || count(server, "/auth/login") != 1 {
		t.Errorf("%d renewals", n)
	}
}

func TestTheExplorerGoesOnWithALoginOnTheScreen(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{Core: simulator.Core{SecondFactor: simulator.ByMail, Gateways: []string{"East", "West"}}})
	for _, given := range []bool{false, true} {
		var c *connection
		if given { // what is given at the start is gone on with
			c = must(tried(t, env, "--auth core"))(t)
			if apiclient.KindOf(c.Login.Refused) != apiclient.SecondFactor {
				t.Errorf("%v", c.Login.Refused)
			}
		} else {
			c = must(tried(t, map[string]string{"BANYAN_URL": env["BANYAN_URL"]}, "--auth core"))(t)
			if _, err := c.Login.Answer(t.Context(), config.NewSecret("1")); err == nil {
				t.Error("a code without a login")
			}
			if _, err := c.Login.Ask(t.Context(), "demo", config.NewSecret("demo")); apiclient.KindOf(err) != apiclient.SecondFactor {
				t.Errorf("%v", err)
			}
		}
		login := c.Login
		for text, kind := range map[string]apiclient.Kind{"000000": apiclient.WrongCode} {
			if _, err := login.Answer(t.Context(), config.NewSecret(text)); apiclient.KindOf(err) != kind {
				t.Errorf("%s: %v", text, err)
			}
		}
		if _, err := login.Answer(t.Context(), config.NewSecret(simulator.Code)); apiclient.KindOf(err) != apiclient.GatewayChoice {
			t.Errorf("%v", err)
		}
		session := must(login.Answer(t.Context(), config.NewSecret("West")))(t)()
		must(session.Client.Tenants(t.Context()))(t)
		if !strings.HasSuffix(session.Place, " West") || !strings.HasSuffix(session.Platform, "/api/v01/p2") {
			t.Errorf("at %q, %q", session.Place, session.Platform)
		}
		before := count(server, "/auth/logout")
		if c.close(); count(server, "/auth/logout") != before+1 {
			t.Error("no logout")
		}
	}
}

// It has its tokens by then.
func TestALoginThatIsGivenUpForAGatewayIsLoggedOut(t *testing.T) {
	t.Parallel()
	server, env := serve(t, simulator.Options{Core: simulator.Core{Gateways: []string{"East", "West"}}})
	c := must(tried(t, map[string]string{"BANYAN_URL": env["BANYAN_URL"]}, "--auth core"))(t)
	for before := range 2 {
		if _, err := c.Login.Ask(t.Context(), "demo", config.NewSecret("demo")); apiclient.KindOf(err) != apiclient.GatewayChoice {
			t.Errorf("%v", err)
		}
		if n := count(server, "/auth/logout"); n != before {
			t.Errorf("%d logouts before the choice, want %d", n, before)
		}
	}
	if c.close(); count(server, "/auth/logout") != 2 {
		t.Errorf("%d logouts in all", count(server, "/auth/logout"))
	}
}

// What is edited at one gateway is not settled at another of the same host.
func TestEachGatewayIsAPlatformOfItsOwn(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{Core: simulator.Core{Gateways: []string{"East", "West"}}})
	seen := map[string]string{}
	for flags, want := range map[string]string{
		"--gateway East": "/api/v01/p1", "--prefix /api/v01/p1": "/api/v01/p1", "--gateway West": "/api/v01/p2", "--auth cookie": "",
	} {
		c := must(tried(t, env, flags))(t)
		if host := c.Settings.Host(); c.Platform != host+want {
			t.Errorf("%s: %q, want %q", flags, c.Platform, host+want)
		}
		seen[c.Platform] = flags
	}
	if len(seen) != 3 {
		t.Errorf("%v", seen)
	}
}
