package apio

import (
	"errors"
	"fmt"
	"strings"

	"banyan/capacity"
)

// record reads the members of one JSON object by name. The first thing that
// cannot be read stays in err, with the name of the field; what is read after it
// does not count.
type record struct {
	at      string // where the object is: "groups[3]", empty at the top
	members []member
	err     *error
}

// decodeOne reads an answer that is one object.
func decodeOne[T any](body []byte, read func(record) T) (T, error) {
	var none T
	document, err := parse(body)
	if err != nil {
		return none, err
	}
	top, err := recordOf(document, "the answer", new(error))
	if err != nil {
		return none, err
	}
	top.at = ""
	out := read(top)
	if *top.err != nil {
		return none, *top.err
	}
	return out, nil
}

// decodeList reads an answer that wraps a list of objects: null counts as empty,
// a missing wrapper does not.
func decodeList[T any](body []byte, wrapper string, read func(record) T) ([]T, error) {
	return decodeOne(body, func(top record) []T {
		wrapped, ok := top.find(wrapper)
		if !ok {
			top.fail(wrapper, fmt.Errorf("is missing: the answer has %s", top.names()))
			return nil
		}
		return each(top, wrapper, wrapped, read)
	})
}

// each reads every object of a list.
func each[T any](r record, name string, from value, read func(record) T) []T {
	if from.kind != list && from.kind != null {
		r.fail(name, fmt.Errorf("is %s instead of a list", from.describe()))
		return nil
	}
	out := make([]T, 0, len(from.items))
	for i, item := range from.items {
		element, err := recordOf(item, fmt.Sprintf("%s[%d]", r.path(name), i), r.err)
		if err != nil {
			r.fail("", err)
			return nil
		}
		out = append(out, read(element))
		if *r.err != nil {
			return nil
		}
	}
	return out
}

func recordOf(v value, at string, problem *error) (record, error) {
	if v.kind != object {
		return record{}, fmt.Errorf("%s is %s instead of an object", at, v.describe())
	}
	return record{at: at, members: v.members, err: problem}, nil
}

func (r record) path(name string) string {
	if r.at == "" {
		return name
	}
	return r.at + "." + name
}

// fail keeps the first problem. Without a name the problem says itself where it is.
func (r record) fail(name string, problem error) {
	if *r.err != nil {
		return
	}
	if name != "" {
		problem = fmt.Errorf("%s %w", r.path(name), problem)
	}
	*r.err = problem
}

// find returns a member by its exact name, and false where there is none.
func (r record) find(name string) (value, bool) {
	for _, m := range r.members {
		if m.name == name {
			return m.value, true
		}
	}
	return value{}, false
}

// get returns a member that has a value; null counts as not there.
func (r record) get(name string) (value, bool) {
	v, ok := r.find(name)
	return v, ok && v.kind != null
}

// names lists the first members, for an error.
func (r record) names() string {
	const most = 5
	var names []string
	for _, m := range r.members {
		if len(names) == most {
			names = append(names, "...")
			break
		}
		names = append(names, quoted(m.name))
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

// text reads a string; a number counts as its spelling. Empty where there is none.
func (r record) text(name string) string {
	v, ok := r.get(name)
	if ok && v.kind != text && v.kind != number {
		r.fail(name, fmt.Errorf("is %s instead of text", v.describe()))
		return ""
	}
	return v.text
}

// optional is text that nothing else depends on: what cannot be read counts as
// not reported, since it must not cost the whole answer.
func (r record) optional(name string) string {
	v, _ := r.get(name)
	if v.kind != text && v.kind != number {
		return ""
	}
	return v.text
}

// required is text that must not be empty.
func (r record) required(name string) string {
	out := r.text(name)
	if out == "" {
		r.fail(name, errors.New("is missing"))
	}
	return out
}

// object reads a nested object, and false where there is none.
func (r record) object(name string) (record, bool) {
	v, ok := r.get(name)
	if !ok {
		return record{}, false
	}
	inner, err := recordOf(v, r.path(name), r.err)
	if err != nil {
		r.fail("", err)
		return record{}, false
	}
	return inner, true
}

// flag reads a boolean, which some servers spell as text or as 0 and 1. It is nil
// where there is none.
func (r record) flag(name string) *bool {
	v, ok := r.get(name)
	if !ok {
		return nil
	}
	if v.kind != list && v.kind != object {
		switch strings.ToLower(strings.TrimSpace(v.text)) {
		case "true", "1":
			return new(true)
		case "false", "0":
			return new(false)
		}
	}
	r.fail(name, fmt.Errorf("is %s instead of true or false", v.describe()))
	return nil
}

// count reads a whole number of zero or more, also from a numeric string. It is
// nil where there is none.
func (r record) count(name string) *int {
	v, ok := r.get(name)
	if !ok {
		return nil
	}
	n, err := v.count()
	if err != nil {
		r.fail(name, err)
		return nil
	}
	return &n
}

// limit reads an Unlimited_Integer (APIO 6.1), {"unlimited": bool, "maximum": n},
// or a bare number, which the group's maxActiveCalls and every figure of a trunk
// group are. It is not read where there is none.
func (r record) limit(name string) capacity.Reading {
	if v, ok := r.get(name); ok && v.kind == object {
		return r.unlimitedInteger(name)
	}
	return r.reading(name)
}

func (r record) unlimitedInteger(name string) capacity.Reading {
	inner, _ := r.object(name)
	if unlimited := inner.flag("unlimited"); unlimited != nil && *unlimited {
		return capacity.Read(capacity.Unlimited())
	}
	reading := inner.reading("maximum")
	if !reading.IsRead() {
		inner.fail("maximum", errors.New("is missing"))
	}
	return reading
}

// reading is a bare number as a limit.
func (r record) reading(name string) capacity.Reading {
	n := r.count(name)
	if n == nil {
		return capacity.Reading{}
	}
	limit, err := capacity.New(*n)
	if err != nil {
		r.fail(name, err)
		return capacity.Reading{}
	}
	return capacity.Read(limit)
}

func (v value) count() (int, error) {
	if v.kind != number && v.kind != text {
		return 0, fmt.Errorf("is %s instead of a number", v.describe())
	}
	n, err := parseCount(v.text)
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, v.describe())
	}
	return n, nil
}

// describe names v for an error. A text stands there as it came, neither cut nor
// escaped: the connection takes secrets out of an error, and only then cuts it.
func (v value) describe() string {
	switch v.kind {
	case null:
		return "null"
	case list:
		return "a list"
	case object:
		return "an object"
	case text:
		return "the text " + quoted(v.text)
	}
	return v.text
}

func quoted(text string) string { return `"` + text + `"` }
