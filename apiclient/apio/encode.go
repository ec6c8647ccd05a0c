package apio

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

func textOf(s string) value { return value{kind: text, text: s} }

func numberOf(n int) value { return value{kind: number, text: strconv.Itoa(n)} }

func booleanOf(b bool) value { return value{kind: boolean, text: strconv.FormatBool(b)} }

// set gives an object a member, at its old place where it had one. It never
// changes what v shares its members with.
func (v value) set(name string, to value) value {
	v.members = slices.Clone(v.members)
	i := slices.IndexFunc(v.members, func(m member) bool { return m.name == name })
	if i < 0 {
		v.members = append(v.members, member{name, to})
		return v
	}
	v.members[i].value = to
	return v
}

// encode writes v as JSON, every member in its order and every number in its own
// spelling. Text that was damaged on its way here is refused: it would damage what
// the server holds.
func (v value) encode() ([]byte, error) {
	var out bytes.Buffer
	if err := v.write(&out); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (v value) write(out *bytes.Buffer) error {
	switch v.kind {
	case null:
		out.WriteString("null")
	case number, boolean:
		out.WriteString(v.text)
	case text:
		return writeText(out, v.text)
	case list:
		out.WriteByte('[')
		for i, item := range v.items {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := item.write(out); err != nil {
				return fmt.Errorf("[%d]%w", i, err)
			}
		}
		out.WriteByte(']')
	case object:
		out.WriteByte('{')
		for i, m := range v.members {
			if i > 0 {
				out.WriteByte(',')
			}
			if err := m.write(out); err != nil {
				return err
			}
		}
		out.WriteByte('}')
	}
	return nil
}

func (m member) write(out *bytes.Buffer) error {
	if err := writeText(out, m.name); err != nil {
		return err
	}
	out.WriteByte(':')
	if err := m.value.write(out); err != nil {
		return fmt.Errorf("%s %w", m.name, err)
	}
	return nil
}

func writeText(out *bytes.Buffer, s string) error {
	if strings.ContainsRune(s, '\uFFFD') { // found for bytes that are no UTF-8 too
		return errors.New("has characters that cannot be read")
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(s); err != nil {
		return err
	}
	out.Truncate(out.Len() - 1) // the newline that the encoder adds
	return nil
}
