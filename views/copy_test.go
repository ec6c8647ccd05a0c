package views

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/routing"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/browse"
	"banyan/views/journal"
)

// copiers are screens with something to copy, each with the keys that lead to it.
func copiers() map[string]func() (view ui.View, keys []string) {
	kit := viewtest.Kit()
	full := viewtest.Sample()
	weighted, ordered := viewtest.Routings()
	api := &viewtest.API{
		Has: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
		OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
			return []apiclient.Tenant{viewtest.Provider(), viewtest.Enterprise()}, nil
		},
		OnEnterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) {
			return []apiclient.EnterpriseTrunkItem{{Name: "HQ-Inbound", RoutingMode: "weighted"}, {Name: "of-a-group", GroupID: "GroupIDA"}}, nil
		},
		OnEnterpriseTrunk: func(_ context.Context, _, name string) (routing.Trunk, error) {
			if name == "Ordered" {
				return ordered, nil
			}
			return weighted, nil
		},
	}
	r := routes{api: api, kit: kit}
	read := func(t capacity.Tenant) *viewtest.Collections {
		return viewtest.Reads(viewtest.Snapshot(t, viewtest.Failure("group capacity", viewtest.ServerFault("x"), t.ID, "GroupIDE")))
	}
	groups := func(t capacity.Tenant) ui.View {
		return browse.NewGroups(kit, r.links(), browse.Scope{Tenant: viewtest.Provider(), Collect: viewtest.StartOf[browse.Collection](read(t))})
	}
	one := viewtest.OneGroup(full.Groups[0], map[string]apiclient.TrunkGroup{"Trunk 1": {State: "Available"}})
	at := func(view ui.View, keys ...string) func() (ui.View, []string) {
		return func() (ui.View, []string) { return view, keys }
	}
	return map[string]func() (ui.View, []string){
		"tenants":                   at(Home(api, kit, Options{}), "down"),
		"tenant":                    at(r.tenant(viewtest.Provider())),
		"groups over":               at(groups(full)),
		"groups fine":               at(groups(full), "down"),
		"groups partly read":        at(groups(full), "down", "down", "down"),
		"groups not assigned":       at(groups(full), "G"),
		"groups none":               at(groups(capacity.Tenant{ID: "ServiceProviderID", GroupsListed: true})),
		"trunk groups":              at(browse.NewTrunkGroups(kit, r.links(), browse.Scope{Tenant: viewtest.Provider(), Group: apiclient.Group{ID: "GroupIDC", Name: "Group C"}, Collect: viewtest.StartOf[browse.Collection](viewtest.Reads(one))})),
		"trunk group":               at(r.trunkGroup(viewtest.Enterprise(), routing.Key{GroupID: "g", Name: "t"})),
		"capacity tenant":           at(browse.NewCapacity(kit, r.links(), browse.Scope{Tenant: viewtest.Provider(), Collect: viewtest.StartOf[browse.Collection](read(full))})),
		"capacity group":            at(browse.NewCapacity(kit, r.links(), browse.Scope{Tenant: viewtest.Provider(), Collect: viewtest.StartOf[browse.Collection](read(full))}), "down"),
		"capacity trunk group":      at(browse.NewCapacity(kit, r.links(), browse.Scope{Tenant: viewtest.Provider(), Collect: viewtest.StartOf[browse.Collection](read(full))}), "down", "enter", "down"),
		"enterprise trunks":         at(r.enterpriseTrunks(viewtest.Enterprise())),
		"enterprise trunk of one":   at(r.enterpriseTrunks(viewtest.Enterprise()), "down"),
		"routing weighted":          at(r.routing(viewtest.Enterprise(), apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}), "down", "d"),
		"routing ordered":           at(r.routing(viewtest.Enterprise(), apiclient.EnterpriseTrunkItem{Name: "Ordered"})),
		"edits":                     at(journal.NewEdits(kit, viewtest.Journal(), journal.Links{Edit: viewtest.NoEdit})),
		"edit overtaken":            at(journal.NewEdit(kit, viewtest.Journal(), viewtest.Entries()[2], journal.Links{})),
		"edit of figures":           at(journal.NewEdit(kit, viewtest.Journal(), viewtest.Entries()[4], journal.Links{})),
		"edits of an empty journal": at(journal.NewEdits(kit, &viewtest.EditsJournal{}, journal.Links{Edit: viewtest.NoEdit})),
	}
}

func TestCopiedTexts(t *testing.T) {
	t.Parallel()
	for name, open := range copiers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			view, keys := open()
			defer view.Close()
			viewtest.Show(view, 80, 24)
			viewtest.Press(view, keys...)
			copier, ok := view.(ui.Copier)
			if !ok {
				t.Fatal("nothing can be copied of it")
			}
			text := "y: " + copier.CopyID() + "\nY:\n" + strings.Join(copier.CopyText(), "\n") + "\n"
			golden.RequireEqual(t, regexp.MustCompile(` [+-]\d{4} by `).ReplaceAllString(text, " +0000 by "))
		})
	}
}

// Before anything was read there is no figure that could be taken for one.
func TestCopyingBeforeAnythingWasRead(t *testing.T) {
	t.Parallel()
	for name, open := range copiers() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			view, _ := open()
			defer view.Close()
			view.SetSize(80, 20)
			copier := view.(ui.Copier)
			text := strings.Join(append(copier.CopyText(), copier.CopyID()), "\n")
			for _, word := range []string{"max 0", "allocated 0", "Calls: max"} {
				if strings.Contains(text, word) {
					t.Errorf("says %q:\n%s", word, text)
				}
			}
		})
	}
}
