package simulator

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"banyan/capacity"
	"banyan/internal/routing"
)

func defaultDocument(t *testing.T) *document {
	t.Helper()
	d, err := parseWorld(defaultWorld)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// calls is a limit that is a number.
func calls(t *testing.T, l capacity.Limit) int {
	t.Helper()
	n, ok := l.Calls()
	if !ok {
		t.Fatal("unlimited")
	}
	return n
}

// given sums the trunk groups of a group.
func given(g group) (sum, bursting int) {
	for _, t := range g.TrunkGroups {
		sum += t.MaxActiveCalls
		if t.BurstingMaxActiveCalls != nil {
			bursting += *t.BurstingMaxActiveCalls
		}
	}
	return sum, bursting
}

func TestTheSampleTenantSumsToTheDocumentedFigures(t *testing.T) {
	t.Parallel()
	d := defaultDocument(t)
	own := d.trunking("ServiceProviderID")
	maximum, bursting := calls(t, own.MaxActiveCalls), calls(t, own.BurstingMaxActiveCalls)
	sum, available := 0, 0
	for _, g := range d.groups("ServiceProviderID") {
		if g.Trunking != nil {
			sum += g.Trunking.MaxActiveCalls
			available += calls(t, g.Trunking.BurstingMaxAvailableActiveCalls)
		}
	}
	// Both limits, what the groups have of them, and the differences.
	got, want := [...]int{maximum, bursting, sum, available, maximum - sum, bursting - available}, [...]int{226, 18, 114, 36, 112, -18}
	if got != want {
		t.Errorf("%v, not %v", got, want)
	}
}

func TestTheSampleGroupsAreAsPrinted(t *testing.T) {
	t.Parallel()
	d := defaultDocument(t)
	for _, tt := range []struct {
		id, name                           string
		maximum, bursting, available       int
		trunkGroups                        []int
		callDifference, burstingDifference int
	}{
		{"GroupIDA", "Group A", 13, 2, 5, []int{1, 1, 2}, 9, 2},
		{"GroupIDB", "Group B", 36, 2, 5, []int{1, 1, 9}, 25, 2},
		{"GroupIDC", "Group C", 20, 2, 8, []int{12, 10, 9}, -11, -2},
		{"GroupIDE", "Group E", 45, 3, 18, []int{8, 6, 6, 5, 4, 4, 3}, 9, 1},
	} {
		g, _ := d.group("ServiceProviderID", tt.id)
		if g.Name != tt.name || g.Trunking.MaxActiveCalls != tt.maximum ||
			calls(t, g.Trunking.BurstingMaxActiveCalls) != tt.bursting ||
			calls(t, g.Trunking.BurstingMaxAvailableActiveCalls) != tt.available {
			t.Errorf("%s: %+v", tt.id, g.Trunking)
		}
		var each []int
		for _, trunk := range g.TrunkGroups {
			each = append(each, trunk.MaxActiveCalls)
		}
		total, burst := given(g)
		if !slices.Equal(each, tt.trunkGroups) || tt.maximum-total != tt.callDifference || tt.bursting-burst != tt.burstingDifference {
			t.Errorf("%s: trunk groups %v, differences %d and %d", tt.id, each, tt.maximum-total, tt.bursting-burst)
		}
	}
	if g, ok := d.group("ServiceProviderID", "GroupIDD"); !ok || g.Trunking != nil {
		t.Error("GroupIDD has trunking")
	}
}

func TestTheFirstScreenLooksLikeAPlatform(t *testing.T) {
	t.Parallel()
	list := defaultDocument(t).tenants()
	if len(list) < 12 {
		t.Errorf("%d tenants", len(list))
	}
	found := 0
	for _, tenant := range list[:10] {
		if strings.ContainsFunc(tenant.ID+tenant.Name, func(r rune) bool { return r < ' ' || r > 'ÿ' }) {
			t.Errorf("%q (%q) stands among the first", tenant.ID, tenant.Name)
		}
		if tenant.ID == "foo" || tenant.ID == "ServiceProviderID" {
			found++
		}
	}
	if found != 2 {
		t.Errorf("foo or ServiceProviderID is not among the first ten: %v", list[:10])
	}
	// A screen that sorts by ID shows the same first ten rows.
	if !slices.IsSortedFunc(list, func(a, b tenant) int {
		return strings.Compare(strings.ToLower(a.ID), strings.ToLower(b.ID))
	}) {
		t.Error("the tenants are not in the order of their IDs")
	}
}

// TestTheDefaultWorldHasEveryCase looks for each thing that a demo or a test
// wants to find somewhere.
func TestTheDefaultWorldHasEveryCase(t *testing.T) {
	t.Parallel()
	d := defaultDocument(t)
	w := world{directory: directory{sources: []source{d}}}
	found := findings{}
	for _, tenant := range d.tenants() {
		own := d.trunking(tenant.ID)
		found.note("a tenant without trunking", own == nil)
		found.note("an empty tenant", len(d.groups(tenant.ID)) == 0)
		found.note("a tenant of 20 to 60 groups", len(d.groups(tenant.ID)) > 20)
		found.note("an unlimited tenant", own != nil && own.MaxActiveCalls.IsUnlimited())
		for _, g := range d.groups(tenant.ID) {
			found.group(g)
		}
		for _, trunk := range d.trunks(owner{tenant: tenant.ID}) {
			found["a trunk that is "+string(trunk.Mode)] = true
			found.note("a trunk that forwards", trunk.ExhaustionAction == "Forward")
			for _, r := range trunk.Routes {
				member, _ := w.trunkGroup(tenant.ID, r.TrunkGroup)
				found.note("a trunk group that is down and used", member.State == "Unavailable")
			}
		}
	}
	for _, want := range []string{
		"a tenant without trunking", "an empty tenant", "a tenant of 20 to 60 groups", "an unlimited tenant",
		"an over-allocated group", "a group with too much bursting", "an exactly full group", "a blocked group",
		"a group above available", "a group with unlimited bursting", "a trunk group without incoming calls",
		"a trunk group that reports calls", "a trunk group that does not", "a diversion",
		"a trunk that is ordered", "a trunk that is weighted", "a trunk that forwards", "a trunk group that is down and used",
		"an ID of 30 characters", "a name of 80 characters",
		"\x1b[", "\x1b]52;", "\u202e", "/", "%", " ", `"`, "=", "東", "\n",
	} {
		if !found[want] {
			t.Errorf("%q is nowhere", want)
		}
	}
}

// findings are what was seen somewhere.
type findings map[string]bool

func (f findings) note(what string, is bool) { f[what] = f[what] || is }

func (f findings) group(g group) {
	texts := []string{g.ID, g.Name}
	sum, bursting := given(g)
	if g.Trunking != nil {
		own := capacity.Must(g.Trunking.MaxActiveCalls)
		f.note("an over-allocated group", g.Trunking.MaxActiveCalls > 0 && sum > g.Trunking.MaxActiveCalls)
		f.note("an exactly full group", sum > 0 && sum == g.Trunking.MaxActiveCalls)
		f.note("a blocked group", sum > 0 && g.Trunking.MaxActiveCalls == 0)
		f.note("a group above available", own.Compare(g.Trunking.MaxAvailableActiveCalls) > 0)
		f.note("a group with too much bursting", capacity.Must(bursting).Compare(g.Trunking.BurstingMaxActiveCalls) > 0)
		f.note("a group with unlimited bursting", g.Trunking.BurstingMaxActiveCalls.IsUnlimited())
	}
	for _, t := range g.TrunkGroups {
		texts = append(texts, t.Name)
		f.note("a trunk group without incoming calls", t.MaxIncomingCalls != nil && *t.MaxIncomingCalls == 0)
		f.note("a trunk group that reports calls", t.ActiveIncomingCalls != nil)
		f.note("a trunk group that does not", t.ActiveIncomingCalls == nil)
		f.note("a diversion", t.CallForwardingAlways != nil)
	}
	for _, text := range texts {
		for _, part := range []string{"\x1b[", "\x1b]52;", "\u202e", "/", "%", " ", `"`, "東", "\n"} {
			f.note(part, strings.Contains(text, part))
		}
		f.note("=", strings.HasPrefix(text, "="))
	}
	f.note("an ID of 30 characters", utf8.RuneCountInString(g.ID) == longestName)
	f.note("a name of 80 characters", utf8.RuneCountInString(g.Name) == longestLabel)
}

func TestTheInboundTrunkOfTheFormPicture(t *testing.T) {
	t.Parallel()
	d := defaultDocument(t)
	list := d.trunks(owner{tenant: "foo"})
	trunk := list[slices.IndexFunc(list, func(t routing.Trunk) bool { return t.Name == "HQ-Inbound" })]
	route := func(group, name string, priority, weight int) routing.Route {
		return routing.Route{TrunkGroup: routing.Key{GroupID: group, Name: name}, Priority: priority, Weight: weight}
	}
	want := []routing.Route{
		route("ApioEntGrpTest", "APIO_Trunk_Group_Existing", 1, 70),
		route("ApioEntGrpAntwerp", "Trunk-Antwerp", 1, 30),
		route("ApioEntGrpGhent", "Trunk-Backup", 2, 1),
		route("ApioEntGrpLiege", "Trunk-Liege", 3, 1),
	}
	if !slices.Equal(trunk.Routes, want) || trunk.Mode != routing.Weighted ||
		*trunk.MaxReroutes != 5 || *trunk.MaxReroutesWithinPriority != 3 ||
		trunk.ExhaustionAction != "Forward" || trunk.ExhaustionDestination != "+3225550100" {
		t.Errorf("%+v", trunk)
	}
	w := world{directory: directory{sources: []source{d}}}
	for i, calls := range []int{24, 12, 8, 8} {
		if got, _ := w.trunkGroup("foo", want[i].TrunkGroup); got.MaxActiveCalls != calls {
			t.Errorf("%s carries %d calls, not %d", got.Name, got.MaxActiveCalls, calls)
		}
	}
}

func TestEveryTrunkOfTheDefaultWorldMayBeSavedAsItIs(t *testing.T) {
	t.Parallel()
	d := defaultDocument(t)
	trunks, ofGroups := 0, 0
	for of, list := range d.routed {
		for _, trunk := range list {
			trunks++
			for _, problem := range trunk.Validate() {
				t.Errorf("%s of %v: %s", trunk.Name, of, problem.Text)
			}
			if of.group != "" {
				ofGroups++
			}
		}
	}
	if trunks < 10 || ofGroups < 2 {
		t.Errorf("%d trunks, %d of groups: the test shows nothing", trunks, ofGroups)
	}
}
