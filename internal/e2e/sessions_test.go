package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"banyan/apiclient/simulator"
)

// TestAnotherProfileIsEntered goes from a demo to a platform, where somebody logs in, and back.
func TestAnotherProfileIsEntered(t *testing.T) {
	t.Parallel()
	_, url := serve(t, simulator.Options{})
	config := t.TempDir()
	file := filepath.Join(config, "banyan", "config.yaml")
	check(t, os.Mkdir(filepath.Dir(file), 0o700))
	check(t, os.WriteFile(file, []byte(fmt.Sprintf("profiles:\n  lab: {url: %s, api: odin, username: demo, label: LAB, accent: red, mode: write}\n", url)), 0o600))
	d := displayOf(t, 80, 24, []string{"XDG_CONFIG_HOME=" + config, "XDG_STATE_HOME=" + t.TempDir()}, "--demo")
	d.take(into("Foo Industries", step{"\x0f", "Profiles"}, step{"", "lab    LAB"}, step{"", "inside the program"}, step{"", "connecting leaves demo"},
		step{"\r", "Log in   lab"}, step{"", "ctrl+o other profile"}, step{"demo", "••••"}, step{"\r", "tenants   "}, step{"", "lab   WRITE   LAB"}, step{"H", "not scanned"})...)
	d.take(step{":", "tab complete"}, step{"profile demo", "inside the program"}, step{"\r", "demo   READ-ONLY   DEMO"}, step{"", "tenants   "})
	d.take(step{"\x0f", "connected"}, step{"\r", "lab   WRITE   LAB"}, step{"", "tenants   "})
	d.quit("\x03")
}

// TestNothingTypedIsLostWhereASessionEnds types into a form, has the platform end the session, logs in
// again over the form and saves what was typed.
func TestNothingTypedIsLostWhereASessionEnds(t *testing.T) {
	t.Parallel()
	server, url := serve(t, simulator.Options{Core: simulator.Core{Gateways: []string{"BE"}}})
	env := []string{"BANYAN_USERNAME=demo", "BANYAN_PASSWORD=demo", "XDG_STATE_HOME=" + t.TempDir()}
	d := displayOf(t, 80, 24, env, "--url", url, "--auth", "core", "--write")
	d.take(into("Foo Industries", step{"e", "limits of tenant foo"}, step{"80", "80▏ was"})...)
	server.ExpireSessions()
	d.take(step{"\x13", "nothing was sent: the session has ended"}, step{"", "ctrl+o logs in again; nothing typed is lost"},
		step{"\x0f", "Log in again"}, step{"wrong", "•••••"}, step{"\r", "REFUSED"}, step{"demo", "••••"}, step{"\r", "logged in again as demo"},
		step{"", "80▏ was"}, step{"\x13", "Review"}, step{"", "80"}, step{"\x1b", "ctrl+s review"})
	if writes := server.Writes(); len(writes) > 0 {
		t.Errorf("%d writes without a yes", len(writes))
	}
	d.take(step{"\x03", "Quit without saving?"})
	d.untilQuiet(400 * time.Millisecond) // a question takes no answer before anybody can have read it
	d.quit("y")
}
