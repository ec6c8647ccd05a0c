package page

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"banyan/apiclient"
	"banyan/internal/safetext"
	"banyan/ui"
)

// NotLive ends every text with limits in it: they must not pass for calls.
const NotLive = "Configured limits, not live calls."

// PathText joins the levels of a place, the outermost first. What is empty is left out.
func PathText(levels ...string) string {
	return strings.Join(slices.DeleteFunc(slices.Clone(levels), func(level string) bool { return level == "" }), " > ")
}

// StampFormat tells a time to who reads it elsewhere and later.
const StampFormat = "2006-01-02 15:04:05 -0700"

// TenantFacts are the lines about a tenant: its label, type and reseller.
func TenantFacts(t apiclient.Tenant) []string {
	lines := []string{TenantLabel(t), "Type: " + cmp.Or(string(t.Type), NotReported)}
	if t.ResellerID != "" {
		lines = append(lines, "Reseller: "+t.ResellerID)
	}
	return lines
}

// TenantLabel names a tenant for a ticket.
func TenantLabel(t apiclient.Tenant) string { return Label("tenant", t.ID, t.Name) }

// Label names a thing for a ticket, with its name where that says more than its id.
func Label(kind, id, name string) string {
	if name == "" || name == id {
		return kind + " " + id
	}
	return kind + " " + id + " (" + name + ")"
}

// NotReported stands for what the server does not say.
const NotReported = "not reported"

// Age is a duration in the largest unit that fits.
func Age(d time.Duration) string {
	switch {
	case d < time.Minute:
		return ui.Count(max(0, int(d/time.Second)), "second")
	case d < time.Hour:
		return ui.Count(int(d/time.Minute), "minute")
	case d < 48*time.Hour:
		return ui.Count(int(d/time.Hour), "hour")
	}
	return ui.Count(int(d/(24*time.Hour)), "day")
}

// Absent is the cell of a figure that does not apply to its row.
func Absent() ui.Cell { return ui.Cell{Text: NotApplicable, Tone: ui.Muted} }

// DayText is a time of today, or else a day alone.
func DayText(at, now time.Time) string {
	text := ClockText(at, now)
	if day, _, found := strings.Cut(text, ":"); found && strings.Contains(day, " ") {
		return at.Local().Format("2 Jan")
	}
	return text
}

// BeforeSaveText says of what was read that something was saved after that.
func BeforeSaveText(at time.Time) string {
	return "before the save of " + at.Local().Format(time.TimeOnly)
}

// ClockText is a time of today, or a day with its time.
func ClockText(at, now time.Time) string {
	at, now = at.Local(), now.Local()
	switch {
	case at.Unix() <= 0:
		return NotApplicable
	case at.YearDay() == now.YearDay() && at.Year() == now.Year():
		return at.Format("15:04")
	case now.Sub(at) < 300*24*time.Hour:
		return at.Format("2 Jan 15:04")
	}
	return at.Format("2 Jan 2006")
}

// The words of figures that are no numbers.
const (
	Unlimited      = "unlim"
	MinusUnlimited = "-unlim"
	NotApplicable  = "-"
)

// DurationText is a duration as one would say it.
func DurationText(d time.Duration) string {
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
	return "about " + ui.Count(int(d.Round(24*time.Hour)/(24*time.Hour)), "day")
}

// AgoText is how long ago something was.
func AgoText(d time.Duration) string {
	switch minutes := int(d.Minutes()); {
	case minutes < 1:
		return "just now"
	case minutes < 60:
		return strconv.Itoa(minutes) + " min ago"
	case minutes < 48*60:
		return fmt.Sprintf("%d h ago", minutes/60)
	}
	return ui.Count(int(d/(24*time.Hour)), "day") + " ago"
}

// NotRead stands for a figure that will not come any more; ui.Glyphs has the sign for
// one that is on its way.
const NotRead = "?"

// Unread is the cell of such a figure.
func Unread() ui.Cell { return ui.Cell{Text: NotRead, Tone: ui.Unknown} }

// Pad makes text safe, cuts it and fills it up to width cells.
func Pad(text string, width int) string {
	text = safetext.Truncate(safetext.Cell(text), width)
	return text + ui.Blanks(width-safetext.Width(text))
}

// Fit makes text safe, cuts it with the theme's mark and fills it up to width cells.
func Fit(theme ui.Theme, text string, width int) string {
	text, used := theme.Fit(safetext.Cell(text), width)
	return text + ui.Blanks(width-used)
}

// Joined joins cells to one, with another between any two; the empty ones are left out.
func Joined(between ui.Cell, cells ...ui.Cell) (all ui.Cell) {
	for _, cell := range cells {
		if cell.Whole() == "" {
			continue
		}
		if all.Whole() == "" {
			all = ui.Cell{Text: cell.Text, Tone: cell.Tone, Name: cell.Name, Then: slices.Clone(cell.Then)}
			continue
		}
		all.Then = append(append(all.Then, between, ui.Cell{Text: cell.Text, Tone: cell.Tone, Name: cell.Name}), cell.Then...)
	}
	return all
}

// Dotted joins facts with dots between them.
func Dotted(glyphs ui.Glyphs, facts ...ui.Cell) ui.Cell {
	return Joined(ui.Cell{Text: " " + glyphs.Dot + " ", Tone: ui.Muted}, facts...)
}

// Spaced joins facts with dots and room between them.
func Spaced(glyphs ui.Glyphs, facts ...ui.Cell) ui.Cell {
	return Joined(ui.Cell{Text: "  " + glyphs.Dot + "  ", Tone: ui.Faint}, facts...)
}

// Capitalised returns a text as the beginning of a sentence.
func Capitalised(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + text[size:]
}

// MatchCell is a name with the part that was searched for in it.
func MatchCell(name, part string, tone ui.Tone) ui.Cell {
	part = strings.ToLower(part)
	at := strings.Index(strings.ToLower(name), part)
	if safetext.Name(name) != name || part == "" || at < 0 || at+len(part) > len(name) || strings.ToLower(name[at:at+len(part)]) != part {
		return ui.Cell{Text: name, Tone: tone, Name: true}
	}
	return ui.Cell{Text: name[:at], Tone: tone, Then: []ui.Cell{{Text: name[at : at+len(part)], Tone: ui.Match}, {Text: name[at+len(part):], Tone: tone}}}
}
