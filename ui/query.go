package ui

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// query is a filter's text, understood. All its terms must hold; the zero value
// lets everything pass.
type query struct {
	needle     string      // the plain words, joined, lower case
	without    []string    // words that must not occur, lower case
	conditions []condition // on single columns
	problem    string      // what could not be understood; the rest still counts
}

// condition compares one column with a value.
type condition struct {
	column   int
	op       string // one of the operators below
	text     string // lower case
	number   float64
	isNumber bool
}

// operators in the order they are looked for: the longer of two first.
func operators() []string { return []string{"<=", ">=", "!=", "<", ">", "=", ":"} }

// synonym stands in a field before another word for it. It cannot be typed.
const synonym = '\x01'

// subject is a column as conditions and the sort picker know it.
type subject struct {
	key, title string
	isNumber   bool
}

// parseQuery parses the text of a filter. A condition whose value is still missing
// holds for every row.
func parseQuery(text string, columns []subject) query {
	var q query
	var words []string
	for _, word := range joinConditions(strings.Fields(strings.ToLower(text)), columns) {
		name, op, value, ok := cutCondition(word)
		switch {
		case ok:
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
	at := slices.IndexFunc(columns, func(s subject) bool { return s.key == name })
	if at < 0 {
		keys := make([]string, len(columns))
		for i, c := range columns {
			keys[i] = c.key
		}
		q.reject(fmt.Sprintf("no column %s; there are: %s", name, strings.Join(keys, ", ")))
		return
	}
	c := newCondition(at, op, value)
	needsNumber := columns[at].isNumber && c.isOrder()
	switch {
	case needsNumber && strings.Trim(value, "+-.") == "":
		q.reject("a number is missing after " + name + op)
	case value == "":
		q.reject("a value is missing after " + name + op)
	case needsNumber && !c.isNumber:
		q.reject(value + " is not a number")
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
		if isColumn(word) && i+1 < len(words) && startsWithOperator(words[i+1]) {
			i++
			word += words[i]
		}
		if name, _, value, ok := cutCondition(word); ok && value == "" && isColumn(name) && i+1 < len(words) {
			if _, _, _, isNext := cutCondition(words[i+1]); !isNext {
				i++
				word += words[i]
			}
		}
		joined = append(joined, word)
	}
	return joined
}

func startsWithOperator(word string) bool {
	return slices.ContainsFunc(operators(), func(op string) bool { return strings.HasPrefix(word, op) })
}

// isUnplaced reports whether a word is an operator, with a number or without, that
// follows no column.
func isUnplaced(word string) bool {
	for _, op := range operators() {
		if value, ok := strings.CutPrefix(word, op); ok {
			_, err := strconv.ParseFloat(value, 64)
			return value == "" || err == nil
		}
	}
	return false
}

// cutCondition splits a word at its operator. A word is a condition only when a
// letter begins it, so that 10:30 and <x> stay text.
func cutCondition(word string) (name, op, value string, ok bool) {
	at := strings.IndexAny(word, "<>=!:")
	if at < 1 || word[0] < 'a' || word[0] > 'z' {
		return "", "", "", false
	}
	for _, op := range operators() {
		if value, ok := strings.CutPrefix(word[at:], op); ok {
			return word[:at], op, value, true
		}
	}
	return "", "", "", false
}

func newCondition(column int, op, value string) condition {
	c := condition{column: column, op: op, text: value}
	number, err := strconv.ParseFloat(value, 64)
	if err == nil && number == number { // NaN compares with nothing
		c.number, c.isNumber = number, true
	}
	return c
}

// isEmpty reports whether everything passes.
func (q query) isEmpty() bool {
	return q.needle == "" && len(q.without) == 0 && len(q.conditions) == 0
}

// narrows reports whether whatever passes q passes before too, so that looking at
// what passed before is enough.
func (q query) narrows(before query) bool {
	return strings.Contains(q.needle, before.needle) &&
		len(q.without) >= len(before.without) && slices.Equal(q.without[:len(before.without)], before.without) &&
		len(q.conditions) >= len(before.conditions) &&
		slices.Equal(q.conditions[:len(before.conditions)], before.conditions)
}

func (c condition) holdsNumber(n float64) bool {
	if holds, ok := inOrder(n, c.op, c.number); ok {
		return holds
	}
	return (n == c.number) != (c.op == "!=")
}

// holdsBounded compares a number that may be a bound: it decides only the comparison
// that points its way.
func (c condition) holdsBounded(n float64, bound Bound) bool {
	switch {
	case bound == AtMost && c.op[0] != '<', bound == AtLeast && c.op[0] != '>':
		return false
	}
	return c.holdsNumber(n)
}

// holdsText compares the text of a field in lower case. Another word for the cell
// counts like the first where the whole word is asked for.
func (c condition) holdsText(field string) bool {
	text, also, isTwo := strings.Cut(field, string(synonym))
	if holds, ok := inOrder(text, c.op, c.text); ok {
		return holds
	}
	if c.op == ":" {
		return strings.Contains(field, c.text)
	}
	return (text == c.text || isTwo && also == c.text) != (c.op == "!=")
}

// inOrder reports whether a is less than b or more, as the operator asks; ok is false
// for an operator that asks for something else.
func inOrder[T cmp.Ordered](a T, op string, b T) (holds, ok bool) {
	switch op {
	case "<":
		return a < b, true
	case "<=":
		return a <= b, true
	case ">":
		return a > b, true
	case ">=":
		return a >= b, true
	}
	return false, false
}

// isOrder reports whether the condition asks for less or more.
func (c condition) isOrder() bool { return c.op[0] == '<' || c.op[0] == '>' }
