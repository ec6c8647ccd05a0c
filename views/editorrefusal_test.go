package views

import (
	"strings"
	"testing"

	"banyan/apiclient/simulator"
)

// Each way in which a server refuses is told where it belongs, the form stays open with
// the edit intact, and the same edit is saved once the server takes it.
func TestEachRefusalLandsOnTheFormWhichStaysOpen(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name   string
		status int
		body   string
		shows  []string
	}{
		{
			"400 with the backend's summary nested in it", 400,
			`{"errors":[{"code":4410,"message":"BroadWorks request failed","details":{"errors":{"0":{"summary":"[Error 8250] The enterprise has no licence left"}}}}]}`,
			[]string{`   it said: "[Error 8250] The enterprise has no licence left"`},
		},
		{
			"400 of one field", 400, `{"details":{"maximumRerouteAttempts":["must not be above 3"]}}`,
			[]string{"within a priority [ 3] ✗ must not be above 3"},
		},
		{
			"400 of a route", 400, `{"errors":[{"code":400,"message":"trunk group Trunk-Antwerp is not licensed"}]}`,
			[]string{" ✗ Trunk-Antwerp", "[   50]  ✗ refused", "     ✗ trunk group Trunk-Antwerp is not licensed"},
		},
		{"403", 403, `{"error":"your account may not change routing"}`, []string{"your account may not change routing"}},
		{"404", 404, `{"errors":[{"code":404,"message":"no such enterprise trunk"}]}`, []string{"no such enterprise trunk"}},
		{"409", 409, `{"error":"another user is editing it"}`, []string{"another user is editing it"}},
		{
			"422 of several fields", 422,
			`{"details":{"capacityExceededTrapInitialCalls":["must be below max"],"routeExhaustionDestination":["is not a number"],"weird":["is odd"]}}`,
			[]string{"✗ is not a number", `it said of weird: "is odd"`, "first trap above: must be below max"},
		},
		{"401", 401, `{"error":"token expired"}`, []string{"nothing was changed: ", "refused the token or the session of this write: token expired", "save again: the session is renewed before it"}},
		{"429", 429, `{"error":"too many requests"}`, []string{"asks to slow down (429)"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t, true)
			d.toForm()
			d.server.SetFault(simulator.Fault{Method: "PUT", Status: test.status, ContentType: "application/json", Body: test.body})
			d.keys("ctrl+s", "y")
			d.shows(append(test.shows, "NOT SAVED  the server refused it; read back at ", ", it is as before", "EDIT  2 changes, not saved", "APIO_Trunk_Group_Existing")...)
			d.wantWrites(1)
			d.server.ClearFaults()
			d.after("ctrl+s y", "SAVED")
			d.wantWrites(2)
		})
	}
}

func TestARefusalOfARouteShowsUntilThatRouteIsChanged(t *testing.T) {
	t.Parallel()
	const refused = "Trunk-Antwerp is not licensed"
	d := newDesk(t, true)
	d.toForm()
	d.server.SetFault(simulator.Fault{Method: "PUT", Status: 400, ContentType: "application/json", Times: 1, Body: `{"errors":[{"message":"` + refused + `"}]}`})
	d.after("ctrl+s y g J", "✗ "+refused) // it goes along with its row
	d.keys("g")
	if !strings.Contains(d.status(), refused) {
		t.Errorf("the status line of no row tells it: %q\n%s", d.status(), d.app.View())
	}
	d.keys("right", "5")
	d.without(refused)
}

func TestADestinationIsEditedAtItsCaretAndLeftAtItsEnds(t *testing.T) {
	s := atTrunk(t)
	s.after("e f ctrl+u 1234 left left x", "[12x|34 ")
	s.after("right right", "[12x34▏ ")
	s.keys("right")
	s.without("34_")
}
