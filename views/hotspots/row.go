package hotspots

import (
	"cmp"
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
	faded := func(of func(hotspots.Entry) string) func(hotspots.Entry) ui.Cell {
		return func(e hotspots.Entry) ui.Cell {
			if e.Known {
				return ui.Cell{Text: of(e), Tone: ui.Muted}
			}
			return ui.Cell{Text: of(e)}
		}
	}
	return []ui.Column[hotspots.Entry]{
		{
			Key: "place", Title: "PLACE", Min: leastPlace, Max: 60, Flex: true,
			Full: func(e hotspots.Entry) string { return page.PathText(e.Path()...) },
			Cell: faded(func(e hotspots.Entry) string { return spotPlace(theme, e.Path(), room()) }),
			Also: func(e hotspots.Entry) string { return page.PathText(append(slices.Clone(e.Path()), e.Tenant.Name)...) },
		},
		{
			Key: "finding", Title: "FINDING", Min: 46, Max: 90, Flex: true,
			Full: func(e hotspots.Entry) string { return cmp.Or(e.Finding.Text, e.Why) },
			Cell: func(e hotspots.Entry) ui.Cell { return spotCell(theme.Glyphs, e) },
		},
		{
			Key: "ratio", Title: "RATIO", Right: true, Min: 5, Priority: 2,
			Cell:   faded(func(e hotspots.Entry) string { return spotRatio(e.Finding) }),
			Number: func(e hotspots.Entry) (float64, bool) { return e.Finding.Ratio, e.Finding.Ratio > 0 },
		},
		{
			Key: "read", Title: "READ", Min: 6, Priority: 1, Full: fullSpotTime,
			Cell:   faded(func(e hotspots.Entry) string { return page.DayText(e.At, now()) }),
			Number: func(e hotspots.Entry) (float64, bool) { return float64(e.At.Unix()), !e.At.IsZero() },
		},
		{
			Key: "severity", Title: "SEVERITY", Wide: true,
			Cell:   faded(func(e hotspots.Entry) string { return severityOf(e).word }),
			Number: func(e hotspots.Entry) (float64, bool) { return severityOf(e).rank, true },
		},
		{Key: "note", Title: "NOTE", Max: 60, Wide: true, Cell: faded(func(e hotspots.Entry) string { return e.Mark.Note })},
	}
}

func fullSpotTime(e hotspots.Entry) string {
	if e.At.IsZero() {
		return ""
	}
	return e.At.UTC().Format(time.RFC3339)
}

const leastPlace = 24

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
	const least = 8 // of the tenant: less tells none from another
	kept := max(least, room-safetext.Width(safetext.Cell(" > "+rest)))
	fitted, _ := theme.Fit(safetext.Cell(path[0]), kept)
	return page.PathText(fitted, rest)
}

// spotCell is a finding, or why a tenant was not wholly read, by glyph and word.
func spotCell(glyphs ui.Glyphs, e hotspots.Entry) ui.Cell {
	f := e.Finding
	switch {
	case e.Known:
		return ui.Cell{Text: wordKnown + " (" + e.Mark.Note + "): " + f.Text, Tone: ui.Muted}
	case e.IsFinding():
		return figures.SeverityCell(glyphs, f.Severity, f.Text)
	case e.Standing == hotspots.Unread:
		return ui.Cell{Text: glyphs.Failed + " " + wordNotRead + ": " + e.Why, Tone: ui.Failed}
	}
	return ui.Cell{Text: page.NotRead + " " + wordPartlyRead + ": " + e.Why, Tone: ui.Unknown}
}

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

// severity is what conditions compare, severity=blocked, and its place, the worst first.
type severity struct {
	word string
	rank float64
}

func severityOf(e hotspots.Entry) severity {
	switch {
	case e.Known:
		return severity{wordKnown, 9}
	case e.IsFinding():
		return severity{e.Finding.Severity.String(), float64(capacity.Blocked - e.Finding.Severity)}
	case e.Standing == hotspots.Unread:
		return severity{strings.ToLower(wordNotRead), 8}
	}
	return severity{strings.ToLower(wordPartlyRead), 8}
}

// The words for a tenant that was not wholly read.
const (
	wordNotRead    = "NOT READ"
	wordPartlyRead = "NOT FULLY READ"
	wordKnown      = "known"
)

// spotStatus tells a finding whole, and how far it can be relied upon.
func spotStatus(e hotspots.Entry) (string, ui.Tone) {
	text, tone := e.Finding.Text, figures.SeverityTone(e.Finding.Severity)
	isUnread := e.Standing == hotspots.Unread
	by := e.Mark.At.Local().Format("2 Jan")
	if e.Mark.By != "" {
		by += " by " + e.Mark.By
	}
	switch isFinding := e.IsFinding(); {
	case !isFinding && isUnread && !e.At.IsZero():
		return "not read again: " + e.Why + "; what was read before stays listed", ui.Failed
	case !isFinding && isUnread:
		return "not read: " + e.Why, ui.Failed
	case !isFinding:
		return "not fully read, so there may be more: " + e.Why, ui.Unknown
	case e.Known:
		return "known since " + by + ": " + e.Mark.Note + "; " + text, ui.Muted
	case e.Returned():
		text += "; worse than when it was marked on " + by + ": " + e.Mark.Note
	case isUnread:
		text += "; the tenant could not be read again"
	case e.Standing == hotspots.Partly:
		text += "; the tenant was not fully read"
	}
	return text, tone
}
