package odin

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/internal/login"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
	"banyan/internal/routing"
)

// fuzzReader holds that decode makes of any answer either a value that sound takes,
// or an error with nothing beside it.
func fuzzReader[T any](f *testing.F, decode func([]byte) (T, error), sound func(T) bool, seeds ...string) {
	for _, seed := range append(seeds, ``, `null`, `[]`, `{}`, `[{}]`, `{"a":1}`, `{"a":1,"a":2}`, "\xff", `{} {}`) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := decode(body)
		switch {
		case err != nil && err.Error() == "":
			t.Errorf("%q: an error without words", body)
		case err != nil && !reflect.ValueOf(&got).Elem().IsZero():
			t.Errorf("%q: %+v came with %v", body, got, err)
		case err == nil && !sound(got):
			t.Errorf("%q: made %+v", body, got)
		}
	})
}

// one decodes an object, array a list, as the client does.
func one[T any](read func(wire.Record) T) func([]byte) (T, error) {
	return func(body []byte) (T, error) { return wire.DecodeOne(body, read) }
}

func array[T any](read func(wire.Record) T) func([]byte) ([]T, error) {
	return func(body []byte) ([]T, error) { return wire.DecodeArray(body, read) }
}

// every holds for every element of a list that was read, which is never nil.
func every[T any](sound func(T) bool) func([]T) bool {
	return func(list []T) bool {
		return list != nil && !slices.ContainsFunc(list, func(item T) bool { return !sound(item) })
	}
}

func FuzzToken(f *testing.F) {
	fuzzReader(f, readToken, login.IsToken, `{"token":"a.b.c"}`, `{"token":"a\n"}`, `{"token":7}`, `{"token":"é"}`)
}

func FuzzTenants(f *testing.F) {
	read := func(r wire.Record) apiclient.Tenant { return readTenant(r, r.Required(tenantKey)) }
	fuzzReader(f, array(read), every(func(t apiclient.Tenant) bool {
		return t.ID != "" && (t.Type == "" || t.Type == apiclient.Enterprise || t.Type == apiclient.ServiceProvider)
	}), `[{"serviceProviderId":"a","serviceProviderName":"A","isEnterprise":true}]`, `[{"serviceProviderId":7,"isEnterprise":[]}]`)
}

func FuzzGroups(f *testing.F) {
	fuzzReader(f, array(readGroup), every(func(g apiclient.Group) bool { return g.ID != "" }),
		`[{"groupId":"g1","groupName":"One","userLimit":-1},{"groupId":"g2"}]`, `[null]`)
}

func FuzzTenantCapacity(f *testing.F) {
	read := checked(about("t"), readTenantCapacity)
	sound := func(c apiclient.TenantCapacity) bool { return c != (apiclient.TenantCapacity{}) }
	fuzzReader(f, one(read), sound, limitSeeds()...)
}

func FuzzGroupCapacity(f *testing.F) {
	read := checked(about("t", "g"), readGroupCapacity)
	fuzzReader(f, one(read), func(c apiclient.GroupCapacity) bool { return c != (apiclient.GroupCapacity{}) }, limitSeeds()...)
}

func limitSeeds() []string {
	return []string{
		`{"serviceProviderId":"t","groupId":"g","maxActiveCalls":13,"burstingMaxActiveCalls":-1}`, `{"groupId":"x","maxActiveCalls":1}`,
		`{"maxActiveCalls":"5.0"}`, `{"maxActiveCalls":"-1"}`, `{"maxActiveCalls":-1e0}`, `{"maxActiveCalls":-2}`, `{"maxActiveCalls":1e400}`,
		`{"maxActiveCalls":null,"maxAvailableActiveCalls":30}`, `{"maxActiveCalls":{}}`,
	}
}

func FuzzReport(f *testing.F) {
	fuzzReader(f, one(readReport("t")), func(report apiclient.CapacityReport) bool {
		seen := map[string]bool{}
		for _, g := range report.Groups {
			isReported := g.Capacity != (apiclient.GroupCapacity{})
			if g.Group.ID == "" || seen[g.Group.ID] || isReported != (g.State == apiclient.Reported) {
				return false
			}
			seen[g.Group.ID] = true
		}
		for group, rows := range report.TrunkGroups {
			for _, row := range rows {
				limits := row.Limits
				if row.Name == "" || len(seen) > 0 && !seen[group] || row.IsWhole && (!limits.MaxActiveCalls.IsRead() || !limits.BurstingMaxActiveCalls.IsRead()) {
					return false
				}
			}
		}
		return report.TenantReported == (report.Tenant != (apiclient.TenantCapacity{}))
	},
		`{"serviceProviderTrunkCapacity":{"maxActiveCalls":226,"burstingMaxActiveCalls":18},"groups":[{"groupId":"a","service":{"assigned":true},"groupTrunkCapacity":{"maxActiveCalls":13}}]}`,
		`{"groups":[{"groupId":"a","service":{"assigned":false},"groupTrunkCapacity":null}]}`, `{"groups":null}`,
		`{"groups":[{"groupId":"a","service":{"usage":1}}],"groupTrunkGroupDetails":[{"groupId":"a","name":"T","maxActiveCalls":1,"maxIncomingCalls":null,"maxOutgoingCalls":0,"enableBursting":false}]}`,
		`{"groupTrunkGroupDetails":[{"groupId":"a","name":"T","maxActiveCalls":-1,"enableBursting":true,"burstingMaxActiveCalls":"2"}],"total":"1"}`,
		`{"groups":[{"groupId":"a"},{"groupId":"a"}]}`, `{"groups":[{"groupId":"a","service":[],"groupTrunkCapacity":{"maxActiveCalls":[]}}]}`)
}

func FuzzTrunkGroup(f *testing.F) {
	fuzzReader(f, one(readTrunkGroup), func(g apiclient.TrunkGroup) bool {
		isOff := g.EnableBursting != nil && !*g.EnableBursting
		shows := slices.ContainsFunc(g.Fields, func(f apiclient.Field) bool { return strings.Contains(strings.ToLower(f.Name), "password") })
		return !shows && (!isOff || g.BurstingMaxActiveCalls == capacity.Read(capacity.Limit{}))
	},
		`{"name":"T","maxActiveCalls":24,"enableBursting":true,"burstingMaxActiveCalls":"4","sipAuthenticationPassword":"x"}`,
		`{"enableBursting":"False","burstingMaxActiveCalls":9,"maxIncomingCalls":-1}`,
		`{"callForwardingAlwaysAction":"Reroute","callForwardingAlwaysRerouteTrunkGroupKey":{"groupId":"g","name":"n"}}`,
		`{"totalActiveIncomingCalls":-3,"trunkGroupState":{}}`, `{"maxActiveCalls":1.5}`)
}

func FuzzEnterpriseTrunks(f *testing.F) {
	read := func(r wire.Record) apiclient.EnterpriseTrunkItem {
		return readTrunkItem(r, apiclient.TrunkOwner{Tenant: "t"})
	}
	fuzzReader(f, array(read), every(func(i apiclient.EnterpriseTrunkItem) bool { return i.Name != "" }),
		`[{"enterpriseTrunkName":"a","routingType":"Ordered"},{"enterpriseTrunk":"b"}]`, `[{"enterpriseTrunkName":null}]`)
}

func trunkSeeds() []string {
	return []string{
		`{"serviceProviderId":"t","enterpriseTrunkName":"n","maximumRerouteAttempts":"5","orderedRouting":{"orderingAlgorithm":"Overflow"},"trunkGroups":[{"groupId":"g","trunkGroupName":"A"}]}`,
		`{"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":3},"trunkGroups":[{"groupId":"g","trunkGroupName":"A","priority":"10","weight":50,"x":[1e400,null]}],"capacityManagement":{"enabled":true,"maximumActiveCalls":7}}`,
		`{"orderedRouting":{},"priorityWeightedRouting":{},"trunkGroups":[]}`, `{"orderedRouting":{},"trunkGroups":null}`,
		`{"orderedRouting":{},"trunkGroups":[],"routeExhaustionAction":"Forward","routeExhaustionForwardAddress":"\ufffd"}`,
	}
}

func FuzzEnterpriseTrunk(f *testing.F) {
	decode := func(body []byte) (routing.Trunk, error) {
		return decodeTrunk(body, apiclient.TrunkOwner{Tenant: "t"}, "n", true)
	}
	fuzzReader(f, decode, func(t routing.Trunk) bool {
		odd := func(r routing.Route) bool {
			return r.TrunkGroup.GroupID == "" || r.TrunkGroup.Name == "" || r.Priority < 0 || r.Weight < 0
		}
		return !slices.ContainsFunc(t.Routes, odd) && t.Name == "n" && t.Mode != ""
	}, trunkSeeds()...)
}

// FuzzBody holds that a document which can be read makes a body that means the same when
// nothing was changed, with one routing object and every field but those that only tell.
func FuzzBody(f *testing.F) {
	for _, seed := range trunkSeeds() {
		f.Add([]byte(seed))
	}
	owner := apiclient.TrunkOwner{Tenant: "t"}
	f.Fuzz(func(t *testing.T, document []byte) {
		held, err := decodeTrunk(document, owner, "n", true)
		if err != nil {
			return
		}
		body, err := EnterpriseTrunkBody(owner, "n", apiclient.Document{Raw: document}, held, apiclient.WriteOptions{})
		if err != nil {
			return // text that cannot be read
		}
		again, err := decodeTrunk(body, owner, "n", true)
		if err != nil || !again.Equal(held) {
			t.Fatalf("%s\nbecame %s\n%+v and %+v, %v", document, body, held, again, err)
		}
		before, _ := wire.Parse(document)
		after := must(wire.Parse(body))(t)
		sent := after
		for _, m := range before.Members {
			_, kept := sent.Find(m.Name)
			if !kept && m.Name != destinationField && m.Name != orderedField && m.Name != weightedField && m.Name != renameField && !slices.Contains(readOnly(), m.Name) {
				t.Fatalf("%s lost %s: %s", document, m.Name, body)
			}
		}
		_, ordered := sent.Find(orderedField)
		if _, weighted := sent.Find(weightedField); ordered == weighted {
			t.Fatalf("%s has not one routing object", body)
		}
	})
}

func FuzzAvailableTrunkGroups(f *testing.F) {
	read := func(r wire.Record) routing.Key { return readKey(r, apiclient.TrunkOwner{Tenant: "t"}) }
	decode := func(body []byte) ([]routing.Key, error) { return wire.DecodeList(body, "trunkGroups", read) }
	fuzzReader(f, decode, every(func(k routing.Key) bool { return k.GroupID != "" && k.Name != "" }),
		`{"trunkGroups":[{"groupId":"g","trunkGroupName":"n"}]}`, `{"trunkGroups":[{"trunkGroupName":"n"}]}`, `{"trunkGroups":null}`)
}
