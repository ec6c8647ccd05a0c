package e2e

import (
	"testing"

	"banyan/apiclient/simulator"
)

// A number is typed as people write one, its trunk group is opened, and esc comes back to the search
// as it was left and from there to where it was opened.
func TestANumberIsFoundInEachSpellingAndItsTrunkGroupOpened(t *testing.T) {
	t.Parallel()
	for _, dialect := range []string{"apio", "odin"} {
		t.Run(dialect, func(t *testing.T) {
			t.Parallel()
			_, url := serve(t, simulator.Options{})
			d := displayOf(t, 120, 36, demoCredentials(), "--url", url, "--api", dialect)
			d.take(step{"", "16 tenants"}, step{"j", "▸ foo"}, step{"f", "Type what you look for."})
			for _, spelling := range []string{"+32 2 555.01.02", "003225550102", "+32-2-5550102"} {
				d.take(step{"\x15", "Type what you look for."}, step{spelling, "▸APIO_Trunk_Group_Existing ✓ available"})
			}
			const path = "calls from HQ-Inbound priority 1, 70 %"
			d.take(
				step{"", path},
				step{"\x1b[B\x1b[C", "▸ApioEntGrpTest"}, step{"\x1b[D", "▸APIO_Trunk_Group_Existing"},
				step{"\r", "find › APIO_Trunk_Group_Existing"}, step{"", "used by"}, step{"\x1b", path},
				step{"", "+32-2-5550102"}, step{"", "▸APIO_Trunk_Group_Existing"},
				step{"\x1b[C\x1b[C\x1b[C", "▸HQ-Inbound"}, step{"\r", "find › HQ-Inbound"}, step{"", "exhausted"}, step{"\x1b", "▸HQ-Inbound"},
				step{"\x1b", "▸ foo"},
			)
			d.quit("q")
		})
	}
}
