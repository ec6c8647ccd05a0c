package views

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/report"
	"banyan/ui"
)

// exportOf opens the export of a view at a known time.
func exportOf(t *testing.T, view ui.View) *exporter {
	t.Helper()
	opened := view.(ui.Exporter).Export()
	if opened == nil {
		t.Fatal("there is nothing to export")
	}
	v := newExporter(testKit(), opened.(*exporter).export, time.Date(2026, 5, 14, 12, 3, 4, 0, time.Local))
	shown(v, 80, 24)
	return v
}

// textOf is what an export writes.
func textOf(t *testing.T, v *exporter, format report.Format) string {
	t.Helper()
	var out bytes.Buffer
	if err := v.export.write(format, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func shownGroups(t *testing.T, keys ...string) ui.View {
	t.Helper()
	partial := sample()
	read := reads(snapshot(partial, failure("group capacity", serverFault("x"), partial.ID, "GroupIDE")))
	view := newGroups(testKit(), provider(), startOf[reading](read), doors{}, nil)
	t.Cleanup(view.Close)
	shown(view, 80, 24)
	press(view, keys...)
	return view
}

func TestExportedFiles(t *testing.T) {
	full := sample()
	hostileGroup := full.Groups[0]
	hostileGroup.TrunkGroups = nil
	for _, name := range hostile() {
		hostileGroup.TrunkGroups = append(hostileGroup.TrunkGroups, capacity.TrunkGroup{Name: "=" + name, MaxActiveCalls: calls(1), BurstingMaxActiveCalls: noLimit()})
	}
	hostileGroup.TrunkGroups = append(hostileGroup.TrunkGroups, capacity.TrunkGroup{Name: "unread"})
	one := oneGroup(hostileGroup, map[string]apiclient.TrunkGroup{"=x": {MaxIncomingCalls: calls(10), MaxOutgoingCalls: calls(8), State: "Available"}})
	one.Done = true
	views := map[string]func() ui.View{
		"groups":        func() ui.View { return shownGroups(t) },
		"groups sorted": func() ui.View { return shownGroups(t, ">", "S") },
		"groups filtered": func() ui.View {
			return shownGroups(t, "/", "d", "i", "f", "f", "<", "0", "enter")
		},
		"trunk groups": func() ui.View {
			return newTrunkGroups(testKit(), provider(), apiclient.Group{ID: "GroupIDC"}, startOf[reading](reads(one)), nil)
		},
	}
	for name, open := range views {
		for _, format := range []report.Format{report.CSV, report.JSON} {
			t.Run(name+" as "+string(format), func(t *testing.T) {
				view := open()
				shown(view, 80, 24)
				golden.RequireEqual(t, textOf(t, exportOf(t, view), format))
			})
		}
	}
}

// What is short on screen is whole in a file.
func TestTheJournalIsExportedWithWholeTimesAndBareWords(t *testing.T) {
	view := newEdits(testKit(), testJournal(), editDoors{edit: noEdit})
	defer view.Close()
	shown(view, 80, 24)
	records, err := csv.NewReader(strings.NewReader(textOf(t, exportOf(t, view), report.CSV))).ReadAll()
	want := testEntries()[0]
	if err != nil || len(records) != 7 || records[1][0] != "unknown" || records[1][1] != want.At.Format(time.RFC3339) {
		t.Errorf("%q, %v", records, err)
	}
}

// Every screen with rows has an export whose rows are those that are shown, no more
// and no fewer, whole and as CSV can be read back.
func TestEveryTableCanBeExported(t *testing.T) {
	for name, open := range screens(testKit()) {
		if name == "tenant" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			view := open()
			defer view.Close()
			if view.(ui.Exporter).Export() != nil {
				t.Error("before anything was read there is something to export")
			}
			shown(view, 80, 24)
			v := exportOf(t, view)
			records, err := csv.NewReader(strings.NewReader(textOf(t, v, report.CSV))).ReadAll()
			if err != nil {
				t.Fatal(err)
			}
			if len(records) < 3 {
				t.Errorf("%d records", len(records))
			}
			for _, record := range records[1:] {
				for _, cell := range record {
					if _, isNumber := number(cell); !isNumber && strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") {
						t.Errorf("%q is a formula", cell)
					}
				}
			}
		})
	}
}

func number(text string) (n int, ok bool) {
	_, err := fmt.Sscanf(text, "%d", &n)
	return n, err == nil
}

func TestAFilterExportsWhatPassesItAndSaysSo(t *testing.T) {
	api := &fakeAPI{tenants: func(context.Context) ([]apiclient.Tenant, error) {
		return []apiclient.Tenant{{ID: "b"}, {ID: "a1"}, {ID: "a2"}}, nil
	}}
	view := Home(api, testKit(), Options{})
	defer view.Close()
	shown(view, 80, 24)
	press(view, "/", "a", "enter", ">", "S")
	v := exportOf(t, view)
	records, err := csv.NewReader(strings.NewReader(textOf(t, v, report.CSV))).ReadAll()
	if err != nil || len(records) != 3 || records[1][0] != "a2" || records[2][0] != "a1" {
		t.Errorf("%q, %v", records, err)
	}
	requireContains(t, v.View(), "Export 2 tenants", "filtered: 2 tenants of 3 tenants")
}

func TestAnExportOfGroupsSaysWhatIsNotInIt(t *testing.T) {
	requireContains(t, exportOf(t, shownGroups(t)).View(), "Export 5 groups of tenant ServiceProviderID", "NOT COMPLETE: 1 of 5 groups incomplete")
	filtered := exportOf(t, shownGroups(t, "/", "g", "r", "o", "u", "p", "i", "d", "c", "enter"))
	requireContains(t, filtered.View(), "Export 1 group of", "NOT COMPLETE: 1 of 5 groups incomplete", "filtered: 1 of 5 groups; the totals are of all")
}

func TestNothingShownNothingToExport(t *testing.T) {
	view := shownGroups(t, "/", "z", "z", "z", "enter")
	if view.(ui.Exporter).Export() != nil {
		t.Error("no rows can be exported")
	}
}
