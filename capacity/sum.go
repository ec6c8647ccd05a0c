package capacity

import (
	"fmt"
	"math"
)

// Sum is a total over the level below, together with how much of that level was
// read. A Sum with a part that was not read is not a number: it is at least what
// was read. It is comparable with ==. The zero value is the complete sum of no
// parts, which is 0; the sum over a level that nobody has listed yet is
// Sum{}.Open().
type Sum struct {
	calls     int // of the parts that are numbers
	unlimited bool
	overflow  bool // the numbers do not fit calls, which then holds the largest int
	open      bool
	read, of  int
}

// Add returns s with one more part. A part that was not read makes the sum
// incomplete and still counts among its parts.
func (s Sum) Add(part Reading) Sum {
	s.of++
	limit, ok := part.Limit()
	if !ok {
		return s
	}
	s.read++
	calls, number := limit.Calls()
	switch {
	case !number:
		s.unlimited = true
	case calls > math.MaxInt-s.calls:
		s.calls, s.overflow = math.MaxInt, true
	default:
		s.calls += calls
	}
	return s
}

// Open returns s as the sum over a list that is not (fully) known: there may be
// more parts than were added.
func (s Sum) Open() Sum {
	s.open = true
	return s
}

// Total returns the sum, and false unless it is complete.
func (s Sum) Total() (Limit, bool) {
	if !s.IsComplete() {
		return Limit{}, false
	}
	return s.AtLeast(), true
}

// AtLeast returns the sum of the parts that were read: the total is that or more.
func (s Sum) AtLeast() Limit {
	if s.unlimited {
		return Unlimited()
	}
	return Limit{calls: int64(s.calls)}
}

// Parts returns how many parts were read, of how many that are known of. An open
// sum may have more.
func (s Sum) Parts() (read, of int) { return s.read, s.of }

// IsComplete reports whether every part was read and the list of parts is known.
// A total too large for an int is no number either, and so not complete.
func (s Sum) IsComplete() bool {
	return !s.open && s.read == s.of && (s.unlimited || !s.overflow)
}

// String returns "114" or "unlimited" for a complete sum; "at least 69, 3 of 5
// read" for a partial one, with a question mark for the number of parts of an open
// one; and "not read" for an open sum of which no part was read.
func (s Sum) String() string { return s.text(", ", "") }

// Of is String with a word behind the number: "at least 69 allocated, 3 of 5 read".
func (s Sum) Of(word string) string {
	switch text := s.String(); {
	case s.open && s.read == 0:
		return word + " " + text
	case !s.open && s.read == s.of:
		return text + " " + word
	}
	return s.text(" "+word+", ", "")
}

// text is String with other marks around how much of the level was read.
func (s Sum) text(before, after string) string {
	given := s.AtLeast().String()
	switch {
	case s.IsComplete():
		return given
	case s.open && s.read == 0:
		return "not read"
	case s.open:
		return fmt.Sprintf("at least %s%s%d of ? read%s", given, before, s.read, after)
	case s.read < s.of:
		return fmt.Sprintf("at least %s%s%d of %d read%s", given, before, s.read, s.of, after)
	}
	return "at least " + given
}
