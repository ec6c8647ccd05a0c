package safetext

import (
	"unicode"
	"unicode/utf8"
)

// maxMarks is how many combining marks one base may carry. Scripts in use need
// no more; a tower of them draws over the lines above.
const maxMarks = 4

// firstMark is the lowest combining mark of Unicode: what is below is not looked up.
const firstMark = '\u0300'

// scanner walks a string and decides what may be drawn. The zero value of all but
// s stands at the start of s.
type scanner struct {
	s     string
	i     int  // start of what comes next
	based bool // a mark would combine with what was kept last
	marks int  // marks on that base so far
}

// step takes what comes next, an emoji or one rune or one byte of invalid UTF-8,
// and reports whether it may be drawn as it is.
func (c *scanner) step() bool {
	rest := c.s[c.i:]
	if rest[0] >= ' ' && rest[0] <= '~' && (len(rest) == 1 || rest[1] < utf8.RuneSelf) {
		c.i++
		c.based, c.marks = true, 0
		return true
	}
	if n := emojiLen(rest); n > 0 {
		c.i += n
		c.based, c.marks = true, 0
		return true
	}
	r, size := utf8.DecodeRuneInString(rest)
	c.i += size
	isMark := r >= firstMark && unicode.Is(unicode.M, r)
	switch {
	case r == utf8.RuneError && size == 1, !isVisible(r), isMark && (!c.based || c.marks == maxMarks):
		c.unbase()
		return false
	case isMark:
		c.marks++
	default:
		c.based, c.marks = true, 0
	}
	return true
}

// unbase says that what was taken last is escaped: a mark after it would
// combine with a digit of the escape.
func (c *scanner) unbase() { c.based, c.marks = false, 0 }
