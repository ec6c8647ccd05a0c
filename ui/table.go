package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Table shows rows of type R, told apart by an identity, of which one is selected.
// It draws the visible rows alone, so its cost does not depend on how many there
// are. Rows can be sorted by any column and filtered; the selection follows its
// row through all of that, and when the row is gone the nearest takes over. The same
// rows in the same room always make the same columns. Make one with NewTable.
type Table[R any] struct {
	indexTable
	rows     []R
	identity func(R) string
	given    []Column[R]
}

// NewTable returns a table without rows. The identity must be unique among the
// rows and stay the same when they are read again.
func NewTable[R any](kit Kit, columns []Column[R], id func(R) string) *Table[R] {
	t := &Table[R]{identity: id}
	t.indexTable = newIndexTable(kit, func(row int32) string { return id(t.rows[row]) })
	t.SetColumns(columns)
	return t
}

// SetColumns replaces the columns. The rows stay sorted by the column of the same key,
// and the filter is read anew.
func (t *Table[R]) SetColumns(columns []Column[R]) {
	t.given = columns
	indexed := make([]Column[int32], len(columns))
	for i, column := range columns {
		indexed[i] = byIndex(t, column)
	}
	t.setColumns(indexed)
}

// Columns returns every column of the table, those that are not on screen too.
func (t *Table[R]) Columns() []Column[R] { return t.given }

// SetParts has rows that belong together stand below a line of their own, in the server's
// order: sorted otherwise they are one list.
func (t *Table[R]) SetParts(parts Parts[R]) {
	t.parts = Parts[int32]{Of: of(t, parts.Of), Line: of(t, parts.Line), Inset: parts.Inset, Apart: parts.Apart}
	t.moveTo(t.cursor)
}

// SetRows replaces the rows and keeps the selection, the filter, the sorting and
// the place on the screen. The table keeps the slice, which must not be changed
// afterwards: what a column makes of a row stays the same until the next SetRows.
func (t *Table[R]) SetRows(rows []R) {
	before := t.rows
	t.rows = rows
	t.setRows(len(rows), func(row int32) string { return t.identity(before[row]) })
}

// Selected returns the selected row, and false when none is shown.
func (t *Table[R]) Selected() (R, bool) {
	at, ok := t.current()
	if !ok {
		var none R
		return none, false
	}
	return t.rows[at], true
}

// Visible returns the rows on screen, top first, without the titles of sections.
func (t *Table[R]) Visible() []R { return t.between(t.top, t.bottom()) }

// Shown returns every row that passes the filter, in the order of the screen, whether
// or not there is room for it there, without the titles of sections.
func (t *Table[R]) Shown() []R { return t.between(0, len(t.shown)) }

// between returns the rows shown from a position up to another, without titles.
func (t *Table[R]) between(first, end int) []R {
	found := t.indexTable.between(first, end)
	rows := make([]R, len(found))
	for i, at := range found {
		rows[i] = t.rows[at]
	}
	return rows
}

// indexTable is a Table that knows its rows by their indices alone, so that the program has it once and
// not once for each type of row.
type indexTable struct {
	tableScene
	anchor   int32  // index into order of the row that the user chose last
	selected string // identity of the row under the cursor; kept while there are no rows

	first        Order         // how rows are sorted until the user chooses
	given        string        // in which order they are given, in words
	picker       *picker       // choosing a column to sort by; nil when closed
	columnPicker *columnPicker // choosing columns; nil when closed
	sought       string        // the row that a remembered filter must not hide

	steady bool // rows that come above move no others
}

// newIndexTable returns a table without rows.
func newIndexTable(kit Kit, id func(row int32) string) indexTable {
	empty := grid{arrangement: arrangement{id: id}, kit: kit, sort: sorting{column: unsorted}, settings: new(TableSettings)}
	return indexTable{tableScene: tableScene{grid: empty}, given: "as the server sends them"}
}

// setColumns replaces the columns. The rows stay sorted by the column of the same key,
// and the filter is read anew.
func (t *indexTable) setColumns(columns []Column[int32]) {
	t.columns, t.names, t.picker, t.columnPicker, t.skip = columns, nil, nil, nil, 0
	t.sort = t.sorting()
	for _, column := range columns {
		t.names = append(t.names, subject{key: column.Key, title: column.Title, about: column.About, isNumber: column.Number != nil})
	}
	t.filter.query = parseQuery(t.filter.field.text, t.names)
	t.setRows(t.rows, t.id)
}

// SortAtFirst sorts by a column, named by its key, until the user chooses an order.
func (t *indexTable) SortAtFirst(by string, reverse bool) {
	t.first = Order{By: by, Reverse: reverse}
	t.sortBy(t.sorting())
}

// SetGiven says in which order the rows are given, where that is not the server's.
func (t *indexTable) SetGiven(order string) { t.given = order }

// sorting returns how rows are sorted: as the user chose, as at first where nobody did or where there
// is no such column, and else as they are given.
func (t *indexTable) sorting() sorting {
	for _, order := range []Order{t.settings.Order, t.first} {
		at := slices.IndexFunc(t.columns, func(c Column[int32]) bool { return c.Key == order.By }) // -1 is unsorted
		switch {
		case at >= 0:
			return sorting{column: at, reverse: order.Reverse}
		case order.Chosen && order.By == "":
			return sorting{column: unsorted}
		}
	}
	return sorting{column: unsorted}
}

// Restore has the table as it was left. A filter that is open stays.
func (t *indexTable) Restore(settings TableSettings) {
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
func (t *indexTable) Yield(id string) {
	t.sought = id
	t.yield()
}

func (t *indexTable) yield() {
	at, found := t.rowOf(t.sought)
	if t.sought == "" || !found {
		return
	}
	id := t.sought
	t.sought = ""
	if t.filter.remembered && !t.corpus.passes(t.filter.query, at) {
		t.clearFilter()
		t.Select(id)
	}
}

// setRows says that there are so many rows now. was returns the identity of a row that was there before.
func (t *indexTable) setRows(rows int, was func(row int32) string) {
	before := t.arrangement
	t.rows, t.corpus, t.moved = rows, corpus{}, Turn{}
	t.widths.forget()
	t.rearrange(before, was)
	t.yield()
}

// rowOf returns the row with an identity, and false where there is none.
func (t *indexTable) rowOf(id string) (int32, bool) {
	for row := range int32(t.rows) {
		if t.id(row) == id {
			return row, true
		}
	}
	return 0, false
}

// SetSize sets the room for the table, in cells. A column may write its cells shorter
// in less room.
func (t *indexTable) SetSize(width, height int) {
	if width != t.width {
		t.widths.forget()
	}
	t.width, t.height = width, height
	t.moveTo(t.cursor)
}

// SetSteady has the rows on screen stay on their lines when others come above them, also where the
// table stands at its top.
func (t *indexTable) SetSteady() { t.steady = true }

// SetEmpty sets the text for a table without rows: "no groups here".
func (t *indexTable) SetEmpty(text string) { t.empty = text }

// current returns the selected row, and false when none is shown.
func (t *indexTable) current() (int32, bool) {
	if t.cursor >= len(t.shown) {
		return 0, false
	}
	return t.at(t.cursor), true
}

// Select selects the row with this identity. Before the rows are there, it is
// remembered; when it is not among those shown, nothing changes.
func (t *indexTable) Select(id string) {
	if t.rows == 0 {
		t.selected = id
		return
	}
	if pos := t.find(id, t.cursor); pos >= 0 {
		t.moveTo(pos)
	}
}

// SelectedID returns the identity of the selected row, empty where there is none.
func (t *indexTable) SelectedID() string {
	row, ok := t.current()
	if !ok {
		return ""
	}
	return t.id(row)
}

// Filter returns what is typed to choose rows, empty for none.
func (t *indexTable) Filter() string { return t.filter.field.text }

// Typing reports whether every key belongs to the table, because its filter is
// being typed or a picker of columns is open.
func (t *indexTable) Typing() bool {
	return t.filter.typing || t.picker != nil || t.columnPicker != nil
}

// Box returns the picker that is open, nil for none.
func (t *indexTable) Box() *Box {
	switch {
	case t.picker != nil:
		return t.picker.box(t.kit, t.sort)
	case t.columnPicker != nil:
		t.layOut()
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
func (t *indexTable) CloseLayer() bool {
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
func (t *indexTable) Keys() []key.Binding {
	k := t.kit.Keys
	switch {
	case t.filter.typing:
		return []key.Binding{k.Accept, k.Cancel, k.Clear}
	case t.picker != nil:
		return []key.Binding{Named(k.Accept, "sort"), k.UpDown("choose"), Named(k.SortReverse, "reverse"), Named(k.Cancel, "back")}
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
func (t *indexTable) Update(msg tea.KeyMsg) bool {
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
			t.goTo(t.cursor + rows)
		}
		return ok
	}
	return t.move(msg) || t.command(msg) || t.wide && t.scroll(msg)
}

// typeFilter takes a key while the filter is being typed: all keys are its own.
func (t *indexTable) typeFilter(msg tea.KeyMsg) {
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

func (t *indexTable) pick(msg tea.KeyMsg) {
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
func (t *indexTable) noteFilter() {
	if text := t.filter.field.text; text != t.settings.Filter {
		t.note(func(s *TableSettings) { s.Filter = text })
	}
}

func (t *indexTable) clearFilter() {
	t.setFilter(filter{})
	t.noteFilter()
}

// pickColumn takes a key while the columns are picked. What is picked is seen at once.
func (t *indexTable) pickColumn(msg tea.KeyMsg) {
	t.layOut()
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

// command takes the keys that open a layer or change how rows are shown.
func (t *indexTable) command(msg tea.KeyMsg) bool {
	k := t.kit.Keys
	switch {
	case key.Matches(msg, k.Filter):
		t.readCorpus()
		t.filter.typing = true
		t.moveTo(t.cursor)
	case key.Matches(msg, k.Sort):
		t.picker = &picker{columns: t.names, given: t.given, cursor: t.sort.column + 1}
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
func (t *indexTable) scroll(msg tea.KeyMsg) bool {
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
func (t *indexTable) Wheel(rows int) { t.goTo(t.wheel(rows, len(t.shown), t.lines())) }

// Click selects the row on a line of the table, counted from 0, which is the heading.
// It reports whether there is one, and whether it was selected already. Nothing
// scrolls, so that a second click meets the same row.
func (t *indexTable) Click(line int) (onRow, already bool) {
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
func (t *indexTable) ClickTitle(x, line int) bool {
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

// move takes a key that moves the cursor and reports whether it did.
func (t *indexTable) move(msg tea.KeyMsg) bool {
	pos, ok := t.target(msg, t.kit.Keys, t.lines())
	if ok {
		t.goTo(pos)
	}
	return ok
}

// goTo puts the cursor where a key or the wheel moves it.
func (t *indexTable) goTo(pos int) {
	t.moveTo(pos)
	t.moved = t.kit.Turn.now()
}

// moveTo puts the cursor on a position, or on the nearest that there is, and
// brings it into view.
func (t *indexTable) moveTo(pos int) {
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
func (t *indexTable) bring(before int) {
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
func (t *indexTable) remember() {
	t.selected = t.id(t.at(t.cursor))
	t.anchor = t.shown[t.cursor]
}

// rearrange sorts and filters the rows anew and puts the cursor back on its row, on the
// line of the screen where it was before. A table that stood at its top stays there as
// long as the cursor is in view, unless it is steady.
func (t *indexTable) rearrange(before arrangement, was func(row int32) string) {
	t.arrange(t.sort, t.filter.query)
	pos, top := t.find(t.selected, t.cursor), t.top
	if pos < 0 {
		pos = t.nearest(before, was, t.cursor)
	}
	if top > 0 || t.steady {
		t.top = pos - (t.cursor - top)
	}
	if len(t.shown) == 0 {
		t.anchor = max(0, int32(slices.IndexFunc(t.order, func(row int32) bool { return t.id(row) == t.selected })))
	}
	t.moveTo(pos)
}

// resettle puts the cursor back on the row of a rank in the order after only the
// choice of rows shown has changed, or else on the nearest by order. It compares
// no identities, so that it costs nothing in a large table.
func (t *indexTable) resettle(rank int32) {
	pos, found := slices.BinarySearch(t.shown, rank)
	if !found && pos > 0 && (pos == len(t.shown) || rank-t.shown[pos-1] < t.shown[pos]-rank) {
		pos--
	}
	t.moveTo(pos)
	t.anchor = rank
}

// Sorted returns the key of the column that the rows are sorted by, empty for the server's order.
func (t *indexTable) Sorted() (key string, reverse bool) {
	if t.sort.column == unsorted {
		return "", false
	}
	return t.columns[t.sort.column].Key, t.sort.reverse
}

// setSort sorts as the user chose.
func (t *indexTable) setSort(by sorting) {
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
func (t *indexTable) sortBy(by sorting) {
	if by == t.sort {
		return
	}
	t.sort = by
	t.rearrange(t.arrangement, t.id)
}

// setFilter puts a filter in place of the present one. The cursor goes to the row
// that the user chose last, or to the nearest, so that what a filter hides while it
// is being typed does not lose the place.
func (t *indexTable) setFilter(f filter) {
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
func (t *indexTable) nearestMatch() int {
	for pos := t.cursor; pos < len(t.shown); pos++ {
		if t.shape.matches(t.at(pos)) {
			return pos
		}
	}
	return t.cursor
}
