package views

import (
	"fmt"
	"net/http/httptest"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

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
	const filter = "/state=down"
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
			viewtest.Type(view, filter)
			viewtest.RequireContains(t, view.View(), test.want...)
			if strings.Contains(view.View(), "ApioEntGrpTest") {
				t.Errorf("a group without a trunk group that is down is shown:\n%s", view.View())
			}
		})
	}
}

func TestJourneyToATrunkGroupThatIsDown(t *testing.T) {
	app := ui.NewApp(viewtest.Kit(), Home(realAPI(t), viewtest.Kit(), Options{}), ui.Options{Explain: apiclient.Explain})
	defer app.Close()
	viewtest.Follow(app, app.Init())
	viewtest.Run(app, tea.WindowSizeMsg{Width: 80, Height: 24})
	keys := func(names ...string) {
		for _, name := range names {
			viewtest.Run(app, viewtest.Key(name))
		}
	}
	letters := func(text string) { keys(strings.Split(text, "")...) }
	letters("/id=foo")
	keys("enter", "enter")
	letters("/state=down")
	keys("enter")
	viewtest.RequireContains(t, app.View(), "ApioEntGrpLiege", "! DOWN")
	keys("enter")
	letters("/state=down")
	keys("enter")
	viewtest.RequireContains(t, app.View(), "Trunk-Liege", "! DOWN", fmt.Sprintf("1/%d", 1), "DOWN: trunk group is reported as not available")
}
