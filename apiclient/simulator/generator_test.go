package simulator

import (
	"encoding/json"
	"net/http"
	"runtime"
	"testing"

	"banyan/capacity"
	"banyan/internal/routing"
)

func TestGeneratedTenantsAreTheSameForTheSameNumbers(t *testing.T) {
	t.Parallel()
	opts := Options{OnlyGenerated: true, Tenants: 3, Groups: 4, TrunkGroups: 2}
	walk := func() (all string) {
		v := loggedIn(t, opts)
		for _, path := range []string{
			"tenants/", "search/groups/", "tenants/tenant-0003/features/trunk_groups/",
			"tenants/tenant-0002/groups/group-0004/features/trunk_groups/",
			"tenants/tenant-0002/groups/group-0004/services/trunk_groups/",
			"tenants/tenant-0002/groups/group-0004/services/trunk_groups/tg-0002/",
			"tenants/tenant-0001/services/trunk_groups/", "tenants/tenant-0001/services/trunk_groups/et-0002/",
			"tenants/tenant-0001/services/trunk_groups/available/trunks/",
		} {
			a := v.get("/api/v1/" + path)
			a.want(t, path, http.StatusOK)
			all += a.body
		}
		return all
	}
	if first, again := walk(), walk(); first != again {
		t.Error("two platforms of the same numbers differ")
	}
}

func TestGeneratedTenantsStandBehindTheWorld(t *testing.T) {
	t.Parallel()
	list := newServer(t, Options{Tenants: 2}).world.tenants()
	if n := len(list); list[0].ID != "AlpenBank" || list[n-1].ID != "tenant-0002" {
		t.Errorf("from %s to %s", list[0].ID, list[n-1].ID)
	}
	if n := len(newServer(t, Options{OnlyGenerated: true, Tenants: 2}).world.tenants()); n != 2 {
		t.Errorf("%d tenants", n)
	}
}

func TestOnlyTheNamesThatAreListedExist(t *testing.T) {
	t.Parallel()
	g := generator{tenantCount: 12, groupCount: 3, trunkGroupCount: 2}
	for _, tenant := range g.tenants() {
		if _, ok := g.tenant(tenant.ID); !ok {
			t.Errorf("%s is listed and not there", tenant.ID)
		}
		if len(g.groups(tenant.ID)) != 3 {
			t.Errorf("%s: %d groups", tenant.ID, len(g.groups(tenant.ID)))
		}
	}
	for _, id := range []string{"tenant-0000", "tenant-0013", "tenant-1", "tenant-00001", "tenant-+001", "tenant-", "group-0001", "0001"} {
		if _, ok := g.tenant(id); ok {
			t.Errorf("%s is there and not listed", id)
		}
	}
	for _, of := range []owner{{"tenant-0001", "group-0004"}, {"tenant-0013", "group-0001"}} {
		if _, ok := g.group(of.tenant, of.group); ok {
			t.Errorf("%v is there and not listed", of)
		}
	}
}

func TestSomeGeneratedTenantsAndGroupsAreOverAllocated(t *testing.T) {
	t.Parallel()
	g := generator{tenantCount: 200, groupCount: 20, trunkGroupCount: 3}
	groups, seen := 0.0, map[string]float64{}
	note := func(what string, is bool) {
		if is {
			seen[what]++
		}
	}
	for _, tenant := range g.tenants() {
		sum := 0
		for _, made := range g.groups(tenant.ID) {
			total, bursting := given(made)
			groups++
			sum += made.Trunking.MaxActiveCalls
			note("groups over", total > made.Trunking.MaxActiveCalls)
			note("groups full", total == made.Trunking.MaxActiveCalls)
			note("groups over in bursting", capacity.Must(bursting).Compare(made.Trunking.BurstingMaxActiveCalls) > 0)
		}
		note("tenants over", capacity.Must(sum).Compare(g.trunking(tenant.ID).MaxActiveCalls) > 0)
	}
	for what, of := range map[string]float64{"groups over": groups, "groups over in bursting": groups, "groups full": groups, "tenants over": 200} {
		if share := seen[what] / of; share < 0.02 || share > 0.2 {
			t.Errorf("%s: %.3f", what, share)
		}
	}
}

func TestGeneratedTenantsObeyTheRulesOfAWorld(t *testing.T) {
	t.Parallel()
	g := generator{tenantCount: 4, groupCount: 10, trunkGroupCount: 5}
	w := &world{directory: directory{sources: []source{g}}}
	for _, tenant := range g.tenants() {
		for _, made := range g.groups(tenant.ID) {
			seen := map[string]bool{}
			for _, trunk := range made.TrunkGroups {
				if err := trunk.check(seen); err != nil {
					t.Error(tenant.ID, made.ID, trunk.Name, err)
				}
			}
		}
		for _, trunk := range g.trunks(owner{tenant: tenant.ID}) {
			if err := w.checkTrunk(owner{tenant: tenant.ID}, w.spelling(), routing.Trunk{}, trunk); err != nil {
				t.Error(tenant.ID, trunk.Name, err)
			}
		}
	}
	if (generator{tenantCount: 1}).trunks(owner{tenant: "tenant-0001"}) != nil {
		t.Error("enterprise trunks without trunk groups")
	}
}

func TestAHugeWorldTakesNoMemory(t *testing.T) {
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	s := newServer(t, Options{OnlyGenerated: true, Tenants: 1000, Groups: 20, TrunkGroups: 3})
	s.world.group("tenant-1000", "group-0020")
	runtime.GC()
	runtime.ReadMemStats(&after)
	if grown := int64(after.HeapAlloc) - int64(before.HeapAlloc); grown > 1<<20 {
		t.Errorf("%d bytes", grown)
	}
	runtime.KeepAlive(s)
}

func BenchmarkTrunkGroupOfAHugeTenant(b *testing.B) {
	g := generator{tenantCount: 10, groupCount: 5000, trunkGroupCount: 3}
	a := newAPIO(&world{directory: directory{sources: []source{g}}}, nil, Options{})
	c := &call{names: []string{"tenant-0010", "group-5000", "tg-0003"}}
	for b.Loop() {
		if r := a.showTrunkGroup(c); !json.Valid(r.body) {
			b.Fatal(r.status)
		}
	}
}
