package ui

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/x/ansi"

	"banyan/internal/safetext"
)

// palette finds everything that can be done and every place that is known by what is typed: what
// the keys of the screen do, where one can go, and commands that have no key.
type palette struct {
	field   TextField
	title   string // of what the screen is about
	entries []entry
	names   *Names // nil until they are read
	typed   func(text string) []Name

	shown  []found
	near   bool // nothing is called like that: what is shown begins like it, or has its letters scattered
	cursor int  // in shown; -1 for none
	waits  bool // enter was pressed before the names were read
	chosen *entry
	scroll Scroll
}

// The sections of the palette, as they stand while nothing is typed.
const (
	goTo = iota
	here
	list
	everywhere
	move
)

// mostNames is how many places are listed at once.
const mostNames = 50

// newPalette returns a palette of entries.
func newPalette(title string, entries []entry, typed func(string) []Name) *palette {
	p := &palette{title: title, entries: entries, typed: typed}
	p.find()
	return p
}

// take takes the names that were read, and reports whether enter waited for them.
func (p *palette) take(names *Names) (closed bool) {
	p.names = names
	p.find()
	return p.waits && p.accept()
}

// find finds what matches what is typed, or where nothing does what begins like it, as far as half
// of it goes.
func (p *palette) find() {
	typed := p.field.Text()
	p.shown, p.near, p.cursor, p.scroll = p.matching(typed), false, 0, Scroll{}
	if len(p.shown) > 0 {
		if p.shown[0].rank == scattered { // the best
			p.near, p.cursor = true, -1
		}
		return
	}
	letters := []rune(typed)
	for least, most := len(letters)/2+1, len(letters)-1; least <= most; { // what more begins like is shorter
		middle := (least + most) / 2
		if shown := p.matching(string(letters[:middle])); len(shown) > 0 {
			p.shown, p.near, p.cursor = shown, true, -1
			least = middle + 1
		} else {
			most = middle - 1
		}
	}
}

// matching returns the entries that match a text, section by section, that with the best first.
func (p *palette) matching(text string) []found {
	w := wantedOf(text)
	var matches []found
	for _, e := range p.entries {
		switch r := w.of(strings.ToLower(e.text), strings.ToLower(e.about)); {
		case w.text == "":
			matches = append(matches, found{entry: e})
		case e.key == strings.TrimSpace(text):
			matches = append(matches, found{entry: e, rank: whole})
		case r > 0:
			matches = append(matches, found{entry: e, rank: r, score: w.score(e.text)})
		}
	}
	matches = append(matches, p.names.match(w, mostNames)...)
	if p.typed != nil && w.text != "" {
		for _, name := range p.typed(text) {
			matches = append(matches, found{entry: entryOf(name), rank: begins})
		}
	}
	best := map[int]rank{}
	for _, m := range matches {
		best[m.section] = max(best[m.section], m.rank)
	}
	slices.SortStableFunc(matches, func(a, b found) int {
		return cmp.Or(cmp.Compare(best[b.section], best[a.section]), cmp.Compare(a.section, b.section), cmp.Compare(b.rank, a.rank), cmp.Compare(b.score, a.score))
	})
	seen := map[string]bool{}
	return slices.DeleteFunc(matches, func(m found) bool {
		if m.press != "" {
			return false
		}
		before := seen[m.text]
		seen[m.text] = true
		return before
	})
}

// total returns how many entries there are.
func (p *palette) total() int {
	total := len(p.entries)
	if p.names != nil {
		total += len(p.names.all)
	}
	return total
}

func (p *palette) press(msg tea.KeyMsg, k KeyMap) (closed bool) {
	p.waits = false
	switch {
	case IsBurst(msg):
		p.field.Update(msg, k)
		p.find()
	case key.Matches(msg, k.Accept):
		return p.accept()
	case key.Matches(msg, k.Cancel):
		return true
	case key.Matches(msg, k.NextField):
		if at := max(0, p.cursor); at < len(p.shown) {
			p.field.SetText(p.shown[at].text)
			p.find()
		}
	case msg.Type == tea.KeyUp, key.Matches(msg, k.PreviousField):
		p.cursor = max(0, p.cursor-1)
	case msg.Type == tea.KeyDown:
		p.cursor = min(len(p.shown)-1, p.cursor+1)
	case msg.Type == tea.KeyPgUp:
		p.cursor = max(0, p.cursor-p.scroll.page)
	case msg.Type == tea.KeyPgDown:
		p.cursor = min(len(p.shown)-1, p.cursor+p.scroll.page)
	default:
		before := p.field.Text()
		if p.field.Update(msg, k); p.field.Text() != before {
			p.find()
		}
	}
	return false
}

// accept takes the entry under the cursor, once it is known what there is.
func (p *palette) accept() bool {
	best := p.cursor >= 0 && p.cursor < len(p.shown)
	if p.names == nil && p.field.Text() != "" && (!best || p.shown[p.cursor].rank != whole) {
		p.waits = true
		return false
	}
	if best {
		p.chosen = &p.shown[p.cursor].entry
	}
	return best
}

func (p *palette) keys(k KeyMap) []key.Binding {
	return []key.Binding{Named(k.Accept, "run"), k.UpDown("choose"), Named(k.NextField, "complete"), Named(k.Cancel, "close")}
}

// box returns the palette as it is drawn.
func (p *palette) box(body area) *Box {
	k := body.Keys
	box := &Box{
		Title: []Cell{{Text: "commands", Tone: Strong}},
		Right: Cell{Text: strconv.Itoa(len(p.shown)) + " of " + strconv.Itoa(p.total()), Tone: Muted},
		Edge:  Muted, Scroll: &p.scroll, Lit: true, Width: min(body.width-4, 100),
		Buttons: []Button{{Key: Named(k.Cancel, "close")}},
	}
	inside, _ := box.Room(body.width, body.height)
	box.Strip = typedStrip(body.Theme, ":", &p.field, inside, true)
	switch text := safetext.Cell(p.field.Text()); {
	case p.names == nil && (p.near || len(p.shown) == 0):
		box.State = []Cell{{Text: "reading the names", Tone: Unknown}}
	case p.near:
		box.State = []Cell{{Text: "nothing is called that; this is near", Tone: Notice}}
	case len(p.shown) == 0:
		box.State = []Cell{{Text: "nothing is called " + text, Tone: Notice}}
	default: // a sentence has their room
		box.Buttons = append(box.Buttons, Button{Key: Named(k.NextField, "complete")}, Button{Key: Named(k.Accept, "run"), On: OnChoice})
	}
	box.Lines, box.Kept = p.lines(body.Theme, inside)
	box.Pick = p.pick
	return box
}

// pick puts the cursor on the entry at a line.
func (p *palette) pick(line int) (onRow, already bool) {
	section, at := -1, -1 // of the line
	for i, m := range p.shown {
		if m.section != section {
			section = m.section
			if at++; i > 0 {
				at++ // a blank line above the title
			}
		}
		if at++; at == line {
			already = p.cursor == i
			p.cursor = i
			return true, already
		}
	}
	return false, false
}

// lines draws what is found in sections, and returns which line has the cursor.
func (p *palette) lines(theme Theme, inside int) (lines [][]Cell, kept int) {
	room, names, w := inside-2*indent, map[int]int{}, wantedOf(p.field.Text())
	for _, m := range p.shown {
		names[m.section] = min(max(names[m.section], safetext.Width(safetext.Cell(m.text))), room/2)
	}
	section := -1
	for i, m := range p.shown {
		if m.section != section {
			section = m.section
			if lines = append(lines, nil); i == 0 {
				lines = lines[:0]
			}
			lines = append(lines, helpSection{title: p.heading(section)}.heading(theme.Glyphs, room))
		}
		if i == p.cursor {
			kept = len(lines)
		}
		lines = append(lines, p.line(theme, m, w, i == p.cursor, names[section], room))
	}
	return lines, kept
}

// line draws an entry: what it is called, what it is, and its key at the right end.
func (p *palette) line(theme Theme, m found, w wanted, isChosen bool, names, room int) []Cell {
	cursor, tone := Cell{Text: Blanks(indent)}, Plain
	if isChosen {
		cursor = Cell{Text: theme.Glyphs.Cursor + " ", Tone: Selected}
	}
	about := m.about
	if m.gone {
		tone, about = Muted, theme.Glyphs.Failed+" not there any more"
	}
	const most = 12
	help, keys := safetext.Truncate(safetext.Cell(m.key), most), 0
	if help != "" {
		keys = ansi.StringWidth(help) + apart
	}
	if about == "" { // the name has its room
		names = max(names, room-indent-apart-keys)
	}
	name := cutCells(theme, names, w.marked(m.text, tone).Then)
	left := room - indent - names - apart - keys
	text, used := theme.Fit(safetext.Cell(about), max(0, left))
	line := append([]Cell{cursor}, name...)
	return append(line,
		Cell{Text: Blanks(names - Width(name...) + apart)}, Cell{Text: text, Tone: Muted},
		Cell{Text: Blanks(max(0, left-used) + keys - ansi.StringWidth(help))}, Cell{Text: help, Tone: Accent})
}

func (p *palette) heading(section int) string {
	return [...]string{"go to", cmp.Or(p.title, "here"), "the list", "everywhere", "move"}[section]
}
