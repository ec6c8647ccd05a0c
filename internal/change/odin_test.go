package change_test

import (
	"strings"
	"testing"

	"banyan/internal/change"
	"banyan/internal/routing"
)

// groupInbound is an enterprise trunk of a group of a service provider.
func groupInbound() change.Subject {
	s := inOdin.subject(change.EnterpriseTrunk, "ServiceProviderID", "Group E Inbound")
	s.Group = "GroupIDE"
	return s
}

func TestAnEnterpriseTrunkOfAGroupIsEditedMovedDeletedAndMadeAgain(t *testing.T) {
	server, s := inOdin.platform(t)
	before := current(t, s, groupInbound())
	trunk := trunkOf(t, before)
	trunk.MaxReroutes, trunk.Name = new(3), "Group E / 100%"
	result := save(t, s, change.Edit{Subject: groupInbound(), Base: before, Want: imageOf(trunk)})
	if result.Verdict != change.Saved {
		t.Fatalf("%s: %v", result.Verdict, result.Err)
	}
	renamed := groupInbound().Named(trunk.Name)
	want(t, "it is as wanted", trunkOf(t, current(t, s, renamed)).Equal(trunk), true)
	want(t, "verdict of the undo", save(t, s, undo(t, s, result.Entry)).Verdict, change.Saved)
	want(t, "what is there then", text(current(t, s, groupInbound())), text(before))
	result = save(t, s, change.Edit{Subject: groupInbound(), Base: before})
	want(t, "verdict of the deletion", result.Verdict, change.Saved)
	want(t, "verdict of its undo", save(t, s, undo(t, s, result.Entry)).Verdict, change.Saved)
	want(t, "it is made again", trunkOf(t, current(t, s, groupInbound())).Equal(withoutManagement(trunkOf(t, before))), true)
	want(t, "writes", len(server.Writes()), 4)
}

func TestTheWholeDocumentOfAnOdinSurvivesAnEdit(t *testing.T) {
	server, s := inOdin.platform(t)
	document := `{"serviceProviderId":"foo","enterpriseTrunkName":"Strange","maximumRerouteAttempts":"5","routeExhaustionAction":"None","odd":{"deep":[null,{"x":1e400}]},` +
		`"priorityWeightedRouting":{"maximumRerouteAttemptsWithinPriority":3,"big":9007199254740993,"empty":[],"nothing":null},` +
		`"capacityManagement":{"enabled":false,"own":1.50},` +
		`"trunkGroups":[{"groupId":"ApioEntGrpTest","trunkGroupName":"APIO_Trunk_Group_Existing","priority":"10","weight":"50","x":{"y":[1.50]}}]}`
	noErr(t, server.PutOdinEnterpriseTrunk([]byte(document)))
	strange := inOdin.subject(change.EnterpriseTrunk, "foo", "Strange")
	before := current(t, s, strange)
	trunk := trunkOf(t, before)
	trunk.Routes[0].Weight = 60
	result := save(t, s, change.Edit{Subject: strange, Base: before, Want: imageOf(trunk)})
	if result.Verdict != change.Saved {
		t.Fatalf("%s: %v", result.Verdict, result.Err)
	}
	after := strings.Join(strings.Fields(string(current(t, s, strange).Raw)), "")
	wantText(t, after, `"odd":{"deep":[null,{"x":1e400}]}`, `"big":9007199254740993`, `"empty":[]`, `"nothing":null`, `"x":{"y":[1.50]}`, `"own":1.50`)
	want(t, "the route", trunkOf(t, current(t, s, strange)).Routes[0], routing.Route{TrunkGroup: trunk.Routes[0].TrunkGroup, Priority: 10, Weight: 60})
}
