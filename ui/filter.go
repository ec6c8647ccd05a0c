package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"banyan/internal/safetext"
)

// filter is what was typed to choose rows. The zero value is closed.
type filter struct {
	field  TextField
	typing bool
	query  query

	remembered bool // it is as the user left it, and was not typed since
}

// isOpen reports whether the filter's line is shown.
func (f filter) isOpen() bool { return f.typing || f.field.text != "" }

// lines draws the filter, how many of the rows pass it, and what is wrong with it: that stands above
// it where it has no room beside it, in no more than so many lines together. One that is remembered
// says so, with the key that clears it.
func (f filter) lines(theme Theme, width, most, shown, rows int, clears string) []string {
	const space = "   "
	count := fmt.Sprintf(space+"%d/%d", shown, rows)
	if f.remembered {
		count += space + "as you left it, " + clears + " clears it"
	}
	caret := ""
	if f.typing {
		caret = f.field.caret()
	}
	line := func(most int) (line string, left int) {
		room := max(1, width-len(" /")-len(caret)-len(count))
		before, after := f.field.around(theme, min(room, most))
		line = " " + theme.Paint(Accent, "/") + before + theme.Paint(Accent, caret) + after + theme.Paint(Muted, count)
		return line, room - safetext.Width(before+after)
	}
	alone, left := line(width)
	problem := theme.Glyphs.Failed + " " + safetext.Cell(f.query.problemOf(shown))
	above := Wrap(problem, width-2)
	switch {
	case f.query.problemOf(shown) == "":
		return []string{alone}
	case safetext.Width(problem) > left-len(space) && len(above) < most:
		for i, text := range above {
			above[i] = " " + theme.Paint(Failed, text)
		}
		return append(above, alone)
	case safetext.Width(problem) > left-len(space):
		alone, left = line(width / 2)
		problem, _ = theme.Fit(problem, left-len(space))
	}
	return []string{alone + space + theme.Paint(Failed, problem)}
}

// query is a filter's text, understood. All its terms must hold; the zero value
// lets everything pass.
type query struct {
	needle     string      // the plain words, joined, lower case
	without    []string    // words that must not occur, lower case
	conditions []condition // on single columns
	problem    string      // what could not be understood; the rest still counts
	doubt      string      // what may be meant otherwise, where nothing passes
}

// problemOf returns what is wrong with a query that so many rows pass.
func (q query) problemOf(shown int) string {
	if shown > 0 {
		return q.problem
	}
	return cmp.Or(q.problem, q.doubt)
}

// condition compares one column with a value.
type condition struct {
	column   int
	op       string // one of those that cutOperator knows
	text     string // lower case
	number   float64
	isNumber bool
}

// synonym stands in a field before another word for it. It cannot be typed.
const synonym = '\x01'

// subject is a column as conditions and the sort picker know it.
type subject struct {
	key, title, about string
	isNumber          bool
}

// says returns what a column holds, or what conditions call it where its title does not say that.
func (s subject) says() string {
	if s.about == "" && !strings.EqualFold(s.title, s.key) {
		return s.key
	}
	return s.about
}

// label is what a column is called in the list: its title, or the name that conditions call
// it by.
func (s subject) label() string { return cmp.Or(safetext.Cell(s.title), strings.ToUpper(s.key)) }

// parseQuery parses the text of a filter. A condition whose value is still missing
// holds for every row.
func parseQuery(text string, columns []subject) query {
	var q query
	var words []string
	for _, word := range joinConditions(strings.Fields(strings.ToLower(text)), columns) {
		name, op, value := cutCondition(word)
		switch {
		case op != "":
			q.add(columns, name, op, value)
		case isUnplaced(word):
			q.reject("no column before " + word)
		case word[0] == '!':
			if word != "!" {
				q.without = append(q.without, word[1:])
			}
		default:
			words = append(words, word)
		}
	}
	q.needle = strings.Join(words, " ")
	return q
}

func (q *query) add(columns []subject, name, op, value string) {
	keys := make([]string, len(columns))
	for i, c := range columns {
		keys[i] = c.key
	}
	at := slices.Index(keys, name)
	if at < 0 {
		q.reject(fmt.Sprintf("no column %s; there are: %s", name, strings.Join(keys, ", ")))
		return
	}
	c := condition{column: at, op: op, text: value}
	number, err := strconv.ParseFloat(value, 64)
	if err == nil && number == number { // NaN compares with nothing
		c.number, c.isNumber = number, true
	}
	needsNumber := columns[at].isNumber && c.isOrder()
	switch {
	case needsNumber && strings.Trim(value, "+-.") == "":
		q.reject("a number is missing after " + name + op)
	case value == "":
		q.reject("a value is missing after " + name + op)
	case needsNumber && !c.isNumber:
		q.reject(value + " is not a number")
	case q.doubt != "" || op == ":" || op == "!=":
	case !columns[at].isNumber:
		q.doubt = fmt.Sprintf("%s holds text: %s:%s finds what has %s in it", name, name, value, value)
	case !c.isNumber && strings.Trim(value, "+-.") != "":
		q.doubt = name + " is compared with a number"
	}
	if value != "" {
		q.conditions = append(q.conditions, c)
	}
}

// reject notes what could not be understood; the first problem is kept.
func (q *query) reject(problem string) {
	if q.problem == "" {
		q.problem = problem
	}
}

// joinConditions puts together what was typed apart: "diff < 0", "diff <0", "diff< 0".
func joinConditions(words []string, columns []subject) []string {
	isColumn := func(name string) bool {
		return slices.ContainsFunc(columns, func(s subject) bool { return s.key == name })
	}
	var joined []string
	for i := 0; i < len(words); i++ {
		word := words[i]
		next := func() string { return strings.Join(words[i+1:min(i+2, len(words))], "") }
		if op, _ := cutOperator(next()); op != "" && isColumn(word) {
			i++
			word += words[i]
		}
		if name, op, value := cutCondition(word); op != "" && value == "" && isColumn(name) {
			if _, isNext, _ := cutCondition(next()); isNext == "" && next() != "" {
				i++
				word += words[i]
			}
		}
		joined = append(joined, word)
	}
	return joined
}

// isUnplaced reports whether a word is an operator, with a number or without, that
// follows no column.
func isUnplaced(word string) bool {
	op, value := cutOperator(word)
	_, err := strconv.ParseFloat(value, 64)
	return op != "" && (value == "" || err == nil)
}

// cutCondition splits a word at its operator, or returns none. A word is a condition
// only when a letter begins it, so that 10:30 and <x> stay text.
func cutCondition(word string) (name, op, value string) {
	at := strings.IndexAny(word, "<>=!:")
	if at < 1 || word[0] < 'a' || word[0] > 'z' {
		return "", "", ""
	}
	op, value = cutOperator(word[at:])
	return word[:at], op, value
}

// cutOperator splits off the operator that text begins with, the longer of two, or
// returns none.
func cutOperator(text string) (op, rest string) {
	for _, op := range [...]string{"<=", ">=", "!=", "<", ">", "=", ":"} {
		if rest, ok := strings.CutPrefix(text, op); ok {
			return op, rest
		}
	}
	return "", text
}

// needles returns the texts that a column is searched for.
func (q query) needles(column int) []string {
	var needles []string
	if q.needle != "" {
		needles = append(needles, q.needle)
	}
	for _, c := range q.conditions {
		if c.column == column && (c.op == ":" || c.op == "=") {
			needles = append(needles, c.text)
		}
	}
	return needles
}

// isEmpty reports whether everything passes.
func (q query) isEmpty() bool {
	return q.needle == "" && len(q.without) == 0 && len(q.conditions) == 0
}

// narrows reports whether whatever passes q passes before too, so that looking at
// what passed before is enough.
func (q query) narrows(before query) bool {
	return strings.Contains(q.needle, before.needle) && beginsWith(q.without, before.without) && beginsWith(q.conditions, before.conditions)
}

func beginsWith[T comparable](all, first []T) bool {
	return len(all) >= len(first) && slices.Equal(all[:len(first)], first)
}

// holdsNumber compares a number that may be a bound: it decides only the comparison
// that points its way.
func (c condition) holdsNumber(n float64, bound Bound) bool {
	if bound == AtMost && c.op[0] != '<' || bound == AtLeast && c.op[0] != '>' {
		return false
	}
	return c.asksFor(cmp.Compare(n, c.number))
}

// holdsText compares the text of a field in lower case. Another word for the cell
// counts like the first where the whole word is asked for.
func (c condition) holdsText(field string) bool {
	words := strings.Split(field, string(synonym))
	switch {
	case c.op == ":":
		return strings.Contains(field, c.text)
	case slices.Contains(words[1:], c.text) && !c.isOrder():
		return c.op == "="
	}
	return c.asksFor(strings.Compare(words[0], c.text))
}

// asksFor reports whether the operator asks for a field that compares like this with the
// condition's value: less for a negative number.
func (c condition) asksFor(order int) bool {
	switch c.op {
	case "<":
		return order < 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case ">=":
		return order >= 0
	}
	return (order == 0) != (c.op == "!=")
}

// isOrder reports whether the condition asks for less or more.
func (c condition) isOrder() bool { return c.op[0] == '<' || c.op[0] == '>' }
