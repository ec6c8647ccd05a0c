package e2e

import (
	"fmt"
	"regexp"
	"testing"

	"banyan/apiclient/simulator"
)

// job is something that people come for, what it may cost and what must come of it.
type job struct {
	name   string
	start  []step // from the list of tenants to where the job begins
	keys   []step // to do it
	most   int    // keys, at the most
	seen   string // at the end, as a regular expression; on every screen
	beside string // in the preview, where the screen has room for it
	sent   string // the body of the one write, as a regular expression; "" where there is none
}

// jobs are done one after the other on the same platform, where a scan has been made.
func jobs() []job {
	routing := func(name string) []step {
		return into("Foo Industries", step{"t", "1 with a route down"}, step{"j", "▸ " + name}, step{"\r", "exhausted  →"})
	}
	review := []step{{"\x13", "nothing is sent yet"}, {"y", "SAVED"}}
	save := func(steps ...step) []step { return append(steps, review...) }
	members := into("Foo Industries", step{"o", "foo › groups"}, step{"", "6 groups"}, step{"\r", "▸ APIO_Trunk"})
	return []job{
		{
			name: "see the worst tenant and what is wrong with it",
			seen: `(?s)▸ TaxiUnion .*■ 3 blocked.* ■ TU-\S+ BLOCKED`,
		}, {
			name: "find the most over-allocated group and why",
			keys: []step{{"H", "▸ TaxiUnion › TU-AIRPORT"}}, most: 1,
			seen: `TU-AIRPORT.* OVER 10 calls`, beside: `10/0 +-10 ▲ OVER`,
		}, {
			name: "get from a number to its path",
			keys: []step{{"f", "Type what you look for"}, {"+3225550102", "▸ +32"}}, most: 1 + len("+3225550102"),
			seen: `(?s)APIO_Trunk_Group_Existing.*HQ-Inbound +prio(rity)? 1, 70 %`, beside: `✓ available · \d+/24 calls`,
		}, {
			name: "get from a part of a name to its path",
			keys: []step{{"f", "Type what you look for"}, {"trunk-an", "▸ Trunk-Antwerp"}}, most: 1 + len("trunk-an"),
			seen: `(?s)Trunk-Antwerp.*HQ-Inbound +prio(rity)? 1, 30 %`,
		}, {
			name: "mend it: raise its limit so that it holds what is allocated",
			keys: save(step{"H", "▸ TaxiUnion › TU-AIRPORT"}, step{"e", "10 is the least"}, step{"", "ctrl+s review"}, step{"10", "was 0"}), most: 6,
			seen: `SAVED`, sent: `"maxActiveCalls":10\b`,
		}, {
			name:  "see what changed here since yesterday",
			start: into("TaxiUnion", step{"", "▸ TaxiUnion"}), keys: []step{{"T", "WHAT CHANGED"}}, most: 1,
			seen: `TU-AIRPORT +max active calls 0 → 10`, beside: `(?s)Saved at .*the same field|by \S+`,
		}, {
			name: "70/30 to 50/50", start: routing("HQ-Inbound"),
			keys: save(step{"e", "ctrl+s review"}, step{"=", "was 70"}), most: 4,
			seen: `70 +→ +50`, sent: `Existing"},"priority":1,"weight":50},.*Antwerp"},"priority":1,"weight":50}`,
		}, {
			name: "swap the first two of an ordered one", start: routing("National-Outbound"),
			keys: save(step{"e", "ctrl+s review"}, step{"J", "not saved"}), most: 4,
			seen: `SAVED`, sent: `Existing.*Antwerp.*Namur`,
		}, {
			name: "take a trunk group out of an enterprise trunk", start: routing("HQ-Inbound"),
			keys: save(step{"e", "ctrl+s review"}, step{"j", "▸ Trunk-Antwerp"}, step{"p", "parked"}), most: 5,
			seen: `SAVED`, sent: `Existing"},"priority":1,"weight":50},{"trunkGroup":{"groupId":"[^"]*","name":"Trunk-Backup`,
		}, {
			name: "and put it back", start: routing("HQ-Inbound"),
			keys: save(step{"e", "ctrl+s review"}, step{"j", "▸ Trunk-Antwerp"}, step{"p", "1 change"}), most: 5,
			seen: `SAVED`, sent: `Existing.*Antwerp"},"priority":1,"weight":50}.*Backup`,
		}, {
			name: "another tenant's routing, and back to where one was", start: into("Belfort Retail", step{"o", "BelfortRetail › groups"}),
			keys: []step{{":", "tab complete"}, {"foo routing HQ-Inbound", "foo routing HQ-Inbound"}, {"\r", "exhausted  →"}, {"-", "BelfortRetail › groups"}},
			most: 3 + len("foo routing HQ-Inbound"),
			seen: `BelfortRetail › groups`,
		}, {
			name: "see who uses a trunk group", start: members,
			seen: `▸ APIO_Trunk`, beside: `HQ-Inbound +prio(rity)? 1`,
		}, {
			name: "open one that uses it", start: append(members, step{"\r", "used by"}, step{"", "HQ-Inbound"}),
			keys: []step{{"\r", "exhausted  →"}}, most: 1,
			seen: `▸ .*APIO_Trunk_Group_Existing`, // of whichever stands first: they are read side by side
		},
	}
}

// TestJobsCostFewKeys does what people come for by the keys they press.
func TestJobsCostFewKeys(t *testing.T) {
	t.Parallel()
	for _, size := range [][2]int{{80, 24}, {160, 44}} {
		t.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(t *testing.T) {
			t.Parallel()
			server, url := serve(t, simulator.Options{})
			state := "XDG_STATE_HOME=" + t.TempDir()
			open := func() *display {
				return displayOf(t, size[0], size[1], append(demoCredentials(), state), "--url", url, "--write", "--scan-rate", "1000")
			}
			scan := open()
			scan.take(step{"H", "not scanned"}, step{"R", "16 of 16 tenants read"})
			scan.quit("\x03")
			for _, job := range jobs() {
				written := len(server.Writes())
				d := open()
				d.take(job.start...)
				pressed := d.take(job.keys...)
				d.untilHolds(job.seen+" for "+job.name, regexp.MustCompile(job.seen).MatchString)
				if job.beside != "" && size[0] >= 140 {
					d.untilHolds(job.beside+" for "+job.name, regexp.MustCompile(job.beside).MatchString)
				}
				if pressed > job.most {
					t.Errorf("%d keys to %s, want at most %d", pressed, job.name, job.most)
				}
				d.quit("\x03")
				writes := server.Writes()[written:]
				if job.sent == "" && len(writes) == 0 {
					continue
				}
				if len(writes) != 1 || !regexp.MustCompile(job.sent).MatchString(writes[0].Body) {
					t.Errorf("to %s %+v was sent, want %s once", job.name, writes, job.sent)
				}
			}
		})
	}
}
