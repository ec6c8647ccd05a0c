package views

import (
	"net/http/httptest"
	"strings"
	"testing"

	"banyan/apiclient"
	"banyan/apiclient/apio"
	"banyan/apiclient/simulator"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// realAPI is the client of a server with the default platform.
func realAPI(t *testing.T) API {
	t.Helper()
	platform, err := simulator.New(simulator.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(platform)
	t.Cleanup(server.Close)
	conn, err := apiclient.NewConn(apiclient.Config{BaseURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(conn.Close)
	return apio.New(conn, apio.Cookie, apio.Credentials{Username: "demo", Password: "demo"})
}

func TestStateDownFindsWhatTheSystemCallsUnavailable(t *testing.T) {
	t.Parallel()
	r := routes{api: realAPI(t), kit: viewtest.Kit()}
	for _, test := range []struct {
		name string
		open func() ui.View
		want []string
	}{
		{"groups", func() ui.View { return r.groups(viewtest.Enterprise()) }, []string{"ApioEntGrpLiege", "! DOWN", "1/"}},
		{"capacity", func() ui.View { return r.capacity(viewtest.Enterprise()) }, []string{"ApioEntGrpLiege", "Trunk-Liege", "! DOWN"}},
		{"trunk groups", func() ui.View { return r.trunkGroups(viewtest.Enterprise(), apiclient.Group{ID: "ApioEntGrpLiege"}) }, []string{"Trunk-Liege", "Unavailable", "! DOWN", "1/"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			view := test.open()
			defer view.Close()
			viewtest.Show(view, 120, 40)
			viewtest.Type(view, "/state=down")
			viewtest.RequireContains(t, view.View(), test.want...)
			if strings.Contains(view.View(), "ApioEntGrpTest") {
				t.Errorf("a group without a trunk group that is down is shown:\n%s", view.View())
			}
		})
	}
}

func TestJourneyToATrunkGroupThatIsDown(t *testing.T) {
	s := &session{t: t, app: viewtest.App(t, Home(realAPI(t), viewtest.Kit(), Options{}), ui.Options{Explain: apiclient.Explain}, 80, 24)}
	s.text("/id=foo")
	s.keys("enter", "enter")
	s.text("/state=down")
	s.keys("enter")
	s.shows("ApioEntGrpLiege", "! DOWN")
	s.keys("enter")
	s.text("/state=down")
	s.keys("enter")
	s.shows("Trunk-Liege", "! DOWN", "1/1", "DOWN: trunk group is reported as not available")
}
