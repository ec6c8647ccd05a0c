package terminal

import "slices"

// line is a line of the screen as it is shown and as it is to be.
type line struct {
	y            int
	before, next []cell
}

// piece is a run of cells of a line that is written with one look in one go, or erased.
type piece struct {
	line      int
	y, x, end int
	look      look
	erased    bool
}

// collect returns the pieces that lines hand out.
func collect(lines []line, of func(l line, each func(piece))) []piece {
	var pieces []piece
	for i, l := range lines {
		of(l, func(p piece) {
			p.line, p.y = i, l.y
			pieces = append(pieces, p)
		})
	}
	return pieces
}

// pieces hands out what differs in a line. A few blanks go with the word beside them.
func (l line) pieces(erases bool, each func(piece)) {
	for x := 0; x < len(l.next); {
		if l.next[x] == l.before[x] {
			x++
			continue
		}
		if n := l.erasable(x, erases); n > 0 {
			each(piece{x: x, end: x + n, look: look{ground: l.next[x].look.ground}, erased: true})
			x += n
			continue
		}
		with, isText := l.next[x].look, !l.next[x].isBlank()
		end := x
		for end < len(l.next) {
			c := &l.next[end]
			if *c == l.before[end] {
				if n := l.between(end, with); n > 0 {
					end += n
					continue
				}
				break
			}
			if !c.isBlank() && !isText && with.ground == c.look.ground && c.look.marks&seen == 0 {
				with, isText = c.look, true // the blanks before it go with it
			}
			if !with.draws(c) || l.erasable(end, erases) > 0 {
				break
			}
			if end++; c.wide {
				end++
			}
		}
		each(piece{x: x, end: end, look: with})
		x = end
	}
}

// between returns how many cells from a column on, which do not differ, are written again
// sooner than jumped over: those before the next piece of that look.
func (l line) between(x int, with look) int {
	const few = 4 // bytes
	bytes := 0
	for end := x; end < len(l.next) && bytes <= few; end++ {
		c := &l.next[end]
		switch {
		case !with.draws(c):
			return 0
		case *c != l.before[end]:
			if c.isBlank() {
				return 0
			}
			return end - x
		}
		bytes += len(c.text)
	}
	return 0
}

// erasable returns how many blank cells from a column on are better erased than written: up to
// the last one that differs.
func (l line) erasable(x int, erases bool) int {
	c := l.next[x]
	if !c.isBlank() || c.look.ground != (colour{}) && !erases {
		return 0
	}
	end, last := x, x
	for ; end < len(l.next) && l.next[end] == c; end++ {
		if l.before[end] != c {
			last = end
		}
	}
	const most = 9 // bytes for erasing and going on behind it
	n := last + 1 - x
	if end == len(l.next) {
		n = end - x
	}
	if n <= len(eraseRight) || end < len(l.next) && n <= most {
		return 0
	}
	return n
}

// eraseFirst erases what is cheaper written on an erased ground, and hands out what that
// takes: stretches of one ground with many blanks that differ.
func (l line) eraseFirst(erases bool, each func(piece)) {
	for x := 0; x < len(l.next); {
		ground, from := l.next[x].look.ground, x
		for x < len(l.next) && l.next[x].look.ground == ground {
			x++
		}
		if ground == (colour{}) || erases {
			if from, end := l.worthErasing(from, x); end > from {
				each(piece{x: from, end: end, look: look{ground: ground}, erased: true})
				for i := from; i < end; i++ {
					l.before[i] = blank(ground)
				}
			}
		}
	}
}

// worthErasing returns the part of a stretch of one ground that is better erased before it is
// written, and nothing where none is.
func (l line) worthErasing(from, end int) (first, last int) {
	const step, most = 5, 10 // bytes from one piece to the next, and for erasing in between
	gain := 0
	first, last = end, from
	for x := from; x < end; {
		c := &l.next[x]
		if !c.isBlank() {
			if l.next[x] == l.before[x] {
				gain -= len(c.text) + 1
			}
			x++
			continue
		}
		begin, differ := x, 0
		for x < end && l.next[x] == *c {
			if l.before[x] != *c {
				first, last = min(first, x), x+1
				differ++
			}
			x++
		}
		if differ == 0 {
			continue
		}
		if begin > from && x < end && l.next[begin-1].look == l.next[x].look {
			gain += min(differ, most) - min(x-begin, step)
		} else {
			gain += min(differ, step)
		}
	}
	if end == len(l.next) && !slices.ContainsFunc(l.next[last:], func(c cell) bool { return !c.isBlank() }) {
		last = end // erasing all that is right of it takes fewer bytes
		gain += 2
	}
	if gain <= step+4 {
		return 0, 0
	}
	return first, last
}
