package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// rawObject is a JSON object as it was given: members in their order, values in
// their own spelling, unknown ones too. It is never changed in place.
type rawObject []rawMember

type rawMember struct {
	name  string
	value json.RawMessage
}

// members makes an object of names and values in turn. A name with a question mark is
// left out where its value is nil or an empty text.
func members(pairs ...any) rawObject {
	out := make(rawObject, 0, len(pairs)/2)
	for i := 0; i < len(pairs); i += 2 {
		name, optional := strings.CutSuffix(pairs[i].(string), "?")
		if value := valueOf(pairs[i+1]); !optional || string(value) != "null" && string(value) != `""` {
			out = append(out, rawMember{name, value})
		}
	}
	return out
}

func valueOf(of any) json.RawMessage {
	switch of := of.(type) { // most members, and quicker so
	case int:
		return strconv.AppendInt(nil, int64(of), 10)
	case bool:
		return strconv.AppendBool(nil, of)
	}
	value, err := marshal(of)
	if err != nil {
		panic(err)
	}
	return bytes.TrimSuffix(value, []byte("\n"))
}

// marshal writes a value without escapes for HTML.
func marshal(value any) ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	err := enc.Encode(value)
	return out.Bytes(), err
}

func parseRaw(data []byte) (rawObject, error) {
	if !json.Valid(data) || !bytes.HasPrefix(bytes.TrimSpace(data), []byte("{")) {
		return nil, errors.New("is not a JSON object")
	}
	dec := json.NewDecoder(bytes.NewReader(data))
	if _, err := dec.Token(); err != nil { // the opening brace
		return nil, err
	}
	out := rawObject{}
	for dec.More() {
		token, err := dec.Token()
		if err != nil {
			return nil, err
		}
		var m rawMember
		m.name, _ = token.(string)
		if err := dec.Decode(&m.value); err != nil {
			return nil, err
		}
		if _, twice := out.get(m.name); twice {
			return nil, fmt.Errorf("has %q twice", m.name)
		}
		out = append(out, m)
	}
	return out, nil
}

func (o rawObject) index(name string) int {
	return slices.IndexFunc(o, func(m rawMember) bool { return m.name == name })
}

func (o rawObject) get(name string) (json.RawMessage, bool) {
	if i := o.index(name); i >= 0 {
		return o[i].value, true
	}
	return nil, false
}

// with returns o with that member, at its old place where it had one.
func (o rawObject) with(name string, value json.RawMessage) rawObject {
	out := slices.Clone(o)
	if i := o.index(name); i >= 0 {
		out[i].value = value
		return out
	}
	return append(out, rawMember{name, value})
}

func (o rawObject) without(names ...string) rawObject {
	return slices.DeleteFunc(slices.Clone(o), func(m rawMember) bool { return slices.Contains(names, m.name) })
}

func (o rawObject) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	out.WriteByte('{')
	for i, m := range o {
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(name)
		out.WriteByte(':')
		out.Write(m.value)
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// text returns a member that is a text, or nothing. A number is its spelling: some
// names of digits alone come as one.
func (o rawObject) text(name string) string {
	value, _ := o.get(name)
	var number json.Number
	if json.Unmarshal(value, &number) == nil {
		return number.String()
	}
	var text string
	_ = json.Unmarshal(value, &text)
	return text
}

// number returns a member that is a whole number, nil where it is left out.
func (o rawObject) number(name string) (*int, error) {
	return parsed(o, name, strconv.Atoi, "not a whole number")
}

// truth is number for a truth value.
func (o rawObject) truth(name string) (*bool, error) {
	return parsed(o, name, strconv.ParseBool, "neither true nor false")
}

func parsed[T any](o rawObject, name string, parse func(string) (T, error), wrong string) (*T, error) {
	value, given := o.get(name)
	if !given {
		return nil, nil
	}
	out, err := parse(string(loose(value)))
	if err != nil {
		return nil, fmt.Errorf("%s is %s: %s", name, wrong, value)
	}
	return &out, nil
}

// onlySets refuses members that cannot be set, unless they are given as they are
// shown: a client may send back the whole of what it read.
func (o rawObject) onlySets(shown rawObject, settable ...string) error {
	for _, m := range o {
		held, known := shown.get(m.name)
		switch {
		case slices.Contains(settable, m.name):
		case !known:
			return fmt.Errorf("unknown attribute %s", m.name)
		case !sameValue(m.value, held):
			return fmt.Errorf("%s cannot be changed here", m.name)
		}
	}
	return nil
}

// loose takes a number or a truth value out of its quotes: clients of the API send
// both as texts in places (Odin 4).
func loose(value json.RawMessage) json.RawMessage {
	text := plain(value)
	if n, err := strconv.Atoi(text); err == nil {
		return json.RawMessage(strconv.Itoa(n))
	}
	if text == "true" || text == "false" {
		return json.RawMessage(text)
	}
	return value
}

// plain returns a JSON string without its quotes, anything else as it is spelt.
func plain(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	return string(raw)
}

func sameValue(a, b json.RawMessage) bool {
	var x, y any
	return json.Unmarshal(loose(a), &x) == nil && json.Unmarshal(loose(b), &y) == nil && reflect.DeepEqual(x, y)
}

func wrongType(err error) error {
	if mismatch, ok := mistyped(err); ok {
		return fmt.Errorf("%s is a %s", mismatch.Field, mismatch.Value)
	}
	return err
}
