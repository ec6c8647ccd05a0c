package browse

import (
	"context"
	"fmt"
	"slices"
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"banyan/apiclient"
	"banyan/internal/change"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/saving"
)

// testLinks note what is opened.
func testLinks(opened *[]string) Links {
	note := func(place string) func(apiclient.Tenant) ui.View {
		return func(t apiclient.Tenant) ui.View {
			*opened = append(*opened, place+" of "+t.ID)
			return nil
		}
	}
	return Links{
		Tenant: note("tenant"), Groups: note("groups"), Capacity: note("capacity"), EnterpriseTrunks: note("enterprise trunks"),
		Capabilities: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
	}
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
			var opened []string
			view := NewTenants(viewtest.Kit(), api, testLinks(&opened)).(*tenants)
			viewtest.Show(view, 80, 24)
			viewtest.RequirePictures(t, view)
		})
	}
	t.Run("loading", func(t *testing.T) {
		var opened []string
		view := NewTenants(viewtest.Kit(), &viewtest.API{}, testLinks(&opened)).(*tenants)
		view.SetSize(80, 20)
		view.Init()
		if !view.Busy() {
			t.Error("not busy while loading")
		}
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
			api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
				return []apiclient.Tenant{viewtest.Provider(), viewtest.Enterprise()}, nil
			}}
			var opened []string
			view := NewTenants(viewtest.Kit(), api, testLinks(&opened)).(*tenants)
			viewtest.Show(view, 80, 24)
			viewtest.Press(view, "down", test.key)
			if !slices.Equal(opened, test.want) {
				t.Errorf("opened %q, want %q", opened, test.want)
			}
		})
	}
}

func TestTenantsSayWhyThereAreNoEnterpriseTrunks(t *testing.T) {
	api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
		return []apiclient.Tenant{viewtest.Provider(), viewtest.Enterprise()}, nil
	}}
	var opened []string
	d := testLinks(&opened)
	view := NewTenants(viewtest.Kit(), api, d).(*tenants)
	viewtest.Show(view, 80, 24)
	viewtest.RequireContains(t, fmt.Sprint(viewtest.Press(view, "t")), "enterprise trunks exist only on tenants of type Enterprise")
	view.links.Capabilities = apiclient.Capabilities{Dialect: "Odin"}
	viewtest.Press(view, "down")
	viewtest.RequireContains(t, fmt.Sprint(viewtest.Press(view, "t")), "the Odin API does not offer enterprise trunks")
	if len(opened) > 0 {
		t.Errorf("opened %q", opened)
	}
}

func TestTenantsOfFiveThousand(t *testing.T) {
	var many []apiclient.Tenant
	for i := range 5000 {
		many = append(many, apiclient.Tenant{ID: fmt.Sprintf("tenant-%04d", i), Type: apiclient.Enterprise})
	}
	api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) { return many, nil }}
	var opened []string
	view := NewTenants(viewtest.Kit(), api, testLinks(&opened)).(*tenants)
	viewtest.Show(view, 80, 24)
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
	var opened []string
	view := NewTenants(viewtest.Kit(), api, testLinks(&opened)).(*tenants)
	view.SetSize(80, 20)
	late := view.Init()
	before := view.View()
	view.Close()
	view.Update(late())
	if !ended {
		t.Error("Close did not cancel the request")
	}
	if _, known := view.loader.Value(); known {
		t.Error("the answer was taken after Close")
	}
	viewtest.RequireContains(t, before, "loading tenants...")
}

func TestTenantsRefreshThatFailsKeepsTheRows(t *testing.T) {
	tries := 0
	api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
		if tries++; tries > 1 {
			return nil, viewtest.ServerFault("list tenants")
		}
		return []apiclient.Tenant{viewtest.Provider(), viewtest.Enterprise()}, nil
	}}
	var opened []string
	view := NewTenants(viewtest.Kit(), api, testLinks(&opened)).(*tenants)
	viewtest.Show(view, 80, 24)
	viewtest.Press(view, "down")
	before := view.View()
	viewtest.Press(view, "r")
	if got := view.View(); got != before {
		t.Errorf("after a failed refresh:\n%s", got)
	}
	info := view.Info()
	viewtest.RequireContains(t, info.Status, "as of "+info.AsOf.Format("15:04:05")+", refresh failed: pbx.example.net failed (500)")
	if info.Tone != ui.Failed {
		t.Errorf("tone is %v", info.Tone)
	}
}

func TestTenantsSayThatTheyAreLoadingOnceMore(t *testing.T) {
	api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) { return nil, viewtest.ServerFault("list tenants") }}
	var opened []string
	view := NewTenants(viewtest.Kit(), api, testLinks(&opened)).(*tenants)
	viewtest.Show(view, 80, 24)
	viewtest.RequireContains(t, view.View(), "cannot read tenants")
	view.Refresh()
	viewtest.RequireContains(t, view.View(), "loading tenants...")
}

func TestTheTenantsSayHowManyEditsAreUnknown(t *testing.T) {
	journal := viewtest.Journal()
	d := testLinks(new([]string))
	opened := false
	d.Journal, d.Edits = journal, func() ui.View { opened = true; return nil }
	api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
		return []apiclient.Tenant{viewtest.Enterprise()}, nil
	}}
	view := NewTenants(viewtest.Kit(), api, d).(*tenants)
	defer view.Close()
	viewtest.Show(view, 80, 24)
	t.Run("unknown", func(t *testing.T) { viewtest.RequirePictures(t, view) })
	view.Update(viewtest.Key("E"))
	if !opened {
		t.Error("E opens nothing")
	}
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
