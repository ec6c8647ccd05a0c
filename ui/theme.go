package ui

import (
	"strings"

	"banyan/internal/safetext"
)

// Tone is what a piece of text means. Screens speak in tones, and the theme alone
// knows how one looks. The zero value is ordinary text.
type Tone int

// The tones.
const (
	Plain     Tone = iota
	Muted          // present but unimportant
	Strong         // the name of the thing looked at
	Good           // as it should be
	Unknown        // not read, or only in part
	Notice         // doubtful
	Over           // over-allocated: a negative difference
	Blocked        // carries no calls
	Failed         // an error
	Selected       // the cursor
	Title          // a column's or a section's title
	Accent         // the product's name, a prompt, a key's name
	ReadOnly       // the badge of a session that cannot write
	Write          // the badge of a session that can
	Label          // the badge of the environment, such as PROD
	toneCount      // how many there are
)

// Style is a look as the bytes that begin and end it, worked out once, so that
// drawing a cell costs no more than joining three strings. The zero value leaves
// text as it is.
type Style struct{ begin, end string }

// NewStyle makes a Style from a function that renders text, such as a lipgloss
// style's Render. It must put the same bytes around every text.
func NewStyle(render func(...string) string) Style {
	const probe = "x"
	begin, end, found := strings.Cut(render(probe), probe)
	if !found {
		return Style{}
	}
	return Style{begin: begin, end: end}
}

// Render returns text in this style. Styles do not nest.
func (s Style) Render(text string) string {
	if s.begin == "" || text == "" {
		return text
	}
	return s.begin + text + s.end
}

// Theme is how everything looks. It is filled in one place, beside main.
type Theme struct {
	styles [toneCount]Style
	Glyphs Glyphs
}

// NewTheme returns the theme with these looks; a tone that is not in the map is
// drawn as ordinary text.
func NewTheme(styles map[Tone]Style, glyphs Glyphs) Theme {
	t := Theme{Glyphs: glyphs}
	for tone, style := range styles {
		t.styles[tone] = style
	}
	return t
}

// Paint draws text, which must be safe already, in a tone.
func (t Theme) Paint(tone Tone, text string) string { return t.styles[tone].Render(text) }

// Fit cuts safe text to width cells, marks the cut with the theme's sign, and returns
// how many cells are left in use.
func (t Theme) Fit(text string, width int) (fitted string, used int) {
	used = safetext.Width(text)
	if used <= width {
		return text, used
	}
	cut := safetext.Truncate(text, width)
	if more := t.Glyphs.More; more != "" {
		// The mark is never part of the text here: the text was too wide, so
		// Truncate has put its own at the end.
		cut = strings.TrimSuffix(cut, "…") + more
	}
	if width < 1 {
		return "", 0
	}
	return cut, safetext.Width(cut)
}

// Glyphs are signs that mean by shape what a tone means by colour. Each is one
// cell wide. There is a set for UTF-8 terminals and one for plain ASCII.
type Glyphs struct {
	Cursor   string // before the selected row
	Good     string // before what is as it should be
	Over     string // before OVER
	Blocked  string // before BLOCKED
	Notice   string // before a notice
	Failed   string // before an error
	Unknown  string // stands for a figure that is not here yet
	SortUp   string // smallest first
	SortDown string // largest first
	Folded   string // a tree row whose children are hidden
	Unfolded string // a tree row whose children are shown
	BarFull  string // a gauge's filled cell
	BarEmpty string // a gauge's empty cell
	BarOver  string // a gauge's cell beyond its limit
	Rule     string // a horizontal line
	More     string // text continues beyond the edge
	PathSep  string // between two parts of the breadcrumb
	Spinner  []string
}
