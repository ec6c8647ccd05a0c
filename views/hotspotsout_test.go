package views

import (
	"encoding/csv"
	"strings"
	"testing"
	"time"

	"banyan/apiclient"
	"banyan/internal/hotspots"
	"banyan/internal/report"
	"banyan/internal/viewtest"
	"banyan/ui"
	spots "banyan/views/hotspots"
)

func TestHotspotsAreExportedWithWholeTextsAndTheirGaps(t *testing.T) {
	t.Parallel()
	view := viewtest.Shown(spots.New(viewtest.Kit(), &viewtest.Scanner{Boards: []*hotspots.Board{viewtest.Board(viewtest.EndedScan(), viewtest.ScanListing())}}, viewtest.Clock, nil, func(apiclient.Tenant, []string) []ui.View { return nil }))
	defer view.Close()
	v := exportOf(t, view)
	records, err := csv.NewReader(strings.NewReader(textOf(t, v, report.CSV))).ReadAll()
	if err != nil || len(records) != 9 {
		t.Fatalf("%q, %v", records, err)
	}
	first, gap := records[1], records[6]
	if first[1] != "BLOCKED: max 0, 3 trunk groups carry no calls" || first[3] != viewtest.ReadAt().Format(time.RFC3339) || gap[3] != "" {
		t.Errorf("%q, %q", first, gap)
	}
	if last := first[len(first)-1]; last != "false" {
		t.Errorf("complete: %s", last)
	}
	viewtest.RequireContains(t, v.View(), "Export 8 hotspots of this platform", "NOT COMPLETE: 2 tenants not wholly read")
}
