package ui

import (
	"slices"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// Tree is a Table whose rows can hide the rows below them. Rows come in the order
// of an outline: each row is followed by the rows that belong to it, one level
// deeper. Sorting orders each row's children; a filter shows what matches together
// with the rows above it, folded or not, and what is below a match when that is unfolded.
// Make one with NewTree.
type Tree[R any] struct {
	*Table[R]
	depth    func(R) int
	foldFrom int             // level from which on rows start folded
	folded   map[string]bool // what was folded or unfolded by hand, by identity
	opened   map[string]bool // what was unfolded while a filter is set

	sections func(row R, folded bool) Rule // see Sections; nil for a tree with lines

	sought string // the row that was selected before it was there: what hides it is unfolded then
	nodes  []node
	passed []bool // what the filter found; nil without one
}

var _ outline = (*Tree[any])(nil)

// node is the place of a row in the outline.
type node struct {
	id     string
	parent int32 // index of the row above; -1 at level 0
	depth  int32
	opens  bool // has children
	closed bool // hides them
	shows  bool // one of them is on screen
	last   bool // no row after it on screen has the same parent
}

// nowhere is the level from which on rows of a tree start folded where none do.
const nowhere = 1 << 30

// NewTree returns a tree without rows, in which nothing is folded. depth returns a
// row's level, from 0.
func NewTree[R any](kit Kit, columns []Column[R], id func(R) string, depth func(R) int) *Tree[R] {
	t := &Tree[R]{Table: NewTable(kit, columns, id), depth: depth, foldFrom: nowhere, folded: map[string]bool{}, opened: map[string]bool{}}
	t.shape = t
	return t
}

// Sections makes the rows below each row at level 0 a section, with a rule over the whole width
// as its line; nothing is indented. A row at level 0 has rows below it and no text in any column;
// it is on screen itself where its section is folded, and in no count.
func (t *Tree[R]) Sections(rule func(row R, folded bool) Rule) {
	t.sections = rule
	top := func(row int32) int32 {
		if parent := t.nodes[row].parent; parent >= 0 {
			return parent
		}
		return row
	}
	t.parts = Parts[int32]{
		Of:   func(row int32) string { return t.nodes[top(row)].id },
		Line: func(row int32) Rule { return rule(t.rows[top(row)], t.isTitle(row)) },
	}
}

func (t *Tree[R]) isTitle(row int32) bool { return t.sections != nil && t.nodes[row].depth == 0 }

// FoldAtFirst folds a row until it is unfolded by hand. It counts from the next SetRows.
func (t *Tree[R]) FoldAtFirst(id string) {
	if _, known := t.folded[id]; !known {
		t.folded[id] = true
	}
}

// FoldFrom sets from which level on rows are folded until they are unfolded by
// hand. It counts from the next SetRows.
func (t *Tree[R]) FoldFrom(depth int) { t.foldFrom = depth }

// SetRows replaces the rows, which come in the order of an outline, and keeps what
// is folded, the selection, the filter, the sorting and the place on the screen.
func (t *Tree[R]) SetRows(rows []R) {
	t.nodes = make([]node, len(rows))
	var above []int32 // the rows that row i belongs to, outermost first
	for i, row := range rows {
		depth := min(max(0, t.depth(row)), len(above))
		id := t.identity(row)
		closed, known := t.folded[id]
		n := node{id: id, parent: -1, depth: int32(depth), closed: closed || !known && depth >= t.foldFrom}
		if above = above[:depth]; depth > 0 {
			n.parent = above[depth-1]
			t.nodes[n.parent].opens = true
		}
		t.nodes[i] = n
		above = append(above, int32(i))
	}
	t.unfold(rows, t.sought)
	t.Table.SetRows(rows)
}

// Select selects the row with this identity as a table's does, and unfolds what hides it.
func (t *Tree[R]) Select(id string) {
	if len(t.rows) == 0 {
		t.sought = id
	} else if t.unfold(t.rows, id) {
		t.rearrange(t.arrangement, t.id)
	}
	t.Table.Select(id)
}

// unfold unfolds what hides a row, and reports whether anything does.
func (t *Tree[R]) unfold(rows []R, id string) bool {
	at := slices.IndexFunc(rows, func(row R) bool { return t.identity(row) == id })
	if id == "" || at < 0 {
		return false
	}
	t.sought = ""
	t.reveal(int32(at))
	return true
}

// Update takes a key and reports whether the tree used it: Open folds and unfolds a
// row with children and is left to the view on one without.
func (t *Tree[R]) Update(msg tea.KeyMsg) bool {
	k := t.kit.Keys
	if t.Typing() || IsBurst(msg) {
		return t.Table.Update(msg)
	}
	at, ok := t.current()
	switch {
	case ok && t.nodes[at].opens && key.Matches(msg, k.Open):
		t.fold(at)
	case ok && key.Matches(msg, k.Fold):
		if parent := t.nodes[at].parent; !t.nodes[at].opens && parent >= 0 {
			at = parent
		}
		t.fold(at)
	case ok && key.Matches(msg, k.FoldAll):
		t.foldAll()
	default:
		return t.Table.Update(msg)
	}
	return true
}

// Keys returns the keys that mean something to the tree now.
func (t *Tree[R]) Keys() []key.Binding {
	if t.Typing() {
		return t.Table.Keys()
	}
	return append([]key.Binding{t.kit.Keys.Fold, t.kit.Keys.FoldAll}, t.Table.Keys()...)
}

// fold hides the children of a row or shows them, and selects it. While a filter is set, what it
// found stays, and so do sections.
func (t *Tree[R]) fold(at int32) {
	switch id := t.id(at); {
	case t.passed == nil:
		t.set(at, !t.nodes[at].closed)
	case t.sections == nil:
		t.opened[id] = !t.opened[id]
	}
	t.show(at)
}

// set notes whether a row's children are hidden.
func (t *Tree[R]) set(at int32, closed bool) {
	t.nodes[at].closed = closed
	t.folded[t.id(at)] = closed
}

// show works out anew which rows are shown, and selects one.
func (t *Tree[R]) show(at int32) {
	t.match(t.filter.query, false)
	t.resettle(int32(slices.Index(t.order, at)))
}

// foldAll shows everything, or where that is done already folds what starts folded: all
// of it, where nothing does. The cursor goes to the row that hides its own.
func (t *Tree[R]) foldAll() {
	if t.passed != nil {
		t.openAll()
		return
	}
	closes := !slices.ContainsFunc(t.nodes, func(n node) bool { return n.opens && n.closed })
	from := int32(t.foldFrom)
	if t.foldFrom == nowhere {
		from = 0
	}
	for i := range t.nodes {
		t.set(int32(i), closes && t.nodes[i].depth >= from)
	}
	at, _ := t.current()
	for above := t.nodes[at].parent; above >= 0; above = t.nodes[above].parent {
		if t.nodes[above].closed {
			at = above
		}
	}
	t.show(at)
}

// openAll shows what is below every row that a filter shows, or else what it found alone.
func (t *Tree[R]) openAll() {
	at, ok := t.current()
	if !ok {
		return
	}
	if len(t.opened) > 0 {
		clear(t.opened)
	} else {
		for _, rank := range t.shown {
			t.opened[t.id(t.order[rank])] = true
		}
	}
	t.show(at)
}

// arrange puts children behind their parents, siblings in the order given.
func (t *Tree[R]) arrange(order []int32) []int32 {
	children := make(map[int32][]int32)
	for _, row := range order {
		parent := t.nodes[row].parent
		children[parent] = append(children[parent], row)
	}
	arranged := make([]int32, 0, len(order))
	var visit func(parent int32)
	visit = func(parent int32) {
		for _, row := range children[parent] {
			arranged = append(arranged, row)
			visit(row)
		}
	}
	visit(-1)
	return arranged
}

// keep returns the rows that are shown: without a filter, those that no row above hides;
// with one, what passed and the rows above it.
func (t *Tree[R]) keep(order []int32, passes func(row int32) bool) []int32 {
	show := make([]bool, len(t.nodes))
	if t.passed = nil; t.filter.query.isEmpty() {
		clear(t.opened)
	} else {
		t.passed = make([]bool, len(t.nodes))
	}
	for _, row := range order {
		if t.passed != nil && !t.isTitle(row) && passes(row) {
			t.passed[row] = true
			for at := row; at >= 0; at = t.nodes[at].parent {
				show[at] = true
			}
		}
	}
	shown := make([]int32, 0, len(order))
	for rank, row := range order {
		switch parent := t.nodes[row].parent; {
		case t.passed == nil:
			show[row] = parent < 0 || show[parent] && !t.nodes[parent].closed
		case parent >= 0 && show[parent] && len(t.opened) > 0 && t.opened[t.id(parent)]:
			show[row] = true
		}
		if show[row] && (!t.isTitle(row) || t.passed == nil && t.nodes[row].closed) {
			shown = append(shown, int32(rank))
		}
	}
	t.mark(order, shown)
	return shown
}

// mark notes which rows have a child on screen, and which are the last of their parent's.
func (t *Tree[R]) mark(order, shown []int32) {
	for i := range t.nodes {
		t.nodes[i].shows, t.nodes[i].last = false, false
	}
	rootSeen := false
	for _, rank := range slices.Backward(shown) {
		seen := &rootSeen
		n := &t.nodes[order[rank]]
		if n.parent >= 0 {
			seen = &t.nodes[n.parent].shows
		}
		n.last = !*seen
		*seen = true
	}
}

// matches reports whether a filter found a row itself, not for the sake of another.
func (t *Tree[R]) matches(row int32) bool { return t.passed == nil || t.passed[row] }

// reveal unfolds what hides a row.
func (t *Tree[R]) reveal(row int32) {
	for above := t.nodes[row].parent; above >= 0; above = t.nodes[above].parent {
		if t.nodes[above].closed {
			t.set(above, false)
		}
	}
}

// prefix returns the lines from the rows above to a row, and whether it is folded. A row
// far down that nothing belongs to needs no room for such a sign: its line is longer.
func (t *Tree[R]) prefix(row int32) (lines, sign string) {
	glyphs := t.kit.Theme.Glyphs
	n := t.nodes[row]
	for above := n.parent; above >= 0 && t.nodes[above].depth > 0; above = t.nodes[above].parent {
		if t.nodes[above].last {
			lines = "  " + lines
		} else {
			lines = glyphs.Frame.Side + " " + lines
		}
	}
	twig := glyphs.Frame.Left + glyphs.Twig
	if n.last {
		twig = glyphs.LastTwig + glyphs.Twig
	}
	switch {
	case n.depth == 0:
		twig = ""
	case !n.opens && n.depth > 1:
		return lines + "  " + twig, ""
	}
	sign = " "
	if n.shows {
		sign = glyphs.Unfolded
	} else if n.opens {
		sign = glyphs.Folded
	}
	return lines + twig, sign + " "
}

// indent returns how wide a prefix is.
func (t *Tree[R]) indent(row int32) int {
	if t.sections != nil {
		return 0
	}
	return 2*int(t.nodes[row].depth) + 2
}
