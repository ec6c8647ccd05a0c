package views

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"banyan/internal/hotspots"
	"banyan/ui"
)

// heading tells how far the scan is, how much is known, and what is amiss with either.
func (v *spots) heading() [][]ui.Cell {
	board := v.now()
	lines := [][]ui.Cell{{v.scanLine(board)}}
	if covered := coverage(board.Listing); covered.Text != "" {
		lines = append(lines, []ui.Cell{covered})
	}
	failed := func(text string) {
		lines = append(lines, []ui.Cell{{Text: " " + v.kit.Theme.Glyphs.Failed + " " + text, Tone: ui.Failed}})
	}
	if board.Scan.Why != "" {
		failed(board.Scan.Why)
	}
	if err := v.disk.Err(); err != nil {
		failed("what is on disk cannot be read: " + err.Error())
	}
	if board.Unkept != nil {
		failed("not kept on disk, so it is gone when the program ends: " + board.Unkept.Error())
	}
	switch len(board.Damage) {
	case 0:
	case 1:
		failed("a file cannot be used and is left out: " + board.Damage[0].Error())
	default:
		failed(count(len(board.Damage), "file") + " cannot be used and are left out, the first: " + board.Damage[0].Error())
	}
	return lines
}

// scanLine tells how far the scan is.
func (v *spots) scanLine(board *hotspots.Board) ui.Cell {
	switch scan := board.Scan; scan.Phase {
	case hotspots.Starting:
		return ui.Cell{Text: " Reading which tenants there are", Tone: ui.Accent}
	case hotspots.Running:
		return ui.Cell{Text: " " + runningText(scan) + "; " + count(scan.Requests, "request") + " so far", Tone: ui.Accent}
	case hotspots.Paused:
		return ui.Cell{Text: fmt.Sprintf(" Paused at %d of %s%s", scan.Done, count(scan.Of, "tenant"), takes(scan.Left, "; left: ")), Tone: ui.Notice}
	case hotspots.Elsewhere:
		return ui.Cell{Text: " Another banyan on this machine is scanning this platform; " + v.kit.Keys.Refresh.Help().Key + " looks again", Tone: ui.Notice}
	case hotspots.CutOff:
		return ui.Cell{Text: fmt.Sprintf(" Cut off %s at %d of %s%s", clockText(scan.StartedAt, v.clock()), scan.Done, count(scan.Of, "tenant"), takes(scan.Left, "; left: ")), Tone: ui.Notice}
	case hotspots.Ended:
		return ui.Cell{Text: fmt.Sprintf(" Last scan %s, %s%s", clockText(scan.EndedAt, v.clock()), agoText(v.clock().Sub(scan.EndedAt)),
			takes(scan.All, "; "+everyTenant(scan.All.Tenants)+" again: "))}
	}
	return ui.Cell{Text: " No scan yet; " + v.kit.Keys.Refresh.Help().Key + " reads " + everyTenant(board.Scan.All.Tenants)}
}

// runningText tells how far a scan that runs is, with the time that is left of it.
func runningText(scan hotspots.Scan) string {
	text, left := fmt.Sprintf("Scanning: %d of %s, ", scan.Done, count(scan.Of, "tenant")), "time left not known yet"
	if scan.Left.Known {
		left = durationText(scan.Left.Time) + " left"
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
	cell := ui.Cell{Text: " " + count(l.Whole, "tenant") + " read", Tone: ui.Muted}
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

// summary counts what was found.
func (v *spots) summary() string {
	if v.shown == nil || len(v.shown.Entries) == 0 && v.now().Scan.Phase == hotspots.Never {
		return ""
	}
	return foundText(v.shown)
}

// foundText counts what is listed.
func foundText(l *hotspots.Listing) string {
	text := fmt.Sprintf("%d blocked, %d over, %d notice", l.Blocked, l.Over, l.Notice)
	if l.Known > 0 {
		text += fmt.Sprintf(", %d known", l.Known)
	}
	return text
}

// partly names what is being read.
func (v *spots) partly() string {
	if scan := v.now().Scan; scan.Phase == hotspots.Running && scan.Tenant != "" {
		return "reading " + scan.Tenant
	}
	return ""
}

// nothing is what the table says where it has no line.
func (v *spots) nothing() string {
	l, scan := v.now().Listing, v.now().Scan
	read := count(l.Whole, "tenant")
	switch {
	case l.Whole == 0 && scan.Phase == hotspots.CutOff:
		return "nothing was read before the scan was cut off"
	case scan.Phase == hotspots.Ended && scan.Of == 0:
		return "the platform lists no tenants"
	case l.Whole == 0:
		return "nothing was read yet"
	case scan.Phase == hotspots.Ended:
		return "nothing is blocked, over-allocated or doubtful in " + read
	}
	return "nothing is blocked, over-allocated or doubtful so far, in " + read
}

// neverScanned is the body before the first scan.
func (v *spots) neverScanned() [][]ui.Cell {
	scan, keys := v.now().Scan, v.kit.Keys
	lines := append(v.heading(), nil)
	for _, text := range []string{
		v.readingTakes(scan),
		keys.Refresh.Help().Key + " begins. Nothing is asked of the server before. What is found shows here, worst first, also at the next start.",
	} {
		for _, part := range wrap(text, max(v.body.width-2, 20)) {
			lines = append(lines, []ui.Cell{{Text: " " + part, Tone: ui.Muted}})
		}
		lines = append(lines, nil)
	}
	return lines
}

// readingTakes says what it takes to read every tenant.
func (v *spots) readingTakes(scan hotspots.Scan) string {
	text := "At most " + rateText(scan.Rate) + ", after whatever a screen asks for. "
	switch {
	case scan.All.Known:
		text += "That makes " + takes(scan.All, "") + ", going by what the last reading took."
	case scan.All.Tenants > 0:
		text += "How long it takes is not known before the first tenants are read: each takes " + eachTakes(scan) + ". " +
			"At 20 requests a tenant it would be " + durationText(time.Duration(float64(scan.All.Tenants*20)/scan.Rate*float64(time.Second))) + "."
	default:
		text += "How long it takes is not known before the first tenants are read."
	}
	text += " It goes on while other screens are open, " + v.kit.Keys.Pause.Help().Key +
		" pauses it, and it ends with the program; the next start can go on with what is left."
	if scan.Phase == hotspots.CutOff {
		text += fmt.Sprintf("\nThe scan that was cut off is given up: %s goes on with its %s instead.", v.kit.Keys.Pause.Help().Key, count(scan.Left.Tenants, "tenant"))
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
	return "all " + count(n, "tenant")
}

// takes tells an estimate after a word, or nothing where it is not known.
func takes(e hotspots.Estimate, after string) string {
	if !e.Known || e.Requests <= 0 {
		return ""
	}
	return after + count(e.Requests, "request") + ", " + durationText(e.Time)
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

// durationText is a duration as one would say it.
func durationText(d time.Duration) string {
	switch minutes := int(d.Round(time.Minute).Minutes()); {
	case d < 10*time.Second:
		return "some seconds"
	case d < 90*time.Second:
		return "about " + strconv.Itoa(int(d.Round(10*time.Second).Seconds())) + " s"
	case minutes < 60:
		return "about " + strconv.Itoa(minutes) + " min"
	case minutes < 24*60:
		return fmt.Sprintf("about %d h %02d min", minutes/60, minutes%60)
	}
	return "about " + count(int(d.Round(24*time.Hour)/(24*time.Hour)), "day")
}

// agoText is how long ago something was.
func agoText(d time.Duration) string {
	switch minutes := int(d.Minutes()); {
	case minutes < 1:
		return "just now"
	case minutes < 60:
		return strconv.Itoa(minutes) + " min ago"
	case minutes < 48*60:
		return fmt.Sprintf("%d h ago", minutes/60)
	}
	return count(int(d/(24*time.Hour)), "day") + " ago"
}
