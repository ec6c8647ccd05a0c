package views

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"banyan/apiclient"
	"banyan/apiclient/odin"
	"banyan/capacity"
	"banyan/internal/change"
	"banyan/internal/find"
	"banyan/internal/trunkgroup"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/page"
)

// peak counts how many requests are in flight at once.
type peak struct {
	mu           sync.Mutex
	now, highest int
}

// hold is one request that takes a while.
func (p *peak) hold() {
	p.mu.Lock()
	p.now++
	p.highest = max(p.highest, p.now)
	p.mu.Unlock()
	time.Sleep(time.Second)
	p.mu.Lock()
	p.now--
	p.mu.Unlock()
}

func TestScreensReadWithAsManyRequestsAtOnceAsTheOptionsSay(t *testing.T) {
	t.Parallel()
	const many = 80
	screens := map[string]func(routes) ui.View{
		"groups":   func(r routes) ui.View { return r.groups(viewtest.Enterprise()) },
		"capacity": func(r routes) ui.View { return r.capacity(viewtest.Enterprise()) },
		"trunk groups": func(r routes) ui.View {
			return r.trunkGroups(viewtest.Enterprise(), apiclient.Group{ID: "g00"})
		},
	}
	for name, open := range screens {
		for concurrency, want := range map[int]int{0: 16, 3: 3, 40: 40} {
			t.Run(fmt.Sprintf("%s with %d", name, concurrency), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					var inFlight peak
					api := &viewtest.API{
						OnGroups: func(context.Context, string) ([]apiclient.Group, error) {
							list := make([]apiclient.Group, many)
							for i := range list {
								list[i].ID = fmt.Sprintf("g%02d", i)
							}
							return list, nil
						},
						OnTrunkGroups: func(_ context.Context, _, group string) ([]apiclient.TrunkGroupItem, error) {
							if group != "g00" {
								return nil, nil
							}
							list := make([]apiclient.TrunkGroupItem, many)
							for i := range list {
								list[i].Name = fmt.Sprintf("t%02d", i)
							}
							return list, nil
						},
						OnTrunkGroup: func(context.Context, string, string, string) (apiclient.TrunkGroup, error) {
							inFlight.hold()
							return apiclient.TrunkGroup{}, nil
						},
					}
					view := open(routes{api: api, kit: viewtest.Kit(), opts: Options{Concurrency: concurrency}})
					defer view.Close()
					viewtest.Show(view, 80, 24)
					if inFlight.highest != want {
						t.Errorf("%d requests were in flight at once, want %d", inFlight.highest, want)
					}
				})
			})
		}
	}
}

func TestGroupsAreReadThroughTheCollector(t *testing.T) {
	t.Parallel()
	api := &viewtest.API{
		OnGroups: func(_ context.Context, _ string) ([]apiclient.Group, error) {
			return []apiclient.Group{{ID: "g1", Name: "One"}, {ID: "g2", Name: "Two"}, {ID: "g3", Name: "Three"}}, nil
		},
		OnGroupCapacity: func(_ context.Context, _, group string) (apiclient.GroupCapacity, error) {
			switch group {
			case "g2":
				return apiclient.GroupCapacity{}, &apiclient.Error{Kind: apiclient.NotAssigned, Status: 404}
			case "g3":
				return apiclient.GroupCapacity{}, viewtest.Forbidden("read capacity of group g3")
			}
			return apiclient.GroupCapacity{MaxActiveCalls: viewtest.Calls(3), BurstingMaxActiveCalls: viewtest.Calls(0), BurstingMaxAvailableActiveCalls: viewtest.Calls(0)}, nil
		},
		OnTrunkGroups: func(_ context.Context, _, group string) ([]apiclient.TrunkGroupItem, error) {
			if group == "g1" {
				return []apiclient.TrunkGroupItem{{Name: "T"}}, nil
			}
			return nil, &apiclient.Error{Kind: apiclient.NotFound, Status: 404}
		},
	}
	view := routes{api: api, kit: viewtest.Kit()}.groups(viewtest.Enterprise())
	defer view.Close()
	viewtest.Show(view, 80, 24)
	viewtest.RequireContains(t, view.View(), "▲ OVER", "not assigned", "✗ no access")
}

func TestNoGroupIsAskedForBeforeTheScreenSaysWhatIsVisible(t *testing.T) {
	asked := make(chan string, 8)
	api := &viewtest.API{
		OnGroups: func(context.Context, string) ([]apiclient.Group, error) {
			return []apiclient.Group{{ID: "g1"}, {ID: "g2"}}, nil
		},
		OnGroupCapacity: func(_ context.Context, _, group string) (apiclient.GroupCapacity, error) {
			asked <- group
			return apiclient.GroupCapacity{}, nil
		},
	}
	for name, open := range map[string]func(apiclient.Tenant) ui.View{
		"groups": routes{api: api, kit: viewtest.Kit()}.groups, "capacity": routes{api: api, kit: viewtest.Kit()}.capacity,
	} {
		t.Run(name, func(t *testing.T) {
			view := open(viewtest.Enterprise())
			defer view.Close()
			view.SetSize(80, 20)
			cmd := view.Init()
			for !strings.Contains(view.View(), "g1") {
				msg := cmd()
				select {
				case group := <-asked:
					t.Fatalf("%s was asked for before the groups were on screen", group)
				case <-time.After(30 * time.Millisecond): // there is no event for nothing
				}
				cmd = view.Update(msg)
			}
			viewtest.Pump(view, cmd)
			if len(asked) != 2 {
				t.Errorf("%d groups were asked for, want 2", len(asked))
			}
			<-asked
			<-asked
		})
	}
}

func TestTenantsReadNoCapacity(t *testing.T) {
	t.Parallel()
	api := &viewtest.API{
		OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
			return []apiclient.Tenant{viewtest.Provider(), viewtest.Enterprise()}, nil
		},
		OnTenantCapacity: func(context.Context, string) (apiclient.TenantCapacity, error) {
			t.Error("the tenant list asked for a capacity")
			return apiclient.TenantCapacity{}, nil
		},
	}
	view := viewtest.Shown(Home(api, viewtest.Kit(), Options{}))
	viewtest.Press(view, "down", "up", "r")
}

func TestTrunkGroupsToRerouteToAreThoseThatTheTypeOfTheTenantAllows(t *testing.T) {
	t.Parallel()
	api := &viewtest.API{
		OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
			t.Error("the tenants of the platform are read for one of them")
			return nil, nil
		},
		OnGroups: func(context.Context, string) ([]apiclient.Group, error) {
			return []apiclient.Group{{ID: "north"}, {ID: "south"}}, nil
		},
		OnTrunkGroups: func(_ context.Context, _, group string) ([]apiclient.TrunkGroupItem, error) {
			return []apiclient.TrunkGroupItem{{Name: "Main"}, {Name: "Other-" + group}}, nil
		},
	}
	for _, test := range []struct {
		name, field string
		of          apiclient.TenantType
		isWide      bool
	}{
		{"an enterprise", trunkgroup.UnreachableDestination, apiclient.Enterprise, true},
		{"the backup in an enterprise", trunkgroup.Backup, apiclient.Enterprise, true},
		{"the backup in a service provider", trunkgroup.Backup, apiclient.ServiceProvider, false},
		{"a service provider", trunkgroup.UnreachableDestination, apiclient.ServiceProvider, false},
		{"a type that is not reported", trunkgroup.UnreachableDestination, "", false},
		{"another setting", trunkgroup.CapacityExceeded, apiclient.Enterprise, false},
	} {
		by, _ := trunkgroup.Named(test.field)
		from := change.Subject{Kind: change.TrunkGroup, Tenant: "t", Group: "north", Name: "Main"}
		picker := routes{api: api, kit: viewtest.Kit()}.rerouteTo(apiclient.Tenant{ID: "t", Type: test.of}, from, by)
		picker.SetSize(80, 24)
		picker.Update(picker.Open()())
		drawn := strings.Join(picker.Box().Drawn, "\n")
		viewtest.RequireContains(t, drawn, "Other-north")
		viewtest.RequireEqual(t, test.name+": of the other group", strings.Contains(drawn, "Other-south"), test.isWide)
		viewtest.RequireEqual(t, test.name+": itself", strings.Contains(drawn, "Main"), false)
		picker.Close()
	}
}

// groupLicences is an API that tells licences, and keeps who asked for them.
type groupLicences struct {
	*viewtest.API
	asked context.Context
}

func (l *groupLicences) GroupLicence(ctx context.Context, _, _ string) (capacity.Licence, error) {
	l.asked = ctx
	return capacity.Licence{}, nil
}

func TestLicencesOfGroupsAreReadBehindWhatIsOnTheScreen(t *testing.T) {
	api := &groupLicences{API: &viewtest.API{OnGroups: func(context.Context, string) ([]apiclient.Group, error) {
		return []apiclient.Group{{ID: "g"}}, nil
	}}}
	reading := routes{api: api, kit: viewtest.Kit()}.links().Licences(viewtest.Enterprise())(t.Context())
	for range reading.Snapshots() {
	}
	if api.asked == nil || !apiclient.IsBackground(api.asked) {
		t.Errorf("licences of a group are asked for in %v", api.asked)
	}
}

// A reading that was kept names the enterprise trunks of groups without their groups.
func TestAnEnterpriseTrunkOfAKeptReadingIsFoundInItsList(t *testing.T) {
	t.Parallel()
	_, conn := serve(t, false)
	g := newGuide(routes{api: odin.New(conn, odin.Credentials{Username: "demo", Password: "demo"}), kit: viewtest.Kit()})
	at := find.Place{Kind: find.EnterpriseTrunk, Tenant: "ServiceProviderID", Name: "Group E Inbound"}
	for _, group := range []string{"", "GroupIDE"} {
		at.Group = group
		view := g.screen(apiclient.Tenant{ID: at.Tenant, Type: apiclient.ServiceProvider}, placeOf(at))
		viewtest.Show(view, 120, 30)
		viewtest.RequireContains(t, view.View(), map[string]string{"": "GroupIDE", "GroupIDE": "Trunk 1"}[group])
		view.Close()
	}
}

// A number is completed by the country of the tenant whose figures are on the screen below.
func TestTheSearchKnowsTheTenantBelow(t *testing.T) {
	t.Parallel()
	_, conn := serve(t, false)
	g := newGuide(routes{api: odin.New(conn, odin.Credentials{Username: "demo", Password: "demo"}), kit: viewtest.Kit()})
	g.home = listedTenants(nil)
	below := viewtest.Shown(g.groups(apiclient.Tenant{ID: "foo", Type: apiclient.Enterprise}))
	defer below.Close()
	search := viewtest.Shown(g.View(ui.Place{Kind: page.Find}, below))
	defer search.Close()
	search.Update(viewtest.Key("02/555014"))
	viewtest.Press(search, "9") // which no user has
	viewtest.RequireContains(t, search.View(), "numbers", "+3225550149", "foo")
}
