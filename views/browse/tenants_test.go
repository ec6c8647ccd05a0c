package browse

import (
	"context"
	"fmt"
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/saving"
)

// testLinks note what is opened, where that is asked.
func testLinks(opened *[]string) Links {
	note := func(place string) ui.View {
		if opened != nil {
			*opened = append(*opened, place)
		}
		return nil
	}
	of := func(place string) func(apiclient.Tenant) ui.View {
		return func(t apiclient.Tenant) ui.View { return note(place + " of " + t.ID) }
	}
	return Links{
		Tenant: of("tenant"), Groups: of("groups"), Capacity: of("capacity"), EnterpriseTrunks: of("enterprise trunks"),
		Capabilities: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
		TrunkGroups:  func(_ apiclient.Tenant, g apiclient.Group) ui.View { return note("group " + g.ID + " " + g.Name) },
		TrunkGroup: func(t apiclient.Tenant, at routing.Key) ui.View {
			return note(t.ID + "/" + at.GroupID + "/" + at.Name)
		},
	}
}

// testAPI lists these tenants.
func testAPI(tenants ...apiclient.Tenant) *viewtest.API {
	return &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) { return tenants, nil }}
}

func newTestTenants(api *viewtest.API, opened *[]string) *tenants {
	return NewTenants(viewtest.Kit(), api, testLinks(opened)).(*tenants)
}

func TestTenantsPictures(t *testing.T) {
	var strange []apiclient.Tenant
	for _, name := range viewtest.Hostile() {
		strange = append(strange, apiclient.Tenant{ID: name, Name: name, Type: apiclient.TenantType(name)})
	}
	for _, test := range []struct {
		name    string
		tenants []apiclient.Tenant
		err     error
	}{
		{name: "read", tenants: []apiclient.Tenant{viewtest.Provider(), viewtest.Enterprise(), {ID: "bare"}}},
		{name: "one-row", tenants: []apiclient.Tenant{viewtest.Enterprise()}},
		{name: "empty"},
		{name: "error", err: &apiclient.Error{Op: "list tenants", Host: "pbx.example.net", Status: 404, Kind: apiclient.NotJSON}},
		{name: "hostile-names", tenants: strange},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) { return test.tenants, test.err }}
			view := viewtest.Shown(newTestTenants(api, nil))
			viewtest.RequirePictures(t, view)
		})
	}
	t.Run("loading", func(t *testing.T) {
		view := newTestTenants(&viewtest.API{}, nil)
		view.SetSize(80, 20)
		view.Init()
		viewtest.RequireEqual(t, "busy while loading", view.Busy(), true)
		viewtest.RequirePictures(t, view)
	})
}

func TestTenantsKeys(t *testing.T) {
	for _, test := range []struct {
		name, key string
		want      []string
	}{
		{"enter opens the tenant and its groups above it", "enter", []string{"tenant of foo", "groups of foo"}},
		{"o does the same", "o", []string{"tenant of foo", "groups of foo"}},
		{"c opens the tenant and its capacity above it", "c", []string{"tenant of foo", "capacity of foo"}},
		{"t opens the tenant and its enterprise trunks above it", "t", []string{"tenant of foo", "enterprise trunks of foo"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			api := testAPI(viewtest.Provider(), viewtest.Enterprise())
			var opened []string
			view := viewtest.Shown(newTestTenants(api, &opened))
			viewtest.Press(view, "down", test.key)
			viewtest.RequireEqual(t, "opened", opened, test.want)
		})
	}
}

func TestTenantsSayWhyThereAreNoEnterpriseTrunks(t *testing.T) {
	api := testAPI(viewtest.Provider(), viewtest.Enterprise())
	var opened []string
	d := testLinks(&opened)
	view := viewtest.Shown(NewTenants(viewtest.Kit(), api, d).(*tenants))
	viewtest.RequireContains(t, fmt.Sprint(viewtest.Press(view, "t")), "enterprise trunks exist only on tenants of type Enterprise")
	view.links.Capabilities = apiclient.Capabilities{Dialect: "Odin"}
	viewtest.Press(view, "down")
	viewtest.RequireContains(t, fmt.Sprint(viewtest.Press(view, "t")), "the Odin API does not offer enterprise trunks")
	viewtest.RequireEqual(t, "opened", opened, nil)
}

func TestTenantsOfFiveThousand(t *testing.T) {
	var many []apiclient.Tenant
	for i := range 5000 {
		many = append(many, apiclient.Tenant{ID: fmt.Sprintf("tenant-%04d", i), Type: apiclient.Enterprise})
	}
	api := testAPI(many...)
	view := viewtest.Shown(newTestTenants(api, nil))
	viewtest.Press(view, "G", "r")
	viewtest.RequireContains(t, view.View(), "▸ tenant-4999")
	viewtest.RequireFits(t, view, 80, 20)
}

func TestTenantsALateAnswerAfterCloseChangesNothing(t *testing.T) {
	ended := false
	api := &viewtest.API{OnTenants: func(ctx context.Context) ([]apiclient.Tenant, error) {
		ended = ctx.Err() != nil
		return []apiclient.Tenant{viewtest.Enterprise()}, nil
	}}
	view := newTestTenants(api, nil)
	view.SetSize(80, 20)
	late := view.Init()
	before := view.View()
	view.Close()
	view.Update(late())
	viewtest.RequireEqual(t, "request cancelled by Close", ended, true)
	if _, known := view.loader.Value(); known {
		t.Error("the answer was taken after Close")
	}
	viewtest.RequireContains(t, before, "Reading tenants")
}

func TestTenantsRefreshThatFailsKeepsTheRows(t *testing.T) {
	tries := 0
	api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
		if tries++; tries > 1 {
			return nil, viewtest.ServerFault("list tenants")
		}
		return []apiclient.Tenant{viewtest.Provider(), viewtest.Enterprise()}, nil
	}}
	view := viewtest.Shown(newTestTenants(api, nil))
	viewtest.Press(view, "down")
	before := view.View()
	viewtest.Press(view, "r")
	viewtest.RequireEqual(t, "after a failed refresh", view.View(), before)
	info := view.Info()
	viewtest.RequireContains(t, info.Status.Whole(), "as of "+info.AsOf.Format("15:04:05")+", refresh failed: pbx.example.net failed (500)")
	viewtest.RequireEqual(t, "tone", info.Status.Tone, ui.Failed)
}

func TestTenantsSayThatTheyAreLoadingOnceMore(t *testing.T) {
	api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) { return nil, viewtest.ServerFault("list tenants") }}
	view := viewtest.Shown(newTestTenants(api, nil))
	viewtest.RequireContains(t, view.View(), "Tenants could not be read")
	view.Refresh()
	viewtest.RequireContains(t, view.View(), "Reading tenants")
}

func TestTheTenantsSayHowManyEditsAreUnknown(t *testing.T) {
	journal := viewtest.Journal()
	d := testLinks(new([]string))
	opened := false
	d.Journal, d.Edits = journal, func() ui.View { opened = true; return nil }
	api := testAPI(viewtest.Enterprise())
	view := viewtest.Shown(NewTenants(viewtest.Kit(), api, d).(*tenants))
	defer view.Close()
	t.Run("unknown", func(t *testing.T) { viewtest.RequirePictures(t, view) })
	view.Update(viewtest.Key("E"))
	viewtest.RequireEqual(t, "E opens the edits", opened, true)
	journal.Entries[0].Verdict = change.Saved
	viewtest.Pump(view, saving.NoteJournal)
	if line := view.View(); saving.CountUnknown(journal.Entries) != 0 || slices.Contains([]rune(line), '…') {
		t.Errorf("the line stays: %s", line)
	}
}

func TestWhatAnEarlierRunLeftIsSettledAtTheStart(t *testing.T) {
	journal := viewtest.Journal()
	journal.Settles = []change.Entry{journal.Entries[3]}
	d := testLinks(new([]string))
	d.Journal = journal
	view := NewTenants(viewtest.Kit(), &viewtest.API{}, d).(*tenants)
	defer view.Close()
	view.SetSize(80, 20)
	if left := viewtest.Pump(view, view.Init()); !slices.Contains(left, tea.Msg(saving.JournalChanged{})) {
		t.Errorf("%v", left)
	}
}
