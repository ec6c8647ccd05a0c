package views

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/internal/hotspots"
	"banyan/internal/report"
	"banyan/ui"
)

func TestHotspotsAreExportedWithWholeTextsAndTheirGaps(t *testing.T) {
	view := newSpots(testKit(), &fakeScanner{boards: []*hotspots.Board{testBoard(endedScan(), testListing())}}, testClock, nil, func(apiclient.Tenant, []string) []ui.View { return nil })
	defer view.Close()
	shown(view, 80, 24)
	v := exportOf(t, view)
	records, err := csv.NewReader(strings.NewReader(textOf(t, v, report.CSV))).ReadAll()
	if err != nil || len(records) != 9 {
		t.Fatalf("%q, %v", records, err)
	}
	first, gap := records[1], records[6]
	if first[1] != "BLOCKED: max 0, 3 trunk groups carry no calls" || first[3] != readAt().Format(time.RFC3339) || gap[3] != "" {
		t.Errorf("%q, %q", first, gap)
	}
	if last := first[len(first)-1]; last != "false" {
		t.Errorf("complete: %s", last)
	}
	requireContains(t, v.View(), "Export 8 hotspots of this platform", "NOT COMPLETE: 2 tenants not wholly read")
}

func TestTheMouseOnTheHotspots(t *testing.T) {
	var opened []string
	scanner := &fakeScanner{boards: []*hotspots.Board{testBoard(endedScan(), testListing())}}
	view := newTestSpots(testKit(), scanner, &opened)
	defer view.Close()
	shown(view, 80, 24)
	line := cursorLine(view)
	if onRow, already := view.Click(line + 2); !onRow || already || cursorLine(view) != line+2 {
		t.Errorf("on a row %v, already %v, line %d", onRow, already, cursorLine(view))
	}
	view.Wheel(3)
	if cursorLine(view) != line+5 {
		t.Errorf("the wheel leads to line %d", cursorLine(view))
	}
}
