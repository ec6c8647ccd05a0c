package wire

import (
	"errors"
	"fmt"
	"strings"

	"banyan/capacity"
)

// Record reads the members of one JSON object by name. The first thing that cannot
// be read stays with it, with the name of the field; what is read after it does not
// count. DecodeOne, DecodeList and DecodeArray make it.
type Record struct {
	Members []Member

	at  string // where the object is: "groups[3]", empty at the top
	err *error
}

// DecodeOne reads an answer that is one object.
func DecodeOne[T any](body []byte, read func(Record) T) (T, error) {
	var none T
	document, err := Parse(body)
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

// DecodeList reads an answer that wraps a list of objects: null counts as empty,
// a missing wrapper does not.
func DecodeList[T any](body []byte, wrapper string, read func(Record) T) ([]T, error) {
	return DecodeOne(body, func(top Record) []T {
		wrapped, ok := top.Find(wrapper)
		if !ok {
			top.Fail(wrapper, fmt.Errorf("is missing: the answer has %s", top.Names()))
			return nil
		}
		return Each(top, wrapper, wrapped, read)
	})
}

// DecodeArray reads an answer that is a list of objects itself. Everything else,
// null too, is an error.
func DecodeArray[T any](body []byte, read func(Record) T) ([]T, error) {
	document, err := Parse(body)
	if err != nil {
		return nil, err
	}
	if document.Kind != List {
		return nil, fmt.Errorf("the answer is %s instead of a list", document.Describe())
	}
	top := Record{err: new(error)}
	out := Each(top, "", document, read)
	return out, *top.err
}

// Each reads every object of a list.
func Each[T any](r Record, name string, from Value, read func(Record) T) []T {
	if from.Kind != List && from.Kind != Null {
		r.Fail(name, fmt.Errorf("is %s instead of a list", from.Describe()))
		return nil
	}
	out := make([]T, 0, len(from.Items))
	for i, item := range from.Items {
		element, err := recordOf(item, fmt.Sprintf("%s[%d]", r.path(name), i), r.err)
		if err != nil {
			r.Fail("", err)
			return nil
		}
		out = append(out, read(element))
		if *r.err != nil {
			return nil
		}
	}
	return out
}

// Alone reads r by itself: what cannot be read in it is returned, and does not
// count for what r is part of.
func Alone[T any](r Record, read func(Record) T) (T, error) {
	var none T
	r.err = new(error)
	out := read(r)
	if *r.err != nil {
		return none, *r.err
	}
	return out, nil
}

func recordOf(v Value, at string, problem *error) (Record, error) {
	if v.Kind != Object {
		return Record{}, fmt.Errorf("%s is %s instead of an object", at, v.Describe())
	}
	return Record{at: at, Members: v.Members, err: problem}, nil
}

func (r Record) path(name string) string {
	if r.at == "" {
		return name
	}
	return r.at + "." + name
}

// Fail keeps the first problem. Without a name the problem says itself where it is.
func (r Record) Fail(name string, problem error) {
	if *r.err != nil {
		return
	}
	if name != "" {
		problem = fmt.Errorf("%s %w", r.path(name), problem)
	}
	*r.err = problem
}

// Find returns a member by its exact name, and false where there is none.
func (r Record) Find(name string) (Value, bool) {
	for _, m := range r.Members {
		if m.Name == name {
			return m.Value, true
		}
	}
	return Value{}, false
}

// Get returns a member that has a value; null counts as not there.
func (r Record) Get(name string) (Value, bool) {
	v, ok := r.Find(name)
	return v, ok && v.Kind != Null
}

// Names lists the first members, for an error.
func (r Record) Names() string {
	const most = 5
	var names []string
	for _, m := range r.Members {
		if len(names) == most {
			names = append(names, "...")
			break
		}
		names = append(names, quoted(m.Name))
	}
	if len(names) == 0 {
		return "nothing"
	}
	return strings.Join(names, ", ")
}

// Text reads a string; a number counts as its spelling. Empty where there is none.
func (r Record) Text(name string) string {
	v, ok := r.Get(name)
	if ok && v.Kind != Text && v.Kind != Number {
		r.Fail(name, fmt.Errorf("is %s instead of text", v.Describe()))
		return ""
	}
	return v.Text
}

// Exact is text that an edit would send back. Bytes that are no UTF-8 reach us as
// U+FFFD, and writing that would damage what the server holds.
func (r Record) Exact(name string) string {
	out := r.Text(name)
	if strings.ContainsRune(out, '\uFFFD') {
		r.Fail(name, errors.New("has characters that cannot be read"))
	}
	return out
}

// Optional is text that nothing else depends on: what cannot be read counts as
// not reported, since it must not cost the whole answer.
func (r Record) Optional(name string) string {
	v, _ := r.Get(name)
	if v.Kind != Text && v.Kind != Number {
		return ""
	}
	return v.Text
}

// Required is text that must not be empty.
func (r Record) Required(name string) string {
	out := r.Text(name)
	if out == "" {
		r.Fail(name, errors.New("is missing"))
	}
	return out
}

// Object reads a nested object, and false where there is none.
func (r Record) Object(name string) (Record, bool) {
	v, ok := r.Get(name)
	if !ok {
		return Record{}, false
	}
	inner, err := recordOf(v, r.path(name), r.err)
	if err != nil {
		r.Fail("", err)
		return Record{}, false
	}
	return inner, true
}

// Flag reads a boolean, which some servers spell as text or as 0 and 1. It is nil
// where there is none.
func (r Record) Flag(name string) *bool {
	v, ok := r.Get(name)
	if !ok {
		return nil
	}
	if v.Kind != List && v.Kind != Object {
		switch strings.ToLower(strings.TrimSpace(v.Text)) {
		case "true", "1":
			return new(true)
		case "false", "0":
			return new(false)
		}
	}
	r.Fail(name, fmt.Errorf("is %s instead of true or false", v.Describe()))
	return nil
}

// Count reads a whole number of zero or more, also from a numeric string. It is
// nil where there is none.
func (r Record) Count(name string) *int {
	v, ok := r.Get(name)
	if !ok {
		return nil
	}
	n, err := v.count()
	if err != nil {
		r.Fail(name, err)
		return nil
	}
	return &n
}

// MustCount is a count that has to be there.
func (r Record) MustCount(name string) int {
	n := r.Count(name)
	if n == nil {
		r.Fail(name, errors.New("is missing"))
		return 0
	}
	return *n
}

// Reading is a count as a limit. It is not read where there is none.
func (r Record) Reading(name string) capacity.Reading {
	n := r.Count(name)
	if n == nil {
		return capacity.Reading{}
	}
	limit, err := capacity.New(*n)
	if err != nil {
		r.Fail(name, err)
		return capacity.Reading{}
	}
	return capacity.Read(limit)
}
