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
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/browse"
	"banyan/views/journal"
	"banyan/views/page"
)

// exportOf opens the export of a view at a known time.
func exportOf(t *testing.T, view ui.View) *page.Exporter {
	t.Helper()
	opened := view.(ui.Exporter).Export()
	if opened == nil {
		t.Fatal("there is nothing to export")
	}
	v := page.NewExporter(viewtest.Kit(), opened.(*page.Exporter).Export, time.Date(2026, 5, 14, 12, 3, 4, 0, time.Local))
	viewtest.Show(v, 80, 24)
	return v
}

// textOf is what an export writes.
func textOf(t *testing.T, v *page.Exporter, format report.Format) string {
	t.Helper()
	var out bytes.Buffer
	if err := v.Export.Write(format, &out); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func shownGroups(t *testing.T, keys ...string) ui.View {
	t.Helper()
	partial := viewtest.Sample()
	read := viewtest.Reads(viewtest.Snapshot(partial, viewtest.Failure("group capacity", viewtest.ServerFault("x"), partial.ID, "GroupIDE")))
	view := browse.NewGroups(viewtest.Kit(), browse.Links{}, browse.Scope{Tenant: viewtest.Provider(), Collect: viewtest.StartOf[browse.Collection](read)})
	t.Cleanup(view.Close)
	viewtest.Show(view, 80, 24)
	viewtest.Press(view, keys...)
	return view
}

func TestExportedFiles(t *testing.T) {
	t.Parallel()
	full := viewtest.Sample()
	hostileGroup := full.Groups[0]
	hostileGroup.TrunkGroups = nil
	for _, name := range viewtest.Hostile() {
		hostileGroup.TrunkGroups = append(hostileGroup.TrunkGroups, capacity.TrunkGroup{Name: "=" + name, MaxActiveCalls: viewtest.Calls(1), BurstingMaxActiveCalls: viewtest.NoLimit()})
	}
	hostileGroup.TrunkGroups = append(hostileGroup.TrunkGroups, capacity.TrunkGroup{Name: "unread"})
	one := viewtest.OneGroup(hostileGroup, map[string]apiclient.TrunkGroup{"=x": {MaxIncomingCalls: viewtest.Calls(10), MaxOutgoingCalls: viewtest.Calls(8), State: "Available"}})
	one.Done = true
	views := map[string]func() ui.View{
		"groups":        func() ui.View { return shownGroups(t) },
		"groups sorted": func() ui.View { return shownGroups(t, ">", "S") },
		"groups filtered": func() ui.View {
			return shownGroups(t, "/", "d", "i", "f", "f", "<", "0", "enter")
		},
		"trunk groups": func() ui.View {
			return browse.NewTrunkGroups(viewtest.Kit(), browse.Links{}, browse.Scope{Tenant: viewtest.Provider(), Group: apiclient.Group{ID: "GroupIDC"}, Collect: viewtest.StartOf[browse.Collection](viewtest.Reads(one))})
		},
	}
	for name, open := range views {
		for _, format := range []report.Format{report.CSV, report.JSON} {
			t.Run(name+" as "+string(format), func(t *testing.T) {
				t.Parallel()
				view := open()
				viewtest.Show(view, 80, 24)
				golden.RequireEqual(t, textOf(t, exportOf(t, view), format))
			})
		}
	}
}

// What is short on screen is whole in a file.
func TestTheJournalIsExportedWithWholeTimesAndBareWords(t *testing.T) {
	t.Parallel()
	view := viewtest.Shown(journal.NewEdits(viewtest.Kit(), viewtest.Journal(), journal.Links{Edit: viewtest.NoEdit}))
	defer view.Close()
	records, err := csv.NewReader(strings.NewReader(textOf(t, exportOf(t, view), report.CSV))).ReadAll()
	want := viewtest.Entries()[0]
	if err != nil || len(records) != 7 || records[1][0] != "unknown" || records[1][1] != want.At.Format(time.RFC3339) {
		t.Errorf("%q, %v", records, err)
	}
}

// Every screen with rows has an export whose rows are those that are shown, no more
// and no fewer, whole and as CSV can be read back.
func TestEveryTableCanBeExported(t *testing.T) {
	t.Parallel()
	for name, open := range screens(viewtest.Kit()) {
		if name == "tenant" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			view := open()
			defer view.Close()
			if view.(ui.Exporter).Export() != nil {
				t.Error("before anything was read there is something to export")
			}
			viewtest.Show(view, 80, 24)
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
	t.Parallel()
	api := &viewtest.API{OnTenants: func(context.Context) ([]apiclient.Tenant, error) {
		return []apiclient.Tenant{{ID: "b"}, {ID: "a1"}, {ID: "a2"}}, nil
	}}
	view := viewtest.Shown(Home(api, viewtest.Kit(), Options{}))
	defer view.Close()
	viewtest.Press(view, "/", "a", "enter", ">", "S")
	v := exportOf(t, view)
	records, err := csv.NewReader(strings.NewReader(textOf(t, v, report.CSV))).ReadAll()
	if err != nil || len(records) != 3 || records[1][0] != "a2" || records[2][0] != "a1" {
		t.Errorf("%q, %v", records, err)
	}
	viewtest.RequireContains(t, v.View(), "Export 2 tenants", "filtered: 2 tenants of 3 tenants")
}

func TestAnExportOfGroupsSaysWhatIsNotInIt(t *testing.T) {
	t.Parallel()
	viewtest.RequireContains(t, exportOf(t, shownGroups(t)).View(), "Export 5 groups of tenant ServiceProviderID", "NOT COMPLETE: 1 of 5 groups incomplete")
	filtered := exportOf(t, shownGroups(t, "/", "g", "r", "o", "u", "p", "i", "d", "c", "enter"))
	viewtest.RequireContains(t, filtered.View(), "Export 1 group of", "NOT COMPLETE: 1 of 5 groups incomplete", "filtered: 1 of 5 groups; the totals are of all")
}

func TestNothingShownNothingToExport(t *testing.T) {
	t.Parallel()
	view := shownGroups(t, "/", "z", "z", "z", "enter")
	if view.(ui.Exporter).Export() != nil {
		t.Error("no rows can be exported")
	}
}
