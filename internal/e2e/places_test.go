package e2e

import (
	"fmt"
	"testing"

	"banyan/apiclient/simulator"
)

// TestPlacesAreComeBackTo goes through places by their keys and by name, on one day and the next.
func TestPlacesAreComeBackTo(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {120, 36}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			_, url := serve(t, simulator.Options{})
			state := "XDG_STATE_HOME=" + t.TempDir()
			open := func() *display {
				return displayOf(t, size[0], size[1], append(demoCredentials(), state), "--url", url)
			}
			d := open()
			d.take(into("Foo Industries", step{"o", "foo › groups"}, step{"", "6 groups"}, step{"j", "▸ ApioEntGrpAntwe"}, step{"\r", "groups › ApioEntGrpAntwerp"}, step{"", "Trunk-Antwerp"})...)
			d.take(step{"b", "pinned: foo group ApioEntGrpAntwerp"}, step{"\x1b", "▸ ApioEntGrpAntwe"}, step{"\x1b", "tenants   "},
				step{"[", "▸ ApioEntGrpAntwe"}, step{"[", "groups › ApioEntGrpAntwerp"}, step{"]", "▸ ApioEntGrpAntwe"}, step{"-", "groups › ApioEntGrpAntwerp"}, step{"-", "▸ ApioEntGrpAntwe"})
			d.take(step{":", "tab complete"}, step{"belf", ":  belf"}, step{"\r", "tenants › BelfortRetail"}, step{"H", "hotspots"}, step{"\x1b", "tenants › BelfortRetail"}, step{"\x7f", "tenants › BelfortRetail"})
			d.quit("\x03")

			next := open()
			next.take(step{"", "pinned  1 foo group ApioEntGrpAntwerp"}, step{"", "recent  2 BelfortRetail"}, step{"1", "groups › ApioEntGrpAntwerp"}, step{"", "Trunk-Antwerp"},
				step{"b", "no longer pinned"}, step{"\x1b", "▸ ApioEntGrpAntwe"}, step{"\x1b", "its own limits"}, step{"\x1b", "recent  1 "})
			next.take(step{":", "tab complete"}, step{"zzz", "nothing is called that"}, step{"\x1b", "q quit"})
			next.quit("\x03")
		})
	}
}
