package simulator

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
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
