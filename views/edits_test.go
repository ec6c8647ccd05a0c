package views

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

// fakeJournal holds entries; resolving one gives it the verdict that is set for it.
type fakeJournal struct {
	entries  []change.Entry
	damage   []change.Damage
	err      error
	settles  []change.Entry
	resolves map[string]change.Verdict
	resolved []string
	why      error // why an entry without a verdict to come stays unknown
}

func (f *fakeJournal) List() ([]change.Entry, []change.Damage, error) {
	return slices.Clone(f.entries), f.damage, f.err
}

func (f *fakeJournal) Settle(context.Context) ([]change.Entry, error) { return f.settles, nil }

func (f *fakeJournal) Resolve(_ context.Context, id string) (change.Entry, error) {
	f.resolved = append(f.resolved, id)
	for i, e := range f.entries {
		if verdict, ok := f.resolves[id]; ok && e.ID == id {
			f.entries[i].Verdict, f.entries[i].Settled, f.entries[i].VerdictAt = verdict, true, e.At.Add(time.Minute)
			return f.entries[i], nil
		}
	}
	return change.Entry{}, f.why
}

func noEdit(change.Entry) ui.View { return nil }

// testTrunks are the same enterprise trunk before an edit, as wanted, and as somebody
// else left it.
func testTrunks() (before, mine, other change.Image) {
	trunk, _ := testRouting()
	trunk.Name = "HQ-Inbound"
	wanted := trunk.Clone()
	wanted.Routes[0].Weight = 50
	attempts := 2
	wanted.MaxReroutes = &attempts
	elsewhere := wanted.Clone()
	elsewhere.Routes = elsewhere.Routes[:1]
	image := func(t routing.Trunk) change.Image { return change.TrunkImage(t, apiclient.Document{}) }
	return image(trunk), image(wanted), image(elsewhere)
}

// testEntries are saves of every outcome.
func testEntries() []change.Entry {
	at := time.Date(2026, 11, 21, 11, 2, 3, 0, time.Local)
	before, mine, other := testTrunks()
	subject := change.Subject{Host: "pbx.example.net", Dialect: "APIO", Kind: change.EnterpriseTrunk, Tenant: "foo", Name: "HQ-Inbound"}
	tenantOf := func(n int) change.Image {
		return change.TenantImage(apiclient.TenantCapacity{MaxActiveCalls: calls(n), BurstingMaxActiveCalls: calls(18)})
	}
	capacityOf := subject
	capacityOf.Kind, capacityOf.Name = change.TenantCapacity, ""
	base := change.Entry{
		Subject: subject, Operation: change.Change, Who: "anna", Principal: "support", Ticket: "INC-4711",
		Before: before, Mine: mine, Gap: 120 * time.Millisecond,
	}
	entry := func(id string, minute int, verdict change.Verdict, change func(*change.Entry)) change.Entry {
		e := base
		e.ID, e.At, e.Verdict = id, at.Add(time.Duration(minute)*time.Minute), verdict
		if verdict != "" {
			e.VerdictAt = e.At.Add(time.Second)
		}
		change(&e)
		return e
	}
	return []change.Entry{
		entry("e1", 1, change.Unknown, func(e *change.Entry) { e.Error = "pbx.example.net did not answer in time" }),
		entry("e2", 0, "", func(e *change.Entry) { e.Held, e.Own, e.Subject.Name = true, true, "HQ-Outbound" }),
		entry("e3", 9, change.Overtaken, func(e *change.Entry) { e.ReadBack = other }),
		entry("e4", 7, change.Saved, func(e *change.Entry) { e.ReadBack, e.UndoneBy = mine, "e9" }),
		entry("e5", 6, change.NotSaved, func(e *change.Entry) {
			e.Subject, e.Before, e.Mine, e.ReadBack = capacityOf, tenantOf(226), tenantOf(300), tenantOf(226)
			e.Error, e.Ticket = "maxActiveCalls exceeds the licence", ""
		}),
		entry("e6", 5, change.Saved, func(e *change.Entry) {
			e.Operation, e.Mine, e.Subject.Name, e.Settled = change.Delete, change.Image{}, "Old", true
		}),
	}
}

func testJournal() *fakeJournal { return &fakeJournal{entries: testEntries()} }

func TestEditsPictures(t *testing.T) {
	for _, test := range []struct {
		name    string
		journal *fakeJournal
	}{
		{"read", testJournal()},
		{"empty", &fakeJournal{}},
		{"error", &fakeJournal{err: errors.New("permission denied")}},
		{"damaged", &fakeJournal{entries: testEntries()[3:], damage: []change.Damage{{File: "a.jsonl", Line: 3, Err: errors.New("unexpected end")}}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			view := newEdits(testKit(), test.journal, editDoors{edit: noEdit})
			shown(view, 80, 24)
			requirePictures(t, view)
		})
	}
}

func TestEditPictures(t *testing.T) {
	journal := testJournal()
	for _, name := range []struct {
		name string
		at   int
	}{{"unknown", 0}, {"overtaken", 2}, {"undone", 3}, {"refused", 4}, {"deleted", 5}} {
		t.Run(name.name, func(t *testing.T) {
			view := newEdit(testKit(), journal, journal.entries[name.at], editDoors{})
			shown(view, 80, 24)
			requirePictures(t, view)
		})
	}
}

func TestUnknownEditsAreResolvedByReadingAgain(t *testing.T) {
	journal := testJournal()
	journal.resolves = map[string]change.Verdict{"e1": change.Saved}
	view := newEdits(testKit(), journal, editDoors{edit: noEdit})
	shown(view, 80, 24)
	requireContains(t, view.Info().Summary, "6 edits, 1 unknown result")
	left := press(view, "r")
	if !slices.Equal(journal.resolved, []string{"e1"}) {
		t.Errorf("resolved %v: what runs has to be left alone, and so has what has a verdict", journal.resolved)
	}
	if !slices.Contains(left, tea.Msg(journalChanged{})) {
		t.Error("the other screens are not told")
	}
	requireContains(t, view.Info().Summary, "6 edits")
	if countUnknown(view.table.Visible()) != 0 {
		t.Errorf("%s", view.View())
	}
}

func TestWhyAnEditStaysUnknownIsSaid(t *testing.T) {
	for _, test := range []struct {
		err  error
		want string
	}{
		{&change.OpenError{}, "try again in 30 s"},
		{change.ErrHeld, "the banyan that made it is running"},
		{change.ErrNoTarget, "made at another host"},
		{change.ErrBusy, "still running"},
		{&apiclient.Error{Kind: apiclient.Timeout, Host: "pbx"}, "did not answer in time"},
	} {
		t.Run(test.want, func(t *testing.T) { requireContains(t, unresolvedText(test.err), test.want) })
	}
}

func TestTheTenantsSayHowManyEditsAreUnknown(t *testing.T) {
	journal := testJournal()
	d := testDoors(new([]string))
	opened := false
	d.journal, d.edits = journal, func() ui.View { opened = true; return nil }
	api := &fakeAPI{tenants: func(context.Context) ([]apiclient.Tenant, error) { return []apiclient.Tenant{enterprise()}, nil }}
	view := newTenants(testKit(), api, d)
	defer view.Close()
	shown(view, 80, 24)
	t.Run("unknown", func(t *testing.T) { requirePictures(t, view) })
	view.Update(pressOf("E"))
	if !opened {
		t.Error("E opens nothing")
	}
	journal.entries[0].Verdict = change.Saved
	pump(view, noteJournal)
	if line := view.View(); countUnknown(journal.entries) != 0 || slices.Contains([]rune(line), '…') {
		t.Errorf("the line stays: %s", line)
	}
}

func TestWhatAnEarlierRunLeftIsSettledAtTheStart(t *testing.T) {
	journal := testJournal()
	journal.settles = []change.Entry{journal.entries[3]}
	d := testDoors(new([]string))
	d.journal = journal
	view := newTenants(testKit(), &fakeAPI{}, d)
	defer view.Close()
	view.SetSize(80, 20)
	if left := pump(view, view.Init()); !slices.Contains(left, tea.Msg(journalChanged{})) {
		t.Errorf("%v", left)
	}
}

func TestTheEditsOpenFromEveryScreenOfATenant(t *testing.T) {
	for name, keys := range map[string][]string{
		"tenants":           {},
		"tenant":            {"enter", "esc"},
		"groups":            {"enter"},
		"trunk groups":      {"enter", "enter"},
		"trunk group":       {"enter", "enter", "enter"},
		"capacity":          {"c"},
		"enterprise trunks": {"t"},
		"routing":           {"t", "enter"},
	} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, false)
			d.keys("/", "Foo Industries", "enter")
			d.keys(keys...)
			d.keys("E")
			d.shows("> edits", "nothing was edited yet")
		})
	}
}
