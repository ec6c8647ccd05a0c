package wire

import (
	"cmp"
	"errors"
	"fmt"
	"strings"

	"banyan/apiclient"
	"banyan/capacity"
)

// ErrMissing is the problem of a field that has to be there.
var ErrMissing = errors.New("is missing")

var (
	errNoObject = errors.New("an object")
	errNoText   = errors.New("text")
)

// Record reads the members of one JSON object by name. The first thing that cannot
// be read stays with it, with the name of the field; what is read after it does not
// count. DecodeOne, DecodeList and DecodeArray make it.
type Record struct {
	Value

	at     string // where the object is: "groups[3]", empty at the top
	err    *error
	partly *error // what Rows left out of the answer
}

// DecodeOne reads an answer that is one object. The error may be that of Rows.
func DecodeOne[T any](body []byte, read func(Record) T) (T, error) {
	document, err := Parse(body)
	if err == nil && document.Kind != Object {
		err = fmt.Errorf("the answer is %s instead of an object", document.Describe())
	}
	if err != nil {
		var none T
		return none, err
	}
	return decode(document, read)
}

// decode reads an answer.
func decode[T any](document Value, read func(Record) T) (T, error) {
	var partly error
	out, err := Alone(Record{Value: document, partly: &partly}, read)
	return out, cmp.Or(err, partly)
}

// DecodeList reads an answer that wraps a list of objects: null counts as empty,
// a missing wrapper does not. The error may be that of Rows.
func DecodeList[T any](body []byte, wrapper string, read func(Record) T) ([]T, error) {
	return DecodeOne(body, func(top Record) []T {
		wrapped, ok := top.Find(wrapper)
		if !ok {
			top.failMissing(wrapper)
			return nil
		}
		return Rows(top, wrapper, wrapped, read)
	})
}

// DecodeArray reads an answer that is a list of objects itself. Everything else,
// null too, is an error. The error may be that of Rows.
func DecodeArray[T any](body []byte, read func(Record) T) ([]T, error) {
	document, err := Parse(body)
	if err != nil {
		return nil, err
	}
	if document.Kind != List {
		return nil, fmt.Errorf("the answer is %s instead of a list", document.Describe())
	}
	return decode(Value{}, func(r Record) []T { return Rows(r, "", document, read) })
}

// maxRows is the most rows of a list that are taken.
const maxRows = 50_000

// Rows reads the objects of a list, without those that are none or lack what they must have, or
// have something else in its place, and no more than 50,000. What is left out is told by an *apiclient.PartlyRead, the error of the
// whole answer. A row with anything else that is wrong is an error of r, and so is the first where
// none can be read.
func Rows[T any](r Record, name string, from Value, read func(Record) T) []T {
	if from.Kind != List {
		return Each(r, name, from, read)
	}
	partly := &apiclient.PartlyRead{Rows: len(from.Items)}
	if over := len(from.Items) - maxRows; over > 0 {
		from.Items, partly.Cut = from.Items[:maxRows], over
	}
	out := make([]T, 0, len(from.Items))
	var first error
	for i, item := range from.Items {
		row, err := Alone(r, func(r Record) (row T) {
			if element, ok := r.inner(item, fmt.Sprintf("%s[%d]", r.path(name), i)); ok {
				row = read(element)
			}
			return row
		})
		switch {
		case err == nil:
			out = append(out, row)
		case errors.Is(err, ErrMissing), errors.Is(err, errNoObject), errors.Is(err, errNoText):
			partly.Add(err)
			first = cmp.Or(first, err)
		default:
			r.Fail("", err)
			return nil
		}
	}
	switch {
	case first != nil && len(out) == 0:
		r.Fail("", first)
		return nil
	case partly.Left+partly.Cut > 0:
		*r.partly = partly
	}
	return out
}

// Each reads every object of a list.
func Each[T any](r Record, name string, from Value, read func(Record) T) []T {
	if from.Kind != List && from.Kind != Null {
		r.Fail(name, fmt.Errorf("is %s instead of a list", from.Describe()))
		return nil
	}
	out := make([]T, 0, len(from.Items))
	for i, item := range from.Items {
		if element, ok := r.inner(item, fmt.Sprintf("%s[%d]", r.path(name), i)); ok {
			out = append(out, read(element))
		}
		if *r.err != nil {
			return nil
		}
	}
	return out
}

// Alone reads r by itself: what cannot be read in it is returned, and does not
// count for what r is part of.
func Alone[T any](r Record, read func(Record) T) (T, error) {
	r.err = new(error)
	if out := read(r); *r.err == nil {
		return out, nil
	}
	var none T
	return none, *r.err
}

// inner is an object that is part of r, and false where v is none.
func (r Record) inner(v Value, at string) (Record, bool) {
	if v.Kind != Object {
		r.Fail("", fmt.Errorf("%s is %s instead of %w", at, v.Describe(), errNoObject))
		return Record{}, false
	}
	return Record{v, at, r.err, r.partly}, true
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

// failMissing says what there is in place of name.
func (r Record) failMissing(name string) {
	const most = 5
	var names []string
	for _, m := range r.Members[:min(most, len(r.Members))] {
		names = append(names, quoted(m.Name))
	}
	if len(r.Members) > most {
		names = append(names, "...")
	}
	r.Fail(name, errors.New("is missing: the answer has "+cmp.Or(strings.Join(names, ", "), "nothing")))
}

// Text reads a string; a number counts as its spelling. Empty where there is none.
func (r Record) Text(name string) string {
	v, ok := r.Get(name)
	if ok && !v.isScalar() {
		r.Fail(name, fmt.Errorf("is %s instead of text", v.Describe()))
	}
	return r.Optional(name)
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
	if !v.isScalar() {
		return ""
	}
	return v.Text
}

// Required is text that must not be empty.
func (r Record) Required(name string) string {
	if v, ok := r.Get(name); ok && !v.isScalar() {
		r.Fail(name, fmt.Errorf("is %s instead of %w", v.Describe(), errNoText))
	}
	out := r.Optional(name)
	if out == "" {
		r.Fail(name, ErrMissing)
	}
	return out
}

// Object reads a nested object, and false where there is none.
func (r Record) Object(name string) (Record, bool) {
	v, ok := r.Get(name)
	if !ok {
		return Record{}, false
	}
	return r.inner(v, r.path(name))
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
		r.Fail(name, ErrMissing)
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
