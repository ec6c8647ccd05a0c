package ui

import "banyan/internal/safetext"

// Cell is one cell of a table, or a piece of a line. Text is drawn through safetext, so it may
// be what a server sent.
type Cell struct {
	Text   string
	Tone   Tone
	Ground Ground // in a line, what it stands on; the zero value is what the line stands on
	Then   []Cell // what follows the text, each piece in its own tone; of these, Then is not drawn
	Quiet  bool   // no filter finds the text: most rows have it
	Name   bool   // the text is a name: what of it the eye does not see is spelled out (safetext.Name)
}

// safe returns the text fit to be drawn.
func (c Cell) safe() string {
	if c.Name {
		return safetext.Name(c.Text)
	}
	return safetext.Cell(c.Text)
}

// Whole returns the text with what follows it.
func (c Cell) Whole() string {
	text := c.Text
	for _, more := range c.Then {
		text += more.Text
	}
	return text
}

// Bound is how exact a number is that a condition compares. The zero value is
// the number itself.
type Bound int

// The bounds. A condition holds only where it is sure to: of a figure that is at
// most -5, "<0" is known to hold, and ">-10" is not.
const (
	Exact   Bound = iota
	AtMost        // the figure is Number or less
	AtLeast       // the figure is Number or more
)

// Column is one column of a table over rows of type R. The first column names the
// row: it stays in place when the table is scrolled sideways. Cell and Bar are not asked again while the
// cursor alone moves: what they draw depends on anything but where that is.
type Column[R any] struct {
	Key      string                  // its name in conditions and in the sort picker: "diff"; lower case, unique
	Title    string                  // its heading: "DIFF"
	About    string                  // what it holds, for the sort picker; empty: the picker shows the key
	Near     bool                    // stands one cell after the column before, not two; so does one without a title
	Joined   bool                    // stands directly behind the column before, and is dropped with it: the limit of "31/20"
	Cell     func(R) Cell            // what is drawn, filtered and, without Number and Rank, sorted
	Number   func(R) (float64, bool) // nil for text; sorts and compares as a number; false is unknown, sorted last both ways
	Rank     func(R) (float64, bool) // sorts in place of Number or the text, the least first; conditions do not know it; may be nil
	Bound    func(R) Bound           // how exact Number is; nil: always exact
	Also     func(R) string          // other words for the cell, one a line, which filters find and nobody draws; nil or "": none
	Full     func(R) string          // the cell's value in a file, where what is drawn is short for it; nil: Cell
	Right    bool                    // aligned right
	Min, Max int                     // width bounds in cells; 0: the title's width, no bound
	Flex     bool                    // shrinks to Min before a column is dropped, and grows back where there is room
	Priority int                     // 0 is never dropped; the highest is dropped first when narrow
	Wide     bool                    // shown only with the wide toggle
	From     int                     // shown without it in tables of so many cells and more; 0: in all
	Bar      func(R, int) Cell       // draws the cell in so many cells, Min to Max as there is room; nil for text
	Middle   bool                    // a text that is too long is cut in its middle: names differ at their ends
	Spare    bool                    // left out where no row has more than a dash in it, but with the wide toggle
	Pinned   bool                    // stays at the right end when a wide table is scrolled sideways
}

// byIndex returns a column over the indices of a table's rows.
func byIndex[R any](t *Table[R], c Column[R]) Column[int32] {
	indexed := Column[int32]{
		Key: c.Key, Title: c.Title, About: c.About, Near: c.Near, Joined: c.Joined,
		Cell: of(t, c.Cell), Bound: of(t, c.Bound), Also: of(t, c.Also), Full: of(t, c.Full),
		Right: c.Right, Min: c.Min, Max: c.Max, Flex: c.Flex, Priority: c.Priority, Wide: c.Wide, From: c.From,
		Middle: c.Middle, Spare: c.Spare, Pinned: c.Pinned,
	}
	if c.Number != nil {
		indexed.Number = func(at int32) (float64, bool) { return c.Number(t.rows[at]) }
	}
	if c.Rank != nil {
		indexed.Rank = func(at int32) (float64, bool) { return c.Rank(t.rows[at]) }
	}
	if c.Bar != nil {
		indexed.Bar = func(at int32, width int) Cell { return c.Bar(t.rows[at], width) }
	}
	return indexed
}

// of returns a function of a row as one of its index, nil for nil.
func of[R, V any](t *Table[R], f func(R) V) func(int32) V {
	if f == nil {
		return nil
	}
	return func(at int32) V { return f(t.rows[at]) }
}
