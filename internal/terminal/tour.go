package terminal

import (
	"math/bits"
	"math/rand/v2"
	"slices"
)

// tour is an order of pieces, with what it costs to go from one to the other.
type tour struct {
	order []int
	costs [][]int // bytes from a piece to another; the last is where the tour begins and ends
}

// newTour returns the tour of pieces in their order, from where the cursor is to the nearest of
// those after them, and to the ordinary look where there are none.
func newTour(p *printer, pieces, after []piece) *tour {
	n := len(pieces)
	t := &tour{costs: make([][]int, n+1)}
	begin := p.place()
	defer func() { p.back(begin) }()
	for from := range t.costs {
		p.back(begin)
		if from < n {
			t.order = append(t.order, from)
			p.leave(pieces[from])
		}
		costs := make([]int, n+1)
		for to, piece := range pieces {
			costs[to] = p.approach(piece)
		}
		costs[n] = len(look{}.change(p.path[:0], p.look))
		if len(after) > 0 {
			costs[n] = p.approach(slices.MinFunc(after, func(a, b piece) int { return p.approach(a) - p.approach(b) }))
		}
		t.costs[from] = costs
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
	return t.costs[before][after] + t.costs[left][first] + t.costs[last][right] -
		t.costs[before][first] - t.costs[last][after] - t.costs[left][right]
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
