package hotspots

import (
	"fmt"
	"strconv"
	"time"

	"banyan/internal/hotspots"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/page"
)

// scanWords tell how a scan stands, at a moment, in so many cells.
type scanWords struct {
	kit   ui.Kit
	scan  hotspots.Scan
	now   time.Time
	width int
}

// line tells how far the scan is, and how much of the platform is known.
func (w scanWords) line() ui.Cell {
	scan, glyphs := w.scan, w.kit.Theme.Glyphs
	switch scan.Phase {
	case hotspots.Starting:
		return ui.Cell{Text: "reading which tenants there are", Tone: ui.Live}
	case hotspots.Running:
		return w.running()
	case hotspots.Paused:
		return w.stopped("paused")
	case hotspots.Elsewhere:
		return ui.Cell{Text: glyphs.Notice + " another banyan", Tone: ui.Notice, Then: []ui.Cell{{Text: " on this machine is scanning this platform"}}}
	case hotspots.CutOff:
		return w.stopped("cut off " + page.ClockText(scan.StartedAt, w.now))
	case hotspots.Ended:
		return ui.Cell{Text: glyphs.Good, Tone: ui.Good, Then: []ui.Cell{
			{Text: " scanned " + page.ClockText(scan.EndedAt, w.now), Tone: ui.Strong}, {Text: ", " + page.AgoText(w.now.Sub(scan.EndedAt))},
		}}
	}
	return ui.Cell{Text: "no scan yet", Tone: ui.Strong}
}

// dot parts two facts of the scan.
func (w scanWords) dot() ui.Cell {
	return ui.Cell{Text: "  " + w.kit.Theme.Glyphs.Dot + "  ", Tone: ui.Muted}
}

// withEstimate adds what reading all again takes, where there is room beside the key.
func (w scanWords) withEstimate(cell ui.Cell) ui.Cell {
	takes := takes(w.scan.All, "")
	used := safetext.Width(cell.Whole() + w.dot().Whole() + takes + "  " + w.hint().Whole())
	if takes != "" && w.scan.Phase == hotspots.Ended && used <= w.width-2 {
		cell.Then = append(cell.Then, w.dot(), ui.Cell{Text: takes})
	}
	return cell
}

// running is the line of a scan that runs, with its bar.
func (w scanWords) running() ui.Cell {
	scan := w.scan
	left := "time left not known yet"
	if scan.Left.Known {
		left = page.DurationText(scan.Left.Time)
	}
	facts := []ui.Cell{
		{Text: strconv.Itoa(scan.Done), Tone: ui.Strong},
		{Text: " of " + ui.Count(scan.Of, "tenant")},
		w.dot(),
		{Text: left, Tone: ui.Strong},
		{Text: leftWord(scan)},
		{Text: speedText(scan)},
	}
	const word, least, most = 10, 8, 42
	room := func() int {
		return w.width - word - 6 - safetext.Width(ui.Cell{Then: facts}.Whole()+w.hint().Whole())
	}
	if room() < least && !scan.Slowed { // the bar says more than the rate
		facts = facts[:len(facts)-1]
	}
	isCut := func() bool { return 1+word+safetext.Width(ui.Cell{Then: facts}.Whole()) > w.width }
	if slowed := (ui.Cell{Text: slowedText(scan)}); isCut() {
		if facts = append(facts[:5], slowed); isCut() {
			facts = append(facts[:2], slowed)
		}
	}
	cell := ui.Cell{Text: "scanning", Tone: ui.Live, Then: []ui.Cell{{Text: "  "}}}
	if bar := (ui.Bar{Given: int64(scan.Done), Limit: int64(scan.Of), Fill: ui.BarLive, Plain: true}); room() >= least {
		cell.Then = append(append(cell.Then, bar.Cell(w.kit.Theme.Glyphs, min(most, room())).Then...), ui.Cell{Text: "  "})
	}
	cell.Then = append(cell.Then, facts...)
	return cell
}

func leftWord(scan hotspots.Scan) string {
	if scan.Left.Known {
		return " left"
	}
	return ""
}

// hint is the key that matters for the scan now.
func (w scanWords) hint() ui.Cell {
	scan := w.scan
	pause, readAll := w.kit.Keys.Pause.Help().Key, w.kit.Keys.ReadAll.Help().Key
	named := func(key, does string) ui.Cell {
		return ui.Cell{Text: key, Tone: ui.Accent, Then: []ui.Cell{{Text: " " + does, Tone: ui.Muted}}}
	}
	switch scan.Phase {
	case hotspots.Starting, hotspots.Running:
		return named(pause, "pauses")
	case hotspots.Paused, hotspots.CutOff:
		return named(pause, "goes on")
	case hotspots.Elsewhere:
		return named(readAll, "looks again")
	case hotspots.Ended:
		return named(readAll, "reads all again")
	}
	return named(readAll, "reads "+EveryTenant(scan.All.Tenants))
}

// stopped tells how far a scan that does not run is, and how much is left: where there is less
// room, in time alone.
func (w scanWords) stopped(how string) ui.Cell {
	scan := w.scan
	cell := ui.Cell{Text: w.kit.Theme.Glyphs.Notice + " " + how, Tone: ui.Notice}
	done := fmt.Sprintf(" at %d of %s", scan.Done, ui.Count(scan.Of, "tenant"))
	left := takes(scan.Left, "; left: ")
	if left != "" && 1+safetext.Width(cell.Text+done+left) > w.width {
		left = "; left: " + page.DurationText(scan.Left.Time)
	}
	cell.Then = []ui.Cell{{Text: done + left}}
	return cell
}

// cost says what it takes to read every tenant.
func (w scanWords) cost() string {
	scan := w.scan
	long := "How long it takes is not known before the first tenants are read"
	switch {
	case scan.All.Known:
		long = "That makes " + takes(scan.All, "") + ", going by what the last reading took"
	case scan.All.Tenants > 0:
		long += ": each takes " + eachTakes(scan) + ". At 20 requests a tenant it would be " +
			page.DurationText(time.Duration(float64(scan.All.Tenants*20)/scan.Rate*float64(time.Second)))
	}
	text := paceText(scan.Rate) + ". " + long + ". It goes on while other screens are open, " + w.kit.Keys.Pause.Help().Key +
		" pauses it, and it ends with the program; the next start can go on with what is left."
	if scan.Phase == hotspots.CutOff {
		text += fmt.Sprintf("\nThe scan that was cut off is given up: %s goes on with its %s instead.", w.kit.Keys.Pause.Help().Key, ui.Count(scan.Left.Tenants, "tenant"))
	}
	return text
}
