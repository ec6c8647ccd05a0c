package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// PositionError says where in a world's document something is wrong.
type PositionError struct {
	Line, Column int // from 1; the column counts characters
	Err          error
}

func (e *PositionError) Error() string {
	return fmt.Sprintf("line %d, column %d: %v", e.Line, e.Column, e.Err)
}

func (e *PositionError) Unwrap() error { return e.Err }

func at(data []byte, offset int64, err error) error {
	before := data[:min(max(offset, 0), int64(len(data)))]
	line := bytes.Count(before, []byte("\n")) + 1
	column := utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]) + 1
	return &PositionError{Line: line, Column: column, Err: err}
}

// mistyped finds a value of the wrong type in an error. The decoder counts embedded
// structs among the path to it, which no document has.
func mistyped(err error) (*json.UnmarshalTypeError, bool) {
	mismatch, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if ok {
		mismatch.Field = strings.Join(slices.DeleteFunc(strings.Split(mismatch.Field, "."), func(name string) bool {
			return name == "tenant" || name == "group" || name == "trunkFigures"
		}), ".")
	}
	return mismatch, ok
}

// positioned adds the position to a value that has the wrong type.
func positioned(data []byte, err error) error {
	if mismatch, ok := mistyped(err); ok {
		return at(data, mismatch.Offset-1, err)
	}
	return err
}

// checkKeys walks a document beside the type that it will be decoded into and
// refuses keys that the type does not have or that an object has twice.
// encoding/json can refuse the former, but not say where, and matches keys
// regardless of case.
func checkKeys(data []byte, into any) error {
	w := keyWalker{data: data, dec: json.NewDecoder(bytes.NewReader(data))}
	w.dec.UseNumber()
	if err := w.value(reflect.TypeOf(into)); err != nil {
		return err
	}
	if rest := bytes.TrimSpace(data[w.dec.InputOffset():]); len(rest) > 0 {
		return at(data, w.dec.InputOffset(), errors.New("text after the end of the document"))
	}
	return nil
}

type keyWalker struct {
	data []byte
	dec  *json.Decoder
}

func (w *keyWalker) next() (json.Token, error) {
	token, err := w.dec.Token()
	if err != nil {
		// The decoder stopped before the blanks that lead to what it cannot read.
		stopped := w.data[w.dec.InputOffset():]
		blanks := len(stopped) - len(bytes.TrimLeft(stopped, " \t\r\n"))
		return nil, at(w.data, w.dec.InputOffset()+int64(blanks), err)
	}
	return token, nil
}

// value walks one value. A nil type stands for anything: the decoder complains
// about a value of the wrong shape, with its position.
func (w *keyWalker) value(t reflect.Type) error {
	token, err := w.next()
	if err != nil {
		return err
	}
	if t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == reflect.TypeFor[limitFile]() {
		if err := checkLimit(token); err != nil {
			return at(w.data, w.dec.InputOffset()-1, err)
		}
	}
	switch token {
	case json.Delim('{'):
		return w.object(fieldsOf(t))
	case json.Delim('['):
		for w.dec.More() {
			if err := w.value(elementOf(t)); err != nil {
				return err
			}
		}
		_, err = w.next()
		return err
	}
	return nil
}

func (w *keyWalker) object(fields map[string]reflect.Type) error {
	seen := map[string]bool{}
	for w.dec.More() {
		token, err := w.next()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		field, known := fields[key]
		// The decoder stands behind the key's closing quote.
		start := int64(bytes.LastIndexByte(w.data[:w.dec.InputOffset()-1], '"'))
		if fields != nil && !known {
			return at(w.data, start, fmt.Errorf("unknown key %q", key))
		}
		if seen[key] {
			return at(w.data, start, fmt.Errorf("key %q is there twice", key))
		}
		seen[key] = true
		if err := w.value(field); err != nil {
			return err
		}
	}
	_, err := w.next()
	return err
}

func elementOf(t reflect.Type) reflect.Type {
	if t != nil && t.Kind() == reflect.Slice {
		return t.Elem()
	}
	return nil
}

// fieldsOf returns the keys of a struct with their types, or nil for what is no struct.
func fieldsOf(t reflect.Type) map[string]reflect.Type {
	if t == nil || t.Kind() != reflect.Struct {
		return nil
	}
	fields := map[string]reflect.Type{}
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous {
			maps.Copy(fields, fieldsOf(f.Type))
		} else if key := f.Tag.Get("json"); key != "-" {
			fields[key] = f.Type
		}
	}
	return fields
}
