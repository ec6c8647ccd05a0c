package page_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"banyan/internal/change"
	"banyan/internal/history"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/page"
)

func at(hour int) time.Time { return time.Date(2026, 11, 27, hour, 0, 0, 0, time.Local) }

func groupOf(id string) history.Object {
	return history.Object{Kind: change.GroupCapacity, Group: id}
}

// pastOf is the past of a place where its user looked at 8, with these events, the latest first.
func pastOf(t *testing.T, events ...history.Event) *page.Past {
	t.Helper()
	place := ui.Place{Kind: page.Groups, Path: []string{"foo"}}
	p := page.NewPast(place, func() time.Time { return at(12) }, func() (page.Earlier, error) { return page.Earlier{Events: events}, nil })
	t.Cleanup(p.Close)
	if p.Update(p.Load()()); p.Mark(groupOf("A")).Text != "" {
		t.Error("a mark before it is known when the user looked")
	}
	p.Update(ui.RememberedMsg{Memo: ui.Memo{Looked: []ui.Look{{Place: place, At: at(11), Before: at(8)}}}})
	return p
}

func eventOf(o history.Object, what history.What, hour int) history.Event {
	return history.Event{Change: history.Change{Tenant: "foo", Object: o, What: what, Field: change.MaxActiveCalls, From: "5", To: "6", Since: at(7), At: at(hour)}}
}

func TestRowsAreMarkedSinceTheUserLooked(t *testing.T) {
	trunkGroup := history.Object{Kind: change.TrunkGroup, Group: "B", Name: "T"}
	p := pastOf(t,
		eventOf(groupOf("N"), history.Appeared, 10), eventOf(groupOf("A"), history.Edited, 10), eventOf(trunkGroup, history.Edited, 9),
		eventOf(groupOf("G"), history.Gone, 9), eventOf(groupOf("R"), history.Appeared, 9), eventOf(groupOf("R"), history.Gone, 9), eventOf(groupOf("O"), history.Edited, 7),
	)
	for id, mark := range map[string]string{"N": "+", "A": "~", "B": "~", "O": "", "X": ""} {
		viewtest.RequireEqual(t, id, p.Mark(groupOf(id)).Text, mark)
	}
	foot := p.Foot(func(o history.Object) bool { return o.Kind == change.GroupCapacity })
	if len(foot) != 1 {
		t.Fatalf("%v", foot)
	}
	text := page.Line(viewtest.Kit().Theme, 80, foot[0]...)
	viewtest.RequireContains(t, text, "- gone since 08:00: G")
	if strings.Contains(text, "R") {
		t.Errorf("what came back is gone: %q", text)
	}
	lines := strings.Join(p.Around([]string{"what it is"}, viewtest.Kit().Theme, 60, groupOf("B")), "\n")
	viewtest.RequireContains(t, lines, "since you last looked, 08:00", "~ T max active calls 5 → 6", "what it is")
}

func TestNothingIsMarkedWhereNothingIsKnown(t *testing.T) {
	var none *page.Past
	none.Update(ui.RememberedMsg{})
	none.Close()
	if none.Load() != nil || none.Mark(groupOf("A")).Text != "" || none.Foot(nil) != nil || len(none.Around([]string{"x"}, viewtest.Kit().Theme, 60, groupOf("A"))) != 1 {
		t.Error("a past of nothing tells something")
	}
	columns := []ui.Column[string]{{Key: "id"}}
	viewtest.RequireEqual(t, "columns", len(page.WithMarks(none, columns, groupOf)), 1)
	unread := page.NewPast(ui.Place{Kind: page.Groups}, time.Now, func() (page.Earlier, error) { return page.Earlier{}, errors.New("damaged") })
	defer unread.Close()
	unread.Update(unread.Load()())
	viewtest.RequireEqual(t, "columns", len(page.WithMarks(unread, columns, groupOf)), 2)
	viewtest.RequireEqual(t, "mark", unread.Mark(groupOf("A")).Text, "")
}

// Figures are drawn on one scale, a cell for each reading; one that was not known is a blank.
func TestATrendIsDrawnOnOneScale(t *testing.T) {
	n := func(i int) *int { return &i }
	samples := []history.Sample{
		{At: at(8), Limit: n(80), Allocated: n(10), InUse: n(0)}, {At: at(9), Limit: n(80), Allocated: n(40)}, {At: at(10), Limit: n(40), Allocated: n(41), InUse: n(1)},
	}
	draw := func(width int, samples []history.Sample) string {
		pane := page.NewPane(viewtest.Kit().Theme, width)
		page.DrawTrend(pane, viewtest.Kit().Theme.Glyphs, samples, at(12))
		return strings.Join(pane.Lines(), "\n")
	}
	spark := viewtest.Kit().Theme.Glyphs.Spark
	top := len(spark) - 1
	viewtest.RequireContains(t, draw(60, samples), "3 readings since 08:00",
		"limit      "+spark[top]+spark[top]+spark[top/2]+"  40", "allocated  "+spark[1]+spark[top/2]+spark[41*top/80]+"  41", "in use     "+spark[0]+" "+spark[1]+"  1")
	viewtest.RequireEqual(t, "one reading", draw(60, samples[:1]), "")
	viewtest.RequireEqual(t, "no room", draw(20, samples), "")
	within := []history.Sample{{At: at(8), Limit: samples[0].Limit}, {At: at(8).Add(9 * time.Minute), Limit: samples[0].Limit}}
	viewtest.RequireEqual(t, "of one visit", draw(60, within), "")
	viewtest.RequireEqual(t, "nothing known", draw(60, []history.Sample{{At: at(8)}, {At: at(9)}}), "")
}
