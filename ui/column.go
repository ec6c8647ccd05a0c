package ui

// Cell is one cell of a table. Text is drawn through safetext, so it may be what a
// server sent.
type Cell struct {
	Text string
	Tone Tone
}

// Column is one column of a table over rows of type R. The first column names the
// row: it stays in place when the table is scrolled sideways.
type Column[R any] struct {
	Key      string                  // its name in conditions and in the sort picker: "diff"; lower case, unique
	Title    string                  // its heading: "DIFF"; one that is empty stands close to the column before
	Cell     func(R) Cell            // what is drawn, filtered and, without Number, sorted
	Number   func(R) (float64, bool) // nil for text; sorts and compares as a number; false is unknown, sorted last both ways
	Right    bool                    // aligned right
	Min, Max int                     // width bounds in cells; 0: the title's width, no bound
	Flex     bool                    // shrinks to Min before a column is dropped, and grows back where there is room
	Priority int                     // 0 is never dropped; the highest is dropped first when narrow
	Wide     bool                    // shown only with the wide toggle
	Pinned   bool                    // stays at the right end when a wide table is scrolled sideways
}
