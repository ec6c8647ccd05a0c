package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Kind says what a Value is.
type Kind int

// The kinds of Value.
const (
	Null Kind = iota
	Text
	Number
	Boolean
	List
	Object
)

// Value is a JSON value as it came: members in the server's order, numbers in
// their own spelling. Go's maps and structs would lose both. The zero value is null.
type Value struct {
	Kind    Kind
	Text    string   // of a Text, or how a Number or a Boolean was written
	Items   []Value  // of a List
	Members []Member // of an Object
}

// Member is one name of an Object with its value.
type Member struct {
	Name  string
	Value Value
}

// TextOf returns a Text.
func TextOf(s string) Value { return Value{Kind: Text, Text: s} }

// NumberOf returns a Number.
func NumberOf(n int) Value { return Value{Kind: Number, Text: strconv.Itoa(n)} }

// BooleanOf returns a Boolean.
func BooleanOf(b bool) Value { return Value{Kind: Boolean, Text: strconv.FormatBool(b)} }

// Describe names v for an error. A text stands there as it came, neither cut nor
// escaped: the connection takes secrets out of an error, and only then cuts it.
func (v Value) Describe() string {
	switch v.Kind {
	case List:
		return "a list"
	case Object:
		return "an object"
	case Text:
		return "the text " + quoted(v.Text)
	}
	return v.display()
}

func quoted(text string) string { return `"` + text + `"` }

// display is a value without parts as text.
func (v Value) display() string {
	switch v.Kind {
	case Null:
		return "null"
	case List:
		return "[]"
	case Object:
		return "{}"
	}
	return v.Text
}

// isScalar reports whether v is a text or a number.
func (v Value) isScalar() bool { return v.Kind == Text || v.Kind == Number }

func (v Value) count() (int, error) {
	if !v.isScalar() {
		return 0, fmt.Errorf("is %s instead of a number", v.Describe())
	}
	n, err := parseCount(v.Text)
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, v.Describe())
	}
	return n, nil
}

// Find returns a member by its exact name, and false where there is none.
func (v Value) Find(name string) (Value, bool) {
	for _, m := range v.Members {
		if m.Name == name {
			return m.Value, true
		}
	}
	return Value{}, false
}

// Get returns a member that has a value; null counts as not there.
func (v Value) Get(name string) (Value, bool) {
	there, ok := v.Find(name)
	return there, ok && there.Kind != Null
}

// Set gives an object a member, at its old place where it had one. It never
// changes what v shares its members with.
func (v Value) Set(name string, to Value) Value {
	v.Members = slices.Clone(v.Members)
	if i := slices.IndexFunc(v.Members, func(m Member) bool { return m.Name == name }); i >= 0 {
		v.Members[i].Value = to
	} else {
		v.Members = append(v.Members, Member{name, to})
	}
	return v
}

// SetText changes a text that is known and differs.
func (v Value) SetText(name, held, want string) Value {
	if want == "" || want == held {
		return v
	}
	return v.Set(name, TextOf(want))
}

// SetCount changes a number that is known and differs. It is text where that of like is.
func (v Value) SetCount(name string, held, want *int, like Value) Value {
	if want == nil || held != nil && *held == *want {
		return v
	}
	to := NumberOf(*want)
	if there, _ := like.Find(name); there.Kind == Text {
		to.Kind = Text
	}
	return v.Set(name, to)
}

// Without returns an object without some of its members. It never changes what v
// shares its members with.
func (v Value) Without(names ...string) Value {
	v.Members = slices.DeleteFunc(slices.Clone(v.Members), func(m Member) bool { return slices.Contains(names, m.Name) })
	return v
}

// Encode writes v as JSON, every member in its order and every number in its own spelling.
// Text that was damaged on its way here is refused: it would damage what the server holds.
func (v Value) Encode() ([]byte, error) {
	var out bytes.Buffer
	err := v.write(&out)
	if err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}

func (v Value) write(out *bytes.Buffer) error {
	separator := func(i int) {
		if i > 0 {
			out.WriteByte(',')
		}
	}
	switch v.Kind {
	case Text:
		return writeText(out, v.Text)
	case List:
		out.WriteByte('[')
		for i, item := range v.Items {
			separator(i)
			if err := item.write(out); err != nil {
				return fmt.Errorf("[%d]%w", i, err)
			}
		}
		out.WriteByte(']')
	case Object:
		out.WriteByte('{')
		for i, m := range v.Members {
			separator(i)
			if err := writeText(out, m.Name); err != nil {
				return err
			}
			out.WriteByte(':')
			if err := m.Value.write(out); err != nil {
				return fmt.Errorf("%s %w", m.Name, err)
			}
		}
		out.WriteByte('}')
	default:
		out.WriteString(v.display())
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
