package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"banyan/internal/safetext"
)

// Tone is what a piece of text means. Screens speak in tones, and the theme alone
// knows how one looks. The zero value is ordinary text.
type Tone int

// The tones.
const (
	Plain    Tone = iota
	Muted         // labels, limits, what is zero or absent, what keys do
	Faint         // rules, separators and the lines of a tree; never a word
	Strong        // the name of the thing looked at
	Good          // as it should be
	Unknown       // not read, or only in part
	Notice        // doubtful
	Full          // a limit that is given out to the last call, which is often meant
	Over          // over-allocated: a negative difference
	Failed        // an error
	Live          // calls in use now, work that goes on
	Selected      // the cursor
	Title         // a column's title
	Sorted        // the title of the column that rows are sorted by
	Section       // the title of a section
	Accent        // the product's name, a key's name
	Match         // what was searched for
	Changed       // a value that was changed and is not saved
	Dim           // the screen below a dialog
	Edge          // the frame of a dialog

	// Tones with a ground of their own, the same wherever they stand.
	Blocked  // the badge of what carries no calls
	ReadOnly // the badge of a session that cannot write
	Write    // the badge of a session that can, and of an open edit
	Demo     // the badges of the environment
	Prod
	Lab
	Label // any other environment
	Old   // a value as it was
	New   // the value that takes its place

	// The fills of bars.
	BarGiven   // given out of a limit
	BarSecond  // the next share beside one in BarGiven
	BarFull    // from 90 % of the limit up to all of it
	BarOver    // beyond the limit
	BarLive    // calls in use, progress
	BarSoFar   // of what is read so far
	BarWas     // before a change
	BarStandby // a share that waits
	Track      // what is left

	toneCount // how many there are
)

// Ground is what text stands on. The zero value is the terminal's own.
type Ground int

// The grounds.
const (
	OnScreen    Ground = iota
	OnRow              // the selected row
	OnBand             // the header and the keys
	OnProd             // the header of a session that can write in production
	OnDialog           // the inside of a dialog
	OnButton           // an answer that a dialog takes
	OnChoice           // the answer that is asked for, and the cell that takes the keys
	OnAlarm            // an answer that is dangerous, and a refused cell that takes the keys
	OnCell             // a cell of a form
	OnBad              // a cell whose value is refused
	OnSaved            // the strips of verdicts: saved
	OnRefused          // not saved, dangerous
	OnOvertaken        // overtaken
	OnUnknown          // unknown
	OnWhatIf           // imagined
	groundCount        // how many there are
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
	styles *[groundCount][toneCount]Style
	Glyphs Glyphs
}

// Become has everything that is drawn in this theme look like another, with the same glyphs. It is
// called from the event loop.
func (t Theme) Become(other Theme) {
	if t.styles != nil && other.styles != nil {
		*t.styles = *other.styles
	}
}

// NewTheme returns the theme with the look of each tone on each ground; nil draws
// everything as ordinary text.
func NewTheme(look func(Ground, Tone) Style, glyphs Glyphs) Theme {
	t := Theme{styles: new([groundCount][toneCount]Style), Glyphs: glyphs}
	for ground := range groundCount {
		for tone := range toneCount {
			if look != nil {
				t.styles[ground][tone] = look(ground, tone)
			}
		}
	}
	return t
}

// Paint draws text, which must be safe already, in a tone.
func (t Theme) Paint(tone Tone, text string) string { return t.PaintOn(OnScreen, tone, text) }

// PaintOn draws text, which must be safe already, in a tone on a ground.
func (t Theme) PaintOn(ground Ground, tone Tone, text string) string {
	return t.styles[ground][tone].Render(text)
}

// lights reports whether a ground is seen where nothing stands on it.
func (t Theme) lights(ground Ground) bool { return t.styles[ground][Plain] != Style{} }

// RowGround returns what a row with fields in it stands on while one of them has the focus: where
// fields have no ground of their own, that field alone is told from the others.
func (t Theme) RowGround() Ground {
	if t.lights(OnCell) {
		return OnRow
	}
	return OnScreen
}

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

// FitMiddle cuts safe text to width cells in its middle, marks the cut with the theme's
// sign, and returns how many cells are left in use.
func (t Theme) FitMiddle(text string, width int) (fitted string, used int) {
	before := (width - 1) / 2
	whole := safetext.Width(text)
	if whole <= width || before < 1 {
		return t.Fit(text, width)
	}
	fitted = ansi.Truncate(text, before, "") + t.Glyphs.More
	room, end := width-safetext.Width(fitted), ""
	for cut := whole - room; cut < whole; cut++ { // more than once where a wide letter is at the cut
		if end = ansi.TruncateLeft(text, cut, ""); safetext.Width(end) <= room {
			break
		}
	}
	if safetext.Width(end) > room {
		end = ""
	}
	fitted += end
	return fitted, safetext.Width(fitted)
}

// Glyphs are signs that mean by shape what a tone means by colour. Each is one
// cell wide. There is a set for UTF-8 terminals and one for plain ASCII.
type Glyphs struct {
	Cursor   string // before the selected row
	Good     string // before what is as it should be
	Over     string // before OVER
	Blocked  string // before BLOCKED
	Notice   string // before a notice
	Full     string // before what is full
	Failed   string // before an error
	Unknown  string // stands for a figure that is not here yet
	SortUp   string // smallest first
	SortDown string // largest first
	Folded   string // a tree row whose children are hidden
	Unfolded string // a tree row whose children are shown
	BarFull  string // a bar's filled cell
	BarNear  string // a filled cell of what is nearly full, beside others in one bar
	BarEmpty string // a bar's empty cell
	BarOver  string // a bar's cell beyond its limit
	Down     string // the share of what is down
	Rule     string // a horizontal line
	Twig     string // from a tree's line to a row
	LastTwig string // where a tree's line ends
	Frame    Frame  // of a dialog, and the line between two panes
	Thumb    string // where the rows on screen are among all of them
	More     string // text continues beyond the edge
	PathSep  string // between two parts of the breadcrumb
	Dot      string // between two facts of a line
	To       string // from an old value to a new one
	Changed  string // behind a figure that another reading changed
	Chosen   string // before the one of several that holds
	Unchosen string // before the others
	Less     string // around a choice of which there are others
	Greater  string
	Caret    string   // where the next letter goes, at the end of a text
	Between  string   // and between two letters
	Hidden   string   // in place of a letter of a password
	AtLeast  string   // before a sum of which a part is missing
	AtMost   string   // before what that leaves of a limit
	Infinite string   // no limit
	Spark    []string // heights from none to the most, for a line of figures
	Spinner  []string
}

// Frame is the signs of a frame, each one cell wide.
type Frame struct{ Side, TopLeft, TopRight, BottomLeft, BottomRight, Left, Right, Tee string }
