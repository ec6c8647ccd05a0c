package terminal

import (
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
	only         *look  // write no other cells for now
	erasures     []erasure
}

// erasure is a line that is erased from a column on, to a ground, before it is written.
type erasure struct {
	x, y   int
	ground colour
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
	p.csi(by, command)
	if part {
		p.out = append(p.out, "\x1b[r"...)
		p.x, p.y = 0, 0
	}
}

// orElse writes what other does instead of what was written since a place, where that is
// shorter.
func (p *printer) orElse(begin place, other func()) (shorter bool) {
	end, written := p.place(), slices.Clone(p.out[begin.bytes:])
	p.back(begin)
	other()
	if len(p.out) < end.bytes {
		return true
	}
	p.out = append(p.out[:begin.bytes], written...)
	p.back(end)
	return false
}

// rows writes what differs in the next rows, line by line, and ends with the ordinary look.
func (p *printer) rows(before, next []*row) {
	p.erasures = p.erasures[:0]
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
	erased := p.orElse(begin, func() {
		p.eraseFrom(from, y, ground)
		p.cells(y)
	})
	if erased {
		p.erasures = append(p.erasures, erasure{from, y, ground})
	}
}

// eraseFrom erases the line at hand from a column on.
func (p *printer) eraseFrom(x, y int, ground colour) {
	p.erase(x, p.width-x, y, ground)
	for ; x < p.width; x++ {
		p.before[x] = blank(ground)
	}
}

// byLook writes what differs in the next rows as rows does, but all cells of one look after the
// other: it goes to and fro more, and changes its look less.
func (p *printer) byLook(before, next []*row) {
	own, ownNext := p.before, p.next
	lines := make([][2][]cell, len(next))
	for y := range next {
		if before[y] != next[y] {
			lines[y] = [2][]cell{before[y].fill(nil, p.width), next[y].fill(nil, p.width)}
		}
	}
	for _, e := range p.erasures {
		p.before, p.next = lines[e.y][0], lines[e.y][1]
		p.eraseFrom(e.x, e.y, e.ground)
	}
	for p.only = firstLook(lines); p.only != nil; p.only = firstLook(lines) {
		for y, line := range lines {
			p.before, p.next = line[0], line[1]
			p.cells(y)
		}
	}
	p.before, p.next = own, ownNext
	p.draw(look{})
}

// firstLook returns the look of the first cell that differs, of a blank where no others do.
func firstLook(lines [][2][]cell) *look {
	var ofBlank *look
	for _, line := range lines {
		for x := range line[0] {
			c := &line[1][x]
			switch {
			case line[0][x] == *c:
			case !c.isBlank():
				return &c.look
			case ofBlank == nil:
				ofBlank = &c.look
			}
		}
	}
	return ofBlank
}

// cells writes the cells of the line at hand that differ from those before.
func (p *printer) cells(y int) {
	for x := 0; x < len(p.next); {
		c := &p.next[x]
		switch {
		case *c == p.before[x] || p.only != nil && !p.only.draws(c):
			x++
			continue
		case c.isBlank():
			if n := p.waits(x); n > 0 {
				x += n
				continue
			}
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

// waits returns how many blank cells from a column on are left to another look, which writes
// the cell before them or behind them: then they take no way of their own.
func (p *printer) waits(x int) int {
	if p.only == nil {
		return 0
	}
	end := x + 1
	for end < p.width && p.next[end] == p.next[x] {
		end++
	}
	for _, beside := range []int{x - 1, end} {
		if beside < 0 || beside == p.width || p.before[beside] == p.next[beside] {
			continue
		}
		if c := &p.next[beside]; c.look != *p.only && !c.isBlank() && c.look.draws(&p.next[x]) {
			return end - x
		}
	}
	return 0
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
	p.csi(n, 'X')
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
	if len(bare.write(nil, p.look)) < len(kept.write(nil, p.look)) {
		kept = bare
	}
	p.draw(kept)
}

func (p *printer) draw(with look) {
	if with != p.look {
		p.out = with.write(p.out, p.look)
		p.look = with
	}
}

// move moves the cursor.
func (p *printer) move(x, y int) {
	if x == p.x && y == p.y {
		return
	}
	begin := len(p.out)
	p.across(x)
	p.down(y)
	if direct := ansi.CursorPosition(x+1, y+1); len(direct) < len(p.out)-begin {
		p.out = append(p.out[:begin], direct...)
	}
	p.x, p.y = x, y
}

// across moves the cursor within its line.
func (p *printer) across(x int) {
	switch by := x - p.x; {
	case by == 0 && p.x != behind:
	case x == 0:
		p.out = append(p.out, '\r')
	case p.x != behind && by < 0 && -by <= 4:
		p.out = append(p.out, "\b\b\b\b"[:-by]...)
	case p.x != behind && by > 0 && by < x+1:
		p.csi(by, 'C')
	default:
		p.csi(x+1, 'G')
	}
}

// down moves the cursor to another line.
func (p *printer) down(y int) {
	switch by := y - p.y; {
	case by > 0 && by <= 3:
		p.out = append(p.out, "\n\n\n"[:by]...)
	case by > 0 && digits(by) < digits(y+1):
		p.csi(by, 'B')
	case by < 0 && digits(-by) <= digits(y+1):
		p.csi(-by, 'A')
	case by != 0:
		p.csi(y+1, 'd')
	}
}

func digits(n int) int {
	if n == 1 {
		return 0
	}
	return len(strconv.Itoa(n))
}

// csi appends a sequence of one number, which is left out where it is one.
func (p *printer) csi(n int, command byte) {
	p.out = append(p.out, "\x1b["...)
	if n != 1 {
		p.out = strconv.AppendInt(p.out, int64(n), 10)
	}
	p.out = append(p.out, command)
}
