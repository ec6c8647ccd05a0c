package odin

import (
	"errors"
	"reflect"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
)

func TestUsersAndNumbersAreFound(t *testing.T) {
	t.Parallel()
	_, client := simulate(t, simulator.Options{})
	for want, criteria := range map[string]apiclient.UserCriteria{
		"102 110": {LastName: "PEET"}, "101 102": {PhoneNumber: "2555010"}, "110": {EmailAddress: "bram"}, "121": {ID: "35550121"},
		"": {LastName: "peet", Tenant: "DemerCare"}, "101 102 110 100": {Tenant: "foo", Group: "ApioEntGrpTest", Extension: "1"}, "100": {Extension: "100"},
	} {
		var got []string
		for _, u := range must(client.SearchUsers(t.Context(), criteria))(t) {
			got = append(got, u.Extension)
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%+v: %s, not %s", criteria, got, want)
		}
	}
	uses := must(client.NumberUses(t.Context(), "", "+3225550149"))(t)
	if want := (apiclient.NumberUse{Tenant: "foo", Group: "ApioEntGrpTest", PhoneNumber: "+32-25550149"}); len(uses) != 1 || uses[0] != want {
		t.Errorf("%+v", uses)
	}
	if none := must(client.NumberUses(t.Context(), "", "+3225559999"))(t); len(none) > 0 {
		t.Errorf("%+v", none)
	}
	at := must(client.UserEndpoint(t.Context(), "foo", "ApioEntGrpTest", "+3225550102@foo.example"))(t)
	if at != (apiclient.UserEndpoint{Kind: apiclient.TrunkUser, TrunkGroup: "APIO_Trunk_Group_Existing", EnterpriseTrunk: "HQ-Inbound"}) {
		t.Errorf("%+v", at)
	}
	at = must(client.UserEndpoint(t.Context(), "foo", "ApioEntGrpTest", "reception@foo.example"))(t)
	if at != (apiclient.UserEndpoint{Kind: apiclient.HostedUser, Device: "yealink-hq-100"}) {
		t.Errorf("%+v", at)
	}
	numbers := must(client.TenantNumbers(t.Context(), "foo"))(t)
	if want := (apiclient.NumberRange{Group: "", First: "+32-25550180", Last: "+32-25550189"}); len(numbers) != 3 || !reflect.DeepEqual(numbers[2], want) {
		t.Errorf("%+v", numbers)
	}
	got, err := client.SearchUsers(t.Context(), apiclient.UserCriteria{LastName: "peet", Limit: 1})
	if cut, is := errors.AsType[*apiclient.CutError](err); !is || cut.Limit != 1 || len(got) != 1 {
		t.Errorf("%v %v", got, err)
	}
	if _, err := client.SearchUsers(t.Context(), apiclient.UserCriteria{}); !errors.As(err, new(*apiclient.NotSearchedError)) {
		t.Error(err)
	}
}

// Only what says that it is a trunk user is one: a user of a device may have an address of a
// trunk group too.
func TestTheEndpointDecides(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]apiclient.UserEndpoint{
		`{"endpointType":"accessDeviceEndpoint","trunkAddressing":{"enterpriseTrunkName":"e","trunkGroupDeviceEndpoint":{"name":"t","contacts":[]}}}`: {Kind: apiclient.HostedUser},
		`{"endpointType":"none","trunkAddressing":null}`:                                                                         {Kind: apiclient.NoEndpoint},
		`{"trunkAddressing":{"trunkGroupDeviceEndpoint":{"name":"t","isPilotUser":"true"}}}`:                                     {Kind: apiclient.TrunkUser, TrunkGroup: "t", IsPilot: true},
		`{"endpointType":"trunkAddressing","trunkAddressing":{"enterpriseTrunkName":7,"trunkGroupDeviceEndpoint":{"name":"t"}}}`: {Kind: apiclient.TrunkUser, TrunkGroup: "t", EnterpriseTrunk: "7"},
		`{"trunkAddressing":{"trunkGroupDeviceEndpoint":{"contacts":[]}}}`:                                                       {},
		`{}`: {},
	} {
		got := must(start(t, &portal{body: body}).UserEndpoint(t.Context(), "t", "g", "u"))(t)
		if got != want {
			t.Errorf("%s: %+v", body, got)
		}
	}
}

func TestGroupsAreFoundByIDAndName(t *testing.T) {
	t.Parallel()
	_, client := simulate(t, simulator.Options{})
	want := []apiclient.FoundGroup{{Tenant: "foo", ID: "ApioEntGrpGhent", Name: "Foo Ghent"}}
	for byName, text := range map[bool]string{false: "GrpGhent", true: "oo Ghent"} {
		if got, err := client.SearchGroups(t.Context(), text, byName, 2); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%+v %v", got, err)
		}
	}
	if got, err := client.SearchGroups(t.Context(), "Ghent", true, 1); !errors.As(err, new(*apiclient.CutError)) || len(got) != 1 {
		t.Errorf("%+v %v", got, err)
	}
}
