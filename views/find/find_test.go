package find

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/find"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
)

// platform is one that knows a user by its number, in a trunk group that two enterprise trunks use.
func platform() *viewtest.API {
	return &viewtest.API{
		Has: apiclient.Capabilities{Dialect: "APIO"},
		OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
			return []apiclient.Tenant{{ID: "foo", Name: "Foo Industries", Type: apiclient.ServiceProvider}, {ID: "hotel", Name: "Hotel Aurora"}}, nil
		},
		OnNumberUses: func(_ context.Context, _, number string) ([]apiclient.NumberUse, error) {
			if number != "+3225550102" {
				return nil, &apiclient.NoHolderError{Number: number, Err: fmt.Errorf("not found")}
			}
			return []apiclient.NumberUse{{Tenant: "foo", Group: "brussels", User: "an@foo.example", LastName: "Peeters", FirstName: "An", Extension: "102"}}, nil
		},
		OnUserEndpoint: func(context.Context, string, string, string) (apiclient.UserEndpoint, error) {
			return apiclient.UserEndpoint{Kind: apiclient.TrunkUser, TrunkGroup: "HQ-1"}, nil
		},
		OnTrunkGroup: func(_ context.Context, _, group, name string) (apiclient.TrunkGroup, error) {
			in, out := 9, 5
			return apiclient.TrunkGroup{GroupID: group, Name: name, MaxActiveCalls: viewtest.Calls(24), State: "Available", ActiveIncomingCalls: &in, ActiveOutgoingCalls: &out}, nil
		},
		OnEnterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) {
			return []apiclient.EnterpriseTrunkItem{{Name: "HQ-Inbound"}, {Name: "Contact-Centre"}}, nil
		},
		OnEnterpriseTrunk: func(_ context.Context, _, name string) (routing.Trunk, error) {
			trunk := routing.New(name)
			trunk.Mode = routing.Weighted
			trunk.Routes = []routing.Route{{TrunkGroup: routing.Key{GroupID: "brussels", Name: "HQ-1"}, Priority: 1, Weight: 70}, {TrunkGroup: routing.Key{GroupID: "ghent", Name: "G"}, Priority: 1, Weight: 30}}
			return trunk, nil
		},
	}
}

// kept is what a scan kept: trunk groups of a tenant.
func kept() []KeptTenant {
	trunk := func(name string, isDown bool) capacity.TrunkGroup {
		return capacity.TrunkGroup{Name: name, MaxActiveCalls: viewtest.Calls(12), Down: isDown, UsedBy: []string{"HQ-Inbound"}}
	}
	return []KeptTenant{{At: viewtest.Clock().Add(-time.Hour), Tenant: capacity.Tenant{ID: "foo", Name: "Foo Industries", Groups: []capacity.Group{
		{ID: "antwerp", Name: "Antwerp office", TrunkGroups: []capacity.TrunkGroup{trunk("Trunk-Antwerp", false), trunk("Trunk-Backup", true)}},
	}}}}
}

// screen is a search with what it opened.
type screen struct {
	*Finder
	opened []find.Place
	of     []apiclient.Tenant
}

func open(t *testing.T, api *viewtest.API, known *Known) *screen {
	t.Helper()
	s := &screen{}
	if known.Tenants == nil {
		known.Tenants = api.Tenants
	}
	s.Finder = New(viewtest.Kit(), known, Links{API: api, Scan: "H", Now: viewtest.Clock, Open: func(t apiclient.Tenant, at find.Place) ui.View {
		s.opened, s.of = append(s.opened, at), append(s.of, t)
		return nil
	}})
	t.Cleanup(s.Close)
	viewtest.Show(s.Finder, 120, 36)
	return s
}

// typed types a text all at once, as over a link that bunches it.
func (s *screen) typed(text string) {
	s.text.SetText(text[:len(text)-1])
	viewtest.Press(s.Finder, text[len(text)-1:])
}

func (s *screen) ids() (ids []string) {
	for _, r := range s.table.Shown() {
		ids = append(ids, r.path.String())
	}
	return ids
}

func TestAPathIsFoundWalkedAndOpened(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"+32 2 555.01.02", "003225550102", "3225550102"} {
		synctest.Test(t, func(t *testing.T) {
			s := open(t, platform(), &Known{})
			s.typed(text)
			viewtest.RequireEqual(t, text, s.ids(), []string{"an@foo.example > HQ-1 > brussels > foo"})
			viewtest.RequireContains(t, s.View(), "✓ available", "14/24", "calls from", "HQ-Inbound priority 1, 70 %", "Contact-Centre priority 1, 70 %")
			viewtest.Press(s, "enter")
			viewtest.Press(s, "right", "enter", "right", "enter", "right", "enter", "right", "right", "enter", "left", "enter")
			at := func(kind find.Kind, group, name string) find.Place {
				return find.Place{Kind: kind, Tenant: "foo", Group: group, Name: name}
			}
			viewtest.RequireEqual(t, "opened", s.opened, []find.Place{
				at(find.TrunkGroup, "brussels", "HQ-1"), at(find.Group, "brussels", ""), at(find.Tenant, "", ""),
				at(find.EnterpriseTrunk, "", "HQ-Inbound"), at(find.EnterpriseTrunk, "", "Contact-Centre"), at(find.EnterpriseTrunk, "", "HQ-Inbound"),
			})
			if s.of[0].Type != apiclient.ServiceProvider {
				t.Errorf("%+v is not the tenant as it was listed", s.of[0])
			}
			if got := s.CopyID(); got != "HQ-Inbound" {
				t.Error(got)
			}
			viewtest.RequireContains(t, strings.Join(s.CopyText(), "\n"), "foo > brussels > HQ-1", "trunk group HQ-1: ✓ available · 14/24 calls", "enterprise trunk HQ-Inbound: priority 1, 70 %")
		})
	}
}

// Names that are known answer before the platform is asked, with the age of what was kept.
func TestNamesAnswerAtOnce(t *testing.T) {
	t.Parallel()
	s := open(t, platform(), &Known{Kept: kept})
	s.text.SetText("trunk")
	cmd := s.Update(viewtest.Key("-")) // which is not run
	viewtest.RequireEqual(t, "found", s.ids(), []string{"Trunk-Antwerp > antwerp > foo", "Trunk-Backup > antwerp > foo"})
	viewtest.RequireContains(t, s.View(), viewtest.Clock().Add(-time.Hour).Local().Format("15:04"), "■ DOWN", "searching", "▸Trunk-Antwerp")
	s.Update(viewtest.Key("down"))
	viewtest.RequireContains(t, s.View(), "▸Trunk-Backup")
	s.Wheel(-1)
	s.Update(viewtest.Key("up"))
	viewtest.RequireContains(t, s.View(), "▸Trunk-Antwerp")
	if cmd == nil || !s.Busy() {
		t.Error("the platform is not asked")
	}
}

// Two groups may be called alike: the tenant stays where there is no room for all of it.
func TestTheTenantIsSeenBehindALongGroup(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		tenants := kept()
		tenants[0].Tenant.Groups[0].ID = "ApioEntGrpAntwerp-Berchem"
		s := open(t, platform(), &Known{Kept: func() []KeptTenant { return tenants }})
		viewtest.Show(s.Finder, 80, 24)
		s.typed("Trunk-Ant")
		_, row, _ := strings.Cut(s.View(), "▸ Trunk")
		row, _, _ = strings.Cut(row, "\n")
		viewtest.RequireContains(t, row, "> foo")
	})
}

// Users whose numbers differ in a digit are told apart where there is little room, and their names
// are seen: the domain goes first.
func TestTheDomainOfAUserGoesFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := platform()
		api.OnSearchUsers = func(_ context.Context, c apiclient.UserCriteria) ([]apiclient.User, error) {
			var users []apiclient.User
			for _, id := range []string{"+3235550120", "+3235550129"} {
				users = append(users, apiclient.User{Tenant: "foo", Group: "antwerp", ID: id + "@foo.example", LastName: "Janssens", FirstName: "Jan", PhoneNumber: id})
			}
			return users, nil
		}
		s := open(t, api, &Known{Kept: kept})
		viewtest.Show(s.Finder, 80, 24)
		s.typed("jan")
		viewtest.Press(s.Finder, "tab")
		viewtest.RequireContains(t, s.View(), "+3235550120  Janssens, Jan", "+3235550129  Janssens, Jan")
	})
}

// What was typed is marked in what a place is called too, where its id does not have it.
func TestWhatWasTypedIsMarkedInALabel(t *testing.T) {
	t.Parallel()
	s := open(t, platform(), &Known{Kept: kept})
	s.typed("office")
	marked := columns{text: &s.text}.what(s.table.Shown()[0])
	viewtest.RequireEqual(t, "what", marked, ui.Cell{Text: "group", Tone: ui.Muted, Then: []ui.Cell{
		{Text: " "}, {Text: "Antwerp "}, {Text: "office", Tone: ui.Match}, {},
	}})
}

// What was read before a save of its tenant says so, of a scan or of a screen.
func TestFiguresFromBeforeASaveSaySo(t *testing.T) {
	t.Parallel()
	for saved, want := range map[time.Time]bool{{}: false, viewtest.Clock().Add(-2 * time.Hour): false, viewtest.Clock().Add(-time.Minute): true} {
		s := open(t, platform(), &Known{Kept: kept, Saved: func(string) time.Time { return saved }})
		s.SetSize(160, 40)
		s.text.SetText("trunk")
		s.Update(viewtest.Key("-"))
		selected, _ := s.table.Selected()
		text := strings.Join(s.pane(selected, ui.Latest[struct{}]{}).Lines(72), "\n")
		viewtest.RequireEqual(t, "saved at "+saved.String(), strings.Contains(text, ", before a save"), want)
	}
}

// What an older text brings never shows below a newer one, whichever comes first.
func TestAnAnswerToAnOlderTextIsNobodys(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		var ended []string
		api := platform()
		api.OnSearchUsers = func(ctx context.Context, c apiclient.UserCriteria) ([]apiclient.User, error) {
			wait := time.Second
			if c.LastName == "" {
				return nil, nil
			}
			if c.LastName == "older" {
				wait = 10 * time.Second
			}
			select {
			case <-time.After(wait):
				return []apiclient.User{{Tenant: "foo", Group: "g", ID: "user-" + c.LastName, LastName: c.LastName}}, nil
			case <-ctx.Done():
				ended = append(ended, c.LastName)
				return nil, ctx.Err()
			}
		}
		s := open(t, api, &Known{})
		s.text.SetText("olde")
		over := s.Update(viewtest.Key("r"))
		next := s.Update(over()) // the pause is over
		first := s.Update(next())
		synctest.Wait()
		viewtest.Press(s, "X") // another text
		s.text.SetText("newe")
		viewtest.Press(s, "r")
		synctest.Wait()
		viewtest.Pump(s, first)
		viewtest.Pump(s, func() tea.Msg { return over() })
		if got := s.ids(); !slices.Equal(got, []string{"user-newer > HQ-1 > g > foo"}) {
			t.Errorf("%v is shown for newer", got)
		}
		if !slices.Contains(ended, "older") {
			t.Errorf("the search for the older text was not cancelled: %v", ended)
		}
	})
}

// The end of a pause that was on its way when another key came asks the platform nothing.
func TestEachKeyBeginsThePauseAnew(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, platform(), &Known{})
		s.text.SetText("olde")
		over := s.Update(viewtest.Key("r"))()
		latest := s.Update(viewtest.Key("x"))
		if s.Update(over); s.search.stream != nil {
			t.Error("the platform is asked before the pause is over")
		}
		if s.Update(latest()); s.search.stream == nil {
			t.Error("the platform is not asked after it")
		}
	})
}

// Nothing that is missing passes for "there is none".
func TestWhatWasNotSearchedIsSaid(t *testing.T) {
	t.Parallel()
	refused := &apiclient.Error{Kind: apiclient.Refused, Op: "search users", Status: 403}
	for name, test := range map[string]struct {
		text string
		set  func(*viewtest.API)
		says []string
	}{
		"extensions": {"101", func(a *viewtest.API) {
			a.OnSearchUsers = func(_ context.Context, c apiclient.UserCriteria) ([]apiclient.User, error) {
				if c.Extension != "" {
					return nil, &apiclient.NotSearchedError{What: "extensions", Why: "APIO has no criterion for them"}
				}
				return nil, nil
			}
		}, []string{"Nothing was found for 101 in what was searched.", "! users: extensions not searched: APIO has no criterion"}},
		"refused": {"peeters", func(a *viewtest.API) {
			a.OnSearchUsers = func(context.Context, apiclient.UserCriteria) ([]apiclient.User, error) { return nil, refused }
		}, []string{"in what was searched", "✗ users: "}},
		"too much": {"peeters", func(a *viewtest.API) {
			a.OnSearchUsers = func(context.Context, apiclient.UserCriteria) ([]apiclient.User, error) {
				return nil, &apiclient.Error{Kind: apiclient.Refused, Op: "search users", Status: 400, Message: "the search found more than 2000 results"}
			}
		}, []string{"✗ users: ", "found more than 2000 results; type more of it, so that less is found"}},
		"failed": {"peeters", func(a *viewtest.API) {
			a.OnSearchGroups = func(context.Context, string, bool, int) ([]apiclient.FoundGroup, error) {
				return nil, &apiclient.Error{Kind: apiclient.ServerFault, Op: "search groups", Status: 500}
			}
		}, []string{"✗ groups: "}},
		"tenants": {"peeters", func(a *viewtest.API) {
			a.OnTenants = func(context.Context) ([]apiclient.Tenant, error) { return nil, refused }
		}, []string{"✗ names of tenants: "}},
		"cut": {"peeters", func(a *viewtest.API) {
			a.OnSearchUsers = func(_ context.Context, c apiclient.UserCriteria) (users []apiclient.User, err error) {
				if c.LastName == "" {
					return nil, nil
				}
				for i := range c.Limit {
					users = append(users, apiclient.User{Tenant: "foo", Group: "g", ID: fmt.Sprintf("u%03d", i), LastName: "peeters"})
				}
				return users, apiclient.CutAt(users, nil, "users", c.Limit)
			}
		}, []string{"! users: cut at 50", "the trunk groups of further users not searched: only the first 10 are read", "f5 searches on, and reads 4 times as much"}},
		"no holder": {"+3225559999", func(*viewtest.API) {}, []string{"numbers: the platform names no holder of +3225559999"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				api := platform()
				test.set(api)
				s := open(t, api, &Known{})
				s.typed(test.text)
				viewtest.RequireContains(t, strings.Join(strings.Fields(s.View()), " "), test.says...)
				if s.isComplete() {
					t.Error("it passes for complete")
				}
			})
		})
	}
}

// A search that was cut goes on with more of it.
func TestASearchGoesOnWhereItWasCut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := platform()
		var limits []int
		api.OnSearchUsers = func(_ context.Context, c apiclient.UserCriteria) (users []apiclient.User, err error) {
			if c.LastName == "" {
				return nil, nil
			}
			limits = append(limits, c.Limit)
			for i := range min(70, c.Limit) {
				users = append(users, apiclient.User{Tenant: "foo", Group: "g", ID: fmt.Sprintf("u%03d", i), LastName: "peeters"})
			}
			return users, apiclient.CutAt(users, nil, "users", c.Limit)
		}
		s := open(t, api, &Known{})
		s.typed("peeters")
		viewtest.Press(s, "down")
		viewtest.Pump(s, s.Refresh())
		if len(s.ids()) != 70 || !slices.Equal(limits, []int{50, 200}) {
			t.Errorf("%d found, asked for %v", len(s.ids()), limits)
		}
	})
}

// esc gives up a search that is slow, and only then leaves.
func TestASlowSearchIsSaidAndGivenUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := platform()
		api.OnSearchUsers = func(ctx context.Context, _ apiclient.UserCriteria) ([]apiclient.User, error) {
			<-ctx.Done()
			return nil, ctx.Err()
		}
		s := open(t, api, &Known{Kept: kept})
		s.links.Now, s.search.now = time.Now, time.Now
		s.text.SetText("trun")
		for cmd, n := s.Update(viewtest.Key("k")), 0; n < 4; n++ {
			cmd = s.Update(cmd())
		}
		time.Sleep(5 * time.Second)
		s.show()
		viewtest.RequireContains(t, s.View(), "still searching ", "users", "after 5 seconds: the platform is slow; esc gives up", "Trunk-Antwerp")
		if left := viewtest.Press(s, "esc"); len(left) > 0 || s.Busy() {
			t.Errorf("%v after esc, busy %v", left, s.Busy())
		}
		viewtest.RequireContains(t, s.View(), "! given up", "f5 searches again", "Trunk-Antwerp")
		if left := viewtest.Press(s, "esc"); len(left) != 1 {
			t.Errorf("%v after a second esc", left)
		}
	})
}

// The screen stays as it was left, and the mouse reaches the rows while something is typed.
func TestTheRowsTakeTheKeysAndGiveThemBack(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, platform(), &Known{Kept: kept})
		s.typed("trunk-")
		if onRow, _ := s.Click(viewtest.CursorLine(s) + 1); !onRow || s.Typing() || s.CopyID() != "Trunk-Backup" {
			t.Errorf("a click: %v, typing %v, at %s", onRow, s.Typing(), s.CopyID())
		}
		viewtest.Press(s, "f", "a", "n", "t")
		if !s.Typing() || s.text.Text() != "trunk-ant" || s.CopyID() != "Trunk-Antwerp" {
			t.Errorf("%q, at %s", s.text.Text(), s.CopyID())
		}
		viewtest.Press(s, "tab")
		viewtest.RequireContains(t, viewtest.TextOf(s), "[numbers]", "Among the numbers is no trunk-ant, but elsewhere.")
		viewtest.Press(s, "tab")
		viewtest.RequireContains(t, s.View(), "[names]", "Trunk-Antwerp")
		if s.Export() == nil {
			t.Error("nothing to export")
		}
	})
}

func TestPictures(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"empty": "", "number": "+32 2 555.01.02", "name": "trunk-", "nothing": "zzz", "short": "a"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := open(t, platform(), &Known{Kept: kept})
				if text != "" {
					s.typed(text)
				}
				viewtest.RequireFits(t, s, 120, 32)
				s.SetSize(80, 20)
				viewtest.RequireFits(t, s, 80, 20)
				low := viewtest.Picture(s)
				s.SetSize(160, 40)
				if side := s.Side(); side != nil {
					side.Update(side.Follow()()) // once the cursor has rested
				}
				viewtest.RequireFits(t, s, 160, 40)
				golden.RequireEqual(t, low+"\n"+viewtest.Picture(s))
			})
		})
	}
}

// Names that a server made up stay in their lines, wherever the search shows them.
func TestHostileNamesStayInTheirLines(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api, tenant := platform(), capacity.Tenant{ID: "foo"}
		var users []apiclient.User
		for _, name := range viewtest.Hostile() {
			trunk := capacity.TrunkGroup{Name: name + "-zz", UsedBy: viewtest.Hostile(), MaxActiveCalls: viewtest.Calls(12)}
			tenant.Groups = append(tenant.Groups, capacity.Group{ID: name + "-zz", Name: name, TrunkGroups: []capacity.TrunkGroup{trunk}})
			users = append(users, apiclient.User{Tenant: name, Group: name, ID: name + "-zz", LastName: name, FirstName: name, PhoneNumber: name})
		}
		api.OnSearchUsers = func(context.Context, apiclient.UserCriteria) ([]apiclient.User, error) { return users, nil }
		s := open(t, api, &Known{Kept: func() []KeptTenant { return []KeptTenant{{Tenant: tenant, At: viewtest.Clock()}} }})
		s.typed("-zz")
		if shown, _ := s.table.Counts(); shown != 3*len(users) {
			t.Errorf("%d of %d rows", shown, 3*len(users))
		}
		for _, size := range [][2]int{{60, 12}, {61, 20}, {80, 20}, {81, 32}, {120, 32}, {139, 40}, {140, 40}, {200, 56}} {
			s.SetSize(size[0], size[1])
			for range s.table.Shown() {
				viewtest.Press(s, "down", "right")
				if side := s.Side(); side != nil {
					viewtest.Pump(s, side.Follow())
				}
				viewtest.RequireFits(t, s, size[0], size[1])
			}
			viewtest.Press(s, "g")
		}
	})
}

// Names that the eye takes for others are spelled out wherever a path shows them.
func TestNamesThatLookAlikeAreSpelledOut(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const odd = "\u043e" // looks like o
		trunk := capacity.TrunkGroup{Name: "tr-" + odd, UsedBy: []string{"et-" + odd}, MaxActiveCalls: viewtest.Calls(12)}
		tenant := capacity.Tenant{ID: "te-" + odd, Groups: []capacity.Group{{ID: "gr-" + odd, TrunkGroups: []capacity.TrunkGroup{trunk}}}}
		s := open(t, platform(), &Known{Kept: func() []KeptTenant { return []KeptTenant{{Tenant: tenant, At: viewtest.Clock()}} }})
		for _, text := range []string{"tr-", "gr-"} {
			s.text.SetText("")
			s.typed(text)
			for _, size := range [][2]int{{80, 20}, {120, 32}, {160, 40}} {
				s.SetSize(size[0], size[1])
				if side := s.Side(); side != nil {
					if rested := side.Follow(); rested != nil {
						side.Update(rested())
					}
				}
				shown := viewtest.TextOf(s)
				if strings.Contains(shown, odd) || !strings.Contains(shown, text+`\u043e`) || !strings.Contains(shown, `te-\u043e`) {
					t.Errorf("%q at %v:\n%s", text, size, shown)
				}
			}
		}
	})
}

// The help tells every key that the rows take.
func TestTheHelpTellsTheKeysOfTheRows(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, platform(), &Known{Kept: kept})
		s.typed("trunk-")
		viewtest.Press(s, "down")
		s.SetSize(80, 20)
		var texts []string
		for _, binding := range slices.Concat(s.FullHelp()...) {
			texts = append(texts, binding.Keys()...)
		}
		for _, name := range []string{"/", "<", ">", "s", "ctrl+w", "g", "G"} {
			if before := s.View(); !slices.Contains(texts, name) {
				t.Errorf("%s is not told", name)
			} else if viewtest.Press(s, name); s.View() == before && (name == "/" || name == "ctrl+w") {
				t.Errorf("%s does nothing", name)
			}
			viewtest.Press(s, "esc", "down")
			s.isTyped = false
		}
	})
}

// The place of a search is its text once no more is typed, and from it the search comes back.
func TestASearchIsAPlaceWithItsTextAndItsRow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := open(t, platform(), &Known{Kept: kept})
		s.search.seek("trun") // a letter on the way
		if at := s.Place(); !at.Is(ui.Place{Kind: "find"}) {
			t.Errorf("while it is typed: %v", at)
		}
		s.typed("trunk-")
		at := s.Place()
		viewtest.Press(s, "down", "down")
		if now := s.Place(); !at.Is(now) {
			t.Errorf("asked at %v, now at %v", at, now)
		}
		at = s.Place()
		if !at.Is(ui.Place{Kind: "find", Path: []string{"trunk-"}}) || at.Row == "" {
			t.Errorf("at %v", at)
		}
		links := s.links
		links.Text = at.Path[0]
		again := New(viewtest.Kit(), s.known, links)
		defer again.Close()
		again.Choose(at.Row)
		viewtest.Show(again, 120, 36)
		if got := again.Place(); !got.Is(at) || got.Row != at.Row || again.CopyID() != s.CopyID() || again.Typing() {
			t.Errorf("came back to %v, want %v", got, at)
		}
		reach := again.search.reach
		viewtest.Pump(again, again.Renew())
		if again.search.reach != reach {
			t.Error("it reads more by itself")
		}
	})
}

// A key is answered in a frame's time however many names are known.
func BenchmarkAKeyOf100000Names(b *testing.B) {
	var readings []KeptTenant
	for tenant := range 100 {
		t := capacity.Tenant{ID: fmt.Sprintf("tenant-%03d", tenant), Name: "Tenant"}
		for group := range 100 {
			g := capacity.Group{ID: fmt.Sprintf("group-%03d-%03d", tenant, group)}
			for n := range 9 {
				g.TrunkGroups = append(g.TrunkGroups, capacity.TrunkGroup{Name: fmt.Sprintf("trunk-%03d-%03d-%d", tenant, group, n), MaxActiveCalls: viewtest.Calls(10)})
			}
			t.Groups = append(t.Groups, g)
		}
		readings = append(readings, KeptTenant{Tenant: t, At: viewtest.Clock()})
	}
	known := &Known{Kept: func() []KeptTenant { return readings }, Tenants: func(context.Context) ([]apiclient.Tenant, error) { return nil, nil }}
	v := New(viewtest.Kit(), known, Links{API: platform(), Now: viewtest.Clock})
	defer v.Close()
	viewtest.Show(v, 160, 44)
	keys := []string{"t", "r", "u", "n", "k", "-", "0", "5", "backspace", "9", "7", "ctrl+u"}
	for i := 0; b.Loop(); i++ {
		v.Update(viewtest.Key(keys[i%len(keys)]))
		if v.View() == "" {
			b.Fatal("nothing is drawn")
		}
	}
	b.ReportMetric(float64(known.last.Load().names.Len()), "names")
}

// What forwards calls to a number is found inside a tenant as a number is, and says so; enter opens it.
func TestWhatForwardsToANumberIsARow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		api := platform()
		api.OnEnterpriseTrunk = func(_ context.Context, _, name string) (routing.Trunk, error) {
			trunk := routing.New(name)
			trunk.ExhaustionAction = routing.Forward
			trunk.ExhaustionDestination = map[string]string{"HQ-Inbound": "+3225550100", "Contact-Centre": "+3225550199"}[name]
			return trunk, nil
		}
		s := open(t, api, &Known{Kept: kept})
		s.links.Near = "foo"
		s.typed("+3225550100")
		viewtest.RequireEqual(t, "found", s.ids(), []string{"HQ-Inbound > foo"})
		viewtest.RequireContains(t, s.View(), "HQ-Inbound", "forwards to +3225550100 when exhausted", "numbers ─", "beyond tenant foo")
		viewtest.RequireContains(t, strings.Join(s.CopyText(), "\n"), "enterprise trunk HQ-Inbound: ordered · forwards to +3225550100 when exhausted", "Not all: destinations: forwards")
		viewtest.Press(s.Finder, "enter")
		viewtest.RequireEqual(t, "opened", s.opened, []find.Place{{Kind: find.EnterpriseTrunk, Tenant: "foo", Name: "HQ-Inbound"}})
	})
}
