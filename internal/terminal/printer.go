package terminal

import (
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

	before, next, erased []cell // of the line at hand
	spare                []byte // one way to write it
}

// behind is the column of a cursor that wraps before it writes again.
const behind = -1

// clear clears a screen of a size.
func (p *printer) clear(width, height int) {
	p.width, p.height, p.x, p.y, p.look = width, height, 0, 0, look{}
	p.before, p.next, p.erased = make([]cell, width), make([]cell, width), make([]cell, width)
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

// rows writes what differs in the next rows, and ends with the ordinary look.
func (p *printer) rows(before, next []*row) {
	for y := range next {
		if before[y] != next[y] {
			before[y].fill(p.before)
			next[y].fill(p.next)
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
	p.cells(y, p.before)
	if len(p.out)-begin.bytes < few || ground != (colour{}) && !p.erases {
		return
	}
	end := p.place()
	p.spare = append(p.spare[:0], p.out[begin.bytes:]...)
	p.back(begin)
	p.erase(from, p.width-from, y, ground)
	for x := range p.erased {
		if p.erased[x] = p.before[x]; x >= from {
			p.erased[x] = blank(ground)
		}
	}
	p.cells(y, p.erased)
	if end.bytes <= len(p.out) {
		p.back(begin)
		p.out = append(p.out, p.spare...)
		p.back(end)
	}
}

// cells writes the cells of a line that differ from those before.
func (p *printer) cells(y int, before []cell) {
	for x := 0; x < p.width; {
		c := &p.next[x]
		if *c == before[x] {
			x++
			continue
		}
		p.reach(x, y)
		if c.isBlank() {
			if n := p.blanks(x, y, before); n > 0 {
				x += n
				continue
			}
		}
		p.put(c)
		x++
		if c.wide {
			x++
		}
	}
}

// blanks erases the blank cells from a column on up to the last one that differs from those
// before, and returns how many those are; 0 where writing blanks is shorter.
func (p *printer) blanks(x, y int, before []cell) int {
	c := p.next[x]
	if c.look.ground != (colour{}) && !p.erases {
		return 0
	}
	end, last := x, x
	for ; end < p.width && p.next[end] == c; end++ {
		if before[end] != c {
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
	for i := p.x; i < x; i++ {
		if p.next[i].text != "" {
			p.put(&p.next[i])
		}
	}
	p.ready(&p.next[x])
	if there < len(p.out) {
		p.back(begin)
		p.move(x, y)
	}
}

// put writes a cell at the cursor.
func (p *printer) put(c *cell) {
	p.ready(c)
	p.out = append(p.out, c.text...)
	if p.x++; c.wide {
		p.x++
	}
	if p.x >= p.width {
		p.x = behind
	}
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
