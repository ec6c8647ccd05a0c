package views

import (
	"time"

	"banyan/internal/hotspots"
	"banyan/internal/report"
	"banyan/ui"
)

// What the mouse does to the hotspots, and how they are written down.

// Export implements ui.Exporter.
func (v *spots) Export() ui.View {
	shown, _ := v.table.Counts()
	sheet := report.Rows{Table: "hotspots", AsOf: v.shownOldest()}
	return v.body.exported(tableExport(v.table, "hotspot", "this platform", sheet, v.missing()), shown)
}

func (v *spots) shownOldest() time.Time {
	if v.shown == nil {
		return time.Time{}
	}
	return v.shown.Oldest
}

// missing says what the listing cannot know.
func (v *spots) missing() string {
	if v.shown == nil {
		return "nothing was read"
	}
	switch left := v.shown.Partly + v.shown.Unread; {
	case left > 0:
		return count(left, "tenant") + " not wholly read"
	case v.now().Scan.Phase != hotspots.Ended:
		return "the scan did not end"
	}
	return ""
}

// Wheel implements ui.Pointed.
func (v *spots) Wheel(rows int) {
	v.moved = true
	v.body.Wheel(rows)
	v.prefer()
}

// Click implements ui.Pointed.
func (v *spots) Click(line int) (onRow, already bool) {
	onRow, already = v.body.Click(line)
	v.moved = v.moved || onRow
	return onRow, already
}

// fullSpot is a finding, or a gap, for a file.
func fullSpot(e hotspots.Entry) string { return firstOf(e.Finding.Text, e.Why) }

// fullSpotTime is when a line was read, for a file.
func fullSpotTime(e hotspots.Entry) string {
	if e.At.IsZero() {
		return ""
	}
	return e.At.UTC().Format(time.RFC3339)
}
