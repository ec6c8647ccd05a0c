package terminal

import (
	"math"
	"slices"
	"strconv"

	"github.com/charmbracelet/x/ansi"
)

// printer writes what changes a screen, in as few bytes as it can. It knows where the
// terminal's cursor is and how that draws.
type printer struct {
	out           []byte
	width, height int
	x, y          int // x is behind for a cursor that has written the last column
	look          look
	erases        bool // what the terminal erases gets the ground that it draws on

	before, next []cell // of the line at hand
	path         []byte // of the cursor, that is tried
}

// behind is the column of a cursor that wraps before it writes again.
const behind = -1

// clear clears a screen of a size.
func (p *printer) clear(width, height int) {
	p.width, p.height, p.x, p.y, p.look = width, height, 0, 0, look{}
	p.out = append(p.out, ansi.ResetStyle+home+ansi.EraseEntireScreen...)
}

// follow puts a printer where another one is.
func (p *printer) follow(other *printer) {
	if p.width != other.width || p.height != other.height {
		p.clear(other.width, other.height)
	}
	p.out = append(p.out[:0], other.out...)
	p.x, p.y, p.look, p.erases = other.x, other.y, other.look, other.erases
}

// place is where a printer is.
type place struct {
	bytes, x, y int
	look        look
}

func (p *printer) place() place { return place{len(p.out), p.x, p.y, p.look} }

// back takes back what was written since a place.
func (p *printer) back(to place) {
	p.out, p.x, p.y, p.look = p.out[:to.bytes], to.x, to.y, to.look
}

// scroll moves the lines from top up to end by so many, up for a positive number.
func (p *printer) scroll(by, top, end int) {
	command := byte('S')
	if by < 0 {
		by, command = -by, 'T'
	}
	part := top > 0 || end < p.height
	if part {
		p.out = append(p.out, ansi.SetTopBottomMargins(top+1, end)...)
	}
	p.out = csi(p.out, by, command)
	if part {
		p.out = append(p.out, "\x1b[r"...)
		p.x, p.y = 0, 0
	}
}

// orElse writes what other does instead of what was written since a place, where that is
// shorter.
func (p *printer) orElse(begin place, other func()) {
	end, written := p.place(), slices.Clone(p.out[begin.bytes:])
	p.back(begin)
	other()
	if len(p.out) >= end.bytes {
		p.out = append(p.out[:begin.bytes], written...)
		p.back(end)
	}
}

// rows writes what differs in the next rows, line by line, and ends with the ordinary look.
func (p *printer) rows(before, next []*row) {
	for y := range next {
		if before[y] != next[y] {
			p.before, p.next = before[y].fill(p.before, p.width), next[y].fill(p.next, p.width)
			p.line(y)
		}
	}
	p.draw(look{})
}

// line writes what differs in a line, cell by cell or after its end is erased.
func (p *printer) line(y int) {
	const few = 12 // bytes
	from := 0
	for from < p.width && p.before[from] == p.next[from] {
		from++
	}
	ground := p.next[p.width-1].look.ground
	begin := p.place()
	p.cells(y)
	if len(p.out)-begin.bytes < few || ground != (colour{}) && !p.erases {
		return
	}
	p.orElse(begin, func() {
		p.eraseFrom(from, y, ground)
		p.cells(y)
	})
}

// eraseFrom erases the line at hand from a column on.
func (p *printer) eraseFrom(x, y int, ground colour) {
	p.erase(x, p.width-x, y, ground)
	for ; x < p.width; x++ {
		p.before[x] = blank(ground)
	}
}

// byLook writes what differs in lines piece by piece, in an order that takes few bytes: it goes
// to and fro more, and changes its look less.
func (p *printer) byLook(lines []line) {
	own, ownNext := p.before, p.next
	erased := collect(lines, func(l line, each func(piece)) { l.eraseFirst(p.erases, each) })
	written := collect(lines, func(l line, each func(piece)) { l.pieces(p.erases, each) })
	for _, piece := range p.inOrder(erased, written) {
		p.piece(lines[piece.line], piece)
	}
	for _, piece := range p.inOrder(written, nil) {
		p.piece(lines[piece.line], piece)
	}
	p.before, p.next = own, ownNext
	p.draw(look{})
}

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
	t := newTour(p, pieces, after)
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
			if cost := p.approach(next); cost < least {
				best, least = at, cost
			}
		}
		next := rest[best]
		copy(rest[1:best+1], rest[:best])
		rest[0] = next
		p.leave(next)
	}
}

// approach returns how many bytes it takes to begin with a piece.
func (p *printer) approach(to piece) int {
	p.path = p.to(p.path[:0], to.x, to.y)
	bytes := len(p.path)
	if !to.erased || to.look.ground != p.look.ground || p.look.marks&seen != 0 {
		bytes += p.cost(to.look)
	}
	return bytes
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

// piece writes a piece of a line, or erases it.
func (p *printer) piece(of line, piece piece) {
	p.before, p.next = of.before, of.next
	if piece.erased {
		p.erase(piece.x, piece.end-piece.x, piece.y, piece.look.ground)
		return
	}
	p.reach(piece.x, piece.y)
	p.draw(piece.look)
	for x := piece.x; x < piece.end; {
		x += p.put(x)
	}
	copy(p.before[piece.x:piece.end], p.next[piece.x:])
}

// cells writes the cells of the line at hand that differ from those before.
func (p *printer) cells(y int) {
	for x := 0; x < len(p.next); {
		c := &p.next[x]
		switch {
		case *c == p.before[x]:
			x++
			continue
		case c.isBlank():
			if n := p.blanks(x, y); n > 0 {
				x += n
				continue
			}
		}
		p.reach(x, y)
		n := p.put(x)
		copy(p.before[x:x+n], p.next[x:])
		x += n
	}
}

// blanks erases the blank cells from a column on up to the last one that differs from those
// before, and returns how many those are; 0 where writing blanks is shorter.
func (p *printer) blanks(x, y int) int {
	c := p.next[x]
	if c.look.ground != (colour{}) && !p.erases {
		return 0
	}
	end, last := x, x
	for ; end < p.width && p.next[end] == c; end++ {
		if p.before[end] != c {
			last = end
		}
	}
	const most = 9 // bytes for erasing and going on behind it
	n := last + 1 - x
	if end == p.width {
		n = p.width - x
	}
	if n <= len(eraseRight) || end < p.width && n <= most {
		return 0
	}
	p.erase(x, n, y, c.look.ground)
	copy(p.before[x:x+n], p.next[x:])
	return n
}

// erase puts a ground in so many cells of a line, of which nothing more is seen.
func (p *printer) erase(x, n, y int, ground colour) {
	p.move(x, y)
	p.drawBlank(ground)
	if x+n == p.width {
		p.out = append(p.out, eraseRight...)
		return
	}
	p.out = csi(p.out, n, 'X')
}

// eraseBelow erases whole lines, from this one on.
func (p *printer) eraseBelow(y int) {
	p.move(0, y)
	p.drawBlank(colour{})
	p.out = append(p.out, eraseBelow...)
}

// reach brings the cursor to a cell that is to be written: it goes there, or writes the cells
// before it once more.
func (p *printer) reach(x, y int) {
	const far = 16 // cells
	if p.y != y || p.x == behind || p.x >= x || x-p.x > far {
		p.move(x, y)
		return
	}
	begin := p.place()
	p.move(x, y)
	p.ready(&p.next[x])
	there := len(p.out)
	p.back(begin)
	for i := p.x; i < x; {
		i += p.put(i)
	}
	p.ready(&p.next[x])
	if there < len(p.out) {
		p.back(begin)
		p.move(x, y)
		return
	}
	copy(p.before[begin.x:x], p.next[begin.x:])
}

// put writes the cell of a column at the cursor, and returns how many columns it takes.
func (p *printer) put(x int) int {
	c, n := &p.next[x], 1
	if c.wide {
		n = 2
	}
	p.ready(c)
	p.out = append(p.out, c.text...)
	if p.x += n; p.x >= p.width {
		p.x = behind
	}
	return n
}

// ready has the cursor draw as a cell does.
func (p *printer) ready(c *cell) {
	if c.isBlank() {
		p.drawBlank(c.look.ground)
		return
	}
	p.draw(c.look)
}

// drawBlank has the cursor draw blanks on a ground. What else it draws with does not matter
// as long as that is not seen.
func (p *printer) drawBlank(ground colour) {
	if p.look.ground == ground && p.look.marks&seen == 0 {
		return
	}
	kept := look{text: p.look.text, ground: ground, marks: p.look.marks &^ seen}
	bare := look{ground: ground}
	if p.cost(bare) < p.cost(kept) {
		kept = bare
	}
	p.draw(kept)
}

// cost returns how many bytes another look takes.
func (p *printer) cost(of look) int {
	p.path = of.change(p.path[:0], p.look)
	return len(p.path)
}

func (p *printer) draw(with look) {
	p.out = with.change(p.out, p.look)
	p.look = with
}

// move moves the cursor.
func (p *printer) move(x, y int) {
	p.out = p.to(p.out, x, y)
	p.x, p.y = x, y
}

// to appends what moves the cursor.
func (p *printer) to(out []byte, x, y int) []byte {
	if x == p.x && y == p.y {
		return out
	}
	const direct = len("\x1b[;H")
	begin := len(out)
	out = down(p.across(out, x), y-p.y, y)
	if y != p.y && len(out)-begin > direct+digits(x+1)+digits(y+1) {
		out = append(out[:begin], "\x1b["...)
		out = append(strconv.AppendInt(out, int64(y+1), 10), ';')
		if x > 0 {
			out = strconv.AppendInt(out, int64(x+1), 10)
		}
		out = append(out, 'H')
	}
	return out
}

// across appends what moves the cursor within its line.
func (p *printer) across(out []byte, x int) []byte {
	const few = 4 // bytes
	by := x - p.x
	switch {
	case by == 0:
		return out
	case x == 0:
		return append(out, '\r')
	case p.x == behind:
		return csi(out, x+1, 'G')
	case by > 0 && digits(by) <= digits(x+1):
		return csi(out, by, 'C')
	case by < 0 && -by <= few:
		return append(out, "\b\b\b\b"[:-by]...)
	case by < 0 && digits(-by) < digits(x+1):
		return csi(out, -by, 'D')
	}
	return csi(out, x+1, 'G')
}

// down appends what moves the cursor by so many lines, to line y.
func down(out []byte, by, y int) []byte {
	switch {
	case by > 0 && by <= 3:
		return append(out, "\n\n\n"[:by]...)
	case by > 0 && digits(by) < digits(y+1):
		return csi(out, by, 'B')
	case by == -1:
		return append(out, "\x1bM"...)
	case by < 0 && digits(-by) <= digits(y+1):
		return csi(out, -by, 'A')
	case by != 0:
		return csi(out, y+1, 'd')
	}
	return out
}

func digits(n int) int {
	if n == 1 {
		return 0
	}
	return len(strconv.Itoa(n))
}

// csi appends a sequence of one number, which is left out where it is one.
func csi(out []byte, n int, command byte) []byte {
	out = append(out, "\x1b["...)
	if n != 1 {
		out = strconv.AppendInt(out, int64(n), 10)
	}
	return append(out, command)
}
