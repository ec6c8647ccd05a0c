package change_test

import (
	"encoding/json"
	"testing"
	"testing/synctest"

	"banyan/internal/change"
)

// spellings are ways to write one host each.
func spellings() [][]string {
	return [][]string{
		{"pbx.example.net", "PBX.Example.net", "pbx.example.net.", "pbx.example.net:443", "pbx.example.net:80", "PBX.example.net.:443"},
		{"localhost", "127.0.0.1", "[::1]", "::1", "LOCALHOST", "localhost.", "127.0.0.1:443", "[::1]:80", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]"},
		{"localhost:8080", "127.0.0.1:8080", "[::1]:8080", "localhost.:8080"},
		{"192.0.2.7:8443", "[::ffff:192.0.2.7]:8443"},
		{"[2001:db8::1]", "[2001:DB8:0::1]:443", "2001:db8::1"},
		{"127.0.0.2"},
		{"localhost:8081"},
		{"h:8443"},
		{"h:8443/api/v01/p1", "H:8443/api/v01/p1"},
		{"h:8443/api/v01/p2"},
		{"localhost:8080/api/v01/p1", "127.0.0.1:8080/api/v01/p1"},
		{"h:1443"},
		{""},
		{"https://be.example"},
	}
}

func TestOneHostIsOneHoweverItIsWritten(t *testing.T) {
	seen := make(map[string]string)
	for _, group := range spellings() {
		for _, host := range group {
			want(t, host, change.CanonicalHost(host), change.CanonicalHost(group[0]))
			want(t, host+" once more", change.CanonicalHost(change.CanonicalHost(host)), change.CanonicalHost(host))
		}
		if other, taken := seen[change.CanonicalHost(group[0])]; taken {
			t.Errorf("%s is taken for %s", group[0], other)
		}
		seen[change.CanonicalHost(group[0])] = group[0]
	}
}

// What is on record of a subject counts however its host was written then, in journals
// written earlier too.
func TestASubjectIsOneHoweverItsHostIsWritten(t *testing.T) {
	t.Parallel()
	for _, group := range spellings() {
		for _, host := range group {
			t.Run(group[0]+" as "+host, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := hqWorld()
					dir := t.TempDir()
					reach := func(o *change.Options) {
						o.Open = func(subject change.Subject) (change.Target, bool) {
							subject.Host = here
							return w.open(subject)
						}
					}
					subject, other := hq(), hq()
					subject.Host, other.Host = group[0], host
					first := service(t, w, dir, reach)
					noErr(t, first.Drafts().Put(subject, base(), "typed"))
					noErr(t, first.Keep(subject.Named("Kept"), json.RawMessage(`["kept"]`)))
					w.fail(fault{effect: never, answer: errLost()}, 0)
					edit := edits()["change"]
					edit.Subject = subject
					result := save(t, first, edit)
					want(t, "own drafts", len(drafts(t, first, other)), 1)
					shut(t, first)
					s := service(t, w, dir, reach)
					edit.Subject = other
					wantOpen(t, errOf(s.Prepare(t.Context(), edit)), result.Entry)
					unsettled, err := s.Unsettled(other)
					want(t, "unsettled", err == nil && len(unsettled) == 1, true)
					found := drafts(t, s, other)
					want(t, "drafts", len(found), 1)
					noErr(t, s.Drafts().Adopt(found[0]))
					noErr(t, s.Drafts().Drop(other))
					want(t, "drafts once dropped", len(drafts(t, s, subject)), 0)
					want(t, "kept", kept[string](t, s, other.Named("Kept")), []string{"kept"})
				})
			})
		}
	}
}

func TestATargetIsFoundHoweverItsHostIsWritten(t *testing.T) {
	open := change.Targets("127.0.0.1:8080", "APIO", nil)
	for host, reachable := range map[string]bool{"localhost:8080": true, "127.0.0.1:8080": true, "localhost:8081": false, "localhost": false} {
		subject := inbound()
		subject.Host = host
		_, ok := open(subject)
		want(t, host+" is reachable", ok, reachable)
	}
}
