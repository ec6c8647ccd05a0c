package terminal

import (
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// inOrder returns pieces in an order in which they are written with few bytes, and then the
// nearest of those after them.
func (p *printer) inOrder(pieces, after []piece) []piece {
	const few, many = 3, 100 // pieces for which a better order can be found in time
	begin := p.place()
	p.lookByLook(pieces)
	p.back(begin)
	if len(pieces) < few || len(pieces) > many {
		return pieces
	}
	t := p.newTour(pieces, after)
	t.shorten()
	ordered := make([]piece, len(pieces))
	for i, at := range t.order {
		ordered[i] = pieces[at]
	}
	return ordered
}

// lookByLook puts all pieces of one look after the other, each time the one that the cursor
// reaches with the fewest bytes.
func (p *printer) lookByLook(pieces []piece) {
	for i := range pieces {
		rest := pieces[i:]
		stays := i > 0 && slices.ContainsFunc(rest, func(next piece) bool { return next.look == p.look })
		best, least := 0, math.MaxInt
		for at, next := range rest {
			if stays && next.look != p.look {
				continue
			}
			if cost := p.way(next); cost < least {
				best, least = at, cost
			}
		}
		next := rest[best]
		copy(rest[1:best+1], rest[:best])
		rest[0] = next
		p.leave(next)
	}
}

// way returns how many bytes it takes to begin with a piece.
func (p *printer) way(to piece) int {
	p.path = p.to(p.path[:0], to.x, to.y)
	if !to.erased || to.look.ground != p.look.ground || p.look.marks&seen != 0 {
		p.path = to.look.change(p.path, p.look)
	}
	return len(p.path)
}

// leave has the cursor where a piece ends.
func (p *printer) leave(a piece) {
	p.x, p.y, p.look = a.end, a.y, a.look
	switch {
	case a.erased:
		p.x = a.x
	case a.end == p.width:
		p.x = behind
	}
}

// tour is an order of pieces, with what the ways from one to the other take.
type tour struct {
	order []int
	ways  [][]int // bytes from a piece to another; the last is where the tour begins and ends
}

// newTour returns the tour of pieces in their order, from where the cursor is to the nearest of
// those after them, and to the ordinary look where there are none.
func (p *printer) newTour(pieces, after []piece) *tour {
	n := len(pieces)
	t := &tour{ways: make([][]int, n+1)}
	begin := p.place()
	defer func() { p.back(begin) }()
	for from := range t.ways {
		p.back(begin)
		if from < n {
			t.order = append(t.order, from)
			p.leave(pieces[from])
		}
		ways := make([]int, n+1)
		for to, piece := range pieces {
			ways[to] = p.way(piece)
		}
		ways[n] = len(look{}.change(p.path[:0], p.look))
		if len(after) > 0 {
			ways[n] = p.way(slices.MinFunc(after, func(a, b piece) int { return p.way(a) - p.way(b) }))
		}
		t.ways[from] = ways
	}
	return t
}

// at returns the piece at a place of the order, or where the tour begins and ends.
func (t *tour) at(i int) int {
	if i < 0 || i == len(t.order) {
		return len(t.order)
	}
	return t.order[i]
}

// shorten looks for a shorter order by threshold accepting: it moves parts to and fro at random,
// also where that makes the tour longer, by ever fewer bytes. So it does not end at the first
// order that no single move makes shorter.
func (t *tour) shorten() {
	const (
		perPiece, most = 800, 20_000 // moves that are tried: a millisecond at most
		longest        = 5           // pieces moved together
		tolerated      = 8           // bytes, at first
	)
	n := len(t.order)
	steps := min(perPiece*n, most)
	random := rand.NewPCG(0, 13) // a frame is the same bytes each time
	var drawn uint64
	below := func(n int) int {
		high, low := bits.Mul64(drawn, uint64(n))
		drawn = low
		return int(high)
	}
	length, least, best := 0, 0, slices.Clone(t.order) // more than at the beginning
	for step := range steps {
		drawn = random.Uint64()
		from := below(n)
		end := from + 1 + below(min(longest, n-from))
		to := below(n - (end - from) + 1)
		if to >= from {
			to += end - from
		}
		longer := t.longer(from, end, to)
		if to == end || longer*steps > below(tolerated)*(steps-step) {
			continue
		}
		t.move(from, end, to)
		if length += longer; length < least {
			least = length
			copy(best, t.order)
		}
	}
	t.order = best
}

// longer returns by how many bytes the tour gets longer when a part moves to before another
// piece.
func (t *tour) longer(from, end, to int) int {
	first, last := t.order[from], t.order[end-1]
	before, after, left, right := t.at(from-1), t.at(end), t.at(to-1), t.at(to)
	return t.ways[before][after] + t.ways[left][first] + t.ways[last][right] -
		t.ways[before][first] - t.ways[last][after] - t.ways[left][right]
}

func (t *tour) move(from, end, to int) {
	if to > end {
		from, end, to = end, to, from // the part behind it moves the other way
	}
	part := t.order[to:end]
	slices.Reverse(part[:from-to])
	slices.Reverse(part[from-to:])
	slices.Reverse(part)
}
