package ui

import (
	"strings"
	"unicode/utf8"
)

// corpus holds the text of every cell in lower case, in one string, so that a
// filter's key press looks at plain bytes and leaves the garbage collector alone.
// The zero value is not built.
type corpus struct {
	text    string
	ends    []uint32 // end in text of each field, row by row
	columns int
}

// synonym stands in a field before another word for it. It cannot be typed either.
const synonym = '\x01'

// between separates two fields, so that no needle matches across them: it cannot
// be typed.
const between = '\x00'

// newCorpus reads every cell of rows once.
func newCorpus[R any](rows []R, columns []Column[R]) corpus {
	c := corpus{columns: len(columns), ends: make([]uint32, 0, len(rows)*len(columns))}
	const guess = 10 // bytes a cell
	text := make([]byte, 0, len(rows)*len(columns)*guess)
	for _, row := range rows {
		for i := range columns {
			text = appendLower(text, columns[i].Cell(row).Text)
			if also := columns[i].Also; also != nil && also(row) != "" {
				text = appendLower(append(text, synonym), also(row))
			}
			text = append(text, between)
			c.ends = append(c.ends, uint32(len(text)))
		}
	}
	c.text = string(text)
	return c
}

// appendLower appends s in lower case.
func appendLower(out []byte, s string) []byte {
	for i := range len(s) {
		b := s[i]
		if b >= utf8.RuneSelf {
			return append(out[:len(out)-i], strings.ToLower(s)...)
		}
		if 'A' <= b && b <= 'Z' {
			b += 'a' - 'A'
		}
		out = append(out, b)
	}
	return out
}

// isBuilt reports whether the corpus can be asked.
func (c *corpus) isBuilt() bool { return c.columns > 0 }

// row returns all fields of row i.
func (c *corpus) row(i int32) string {
	first := int(i) * c.columns
	return c.text[c.start(first):c.ends[first+c.columns-1]]
}

// field returns one field of row i: the text of the cell, and behind a synonym sign
// another word for it.
func (c *corpus) field(i int32, column int) string {
	at := int(i)*c.columns + column
	return c.text[c.start(at) : c.ends[at]-1]
}

func (c *corpus) start(at int) uint32 {
	if at == 0 {
		return 0
	}
	return c.ends[at-1]
}
