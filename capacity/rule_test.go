package capacity_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"banyan/capacity"
)

// lines writes findings as severity, code, path and text.
func lines(findings []capacity.Finding) []string {
	var out []string
	for _, f := range findings {
		out = append(out, fmt.Sprintf("%v %s %s %s", f.Severity, f.Code, strings.Join(f.Path, "/"), f.Text))
	}
	return out
}

// wide is a tenant with room for any group, whose groups' bursting is a ceiling:
// of its own it has the one finding of unused calls.
func wide(groups ...capacity.Group) capacity.Tenant {
	t := tenant(1_000_000, 5, groups...)
	t.MaxActiveCalls = unlimited()
	return t
}

// with returns a value with a change.
func with[T any](v T, change func(*T)) T {
	change(&v)
	return v
}

func TestGroupFindings(t *testing.T) {
	tests := []struct {
		name  string
		group capacity.Group
		want  []string
	}{
		{"exactly full is no finding", group("A", 20, 2, trunkGroup("T1", 15, 2), trunkGroup("T2", 5, 0)), nil},
		{"more calls given out than the group has", group("C", 20, 4, trunkGroup("T1", 20, 0), trunkGroup("T2", 11, 0)), []string{
			"over calls-over foo/C OVER 11 calls x1.6: trunk groups 31, group 20",
		}},
		{"one call is singular, and over by little does not read as full", group("C", 100, 0, trunkGroup("T1", 101, 0)), []string{
			"over calls-over foo/C OVER 1 call x1.01: trunk groups 101, group 100",
		}},
		{"over by next to nothing has no ratio in words", group("C", 9999, 0, trunkGroup("T1", 10_000, 0)), []string{
			"over calls-over foo/C OVER 1 call: trunk groups 10000, group 9999",
		}},
		{"more bursting given out than the group has", group("C", 8, 2, trunkGroup("T1", 4, 2), trunkGroup("T2", 4, 2)), []string{
			"over bursting-over foo/C BURST OVER 2: trunk groups 4, group 2",
		}},
		{"over already with a trunk group unread", group("C", 20, 0, trunkGroup("T1", 31, 0), capacity.TrunkGroup{Name: "T2"}), []string{
			"over calls-over foo/C OVER at least 11 calls x1.6: trunk groups at least 31 (1 of 2 read), group 20",
		}},
		{"bursting over already with a trunk group unread", group("C", 20, 1, trunkGroup("T1", 20, 3), capacity.TrunkGroup{Name: "T2", MaxActiveCalls: n(0)}), []string{
			"over bursting-over foo/C BURST OVER at least 2: trunk groups at least 3 (1 of 2 read), group 1",
		}},
		{"not over yet with a trunk group unread is neither fine nor over", group("C", 20, 0, trunkGroup("T1", 4, 0), capacity.TrunkGroup{Name: "T2"}), nil},
		{"calls given out of nothing", group("C", 0, 0, trunkGroup("T1", 4, 0), trunkGroup("T2", 4, 0), trunkGroup("T3", 4, 0)), []string{
			"blocked max-zero foo/C BLOCKED: max 0, 3 trunk groups carry no calls",
			"over calls-over foo/C OVER 12 calls: trunk groups 12, group 0",
		}},
		{"one trunk group is singular", group("C", 0, 0, trunkGroup("T1", 0, 0)), []string{"blocked max-zero foo/C BLOCKED: max 0, 1 trunk group carries no calls"}},
		{"max 0 without trunk groups blocks nobody", group("C", 0, 0), nil},
		{"trunk groups where trunking is not assigned", with(notAssigned("C"), func(g *capacity.Group) { g.TrunkGroups = []capacity.TrunkGroup{trunkGroup("T1", 4, 0)} }), []string{
			"blocked max-zero foo/C BLOCKED: trunking not assigned, 1 trunk group carries no calls",
			"over calls-over foo/C OVER 4 calls: trunk groups 4, group 0",
		}},
		{"a max that was not read is not zero", capacity.Group{ID: "C", TrunkGroupsListed: true, TrunkGroups: []capacity.TrunkGroup{trunkGroup("T1", 4, 0)}}, nil},
		{"above what the tenant permits, in calls and in bursting", with(group("C", 40, 8, trunkGroup("T1", 40, 8)), func(g *capacity.Group) { g.MaxAvailableActiveCalls = n(30) }), []string{
			"over above-available foo/C ABOVE AVAILABLE: bursting 8, tenant permits 5",
			"over above-available foo/C ABOVE AVAILABLE: max 40, tenant permits 30",
		}},
		{"unlimited bursting is above any number", with(group("C", 4, 0, trunkGroup("T1", 4, 0)), func(g *capacity.Group) { g.BurstingMaxActiveCalls = unlimited() }), []string{
			"over above-available foo/C ABOVE AVAILABLE: bursting unlimited, tenant permits 5",
		}},
		{"as much as the tenant permits is no finding", with(group("C", 30, 5, trunkGroup("T1", 30, 5)), func(g *capacity.Group) { g.MaxAvailableActiveCalls = n(30) }), nil},
		{"unlimited available permits anything, unread available says nothing", with(group("C", 30, 50, trunkGroup("T1", 30, 50)), func(g *capacity.Group) {
			g.MaxAvailableActiveCalls, g.BurstingMaxAvailableActiveCalls = unread(), unlimited()
		}), nil},
		{"unused calls", group("A", 13, 2, trunkGroup("T1", 1, 0), trunkGroup("T2", 1, 0), trunkGroup("T3", 2, 0)), []string{
			"info unused foo/A UNUSED 9: trunk groups hold 4 of 13",
		}},
		{"an unlimited trunk group in a group with a number", group("C", 20, 5, capacity.TrunkGroup{Name: "T", MaxActiveCalls: unlimited(), BurstingMaxActiveCalls: unlimited()}), []string{
			"over calls-over foo/C OVER: trunk groups unlimited, group 20",
			"over bursting-over foo/C BURST OVER: trunk groups unlimited, group 5",
		}},
		{"an unlimited trunk group beside one that was not read", group("C", 20, 5, capacity.TrunkGroup{Name: "T", MaxActiveCalls: unlimited()}, capacity.TrunkGroup{Name: "U"}), []string{
			"over calls-over foo/C OVER: trunk groups at least unlimited (1 of 2 read), group 20",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := capacity.Analyze(wide(tt.group))
			if got := lines(b.Groups[0].Findings); !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestTrunkGroupFindings(t *testing.T) {
	tests := []struct {
		name   string
		change func(*capacity.TrunkGroup)
		want   []string
	}{
		{"no direction limits", func(*capacity.TrunkGroup) {}, nil},
		{"direction limits above zero", func(t *capacity.TrunkGroup) { t.MaxIncomingCalls, t.MaxOutgoingCalls = n(1), unlimited() }, nil},
		{"no incoming calls", func(t *capacity.TrunkGroup) { t.MaxIncomingCalls = n(0) }, []string{"blocked max-zero foo/A/T BLOCKED: max incoming 0, trunk group carries no incoming calls"}},
		{"no outgoing calls", func(t *capacity.TrunkGroup) { t.MaxOutgoingCalls = n(0) }, []string{"blocked max-zero foo/A/T BLOCKED: max outgoing 0, trunk group carries no outgoing calls"}},
		{"neither", func(t *capacity.TrunkGroup) { t.MaxIncomingCalls, t.MaxOutgoingCalls = n(0), n(0) }, []string{"blocked max-zero foo/A/T BLOCKED: max incoming 0, max outgoing 0, trunk group carries no calls"}},
		{"down, and nobody is known to use it", func(t *capacity.TrunkGroup) { t.Down = true }, []string{"notice down foo/A/T DOWN: trunk group is reported as not available"}},
		{"down and blocked", func(t *capacity.TrunkGroup) { t.MaxIncomingCalls, t.Down = n(0), true }, []string{
			"blocked max-zero foo/A/T BLOCKED: max incoming 0, trunk group carries no incoming calls",
			"notice down foo/A/T DOWN: trunk group is reported as not available",
		}},
		{"used and not down", func(t *capacity.TrunkGroup) { t.UsedBy = []string{"HQ"} }, nil},
		{"down and used", func(t *capacity.TrunkGroup) { t.Down, t.UsedBy = true, []string{"HQ"} }, []string{"blocked down-in-use foo/A/T BLOCKED: trunk group is down, used by enterprise trunk HQ"}},
		{"down and used twice", func(t *capacity.TrunkGroup) { t.Down, t.UsedBy = true, []string{"HQ", "Ghent"} }, []string{"blocked down-in-use foo/A/T BLOCKED: trunk group is down, used by 2 enterprise trunks: HQ, Ghent"}},
		{"down, used and blocked", func(t *capacity.TrunkGroup) { t.MaxIncomingCalls, t.Down, t.UsedBy = n(0), true, []string{"HQ"} }, []string{
			"blocked max-zero foo/A/T BLOCKED: max incoming 0, trunk group carries no incoming calls",
			"blocked down-in-use foo/A/T BLOCKED: trunk group is down, used by enterprise trunk HQ",
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			tg := trunkGroup("T", 4, 0)
			tt.change(&tg)
			b := capacity.Analyze(wide(group("A", 4, 0, tg)))
			if got := lines(b.Groups[0].Findings); !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
			if got := lines(b.Findings); !slices.Equal(got, tt.want) {
				t.Errorf("of the tenant: got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestPathsOfTrunkGroupsAreTheirOwn(t *testing.T) {
	first, second := trunkGroup("T1", 0, 0), trunkGroup("T2", 0, 0)
	first.MaxIncomingCalls, second.MaxIncomingCalls = n(0), n(0)
	b := capacity.Analyze(wide(group("A", 4, 0, first, second)))
	for i, want := range []string{"foo/A/T1", "foo/A/T2"} {
		if got := strings.Join(b.Findings[i].Path, "/"); got != want {
			t.Errorf("finding %d is at %s, want %s", i, got, want)
		}
	}
}

func TestTenantFindings(t *testing.T) {
	full := func(id string, calls int, bursting, available capacity.Reading) capacity.Group {
		g := group(id, calls, 0, capacity.TrunkGroup{Name: "T", MaxActiveCalls: n(calls), BurstingMaxActiveCalls: bursting})
		g.BurstingMaxActiveCalls, g.BurstingMaxAvailableActiveCalls = bursting, available
		return g
	}
	tests := []struct {
		name   string
		tenant capacity.Tenant
		want   []string
	}{
		{"exactly full is no finding", tenant(20, 5, full("A", 20, n(5), n(5))), nil},
		{"calls over", tenant(20, 5, full("A", 13, n(0), n(5)), full("B", 18, n(0), n(5))), []string{"over calls-over foo OVER 11 calls x1.6: groups 31, tenant 20"}},
		{"bursting over", tenant(20, 5, full("A", 10, n(5), n(5)), full("B", 10, n(3), n(5))), []string{"over bursting-over foo BURST OVER 3: groups 8, tenant 5"}},
		{"unused", tenant(226, 18, full("A", 114, n(0), n(5))), []string{"info unused foo UNUSED 112: groups hold 114 of 226"}},
		{"unlimited is not unused", wide(full("A", 114, n(0), n(5))), nil},
		{"groups may take more bursting than there is", tenant(20, 18, full("A", 10, n(0), n(18)), full("B", 10, n(0), n(10)), full("C", 0, n(0), n(8))), []string{"notice bursting-available foo BURST AVAILABLE -18: groups may take 36 of 18"}},
		{"a ceiling told to each group is no share", tenant(20, 18, full("A", 10, n(0), n(18)), full("B", 10, n(0), n(18))), nil},
		{"an unlimited ceiling is no share", tenant(20, 18, full("A", 10, n(0), unlimited()), full("B", 10, n(0), n(18))), nil},
		{"one share among ceilings is a share", tenant(20, 18, full("A", 10, n(0), unlimited()), full("B", 10, n(0), n(4))), []string{"notice bursting-available foo BURST AVAILABLE -unlim: groups may take unlimited of 18"}},
		{"a group without trunking was told nothing", tenant(20, 18, full("A", 10, n(0), n(18)), full("B", 10, n(0), n(18)), notAssigned("C")), nil},
		{"nor was one that is told zeros", tenant(20, 18, full("A", 10, n(0), n(18)), full("B", 10, n(0), n(18)), with(notAssigned("C"), func(g *capacity.Group) { g.BurstingMaxAvailableActiveCalls = n(0) })), nil},
		{"shares over already with a group unread", tenant(20, 18, full("A", 10, n(0), n(12)), full("B", 10, n(0), n(12)), capacity.Group{ID: "C"}), []string{"notice bursting-available foo BURST AVAILABLE at most -6: groups may take at least 24 (2 of 3 read) of 18"}},
		{"ceilings with a group unread", tenant(20, 18, full("A", 10, n(0), n(18)), full("B", 10, n(0), n(18)), capacity.Group{ID: "C"}), nil},
		{"over already with the group list unread", with(tenant(20, 18, full("A", 31, n(0), n(18))), func(t *capacity.Tenant) { t.GroupsListed = false }), []string{
			"over calls-over foo OVER at least 11 calls x1.6: groups at least 31 (1 of ? read), tenant 20",
		}},
		{"nothing known is no finding", capacity.Tenant{ID: "foo", Groups: make([]capacity.Group, 3)}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, f := range capacity.Analyze(tt.tenant).Findings {
				if len(f.Path) == 1 {
					got = append(got, lines([]capacity.Finding{f})...)
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestNegativeDifferencesAreMarkedWithoutAFinding(t *testing.T) {
	ceiling := group("A", 20, 0, trunkGroup("T", 20, 0))
	ceiling.BurstingMaxAvailableActiveCalls = n(18)
	b := capacity.Analyze(tenant(40, 18, ceiling, ceiling))
	if len(b.Findings) != 0 {
		t.Errorf("findings: %q", lines(b.Findings))
	}
	if !b.BurstingAvailable.Difference.IsNegative() {
		t.Error("-18 is not negative")
	}
}

func TestAGroupWithMoreTrunkGroupsThanItIsLicensedForIsOver(t *testing.T) {
	g := capacity.Group{ID: "g", Licence: capacity.Licence{Licensed: n(1), InUse: n(3), Allowed: n(0)}, TrunkGroupsListed: true}
	b := capacity.Analyze(capacity.Tenant{ID: "t", GroupsListed: true, Groups: []capacity.Group{g}})
	const want = "LICENCES OVER 2: trunk groups in use 3, group is licensed for 1"
	if f := b.Findings; len(f) != 1 || f[0].Text != want || f[0].Code != capacity.LicencesOver || len(f[0].Path) != 2 || len(b.Groups[0].Findings) != 1 {
		t.Errorf("%+v", f)
	}
}

func TestMoreTrunkGroupsThanAreLicensedAreOver(t *testing.T) {
	n := func(calls int) capacity.Reading { return capacity.Read(capacity.Must(calls)) }
	unlimited := capacity.Read(capacity.Unlimited())
	for what, test := range map[string]struct {
		licence capacity.Licence
		want    string
	}{
		"nothing told":          {capacity.Licence{}, ""},
		"nothing taken told":    {capacity.Licence{Licensed: n(3)}, ""},
		"nothing licensed told": {capacity.Licence{Given: n(3)}, ""},
		"just all":              {capacity.Licence{Licensed: n(3), Given: n(3), InUse: n(3)}, ""},
		"unlimited":             {capacity.Licence{Licensed: unlimited, Given: unlimited}, ""},
		"given":                 {capacity.Licence{Licensed: n(10), Given: n(13), InUse: n(2)}, "LICENCES OVER 3: trunk groups given 13, tenant is licensed for 10"},
		"in use":                {capacity.Licence{Licensed: n(10), Given: n(11), InUse: n(12)}, "LICENCES OVER 2: trunk groups in use 12, tenant is licensed for 10"},
		"without a limit":       {capacity.Licence{Licensed: n(0), Given: unlimited}, "LICENCES OVER: trunk groups given unlimited, tenant is licensed for 0"},
	} {
		found, wrong := test.licence.Finding("t")
		if found.Text != test.want || wrong != (test.want != "") {
			t.Errorf("%s: %+v", what, found)
		}
		if wrong && (found.Severity != capacity.Over || found.Code != capacity.LicencesOver) {
			t.Errorf("%s: %+v", what, found)
		}
	}
}
