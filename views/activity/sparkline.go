package activity

import (
	"strconv"

	"banyan/apiclient"
	"banyan/ui"
	"banyan/views/page"
)

// sparkline draws how many requests left in each second, so many seconds a cell. The most of all
// cells is the full height; a cell of a second in which one left is never flat.
func sparkline(glyphs ui.Glyphs, seconds []apiclient.Second, each int) ui.Cell {
	var cells []apiclient.Second
	most := 1
	for i := 0; i < len(seconds); i += each {
		var sum apiclient.Second
		for _, second := range seconds[i:min(i+each, len(seconds))] {
			sum.Sent += second.Sent
			sum.Failed += second.Failed
		}
		cells = append(cells, sum)
		most = max(most, sum.Sent)
	}
	var line ui.Cell
	top := len(glyphs.Spark) - 1
	for _, cell := range cells {
		height, tone := 0, ui.Faint
		if cell.Sent > 0 {
			height, tone = max(1, (cell.Sent*top+most-1)/most), ui.Live
		}
		switch {
		case cell.Failed*2 > cell.Sent:
			tone = ui.Failed
		case cell.Failed > 0:
			tone = ui.Notice
		}
		if last := len(line.Then) - 1; last >= 0 && line.Then[last].Tone == tone {
			line.Then[last].Text += glyphs.Spark[height]
		} else {
			line.Then = append(line.Then, ui.Cell{Text: glyphs.Spark[height], Tone: tone})
		}
	}
	return line
}

// summary is the minute in a line: its seconds, and its figures.
func summary(glyphs ui.Glyphs, now apiclient.Traffic, width int) []ui.Cell {
	const room = 64 // of the figures
	each := 1
	for each < 4 && len(now.Seconds)/each > width-room {
		each *= 2
	}
	sum := now.Minute()
	figure := func(n int, word string, tone ui.Tone) ui.Cell {
		if n == 0 {
			tone = ui.Muted
		}
		return ui.Cell{Text: strconv.Itoa(n), Tone: tone, Then: []ui.Cell{{Text: word, Tone: ui.Muted}}}
	}
	failed := figure(sum.Failed, " failed", ui.Failed)
	if sum.Failed > 0 {
		failed.Text = glyphs.Failed + " " + failed.Text
	}
	facts := page.Dotted(glyphs,
		figure(now.LastSecond(), "/s", ui.Strong), figure(sum.Sent, "/min", ui.Strong), failed,
		figure(now.InFlight, " in flight", ui.Live), figure(now.Waiting, " waiting", ui.Live))
	return []ui.Cell{{Text: " "}, sparkline(glyphs, now.Seconds[:], each), {Text: "  "}, facts}
}
