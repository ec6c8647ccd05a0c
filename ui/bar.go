package ui

import (
	"cmp"
	"slices"
	"strings"
)

// Bar is a limit and what is given out of it, drawn on one scale: the larger of the two. What is
// given out is one piece from 90 % of the limit up to all of it (BarFull), and red beyond the limit.
// A figure below zero counts as zero. The zero value is nothing of nothing.
type Bar struct {
	Given, Limit int64
	Fill         Tone // of what is given: BarGiven, also for the zero value, BarLive, BarSoFar and so on

	// From is what comes before Given, for a bar that is the next slice of another one.
	From  int64
	Slice bool // of another one, also the first: it is not full by itself
	// Scale is what the whole width stands for, where bars are compared; what does not fit
	// counts all the same.
	Scale int64

	Plain bool // nothing is marked as full or over: a share, or progress
	Meant bool // what is beyond the limit is a matter of notice, and has the tone of a full limit
	Bare  bool // without track
}

// fullFrom is the part of a limit, in percent, from which on it is all but given out.
const fullFrom = 90

// Tone returns the tone of what is given out up to the limit.
func (b Bar) Tone() Tone {
	given := b.From + b.Given
	switch {
	case b.Fill == BarWas: // how it was is told by the next bar
		return BarWas
	case !b.Plain && !b.isSlice() && given <= b.Limit && b.Limit > 0 && float64(given)*100 >= fullFrom*float64(b.Limit):
		return BarFull
	case b.Fill == Plain:
		return BarGiven
	}
	return b.Fill
}

// isSlice reports whether the bar is a piece of another one.
func (b Bar) isSlice() bool { return b.Slice || b.From > 0 || b.Bare }

// Cell draws the bar in width cells. Something given is never empty, something left is
// never full, and something over is at least one cell, as far as the width allows.
func (b Bar) Cell(g Glyphs, width int) Cell {
	if width < 1 {
		return Cell{}
	}
	from, given, limit := max(0, b.From), max(0, b.Given), max(0, b.Limit)
	scale := max(b.Scale, limit, from+given)
	start := share(width, from, scale)
	if given > 0 {
		start = min(start, width-1)
	}
	end := max(start, share(width, from+given, scale))
	if given > 0 {
		end = max(end, start+1)
	}
	within := end // up to the limit
	if over := from + given - limit; over > 0 && !b.Plain {
		within = max(start, min(share(width, limit, scale), end-1))
	}
	track, beyond := g.BarEmpty, BarOver
	if b.Bare {
		track = " "
	}
	if b.Meant {
		beyond = BarFull
	}
	pieces := []Cell{
		{Text: strings.Repeat(track, start), Tone: Track},
		{Text: strings.Repeat(g.BarFull, within-start), Tone: b.Tone()},
		{Text: strings.Repeat(g.BarOver, end-within), Tone: beyond},
		{Text: strings.Repeat(track, width-end), Tone: Track},
	}
	return Cell{Then: pieces}
}

// Pieces are parts of a whole in one bar, beside each other; what they leave is its track.
type Pieces []Piece

// Piece is a part of a whole in the tone of its fill.
type Piece struct {
	Count int64
	Fill  Tone
}

// Cell draws the pieces of a whole in width cells. Each that counts anything is at least one
// cell, as far as there are some.
func (p Pieces) Cell(g Glyphs, width int, whole int64) Cell {
	var cell Cell
	sum, end := int64(0), 0
	for i, piece := range p {
		sum += piece.Count
		if piece.Count == 0 {
			continue
		}
		rest := 0 // cells for those that follow
		for _, next := range append(slices.Clone(p[i+1:]), Piece{Count: whole - sum}) {
			rest += min(1, int(max(0, next.Count)))
		}
		to := max(end+1, min(share(width, min(sum, whole), whole), width-rest))
		sign := map[Tone]string{BarFull: g.BarNear, BarOver: g.BarOver}[piece.Fill]
		cell.Then = append(cell.Then, Cell{Text: strings.Repeat(cmp.Or(sign, g.BarFull), max(0, min(to, width)-end)), Tone: piece.Fill})
		end = min(to, width)
	}
	cell.Then = append(cell.Then, Cell{Text: strings.Repeat(g.BarEmpty, width-end), Tone: Track})
	return cell
}

// share returns how many of width cells part takes of whole, part <= whole: 0 and
// width only when that is exactly so, as far as width allows.
func share(width int, part, whole int64) int {
	if part == 0 || whole == 0 {
		return 0
	}
	cells := int(float64(width)*(float64(part)/float64(whole)) + 0.5)
	if cells = max(cells, 1); part < whole {
		return min(cells, width-1)
	}
	return width
}
