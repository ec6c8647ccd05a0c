package apio

import (
	"errors"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/simulator"
)

// ids are those of users, in their order.
func ids(users []apiclient.User) string {
	var out []string
	for _, u := range users {
		out = append(out, u.Extension)
	}
	return strings.Join(out, " ")
}

func TestUsersAndNumbersAreFound(t *testing.T) {
	t.Parallel()
	platform, conn := simulate(t, simulator.Options{})
	client := demo(conn, false)
	for want, criteria := range map[string]apiclient.UserCriteria{
		"102 110": {LastName: "PEET"}, "101 102": {PhoneNumber: "2555010"}, "110": {EmailAddress: "bram"}, "121": {ID: "35550121"},
		"": {LastName: "peet", Tenant: "DemerCare"}, "101 102 110 100": {Tenant: "foo", Group: "ApioEntGrpTest", Extension: "1"},
	} {
		if got := ids(must(client.SearchUsers(t.Context(), criteria))(t)); got != want {
			t.Errorf("%+v: %s, not %s", criteria, got, want)
		}
	}
	uses := must(client.NumberUses(t.Context(), "", "+3225550102"))(t)
	if want := (apiclient.NumberUse{Tenant: "foo", Group: "ApioEntGrpTest", User: "+3225550102@foo.example", PhoneNumber: "+3225550102"}); len(uses) != 1 || uses[0] != want {
		t.Errorf("%+v", uses)
	}
	if elsewhere := must(client.NumberUses(t.Context(), "DemerCare", "+3225550102"))(t); len(elsewhere) > 0 {
		t.Errorf("%+v", elsewhere)
	}
	at := must(client.UserEndpoint(t.Context(), "foo", "ApioEntGrpTest", "+3225550101@foo.example"))(t)
	if at != (apiclient.UserEndpoint{Kind: apiclient.TrunkUser, TrunkGroup: "APIO_Trunk_Group_Existing", IsPilot: true}) {
		t.Errorf("%+v", at)
	}
	at = must(client.UserEndpoint(t.Context(), "foo", "ApioEntGrpTest", "reception@foo.example"))(t)
	if at != (apiclient.UserEndpoint{Kind: apiclient.HostedUser, Device: "yealink-hq-100"}) {
		t.Errorf("%+v", at)
	}
	numbers := must(client.TenantNumbers(t.Context(), "foo"))(t)
	if want := []apiclient.NumberRange{{Group: "ApioEntGrpTest", First: "+3225550101", Last: "+3225550149"}, {Group: "ApioEntGrpAntwerp", First: "+3235550120", Last: "+3235550139"}}; !reflect.DeepEqual(numbers, want) {
		t.Errorf("%+v", numbers)
	}
	platform.SetFault(simulator.Fault{Path: "usages/*", Status: http.StatusServiceUnavailable})
	fails(client.NumberUses(t.Context(), "", "+3225550102"))(t, apiclient.Unavailable)
}

// What is not told is no empty list.
func TestWhatIsNotSearchedIsSaid(t *testing.T) {
	t.Parallel()
	_, conn := simulate(t, simulator.Options{CutResults: true})
	client := demo(conn, false)
	for _, criteria := range []apiclient.UserCriteria{{}, {Extension: "101"}, {Tenant: "foo", Extension: "101"}, {Group: "g", LastName: "x"}} {
		got, err := client.SearchUsers(t.Context(), criteria)
		if not, is := errors.AsType[*apiclient.NotSearchedError](err); !is || not.Why == "" || got != nil {
			t.Errorf("%+v: %v %v", criteria, got, err)
		}
	}
	got, err := client.SearchUsers(t.Context(), apiclient.UserCriteria{LastName: "peet", Limit: 1})
	if cut, is := errors.AsType[*apiclient.CutError](err); !is || cut.Limit != 1 || ids(got) != "102" {
		t.Errorf("%v %v", got, err)
	}
	_, err = client.NumberUses(t.Context(), "", "+3225559999")
	if none, is := errors.AsType[*apiclient.NoHolderError](err); !is || none.Number != "+3225559999" || apiclient.KindOf(err) != apiclient.NotFound {
		t.Error(err)
	}
	// Something in front of the platform knows nothing of the number.
	client = start(t, &gateway{status: http.StatusNotFound, body: "<html>", format: "text/html"})
	if _, err := client.NumberUses(t.Context(), "", "+3225559999"); err == nil || errors.As(err, new(*apiclient.NoHolderError)) {
		t.Error(err)
	}
	_, conn = simulate(t, simulator.Options{})
	fails(demo(conn, false).SearchUsers(t.Context(), apiclient.UserCriteria{LastName: "peet", Limit: 1}))(t, apiclient.Refused)
}

func TestGroupsAreFoundByIDAndName(t *testing.T) {
	t.Parallel()
	_, conn := simulate(t, simulator.Options{CutResults: true})
	client := demo(conn, false)
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
