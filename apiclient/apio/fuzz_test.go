package apio

import (
	"reflect"
	"slices"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/internal/wire"
	"banyan/capacity"
	"banyan/internal/routing"
)

// fuzzReader holds that decode makes of any answer either a value that sound takes,
// or an error with nothing beside it but for rows that sound takes.
func fuzzReader[T any](f *testing.F, decode func([]byte) (T, error), sound func(T) bool, seeds ...string) {
	for _, seed := range append(seeds, ``, `null`, `[]`, `{}`, `{"a":1}`, `{"a":1,"a":2}`, "\xff", `{} {}`) {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got, err := decode(body)
		switch {
		case err != nil && err.Error() == "":
			t.Errorf("%q: an error without words", body)
		case err != nil && !apiclient.IsPartly(err) && !reflect.ValueOf(&got).Elem().IsZero():
			t.Errorf("%q: %+v came with %v", body, got, err)
		case (err == nil || apiclient.IsPartly(err)) && !sound(got):
			t.Errorf("%q: made %+v", body, got)
		}
	})
}

// listOf decodes a list as the client does.
func listOf[T any](wrapper string, read func(wire.Record) T) func([]byte) ([]T, error) {
	return func(body []byte) ([]T, error) { return wire.DecodeList(body, wrapper, read) }
}

// every holds for every element of a list that was read, which is never nil.
func every[T any](sound func(T) bool) func([]T) bool {
	return func(list []T) bool {
		return list != nil && !slices.ContainsFunc(list, func(item T) bool { return !sound(item) })
	}
}

func FuzzTenants(f *testing.F) {
	read := func(r wire.Record) apiclient.Tenant { return readTenant(r, r.Required("tenantId")) }
	fuzzReader(f, listOf("tenants", read), every(func(t apiclient.Tenant) bool { return t.ID != "" }),
		`{"tenants":[{"tenantId":"b","name":"Bravo","type":"Enterprise","resellerId":"r","sync":{"status":"ok"}}]}`,
		`{"tenants":[{"tenantId":7,"name":null,"type":{},"resellerId":[]}]}`,
		`{"tenants":null}`, `{"tenants":[{"tenantId":""}]}`, `{"tenants":[{"tenantId":"a"},{"tenantId":{}}]}`)
}

func FuzzGroups(f *testing.F) {
	fuzzReader(f, listOf("groups", readGroup), every(func(g apiclient.Group) bool { return g.ID != "" }),
		`{"groups":[{"groupId":"g1","groupName":"One","userLimit":-1,"tenantId":"t"},{"groupId":"g2"}]}`,
		`{"groups":[null]}`, `{"groups":{"0":{"groupId":"g"}}}`)
}

func FuzzTenantCapacity(f *testing.F) {
	decode := func(body []byte) (apiclient.TenantCapacity, error) { return wire.DecodeOne(body, readTenantCapacity) }
	sound := func(c apiclient.TenantCapacity) bool { return c != (apiclient.TenantCapacity{}) }
	fuzzReader(f, decode, sound, limitSeeds()...)
}

func FuzzGroupCapacity(f *testing.F) {
	decode := func(body []byte) (apiclient.GroupCapacity, error) { return wire.DecodeOne(body, readGroupCapacity) }
	fuzzReader(f, decode, func(c apiclient.GroupCapacity) bool { return c != (apiclient.GroupCapacity{}) }, append(limitSeeds(), `{"maxActiveCalls":10,"maxAvailableActiveCalls":{"unlimited":false,"maximum":9999}}`)...)
}

func limitSeeds() []string {
	return []string{
		`{"maxActiveCalls":{"unlimited":false,"maximum":16},"burstingMaxActiveCalls":{"unlimited":true}}`,
		`{"maxActiveCalls":"5.0"}`, `{"maxActiveCalls":-1}`, `{"maxActiveCalls":1e400}`, `{"maxActiveCalls":null}`,
		`{"maxActiveCalls":{"unlimited":"maybe","maximum":3}}`, `{"maxActiveCalls":{"unlimited":false}}`,
	}
}

func FuzzTrunkGroups(f *testing.F) {
	read := func(r wire.Record) apiclient.TrunkGroupItem { return readTrunkGroupItem(r, "g") }
	fuzzReader(f, listOf("trunks", read), every(func(i apiclient.TrunkGroupItem) bool { return i.GroupID != "" && i.Name != "" }),
		`{"trunks":[{"name":"a","department":{"fullPathName":"x"},"deviceName":"sbc","groupId":"other"},{"name":"b"}]}`,
		`{"trunks":[{"name":"a","groupId":{}}]}`)
}

func FuzzTrunkGroup(f *testing.F) {
	decode := func(body []byte) (apiclient.TrunkGroup, error) { return wire.DecodeOne(body, readTrunkGroup) }
	fuzzReader(f, decode, func(g apiclient.TrunkGroup) bool {
		isOff := g.EnableBursting != nil && !*g.EnableBursting
		shows := slices.ContainsFunc(g.Fields, func(f apiclient.Field) bool { return f.Name == "sipAuthenticationPassword" })
		return !shows && (!isOff || g.BurstingMaxActiveCalls == capacity.Read(capacity.Limit{}))
	},
		`{"maxActiveCalls":24,"enableBursting":true,"burstingMaxActiveCalls":"4","sipAuthenticationPassword":"x"}`,
		`{"enableBursting":"False","burstingMaxActiveCalls":9,"limitIncomingCalls":false,"maxIncomingCalls":-1}`,
		`{"callForwardingAlwaysAction":"Reroute","callForwardingAlwaysRerouteTrunkGroupKey":{"groupId":"g","name":"n"}}`,
		`{"totalActiveIncomingCalls":3,"trunkGroupState":{}}`, `{"maxActiveCalls":1.5}`)
}

func FuzzEnterpriseTrunks(f *testing.F) {
	fuzzReader(f, listOf("tenantTrunks", readEnterpriseTrunkItem), every(func(i apiclient.EnterpriseTrunkItem) bool { return i.Name != "" }),
		`{"tenantTrunks":[{"name":"a","routingMode":"ordered"},{"name":"b","routingMode":{}}]}`, `{"tenantTrunks":[{"name":null}]}`)
}

func FuzzEnterpriseTrunk(f *testing.F) {
	decode := func(body []byte) (routing.Trunk, error) { return decodeTrunk(body, "n") }
	fuzzReader(f, decode, func(t routing.Trunk) bool {
		odd := func(r routing.Route) bool {
			return r.TrunkGroup.GroupID == "" || r.TrunkGroup.Name == "" || r.Priority < 0 || r.Weight < 0
		}
		return !slices.ContainsFunc(t.Routes, odd) && t.Name == "n"
	},
		`{"maximumRerouteAttempts":5,"orderedRouting":{"orderingAlgorithm":"Overflow","trunkGroups":[{"groupId":"g","name":"n"}]}}`,
		`{"priorityWeightedRouting":{"trunkGroups":[{"trunkGroup":{"groupId":"g","name":"n"},"priority":1,"weight":70}]}}`,
		`{"orderedRouting":{},"priorityWeightedRouting":{}}`, `{"orderedRouting":{"trunkGroups":null}}`,
		`{"orderedRouting":{"trunkGroups":[{"groupId":"g"}]}}`, `{"routeExhaustionForwardAddress":"\ufffd"}`)
}

func FuzzAvailableTrunkGroups(f *testing.F) {
	fuzzReader(f, listOf("trunk_groups", readKey), every(func(k routing.Key) bool { return k.GroupID != "" && k.Name != "" }),
		`{"trunk_groups":[{"groupId":"g","name":"n"},{"trunkGroup":{"groupId":"g","name":"m"}}]}`, `{"trunk_groups":[{"name":"n"}]}`)
}
