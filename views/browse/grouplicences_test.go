package browse

import (
	"context"
	"strings"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/viewtest"
	"banyan/views/limits"
	"banyan/views/saving"
)

// licensedGroups shows the page of a tenant whose groups are read in these steps.
func licensedGroups(t *testing.T, height int, opened *[]string, steps ...collect.Snapshot) (*tenant, *viewtest.Collections) {
	t.Helper()
	runs := &viewtest.Collections{Runs: [][]collect.Snapshot{steps}}
	links := testLinks(opened)
	links.Licences = func(apiclient.Tenant) func(context.Context) Collection { return viewtest.StartOf[Collection](runs) }
	api := licensed{&viewtest.API{}, capacity.Licence{Licensed: viewtest.Calls(20)}, nil}
	view := NewTenant(viewtest.Kit(), api, viewtest.Enterprise(), links).(*tenant)
	t.Cleanup(view.Close)
	if steps[len(steps)-1].Done {
		viewtest.Show(view, 120, height+4)
		return view, runs
	}
	view.SetSize(120, height)
	view.Update(view.Follow()()) // and what follows does not come
	return view, runs
}

// ofGroups is a reading of groups with these licences.
func ofGroups(done bool, failures []collect.Failure, licences ...capacity.Licence) collect.Snapshot {
	of := capacity.Tenant{ID: "foo", GroupsListed: true}
	for i, l := range licences {
		of.Groups = append(of.Groups, capacity.Group{ID: "g" + string(rune('a'+i)), Licence: l})
	}
	s := viewtest.Snapshot(of, failures...)
	s.Done = done
	return s
}

func TestTheTenantPageTellsWhatEachGroupIsLicensedFor(t *testing.T) {
	l := func(licensed, inUse capacity.Reading) capacity.Licence {
		return capacity.Licence{Authorised: new(licensed != viewtest.Calls(0)), Licensed: licensed, InUse: inUse}
	}
	some := []capacity.Licence{l(viewtest.Calls(3), viewtest.Calls(2)), {}, l(viewtest.Calls(2), viewtest.Calls(3)), l(viewtest.NoLimit(), viewtest.Calls(1))}
	failed := []collect.Failure{{Path: []string{"foo", "gb"}, What: "licences of group", Err: viewtest.ServerFault("read")}}
	for what, test := range map[string]struct {
		reading collect.Snapshot
		want    []string
		without []string
	}{
		"read": {ofGroups(true, nil, some...), []string{
			"licences of its groups", "1 of 4 over", "GROUP  AUTHORISED  LICENSED  ALLOWED  IN USE",
			"gc     yes                2        -       3  ▲ LICENCES OVER 1: trunk groups in use 3, group is licensed for 2",
			"ga     yes                3        -       2", "gb     not reported", "gd     yes            unlim        -       1",
		}, nil},
		"not authorised":  {ofGroups(true, nil, l(viewtest.Calls(0), viewtest.Calls(0))), []string{"ga     no                 0        -       0", "1 group"}, []string{"OVER"}},
		"on its way":      {ofGroups(false, nil, some...), []string{"3 of 4 read", "gb     reading"}, []string{"not reported"}},
		"one not read":    {ofGroups(true, failed, some...), []string{"1 over, ? 1 of 4 not read", "gb     ? not read: "}, []string{"not reported"}},
		"no list":         {collect.Snapshot{Done: true, Failures: []collect.Failure{{Path: []string{"foo"}, What: "groups", Err: viewtest.ServerFault("list")}}}, []string{"── ? not known", " ? pbx.example.net failed (500)", "r-17)"}, []string{"0 of 0", "0 groups", "AUTHORISED"}},
		"nothing in them": {ofGroups(true, nil, capacity.Licence{}), []string{"ga     not reported"}, []string{"  0  "}},
	} {
		t.Run(what, func(t *testing.T) {
			view, _ := licensedGroups(t, 36, nil, test.reading)
			viewtest.RequireContains(t, view.View(), test.want...)
			if what == "one not read" {
				for range len(view.menu) + 2 { // to gb, below gc and ga
					viewtest.Press(view, "down")
				}
				viewtest.RequireContains(t, view.Info().Status.Whole(), "? not read: "+apiclient.Explain(failed[0].Err))
			}
			_, below, _ := strings.Cut(view.View(), "licences of its groups")
			for _, without := range test.without {
				if strings.Contains(below, without) {
					t.Errorf("has %q:\n%s", without, below)
				}
			}
			if what == "no list" { // its cause is whole in a narrow window too
				view.SetSize(70, 36)
				viewtest.RequireContains(t, strings.Join(strings.Fields(view.View()), " "), apiclient.Explain(viewtest.ServerFault("list")))
			}
			viewtest.RequireFits(t, view, view.width, 36)
		})
	}
}

// What lies only below another screen asks for nothing: on some platforms it would be a request a group.
func TestAPageThatIsNotSeenReadsNoLicencesOfGroups(t *testing.T) {
	runs := &viewtest.Collections{Runs: [][]collect.Snapshot{{ofGroups(true, nil, capacity.Licence{})}}}
	links := testLinks(nil)
	links.Licences = func(apiclient.Tenant) func(context.Context) Collection { return viewtest.StartOf[Collection](runs) }
	view := NewTenant(viewtest.Kit(), licensed{&viewtest.API{}, capacity.Licence{}, nil}, viewtest.Enterprise(), links).(*tenant)
	t.Cleanup(view.Close)
	view.SetSize(120, 36)
	for _, cmd := range view.Init()().(tea.BatchMsg) {
		view.Update(cmd())
	}
	if len(runs.Started) != 0 {
		t.Error("they were asked for")
	}
	viewtest.Pump(view, view.Follow()) // it came on top
	viewtest.RequireContains(t, view.View(), "ga ")
	if view.Follow() != nil || len(runs.Started) != 1 {
		t.Errorf("read %d times", len(runs.Started))
	}
}

// A group where something is found comes to the top: the cursor stays on its own.
func TestTheCursorStaysOnItsGroupWhenTheyAreReadAnew(t *testing.T) {
	none, over := capacity.Licence{}, capacity.Licence{Licensed: viewtest.Calls(1), InUse: viewtest.Calls(2)}
	view, runs := licensedGroups(t, 36, nil, ofGroups(true, nil, none, none, none, none))
	runs.Runs = append(runs.Runs, []collect.Snapshot{{}, ofGroups(false, nil, none, none, none, over), ofGroups(true, nil, none, none, none, over)})
	for range len(view.menu) + 1 {
		viewtest.Press(view, "down")
	}
	viewtest.RequireEqual(t, "before", view.CopyID(), "gb")
	viewtest.Press(view, "r")
	viewtest.RequireContains(t, view.View(), "1 of 4 over")
	viewtest.RequireEqual(t, "after", view.CopyID(), "gb")
}

// The groups are below the menu: the cursor goes on into them, the page with it, and what is on
// screen is read first.
func TestTheTenantPageTurnsAsListsDo(t *testing.T) {
	view, _ := licensedGroups(t, 20, nil, ofGroups(true, nil, make([]capacity.Licence, 26)...))
	for _, step := range []struct{ key, shown string }{
		{"G", "gz "}, {"pgup", "gf "}, {"g", "licences of its 26 groups below"}, {"pgdown", "gr "}, {"pgdown", "gz "}, {"down", "gz "},
	} {
		viewtest.Press(view, step.key)
		viewtest.RequireContains(t, view.View(), step.shown)
	}
	viewtest.RequireEqual(t, "under the cursor", view.CopyID(), "gz")
}

func TestTheGroupsOfTheTenantPageAreReachedWithTheCursor(t *testing.T) {
	var opened []string
	view, runs := licensedGroups(t, 20, &opened, ofGroups(true, nil, make([]capacity.Licence, 26)...))
	viewtest.RequireContains(t, view.View(), "licences of its 26 groups below")
	for range 12 {
		viewtest.Press(view, "down")
	}
	viewtest.RequireContains(t, view.View(), "gj ", "and 16 more below")
	viewtest.RequireEqual(t, "copied", view.CopyID(), "gj")
	view.limits = limits.Forms{Kit: viewtest.Kit(), Levels: limits.Levels{API: &viewtest.API{}}, Session: saving.Session{Service: viewtest.Service(t), Write: true}}
	on, about := view.Edits()
	viewtest.RequireEqual(t, "edited", []string{on, about, view.ShortHelp()[1].Help().Desc}, []string{"gj", "foo", "add channels"})
	for _, key := range []string{"e", "ctrl+e"} {
		if view.Update(viewtest.Key(key)); view.limits.Progress() == "" {
			t.Errorf("%s reads no limits", key)
		}
		view.limits.Close()
	}
	viewtest.Press(view, "enter")
	viewtest.RequireEqual(t, "opened", opened, []string{"group gj "})
	preferred := runs.Started[0].Preferred
	if last := preferred[len(preferred)-1]; len(last) == 0 || last[len(last)-1] != "gk" {
		t.Errorf("preferred %v", last)
	}
	line := 0
	for i, text := range strings.Split(view.View(), "\n") {
		if strings.Contains(text, "gh ") {
			line = i
		}
	}
	if onRow, _ := view.Click(line); !onRow || view.CopyID() != "gh" {
		t.Errorf("clicked %v, %s", onRow, view.CopyID())
	}
	for range 40 {
		viewtest.Press(view, "down")
	}
	viewtest.RequireContains(t, view.View(), "gz ")
	viewtest.RequireFits(t, view, 120, 20)
	for range 60 {
		viewtest.Press(view, "up")
	}
	viewtest.RequireContains(t, view.View(), "its own limits")
}

func TestGroupsThatLookAlikeHaveLicencesOfTheirOwn(t *testing.T) {
	read := ofGroups(true, nil, capacity.Licence{}, capacity.Licence{}, capacity.Licence{})
	for i, id := range []string{"foo", "foo ", "f\u043eo"} {
		read.Breakdown.Groups[i].Group.ID = id
	}
	view, _ := licensedGroups(t, 40, nil, read)
	viewtest.RequireContains(t, view.View(), "foo  ", `foo\x20  `, `f\u043eo  `)
}
