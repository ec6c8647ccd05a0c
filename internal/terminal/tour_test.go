package terminal

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"banyan/internal/soak"
)

// Each way to write what differs makes the same screen, and leaves the cursor where the printer
// believes it to be.
func TestEveryWayMakesTheSameScreen(t *testing.T) {
	t.Parallel()
	sizes := [][2]int{{80, 24}, {40, 12}, {20, 5}, {6, 3}}
	bytes := make(map[string]int)
	for seed := range soak.Rounds(60, 600) {
		size := sizes[seed%len(sizes)]
		width, height := size[0], size[1]
		random := rand.New(rand.NewPCG(uint64(seed), 3))
		j := newJourney(uint64(seed), width, height)
		r := &renderer{width: width, height: height, first: true}
		d := newCellDiff()
		next := func() []*row {
			j.step()
			view := strings.Split(j.view(), "\n")
			for range random.IntN(height) {
				view[random.IntN(len(view))] = mixed(random)
			}
			lines, ok := cutFrame(r.frame(strings.Join(view, "\n")))
			if !ok {
				t.Fatal("not a frame")
			}
			d.take(lines)
			rows := slices.Repeat([]*row{d.none}, height)
			copy(rows, d.rows)
			return rows
		}
		p := printer{erases: seed%2 == 0}
		p.clear(width, height)
		before, none := next(), slices.Repeat([]*row{d.none}, height)
		p.rows(none, before)
		after := next()
		screen := func(way string, write func(p *printer)) *emulator {
			p := printer{out: slices.Clone(p.out), width: width, height: height, x: p.x, y: p.y, erases: p.erases}
			begin := len(p.out)
			write(&p)
			bytes[way] += len(p.out) - begin
			e := newEmulator(t, width, height)
			e.write(p.out)
			if at := e.CursorPosition(); at.Y != p.y || p.x != behind && at.X != p.x || p.look != (look{}) {
				t.Fatalf("%d, %s: the cursor is at %v, not at %d,%d, or has the look %v", seed, way, at, p.x, p.y, p.look)
			}
			return e
		}
		plain := screen("line by line", func(p *printer) { p.rows(before, after) })
		d.pen.width = width
		for way, write := range map[string]func(p *printer){
			"look by look": func(p *printer) { p.byLook(d.lines(before, after)) },
			"all of a look together": func(p *printer) {
				lines, begin := d.lines(before, after), p.place()
				pieces := collect(lines, func(l line, each func(piece)) { l.pieces(p.erases, each) })
				p.lookByLook(pieces)
				p.back(begin)
				for _, piece := range pieces {
					p.piece(lines[piece.line], piece)
				}
				p.draw(look{})
			},
			"erased": func(p *printer) {
				d.pen = *p
				from := d.erased(before, after)
				d.pen.byLook(d.lines(from, after))
				*p = d.pen
			},
			"from nothing": func(p *printer) {
				p.eraseBelow(0)
				p.byLook(d.lines(none, after))
			},
		} {
			if differs := screen(way, write).differs(plain); differs != "" {
				t.Fatalf("%d, %s: %s", seed, way, differs)
			}
		}
	}
	if bytes["look by look"]*100 > bytes["all of a look together"]*96 {
		t.Errorf("no better order was found: %v", bytes)
	}
}

// mixed returns a line of words, marks and wide characters in many looks.
func mixed(random *rand.Rand) string {
	var line strings.Builder
	for range random.IntN(12) {
		pick := func(from ...string) string { return from[random.IntN(len(from))] }
		text := pick("a", "word", "  ", "          ", "東京", "e\u0301", "▆▆▆▆", "本", "x y", strings.Repeat(" ", 30))
		look := pick("", "1", "2", "4", "7", "9", "31", "97;41", "38;5;208", "38;2;1;2;3", "48;2;10;20;30", "48;5;17;1", "38;2;1;2;3;48;2;10;20;30")
		if look != "" {
			text = fmt.Sprintf("\x1b[%sm%s\x1b[0m", look, text)
		}
		line.WriteString(text)
	}
	return line.String()
}

// An order is one of all pieces, and no longer than the one that it began with.
func TestAShorterTourHasAllPieces(t *testing.T) {
	t.Parallel()
	for seed := range soak.Rounds(40, 400) {
		random := rand.New(rand.NewPCG(uint64(seed), 4))
		n := 3 + random.IntN(60)
		tr := &tour{}
		for from := range n + 1 {
			costs := make([]int, n+1)
			for to := range costs {
				costs[to] = random.IntN(20)
			}
			tr.costs = append(tr.costs, costs)
			if from < n {
				tr.order = append(tr.order, from)
			}
		}
		length := func() (bytes int) {
			for i := range n + 1 {
				bytes += tr.costs[tr.at(i-1)][tr.at(i)]
			}
			return bytes
		}
		from, end := random.IntN(n), 0
		end = from + 1 + random.IntN(n-from)
		for to := range n + 1 {
			if to >= from && to <= end {
				continue
			}
			longer, was := tr.longer(from, end, to), length()
			if tr.move(from, end, to); length()-was != longer {
				t.Fatalf("%d: %d..%d to %d makes it %d longer, not %d", seed, from, end, to, length()-was, longer)
			}
		}
		first := length()
		tr.shorten()
		if now := length(); now > first || now == first && n > 10 { // a few pieces may have no shorter order
			t.Errorf("%d: %d bytes became %d", seed, first, now)
		}
		if all := slices.Sorted(slices.Values(tr.order)); len(slices.Compact(all)) != n || all[n-1] != n-1 {
			t.Errorf("%d: not all pieces: %v", seed, tr.order)
		}
	}
}
