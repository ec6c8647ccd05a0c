package find

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"banyan/apiclient"
	"banyan/internal/safetext"
)

// Query is what was typed. Parse makes it.
type Query struct {
	Text string // safe to draw, without blanks at its ends

	words   []string // folded
	whole   string   // the words with one blank between them
	numbers []Number // what it may be as a number
	bare    string   // its digits, where it has neither + nor a zero in front
	last    Number   // the end of a range that begins with numbers[0]
}

const (
	shortest      = 2 // characters of a query
	longest       = 161
	fewestForPart = 3  // digits that a part of a number has
	fewestAfter   = 7  // digits after the code of a country, where no + tells that there is one
	longestDN     = 23 // digits of a number (OCI)
	longestShort  = 8  // digits of an extension that is asked for
	mostHolders   = 20 // numbers of a range whose holders are asked for one by one
)

// Parse reads what was typed. Country is the code of the country of the tenant that is searched,
// without +, or empty: it says what 022 5550100 is. The error says what to type instead.
func Parse(text, country string) (Query, error) {
	plain := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' ' // a number that is pasted may have any
		}
		return r
	}, text)
	line, _ := safetext.Line(strings.TrimSpace(plain))
	q := Query{Text: strings.TrimSpace(line)}
	switch n := utf8.RuneCountInString(q.Text); {
	case n < shortest:
		return q, fmt.Errorf("type at least %d characters to find something", shortest)
	case n > longest:
		return q, fmt.Errorf("%d characters are more than any name or number has", n)
	}
	q.words = strings.Fields(fold(q.Text))
	q.whole = strings.Join(q.words, " ")
	if len(q.words) == 0 {
		return q, errors.New("there is nothing to look for in blanks")
	}
	if first, last, isRange := ends(q.Text); isRange {
		if q.readRange(first, last, country) {
			return q, nil
		}
	}
	q.numbers, q.bare = typed(q.Text, country)
	return q, nil
}

// ends parts a range: "a - b", with blanks around the dash, since a number may have dashes of its
// own; or "a..b".
func ends(text string) (first, last string, isRange bool) {
	for _, between := range []string{" - ", " – ", ".."} {
		if first, last, isRange = strings.Cut(text, between); isRange {
			return first, last, true
		}
	}
	return "", "", false
}

// readRange takes two numbers for a range. The second may be no more than the digits that differ.
func (q *Query) readRange(first, last, country string) bool {
	from, bare := typed(first, country)
	to, ok := spelt(last)
	if len(from) == 0 || !ok || bare != "" && len(bare) < fewestForPart || len(digitsIn(first)) < 5 && len(to) != len(digitsIn(first)) {
		return false
	}
	until := from[0]
	if ends, _ := typed(last, country); len(ends) > 0 && ends[0].agrees(from[0]) && len(ends[0].National) == len(from[0].National) {
		until.National = ends[0].National
	} else if len(to) < len(from[0].National) {
		until.National = from[0].National[:len(from[0].National)-len(to)] + to
	} else {
		return false
	}
	if until.National < from[0].National {
		return false
	}
	q.numbers, q.bare, q.last = from[:1], bare, until
	return true
}

// spelt returns the digits of a text that is a number as people write one: with blanks, dots,
// dashes, slashes, brackets and a + in front; the zero of +32 (0)2 is none of them.
func spelt(text string) (digits string, ok bool) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "+") || strings.HasPrefix(text, "00") {
		text = strings.Replace(text, "(0)", "", 1)
	}
	var out strings.Builder
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			out.WriteRune(r)
		case r == '+' && i == 0, unicode.IsSpace(r), strings.ContainsRune("-./()‐‑–", r):
		default:
			return "", false
		}
	}
	return out.String(), out.Len() > 0 && out.Len() <= longestDN+2
}

func digitsIn(text string) string {
	digits, _ := spelt(text)
	return digits
}

// typed returns what a text may be as a number, the likeliest first, and its digits where it has
// neither + nor a zero in front: then it may be an extension or a part too.
func typed(text, country string) (numbers []Number, bare string) {
	digits, ok := spelt(text)
	if !ok {
		return nil, ""
	}
	known := func(national string) { numbers = append(numbers, Number{country, national}) }
	abroad := func(digits string, fewest int) {
		if n, ok := inCountry(digits); ok && len(n.National) >= fewest {
			numbers = append(numbers, n)
		}
	}
	switch {
	case strings.HasPrefix(strings.TrimSpace(text), "+"):
		abroad(digits, 1)
	case strings.HasPrefix(digits, "00"):
		abroad(digits[2:], 1)
	case digits[0] == '0':
		if len(digits) > 1 {
			known(digits[1:])
			known(digits) // the zero is part of the number in some countries
		}
	default:
		bare = digits
		abroad(digits, fewestAfter)
		known(digits)
	}
	return numbers, bare
}

// IsNumber reports whether the text may be a phone number, a part of one, a range or an extension.
func (q Query) IsNumber() bool { return len(q.numbers) > 0 }

// IsRange reports whether it is a range of numbers.
func (q Query) IsRange() bool { return !q.last.IsZero() }

// grade says how well something matches. The zero value is not at all.
type grade int

const (
	part grade = iota + 1
	begin
	exact
)

// matches says how well a number is what was typed.
func (q Query) matches(n Number) grade {
	best := grade(0)
	for _, want := range q.numbers {
		switch {
		case q.IsRange():
			if n.isWithin(want, q.last) {
				return exact
			}
		case n.Same(want):
			return exact
		case n.agrees(want) && len(want.National) >= fewestForPart && strings.HasPrefix(n.National, want.National):
			best = max(best, begin)
		case q.bare != "" && len(q.bare) >= fewestForPart && strings.Contains(n.digits(), q.bare):
			best = max(best, part)
		}
	}
	return best
}

// parts are the digits that the numbers of users are searched for, without a country wherever
// that is known: a dialect spells them so.
func (q Query) parts() (parts []string, why string) {
	if q.IsRange() {
		first, last, same := q.numbers[0].National, q.last.National, 0
		for same < len(first) && first[same] == last[same] {
			same++
		}
		if same < fewestForPart {
			return nil, "the numbers of the range have less than 3 digits in common"
		}
		return []string{first[:same]}, ""
	}
	seen := map[string]bool{}
	for _, n := range q.numbers {
		if len(n.National) >= fewestForPart && !seen[n.National] && (q.bare != "" || len(parts) == 0) {
			seen[n.National] = true
			parts = append(parts, n.National)
		}
	}
	if _, isSpelt := spelt(q.Text); isSpelt && len(parts) == 0 {
		return nil, "a part of a number has at least 3 digits, those of the country not counted: type more of it"
	}
	return parts, ""
}

// needsCountry reports whether it is a number of which only the country is missing to ask who has it.
func (q Query) needsCountry() bool {
	return q.IsNumber() && !slices.ContainsFunc(q.numbers, func(n Number) bool { return n.Country != "" || len(n.National) < fewestForPart })
}

// holders are the whole numbers whose holders can be asked for, or why there are none.
func (q Query) holders() (numbers []Number, why string) {
	if q.IsRange() {
		return q.rangeHolders()
	}
	for _, n := range q.numbers {
		if n.Country != "" && len(n.National) >= 4 {
			numbers = append(numbers, n)
		}
	}
	if len(numbers) == 0 {
		why = "the whole number is needed, with its country: +32 2 555 01 00, or a tenant whose country is known"
	}
	return numbers, why
}

func (q Query) rangeHolders() (numbers []Number, why string) {
	first, err := strconv.ParseUint(q.numbers[0].National, 10, 63) // one more than the last has its place in 64
	last, wrong := strconv.ParseUint(q.last.National, 10, 63)
	switch {
	case q.last.Country == "":
		return nil, "the numbers of a range are needed whole, with their country"
	case err != nil || wrong != nil:
		return nil, "the numbers of the range have too many digits"
	case last-first >= mostHolders:
		return nil, fmt.Sprintf("a range of more than %d numbers is searched by its users alone", mostHolders)
	}
	for n := first; n <= last; n++ {
		numbers = append(numbers, Number{q.last.Country, fmt.Sprintf("%0*d", len(q.last.National), n)})
	}
	return numbers, ""
}

// extension is what was typed where it may be an extension.
func (q Query) extension() string {
	if q.IsRange() || len(q.bare) < shortest || len(q.bare) > longestShort {
		return ""
	}
	return q.bare
}

// fold makes capital and small letters alike.
func fold(text string) string { return strings.ToLower(text) }

// isName reports whether the text may be the name of somebody.
func (q Query) isName() bool { return strings.ContainsFunc(q.Text, unicode.IsLetter) }

// scoreOf says how well the names of one fact match; 0 is not at all.
func (q Query) scoreOf(line string) int {
	for _, word := range q.words {
		if !strings.Contains(line, word) {
			return 0
		}
	}
	score := partScore
	for name := range strings.SplitSeq(strings.TrimSuffix(line, "\n"), between) {
		switch i := strings.Index(name, q.whole); {
		case i < 0:
		case name == q.whole:
			return wholeScore
		case i == 0:
			score = max(score, startScore)
		case strings.ContainsRune(" -_.@/", rune(name[i-1])):
			score = max(score, wordScore)
		}
	}
	return score
}

// scoreOfUser says how well a user matches; 0 is not at all: a number is found by its digits, of
// which another number may have some too.
func (q Query) scoreOfUser(u apiclient.User, asked apiclient.UserCriteria) int {
	if asked.PhoneNumber != "" {
		n, _ := ReadNumber(u.PhoneNumber)
		return map[grade]int{exact: 100, begin: startScore, part: partScore}[q.matches(n)]
	}
	if asked.Extension != "" && u.Extension == asked.Extension {
		return wholeScore
	}
	return max(partScore, q.scoreOf(fold(strings.Join([]string{u.LastName, u.FirstName, u.ID, u.Extension}, between))))
}

// Forwards returns those of a place whose destination is what was typed.
func (q Query) Forwards(f Fact) (found []Forward) {
	for _, to := range f.Forwards {
		if q.gradeOf(to) > 0 {
			found = append(found, to)
		}
	}
	return found
}

// gradeOf says how well the destination of a forward is what was typed. That of an address is what
// stands before its @.
func (q Query) gradeOf(f Forward) (best grade) {
	user, _, _ := strings.Cut(strings.TrimPrefix(strings.ToLower(f.To), "sip:"), "@")
	numbers, _ := typed(user, "")
	for _, n := range numbers {
		best = max(best, q.matches(n))
	}
	return best
}

// scoreOfForwards says how well the best of the destinations matches; 0 is not at all. The holder of a
// number stands before what forwards there.
func (q Query) scoreOfForwards(f Fact) (score int) {
	for _, to := range f.Forwards {
		score = max(score, map[grade]int{exact: wholeScore, begin: startScore, part: partScore}[q.gradeOf(to)])
	}
	return score
}
