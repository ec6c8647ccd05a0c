package ui

import (
	"cmp"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// helpScreen lists the keys that work in a view, and what its pictures and words mean. It is
// made from the bindings themselves, so it cannot say anything else than they do.
type helpScreen struct {
	view   View
	shell  []key.Binding // those of the shell
	scroll Scroll
	search TextField // what is searched for; all is shown where it is empty
	typing bool      // that has the keys
}

func (h *helpScreen) press(msg tea.KeyMsg, k KeyMap) (closed bool) {
	lone := !IsBurst(msg)
	switch {
	case h.typing && lone && key.Matches(msg, k.Accept):
		h.typing = false
	case h.isSearching() && lone && key.Matches(msg, k.Cancel):
		h.typing = false
		h.search.SetText("")
	case h.typing:
		h.search.Update(msg, k)
		h.scroll = Scroll{}
	case lone && key.Matches(msg, k.Help, k.Back, k.Quit, k.Cancel):
		return true
	case lone && key.Matches(msg, k.Filter):
		h.typing = true
	default:
		h.scroll.Press(msg, k)
	}
	return false
}

// keys returns those that search, scroll and close the help.
func (h *helpScreen) keys(k KeyMap) []key.Binding {
	if h.typing {
		return []key.Binding{Named(k.Accept, "done typing"), Named(k.Cancel, "all")}
	}
	return append(append([]key.Binding{Named(k.Filter, "search")}, h.scroll.Keys(k)...), h.leave(k))
}

func (h *helpScreen) isSearching() bool { return h.typing || h.search.Text() != "" }

func (h *helpScreen) leave(k KeyMap) key.Binding {
	if h.isSearching() {
		return Named(k.Back, "all")
	}
	return Named(k.Back, "close")
}

// found returns what there is of sections in which every word that is searched for stands, beside
// a key, in what it does, or in the title.
func (h *helpScreen) found(sections []helpSection) []helpSection {
	words := strings.Fields(strings.ToLower(h.search.Text()))
	var found []helpSection
	for _, section := range sections {
		section.rows = slices.DeleteFunc(slices.Clone(section.rows), func(row helpRow) bool {
			text := strings.ToLower(row.mark.Whole() + " " + row.text + " " + section.title)
			return slices.ContainsFunc(words, func(word string) bool { return !strings.Contains(text, word) })
		})
		if len(section.rows) > 0 {
			found = append(found, section)
		}
	}
	return found
}

// box returns the help, nearly as wide as the screen: three columns of keys stand in 110 cells. Of a
// larger screen it covers less, for what it covers is sent again when it closes.
func (h *helpScreen) box(body area) *Box {
	const enough, around = 30, 12 // lines
	const most, large, ofLarge = 110, 140, 100
	width := min(body.width-4, most)
	if body.width >= large {
		width = ofLarge
	}
	box := &Box{
		Title: []Cell{{Text: "Help", Tone: Strong}, {Text: indented("   ", safetext.Name(h.view.Title())), Tone: Muted}},
		Edge:  Muted, Scroll: &h.scroll, Width: width, Most: max(enough, body.height-around), Open: true,
		Buttons: []Button{{Key: h.leave(body.Keys), On: OnChoice}},
	}
	inside, _ := box.Room(body.width, body.height)
	room := inside - 2*indent
	glyphs, keys, meanings := body.Theme.Glyphs, h.keySections(body.Keys), h.meanings()
	box.Lines = append(append([][]Cell{nil}, h.status(room)...), helpLines(glyphs, room, keys, meanings)...)
	if body.readOnly {
		box.Lines = slices.Insert(box.Lines, 1, h.refused(body.Keys, room)...)
	}
	if h.isSearching() {
		box.Strip = typedStrip(body.Theme, body.Keys.Filter.Help().Key, &h.search, inside, h.typing)
		found := helpLines(glyphs, room, h.found(keys), h.found(meanings))
		if len(found) == 0 {
			found = append(found, []Cell{{Text: Blanks(indent) + "nothing in this help has that", Tone: Muted}})
		}
		box.Lines = slices.Concat(found, make([][]Cell, max(0, len(box.Lines)-1-len(found)))) // the frame stays where it is: the strip has a line
	}
	return box
}

// helpLines draws the keys in columns, and below them the meanings.
func helpLines(glyphs Glyphs, room int, keys, meanings []helpSection) [][]Cell {
	lines := inColumns(glyphs, keys, room)
	for _, section := range meanings {
		if half := (room - columnGap) / 2; section.width() <= half && len(section.rows) > 2 {
			lines = append(lines, nil, section.heading(glyphs, room))
			lines = append(lines, beside(section.halves(half), []int{half, half})...)
			continue
		}
		lines = append(append(lines, nil), section.lines(glyphs, room)...)
	}
	return lines
}

// status is the view's status of the selected row, in full where the status line has no
// room for it.
func (h *helpScreen) status(room int) [][]Cell {
	info, width := infoOf(h.view), 0
	var lines [][]Cell
	for _, cell := range append([]Cell{info.Status}, info.Also...) {
		width += Width(cell) + 2*apart
		lines = append(lines, paragraph(Cell{Text: cell.Whole(), Tone: cell.Tone}, room)...)
	}
	if width <= room+2*apart {
		return nil
	}
	return append(lines, nil)
}

// refused says which keys change something, which the session does not.
func (h *helpScreen) refused(k KeyMap, room int) [][]Cell {
	var names []string
	for _, binding := range slices.Concat(h.view.FullHelp()...) {
		if name := binding.Help().Key; isAny(binding, k.Edit, k.EditPlace, k.Add, k.New, k.Delete) && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	text := strings.Join(names, ", ") + " change something: start again with --write for that"
	return append(paragraph(Cell{Text: text, Tone: Notice}, room), nil)
}

// keySections lists the bindings that are on, each key once.
func (h *helpScreen) keySections(k KeyMap) []helpSection {
	titles := map[int]string{here: "here", list: "the list", move: "move", everywhere: "everywhere"}
	var sections []helpSection
	all := bySection(h.view.FullHelp(), h.shell, k)
	for _, at := range []int{here, list, move, everywhere} {
		section := helpSection{title: titles[at]}
		for _, binding := range all[at] {
			section.rows = append(section.rows, helpRow{mark: Cell{Text: binding.Help().Key, Tone: Accent}, text: binding.Help().Desc})
		}
		sections = append(sections, section)
	}
	return sections
}

// bySection returns the bindings that are on by the section of the help and of the palette that
// lists them, each key once: those of a view, and those of the shell.
func bySection(own [][]key.Binding, shell []key.Binding, k KeyMap) map[int][]key.Binding {
	all, seen := map[int][]key.Binding{}, map[string]bool{}
	add := func(binding key.Binding, to int) {
		help := binding.Help()
		if !binding.Enabled() || help.Key == "" || seen[help.Key] {
			return
		}
		seen[help.Key] = true
		all[to] = append(all[to], binding)
	}
	for _, binding := range slices.Concat(own...) {
		add(binding, sectionOf(binding, k))
	}
	for _, binding := range shell {
		to := sectionOf(binding, k)
		if to == here && !isAny(binding, k.Copy, k.CopyText) {
			to = everywhere
		}
		add(binding, to)
	}
	return all
}

// sectionOf returns where a binding is listed: with the list, with moving, or else here.
func sectionOf(binding key.Binding, k KeyMap) int {
	switch {
	case isAny(binding, k.Filter, k.Sort, k.SortNext, k.SortPrevious, k.SortReverse, k.Wide, k.Columns, k.Export):
		return list
	case isAny(binding, k.Up, k.Down, k.PageUp, k.PageDown, k.Top, k.Bottom, k.Left, k.Right):
		return move
	}
	return here
}

// isAny reports whether a binding has the keys of one of several.
func isAny(binding key.Binding, of ...key.Binding) bool {
	return slices.ContainsFunc(of, func(other key.Binding) bool { return slices.Equal(binding.Keys(), other.Keys()) })
}

// meanings tell what the pictures, marks and words of the view mean.
func (h *helpScreen) meanings() []helpSection {
	explainer, ok := h.view.(Explainer)
	if !ok {
		return nil
	}
	var sections []helpSection
	for _, m := range explainer.Meanings() {
		if m.Text == "" || len(sections) == 0 {
			sections = append(sections, helpSection{title: m.Word})
		}
		if m.Text != "" {
			mark := m.Mark
			if Width(mark) == 0 {
				mark = Cell{Text: m.Word, Tone: Accent}
			}
			last := &sections[len(sections)-1]
			last.rows = append(last.rows, helpRow{mark: mark, text: m.Text})
		}
	}
	return sections
}

// helpSection is a title with rows below it, each a key or a mark with what it does or means.
type helpSection struct {
	title string
	rows  []helpRow
}

type helpRow struct {
	mark Cell
	text string
}

// columnGap is how far two columns of the help stand from each other.
const columnGap = 2

// marks returns the width of the widest mark.
func (s helpSection) marks() int {
	widest := 0
	for _, row := range s.rows {
		widest = max(widest, Width(row.mark))
	}
	return widest
}

// width returns how wide the section is where nothing is broken.
func (s helpSection) width() int {
	widest := 0
	for _, row := range s.rows {
		widest = max(widest, safetext.Width(safetext.Cell(row.text)))
	}
	return s.marks() + apart + widest
}

// heading returns the title with a rule to the end of so many cells.
func (s helpSection) heading(glyphs Glyphs, width int) []Cell {
	title := safetext.Cell(s.title)
	return []Cell{{Text: Blanks(indent)}, {Text: title, Tone: Section}, {Text: indented(" ", strings.Repeat(cmp.Or(glyphs.Rule, " "), max(0, width-safetext.Width(title)-1))), Tone: Faint}}
}

// lines returns the section with its title.
func (s helpSection) lines(glyphs Glyphs, width int) [][]Cell {
	return append([][]Cell{s.heading(glyphs, width)}, s.body(width, s.marks())...)
}

// body returns the rows in so many cells, of which the marks have some.
func (s helpSection) body(width, marks int) [][]Cell {
	var lines [][]Cell
	for _, row := range s.rows {
		for i, text := range Wrap(safetext.Cell(row.text), max(1, width-marks-apart)) {
			mark := row.mark
			if i > 0 {
				mark = Cell{}
			}
			lines = append(lines, []Cell{{Text: Blanks(indent)}, mark, {Text: Blanks(marks-Width(mark)+apart) + text}})
		}
	}
	return lines
}

// halves returns the rows as two columns of so many cells each.
func (s helpSection) halves(width int) [][][]Cell {
	at := (len(s.rows) + 1) / 2
	marks := s.marks()
	left, right := helpSection{rows: s.rows[:at]}, helpSection{rows: s.rows[at:]}
	return [][][]Cell{left.body(width, marks), right.body(width, marks)}
}

// inColumns returns sections in up to three columns, as many as hold them unbroken.
func inColumns(glyphs Glyphs, sections []helpSection, room int) [][]Cell {
	const most = 3
	for n := most; ; n-- {
		columns := distribute(sections, n)
		left := room - (len(columns)-1)*columnGap
		widths := make([]int, len(columns))
		for i, column := range columns {
			for _, section := range column {
				widths[i] = max(widths[i], section.width())
			}
			left -= widths[i]
		}
		if left < 0 && n > 1 {
			continue
		}
		drawn := make([][][]Cell, len(columns))
		for i, column := range columns {
			widths[i] += left / len(columns)
			for j, section := range column {
				if j > 0 {
					drawn[i] = append(drawn[i], nil)
				}
				drawn[i] = append(drawn[i], section.lines(glyphs, widths[i])...)
			}
		}
		return beside(drawn, widths)
	}
}

// distribute puts sections into at most n columns, in their order, as low as that can be.
func distribute(sections []helpSection, n int) [][]helpSection {
	for height := 1; ; height++ {
		columns, used := [][]helpSection{nil}, 0
		for _, section := range sections {
			lines, last := 1+len(section.rows), len(columns)-1
			if used > 0 && used+1+lines > height {
				columns, used, last = append(columns, nil), 0, last+1
			}
			columns[last] = append(columns[last], section)
			used += 1 + lines
		}
		if len(columns) <= n {
			return columns
		}
	}
}

// beside puts columns side by side, each of so many cells.
func beside(columns [][][]Cell, widths []int) [][]Cell {
	var lines [][]Cell
	at := 0
	for c, column := range columns {
		for i, cells := range column {
			for len(lines) <= i {
				lines = append(lines, nil)
			}
			if len(cells) > 0 {
				lines[i] = append(lines[i], Cell{Text: Blanks(at - Width(lines[i]...))})
				lines[i] = append(lines[i], cells...)
			}
		}
		at += widths[c] + columnGap
	}
	return lines
}
