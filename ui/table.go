package ui

import (
	"fmt"
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// Table shows rows of type R, told apart by an identity, of which one is selected.
// It draws the visible rows alone, so its cost does not depend on how many there
// are. Rows can be sorted by any column and filtered; the selection follows its
// row through all of that, and when the row is gone the nearest takes over. The same
// rows in the same room always make the same columns. Make one with NewTable.
type Table[R any] struct {
	kit    Kit
	names  []subject // the columns as conditions and the picker know them
	empty  string
	width  int
	height int

	arrangement[R]
	window          // over the rows shown
	anchor   int32  // index into order of the row that the user chose last
	selected string // identity of the row under the cursor; kept while there are no rows

	parts Parts[int32] // by the index of a row

	sort         sorting
	first        Order         // how rows are sorted until the user chooses
	picker       *picker       // choosing a column to sort by; nil when closed
	columnPicker *columnPicker // choosing columns; nil when closed
	filter       filter

	settings *TableSettings // what the user chose, another one with each change
	sought   string         // the row that a remembered filter must not hide

	steady bool // rows that come above move no others
	wide   bool
	skip   int // columns scrolled out after the first, when wide
	widths widths

	// What drawing uses again and again, so that a frame costs few allocations.
	layout layout
	cells  []drawn
	line   []byte
	thumb  struct{ from, end int } // rows in view that have it beside them
}

// NewTable returns a table without rows. The identity must be unique among the
// rows and stay the same when they are read again.
func NewTable[R any](kit Kit, columns []Column[R], id func(R) string) *Table[R] {
	t := &Table[R]{kit: kit, arrangement: arrangement[R]{id: id}, sort: sorting{column: unsorted}, settings: new(TableSettings)}
	t.SetColumns(columns)
	return t
}

// SetColumns replaces the columns. The rows stay sorted by the column of the same key,
// and the filter is read anew.
func (t *Table[R]) SetColumns(columns []Column[R]) {
	t.columns, t.names, t.picker, t.columnPicker, t.skip = columns, nil, nil, nil, 0
	t.sort = t.sorting()
	for _, column := range columns {
		t.names = append(t.names, subject{key: column.Key, title: column.Title, about: column.About, isNumber: column.Number != nil})
	}
	t.filter.query = parseQuery(t.filter.field.text, t.names)
	t.SetRows(t.rows)
}

// SortAtFirst sorts by a column, named by its key, until the user chooses an order.
func (t *Table[R]) SortAtFirst(by string, reverse bool) {
	t.first = Order{By: by, Reverse: reverse}
	t.sortBy(t.sorting())
}

// sorting returns how rows are sorted: as the user chose, as at first where nobody did or where there
// is no such column, and else as the server sends them.
func (t *Table[R]) sorting() sorting {
	for _, order := range []Order{t.settings.Order, t.first} {
		at := slices.IndexFunc(t.columns, func(c Column[R]) bool { return c.Key == order.By }) // -1 is unsorted
		switch {
		case at >= 0:
			return sorting{column: at, reverse: order.Reverse}
		case order.Chosen && order.By == "":
			return sorting{column: unsorted}
		}
	}
	return sorting{column: unsorted}
}

// Settings returns what the user chose; see Arranger.
func (t *Table[R]) Settings() *TableSettings { return t.settings }

// note has another setting in place of the present one.
func (t *Table[R]) note(change func(*TableSettings)) {
	settings := t.settings.clone()
	change(&settings)
	t.settings = &settings
}

// Restore has the table as it was left. A filter that is open stays.
func (t *Table[R]) Restore(settings TableSettings) {
	filterText := settings.Filter[:min(len(settings.Filter), MaxField)]
	if t.filter.isOpen() {
		settings.Filter = t.settings.Filter
	}
	t.settings = &settings
	t.wide, t.skip = settings.Wide, 0
	t.sortBy(t.sorting())
	if filterText != "" && !t.filter.isOpen() {
		f := filter{remembered: true}
		f.field.SetText(filterText)
		t.setFilter(f)
	}
	t.yield()
}

// Yield has a filter that was remembered give way where it would hide a row that the user goes to,
// also one that is still to come.
func (t *Table[R]) Yield(id string) {
	t.sought = id
	t.yield()
}

func (t *Table[R]) yield() {
	at := slices.IndexFunc(t.rows, func(row R) bool { return t.id(row) == t.sought })
	if t.sought == "" || at < 0 {
		return
	}
	id := t.sought
	t.sought = ""
	if t.filter.remembered && !t.corpus.passes(t.filter.query, int32(at)) {
		t.clearFilter()
		t.Select(id)
	}
}

// SetParts has rows that belong together stand below a line of their own, in the server's
// order: sorted otherwise they are one list.
func (t *Table[R]) SetParts(parts Parts[R]) {
	t.parts = Parts[int32]{Inset: parts.Inset, Apart: parts.Apart}
	if parts.Of != nil {
		t.parts.Of = func(row int32) string { return parts.Of(t.rows[row]) }
	}
	if parts.Line != nil {
		t.parts.Line = func(row int32) Rule { return parts.Line(t.rows[row]) }
	}
	t.moveTo(t.cursor)
}

// SetRows replaces the rows and keeps the selection, the filter, the sorting and
// the place on the screen. The table keeps the slice, which must not be changed
// afterwards: what a column makes of a row stays the same until the next SetRows.
func (t *Table[R]) SetRows(rows []R) {
	before := t.arrangement
	t.rows, t.corpus = rows, corpus[R]{}
	t.widths.forget()
	t.rearrange(before)
	t.yield()
}

// SetSize sets the room for the table, in cells. A column may write its cells shorter
// in less room.
func (t *Table[R]) SetSize(width, height int) {
	if width != t.width {
		t.widths.forget()
	}
	t.width, t.height = width, height
	t.moveTo(t.cursor)
}

// SetSteady has the rows on screen stay on their lines when others come above them, also where the
// table stands at its top.
func (t *Table[R]) SetSteady() { t.steady = true }

// SetEmpty sets the text for a table without rows: "no groups here".
func (t *Table[R]) SetEmpty(text string) { t.empty = text }

// Selected returns the selected row, and false when none is shown.
func (t *Table[R]) Selected() (R, bool) {
	if t.cursor >= len(t.shown) {
		var none R
		return none, false
	}
	return t.at(t.cursor), true
}

// Select selects the row with this identity. Before the rows are there, it is
// remembered; when it is not among those shown, nothing changes.
func (t *Table[R]) Select(id string) {
	if len(t.rows) == 0 {
		t.selected = id
		return
	}
	if pos := t.find(id, t.cursor); pos >= 0 {
		t.moveTo(pos)
	}
}

// SelectedID returns the identity of the selected row, empty where there is none.
func (t *Table[R]) SelectedID() string {
	row, ok := t.Selected()
	if !ok {
		return ""
	}
	return t.id(row)
}

// Window returns which of the rows that pass the filter are on screen, counted from 1:
// "1-19 of 26", and nothing where all are. Where they are sorted by a column that is
// not on screen, it names it: there is no heading to see it at.
func (t *Table[R]) Window() string {
	window := Window(t.count(0, t.top), t.count(0, t.bottom()), t.count(0, len(t.shown)))
	if t.sort.column == unsorted || t.width < 1 {
		return window
	}
	if t.layOut(); t.layout.shows(t.sort.column) {
		return window
	}
	by := "by " + t.columns[t.sort.column].Key + t.sort.arrow(t.kit.Theme.Glyphs)
	return strings.TrimSuffix(by+", "+window, ", ")
}

// Visible returns the rows on screen, top first, without the titles of sections.
func (t *Table[R]) Visible() []R { return t.between(t.top, t.bottom()) }

// Shown returns every row that passes the filter, in the order of the screen, whether
// or not there is room for it there, without the titles of sections.
func (t *Table[R]) Shown() []R { return t.between(0, len(t.shown)) }

// between returns the rows shown from a position up to another, without titles.
func (t *Table[R]) between(first, end int) []R {
	rows := make([]R, 0, max(0, end-first))
	for pos := first; pos < end; pos++ {
		if !t.isTitle(t.order[t.shown[pos]]) {
			rows = append(rows, t.at(pos))
		}
	}
	return rows
}

// count returns how many rows between returns.
func (t *Table[R]) count(first, end int) int {
	before, _ := slices.BinarySearch(t.titles, first)
	upTo, _ := slices.BinarySearch(t.titles, end)
	return end - first - (upTo - before)
}

// isTitle reports whether a row stands for a folded section of a tree.
func (t *Table[R]) isTitle(row int32) bool { return t.shape != nil && t.shape.isTitle(row) }

// Columns returns every column of the table, those that are not on screen too.
func (t *Table[R]) Columns() []Column[R] { return t.columns }

// ColumnKeys returns what conditions call the columns.
func (t *Table[R]) ColumnKeys() []string {
	keys := make([]string, len(t.columns))
	for i, column := range t.columns {
		keys[i] = column.Key
	}
	return keys
}

// Filter returns what is typed to choose rows, empty for none.
func (t *Table[R]) Filter() string { return t.filter.field.text }

// FilterLine draws what is typed to choose rows, and nothing while no filter is open: for
// a view that has no rows to show yet.
func (t *Table[R]) FilterLine() string {
	if !t.filter.isOpen() {
		return ""
	}
	shown, total := t.Counts()
	return t.filter.line(t.kit.Theme, t.width, shown, total, t.kit.Keys.Cancel.Help().Key)
}

// Counts returns how many rows pass the filter and how many there are.
func (t *Table[R]) Counts() (shown, total int) {
	return t.count(0, len(t.shown)), len(t.rows) - t.heads
}

// Typing reports whether every key belongs to the table, because its filter is
// being typed or a picker of columns is open.
func (t *Table[R]) Typing() bool { return t.filter.typing || t.picker != nil || t.columnPicker != nil }

// Box returns the picker that is open, nil for none.
func (t *Table[R]) Box() *Box {
	switch {
	case t.picker != nil:
		return t.picker.box(t.kit, t.sort)
	case t.columnPicker != nil:
		box := t.columnPicker.box(t.kit, t.pickable(), len(t.settings.Columns)+len(t.settings.Widths) == 0, t.width)
		pick := box.Pick
		box.Pick = func(line int) (onRow, already bool) { // a second click shows or hides
			if onRow, already = pick(line); already {
				t.pickColumn(pressOf(t.kit.Keys.Choose.Keys()[0]))
			}
			return onRow, false
		}
		return box
	}
	return nil
}

// CloseLayer closes a picker, or else clears the filter. It reports whether there was anything to
// close.
func (t *Table[R]) CloseLayer() bool {
	switch {
	case t.picker != nil, t.columnPicker != nil:
		t.picker, t.columnPicker = nil, nil
	case t.filter.isOpen():
		t.clearFilter()
	default:
		return false
	}
	return true
}

// Keys returns the keys that mean something to the table now, for the key line and
// the help: while Typing, they are the only ones that do.
func (t *Table[R]) Keys() []key.Binding {
	k := t.kit.Keys
	switch {
	case t.filter.typing:
		return []key.Binding{k.Accept, k.Cancel, k.Clear}
	case t.picker != nil:
		return []key.Binding{Named(k.Accept, "sort"), k.Up, k.Down, Named(k.SortReverse, "reverse"), Named(k.Cancel, "back")}
	case t.columnPicker != nil:
		return t.columnPicker.keys(k)
	}
	keys := []key.Binding{
		k.Up, k.Down, k.PageUp, k.PageDown, k.Top, k.Bottom,
		k.Filter, k.Sort, k.SortNext, k.SortPrevious, k.SortReverse,
	}
	if t.hasPickable() {
		keys = append(keys, k.Columns)
	}
	t.layOut()
	if t.wide || t.layout.hides() {
		keys = append(keys, k.Wide)
	}
	if t.wide && (t.skip > 0 || t.hidesRight()) {
		keys = append(keys, k.Left, k.Right)
	}
	return keys
}

// Update takes a key and reports whether the table used it, for moving, filtering,
// sorting or the columns shown. While Typing it uses every key.
func (t *Table[R]) Update(msg tea.KeyMsg) bool {
	switch {
	case t.filter.typing:
		t.typeFilter(msg)
		return true
	case t.picker != nil:
		t.pick(msg)
		return true
	case t.columnPicker != nil:
		t.pickColumn(msg)
		return true
	case IsBurst(msg):
		rows, ok := held(msg, t.kit.Keys)
		if ok {
			t.moveTo(t.cursor + rows)
		}
		return ok
	}
	return t.move(msg) || t.command(msg) || t.wide && t.scroll(msg)
}

// typeFilter takes a key while the filter is being typed: all keys are its own.
func (t *Table[R]) typeFilter(msg tea.KeyMsg) {
	f, k := t.filter, t.kit.Keys
	if f.remembered && !msg.Alt && (msg.Type == tea.KeyRunes || msg.Type == tea.KeySpace) {
		f.field.SetText("") // the first letter replaces what was left
	}
	switch {
	case f.field.Update(msg, k):
		f.remembered = false
		t.setFilter(f)
	case msg.Type == tea.KeyRunes: // letters with alt mean nothing here
	case key.Matches(msg, k.Accept):
		t.filter.typing = false
		t.noteFilter()
		t.moveTo(t.cursor)
	case key.Matches(msg, k.Cancel):
		t.clearFilter()
	default:
		t.move(msg)
	}
}

func (t *Table[R]) pick(msg tea.KeyMsg) {
	picker := t.picker
	if key.Matches(msg, t.kit.Keys.SortReverse) && !IsBurst(msg) {
		t.setSort(t.sort.reversed())
	}
	closed, chosen := picker.press(msg, t.kit.Keys)
	if closed {
		t.picker = nil
	}
	if chosen {
		t.setSort(t.sort.chosen(picker.column()))
	}
}

// noteFilter notes the filter once it is no longer typed.
func (t *Table[R]) noteFilter() {
	if text := t.filter.field.text; text != t.settings.Filter {
		t.note(func(s *TableSettings) { s.Filter = text })
	}
}

func (t *Table[R]) clearFilter() {
	t.setFilter(filter{})
	t.noteFilter()
}

// hasPickable reports whether there is more than the column that names the rows.
func (t *Table[R]) hasPickable() bool {
	return slices.ContainsFunc(t.columns[min(1, len(t.columns)):], func(c Column[R]) bool { return !c.Joined })
}

// Why a column that was asked for is not on screen.
const noRoom, nothingInIt = "no room now", "nothing in it"

// pickable returns the columns that can be picked, as they are now.
func (t *Table[R]) pickable() []pickable {
	t.layOut()
	var columns []pickable
	for c, column := range t.columns {
		if column.Joined {
			continue
		}
		p := pickable{subject: t.names[c], column: c, stays: c == 0, on: c == 0 || t.isOn(c) || t.isEmpty(c)}
		if t.isResized(c) {
			p.width = t.settings.Widths[column.Key]
			if at := slices.IndexFunc(t.layout.columns, func(on placed) bool { return on.column == c }); at >= 0 && p.width == 0 {
				p.width = t.layout.columns[at].width
			}
		}
		switch width := t.settings.Widths[column.Key]; {
		case p.on && t.isEmpty(c):
			p.note = nothingInIt
		case p.on && !t.layout.shows(c):
			p.note = noRoom
		case p.on && width > 0:
			p.note = Count(width, "cell") + " wide"
		case p.stays:
			p.note = "names the rows"
		}
		columns = append(columns, p)
	}
	return columns
}

// pickColumn takes a key while the columns are picked. What is picked is seen at once.
func (t *Table[R]) pickColumn(msg tea.KeyMsg) {
	columns := t.pickable()
	asked := t.columnPicker.press(msg, t.kit.Keys, len(columns))
	at := t.columnPicker.cursor - 1
	switch {
	case asked == closePicker:
		t.columnPicker = nil
	case asked == flipColumn && at < 0:
		t.note(func(s *TableSettings) { s.Columns, s.Widths = nil, nil })
	case at < 0:
	case asked == flipColumn && !columns[at].stays:
		t.flip(columns[at])
	case asked == widenColumn && columns[at].width > 0:
		t.resize(columns[at], 1)
	case asked == narrowColumn && columns[at].width > 0:
		t.resize(columns[at], -1)
	}
	t.skip = 0
}

// flip has a column on screen that is not, or the other way round.
func (t *Table[R]) flip(p pickable) {
	key := t.columns[p.column].Key
	t.note(func(s *TableSettings) {
		delete(s.Columns, key)
		if t.comesOn(p.column) == p.on {
			if s.Columns == nil {
				s.Columns = make(map[string]bool)
			}
			s.Columns[key] = !p.on
		}
	})
}

// How narrow and how wide a column can be made.
const leastColumn, mostColumn = 4, 80

// resize makes a column wider by so many cells, narrower for a negative number.
func (t *Table[R]) resize(p pickable, by int) {
	key := t.columns[p.column].Key
	t.note(func(s *TableSettings) {
		if s.Widths == nil {
			s.Widths = make(map[string]int)
		}
		s.Widths[key] = max(leastColumn, t.layout.tracks[p.column].title, min(p.width+by, mostColumn))
	})
}

// isResized reports whether a column can be made wider and narrower: a figure that is cut is a wrong
// one.
func (t *Table[R]) isResized(c int) bool {
	column := &t.columns[c]
	return column.Flex && column.Number == nil && column.Bar == nil
}

// comesOn reports whether a column is on screen where the user did not choose, and there is room.
func (t *Table[R]) comesOn(c int) bool {
	column := &t.columns[c]
	return !column.Wide && t.width >= column.From
}

// isOn reports whether a column is on screen where there is room.
func (t *Table[R]) isOn(c int) bool {
	if on, chosen := t.settings.Columns[t.unitOf(c)]; chosen && c > 0 {
		return on
	}
	return t.comesOn(c) && !t.isEmpty(c)
}

// unitOf returns the key of the column that another one is joined to, or its own.
func (t *Table[R]) unitOf(c int) string {
	for c > 0 && t.columns[c].Joined {
		c--
	}
	return t.columns[c].Key
}

// isEmpty reports whether a column is left out because there is nothing in it.
func (t *Table[R]) isEmpty(c int) bool {
	_, chosen := t.settings.Columns[t.columns[c].Key]
	return !t.wide && !chosen && t.comesOn(c) && t.isSpared(c)
}

// command takes the keys that open a layer or change how rows are shown.
func (t *Table[R]) command(msg tea.KeyMsg) bool {
	k := t.kit.Keys
	switch {
	case key.Matches(msg, k.Filter):
		t.readCorpus()
		t.filter.typing = true
		t.moveTo(t.cursor)
	case key.Matches(msg, k.Sort):
		t.picker = &picker{columns: t.names, cursor: t.sort.column + 1}
	case t.hasPickable() && key.Matches(msg, k.Columns):
		t.columnPicker = &columnPicker{cursor: 1}
	case key.Matches(msg, k.SortNext):
		t.setSort(t.sort.beside(t.layOut(), 1))
	case key.Matches(msg, k.SortPrevious):
		t.setSort(t.sort.beside(t.layOut(), -1))
	case key.Matches(msg, k.SortReverse):
		t.setSort(t.sort.reversed())
	case key.Matches(msg, k.Wide):
		t.wide, t.skip = !t.wide, 0
		t.note(func(s *TableSettings) { s.Wide = t.wide })
	default:
		return false
	}
	return true
}

// scroll moves the columns after the first sideways.
func (t *Table[R]) scroll(msg tea.KeyMsg) bool {
	switch k := t.kit.Keys; {
	case key.Matches(msg, k.Left):
		t.skip = max(0, t.skip-1)
	case key.Matches(msg, k.Right):
		if t.layOut(); t.hidesRight() {
			t.skip++
		}
	default:
		return false
	}
	return true
}

// Wheel scrolls by so many rows, down for a positive number; the cursor stays on its
// row as long as that is in view. At either end the cursor goes on alone.
func (t *Table[R]) Wheel(rows int) { t.moveTo(t.wheel(rows, len(t.shown), t.lines())) }

// Click selects the row on a line of the table, counted from 0, which is the heading.
// It reports whether there is one, and whether it was selected already. Nothing
// scrolls, so that a second click meets the same row.
func (t *Table[R]) Click(line int) (onRow, already bool) {
	pos, found := t.rowAt(line)
	if t.Typing() || !found {
		return false, false
	}
	already = pos == t.cursor
	t.cursor = pos
	t.remember()
	return true, already
}

// ClickTitle sorts by the column whose title is at a cell of the table, the other way round where it is
// sorted by already, and reports whether there is one.
func (t *Table[R]) ClickTitle(x, line int) bool {
	if line != 0 || t.Typing() {
		return false
	}
	columns := t.layOut()
	at := gutter + t.inset()
	for i := 0; i < len(columns); i++ {
		column := columns[i].column
		at += columns[i].gap
		end := at + columns[i].width
		for i+1 < len(columns) && t.columns[columns[i+1].column].Joined && t.columns[columns[i+1].column].Title == "" {
			i++
			end += columns[i].width
		}
		if x >= at && x < end {
			t.setSort(t.sort.chosen(column))
			return true
		}
		at = end
	}
	return false
}

// rowAt returns the position of the row on a line of the table.
func (t *Table[R]) rowAt(line int) (pos int, found bool) {
	at := 1 // below the heading
	for pos = t.top; pos < t.bottom(); pos++ {
		if at += t.above(pos); at == line {
			return pos, true
		}
		at++
	}
	return 0, false
}

// isSectioned reports whether this is a tree whose rows stand in sections.
func (t *Table[R]) isSectioned() bool { return t.shape != nil && t.parts.Of != nil }

// isParted reports whether rows stand below lines of their own, which those of sections do in
// every order.
func (t *Table[R]) isParted() bool {
	return t.parts.Of != nil && (t.sort.column == unsorted || t.shape != nil)
}

// above returns how many lines stand above the row at a position, which is on screen: the
// line of its part and a blank one. The first row on screen has the former in any case.
func (t *Table[R]) above(pos int) int {
	if !t.isParted() {
		return 0
	}
	row, lines := t.order[t.shown[pos]], 0
	if t.parts.Line != nil && !t.isTitle(row) {
		lines++
	}
	if pos == t.top {
		return min(lines, max(0, t.lines()-1))
	}
	if before := t.order[t.shown[pos-1]]; t.parts.Of(before) == t.parts.Of(row) {
		return 0
	}
	if t.parts.Apart {
		lines++
	}
	return lines
}

// lines returns how many lines there is room for below the heading.
func (t *Table[R]) lines() int {
	room := t.height - 1 // the heading
	if t.filter.isOpen() {
		room--
	}
	return max(0, room)
}

// bottom returns the position after the last row on screen.
func (t *Table[R]) bottom() int {
	if !t.isParted() {
		return t.window.bottom(len(t.shown), t.lines())
	}
	pos := t.top
	for left := t.lines(); pos < len(t.shown); pos++ {
		if left -= 1 + t.above(pos); left < 0 {
			break
		}
	}
	return pos
}

// move takes a key that moves the cursor and reports whether it did.
func (t *Table[R]) move(msg tea.KeyMsg) bool {
	pos, ok := t.target(msg, t.kit.Keys, t.lines())
	if ok {
		t.moveTo(pos)
	}
	return ok
}

// moveTo puts the cursor on a position, or on the nearest that there is, and
// brings it into view.
func (t *Table[R]) moveTo(pos int) {
	before := t.top
	t.window.moveTo(pos, len(t.shown), t.lines())
	if t.isParted() {
		t.bring(before)
	}
	if len(t.shown) > 0 {
		t.remember()
	}
}

// bring scrolls rows in parts, which stood at a top before, so that the cursor is in view.
func (t *Table[R]) bring(before int) {
	margin := min(inView, max(0, t.lines()/2-1)/2)
	t.top = max(0, min(before, t.cursor-margin))
	last := min(t.cursor+margin, len(t.shown)-1)
	for t.top < t.cursor && t.bottom() <= last {
		t.top++
	}
	for t.top > 0 { // no room is left below the last row
		if t.top--; t.bottom() < len(t.shown) {
			t.top++
			break
		}
	}
}

// remember takes the row under the cursor as the one that the user chose.
func (t *Table[R]) remember() {
	t.selected = t.id(t.at(t.cursor))
	t.anchor = t.shown[t.cursor]
}

// rearrange sorts and filters the rows anew and puts the cursor back on its row, on the
// line of the screen where it was before. A table that stood at its top stays there as
// long as the cursor is in view, unless it is steady.
func (t *Table[R]) rearrange(before arrangement[R]) {
	t.arrange(t.sort, t.filter.query)
	pos, top := t.find(t.selected, t.cursor), t.top
	if pos < 0 {
		pos = t.nearest(before, t.cursor)
	}
	if top > 0 || t.steady {
		t.top = pos - (t.cursor - top)
	}
	if len(t.shown) == 0 {
		t.anchor = max(0, int32(slices.IndexFunc(t.order, func(row int32) bool { return t.id(t.rows[row]) == t.selected })))
	}
	t.moveTo(pos)
}

// resettle puts the cursor back on the row of a rank in the order after only the
// choice of rows shown has changed, or else on the nearest by order. It compares
// no identities, so that it costs nothing in a large table.
func (t *Table[R]) resettle(rank int32) {
	pos, found := slices.BinarySearch(t.shown, rank)
	if !found && pos > 0 && (pos == len(t.shown) || rank-t.shown[pos-1] < t.shown[pos]-rank) {
		pos--
	}
	t.moveTo(pos)
	t.anchor = rank
}

// Sorted returns the key of the column that the rows are sorted by, empty for the server's order.
func (t *Table[R]) Sorted() (key string, reverse bool) {
	if t.sort.column == unsorted {
		return "", false
	}
	return t.columns[t.sort.column].Key, t.sort.reverse
}

// setSort sorts as the user chose.
func (t *Table[R]) setSort(by sorting) {
	order := Order{Chosen: true, Reverse: by.reverse}
	if by.column != unsorted {
		order.By = t.columns[by.column].Key
	}
	if order != t.settings.Order {
		t.note(func(s *TableSettings) { s.Order = order })
	}
	t.sortBy(by)
}

// sortBy sorts anew and keeps the selection.
func (t *Table[R]) sortBy(by sorting) {
	if by == t.sort {
		return
	}
	t.sort = by
	t.rearrange(t.arrangement)
}

// setFilter puts a filter in place of the present one. The cursor goes to the row
// that the user chose last, or to the nearest, so that what a filter hides while it
// is being typed does not lose the place.
func (t *Table[R]) setFilter(f filter) {
	f.query = parseQuery(f.field.text, t.names)
	narrows := f.query.narrows(t.filter.query)
	t.filter = f
	if t.shape != nil && f.query.isEmpty() && int(t.anchor) < len(t.order) {
		t.shape.reveal(t.order[t.anchor])
	}
	t.match(f.query, narrows)
	chosen := t.anchor
	t.resettle(chosen)
	if t.shape != nil {
		t.moveTo(t.nearestMatch())
		t.anchor = chosen
	}
}

// nearestMatch returns the position of the row at the cursor of a tree, or of the next one
// that the filter found itself, not for the sake of a row below it.
func (t *Table[R]) nearestMatch() int {
	for pos := t.cursor; pos < len(t.shown); pos++ {
		if t.shape.matches(t.order[t.shown[pos]]) {
			return pos
		}
	}
	return t.cursor
}

// heading returns the title of a column, with an arrow where it is sorted by.
func (t *Table[R]) heading(c int) string {
	title := safetext.Cell(t.columns[c].Title)
	switch {
	case c != t.sort.column:
		return title
	case t.columns[c].Right:
		return t.sort.arrow(t.kit.Theme.Glyphs) + title
	}
	return title + t.sort.arrow(t.kit.Theme.Glyphs)
}

func (t *Table[R]) widestIn(c int) int {
	most := widestCell
	if t.columns[c].Max > 0 {
		most = max(t.columns[c].Max, safetext.Width(t.heading(c))) // more is not drawn
	}
	cell, isTree := t.columns[c].Cell, t.shape != nil && c == 0
	text, width := "", 0 // of the row before: many rows have the same "…" or "-"
	return t.widths.widest(c, most, len(t.rows), func(row int) int {
		of := cell(t.rows[row])
		if next := of.Whole(); next != text {
			if text, width = next, safetext.Width(safetext.Cell(next)); of.Name {
				width = draw(of).width
			}
		}
		if isTree {
			return width + t.shape.indent(int32(row))
		}
		return width
	})
}

// isSpared reports whether a column is left out because no row has more than a dash in it.
func (t *Table[R]) isSpared(c int) bool {
	column := &t.columns[c]
	if !column.Spare || len(t.rows) == 0 {
		return false
	}
	return t.widths.isBare(c, func() bool {
		return !slices.ContainsFunc(t.rows, func(row R) bool { return strings.Trim(column.Cell(row).Whole(), "- ") != "" })
	})
}

// layOut chooses the columns that are on screen and how wide each is.
func (t *Table[R]) layOut() []placed {
	t.layout.width, t.layout.tracks = t.width-t.inset(), t.layout.tracks[:0]
	for c := range t.columns {
		column := &t.columns[c]
		track := track{
			title: safetext.Width(t.heading(c)), min: column.Min, max: column.Max, gap: gap,
			flex: column.Flex || column.Bar != nil, priority: column.Priority, pinned: column.Pinned,
			wide: !t.isOn(c), chosen: t.settings.Columns[t.unitOf(c)],
			bar: column.Bar != nil, joined: column.Joined,
		}
		if width := min(t.settings.Widths[column.Key], mostColumn); width > 0 && t.isResized(c) {
			track.min, track.max, track.flex = width, width, false
		}
		switch {
		case c == 0, column.Joined:
			track.gap = 0
		case column.Near, column.Title == "":
			track.gap = 1
		}
		switch {
		case column.Bar != nil:
			track.widest = column.Max
		case t.wide || !track.wide:
			track.widest = t.widestIn(c)
		}
		t.layout.tracks = append(t.layout.tracks, track)
		if c > 0 && column.Joined && column.Title == "" { // the title before it stands above both
			before := &t.layout.tracks[c-1]
			before.title = max(0, before.title-track.full())
		}
	}
	switch {
	case !t.wide:
		t.layout.narrow()
	case t.skip == 0:
		t.layout.widened()
	default:
		t.layout.scrolled(t.skip)
	}
	return t.layout.columns
}

// View draws the table: a heading, the rows in view, and the filter's line while
// there is a filter. No line is wider than the table, and lines below the last row
// are left out, except above the filter's.
func (t *Table[R]) View() string {
	if t.width < 1 || t.height < 1 {
		return ""
	}
	columns := t.layOut()
	rows := t.bottom() - t.top
	t.read(columns, rows)
	t.placeThumb(rows)
	p := pen{out: t.line[:0], theme: &t.kit.Theme}
	t.drawHeading(&p, columns)
	drawnLines := 1
	for i := range rows {
		drawnLines += 1 + t.drawHead(&p, i)
		p.newline()
		t.drawRow(&p, columns, i)
	}
	if len(t.shown) == 0 && t.height > 1 {
		drawnLines += t.drawEmpty(&p)
	}
	if t.filter.isOpen() && t.height > 1 {
		for ; drawnLines < t.height; drawnLines++ {
			p.newline()
		}
		p.out = append(p.out, t.FilterLine()...)
	}
	t.line = p.out
	return string(p.out)
}

// read makes the cells in view safe and measures them, row by row, bars apart.
func (t *Table[R]) read(columns []placed, rows int) {
	t.cells = t.cells[:0]
	for pos := t.top; pos < t.top+rows; pos++ {
		row := t.order[t.shown[pos]]
		for _, at := range columns {
			if t.columns[at.column].Bar != nil {
				t.cells = append(t.cells, drawn{})
				continue
			}
			cell := draw(t.columns[at.column].Cell(t.rows[row]))
			if t.shape != nil && !t.isSectioned() && at.column == 0 {
				cell = t.shaped(row, cell)
			}
			t.cells = append(t.cells, cell)
		}
	}
}

// inset is how far rows in parts stand to the right of their lines.
func (t *Table[R]) inset() int {
	if t.isParted() {
		return t.parts.Inset
	}
	return 0
}

// shaped puts the lines of a tree before the first cell of a row.
func (t *Table[R]) shaped(row int32, cell drawn) drawn {
	lines, sign := t.shape.prefix(row)
	whole := drawn{text: lines, width: t.shape.indent(row) + cell.width, tone: Faint}
	whole.then = append(whole.then, drawn{text: sign, width: safetext.Width(sign)}, drawn{text: cell.text, width: cell.width, tone: cell.tone})
	for i, more := range cell.then {
		whole.then[1].width -= more.width
		whole.then = append(whole.then, cell.then[i])
	}
	return whole
}

func (t *Table[R]) drawHeading(p *pen, columns []placed) {
	p.skip(1)
	if t.wide && t.skip > 0 {
		p.put(Muted, t.kit.Theme.Glyphs.More)
	} else {
		p.skip(1)
	}
	p.skip(gutter - 2 + t.inset())
	for i := 0; i < len(columns); i++ {
		at := columns[i]
		title := t.heading(at.column)
		for i+1 < len(columns) && t.columns[columns[i+1].column].Joined && t.columns[columns[i+1].column].Title == "" {
			i++
			at.width += columns[i].width
		}
		p.skip(at.gap)
		tone := Title
		if at.column == t.sort.column {
			tone = Sorted
		}
		p.cell(at.width, drawn{text: title, width: safetext.Width(title), tone: tone}, t.columns[at.column].Right)
	}
	if !t.wide || len(columns) == 0 {
		return
	}
	if left := t.layout.room() - span(columns); left >= 0 && t.hidesRight() {
		p.skip(left)
		p.put(Muted, t.kit.Theme.Glyphs.More)
	}
}

// drawHead draws what stands above a row in view, and returns how many lines that took.
func (t *Table[R]) drawHead(p *pen, i int) int {
	lines := t.above(t.top + i)
	if lines == 0 {
		return 0
	}
	if lines > 1 || t.parts.Line == nil {
		p.newline()
	}
	if t.parts.Line != nil {
		p.newline()
		t.drawLine(p, i)
	}
	return lines
}

// drawLine draws the line of the part of a row in view.
func (t *Table[R]) drawLine(p *pen, i int) {
	rule := t.parts.Line(t.order[t.shown[t.top+i]])
	used := gutter
	switch {
	case p.ground == OnRow:
		p.skip(1)
		p.put(Selected, t.kit.Theme.Glyphs.Cursor)
		p.skip(gutter - 2)
	case rule.Bare:
		p.skip(gutter)
	default:
		used = 1
		p.skip(1)
	}
	rule.Section = true
	rule.draw(p, t.width-used-2)
	if !rule.Bare {
		t.endRow(p, i, t.width-2)
	}
}

// drawRow draws a row in view. The selected one is lit over its whole width; at the right
// edge is the thumb, where the rows on screen are among all of them.
func (t *Table[R]) drawRow(p *pen, columns []placed, i int) {
	glyphs := t.kit.Theme.Glyphs
	row, used := t.top+i, gutter+t.inset()
	if row == t.cursor {
		p.ground = OnRow
	}
	if t.isTitle(t.order[t.shown[row]]) {
		t.drawLine(p, i)
		return
	}
	if row == t.cursor {
		p.skip(1)
		p.put(Selected, glyphs.Cursor)
		p.skip(used - 2)
	} else {
		p.skip(used)
	}
	for c, at := range columns {
		p.skip(at.gap)
		cell, column := t.cells[i*len(columns)+c], &t.columns[at.column]
		if column.Bar != nil {
			cell = draw(column.Bar(t.at(row), at.width))
		}
		if column.Middle {
			cell = cell.shortened(t.kit.Theme, at.width)
		}
		if needles := t.filter.query.needles(at.column); needles != nil && column.Bar == nil {
			cell = cell.within(t.kit.Theme, at.width).marked(needles)
		}
		p.cell(at.width, cell, column.Right)
		used += at.gap + at.width
	}
	t.endRow(p, i, used)
}

// endRow ends a row in view of which so many cells are drawn.
func (t *Table[R]) endRow(p *pen, i, used int) {
	if i >= t.thumb.from && i < t.thumb.end {
		p.skip(t.width - used - 1)
		p.put(Faint, t.kit.Theme.Glyphs.Thumb)
	} else if p.ground == OnRow && p.theme.lights(OnRow) {
		p.skip(t.width - used)
		p.flush()
	}
	p.ground = OnScreen
}

// hidesRight reports whether a wide table can be scrolled on to the right.
func (t *Table[R]) hidesRight() bool {
	if t.skip == 0 {
		return t.layout.hides()
	}
	return t.layout.hidesRight()
}

// placeThumb settles beside which of so many rows in view the thumb is.
func (t *Table[R]) placeThumb(lines int) {
	t.thumb.from, t.thumb.end = 0, 0
	rows := len(t.shown)
	if rows <= lines || lines < 1 {
		return
	}
	size := max(1, lines*lines/rows)
	t.thumb.from = (lines - size) * t.top / (rows - lines)
	t.thumb.end = t.thumb.from + size
}

// drawEmpty draws why there are no rows, and returns how many lines that took.
func (t *Table[R]) drawEmpty(p *pen) int {
	text := t.empty
	if len(t.rows) > 0 {
		_, hidden := t.Counts()
		text = fmt.Sprintf("nothing matches: the filter hides %d, %s clears it", hidden, t.kit.Keys.Cancel.Help().Key)
	}
	lines := 0
	for line := range strings.SplitSeq(safetext.Block(text), "\n") {
		if lines >= t.lines() {
			break
		}
		line, _ = t.kit.Theme.Fit(line, t.width-gutter)
		p.newline()
		p.skip(gutter)
		p.put(Muted, line)
		lines++
	}
	return lines
}
