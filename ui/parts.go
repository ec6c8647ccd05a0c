package ui

// Parts are the parts that the rows of a table fall into: neighbours of the same part stand
// below its line, which no cursor reaches. The zero value is one list.
type Parts[R any] struct {
	Of    func(R) string // which part a row belongs to
	Line  func(R) Rule   // the line of a row's part; nil for none
	Inset int            // cells that rows stand to the right of the lines
	Apart bool           // a blank line stands between parts
}
