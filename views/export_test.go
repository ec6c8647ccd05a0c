package views

import (
	"bytes"
	"context"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/exp/golden"

	"banyan/apiclient"
	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/internal/report"
	"banyan/internal/viewtest"
	"banyan/ui"
	"banyan/views/browse"
	spots "banyan/views/hotspots"
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
	return viewtest.Shown(page.NewExporter(viewtest.Kit(), opened.(*page.Exporter).Export, time.Date(2026, 5, 14, 12, 3, 4, 0, time.Local)))
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

// recordsOf are the records of the CSV file that a view writes, its heading the first.
func recordsOf(t *testing.T, view ui.View) ([][]string, *page.Exporter) {
	t.Helper()
	v := exportOf(t, view)
	records, err := csv.NewReader(strings.NewReader(textOf(t, v, report.CSV))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return records, v
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
	records, _ := recordsOf(t, viewtest.Shown(journal.NewEdits(viewtest.Kit(), viewtest.Journal(), journal.Links{Edit: viewtest.NoEdit})))
	viewtest.RequireEqual(t, "records", len(records), 7)
	viewtest.RequireEqual(t, "result and time", records[1][:2], []string{"unknown", viewtest.Entries()[0].At.Format(time.RFC3339)})
}

func TestHotspotsAreExportedWithWholeTextsAndTheirGaps(t *testing.T) {
	t.Parallel()
	scanner := &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())}}
	view := viewtest.Shown(spots.New(viewtest.Kit(), scanner, viewtest.Clock, nil, spots.Links{Open: func(apiclient.Tenant, []string) []ui.View { return nil }}))
	defer view.Close()
	records, v := recordsOf(t, view)
	if len(records) != 9 {
		t.Fatalf("%q", records)
	}
	first, gap := records[1], records[6]
	viewtest.RequireEqual(t, "text", first[2], "BLOCKED: max 0, 3 trunk groups carry no calls")
	viewtest.RequireEqual(t, "times", []string{first[3], gap[3]}, []string{viewtest.ReadAt().Format(time.RFC3339), ""})
	viewtest.RequireEqual(t, "complete", first[len(first)-1], "false")
	viewtest.RequireContains(t, viewtest.TextOf(v), "Export 8 hotspots of this platform", "NOT COMPLETE: 2 tenants not wholly read")
}

// Every screen with rows has an export whose rows are those that are shown, no more
// and no fewer, whole and as CSV can be read back.
func TestEveryTableCanBeExported(t *testing.T) {
	onEveryScreen(t, func(t *testing.T, name string, open func() ui.View) {
		if name == "tenant" { // it has no rows
			return
		}
		view := open()
		if view.(ui.Exporter).Export() != nil {
			t.Error("before anything was read there is something to export")
		}
		records, _ := recordsOf(t, viewtest.Shown(view))
		if len(records) < 3 {
			t.Errorf("%d records", len(records))
		}
		for _, cell := range slices.Concat(records[1:]...) {
			if _, isNumber := number(cell); !isNumber && strings.ContainsAny(cell[:min(1, len(cell))], "=+-@") {
				t.Errorf("%q is a formula", cell)
			}
		}
	})
}

// Names that only the eye takes for one are told apart on a list, and are exact in its file.
func TestNamesThatLookAlikeAreToldApart(t *testing.T) {
	names, spelled := []string{"foo", "foo ", "f\u043eo"}, []string{"foo ", `foo\x20 `, `f\u043eo `}
	of := capacity.Tenant{ID: "look", GroupsListed: true}
	for _, name := range names {
		of.Groups = append(of.Groups, viewtest.Group(name, name, 1, 0))
	}
	scope := browse.Scope{Tenant: apiclient.Tenant{ID: of.ID}, Collect: viewtest.StartOf[browse.Collection](viewtest.Reads(viewtest.Snapshot(of)))}
	view := viewtest.Shown(browse.NewGroups(viewtest.Kit(), browse.Links{}, scope))
	viewtest.RequireContains(t, view.View(), spelled...)
	records, _ := recordsOf(t, view)
	for i, name := range names {
		if !slices.Contains(records[1+i], name) {
			t.Errorf("%q is not in %q", name, records[1+i])
		}
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
	records, v := recordsOf(t, view)
	if len(records) != 3 || records[1][0] != "a2" || records[2][0] != "a1" {
		t.Errorf("%q", records)
	}
	viewtest.RequireContains(t, viewtest.TextOf(v), "Export 2 tenants", "filtered: 2 tenants of 3 tenants")
}

func TestAnExportOfGroupsSaysWhatIsNotInIt(t *testing.T) {
	t.Parallel()
	viewtest.RequireContains(t, viewtest.TextOf(exportOf(t, shownGroups(t))), "Export 5 groups of tenant ServiceProviderID", "NOT COMPLETE: 1 of 5 groups incomplete")
	filtered := exportOf(t, shownGroups(t, "/", "g", "r", "o", "u", "p", "i", "d", "c", "enter"))
	viewtest.RequireContains(t, viewtest.TextOf(filtered), "Export 1 group of", "NOT COMPLETE: 1 of 5 groups incomplete", "filtered: 1 of 5 groups; the totals are of all")
}

func TestNothingShownNothingToExport(t *testing.T) {
	t.Parallel()
	view := shownGroups(t, "/", "z", "z", "z", "enter")
	if view.(ui.Exporter).Export() != nil {
		t.Error("no rows can be exported")
	}
}
