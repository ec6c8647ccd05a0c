package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/internal/config"
)

// tried opens a connection of the explorer's and tries to log in.
func tried(t *testing.T, env map[string]string, flags string) (*connection, error) {
	t.Helper()
	dir := t.TempDir() // before the connection: what that keeps is on disk once it is closed
	p := programIn(env, nil, io.Discard)
	c := must(p.open(t.Context(), parsed(t, flags)))(t)
	t.Cleanup(c.close)
	return c, p.tryLogin(t.Context(), c, dir)
}

func TestTheExplorerAsksWhereALoginCanBeMended(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{Token: "ready"})
	url := env["BANYAN_URL"]
	for _, test := range []struct {
		name  string
		env   map[string]string
		flags string
		kind  apiclient.Kind // of the error, or of the refusal where it asks
		asks  bool
	}{
		{name: "nothing given", asks: true},
		{name: "no password", flags: "--username demo", asks: true},
		{name: "no password of Odin", flags: "--username demo --api odin", asks: true},
		{name: "a wrong password", env: map[string]string{"BANYAN_USERNAME": "demo", "BANYAN_PASSWORD": "wrong"}, asks: true, kind: apiclient.LoginFailed},
		{name: "the right one", env: map[string]string{"BANYAN_USERNAME": "demo", "BANYAN_PASSWORD": "demo"}},
		{name: "a demo", flags: "--demo"},
		{name: "a ready token", env: map[string]string{"BANYAN_TOKEN": "ready"}, flags: "--prefix /api/v01/p1"},
		{name: "no connection", env: map[string]string{"BANYAN_USERNAME": "demo", "BANYAN_PASSWORD": "demo", "BANYAN_URL": closedAddress(t)}, kind: apiclient.Unreachable},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			all := map[string]string{"BANYAN_URL": url}
			for name, value := range test.env {
				all[name] = value
			}
			c, err := tried(t, all, test.flags)
			if asks := c.Login != nil; asks != test.asks || asks == (c.Edits != nil) && err == nil {
				t.Fatalf("it asks: %v, has edits: %v; %v", asks, c.Edits != nil, err)
			}
			if c.Login != nil {
				if err != nil {
					t.Error(err)
				}
				err = c.Login.Refused
			}
			if apiclient.KindOf(err) != test.kind {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestWhoLogsInOnTheScreenHasTheSession(t *testing.T) {
	t.Parallel()
	const wrong = "a-wrong-word"
	_, env := serve(t, simulator.Options{})
	for _, api := range []string{config.APIO, config.Odin} {
		c, err := tried(t, map[string]string{"BANYAN_URL": env["BANYAN_URL"]}, "--api "+api)
		check(t, err)
		login := c.Login
		_, err = login.Ask(t.Context(), "demo", config.NewSecret(wrong))
		if apiclient.KindOf(err) != apiclient.LoginFailed || strings.Contains(fmt.Sprintf("%v %+v %s", err, err, apiclient.Explain(err)), wrong) {
			t.Errorf("%v", err)
		}
		enter := must(login.Ask(t.Context(), "demo", config.NewSecret(demoLogin)))(t)
		if c.Login == nil || c.Edits != nil {
			t.Error("the session changed before it was entered")
		}
		session := enter()
		if session.Login != nil || session.Edits == nil || session.Hotspots == nil || session.Settings.Username != "demo" {
			t.Errorf("not ready: %+v", session)
		}
		if tenants := must(session.Client.Tenants(t.Context()))(t); len(tenants) == 0 {
			t.Error("no tenants")
		}
	}
}

// A session that the platform has ended is opened again by the client that everybody works with, and
// by nothing but the right password.
func TestWhoLogsInAgainKeepsTheClient(t *testing.T) {
	t.Parallel()
	for flags, login := range map[string]string{"": "/login", "--auth core": "/auth/login", "--api odin": "/auth/token"} {
		t.Run(flags, func(t *testing.T) {
			t.Parallel()
			server, env := serve(t, simulator.Options{Core: simulator.Core{Gateways: []string{"BE"}}})
			c, err := tried(t, env, flags)
			check(t, err)
			client := c.Client
			must(client.Tenants(t.Context()))(t)
			server.ExpireSessions()
			server.SetFault(simulator.Fault{Path: login, Status: 401})
			if _, err := client.Tenants(t.Context()); err == nil || !client.IsLoggedOut() {
				t.Fatalf("logged out %v, %v", client.IsLoggedOut(), err)
			}
			server.ClearFaults()
			if _, err := client.Tenants(t.Context()); err == nil {
				t.Error("it logs in by itself")
			}
			if _, err := c.Again.Ask(t.Context(), "somebody else", config.NewSecret("wrong")); apiclient.KindOf(err) != apiclient.LoginFailed || !client.IsLoggedOut() {
				t.Errorf("wrong: %v", err)
			}
			enter := must(c.Again.Ask(t.Context(), "demo", config.NewSecret(demoLogin)))(t)
			if session := enter(); session.Client != client || session.Edits != c.Edits || client.IsLoggedOut() {
				t.Error("it is another session")
			}
			must(client.Tenants(t.Context()))(t)
		})
	}
	for _, given := range []struct {
		env   map[string]string
		flags string
	}{{nil, "--demo"}, {map[string]string{"BANYAN_TOKEN": "ready", "BANYAN_URL": "http://127.0.0.1:9"}, "--prefix /api/v01/p1"}} {
		c, err := tried(t, given.env, given.flags)
		if check(t, err); c.Again != nil {
			t.Errorf("%s: there is nobody to log in again", given.flags)
		}
	}
}

// lateClient takes its time with the login.
type lateClient struct {
	Client
	takes time.Duration
	err   error
}

func (c lateClient) Login(context.Context) error {
	time.Sleep(c.takes)
	return c.err
}

func TestALoginThatTakesItsTimeSaysSo(t *testing.T) {
	refused := errors.New("refused")
	for takes, want := range map[time.Duration]string{
		time.Second / 2: "",
		2 * time.Second: "banyan: logging in: pbx.example has not answered yet; ctrl+c ends this\n",
	} {
		synctest.Test(t, func(t *testing.T) {
			var output strings.Builder
			c := &connection{Session: Session{Client: lateClient{takes: takes, err: refused}, Settings: config.Settings{URL: "https://pbx.example"}}}
			if err := (Program{Err: &output}).login(t.Context(), c); !errors.Is(err, refused) {
				t.Errorf("the login ended with %v", err)
			}
			if output.String() != want {
				t.Errorf("a login of %v says %q, want %q", takes, output.String(), want)
			}
		})
	}
}
