package hotspots

import (
	"cmp"
	"fmt"
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

// spotColumns are the columns of the hotspots. The section has the severity, which has a
// column for sorting and conditions alone. brief says whether there is room for the words of
// a finding alone, and room what a place may take then; 0 is all.
func spotColumns(theme ui.Theme, now func() time.Time, brief func() bool, room func() int) []ui.Column[line] {
	columns := []ui.Column[line]{
		{
			Key: "place", Title: "PLACE", Min: 33, Max: 60, Flex: true,
			Full: func(l line) string { return page.PathText(l.Path()...) },
			Cell: func(l line) ui.Cell { return placeCell(theme, l.Path(), room(), l.Known) },
			Also: func(l line) string {
				return page.PathText(append(slices.Clone(l.Path()), l.Tenant.Name)...)
			},
		},
		{
			Key: "bar", Title: "ALLOC OF MAX", Min: 12, Max: 30, Priority: 3,
			Cell: func(line) ui.Cell { return ui.Cell{} },
			Bar:  func(l line, width int) ui.Cell { return spotBarCell(theme.Glyphs, l.Entry, width) },
		},
		{
			Key: "ratio", Title: "RATIO", Right: true, Near: true, Min: 6, Priority: 2,
			Cell:   func(l line) ui.Cell { return ratioCell(l.Entry) },
			Number: func(l line) (float64, bool) { return spotRatio(l.Entry), spotRatio(l.Entry) > 0 },
		},
		{
			Key: "finding", Title: "FINDING", Min: 19, Max: 90, Flex: true,
			Full: func(l line) string { return wholeText(l.Entry) },
			Also: func(l line) string { return wholeText(l.Entry) },
			Cell: func(l line) ui.Cell { return findingCell(theme.Glyphs, l.Entry, brief(), now()) },
		},
		{
			Key: "read", Title: "READ", Min: 6, From: spotsWithTimes, Priority: 4, Full: fullSpotTime,
			Cell:   func(l line) ui.Cell { return ui.Cell{Text: page.DayText(l.At, now()), Tone: ui.Muted} },
			Number: func(l line) (float64, bool) { return float64(l.At.Unix()), !l.At.IsZero() },
		},
		{
			Key: "severity", Title: "SEVERITY", Wide: true,
			Cell:   func(l line) ui.Cell { return ui.Cell{Text: severityWord(l), Tone: ui.Muted} },
			Number: func(l line) (float64, bool) { return float64(l.section), true },
		},
		{Key: "note", Title: "NOTE", Max: 60, Wide: true, Cell: func(l line) ui.Cell { return ui.Cell{Text: l.Mark.Note, Tone: ui.Muted} }},
		{Key: "out", Near: true, Spare: true, Cell: func(l line) ui.Cell { return l.out.Mark(theme.Glyphs) }},
	}
	for i := range columns {
		of := columns[i].Cell
		columns[i].Cell = func(l line) ui.Cell {
			if l.title {
				return ui.Cell{}
			}
			return of(l)
		}
	}
	return columns
}

func fullSpotTime(l line) string {
	if l.At.IsZero() {
		return ""
	}
	return l.At.UTC().Format(time.RFC3339)
}

const (
	leastPlace = 24
	// spotsWithTimes is the width from which the findings leave room for when they were read.
	spotsWithTimes = 116
)

// placeCell is a place, in few words where it has little room: without the group of a trunk
// group, which the status line tells, and then with what fits of the tenant. No room at all
// is room enough.
func placeCell(theme ui.Theme, path []string, room int, faded bool) ui.Cell {
	between := " " + theme.Glyphs.PathSep + " "
	path = slices.Clone(path)
	for i, id := range path {
		path[i] = safetext.Name(id)
	}
	width := func(path []string) int { return safetext.Width(safetext.Cell(strings.Join(path, between))) }
	if room > 0 && len(path) > 1 && width(path) > room {
		if len(path) > 2 {
			path[1] = theme.Glyphs.More
		}
		const least = 8 // of the tenant: less tells none from another
		path[0], _ = theme.Fit(safetext.Cell(path[0]), max(least, room-width(append([]string{""}, path[1:]...))))
		const most = leastPlace + 14 // wider would take from the findings of all
		last := len(path) - 1
		path[last], _ = theme.Fit(safetext.Cell(path[last]), max(room, most)-width(path[:last])-width([]string{between}))
	}
	tone := ui.Plain
	if faded {
		tone = ui.Muted
	}
	var cell ui.Cell
	for i, id := range path {
		if i == len(path)-1 {
			cell.Then = append(cell.Then, ui.Cell{Text: id, Tone: tone})
		} else {
			cell.Then = append(cell.Then, ui.Cell{Text: id, Tone: ui.Muted}, ui.Cell{Text: between, Tone: ui.Faint})
		}
	}
	return cell
}

// spotBar is what is given out of the limit that a line is about, and false where that means nothing. A finding tells by how
// much and how often it is over, and so what there is and what is given.
func spotBar(e hotspots.Entry) (bar ui.Bar, ok bool) {
	f := e.Finding
	switch {
	case e.Level != nil:
		return figures.BarOf(e.Level.Calls)
	case f.Severity == capacity.Blocked || f.Ratio <= 1:
		return ui.Bar{}, false
	case math.IsInf(f.Ratio, 1):
		return ui.Bar{Given: 1}, true
	}
	limit := math.Round(f.Excess / (f.Ratio - 1))
	return ui.Bar{Given: int64(limit + f.Excess), Limit: int64(limit), Meant: f.Severity == capacity.Notice || e.Known}, true
}

// spotBarCell draws the bar of a line, or nothing where it has none.
func spotBarCell(glyphs ui.Glyphs, e hotspots.Entry, width int) ui.Cell {
	bar, ok := spotBar(e)
	if !ok {
		return ui.Cell{}
	}
	return bar.Cell(glyphs, width)
}

// spotRatio is how much of a limit is given out, 0 where that means nothing.
func spotRatio(e hotspots.Entry) float64 {
	if e.Level != nil {
		return e.Level.Ratio()
	}
	return e.Finding.Ratio
}

func ratioCell(e hotspots.Entry) ui.Cell {
	cell := ui.Cell{Text: capacity.RatioText(spotRatio(e))}
	if e.Known {
		cell.Tone = ui.Muted
	}
	switch ratio := spotRatio(e); {
	case ratio == 0:
		return page.Absent()
	case math.IsInf(ratio, 1) && math.IsInf(e.Finding.Excess, 1):
		cell.Text = page.Unlimited
	case math.IsInf(ratio, 1):
		cell.Text = "max 0"
	}
	return cell
}

// findingCell is a finding in its words, with what explains them unless it has to be brief; or
// what is left, or why a tenant was not wholly read. What was seen earlier has its age, and what a
// save may have mended the sign of what is not read.
func findingCell(glyphs ui.Glyphs, e hotspots.Entry, brief bool, now time.Time) ui.Cell {
	var cell ui.Cell
	rest := ""
	switch {
	case e.Level != nil:
		cell, rest = leftCell(glyphs, e.Level.Calls)
	case e.IsFinding():
		cell.Text, rest = words(e.Finding.Finding)
		if seen := e.Finding.SeenAt; !seen.IsZero() {
			cell.Text += " " + page.AgoText(now.Sub(seen))
		}
		cell.Tone = figures.SeverityTone(e.Finding.Severity)
		if cell.Tone == ui.Blocked { // the section has the badge
			cell.Tone = ui.Over
		}
	case e.Standing == hotspots.Unread:
		cell, rest = ui.Cell{Text: wordNotRead, Tone: ui.Failed}, ": "+e.Why
	default:
		cell, rest = ui.Cell{Text: page.NotRead + " " + wordPartlyRead, Tone: ui.Unknown}, ": "+e.Why
	}
	if e.Known {
		cell.Tone = ui.Muted
		rest = ": " + e.Mark.Note
	}
	if !e.SavedAt.IsZero() {
		cell.Text, cell.Tone = glyphs.Unknown+" "+strings.TrimPrefix(cell.Text, glyphs.Full+" "), ui.Unknown
		rest = ", before a save" + rest
	}
	if !brief {
		tone := ui.Plain
		if e.Known {
			tone = ui.Muted
		}
		cell.Then = append(cell.Then, ui.Cell{Text: rest, Tone: tone})
	}
	return cell
}

// leftCell is what is left of a limit, and its part that is given out.
func leftCell(glyphs ui.Glyphs, f capacity.Figures) (cell ui.Cell, rest string) {
	left, _ := f.Difference.Calls()
	if left == 0 {
		return ui.Cell{Text: glyphs.Full + " full", Tone: ui.Full}, ": " + f.Allocated.String() + " of " + f.Own.String()
	}
	ratio, _ := f.Ratio()
	return ui.Cell{Text: fmt.Sprintf("%d left", left)}, fmt.Sprintf(", %d %%", int(ratio*100))
}

// words parts a finding into what it is called and what explains that. Its severity is left
// out, and so is the ratio, which has a column.
func words(f capacity.Finding) (head, rest string) {
	text := strings.TrimPrefix(safetext.Listed(f.Text), "BLOCKED: ")
	switch f.Code {
	case capacity.Down:
		return "DOWN", ": " + strings.TrimPrefix(text, "DOWN: trunk group is ")
	case capacity.DownInUse:
		_, rest, _ = strings.Cut(text, ", ")
		return "DOWN", ": " + rest
	case capacity.MaxZero:
		if at := strings.LastIndex(text, ", "); at >= 0 {
			return text[:at], ": " + strings.TrimPrefix(text[at+2:], "trunk group carries ")
		}
		return text, ""
	}
	head, rest, explained := strings.Cut(text, ": ")
	if at := strings.LastIndex(head, " x"); at >= 0 && !math.IsInf(f.Ratio, 1) {
		head = head[:at]
	}
	if explained {
		rest = ": " + rest
	}
	return head, rest
}

// wholeText tells a line whole, for filters and files.
func wholeText(e hotspots.Entry) string {
	if e.Level != nil {
		cell, rest := leftCell(ui.Glyphs{}, e.Level.Calls)
		return strings.TrimSpace(cell.Text) + rest
	}
	return cmp.Or(e.Finding.Text, e.Why)
}

// severityWord is what conditions compare: severity=blocked.
func severityWord(l line) string {
	switch {
	case l.Known:
		return wordKnown
	case l.section == near || l.section == full && l.Level.Ratio() < 1:
		return "near"
	case l.section == full:
		return "full"
	case l.IsFinding():
		return l.Finding.Severity.String()
	case l.Standing == hotspots.Unread:
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

// spotStatus tells a finding whole, and how far it can be relied upon.
func spotStatus(e hotspots.Entry) (string, ui.Tone) {
	text, tone := ownStatus(e)
	if !e.SavedAt.IsZero() {
		return text + "; from " + page.BeforeSaveText(e.SavedAt) + ", which may have mended it", ui.Unknown
	}
	return text, tone
}

// ownStatus is spotStatus of what was read last.
func ownStatus(e hotspots.Entry) (string, ui.Tone) {
	text, tone := safetext.Listed(e.Finding.Text), figures.SeverityTone(e.Finding.Severity)
	isUnread := e.Standing == hotspots.Unread
	by := e.Mark.At.Local().Format("2 Jan")
	if e.Mark.By != "" {
		by += " by " + e.Mark.By
	}
	switch isFinding := e.IsFinding(); {
	case e.Level != nil:
		return wholeText(e), ui.Full
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

// statusCell tells a line whole: its sign, then the group that its place leaves out, then
// the words in their tone.
func statusCell(glyphs ui.Glyphs, e hotspots.Entry, place string) ui.Cell {
	text, tone := spotStatus(e)
	sign := map[ui.Tone]string{
		ui.Blocked: glyphs.Blocked, ui.Over: glyphs.Over, ui.Notice: glyphs.Notice, ui.Full: glyphs.Full,
		ui.Failed: glyphs.Failed, ui.Unknown: page.NotRead,
	}[tone]
	head, rest, explained := strings.Cut(text, ":")
	if explained {
		rest = ":" + rest
	}
	if tone == ui.Muted || tone == ui.Full {
		head, rest = "", text
	}
	if tone == ui.Blocked {
		tone = ui.Over
	}
	cell := ui.Cell{Text: sign, Tone: tone}
	if sign != "" {
		cell.Text += " "
	}
	if place != "" {
		cell.Then = append(cell.Then, ui.Cell{Text: place + "  ", Tone: ui.Muted})
	}
	return ui.Cell{Text: cell.Text, Tone: cell.Tone, Then: append(cell.Then, ui.Cell{Text: head, Tone: tone}, ui.Cell{Text: rest})}
}
