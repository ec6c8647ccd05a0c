package history

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/history"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/page"
)

func now() time.Time { return time.Date(2026, 11, 27, 9, 30, 0, 0, time.Local) }

func at(day, hour, minute int) time.Time {
	return time.Date(2026, 11, day, hour, minute, 11, 0, time.Local)
}

// sample is what changed in a tenant: of every kind, by somebody else and by an edit, with a clock that
// went back and a day that is told as one.
func sample() Log {
	foo := func(kind change.Kind, group, name, field, from, to string, since, until time.Time) history.Event {
		return history.Event{Change: history.Change{
			Tenant: "foo", Object: history.Object{Kind: kind, Group: group, Name: name}, Field: field, From: from, To: to, Since: since, At: until,
		}}
	}
	own := foo(change.GroupCapacity, "ApioEntGrpAntwerp", "", "maxActiveCalls", "16", "17", at(27, 9, 12), at(27, 9, 12))
	own.Edit = &change.Entry{ID: "e-1", Who: "anna", Ticket: "INC-4711", Verdict: change.Saved}
	routes := func(weight string) string {
		return `{"mode":"weighted","routes":[{"group":"g","name":"Trunk-A","priority":1,"weight":` + weight + `},{"group":"g","name":"Trunk-B","priority":1,"weight":30}]}`
	}
	back := foo(change.TenantCapacity, "", "", "burstingMaxActiveCalls", "20", "unlimited", at(26, 12, 0), at(26, 11, 0))
	back.IsBack = true
	day := foo(change.TrunkGroup, "ApioEntGrpTest", "Trunk-\x1b[2Jhostile", "pilotUserId", "", "pilot@foo.example", at(20, 8, 0), at(20, 22, 0))
	day.IsDay = true
	fresh, gone := foo(change.TrunkGroup, "ApioEntGrpTest", "Trunk-New", "", "", "", at(26, 22, 28), at(27, 9, 3)), foo(change.EnterpriseTrunk, "", "Old-Inbound", "", "", "", at(26, 22, 28), at(27, 9, 3))
	fresh.What, gone.What = history.Appeared, history.Gone
	return Log{Since: at(19, 8, 0), At: at(27, 9, 12), Events: []history.Event{
		own,
		foo(change.GroupCapacity, "ApioEntGrpAntwerp", "", "maxActiveCalls", "12", "16", at(26, 22, 28), at(27, 9, 3)),
		foo(change.EnterpriseTrunk, "", "HQ-Inbound", "routes", routes("70"), routes("50"), at(26, 22, 28), at(27, 9, 3)),
		fresh, gone,
		foo(change.TrunkGroup, "ApioEntGrpTest", "APIO_Trunk_Group_Existing", "state", "Available", "Unavailable", at(27, 8, 0), at(27, 9, 3)),
		back, day,
		foo(change.TenantCapacity, "", "", "maxActiveCalls", "100", "120", time.Time{}, at(19, 9, 0)),
	}}
}

func timelineOf(log Log, err error, path ...string) ui.View {
	name := "this platform"
	if len(path) > 0 {
		name = "tenant " + path[0]
	}
	return viewtest.Shown(New(viewtest.Kit(), ui.Place{Kind: page.Timeline, Path: path}, name, Links{
		Now: now, Read: func(context.Context) (Log, error) { return log, err },
		Edit: func(e change.Entry) ui.View { return nil },
		Goto: func(c history.Change) ui.Place {
			return ui.Place{Kind: page.TrunkGroups, Path: []string{c.Tenant, c.Group}}
		},
	}))
}

func TestTimelinePictures(t *testing.T) {
	wrong := sample()
	wrong.Events = wrong.Events[:2]
	wrong.Wrong = []error{errors.New("/home/anna/.local/state/banyan/history/a/b/c.jsonl is of another version of banyan: 2, not 1: it stays as it is, and nothing is added to it; move it away to begin anew"), errors.New("what is read is not kept: no space left on device")}
	for name, view := range map[string]ui.View{
		"tenant":       timelineOf(sample(), nil, "foo"),
		"platform":     timelineOf(sample(), nil),
		"nothing new":  timelineOf(Log{Since: at(19, 8, 0), At: at(27, 9, 12)}, nil, "foo"),
		"nothing kept": timelineOf(Log{}, nil, "foo"),
		"wrong":        timelineOf(wrong, nil, "foo"),
		"error":        timelineOf(Log{}, errors.New("permission denied"), "foo"),
	} {
		t.Run(name, func(t *testing.T) { viewtest.RequirePictures(t, view) })
	}
}

func TestThePreviewOfAChange(t *testing.T) {
	for name, down := range map[string]int{"own": 0, "routes": 2, "clock": 6} {
		t.Run(name, func(t *testing.T) {
			view := timelineOf(sample(), nil, "foo").(*timeline)
			defer view.Close()
			view.SetSize(160, 40)
			for range down {
				viewtest.Press(view, "down")
			}
			view.Side().Update(view.Side().Follow()())
			viewtest.RequireFits(t, view, 160, 40)
			golden.RequireEqual(t, viewtest.Picture(view))
		})
	}
}

// Enter opens the edit that made a change, or else goes to the place that changed.
func TestEnterLeadsToTheEditOrToThePlace(t *testing.T) {
	opened := ""
	v := timelineOf(sample(), nil, "foo").(*timeline)
	defer v.Close()
	v.SetSize(120, 36)
	v.links.Edit = func(e change.Entry) ui.View {
		opened = e.ID
		return nil
	}
	v.links.Goto = func(c history.Change) ui.Place {
		opened = c.Group + " " + c.From
		return ui.Place{Kind: page.Groups}
	}
	enter := func() {
		if cmd := v.Update(tea.KeyMsg{Type: tea.KeyEnter}); cmd == nil {
			t.Error("enter does nothing")
		}
	}
	enter()
	viewtest.RequireEqual(t, "opened", opened, "e-1")
	viewtest.Press(v, "down")
	enter()
	viewtest.RequireEqual(t, "opened", opened, "ApioEntGrpAntwerp 12")
}

// Rows are chosen by their kind, by their field and by what is in them, also where no column shows it.
func TestChangesAreFilteredByKind(t *testing.T) {
	for filter, rows := range map[string]int{"kind=group": 2, "enterprise trunk": 2, "kind=tenant": 2, "trunk-new": 1, "bursting": 1, "ticket=inc-4711": 1} {
		v := timelineOf(sample(), nil, "foo").(*timeline)
		v.SetSize(120, 36)
		viewtest.Press(v, "/")
		viewtest.Type(v, filter)
		viewtest.Press(v, "enter")
		if shown, all := v.table.Counts(); shown != rows || all != len(sample().Events) {
			t.Errorf("%q: %d of %d, want %d", filter, shown, all, rows)
		}
		v.Close()
	}
}

func TestAChangeIsCopiedForATicket(t *testing.T) {
	v := timelineOf(sample(), nil, "foo").(*timeline)
	defer v.Close()
	v.SetSize(120, 36)
	viewtest.RequireContains(t, strings.Join(v.CopyText(), "\n"), "group foo / ApioEntGrpAntwerp", "saved at 09:12:11", "max active calls: 16 -> 17", "saved by anna, ticket INC-4711")
	viewtest.RequireEqual(t, "id", v.CopyID(), "ApioEntGrpAntwerp")
	if v.Export() == nil {
		t.Error("nothing is exported")
	}
}

// asked is the timeline of foo, of which the platform's log is asked.
func asked(t *testing.T, ask func(context.Context, []history.Event) ([]history.Event, error)) *timeline {
	t.Helper()
	v := New(viewtest.Kit(), ui.Place{Kind: page.Timeline, Path: []string{"foo"}}, "tenant foo", Links{
		Now: now, Read: func(context.Context) (Log, error) { return sample(), nil }, Ask: ask,
		Goto: func(history.Change) ui.Place { return ui.Place{} },
	}).(*timeline)
	t.Cleanup(v.Close)
	v.SetSize(160, 40)
	answer := v.Update(v.Init()())
	viewtest.Press(v, "down")
	v.Side().Update(v.Side().Follow()())
	viewtest.RequireContains(t, viewtest.Picture(v), "the platform's log is asked by whom")
	v.Update(answer())
	return v
}

// What the platform's log tells comes after what is kept: who it was, and when; and where it may only be so,
// beside the bracket.
func TestThePlatformTellsWhoItWas(t *testing.T) {
	v := asked(t, func(_ context.Context, events []history.Event) ([]history.Event, error) {
		events = slices.Clone(events)
		events[1].Actor = history.Actor{Who: "bob\x1b[2J", At: at(26, 23, 5)}
		events[2].Actor = history.Actor{Who: "carl", At: at(27, 1, 30), Perhaps: true}
		return events, nil
	})
	golden.RequireEqual(t, viewtest.Picture(v))
	viewtest.RequireContains(t, strings.Join(v.CopyText(), "\n"), "written at 26 Nov 23:05:11", "by bob", "the platform's log")
	viewtest.Press(v, "down")
	v.Side().Update(v.Side().Follow()())
	viewtest.RequireContains(t, viewtest.Picture(v), "perhaps by carl at 01:30")
}

// Where the log does not answer, one word beside the bracket says why.
func TestWhyThePlatformDoesNotTell(t *testing.T) {
	for says, err := range map[string]error{
		"is not shown to this login": &apiclient.Error{Kind: apiclient.Forbidden},
		"is not there":               &apiclient.Error{Kind: apiclient.NotJSON},
		"cannot be read now":         &apiclient.Error{Kind: apiclient.Timeout},
	} {
		v := asked(t, func(context.Context, []history.Event) ([]history.Event, error) { return nil, err })
		viewtest.RequireContains(t, strings.Join(strings.Fields(viewtest.Picture(v)), " "), "26 Nov 22:28 - 09:03")
		text := strings.Join(v.draw(row{Event: sample().Events[1]}, 200), "\n")
		viewtest.RequireContains(t, text, "for the platform's log "+says)
	}
}

// All changes of an enterprise trunk are of it: what changed has the room that its name would take.
func TestTheTimelineOfOneObjectDoesNotNameItInEachRow(t *testing.T) {
	of := sample()
	of.Events = of.Events[2:3]
	view := timelineOf(of, nil, "foo", "", "HQ-Inbound")
	view.SetSize(80, 20)
	viewtest.RequireContains(t, view.View(), "weight of Trunk-A 70 → 50")
	if text := view.View(); strings.Contains(text, "the enterprise") {
		t.Error(text)
	}
}
