package ui

import (
	"strings"
	"unicode/utf8"
)

// corpus is rows as a filter reads them: the text of every cell in lower case, in one
// string, so that a filter's key press looks at plain bytes and leaves the garbage
// collector alone. The zero value is not built.
type corpus struct {
	columns []Column[int32]
	text    string
	ends    []uint32 // 0, and the end in text of each field, row by row
}

// between separates two fields, so that no needle matches across them: it cannot
// be typed.
const between = '\x00'

// newCorpus reads every cell of so many rows once.
func newCorpus(rows int, columns []Column[int32]) corpus {
	c := corpus{columns: columns, ends: make([]uint32, 1, rows*len(columns)+1)}
	const guess = 10 // bytes a cell
	text := make([]byte, 0, rows*len(columns)*guess)
	for row := range int32(rows) {
		for i := range columns {
			cell := columns[i].Cell(row)
			if !cell.Quiet {
				text = appendLower(text, cell.Text)
			}
			for _, then := range cell.Then {
				text = appendLower(text, then.Text)
			}
			if also := columns[i].Also; also != nil && also(row) != "" {
				for word := range strings.SplitSeq(also(row), "\n") {
					text = appendLower(append(text, synonym), word)
				}
			}
			text = append(text, between)
			c.ends = append(c.ends, uint32(len(text)))
		}
	}
	c.text = string(text)
	return c
}

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

// row returns all fields of row i.
func (c *corpus) row(i int32) string {
	first := int(i) * len(c.columns)
	return c.text[c.ends[first]:c.ends[first+len(c.columns)]]
}

// field returns one field of row i: the text of the cell, and behind a synonym sign
// another word for it.
func (c *corpus) field(i int32, column int) string {
	at := int(i)*len(c.columns) + column
	return c.text[c.ends[at] : c.ends[at+1]-1]
}

// passes reports whether all terms of the query hold for a row.
func (c *corpus) passes(q query, row int32) bool {
	for _, term := range q.conditions {
		if !c.holds(term, row) {
			return false
		}
	}
	if q.needle == "" && len(q.without) == 0 {
		return true
	}
	text := c.row(row)
	for _, word := range q.without {
		if strings.Contains(text, word) {
			return false
		}
	}
	return strings.Contains(text, q.needle)
}

// holds reports whether a condition holds for a row. An unknown figure is neither
// less nor more than anything.
func (c *corpus) holds(term condition, row int32) bool {
	column := &c.columns[term.column]
	if column.Number == nil || term.op == ":" {
		return term.holdsText(c.field(row, term.column))
	}
	n, known := column.Number(row)
	switch {
	case term.isNumber && known:
		bound := Exact
		if column.Bound != nil {
			bound = column.Bound(row)
		}
		return term.holdsNumber(n, bound)
	case term.isOrder():
		return !term.isNumber // "diff<-" is on its way to a number
	}
	return term.holdsText(c.field(row, term.column))
}
