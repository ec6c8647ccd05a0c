package views

import (
	"context"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/routing"
	"banyan/ui"
)

// run feeds the shell a message and everything that follows from it. Commands of
// the shell's own timers never end and are left alone.
func run(app *ui.App, msgs ...tea.Msg) {
	for _, msg := range msgs {
		_, cmd := app.Update(msg)
		follow(app, cmd)
	}
}

func follow(app *ui.App, cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, cmd := range msg {
			follow(app, cmd)
		}
	default:
		run(app, msg)
	}
}

func TestJourneyFromTenantsToATrunkGroupAndBack(t *testing.T) {
	api := &fakeAPI{
		capabilities: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
		tenants:      func(context.Context) ([]apiclient.Tenant, error) { return []apiclient.Tenant{enterprise()}, nil },
		groups: func(context.Context, string) ([]apiclient.Group, error) {
			return []apiclient.Group{{ID: "g1", Name: "One"}}, nil
		},
		trunkGroups: func(context.Context, string, string) ([]apiclient.TrunkGroupItem, error) {
			return []apiclient.TrunkGroupItem{{Name: "Main"}}, nil
		},
		enterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) {
			return []apiclient.EnterpriseTrunkItem{{Name: "HQ", RoutingMode: "ordered"}}, nil
		},
		enterpriseTrunk: func(context.Context, string, string) (routing.Trunk, error) {
			return routing.Trunk{Mode: routing.Ordered, Routes: []routing.Route{{TrunkGroup: routing.Key{GroupID: "g1", Name: "Main"}}}}, nil
		},
	}
	app := ui.NewApp(testKit(), Home(api, testKit(), Options{}), ui.Options{Explain: apiclient.Explain})
	defer app.Close()
	follow(app, app.Init())
	run(app, tea.WindowSizeMsg{Width: 80, Height: 24})
	for _, step := range []struct{ key, crumbs, shows string }{
		{"enter", "tenants > foo > groups", "g1"},
		{"enter", "tenants > foo > groups > g1", "Main"},
		{"enter", "tenants > foo > groups > g1 > Main", "bursting max active calls"},
		{"esc", "tenants > foo > groups > g1", "Main"},
		{"esc", "tenants > foo > groups", "g1"},
		{"c", "tenants > foo > groups > capacity", "Configured limits, not live calls"},
		{"esc", "tenants > foo > groups", "g1"},
		{"esc", "tenants > foo", "Max active calls"},
		{"t", "tenants > foo > enterprise trunks", "HQ"},
		{"enter", "tenants > foo > enterprise trunks > HQ", "Algorithm"},
		{"enter", "tenants > foo > enterprise trunks > HQ > Main", "bursting max active calls"},
		{"esc", "tenants > foo > enterprise trunks > HQ", "Algorithm"},
		{"esc", "tenants > foo > enterprise trunks", "HQ"},
		{"esc", "tenants > foo", "groups"},
		{"c", "tenants > foo > capacity", "g1"},
		{"esc", "tenants > foo", "groups"},
		{"esc", "tenants", "Foo Enterprise"},
		{"c", "tenants > foo > capacity", "g1"},
	} {
		run(app, pressOf(step.key))
		screen := strings.Split(app.View(), "\n")
		if got := strings.TrimSpace(screen[1]); !strings.HasPrefix(got, step.crumbs) || strings.HasPrefix(got, step.crumbs+" >") {
			t.Fatalf("%s leads to %q, want %q", step.key, got, step.crumbs)
		}
		if !strings.Contains(app.View(), step.shows) {
			t.Errorf("%s lacks %q:\n%s", step.crumbs, step.shows, app.View())
		}
	}
}
