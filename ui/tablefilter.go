package ui

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"

	"banyan/internal/safetext"
)

// filter is what was typed to choose rows. The zero value is closed.
type filter struct {
	field  TextField
	typing bool
	query  query
}

// isOpen reports whether the filter's line is shown.
func (f filter) isOpen() bool { return f.typing || f.field.text != "" }

// bits is a set of row indices.
type bits []uint64

func newBits(n int) bits             { return make(bits, (n+63)/64) }
func (b bits) add(i int32)           { b[i>>6] |= 1 << (i & 63) }
func (b bits) contains(i int32) bool { return b[i>>6]&(1<<(i&63)) != 0 }

// setFilter puts a filter in place of the present one. The cursor goes to the row
// that the user chose last, or to the nearest, so that what a filter hides while it
// is being typed does not lose the place.
func (t *Table[R]) setFilter(f filter) {
	f.query = parseQuery(f.field.text, t.names)
	narrows := f.query.narrows(t.filter.query)
	t.filter = f
	t.match(narrows)
	t.resettle(t.anchor)
}

// readCorpus reads the text of all cells unless that is done. It is done when the
// filter opens, so that it delays no letter typed into it.
func (t *Table[R]) readCorpus() {
	if !t.corpus.isBuilt() {
		t.corpus = newCorpus(t.rows, t.columns)
	}
}

// match works out which rows are shown. When the query narrows the one before, only
// the rows shown now are looked at.
func (t *Table[R]) match(narrows bool) {
	q := t.filter.query
	if !q.isEmpty() {
		t.readCorpus()
	}
	if t.shape != nil {
		t.matchOutline(q)
		return
	}
	if narrows && t.shown != nil {
		passed := t.shown[:0]
		for _, rank := range t.shown {
			if t.passes(q, t.order[rank]) {
				passed = append(passed, rank)
			}
		}
		t.shown = passed
		return
	}
	if cap(t.shown) < len(t.order) {
		t.shown = make([]int32, 0, len(t.order))
	}
	t.shown = t.shown[:0]
	for rank, row := range t.order {
		if t.passes(q, row) {
			t.shown = append(t.shown, int32(rank))
		}
	}
}

func (t *Table[R]) matchOutline(q query) {
	var passed bits
	if !q.isEmpty() {
		passed = newBits(len(t.rows))
		for _, row := range t.order {
			if t.passes(q, row) {
				passed.add(row)
			}
		}
	}
	t.shown = t.shape.keep(t.order, passed)
}

// passes reports whether all terms of the query hold for a row.
func (t *Table[R]) passes(q query, row int32) bool {
	for _, c := range q.conditions {
		if !t.holds(c, row) {
			return false
		}
	}
	if q.needle == "" && len(q.without) == 0 {
		return true
	}
	text := t.corpus.row(row)
	for _, word := range q.without {
		if strings.Contains(text, word) {
			return false
		}
	}
	return strings.Contains(text, q.needle)
}

// holds reports whether a condition holds for a row. An unknown figure is neither
// less nor more than anything.
func (t *Table[R]) holds(c condition, row int32) bool {
	number := t.columns[c.column].Number
	if number == nil || c.op == ":" {
		return c.holdsText(t.corpus.field(row, c.column))
	}
	n, known := number(t.rows[row])
	switch {
	case c.isNumber && known:
		return c.holdsBounded(n, t.bound(c.column, row))
	case c.isOrder():
		return !c.isNumber // "diff<-" is on its way to a number
	}
	return c.holdsText(t.corpus.field(row, c.column))
}

func (t *Table[R]) bound(column int, row int32) Bound {
	if bound := t.columns[column].Bound; bound != nil {
		return bound(t.rows[row])
	}
	return Exact
}

// typeFilter takes a key while the filter is being typed: all keys are its own.
func (t *Table[R]) typeFilter(msg tea.KeyMsg) {
	f, k := t.filter, t.kit.Keys
	switch {
	case f.field.Update(msg, k):
		t.setFilter(f)
	case msg.Type == tea.KeyRunes: // letters with alt mean nothing here
	case key.Matches(msg, k.Accept):
		t.filter.typing = false
		t.moveTo(t.cursor)
	case key.Matches(msg, k.Cancel):
		t.setFilter(filter{})
	default:
		t.move(msg)
	}
}

// FilterLine draws what is typed to choose rows, and nothing while no filter is open: for
// a view that has no rows to show yet.
func (t *Table[R]) FilterLine() string {
	if !t.filter.isOpen() {
		return ""
	}
	return t.filterLine()
}

// filterLine draws the filter, how many rows pass it, and what is wrong with it.
func (t *Table[R]) filterLine() string {
	theme := t.kit.Theme
	count := fmt.Sprintf("   %d/%d", len(t.shown), len(t.rows))
	caret := ""
	if t.filter.typing {
		caret = t.filter.field.caret()
	}
	problem := safetext.Cell(t.filter.query.problem)
	room := max(1, t.width-len(" /")-len(caret)-len(count))
	most := room
	if problem != "" {
		most = max(1, room/2)
	}
	before, after := t.filter.field.around(theme, most)
	line := " " + theme.Paint(Accent, "/") + before + theme.Paint(Accent, caret) + after + theme.Paint(Muted, count)
	if problem != "" {
		const space = "   "
		problem, _ = fit(theme, theme.Glyphs.Failed+" "+problem, room-safetext.Width(before+after)-len(space))
		line += space + theme.Paint(Failed, problem)
	}
	return line
}
