package ui

import (
	"strings"
	"time"

	"github.com/charmbracelet/bubbles/key"

	"banyan/internal/safetext"
)

// staleAfter is the age from which figures are called stale, where they should be
// refreshed by themselves.
const staleAfter = time.Minute

// Header describes the session, for the first line. It is drawn through
// safetext. The zero value is a session that can write.
type Header struct {
	Product  string // the program's name
	Place    string // the profile or the host
	Host     string // the host, for readers who do not know the profile; may be empty
	ReadOnly bool   // READ-ONLY, or WRITE
	Label    string // the environment, such as DEMO or PROD; may be empty
}

// origin states where and when what is shown was read.
func (h Header) origin(info Info) string {
	where := h.Place
	if h.Host != "" && h.Host != h.Place {
		where += " (" + h.Host + ")"
	}
	parts := []string{strings.TrimSpace(where)}
	if h.Label != "" {
		parts = append(parts, h.Label)
	}
	if !info.AsOf.IsZero() {
		parts = append(parts, "as of "+info.AsOf.Format("2006-01-02 15:04:05 -0700"))
	}
	if info.Stale {
		parts = append(parts, "stale: reading it again failed")
	}
	if info.Partly != "" {
		parts = append(parts, "still reading: "+info.Partly)
	}
	return strings.TrimPrefix(strings.Join(parts, ", "), ", ")
}

// note is what the status line shows until the next key, in place of the view's status.
// The zero value is none.
type note struct {
	text   string
	failed bool
}

// The lines of the screen that are clicked.
const (
	crumbRow = 1
	bodyTop  = 2
)

// chrome is what stands around the body: the header and the breadcrumb above it, the
// status and the keys below.
type chrome struct {
	theme     Theme
	width     int
	header    Header
	info      Info // of the top view
	now       time.Time
	refreshes bool   // figures are read again by themselves, so that old ones are stale
	ongoing   string // work in the background
	titles    []crumb
	note      note
	spinner   string
}

// headerLine shows which session this is and how old the figures are. The place
// gives way when there is no room: the badges never do.
func (c *chrome) headerLine() string {
	h := c.header
	mode := piece{Write, "WRITE"}
	if h.ReadOnly {
		mode = piece{ReadOnly, "READ-ONLY"}
	}
	label, _ := c.theme.Fit(safetext.Cell(h.Label), c.width/4)
	age := c.age()
	rest := c.width - 1 - measure([]piece{{text: h.Product}, mode, {text: label}}) - measure(age) - 2*apart
	place, _ := c.theme.Fit(safetext.Cell(h.Place), rest)
	return bar(c.theme, c.width, []piece{{Accent, h.Product}, {Strong, place}, mode, {Label, label}}, age)
}

// age states when the figures were read, behind the work in the background. It is worked out when
// something happens: an idle program draws nothing.
func (c *chrome) age() []piece {
	var pieces []piece
	if ongoing := safetext.Cell(c.ongoing); ongoing != "" {
		pieces = append(pieces, piece{Accent, ongoing})
	}
	asOf := c.info.AsOf
	if asOf.IsZero() {
		return pieces
	}
	clock := "15:04:05"
	if now := c.now.In(asOf.Location()); now.YearDay() != asOf.YearDay() || now.Year() != asOf.Year() {
		clock = "2 Jan 15:04"
	}
	pieces = append(pieces, piece{Muted, "as of " + asOf.Format(clock)})
	if c.info.Stale || c.refreshes && c.now.Sub(asOf) > staleAfter {
		pieces = append(pieces, piece{Notice, "stale"})
	}
	return pieces
}

func (c *chrome) crumbLine() string {
	path, _ := c.theme.Fit(c.path(c.crumbs()), c.crumbRoom())
	return bar(c.theme, c.width, []piece{{Strong, path}}, []piece{{Plain, c.summary()}})
}

// summary returns the view's summary and which rows are on screen.
func (c *chrome) summary() string {
	text := safetext.Cell(c.info.Summary)
	if c.info.Window != "" {
		text = strings.TrimPrefix(text+", "+c.info.Window, ", ")
	}
	summary, _ := c.theme.Fit(text, c.width/2)
	return summary
}

// crumb is a part of the breadcrumb: the title of a view, or the sign for those that
// are left out.
type crumb struct {
	title string
	depth int // of the view on the stack; -1 for the sign
}

// crumbs returns the parts of the breadcrumb that have room. When it is too long, parts
// in the middle give way first, then the beginning: the last part, where the user is,
// stays to the end.
func (c *chrome) crumbs() []crumb {
	parts := c.titles
	for kept := len(c.titles) - 2; kept >= 0 && safetext.Width(c.path(parts)) > c.crumbRoom(); kept-- {
		parts = []crumb{{c.theme.Glyphs.More, -1}}
		if kept > 0 {
			parts = []crumb{c.titles[0], parts[0]}
		}
		parts = append(parts, c.titles[len(c.titles)-max(kept, 1):]...)
	}
	return parts
}

// crumbRoom returns how many cells the breadcrumb has beside the summary.
func (c *chrome) crumbRoom() int {
	room := c.width - 1
	if used := safetext.Width(c.summary()); used > 0 {
		room -= used + apart
	}
	return room
}

func (c *chrome) path(parts []crumb) string {
	titles := make([]string, len(parts))
	for i, part := range parts {
		titles[i] = part.title
	}
	return strings.Join(titles, c.separator())
}

func (c *chrome) separator() string { return " " + c.theme.Glyphs.PathSep + " " }

// crumbAt returns the depth of the view whose title is at a cell of the breadcrumb, or
// -1 where there is none.
func (c *chrome) crumbAt(cell int) int {
	start := 0
	for _, part := range c.crumbs() {
		end := start + safetext.Width(part.title)
		if cell >= start && cell < end {
			return part.depth
		}
		start = end + safetext.Width(c.separator())
	}
	return -1
}

// statusLine shows the note, or the view's status of the selected row; at its right
// end, what is on its way.
func (c *chrome) statusLine() string {
	left := piece{c.info.Tone, c.info.Status}
	switch {
	case c.note.failed:
		left = piece{Failed, c.theme.Glyphs.Failed + " " + c.note.text}
	case c.note.text != "":
		left = piece{Plain, c.note.text}
	}
	return bar(c.theme, c.width, []piece{left}, []piece{{Muted, c.info.Partly}, {Accent, c.spinner}})
}

// keyLine names the keys that matter now, each once: the view's own, of which the last
// are left out when there is no room, and at the end the shell's.
func (c *chrome) keyLine(own, shell []key.Binding) string {
	seen := make(map[string]bool)
	var first, last []string
	room := c.width - 1
	for _, binding := range shell {
		seen[binding.Help().Key] = true
		if hint := hint(c.theme, binding); hint != "" {
			last = append(last, hint)
			room -= safetext.Width(hint) + apart
		}
	}
	for _, binding := range own {
		hint := hint(c.theme, binding)
		if hint == "" || seen[binding.Help().Key] {
			continue
		}
		seen[binding.Help().Key] = true
		if room -= safetext.Width(hint) + apart; room < -apart {
			break
		}
		first = append(first, hint)
	}
	return " " + strings.Join(append(first, last...), "  ")
}

// hint draws one binding: its key and what it does.
func hint(theme Theme, binding key.Binding) string {
	help := binding.Help()
	if !binding.Enabled() || help.Key == "" {
		return ""
	}
	return theme.Paint(Accent, safetext.Cell(help.Key)) + " " + theme.Paint(Muted, safetext.Cell(help.Desc))
}
