package hotspots

import (
	"math"
	"slices"
	"strings"
	"time"

	"banyan/capacity"
	"banyan/internal/hotspots"
	"banyan/internal/safetext"
	"banyan/ui"
	"banyan/views/figures"
	"banyan/views/page"
)

// spotColumns are the columns of the hotspots. The finding begins with its word, so the
// severity has a column for sorting and conditions alone. Room is what a place may take on a
// narrow screen, where there is none for when a line was read.
func spotColumns(theme ui.Theme, now func() time.Time, room func() int) []ui.Column[hotspots.Entry] {
	return []ui.Column[hotspots.Entry]{
		{
			Key: "place", Title: "PLACE", Min: leastPlace, Max: 60, Flex: true,
			Full: func(e hotspots.Entry) string { return page.PathText(e.Path()...) },
			Cell: func(e hotspots.Entry) ui.Cell { return fade(e, ui.Cell{Text: spotPlace(theme, e.Path(), room())}) },
			Also: func(e hotspots.Entry) string { return page.PathText(append(slices.Clone(e.Path()), e.Tenant.Name)...) },
		},
		{
			Key: "finding", Title: "FINDING", Min: 46, Max: 90, Flex: true, Full: fullSpot,
			Cell: func(e hotspots.Entry) ui.Cell { return spotCell(theme.Glyphs, e) },
		},
		{
			Key: "ratio", Title: "RATIO", Right: true, Min: 5, Priority: 2,
			Cell:   func(e hotspots.Entry) ui.Cell { return fade(e, ui.Cell{Text: spotRatio(e.Finding)}) },
			Number: func(e hotspots.Entry) (float64, bool) { return e.Finding.Ratio, e.Finding.Ratio > 0 },
		},
		{
			Key: "read", Title: "READ", Min: 6, Priority: 1, Full: fullSpotTime,
			Cell:   func(e hotspots.Entry) ui.Cell { return fade(e, ui.Cell{Text: page.DayText(e.At, now())}) },
			Number: func(e hotspots.Entry) (float64, bool) { return float64(e.At.Unix()), !e.At.IsZero() },
		},
		figures.Wide(ui.Column[hotspots.Entry]{
			Key: "severity", Title: "SEVERITY",
			Cell:   func(e hotspots.Entry) ui.Cell { return fade(e, ui.Cell{Text: severityWord(e)}) },
			Number: func(e hotspots.Entry) (float64, bool) { return severityRank(e), true },
		}),
		figures.Wide(ui.Column[hotspots.Entry]{
			Key: "note", Title: "NOTE", Max: 60,
			Cell: func(e hotspots.Entry) ui.Cell { return fade(e, ui.Cell{Text: e.Mark.Note}) },
		}),
	}
}

// leastPlace is the least width of a place.
const leastPlace = 24

// fade draws what is known in grey.
func fade(e hotspots.Entry, cell ui.Cell) ui.Cell {
	if e.Known {
		cell.Tone = ui.Muted
	}
	return cell
}

// spotPlace is a place, in few words where it has little room: without the group of a
// trunk group, which the status line tells, and then with what fits of the tenant. No
// room at all is room enough.
func spotPlace(theme ui.Theme, path []string, room int) string {
	whole := page.PathText(path...)
	if room == 0 || len(path) < 2 || len(path) == 2 && safetext.Width(safetext.Cell(whole)) <= room {
		return whole
	}
	rest := page.PathText(path[1:]...)
	if len(path) > 2 {
		rest = page.PathText(theme.Glyphs.More, path[len(path)-1])
	}
	tenant := safetext.Cell(path[0])
	const least = 8 // of the tenant: less tells none from another
	kept := max(least, room-safetext.Width(safetext.Cell(" > "+rest)))
	fitted, _ := theme.Fit(tenant, kept)
	return page.PathText(fitted, rest)
}

// spotCell is a finding, or why a tenant was not wholly read, by glyph and word.
func spotCell(glyphs ui.Glyphs, e hotspots.Entry) ui.Cell {
	f := e.Finding
	switch {
	case e.Known:
		return ui.Cell{Text: wordKnown + " (" + e.Mark.Note + "): " + f.Text, Tone: ui.Muted}
	case e.IsFinding() && f.Severity == capacity.Blocked:
		return ui.Cell{Text: glyphs.Blocked + " " + f.Text, Tone: ui.Blocked}
	case e.IsFinding() && f.Severity == capacity.Over:
		return ui.Cell{Text: glyphs.Over + " " + f.Text, Tone: ui.Over}
	case e.IsFinding():
		return ui.Cell{Text: glyphs.Notice + " " + f.Text, Tone: ui.Notice}
	case e.Standing == hotspots.Unread:
		return ui.Cell{Text: glyphs.Failed + " " + wordNotRead + ": " + e.Why, Tone: ui.Failed}
	}
	return ui.Cell{Text: page.NotRead + " " + wordPartlyRead + ": " + e.Why, Tone: ui.Unknown}
}

// spotRatio is a ratio in words, none where it means nothing.
func spotRatio(f hotspots.Finding) string {
	switch {
	case f.Ratio == 0:
		return page.NotApplicable
	case math.IsInf(f.Ratio, 1) && math.IsInf(f.Excess, 1):
		return page.Unlimited
	case math.IsInf(f.Ratio, 1):
		return "max 0"
	}
	return capacity.RatioText(f.Ratio)
}

// severityWord is what conditions compare: severity=blocked.
func severityWord(e hotspots.Entry) string {
	switch {
	case e.Known:
		return wordKnown
	case e.IsFinding():
		return e.Finding.Severity.String()
	case e.Standing == hotspots.Unread:
		return strings.ToLower(wordNotRead)
	}
	return strings.ToLower(wordPartlyRead)
}

// The words for a tenant that was not wholly read.
const (
	wordNotRead    = "NOT READ"
	wordPartlyRead = "NOT FULLY READ"
	wordKnown      = "known"
)

// severityRank sorts the worst first.
func severityRank(e hotspots.Entry) float64 {
	switch {
	case e.Known:
		return 9
	case !e.IsFinding():
		return 8
	}
	return float64(capacity.Blocked - e.Finding.Severity)
}

// spotStatus tells a finding whole, and how far it can be relied upon.
func spotStatus(e hotspots.Entry) (string, ui.Tone) {
	if !e.IsFinding() {
		if e.Standing == hotspots.Unread && !e.At.IsZero() {
			return "not read again: " + e.Why + "; what was read before stays listed", ui.Failed
		}
		if e.Standing == hotspots.Unread {
			return "not read: " + e.Why, ui.Failed
		}
		return "not fully read, so there may be more: " + e.Why, ui.Unknown
	}
	by := e.Mark.At.Local().Format("2 Jan")
	if e.Mark.By != "" {
		by += " by " + e.Mark.By
	}
	switch {
	case e.Known:
		return "known since " + by + ": " + e.Mark.Note + "; " + e.Finding.Text, ui.Muted
	case e.Returned():
		return e.Finding.Text + "; worse than when it was marked on " + by + ": " + e.Mark.Note, figures.SeverityTone(e.Finding.Severity)
	case e.Standing == hotspots.Unread:
		return e.Finding.Text + "; the tenant could not be read again", figures.SeverityTone(e.Finding.Severity)
	case e.Standing == hotspots.Partly:
		return e.Finding.Text + "; the tenant was not fully read", figures.SeverityTone(e.Finding.Severity)
	}
	return e.Finding.Text, figures.SeverityTone(e.Finding.Severity)
}
