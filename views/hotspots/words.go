package hotspots

import (
	"fmt"
	"math"
	"strconv"

	"banyan/internal/hotspots"
	"banyan/ui"
	"banyan/views/page"
)

// runningText tells how far a scan that runs is, with the time that is left of it.
func runningText(scan hotspots.Scan) string {
	text, left := fmt.Sprintf("Scanning: %d of %s, ", scan.Done, page.Count(scan.Of, "tenant")), "time left not known yet"
	if scan.Left.Known {
		left = page.DurationText(scan.Left.Time) + " left"
	}
	if scan.Slowed {
		return text + left + ", slowed to " + plainRate(scan.Rate) + " a second"
	}
	return text + left + " at " + plainRate(scan.Rate) + " a second"
}

// coverage tells how many tenants were read, and since when the figures stand.
func coverage(l *hotspots.Listing) ui.Cell {
	if l.Whole+l.Partly+l.Unread == 0 {
		return ui.Cell{}
	}
	cell := ui.Cell{Text: " " + page.Count(l.Whole, "tenant") + " read", Tone: ui.Muted}
	if l.Partly > 0 {
		cell.Text, cell.Tone = cell.Text+", "+strconv.Itoa(l.Partly)+" not fully", ui.Notice
	}
	if l.Unread > 0 {
		cell.Text, cell.Tone = cell.Text+", "+strconv.Itoa(l.Unread)+" not at all", ui.Notice
	}
	if !l.Oldest.IsZero() {
		cell.Text += "; oldest figure " + l.Oldest.Local().Format("2 Jan 15:04")
	}
	return cell
}

// foundText counts what is listed.
func foundText(l *hotspots.Listing) string {
	text := fmt.Sprintf("%d blocked, %d over, %d notice", l.Blocked, l.Over, l.Notice)
	if l.Known > 0 {
		text += fmt.Sprintf(", %d known", l.Known)
	}
	return text
}

// eachTakes says how many requests a tenant takes.
func eachTakes(scan hotspots.Scan) string {
	if scan.Reports {
		return "1 request, 1 more for each group and 1 for each trunk group"
	}
	return "2 requests, 2 more for each group and 1 for each trunk group"
}

// everyTenant is "all 16 tenants", or without a number where that is not known.
func everyTenant(n int) string {
	if n == 0 {
		return "all tenants"
	}
	return "all " + page.Count(n, "tenant")
}

// takes tells an estimate after a word, or nothing where it is not known.
func takes(e hotspots.Estimate, after string) string {
	if !e.Known || e.Requests <= 0 {
		return ""
	}
	return after + page.Count(e.Requests, "request") + ", " + page.DurationText(e.Time)
}

func rateText(rate float64) string {
	if rate >= 0.995 && rate < 1.005 {
		return "1 request a second"
	}
	return plainRate(rate) + " requests a second"
}

// plainRate is a number a second, with as much behind the point as tells anything.
func plainRate(rate float64) string {
	switch {
	case rate > 0 && rate < 0.01:
		return "less than 0.01"
	case rate >= 10:
		return strconv.FormatFloat(rate, 'f', 0, 64)
	}
	return strconv.FormatFloat(math.Round(rate*100)/100, 'f', -1, 64)
}
