package cli

import (
	"context"
	"io"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/config"
)

// A token that is in the environment does not stand in for the password that was
// asked for.
func TestALoginByPasswordUsesNoTokenBesideIt(t *testing.T) {
	t.Parallel()
	_, env := serve(t, simulator.Options{})
	for api, auth := range map[string]config.Auth{config.APIO: config.Cookie, config.Odin: config.Password} {
		conn := must(apiclient.NewConn(apiclient.Config{BaseURL: env["BANYAN_URL"]}))(t)
		t.Cleanup(conn.Close)
		client := newClient(conn, config.Settings{
			API: api, Auth: auth, Username: demoLogin, Password: config.NewSecret(demoLogin), Token: config.NewSecret("stale"),
		})
		check(t, client.Login(t.Context()))
		if _, err := client.Tenants(t.Context()); err != nil || conn.Stats().RequestsSent != 2 {
			t.Errorf("%s: %d requests, %v", api, conn.Stats().RequestsSent, err)
		}
	}
}

func TestADemoSpeaksTheDialectThatIsAskedFor(t *testing.T) {
	t.Parallel()
	for api, dialect := range map[string]string{"": "APIO", config.APIO: "APIO", config.Odin: "Odin"} {
		t.Run(api, func(t *testing.T) {
			t.Parallel()
			c, _ := session(t, nil, "--demo --api="+api)
			defer c.close()
			if got := c.Client.Capabilities().Dialect; got != dialect {
				t.Errorf("it speaks %s", got)
			}
			tenants, err := c.Client.Tenants(t.Context())
			if err != nil || len(tenants) == 0 {
				t.Errorf("%d tenants, %v", len(tenants), err)
			}
			if _, reports := c.Client.(collect.Reporter); reports != (dialect == "Odin") {
				t.Errorf("that it reports is %v", reports)
			}
		})
	}
}

// A signal ends the session's context; the demo's own platform is still there for the
// save that runs then, until the connection is closed.
func TestADemoOutlivesTheSignalForASaveThatRuns(t *testing.T) {
	t.Parallel()
	signalled, signal := context.WithCancel(t.Context())
	p := programIn(nil, nil, io.Discard)
	c := must(p.connect(signalled, parsed(t, "--demo --write")))(t)
	defer c.close()
	check(t, p.openEdits(c))
	edit := raise(t, c, "foo", 150)
	signal()
	result, err := save(t.Context(), t, c, edit)
	if err != nil || result.Verdict != change.Saved {
		t.Errorf("%s, %v, %v; want it saved", result.Verdict, result.Err, err)
	}
}
