package ui

import (
	"fmt"
	"slices"
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
	Accent   Tone   // of the label: Prod, Lab, Demo or Label; the zero value goes by the label
	Insecure bool   // what goes to the host can be read on the way
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
	refreshes bool     // figures are read again by themselves, so that old ones are stale
	ongoing   Progress // work in the background
	titles    []crumb
	note      note
	spinner   string
	waiting   string // what the top view waits for, where that takes long
}

// headerLine shows which session this is and how old the figures are. The place
// gives way when there is no room: the badges never do.
func (c *chrome) headerLine() string {
	h, ground := c.header, OnBand
	mode := Cell{Text: " WRITE ", Tone: Write}
	if h.ReadOnly {
		mode = Cell{Text: " READ-ONLY ", Tone: ReadOnly}
	}
	label, _ := c.theme.Fit(safetext.Cell(h.Label), c.width/4)
	if label != "" {
		mode.Then = []Cell{{Text: " "}, {Text: " " + label + " ", Tone: h.tone()}}
		if mode.Tone == Write && h.tone() == Prod {
			ground = OnProd
		}
	}
	if h.Insecure {
		mode.Then = append(mode.Then, Cell{Text: " "}, Cell{Text: " PLAIN HTTP ", Tone: Prod})
	}
	badges := mode.Whole()
	age := c.age()
	room := c.width - len(" ") - safetext.Width(h.Product) - apart - apart - safetext.Width(badges) - apart - safetext.Width(age.Whole()) - 1
	place, _ := c.theme.Fit(safetext.Cell(h.Place), room)
	left := Cell{Text: h.Product, Tone: Accent, Then: []Cell{{Text: "  "}, {Text: place, Tone: Strong}, {Text: "  "}, {Text: mode.Text, Tone: mode.Tone}}}
	left.Then = append(left.Then, mode.Then...)
	return Edges(c.theme, ground, c.width, left, age)
}

// tone returns the badge of the environment, by its name where it has no accent.
func (h Header) tone() Tone {
	if h.Accent != Plain {
		return h.Accent
	}
	for prefix, tone := range map[string]Tone{"PROD": Prod, "DEMO": Demo, "LAB": Lab, "TEST": Lab, "DEV": Lab} {
		if strings.HasPrefix(strings.ToUpper(h.Label), prefix) {
			return tone
		}
	}
	return Label
}

// Progress is how far work in the background is. The zero value is none.
type Progress struct {
	Word     string // "scan"
	Done, Of int    // no bar where Of is 0
	// Ends says what is under way, and on further lines what becomes of it when the program
	// ends: whoever quits is asked. Nil where nothing is lost.
	Ends func() string
}

// age states when the figures were read, behind the work in the background. It is worked out when
// something happens: an idle program draws nothing.
func (c *chrome) age() Cell {
	const barWidth = 12
	var age Cell
	add := func(cells ...Cell) {
		if len(age.Then) > 0 {
			age.Then = append(age.Then, Cell{Text: "  "})
		}
		age.Then = append(age.Then, cells...)
	}
	if word := safetext.Cell(c.ongoing.Word); word != "" {
		cells := []Cell{{Text: word, Tone: Live}}
		if c.ongoing.Of > 0 {
			bar := Bar{Given: int64(c.ongoing.Done), Limit: int64(c.ongoing.Of), Fill: BarLive, Plain: true}
			if c.width >= 100 {
				cells = append(append(cells, Cell{Text: " "}), bar.Cell(c.theme.Glyphs, barWidth).Then...)
			}
			cells = append(cells, Cell{Text: fmt.Sprintf(" %d/%d", c.ongoing.Done, c.ongoing.Of), Tone: Muted})
		}
		add(cells...)
	}
	if c.info.Session != "" {
		add(Cell{Text: c.info.Session})
	}
	asOf := c.info.AsOf
	if asOf.IsZero() {
		return age
	}
	if c.info.Stale || c.refreshes && c.now.Sub(asOf) > staleAfter {
		add(Cell{Text: "stale", Tone: Notice})
	}
	clock := "15:04:05"
	if now := c.now.In(asOf.Location()); now.YearDay() != asOf.YearDay() || now.Year() != asOf.Year() {
		clock = "2 Jan 15:04"
	}
	add(Cell{Text: "as of " + asOf.Format(clock), Tone: Muted})
	return age
}

// crumbLine shows where one is: the parts of the way, the last one bold.
func (c *chrome) crumbLine() string {
	parts := c.crumbs()
	var path Cell
	for i, part := range parts {
		tone := Muted
		if i == len(parts)-1 {
			tone = Strong
		} else if part.depth < 0 {
			tone = Faint
		}
		if i > 0 {
			path.Then = append(path.Then, Cell{Text: c.separator(), Tone: Faint})
		}
		path.Then = append(path.Then, Cell{Text: part.title, Tone: tone})
	}
	return Edges(c.theme, OnScreen, c.width, path, c.info.Summary)
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
	room := c.width - 2
	if used := draw(c.info.Summary).width; used > 0 {
		room -= min(used, room/2) + apart
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

// statusLine shows the note, what is waited for, or the view's status of the selected row; at its right
// end, what is on its way.
func (c *chrome) statusLine() string {
	left := c.info.Status
	room := c.width - 2
	if right := safetext.Width(c.info.Partly); right > 0 || c.spinner != "" {
		room -= right + apart + 2
	}
	left = withMore(left, c.info.Also, room)
	switch {
	case c.note.failed:
		left = Cell{Text: c.theme.Glyphs.Failed + " " + c.note.text, Tone: Failed}
	case c.note.text != "":
		left = Cell{Text: c.note.text}
	case c.waiting != "":
		left = Cell{Text: c.theme.Glyphs.Unknown + " " + c.waiting, Tone: Notice}
	}
	right := Cell{Text: c.info.Partly, Tone: Muted}
	if c.waiting != "" {
		right.Text = "" // it waits for the same, and needs its room
	}
	if c.spinner != "" {
		if right.Text != "" {
			right.Text += " "
		}
		right.Then = []Cell{{Text: c.spinner, Tone: Accent}}
	}
	return Edges(c.theme, OnScreen, c.width, left, right)
}

// statusLines is the status line with a note on more lines above it where that has no room on one:
// what to do stands at its end.
func (c *chrome) statusLines() []string {
	const most = 4
	texts := Wrap(safetext.Cell(c.note.text), c.width-6)
	lines := make([]string, 0, most)
	for i, text := range texts[:min(len(texts), most)] {
		line := chrome{theme: c.theme, width: c.width, note: note{text, c.note.failed}}
		if i == min(len(texts), most)-1 {
			line.info, line.spinner, line.waiting = c.info, c.spinner, c.waiting
		}
		lines = append(lines, line.statusLine())
	}
	return lines
}

// withMore puts another cell behind a cell where there is no more than that and room for it,
// or how many there are: what changes with each row stays short.
func withMore(cell Cell, also []Cell, room int) Cell {
	const between = 4
	line := Cell{Text: cell.Text, Tone: cell.Tone, Then: slices.Clone(cell.Then)}
	if len(also) == 1 && Width(cell)+between+Width(also[0]) <= room {
		line.Then = append(append(line.Then, Cell{Text: Blanks(between)}, Cell{Text: also[0].Text, Tone: also[0].Tone}), also[0].Then...)
	} else if len(also) > 0 {
		line.Then = append(line.Then, Cell{Text: fmt.Sprintf("   and %d more", len(also))})
	}
	return line
}

// keyLine names the keys that matter now, each once: the view's own, then the shell's, in the
// view's words where it has any, and at the end those that edit, with the names of what they edit
// in the room that is left. Where there is no room, the view's last give way, but none of those
// that stay.
func (c *chrome) keyLine(own, shell []key.Binding, edits edits, stay ...key.Binding) Cell {
	type place struct {
		hint  []Cell
		stays bool
	}
	var places []place
	seen, width := make(map[string]bool), 2-apart
	add := func(binding key.Binding, stays bool) {
		cells := hint(binding)
		if len(cells) == 0 || seen[binding.Help().Key] {
			return
		}
		seen[binding.Help().Key] = true
		places = append(places, place{cells, stays})
		width += apart + Width(cells...)
	}
	at := func(among []key.Binding, binding key.Binding) int {
		return slices.IndexFunc(among, func(b key.Binding) bool { return b.Help().Key == binding.Help().Key })
	}
	for _, binding := range own {
		if at(shell, binding) < 0 {
			add(binding, isAny(binding, stay...))
		}
	}
	for _, binding := range shell {
		if i := at(own, binding); i >= 0 {
			binding = own[i] // what it does here
		}
		add(binding, true)
	}
	for i := len(places) - 1; i >= 0 && width+edits.least(c.width) > c.width; i-- {
		if !places[i].stays {
			width -= apart + Width(places[i].hint...)
			places = slices.Delete(places, i, i+1)
		}
	}
	var keys Cell
	for i, place := range places {
		if i > 0 {
			keys.Then = append(keys.Then, Cell{Text: Blanks(apart)})
		}
		keys.Then = append(keys.Then, place.hint...)
	}
	keys.Then = append(keys.Then, edits.cells(c.theme, c.width, c.width-width)...)
	return keys
}

// keyAt returns what the key is called that is named at a column of the key line, empty for none.
func keyAt(line Cell, column int) string {
	named, at := "", 1
	for _, cell := range line.Then {
		switch {
		case cell.Tone == Accent:
			named = cell.Text
		case strings.TrimSpace(cell.Text) == "":
			named = ""
		}
		if at += Width(cell); column < at {
			break
		}
	}
	if column < 1 || column >= at {
		return ""
	}
	return named
}

// edits are the keys that edit, each with the name of what it edits.
type edits []edit

type edit struct {
	key        key.Binding
	verb, name string // the verb with a blank behind it, or none
}

// newEdits returns those of a view on a screen so wide.
func newEdits(top View, keys KeyMap, width int) (all edits) {
	view, ok := top.(Editing)
	if !ok {
		return nil
	}
	const both, words = 70, 100 // from so many cells on there is room for both keys, and for the word of each
	on, about := view.Edits()
	verb := keys.Edit.Help().Desc + " "
	if about != "" && width >= both { // its name stays while the cursor moves
		place := edit{key: keys.EditPlace, name: safetext.Name(about)}
		if width >= words {
			place.verb = verb
		}
		all = append(all, place)
	}
	if on != "" {
		all = append(all, edit{keys.Edit, verb, safetext.Name(on)})
	}
	return all
}

// before is the width of what stands before the names.
func (e edits) before() (width int) {
	for _, edit := range e {
		width += apart + Width(edit.hint("")...)
	}
	return width
}

// leastName is the room that a name has at least.
func (e edits) leastName(width int) int {
	switch {
	case width >= 140:
		return 30 / max(1, len(e))
	case width >= 70:
		return 8
	}
	return 5
}

// least is the width that no other key takes, whatever the names.
func (e edits) least(width int) int { return e.before() + len(e)*e.leastName(width) }

// cells fits the names into the room that is left.
func (e edits) cells(theme Theme, width, room int) (cells []Cell) {
	room -= e.before()
	for i, edit := range e {
		most := max(room/(len(e)-i), e.leastName(width))
		name, used := theme.FitMiddle(edit.name, most)
		room -= used
		cells = append(append(cells, Cell{Text: Blanks(apart)}), edit.hint(name)...)
	}
	return cells
}

func (e edit) hint(name string) []Cell {
	return []Cell{{Text: e.key.Help().Key, Tone: Accent}, {Text: " " + e.verb, Tone: Muted}, {Text: name}}
}

// hint is one binding: its key and what it does; none where it does nothing.
func hint(binding key.Binding) []Cell {
	help := binding.Help()
	if !binding.Enabled() || help.Key == "" {
		return nil
	}
	return []Cell{{Text: help.Key, Tone: Accent}, {Text: " " + help.Desc, Tone: Muted}}
}
