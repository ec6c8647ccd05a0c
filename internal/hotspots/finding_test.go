package hotspots

import (
	"encoding/json"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"banyan/capacity"
)

func calls(n int) capacity.Reading { return capacity.Read(capacity.Must(n)) }

// sick is a tenant with every kind of finding.
func sick() capacity.Tenant {
	trunk := func(name string, own int) capacity.TrunkGroup {
		return capacity.TrunkGroup{Name: name, MaxActiveCalls: calls(own), BurstingMaxActiveCalls: calls(3)}
	}
	zero, down := trunk("zero", 1), trunk("down", 1)
	zero.MaxIncomingCalls, zero.MaxOutgoingCalls = calls(0), calls(0)
	down.Down = true
	used := down
	used.Name, used.UsedBy = "used", []string{"HQ", "Backup"}
	group := func(id string, own, available int, trunks ...capacity.TrunkGroup) capacity.Group {
		return capacity.Group{
			ID: id, Assignment: capacity.Assigned, MaxActiveCalls: calls(own), MaxAvailableActiveCalls: calls(available),
			BurstingMaxActiveCalls: calls(own), BurstingMaxAvailableActiveCalls: calls(available),
			TrunkGroupsListed: true, TrunkGroups: trunks,
		}
	}
	return capacity.Tenant{
		ID: "foo", Assignment: capacity.Assigned, MaxActiveCalls: calls(30), BurstingMaxActiveCalls: calls(18), GroupsListed: true,
		Groups: []capacity.Group{
			group("over", 2, 50, trunk("a", 8), trunk("b", 5)),
			group("above", 40, 30),
			group("max0", 0, 30, trunk("c", 0), trunk("d", 0)),
			group("trunks", 50, 50, zero, down, used),
		},
	}
}

func TestEveryFindingTellsHowBadItIs(t *testing.T) {
	t.Parallel()
	got := make(map[string]float64)
	found := Findings(capacity.Analyze(sick()))
	for _, f := range found {
		if _, twice := got[f.Key()]; twice {
			t.Errorf("%s is there twice", f.Key())
		}
		got[f.Key()] = f.Excess
	}
	for key, want := range map[string]float64{
		`["calls-over","","foo"]`:                      62,
		`["bursting-over","","foo"]`:                   74,
		`["bursting-available","","foo"]`:              142,
		`["calls-over","","foo","over"]`:               11,
		`["bursting-over","","foo","over"]`:            4,
		`["above-available","max","foo","above"]`:      10,
		`["above-available","bursting","foo","above"]`: 10,
		`["max-zero","","foo","max0"]`:                 2,
		`["bursting-over","","foo","max0"]`:            6,
		`["max-zero","","foo","trunks","zero"]`:        2,
		`["down","","foo","trunks","down"]`:            0,
		`["down-in-use","","foo","trunks","used"]`:     2,
	} {
		if excess, have := got[key]; !have || excess != want {
			t.Errorf("%s: %v, want %v", key, excess, want)
		}
		delete(got, key)
	}
	if len(got) > 0 {
		t.Errorf("not thought of: %v", got)
	}
	for _, f := range found {
		text, err := json.Marshal(f)
		var back Finding
		if err == nil {
			err = json.Unmarshal(text, &back)
		}
		if err != nil || back.Key() != f.Key() || back.Worse(f) || f.Worse(back) {
			t.Errorf("%s: %+v, %v", text, back, err)
		}
	}
}

func TestWhatIsInfinitelyOverRanksFirst(t *testing.T) {
	t.Parallel()
	tenant := sick()
	tenant.Groups[0].TrunkGroups[0].MaxActiveCalls = capacity.Read(capacity.Unlimited())
	for _, f := range Findings(capacity.Analyze(tenant)) {
		if f.Severity != capacity.Over {
			continue
		}
		if !math.IsInf(f.Ratio, 1) {
			t.Errorf("%+v comes first", f)
		}
		return
	}
}

func TestWhatIsNoFindingIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`null`, `{}`, `{"severity":"info","path":["a"]}`, `{"severity":"over","path":[]}`, `{"severity":"over","path":["a"],"ratio":"much"}`, `[]`} {
		var f Finding
		if err := json.Unmarshal([]byte(text), &f); err == nil {
			t.Errorf("%s: %+v", text, f)
		}
	}
}

func TestTheLevelsOfATenantComeBackFromAFile(t *testing.T) {
	t.Parallel()
	tenant := sick()
	tenant.Groups[0].TrunkGroups[0].MaxActiveCalls = capacity.Read(capacity.Unlimited())
	tenant.Groups[0].TrunkGroups[0].Device = "sbc-1"
	tenant.Groups[1].MaxActiveCalls = capacity.Reading{}
	kept := levels(tenant)
	text, err := json.Marshal(record{Tenant: tenantRecord{ID: "foo"}, Levels: &kept})
	noErr(t, err)
	var back record
	noErr(t, json.Unmarshal(text, &back))
	got, known := back.breakdown()
	if diff := cmp.Diff(capacity.Analyze(tenant), got, cmp.Exporter(func(reflect.Type) bool { return true })); diff != "" || !known {
		t.Errorf("known %v\n%s", known, diff)
	}
	if _, known := (record{}).breakdown(); known {
		t.Error("a record without levels has a breakdown")
	}
	for _, text := range []string{`{"max":-2}`, `{"groups":[{"id":"g","trunks":[{"in":-7}]}]}`, `[]`} {
		if err := json.Unmarshal([]byte(text), new(levels)); err == nil {
			t.Errorf("%s is taken", text)
		}
	}
}

func TestWhatIsNextToFillIsListedBesideTheFindings(t *testing.T) {
	t.Parallel()
	group := func(id string, own, given int) capacity.Group {
		return capacity.Group{
			ID: id, Assignment: capacity.Assigned, MaxActiveCalls: calls(own), MaxAvailableActiveCalls: calls(1000), BurstingMaxActiveCalls: calls(0),
			BurstingMaxAvailableActiveCalls: calls(0), TrunkGroupsListed: true, TrunkGroups: []capacity.TrunkGroup{{Name: "t", MaxActiveCalls: calls(given), BurstingMaxActiveCalls: calls(0)}},
		}
	}
	unread := group("unread", 10, 0)
	unread.TrunkGroups = append(unread.TrunkGroups, capacity.TrunkGroup{Name: "u"})
	tenant := capacity.Tenant{
		ID: "foo", Assignment: capacity.Assigned, MaxActiveCalls: calls(1000), BurstingMaxActiveCalls: calls(0), GroupsListed: true,
		Groups: []capacity.Group{group("nine", 10, 9), group("most", 100, 95), group("some", 10, 8), group("small", 5, 5), group("large", 50, 50), group("over", 5, 6), group("none", 0, 0), unread},
	}
	kept := levels(tenant)
	l := newListing([]record{record{Tenant: tenantRecord{ID: "foo"}, At: time.Now(), Levels: &kept}.revived()}, nil)
	ids := func(entries []Entry) string {
		var all []string
		for _, e := range entries {
			all = append(all, e.Path()[1])
			if e.IsFinding() {
				t.Errorf("%v is a finding", e.Path())
			}
		}
		return strings.Join(all, " ")
	}
	if near, full := ids(l.Near), ids(l.Full); near != "most nine" || full != "large small" {
		t.Errorf("near %q, full %q", near, full)
	}
	if b, _, known := l.Breakdown("foo"); !known || len(b.Groups) != len(tenant.Groups) {
		t.Errorf("known %v, %d groups", known, len(b.Groups))
	}
	if _, _, known := l.Breakdown("nobody"); known {
		t.Error("nobody is known")
	}
}
