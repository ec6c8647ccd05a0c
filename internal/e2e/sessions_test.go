package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

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
