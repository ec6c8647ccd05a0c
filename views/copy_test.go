package views

import (
	"context"
	"regexp"
	"strings"
	"testing"

	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/capacity/collect"
	"banyan/internal/change"
	"banyan/internal/routing"
	"banyan/ui"
)

// reads is a reading that brings one snapshot.
func reads(s collect.Snapshot) *readings { return &readings{runs: [][]collect.Snapshot{{s}}} }

// copiers are screens with something to copy, each with the keys that lead to it.
func copiers() map[string]func() (view ui.View, keys []string) {
	kit := testKit()
	full := sample()
	weighted, ordered := testRouting()
	api := &fakeAPI{
		capabilities: apiclient.Capabilities{Dialect: "APIO", EnterpriseTrunks: true},
		tenants: func(context.Context) ([]apiclient.Tenant, error) {
			return []apiclient.Tenant{provider(), enterprise()}, nil
		},
		enterpriseTrunks: func(context.Context, string) ([]apiclient.EnterpriseTrunkItem, error) {
			return []apiclient.EnterpriseTrunkItem{{Name: "HQ-Inbound", RoutingMode: "weighted"}, {Name: "of-a-group", GroupID: "GroupIDA"}}, nil
		},
		enterpriseTrunk: func(_ context.Context, _, name string) (routing.Trunk, error) {
			if name == "Ordered" {
				return ordered, nil
			}
			return weighted, nil
		},
	}
	r := routes{api: api, kit: kit}
	read := func(t capacity.Tenant) *readings {
		return reads(snapshot(t, failure("group capacity", serverFault("x"), t.ID, "GroupIDE")))
	}
	groups := func(t capacity.Tenant) *groups {
		return newGroups(kit, provider(), startOf[reading](read(t)), r.doors(), r.trunkGroups)
	}
	one := oneGroup(full.Groups[0], map[string]apiclient.TrunkGroup{"Trunk 1": {State: "Available"}})
	at := func(view ui.View, keys ...string) func() (ui.View, []string) {
		return func() (ui.View, []string) { return view, keys }
	}
	return map[string]func() (ui.View, []string){
		"tenants":                   at(Home(api, kit, Options{}), "down"),
		"tenant":                    at(r.tenant(provider())),
		"groups over":               at(groups(full)),
		"groups fine":               at(groups(full), "down"),
		"groups partly read":        at(groups(full), "down", "down", "down"),
		"groups not assigned":       at(groups(full), "G"),
		"groups none":               at(groups(capacity.Tenant{ID: "ServiceProviderID", GroupsListed: true})),
		"trunk groups":              at(newTrunkGroups(kit, provider(), apiclient.Group{ID: "GroupIDC", Name: "Group C"}, startOf[reading](reads(one)), r.trunkGroup)),
		"trunk group":               at(r.trunkGroup(enterprise(), routing.Key{GroupID: "g", Name: "t"})),
		"capacity tenant":           at(newBreakdown(kit, provider(), startOf[reading](read(full)), r.trunkGroup)),
		"capacity group":            at(newBreakdown(kit, provider(), startOf[reading](read(full)), r.trunkGroup), "down"),
		"capacity trunk group":      at(newBreakdown(kit, provider(), startOf[reading](read(full)), r.trunkGroup), "down", "enter", "down"),
		"enterprise trunks":         at(r.enterpriseTrunks(enterprise())),
		"enterprise trunk of one":   at(r.enterpriseTrunks(enterprise()), "down"),
		"routing weighted":          at(r.routing(enterprise(), apiclient.EnterpriseTrunkItem{Name: "HQ-Inbound"}), "down", "d"),
		"routing ordered":           at(r.routing(enterprise(), apiclient.EnterpriseTrunkItem{Name: "Ordered"})),
		"edits":                     at(newEdits(kit, testJournal(), editDoors{edit: noEdit})),
		"edit overtaken":            at(newEdit(kit, testJournal(), testEntries()[2], editDoors{})),
		"edit of figures":           at(newEdit(kit, testJournal(), testEntries()[4], editDoors{})),
		"edits of an empty journal": at(newEdits(kit, &fakeJournal{}, editDoors{edit: noEdit})),
	}
}

func TestCopiedTexts(t *testing.T) {
	for name, open := range copiers() {
		t.Run(name, func(t *testing.T) {
			view, keys := open()
			defer view.Close()
			shown(view, 80, 24)
			press(view, keys...)
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
	for name, open := range copiers() {
		t.Run(name, func(t *testing.T) {
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

// In the forms y is a yes or a letter: nothing there may be copied by it.
func TestTheRoutingFormTakesNoYForCopying(t *testing.T) {
	if _, ok := any(&editor{}).(ui.Copier); ok {
		t.Error("it can be copied from")
	}
}

// In the forms y is a yes or a letter: nothing there may be copied by it.
func TestTheFormOfLimitsTakesNoYForCopying(t *testing.T) {
	if _, ok := any(&capacityForm{}).(ui.Copier); ok {
		t.Error("it can be copied from")
	}
}

// In an undo y is a yes: nothing there may be copied by it.
func TestAnUndoTakesNoYForCopying(t *testing.T) {
	if _, ok := any(&undo{}).(ui.Copier); ok {
		t.Error("it can be copied from")
	}
}

// longRouting has a hundred routes.
func longRouting() routing.Trunk {
	trunk := routing.Trunk{Mode: routing.Weighted}
	for range 100 {
		trunk.Routes = append(trunk.Routes, routing.Route{TrunkGroup: routing.Key{GroupID: "g", Name: "t"}, Priority: 1, Weight: 1})
	}
	return trunk
}

func requireShort(t *testing.T, lines []string) {
	t.Helper()
	if len(lines) > 20 || !strings.HasPrefix(lines[len(lines)-1], "and ") {
		t.Errorf("%d lines, the last %q", len(lines), lines[len(lines)-1])
	}
}

func TestTheCopiedTextOfALongRoutingStaysShort(t *testing.T) {
	requireShort(t, routingText(longRouting(), nil))
}

func TestTheCopiedTextOfALongEditStaysShort(t *testing.T) {
	entry := testEntries()[0]
	entry.Before = change.TrunkImage(routing.Trunk{Mode: routing.Weighted}, apiclient.Document{})
	entry.Mine = change.TrunkImage(longRouting(), apiclient.Document{})
	requireShort(t, entryText(entry))
}
