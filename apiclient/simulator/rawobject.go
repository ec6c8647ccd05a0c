package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
)

// rawObject is a JSON object as it was given: members in their order, values in
// their own spelling, unknown ones too. It is never changed in place.
type rawObject []rawMember

type rawMember struct {
	name  string
	value json.RawMessage
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

func (o rawObject) get(name string) (json.RawMessage, bool) {
	i := slices.IndexFunc(o, func(m rawMember) bool { return m.name == name })
	if i < 0 {
		return nil, false
	}
	return o[i].value, true
}

// with returns o with that member, at its old place where it had one.
func (o rawObject) with(name string, value json.RawMessage) rawObject {
	out := slices.Clone(o)
	i := slices.IndexFunc(out, func(m rawMember) bool { return m.name == name })
	if i < 0 {
		return append(out, rawMember{name, value})
	}
	out[i].value = value
	return out
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

// text returns a member that is a text, or nothing.
func (o rawObject) text(name string) string {
	value, _ := o.get(name)
	var text string
	if json.Unmarshal(value, &text) != nil {
		return ""
	}
	return text
}

// number returns a member that is a whole number, nil where it is left out.
func (o rawObject) number(name string) (*int, error) {
	value, given := o.get(name)
	if !given {
		return nil, nil
	}
	n, err := strconv.Atoi(string(loose(value)))
	if err != nil {
		return nil, fmt.Errorf("%s is not a whole number: %s", name, value)
	}
	return &n, nil
}

// truth is number for a truth value.
func (o rawObject) truth(name string) (*bool, error) {
	value, given := o.get(name)
	if !given {
		return nil, nil
	}
	is, err := strconv.ParseBool(string(loose(value)))
	if err != nil {
		return nil, fmt.Errorf("%s is neither true nor false: %s", name, value)
	}
	return &is, nil
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
	var mismatch *json.UnmarshalTypeError
	if errors.As(err, &mismatch) {
		return fmt.Errorf("%s is a %s", mismatch.Field, mismatch.Value)
	}
	return err
}
